"""Forecasts and visits: who looks likely to dissent, and whom the centre has visited."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, as_float, as_whole, each, minimum, truth
from countergaze.mechanisms import expression, forecasting
from countergaze.week.records import People, Scratch, Terms
from countergaze.week.society import draw


@apart
def forecast(me: People, n, r, city, terms: Terms, scratch: Scratch):
    """Rank people by the risk that the centre sees, and visit those at the top."""
    pf, pe = terms.forecasting[r], terms.expression[r]
    gain = terms.abroad[r].overseas_gain
    linked, upward = terms.city.linked[r, city], terms.city.foresight[r, city]
    gate_bin, gate_share = terms.city.gate_bin[r, city], terms.city.gate_share[r, city]
    anger = terms.city.climate[r, city].anger
    key = terms.draws.forecast_noise[r]
    key_next = terms.draws.forecast_noise_ahead[r]
    for i in each(n):
        me.draw_3[i] = forecasting.noise_of(random.mix(key ^ scratch.words[i]))
        me.draw_4[i] = forecasting.noise_of(random.mix(key_next ^ scratch.words[i]))
    draw(me, terms.draws.visit[r], n, me.draw_1, me.draw_2, scratch)
    for i in each(n):
        seen = forecasting.seen_risk(pf, me.dissent_amount[i], me.since_dissent_record[i],
                                     me.true_amount[i] + me.false_amount[i], linked, upward,
                                     gain * me.kin_on_file[i])
        whole = as_float(as_whole(forecasting.bin_of(seen + pf.risk_noise * me.draw_3[i])))
        me.next_bin[i] = forecasting.bin_of(seen + pf.risk_noise * me.draw_4[i])
        visited = forecasting.visited(pf, me.adult[i], me.since_visit[i], whole, gate_bin,
                                      gate_share, me.draw_1[i])
        felt = expression.grievance(me.hardship[i], me.support[i], anger)
        me.visited[i] = visited
        me.kin_visited[i] = visited * me.kin_on_file[i]
        me.aggrieved[i] = me.adult[i] * truth(felt > pe.grievance_threshold)
        me.unjust_visit[i] = visited * (1.0 - me.aggrieved[i])
        me.speaks_soon[i] = forecasting.would_speak_soon(me.dissent_chance[i])
        me.speaks_ever[i] = forecasting.would_ever_speak(me.dissent_chance[i])
        me.visit_soon[i] = visited * me.speaks_soon[i]
        me.visit_ever[i] = visited * me.speaks_ever[i]
        recent = truth(me.since_visit[i] < forecasting.PAUSE)
        found = recent * truth(me.recorded[i] + me.dissent_on_record[i] + me.misheard[i] > 0.5)
        first = truth(me.since_record[i] >= me.since_visit[i])
        me.confirmed[i] = found * first * truth(
            me.recorded_before[i] >= me.since_visit[i])
        me.since_visit[i] = (1.0 - visited) * minimum(me.since_visit[i] + 1.0, 255.0)
    if pf.on * pf.visit > 0.0:
        for i in range(n):
            stands = me.adult[i] * truth(me.since_visit[i] >= forecasting.PAUSE)
            scratch.histogram[r, np.int64(me.next_bin[i])] += np.int64(stands)
