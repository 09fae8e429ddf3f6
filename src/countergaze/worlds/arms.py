"""The same arms in many worlds: one table of window means, kept and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from countergaze.data.tables import Places, census_places
from countergaze.declare import Settings
from countergaze.mechanisms import INDICATORS
from countergaze.results.kept import Means
from countergaze.scenarios import Scenario, default
from countergaze.worlds.bundle import Bundle
from countergaze.worlds.handing_out import Say
from countergaze.worlds.taking_up import simulated
from countergaze.worlds.world import World

Arm = Callable[[Scenario], Scenario] | Mapping[str, Any] | Scenario | Settings
COLUMNS = ["world", "arm", "seed", "indicator", "scope", "value"]


class Wanted(NamedTuple):
    """An indicator and its scope, typed as "NAME" or "NAME SCOPE"."""

    indicator: str
    scope: str

    @classmethod
    def of(cls, text: str) -> Wanted:
        """Return what a text asks for."""
        name, _, scope = text.partition(" ")
        return cls(name, scope or "whole")


def simulate_arms(worlds: Iterable[World], arms: Mapping[str, Arm], *,
                  seeds: int | Sequence[int] = 2, people: int = 10_000, weeks: int = 104,
                  window: int = 52, indicators: Sequence[str] | None = None,
                  jobs: int | None = None, executor: Executor | None = None,
                  progress: Say | None = None, folder: str | Path | None = None,
                  base: Scenario | None = None, places: Places | None = None) -> pd.DataFrame:
    """Return one row a world, arm, seed, indicator and scope: the mean of the last weeks.

    arms: name -> changes of `base` at week 0, a function that makes the arm's scenario of `base`
    in a world, or a scenario (or its settings) that each world is put under; base: the baseline
    unless given; seeds: how many (1 to n), or which; window: over how many of the last weeks;
    indicators: names, or "NAME SCOPE" for another scope than the whole, all of the whole unless
    given; jobs: processes, one a processor unless given (results do not depend on it); folder:
    where means are kept in place of the cache.  Arms of one world that share a burn-in have it
    simulated once; seeds are simulated side by side.  Worlds that failed are in
    `attrs["failed"]`, number -> why.

    Raises ValueError, naming each, where an indicator is not known or a number is out of bounds.
    """
    chosen = [Wanted.of(text) for text in (INDICATORS if indicators is None else indicators)]
    which = tuple(range(1, seeds + 1)) if isinstance(seeds, int) else tuple(seeds)
    check(chosen, which, people, weeks, window, arms)
    table = places if places is not None else census_places()
    start = default() if base is None else base
    bundles = [Bundle(world.number, settings_of(world, arms, start), which, people, weeks,
                      ((weeks - window, weeks),), places=table) for world in worlds]
    left = simulated(bundles, jobs=jobs, executor=executor, progress=progress, folder=folder)
    rows = [rows_of(bundle.world, arm, which, chosen, left.means[bundle.world][arm][0])
            for bundle in bundles if bundle.world in left.means for arm in arms]
    made = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COLUMNS)
    made.attrs["failed"] = dict(left.failed)
    return made


def settings_of(world: World, arms: Mapping[str, Arm], base: Scenario) -> dict[str, Settings]:
    """Return the settings of each arm in a world."""
    start = world.scenario(base)

    def of(arm: Arm) -> Settings:
        if isinstance(arm, Settings):
            return world.settings(arm)
        if isinstance(arm, Scenario):
            return world.scenario(arm).settings
        return (start.at_week_0(arm) if isinstance(arm, Mapping) else arm(start)).settings

    return {name: of(arm) for name, arm in arms.items()}


def rows_of(world: int, arm: str, seeds: Sequence[int], wanted: Sequence[Wanted],
          means: Means) -> pd.DataFrame:
    """Return the rows of one arm in one world; NaN where an indicator has no value."""
    place = {name: column for column, name in enumerate(means.names)}
    values = [means.values[:, place[one]] if one in place else [float("nan")] * len(seeds)
              for one in wanted]
    return pd.DataFrame({
        "world": world, "arm": arm, "seed": list(seeds) * len(wanted),
        "indicator": [one.indicator for one in wanted for _ in seeds],
        "scope": [one.scope for one in wanted for _ in seeds],
        "value": [value for column in values for value in column]}, columns=COLUMNS)


def check(wanted: Sequence[Wanted], seeds: Sequence[int], people: int, weeks: int, window: int,
          arms: Mapping[str, Arm]) -> None:
    """Raise ValueError with everything that no worlds can be simulated with."""
    wrong = []
    for name in dict.fromkeys(one.indicator for one in wanted):
        if name not in INDICATORS:
            near = get_close_matches(name[:60], INDICATORS, 1)
            wrong.append(f"there is no indicator {name}"
                         + (f"; did you mean {near[0]}?" if near else ""))
    wrong += [f"{name} must be at least {least:,}, not {value:,}" for name, value, least in (
        ("seeds", len(seeds), 1), ("people", people, 5_000), ("weeks", weeks, 1),
        ("window", window, 1), ("arms", len(arms), 1)) if value < least]
    if window > weeks:
        wrong.append(f"window must be at most the {weeks:,} weeks that are run, not {window:,}")
    if wrong:
        raise ValueError("; ".join(wrong))
