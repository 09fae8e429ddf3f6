"""Records on file: new ones travel to agencies, false ones fade, relapse or are corrected."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, each, minimum, select, truth
from countergaze.declare.state import KINDS_AT_MOST
from countergaze.mechanisms import adaptation, integration
from countergaze.mechanisms.integration import CORRECTION_WEEKS
from countergaze.week import lists, scoring
from countergaze.week.counts import ONE, add
from countergaze.week.records import People, Scratch, Store, Sums, Terms, tally
from countergaze.week.society import keep_byte, load_byte

NEVER = CORRECTION_WEEKS.index("never")
"""The last of the spans that begin at `tally.corrected_0`."""


def file_records(me: People, i, who, at, r, city, store: Store, terms: Terms, sums: Sums,
                 scratch: Scratch):
    """Let one person's new records travel, and those on file fade or come back."""
    pi = terms.integration[r]
    held = np.int64(store.holds_true[who])
    false = np.int64(store.holds_false[who])
    home = np.int64(store.false_home[who])
    cleared = np.int64(store.cleared[who])
    weeks = np.int64(store.weeks_false[who])
    if false != 0:
        weeks = min(weeks + 1, 65535)
    for k in range(terms.act_columns.shape[2]):
        scratch.arrived[k] = 0
        scratch.arrived[KINDS_AT_MOST + k] = 0
        if me.records[k, i] > 0.5 or me.false_records[k, i] > 0.5:
            travel(me, i, k, at, r, city, terms, sums, scratch)
            held |= scratch.arrived[k]
            new = scratch.arrived[KINDS_AT_MOST + k]
            if new != 0 and false == 0:
                weeks = np.int64(0)
            false |= new
            home |= new & (1 << terms.homes[r, k])
            cleared &= ~new
            if me.false_records[k, i] > 0.5:
                u_learn, unused = random.uniforms(
                    terms.draws.learn[r], scratch.words[i] + np.uint64(k))
                if u_learn < adaptation.LEARNT:
                    me.wronged[i] = 1.0
    if false != 0 and me.false_amount[i] < integration.LEAST_WEIGHT:
        add(me, i, at, tally.corrected_0 + NEVER, 1.0, sums)
        lists.keep_without_ground(who, store)
        false, home, cleared = np.int64(0), np.int64(0), np.int64(0)
    agencies = terms.links.shape[2]
    if false != 0:
        add(me, i, at, tally.false_held, 1.0, sums)
        for g in range(agencies):
            bit = 1 << g
            if cleared & bit:
                u_back, unused = random.uniforms(
                    terms.draws.relapse[r], scratch.words[i] + np.uint64(g))
                if u_back < pi.relapse:
                    false, cleared = false | bit, cleared & ~bit
            if false & home & bit:
                sums.by_agency.wrong_own[at, g] += ONE
            elif false & bit:
                sums.by_agency.wrong_copied[at, g] += ONE
    store.holds_true[who], store.holds_false[who] = held, false
    store.false_home[who], store.cleared[who] = home, cleared
    store.weeks_false[who] = weeks


def recheck(me: People, i, who, at, r, city, store: Store, terms: Terms, sums: Sums,
            scratch: Scratch):
    """Perhaps re-examine a person's false records at random, `officials` (6)."""
    po = terms.officials[r]
    if np.int64(store.holds_false[who]) != 0:
        u_check, unused = random.uniforms(terms.draws.recheck[r], scratch.words[i])
        if u_check < po.recheck * terms.city.competence[r, city]:
            correct(me, i, who, at, r, city, False, store, terms, sums, scratch)


def travel(me: People, i, k, at, r, city, terms: Terms, sums: Sums, scratch: Scratch):
    """Send one person's new records of kind k to agencies: `scratch.arrived` gets masks."""
    linked, upward = terms.city.linked[r, city], terms.city.upward[r, city]
    true, false = np.int64(0), np.int64(0)
    for g in range(terms.links.shape[2]):
        u_true, u_false = random.uniforms(
            terms.draws.copy[r], scratch.words[i] + np.uint64(8 * k + g + 1))
        chance = linked * terms.links[r, k, g]
        if g == terms.homes[r, k]:
            chance = upward * terms.links[r, terms.act_columns.shape[2], g]
            if me.elsewhere[i] < 0.5:
                u_true, u_false, chance = np.float32(0.0), np.float32(0.0), np.float32(1.0)
        if me.records[k, i] > 0.5 and u_true < chance:
            true |= 1 << g
            add(me, i, at, tally.copies, me.records[k, i], sums)
        if me.false_records[k, i] > 0.5 and u_false < chance:
            false |= 1 << g
            add(me, i, at, tally.copies, 1.0, sums)
    scratch.arrived[k] = true
    scratch.arrived[KINDS_AT_MOST + k] = false


def correct(me: People, i, who, at, r, city, at_source, store: Store, terms: Terms, sums: Sums,
            scratch: Scratch):
    """Send a correction to every holder of a person's false records; return if all are cleared.

    at_source: whether the agencies that made them clear them for certain.
    """
    pi = terms.integration[r]
    false = np.int64(store.holds_false[who])
    cleared = np.int64(store.cleared[who])
    home = np.int64(store.false_home[who])
    had = false != 0
    for g in range(terms.links.shape[2]):
        bit = 1 << g
        if false & bit:
            u_reach, unused = random.uniforms(
                terms.draws.correction[r], scratch.words[i] + np.uint64(g))
            if u_reach < pi.correction_reach or (at_source and home & bit != 0):
                false, cleared = false & ~bit, cleared | bit
                add(me, i, at, tally.copies_cleared, 1.0, sums)
    if had and false == 0:
        add(me, i, at, tally.corrected_0 + span_of(np.int64(store.weeks_false[who])), 1.0, sums)
        scoring.restore(me, i, scoring.points_lost(me, i, r, city, terms))
        lists.clear_false(me, i)
        lists.keep_without_ground(who, store)
        store.false_home[who] = 0
        cleared = np.int64(0)
    store.holds_false[who], store.cleared[who] = false, cleared
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


@apart
def age(me: People, n, store: Store, start):
    """Count the weeks since the last record, and drop true ones that have faded."""
    load_byte(me, me.spare, n, store, store.holds_true, start)
    load_byte(me, me.on_file, n, store, store.holds_false, start)
    for i in each(n):
        no_record = truth(me.recorded[i] < 0.5)
        me.since_record[i] = no_record * minimum(me.since_record[i] + 1.0, 255.0)
        held = select(me.true_amount[i] < integration.LEAST_WEIGHT, 0.0, me.spare[i])
        me.spare[i] = held
        me.on_file[i] = truth(held + me.on_file[i] > 0.5)
    keep_byte(me, me.spare, n, store, store.holds_true, start)
