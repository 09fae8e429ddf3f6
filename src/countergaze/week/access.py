"""Access to one's file and rectification, one person at a time."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.mechanisms import access
from countergaze.mechanisms.access import ASKED, KNOWS_OF_RECORD, REFUSED
from countergaze.mechanisms.appeals import KNOWS_OF_LISTING
from countergaze.week import appeals, integration
from countergaze.week.counts import add
from countergaze.week.records import People, Scratch, Store, Sums, Terms, tally


def rectify(me: People, i, who, at, r, city, store: Store, terms: Terms, sums: Sums,
            scratch: Scratch):
    """Let a person with a false record learn of it, ask for a correction and be answered."""
    if np.int64(store.holds_false[who]) == 0:
        store.request[who] = 0
        return
    pa = terms.access[r]
    request = np.int64(store.request[who])
    u_see, u_ask = random.uniforms(terms.draws.request[r], scratch.words[i])
    if not request & KNOWS_OF_RECORD:
        if (me.wronged[i] > 0.5 or u_see < access.chance_to_see(pa)
                or knows_of_wrong_listing(who, store)):
            request |= KNOWS_OF_RECORD
            add(me, i, at, tally.record_known, 1.0, sums)
    elif request & ASKED:
        request = decide(me, i, who, at, r, city, request, store, terms, sums, scratch)
    elif u_ask < access.chance_to_ask(pa, request & REFUSED != 0):
        request |= ASKED
        add(me, i, at, tally.record_asked, 1.0, sums)
    store.request[who] = request


def knows_of_wrong_listing(who, store: Store):
    """Return whether a person knows of a listing that is wrong."""
    return np.int64(store.wrong[who]) != 0 and (
        np.int64(store.case[who]) & KNOWS_OF_LISTING) != 0


def decide(me: People, i, who, at, r, city, request, store: Store, terms: Terms, sums: Sums,
           scratch: Scratch):
    """Perhaps decide a request for correction; return the request."""
    pa = terms.access[r]
    u_decide, u_grant = random.uniforms(terms.draws.decision[r], scratch.words[i])
    if u_decide < pa.on * pa.decided:
        request = (request & ~ASKED) | REFUSED
        add(me, i, at, tally.record_decided, 1.0, sums)
        if u_grant < access.chance_of_correction(pa, terms.city.competence[r, city]):
            request &= ~REFUSED
            add(me, i, at, tally.record_granted, 1.0, sums)
            if integration.correct(me, i, who, at, r, city, True, store, terms, sums, scratch):
                request = np.int64(0)
                add(me, i, at, tally.record_cleared, 1.0, sums)
            if np.int64(store.wrong[who]) & ~np.int64(store.holds_false[who]) != 0:
                appeals.end_after_lag(who, r, store, terms)
    return request
