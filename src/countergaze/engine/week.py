"""One week of all the people of a run of cells: the order of events, on one screen.

The order is a modelling assumption.  Everyone reads ties and city as of last week; nothing writes
to another person.  `cells_week` runs plain (all people of a cell at once, as NumPy arrays) and
compiled (one by one, as vector code) from the same lines: `each` is what differs.

In a cell: look at ties, draw, act, speak, serve; records travel, lists change, appeals run; scores
move, people adapt, and all is counted.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, each, minimum, select, truth
from countergaze.engine import fields
from countergaze.engine.block import load, load_people, show_and_store
from countergaze.engine.few import live_few
from countergaze.engine.look import (
    count_what_is_seen, look_abroad, look_at_work, look_far, look_home_and_near,
)
from countergaze.engine.overseas import (
    count_abroad, keep_files, load_abroad, look_home, show_abroad,
)
from countergaze.engine.parameters import (
    ADAPTATION, ADAPTATION_END, ASSOC, CONDUCT, CONDUCT_END, EXPRESSION, EXPRESSION_END, LISTS,
    LISTS_END, OFFICIALS, OFFICIALS_END, PEERS_FORM, POLITICAL, REWARD, SANCTIONS, SANCTIONS_END,
    SCORING, SCORING_END, SENSING, SENSING_END,
)
from countergaze.engine.rows import (
    A0, ACTS, ADULT, AFFIRM, AFFIRMING, AWARE, BREADTH, CANDIDATE, COMPLYING, COUNTS, DISSENT,
    DISSENTING, DISSENT_CHANCE, DREAD, ENFORCING, ERASED, FALSE, FALSE_AMOUNT, FALSIFIED, FEAR,
    GRAVITY, H0, HARDSHIP, HOME, HOME_NEW, KNOWS, LATENT, LISTED, LISTED_TIES, MEAN_ACTS, MINORITY,
    NERVE, NEW_JUST, NEW_TIES, NEW_WRONG, NORM, OCCASION, OFFICIAL, ON_COURT, ON_RECORD, OPTED_OUT,
    PERFORMATIVE, POINTS, POSITIVE, PRIVATE, RARE, RECORDED, RECORDS, REDLISTED, REPORTING_TIES,
    REPORTS, RISK, SCORE, SCORED, SERVICE, SERVICE_CHANCE, SINCE_DISSENT, SINCE_REFUSED, SPARE,
    SPARE_2, SPOKEN, STAKE, SUPPORT, THRESHOLD, TIES, TIE_CHANCE, TIE_COUNT, TIE_WITHOUT,
    TRUE_AMOUNT, UNJUST, URBAN, VISITED, WARNED, WARNED_TIES, WIDTH, WORKER, WRONGED, X, Z,
)
from countergaze.engine.sums import count
from countergaze.engine.terms import (
    ATTENTION, BREADTH_HERE, CLIMATE_END, COVERAGE_DISSENT, FABRICATED, KEY_ACTS, KEY_AFFIRM,
    KEY_EXPRESSION, KEY_SERVICE, KEY_WARNED, LOCALISED, MISUSE, PILOT, PUBLIC_END, WATCHED,
)
from countergaze.engine.visiting import forecast
from countergaze.mechanisms import (
    adaptation, conduct, conduct_peers, expression, lists, officials, sanctions, scoring, sensing,
)


def cells_week(low, high, store, last, following, ground, terms, sight, sums, desk):
    """Live one week in cells low to high - 1 of all replicates, each at home and then abroad."""
    cells = ground.sizes[6]
    for flat in range(low, high):
        r = flat // cells
        c = flat - r * cells
        if c < ground.sizes[0]:
            cell_week(r, c, store, last, following, ground, terms, sight, sums, desk)
        else:
            week_abroad(r, c, store, last, following, ground, terms, sight, sums, desk)


def cell_week(r, c, store, last, following, ground, terms, sight, sums, desk):
    """Live one week in one cell at home."""
    b = desk.block
    flat = r * ground.sizes[0] + c
    n = np.int64(ground.fill[c])
    start = np.int64(ground.first[c]) + r * ground.sizes[2]
    place = np.int64(ground.city[c])
    load_people(b, n, start, r, place, store, ground, terms)
    look_home_and_near(b, n, start, c, last, ground, sight, desk)
    look_at_work(b, n, start, r, c, store, last, ground, sight, desk)
    look_far(n, start, r, last, ground, sight, desk)
    look_abroad(b, n, start, r, c, store, last, ground, terms, sight, desk)
    count_what_is_seen(b, n, desk)
    draw_addresses(n, ground.word[c], desk)
    forget(b, n, r, place, terms)
    for k in range(terms.kinds.shape[2]):
        if terms.kinds[r, place, k, 0] + terms.kinds[r, place, k, 3] > 0.0 or (
                terms.kinds[r, place, k, 5] > 0.0):
            act(b, n, r, place, k, terms, desk.words)
        else:
            act_not(b, n, k)
    speak(b, n, r, place, terms, desk.words)
    serve(b, n, r, place, terms, desk.words)
    if terms.numbers[PEERS_FORM] == 1.0:
        enforce(b, n, r, terms, desk.words)
    speak_for_the_file(b, n, terms)
    forecast(b, n, r, place, terms, desk)
    live_few(b, n, start, flat, r, place, store, terms, sums, desk)
    mark(b, n, start, r, place, store, terms)
    adapt(b, n, r, place, terms)
    show_and_store(b, n, start, store, following)
    count(b, n, flat, r, place, terms, sums, desk)


def week_abroad(r, c, store, last, following, ground, terms, sight, sums, desk):
    """Live one week in one cell abroad."""
    b = desk.block
    n = np.int64(ground.fill[c])
    start = np.int64(ground.first[c]) + r * ground.sizes[2]
    place = np.int64(ground.city[c])
    number = np.int64(ground.first[c]) - ground.sizes[1]
    load_abroad(b, n, start, r, number, store, last, terms, sight)
    look_home_and_near(b, n, start, c, last, ground, sight, desk)
    look_at_work(b, n, start, r, c, store, last, ground, sight, desk)
    look_home(b, n, r, number, last, ground, sight, desk)
    count_what_is_seen(b, n, desk)
    draw_addresses(n, ground.word[c], desk)
    speak(b, n, r, place, terms, desk.words)
    keep_files(b, n, r, place, terms, desk.words)
    show_abroad(b, n, start, store, following)
    row = r * (ground.sizes[6] - ground.sizes[0]) + c - ground.sizes[0]
    count_abroad(b, n, row, sums)


def draw_addresses(n, cell_word, desk):
    """Work out the words that address the draws of the cell's people."""
    for i in each(n):
        desk.words[i] = random.slot_word(cell_word, np.uint64(i))


