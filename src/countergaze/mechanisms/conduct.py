"""What people do: offences by kind, service, and tip-offs about one another.

For an adult with conduct heterogeneity z and hardship h, and each kind of act k (a row of
`acts`):

1. rate_k = base_k z (1 + hardship_slope (h - hardship_mean)) exp(-D_k), a year
2. D_k = deterrence stake p_k where the act is deterrable; D = 0 for a debt that the person
   cannot pay (h > cannot_pay)
3. p_k = 1 - exp(-C_k x b), the chance that an act leaves a record (`sensing`); for a debt that a
   court always sees, p is the share of judgments that the court lists
4. stake = knows B_c + score_stake scored aware (score_alone + (1 - score_alone) [a score can
   list]) + aware scored (reward_stake reward + what the lowest grade closes and others see of it,
   `scoring`); B_c is what one more listing would bring in the city, scored says whether the
   person has a score, aware whether they know of the scheme
5. service = service_base (1 + max(a, 0)) (1 + aware (service_for_points reward + scored u)) a year,
   u that of who stands behind others where points are shown (`scoring`); what it adds over a world
   without either is performative; at most one act a week
6. tip-offs = tip_base (1 + max(a, 0)) (1 + tip_reward aware reward + tip_fear R hit(k f)) a year,
   times what grid workers at hand add (`grid`);
   y reporting ties add tip_reach y to the coverage of what I did, and a false record with
   chance tip_false y
7. a false record comes with the chance that offices err (`sensing`), that a tie tips off wrongly,
   and that officials make up a case (`officials`); in a week there are acts of a kind or a false
   record of it, not both.  A made-up case of acts in the street is a file that weighs as much as
   max(1, 2 case_records U) records, U uniform in [0, 1]; of a debt it is one judgment

Acts of a kind in a week are 0, 1 or 2, with the mean of (1) exactly and the chance of two that a
Poisson law has: one Bernoulli would lose 3 % of minor acts.

Forms.  `deterrence_form`: "stake" is (2); "certainty" is D = deterrence knows p_k; "perceived"
puts the person's own fear in the place of p (p = hit(k f), k = 2.3); "none" is D = 0.
`peers_form`: "reward" is (6); "emperor" lets people enforce a norm that they need not hold
(`conduct_peers`); "none" has no tip-offs.

Left out: learning from peers, skill, time of day.  The slope is centred on mean hardship, so
that base_k stays the mean rate.

Sources: Becker's expected sanction as used in deterrence research; procedural justice acts
through support, not here (Walters and Bolger 2019); awareness of a scheme 11 % (stylised facts
C4); other numbers are assumed but for the court list (stylised facts C1).
"""

from __future__ import annotations

from typing import NamedTuple

from countergaze.compute.maths import clip, exp, hit, maximum, minimum, select, truth
from countergaze.declare import (
    Indicator, Row, Table, constant, form, lever, name_of, switch, text, uncertainty,
)
from countergaze.declare.state import (
    KINDS_AT_MOST, by_kind, count, draws, fields, person_draw, quantities, tallies, total,
    units, weeks_since,
)

WEEKS_A_YEAR = 52.0
MARGIN = 1.00001
"""Over what rounding can add to a rate."""


