"""Ties: what people saw of others last week, from one byte a person, and what they show."""

from __future__ import annotations

import numpy as np

from countergaze.compute import ties
from countergaze.compute.maths import apart, as_float, each, select, truth
from countergaze.mechanisms import abroad
from countergaze.week.records import Geography, Network, People, Scratch, Terms

MOST = 127
"""The largest value of a counter of seven bits."""
FILE_BIT = 64
"""Of the visible byte of people abroad: on file; at home the same bit: household listed."""
FEW_CELLS = 4
"""Of a city, for which it takes less to add up whole workplaces."""
RING = 16
"""People of the other end of a cell, on each side of it: as far as a neighbour is away."""


@apart
def look_home_and_near(me: People, n, start, r, c, last, geography: Geography, network: Network,
                       scratch: Scratch):
    """Add up what household and neighbours showed last week."""
    prefix = scratch.prefix
    prefix[0] = np.uint64(0)
    for i in range(n):
        scratch.own[i] = network.spread[last[start + i]]
    for i in range(n):
        prefix[i + 1] = prefix[i] + scratch.own[i]
    starts = geography.starts[geography.template[c]]
    ends = geography.ends[geography.template[c]]
    near = geography.neighbours[r]
    for i in range(n):
        end = min(np.int64(ends[i]), n)
        home = prefix[end] - prefix[starts[i]] - scratch.own[i]
        scratch.packed[i] = home
        me.household_listed[i] = 1.0 if (home >> np.uint64(14)) & np.uint64(MOST) else 0.0
        me.household_newly_listed[i] = 1.0 if (home >> np.uint64(28)) & np.uint64(MOST) else 0.0
    for j in range(RING):
        scratch.ring[j] = scratch.own[n - RING + j] if n > ties.NO_RING else np.uint64(0)
        scratch.ring[RING + n + j] = scratch.own[j] if n > ties.NO_RING else np.uint64(0)
    for i in each(n):
        scratch.ring[RING + i] = scratch.own[i]
    for k in range(near):
        if k & 1 == 0 and k == near - 1:
            for i in range(n):
                scratch.others[i] = ties.neighbour_slot(i, k, near, n)
            for i in range(n):
                if scratch.others[i] >= 0:
                    scratch.packed[i] = scratch.packed[i] + scratch.own[scratch.others[i]]
        else:
            by = (ties.FIRST_OFFSET + (k >> 1)) * (1 - 2 * (k & 1))
            add_neighbours(n, RING + by, scratch)


@apart
def add_neighbours(n, first, scratch: Scratch):
    """Add what those so many places on in the ring showed, as `ties.neighbour_slot` has it."""
    for i in each(n):
        scratch.packed[i] = scratch.packed[i] + scratch.ring[first + i]


