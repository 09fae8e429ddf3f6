"""Quality of governance, budget and propaganda: what the centre pays for, and what people expect.

1. the control share u of the budget: u' = u + budget_return (target - u); target = 0.1 + 0.4
   lgt(logit((u0 - 0.1) / 0.4) + b_precision (prec - 0.3) + b_load (belief - 0.53)); prec = running
   mean of V H, what the centre thinks it can see; belief = the load that it believes in
2. service quality: q* = clip(q_ref + service_push ((1 - u) / (1 - u0) - 1) + comp_push (comp -
   0.6) + effort_push (eff - 0.75) - backlog_drag bk / (bk + cap0) - misuse_drag (M - 0.068));
   q' = q + q_return (q* - q)
3. demand: q_d' = q_d + 0.02 (clip(q_ref + demand_adapt (q - q_ref) - demand_shape
   (propaganda - 0.5)) - q_d).  Support moves with q - q_d and with propaganda, hardship with q
   (`adaptation`)

Forms.  `budget_form`: "targeting" is (1): better sight draws money to control; "confirmed" lets
prec be the running share of visits followed by a recorded act within 12 weeks, as the centre's
own records show it; "reactive" answers to load only; "fixed" keeps u0; "insecure" adds 1.0 (mean
fear - 0.3): fear spoils the signal, and the centre feels it.  `propaganda_form`: "persuade" moves
support; "signal" moves fear by 0.1 (propaganda - 0.5) instead; "none" moves neither.

Known limit: at the defaults q* is q_ref minus the backlog's term.

Left out: taxes, debts, who gets what service; q is per city and reported for the whole.

Sources: Xu 2021 (better information moves budgets from public goods to control: signs); the
dictator's dilemma after Wintrobe; numbers are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import chosen
from countergaze.declare import Indicator, Table, constant, form, lever, switch, uncertainty
from countergaze.declare.city import NATION, CityState, carried, told

LEAST_SHARE, SHARE_WIDTH = 0.1, 0.4
PRECISION_REFERENCE, BELIEF_REFERENCE = 0.3, 0.53
COMPETENCE_REFERENCE, EFFORT_REFERENCE, MISUSE_REFERENCE = 0.6, 0.75, 0.068
PROPAGANDA_REFERENCE, FEAR_REFERENCE = 0.5, 0.3
PRECISION_WEIGHT, DEMAND_RETURN = 0.02, 0.02
SIGNAL = 0.1


class Parameters(Table, table="governance"):
    """Numbers of governance, budget and propaganda."""

    on = switch(1.0, meaning="whether quality, budget and demand move")
    budget_form = form("targeting", "confirmed", "reactive", "fixed", "insecure",
                       source="assumed; Xu 2021 for targeting",
                       meaning="what moves the budget: what the centre thinks it sees, what its "
                       "records confirm, load alone, nothing, or sight and the people's fear")
    propaganda_form = form("persuade", "signal", "none", meaning="what propaganda does: persuade, "
                           "show strength, or nothing")
    u0 = constant(0.25, "share", bounds=(0.11, 0.49), source="convention (the reference that "
                  "others are told against)", meaning="control share at reference")
    budget_return = uncertainty(0.02, "a week", range=(0.005, 0.05), scale="log",
                                bounds=(0.0, 1.0), meaning="how fast budgets move",
                                expected_effects={"control_share": "-"})
    q_return = uncertainty(0.02, "a week", range=(0.005, 0.05), scale="log", bounds=(0.0, 1.0),
                           meaning="how fast quality moves",
                           expected_effects={"service_quality": "-"})
    q_ref = constant(0.5, "-", bounds=(0.0, 1.0), source="convention (the reference that others "
                     "are told against)", meaning="service quality at reference")
    b_precision = uncertainty(1.0, "-", range=(0.0, 2.0), bounds=(0.0, 20.0),
                              source="assumed (Xu 2021: sign)",
                              meaning="how far sight draws money to control",
                              expected_effects={"control_share": "-"})
    b_load = uncertainty(2.0, "-", scale="log", range=(0.5, 4.0), bounds=(0.0, 20.0),
                         meaning="how far the load believed in draws money to control",
                         expected_effects={"control_share": "+"})
    service_push = uncertainty(0.35, "-", range=(0.1, 0.6), bounds=(0.0, 5.0),
                               meaning="quality that money for service buys",
                               expected_effects={"service_quality": "+"})
    comp_push = uncertainty(0.5, "-", range=(0.2, 0.8), bounds=(0.0, 5.0),
                            meaning="quality that competence adds",
                            expected_effects={"service_quality": "+"})
    effort_push = uncertainty(0.3, "-", range=(0.0, 0.6), bounds=(0.0, 5.0),
                              meaning="quality that effort adds",
                              expected_effects={"service_quality": "+"})
    backlog_drag = uncertainty(0.3, "-", range=(0.0, 0.6), bounds=(0.0, 5.0),
                               meaning="quality that a backlog takes",
                               expected_effects={"service_quality": "-"})
    misuse_drag = uncertainty(0.5, "-", range=(0.2, 1.0), bounds=(0.0, 5.0),
                              meaning="quality that misuse takes",
                              expected_effects={"service_quality": "-"})
    propaganda = lever(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                       meaning="propaganda at home", expected_effects={"support": "+"})
    demand_shape = uncertainty(0.10, "-", range=(0.0, 0.3), bounds=(0.0, 1.0),
                               meaning="demand that full propaganda takes away",
                               expected_effects={"service_demand": "-"})
    demand_adapt = uncertainty(0.3, "share", range=(0.0, 0.8), bounds=(0.0, 1.0),
                               meaning="how far people get used to the quality they have",
                               expected_effects={"service_demand": "-"})


def budget_target(p, precision, believed, mean_fear):
    """Return the control share that the centre aims at, equation (1); one a replicate."""
    start = np.log((p.u0 - LEAST_SHARE) / (LEAST_SHARE + SHARE_WIDTH - p.u0))
    sight = chosen(p.budget_form == 2.0, 0.0,
                     p.b_precision * (precision - PRECISION_REFERENCE))
    fear = chosen(p.budget_form == 4.0, mean_fear - FEAR_REFERENCE, 0.0)
    drawn = start + sight + p.b_load * (believed - BELIEF_REFERENCE) + fear
    aim = LEAST_SHARE + SHARE_WIDTH / (1.0 + np.exp(-drawn))
    return chosen((p.on == 0.0) | (p.budget_form == 3.0), p.u0, aim)


def next_share(p, share, target):
    """Return u next week, equation (1)."""
    return share + p.budget_return * (target - share)


def quality_target(p, share, competence, effort, backlog, cap0, misuse):
    """Return q* of equation (2), (replicates, cities); share (replicates, 1)."""
    money = p.service_push * ((1.0 - share) / (1.0 - p.u0) - 1.0)
    people = (p.comp_push * (competence - COMPETENCE_REFERENCE)
              + p.effort_push * (effort - EFFORT_REFERENCE))
    drag = (p.backlog_drag * backlog / (backlog + cap0)
            + p.misuse_drag * (misuse - MISUSE_REFERENCE))
    return np.clip(p.q_ref + money + people - drag, 0.0, 1.0)


def next_quality(p, quality, target):
    """Return q next week, equation (2)."""
    return chosen(p.on > 0.0, quality + p.q_return * (target - quality), p.q_ref)


def next_demand(p, demand, quality):
    """Return q_d next week, equation (3)."""
    aim = (p.q_ref + p.demand_adapt * (quality - p.q_ref)
           - p.demand_shape * (p.propaganda - PROPAGANDA_REFERENCE))
    aim = np.clip(aim, 0.0, 1.0)
    return chosen(p.on > 0.0, demand + DEMAND_RETURN * (aim - demand), p.q_ref)


def media(p):
    """Return what propaganda brings to support and to fear this week, before their rates."""
    push = p.on * (p.propaganda - PROPAGANDA_REFERENCE)
    persuades = chosen(p.propaganda_form == 0.0, push, 0.0)
    shows = chosen(p.propaganda_form == 1.0, SIGNAL * push, 0.0)
    return persuades, shows


class Cities(CityState, mechanism="governance"):
    """What the centre and cities carry of budget, quality and demand."""

    quality = carried("q_ref", "share", "service quality q", reported=True)
    demand = carried("q_ref", "share", "quality that people expect", reported=True)
    share = carried("u0", "share of the budget", "control share u", NATION)
    control_share = told("share of the budget", "the same, in every city")
    precision = carried(0.0, "share", "running mean of what the centre thinks it sees", NATION)
    fear = carried(FEAR_REFERENCE, "fear", "mean fear of adults last week", NATION)
    visited = carried(0.0, "visits", "visits of about a year, fading", NATION)
    confirmed = carried(0.0, "visits", "those of them that a record followed", NATION)


PLACES = ("whole", "province")

INDICATORS = (
    Indicator(name="service_quality", title="Service quality", unit="points of 100",
              family="governance", metric="M20", harm=-1, turned="Service quality lost", digits=1,
              definition="Mean over residents of the quality of public service.", scopes=PLACES),
    Indicator(name="service_demand", title="Service that people expect", unit="points of 100",
              family="governance", digits=1,
              definition="Mean over residents of the quality that people think they are due.",
              shown="number"),
    Indicator(name="control_share", title="Budget for control", unit="% of the budget",
              family="cost", digits=1,
              definition="Share of the budget that goes to control, not to service."),
    Indicator(name="appeals_in_time", title="Appeals decided within 8 weeks", metric="M20",
              unit="% of appeals", family="governance", harm=-1,
              turned="Appeals not decided within 8 weeks", digits=0,
              definition="Share of appeals that the bench, at this week's pace, decides within "
              "eight weeks.", shown="number"),
)
