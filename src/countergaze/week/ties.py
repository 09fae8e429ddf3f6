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
FEW_CELLS = 64
"""Of a city, for which it takes less to add up whole workplaces: as many as in a turn."""
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
                scratch.others[0, i] = ties.neighbour_slot(i, k, near, n)
            for i in range(n):
                if scratch.others[0, i] >= 0:
                    scratch.packed[i] = scratch.packed[i] + scratch.own[scratch.others[0, i]]
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
    city = np.int64(geography.city[c])
    first_cell = np.int64(geography.city_first_cell[city])
    cells = np.int64(geography.city_first_cell[city + 1]) - first_cell
    number = r * geography.cities + city + 1
    if scratch.added[0] != number:
        find_workplaces(r, first_cell, cells, size, network.city_words[r, city], network, scratch)
        if cells <= FEW_CELLS:
            add_up_workplaces(r, first_cell, cells, size, last, geography, network, scratch)
        scratch.added[0] = number
    if cells > FEW_CELLS:
        look_at_each_other(r, c, first_cell, cells, size, last, geography, network, scratch)
        return
    template, workers = geography.template[c], np.int64(network.workers[r, c])
    for member in range(size):
        for group in range((workers - member + size - 1) // size):
            slot = geography.workers[template, group * size + member]
            at = ties.shifted(c - first_cell, 0 - scratch.offsets[member, group], cells)
            scratch.packed[slot] = (scratch.packed[slot] + scratch.at_work[group * cells + at]
                                    - scratch.own[slot])


def find_workplaces(r, first_cell, cells, size, word, network: Network, scratch: Scratch):
    """Work out how many cells after its workplace's first each worker of a city lives."""
    most = np.int64(0)
    for cell in range(first_cell, first_cell + cells):
        most = max(most, np.int64(network.workers[r, cell]))
    for member in range(size):
        for group in each((most + size - 1) // size):
            scratch.offsets[member, group] = ties.workplace_offset(member, group, word, cells)
    if cells <= FEW_CELLS:
        for i in each((most + size - 1) // size * cells):
            scratch.at_work[i] = 0


def add_up_workplaces(r, first_cell, cells, size, last, geography: Geography, network: Network,
                      scratch: Scratch):
    """Add up what all showed at each workplace of a city, once for all who work there.

    In a city of few cells that is less work than to look at each other's mates one by one.
    """
    for at in range(cells):
        cell = first_cell + at
        there = r * geography.people + geography.first[cell]
        template, workers = geography.template[cell], np.int64(network.workers[r, cell])
        for member in range(size):
            for group in range((workers - member + size - 1) // size):
                mate = geography.workers[template, group * size + member]
                place = group * cells + ties.shifted(at, 0 - scratch.offsets[member, group], cells)
                scratch.at_work[place] = (scratch.at_work[place]
                                          + network.spread[last[there + mate]])


def look_at_each_other(r, c, first_cell, cells, size, last, geography: Geography,
                       network: Network, scratch: Scratch):
    """Add up what workmates showed, in a city of more cells than are simulated in one go."""
    base = r * geography.people
    workers = np.int64(network.workers[r, c])
    for rank in range(workers):
        group = rank // size
        member = rank - group * size
        slot = geography.workers[geography.template[c], rank]
        total = scratch.packed[slot]
        for other in range(size):
            if other != member:
                cell = first_cell + ties.shifted(
                    c - first_cell,
                    np.int64(scratch.offsets[other, group]) - scratch.offsets[member, group], cells)
                theirs = group * size + other
                if theirs < network.workers[r, cell]:
                    there = base + geography.first[cell]
                    mate = geography.workers[geography.template[cell], theirs]
                    total = total + network.spread[last[there + mate]]
        scratch.packed[slot] = total


@apart
def look_far(n, start, r, last, geography: Geography, network: Network, scratch: Scratch):
    """Add up what acquaintances anywhere showed last week: keyed permutations of everyone."""
    base = r * geography.people
    degree = geography.bridge_ties[r]
    for number in range(0, degree, 2):
        find_far(n, np.uint32(start - base), number, degree, network.plans[r], scratch)
        for i in range(n):
            one, other = np.int64(scratch.others[0, i]), np.int64(scratch.others[1, i])
            if one >= 0:
                scratch.packed[i] = scratch.packed[i] + network.spread[last[base + one]]
            if other >= 0:
                scratch.packed[i] = scratch.packed[i] + network.spread[last[base + other]]


@apart
def find_far(n, first, number, degree, plans, scratch: Scratch):
    """Put acquaintances `number` and `number` + 1 of each person, or -1, into `scratch.others`.

    first: the uint32 number of the first person; number: even; plans: of
    `ties.acquaintance_plans`.  Both in one loop, since neither waits for the other.
    """
    plan = ties.opened(plans[number >> 1])
    if number == degree - 1:
        for i in each(n):
            who = np.uint32(first + np.uint32(i))
            scratch.others[0, i] = ties.or_nobody(ties.paired(who, plan), who, plan)
            scratch.others[1, i] = -1
    else:
        for i in each(n):
            who = np.uint32(first + np.uint32(i))
            scratch.others[0, i] = ties.or_nobody(ties.forward(who, plan), who, plan)
            scratch.others[1, i] = ties.or_nobody(ties.backward(who, plan), who, plan)


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
