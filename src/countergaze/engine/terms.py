"""What the compiled week is given: the ground, the terms of the week, sums and scratch space."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


(KEY_EXPRESSION, KEY_AFFIRM, KEY_SERVICE, KEY_WARNED, KEY_EXIT, KEY_LISTING, KEY_BLOCKED,
 KEY_COPY, KEY_APPEAL, KEY_HEARING, KEY_CORRECTION, KEY_RELAPSE, KEY_FORECAST, KEY_VISIT,
 KEY_FILE, KEY_FORECAST_NEXT, KEY_ACTS) = range(17)
"""Columns of `Terms.keys`; `institutions.PURPOSES` names them in the same order."""

CLIMATE_END = 5
ANGER = 2
PUBLIC_END = CLIMATE_END + 5
(COVERAGE_DISSENT, WATCHED, BREADTH_HERE, LINKED, UPWARD, PILOT, SCORE_MEAN, SCORE_SPREAD,
 HEARING, QUALITY, ATTENTION, FABRICATED, MISUSE, DRIFT, COMPETENCE, FORESIGHT, GATE_BIN,
 GATE_SHARE, LOCALISED, HANDED, FROM_SOURCES, FROM_KIN,
 OF_HOST) = range(PUBLIC_END, PUBLIC_END + 23)
CITY_COLUMNS = PUBLIC_END + 23
"""Columns of `Terms.city`: `expression.Climate`, `adaptation.Public`, then these.  Of hosts, which
follow the cities, only the climate and the last three are read, and of cities the last are not."""

(Z_BINS, NORMAL_BINS, H_BINS, X_BINS, UNIFORM_BINS, OWN, SEEN, OWN_TRAVEL, SEEN_TRAVEL,
 REFUSALS) = range(10)
"""Rows of `Terms.tables`: bin means by code, `sanctions.Reach` by mask, refusals so far."""


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
    sizes: np.ndarray  # n_home_cells, n_home, n_total, neighbours, workplace size, bridge ties,
    # cells in all


class Terms(NamedTuple):
    """What holds this week: parameters, cities, rows of tables, keys of the draws.

    Few arrays, since every function of the compiled week is handed all of them.
    """

    numbers: np.ndarray  # float32, all parameters, then `parameters.REWARD` and on
    city: np.ndarray  # float32 (replicates, cities and hosts, CITY_COLUMNS)
    kinds: np.ndarray  # float32 (replicates, cities, kinds, 8)
    tables: np.ndarray  # float32 (10, 256)
    links: np.ndarray  # float32 (kinds + 1, agencies): links that purpose limits leave; within
    homes: np.ndarray  # int64 (kinds,): the agency that records each kind
    families: np.ndarray  # float32 (families, 4)
    keys: np.ndarray  # uint64 (replicates, purposes)


class Sight(NamedTuple):
    """Whom people see, and how what they show is counted."""

    city_words: np.ndarray  # int64 (replicates, cities and hosts)
    plans: np.ndarray  # int64 (replicates, permutations, words)
    workers: np.ndarray  # int32 (replicates, cells)
    kin: np.ndarray  # int32 (replicates, 3, people abroad): home person, their city, order by them
    kin_first: np.ndarray  # int32 (replicates, home cells + 1): where in that order a cell begins
    spread: np.ndarray  # uint64 (256,)


class Sums(NamedTuple):
    """Weekly sums by cell, int64 in units of 2**-18."""

    metrics: np.ndarray  # (cells, metrics, groups)
    agencies: np.ndarray  # (cells, agencies and the list by score, 5)
    kinds: np.ndarray  # (cells, kinds, 2)
    abroad: np.ndarray  # (cells abroad, metrics of people abroad)


class Desk(NamedTuple):
    """Scratch space of one thread."""

    block: np.ndarray  # float32 (rows * 1024,)
    words: np.ndarray  # uint64 (1024,)
    own: np.ndarray  # uint64 (1024,)
    packed: np.ndarray  # uint64 (1024,)
    prefix: np.ndarray  # uint64 (1025,)
    others: np.ndarray  # int64 (1024,)
    offsets: np.ndarray  # int64 (16,)
    arrived: np.ndarray  # int64 (16,): agencies that got a new record, true then false, by kind
    grouped: np.ndarray  # int64 (metrics, 2): rows added up by group, and their metrics
    whole: np.ndarray  # int64 (metrics, 2): rows added up for the whole, and their metrics
    histogram: np.ndarray  # int64 (replicates, forecasting.BINS): adults by risk
