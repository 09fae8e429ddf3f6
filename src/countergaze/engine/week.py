"""One week of all the people of a run of cells: the order of events, on one screen.

The order is a modelling assumption.  Everyone reads ties and city as of last week; nothing writes
to another person.  `cells_week` runs plain (all people of a cell at once, as NumPy arrays) and
compiled (one by one, as vector code) from the same lines: `each` is what differs.

In a cell: look at ties, draw, act, speak, enter and leave lists, be refused, adapt, be counted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.compute import maths, random, ties
from countergaze.compute.maths import as_float, each, fixed_sum, minimum, select, truth
from countergaze.engine.rows import (
    A0, ACTS, ADULT, AFFIRM, AFFIRMING, BREADTH, COLLATERAL, DISSENT, DISSENT_CHANCE, DISSENTING,
    DREAD, ELSEWHERE, FALSE, FALSE_AMOUNT, FALSIFIED, FEAR, H0, HARDSHIP, HOME, KNOWS, LATENT, LISTED,
    LISTED_TIES, MINORITY, NEW_JUST, NEW_TIES, NEW_WRONG, OFFICIAL, POSITIVE, PRIVATE, RARE,
    RECORDS, REFUSED, REPORTING_TIES, REPORTS, RISK, SERVICE, SINCE_DISSENT, SINCE_REFUSED,
    SUPPORT, TIES, TRUE_AMOUNT, URBAN, WARNED, WARNED_TIES, WIDTH, WRONG, X, Z,
)
from countergaze.engine.parameters import (
    ADAPTATION, ADAPTATION_END, CONDUCT, CONDUCT_END, EXPRESSION, EXPRESSION_END, LISTS,
    LISTS_END, SENSING, SENSING_END, SOCIETY, SOCIETY_END,
)
from countergaze.mechanisms import adaptation, conduct, expression, lists, sanctions, sensing
from countergaze.mechanisms import society

KEY_EXPRESSION, KEY_AFFIRM, KEY_SERVICE, KEY_WARNED = 0, 1, 2, 3
KEY_EXIT, KEY_LISTING, KEY_BLOCKED, KEY_ACTS = 4, 5, 6, 7
ONE = 262144


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


def cells_week(low, high, state, last, following, ground, terms, sums, desk):
    """Live one week in cells low to high - 1, counted over all replicates."""
    for flat in range(low, high):
        cell_week(flat, state, last, following, ground, terms, sums, desk)


def cell_week(flat, state, last, following, ground, terms, sums, desk):
    """Live one week in one cell."""
    b = desk.block
    cells = ground.sizes[0]
    r = flat // cells
    c = flat - r * cells
    n = np.int64(ground.fill[c])
    start = np.int64(ground.first[c]) + r * ground.sizes[2]
    place = ground.city[c]
    load_people(b, n, start, c, state, ground, terms)
    look_home_and_near(b, n, start, c, last, ground, terms, desk)
    look_at_work(b, n, start, r, c, state, last, ground, terms, desk)
    look_far(n, start, r, last, ground, terms, desk)
    count_what_is_seen(b, n, desk)
    for i in each(n):
        desk.words[i] = random.slot_word(ground.word[c], np.uint64(i))
    live(b, n, r, place, terms, desk.words)
    change_lists(b, n, start, flat, r, state, terms, sums, desk)
    adapt(b, n, r, place, terms)
    show_and_store(b, n, start, state, following)
    count(b, n, flat, terms, sums)


def load(b, row, n, source, start):
    """Copy one field of the cell's people into a row."""
    for i in each(n):
        b[row + i] = source[start + i]


def store(b, row, n, target, start):
    """Copy a row back into one field of the cell's people."""
    for i in each(n):
        target[start + i] = b[row + i]


def look_up(b, row, n, table, codes, start):
    """Fill a row with what the people's codes mean."""
    for i in each(n):
        b[row + i] = table[codes[start + i]]


def flag(b, row, n, bits, start, mask):
    """Fill a row with 1.0 where a bit is set."""
    for i in each(n):
        b[row + i] = truth((bits[start + i] & mask) != 0)