@apart
def forget(b, n, r, place, terms):
    """Let records fade, clear what last week left in the rows, and weigh what is at stake."""
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    incentive = conduct.Incentive(*terms.numbers[REWARD:POLITICAL])
    breadth = terms.city[r, place, BREADTH_HERE]
    for i in each(n):
        b[ACTS + i] = 0.0
        b[MEAN_ACTS + i] = 0.0
        b[GRAVITY + i] = 0.0
        b[POINTS + i] = 0.0
        b[RECORDED + i] = 0.0
        b[NEW_JUST + i] = 0.0
        b[NEW_WRONG + i] = 0.0
        b[WRONGED + i] = 0.0
        b[BREADTH + i] = 0.0
        b[ON_COURT + i] = 0.0
        b[ERASED + i] = 0.0
        b[TRUE_AMOUNT + i] = lists.decayed(pl, b[TRUE_AMOUNT + i])
        b[FALSE_AMOUNT + i] = lists.decayed(pl, b[FALSE_AMOUNT + i])
        b[STAKE + i] = conduct.stake(pc, incentive, b[KNOWS + i], b[AWARE + i], b[SCORED + i],
                                     breadth)


@apart
def act(b, n, r, place, k, terms, words):
    """Let people commit acts of one kind, and agencies record some of them, rightly or not."""
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    pn = sensing.Parameters.Values(*terms.numbers[SENSING:SENSING_END])
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    kind = conduct.Kind(*terms.kinds[r, place, k, 0:8])
    key = terms.keys[r, KEY_ACTS + k]
    po = officials.Parameters.Values(*terms.numbers[OFFICIALS:OFFICIALS_END])
    court_share = pl.on * pl.court_list_share
    fabricated = pn.on * terms.city[r, place, FABRICATED] * kind.street
    lost = officials.chance_to_erase(po, terms.city[r, place, MISUSE])
    false_chance = pn.on * pn.false_rate * kind.false_level
    localised = pn.on * terms.city[r, place, LOCALISED]
    records = RECORDS + k * WIDTH
    falses = FALSE + k * WIDTH
    for i in each(n):
        u_act, u_record = random.uniforms(key, words[i])
        bias = select(b[MINORITY + i] > 0.5, pn.bias, 1.0)
        acts = conduct.step(
            pc, kind, b[ADULT + i], b[Z + i], b[HARDSHIP + i], b[DREAD + i], b[KNOWS + i],
            b[X + i], b[STAKE + i], court_share,
            false_chance * bias + fabricated * (1.0 - b[OFFICIAL + i]),
            pn.on * b[REPORTING_TIES + i], localised * b[WORKER + i],
            1.0 - lost * b[OFFICIAL + i], u_act, u_record)
        b[ACTS + i] = b[ACTS + i] + acts.acts
        b[MEAN_ACTS + i] = b[MEAN_ACTS + i] + acts.mean
        b[ERASED + i] = b[ERASED + i] + acts.erased
        b[GRAVITY + i] = b[GRAVITY + i] + kind.gravity * acts.mean
        b[SPARE + i] = acts.records
        b[SPARE_2 + i] = acts.false
        made = acts.records + acts.false
        b[TRUE_AMOUNT + i] = b[TRUE_AMOUNT + i] + kind.gravity * acts.records
        b[FALSE_AMOUNT + i] = b[FALSE_AMOUNT + i] + kind.gravity * acts.false
        b[POINTS + i] = b[POINTS + i] + kind.points * made
        b[RECORDED + i] = b[RECORDED + i] + made
    # In a loop of its own: rows at a distance that hangs on k would keep the one above scalar.
    for i in each(n):
        b[records + i] = b[SPARE + i]
        b[falses + i] = b[SPARE_2 + i]


