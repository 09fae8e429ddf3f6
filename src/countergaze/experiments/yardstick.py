"""The one yardstick for "differs": corrected for many looks, and never below what is of interest.

Pairs of runs give Student's t; p is adjusted within a family of looks after Benjamini and Hochberg
(1995), so that of all that is said to differ at most 5 in 100 are expected to be chance.  A
difference also has to reach the smallest one of interest: what the indicator declares as `least`,
else a thousandth of the reference and a hundredth of the spread between its seeds.  The minimum
detectable effect is that of the same family, at the level that the largest of its p's that pass
had to pass (a share of 5 % by their number; one look's share where none passes), with 80 % power.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from countergaze.mechanisms import INDICATORS

LEVEL, POWER = 0.05, 0.8
LEAST_SIZE, LEAST_PERCENT = 0.01, 0.1
"""In between-seed SDs and in % of the reference: with common random numbers the smallest show."""
ROUNDING = 1e-9
"""Of a mean: what differs by less between runs differs by the rounding of sums only."""
LARGE = 2.0
"""An effect of so many spreads of the difference between pairs is to be seen with the power."""


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
    spread to go by.  If chance touches the indicator, as with small counts, p is then that of all
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


def negligible(effect: np.ndarray, level: np.ndarray, spread: np.ndarray, least: np.ndarray
               ) -> np.ndarray:
    """Return where an effect is below the smallest one of interest.

    level, spread: of the reference; least: what the indicator declares in its unit, 0 for nothing.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.abs(effect) / np.where(spread > 0.0, spread, np.nan)
        percent = 100.0 * np.abs(effect) / np.where(level != 0.0, np.abs(level), np.nan)
        small = (size < LEAST_SIZE) | (percent < LEAST_PERCENT)
    return np.where(least > 0.0, np.abs(effect) < least, small)


def detectable(error: np.ndarray, pairs: np.ndarray, adjusted: np.ndarray) -> np.ndarray:
    """Return the minimum detectable effect of each look under the correction of its family.

    error: standard error of the mean difference; adjusted: p as corrected, NaN for no look.
    """
    looks = max(int((~np.isnan(adjusted)).sum()), 1)
    level = LEVEL * max(int((adjusted <= LEVEL).sum()), 1) / looks
    free = np.maximum(pairs - 1, 1)
    with np.errstate(invalid="ignore"):
        return (student.ppf(1.0 - level / 2.0, free) + student.ppf(POWER, free)) * error


def too_few(seeds: int) -> str:
    """Return what is to be said of so few seeds before they are simulated; "" for enough.

    Looks are the indicators that are told for the whole society.
    """
    looks = sum("whole" in about.scopes for about in INDICATORS.values())
    least = seeds_with_power(looks)
    if seeds >= least:
        return ""
    return (f"{seeds:,} seeds are few: with {looks} quantities looked at, even a difference of "
            f"{LARGE:g} times its spread between pairs is seen from {least} seeds on only; "
            "what differs by less is likely to be told as no difference detected")


def seeds_with_power(looks: int) -> int:
    """Return how many pairs a large effect needs to be seen, one among so many looks.

    Large is `LARGE` spreads of the difference between pairs; 80 % power, 5 % over the looks.
    """
    level = LEVEL / max(looks, 1)
    for pairs in range(2, 1000):
        needed = student.ppf(1.0 - level / 2.0, pairs - 1) + student.ppf(POWER, pairs - 1)
        if needed / np.sqrt(pairs) <= LARGE:
            return pairs
    return 1000
