"""Acts, service and tip-offs: what people do in a week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, each, fixed_sum, minimum, pick, select, truth
from countergaze.mechanisms import conduct, conduct_peers, officials, scoring
from countergaze.week.counts import ONE
from countergaze.week.records import People, Scratch, Sums, Terms, tally
from countergaze.week.society import draw, draw_once


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
        me.fabricated[i] = 0.0
        me.stake[i] = conduct.stake(pc, incentive, me.knows[i], me.aware[i], me.scored[i],
                                    breadth, of_grade)


class Recording(NamedTuple):
    """How acts of a kind come to be recorded in a city, rightly or not."""

    court_share: float
    fabricated: float
    case_records: float
    erased: float
    false_chance: float
    localised: float
    bias: float
    on: float


def recording(r, city, kind, terms: Terms):
    """Return the `Recording` of a kind in a city."""
    pn, pl, po = terms.sensing[r], terms.lists[r], terms.officials[r]
    share = officials.share_of_cases(po, kind.street, kind.debt)
    return Recording(
        pl.on * pl.court_list_share, pn.on * terms.city.fabricated[r, city] * share,
        po.case_records, officials.chance_to_erase(po, terms.city.misuse[r, city]),
        pn.on * pn.false_rate * kind.false_level, pn.on * terms.city.localised[r, city],
        pn.bias, pn.on)


@apart
def err(me: People, n, r, city, k, terms: Terms):
    """Say how likely a false record of a kind is on each: by error or tip-off, or made up."""
    pc, kind = terms.conduct[r], terms.act[r, city, k]
    how = recording(r, city, kind, terms)
    for i in each(n):
        bias = select(me.minority[i] > 0.5, how.bias, 1.0)
        me.by_error[i] = me.adult[i] * conduct.chance_of_false(
            pc, kind, how.false_chance * bias, how.on * me.reporting_ties[i])
        me.made_up[i] = me.adult[i] * conduct.chance_of_case(
            pc, how.fabricated * (1.0 - me.official[i]))


@apart
def act(me: People, n, at, r, city, k, terms: Terms, sums: Sums, scratch: Scratch):
    """Let people commit acts of one kind, and agencies record some of them, rightly or not.

    Only those are looked at closely whom their draw could bring it: a draw above the rate that
    nothing deters, and below any false record, is no act.  Returns how many they are.
    """
    pc, kind = terms.conduct[r], terms.act[r, city, k]
    draw_once(me, terms.draws.act[r, k], n, me.draw_1, scratch)
    for i in each(n):
        most = conduct.most_acts(pc, kind, me.z[i], me.hardship[i])
        false = me.by_error[i] + me.made_up[i]
        drawn = truth(me.draw_1[i] < most) + truth(me.draw_1[i] > 1.0 - false)
        me.may_act[i] = me.adult[i] * drawn
    act_not(me, n, k)
    many = pick(me, me.may_act, n, scratch.picked)
    act_one_by_one(me, at, r, city, k, many, terms, sums, scratch)
    return many


@apart
def act_one_by_one(me: People, at, r, city, k, many, terms: Terms, sums: Sums, scratch: Scratch):
    """Let those adults act who might, and count it; many: of them in `scratch.picked`.

    What false records of the kind weigh is left in a spare row.
    """
    pc, kind, key = terms.conduct[r], terms.act[r, city, k], terms.draws.act[r, k]
    how = recording(r, city, kind, terms)
    acts_done, true_records, false_records = np.int64(0), np.int64(0), np.int64(0)
    for j in range(many):
        i = scratch.picked[j]
        u_act, u_record = random.uniforms(key, scratch.words[i])
        acts = conduct.step(
            pc, kind, me.adult[i], me.z[i], me.hardship[i], me.dread[i], me.knows[i],
            me.exposure[i], me.stake[i], how.court_share, me.by_error[i], me.made_up[i],
            how.case_records, how.on * me.reporting_ties[i], how.localised * me.worker[i],
            1.0 - how.erased * me.official[i], u_act, u_record)
        me.acts[i] = me.acts[i] + acts.acts
        me.erased[i] = me.erased[i] + acts.erased
        me.fabricated[i] = me.fabricated[i] + truth(u_act > 1.0 - me.made_up[i])
        me.records[k, i] = acts.records
        me.false_records[k, i] = minimum(acts.false, 1.0)
        me.spare[i] = acts.false
        me.points[i] = me.points[i] + kind.points * (acts.records + acts.false)
        me.recorded[i] = me.recorded[i] + acts.records + minimum(acts.false, 1.0)
        acts_done += np.int64(acts.acts)
        true_records += np.int64(acts.records)
        false_records += np.int64(acts.false > 0.5)
    sums.tallies[at, tally.acts_of_0 + k, 0] += ONE * acts_done
    if kind.debt == 0.0:
        sums.by_kind.expected_records[at, k] += ONE * true_records
    if terms.policy.political[r] * kind.spoken == 0.0:  # `sensing.file_dissent` counts the others
        sums.by_kind.records[at, k] += ONE * true_records
        sums.by_kind.false_records[at, k] += ONE * false_records


@apart
def expect(me: People, n, r, city, k, terms: Terms):
    """Work out the acts of a kind that are expected before the draw, where conduct is scored."""
    if terms.city.pilot[r, city] > 0.0:
        expect_of_all(me, n, r, city, k, terms)


@apart
def expect_of_all(me: People, n, r, city, k, terms: Terms):
    """Add the expected acts of a kind, and their gravity."""
    pc, kind = terms.conduct[r], terms.act[r, city, k]
    how = recording(r, city, kind, terms)
    for i in each(n):
        chance = conduct.chance_of_record(pc, kind, me.exposure[i], how.on * me.reporting_ties[i],
                                          how.localised * me.worker[i])
        mean = conduct.expected_acts(
            pc, kind, me.adult[i], me.z[i], me.hardship[i], me.dread[i], me.knows[i],
            me.stake[i], how.court_share, chance)
        me.mean_acts[i] = me.mean_acts[i] + mean
        me.gravity[i] = me.gravity[i] + kind.gravity * mean


@apart
def expect_debts(me: People, n, at, r, city, k, terms: Terms, sums: Sums):
    """Count the chances of judgments in the place of their number, for what errs with their level.

    There are few judgments, so that the errors to come would hang on chance in those made.
    """
    pc, kind = terms.conduct[r], terms.act[r, city, k]
    how = recording(r, city, kind, terms)
    for i in each(n):
        me.spare[i] = (1.0 - how.erased * me.official[i]) * conduct.expected_debts(
            pc, kind, me.z[i], me.hardship[i], me.dread[i], me.knows[i], me.stake[i],
            how.court_share)
    sums.by_kind.expected_records[at, k] += fixed_sum(me, me.spare, me.adult, n)


@apart
def act_not(me: People, n, k):
    """Clear the records of a kind of last week.

    In a pass of its own: rows at a distance that hangs on k would keep others scalar.
    """
    for i in each(n):
        me.records[k, i] = 0.0
        me.false_records[k, i] = 0.0


@apart
def serve(me: People, n, r, city, terms: Terms, scratch: Scratch):
    """Let people serve and tip off."""
    pc, incentive = terms.conduct[r], terms.incentive[r]
    po, mean = terms.scoring[r], terms.city.score_mean[r, city]
    raised = terms.city.tips_raised[r, city]
    draw(me, terms.draws.service[r], n, me.draw_1, me.draw_2, scratch)
    for i in each(n):
        u_serve, u_report = me.draw_1[i], me.draw_2[i]
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
def enforce(me: People, n, r, terms: Terms, scratch: Scratch):
    """Let people comply with a norm, enforce it and tip off, under peers_form emperor."""
    pc = terms.conduct[r]
    draw(me, terms.draws.service[r], n, me.draw_1, me.draw_2, scratch)
    for i in each(n):
        u_report = me.draw_2[i]
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
