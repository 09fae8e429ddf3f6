"""What is not known: every uncertain number with its range, every form with its rival variants.

Levers stay as shipped, since they are what is asked about, and constants by convention.  Of a form
only rival theories are sampled: a variant that takes a mechanism away answers another question,
and what the facts refute at the defaults is no rival.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from countergaze.declare import Parameter
from countergaze.mechanisms import ROWS, TABLES
from countergaze.scenarios import default

NO_RIVALS = {
    "none": "takes the mechanism away",
    "noise": "takes what forecasts know away",
    "exogenous": "cuts unrest off from what people do",
    "honest": "takes false reports away",
    "at_once": "takes the years of the roll-out away",
    "single_record": "gives 60 times the entries of the facts at the defaults",
    "threshold": "gives a tenth of the dissent at the defaults",
}
"""Variants that are not sampled, and why."""


@dataclass(frozen=True)
class Number:
    """A number that is sampled evenly between low and high, in ratios where `log`."""

    key: str
    low: float
    high: float
    log: bool
    whole: bool = False

    def at(self, place: float) -> float:
        """Return the value at a place from 0 to 1 of the range."""
        if self.log:
            value = self.low * (self.high / self.low) ** place
        else:
            value = self.low + (self.high - self.low) * place
        value = min(max(value, self.low), self.high)
        return int(value + 0.5) if self.whole else value

    def place(self, value: float) -> float:
        """Return where in the range a value lies, 0 to 1."""
        if self.low == self.high:
            return 0.5
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Form:
    """A form of which rival variants are sampled with equal weight."""

    key: str
    variants: tuple[str, ...]

    def at(self, place: float) -> str:
        """Return the variant at a place from 0 to 1."""
        return self.variants[min(int(place * len(self.variants)), len(self.variants) - 1)]

    def place(self, value: str) -> float:
        """Return the middle of a variant's part of 0 to 1."""
        return (self.variants.index(value) + 0.5) / len(self.variants)


Dimension = Number | Form


@cache
def space() -> tuple[Dimension, ...]:
    """Return all that is sampled, in the order in which the mechanisms declare it."""
    found: list[Dimension] = []
    settings = default().settings
    for name, table in TABLES.items():
        for key, parameter in table.fields.items():
            if parameter.kind == "form":
                rivals = tuple(one for one in parameter.choices if one not in NO_RIVALS)
                found += [Form(parameter.key, rivals)] * (len(rivals) > 1)
            elif parameter.kind == "uncertainty":
                found += _number(parameter.key, parameter, settings.values[name][key])
    for name, row in ROWS.items():
        for key, parameter in row.fields.items():
            if parameter.kind == "uncertainty":
                for place, given in settings.rows[name].items():
                    found += _number(f"{name}.{place}.{key}", parameter, given[key])
    return tuple(found)


def _number(key: str, parameter: Parameter, value: Any) -> list[Dimension]:
    """Return the number as it is sampled; nothing where it has no range."""
    found = parameter.sampled(value)
    if found is None or found[0] == found[1]:
        return []
    low, high = found
    log = parameter.scale == "log" and low > 0.0
    return [Number(key, low, high, log, bool(parameter.whole))]


def by_key() -> dict[str, Dimension]:
    """Return what is sampled by its full name."""
    return {one.key: one for one in space()}


def point(places: Sequence[float], dimensions: Sequence[Dimension] | None = None
          ) -> dict[str, Any]:
    """Return the values at places from 0 to 1, one a dimension (of `space()` unless given)."""
    return {one.key: one.at(place) for one, place in
            zip(space() if dimensions is None else dimensions, places, strict=True)}


def places(changes: Mapping[str, Any]) -> list[float]:
    """Return where in `space()` a world lies, 0 to 1 a dimension; 0.5 for what it does not say."""
    return [one.place(changes[one.key]) if one.key in changes else 0.5  # type: ignore[arg-type]
            for one in space()]
