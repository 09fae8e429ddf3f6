"""What a row moves: paired differences of its two arms, corrected for looking at many indicators.

Each row is one look at every indicator of the whole society (and, where one of its own indicators
is never told for the whole, at each of its scopes).  p is that of Student's t over the pairs;
within the row p is adjusted after Benjamini and Hochberg (1995), so that of all indicators said to
move at most 5 in 100 are expected to be luck.  size = effect / spread between seeds in the
reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from countergaze.claims.trials import Trial
from countergaze.experiments.effects import Cube, paired, unit_of
from countergaze.mechanisms import INDICATORS

LEVEL = 0.05
LEAST_SIZE, LEAST_PERCENT = 0.01, 0.1
"""An effect below both is none to speak of, however sure: with common luck the smallest show."""
ROUNDING = 1e-9
"""Of a mean: what differs by less between runs differs by the rounding of sums only."""
NUMBERS = ["level", "effect", "low", "high", "pairs", "spread", "size", "percent", "p", "adjusted",
           "mde"]
COLUMNS = ["row", "id", "scenario", "indicator", "scope", "unit", "named", "moves", *NUMBERS]


def effects(levels: pd.DataFrame, arms: Sequence[str], seeds: Sequence[int],
            trials: Sequence[Trial]) -> pd.DataFrame:
    """Return one row an indicator (and scope) that was looked at, for each trial."""
    cube = Cube.of(levels, arms, seeds)
    made = [_of_trial(cube, trial, row) for row, trial in enumerate(trials)]
    return pd.concat(made, ignore_index=True).astype({"named": bool, "moves": bool})


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
        "moves": (adjusted <= LEVEL) & ~negligible(size, percent),
        "level": level, "effect": found["effect"], "low": found["low"], "high": found["high"],
        "pairs": found["pairs"].astype(float), "spread": spread, "size": size,
        "percent": percent, "p": p, "adjusted": adjusted, "mde": found["mde"]}, columns=COLUMNS)


def negligible(size: np.ndarray, percent: np.ndarray) -> np.ndarray:
    """Return where an effect is below `LEAST_SIZE` spreads and `LEAST_PERCENT` of its level."""
    with np.errstate(invalid="ignore"):
        return ~(np.abs(size) >= LEAST_SIZE) & ~(np.abs(percent) >= LEAST_PERCENT) & ~(
            np.isnan(size) & np.isnan(percent))


def looked_at(names: Sequence[tuple[str, str]], named: Sequence[str]) -> list[int]:
    """Return the places of what a row looks at among (indicator, scope)."""
    whole = {name for name, scope in names if scope == "whole"}
    return [k for k, (name, scope) in enumerate(names)
            if scope == "whole" or (name in named and name not in whole)]


def mean_and_spread(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation over the seeds (seeds, names); NaN left out."""
    there = ~np.isnan(values)
    count = there.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(there, values, 0.0).sum(0) / count
        off = np.where(there, values - mean, 0.0)
        spread = np.where(count > 1, np.sqrt((off * off).sum(0) / (count - 1)), np.nan)
    return mean, np.where(spread <= ROUNDING * np.abs(mean), 0.0, spread)


def exact(found: dict[str, np.ndarray], level: np.ndarray) -> dict[str, np.ndarray]:
    """Return effects without what only the rounding of sums makes of them."""
    unit = ROUNDING * np.maximum(np.abs(level), np.abs(found["effect"]))
    effect = np.where(np.abs(found["effect"]) <= ROUNDING * np.abs(level), 0.0, found["effect"])
    alike = found["high"] - found["low"] <= unit
    return {**found, "effect": effect, "low": np.where(alike, effect, found["low"]),
            "high": np.where(alike, effect, found["high"]),
            "mde": np.where(alike, 0.0, found["mde"])}


def chances(effect: np.ndarray, high: np.ndarray, pairs: np.ndarray, spread: np.ndarray
            ) -> np.ndarray:
    """Return the two-sided p of each mean difference; 1 where no pair differs, NaN below two.

    spread: between seeds in the reference.  Where all pairs differ by the same amount t has no
    spread to go by.  If luck touches the indicator, as with small counts, p is then that of all
    signs being alike; if it touches it in neither world, the difference is exact and p is 0.
    """
    free = np.maximum(pairs - 1, 1)
    error = (high - effect) / student.ppf(0.975, free)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2.0 * student.sf(np.abs(effect) / error, free)
    alike = np.where(spread == 0.0, 0.0, 2.0 * 0.5**pairs)
    return np.where(error == 0.0, np.where(effect == 0.0, 1.0, alike), p)


def corrected(p: np.ndarray) -> np.ndarray:
    """Return p adjusted for the number of looks; NaN stays."""
    adjusted = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        adjusted[known] = false_discovery_control(p[known])
    return adjusted


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
        return [row for row in self.rows if row["moves"]]

    @property
    def leading(self) -> list[dict[str, Any]]:
        """What moves, its own indicators first, in the order in which it names them."""
        return [row for row in self.named if row["moves"]] + [
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
