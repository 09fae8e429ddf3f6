"""Lists: entries and exits, what a listing denies, and redlists, one person at a time."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import as_float, hit
from countergaze.engine import fields
from countergaze.engine.parameters import (
    ADAPTATION, ADAPTATION_END, APPEALS, APPEALS_END, CONDUCT, CONDUCT_END, EXPRESSION,
    EXPRESSION_END, LISTS, LISTS_END, OFFICIALS, OFFICIALS_END, POINTS_PER_GRAVITY, SANCTIONS,
    SANCTIONS_END, SCORE_CAN_LIST, SCORING, SCORING_END,
)
from countergaze.engine.rows import (
    BREADTH, CANDIDATE, COUNTS, DISSENTING, FALSE, FALSE_AMOUNT, FEAR, HARDSHIP, KINDS_AT_MOST,
    NEW_JUST, NEW_WRONG, OCCASION, ON_COURT, RECORDED, RECORDS, RISK, SCORED, SINCE_RECORD,
    SINCE_REFUSED, SUPPORT, TRUE_AMOUNT, WIDTH, WRONGED,
)
from countergaze.engine.state import OWES, PENDING
from countergaze.engine.sums import (
    ATTEMPTS, BREADTH_SUM, CANNOT_PAY, CONSIDERED, COURT_CASES, ENTRIES, EXITS, LISTED_CHANCE,
    LISTED_WITHOUT, MEETS, MISSED, ONE, REPAIRS, SOLD, WRONGFUL_EXPECTED, WRONG_ENTRIES, add,
)
from countergaze.engine.terms import (
    CLIMATE_END, DRIFT, KEY_BLOCKED, KEY_EXIT, KEY_LISTING, LINKED, MISUSE, OWN, OWN_TRAVEL,
    REFUSALS, SEEN, SEEN_TRAVEL,
)
from countergaze.mechanisms import (
    adaptation, appeals, conduct, expression, lists, officials, sanctions, scoring, society,
)


def change_lists(b, i, who, flat, r, place, store, terms, sums, desk):
    """Let one person enter and leave lists."""
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    pp = appeals.Parameters.Values(*terms.numbers[APPEALS:APPEALS_END])
    word = desk.words[i]
    linked, drift = terms.city[r, place, LINKED], terms.city[r, place, DRIFT]
    cannot_pay = b[HARDSHIP + i] > pc.cannot_pay
    listing, wrong = fields.byte(store, fields.LISTING, who), fields.byte(store, fields.WRONG, who)
    weeks, case = fields.half(store, fields.WEEKS_LISTED, who), fields.byte(store, fields.CASE, who)
    was_listed = listing != 0
    on_court, owes_now = False, False
    for f in range(terms.families.shape[0]):
        family = lists.Family(*terms.families[f, 0:4])
        agency = np.int64(family.agency)
        bit = 1 << agency
        court = family.court > 0.0
        luck = word + np.uint64(agency)
        if listing & bit:
            u_exit, u_repair = random.uniforms(terms.keys[r, KEY_EXIT], luck)
            leaves = u_exit < lists.chance_of_exit(pl, court, cannot_pay, weeks)
            repaired = weeks >= pl.removal_lag and (
                u_repair < appeals.chance_of_repair(pp, b[SINCE_RECORD + i]))
            if leaves or repaired:
                listing, wrong = listing & ~bit, wrong & ~bit
                add(b, i, flat, EXITS, 1.0, sums)
                if repaired:
                    add(b, i, flat, REPAIRS, 1.0, sums)
                if court and leaves and not weeks >= pl.court_term:
                    case &= ~OWES
        else:
            new_true, new_false = new_records(b, i, agency, court, np.int64(family.kinds), terms,
                                              desk)
            if (new_true or new_false) and pl.on > 0.0:
                true, seen = seen_amounts(b, i, who, bit, store)
                u_entry, unused = random.uniforms(terms.keys[r, KEY_LISTING], luck)
                chance = lists.chance_of_entry(pl, family, cannot_pay, linked, drift, seen)
                is_wrong = lists.entry_is_wrong(pl, family, new_true, linked, drift, true)
                add(b, i, flat, COURT_CASES if court else CONSIDERED, 1.0, sums)
                if is_wrong:
                    add(b, i, flat, WRONGFUL_EXPECTED, chance, sums)
                if u_entry < chance:
                    if listing == 0 or not court:
                        weeks = np.int64(0)
                    listing = listing | bit
                    wrong = enter(b, i, flat, agency, is_wrong, wrong, bit, sums)
        if court:
            on_court = on_court or (listing & bit) != 0
            owes_now = owes_now or court_record(b, i, np.int64(family.kinds), terms)
    if terms.numbers[SCORE_CAN_LIST] > 0.0 or (listing >> lists.SCORE_LIST) & 1 != 0:
        listing, wrong, weeks = by_score(b, i, flat, r, listing, wrong, weeks, terms, sums, word)
    if pl.on == 0.0:
        listing, wrong = np.int64(0), np.int64(0)
    if listing != 0:
        listing, wrong = buy_out(b, i, flat, r, place, listing, wrong, terms, sums, word)
        on_court = on_court and listing != 0
    case = open_judgment(b, i, flat, r, case, owes_now, on_court, cannot_pay, pl, terms, sums,
                         word)
    if was_listed and listing != 0:
        weeks = min(weeks + 1, 65535)
    if listing != 0:
        store.bytes[fields.REDLIST, who] = 0
    if on_court:
        b[ON_COURT + i] = 1.0
    store.bytes[fields.LISTING, who], store.bytes[fields.WRONG, who] = listing, wrong
    store.halves[fields.WEEKS_LISTED, who], store.bytes[fields.CASE, who] = weeks, case


def buy_out(b, i, flat, r, place, listing, wrong, terms, sums, word):
    """Perhaps let a listed person who can pay buy their way off every list, `officials` (3)."""
    po = officials.Parameters.Values(*terms.numbers[OFFICIALS:OFFICIALS_END])
    u_sale, unused = random.uniforms(terms.keys[r, KEY_EXIT], word + np.uint64(48))
    if u_sale < officials.chance_to_buy(po, terms.city[r, place, MISUSE], b[HARDSHIP + i]):
        for bit in range(8):
            if listing >> bit & 1:
                add(b, i, flat, EXITS, 1.0, sums)
                add(b, i, flat, SOLD, 1.0, sums)
        listing, wrong = np.int64(0), np.int64(0)
    return listing, wrong


def enter(b, i, flat, agency, is_wrong, wrong, bit, sums):
    """Count an entry; return the mask of wrong listings after it."""
    add(b, i, flat, ENTRIES, 1.0, sums)
    sums.agencies[flat, agency, 0] += ONE
    if is_wrong:
        wrong = wrong | bit
        b[NEW_WRONG + i] = 1.0
        b[NEW_JUST + i] = 0.0
        b[WRONGED + i] = 1.0
        add(b, i, flat, WRONG_ENTRIES, 1.0, sums)
    elif b[NEW_WRONG + i] < 0.5:
        b[NEW_JUST + i] = 1.0
    return wrong


def new_records(b, i, agency, court, kinds, terms, desk):
    """Return whether a true, and whether a false record of the given kinds reached an agency.

    A court sees the judgments of everyone, wherever they are registered.
    """
    true, false = False, False
    for k in range(terms.kinds.shape[2]):
        if kinds >> k & 1:
            if court:
                true = true or b[RECORDS + k * WIDTH + i] > 0.5
                false = false or b[FALSE + k * WIDTH + i] > 0.5
            else:
                true = true or (desk.arrived[k] & (1 << agency)) != 0
                false = false or (desk.arrived[KINDS_AT_MOST + k] & (1 << agency)) != 0
    return true, false


def court_record(b, i, kinds, terms):
    """Return whether a true judgment came this week."""
    came = False
    for k in range(terms.kinds.shape[2]):
        if kinds >> k & 1:
            came = came or b[RECORDS + k * WIDTH + i] > 0.5
    return came


def seen_amounts(b, i, who, bit, store):
    """Return the weight of true records, and of all records, of which an agency has a copy."""
    true, false = b[TRUE_AMOUNT + i], b[FALSE_AMOUNT + i]
    if (fields.byte(store, fields.HOLDS_TRUE, who) & bit) == 0:
        true = np.float32(0.0)
    if (fields.byte(store, fields.HOLDS_FALSE, who) & bit) == 0:
        false = np.float32(0.0)
    return true, true + false


def by_score(b, i, flat, r, listing, wrong, weeks, terms, sums, word):
    """Let a score list a person or let them go, `scoring` (2)."""
    po = scoring.Parameters.Values(*terms.numbers[SCORING:SCORING_END])
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    pp = appeals.Parameters.Values(*terms.numbers[APPEALS:APPEALS_END])
    bit = 1 << lists.SCORE_LIST
    there = (listing & bit) != 0
    below = b[SCORED + i] > 0.5 and scoring.listed_by_score(po, b[COUNTS + i], there)
    if below and not there:
        lost = terms.numbers[POINTS_PER_GRAVITY] * b[FALSE_AMOUNT + i]
        is_wrong = not scoring.listed_by_score(po, b[COUNTS + i] - lost, False)
        wrong = enter(b, i, flat, terms.links.shape[1], is_wrong, wrong, bit, sums)
        listing, weeks = listing | bit, np.int64(0)
    elif there and weeks >= pl.removal_lag:
        u_repair, unused = random.uniforms(
            terms.keys[r, KEY_EXIT], word + np.uint64(lists.SCORE_LIST))
        repaired = u_repair < appeals.chance_of_repair(pp, b[SINCE_RECORD + i])
        if repaired or not below:
            listing, wrong = listing & ~bit, wrong & ~bit
            add(b, i, flat, EXITS, 1.0, sums)
            if repaired:
                add(b, i, flat, REPAIRS, 1.0, sums)
    return listing, wrong, weeks


def open_judgment(b, i, flat, r, case, owes_now, on_court, cannot_pay, pl, terms, sums, word):
    """Open and close a person's unpaid judgment, `lists` (5); count who meets the criterion."""
    if owes_now:
        case |= OWES
    elif case & OWES and not on_court:
        u_settle, unused = random.uniforms(terms.keys[r, KEY_EXIT], word + np.uint64(32))
        if u_settle < hit(pl.pay_cannot if cannot_pay else pl.pay_wont):
            case &= ~OWES
    if case & OWES and not cannot_pay:
        add(b, i, flat, MEETS, 1.0, sums)
        if not on_court:
            add(b, i, flat, MISSED, 1.0, sums)
    return case