@apart
def act_not(b, n, k):
    """Clear the records of a kind of which nothing can come this week."""
    records = RECORDS + k * WIDTH
    falses = FALSE + k * WIDTH
    for i in each(n):
        b[records + i] = 0.0
        b[falses + i] = 0.0


@apart
def speak(b, n, r, place, terms, words):
    """Let people dissent, affirm or stay silent."""
    pe = expression.Parameters.Values(*terms.numbers[EXPRESSION:EXPRESSION_END])
    pa = adaptation.Parameters.Values(*terms.numbers[ADAPTATION:ADAPTATION_END])
    climate = expression.Climate(*terms.city[r, place, 0:CLIMATE_END])
    breadth = terms.city[r, place, BREADTH_HERE]
    reward = terms.numbers[REWARD]
    key, key_affirm = terms.keys[r, KEY_EXPRESSION], terms.keys[r, KEY_AFFIRM]
    for i in each(n):
        u_occasion, u_mood = random.uniforms(key, words[i])
        u_affirm, u_lie = random.uniforms(key_affirm, words[i])
        said = expression.step(
            pe, climate, b[ADULT + i], b[SUPPORT + i], b[HARDSHIP + i], b[FEAR + i],
            b[DREAD + i], b[RISK + i], b[LISTED + i], b[SINCE_DISSENT + i], b[DISSENTING + i],
            b[AFFIRMING + i], b[TIES + i], b[THRESHOLD + i],
            reward * b[AWARE + i], u_occasion, u_mood, u_affirm, u_lie)
        b[DISSENT + i] = said.dissent
        b[AFFIRM + i] = said.affirm
        b[FALSIFIED + i] = said.falsified
        b[LATENT + i] = said.latent_chance
        b[DISSENT_CHANCE + i] = said.dissent_chance
        b[POSITIVE + i] = said.positive_answer
        b[OCCASION + i] = said.occasion
        # M23 for bystanders: the same week without the fear that listed ties have left.
        calm = b[FEAR + i] - adaptation.rumour_felt(pa, breadth, b[LISTED_TIES + i], b[TIES + i])
        near = b[ADULT + i] * truth(b[LISTED_TIES + i] > 0.5) * (1.0 - b[LISTED + i])
        b[TIE_COUNT + i] = near
        b[TIE_CHANCE + i] = said.dissent_chance
        b[TIE_WITHOUT + i] = expression.chance_without(
            pe, climate, said.occasion, b[SUPPORT + i], b[HARDSHIP + i], calm, b[RISK + i],
            b[LISTED + i], b[DISSENTING + i])


