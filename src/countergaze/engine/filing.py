"""Records on file: new ones travel to agencies, false ones fade, relapse or are corrected."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import minimum
from countergaze.engine import fields
from countergaze.engine.parameters import (
    INTEGRATION, INTEGRATION_END, OFFICIALS, OFFICIALS_END, POINTS_PER_GRAVITY,
)
from countergaze.engine.rows import (
    ELSEWHERE, FALSE, FALSE_AMOUNT, KINDS_AT_MOST, RECORDS, SCORE, WIDTH, WRONGED,
)
from countergaze.engine.sums import COPIES, COPIES_CLEARED, CORRECTED, FALSE_HELD, NEVER, ONE, add
from countergaze.engine.terms import (
    COMPETENCE, KEY_COPY, KEY_CORRECTION, KEY_RELAPSE, LINKED, UPWARD,
)
from countergaze.mechanisms import adaptation, integration, officials, scoring


def file_records(b, i, who, flat, r, place, store, terms, sums, desk):
    """Let one person's new records travel, and those on file fade or come back."""
    pi = integration.Parameters.Values(*terms.numbers[INTEGRATION:INTEGRATION_END])
    held = fields.byte(store, fields.HOLDS_TRUE, who)
    false = fields.byte(store, fields.HOLDS_FALSE, who)
    home = fields.byte(store, fields.FALSE_HOME, who)
    cleared = fields.byte(store, fields.CLEARED, who)
    weeks = fields.half(store, fields.WEEKS_FALSE, who)
    if false != 0:
        weeks = min(weeks + 1, 65535)
    for k in range(terms.kinds.shape[2]):
        desk.arrived[k] = 0
        desk.arrived[KINDS_AT_MOST + k] = 0
        if b[RECORDS + k * WIDTH + i] > 0.5 or b[FALSE + k * WIDTH + i] > 0.5:
            travel(b, i, k, flat, r, place, terms, sums, desk)
            held |= desk.arrived[k]
            new = desk.arrived[KINDS_AT_MOST + k]
            if new != 0 and false == 0:
                weeks = np.int64(0)
            false |= new
            home |= new & (1 << terms.homes[k])
            cleared &= ~new
            if b[FALSE + k * WIDTH + i] > 0.5:
                u_learn, unused = random.uniforms(terms.keys[r, KEY_COPY], desk.words[i])
                if u_learn < adaptation.LEARNT:
                    b[WRONGED + i] = 1.0
    if false != 0 and b[FALSE_AMOUNT + i] < integration.LEAST_WEIGHT:
        add(b, i, flat, CORRECTED + NEVER, 1.0, sums)
        false, home, cleared = np.int64(0), np.int64(0), np.int64(0)
    agencies = terms.links.shape[1]
    if false != 0:
        add(b, i, flat, FALSE_HELD, 1.0, sums)
        for g in range(agencies):
            bit = 1 << g
            if cleared & bit:
                u_back, unused = random.uniforms(
                    terms.keys[r, KEY_RELAPSE], desk.words[i] + np.uint64(g))
                if u_back < pi.relapse:
                    false, cleared = false | bit, cleared & ~bit
            if false & home & bit:
                sums.agencies[flat, g, 3] += ONE
            elif false & bit:
                sums.agencies[flat, g, 4] += ONE
    store.bytes[fields.HOLDS_TRUE, who], store.bytes[fields.HOLDS_FALSE, who] = held, false
    store.bytes[fields.FALSE_HOME, who], store.bytes[fields.CLEARED, who] = home, cleared
    store.halves[fields.WEEKS_FALSE, who] = weeks


def recheck(b, i, who, flat, r, place, store, terms, sums, desk):
    """Perhaps re-examine a person's false records at random, `officials` (6)."""
    po = officials.Parameters.Values(*terms.numbers[OFFICIALS:OFFICIALS_END])
    if fields.byte(store, fields.HOLDS_FALSE, who) != 0:
        u_check, unused = random.uniforms(terms.keys[r, KEY_RELAPSE], desk.words[i] + np.uint64(32))
        if u_check < po.recheck * terms.city[r, place, COMPETENCE]:
            correct(b, i, who, flat, r, store, terms, sums, desk)


def travel(b, i, k, flat, r, place, terms, sums, desk):
    """Send one person's new records of kind k to agencies: `desk.arrived` gets masks."""
    linked, upward = terms.city[r, place, LINKED], terms.city[r, place, UPWARD]
    true, false = np.int64(0), np.int64(0)
    for g in range(terms.links.shape[1]):
        u_true, u_false = random.uniforms(
            terms.keys[r, KEY_COPY], desk.words[i] + np.uint64(8 * k + g + 1))
        chance = linked * terms.links[k, g]
        if g == terms.homes[k]:
            chance = upward * terms.links[terms.kinds.shape[2], g]
            if b[ELSEWHERE + i] < 0.5:
                u_true, u_false, chance = np.float32(0.0), np.float32(0.0), np.float32(1.0)
        if b[RECORDS + k * WIDTH + i] > 0.5 and u_true < chance:
            true |= 1 << g
            add(b, i, flat, COPIES, b[RECORDS + k * WIDTH + i], sums)
        if b[FALSE + k * WIDTH + i] > 0.5 and u_false < chance:
            false |= 1 << g
            add(b, i, flat, COPIES, 1.0, sums)
    desk.arrived[k] = true
    desk.arrived[KINDS_AT_MOST + k] = false


def correct(b, i, who, flat, r, store, terms, sums, desk):
    """Send a correction to every holder of a person's false records; return if all are cleared."""
    pi = integration.Parameters.Values(*terms.numbers[INTEGRATION:INTEGRATION_END])
    false = fields.byte(store, fields.HOLDS_FALSE, who)
    cleared = fields.byte(store, fields.CLEARED, who)
    had = false != 0
    for g in range(terms.links.shape[1]):
        bit = 1 << g
        if false & bit:
            u_reach, unused = random.uniforms(
                terms.keys[r, KEY_CORRECTION], desk.words[i] + np.uint64(g))
            if u_reach < pi.correction_reach:
                false, cleared = false & ~bit, cleared | bit
                add(b, i, flat, COPIES_CLEARED, 1.0, sums)
    if had and false == 0:
        add(b, i, flat, CORRECTED + span_of(fields.half(store, fields.WEEKS_FALSE, who)), 1.0, sums)
        lost = terms.numbers[POINTS_PER_GRAVITY] * b[FALSE_AMOUNT + i]
        restored = minimum(b[SCORE + i] - lost, scoring.START)
        if restored > b[SCORE + i]:
            b[SCORE + i] = restored
        b[FALSE_AMOUNT + i] = 0.0
        store.bytes[fields.FALSE_HOME, who] = 0
        cleared = np.int64(0)
    store.bytes[fields.HOLDS_FALSE, who], store.bytes[fields.CLEARED, who] = false, cleared
    return false == 0


def span_of(weeks):
    """Return which of the spans of `state.CORRECTION_WEEKS` holds a number of weeks."""
    span = 0
    if weeks > 12:
        span = 1
    if weeks > 26:
        span = 2
    if weeks > 52:
        span = 3
    if weeks > 104:
        span = 4
    if weeks > 208:
        span = 5
    return span