def load_people(b, n, start, c, state, ground, terms):
    """Bring the people of a cell into the block."""
    ps = society.Parameters.Values(*terms.numbers[SOCIETY:SOCIETY_END])
    pe = sensing.Parameters.Values(*terms.numbers[SENSING:SENSING_END])
    load(b, SUPPORT, n, state.support, start)
    load(b, HARDSHIP, n, state.hardship, start)
    load(b, FEAR, n, state.fear, start)
    load(b, TRUE_AMOUNT, n, state.true_amount, start)
    load(b, FALSE_AMOUNT, n, state.false_amount, start)
    load(b, SINCE_DISSENT, n, state.since_dissent, start)
    load(b, SINCE_REFUSED, n, state.since_refused, start)
    look_up(b, Z, n, terms.bins[0], state.z_code, start)
    look_up(b, A0, n, terms.bins[1], state.a_code, start)
    look_up(b, H0, n, terms.bins[2], state.h_code, start)
    look_up(b, X, n, terms.bins[3], state.x_code, start)
    look_up(b, RISK, n, terms.bins[4], state.r_code, start)
    flag(b, ADULT, n, state.bits, start, society.ADULT)
    flag(b, MINORITY, n, state.bits, start, society.MINORITY)
    flag(b, URBAN, n, state.bits, start, society.URBAN)
    flag(b, ELSEWHERE, n, state.bits, start, society.ELSEWHERE)
    flag(b, OFFICIAL, n, state.bits, start, society.OFFICIAL)
    flag(b, KNOWS, n, state.bits, start, society.KNOWS)
    for i in each(n):
        b[A0 + i] = society.own_support(ps, b[A0 + i], b[MINORITY + i])
        b[H0 + i] = society.own_hardship(ps, b[H0 + i], b[MINORITY + i])
        b[X + i] = b[X + i] * select(b[MINORITY + i] > 0.5, pe.bias, 1.0)
        b[RARE + i] = truth(state.listing[start + i] != 0)
        b[DREAD + i] = expression.dread(b[FEAR + i])


def look_home_and_near(b, n, start, c, last, ground, terms, desk):
    """Add up what household and neighbours showed last week."""
    prefix = desk.prefix
    prefix[0] = np.uint64(0)
    for i in range(n):
        desk.own[i] = terms.spread[last[start + i]]
    for i in range(n):
        prefix[i + 1] = prefix[i] + desk.own[i]
    starts = ground.starts[ground.template[c]]
    ends = ground.ends[ground.template[c]]
    near = ground.sizes[3]
    for i in range(n):
        end = min(np.int64(ends[i]), n)
        home = prefix[end] - prefix[starts[i]] - desk.own[i]
        desk.packed[i] = home
        b[HOME + i] = 1.0 if (home >> np.uint64(16)) & np.uint64(255) else 0.0
    for k in range(near):
        for i in range(n):
            desk.others[i] = ties.neighbour_slot(i, k, near, n)
        for i in range(n):
            if desk.others[i] >= 0:
                desk.packed[i] = desk.packed[i] + desk.own[desk.others[i]]


