"""Forecasts and visits: who looks likely to dissent, and whom the centre has visited."""

from __future__ import annotations

from countergaze.compute import random
from countergaze.compute.maths import apart, as_float, as_whole, each, minimum, pick, select, truth
from countergaze.mechanisms import expression, forecasting
from countergaze.week.counts import add
from countergaze.week.records import People, Scratch, Sums, Terms, tally

TURNS = 4
"""Tables of risks, to which people are added in turn: one alone would be waited for."""


@apart
def forecast(me: People, n, at, r, city, terms: Terms, sums: Sums, scratch: Scratch):
    """Rank people by the risk that the centre sees, and visit those at the top.

    Only those are looked at closely whom some noise could bring a visit.
    """
    pf, pe = terms.forecasting[r], terms.expression[r]
    gain = terms.abroad[r].overseas_gain
    linked, upward = terms.city.linked[r, city], terms.city.foresight[r, city]
    anger, gate_bin = terms.city.climate[r, city].anger, terms.city.gate_bin[r, city]
    key_next = terms.draws.forecast_noise_ahead[r]
    for i in each(n):
        me.draw_1[i] = forecasting.noise_of(random.mix(key_next ^ scratch.words[i]))
    for i in each(n):
        seen = forecasting.seen_risk(pf, me.dissent_amount[i], me.since_dissent_record[i],
                                     me.true_amount[i] + me.false_amount[i], linked, upward,
                                     gain * me.kin_on_file[i])
        most = forecasting.bin_of(seen + pf.risk_noise * forecasting.LARGEST_NOISE)
        me.spare[i] = seen
        me.may_visit[i] = me.adult[i] * truth(me.since_visit[i] >= forecasting.PAUSE) * truth(
            most >= gate_bin)
        felt = expression.grievance(me.hardship[i], me.support[i], anger)
        me.aggrieved[i] = me.adult[i] * truth(felt > pe.grievance_threshold)
        me.speaks_soon[i] = forecasting.would_speak_soon(me.dissent_chance[i])
        me.speaks_ever[i] = forecasting.would_ever_speak(me.dissent_chance[i])
        recent = truth(me.since_visit[i] < forecasting.PAUSE)
        found = recent * truth(me.recorded[i] + me.dissent_on_record[i] + me.misheard[i] > 0.5)
        first = truth(me.since_record[i] >= me.since_visit[i])
        me.confirmed[i] = found * first * truth(
            me.recorded_before[i] >= me.since_visit[i])
        me.since_visit[i] = minimum(me.since_visit[i] + 1.0, 255.0)
        stands = me.adult[i] * truth(me.since_visit[i] >= forecasting.PAUSE)
        me.next_bin[i] = select(
            stands > 0.5, forecasting.bin_of(seen + pf.risk_noise * me.draw_1[i]),
            forecasting.BINS)
        me.visited[i] = 0.0
        me.unjust_visit[i] = 0.0
    many = pick(me, me.may_visit, n, scratch.picked)
    visit_one_by_one(me, at, r, city, many, terms, sums, scratch)
    if pf.on * pf.visit > 0.0:
        rank(me, n, r, scratch)


@apart
def visit_one_by_one(me: People, at, r, city, many, terms: Terms, sums: Sums,
                     scratch: Scratch):
    """Visit those at the top of those who might be, and count it; many: in `scratch.picked`.

    Their risks before noise are in the spare row.
    """
    pf = terms.forecasting[r]
    gate_bin, gate_share = terms.city.gate_bin[r, city], terms.city.gate_share[r, city]
    for j in range(many):
        i = scratch.picked[j]
        word = scratch.words[i]
        noise = forecasting.noise_of(random.mix(terms.draws.forecast_noise[r] ^ word))
        place = as_float(as_whole(forecasting.bin_of(me.spare[i] + pf.risk_noise * noise)))
        u_visit, unused = random.uniforms(terms.draws.visit[r], word)
        if forecasting.visited(pf, me.adult[i], me.since_visit[i], place, gate_bin, gate_share,
                               u_visit) > 0.5:
            me.visited[i] = 1.0
            me.unjust_visit[i] = 1.0 - me.aggrieved[i]
            me.since_visit[i] = 0.0
            me.next_bin[i] = forecasting.BINS
            add(me, i, at, tally.visits, 1.0, sums)
            add(me, i, at, tally.unjust_visits, me.unjust_visit[i], sums)
            add(me, i, at, tally.visit_soon, me.speaks_soon[i], sums)
            add(me, i, at, tally.visit_ever, me.speaks_ever[i], sums)
            add(me, i, at, tally.kin_visited, me.kin_on_file[i], sums)


@apart
def rank(me: People, n, r, scratch: Scratch):
    """Count who may be visited next week by their risk."""
    for i in each(n):
        scratch.others[0, i] = as_whole(me.next_bin[i])
    for i in range(n):
        scratch.ranked[r, i % TURNS, scratch.others[0, i]] += 1


def add_up_ranks(first, last, scratch: Scratch):
    """Add up how many people were counted at each risk, in replicates first to last."""
    for r in range(first, last + 1):
        for turn in range(TURNS):
            for place in range(forecasting.BINS):
                scratch.histogram[r, place] += scratch.ranked[r, turn, place]
                scratch.ranked[r, turn, place] = 0
