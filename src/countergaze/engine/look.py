"""Look: what people saw of their ties last week, from one byte a person."""

from __future__ import annotations

import numpy as np

from countergaze.compute import ties
from countergaze.compute.maths import apart, as_float, each, select, truth
from countergaze.engine import fields
from countergaze.engine.parameters import ABROAD, ABROAD_END
from countergaze.engine.rows import (
    AFFIRMING, COMPLYING, DISSENTING, ENFORCING, HOME, HOME_NEW, KIN_FILE, LISTED_TIES, NEW_TIES,
    REPORTING_TIES, TIES, WARNED_TIES,
)
from countergaze.engine.state import FILE_BIT
from countergaze.mechanisms import abroad

MOST = 127
"""The largest value of a counter of seven bits."""


@apart
def look_home_and_near(b, n, start, c, last, ground, sight, desk):
    """Add up what household and neighbours showed last week."""
    prefix = desk.prefix
    prefix[0] = np.uint64(0)
    for i in range(n):
        desk.own[i] = sight.spread[last[start + i]]
    for i in range(n):
        prefix[i + 1] = prefix[i] + desk.own[i]
    starts = ground.starts[ground.template[c]]
    ends = ground.ends[ground.template[c]]
    near = ground.sizes[3]
    for i in range(n):
        end = min(np.int64(ends[i]), n)
        home = prefix[end] - prefix[starts[i]] - desk.own[i]
        desk.packed[i] = home
        b[HOME + i] = 1.0 if (home >> np.uint64(14)) & np.uint64(MOST) else 0.0
        b[HOME_NEW + i] = 1.0 if (home >> np.uint64(28)) & np.uint64(MOST) else 0.0
    for k in range(near):
        for i in range(n):
            desk.others[i] = ties.neighbour_slot(i, k, near, n)
        for i in range(n):
            if desk.others[i] >= 0:
                desk.packed[i] = desk.packed[i] + desk.own[desk.others[i]]


@apart
def look_at_work(b, n, start, r, c, store, last, ground, sight, desk):
    """Add up what workmates showed last week: cliques across the cells of a city."""
    size = ground.sizes[4]
    place = ground.city[c]
    first_cell = np.int64(ground.city_first_cell[place])
    cells = np.int64(ground.city_first_cell[place + 1]) - first_cell
    word = sight.city_words[r, place]
    base = r * ground.sizes[2]
    here = c - first_cell
    workers = np.int64(sight.workers[r, c])
    for group in range((workers + size - 1) // size):
        for member in range(size):
            desk.offsets[member] = ties.workplace_offset(member, group, word, cells)
        for member in range(min(size, workers - group * size)):
            slot = store.halves[fields.WORKER_SLOT, start + group * size + member]
            total = desk.packed[slot]
            for other in range(size):
                if other != member:
                    cell = first_cell + ties.shifted(
                        here, desk.offsets[other] - desk.offsets[member], cells)
                    rank = group * size + other
                    if rank < sight.workers[r, cell]:
                        there = base + ground.first[cell]
                        total = total + sight.spread[
                            last[there + store.halves[fields.WORKER_SLOT, there + rank]]]
            desk.packed[slot] = total


@apart
def look_far(n, start, r, last, ground, sight, desk):
    """Add up what acquaintances anywhere showed last week: keyed permutations of everyone."""
    base = r * ground.sizes[2]
    plans = sight.plans[r]
    degree = ground.sizes[5]
    for number in range(degree):
        for i in range(n):
            desk.others[i] = ties.acquaintance(start - base + i, number, degree, plans, -1)
        for i in range(n):
            if desk.others[i] >= 0:
                desk.packed[i] = desk.packed[i] + sight.spread[last[base + desk.others[i]]]


@apart
def look_abroad(b, n, start, r, c, store, last, ground, terms, sight, desk):
    """Add what kin abroad showed last week, and say who has kin on file."""
    pa = abroad.Parameters.Values(*terms.numbers[ABROAD:ABROAD_END])
    for i in each(n):
        b[KIN_FILE + i] = 0.0
    base = r * ground.sizes[2]
    there = base + ground.sizes[1]
    for k in range(sight.kin_first[r, c], sight.kin_first[r, c + 1]):
        other = sight.kin[r, 2, k]
        who = there + other
        if abroad.has_kin(pa, store.bytes[fields.LUCK_CODE, who]) > 0.5:
            slot = base + sight.kin[r, 0, other] - start
            desk.packed[slot] = desk.packed[slot] + sight.spread[last[who]]
            b[KIN_FILE + slot] = truth((last[who] & FILE_BIT) != 0)


@apart
def count_what_is_seen(b, n, desk):
    """Unpack the counters of ties into rows; someone without ties counts one silent tie."""
    most = np.uint64(MOST)
    for i in each(n):
        word = desk.packed[i]
        b[DISSENTING + i] = as_float(word & most)
        b[AFFIRMING + i] = as_float((word >> np.uint64(7)) & most)
        b[LISTED_TIES + i] = as_float((word >> np.uint64(14)) & most)
        b[WARNED_TIES + i] = as_float((word >> np.uint64(21)) & most)
        b[NEW_TIES + i] = as_float((word >> np.uint64(28)) & most)
        b[REPORTING_TIES + i] = as_float((word >> np.uint64(35)) & most)
        count_of_ties = as_float((word >> np.uint64(42)) & most)
        b[TIES + i] = select(count_of_ties > 0.5, count_of_ties, 1.0)
        b[ENFORCING + i] = as_float((word >> np.uint64(49)) & most) - count_of_ties
        b[COMPLYING + i] = as_float((word >> np.uint64(56)) & most)