@apart
def serve(b, n, r, place, terms, words):
    """Let people serve and tip off; let some who dissented be warned; let time pass."""
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    pn = sensing.Parameters.Values(*terms.numbers[SENSING:SENSING_END])
    ps = sanctions.Parameters.Values(*terms.numbers[SANCTIONS:SANCTIONS_END])
    incentive = conduct.Incentive(*terms.numbers[REWARD:POLITICAL])
    coverage_dissent = terms.city[r, place, COVERAGE_DISSENT]
    localised = pn.on * terms.city[r, place, LOCALISED]
    political = terms.numbers[POLITICAL]
    attention = terms.city[r, place, ATTENTION]
    key, key_warned = terms.keys[r, KEY_SERVICE], terms.keys[r, KEY_WARNED]
    for i in each(n):
        u_serve, u_report = random.uniforms(key, words[i])
        u_warn, u_honour = random.uniforms(key_warned, words[i])
        plain = conduct.rate_of_service(pc, b[ADULT + i], b[SUPPORT + i])
        more = minimum(plain * conduct.for_points(pc, incentive, b[AWARE + i]), 1.0 - plain)
        b[PERFORMATIVE + i] = more
        b[SERVICE_CHANCE + i] = plain + more
        b[SERVICE + i] = truth(u_serve < plain + more)
        b[CANDIDATE + i] = b[SERVICE + i] * ps.on * truth(u_honour < ps.redlist_chance)
        tips = conduct.rate_of_reports(pc, incentive, b[ADULT + i], b[SUPPORT + i], b[RISK + i],
                                       b[DREAD + i], b[AWARE + i])
        b[REPORTS + i] = truth(u_report < tips)
        b[NORM + i] = 0.0
        chance = sensing.chance_of_dissent_record(
            coverage_dissent + localised * b[WORKER + i], b[X + i])
        b[ON_RECORD + i] = sensing.recorded(b[DISSENT + i], chance, u_warn)
        b[SPOKEN + i] = political * b[ON_RECORD + i]
        b[WARNED + i] = sensing.warned(pn, b[DISSENT + i], chance, attention, u_warn)
        b[PRIVATE + i] = b[ADULT + i] * truth(b[SUPPORT + i] >= 0.0)
        b[SINCE_DISSENT + i] = (1.0 - b[DISSENT + i]) * minimum(b[SINCE_DISSENT + i] + 1.0, 255.0)
        b[SINCE_REFUSED + i] = minimum(b[SINCE_REFUSED + i] + 1.0, 255.0)


