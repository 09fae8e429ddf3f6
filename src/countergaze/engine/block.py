"""Bring the people of a cell into the scratch block, and write them back."""

from __future__ import annotations

from countergaze.compute.maths import each, select, truth
from countergaze.engine.parameters import SENSING, SENSING_END, SOCIETY, SOCIETY_END
from countergaze.engine.rows import (
    A0, ADULT, AFFIRM, DISSENT, DREAD, ELSEWHERE, FALSE_AMOUNT, FEAR, H0, HARDSHIP, HOME,
    KNOWS, LISTED, MINORITY, NEW_JUST, NEW_WRONG, OFFICIAL, RARE, REFUSED, REPORTS, RISK,
    SINCE_DISSENT, SINCE_REFUSED, SUPPORT, TRUE_AMOUNT, URBAN, WARNED, WRONG, X, Z,
)
from countergaze.mechanisms import expression, sensing, society


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
