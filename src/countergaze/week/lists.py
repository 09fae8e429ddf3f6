"""Lists: entries and exits, one person at a time, and the weight of records on file."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, each, hit, select, truth, wide_sum
from countergaze.declare.state import KINDS_AT_MOST
from countergaze.mechanisms import appeals, lists, lists_wrong, scoring
from countergaze.mechanisms.appeals import OWES
from countergaze.mechanisms.lists import (
    ABOLISHED, APPEALED, RECOVERED, REPAIRED, SETTLED, SOLD, TERM, UNOWED,
)
from countergaze.week import scoring as of_scores
from countergaze.week.counts import ONE, add
from countergaze.week.officials import buys
from countergaze.week.records import People, Scratch, Store, Sums, Terms, tally


@apart
def fade(me: People, n, r, terms: Terms):
    """Let records fade, and clear what last week left in the rows."""
    pl = terms.lists[r]
    for i in each(n):
        me.newly_listed[i] = 0.0
        me.newly_wronged[i] = 0.0
        me.wronged[i] = 0.0
        me.on_court[i] = 0.0
        me.wrong_chance[i] = 0.0
        me.true_amount[i] = lists.decayed(pl, me.true_amount[i])
        me.false_amount[i] = lists.decayed(pl, me.false_amount[i])


@apart
def weigh(me: People, many, k, gravity, scratch: Scratch):
    """Add the weight of the new records of kind k, true and false, which `conduct.act` left.

    many: people in `scratch.picked`, who alone may have any.
    """
    for j in range(many):
        i = scratch.picked[j]
        me.true_amount[i] = me.true_amount[i] + gravity * me.records[k, i]
        me.false_amount[i] = me.false_amount[i] + gravity * me.spare[i]


@apart
def weigh_spoken(me: People, n, gravity):
    """Add the weight of dissent, real or not, that counts as a record."""
    for i in each(n):
        me.true_amount[i] = me.true_amount[i] + gravity * me.spoken[i]
        me.false_amount[i] = me.false_amount[i] + gravity * me.misheard[i]


@apart
def expect(me: People, n, start, r, city, k, store: Store, terms: Terms):
    """Add everybody's chance that a false record of kind k puts them on a list, (4)."""
    pl, cannot_pay = terms.lists[r], terms.conduct[r].cannot_pay
    for f in range(terms.families.shape[1]):
        family = terms.family[r, f]
        if pl.on > 0.0 and np.int64(family.kinds) >> k & 1:
            if family.court > 0.0:
                for i in each(n):
                    me.wrong_chance[i] = me.wrong_chance[i] + (
                        lists.CHANCES * (1.0 - me.listed[i]) * (me.by_error[i] + me.made_up[i])
                        * lists.chance_of_court_listing(
                            pl, me.hardship[i] > cannot_pay, me.everyone[i] < 0.5))
            else:
                expect_at(me, n, start, r, city, k, np.int64(family.agency), family, store, terms)


@apart
def expect_at(me: People, n, start, r, city, k, agency, family, store: Store, terms: Terms):
    """Add the same for the list of one agency that is no court."""
    pl, kind = terms.lists[r], terms.act[r, city, k]
    linked = terms.city.linked[r, city]
    needed = lists.weight_needed(pl, family, terms.city.drift[r, city]) / lists.view(pl, linked)
    across = linked * terms.links[r, k, agency]
    upward = terms.city.upward[r, city] * terms.links[r, terms.act_columns.shape[2], agency]
    home = truth(agency == terms.homes[r, k])
    case_records = terms.officials[r].case_records * kind.street
    bit = 1 << agency
    for i in each(n):
        held = truth((store.holds_true[start + i] & bit) != 0)
        missing = (needed - held * me.true_amount[i] - me.false_amount[i]) / kind.gravity
        arrives = select(home > 0.5, select(me.elsewhere[i] > 0.5, upward, 1.0), across)
        me.wrong_chance[i] = me.wrong_chance[i] + (
            lists.CHANCES * (1.0 - me.listed[i]) * arrives
            * lists.chance_false_records_list(missing, case_records, me.by_error[i],
                                              me.made_up[i]))


