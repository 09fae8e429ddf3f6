"""A run's world over plausible worlds: its scenario put under each of them, as levels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from countergaze.results.run import YEAR, Run
from countergaze.worlds.arms import simulate_arms
from countergaze.worlds.comparing import PEOPLE, SEEDS
from countergaze.worlds.cost import seconds_of
from countergaze.worlds.handing_out import Say
from countergaze.worlds.sample import plausible


def levels(run: Run, count: int, indicators: Sequence[str], *, jobs: int | None = None,
           progress: Say | None = None) -> pd.DataFrame:
    """Return the means of a run's last year in the first `count` plausible worlds, a row a seed.

    Columns as of `arms.simulate_arms`; 2 seeds of at most 10,000 people a world.  Raises ValueError
    where the shipped sample has not so many worlds.
    """
    found = simulate_arms(
        plausible(count), {run.scenario.name: run.scenario.settings}, seeds=SEEDS,
        people=min(run.people, PEOPLE), weeks=run.weeks, window=min(YEAR, run.weeks),
        indicators=indicators, jobs=jobs, progress=progress, places=run.places)
    found.attrs.clear()
    return found


def seconds(run: Any, count: int) -> float:
    """Return about how long that takes on one processor."""
    burn_in = int(run.scenario.settings.values["society"]["burn_in"] or 0)
    return count * seconds_of(min(run.people, PEOPLE), SEEDS, burn_in + run.weeks)
