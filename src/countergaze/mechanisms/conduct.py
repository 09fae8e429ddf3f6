"""What people do: offences by kind, service, and tip-offs about one another.

For an adult with conduct heterogeneity z and hardship h, and each kind of act k (a row of
`acts`):

1. rate_k = base_k z (1 + hardship_slope (h - hardship_mean)) exp(-D_k), a year
2. D_k = deterrence stake p_k where the act is deterrable; D = 0 for a debt that the person
   cannot pay (h > cannot_pay)
3. p_k = 1 - exp(-C_k x b), the chance that an act leaves a record (`sensing`); for a debt that a
   court always sees, p is the share of judgments that the court lists
4. stake = knows B_c: who knows of the lists weighs what one more listing would bring in the city
5. service = service_base (1 + max(a, 0)) a year
6. tip-offs = tip_base (1 + max(a, 0)) (1 + tip_fear R hit(k f)) a year; y reporting ties
   add tip_reach y to the coverage of what I did, and a false record with chance tip_false y

Acts of a kind in a week are 0, 1 or 2, with the mean of (1) exactly and the chance of two that a
Poisson law has: one Bernoulli would lose 3 % of minor acts.

Forms.  `deterrence_form`: "stake" is (2); "certainty" is D = deterrence knows p_k; "perceived"
puts the person's own fear in the place of p (p = hit(k f), k = 2.3); "none" is D = 0.

Left out: learning from peers, skill, time of day.  The slope is centred on mean hardship, so
that base_k stays the mean rate.

Sources: Becker's expected sanction as used in deterrence research; procedural justice acts
through support, not here (Walters and Bolger 2019); numbers are assumed but for the court list
(stylised facts C1).
"""

from __future__ import annotations

from typing import NamedTuple

from countergaze.compute.maths import clip, exp, hit, maximum, minimum, select, truth
from countergaze.declare import (
    Indicator, Row, Table, constant, form, lever, switch, text, uncertainty,
)

WEEKS_A_YEAR = 52.0


class Parameters(Table, table="conduct"):
    """Numbers of conduct."""

    on = switch(1.0, meaning="whether people act at all (offences, service, tip-offs)")
    deterrence_form = form("stake", "certainty", "perceived", "none",
                           meaning="what deters: the stake times its chance, its certainty alone, "
                           "the enforcement a person perceives, or nothing")
    deterrence = uncertainty(0.5, "per unit of expected loss", range=(0.0, 2.0), bounds=(0.0, 20.0),
                             meaning="how strongly an expected sanction lowers the rate of acts",
                             moves={"offences": "-"})
    hardship_slope = uncertainty(1.0, "per unit of hardship", range=(0.0, 2.0), bounds=(0.0, 5.0),
                                 meaning="how much faster people in hardship offend",
                                 moves={"cannot_pay_share": "+"})
    hardship_mean = constant(0.286, "hardship", bounds=(0.0, 1.0),
                             meaning="hardship at which base rates hold (mean of a beta(2, 5))")
    cannot_pay = uncertainty(0.5, "hardship", range=(0.4, 0.7), bounds=(0.0, 1.0),
                             meaning="hardship above which a debt cannot be paid",
                             moves={"cannot_pay_share": "-"})
    know_list = lever(0.5, "share", range=(0.2, 1.0), bounds=(0.0, 1.0), may_change=False,
                      meaning="adults who know what a listing brings",
                      moves={"offences": "-"})
    service_base = uncertainty(0.5, "acts a year", range=(0.2, 2.0), bounds=(0.0, 20.0),
                               meaning="voluntary service of a person without support",
                               moves={"service": "+"})
    tip_base = uncertainty(0.05, "tips a year", range=(0.0, 0.3), bounds=(0.0, 5.0),
                           meaning="tip-offs about others without fear or reward",
                           moves={"tips": "+"})
    tip_fear = uncertainty(2.0, "-", range=(0.0, 5.0), bounds=(0.0, 20.0),
                           meaning="how much fear raises tip-offs", moves={"tips": "+"})
    tip_reach = uncertainty(0.3, "coverage per reporting tie", range=(0.0, 1.0), bounds=(0.0, 5.0),
                            meaning="coverage that a reporting tie adds to what I did",
                            moves={"recorded_share": "+"})
    tip_false = uncertainty(0.002, "per reporting tie", range=(0.0, 0.02), bounds=(0.0, 0.5),
                            meaning="chance that a reporting tie puts a false record on me",
                            moves={"false_records": "+"})


