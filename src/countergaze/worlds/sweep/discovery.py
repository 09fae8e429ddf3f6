"""Scenario discovery by the patient rule induction method: where an outcome is of interest.

PRIM (Friedman and Fisher 1999; Bryant and Lempert 2010): from a box around all points a small
share is peeled off one side of one dimension, or one variant of a form, that which raises the share
of points of interest most for each point that it costs; of the boxes on the way the reader chooses
between coverage (share of the points of interest inside) and density (share of points inside that
are of interest).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

ALPHA, LEAST_MASS = 0.05, 0.05
"""Share peeled at a time; the smallest share of all points that a box may hold."""
Limits = dict[str, tuple[float, float] | tuple[str, ...]]


@dataclass(frozen=True)
class Box:
    """Limits by key (low and high of numbers, variants of forms), and what is inside.

    p: by key, how likely as many points of interest would be without the limit of that key
    (one-sided binomial test), so that limits that chance can give are seen.
    """

    limits: Limits
    coverage: float
    density: float
    mass: float
    p: dict[str, float]


def trajectory(points: pd.DataFrame, of_interest: pd.Series, alpha: float = ALPHA,
               least_mass: float = LEAST_MASS) -> list[Box]:
    """Return the boxes on the way from all points to the smallest, in that order.

    points: one column a key; of_interest: True or False a point.  Raises ValueError without a
    point of interest.
    """
    interest = of_interest.to_numpy(bool)
    if not interest.any():
        raise ValueError("no point is of interest")
    inside = np.ones(len(points), bool)
    boxes = [_box(points, interest, inside)]
    while True:
        best, value = None, -1.0
        for key in points:
            for left in _peels(points[key], inside, alpha):
                count = int(left.sum())
                if count < least_mass * len(points) or count == inside.sum() or not count:
                    continue
                gain = (interest[left].mean() - interest[inside].mean()) / (inside.sum() - count)
                if gain > value:
                    best, value = left, gain
        if best is None or value <= 0.0:
            return boxes
        inside = best
        boxes.append(_box(points, interest, inside))


def chosen(boxes: list[Box], least_coverage: float = 0.5) -> Box:
    """Return the densest box that still holds `least_coverage` of the points of interest."""
    enough = [box for box in boxes if box.coverage >= least_coverage]
    return max(enough, key=lambda box: (box.density, box.coverage))


def _peels(column: pd.Series, inside: np.ndarray, alpha: float) -> list[np.ndarray]:
    """Return what each peel of one key leaves inside."""
    values = column.to_numpy()
    if not pd.api.types.is_numeric_dtype(column):
        there = pd.unique(values[inside])
        return [inside & (values != one) for one in there] if len(there) > 1 else []
    low, high = np.quantile(values[inside], (alpha, 1.0 - alpha))
    return [inside & (values > low) if low == values[inside].min() else inside & (values >= low),
            inside & (values < high) if high == values[inside].max() else inside & (values <= high)]


def _box(points: pd.DataFrame, interest: np.ndarray, inside: np.ndarray) -> Box:
    limits: Limits = {}
    for key in points:
        values, held = points[key], points[key][inside]
        if pd.api.types.is_numeric_dtype(values):
            if held.min() > values.min() or held.max() < values.max():
                limits[str(key)] = float(held.min()), float(held.max())
        elif held.nunique() < values.nunique():
            limits[str(key)] = tuple(sorted(map(str, held.unique())))
    hits, count = int(interest[inside].sum()), int(inside.sum())
    p = {}
    for key in limits:
        others = np.ones(len(points), bool)
        for other, limit in limits.items():
            if other != key:
                others &= within(points[other], limit)
        p[key] = float(binom.sf(hits - 1, count, interest[others].mean()))
    return Box(limits, hits / int(interest.sum()), hits / count, count / len(points), p)


def within(column: pd.Series, limit: tuple) -> np.ndarray:
    """Return which values lie within a limit of a box."""
    if pd.api.types.is_numeric_dtype(column):
        return ((column >= limit[0]) & (column <= limit[1])).to_numpy()
    return column.astype(str).isin(limit).to_numpy()
