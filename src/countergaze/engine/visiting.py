"""Forecasts and visits: who looks likely to dissent, and whom the centre has visited."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, as_float, as_whole, each, minimum, truth
from countergaze.engine.parameters import (
    ABROAD, ABROAD_END, EXPRESSION, EXPRESSION_END, FORECASTING, FORECASTING_END, LISTS, LISTS_END,
)
from countergaze.engine.rows import (
    ADULT, CONFIRMED, FALSE_AMOUNT, HARDSHIP, KIN_FILE, KIN_VISITED, ON_RECORD, RECORDED, RISKS,
    SINCE_RECORD, SINCE_SPOKEN, SINCE_VISIT, SPOKEN_RECORDS, SUPPORT, TRUE_AMOUNT, UNJUST, VISITED,
)
from countergaze.engine.terms import (
    ANGER, FORESIGHT, GATE_BIN, GATE_SHARE, KEY_FORECAST, KEY_FORECAST_NEXT, KEY_VISIT, LINKED,
)
from countergaze.mechanisms import abroad, expression, forecasting, lists


@apart
def forecast(b, n, r, place, terms, desk):
    """Rank people by the risk that the centre sees, and visit those at the top."""
    pf = forecasting.Parameters.Values(*terms.numbers[FORECASTING:FORECASTING_END])
    pe = expression.Parameters.Values(*terms.numbers[EXPRESSION:EXPRESSION_END])
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    gain = abroad.Parameters.Values(*terms.numbers[ABROAD:ABROAD_END]).overseas_gain
    linked, upward = terms.city[r, place, LINKED], terms.city[r, place, FORESIGHT]
    gate_bin, gate_share = terms.city[r, place, GATE_BIN], terms.city[r, place, GATE_SHARE]
    anger = terms.city[r, place, ANGER]
    key, key_visit = terms.keys[r, KEY_FORECAST], terms.keys[r, KEY_VISIT]
    key_next = terms.keys[r, KEY_FORECAST_NEXT]
    for i in each(n):
        spoken, spoken_before = b[ON_RECORD + i], b[SINCE_SPOKEN + i]
        since = (1.0 - spoken) * minimum(b[SINCE_SPOKEN + i] + 1.0, 255.0)
        on_file = truth(since < minimum(pl.retention, 255.0))
        b[SPOKEN_RECORDS + i] = on_file * minimum(b[SPOKEN_RECORDS + i] + spoken, 255.0)
        b[SINCE_SPOKEN + i] = since
        seen = forecasting.seen_risk(pf, b[SPOKEN_RECORDS + i], since,
                                     b[TRUE_AMOUNT + i] + b[FALSE_AMOUNT + i], linked, upward,
                                     gain * b[KIN_FILE + i])
        noise = forecasting.noise_of(random.mix(key ^ desk.words[i]))
        following = forecasting.noise_of(random.mix(key_next ^ desk.words[i]))
        u_visit, unused = random.uniforms(key_visit, desk.words[i])
        whole = as_float(as_whole(forecasting.bin_of(seen + pf.risk_noise * noise)))
        b[RISKS + i] = forecasting.bin_of(seen + pf.risk_noise * following)
        visited = forecasting.visited(pf, b[ADULT + i], b[SINCE_VISIT + i], whole, gate_bin,
                                      gate_share, u_visit)
        felt = expression.grievance(b[HARDSHIP + i], b[SUPPORT + i], anger)
        b[VISITED + i] = visited
        b[KIN_VISITED + i] = visited * b[KIN_FILE + i]
        b[UNJUST + i] = visited * truth(felt <= pe.grievance_threshold)
        recent = truth(b[SINCE_VISIT + i] < forecasting.PAUSE)
        found = recent * truth(b[RECORDED + i] + spoken > 0.5)
        first = truth(b[SINCE_RECORD + i] >= b[SINCE_VISIT + i])
        b[CONFIRMED + i] = found * first * truth(spoken_before >= b[SINCE_VISIT + i])
        b[SINCE_VISIT + i] = (1.0 - visited) * minimum(b[SINCE_VISIT + i] + 1.0, 255.0)
    if pf.on * pf.visit > 0.0:
        for i in range(n):
            if b[ADULT + i] > 0.5 and b[SINCE_VISIT + i] >= forecasting.PAUSE:
                desk.histogram[r, np.int64(b[RISKS + i])] += 1
