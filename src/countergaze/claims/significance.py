"""What a row moves: paired differences of its two arms, corrected for looking at many indicators.

Each row is one look at every indicator of the whole society (and, where one of its own indicators
is never told for the whole, at each of its scopes).  p is that of Student's t over the pairs;
within the row p is adjusted by the one yardstick (`experiments.yardstick`).  size = effect / spread
between seeds in the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from countergaze.claims.trials import Trial
from countergaze.experiments.effects import Cube, least_of, paired, unit_of
from countergaze.experiments.yardstick import (
    LEVEL,
    chances,
    corrected,
    detectable,
    exact,
    mean_and_spread,
    negligible,
)
from countergaze.mechanisms import INDICATORS

NUMBERS = ["level", "effect", "low", "high", "pairs", "spread", "size", "percent", "p", "adjusted",
           "mde"]
COLUMNS = ["row", "id", "scenario", "indicator", "scope", "unit", "named", "significant", *NUMBERS]


def effects(levels: pd.DataFrame, arms: Sequence[str], seeds: Sequence[int],
            trials: Sequence[Trial]) -> pd.DataFrame:
    """Return one row an indicator (and scope) that was looked at, for each trial."""
    cube = Cube.of(levels, arms, seeds)
    made = [_of_trial(cube, trial, row) for row, trial in enumerate(trials)]
    return pd.concat(made, ignore_index=True).astype({"named": bool, "significant": bool})


def _of_trial(cube: Cube, trial: Trial, row: int) -> pd.DataFrame:
    one, other = cube.of_arm(trial.arm), cube.of_arm(trial.reference)
    keep = [k for k in looked_at(cube.names, trial.named)
            if not (np.isnan(one[:, k]).all() and np.isnan(other[:, k]).all())]
    names = [cube.names[k] for k in keep]
    one, other = one[:, keep], other[:, keep]
    level, spread = mean_and_spread(other)
    found = exact(paired(one, other), level)
    p = chances(found["effect"], found["high"], found["pairs"], spread)
    adjusted = corrected(p)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(spread > 0.0, found["effect"] / spread, np.nan)
        percent = np.where(level != 0.0, 100.0 * found["effect"] / np.abs(level), np.nan)
    return pd.DataFrame({
        "row": row, "id": trial.id, "scenario": trial.scenario,
        "indicator": [name for name, _ in names], "scope": [scope for _, scope in names],
        "unit": [unit_of(name) for name, _ in names],
        "named": [name in trial.named for name, _ in names],
        "significant": (adjusted <= LEVEL) & ~negligible(
            found["effect"], level, spread, np.array([least_of(name) for name, _ in names])),
        "level": level, "effect": found["effect"], "low": found["low"], "high": found["high"],
        "pairs": found["pairs"].astype(float), "spread": spread, "size": size,
        "percent": percent, "p": p, "adjusted": adjusted,
        "mde": np.where(found["mde"] == 0.0, 0.0, detectable(found["error"], found["pairs"],
                                                             adjusted))}, columns=COLUMNS)


def looked_at(names: Sequence[tuple[str, str]], named: Sequence[str]) -> list[int]:
    """Return the places of what a row looks at among (indicator, scope)."""
    whole = {name for name, scope in names if scope == "whole"}
    return [k for k, (name, scope) in enumerate(names)
            if scope == "whole" or (name in named and name not in whole)]


class Found(NamedTuple):
    """A row and what was looked at in it, largest size first."""

    trial: Trial
    rows: list[dict[str, Any]]

    @property
    def tested(self) -> int:
        """How many looks there were."""
        return sum(row["p"] == row["p"] for row in self.rows)

    @property
    def moved(self) -> list[dict[str, Any]]:
        """What moves, largest first."""
        return [row for row in self.rows if row["significant"]]

    @property
    def leading(self) -> list[dict[str, Any]]:
        """What moves, its own indicators first, in the order in which it names them."""
        return [row for row in self.named if row["significant"]] + [
            row for row in self.moved if not row["named"]]

    @property
    def named(self) -> list[dict[str, Any]]:
        """Its own indicators, in the order in which it names them."""
        order = list(self.trial.named)
        mine = [row for row in self.rows if row["named"]]
        return sorted(mine, key=lambda row: (order.index(row["indicator"]), row["scope"]))

    @property
    def gone(self) -> list[str]:
        """Indicators that have a value in one of the two worlds only."""
        return [row["indicator"] for row in self.rows if row["pairs"] == 0]

    def of(self, indicator: str) -> dict[str, Any] | None:
        """Return an indicator of the whole, or None."""
        return next((row for row in self.rows
                     if (row["indicator"], row["scope"]) == (indicator, "whole")), None)


def found(table: pd.DataFrame, trials: Sequence[Trial]) -> list[Found]:
    """Return the rows of a table of effects, in the order of the trials."""
    places = {name: place for place, name in enumerate(INDICATORS)}
    out = []
    for number, trial in enumerate(trials):
        rows = table[table["row"] == number].to_dict("records")
        rows.sort(key=lambda row: (-abs(row["size"]) if row["size"] == row["size"] else 0.0,
                                   places.get(row["indicator"], len(places)), row["scope"]))
        out.append(Found(trial, rows))
    return out
