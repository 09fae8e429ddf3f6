"""Templates of a cell: 1024 slots cut into households, with the age band of each slot.

A template meets its place's table by quota, then is shuffled, so that its first n slots are a
fair sample for any n:

1. Slots in households are the share of residents that households hold (their number times their
   mean size over the population); the others live in collective quarters, each an entry of one
   slot that no household count includes.
2. One-person households have the table's share.  Sizes 2 to 7 fall geometrically, the law of
   most entropy with the mean that the table's mean size leaves for them.
3. Children (0 to 14), working ages (15 to 59) and older people have the table's shares; the
   first slot of every entry is an adult.

Left out: who marries whom, and how ages go together within a household.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from countergaze.compute.random import cell_word, person_word, uniform
from countergaze.declare.state import draw, draws

DRAWS = draws(society_template=draw(5, "the households of a cell"))
CAPACITY = 1024
LARGEST = 7
CHILD, WORKING, OLDER = 0, 1, 2


class Makeup(NamedTuple):
    """The numbers of a place that shape its households; shares of residents or households."""

    in_households: float
    mean_size: float
    one_person: float
    children: float
    older: float


class Template(NamedTuple):
    """Start and end of each slot's entry, age band, whether it is in collective quarters."""

    start: np.ndarray
    end: np.ndarray
    age: np.ndarray
    quarters: np.ndarray


def apportion(weights, total: int, least: int = 0) -> np.ndarray:
    """Return int64 counts that add to `total`, by largest remainder, each at least `least`.

    Ties of remainders go to the earlier row.
    """
    weights = np.asarray(weights, np.float64)
    if least * len(weights) > total:
        raise ValueError(f"{total} cannot give {len(weights)} rows at least {least} each")
    counts = np.full(len(weights), least, np.int64)
    free = np.ones(len(weights), bool)
    while free.any():
        left = total - least * int((~free).sum())
        exact = left * weights[free] / weights[free].sum()
        short = exact < least - 0.5
        if short.any():
            free[np.flatnonzero(free)[short]] = False
            continue
        share = np.floor(exact).astype(np.int64)
        order = np.argsort(-(exact - share), kind="stable")
        share[order[: left - int(share.sum())]] += 1
        counts[free] = share
        break
    while (counts < least).any():
        counts[np.argmin(counts)] += 1
        counts[np.argmax(counts)] -= 1
    return counts


def size_shares(mean: float) -> np.ndarray:
    """Return shares of the sizes 2 to 7, geometric, with this mean (clipped to 2.01..6.99)."""
    sizes = np.arange(2, LARGEST + 1)
    apart, wanted = sizes - sizes.mean(), min(max(mean, 2.01), 6.99)
    low, high = -12.0, 12.0
    for _ in range(60):
        tilt = 0.5 * (low + high)
        shares = np.exp(tilt * apart)
        shares /= np.add.reduce(shares)
        low, high = (tilt, high) if shares @ sizes < wanted else (low, tilt)
    return shares


def household_sizes(slots: int, mean_size: float, one_person: float) -> np.ndarray:
    """Return the sizes, ascending, of households that fill `slots` exactly."""
    households = max(round(slots / mean_size), 1)
    single = min(round(one_person * households), slots)
    left, several = slots - single, households - single
    if several <= 0 or left < 2 * several:
        several = left // 2
    if several == 0:
        return np.ones(slots, np.int64)
    several = max(several, -(-left // LARGEST))
    counts = apportion(size_shares(left / several), several)
    sizes = np.repeat(np.arange(2, LARGEST + 1), counts)
    gap = left - int(sizes.sum())
    while gap:  # rounding leaves a few slots: make the middle households larger or smaller
        step = 1 if gap > 0 else -1
        room = np.flatnonzero((sizes + step >= 2) & (sizes + step <= LARGEST))
        chosen = room[(len(room) - min(abs(gap), len(room))) // 2 :][: abs(gap)]
        sizes[chosen] += step
        gap -= step * len(chosen)
    return np.concatenate([np.ones(single, np.int64), np.sort(sizes)])


@lru_cache(maxsize=1024)
def template(code: int, variant: int, makeup: Makeup) -> Template:
    """Return variant `variant` of the template of the place with this code."""
    covered = round(CAPACITY * min(makeup.in_households, 1.0))
    sizes = household_sizes(covered, makeup.mean_size, makeup.one_person) if covered else []
    alone = CAPACITY - covered
    quarters = np.repeat([False, True], [len(sizes), alone])
    sizes = np.concatenate([np.asarray(sizes, np.int64), np.ones(alone, np.int64)])
    order = np.argsort(_luck(code, variant, 0)[: len(sizes)], kind="stable")
    sizes, quarters = sizes[order], quarters[order]
    ends = np.cumsum(sizes)
    start = np.repeat(ends - sizes, sizes)
    slots = np.arange(CAPACITY)
    age = np.full(CAPACITY, WORKING, np.uint8)
    luck = _luck(code, variant, 1)
    follower = slots[start != slots]
    children = follower[np.argsort(luck[follower], kind="stable")]
    age[children[: round(CAPACITY * makeup.children)]] = CHILD
    grown = slots[age == WORKING]
    older = grown[np.argsort(_luck(code, variant, 2)[grown], kind="stable")]
    age[older[: round(CAPACITY * makeup.older)]] = OLDER
    return Template(start.astype(np.uint16), np.repeat(ends, sizes).astype(np.uint16), age,
                    np.repeat(quarters, sizes))


def _luck(code: int, variant: int, use: int) -> np.ndarray:
    """Return 1024 uniforms for one use of one template; the same in every run."""
    words = person_word(cell_word(code, variant, use), np.arange(CAPACITY))
    return uniform(0, "society_template", words)
