"""What one world says of a part of a claim, and of a claim.

A contrast is worked out seed by seed, with common random numbers.  Its interval in a world is that
of Student's t over the seeds of the world, with the variance of the pairs shrunk to the mean of
those of all worlds, which weighs as PRIOR degrees of freedom: with two seeds (own + 4 pooled) / 5
on 5 degrees.  A part is

* shown: the estimate has the predicted sign and is at least the smallest effect of interest, and
  the 95 % interval excludes zero;
* reversed: the same with the other sign;
* nil: the whole interval lies within plus or minus the smallest effect;
* unclear: else, or there is no value.

Where no effect is predicted, nil counts as shown, and an interval wholly outside as reversed.
"At least" a limit is shown where the whole interval is, reversed where none of it is.

A claim holds where all its open parts are shown, fails where one is reversed, is nil where one is
nil and none reversed, else unclear.

Sources: equivalence by intervals after Schuirmann (1987); shrunk variances after Smyth (2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

from countergaze.claims.claim import Measure
from countergaze.claims.claim_files import least_of

PRIOR = 4
LEVEL = 0.95
SHOWN, REVERSED, NIL, UNCLEAR = range(4)
"""States of a part; of a claim they are holds, fails, nil, unclear."""
PART_WORDS = ("shown", "reversed", "nil", "unclear")
CLAIM_WORDS = ("holds", "fails", "nil", "unclear")


class Estimates(NamedTuple):
    """A contrast in each world: mean over seeds and 95 % interval; NaN without a value."""

    effect: np.ndarray
    low: np.ndarray
    high: np.ndarray


def estimates(contrast: np.ndarray) -> Estimates:
    """Return effects and intervals of a contrast (worlds, seeds), two seeds at least."""
    seeds = contrast.shape[1]
    effect = contrast.mean(axis=1)
    own = contrast.var(axis=1, ddof=1)
    known = own[~np.isnan(own)]
    pooled = known.mean() if len(known) else np.nan
    free = seeds - 1
    shrunk = (free * own + PRIOR * pooled) / (free + PRIOR)
    half = student.ppf(0.5 + LEVEL / 2, free + PRIOR) * np.sqrt(shrunk / seeds)
    return Estimates(effect, effect - half, effect + half)


def contrast_of(scale: str, arms: Sequence[np.ndarray]) -> np.ndarray:
    """Return a contrast, seed by seed, of one, two or four arms on a scale (see `claim`)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "closed":
            pairs = [1.0 - np.abs(a) / np.abs(b) for a, b in zip(arms[::2], arms[1::2])]
        else:
            used = [np.log(arm) for arm in arms] if scale == "log" else list(arms)
            pairs = [a - b for a, b in zip(used[::2], used[1::2])] if len(used) > 1 else used
    found = pairs[0] - pairs[1] if len(pairs) == 2 else pairs[0]
    return np.where(np.isfinite(found), found, np.nan)


def states_of(measure: Measure, found: Estimates) -> np.ndarray:
    """Return the state of a measure in each world."""
    if measure.sign in ("at least", "at most"):
        return _against_limit(found, float(measure.limit or 0.0), measure.sign == "at least")
    least = float(least_of(measure) or 0.0)
    within = (found.low >= -least) & (found.high <= least)
    out = np.full(len(found.effect), UNCLEAR)
    if measure.sign == "0":
        out[within] = SHOWN
        out[(found.low > least) | (found.high < -least)] = REVERSED
        return out
    up = (found.effect >= least) & (found.low > 0.0)
    down = (found.effect <= -least) & (found.high < 0.0)
    out[within] = NIL
    out[up if measure.sign == "+" else down] = SHOWN
    out[down if measure.sign == "+" else up] = REVERSED
    return out


def _against_limit(found: Estimates, limit: float, at_least: bool) -> np.ndarray:
    above, below = found.low >= limit, found.high <= limit
    out = np.full(len(found.effect), UNCLEAR)
    out[~above & (found.high < limit) if at_least else ~below & (found.low > limit)] = REVERSED
    out[above if at_least else below] = SHOWN
    return out


def any_of(states: Sequence[np.ndarray]) -> np.ndarray:
    """Return the state of a part with alternatives, of which one is enough.

    Shown where one is; nil where all are; reversed where every one is reversed or nil, for then
    none can be; else unclear.
    """
    every = np.stack(states)
    out = np.full(every.shape[1], UNCLEAR)
    out[((every == REVERSED) | (every == NIL)).all(axis=0)] = REVERSED
    out[(every == NIL).all(axis=0)] = NIL
    out[(every == SHOWN).any(axis=0)] = SHOWN
    return out


def all_of(states: Sequence[np.ndarray]) -> np.ndarray:
    """Return the state of a claim in each world from those of its open parts."""
    every = np.stack(states)
    out = np.full(every.shape[1], UNCLEAR)
    out[(every == NIL).any(axis=0)] = NIL
    out[(every == SHOWN).all(axis=0)] = SHOWN
    out[(every == REVERSED).any(axis=0)] = REVERSED
    return out
