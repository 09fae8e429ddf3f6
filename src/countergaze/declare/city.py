"""The words in which a mechanism states what cities, the nation, firms and hosts carry.

A mechanism subclasses `CityState` as `Cities`, one field a line, and its steps in
`week/institutions` set these fields and no others.  Memory, start values, saved states and what
is reported of a week are made from the declarations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

CITY, NATION, HOST, RISK_BIN, TEST = ("city",), ("nation",), ("host",), ("risk_bin",), ("test",)
PROVINCE, FIRM_KIND, COHORT = ("province",), ("firm_kind",), ("firm_kind", "firm_size", "province")
DISTRICT, EVENT_SIZE = ("district",), ("event_size",)
CITY_AND_ACT, CITY_AND_AGENCY, CITY_AND_LIST = ("city", "act"), ("city", "agency"), ("city", "list")
SIDE_AND_SCORE = ("side", "score_bin")
"""What a field has one number for, in each replicate: arrays are (replicates, *axes); a number of
the nation is (replicates, 1), so that it goes with those of cities."""


@dataclass(frozen=True, kw_only=True)
class CityField:
    """One quantity of the state's side, an array (replicates, *axes).

    start: what it is before the first week, a number or the name of a parameter of the mechanism;
    None where it is worked out in every week before anybody reads it, so that nothing is kept;
    reported: read by indicators, of cities as means over residents; told: nothing in any week
    hangs on it, so that it is worked out of all weeks together after they were simulated.
    """

    unit: str
    meaning: str
    axes: tuple[str, ...] = CITY
    start: float | str | None = None
    reported: bool = False
    told: bool = False
    name: str = ""


def carried(start: float | str, unit: str, meaning: str, axes: tuple[str, ...] = CITY,
            reported: bool = False) -> Any:
    """Return a quantity that goes on from week to week."""
    return CityField(start=start, unit=unit, meaning=meaning, axes=axes, reported=reported)


def weekly(unit: str, meaning: str, axes: tuple[str, ...] = CITY, reported: bool = False) -> Any:
    """Return a quantity that is worked out anew in every week."""
    return CityField(unit=unit, meaning=meaning, axes=axes, reported=reported)


def told(unit: str, meaning: str, axes: tuple[str, ...] = CITY) -> Any:
    """Return a quantity that is reported and nothing else."""
    return CityField(unit=unit, meaning=meaning, axes=axes, reported=True, told=True)


class CityState:
    """What a mechanism carries and reports of cities: subclass it, one field a quantity.

    `fields` maps names to declarations; `Held` is a class whose instances hold one array a field
    and refuse any other name.
    """

    mechanism: ClassVar[str]
    fields: ClassVar[dict[str, CityField]]
    Held: ClassVar[Any]

    def __init_subclass__(cls, mechanism: str) -> None:
        cls.mechanism = mechanism
        cls.fields = {name: replace(field, name=name) for name, field in vars(cls).items()
                      if isinstance(field, CityField)}
        cls.Held = type("Held", (), {"__slots__": tuple(cls.fields), "__doc__": cls.__doc__,
                                     "__module__": cls.__module__})
