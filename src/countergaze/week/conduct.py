"""Acts, service and tip-offs: what people do in a week."""

from __future__ import annotations

from countergaze.compute import random
from countergaze.compute.maths import apart, each, fixed_sum, minimum, select, truth
from countergaze.mechanisms import conduct, conduct_peers, officials
from countergaze.week.records import People, Sums, Terms, tally


@apart
def begin(me: People, n, r, city, terms: Terms):
    """Clear what last week left in the rows, and weigh what is at stake."""
    pc, incentive = terms.conduct[r], terms.incentive[r]
    breadth = terms.city.breadth[r, city]
    for i in each(n):
        me.acts[i] = 0.0
        me.mean_acts[i] = 0.0
        me.gravity[i] = 0.0
        me.points[i] = 0.0
        me.recorded[i] = 0.0
        me.erased[i] = 0.0
        me.stake[i] = conduct.stake(pc, incentive, me.knows[i], me.aware[i], me.scored[i],
                                    breadth)


@apart
def act(me: People, n, cell, r, city, k, terms: Terms, sums: Sums, words):
    """Let people commit acts of one kind, and agencies record some of them, rightly or not."""
    pc, pn = terms.conduct[r], terms.sensing[r]
    pl, po = terms.lists[r], terms.officials[r]
    kind = terms.act[r, city, k]
    key = terms.draws.act[r, k]
    court_share = pl.on * pl.court_list_share
    fabricated = pn.on * terms.city.fabricated[r, city] * kind.street
    lost = officials.chance_to_erase(po, terms.city.misuse[r, city])
    false_chance = pn.on * pn.false_rate * kind.false_level
    localised = pn.on * terms.city.localised[r, city]
    for i in each(n):
        u_act, u_record = random.uniforms(key, words[i])
        bias = select(me.minority[i] > 0.5, pn.bias, 1.0)
        acts = conduct.step(
            pc, kind, me.adult[i], me.z[i], me.hardship[i], me.dread[i], me.knows[i],
            me.exposure[i], me.stake[i], court_share,
            false_chance * bias + fabricated * (1.0 - me.official[i]),
            pn.on * me.reporting_ties[i], localised * me.worker[i],
            1.0 - lost * me.official[i], u_act, u_record)
        me.acts[i] = me.acts[i] + acts.acts
        me.mean_acts[i] = me.mean_acts[i] + acts.mean
        me.erased[i] = me.erased[i] + acts.erased
        me.gravity[i] = me.gravity[i] + kind.gravity * acts.mean
        me.acts_of_kind[i] = acts.acts
        me.spare[i] = acts.records
        me.spare_2[i] = acts.false
        made = acts.records + acts.false
        me.points[i] = me.points[i] + kind.points * made
        me.recorded[i] = me.recorded[i] + made
    # In a loop of its own: rows at a distance that hangs on k would keep the one above scalar.
    for i in each(n):
        me.records[k, i] = me.spare[i]
        me.false_records[k, i] = me.spare_2[i]
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
    raised = terms.city.tips_raised[r, city]
    key = terms.draws.service[r]
    for i in each(n):
        u_serve, u_report = random.uniforms(key, words[i])
        plain = conduct.rate_of_service(pc, me.adult[i], me.support[i])
        more = minimum(plain * conduct.for_points(pc, incentive, me.aware[i]), 1.0 - plain)
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