class Parameters(Table, table="conduct"):
    """Numbers of conduct."""

    on = switch(1.0, meaning="whether people act at all (offences, service, tip-offs)")
    deterrence_form = form("stake", "certainty", "perceived", "none",
                           meaning="what deters: the stake times its chance, its certainty alone, "
                           "the enforcement a person perceives, or nothing")
    peers_form = form("reward", "emperor", "none", source="assumed; Centola, Willer and Macy 2005 "
                      "for the emperor's dilemma", meaning="why people tip off about ties: for "
                      "reward and out of fear, to be seen to enforce the norm, or never")
    deterrence = uncertainty(0.5, "per unit of expected loss", range=(0.0, 2.0), bounds=(0.0, 20.0),
                             meaning="how strongly an expected sanction lowers the rate of acts",
                             expected_effects={"offences": "-"})
    hardship_slope = uncertainty(1.0, "per unit of hardship", range=(0.0, 2.0), bounds=(0.0, 5.0),
                                 meaning="how much faster people in hardship offend",
                                 expected_effects={"cannot_pay_share": "+"})
    hardship_mean = constant(0.286, "hardship", bounds=(0.0, 1.0), source="convention (mean of "
                             "the beta law of `society`)", meaning="hardship at which base rates "
                             "hold (mean of a beta(2, 5))")
    cannot_pay = uncertainty(0.5, "hardship", range=(0.4, 0.7), bounds=(0.0, 1.0),
                             meaning="hardship above which a debt cannot be paid",
                             expected_effects={"cannot_pay_share": "-"})
    know_list = lever(0.5, "share", range=(0.2, 1.0), bounds=(0.0, 1.0), may_change=False,
                      meaning="adults who know what a listing brings",
                      expected_effects={"offences": "-"})
    aware = lever(0.11, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  source="stylised facts C4 (11 % knew of their city's scheme)",
                  meaning="adults who know of scores and rewards",
                  expected_effects={"service": "+"})
    score_stake = uncertainty(0.5, "-", range=(0.0, 1.0), bounds=(0.0, 10.0), meaning="stake of a "
                              "score that can lead to a list",
                              expected_effects={"offences_scored": "-"})
    score_alone = lever(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                        meaning="part of that stake that a score has which opens and closes "
                        "doors without any list", expected_effects={"offences_scored": "-"})
    reward_stake = uncertainty(0.2, "-", range=(0.0, 0.5), bounds=(0.0, 10.0),
                               meaning="stake of rewards that can be lost",
                               expected_effects={"offences_scored": "-"})
    service_base = uncertainty(0.5, "acts a year", scale="log", range=(0.2, 2.0),
                               bounds=(0.0, 20.0), meaning="voluntary service of a person without "
                               "support", expected_effects={"service": "+"})
    service_for_points = uncertainty(1.0, "-", range=(0.0, 3.0), bounds=(0.0, 20.0),
                                     meaning="how much full reward adds to the service of who "
                                     "knows of it", expected_effects={"performative": "+"})
    tip_base = uncertainty(0.05, "tips a year", range=(0.0, 0.3), bounds=(0.0, 5.0),
                           meaning="tip-offs about others without fear or reward",
                           expected_effects={"tips": "+"})
    tip_reward = uncertainty(3.0, "-", range=(0.0, 6.0), bounds=(0.0, 50.0),
                             meaning="how much full reward adds to the tip-offs of who knows of "
                             "it", expected_effects={"tips": "+"})
    tip_fear = uncertainty(2.0, "-", range=(0.0, 5.0), bounds=(0.0, 20.0),
                           meaning="how much fear raises tip-offs", expected_effects={"tips": "+"})
    tip_reach = uncertainty(0.3, "coverage per reporting tie", range=(0.0, 1.0), bounds=(0.0, 5.0),
                            meaning="coverage that a reporting tie adds to what I did",
                            expected_effects={"recorded_share": "+"})
    tip_false = uncertainty(0.002, "per reporting tie", range=(0.0002, 0.02), scale="log",
                            bounds=(0.0, 0.5), meaning="chance that a reporting tie puts a false "
                            "record on me", expected_effects={"false_records": "+"})
    emperor_cost = uncertainty(0.125, "share of pressure", range=(0.08, 0.2), bounds=(0.0, 1.0),
                               source="Centola, Willer and Macy 2005", meaning="cost of enforcing "
                               "a norm, under peers_form emperor", expected_effects={"tips": "-"})
    emperor_tips = uncertainty(1.0, "tips a year", range=(0.2, 5.0), scale="log",
                               bounds=(0.0, 52.0), meaning="tip-offs of someone who enforces, "
                               "under peers_form emperor", expected_effects={"tips": "+"})
    believer_support = uncertainty(0.9, "support", range=(0.7, 1.0), bounds=(-1.0, 1.0),
                                   meaning="support above which a person holds the norm, under "
                                   "peers_form emperor", expected_effects={"tips": "-"})


