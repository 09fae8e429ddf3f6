"""Acts, service and tip-offs: what people do in a week."""

from __future__ import annotations

from typing import NamedTuple

from countergaze.compute import random
from countergaze.compute.maths import apart, each, fixed_sum, minimum, select, truth
from countergaze.mechanisms import conduct, conduct_peers, officials, scoring
from countergaze.week.records import People, Scratch, Sums, Terms, tally
from countergaze.week.society import pick


@apart
def begin(me: People, n, r, city, terms: Terms):
    """Clear what last week left in the rows, and weigh what is at stake."""
    pc, incentive = terms.conduct[r], terms.incentive[r]
    breadth = terms.city.breadth[r, city]
    of_grade = scoring.stake_of_grade(terms.scoring[r])
    for i in each(n):
        me.acts[i] = 0.0
        me.mean_acts[i] = 0.0
        me.gravity[i] = 0.0
        me.points[i] = 0.0
        me.recorded[i] = 0.0
        me.erased[i] = 0.0
        me.stake[i] = conduct.stake(pc, incentive, me.knows[i], me.aware[i], me.scored[i],
                                    breadth, of_grade)


class Recording(NamedTuple):
    """How acts of a kind come to be recorded in a city, rightly or not."""

    court_share: float
    fabricated: float
    erased: float
    false_chance: float
    localised: float
    bias: float
    on: float


def recording(r, city, kind, terms: Terms):
    """Return the `Recording` of a kind in a city."""
    pn, pl, po = terms.sensing[r], terms.lists[r], terms.officials[r]
    return Recording(
        pl.on * pl.court_list_share, pn.on * terms.city.fabricated[r, city] * kind.street,
        officials.chance_to_erase(po, terms.city.misuse[r, city]),
        pn.on * pn.false_rate * kind.false_level, pn.on * terms.city.localised[r, city],
        pn.bias, pn.on)


def false_chance(me: People, i, how):
    """Return the chance of a false record on a person, but for tip-offs; how: a `Recording`."""
    bias = select(me.minority[i] > 0.5, how.bias, 1.0)
    return how.false_chance * bias + how.fabricated * (1.0 - me.official[i])


def act_once(me: People, i, pc, kind, how, u_act, u_record):
    """Let one person commit acts of a kind, and agencies record them; how: a `Recording`."""
    acts = conduct.step(
        pc, kind, me.adult[i], me.z[i], me.hardship[i], me.dread[i], me.knows[i],
        me.exposure[i], me.stake[i], how.court_share, false_chance(me, i, how),
        how.on * me.reporting_ties[i], how.localised * me.worker[i],
        1.0 - how.erased * me.official[i], u_act, u_record)
    me.acts[i] = me.acts[i] + acts.acts
    me.acts_of_kind[i] = acts.acts
    me.erased[i] = me.erased[i] + acts.erased
    me.spare[i] = acts.records
    me.spare_2[i] = acts.false
    made = acts.records + acts.false
    me.points[i] = me.points[i] + kind.points * made
    me.recorded[i] = me.recorded[i] + made
    return acts.mean


@apart
def act(me: People, n, r, city, k, terms: Terms, words):
    """Let people commit acts of one kind, and agencies record some of them, rightly or not."""
    pc, kind = terms.conduct[r], terms.act[r, city, k]
    how = recording(r, city, kind, terms)
    key = terms.draws.act[r, k]
    for i in each(n):
        u_act, u_record = random.uniforms(key, words[i])
        mean = act_once(me, i, pc, kind, how, u_act, u_record)
        me.mean_acts[i] = me.mean_acts[i] + mean
        me.gravity[i] = me.gravity[i] + kind.gravity * mean
    keep_records(me, n, k)