def look_at_work(b, n, start, r, c, state, last, ground, terms, desk):
    """Add up what workmates showed last week: cliques across the cells of a city."""
    size = ground.sizes[4]
    place = ground.city[c]
    first_cell = np.int64(ground.city_first_cell[place])
    cells = np.int64(ground.city_first_cell[place + 1]) - first_cell
    word = terms.city_words[r, place]
    base = r * ground.sizes[2]
    here = c - first_cell
    workers = np.int64(terms.workers[r, c])
    for group in range((workers + size - 1) // size):
        for member in range(size):
            desk.offsets[member] = ties.workplace_offset(member, group, word, cells)
        for member in range(min(size, workers - group * size)):
            slot = state.worker_slot[start + group * size + member]
            total = desk.packed[slot]
            for other in range(size):
                if other != member:
                    cell = first_cell + ties.shifted(
                        here, desk.offsets[other] - desk.offsets[member], cells)
                    rank = group * size + other
                    if rank < terms.workers[r, cell]:
                        there = base + ground.first[cell]
                        total = total + terms.spread[
                            last[there + state.worker_slot[there + rank]]]
            desk.packed[slot] = total


def look_far(n, start, r, last, ground, terms, desk):
    """Add up what acquaintances anywhere showed last week: keyed permutations of everyone."""
    base = r * ground.sizes[2]
    plans = terms.plans[r]
    degree = ground.sizes[5]
    for number in range(degree):
        for i in range(n):
            desk.others[i] = ties.acquaintance(start - base + i, number, degree, plans, -1)
        for i in range(n):
            if desk.others[i] >= 0:
                desk.packed[i] = desk.packed[i] + terms.spread[last[base + desk.others[i]]]


def count_what_is_seen(b, n, desk):
    """Unpack the counters of ties into rows; someone without ties counts one silent tie."""
    byte = np.uint64(255)
    for i in each(n):
        word = desk.packed[i]
        b[DISSENTING + i] = as_float(word & byte)
        b[AFFIRMING + i] = as_float((word >> np.uint64(8)) & byte)
        b[LISTED_TIES + i] = as_float((word >> np.uint64(16)) & byte)
        b[WARNED_TIES + i] = as_float((word >> np.uint64(24)) & byte)
        b[NEW_TIES + i] = as_float((word >> np.uint64(32)) & byte)
        b[REPORTING_TIES + i] = as_float((word >> np.uint64(40)) & byte)
        count_of_ties = as_float((word >> np.uint64(48)) & byte)
        b[TIES + i] = select(count_of_ties > 0.5, count_of_ties, 1.0)


def live(b, n, r, place, terms, words):
    """Let the people act, speak, serve and tip off; let agencies sense it."""
    forget(b, n, terms)
    for k in range(terms.kinds.shape[2]):
        act(b, n, r, place, k, terms, words)
    speak(b, n, r, place, terms, words)
    serve(b, n, r, place, terms, words)


def forget(b, n, terms):
    """Let records fade, and clear what last week left in the rows."""
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    for i in each(n):
        b[ACTS + i] = 0.0
        b[NEW_JUST + i] = 0.0
        b[NEW_WRONG + i] = 0.0
        b[BREADTH + i] = 0.0
        b[TRUE_AMOUNT + i] = lists.decayed(pl, b[TRUE_AMOUNT + i])
        b[FALSE_AMOUNT + i] = lists.decayed(pl, b[FALSE_AMOUNT + i])


def act(b, n, r, place, k, terms, words):
    """Let people commit acts of one kind, and agencies record some of them, rightly or not."""
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    pn = sensing.Parameters.Values(*terms.numbers[SENSING:SENSING_END])
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    kind = conduct.Kind(*terms.kinds[r, place, k, 0:6])
    breadth = terms.city[r, place, 5]
    key = terms.keys[r, KEY_ACTS + k]
    court_share = pl.on * pl.court_list_share
    false_chance = pn.on * pn.false_rate * kind.false_level
    records = RECORDS + k * WIDTH
    falses = FALSE + k * WIDTH
    for i in each(n):
        u_act, u_record = random.uniforms(key, words[i])
        bias = select(b[MINORITY + i] > 0.5, pn.bias, 1.0)
        acts = conduct.step(
            pc, kind, b[ADULT + i], b[Z + i], b[HARDSHIP + i], b[DREAD + i], b[KNOWS + i],
            b[X + i], breadth, court_share, false_chance * bias, b[REPORTING_TIES + i],
            u_act, u_record)
        b[ACTS + i] = b[ACTS + i] + acts.acts
        b[records + i] = acts.records
        b[falses + i] = acts.false
        b[TRUE_AMOUNT + i] = b[TRUE_AMOUNT + i] + kind.gravity * acts.records
        b[FALSE_AMOUNT + i] = b[FALSE_AMOUNT + i] + kind.gravity * acts.false
        b[RARE + i] = b[RARE + i] + acts.records + acts.false


def speak(b, n, r, place, terms, words):
    """Let people dissent, affirm or stay silent."""
    pe = expression.Parameters.Values(*terms.numbers[EXPRESSION:EXPRESSION_END])
    climate = expression.Climate(*terms.city[r, place, 0:3])
    key, key_affirm = terms.keys[r, KEY_EXPRESSION], terms.keys[r, KEY_AFFIRM]
    for i in each(n):
        u_occasion, u_mood = random.uniforms(key, words[i])
        u_affirm, u_lie = random.uniforms(key_affirm, words[i])
        said = expression.step(
            pe, climate, b[ADULT + i], b[SUPPORT + i], b[HARDSHIP + i], b[FEAR + i],
            b[DREAD + i], b[RISK + i], b[SINCE_DISSENT + i], b[DISSENTING + i], b[AFFIRMING + i], b[TIES + i],
            u_occasion, u_mood, u_affirm, u_lie)
        b[DISSENT + i] = said.dissent
        b[AFFIRM + i] = said.affirm
        b[FALSIFIED + i] = said.falsified
        b[LATENT + i] = said.latent_chance
        b[DISSENT_CHANCE + i] = said.dissent_chance
        b[POSITIVE + i] = said.positive_answer


def serve(b, n, r, place, terms, words):
    """Let people serve and tip off; let some who dissented be warned; let time pass."""
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    pn = sensing.Parameters.Values(*terms.numbers[SENSING:SENSING_END])
    coverage_dissent = terms.city[r, place, 3]
    key, key_warned = terms.keys[r, KEY_SERVICE], terms.keys[r, KEY_WARNED]
    for i in each(n):
        u_serve, u_report = random.uniforms(key, words[i])
        u_warn, unused = random.uniforms(key_warned, words[i])
        b[SERVICE + i] = conduct.serves(pc, b[ADULT + i], b[SUPPORT + i], u_serve)
        b[REPORTS + i] = conduct.reports(pc, b[ADULT + i], b[SUPPORT + i], b[RISK + i],
                                         b[DREAD + i], u_report)
        chance = sensing.chance_of_dissent_record(coverage_dissent, b[X + i])
        b[WARNED + i] = sensing.warned(pn, b[DISSENT + i], chance, u_warn)
        b[PRIVATE + i] = b[ADULT + i] * truth(b[SUPPORT + i] >= 0.0)
        b[SINCE_DISSENT + i] = (1.0 - b[DISSENT + i]) * minimum(b[SINCE_DISSENT + i] + 1.0, 255.0)
        b[SINCE_REFUSED + i] = minimum(b[SINCE_REFUSED + i] + 1.0, 255.0)


def change_lists(b, n, start, flat, r, state, terms, sums, desk):
    """The few with new records or a listing: entries, exits, refusals, one by one."""
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    for i in range(n):
        if b[RARE + i] > 0.5 and b[ADULT + i] > 0.5:
            who = start + i
            word = desk.words[i]
            cannot_pay = b[HARDSHIP + i] > pc.cannot_pay
            listing, wrong = np.int64(state.listing[who]), np.int64(state.wrong[who])
            weeks = np.int64(state.weeks_listed[who])
            was_listed = listing != 0
            entered_justly, entered_wrongly = 0.0, 0.0
            for f in range(terms.families.shape[0]):
                family = lists.Family(*terms.families[f, 0:4])
                agency = np.int64(family.agency)
                bit = 1 << agency
                luck = word + np.uint64(agency)
                if listing & bit:
                    u_exit, unused = random.uniforms(terms.keys[r, KEY_EXIT], luck)
                    chance = lists.chance_of_exit(pl, family.court > 0.0, cannot_pay, weeks)
                    if u_exit < chance:
                        listing, wrong = listing & ~bit, wrong & ~bit
                        add(b, i, flat, EXITS, 1.0, sums)
                elif pl.on > 0.0:
                    new_true, new_false = new_records(b, i, np.int64(family.kinds), terms)
                    if new_true or new_false:
                        u_entry, unused = random.uniforms(terms.keys[r, KEY_LISTING], luck)
                        chance = lists.chance_of_entry(
                            pl, family, cannot_pay, b[TRUE_AMOUNT + i], b[FALSE_AMOUNT + i])
                        is_wrong = lists.entry_is_wrong(pl, family, new_true, b[TRUE_AMOUNT + i])
                        if is_wrong:
                            add(b, i, flat, WRONGFUL_EXPECTED, chance, sums)
                        if u_entry < chance:
                            listing, weeks = listing | bit, np.int64(0)
                            add(b, i, flat, ENTRIES, 1.0, sums)
                            sums.agencies[flat, agency, 0] += ONE
                            if is_wrong:
                                wrong = wrong | bit
                                entered_wrongly = 1.0
                                add(b, i, flat, WRONG_ENTRIES, 1.0, sums)
                            else:
                                entered_justly = 1.0
                if listing & bit:
                    sums.agencies[flat, agency, 1] += ONE
                    if wrong & bit:
                        sums.agencies[flat, agency, 2] += ONE
            if pl.on == 0.0:
                listing, wrong = np.int64(0), np.int64(0)
            if was_listed and listing != 0:
                weeks = min(weeks + 1, 65535)
            refusals = np.int64(state.refusals[who]) if listing != 0 else np.int64(0)
            if listing != 0:
                b[BREADTH + i] = terms.breadth[listing]
                add(b, i, flat, BREADTH_SUM, terms.breadth[listing], sums)
                if cannot_pay:
                    add(b, i, flat, CANNOT_PAY, 1.0, sums)
                if terms.travel[listing] and state.bits[who] & society.TRAVELLER:
                    u_blocked, unused = random.uniforms(terms.keys[r, KEY_BLOCKED], word)
                    blocked = sanctions.poisson(terms.refusal_mean[refusals], u_blocked)
                    if blocked > 0.5:
                        refusals = min(refusals + np.int64(blocked), 255)
                        b[SINCE_REFUSED + i] = 0.0
                        add(b, i, flat, ATTEMPTS, blocked, sums)
            b[NEW_WRONG + i] = entered_wrongly
            b[NEW_JUST + i] = entered_justly * (1.0 - entered_wrongly)
            state.listing[who], state.wrong[who] = listing, wrong
            state.weeks_listed[who], state.refusals[who] = weeks, refusals


def new_records(b, i, kinds, terms):
    """Return whether a true, and whether a false record of the given kinds came this week."""
    true, false = False, False
    for k in range(terms.kinds.shape[2]):
        if kinds >> k & 1:
            true = true or b[RECORDS + k * WIDTH + i] > 0.5
            false = false or b[FALSE + k * WIDTH + i] > 0.5
    return true, false


def add(b, i, flat, metric, amount, sums):
    """Count an amount for one person, for the whole and for each of their groups."""
    whole = np.int64(amount * maths.FIXED + 0.5)
    sums.metrics[flat, metric, 0] += whole
    if b[MINORITY + i] > 0.5:
        sums.metrics[flat, metric, 1] += whole
    if b[URBAN + i] > 0.5:
        sums.metrics[flat, metric, 2] += whole
    if b[ELSEWHERE + i] > 0.5:
        sums.metrics[flat, metric, 3] += whole
    if b[OFFICIAL + i] > 0.5:
        sums.metrics[flat, metric, 4] += whole


def adapt(b, n, r, place, terms):
    """Let fear, support and hardship move."""
    pa = adaptation.Parameters.Values(*terms.numbers[ADAPTATION:ADAPTATION_END])
    watched = terms.city[r, place, 4]
    breadth = terms.city[r, place, 5]
    assoc = terms.assoc[0]
    for i in each(n):
        seen = adaptation.Seen(
            b[DISSENTING + i], b[AFFIRMING + i], b[LISTED_TIES + i], b[WARNED_TIES + i],
            b[NEW_TIES + i], b[REPORTING_TIES + i], b[TIES + i], b[HOME + i])
        hit_by = adaptation.Hit(b[WARNED + i], b[NEW_WRONG + i], b[NEW_JUST + i], b[BREADTH + i])
        b[FEAR + i] = adaptation.next_fear(pa, b[FEAR + i], watched, breadth, seen, hit_by)
        b[SUPPORT + i] = adaptation.next_support(pa, b[SUPPORT + i], b[A0 + i], seen, hit_by)
        b[HARDSHIP + i] = adaptation.next_hardship(
            pa, b[HARDSHIP + i], b[H0 + i], assoc, breadth, seen, hit_by)


def show_and_store(b, n, start, state, following):
    """Write the cell's people back, and what others will see of them."""
    load(b, LISTED, n, state.listing, start)
    load(b, WRONG, n, state.wrong, start)
    for i in each(n):
        b[LISTED + i] = truth(b[LISTED + i] > 0.5)
        b[WRONG + i] = truth(b[WRONG + i] > 0.5)
        b[REFUSED + i] = truth(b[SINCE_REFUSED + i] < 52.0)
        says = b[AFFIRM + i] + 2.0 * b[DISSENT + i] + b[WARNED + i]
        lists_code = b[LISTED + i] * (1.0 + b[NEW_JUST + i] + 2.0 * b[NEW_WRONG + i])
        following[start + i] = (says + 4.0 * lists_code + 64.0 * b[HOME + i]
                                + 128.0 * b[REPORTS + i])
    store(b, SUPPORT, n, state.support, start)
    store(b, HARDSHIP, n, state.hardship, start)
    store(b, FEAR, n, state.fear, start)
    store(b, TRUE_AMOUNT, n, state.true_amount, start)
    store(b, FALSE_AMOUNT, n, state.false_amount, start)
    store(b, SINCE_DISSENT, n, state.since_dissent, start)
    store(b, SINCE_REFUSED, n, state.since_refused, start)


def count(b, n, flat, terms, sums):
    """Add up the week of the cell."""
    associated = truth(terms.assoc[0] > 0.0)
    for i in each(n):
        b[COLLATERAL + i] = b[HOME + i] * (1.0 - b[LISTED + i]) * associated
    by_group(b, n, flat, HARDSHIP, HARDSHIP_SUM, sums)
    by_group(b, n, flat, FEAR, FEAR_SUM, sums)
    by_group(b, n, flat, LATENT, LATENT_SUM, sums)
    by_group(b, n, flat, DISSENT_CHANCE, EXPECTED_SUM, sums)
    by_group(b, n, flat, LISTED, LISTED_SUM, sums)
    by_group(b, n, flat, WRONG, WRONG_SUM, sums)
    by_group(b, n, flat, REFUSED, REFUSED_SUM, sums)
    for i in each(n):
        b[SUPPORT + i] = b[SUPPORT + i] + 1.0
    by_group(b, n, flat, SUPPORT, SUPPORT_SUM, sums)
    rows = sums.metrics[flat]
    rows[DISSENT_SUM, 0] += fixed_sum(b, DISSENT, ADULT, n)
    rows[AFFIRM_SUM, 0] += fixed_sum(b, AFFIRM, ADULT, n)
    rows[FALSIFIED_SUM, 0] += fixed_sum(b, FALSIFIED, ADULT, n)
    rows[POSITIVE_SUM, 0] += fixed_sum(b, POSITIVE, ADULT, n)
    rows[PRIVATE_SUM, 0] += fixed_sum(b, PRIVATE, ADULT, n)
    rows[SERVICE_SUM, 0] += fixed_sum(b, SERVICE, ADULT, n)
    rows[TIPS_SUM, 0] += fixed_sum(b, REPORTS, ADULT, n)
    rows[ACTS_SUM, 0] += fixed_sum(b, ACTS, ADULT, n)
    rows[COLLATERAL_SUM, 0] += fixed_sum(b, COLLATERAL, COLLATERAL, n)
    for k in range(terms.kinds.shape[2]):
        sums.kinds[flat, k, 0] += fixed_sum(b, RECORDS + k * WIDTH, ADULT, n)
        sums.kinds[flat, k, 1] += fixed_sum(b, FALSE + k * WIDTH, ADULT, n)


def by_group(b, n, flat, row, metric, sums):
    """Add up one row over the adults of the cell, and over those of each group."""
    for i in each(n):
        b[RARE + i] = b[row + i] * b[ADULT + i]
    sums.metrics[flat, metric, 0] += fixed_sum(b, RARE, ADULT, n)
    sums.metrics[flat, metric, 1] += fixed_sum(b, RARE, MINORITY, n)
    sums.metrics[flat, metric, 2] += fixed_sum(b, RARE, URBAN, n)
    sums.metrics[flat, metric, 3] += fixed_sum(b, RARE, ELSEWHERE, n)
    sums.metrics[flat, metric, 4] += fixed_sum(b, RARE, OFFICIAL, n)


(HARDSHIP_SUM, FEAR_SUM, SUPPORT_SUM, LATENT_SUM, EXPECTED_SUM, LISTED_SUM, WRONG_SUM,
 REFUSED_SUM, DISSENT_SUM, AFFIRM_SUM, FALSIFIED_SUM, POSITIVE_SUM, PRIVATE_SUM, COLLATERAL_SUM,
 SERVICE_SUM, TIPS_SUM, ACTS_SUM, ENTRIES, WRONG_ENTRIES, EXITS, WRONGFUL_EXPECTED, CANNOT_PAY,
 BREADTH_SUM, ATTEMPTS) = range(24)