@apart
def count_expected(me: People, n, at, sums: Sums):
    """Add up the chances of a wrong entry of the people of a cell."""
    sums.tallies[at, tally.wrongful_expected, 0] += wide_sum(me, me.wrong_chance, me.adult, n)


def change_lists(me: People, i, who, at, r, city, store: Store, terms: Terms, sums: Sums,
                 scratch: Scratch):
    """Let one person enter and leave lists; return their case, for the unpaid judgment in it."""
    pl, pc = terms.lists[r], terms.conduct[r]
    pp = terms.appeals[r]
    word = scratch.words[i]
    linked, drift = terms.city.linked[r, city], terms.city.drift[r, city]
    cannot_pay = me.hardship[i] > pc.cannot_pay
    listing, wrong = np.int64(store.listing[who]), np.int64(store.wrong[who])
    weeks, case = np.int64(store.weeks_listed[who]), np.int64(store.case[who])
    was_listed = listing != 0
    on_court, owes_now = False, False
    for f in range(terms.families.shape[1]):
        family = terms.family[r, f]
        agency = np.int64(family.agency)
        bit = 1 << agency
        court = family.court > 0.0
        luck = word + np.uint64(agency)
        if listing & bit:
            u_exit, u_repair = random.uniforms(terms.draws.exit[r], luck)
            was_wrong = wrong
            leaves = u_exit < lists.chance_of_exit(pl, court, cannot_pay, weeks)
            repaired = weeks >= pl.removal_lag and (
                u_repair < appeals.chance_of_repair(pp, me.since_record[i]))
            if leaves or repaired:
                listing, wrong = listing & ~bit, wrong & ~bit
                leave(me, i, at, was_wrong & bit, sums)
                if repaired:
                    add(me, i, at, tally.repairs, 1.0, sums)
                    me.ended[agency, i] = REPAIRED
                if leaves:
                    me.ended[agency, i] = TERM
                    if court and not weeks >= pl.court_term:
                        me.ended[agency, i] = SETTLED
                        if was_wrong & bit and not case & OWES:
                            me.ended[agency, i] = UNOWED
                            add(me, i, at, tally.paid_unowed, 1.0, sums)
                        case &= ~OWES
        else:
            new_true, new_false = new_records(me, i, agency, court, np.int64(family.kinds), terms,
                                              scratch)
            if (new_true or new_false) and pl.on > 0.0:
                true, seen = seen_amounts(me, i, who, bit, store)
                u_entry, unused = random.uniforms(terms.draws.listing[r], luck)
                chance = lists.chance_of_entry(pl, family, cannot_pay, new_true, linked, drift,
                                               seen)
                is_wrong = lists.entry_is_wrong(pl, family, new_true, linked, drift, true)
                add(me, i, at, tally.court_cases if court else tally.considered, 1.0, sums)
                if u_entry < chance:
                    if listing == 0 or not court:
                        weeks = np.int64(0)
                    listing = listing | bit
                    wrong = enter(me, i, at, agency, is_wrong, wrong, bit, sums)
        if court:
            on_court = on_court or (listing & bit) != 0
            owes_now = owes_now or court_record(me, i, np.int64(family.kinds), terms)
    if terms.policy.score_can_list[r] > 0.0 or (listing >> lists.SCORE_LIST) & 1 != 0:
        listing, wrong, weeks = by_score(me, i, who, at, r, city, listing, wrong, weeks, store,
                                         terms, sums, word)
    if pl.on == 0.0:
        listing, wrong = end_all(me, i, listing, ABOLISHED), np.int64(0)
    if listing != 0 and buys(me, i, r, city, terms, word):
        for bit in range(8):
            if listing >> bit & 1:
                leave(me, i, at, wrong >> bit & 1, sums)
                add(me, i, at, tally.sold, 1.0, sums)
        listing, wrong = end_all(me, i, listing, SOLD), np.int64(0)
        on_court = False
    case = open_judgment(me, i, at, r, case, owes_now, on_court, cannot_pay, pl, terms, sums,
                         word)
    if was_listed and listing != 0:
        weeks = min(weeks + 1, 65535)
    if on_court:
        me.on_court[i] = 1.0
    store.listing[who], store.wrong[who] = listing, wrong
    store.weeks_listed[who] = weeks
    store.kept[who] = np.int64(store.kept[who]) & listing
    store.through[who] = np.int64(store.through[who]) & listing
    return case