@apart
def enforce(b, n, r, terms, words):
    """Let people comply with a norm, enforce it and tip off, under peers_form emperor."""
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    key = terms.keys[r, KEY_SERVICE]
    for i in each(n):
        unused, u_report = random.uniforms(key, words[i])
        norm = conduct_peers.norm(pc, b[SUPPORT + i], b[NERVE + i], b[ENFORCING + i],
                                  b[COMPLYING + i], b[TIES + i])
        b[NORM + i] = b[ADULT + i] * conduct_peers.shown(norm)
        b[REPORTS + i] = conduct_peers.reports(pc, b[ADULT + i], norm.enforce, u_report)


@apart
def speak_for_the_file(b, n, terms):
    """Put recorded dissent on file where opinions are in the tariff, and mark who is dealt with."""
    if terms.numbers[POLITICAL] > 0.0:
        for k in range(terms.kinds.shape[2]):
            if terms.kinds[0, 0, k, 7] > 0.0:
                records = RECORDS + k * WIDTH
                gravity, points = terms.kinds[0, 0, k, 1], terms.kinds[0, 0, k, 6]
                for i in each(n):
                    b[records + i] = b[SPOKEN + i]
                    b[TRUE_AMOUNT + i] = b[TRUE_AMOUNT + i] + gravity * b[SPOKEN + i]
                    b[POINTS + i] = b[POINTS + i] + points * b[SPOKEN + i]
                    b[RECORDED + i] = b[RECORDED + i] + b[SPOKEN + i]
    for i in each(n):
        b[RARE + i] = b[RARE + i] + b[RECORDED + i] + b[CANDIDATE + i]


@apart
def mark(b, n, start, r, place, store, terms):
    """Move scores, and say who is redlisted."""
    po = scoring.Parameters.Values(*terms.numbers[SCORING:SCORING_END])
    load(b, REDLISTED, n, store.bytes, fields.REDLIST, start)
    load(b, LISTED, n, store.bytes, fields.LISTING, start)
    if terms.city[r, place, PILOT] > 0.0:
        for i in each(n):
            b[SCORE + i] = scoring.next_score(
                po, b[SCORE + i], b[SCORED + i], b[URBAN + i], b[OFFICIAL + i], b[POINTS + i],
                b[SERVICE + i], b[HOME_NEW + i], b[ON_COURT + i])
    for i in each(n):
        by_score = scoring.redlisted_by_score(b[SCORED + i], b[COUNTS + i])
        honoured = truth(b[REDLISTED + i] + by_score > 0.5)
        b[REDLISTED + i] = honoured * truth(b[LISTED + i] < 0.5)


@apart
def adapt(b, n, r, place, terms):
    """Let fear, support and hardship move."""
    pa = adaptation.Parameters.Values(*terms.numbers[ADAPTATION:ADAPTATION_END])
    pn = sensing.Parameters.Values(*terms.numbers[SENSING:SENSING_END])
    watched = terms.city[r, place, WATCHED]
    breadth = terms.city[r, place, BREADTH_HERE]
    assoc, reward = terms.numbers[ASSOC], terms.numbers[REWARD]
    public = adaptation.Public(*terms.city[r, place, CLIMATE_END:PUBLIC_END])
    for i in each(n):
        seen = adaptation.Seen(
            b[DISSENTING + i], b[AFFIRMING + i], b[LISTED_TIES + i], b[WARNED_TIES + i],
            b[NEW_TIES + i], b[REPORTING_TIES + i], b[TIES + i], b[HOME + i])
        hit_by = adaptation.Hit(b[WARNED + i], b[WRONGED + i], b[NEW_JUST + i], b[BREADTH + i],
                                reward * b[REDLISTED + i], b[VISITED + i], b[UNJUST + i])
        price = pn.opt_out_price * b[OPTED_OUT + i] * b[ADULT + i]
        b[FEAR + i] = adaptation.next_fear(pa, b[FEAR + i], watched, breadth, public, seen, hit_by)
        b[SUPPORT + i] = adaptation.next_support(
            pa, b[SUPPORT + i], b[A0 + i], public, seen, hit_by)
        b[HARDSHIP + i] = adaptation.next_hardship(
            pa, b[HARDSHIP + i], b[H0 + i], assoc, breadth, price, public, seen, hit_by)
