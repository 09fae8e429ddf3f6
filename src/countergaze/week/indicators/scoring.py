"""Indicators of city point schemes; sums of scores are of (s - 1000) / 500 + 2."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import scoring
from countergaze.week.indicators.counted import WHOLE, Counted, Values, over, rest

LEAST_VARIANCE = 1e-5
"""Below it, sums in units of 2**-18 are more rounding than difference between people."""


def indicators(c: Counted) -> Values:
    """Return who has a score, of what height, and what it goes with."""
    got, scored, clean = c.got, c.got["scored"], c.got["clean"]
    mean = over(got["score"], scored) - 2.0
    clean_mean = over(got["clean_score"], clean)
    gap = clean_mean - over(rest(got["clean_score"]), rest(clean))
    squares = over(got["score_square"], scored)[WHOLE] - mean[WHOLE] ** 2
    against = correlation(got["score_conduct"], got["score"], got["conduct"],
                          got["conduct_square"], squares, scored)
    support = correlation(got["score_support"], got["score"], got["scored_support"],
                          got["support_square"], squares, scored)
    return {
        "scored": 1e2 * over(scored, c.adults)[WHOLE],
        "score": scoring.START + scoring.SCALE * mean,
        "score_good": 1e2 * over(got["score_good"], scored)[WHOLE],
        "aware_of_scheme": 1e2 * over(got["scored_aware"], scored)[WHOLE],
        "closed_by_grade": 1e5 * (c.p.scoring.grade_closes > 0.0) * over(
            got["score_bad"], c.adults)[WHOLE],
        "score_bad": 1e2 * over(got["score_bad"], scored)[WHOLE],
        "equal_conduct_gap": scoring.SCALE * gap,
        "score_conduct_correlation": -1e2 * against,
        "score_support_correlation": 1e2 * support,
        "score_support_auc": 1e2 * c.reported.scoring.auc,
    }


def correlation(product: np.ndarray, first: np.ndarray, second: np.ndarray, square: np.ndarray,
                first_variance: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Return the correlation over `count` people, NaN where one of the two does not vary."""
    mean, other = over(first, count)[WHOLE], over(second, count)[WHOLE]
    common = over(product, count)[WHOLE] - mean * other
    variance = over(square, count)[WHOLE] - other**2
    known = (first_variance > LEAST_VARIANCE) & (variance > LEAST_VARIANCE)
    found = common / np.sqrt(np.where(known, first_variance * variance, 1.0))
    return np.where(known, np.clip(found, -1.0, 1.0), np.nan)