@apart
def act_if_drawn(me: People, n, r, city, k, terms: Terms, scratch: Scratch):
    """Do what `act` does, but for expected acts, looking only at whom their draw could bring it.

    Few could: a draw above the rate that nothing deters, and below any false record, is no act.
    """
    pc, kind = terms.conduct[r], terms.act[r, city, k]
    how = recording(r, city, kind, terms)
    key = terms.draws.act[r, k]
    for i in each(n):
        u_act, u_record = random.uniforms(key, scratch.words[i])
        me.act_draw[i] = u_act
        me.record_draw[i] = u_record
        me.acts_of_kind[i] = 0.0
        me.spare[i] = 0.0
        me.spare_2[i] = 0.0
    for i in each(n):
        most = conduct.most_acts(pc, kind, me.z[i], me.hardship[i])
        false = conduct.chance_of_false(pc, kind, false_chance(me, i, how),
                                        how.on * me.reporting_ties[i])
        drawn = truth(me.act_draw[i] < most) + truth(me.act_draw[i] > 1.0 - false)
        me.may_act[i] = me.adult[i] * drawn
    act_one_by_one(me, r, city, k, pick(me, me.may_act, n, scratch.picked), terms, scratch)
    keep_records(me, n, k)


@apart
def act_one_by_one(me: People, r, city, k, many, terms: Terms, scratch: Scratch):
    """Let those act who might, by the draws in their rows; many: of them in `scratch.picked`."""
    pc, kind = terms.conduct[r], terms.act[r, city, k]
    how = recording(r, city, kind, terms)
    for j in range(many):
        i = scratch.picked[j]
        act_once(me, i, pc, kind, how, me.act_draw[i], me.record_draw[i])


@apart
def keep_records(me: People, n, k):
    """Keep the records of a kind, which are in the spare rows.

    In a pass of its own: rows at a distance that hangs on k would keep others scalar.
    """
    for i in each(n):
        me.records[k, i] = me.spare[i]
        me.false_records[k, i] = me.spare_2[i]


@apart
def count_kind(me: People, n, cell, k, sums: Sums):
    """Add up the acts of the kind that is under way."""
    sums.tallies[cell, tally.acts_of_0 + k, 0] += fixed_sum(me, me.acts_of_kind, me.adult, n)


@apart
def act_not(me: People, n, k):
    """Clear the records of a kind of which nothing can come this week."""
    for i in each(n):
        me.records[k, i] = 0.0
        me.false_records[k, i] = 0.0


@apart
def serve(me: People, n, r, city, terms: Terms, words):
    """Let people serve and tip off."""
    pc, incentive = terms.conduct[r], terms.incentive[r]
    po, mean = terms.scoring[r], terms.city.score_mean[r, city]
    raised = terms.city.tips_raised[r, city]
    key = terms.draws.service[r]
    for i in each(n):
        u_serve, u_report = random.uniforms(key, words[i])
        plain = conduct.rate_of_service(pc, me.adult[i], me.support[i])
        behind = me.scored[i] * scoring.catching_up(po, me.standing[i], mean)
        more = minimum(plain * conduct.for_points(pc, incentive, me.aware[i], behind),
                       1.0 - plain)
        me.performative[i] = more
        me.service_chance[i] = plain + more
        me.service[i] = truth(u_serve < plain + more)
        tips = conduct.rate_of_reports(pc, incentive, me.adult[i], me.support[i],
                                       me.risk_tolerance[i], me.dread[i], me.aware[i])
        me.tips[i] = truth(u_report < raised * tips)
        me.norm[i] = 0.0


@apart
def enforce(me: People, n, r, terms: Terms, words):
    """Let people comply with a norm, enforce it and tip off, under peers_form emperor."""
    pc = terms.conduct[r]
    key = terms.draws.service[r]
    for i in each(n):
        unused, u_report = random.uniforms(key, words[i])
        norm = conduct_peers.norm(pc, me.support[i], me.nerve[i], me.enforcing_ties[i],
                                  me.complying_ties[i], me.ties[i])
        me.norm[i] = me.adult[i] * conduct_peers.shown(norm)
        me.tips[i] = conduct_peers.reports(pc, me.adult[i], norm.enforce, u_report)


@apart
def age(me: People, n):
    """Count the weeks since the last act, and say whose act is the first in years."""
    for i in each(n):
        me.first_act[i] = truth(me.acts[i] > 0.5) * truth(me.since_act[i] > 254.5)
        me.since_act[i] = truth(me.acts[i] < 0.5) * minimum(me.since_act[i] + 1.0, 255.0)
