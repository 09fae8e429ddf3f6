"""Make a sample of plausible worlds: draw, fit, rule out, block by block, kept at every step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from countergaze.data.tables import Places
from countergaze.results.kept import Means
from countergaze.worlds.bundle import Bundle
from countergaze.worlds.design import hypercube, spread_out
from countergaze.worlds.fit import LOAD, Step, refitted
from countergaze.worlds.ruling_out import (
    DEGENERATE,
    PLAUSIBLE,
    RULED_OUT,
    Judged,
    column,
    judged,
    validation,
)
from countergaze.worlds.space import places, point, space
from countergaze.worlds.taking_up import simulated
from countergaze.worlds.world import World

YEAR = 52
FAILED = "failed"
WORLD = "world"
Say = Callable[[float, int, str], None]


@dataclass(frozen=True)
class Design:
    """How a sample is made.

    tried: points of the space; seed: of the hypercubes; people: of each simulation; fit_rounds:
    steps of one year with seeds 1 to `fit_seeds`; checks: at most so many simulations of two years
    with as many other seeds as `check_seeds`, of which the first in which a world is plausible
    ends it; block: worlds that are fitted side by side; first: settings whose worlds are numbered
    before all others, as a sample of so many numbers them.
    """

    tried: int = 256
    seed: int = 1
    people: int = 10_000
    fit_rounds: int = 2
    fit_seeds: int = 4
    checks: int = 3
    check_seeds: int = 8
    check_years: int = 2
    block: int = 16
    first: int = 0

    @property
    def rounds(self) -> int:
        """How many simulations a world has at most."""
        return self.fit_rounds + self.checks

    def seeds(self, turn: int) -> tuple[int, ...]:
        """Return the seeds of a round, those of the checks apart from those of the fit."""
        if turn < self.fit_rounds:
            return tuple(range(1, self.fit_seeds + 1))
        return tuple(range(101, 101 + self.check_seeds))

    def years(self, turn: int) -> int:
        """Return how many years from week 0 a round has."""
        return 1 if turn < self.fit_rounds else self.check_years


@dataclass
class Tried:
    """One point on its way: what it was given and gave, and what the facts say of it."""

    number: int
    load: float
    changes: dict[str, Any]
    steps: list[Step] = field(default_factory=list)
    said: Judged | None = None
    valid: dict[str, float] = field(default_factory=dict)
    failed: str = ""

    def take(self, years: Sequence[Means], last: bool) -> None:
        """Take up a simulation: judge it, and move the free numbers unless it ends here."""
        self.said = judged(years)
        self.valid = dict(validation(years))
        load = float(column(years[0], "load").mean())
        self.steps.append((self.changes, {**self.said.got, "load": load}))
        if not last:
            self.changes = refitted(self.steps, self.load)

    @property
    def status(self) -> str:
        """What became of it."""
        return FAILED if self.failed or self.said is None else self.said.status


def make(design: Design, *, jobs: int | None = None, executor: Executor | None = None,
         progress: Say | None = None, folder: str | Path | None = None,
         tables: Places | None = None) -> pd.DataFrame:
    """Return one row a point tried, in the order of the design; see `table`.

    folder: where means are kept in place of the cache; the same call goes on from there.
    progress: called with (points done, points in all, phase).
    """
    say = progress or (lambda done, total, phase: None)
    at = hypercube(design.tried, len(space()) + 1, design.seed)
    every = [Tried(number, LOAD.at(float(row[-1])), point([float(one) for one in row[:-1]]))
             for number, row in enumerate(at, 1)]
    for first in range(0, len(every), design.block):
        block = every[first:first + design.block]
        _fit(block, design, first, say, jobs, executor, folder, tables)
    return table(every, design.first)


def _fit(block: Sequence[Tried], design: Design, before: int, say: Say, jobs: int | None,
         executor: Executor | None, folder: str | Path | None, tables: Places | None) -> None:
    """Fit and judge the points of a block."""
    active = list(block)
    for turn in range(design.rounds):
        check = turn >= design.fit_rounds
        if check:
            active = [one for one in active if not (turn > design.fit_rounds and one.said
                                                    and one.said.status == PLAUSIBLE)]
        active = [one for one in active if not one.failed]
        windows = tuple((YEAR * k, YEAR * (k + 1)) for k in range(design.years(turn)))
        bundles = [Bundle(one.number, {WORLD: World(one.number, one.changes).scenario().settings},
                          design.seeds(turn), design.people, windows[-1][1], windows,
                          places=tables) for one in active]

        def told(done: float, total: int, phase: str, turn: int = turn) -> None:
            share = (turn + done / max(total, 1)) / design.rounds
            words = f"fit, round {turn + 1}" if turn < design.fit_rounds else \
                f"check {turn + 1 - design.fit_rounds}"
            say(before + share * len(block), design.tried,
                words if phase == "worlds" else phase)

        left = simulated(bundles, jobs=jobs, executor=executor, progress=told, folder=folder)
        for one in active:
            if one.number in left.means:
                years = left.means[one.number][WORLD]
                one.take(years, last=_ends(design, turn, years))
            else:
                one.failed = left.failed.get(one.number, "")
    say(before + len(block), design.tried, "points")


def _ends(design: Design, turn: int, years: Sequence[Means]) -> bool:
    """Return whether a world stays as it is after a round."""
    return turn + 1 == design.rounds or (turn >= design.fit_rounds
                                         and judged(years).status == PLAUSIBLE)


def table(every: Sequence[Tried], first: int = 0) -> pd.DataFrame:
    """Return a row a point: number, status, by, steps, each number and form, what it gave.

    Columns "got FIGURE", "implausibility FIGURE" and "valid FIGURE" are of its last simulation;
    `by` is the figure that it misses most, in what way it is degenerate, or why it failed;
    `order` is its place among the plausible worlds, spread out over the space, 0 for others;
    first: of how many points the worlds come before all others.
    """
    rows = []
    for one in every:
        said = one.said
        rows.append({
            "number": one.number, "status": one.status,
            "by": one.failed or (said.by if said else ""), "steps": len(one.steps),
            "load drawn": one.load, **one.changes,
            **({f"got {name}": value for name, value in said.got.items()} if said else {}),
            **({f"implausibility {name}": value for name, value in said.implausible.items()}
               if said else {}),
            **{f"valid {name}": value for name, value in one.valid.items()}})
    made = pd.DataFrame(rows)
    made.insert(1, "order", _order(made, first))
    return made


def _order(made: pd.DataFrame, first: int) -> np.ndarray:
    """Return the place of each plausible world among them, from 1; 0 for others."""
    order = np.zeros(len(made), int)
    survive = np.flatnonzero(made["status"] == PLAUSIBLE)
    at = [places({key: made[key].iloc[row] for key in _keys(made)}) for row in survive]
    before = spread_out(at[:int((survive < first).sum())])
    for place, chosen in enumerate(spread_out(at, before), 1):
        order[survive[chosen]] = place
    return order


def _keys(made: pd.DataFrame) -> list[str]:
    return [name for name in made.columns if "." in name]


def plausible_of(made: pd.DataFrame) -> pd.DataFrame:
    """Return the plausible worlds of a table in their order, numbered anew from 1.

    `tried` is their number in the design.
    """
    kept = made[made["order"] > 0].sort_values("order")
    out = kept.drop(columns=["order", "status", "by", "number"]).reset_index(drop=True)
    out.insert(0, "number", np.arange(1, len(kept) + 1))
    out.insert(1, "tried", kept["number"].to_numpy())
    return out


def counts(made: pd.DataFrame) -> dict[str, int]:
    """Return how many points there are of each status."""
    found = made["status"].value_counts()
    return {name: int(found.get(name, 0)) for name in (PLAUSIBLE, RULED_OUT, DEGENERATE, FAILED)}
