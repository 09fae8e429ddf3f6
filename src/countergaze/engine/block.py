"""Bring the people of a cell into the scratch block, and write them back."""

from __future__ import annotations

from countergaze.compute.maths import apart, each, minimum, select, truth
from countergaze.engine import fields
from countergaze.engine.parameters import (
    CONDUCT, CONDUCT_END, CONTAGION_FORM, SCORE_CAN_LIST, SCORING, SCORING_END, SENSING,
    SENSING_END, SOCIETY, SOCIETY_END,
)
from countergaze.engine.rows import (
    A0, ACTS, ADULT, AFFIRM, AWARE, COUNTS, DISSENT, DREAD, ELSEWHERE, FALSE_AMOUNT, FEAR, H0,
    HARDSHIP, HOME, KNOWS, LISTED, MINORITY, NERVE, NEW_JUST, NEW_WRONG, NORM, OFFICIAL, ON_FILE,
    OPTED_OUT, RARE, RECORDED, REFUSED, REPORTS, RISK, SCORE, SCORED, SINCE_ACT, SINCE_DISSENT,
    SINCE_RECORD, SINCE_REFUSED, SINCE_SPOKEN, SINCE_VISIT, SPOKEN_RECORDS, SUPPORT, THRESHOLD,
    TRUE_AMOUNT, URBAN, WARNED, WORKER, WRONG, X, Z,
)
from countergaze.engine.terms import (
    H_BINS, NORMAL_BINS, PILOT, SCORE_MEAN, SCORE_SPREAD, UNIFORM_BINS, X_BINS, Z_BINS,
)
from countergaze.mechanisms import conduct, expression, integration, scoring, sensing, society


@apart
def load(b, row, n, block, field, start):
    """Copy one field of the cell's people into a row."""
    for i in each(n):
        b[row + i] = block[field, start + i]


@apart
def keep(b, row, n, block, field, start):
    """Copy a row back into one field of the cell's people."""
    for i in each(n):
        block[field, start + i] = b[row + i]


@apart
def look_up(b, row, n, tables, table, block, field, start):
    """Fill a row with what the people's codes mean."""
    for i in each(n):
        b[row + i] = tables[table, block[field, start + i]]


@apart
def flag(b, row, n, block, start, mask):
    """Fill a row with 1.0 where a bit is set, for adults: children are in no group here."""
    for i in each(n):
        bits = block[fields.BITS, start + i]
        b[row + i] = truth((bits & (mask | society.ADULT)) == (mask | society.ADULT))


@apart
def load_whoever_speaks(b, n, start, store, terms):
    """Bring what speech needs of people anywhere: nature, own levels, fear, last dissent."""
    ps = society.Parameters.Values(*terms.numbers[SOCIETY:SOCIETY_END])
    load(b, FEAR, n, store.floats, fields.FEAR, start)
    load(b, SINCE_DISSENT, n, store.bytes, fields.SINCE_DISSENT, start)
    look_up(b, A0, n, terms.tables, NORMAL_BINS, store.bytes, fields.A_CODE, start)
    look_up(b, H0, n, terms.tables, H_BINS, store.bytes, fields.H_CODE, start)
    look_up(b, RISK, n, terms.tables, UNIFORM_BINS, store.bytes, fields.R_CODE, start)
    if terms.numbers[CONTAGION_FORM] == 1.0:
        look_up(b, THRESHOLD, n, terms.tables, NORMAL_BINS, store.bytes, fields.NERVE_CODE, start)
    flag(b, ADULT, n, store.bytes, start, society.ADULT)
    flag(b, MINORITY, n, store.bytes, start, society.MINORITY)
    for i in each(n):
        b[A0 + i] = society.own_support(ps, b[A0 + i], b[MINORITY + i])
        b[H0 + i] = society.own_hardship(ps, b[H0 + i], b[MINORITY + i])
        b[DREAD + i] = expression.dread(b[FEAR + i])


