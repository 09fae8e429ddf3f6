"""Records of dissent, warnings, and what is remembered of them."""

from __future__ import annotations

from countergaze.compute.maths import apart, each, minimum, truth
from countergaze.mechanisms import sensing
from countergaze.week import lists
from countergaze.week.records import People, Scratch, Terms
from countergaze.week.society import draw


@apart
def record_dissent(me: People, n, r, city, terms: Terms, scratch: Scratch):
    """Record some dissent and warn some who dissented; say who is proposed for honours."""
    pn, ps = terms.sensing[r], terms.sanctions[r]
    coverage_dissent = terms.city.coverage_dissent[r, city]
    localised = pn.on * terms.city.localised[r, city]
    political = terms.policy.political[r]
    attention = terms.city.attention[r, city]
    draw(me, terms.draws.warned[r], n, me.draw_1, me.draw_2, scratch)
    for i in each(n):
        u_warn, u_honour = me.draw_1[i], me.draw_2[i]
        me.redlist_candidate[i] = me.service[i] * ps.on * truth(u_honour < ps.redlist_chance)
        chance = sensing.chance_of_dissent_record(
            coverage_dissent + localised * me.worker[i], me.exposure[i])
        me.dissent_on_record[i] = sensing.recorded(me.dissent[i], chance, u_warn)
        me.spoken[i] = political * me.dissent_on_record[i]
        me.warned[i] = sensing.warned(pn, me.dissent[i], chance, attention, u_warn)


@apart
def file_dissent(me: People, n, r, city, terms: Terms):
    """Put recorded dissent on file where opinions are in the tariff, and mark who is dealt with."""
    if terms.policy.political[r] > 0.0:
        for k in range(terms.act_columns.shape[2]):
            if terms.acts.spoken[r, city, k] > 0.0:
                gravity, points = terms.acts.gravity[r, city, k], terms.acts.points[r, city, k]
                for i in each(n):
                    me.records[k, i] = me.spoken[i]
                    me.points[i] = me.points[i] + points * me.spoken[i]
                    me.recorded[i] = me.recorded[i] + me.spoken[i]
                lists.weigh_spoken(me, n, gravity)
    for i in each(n):
        me.affected[i] = me.affected[i] + me.recorded[i] + me.redlist_candidate[i]


@apart
def remember(me: People, n, r, terms: Terms):
    """Keep count of records of dissent, for as long as records are kept."""
    pl = terms.lists[r]
    for i in each(n):
        spoken, before = me.dissent_on_record[i], me.since_spoken[i]
        since = (1.0 - spoken) * minimum(before + 1.0, 255.0)
        on_file = truth(since < minimum(pl.retention, 255.0))
        me.spoken_before[i] = before
        me.spoken_records[i] = on_file * minimum(me.spoken_records[i] + spoken, 255.0)
        me.since_spoken[i] = since