def leave(me: People, i, at, was_wrong, sums: Sums):
    """Count an exit from a list, and whether the listing was wrong."""
    add(me, i, at, tally.exits, 1.0, sums)
    if was_wrong:
        add(me, i, at, tally.wrong_exits, 1.0, sums)


def end_all(me: People, i, listing, reason):
    """Note why every listing of a person ends; return the empty mask."""
    for bit in range(8):
        if listing >> bit & 1:
            me.ended[bit, i] = reason
    return np.int64(0)


def enter(me: People, i, at, agency, is_wrong, wrong, bit, sums: Sums):
    """Count an entry; return the mask of wrong listings after it."""
    add(me, i, at, tally.entries, 1.0, sums)
    sums.by_agency.entries[at, agency] += ONE
    if is_wrong:
        wrong = wrong | bit
        me.newly_wronged[i] = 1.0
        me.newly_listed[i] = 0.0
        me.wronged[i] = 1.0
        add(me, i, at, tally.wrong_entries, 1.0, sums)
    elif me.newly_wronged[i] < 0.5:
        me.newly_listed[i] = 1.0
    return wrong


def new_records(me: People, i, agency, court, kinds, terms: Terms, scratch: Scratch):
    """Return whether a true, and whether a false record of the given kinds reached an agency.

    A court sees the judgments of everyone, wherever they are registered.
    """
    true, false = False, False
    for k in range(terms.act_columns.shape[2]):
        if kinds >> k & 1:
            if court:
                true = true or me.records[k, i] > 0.5
                false = false or me.false_records[k, i] > 0.5
            else:
                true = true or (scratch.arrived[k] & (1 << agency)) != 0
                false = false or (scratch.arrived[KINDS_AT_MOST + k] & (1 << agency)) != 0
    return true, false


def court_record(me: People, i, kinds, terms: Terms):
    """Return whether a true judgment came this week."""
    came = False
    for k in range(terms.act_columns.shape[2]):
        if kinds >> k & 1:
            came = came or me.records[k, i] > 0.5
    return came


def seen_amounts(me: People, i, who, bit, store: Store):
    """Return the weight of true records, and of all records, of which an agency has a copy."""
    true, false = me.true_amount[i], me.false_amount[i]
    if (np.int64(store.holds_true[who]) & bit) == 0:
        true = np.float32(0.0)
    if (np.int64(store.holds_false[who]) & bit) == 0:
        false = np.float32(0.0)
    return true, true + false


def by_score(me: People, i, who, at, r, city, listing, wrong, weeks, store: Store,
             terms: Terms, sums: Sums, word):
    """Let a score list a person or let them go, `scoring` (2)."""
    po, pl = terms.scoring[r], terms.lists[r]
    pp = terms.appeals[r]
    bit = 1 << lists.SCORE_LIST
    there = (listing & bit) != 0
    below = me.scored[i] > 0.5 and scoring.listed_by_score(po, me.standing[i], there)
    if below and not there:
        lost = of_scores.points_lost(me, i, r, city, terms)
        is_wrong = not scoring.listed_by_score(po, me.standing[i] - lost, False)
        wrong = enter(me, i, at, terms.links.shape[2], is_wrong, wrong, bit, sums)
        listing, weeks = listing | bit, np.int64(0)
        if lists_wrong.through_another(po, me.standing[i], me.household_listed[i], po.list_below):
            store.through[who] = np.int64(store.through[who]) | bit
    elif there and weeks >= pl.removal_lag:
        u_repair, unused = random.uniforms(terms.draws.repair_by_score[r], word)
        repaired = u_repair < appeals.chance_of_repair(pp, me.since_record[i])
        if repaired or not below:
            leave(me, i, at, wrong & bit, sums)
            listing, wrong = listing & ~bit, wrong & ~bit
            me.ended[lists.SCORE_LIST, i] = RECOVERED
            if repaired:
                add(me, i, at, tally.repairs, 1.0, sums)
                me.ended[lists.SCORE_LIST, i] = REPAIRED
    return listing, wrong, weeks


