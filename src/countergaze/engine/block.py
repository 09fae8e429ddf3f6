"""Bring the people of a cell into the scratch block, and write them back."""

from __future__ import annotations

from countergaze.compute.maths import each, minimum, select, truth
from countergaze.engine.parameters import (
    CONDUCT, CONDUCT_END, CONTAGION_FORM, SCORING, SCORING_END, SENSING, SENSING_END, SOCIETY,
    SOCIETY_END,
)
from countergaze.engine.rows import (
    A0, ACTS, ADULT, AFFIRM, AWARE, COUNTS, DISSENT, DREAD, ELSEWHERE, FALSE_AMOUNT, FEAR, H0,
    HARDSHIP, HOME, KNOWS, LISTED, MINORITY, NERVE, NEW_JUST, NEW_WRONG, NORM, OFFICIAL, OPTED_OUT,
    RARE, RECORDED, REFUSED, REPORTS, RISK, SCORE, SCORED, SINCE_ACT, SINCE_DISSENT,
    SINCE_RECORD, SINCE_REFUSED, SUPPORT, THRESHOLD, TRUE_AMOUNT, URBAN, WARNED, WRONG, X, Z,
)
from countergaze.engine.terms import PILOT, SCORE_CAN_LIST, SCORE_MEAN, SCORE_SPREAD
from countergaze.mechanisms import conduct, expression, integration, scoring, sensing, society


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


def load_people(b, n, start, r, place, state, ground, terms):
    """Bring the people of a cell into the block."""
    ps = society.Parameters.Values(*terms.numbers[SOCIETY:SOCIETY_END])
    pe = sensing.Parameters.Values(*terms.numbers[SENSING:SENSING_END])
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    load(b, SUPPORT, n, state.support, start)
    load(b, HARDSHIP, n, state.hardship, start)
    load(b, FEAR, n, state.fear, start)
    load(b, TRUE_AMOUNT, n, state.true_amount, start)
    load(b, FALSE_AMOUNT, n, state.false_amount, start)
    load(b, SCORE, n, state.score, start)
    load(b, SINCE_DISSENT, n, state.since_dissent, start)
    load(b, SINCE_REFUSED, n, state.since_refused, start)
    load(b, SINCE_RECORD, n, state.since_record, start)
    load(b, SINCE_ACT, n, state.since_act, start)
    look_up(b, Z, n, terms.bins[0], state.z_code, start)
    look_up(b, A0, n, terms.bins[1], state.a_code, start)
    look_up(b, H0, n, terms.bins[2], state.h_code, start)
    look_up(b, X, n, terms.bins[3], state.x_code, start)
    look_up(b, RISK, n, terms.bins[4], state.r_code, start)
    look_up(b, NERVE, n, terms.bins[4], state.nerve_code, start)
    if terms.numbers[CONTAGION_FORM] == 1.0:
        look_up(b, THRESHOLD, n, terms.bins[1], state.nerve_code, start)
    flag(b, ADULT, n, state.bits, start, society.ADULT)
    flag(b, MINORITY, n, state.bits, start, society.MINORITY)
    flag(b, URBAN, n, state.bits, start, society.URBAN)
    flag(b, ELSEWHERE, n, state.bits, start, society.ELSEWHERE)
    flag(b, OFFICIAL, n, state.bits, start, society.OFFICIAL)
    flag(b, KNOWS, n, state.bits, start, society.KNOWS)
    for i in each(n):
        code = state.luck_code[start + i]
        b[AWARE + i] = society.is_aware(pc.aware, code)
        b[OPTED_OUT + i] = society.has_opted_out(pe.opt_out, code)
        b[A0 + i] = society.own_support(ps, b[A0 + i], b[MINORITY + i])
        b[H0 + i] = society.own_hardship(ps, b[H0 + i], b[MINORITY + i])
        bias = select(b[MINORITY + i] > 0.5, pe.bias, 1.0)
        b[X + i] = b[X + i] * bias * sensing.kept_exposure(b[OPTED_OUT + i])
        b[RARE + i] = truth(
            (state.listing[start + i] | state.holds_false[start + i] | state.case[start + i]) != 0)
        b[LISTED + i] = truth(state.listing[start + i] != 0)
        b[DREAD + i] = expression.dread(b[FEAR + i])
    load_standing(b, n, r, place, ps.a0_mean, terms)


def load_standing(b, n, r, place, mean_support, terms):
    """Say who has a score, and what counts of it."""
    po = scoring.Parameters.Values(*terms.numbers[SCORING:SCORING_END])
    pilot = terms.city[r, place, PILOT]
    mean, spread = terms.city[r, place, SCORE_MEAN], terms.city[r, place, SCORE_SPREAD]
    can_list = terms.policy[SCORE_CAN_LIST]
    for i in each(n):
        has = b[ADULT + i] * pilot * scoring.consents(po, b[SINCE_RECORD + i], b[SUPPORT + i],
                                                      mean_support)
        b[SCORED + i] = has
        b[COUNTS + i] = scoring.standing(po, b[SCORE + i], mean, spread)
        b[RARE + i] = b[RARE + i] + can_list * has * truth(b[COUNTS + i] < po.list_below)


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
        following[start + i] = (says + 4.0 * lists_code + 16.0 * b[NORM + i]
                                + 64.0 * b[HOME + i] + 128.0 * b[REPORTS + i])
        no_record = truth(b[RECORDED + i] < 0.5)
        b[SINCE_RECORD + i] = no_record * minimum(b[SINCE_RECORD + i] + 1.0, 255.0)
        b[SINCE_ACT + i] = truth(b[ACTS + i] < 0.5) * minimum(b[SINCE_ACT + i] + 1.0, 255.0)
        faded = b[TRUE_AMOUNT + i] < integration.LEAST_WEIGHT
        state.holds_true[start + i] = select(faded, 0.0, state.holds_true[start + i])
    store(b, SUPPORT, n, state.support, start)
    store(b, HARDSHIP, n, state.hardship, start)
    store(b, FEAR, n, state.fear, start)
    store(b, TRUE_AMOUNT, n, state.true_amount, start)
    store(b, FALSE_AMOUNT, n, state.false_amount, start)
    store(b, SCORE, n, state.score, start)
    store(b, SINCE_DISSENT, n, state.since_dissent, start)
    store(b, SINCE_REFUSED, n, state.since_refused, start)
    store(b, SINCE_RECORD, n, state.since_record, start)
    store(b, SINCE_ACT, n, state.since_act, start)