class Act(Row, table="acts"):
    """One kind of act that an agency records."""

    title = text("in words, plural")
    home = name_of("agencies", "the agency that records it")
    context = text("sphere of life that the record is about")
    points = lever(0.0, "points", range=(0.5, 2.0), relative=True, bounds=(-1000.0, 1000.0),
                   source="assumed (stylised facts C4 for the order)",
                   meaning="what one record adds to a score", expected_effects={"score": "+"})
    spoken = switch(0.0, meaning="speech, not an act: recorded dissent, and only where opinions "
                    "are in the tariff (`scoring.political`)")
    base = uncertainty(0.0, "acts a year", range=(0.25, 4.0), relative=True, scale="log",
                       bounds=(0.0, 50.0), meaning="mean acts of an adult a year")
    gravity = uncertainty(1.0, "gravity", range=(0.5, 2.0), relative=True, scale="log",
                          bounds=(0.1, 100.0), meaning="weight of one record")
    debt = switch(0.0, meaning="an unpaid judgment: always recorded, and cannot deter who cannot "
                  "pay")
    coverage = uncertainty(0.0, "observer-weeks per act", range=(0.5, 2.0), relative=True,
                           scale="log", bounds=(0.0, 10.0), meaning="coverage by ordinary staff",
                           expected_effects={"recorded_share": "+"})
    sensors = uncertainty(0.0, "share", range=(0.5, 2.0), relative=True, bounds=(0.0, 1.0),
                          meaning="how much of the city's sensing reaches this kind")
    street = switch(0.0, meaning="seen in public: city services, tip-offs and displacement apply")
    rows = {
        "judgment": {"title": "unpaid judgments", "home": "courts", "context": "finance",
                     "base": 0.0066, "gravity": 3.0, "debt": 1.0, "points": -50.0},
        "order": {"title": "public-order and traffic offences", "home": "public_security",
                  "context": "street", "base": 0.80, "gravity": 1.0, "coverage": 0.30,
                  "sensors": 1.0, "street": 1.0, "points": -5.0},
        "fraud": {"title": "market offences and fraud", "home": "market_and_customs",
                  "context": "market", "base": 0.03, "gravity": 4.0, "coverage": 0.15,
                  "sensors": 0.2, "points": -30.0},
        "dissent": {"title": "recorded dissent", "home": "propaganda", "context": "politics",
                    "gravity": 3.0, "spoken": 1.0, "points": -50.0},
    }


class Kind(NamedTuple):
    """One row of `acts` as the week reads it, with the coverage of the person's city."""

    base: float
    gravity: float
    debt: float
    street: float
    coverage: float
    false_level: float
    points: float
    spoken: float


class Incentive(NamedTuple):
    """What the scheme promises: reward (0 to 1), and whether a score can lead to a list."""

    reward: float
    score_can_list: float


class Acts(NamedTuple):
    """What came of one kind in one week: acts 0 to 2, records 0 to 2.

    false: what false records of the week weigh, in records; mean: the mean acts of the week,
    before the draw; erased: records expected to vanish.
    """

    acts: float
    records: float
    false: float
    mean: float
    erased: float


def stake(p, incentive, knows, aware, scored, breadth, of_grade):
    """Return what one more record could cost the person, equation (4); of_grade: see `scoring`."""
    of_score = p.score_alone + (1.0 - p.score_alone) * incentive.score_can_list
    of_scheme = p.score_stake * of_score + p.reward_stake * incentive.reward + of_grade
    return knows * breadth + aware * scored * of_scheme


def deterred(p, kind, at_stake, chance, knows, dread, hardship):
    """Return D of equation (2): the log of how far an expected sanction lowers the rate."""
    perceived = select(p.deterrence_form == 2.0, dread, chance)
    size = select(p.deterrence_form == 1.0, knows * perceived, at_stake * perceived)
    size = select(p.deterrence_form == 3.0, 0.0, size)
    unable = kind.debt * truth(hardship > p.cannot_pay)
    return p.deterrence * size * (1.0 - unable)


