"""Forecasting and pre-emption: whom the centre thinks likely to dissent, and whom it visits.

For an adult in city c:

1. risk = (3 dissent records + 0.1 (Tr + Fa) Heff_c + overseas) V_c + risk_noise N(0, 1), overseas
   being what kin on file abroad add (`abroad`); nobody is visited within 12 weeks of a visit
2. the top `visit` share of adults is visited, by the threshold of last week's histogram (of who
   may be visited, by what was then on file and this week's noise), ties by the person's own
   draw.  A visit is unjust if the person's grievance G is at most the threshold
   T of `expression`: they would never have spoken.  PPV = share of visits with G > T
3. attention follows the visits: fb_c' = 0.95 fb_c + 0.05 (1 + feedback (visits_c / mean visits -
   1)), held in [0.3, 3] and then scaled to a mean of one over residents; it multiplies the city's
   coverage.  Under `discount` (G16) coverage is multiplied by 1 + (fb - 1) (1 - discount)

A visit adds fear, and costs support where it is unjust (`adaptation`).

Forms.  `signal_form`: "records" is (1); "noise" looks at risk_noise only, the null; "acts" looks at
recorded dissent of the last 12 weeks only.

Known limit: the mean of fb is 1; under "noise" the PPV is the share of people with G > T.

Left out: what is said on a visit; models that learn; memory of dissent beyond 255 weeks.  The
noise is a sum of four uniforms, so its tails end at 3.5 standard deviations.

Sources: Ensign et al. 2018 (runaway feedback of discovered incidents and its correction by
discounting); base-rate arithmetic for PPV; numbers are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import as_float, minimum, select, truth
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import NATION, RISK_BIN, CityState, carried, weekly
from countergaze.declare.state import (
    columns, draws, fields, person_draw, quantities, tallies, total, weeks_since,
)

DISSENT_WEIGHT, RECORD_WEIGHT = 3.0, 0.1
PAUSE = 12.0
BINS, BINS_A_UNIT = 128, 8.0
LEAST_FEEDBACK, MOST_FEEDBACK = 0.3, 3.0
FEEDBACK_WEIGHT = 0.05
NOISE_SCALE = 1.7320508


class Parameters(Table, table="forecasting"):
    """Numbers of forecasting."""

    on = switch(1.0, meaning="whether anybody is visited for what they might do")
    signal_form = form("records", "noise", "acts", meaning="what a forecast looks at: all records, "
                       "nothing but noise, or recent recorded dissent")
    visit = lever(0.0002, "share of adults a week", range=(0.0, 0.005), bounds=(0.0, 0.5),
                  meaning="adults visited", moves={"visits": "+"})
    risk_noise = uncertainty(0.3, "risk", scale="log", range=(0.1, 1.0), bounds=(0.001, 10.0),
                             meaning="noise of the forecast", moves={"visit_precision": "-"})
    feedback = uncertainty(0.5, "-", range=(0.0, 1.0), bounds=(0.0, 1.0),
                           source="assumed (Ensign et al. 2018 for the mechanism)",
                           meaning="how far attention follows visits",
                           moves={"scrutiny_concentration": "+"})
    discount = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                     source="assumed (Ensign et al. 2018)",
                     meaning="how far discovered incidents are discounted (G16)",
                     moves={"scrutiny_concentration": "-"})


def noise_of(word):
    """Return about N(0, 1) from a 64-bit word: four uniforms of 12 bits."""
    twelve = np.uint64(4095)
    total = (as_float(word & twelve) + as_float((word >> np.uint64(12)) & twelve)
             + as_float((word >> np.uint64(24)) & twelve)
             + as_float((word >> np.uint64(36)) & twelve))
    return (total / 4096.0 - 1.99951171875) * NOISE_SCALE


def seen_risk(p, dissent_records, since_record, amount, linked, upward, overseas):
    """Return the risk that the centre sees, equation (1), before its noise."""
    seen = (DISSENT_WEIGHT * dissent_records + RECORD_WEIGHT * amount * linked
            + overseas) * upward
    recent = DISSENT_WEIGHT * truth(since_record < PAUSE) * upward
    seen = select(p.signal_form == 1.0, 0.0, seen)
    return select(p.signal_form == 2.0, recent, seen)


def bin_of(value):
    """Return the bin of the histogram that holds a risk; risks below 0 share the first."""
    return minimum(select(value > 0.0, value * BINS_A_UNIT, 0.0), BINS - 1.0)


def gate(p, histogram, adults):
    """Return (bin, share) by which `visit` of all adults are visited, equation (2).

    histogram: adults by bin of last week who may be visited, (replicates, BINS); adults: all of
    them, as what is returned (replicates, 1).  Without a histogram nobody is visited.
    """
    total = histogram.sum(axis=1, keepdims=True)
    wanted = p.on * p.visit * adults
    above = np.cumsum(histogram[:, ::-1], axis=1)[:, ::-1]
    beyond = np.concatenate([above[:, 1:], np.zeros((len(above), 1))], axis=1)
    k = np.argmax(beyond <= wanted, axis=1)[:, None]
    inside = np.maximum(np.take_along_axis(histogram, k, axis=1), 1)
    share = np.clip((wanted - np.take_along_axis(beyond, k, axis=1)) / inside, 0.0, 1.0)
    none = (total == 0) | (wanted <= 0.0)
    return np.where(none, BINS, k).astype(float), np.where(none, 0.0, share)


def visited(p, adult, since_visit, place, gate_bin, gate_share, uniform):
    """Return 1 if a person is visited, equation (2); place: their bin, a whole number."""
    inside = truth(place == gate_bin) * truth(uniform < gate_share)
    chosen = truth(place > gate_bin) + inside
    return adult * p.on * truth(since_visit >= PAUSE) * chosen


def next_feedback(p, feedback, visits, people):
    """Return fb next week, (replicates, cities), equation (3).

    visits: per resident; people (cities,): weights of the mean, over which fb is one.
    """
    weight = people / people.sum()
    mean = (visits * weight).sum(axis=1, keepdims=True)
    ratio = np.where(mean > 0.0, visits / np.maximum(mean, 1e-15), 1.0)
    pull = 1.0 + p.feedback * (ratio - 1.0)
    moved = (1.0 - FEEDBACK_WEIGHT) * feedback + FEEDBACK_WEIGHT * pull
    held = np.clip(moved, LEAST_FEEDBACK, MOST_FEEDBACK)
    return held / (held * weight).sum(axis=1, keepdims=True)


def attention_moved(p, feedback):
    """Return what fb multiplies coverage by: itself, or under G16 nearer to one."""
    return 1.0 + (feedback - 1.0) * (1.0 - p.discount)


class Cities(CityState, mechanism="forecasting"):
    """What the centre carries of risks and visits."""

    feedback = carried(1.0, "relative", "what visits multiply attention by, fb of equation (3)")
    visits = carried(0.0, "per 1,000 residents", "visits last week")
    histogram = carried(0.0, "adults", "who may be visited, by risk last week", RISK_BIN)
    concentration = weekly("share", "scrutiny beyond what was done", NATION, reported=True)


FIELDS = fields(
    since_visit=weeks_since("weeks since the last visit"),
)
QUANTITIES = quantities(
    next_bin="bin of next week's risk as the centre will see it",
    visited="1 if the person is visited",
    unjust_visit="1 if a visit met no grievance",
    confirmed="1 if a record follows a visit",
)
CITY_COLUMNS = columns(
    foresight="share of police records that reach the centre",
    gate_bin="bin of risk at which visits begin",
    gate_share="share of that bin that is visited",
)
DRAWS = draws(
    forecast_noise=person_draw(74, "noise of forecasts", ahead=True),
    visit=person_draw(59, "who of the bin at the gate is visited"),
)
TALLIES = tallies(
    visits=total("visited", "visits", groups=True),
    unjust_visits=total("unjust_visit", "visits that met no grievance", groups=True),
    confirmed=total("confirmed", "visits followed by a record"),
)

INDICATORS = (
    Indicator(name="visits", title="Visits", unit="in 100,000 adults a year", family="rights",
              harm=1, digits=0, scopes=("whole", "province", "group"),
              definition="Visits to people for what they might do, scaled to a year."),
    Indicator(name="unjust_visits", title="Visits to people who would never have spoken",
              unit="in 100,000 adults a year", family="rights", harm=1, digits=0, metric="M01",
              scopes=("whole", "group"), definition="Visits to people whose grievance is not "
              "above the threshold of speaking, scaled to a year."),
    Indicator(name="visit_precision", title="Visits that met a grievance",
              unit="% of visits of the last 52 weeks", family="control",
              definition="Share of visits to people whose grievance is above the threshold.",
              shown="number"),
    Indicator(name="scrutiny_concentration", title="Scrutiny beyond what was done",
              unit="points of 100", family="integrity", metric="M17", harm=1,
              definition="Share of records and visits in the tenth of cities with most, minus "
              "the share of acts committed there."),
)
