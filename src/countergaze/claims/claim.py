"""What a claim file may say: arms, parts with their measures, and what would make it false.

A measure is an indicator, or the ratio of two, compared between arms.  contrast: one arm (a
level), `a - b`, or `(a - b) - (c - d)` (an interaction).  On the scale `difference` that is read
as it stands; on `log` each value is a logarithm; on `closed` a pair is 1 - |a| / |b|, the share
of b that a closes.  Predictions: `+`, `-` and `0` (the whole interval within the smallest effect
of interest), `at least` and `at most` a limit.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

STRICT = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
Sign = Literal["+", "-", "0", "at least", "at most"]
Scale = Literal["difference", "log", "closed"]
NAME = r"[a-z][a-z0-9]*(?:[-+][a-z0-9]+)*"
_LEVEL = re.compile(NAME)
_PAIR = re.compile(rf"({NAME}) - ({NAME})")
_TWO_PAIRS = re.compile(rf"\(({NAME}) - ({NAME})\) - \(({NAME}) - ({NAME})\)")
MOST_HINGES = 8
SHARES_A_READING = "A"


class Times(BaseModel):
    """A value of an arm as a multiple of what the world itself has."""

    model_config = STRICT
    times: float = Field(ge=0.0)


Value = bool | int | float | str | Times | list[str]
Names = Annotated[tuple[str, ...], BeforeValidator(
    lambda found: tuple(found) if isinstance(found, list) else found)]


class Arm(NamedTuple):
    """What an arm changes in a world.

    patch: full name -> value, from week 0 (from the first week of a history of its own where
    `from_start`); later: (week, patch) of dated changes.
    """

    patch: dict[str, Value]
    from_start: bool
    later: tuple[tuple[int, dict[str, Value]], ...]


class ArmText(BaseModel):
    """An arm as a file writes it: keys with a dot are parameters."""

    model_config = ConfigDict(extra="allow", frozen=True)
    from_start: bool = False
    later: tuple[dict[str, Value], ...] = ()

    @cached_property
    def arm(self) -> Arm:
        """The arm."""
        later = tuple((int(str(told["week"])), {key: value for key, value in told.items()
                                                if key != "week"}) for told in self.later)
        return Arm({key: _value(value) for key, value in (self.model_extra or {}).items()},
                   self.from_start, later)

    @field_validator("later")
    @classmethod
    def _dated(cls, found: tuple[dict[str, Value], ...]) -> tuple[dict[str, Value], ...]:
        for told in found:
            if not isinstance(told.get("week"), int) or told["week"] is True:
                raise ValueError("a later change must say its week, a whole number")
        return found


def _value(told: Any) -> Value:
    return Times.model_validate(told) if isinstance(told, dict) else told


class Measure(BaseModel):
    """What is compared, and what is predicted of it; see the module."""

    model_config = STRICT
    of: str
    contrast: str
    sign: Sign
    smallest: float | None = Field(default=None, gt=0.0)
    limit: float | None = None
    scope: str = "whole"
    scale: Scale = "difference"

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicator, and the one that it is divided by."""
        return tuple(self.of.split(" / "))

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms compared: one, two or four."""
        return arms_in(self.contrast)

    @property
    def is_interaction(self) -> bool:
        """Whether it is a contrast of contrasts."""
        return len(self.arms) == 4


class Part(BaseModel):
    """One part of a claim; a claim holds where all its open parts are shown.

    says: in words; because: why the smallest effect of interest is what it is, where it differs
    from the table's; built_in: the equation that fixes the sign, "" for an open part; reading:
    which reading of the claim it belongs to; any_of: alternatives, one of which is enough.
    """

    model_config = STRICT
    says: str
    of: str = ""
    contrast: str
    sign: Sign | None = None
    smallest: float | None = Field(default=None, gt=0.0)
    limit: float | None = None
    scope: str = "whole"
    scale: Scale = "difference"
    because: str = ""
    built_in: str = ""
    reading: str = SHARES_A_READING
    any_of: tuple[dict[str, Any], ...] = ()

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """What is measured for it: one measure, or the alternatives."""
        own = {name: getattr(self, name) for name in Measure.model_fields}
        if not self.any_of:
            return (Measure.model_validate(own),)
        return tuple(Measure.model_validate({**own, **told}) for told in self.any_of)


class Change(BaseModel):
    """A change to a claim after a result was seen."""

    model_config = STRICT
    date: str
    what: str
    why: str


class Claim(BaseModel):
    """A claim of the report, as its file states it.

    hedged: how the report hedges it; hinges: parameters on which it might turn, forms first,
    named before the run; false_if: what would make it false in this model; scope: what the model
    does not speak of; out_of_scope: why it cannot be asked at all; readings: name -> in words,
    the first is the claim's own; worlds: at most this many of a whole run, 0 for all of it;
    history: every change after a result.
    """

    model_config = STRICT
    id: str
    statement: str
    hedged: str = ""
    source: str
    systems: Names
    mechanisms: Names
    false_if: str
    scope: str = ""
    hinges: Names = Field(default=(), max_length=MOST_HINGES)
    out_of_scope: str = ""
    readings: dict[str, str] = {}
    people: int = Field(default=10_000, ge=1_000)
    weeks: int = Field(default=104, ge=1)
    window: int = Field(default=52, ge=1)
    worlds: int = Field(default=0, ge=0)
    arms: dict[str, ArmText] = {}
    parts: tuple[Part, ...] = ()
    history: tuple[Change, ...] = ()

    @property
    def title(self) -> str:
        """The statement, as a table shows it."""
        return self.statement

    @property
    def meaning(self) -> str:
        """The statement, as every entry says what it means."""
        return self.statement

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators of all its measures, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for measure in part.measures
                                   for name in measure.indicators))

    @property
    def its_readings(self) -> tuple[str, ...]:
        """The names of its readings, its own first."""
        return tuple(self.readings) or (SHARES_A_READING,)

    def open_parts(self, reading: str) -> list[Part]:
        """Return the parts on which the verdict of a reading rests."""
        return [part for part in self.parts if part.reading == reading and not part.built_in]


def arms_in(contrast: str) -> tuple[str, ...]:
    """Return the arms of a contrast, () where it is not written as one."""
    for pattern in (_LEVEL, _PAIR, _TWO_PAIRS):
        if found := pattern.fullmatch(contrast):
            return found.groups() or (contrast,)
    return ()
