"""Check of the method: figures of a known world are made the facts; that world must survive.

The free numbers of a world are moved away by a random ratio, fitted again to what the world itself
gave with other seeds, and judged; a method that rules the truth out is of no use (Williamson et
al. 2013).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from countergaze.results.kept import Means
from countergaze.worlds.bundle import Bundle
from countergaze.worlds.fit import CAPACITY, Step, knobs, refitted, within
from countergaze.worlds.making import WORLD, YEAR, Design
from countergaze.worlds.ruling_out import PLAUSIBLE, column, judged
from countergaze.worlds.taking_up import simulated
from countergaze.worlds.world import World

AWAY = 1.5
"""The largest ratio by which free numbers are moved away before the fit."""
FACT_SEEDS = 200
"""Seeds of the facts begin after this one."""


class Trial(NamedTuple):
    """A world and whether it survived figures of its own; by: the figure it missed most."""

    world: int
    survived: bool
    by: str
    implausible: float


def trial(world: World, design: Design | None = None, jobs: int = 1) -> Trial:
    """Return whether a world survives its own figures after its free numbers were moved away."""
    design = Design() if design is None else design
    years = _simulate(world, world.changes, design, design.rounds - 1, jobs, FACT_SEEDS)
    facts = dict(judged(years).got)
    load = float(column(years[0], "load").mean())
    draw = np.random.default_rng(world.number)
    changes = dict(world.changes)
    for knob in knobs(load, facts):
        ratio = AWAY ** draw.uniform(-1.0, 1.0)
        for key in knob.free:
            if key != CAPACITY:
                changes[key] = within(key, float(changes[key]) * ratio)
    steps: list[Step] = []
    for turn in range(design.rounds):
        years = _simulate(world, changes, design, turn, jobs)
        said = judged(years, facts)
        if turn >= design.fit_rounds and said.status == PLAUSIBLE:
            break
        steps.append((changes, {**said.got, "load": float(column(years[0], "load").mean())}))
        changes = refitted(steps, load, facts)
    return Trial(world.number, said.status == PLAUSIBLE, said.by, max(said.implausible.values()))


def _simulate(world: World, changes: Mapping[str, object], design: Design, turn: int, jobs: int,
              first: int = 0) -> Sequence[Means]:
    """Return the years of a round of a world under changes, with its seeds moved on by `first`."""
    windows = tuple((YEAR * k, YEAR * (k + 1)) for k in range(design.years(turn)))
    seeds = tuple(seed + first for seed in design.seeds(turn))
    settings = World(world.number, changes).scenario().settings
    bundle = Bundle(world.number, {WORLD: settings}, seeds, design.people, windows[-1][1], windows)
    left = simulated([bundle], jobs=jobs)
    if left.failed:
        raise RuntimeError(f"world {world.number}: {left.failed[world.number]}")
    return left.means[world.number][WORLD]
