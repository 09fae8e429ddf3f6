"""What a listing denies, and who is honoured."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, each, minimum, truth
from countergaze.declare.state import KINDS_AT_MOST
from countergaze.mechanisms import sanctions, scoring, society
from countergaze.mechanisms.appeals import PENDING
from countergaze.week.counts import add
from countergaze.week.expression import backfire
from countergaze.week.records import People, Scratch, Store, Sums, Terms, tally


@apart
def begin(me: People, n, r, terms: Terms):
    """Let a week pass since refusals and honours; nothing is denied yet.

    Who is honoured no longer is affected in the week in which that ends.
    """
    ps = terms.sanctions[r]
    for i in each(n):
        me.breadth[i] = 0.0
        me.since_refused[i] = minimum(me.since_refused[i] + 1.0, 255.0)
        lasted = truth(sanctions.redlist_lasts(ps, me.since_redlisted[i]))
        me.since_redlisted[i] = minimum(me.since_redlisted[i] + 1.0, 255.0)
        lasts = truth(sanctions.redlist_lasts(ps, me.since_redlisted[i]))
        me.affected[i] = me.affected[i] + lasted - lasts


def strike_the_listed(who, store: Store):
    """Honour nobody who is on a list."""
    if store.listing[who] != 0:
        store.redlist[who] = 0


def refuse(me: People, i, who, at, r, city, store: Store, terms: Terms, sums: Sums,
           scratch: Scratch):
    """Let a listing bite: breadth, refused attempts, M23; return the attempts blocked."""
    listing = np.int64(store.listing[who])
    blocked = np.float32(0.0)
    if listing == 0:
        store.refusals[who] = 0
        return blocked
    ps = terms.sanctions[r]
    pp = terms.appeals[r]
    linked = terms.city.linked[r, city]
    weeks = np.int64(store.weeks_listed[who])
    suspended = np.float32(0.0)
    if weeks < ps.grace:
        suspended = np.float32(1.0)
    elif np.int64(store.case[who]) & PENDING:
        suspended = pp.suspensive
    breadth = sanctions.breadth(terms.bins.own[r, listing], terms.bins.seen[r, listing], linked,
                                suspended)
    me.breadth[i] = breadth
    barred = terms.bins.own_travel[r, listing]
    barred = barred + (1.0 - barred) * terms.bins.seen_travel[r, listing] * linked
    if barred > 0.0 and store.bits[who] & society.TRAVELLER:
        refusals = np.int64(store.refusals[who])
        u_blocked, unused = random.uniforms(terms.draws.blocked[r], scratch.words[i])
        blocked = sanctions.poisson(
            terms.bins.refusals[r, refusals] * barred * (1.0 - suspended), u_blocked)
        if blocked > 0.5:
            store.refusals[who] = min(refusals + np.int64(blocked), 255)
            me.since_refused[i] = 0.0
            add(me, i, at, tally.attempts, blocked, sums)
    wrong = np.int64(store.wrong[who]) != 0
    backfire(me, i, at, r, city, breadth, weeks, wrong, terms, sums)
    return blocked


def honour(me: People, i, who, r, store: Store, terms: Terms, scratch: Scratch):
    """Let an agency redlist a person for an act of service, and strike whom it has seen act."""
    ps = terms.sanctions[r]
    redlist = np.int64(store.redlist[who])
    if np.int64(store.listing[who]) != 0 or not sanctions.redlist_lasts(ps, me.since_redlisted[i]):
        redlist = np.int64(0)
    if np.int64(store.listing[who]) == 0:
        for k in range(terms.act_columns.shape[2]):
            redlist &= ~(scratch.arrived[k] | scratch.arrived[KINDS_AT_MOST + k])
        if me.redlist_candidate[i] > 0.5:
            u_agency, unused = random.uniforms(terms.draws.redlist[r], scratch.words[i])
            agency = np.int64(u_agency * terms.links.shape[2])
            seen = np.int64(store.holds_true[who])
            seen |= np.int64(store.holds_false[who])
            quiet = me.recorded[i] < 0.5 and me.since_record[i] >= ps.redlist_weeks
            if (seen & (1 << agency)) == 0 or quiet:
                redlist |= 1 << agency
                me.since_redlisted[i] = 0.0
    store.redlist[who] = redlist


@apart
def honours(me: People, n, r, store: Store, start, terms: Terms):
    """Say who is honoured, by an agency or by score, and is on no list."""
    ps = terms.sanctions[r]
    for i in each(n):
        by_score = scoring.redlisted_by_score(me.scored[i], me.standing[i])
        by_agency = truth(store.redlist[start + i] != 0) * truth(
            sanctions.redlist_lasts(ps, me.since_redlisted[i]))
        honoured = truth(by_agency + by_score > 0.5)
        me.redlisted[i] = honoured * truth(store.listing[start + i] == 0)


@apart
def look_again(me: People, n, r, terms: Terms):
    """Say who was refused within the year, and who is hit through the household."""
    associated = truth(terms.policy.assoc[r] > 0.0)
    for i in each(n):
        me.refused_in_year[i] = truth(me.since_refused[i] < 52.0)
        me.collateral[i] = me.household_listed[i] * (1.0 - me.listed[i]) * associated
