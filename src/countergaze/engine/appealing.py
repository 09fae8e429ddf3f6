"""Appeals, one listed person at a time: learn, file, be heard, be granted, be cleared."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.engine import fields
from countergaze.engine.filing import correct
from countergaze.engine.parameters import APPEALS, APPEALS_END, LISTS, LISTS_END
from countergaze.engine.state import KNOWS_OF_LISTING, OWES, PENDING
from countergaze.engine.sums import (
    EXITS, FILED, GRANTED, HEARD, PENDING_SUM, WRONG_CLEARED, WRONG_FILE, WRONG_GRANTED,
    WRONG_HEARD, WRONG_KNOW, add,
)
from countergaze.engine.terms import HEARING, KEY_APPEAL, KEY_HEARING, QUALITY
from countergaze.mechanisms import appeals, lists


def appeal(b, i, who, flat, r, place, blocked, store, terms, sums, desk):
    """Move one person's case on by a week; `blocked`: attempts that the listing blocked."""
    pp = appeals.Parameters.Values(*terms.numbers[APPEALS:APPEALS_END])
    case = fields.byte(store, fields.CASE, who)
    leaving = fields.byte(store, fields.LEAVING, who)
    wrong = fields.byte(store, fields.WRONG, who) != 0
    if fields.byte(store, fields.LISTING, who) == 0:
        store.bytes[fields.CASE, who], store.bytes[fields.LEAVING, who] = case & OWES, 0
        return
    u_notice, u_file = random.uniforms(terms.keys[r, KEY_APPEAL], desk.words[i])
    if not case & KNOWS_OF_LISTING and (blocked > 0.5 or u_notice < pp.notice):
        case |= KNOWS_OF_LISTING
        if wrong:
            add(b, i, flat, WRONG_KNOW, 1.0, sums)
    if leaving > 0:
        leaving -= 1
        if leaving == 0:
            end_listing(b, i, who, flat, store, sums)
    elif case & PENDING:
        case, leaving = hear(b, i, who, flat, r, place, case, wrong, store, terms, sums, desk)
    elif case & KNOWS_OF_LISTING and u_file < appeals.chance_to_file(pp, wrong):
        case |= PENDING
        add(b, i, flat, FILED, 1.0, sums)
        if wrong:
            add(b, i, flat, WRONG_FILE, 1.0, sums)
    if fields.byte(store, fields.LISTING, who) == 0:
        case, leaving = case & OWES, np.int64(0)
    elif case & PENDING:
        add(b, i, flat, PENDING_SUM, 1.0, sums)
    store.bytes[fields.CASE, who], store.bytes[fields.LEAVING, who] = case, leaving


def hear(b, i, who, flat, r, place, case, wrong, store, terms, sums, desk):
    """Perhaps hear a pending appeal; return the case and the weeks until the listing ends."""
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    pp = appeals.Parameters.Values(*terms.numbers[APPEALS:APPEALS_END])
    leaving = np.int64(0)
    u_hear, u_grant = random.uniforms(terms.keys[r, KEY_HEARING], desk.words[i])
    if u_hear < terms.city[r, place, HEARING]:
        case &= ~PENDING
        add(b, i, flat, HEARD, 1.0, sums)
        if wrong:
            add(b, i, flat, WRONG_HEARD, 1.0, sums)
        if u_grant < appeals.chance_of_grant(pp, wrong, terms.city[r, place, QUALITY]):
            add(b, i, flat, GRANTED, 1.0, sums)
            had = fields.byte(store, fields.HOLDS_FALSE, who) != 0
            cleared = correct(b, i, who, flat, r, store, terms, sums, desk)
            if wrong:
                add(b, i, flat, WRONG_GRANTED, 1.0, sums)
                if cleared and had:
                    add(b, i, flat, WRONG_CLEARED, 1.0, sums)
            leaving = np.int64(pl.removal_lag)
            if leaving == 0:
                end_listing(b, i, who, flat, store, sums)
    return case, leaving


def end_listing(b, i, who, flat, store, sums):
    """End what a granted appeal ends: the wrong listings, or all where none is wrong."""
    listing = fields.byte(store, fields.LISTING, who)
    wrong = fields.byte(store, fields.WRONG, who)
    ended = wrong if wrong != 0 else listing
    for bit in range(8):
        if ended >> bit & 1:
            add(b, i, flat, EXITS, 1.0, sums)
    store.bytes[fields.LISTING, who], store.bytes[fields.WRONG, who] = listing & ~ended, 0
