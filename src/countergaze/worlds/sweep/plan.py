"""A sweep before it is run: which points, in which worlds, with which people and seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from countergaze.scenarios import Scenario, default
from countergaze.worlds.cost import seconds_of
from countergaze.worlds.sample import available, plausible
from countergaze.worlds.space import space
from countergaze.worlds.sweep import sensitivity
from countergaze.worlds.sweep.levers import BadSweep, Varied
from countergaze.worlds.world import World

NOTHING, WORLDS, RANGES = "nothing", "worlds", "ranges"
UNCERTAIN = (NOTHING, WORLDS, RANGES)
LHS = "lhs"
METHODS = (LHS, *sensitivity.METHODS)


@dataclass(frozen=True)
class Sweep:
    """What is asked.

    scenario, against: what is run, and what its outcomes are differences from (None: none);
    varied: levers, which change at week 0; uncertain: what is not known is as shipped ("nothing"),
    as in plausible worlds ("worlds"), or drawn from the ranges ("ranges"), which then counts as
    varied; method: "lhs" (Latin hypercube), or the design of "morris" or "sobol" from SALib;
    samples: points, for Morris trajectories, for Sobol the base number of Saltelli's design;
    indicators: outcomes, "NAME" or "NAME SCOPE".
    """

    scenario: Scenario
    varied: tuple[Varied, ...]
    against: Scenario | None = None
    uncertain: str = NOTHING
    method: str = LHS
    samples: int = 256
    seeds: int = 2
    people: int = 10_000
    weeks: int = 104
    window: int = 52
    seed: int = 1
    indicators: tuple[str, ...] = field(default=())

    @property
    def dimensions(self) -> tuple[Varied, ...]:
        """What is varied: the levers, then what is not known, where its ranges are."""
        taken = {one.key for one in self.varied}
        rest = [one for one in space() if one.key not in taken] if self.uncertain == RANGES else []
        return (*self.varied, *rest)

    def check(self) -> None:
        """Raise BadSweep with everything that is wrong with it."""
        wrong = [] if self.dimensions else ["nothing is varied: give --vary KEY=LOW:HIGH, or "
                                            "--uncertain ranges"]
        for name, value, known in (("uncertain", self.uncertain, UNCERTAIN),
                                   ("method", self.method, METHODS)):
            if value not in known:
                wrong.append(f"{name} must be one of {', '.join(known)}, not {value}")
        wrong += [f"{name} must be {least:,} to {most:,}, not {value:,}" for name, value, least,
                  most in (("samples", self.samples, 1, 100_000), ("seeds", self.seeds, 1, 1_000),
                           ("people", self.people, 5_000, 10**8),
                           ("weeks", self.weeks, 1, 100_000),
                           ("window", self.window, 1, self.weeks)) if not least <= value <= most]
        if self.method != LHS and self.uncertain == WORLDS:
            wrong.append(f"{self.method} needs each number by itself: uncertain ranges or nothing")
        if self.uncertain == WORLDS and not available():
            wrong.append("there are no plausible worlds")
        if wrong:
            raise BadSweep("; ".join(wrong))

    def places(self) -> np.ndarray:
        """Return places (points, dimensions) from 0 to 1."""
        if self.method != LHS:
            return sensitivity.design(self.method, self.problem(), self.samples, self.seed)
        draw = qmc.LatinHypercube(len(self.dimensions), rng=np.random.default_rng(self.seed))
        return draw.random(self.samples)

    def problem(self) -> dict[str, Any]:
        """Return the dictionary of SALib: names, and bounds, which are places from 0 to 1."""
        names = [one.key for one in self.dimensions]
        return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}

    def points(self) -> pd.DataFrame:
        """Return one row a point: `sample`, `world` (0 for none), and the value of each key."""
        rows = [{one.key: one.at(float(place)) for one, place in zip(self.dimensions, row)}
                for row in self.places()]
        table = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="sample"))
        worlds = [0] * len(rows)
        if self.uncertain == WORLDS:
            worlds = [world.number for world, _ in zip(_round(plausible()), rows)]
        table.insert(0, "world", worlds)
        return table

    def seconds(self) -> float:
        """Return about how long it takes on one processor."""
        burn_in = int(default().settings.values["society"]["burn_in"] or 0)
        arms = 2 if self.against else 1
        each = seconds_of(self.people, self.seeds, burn_in * arms + self.weeks * arms)
        return each * len(self.places())


def _round(worlds: Sequence[World]):
    """Return worlds over and over."""
    while True:
        yield from worlds
