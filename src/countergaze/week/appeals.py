"""Notice, appeals and hearings, one person at a time."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.mechanisms import access, appeals
from countergaze.mechanisms.appeals import (
    CLEARED, FILED, FOLLOWED, GRANTED, HEARD, KNOWS_OF_LISTING, LEARNT, OWES, PENDING,
)
from countergaze.week import integration, lists
from countergaze.week.counts import add
from countergaze.week.records import People, Scratch, Store, Sums, Terms, tally


def keep_case(who, store: Store, case):
    """Keep what came of a person's case: an unpaid judgment opened or closed."""
    store.case[who] = case


def appeal(me: People, i, who, at, r, city, blocked, store: Store, terms: Terms, sums: Sums,
           scratch: Scratch):
    """Move one person's case on by a week; `blocked`: attempts that the listing blocked."""
    pp = terms.appeals[r]
    case = np.int64(store.case[who])
    leaving = np.int64(store.leaving[who])
    wrong = np.int64(store.wrong[who]) != 0
    if np.int64(store.listing[who]) == 0:
        store.case[who], store.leaving[who] = case & OWES, 0
        store.weeks_waiting[who] = 0
        follow(me, i, who, at, store, sums)
        return
    u_notice, u_file = random.uniforms(terms.draws.appeal[r], scratch.words[i])
    if not case & KNOWS_OF_LISTING and (blocked > 0.5 or u_notice < appeals.chance_to_learn(
            pp, access.chance_to_see(terms.access[r]))):
        case |= KNOWS_OF_LISTING
    if leaving > 0:
        leaving -= 1
        if leaving == 0:
            lists.end_by_appeal(me, i, who, at, store, sums)
    elif case & PENDING:
        case, leaving = hear(me, i, who, at, r, city, case, wrong, store, terms, sums, scratch)
    elif case & KNOWS_OF_LISTING and u_file < appeals.chance_to_file(pp, wrong):
        case |= PENDING
        add(me, i, at, tally.filed, 1.0, sums)
    if wrong:
        reach(who, case, store)
    if np.int64(store.listing[who]) == 0:
        case, leaving = case & OWES, np.int64(0)
    elif case & PENDING:
        add(me, i, at, tally.pending, 1.0, sums)
    store.case[who], store.leaving[who] = case, leaving
    waits = np.int64(store.weeks_waiting[who])
    store.weeks_waiting[who] = min(waits + 1, 255) if case & PENDING else np.int64(0)
    follow(me, i, who, at, store, sums)


def reach(who, case, store: Store):
    """Note what someone listed on a false record has reached: knows of it, has appealed."""
    steps = np.int64(store.steps[who]) | FOLLOWED
    if case & KNOWS_OF_LISTING:
        steps |= LEARNT
    if case & PENDING:
        steps |= LEARNT | FILED
    store.steps[who] = steps


def follow(me: People, i, who, at, store: Store, sums: Sums):
    """Count how far someone had come whose last listing on a false record has ended."""
    steps = np.int64(store.steps[who])
    if steps == 0 or np.int64(store.wrong[who]) != 0:
        return
    add(me, i, at, tally.wrong_ended, 1.0, sums)
    if steps & LEARNT:
        add(me, i, at, tally.wrong_know, 1.0, sums)
    if steps & FILED:
        add(me, i, at, tally.wrong_file, 1.0, sums)
    if steps & HEARD:
        add(me, i, at, tally.wrong_heard, 1.0, sums)
    if steps & GRANTED:
        add(me, i, at, tally.wrong_granted, 1.0, sums)
    if steps & CLEARED:
        add(me, i, at, tally.wrong_cleared, 1.0, sums)
    store.steps[who] = 0


def end_after_lag(who, r, store: Store, terms: Terms):
    """Let a wrong listing end after the removal lag, as if an appeal had been granted."""
    if np.int64(store.leaving[who]) == 0:
        store.leaving[who] = max(np.int64(terms.lists[r].removal_lag), np.int64(1))


def hear(me: People, i, who, at, r, city, case, wrong, store: Store, terms: Terms, sums: Sums,
         scratch: Scratch):
    """Perhaps hear a pending appeal; return the case and the weeks until the listing ends."""
    pl = terms.lists[r]
    pp = terms.appeals[r]
    leaving = np.int64(0)
    u_hear, u_grant = random.uniforms(terms.draws.hearing[r], scratch.words[i])
    if u_hear < terms.city.hearing[r, city]:
        case &= ~PENDING
        add(me, i, at, tally.heard, 1.0, sums)
        steps = FOLLOWED | LEARNT | FILED | HEARD
        if u_grant < appeals.chance_of_grant(pp, wrong, terms.city.quality[r, city]):
            add(me, i, at, tally.granted, 1.0, sums)
            had = np.int64(store.holds_false[who]) != 0
            cleared = integration.correct(me, i, who, at, r, city, False, store, terms, sums,
                                          scratch)
            steps |= GRANTED
            if cleared and had:
                steps |= CLEARED
            leaving = np.int64(pl.removal_lag)
            if leaving == 0:
                lists.end_by_appeal(me, i, who, at, store, sums)
        if wrong:
            store.steps[who] = np.int64(store.steps[who]) | steps
    return case, leaving
