"""Incidents and the capacity to handle them: what the state means by stability.

Each city is served as districts of `district` thousand residents that share one pool of staff,
whatever the number of synthetic people.  Incidents are drawn for 333 or more districts in all, so
that the few cities of a small society are no noisier than the many that they stand for.  Per 1,000
residents and week, in a district of city c:

1. incidents of kind k = Poisson(rate_k busy district) / district, busy = a gamma number of the
   district's week with mean 1 and standard deviation week_spread; each of gamma work with mean
   work_k hours and shape work_shape; all work times exp(grow delay_c); delay_c = delay0 F_c / (1 +
   sense_delay sense_c link_c + grid_delay grid_c), sense = smart K org / 0.5, link =
   dispatch_alone + dispatch_linked (1 - dispatch_alone) Heff_c; F_c from `grid`
2. unrest comes at unrest_base (D_c / 5.5)^unrest_power + X + escalate bk / (bk + cap0); D_c
   = running mean (weight 0.25) of the sum of chances of dissent per 1,000, never of the count;
   X' = X exp(-decay) + branching (1 - exp(-decay)) unrest; drawn as in 1, unrest_work hours each
3. desk work = (desk_records w_record records + desk_visits w_visit visits + desk_appeals w_appeal
   appeals heard)(1 - automation) + desk_alarms alarm (sense + automation) w_record; desk_...: the
   part of that work which falls on those who also handle incidents
4. cap_c = cap0 (u / u0)^budget_power (comp_c / 0.6) (1 + 0.3 automation), plus what the grid
   mobilises; a district serves (1 - pool - reserve) of its own; what was carried over is helped
   by the province's pool, then by the centre's reserve, in proportion; of the rest a share
   `abandoned` is given up each week and the remainder carried over. load_c = (incidents + desk
   work) / cap_c, of incidents their mean: a real city has a hundred districts, and chance in them
   cancels
5. M19 = share of district-weeks with backlog and new work above cap; margin = 1 - load; a breach is
   a backlog above 0.05 cap for 4 weeks
6. a case of unrest has join d_c district L participants, persons of the real society: d_c = last
   week's sum of chances of dissent in the city per 1,000, times the thousands of a district; L
   lognormal with mean 1 and standard deviation size_spread of its logarithm; at least one
7. a shock of size S begins in the first week in which `shock` is S and lasts 8 weeks: incidents of
   kind k come (1 + S shock_k) times as often, and in its first week every city has a focal event
   (`expression`), of mean anger shock_anger S.  A city has recovered in the first week after the
   8 in which its backlog is no more than it was usual before (running mean, weight 1/26), or than
   is late (0.05 cap).  Another shock can begin after a week in which `shock` is 0

Forms.  `unrest_form`: "dissent" is (2); "latent" counts silenced grievance too, (latent / 19.8 in
the place of D / 5.5); "exogenous" has no link to dissent.  `handling_form`: "fluid" is (4);
"priority" serves unrest first, so that its work is never delayed; "pooled" shares all capacity in
the province.

Known limits: the mean of unrest is mu / (1 - branching); a shock of W hours clears in about
W / (cap - flow) weeks.

What is drawn, of 1, 2 and 6, stands in `incidents_drawn`; 4 in `incidents_served`.

Left out: single cases and queues by rank; who is hurt by an incident; damage; what the size of a
case does to the work that it makes and to what others do.

Sources: stylised facts C7 (mass incidents a year, as reported: 74,000 in 2004 to 180,000 in 2010,
a disputed figure); Biggs 2018 (most events are small, and a few large ones bring most
participants); self-exciting unrest after the Hawkes process, parameters of which exist for no case
here; rates, work, their variation, staffing and sizes are assumed, and the sign of many effects
turns on the four desk shares.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import chosen, raised
from countergaze.declare import Indicator, Row, Table, form, lever, switch, text, uncertainty
from countergaze.declare.city import DISTRICT, EVENT_SIZE, NATION, CityState, carried, told, weekly
from countergaze.declare.state import draw, draws

DISSENT_REFERENCE, LATENT_REFERENCE = 5.5, 19.8
DISSENT_WEIGHT = 0.25
COMPETENCE_REFERENCE = 0.6
AUTOMATION_GAIN = 0.3
LATE_BACKLOG, BREACH_WEEKS = 0.05, 4
LOAD_START = 0.6
SHOCK_WEEKS, USUAL_WEIGHT = 8, 1.0 / 26.0


class Parameters(Table, table="incidents"):
    """Numbers of incidents and capacity."""

    on = switch(1.0, meaning="whether anything happens that the state must handle")
    unrest_form = form("dissent", "latent", "exogenous", meaning="what breeds unrest: dissent, "
                       "grievance silent or not, or nothing in the model")
    handling_form = form("fluid", "priority", "pooled", meaning="how work is served: as one flow, "
                         "unrest first, or from one pool a province")
    unrest_base = uncertainty(0.0007, "per 1,000 residents a week", range=(0.0001, 0.005),
                              scale="log", bounds=(0.0, 1.0), source="assumed, tuned to 73,000 to "
                              "180,000 a year nationally (stylised facts C7)", meaning="unrest at "
                              "reference dissent", expected_effects={"unrest_intensity": "+"})
    unrest_power = uncertainty(1.5, "-", range=(1.0, 2.0), bounds=(0.0, 5.0),
                               meaning="how fast unrest grows with dissent",
                               expected_effects={"unrest_intensity": "-"})
    unrest_work = uncertainty(40.0, "hours", scale="log", range=(20.0, 80.0),
                              bounds=(0.0, 10000.0), meaning="mean work of one case of unrest",
                              expected_effects={"load": "+"})
    branching = uncertainty(0.3, "unrest per unrest", range=(0.0, 0.6), bounds=(0.0, 0.95),
                            meaning="cases of unrest that one sets off",
                            expected_effects={"unrest_intensity": "+"})
    decay = uncertainty(0.5, "a week", range=(0.2, 1.0), scale="log", bounds=(0.01, 10.0),
                        meaning="how fast excitement by unrest fades")
    escalate = uncertainty(0.001, "per 1,000 residents a week", range=(0.0002, 0.003), scale="log",
                           bounds=(0.0, 1.0), meaning="unrest that unhandled work breeds at most",
                           expected_effects={"unrest_intensity": "+"})
    join = uncertainty(0.3, "share", range=(0.05, 1.0), scale="log", bounds=(0.0, 1.0),
                       meaning="of who speaks out in a district in the week, those who take part "
                       "in a case of unrest there", expected_effects={"participants_expected": "+"})
    size_spread = uncertainty(1.5, "of the logarithm", range=(0.8, 2.2), bounds=(0.01, 5.0),
                              source="assumed (Biggs 2018: sizes vary enormously)",
                              meaning="how widely participants of a case vary")
    work_shape = uncertainty(1.0, "-", range=(0.25, 4.0), scale="log", bounds=(0.05, 100.0),
                             meaning="shape of the law of work of one incident: 1 exponential, "
                             "more is more even", expected_effects={"over_capacity": "-"})
    week_spread = uncertainty(0.0, "-", range=(0.0, 0.4), bounds=(0.0, 2.0),
                              meaning="how far the number of incidents varies from week to week "
                              "beyond chance", expected_effects={"over_capacity": "+"})
    grow = uncertainty(0.2, "per unit of delay", scale="log", range=(0.05, 0.4), bounds=(0.0, 2.0),
                       meaning="how fast work grows while an incident goes unseen",
                       expected_effects={"load": "+"})
    delay0 = uncertainty(2.0, "-", range=(1.0, 4.0), scale="log", bounds=(0.0, 20.0),
                         meaning="delay without sensors", expected_effects={"load": "+"})
    sense_delay = uncertainty(2.0, "-", range=(0.0, 4.0), bounds=(0.0, 20.0),
                              meaning="how far sensors shorten the delay",
                              expected_effects={"load": "-"})
    dispatch_alone = uncertainty(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                                 meaning="use of sensors for dispatch without links between "
                                 "agencies", expected_effects={"delay": "-"})
    dispatch_linked = lever(1.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                            meaning="links between agencies that dispatch makes use of",
                            expected_effects={"delay": "-"})
    district = uncertainty(30.0, "thousand residents", scale="log", range=(10.0, 300.0),
                           bounds=(1.0, 10000.0), meaning="residents who share one pool of staff",
                           expected_effects={"over_capacity": "-"})
    cap0 = uncertainty(7.2, "hours per 1,000 residents a week", range=(5.5, 10.8),
                       bounds=(0.1, 1000.0), source="assumed, tuned to a load of 0.6",
                       meaning="capacity at reference budget and competence",
                       expected_effects={"over_capacity": "-"})
    budget_power = uncertainty(0.8, "-", range=(0.4, 1.2), bounds=(0.0, 5.0),
                               meaning="how far capacity follows the budget for control",
                               expected_effects={"load": "+"})
    pool = lever(0.15, "share", range=(0.0, 0.5), bounds=(0.0, 0.5),
                 meaning="capacity held in the province's pool", expected_effects={"backlog": "+"})
    reserve = lever(0.05, "share", range=(0.0, 0.3), bounds=(0.0, 0.5),
                    meaning="capacity held at the centre", expected_effects={"backlog": "+"})
    abandoned = uncertainty(0.10, "a week", scale="log", range=(0.05, 0.3), bounds=(0.0, 1.0),
                            meaning="backlog given up", expected_effects={"backlog": "-"})
    alarm = uncertainty(2.0, "per 1,000 residents a week", scale="log", range=(0.5, 8.0),
                        bounds=(0.0, 100.0), meaning="alarms of full sensing that somebody must "
                        "look at", expected_effects={"load": "+"})
    w_record = uncertainty(0.25, "hours", scale="log", range=(0.1, 0.5), bounds=(0.0, 40.0),
                           meaning="work of one record or alarm", expected_effects={"load": "+"})
    w_visit = uncertainty(3.0, "hours", range=(1.0, 9.0), scale="log", bounds=(0.0, 100.0),
                          meaning="work of one visit", expected_effects={"control_hours": "+"})
    w_appeal = uncertainty(3.0, "hours", range=(1.0, 9.0), scale="log", bounds=(0.0, 100.0),
                           meaning="work of one appeal", expected_effects={"control_hours": "+"})
    desk_records = uncertainty(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                               meaning="work on records that falls on those who handle "
                               "incidents", expected_effects={"load": "+"})
    desk_alarms = uncertainty(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                              meaning="work on alarms that falls on those who handle incidents",
                              expected_effects={"load": "+"})
    desk_visits = uncertainty(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                              meaning="work on visits that falls on those who handle incidents",
                              expected_effects={"load": "+"})
    desk_appeals = uncertainty(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                               meaning="work on appeals that falls on those who handle "
                               "incidents", expected_effects={"load": "+"})
    shock = lever(0.0, "size", range=(0.0, 2.0), bounds=(0.0, 20.0),
                  meaning="shock that begins in the week from which this holds: 1 is an epidemic "
                  "with an occasion for anger everywhere", expected_effects={"load": "+"})
    shock_anger = uncertainty(0.15, "grievance", range=(0.05, 0.3), bounds=(0.0, 2.0),
                              meaning="mean anger of the focal event with which a shock of size 1 "
                              "begins", expected_effects={"expected_dissent": "+"})
    automation = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                       meaning="desk work done by machines, which raise alarms of their own",
                       expected_effects={"margin": "+"})


class Incident(Row, table="incident_kinds"):
    """One kind of incident other than unrest."""

    title = text("in words")
    rate = uncertainty(0.0, "per 1,000 residents a week", range=(0.5, 2.0), relative=True,
                       scale="log", bounds=(0.0, 100.0), meaning="how often it happens")
    work = uncertainty(1.0, "hours", range=(0.5, 2.0), relative=True, scale="log",
                       bounds=(0.0, 10000.0), meaning="mean work of one")
    shock = uncertainty(0.0, "times the usual rate", range=(0.5, 2.0), relative=True,
                        bounds=(0.0, 1000.0), scale="log",
                        meaning="how many more of it come in a shock of size 1",
                        expected_effects={"recovery_time": "+"})
    rows = {
        "traffic": {"title": "Traffic", "rate": 0.30, "work": 2.0},
        "environment": {"title": "Environment", "rate": 0.03, "work": 15.0},
        "health": {"title": "Health", "rate": 0.05, "work": 10.0, "shock": 9.0},
        "economic": {"title": "Economic", "rate": 0.05, "work": 15.0},
    }


def delay(p, coordination, sense, linked, grid, grid_delay):
    """Return the delay of equation (1), of the shape of its arguments."""
    link = p.dispatch_alone + p.dispatch_linked * (1.0 - p.dispatch_alone) * linked
    return p.delay0 * coordination / (1.0 + p.sense_delay * sense * link + grid_delay * grid)


def next_since_shock(p, since):
    """Return for how many weeks a shock has been on or past, this one included; 0 without one."""
    return chosen(p.shock > 0.0, since + 1.0, 0.0)


def under_shock(p, since):
    """Return the size of the shock in a week, 0 after its 8 weeks, equation (6)."""
    return p.shock * ((since > 0.0) & (since <= SHOCK_WEEKS))


def recovery(since, recovering, backlog, usual, cap):
    """Return the weeks that recovery has taken so far, equation (6); of the shape of `backlog`.

    since: as in `next_since_shock`; recovering: weeks counted until last week, -1 times those of a
    city that has recovered; what is returned is of the same kind.
    """
    calm = (since > SHOCK_WEEKS) & (backlog <= np.maximum(usual, LATE_BACKLOG * cap))
    going_on = np.where((recovering < 0.0) & (since > 1.0), recovering,
                        np.where(calm, -since, since))
    return np.where(since > 0.0, going_on, 0.0)


def usual_backlog(since, recovering, usual, backlog):
    """Return the running mean of backlog, held from a shock until a city has recovered from it."""
    held = (since > 0.0) & (recovering > 0.0)
    return np.where(held, usual, usual + USUAL_WEIGHT * (backlog - usual))


def unrest_rate(p, dissent, latent, excited, backlog):
    """Return the intensity of unrest per 1,000 residents a week, equation (2)."""
    pressure = chosen(p.unrest_form == 1.0, latent / LATENT_REFERENCE,
                        dissent / DISSENT_REFERENCE)
    pressure = chosen(p.unrest_form == 2.0, 1.0, pressure)
    return (p.unrest_base * raised(pressure, p.unrest_power) + excited
            + p.escalate * backlog / (backlog + p.cap0))


def excitement(p, excited, unrest):
    """Return X of equation (2) after one more week."""
    kept = np.exp(-p.decay)
    return excited * kept + p.branching * (1.0 - kept) * unrest


def desk_work(p, records, visits, appeals, sense):
    """Return the desk work of equation (3), hours per 1,000 residents; its arguments too."""
    by_hand = (p.desk_records * p.w_record * records + p.desk_visits * p.w_visit * visits
               + p.desk_appeals * p.w_appeal * appeals)
    return (by_hand * (1.0 - p.automation)
            + p.desk_alarms * p.alarm * (sense + p.automation) * p.w_record)


def control_hours(p, records, visits, appeals, sense):
    """Return all hours of equation (3), whoever does them."""
    return ((p.w_record * records + p.w_visit * visits + p.w_appeal * appeals)
            * (1.0 - p.automation) + p.alarm * (sense + p.automation) * p.w_record)


def capacity(p, budget, competence):
    """Return cap of equation (4); budget: control share over its reference."""
    return (p.cap0 * raised(budget, p.budget_power) * competence / COMPETENCE_REFERENCE
            * (1.0 + AUTOMATION_GAIN * p.automation))


class Cities(CityState, mechanism="incidents"):
    """What cities carry of incidents, and report of a week, per 1,000 residents."""

    dissent = carried(DISSENT_REFERENCE, "chances of dissent", "running mean, D of equation (2)")
    expected = carried(DISSENT_REFERENCE, "chances of dissent", "last week's sum")
    latent = carried(LATENT_REFERENCE, "chances of dissent", "last week's sum without fear")
    excited = carried(0.0, "cases a week", "unrest that unrest has bred, X of equation (2)",
                      DISTRICT)
    waiting = carried(0.0, "hours", "work carried over", DISTRICT)
    late = carried(0.0, "weeks", "for how long the backlog has been late", DISTRICT)
    load = carried(LOAD_START, "share of capacity", "new work of the week", reported=True)
    backlog = weekly("hours", "work carried over", reported=True)
    erupted = weekly("share of districts", "where unrest came")
    usual = carried(0.0, "hours", "running mean of work carried over, held in a shock")
    since_shock = carried(0.0, "weeks", "since a shock began, its first week included", NATION,
                          reported=True)
    recovering = carried(0.0, "weeks", "since a shock, until recovery; below 0: what it took")
    came = weekly("cases a week", "unrest that came", DISTRICT)
    mean_participants = weekly("persons", "mean of those who take part in a case of unrest")
    new_work = weekly("hours", "work of what came, and at desks", DISTRICT)
    to_do = weekly("hours", "new work and what was carried over", DISTRICT)
    capacity = weekly("hours", "capacity to handle work", DISTRICT)
    at_once = weekly("hours", "new work that was served in the week", DISTRICT)
    unrest_intensity = weekly("cases a week", "intensity of unrest", reported=True)
    delay = weekly("relative", "delay until an incident is seen", reported=True)
    control_hours = weekly("hours", "work on records, visits, appeals, alarms", reported=True)
    recovery = told("weeks", "that recovery from a shock has taken so far")
    unrest = told("cases a week", "unrest that came")
    participants_expected = told("persons a week", "mean of those in cases")
    participants = told("persons a week", "those in the cases that came")
    event_sizes = told("cases a week", "intensity by participants", EVENT_SIZE)
    new = told("hours", "new work")
    done = told("hours", "new work that was served at once")
    over_capacity = told("share of districts", "where work exceeds capacity")
    margin = told("share of capacity", "capacity to spare")
    breach = told("share of districts", "where the backlog has been late long")


DRAWS = draws(
    incident_count=draw(64, "how many incidents come"),
    incident_work=draw(65, "how much work they make"),
    unrest_count=draw(66, "how many events of unrest come"),
    unrest_work=draw(67, "how much work they make"),
    unrest_size=draw(130, "how many take part in a case of unrest"),
    busy_week=draw(131, "how busy the week of a district is"),
)

INDICATORS = (
    Indicator(name="over_capacity", title="District-weeks over capacity", metric="M19",
              unit="% of district-weeks", family="stability", harm=0, digits=1,
              definition="Districts, by residents, in which backlog and new work exceed what can "
              "be handled in the week.", scopes=("whole", "province")),
    Indicator(name="margin", title="Capacity to spare", unit="% of capacity",
              family="stability", digits=1,
              definition="One minus the load, mean over residents; below zero there is more to "
              "handle than can be.", shown="number"),
    Indicator(name="load", title="Load", unit="% of capacity", family="stability", digits=1,
              definition="New work of the week over the capacity to handle it, mean over "
              "residents.", scopes=("whole", "province")),
    Indicator(name="backlog", title="Backlog", unit="hours per 1,000 residents",
              family="stability", digits=2, definition="Work carried over into the next week."),
    Indicator(name="breach", title="Breaches", unit="% of districts, by residents",
              family="stability", digits=2,
              definition="Districts with a backlog above a twentieth of capacity for four weeks.",
              shown="number"),
    Indicator(name="unrest_intensity", title="Unrest, expected", family="stability", digits=3,
              unit="in 1 million residents a week", definition="Expected cases of unrest: its "
              "intensity, without the noise of the week.", scopes=("whole", "province")),
    Indicator(name="unrest", title="Unrest", unit="in 1 million residents a week",
              family="stability", digits=2, definition="Cases of unrest in the week.",
              shown="number"),
    Indicator(name="participants_expected", title="Participants in unrest, expected", digits=1,
              unit="persons in 1 million residents a week", family="stability", shown="number",
              definition="Expected cases of unrest times the mean of those who take part in one, "
              "in persons of the society that is stood for.", scopes=("whole", "province")),
    Indicator(name="participants", title="Participants in unrest", digits=1, family="stability",
              unit="persons in 1 million residents a week", shown="number",
              definition="Persons in the cases of unrest that came in the week."),
    Indicator(name="event_size", title="Participants in a case of unrest", digits=0,
              unit="persons", family="stability", shown="number",
              definition="Mean over the cases that are expected in the week, in persons of the "
              "society that is stood for, so that it can be held against data on events."),
    Indicator(name="event_sizes", title="Cases of unrest by participants", digits=1,
              unit="% of cases", family="stability", scopes=("size",), shown="number",
              definition="Of the cases expected in the week, those with so many participants."),
    Indicator(name="delay", title="Delay until an incident is seen", unit="relative",
              family="stability", digits=3, definition="Mean delay, 2 without sensors or grid.",
              shown="number"),
    Indicator(name="handled", title="Work handled within the week", unit="% of hours of new work",
              family="governance", metric="M20", harm=-1, turned="Work left over",
              definition="New work that is served in the week in which it comes."),
    Indicator(name="recovery_time", title="Recovery from a shock", unit="weeks",
              family="stability", metric="M19", harm=1, digits=1,
              definition="Weeks from the start of a shock until a city's backlog is back to what "
              "was usual, mean over residents; cities that have not recovered count with the "
              "weeks so far. No value without a shock.", shown="number"),
    Indicator(name="control_hours", title="Hours of control work", family="cost", digits=2,
              unit="hours per 1,000 residents a week", definition="Work on records, visits, "
              "appeals and alarms, whoever does it."),
)
