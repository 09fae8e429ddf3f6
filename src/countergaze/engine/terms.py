"""What the compiled week is given: the ground, the terms of the week, sums and scratch space."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


KEY_EXPRESSION, KEY_AFFIRM, KEY_SERVICE, KEY_WARNED = 0, 1, 2, 3
KEY_EXIT, KEY_LISTING, KEY_BLOCKED, KEY_ACTS = 4, 5, 6, 7


class Ground(NamedTuple):
    """Where people live; arrays of `society.Layout`, the same for all replicates."""

    first: np.ndarray
    fill: np.ndarray
    city: np.ndarray
    city_first_cell: np.ndarray
    word: np.ndarray
    template: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    sizes: np.ndarray  # n_home_cells, n_home, n_total, neighbours, workplace size, bridge ties


class Terms(NamedTuple):
    """What holds this week: parameters, cities, rows of tables, keys of the draws."""

    numbers: np.ndarray  # float32, all parameters
    city: np.ndarray  # float32 (replicates, cities, 6)
    kinds: np.ndarray  # float32 (replicates, cities, kinds, 6)
    families: np.ndarray  # float32 (families, 4)
    breadth: np.ndarray  # float32 (256,) by mask of listing agencies
    travel: np.ndarray  # uint8 (256,): does the mask bar from travel
    refusal_mean: np.ndarray  # float32 (256,) by refusals so far
    bins: np.ndarray  # float32 (5, 256): z, a0, h0, x, R
    keys: np.ndarray  # uint64 (replicates, purposes)
    city_words: np.ndarray  # int64 (replicates, cities)
    plans: np.ndarray  # int64 (replicates, permutations, words)
    workers: np.ndarray  # int32 (replicates, cells)
    spread: np.ndarray  # uint64 (256,)
    assoc: np.ndarray  # float32 (1,)


class Sums(NamedTuple):
    """Weekly sums by cell, int64 in units of 2**-18."""

    metrics: np.ndarray  # (cells, metrics, groups)
    agencies: np.ndarray  # (cells, agencies, 3)
    kinds: np.ndarray  # (cells, kinds, 2)


class Desk(NamedTuple):
    """Scratch space of one thread."""

    block: np.ndarray  # float32 (rows * 1024,)
    words: np.ndarray  # uint64 (1024,)
    own: np.ndarray  # uint64 (1024,)
    packed: np.ndarray  # uint64 (1024,)
    prefix: np.ndarray  # uint64 (1025,)
    others: np.ndarray  # int64 (1024,)
    offsets: np.ndarray  # int64 (16,)
