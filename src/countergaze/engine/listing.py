"""The sparse lane: entries, exits and refusals of the few, one person at a time."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.engine.terms import KEY_BLOCKED, KEY_EXIT, KEY_LISTING
from countergaze.engine.parameters import CONDUCT, CONDUCT_END, LISTS, LISTS_END
from countergaze.engine.rows import (
    ADULT, BREADTH, FALSE, FALSE_AMOUNT, HARDSHIP, NEW_JUST, NEW_WRONG, RARE, RECORDS,
    SINCE_REFUSED, TRUE_AMOUNT, WIDTH,
)
from countergaze.engine.sums import (
    ATTEMPTS, BREADTH_SUM, CANNOT_PAY, ENTRIES, EXITS, ONE, WRONGFUL_EXPECTED, WRONG_ENTRIES,
    add,
)
from countergaze.mechanisms import conduct, lists, sanctions, society


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