@apart
def look_at_work(r, c, last, geography: Geography, network: Network, scratch: Scratch):
    """Add up what workmates showed last week: cliques across the cells of a city."""
    size = geography.workplace_size[r]
    city = geography.city[c]
    first_cell = np.int64(geography.city_first_cell[city])
    cells = np.int64(geography.city_first_cell[city + 1]) - first_cell
    word = network.city_words[r, city]
    base = r * geography.people
    here = c - first_cell
    workers = np.int64(network.workers[r, c])
    for group in range((workers + size - 1) // size):
        for member in range(size):
            scratch.offsets[member] = ties.workplace_offset(member, group, word, cells)
        if cells <= FEW_CELLS:
            add_up_workplaces(r, first_cell, cells, group, size, last, geography, network,
                              scratch)
            for member in range(min(size, workers - group * size)):
                slot = geography.workers[geography.template[c], group * size + member]
                at = ties.shifted(here, 0 - scratch.offsets[member], cells)
                scratch.packed[slot] = (scratch.packed[slot] + scratch.at_work[at]
                                        - scratch.own[slot])
            continue
        for member in range(min(size, workers - group * size)):
            slot = geography.workers[geography.template[c], group * size + member]
            total = scratch.packed[slot]
            for other in range(size):
                if other != member:
                    cell = first_cell + ties.shifted(
                        here, scratch.offsets[other] - scratch.offsets[member], cells)
                    rank = group * size + other
                    if rank < network.workers[r, cell]:
                        there = base + geography.first[cell]
                        mate = geography.workers[geography.template[cell], rank]
                        total = total + network.spread[last[there + mate]]
            scratch.packed[slot] = total


def add_up_workplaces(r, first_cell, cells, group, size, last, geography: Geography,
                      network: Network, scratch: Scratch):
    """Add up what all showed at the workplaces of one group, by the cell where each starts.

    In a city of few cells that is less work than to look at each other's mates one by one.
    """
    base = r * geography.people
    for at in range(cells):
        total = np.uint64(0)
        for member in range(size):
            cell = first_cell + ties.shifted(at, scratch.offsets[member], cells)
            rank = group * size + member
            if rank < network.workers[r, cell]:
                there = base + geography.first[cell]
                mate = geography.workers[geography.template[cell], rank]
                total = total + network.spread[last[there + mate]]
        scratch.at_work[at] = total


@apart
def look_far(n, start, r, last, geography: Geography, network: Network, scratch: Scratch):
    """Add up what acquaintances anywhere showed last week: keyed permutations of everyone."""
    base = r * geography.people
    degree = geography.bridge_ties[r]
    for number in range(degree):
        find_far(n, np.uint32(start - base), number, degree, network.plans[r], scratch)
        for i in range(n):
            other = np.int64(scratch.others[i])
            if other >= 0:
                scratch.packed[i] = scratch.packed[i] + network.spread[last[base + other]]


@apart
def find_far(n, first, number, degree, plans, scratch: Scratch):
    """Put acquaintance `number` (below `degree`) of each person, or -1, into `scratch.others`.

    first: the uint32 number of the first person; plans: of `ties.acquaintance_plans`.
    """
    plan = ties.opened(plans[number >> 1])
    if number & 1:
        for i in each(n):
            who = np.uint32(first + np.uint32(i))
            scratch.others[i] = ties.or_nobody(ties.backward(who, plan), who, plan)
    elif number == degree - 1:
        for i in each(n):
            who = np.uint32(first + np.uint32(i))
            scratch.others[i] = ties.or_nobody(ties.paired(who, plan), who, plan)
    else:
        for i in each(n):
            who = np.uint32(first + np.uint32(i))
            scratch.others[i] = ties.or_nobody(ties.forward(who, plan), who, plan)


@apart
def look_abroad(me: People, n, start, r, c, last, geography: Geography, terms: Terms,
                network: Network, scratch: Scratch):
    """Add what kin abroad showed last week, and say who has kin on file."""
    pa = terms.abroad[r]
    for i in each(n):
        me.kin_on_file[i] = 0.0
    base = r * geography.people
    there = base + geography.residents
    for k in range(network.kin_first[r, c], network.kin_first[r, c + 1]):
        other = network.kin[r, 2, k]
        who = there + other
        if abroad.has_kin(pa, network.kin_luck[r, other]) > 0.5:
            slot = base + network.kin[r, 0, other] - start
            scratch.packed[slot] = scratch.packed[slot] + network.spread[last[who]]
            me.kin_on_file[slot] = truth((last[who] & FILE_BIT) != 0)


@apart
def count_what_is_seen(me: People, n, scratch: Scratch):
    """Unpack the counters of ties into rows; someone without ties counts one silent tie."""
    most = np.uint64(MOST)
    for i in each(n):
        word = scratch.packed[i]
        me.dissenting_ties[i] = as_float(word & most)
        me.affirming_ties[i] = as_float((word >> np.uint64(7)) & most)
        me.listed_ties[i] = as_float((word >> np.uint64(14)) & most)
        me.warned_ties[i] = as_float((word >> np.uint64(21)) & most)
        me.newly_listed_ties[i] = as_float((word >> np.uint64(28)) & most)
        me.reporting_ties[i] = as_float((word >> np.uint64(35)) & most)
        count_of_ties = as_float((word >> np.uint64(42)) & most)
        me.ties[i] = select(count_of_ties > 0.5, count_of_ties, 1.0)
        me.enforcing_ties[i] = as_float((word >> np.uint64(49)) & most) - count_of_ties
        me.complying_ties[i] = as_float((word >> np.uint64(56)) & most)


@apart
def show(me: People, n, start, following):
    """Write what others will see of the cell's people."""
    for i in each(n):
        says = me.affirm[i] + 2.0 * me.dissent[i] + me.warned[i]
        lists_code = me.listed[i] * (1.0 + me.newly_listed[i] + 2.0 * me.newly_wronged[i])
        me.spare[i] = (says + 4.0 * lists_code + 16.0 * me.norm[i]
                       + 64.0 * me.household_listed[i] + 128.0 * me.tips[i])
    for i in each(n):  # bytes are stored apart: among arithmetic they would keep the loop scalar
        following[start + i] = me.spare[i]


def spread() -> np.ndarray:
    """Return for each visible byte its nine counters of seven bits, as one uint64.

    The byte: expression in bits 0 and 1 (silent, affirm, dissent, dissent and warned), list in
    2 and 3 (none, listed, newly justly, newly wrongly), norm in 4 and 5 (neither, complies,
    enforces it, enforces its breach), household listed 6, reporting 7.
    Counters: dissenting, affirming, listed, warned, newly listed, reporting, ties, enforcing
    (1 + E, so that it counts up from 0), complying.
    """
    table = np.zeros(256, np.uint64)
    for byte in range(256):
        says, lists, norm = byte & 3, byte >> 2 & 3, byte >> 4 & 3
        counts = (says >= 2, says == 1, lists >= 1, says == 3, lists >= 2, byte >> 7 & 1, 1,
                  (1, 1, 2, 0)[norm], norm in (1, 2))
        table[byte] = sum(int(count) << 7 * place for place, count in enumerate(counts))
    return table


SPREAD = spread()
