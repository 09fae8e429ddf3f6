"""What an arm does in many worlds: the spread between worlds, told apart from sampling noise.

The effect in a world is the mean of its paired differences over seeds.  noise is the half-width of
the 95 % interval of one world's effect, from the variance of pairs pooled over all worlds; spread
is the standard deviation between worlds less that noise.  low and high hold nine of ten worlds.
Worlds are settings that the facts do not rule out: their counts are no probabilities.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.stats import t as student

from countergaze.experiments.effects import unit_of

LEVELS = ["world", "arm", "seed", "indicator", "scope", "value"]
COLUMNS = ["indicator", "scope", "arm", "reference", "worlds", "below", "above", "effect", "low",
           "high", "noise", "spread", "nearer", "unit"]
NINE_OF_TEN = (0.05, 0.95)


def effects(levels: pd.DataFrame, pairs: Iterable[tuple[str, str]],
            nearer: Sequence[int] = ()) -> pd.DataFrame:
    """Return one row an indicator, scope and (arm, reference): see `COLUMNS`.

    levels: columns world, arm, seed, indicator, scope, value.  effect: the median over worlds;
    below, above: worlds in which the arm lies below or above the reference; nearer: the median in
    the worlds so named, which are nearer to the facts.
    """
    wide = levels.pivot_table(index=["indicator", "scope", "world", "seed"], columns="arm",
                              values="value", sort=False)
    made = [_of_pair(wide, arm, reference, set(nearer)) for arm, reference in pairs
            if arm in wide and reference in wide]
    return pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=COLUMNS)


def in_each_world(levels: pd.DataFrame, arm: str, reference: str) -> pd.DataFrame:
    """Return the effect in each world, indexed by indicator, scope and world.

    Columns: mean over the pairs, var (of a pair, NaN for one), count (of pairs).
    """
    wide = levels.pivot_table(index=["indicator", "scope", "world", "seed"], columns="arm",
                              values="value", sort=False)
    return _in_each(wide, arm, reference)


def _in_each(wide: pd.DataFrame, arm: str, reference: str) -> pd.DataFrame:
    difference = (wide[arm] - wide[reference]).dropna()
    return difference.groupby(level=["indicator", "scope", "world"], sort=False).agg(
        ["mean", "var", "count"])


def _of_pair(wide: pd.DataFrame, arm: str, reference: str, nearer: set[int]) -> pd.DataFrame:
    each = _in_each(wide, arm, reference)
    rows = [_row(indicator, scope, arm, reference, part, nearer)
            for (indicator, scope), part in each.groupby(level=["indicator", "scope"], sort=False)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(indicator: str, scope: str, arm: str, reference: str, each: pd.DataFrame,
         nearer: set[int]) -> dict[str, object]:
    effect = each["mean"].to_numpy(float)
    half, variance = noise_of(each["var"].to_numpy(float), each["count"].to_numpy(float))
    low, high = np.quantile(effect, NINE_OF_TEN)
    between = float(effect.var(ddof=1)) if len(effect) > 1 else float("nan")
    near = [value for world, value in zip(each.index.get_level_values("world"), effect)
            if world in nearer]
    return {"indicator": indicator, "scope": scope, "arm": arm, "reference": reference,
            "worlds": len(effect), "below": int((effect < 0.0).sum()),
            "above": int((effect > 0.0).sum()), "effect": float(np.median(effect)),
            "low": float(low), "high": float(high), "noise": half,
            "spread": float(np.sqrt(max(between - variance, 0.0))) if between == between
            else float("nan"),
            "nearer": float(np.median(near)) if near else float("nan"),
            "unit": unit_of(indicator)}


def noise_of(variances: np.ndarray, pairs: np.ndarray) -> tuple[float, float]:
    """Return the half-width of a world's 95 % interval and the variance of its mean.

    variances: of the pairs of each world; pairs: how many; NaN where no world has two.
    """
    known = ~np.isnan(variances)
    if not known.any():
        return float("nan"), float("nan")
    free = float((pairs[known] - 1).sum())
    pooled = float((variances[known] * (pairs[known] - 1)).sum()) / free
    variance = pooled / float(pairs[known].mean())
    return float(student.ppf(0.975, free) * np.sqrt(variance)), variance
