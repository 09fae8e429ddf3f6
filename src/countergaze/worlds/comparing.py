"""A comparison over plausible worlds: its arms put under each of them, kept beside its runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from countergaze.experiments.comparison import Comparison
from countergaze.experiments.plan import Plan
from countergaze.scenarios import default
from countergaze.worlds.arms import simulate_arms
from countergaze.worlds.bundle import by_history
from countergaze.worlds.cost import seconds_of
from countergaze.worlds.handing_out import Say
from countergaze.worlds.sample import nearer, of_this_version, plausible
from countergaze.worlds.world import World

PEOPLE, SEEDS = 10_000, 2
"""Of every arm in a world: worlds differ 3 to 15 times as much as seeds do with so many."""


def add_worlds(made: Comparison, count: int, *, jobs: int | None = None, executor: Any = None,
               progress: Say | None = None) -> Comparison:
    """Return a comparison with the means of its arms in the first `count` plausible worlds.

    Raises ValueError where the shipped sample has not so many.
    """
    worlds = plausible(count)
    levels = simulate_arms(
        worlds, {arm.name: arm.settings for arm in made.arms}, seeds=SEEDS,
        people=min(made.people, PEOPLE), weeks=made.weeks, window=made.window, jobs=jobs,
        executor=executor, progress=progress, places=made.places)
    failed = dict(levels.attrs["failed"])
    levels.attrs.clear()
    return with_worlds(made, worlds, levels, failed)


def with_worlds(made: Comparison, worlds: Sequence[World], levels: pd.DataFrame,
                failed: Mapping[int, str]) -> Comparison:
    """Return a comparison with what its arms came to in some worlds.

    levels: as `simulate_arms` returns it; failed: world -> why, of those that are not in it.
    """
    about = {"count": int(levels["world"].nunique()), "asked": len(worlds),
             "people": min(made.people, PEOPLE), "seeds": SEEDS,
             "of_this_version": of_this_version(),
             "nearer": list(nearer([world.number for world in worlds])),
             "failed": {str(world): why for world, why in failed.items()}}
    return replace(made, worlds=levels if len(levels) else None,
                   facts={**made.facts, "worlds": about})


def seconds(plan: Plan, count: int) -> float:
    """Return about how long the worlds of a plan take on one processor."""
    histories = by_history({arm.name: arm.settings for arm in plan.arms})
    burn_in = int(default().settings.values["society"]["burn_in"] or 0)
    weeks = len(histories) * burn_in + len(plan.arms) * plan.weeks
    return count * seconds_of(min(plan.people, PEOPLE), SEEDS, weeks)


def check_count(count: int) -> Sequence[str]:
    """Return what is wrong with a number of worlds, in words."""
    if count == 0:
        return []
    try:
        plausible(count)
    except ValueError as fault:
        return [str(fault)]
    return []