def mean_acts(p, kind, heterogeneity, hardship, deterrent):
    """Return the mean acts of the week, equation (1), at most 1."""
    strain = maximum(1.0 + p.hardship_slope * (hardship - p.hardship_mean), 0.0)
    return minimum(kind.base / WEEKS_A_YEAR * heterogeneity * strain * exp(0.0 - deterrent), 1.0)


def chance_of_record(p, kind, exposure, reporting, localised):
    """Return the chance that an act is seen, equation (3), but for debts."""
    covered = kind.coverage + localised + p.tip_reach * reporting * kind.street
    return hit(covered * exposure)


def expected_acts(p, kind, adult, heterogeneity, hardship, dread, knows, at_stake, court_share,
                  chance):
    """Return the mean acts of the week before the draw, (1) and (2); chance: of a record."""
    expected = select(kind.debt > 0.0, court_share, chance)
    deterrent = deterred(p, kind, at_stake, expected, knows, dread, hardship)
    return adult * p.on * mean_acts(p, kind, heterogeneity, hardship, deterrent)


def most_acts(p, kind, heterogeneity, hardship):
    """Return what `mean_acts` of an adult cannot exceed, whatever deters them."""
    strain = maximum(1.0 + p.hardship_slope * (hardship - p.hardship_mean), 0.0)
    return kind.base / WEEKS_A_YEAR * heterogeneity * strain * MARGIN


def chance_of_false(p, kind, false_chance, reporting):
    """Return the chance of a false record of a kind by error or tip-off on an adult, (6), (7)."""
    return p.on * clip(false_chance + p.tip_false * reporting * kind.street, 0.0, 0.5)


def chance_of_case(p, fabricated):
    """Return the chance of a made-up case on an adult, equation (7)."""
    return p.on * minimum(fabricated, 0.5)


def expected_debts(p, kind, heterogeneity, hardship, dread, knows, at_stake, court_share):
    """Return the mean judgments of the week of an adult, equations (1) to (3)."""
    deterrent = deterred(p, kind, at_stake, court_share, knows, dread, hardship)
    return p.on * mean_acts(p, kind, heterogeneity, hardship, deterrent)


def count_of_acts(mean, uniform):
    """Return 0, 1 or 2 acts with the given mean and a Poisson law's chance of two."""
    two = 1.0 - exp(0.0 - mean) * (1.0 + mean)
    return truth(uniform < mean - two) + truth(uniform < two)


def size_of_case(kind, case_records, uniform):
    """Return what a made-up case weighs, in records, equation (7)."""
    return maximum(2.0 * case_records * uniform * kind.street, 1.0)


def step(p, kind, adult, heterogeneity, hardship, dread, knows, exposure, at_stake, court_share,
         by_error, made_up, case_records, reporting, localised, kept, u_act, u_record):
    """Return the `Acts` of one kind, equations (1) to (3), (6) and (7).

    by_error: chance of a false record by error or tip-off; made_up: of a case that officials make
    up, of case_records records on average; localised: coverage that data handed over by firms add
    (`firms`); kept: share of records that officials do not make vanish.
    """
    chance = chance_of_record(p, kind, exposure, reporting, localised)
    mean = expected_acts(p, kind, adult, heterogeneity, hardship, dread, knows, at_stake,
                         court_share, chance)
    acts = count_of_acts(mean, u_act)
    would = select(kind.debt > 0.0, 1.0, chance)
    seen = would * kept
    # Two acts: both recorded with chance seen**2, at least one with 1 - (1 - seen)**2.
    at_least = select(acts > 1.5, 1.0 - (1.0 - seen) * (1.0 - seen), seen)
    both = select(acts > 1.5, seen * seen, 0.0)
    records = truth(acts > 0.5) * (truth(u_record < at_least) + truth(u_record < both))
    size = select(u_act > 1.0 - made_up, size_of_case(kind, case_records, u_record), 1.0)
    false = truth(u_act > 1.0 - (by_error + made_up)) * size
    return Acts(acts, records, false, mean, acts * (would - seen))


def rate_of_service(p, adult, support):
    """Return the chance of service in a week without rewards, equation (5)."""
    return adult * p.on * p.service_base * (1.0 + maximum(support, 0.0)) / WEEKS_A_YEAR


