"""What an outcome hangs on: rank correlations of any design; Morris and Sobol by SALib.

Morris (1991): mu_star, the mean absolute effect of a step in one number, with its interval.
Sobol (2001), Saltelli (2010): the share of the variance of an outcome due to one number by itself
(S1) and with all that it interacts with (ST), with bootstrap intervals.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from countergaze.declare.errors import CountergazeError

METHODS = ("morris", "sobol")
LEVELS = 4
"""Of the grid of Morris."""
COLUMNS = ["indicator", "scope", "key", "measure", "value", "low", "high"]


class NoSALib(CountergazeError, ImportError):
    """SALib is not installed."""


def _salib(*names: str) -> list[Any]:
    from importlib import import_module

    try:
        return [import_module(f"SALib.{name}") for name in names]
    except ImportError as fault:
        raise NoSALib('SALib is not installed: pip install "countergaze[sensitivity]"') from fault


def design(method: str, problem: dict[str, Any], samples: int, seed: int) -> np.ndarray:
    """Return the points of a design of SALib, (points, dimensions) from 0 to 1."""
    module, = _salib(f"sample.{method}")
    if method == "morris":
        return np.asarray(module.sample(problem, samples, num_levels=LEVELS, seed=seed))
    return np.asarray(module.sample(problem, samples, calc_second_order=False, seed=seed))


def analysed(method: str, problem: dict[str, Any], places: np.ndarray, outcome: np.ndarray,
             seed: int) -> list[dict[str, Any]]:
    """Return a row a key and measure of an outcome; places: those of `design`.

    Rows have key, measure, value, low and high (95 %); none where an outcome is missing.
    """
    if not np.isfinite(outcome).all() or np.ptp(outcome) == 0.0:
        return []
    module, = _salib(f"analyze.{method}")
    if method == "morris":
        made = module.analyze(problem, places, outcome, num_levels=LEVELS, seed=seed)
        found = [("mu_star", made["mu_star"], made["mu_star_conf"])]
    else:
        made = module.analyze(problem, outcome, calc_second_order=False, seed=seed)
        found = [(name, made[name], made[f"{name}_conf"]) for name in ("S1", "ST")]
    return [{"key": key, "measure": measure, "value": float(value), "low": float(value - half),
             "high": float(value + half)}
            for measure, values, halves in found
            for key, value, half in zip(problem["names"], values, halves)]


def correlated(places: pd.DataFrame, outcome: pd.Series) -> list[dict[str, Any]]:
    """Return the rank correlation of each number with an outcome, with its 95 % interval.

    Of forms and worlds, which have no order, the share of the ranks' variance between variants
    (eta squared) in its place, without an interval.
    """
    rows: list[dict[str, Any]] = []
    known = outcome.notna()
    y = outcome[known]
    if len(y) < 4 or y.nunique() < 2:
        return rows
    for key in places:
        x = places.loc[known, key]
        if x.nunique() < 2:
            continue
        if pd.api.types.is_numeric_dtype(x) and key != "world":
            rho = float(spearmanr(x, y).statistic)
            half = 1.96 / np.sqrt(len(y) - 3)
            low, high = np.tanh(np.arctanh(np.clip(rho, -0.999999, 0.999999)) + [-half, half])
            rows.append({"key": key, "measure": "rank correlation", "value": rho,
                         "low": float(low), "high": float(high)})
        else:
            ranks = y.rank()
            between = ranks.groupby(x).transform("mean")
            share = float(between.var(ddof=0) / ranks.var(ddof=0))
            rows.append({"key": key, "measure": "share of variance", "value": share,
                         "low": float("nan"), "high": float("nan")})
    return sorted(rows, key=lambda row: -abs(row["value"]))
