"""What a sweep varies, as it is typed: KEY=LOW:HIGH, KEY=LOW:HIGH:LEVELS, KEY=A,B,C or KEY.

A range is sampled evenly (in ratios where the parameter says so), levels and values are taken in
equal shares.  A bare KEY is the parameter's own plausible range, or all variants of a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from countergaze.declare import Parameter
from countergaze.declare.errors import CountergazeError
from countergaze.mechanisms import ROWS, TABLES
from countergaze.scenarios import Scenario, ScenarioError
from countergaze.worlds.space import Dimension, Number
from countergaze.worlds.world import flat


class BadSweep(CountergazeError, ValueError):
    """A sweep that cannot be carried out; every mistake is told at once."""


@dataclass(frozen=True)
class Levels:
    """Values that are taken in equal shares: levels of a number, variants of a form, true, false.

    It stands where `Number` and `Form` do.
    """

    key: str
    values: tuple[Any, ...]

    def at(self, place: float) -> Any:
        """Return the value at a place from 0 to 1."""
        return self.values[min(int(place * len(self.values)), len(self.values) - 1)]


Varied = Dimension | Levels


def read(texts: Sequence[str], scenario: Scenario) -> list[Varied]:
    """Return what each text varies; raise BadSweep with every mistake.

    Every end of a range and every value is tried in the scenario, so that none fails later.
    """
    found: list[Varied] = []
    wrong: list[str] = []
    for text in texts:
        key, mark, values = (part.strip() for part in text.partition("="))
        parameter = parameter_of(key)
        if parameter is None or key not in flat(scenario.settings):
            near = get_close_matches(key[:80], flat(scenario.settings), 1)
            wrong.append(f"there is no parameter {key[:80]}"
                         + (f"; did you mean {near[0]}?" if near else ""))
            continue
        try:
            made = _varied(key, parameter, values if mark else "", scenario)
            if key in [one.key for one in found]:
                raise ValueError(f"{key} is varied twice")
            for value in ([made.at(0.0), made.at(1.0)] if not isinstance(made, Levels)
                          else made.values):
                scenario.at_week_0({key: value})
            found.append(made)
        except ScenarioError as fault:
            wrong += [f"{key} {problem.text.rstrip('.')}" for problem in fault.problems]
        except ValueError as fault:
            wrong.append(str(fault))
    if wrong:
        raise BadSweep("; ".join(dict.fromkeys(wrong)))
    return found


def parameter_of(key: str) -> Parameter | None:
    """Return the parameter of a full name, of a table or of a field of a row, or None."""
    table, *place = key.split(".")
    if table in TABLES and len(place) == 1:
        return TABLES[table].fields.get(place[0])
    if table in ROWS and len(place) == 2:
        return ROWS[table].fields.get(place[1])
    return None


def _varied(key: str, parameter: Parameter, values: str, scenario: Scenario) -> Varied:
    if not values:
        if parameter.kind == "form":
            return Levels(key, parameter.choices)
        if parameter.kind == "switch":
            return Levels(key, (0.0, 1.0))
        own = parameter.sampled(flat(scenario.settings)[key])
        if own is None:
            raise ValueError(f"{key} has no plausible range: give {key}=LOW:HIGH")
        return Number(key, *own, parameter.scale == "log" and own[0] > 0.0, parameter.whole)
    if ":" not in values:
        return Levels(key, tuple(part.strip() for part in values.split(",")))
    try:
        low, high, *levels = (float(part) for part in values.split(":"))
        count = int(levels[0]) if levels else 0
    except ValueError:
        raise ValueError(f"{key}={values} is not LOW:HIGH or LOW:HIGH:LEVELS") from None
    if not low < high or len(levels) > 1 or (levels and count < 2):
        raise ValueError(f"{key}={values}: LOW must be below HIGH, and LEVELS at least 2")
    if levels:
        return Levels(key, tuple(float(one) for one in np.linspace(low, high, count)))
    return Number(key, low, high, parameter.scale == "log" and low > 0.0, parameter.whole)