def refuse(b, i, who, flat, r, place, store, terms, sums, desk):
    """Let a listing bite: breadth, refused attempts, M23; return the attempts blocked."""
    listing = fields.byte(store, fields.LISTING, who)
    blocked = np.float32(0.0)
    if listing == 0:
        store.bytes[fields.REFUSALS, who] = 0
        return blocked
    ps = sanctions.Parameters.Values(*terms.numbers[SANCTIONS:SANCTIONS_END])
    pp = appeals.Parameters.Values(*terms.numbers[APPEALS:APPEALS_END])
    linked = terms.city[r, place, LINKED]
    weeks = fields.half(store, fields.WEEKS_LISTED, who)
    suspended = np.float32(0.0)
    if weeks < ps.grace:
        suspended = np.float32(1.0)
    elif fields.byte(store, fields.CASE, who) & PENDING:
        suspended = pp.suspensive
    breadth = sanctions.breadth(terms.tables[OWN, listing], terms.tables[SEEN, listing], linked,
                                suspended)
    b[BREADTH + i] = breadth
    barred = terms.tables[OWN_TRAVEL, listing]
    barred = barred + (1.0 - barred) * terms.tables[SEEN_TRAVEL, listing] * linked
    if barred > 0.0 and store.bytes[fields.BITS, who] & society.TRAVELLER:
        refusals = fields.byte(store, fields.REFUSALS, who)
        u_blocked, unused = random.uniforms(terms.keys[r, KEY_BLOCKED], desk.words[i])
        blocked = sanctions.poisson(
            terms.tables[REFUSALS, refusals] * barred * (1.0 - suspended), u_blocked)
        if blocked > 0.5:
            store.bytes[fields.REFUSALS, who] = min(refusals + np.int64(blocked), 255)
            b[SINCE_REFUSED + i] = 0.0
            add(b, i, flat, ATTEMPTS, blocked, sums)
    wrong = fields.byte(store, fields.WRONG, who) != 0
    backfire(b, i, flat, r, place, breadth, weeks, wrong, terms, sums)
    return blocked


