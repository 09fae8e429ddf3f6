"""Where the space is looked at: Latin hypercubes, and a choice that is spread out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import qmc

BLOCK = 64
"""Points of one hypercube: a longer design begins with the shorter one."""


def hypercube(points: int, dimensions: int, seed: int = 1) -> np.ndarray:
    """Return places (points, dimensions) from 0 to 1 of Latin hypercubes of `BLOCK` points.

    Every block has each dimension once in each of `BLOCK` equal parts (McKay et al. 1979).
    """
    blocks = [qmc.LatinHypercube(dimensions, rng=np.random.default_rng([seed, block])).random(BLOCK)
              for block in range(-(-points // BLOCK))]
    return np.concatenate(blocks)[:points] if blocks else np.empty((0, dimensions))


def spread_out(places: Sequence[Sequence[float]], taken: Sequence[int] = ()) -> list[int]:
    """Return the order in which points are taken so that each lies farthest from those before.

    taken: the first of that order, if some are taken already; else the first is the point nearest
    to the middle of all (Kennard and Stone 1969).
    """
    at = np.array(places, float)
    if not len(at):
        return []
    middle = int(np.argmin(((at - at.mean(axis=0)) ** 2).sum(axis=1)))
    order, nearest = list(taken) or [middle], np.full(len(at), np.inf)
    for one in order:
        nearest = np.minimum(nearest, ((at - at[one]) ** 2).sum(axis=1))
    while len(order) < len(at):
        nearest[order] = -1.0
        chosen = int(np.argmax(nearest))
        order.append(chosen)
        nearest = np.minimum(nearest, ((at - at[chosen]) ** 2).sum(axis=1))
    return order