def for_points(p, incentive, aware, catching_up):
    """Return by what share rewards and being behind others raise service, equation (5)."""
    return aware * (p.service_for_points * incentive.reward + catching_up)


def rate_of_reports(p, incentive, adult, support, risk_aversion, dread, aware):
    """Return the chance of a tip-off in a week, equation (6); dread is hit(k f)."""
    push = 1.0 + p.tip_reward * aware * incentive.reward + p.tip_fear * risk_aversion * dread
    rate = p.tip_base * (1.0 + maximum(support, 0.0)) * push / WEEKS_A_YEAR
    return adult * p.on * rate * truth(p.peers_form == 0.0)


FIELDS = fields(
    since_act=weeks_since("weeks since the last act"),
)
QUANTITIES = quantities(
    may_act="above 0 where the draw could bring an act or a false record of a kind",
    knows="1 if the person knows somebody on a list",
    aware="1 if the person is aware of points and rewards",
    stake="what the person stands to lose",
    acts="acts of the week",
    first_act="1 for an act after 255 weeks without any",
    mean_acts="expected acts of the week, where the city has a scheme",
    gravity="gravity of the expected acts, where the city has a scheme",
    points="points of the records made of the week",
    recorded="records made of the week",
    erased="records that an official's household had erased",
    records=by_kind("true records made of the week"),
    false_records=by_kind("false records made of the week"),
    by_error="chance of a false record by error or tip-off, of one kind of act",
    made_up="chance of a made-up case, of one kind of act",
    fabricated="made-up cases of the week",
    service="1 for an act of service",
    service_chance="chance of an act of service",
    performative="part of that chance that rewards make",
    tips="1 for a tip-off",
    norm="code of what is shown of a norm: 0 neither, 1 complies, 2 and 3 enforces",
    enforcing_ties="ties that enforce a norm, less those that enforce its breach",
    complying_ties="ties that comply with a norm",
)
DRAWS = draws(
    act=person_draw(16, "acts and records, one a kind of act", span=16),
    service=person_draw(34, "service and tip-offs"),
)
TALLIES = tallies(
    acts=units("acts", "acts"),
    service=units("service", "acts of service"),
    service_expected=total("service_chance", "chances of an act of service"),
    performative=total("performative", "chances of service that rewards make"),
    tips=units("tips", "tip-offs"),
    first_acts=units("first_act", "people who act for the first time in years"),
    **{f"acts_of_{k}": count(f"acts of kind {k}", groups=False) for k in range(KINDS_AT_MOST)},
)

INDICATORS = (
    Indicator(name="offences", title="Offences", unit="acts per 100 adults a year",
              family="control", definition="Acts of every kind by residents of 15 and over, "
              "recorded or not, scaled to a year."),
    Indicator(name="service", title="Service", unit="acts per 100 adults a year",
              family="governance", definition="Voluntary acts of service, scaled to a year.",
              shown="number"),
    Indicator(name="performative", title="Service for points", unit="% of acts of service",
              family="governance", metric="M21", digits=2, definition="Share of voluntary "
              "service that would not be given without rewards, from sums of chances.",
              shown="number"),
    Indicator(name="offences_scored", title="Offences where there is a scheme",
              unit="acts per 100 adults a year", family="control", digits=2,
              definition="Mean acts, before noise, of residents of 15 and over who have a score, "
              "scaled to a year.", shown="number"),
    Indicator(name="first_offences", title="First offences", family="control", digits=2,
              unit="people per 100 adults a year",
              definition="Residents of 15 and over who act after 255 weeks without any act, "
              "recorded or not, scaled to a year.", shown="number"),
    Indicator(name="recorded_share_by_kind", title="Acts that leave a record, by kind",
              unit="% of acts of the kind", family="control", scopes=("act",),
              definition="True records made per 100 acts of one kind. Judgments are "
              "recorded unless officials erase them; speech is no act and has no value."),
    Indicator(name="tips", title="Tip-offs", unit="per 1,000 adults a year", family="control",
              definition="People who tip off the authorities about a tie, scaled to a year.",
              shown="number"),
)
