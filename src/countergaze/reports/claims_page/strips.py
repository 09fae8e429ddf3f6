"""A strip: one tick a world, at its effect in units of the smallest effect of interest."""

from __future__ import annotations

import math

import numpy as np

from countergaze.claims.claim_files import least_of
from countergaze.claims.in_world import PART_WORDS
from countergaze.claims.outcomes import Measured
from countergaze.reports.claims_page import words
from countergaze.reports.numbers import signed
from countergaze.reports.rendering import View

WIDE = 6.0
"""Units of the smallest effect to each side; what is beyond stands at the edge."""


def place(units: float) -> float:
    """Return the place of an effect on the strip, in % of its width."""
    held = max(-WIDE, min(WIDE, units))
    return 50.0 + 47.0 * held / WIDE


def strip(one: Measured) -> View:
    """Return a strip: ticks by state, the lines at zero and at the smallest effect, words."""
    unit, middle = _unit(one)
    effects = (one.found.effect - middle) / unit
    ticks = [{"kind": word, "said": words.PART_STATES[word],
              "d": _path(effects[one.states == state])}
             for state, word in enumerate(PART_WORDS)]
    own = float((one.at_defaults.effect[0] - middle) / unit)
    there = effects[~np.isnan(effects)]
    return {"ticks": [tick for tick in ticks if tick["d"]],
            "own": f"{place(own):.1f}" if math.isfinite(own) else "",
            "lines": [f"{place(-1.0):.1f}", f"{place(1.0):.1f}"],
            "title": words.title_of(one.measure), "asked": words.asked_of(one.measure),
            "said": _said(one), "missing": int(len(effects) - len(there))}


def _unit(one: Measured) -> tuple[float, float]:
    """Return the size of a unit, and what effects are held against."""
    if one.measure.limit is not None and one.measure.sign in ("at least", "at most"):
        limit = float(one.measure.limit)
        return max(abs(limit), 0.5), limit
    return float(least_of(one.measure) or 1.0), 0.0


def _path(effects: np.ndarray) -> str:
    """Return ticks at these places as the path of an SVG drawing, 100 wide and 10 high."""
    return "".join(f"M{place(float(effect)):.1f} 1v8" for effect in np.sort(effects)
                   if math.isfinite(effect))


def _said(one: Measured) -> str:
    """Return the median effect, and the range of nine worlds in ten."""
    there = one.found.effect[~np.isnan(one.found.effect)]
    if not len(there):
        return "no world has a value"
    low, middle, high = np.quantile(there, (0.05, 0.5, 0.95))
    digits = 1 if max(abs(low), abs(high)) >= 10 else 2
    told = (f"median {signed(float(middle), digits)}; {signed(float(low), digits)} to "
            f"{signed(float(high), digits)} in nine of ten worlds")
    if one.other is not None:
        told += f"; {_other(one.other, one.found.effect)}"
    return told


def _other(other: np.ndarray, effect: np.ndarray) -> str:
    """Return how often an interaction keeps its sign on the other scale."""
    both = ~np.isnan(other) & ~np.isnan(effect)
    if not both.any():
        return "not defined on the other scale"
    same = int((np.sign(other[both]) == np.sign(effect[both])).sum())
    return f"the same sign on the other scale in {same} of {int(both.sum())}"
