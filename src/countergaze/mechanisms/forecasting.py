"""Forecasting and pre-emption: whom the centre thinks likely to dissent, and whom it visits.

For an adult in city c:

1. risk = (dissent_weight S + record_weight (Tr + Fa) Heff_c + overseas) V_c + risk_noise N(0, 1);
   S, Tr and Fa: weights of records of dissent, true or false (`sensing`), and of true and false
   records of acts (`lists`), all fading alike; overseas: what kin on file abroad add (`abroad`);
   V_c: Veff of `integration` times `within` of the police, whose bureaux carry it to the centre;
   nobody is visited within 12 weeks of a visit
2. the top `visit` share of adults is visited, by a threshold that is set at the end of last week:
   of those who may be visited this week, by what is then on file and by the noise that they will
   have this week, so that records of this week bring a few visits more; ties by the person's own
   draw.  A visit is unjust if the person's grievance G is at most the threshold T of
   `expression`.  Precision is told in three ways: visits with G > T (trait); the mean over visits
   of 1 - (1 - q)^12, q being the person's chance of dissent in the week of the visit, before it
   (would have spoken in the next 12 weeks); and of 1 - (1 - q)^512 (ever: in about ten years);
   each beside its mean over all adults, which is what a random draw of as many would meet
3. attention goes where forecasts find most.  With e_c the running mean (feedback_return a week) of
   the chances of records of dissent an adult, found_c = max(e_c, 0.01 mean e) / fb_c^discount, the
   share of a city is drawn to fb*_c = found_c^feedback / mean over residents of found^feedback,
   and fb_c' = fb_c + feedback_return (fb*_c - fb_c).  The mean of fb over residents stays one:
   attention is moved, not made, and needs no bounds.  Of two cities, one with d times as much to
   find ends with d^(feedback / (1 - feedback)) times the attention, under `discount` 1 (G16)
   with d^feedback.  fb multiplies the city's coverage; without visits it is one

A visit adds fear, and costs support where it is unjust (`adaptation`).

Forms.  `signal_form`: "records" is (1); "noise" looks at risk_noise only, the null; "acts" looks at
recorded dissent of the last 12 weeks only: dissent_weight V_c where there is any, however much.

Known limits: the mean of fb is 1; under "noise" each precision is its mean over all adults.

M17 sets records and visits of the tenth of cities with most against acts there, each a running
mean of about a year, since a week of a small city is mostly chance.

Left out: what is said on a visit; models that learn.  The noise is a sum of four uniforms, so its
tails end at 3.5 standard deviations.

Sources: Ensign et al. 2018 (runaway feedback of discovered incidents and its correction by
discounting); base-rate arithmetic for PPV; numbers are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import as_float, minimum, select, truth
from countergaze.compute.replicates import raised
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import NATION, RISK_BIN, CityState, carried, told
from countergaze.declare.state import (
    columns, count, draws, fields, person_draw, quantities, tallies, total, units, weeks_since,
)

PAUSE = 12.0
BINS, BINS_A_UNIT = 128, 8.0
LEAST_FOUND = 0.01
YEAR_WEIGHT = 1.0 / 52.0
NOISE_SCALE = 1.7320508
LARGEST_NOISE = 2.0 * NOISE_SCALE
"""Above all that `noise_of` returns."""


class Parameters(Table, table="forecasting"):
    """Numbers of forecasting."""

    on = switch(1.0, meaning="whether anybody is visited for what they might do")
    signal_form = form("records", "noise", "acts", meaning="what a forecast looks at: all records, "
                       "nothing but noise, or recent recorded dissent")
    visit = lever(0.0002, "share of adults a week", range=(0.0, 0.005), bounds=(0.0, 0.5),
                  meaning="adults visited", expected_effects={"visits": "+"})
    risk_noise = uncertainty(0.3, "risk", scale="log", range=(0.1, 1.0), bounds=(0.001, 10.0),
                             meaning="noise of the forecast",
                             expected_effects={"visit_precision": "-"})
    dissent_weight = uncertainty(3.0, "risk a record", scale="log", range=(0.3, 6.0),
                                 bounds=(0.0, 100.0), meaning="weight of a new record of dissent",
                                 expected_effects={"visit_precision": "+"})
    record_weight = uncertainty(0.1, "risk per gravity", scale="log", range=(0.02, 0.5),
                                bounds=(0.0, 100.0), meaning="weight of other records",
                                expected_effects={"visit_precision_soon": "-"})
    feedback = uncertainty(0.5, "-", range=(0.0, 0.8), bounds=(0.0, 1.0),
                           source="assumed (Ensign et al. 2018 for the mechanism)",
                           meaning="how far attention follows what forecasts find",
                           expected_effects={"scrutiny_concentration": "+"})
    feedback_return = uncertainty(0.05, "a week", scale="log", range=(0.02, 0.2),
                                  bounds=(0.0, 1.0), meaning="how fast it does",
                                  expected_effects={"scrutiny_concentration": "+"})
    discount = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                     source="assumed (Ensign et al. 2018)",
                     meaning="how far discovered incidents are discounted (G16)",
                     expected_effects={"scrutiny_concentration": "-"})


def noise_of(word):
    """Return about N(0, 1) from a 64-bit word: four uniforms of 12 bits."""
    twelve = np.uint64(4095)
    total = ((word & twelve) + ((word >> np.uint64(12)) & twelve)
             + ((word >> np.uint64(24)) & twelve) + ((word >> np.uint64(36)) & twelve))
    return (as_float(total) / 4096.0 - 1.99951171875) * NOISE_SCALE


def seen_risk(p, dissent_amount, since_record, amount, linked, upward, overseas):
    """Return the risk that the centre sees, equation (1), before its noise."""
    seen = (p.dissent_weight * dissent_amount + p.record_weight * amount * linked
            + overseas) * upward
    recent = p.dissent_weight * truth(since_record < PAUSE) * upward
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
    wanted = p.on * p.visit * adults
    above = histogram[:, ::-1].cumsum(axis=1)[:, ::-1]
    beyond = above - histogram
    rows, k = np.arange(len(beyond))[:, None], (beyond <= wanted).argmax(axis=1)[:, None]
    inside = np.maximum(histogram[rows, k], 1)
    share = ((wanted - beyond[rows, k]) / inside).clip(0.0, 1.0)
    none = (above[:, :1] == 0) | (wanted <= 0.0)
    return np.where(none, BINS, k).astype(float), np.where(none, 0.0, share)


def visited(p, adult, since_visit, place, gate_bin, gate_share, uniform):
    """Return 1 if a person is visited, equation (2); place: their bin, a whole number."""
    inside = truth(place == gate_bin) * truth(uniform < gate_share)
    chosen = truth(place > gate_bin) + inside
    return adult * p.on * truth(since_visit >= PAUSE) * chosen


def would_speak_soon(chance):
    """Return the chance of dissent in 12 weeks like this one; chance: of this week."""
    silent = 1.0 - chance
    two = silent * silent
    four = two * two
    return 1.0 - four * four * four


def would_ever_speak(chance):
    """Return the chance of dissent in 512 weeks like this one; chance: of this week."""
    silent = 1.0 - chance
    for _ in range(9):
        silent = silent * silent
    return 1.0 - silent


def running_found(p, found, expected):
    """Return e of equation (3) after one more week; expected: records of dissent a head."""
    return found + p.feedback_return * (expected - found)


def over_a_year(level, cases):
    """Return a running mean of about a year after one more week, for M17."""
    return level + YEAR_WEIGHT * (cases - level)


def next_feedback(p, feedback, found, people):
    """Return fb next week, (replicates, cities), equation (3).

    found: e of equation (3); people (cities,): weights of the mean, over which fb is one.
    """
    weight = people / people.sum()
    mean = (found * weight).sum(axis=1, keepdims=True)
    relative = np.maximum(np.where(mean > 0.0, found / np.maximum(mean, 1e-300), 1.0),
                          LEAST_FOUND)
    drawn = raised(relative / raised(feedback, p.discount),
                   p.feedback * (p.on * p.visit > 0.0) * 1.0)
    aim = drawn / (drawn * weight).sum(axis=1, keepdims=True)
    return feedback + p.feedback_return * (aim - feedback)


class Cities(CityState, mechanism="forecasting"):
    """What the centre carries of risks and visits."""

    feedback = carried(1.0, "relative", "what forecasts multiply attention by, fb of (3)")
    found = carried(0.0, "records a head a week", "records of dissent, e of (3)")
    visits = carried(0.0, "per 1,000 residents", "visits last week")
    scrutiny = carried(0.0, "cases a week", "running mean of records and visits, for M17")
    committed = carried(0.0, "acts a week", "running mean of acts, for M17")
    histogram = carried(0.0, "adults", "who may be visited, by risk last week", RISK_BIN)
    concentration = told("share", "scrutiny beyond what was done", NATION)


FIELDS = fields(
    since_visit=weeks_since("weeks since the last visit", few=True),
)
QUANTITIES = quantities(
    next_bin="bin of next week's risk as the centre will see it, of those who may be visited then",
    may_visit="above 0 where the noise of the forecast could bring a visit",
    visited="1 if the person is visited",
    unjust_visit="1 if a visit met no grievance",
    aggrieved="1 if grievance is above the threshold of speaking",
    speaks_soon="chance of dissent within 12 weeks",
    speaks_ever="chance of dissent within 512 weeks",
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
    visits=count("visits"),
    unjust_visits=count("visits that met no grievance"),
    confirmed=units("confirmed", "visits followed by a record"),
    aggrieved=units("aggrieved", "adults with a grievance above the threshold"),
    speaks_soon=total("speaks_soon", "chances of dissent within 12 weeks"),
    speaks_ever=total("speaks_ever", "chances of dissent within 512 weeks"),
    visit_soon=count("those of people visited, within 12 weeks", groups=False),
    visit_ever=count("those of people visited, within 512 weeks", groups=False),
)

INDICATORS = (
    Indicator(name="visits", title="Visits", unit="in 100,000 adults a year", family="rights",
              harm=1, digits=0, scopes=("whole", "province", "group"),
              definition="Visits to people for what they might do, scaled to a year."),
    Indicator(name="unjust_visits", title="Visits to people with no lasting grievance",
              unit="in 100,000 adults a year", family="rights", harm=1, digits=0, metric="M01",
              scopes=("whole", "group"), definition="Visits to people whose grievance is not "
              "above the threshold of speaking, scaled to a year."),
    Indicator(name="visit_precision", title="Visits to people with a lasting grievance",
              unit="% of visits of the last 52 weeks", family="control",
              definition="Share of visits to people whose grievance is above the threshold of "
              "speaking, which is no justification of a visit.", shown="number"),
    Indicator(name="visit_precision_soon", title="Visits to people who would have spoken soon",
              unit="% of visits of the last 52 weeks", family="control",
              definition="Mean chance, of those visited, of dissent in the next 12 weeks had "
              "they not been visited.", shown="number"),
    Indicator(name="visit_precision_ever", title="Visits to people who would ever have spoken",
              unit="% of visits of the last 52 weeks", family="control",
              definition="Mean chance, of those visited, of dissent within 512 weeks had they "
              "not been visited.", shown="number"),
    Indicator(name="random_precision", title="Adults with a grievance", unit="% of adults",
              family="control", definition="Share of adults whose grievance is above the "
              "threshold: what a random draw of as many visits would meet.", shown="number"),
    Indicator(name="random_precision_soon", title="Adults who would speak soon",
              unit="% of adults", family="control", digits=2, definition="Mean chance, of all "
              "adults, of dissent in the next 12 weeks: what a random draw of as many visits "
              "would meet.", shown="number"),
    Indicator(name="random_precision_ever", title="Adults who would ever speak",
              unit="% of adults", family="control", definition="Mean chance, of all adults, of "
              "dissent within 512 weeks: what a random draw of as many visits would meet.",
              shown="number"),
    Indicator(name="scrutiny_concentration", title="Scrutiny beyond what was done",
              unit="points of 100", family="integrity", metric="M17", harm=1,
              definition="Share of records and visits in the tenth of cities with most, minus "
              "the share of acts committed there, each a running mean of about a year."),
)
