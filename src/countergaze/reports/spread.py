"""How far runs with other random numbers lie apart, and whether a quantity moves beyond that."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping

import numpy as np
from scipy.special import stdtr

from countergaze.reports.numbers import number

LEVEL = 0.05
LEAST_CHANGE = 0.05
"""A change of less than this part of the level is no trend, however sure."""
BAND_OF = 20
"""From so many runs on a band holds the middle nine in ten; below, all of them."""


def mean(levels: np.ndarray) -> float:
    """Return the mean of the runs that have a value; NaN where none has."""
    return _mean(np.asarray(levels, float))


def between(levels: np.ndarray, digits: int = 1) -> str:
    """Return the lowest and the highest of the runs; "" for one run or no value."""
    known = levels[np.isfinite(levels)]
    if len(levels) < 2 or not len(known):
        return ""
    low, high = number(float(known.min()), digits), number(float(known.max()), digits)
    return f"{low} in every run" if low == high else f"{low} to {high}"


def over_runs(levels: np.ndarray, digits: int = 1) -> str:
    """Return `between` with how many runs that was; "" for one run."""
    text = between(levels, digits)
    if not text:
        return ""
    return text if text.endswith("run") else f"{text} over {len(levels):,} runs"


def band(each: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and the upper edge of a band over runs; each: (runs, weeks)."""
    low, high = (0.0, 1.0) if len(each) < BAND_OF else (0.05, 0.95)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # weeks in which no run has a value
        return np.nanquantile(each, low, axis=0), np.nanquantile(each, high, axis=0)


def ends(each: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the means of the first and of the last fifth of the weeks, one a run."""
    span = max(1, each.shape[1] // 5)
    return (np.array([_mean(row[:span]) for row in each]),
            np.array([_mean(row[-span:]) for row in each]))


def _mean(row: np.ndarray) -> float:
    known = row[np.isfinite(row)]
    return float(known.mean()) if len(known) else math.nan


def moves(each: np.ndarray) -> bool:
    """Return whether the last fifth is off the first by more than a twentieth, on the mean."""
    first, last = (float(np.mean(part)) for part in ends(each))
    return math.isfinite(last - first) and abs(last - first) > LEAST_CHANGE * max(abs(first),
                                                                                 abs(last))


def _adjusted(chances: Mapping[str, float]) -> dict[str, float]:
    from scipy.stats import false_discovery_control  # a second to import, and not for one run

    return dict(zip(chances, false_discovery_control(list(chances.values()))))


def trends(asked: Mapping[str, np.ndarray]) -> dict[str, int]:
    """Return 1 or -1 for each quantity that rises or falls beyond what runs differ by, else 0.

    asked: name -> (runs, weeks).  Student's t of the runs' changes from the first fifth of the
    weeks to the last, adjusted for so many looks after Benjamini and Hochberg (5 %).  One run
    shows no trend: nothing says what chance alone gives.
    """
    chances = {name: _chance(each) for name, each in asked.items()}
    known = {name: chance for name, chance in chances.items() if math.isfinite(chance)}
    adjusted = _adjusted(known) if known else {}
    return {name: int(np.sign(_change(each))) if adjusted.get(name, 1.0) <= LEVEL and moves(each)
            else 0 for name, each in asked.items()}


def _change(each: np.ndarray) -> float:
    first, last = ends(each)
    return _mean(last - first)


def _chance(each: np.ndarray) -> float:
    """Return the chance of so large a mean change if there is none; NaN below two runs."""
    first, last = ends(each)
    apart = (last - first)[np.isfinite(last - first)]
    if len(apart) < 2:
        return math.nan
    error = float(apart.std(ddof=1)) / math.sqrt(len(apart))
    if error == 0.0:
        return 0.0 if apart.any() else 1.0
    return float(2.0 * stdtr(len(apart) - 1, -abs(float(apart.mean())) / error))