class Act(Row, table="acts"):
    """One kind of act that an agency records."""

    title = text("in words, plural")
    base = uncertainty(0.0, "acts a year", range=None, bounds=(0.0, 50.0),
                       meaning="mean acts of an adult a year")
    gravity = constant(1.0, "gravity", bounds=(0.1, 100.0), meaning="weight of one record")
    debt = switch(0.0, meaning="an unpaid judgment: always recorded, and cannot deter who cannot "
                  "pay")
    coverage = uncertainty(0.0, "observer-weeks per act", range=None, bounds=(0.0, 10.0),
                           meaning="coverage by ordinary staff", moves={"recorded_share": "+"})
    sensors = constant(0.0, "share", bounds=(0.0, 1.0),
                       meaning="how much of the city's sensing reaches this kind")
    street = switch(0.0, meaning="seen in public: city services, tip-offs and displacement apply")
    rows = {
        "judgment": {"title": "unpaid judgments", "base": 0.0064,
                     "gravity": 3.0, "debt": 1.0},
        "order": {"title": "public-order and traffic offences", "base": 0.80, "gravity": 1.0,
                  "coverage": 0.30, "sensors": 1.0, "street": 1.0},
        "fraud": {"title": "market offences and fraud",
                  "base": 0.03, "gravity": 4.0, "coverage": 0.15, "sensors": 0.2},
    }


class Kind(NamedTuple):
    """One row of `acts` as the week reads it, with the coverage of the person's city."""

    base: float
    gravity: float
    debt: float
    street: float
    coverage: float
    false_level: float


class Acts(NamedTuple):
    """What came of one kind in one week: acts 0 to 2, records 0 to 2, false record 0 or 1."""

    acts: float
    records: float
    false: float


def deterred(p, kind, stake, chance, knows, dread, hardship):
    """Return D of equation (2): the log of how far an expected sanction lowers the rate."""
    perceived = select(p.deterrence_form == 2.0, dread, chance)
    size = select(p.deterrence_form == 1.0, knows * perceived, stake * perceived)
    size = select(p.deterrence_form == 3.0, 0.0, size)
    unable = kind.debt * truth(hardship > p.cannot_pay)
    return p.deterrence * size * (1.0 - unable)


def mean_acts(p, kind, heterogeneity, hardship, deterrent):
    """Return the mean acts of the week, equation (1), at most 1."""
    strain = maximum(1.0 + p.hardship_slope * (hardship - p.hardship_mean), 0.0)
    return minimum(kind.base / WEEKS_A_YEAR * heterogeneity * strain * exp(0.0 - deterrent), 1.0)


def count_of_acts(mean, uniform):
    """Return 0, 1 or 2 acts with the given mean and a Poisson law's chance of two."""
    two = 1.0 - exp(0.0 - mean) * (1.0 + mean)
    return truth(uniform < mean - two) + truth(uniform < two)


def step(p, kind, adult, heterogeneity, hardship, dread, knows, exposure, breadth, court_share,
         false_chance, reporting, u_act, u_record):
    """Return the `Acts` of one kind, equations (1) to (3) and (6), and sensing's record of them."""
    chance = hit((kind.coverage + p.tip_reach * reporting * kind.street) * exposure)
    expected = select(kind.debt > 0.0, court_share, chance)
    deterrent = deterred(p, kind, knows * breadth, expected, knows, dread, hardship)
    mean = adult * p.on * mean_acts(p, kind, heterogeneity, hardship, deterrent)
    acts = count_of_acts(mean, u_act)
    seen = select(kind.debt > 0.0, 1.0, chance)
    # Two acts: both recorded with chance seen**2, at least one with 1 - (1 - seen)**2.
    at_least = select(acts > 1.5, 1.0 - (1.0 - seen) * (1.0 - seen), seen)
    both = select(acts > 1.5, seen * seen, 0.0)
    records = truth(acts > 0.5) * (truth(u_record < at_least) + truth(u_record < both))
    false = adult * p.on * clip(false_chance + p.tip_false * reporting * kind.street, 0.0, 0.5)
    return Acts(acts, records, truth(u_act > 1.0 - false))


def serves(p, adult, support, uniform):
    """Return 1 if the person gives service this week, equation (5)."""
    rate = p.service_base * (1.0 + maximum(support, 0.0)) / WEEKS_A_YEAR
    return truth(uniform < adult * p.on * rate)


def reports(p, adult, support, risk_aversion, dread, uniform):
    """Return 1 if the person tips off this week, equation (6); dread is hit(k f)."""
    push = 1.0 + p.tip_fear * risk_aversion * dread
    rate = p.tip_base * (1.0 + maximum(support, 0.0)) * push / WEEKS_A_YEAR
    return truth(uniform < adult * p.on * rate)


INDICATORS = (
    Indicator(name="offences", title="Offences", unit="acts per 100 adults a year",
              family="control", definition="Acts of every kind by residents of 15 and over, "
              "recorded or not, scaled to a year."),
    Indicator(name="service", title="Service", unit="acts per 100 adults a year",
              family="governance", definition="Voluntary acts of service, scaled to a year."),
    Indicator(name="tips", title="Tip-offs", unit="per 1,000 adults a year", family="control",
              definition="People who tip off the authorities about a tie, scaled to a year."),
)
