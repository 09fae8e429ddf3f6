"""One week of all the people of a run of cells: the order of events, on one screen.

The order is a modelling assumption.  Everyone reads ties and city as of last week; nothing writes
to another person.  `cells_week` runs plain (all people of a cell at once, as NumPy arrays) and
compiled (one by one, as vector code) from the same lines: `each` is what differs.

In a cell: look at ties, draw, act, speak, enter and leave lists, be refused, adapt, be counted.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import each, minimum, select, truth
from countergaze.engine.block import load_people, show_and_store
from countergaze.engine.listing import change_lists
from countergaze.engine.look import (
    count_what_is_seen, look_at_work, look_far, look_home_and_near,
)
from countergaze.engine.parameters import (
    ADAPTATION, ADAPTATION_END, CONDUCT, CONDUCT_END, EXPRESSION, EXPRESSION_END, LISTS,
    LISTS_END, SENSING, SENSING_END,
)
from countergaze.engine.rows import (
    A0, ACTS, ADULT, AFFIRM, AFFIRMING, BREADTH, DISSENT, DISSENTING, DISSENT_CHANCE, DREAD,
    FALSE, FALSE_AMOUNT, FALSIFIED, FEAR, H0, HARDSHIP, HOME, KNOWS, LATENT, LISTED_TIES,
    MINORITY, NEW_JUST, NEW_TIES, NEW_WRONG, POSITIVE, PRIVATE, RARE, RECORDS, REPORTING_TIES,
    REPORTS, RISK, SERVICE, SINCE_DISSENT, SINCE_REFUSED, SUPPORT, TIES, TRUE_AMOUNT, WARNED,
    WARNED_TIES, WIDTH, X, Z,
)
from countergaze.engine.sums import count
from countergaze.engine.terms import KEY_ACTS, KEY_AFFIRM, KEY_EXPRESSION, KEY_SERVICE, KEY_WARNED
from countergaze.mechanisms import adaptation, conduct, expression, lists, sensing


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
            b[DREAD + i], b[RISK + i], b[SINCE_DISSENT + i], b[DISSENTING + i],
            b[AFFIRMING + i], b[TIES + i], u_occasion, u_mood, u_affirm, u_lie)
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
