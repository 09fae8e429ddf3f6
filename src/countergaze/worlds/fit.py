"""Fit each world by its own free numbers, a few steps in ratios from what the world itself gives.

A target names the numbers that are free to meet it and by how much it answers to them; the step is
(target / got) to the power of 1 / answer.  Once one result lies above the target and one below, the
next is taken between the two, on a scale of ratios.  The load of public security is no fact: it is
drawn openly and met by its capacity.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from countergaze.data.targets import Target, targets
from countergaze.mechanisms import ROWS, TABLES
from countergaze.scenarios import default
from countergaze.worlds.space import Number, by_key
from countergaze.worlds.world import flat

LOAD = Number("load", 45.0, 80.0, False)
"""The load that a world is given, in % of capacity."""
CAPACITY = "incidents.cap0"
MOST = 6.0
"""The largest ratio of one step."""


@dataclass(frozen=True)
class Knob:
    """A figure to be met by moving numbers with one common ratio.

    answer: by how many per cent the figure rises when the numbers rise by one per cent.
    """

    figure: str
    value: float
    free: tuple[str, ...]
    answer: float


def knobs(load: float, facts: Mapping[str, float] | None = None) -> tuple[Knob, ...]:
    """Return the figures that are matched and have free numbers, and the load that was drawn.

    facts: values in place of those of the targets file.
    """
    told = {target.id: target.value for target in targets("match")} | dict(facts or {})
    return (*(Knob(target.id, told[target.id], target.free, float(target.elasticity or 1.0))
              for target in targets("match") if target.free),
            Knob("load", load, (CAPACITY,), -1.0))


Step = tuple[Mapping[str, Any], Mapping[str, float]]
"""What a world was given, and the figures that it gave."""


def refitted(steps: list[Step], load: float, facts: Mapping[str, float] | None = None
             ) -> dict[str, Any]:
    """Return the numbers of a world moved once more; steps: those so far, oldest first.

    facts: see `knobs`.
    """
    changes, _ = steps[-1]
    made = dict(changes)
    for knob in knobs(load, facts):
        key = knob.free[0]
        seen = [(_value(given, key), got[knob.figure]) for given, got in steps]
        ratio = moved(knob, seen) / _value(changes, key)
        for free in knob.free:
            made[free] = within(free, _value(changes, free) * ratio)
    return made


def moved(knob: Knob, seen: Sequence[tuple[float, float]]) -> float:
    """Return where a free number goes next; seen: (number, what the figure was), oldest first."""
    number, got = seen[-1]
    if not math.isfinite(got) or number <= 0.0:
        return number
    known = [(x, math.log(y / knob.value)) for x, y in seen if x > 0.0 and y * knob.value > 0.0]
    over = [one for one in known if one[1] > 0.0]
    under = [one for one in known if one[1] <= 0.0]
    if got * knob.value <= 0.0:
        step = math.log(MOST) * (1.0 if knob.answer > 0.0 else -1.0)
    elif over and under:
        (high, above), (low, below) = (min(part, key=lambda one: abs(one[1]))
                                       for part in (over, under))
        return high * (low / high) ** (above / (above - below))
    else:
        step = -known[-1][1] / knob.answer
    return number * math.exp(min(max(step, -math.log(MOST)), math.log(MOST)))


def _value(changes: Mapping[str, Any], key: str) -> float:
    return float(changes.get(key, _shipped()[key]))


def _shipped() -> dict[str, Any]:
    return flat(default().settings)


def within(key: str, value: float) -> float:
    """Return a free number within its range, the capacity (for which none is known) its bounds."""
    dimension = by_key().get(key)
    if key != CAPACITY and isinstance(dimension, Number):
        return min(max(value, dimension.low), dimension.high)
    table, *place = key.split(".")
    fields = TABLES[table].fields if table in TABLES else ROWS[table].fields
    low, high = fields[place[-1]].bounds or (-math.inf, math.inf)
    return min(max(value, low), high)


def figures(target_list: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return those of some targets that a world gives by itself, without another scenario."""
    return tuple(one for one in target_list if not any(need.scenario for need in one.needs))