@apart
def load_people(b, n, start, r, place, store, ground, terms):
    """Bring the people of a cell at home into the block."""
    ps = society.Parameters.Values(*terms.numbers[SOCIETY:SOCIETY_END])
    pe = sensing.Parameters.Values(*terms.numbers[SENSING:SENSING_END])
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    load_whoever_speaks(b, n, start, store, terms)
    load(b, SUPPORT, n, store.floats, fields.SUPPORT, start)
    load(b, HARDSHIP, n, store.floats, fields.HARDSHIP, start)
    load(b, TRUE_AMOUNT, n, store.floats, fields.TRUE_AMOUNT, start)
    load(b, FALSE_AMOUNT, n, store.floats, fields.FALSE_AMOUNT, start)
    load(b, SCORE, n, store.floats, fields.SCORE, start)
    load(b, SINCE_REFUSED, n, store.bytes, fields.SINCE_REFUSED, start)
    load(b, SINCE_RECORD, n, store.bytes, fields.SINCE_RECORD, start)
    load(b, SINCE_ACT, n, store.bytes, fields.SINCE_ACT, start)
    load(b, SPOKEN_RECORDS, n, store.bytes, fields.SPOKEN_RECORDS, start)
    load(b, SINCE_SPOKEN, n, store.bytes, fields.SINCE_SPOKEN, start)
    load(b, SINCE_VISIT, n, store.bytes, fields.SINCE_VISIT, start)
    look_up(b, Z, n, terms.tables, Z_BINS, store.bytes, fields.Z_CODE, start)
    look_up(b, X, n, terms.tables, X_BINS, store.bytes, fields.X_CODE, start)
    look_up(b, NERVE, n, terms.tables, UNIFORM_BINS, store.bytes, fields.NERVE_CODE, start)
    flag(b, WORKER, n, store.bytes, start, society.WORKER)
    flag(b, URBAN, n, store.bytes, start, society.URBAN)
    flag(b, ELSEWHERE, n, store.bytes, start, society.ELSEWHERE)
    flag(b, OFFICIAL, n, store.bytes, start, society.OFFICIAL)
    flag(b, KNOWS, n, store.bytes, start, society.KNOWS)
    for i in each(n):
        code = store.bytes[fields.LUCK_CODE, start + i]
        b[AWARE + i] = society.is_aware(pc.aware, code)
        b[OPTED_OUT + i] = society.has_opted_out(pe.opt_out, code)
        bias = select(b[MINORITY + i] > 0.5, pe.bias, 1.0)
        b[X + i] = b[X + i] * bias * sensing.kept_exposure(b[OPTED_OUT + i])
        listing = store.bytes[fields.LISTING, start + i]
        b[RARE + i] = truth((listing | store.bytes[fields.HOLDS_FALSE, start + i]
                             | store.bytes[fields.CASE, start + i]) != 0)
        b[LISTED + i] = truth(listing != 0)
    load_standing(b, n, r, place, ps.a0_mean, terms)


@apart
def load_standing(b, n, r, place, mean_support, terms):
    """Say who has a score, and what counts of it."""
    po = scoring.Parameters.Values(*terms.numbers[SCORING:SCORING_END])
    pilot = terms.city[r, place, PILOT]
    mean, spread = terms.city[r, place, SCORE_MEAN], terms.city[r, place, SCORE_SPREAD]
    can_list = terms.numbers[SCORE_CAN_LIST]
    for i in each(n):
        has = b[ADULT + i] * pilot * scoring.consents(po, b[SINCE_RECORD + i], b[SUPPORT + i],
                                                      mean_support)
        b[SCORED + i] = has
        b[COUNTS + i] = scoring.standing(po, b[SCORE + i], mean, spread)
        b[RARE + i] = b[RARE + i] + can_list * has * truth(b[COUNTS + i] < po.list_below)


@apart
def show_and_store(b, n, start, store, following):
    """Write the cell's people back, and what others will see of them."""
    load(b, LISTED, n, store.bytes, fields.LISTING, start)
    load(b, WRONG, n, store.bytes, fields.WRONG, start)
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
        held = store.bytes[fields.HOLDS_TRUE, start + i]
        held = select(faded, 0.0, held)
        store.bytes[fields.HOLDS_TRUE, start + i] = held
        b[ON_FILE + i] = truth(held + store.bytes[fields.HOLDS_FALSE, start + i] > 0.5)
    keep(b, SUPPORT, n, store.floats, fields.SUPPORT, start)
    keep(b, HARDSHIP, n, store.floats, fields.HARDSHIP, start)
    keep(b, FEAR, n, store.floats, fields.FEAR, start)
    keep(b, TRUE_AMOUNT, n, store.floats, fields.TRUE_AMOUNT, start)
    keep(b, FALSE_AMOUNT, n, store.floats, fields.FALSE_AMOUNT, start)
    keep(b, SCORE, n, store.floats, fields.SCORE, start)
    keep(b, SINCE_DISSENT, n, store.bytes, fields.SINCE_DISSENT, start)
    keep(b, SINCE_REFUSED, n, store.bytes, fields.SINCE_REFUSED, start)
    keep(b, SINCE_RECORD, n, store.bytes, fields.SINCE_RECORD, start)
    keep(b, SINCE_ACT, n, store.bytes, fields.SINCE_ACT, start)
    keep(b, SPOKEN_RECORDS, n, store.bytes, fields.SPOKEN_RECORDS, start)
    keep(b, SINCE_SPOKEN, n, store.bytes, fields.SINCE_SPOKEN, start)
    keep(b, SINCE_VISIT, n, store.bytes, fields.SINCE_VISIT, start)