def backfire(b, i, flat, r, place, breadth, weeks, wrong, terms, sums):
    """Compare a listed person's chance of dissent with that without the listing, for M23."""
    pe = expression.Parameters.Values(*terms.numbers[EXPRESSION:EXPRESSION_END])
    pa = adaptation.Parameters.Values(*terms.numbers[ADAPTATION:ADAPTATION_END])
    climate = expression.Climate(*terms.city[r, place, 0:CLIMATE_END])
    for_weeks = as_float(weeks)
    chance = expression.chance_without(
        pe, climate, b[OCCASION + i], b[SUPPORT + i], b[HARDSHIP + i], b[FEAR + i], b[RISK + i],
        np.float32(1.0), b[DISSENTING + i])
    hardship = b[HARDSHIP + i] - adaptation.hardship_of_listing(pa, breadth, for_weeks)
    support = b[SUPPORT + i] + adaptation.support_lost(pa, b[SUPPORT + i], wrong, for_weeks)
    without = expression.chance_without(
        pe, climate, b[OCCASION + i], support, hardship, b[FEAR + i], b[RISK + i],
        np.float32(0.0), b[DISSENTING + i])
    add(b, i, flat, LISTED_CHANCE, chance, sums)
    add(b, i, flat, LISTED_WITHOUT, without, sums)


