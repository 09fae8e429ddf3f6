"""Records of dissent, warnings, and what is remembered of them."""

from __future__ import annotations

from countergaze.compute.maths import apart, each, fixed_sum, minimum, select, truth
from countergaze.mechanisms import lists as rules_of_lists, sensing
from countergaze.week import lists
from countergaze.week.records import People, Scratch, Store, Sums, Terms
from countergaze.week.society import draw


@apart
def record_dissent(me: People, n, r, city, terms: Terms, scratch: Scratch):
    """Record some dissent and warn some who dissented; say who is proposed for honours."""
    pn, ps = terms.sensing[r], terms.sanctions[r]
    coverage_dissent = terms.city.coverage_dissent[r, city]
    localised = pn.on * terms.city.localised[r, city]
    political = terms.policy.political[r]
    attention = terms.city.attention[r, city]
    false_chance = terms.city.misheard_chance[r, city]
    draw(me, terms.draws.warned[r], n, me.draw_1, me.draw_2, scratch)
    for i in each(n):
        u_warn, u_honour = me.draw_1[i], me.draw_2[i]
        me.redlist_candidate[i] = me.service[i] * ps.on * truth(u_honour < ps.redlist_chance)
        chance = sensing.chance_of_dissent_record(
            coverage_dissent + localised * me.worker[i], me.exposure[i])
        me.dissent_on_record[i] = sensing.recorded(me.dissent[i], chance, u_warn)
        bias = select(me.minority[i] > 0.5, pn.bias, 1.0)
        me.by_error[i] = me.adult[i] * false_chance * bias
        me.made_up[i] = 0.0
        me.misheard[i] = sensing.misheard(me.dissent[i], me.by_error[i], u_warn)
        me.dissent_seen[i] = me.dissent_chance[i] * chance
        me.spoken[i] = political * me.dissent_on_record[i]
        me.warned[i] = sensing.warned(pn, me.dissent[i], chance, attention, u_warn)


@apart
def file_dissent(me: People, n, start, at, r, city, store: Store, terms: Terms, sums: Sums):
    """Put recorded dissent on file where opinions are in the tariff, and mark who is dealt with."""
    if terms.policy.political[r] > 0.0:
        for k in range(terms.act_columns.shape[2]):
            if terms.acts.spoken[r, city, k] > 0.0:
                gravity, points = terms.acts.gravity[r, city, k], terms.acts.points[r, city, k]
                for i in each(n):
                    me.records[k, i] = me.spoken[i]
                    me.false_records[k, i] = me.misheard[i]
                    made = me.spoken[i] + me.misheard[i]
                    me.points[i] = me.points[i] + points * made
                    me.recorded[i] = me.recorded[i] + made
                sums.by_kind.records[at, k] += fixed_sum(me, me.spoken, me.adult, n)
                sums.by_kind.false_records[at, k] += fixed_sum(me, me.misheard, me.adult, n)
                lists.expect(me, n, start, r, city, k, store, terms)
                lists.weigh_spoken(me, n, gravity)
    for i in each(n):
        me.affected[i] = me.affected[i] + me.recorded[i] + me.redlist_candidate[i]


@apart
def remember(me: People, n, r, terms: Terms):
    """Put records of dissent on file, true and false, and let them fade as all records do."""
    pl = terms.lists[r]
    for i in each(n):
        new, before = me.dissent_on_record[i] + me.misheard[i], me.since_dissent_record[i]
        me.recorded_before[i] = before
        me.dissent_amount[i] = rules_of_lists.decayed(pl, me.dissent_amount[i]) + new
        me.since_dissent_record[i] = (1.0 - new) * minimum(before + 1.0, 255.0)
