"""The words in which a mechanism states its numbers.

A parameter is a small document: unit, default, plausible range, permitted bounds, kind, source
and meaning.  Scenario files, checks, help, docs tables and sampling ranges are generated from it,
so nothing about a parameter is written twice.
"""

from __future__ import annotations

import math
from collections import namedtuple
from dataclasses import dataclass, field
from typing import Any, ClassVar

from countergaze.declare.settings import Settings

ASSUMED = "assumed"

SCALES = ("linear", "log")

KINDS = ("lever", "uncertainty", "constant", "form", "switch")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One number, switch or form of one mechanism.

    range: what is plausible and may be sampled; of a field of rows with `relative`, in multiples
    of the row's own value; scale: "log" where the range is sampled evenly in ratios.
    """

    default: float | str | None
    unit: str
    bounds: tuple[float, float] | None
    range: tuple[float, float] | None
    kind: str
    source: str
    meaning: str
    choices: tuple[str, ...] = ()
    may_change: bool = True
    expected_effects: dict[str, str] = field(default_factory=dict)
    optional: bool = False
    whole: bool = False
    relative: bool = False
    scale: str = "linear"
    name: str = ""
    table: str = ""

    @property
    def key(self) -> str:
        """Return the full name, `table.name`."""
        return f"{self.table}.{self.name}"

    @property
    def assumed(self) -> bool:
        """Return whether no source gives the default."""
        return self.source.startswith(ASSUMED)

    @property
    def plausible(self) -> str:
        """Return the range in words, "" without one."""
        if self.range is None:
            return ""
        times = " times the row's own" if self.relative else ""
        ratios = ", in ratios" if self.scale == "log" else ""
        return f"{self.range[0]:g} to {self.range[1]:g}{times}{ratios}"

    def sampled(self, value: float | None) -> tuple[float, float] | None:
        """Return the plausible range of a number whose shipped value is `value`, or None.

        A field of rows has none where its row leaves it out, or is 0 and the range relative.
        """
        if self.range is None or value is None or (self.relative and value == 0.0):
            return None
        if not self.relative:
            return self.range
        low, high = self.range
        limits = self.bounds or (-math.inf, math.inf)
        least, most = sorted((value * low, value * high))
        return max(least, limits[0]), min(most, limits[1])

    def number(self, value: float | str | bool | None) -> float:
        """Return `value` as the number the rules read; a form becomes the place of its name."""
        if self.kind == "form":
            return float(self.choices.index(str(value)))
        if value is None:
            return float("nan")
        return float(value)


def lever(default: float | None, unit: str, **about: Any) -> Parameter:
    """Return a parameter that somebody could choose: the state, a firm, a host country."""
    return _numeric("lever", default, unit, about)


def uncertainty(default: float, unit: str, **about: Any) -> Parameter:
    """Return a parameter that nobody chooses and nobody knows well: sweeps sample its range."""
    return _numeric("uncertainty", default, unit, about)


def constant(default: float, unit: str, **about: Any) -> Parameter:
    """Return a parameter that is held fixed by convention or by a source."""
    return _numeric("constant", default, unit, about)


def switch(default: float, **about: Any) -> Parameter:
    """Return an on or off choice, held as 0.0 or 1.0; numbers between are refused."""
    about.setdefault("source", ASSUMED)
    return Parameter(
        default=default, unit="0 or 1", bounds=(0.0, 1.0), range=None, kind="switch",
        whole=True, **about,
    )


def form(*choices: str, **about: Any) -> Parameter:
    """Return a structural variant; the first name is the reference. Chosen by the scientist."""
    about.setdefault("source", ASSUMED)
    return Parameter(
        default=choices[0], unit="form", bounds=None, range=None, kind="form",
        choices=choices, **about,
    )


def _numeric(kind: str, default: float | None, unit: str, about: dict[str, Any]) -> Parameter:
    about.setdefault("source", ASSUMED)
    about.setdefault("range", None)
    made = Parameter(default=default, unit=unit, kind=kind, **about)
    if made.scale not in SCALES or (made.scale == "log" and not (made.range and made.range[0] > 0)):
        raise ValueError(f"scale {made.scale!r} is not one of {SCALES}, or the range has no ratios")
    return made


class Table:
    """The parameters of one mechanism: subclass it, one field a parameter, in reading order.

    `fields` maps names to parameters.  `Values` is a named tuple with one number a parameter, in
    the same order: float32 inside the people's week, float for the institutions.
    """

    table: ClassVar[str]
    fields: ClassVar[dict[str, Parameter]]
    Values: ClassVar[Any]

    def __init_subclass__(cls, table: str) -> None:
        cls.table = table
        cls.fields = {}
        for name, value in list(vars(cls).items()):
            if isinstance(value, Parameter):
                object.__setattr__(value, "name", name)
                object.__setattr__(value, "table", table)
                cls.fields[name] = value
        cls.Values = namedtuple(  # type: ignore[misc]  # its fields are those declared
            "Values", list(cls.fields), module=cls.__module__)
        cls.Values.__qualname__ = f"{cls.__qualname__}.Values"

    @classmethod
    def of(cls, settings: Settings) -> Any:
        """Return `Values` as settings have them."""
        given = settings.values[cls.table]
        return cls.Values(*(p.number(given[name]) for name, p in cls.fields.items()))

    @classmethod
    def defaults(cls, **changed: float | str | None) -> Any:
        """Return `Values` at the defaults, with some changed by name; for tests and examples."""
        unknown = set(changed) - set(cls.fields)
        if unknown:
            raise KeyError(f"[{cls.table}] has no {sorted(unknown)}")
        return cls.Values(
            *(p.number(changed.get(name, p.default)) for name, p in cls.fields.items())
        )


class Row:
    """One row of a keyed table of a scenario (acts, agencies, services, hosts, ...).

    Subclass it as a frozen dataclass-like list of parameters; `rows` are the shipped rows.
    Fields may be numbers (a `Parameter`), or text (`text(...)`), or names of rows elsewhere.
    """

    table: ClassVar[str]
    fields: ClassVar[dict[str, Parameter]]
    rows: ClassVar[dict[str, dict[str, Any]]]

    def __init_subclass__(cls, table: str) -> None:
        cls.table = table
        cls.fields = {}
        for name, value in list(vars(cls).items()):
            if isinstance(value, Parameter):
                object.__setattr__(value, "name", name)
                object.__setattr__(value, "table", table)
                cls.fields[name] = value


def text(meaning: str, default: str | None = None) -> Parameter:
    """Return a field of a row that holds words."""
    return Parameter(default=default, unit="text", bounds=None, range=None, kind="text",
                     source="", meaning=meaning)


def name_of(table: str, meaning: str, many: bool = False) -> Parameter:
    """Return a field of a row that names a row (or a list of rows) of another keyed table."""
    return Parameter(default=None, unit=f"{'names' if many else 'name'} in [{table}]",
                     bounds=None, range=None, kind="names" if many else "name", source="",
                     meaning=meaning, choices=(table,))