def count_listed(b, i, who, flat, store, terms, sums):
    """Count a person who is on a list at the end of the week, by agency and for the whole."""
    listing, wrong = fields.byte(store, fields.LISTING, who), fields.byte(store, fields.WRONG, who)
    if listing != 0:
        pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
        agencies = terms.links.shape[1]
        for g in range(agencies + 1):
            bit = g if g < agencies else lists.SCORE_LIST
            if listing >> bit & 1:
                sums.agencies[flat, g, 1] += ONE
                if wrong >> bit & 1:
                    sums.agencies[flat, g, 2] += ONE
        add(b, i, flat, BREADTH_SUM, b[BREADTH + i], sums)
        if b[HARDSHIP + i] > pc.cannot_pay:
            add(b, i, flat, CANNOT_PAY, 1.0, sums)


def honour(b, i, who, r, store, terms, desk):
    """Let an agency redlist a person for an act of service, and strike whom it has seen act."""
    redlist = fields.byte(store, fields.REDLIST, who)
    if fields.byte(store, fields.LISTING, who) != 0:
        redlist = np.int64(0)
    else:
        ps = sanctions.Parameters.Values(*terms.numbers[SANCTIONS:SANCTIONS_END])
        for k in range(terms.kinds.shape[2]):
            redlist &= ~(desk.arrived[k] | desk.arrived[KINDS_AT_MOST + k])
        if b[CANDIDATE + i] > 0.5:
            u_agency, unused = random.uniforms(
                terms.keys[r, KEY_LISTING], desk.words[i] + np.uint64(64))
            agency = np.int64(u_agency * terms.links.shape[1])
            seen = fields.byte(store, fields.HOLDS_TRUE, who)
            seen |= fields.byte(store, fields.HOLDS_FALSE, who)
            quiet = b[RECORDED + i] < 0.5 and b[SINCE_RECORD + i] >= ps.redlist_weeks
            if (seen & (1 << agency)) == 0 or quiet:
                redlist |= 1 << agency
    store.bytes[fields.REDLIST, who] = redlist