def open_judgment(me: People, i, at, r, case, owes_now, on_court, cannot_pay, pl, terms: Terms,
                  sums: Sums, word):
    """Open and close a person's unpaid judgment, `lists` (5); count who meets the criterion."""
    if owes_now:
        case |= OWES
    elif case & OWES and not on_court:
        u_settle, unused = random.uniforms(terms.draws.settlement[r], word)
        if u_settle < hit(pl.pay_cannot if cannot_pay else pl.pay_wont):
            case &= ~OWES
    if case & OWES and not cannot_pay:
        add(me, i, at, tally.meets, 1.0, sums)
        if not on_court:
            add(me, i, at, tally.missed, 1.0, sums)
    return case


def count_listed(me: People, i, who, at, r, store: Store, terms: Terms, sums: Sums):
    """Count a person who is on a list at the end of the week, by agency and for the whole."""
    listing, wrong = np.int64(store.listing[who]), np.int64(store.wrong[who])
    if listing != 0:
        pc = terms.conduct[r]
        agencies = terms.links.shape[2]
        for g in range(agencies + 1):
            bit = g if g < agencies else lists.SCORE_LIST
            if listing >> bit & 1:
                sums.by_agency.listed[at, g] += ONE
                if wrong >> bit & 1:
                    sums.by_agency.wrongful_listing[at, g] += ONE
        add(me, i, at, tally.breadth, me.breadth[i], sums)
        if me.hardship[i] > pc.cannot_pay:
            add(me, i, at, tally.cannot_pay_listed, 1.0, sums)


def end_by_appeal(me: People, i, who, at, store: Store, sums: Sums):
    """End what a granted appeal ends: the wrong listings, or all where none is wrong."""
    listing, wrong = np.int64(store.listing[who]), np.int64(store.wrong[who])
    ended = wrong if wrong != 0 else listing
    for bit in range(8):
        if ended >> bit & 1:
            me.ended[bit, i] = APPEALED
            leave(me, i, at, wrong >> bit & 1, sums)
    store.listing[who], store.wrong[who] = listing & ~ended, 0
    store.kept[who] = np.int64(store.kept[who]) & ~ended
    store.through[who] = np.int64(store.through[who]) & ~ended


def keep_without_ground(who, store: Store):
    """Note that the wrong listings of a person stay though no false record is left of them."""
    store.kept[who] = np.int64(store.kept[who]) | np.int64(store.wrong[who])


def clear_false(me: People, i):
    """Forget the weight of false records that every holder has cleared."""
    me.false_amount[i] = 0.0


@apart
def look_again(me: People, n, store: Store, start):
    """Say who is on a list at the end of the week."""
    for i in each(n):
        me.listed[i] = truth(store.listing[start + i] != 0)
        me.wrongly_listed[i] = truth(store.wrong[start + i] != 0)
        quiet = truth(me.since_act[i] >= lists.QUIET_WEEKS) * truth(me.acts[i] < 0.5)
        me.quiet_critic[i] = quiet * truth(me.support[i] < 0.0)
        me.quiet_supporter[i] = quiet - me.quiet_critic[i]
        me.listed_critic[i] = me.quiet_critic[i] * me.listed[i]
        me.listed_supporter[i] = me.quiet_supporter[i] * me.listed[i]
