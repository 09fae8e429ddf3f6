"""Incidents, part two: how many come, how much work they are, who takes part; `incidents` (1), (6).

Left out and sources: see `incidents`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from countergaze.compute import normal_law
from countergaze.compute.bins import BINS, gamma_bins

MOST_COUNTED = 200.0
MOST_TABLED = 64
CELLS = 1024
EVENT_SIZES = {"1-29": 1.0, "30-299": 30.0, "300-999": 300.0, "1000+": 1000.0}
"""Classes of events by participants, and the least of each."""
LEAST_IN_LOG = np.log(list(EVENT_SIZES.values())[1:])


def count(rate, district, uniform):
    """Return incidents per 1,000 residents, Poisson(rate district) / district, equation (1)."""
    mean, luck = np.maximum(rate * district, 1e-12), uniform.clip(1e-12, 1.0 - 1e-12)
    if mean.shape[-2:-1] == (1,) and luck.shape[-2] > 1:  # the same mean in every district
        events = _looked_up(np.minimum(mean, MOST_COUNTED), luck)
    else:
        events = _counted(np.minimum(mean, MOST_COUNTED), luck)
    if mean.max() > MOST_COUNTED:  # chances would be too small to be added up
        from scipy import special  # a fifth of a second, and hardly ever needed

        events = np.where(mean > MOST_COUNTED, np.ceil(special.pdtrik(luck, mean)), events)
    return events / district


def _counted(mean, uniform):
    """Return Poisson numbers: how many sums of their chances, from none on, the uniform exceeds.

    The same as the inverse of the distribution function, at a tenth of its time.
    """
    chance = np.exp(-mean)
    total, number, events = chance.copy(), 0, np.zeros(np.broadcast_shapes(mean.shape,
                                                                           uniform.shape))
    while (more := uniform > total).any():
        number += 1
        chance *= mean
        chance /= number
        total += chance
        events += more
    return events


def _looked_up(mean, uniform):
    """Return `_counted`; mean (replicates or 1, 1, kinds), uniform (replicates, many, kinds)."""
    if (mean == mean[:1]).all():
        return _looked_up_alike(tuple(mean[0, 0].tolist()), uniform)
    return np.concatenate([_looked_up_alike(tuple(of[0].tolist()), uniform[r:r + 1])
                           for r, of in enumerate(mean)])


def _looked_up_alike(means, uniform):
    """Return `_counted`, one mean a kind; in most of `CELLS` equal parts there is one number."""
    sums, fewest, several = _by_cell(means)
    cell = (uniform * CELLS).astype(np.int64) + CELLS * np.arange(len(means))
    events = fewest.take(cell)
    open_ = several.take(cell).nonzero()
    events[open_] = (uniform[open_][:, None] > sums[open_[-1]]).sum(axis=1)
    return events


@lru_cache(maxsize=256)
def _by_cell(means):
    """Return the sums of chances of each kind, and by kind and cell: the fewest events, if others.

    Sums (kinds, as many as are needed); the others flat.
    """
    sums = [_sums_of_chances(mean) for mean in means]
    below = np.stack([of.searchsorted(np.arange(CELLS + 1) / CELLS) for of in sums])
    together = np.full((len(sums), max(map(len, sums))), 2.0)
    for row, of in zip(together, sums):
        row[:len(of)] = of
    return (together, below[:, :-1].astype(float).ravel(),
            (below[:, 1:] > below[:, :-1]).ravel())


def _sums_of_chances(mean):
    """Return the sums of `_counted` up to the largest uniform that it is given."""
    chance = np.exp(-np.array([mean]))
    sums, number = [chance], 0
    while sums[-1] < 1.0 - 1e-12 and number < 10.0 * MOST_COUNTED:
        number += 1
        chance = chance * mean / number
        sums.append(sums[-1] + chance)
    return np.concatenate(sums)


def work_of(p, incidents, district, mean_work, uniform):
    """Return hours per 1,000 residents of that many jobs of gamma work, equation (1)."""
    jobs = np.rint(incidents * district).astype(np.int64)
    return _by_shape(_total_work, p.work_shape, jobs, uniform) * mean_work / district


def busy(p, uniform):
    """Return how busy the week of a district is, mean 1, equation (1)."""
    return _by_shape(_gamma_of_mean_one, p.week_spread, uniform)


def _by_shape(make, number, *arrays):
    """Return what `make` makes of arrays for one number, or one of each replicate."""
    if not isinstance(number, np.ndarray):
        return make(float(number), *arrays)
    return np.stack([make(float(one), *(part[r] for part in arrays))
                     for r, one in enumerate(number.ravel())])


def _total_work(shape, jobs, uniform):
    """Return the work of that many jobs of mean 1: of each law the mean of one of 256 parts."""
    place = np.minimum((uniform * BINS).astype(np.int64), BINS - 1)
    found = _work_table(shape).take(np.minimum(jobs, MOST_TABLED) * BINS + place)
    if jobs.size and jobs.max() > MOST_TABLED:  # so many that the normal law will do
        normal = normal_law.inverse(np.clip(uniform, 1e-12, 1.0 - 1e-12))
        found = np.where(jobs > MOST_TABLED, np.maximum(jobs + np.sqrt(jobs / shape) * normal, 0.0),
                         found)
    return found


@lru_cache(maxsize=64)
def _work_table(shape):
    """Return means of 256 equal parts of the law of the work of 0, 1, ... jobs of mean 1."""
    return np.stack([np.zeros(BINS), *(gamma_bins(shape * n) * n
                                       for n in range(1, MOST_TABLED + 1))])


def _gamma_of_mean_one(spread, uniform):
    if spread == 0.0:
        return np.ones_like(uniform)
    place = np.minimum((uniform * BINS).astype(np.int64), BINS - 1)
    return gamma_bins(spread**-2)[place]


def mean_participants(p, dissent):
    """Return the mean participants of a case, persons, equation (6); dissent: d."""
    return np.maximum(p.join * dissent * p.district, 1.0)


def participants(p, mean, normal):
    """Return the participants of cases with that mean, persons, equation (6)."""
    return np.maximum(mean * np.exp(p.size_spread * normal - 0.5 * p.size_spread**2), 1.0)


def share_of_sizes(p, mean):
    """Return the chances that a case falls into each of `EVENT_SIZES`, on a last axis of its own.

    mean: of participants, (replicates, ...); numbers of p go with the axes of the result.
    """
    middle = np.log(mean)[..., None] - 0.5 * p.size_spread**2
    below = normal_law.below((LEAST_IN_LOG - middle) / p.size_spread)
    return np.diff(below, axis=-1, prepend=0.0, append=1.0)
