"""What people say: dissent, silence or affirmation, and what they tell a survey.

An adult with support a, hardship h, fear f, risk aversion R, and ties of whom v dissented and w
affirmed last week:

1. occasion = 1 - (1 - min(1, occasion_rate S)) (1 - occasion_by_tie)^v, times cool_share in the
   cool_weeks after own dissent; S = focal_multiplier in the focal_weeks after a focal event of
   the city (chance focal_rate a week), else 1
2. grievance G = h (1 - a) / 2 + anger; anger ~ Exp(anger_mean) for a focal spell, else 0
3. perceived chance of sanction P = 1 - exp(-k f / (1 + v)): safety in numbers. The ratio is used
   as it stands, without the floor that Epstein's printed rule needs to produce outbursts.
   Stake J = stake_at_liberty, plus stake_of_listing B_c [not listed] where opinions are in the
   tariff
4. with an occasion: latent dissent with chance lgt((G - T)/s), dissent with chance
   lgt((G - R P J - T)/s), one uniform for both; silenced = latent and not dissent
5. otherwise, with chance occasion_to_affirm: affirm if a > sincere_support, or if
   lie_fear R hit(k f) + lie_peers w/n + e > lie_cost (1 - a)/2; falsified if a < 0
6. a survey hears a positive answer if a >= 0 or survey_fear R hit(k f) > -a; it feeds nothing

s = noise / 1.814, the scale of a logistic law with standard deviation `noise`.

Left out: organisations, media, places of assembly. Differs from Epstein (2002) by cool-down,
focal events and occasions, without which dissent is a constant hum.

Sources: Epstein 2002 (grievance, arrest chance, k = 2.3); Kuran 1989 (falsification); numbers
are assumed.
"""

from __future__ import annotations

from typing import NamedTuple

from countergaze.compute.maths import exp, hit, logistic, truth
from countergaze.declare import Indicator, Table, constant, switch, uncertainty

DETER_K = 2.3
LOGISTIC_SCALE = 1.813799364
UNIFORM_WIDTH = 3.4641016


class Parameters(Table, table="expression"):
    """Numbers of expression."""

    on = switch(1.0, meaning="whether people voice dissent or affirm at all")
    occasion_rate = uncertainty(0.10, "a week", range=(0.05, 0.2), bounds=(0.0, 1.0),
                                meaning="occasions to speak without a dissenting tie",
                                moves={"dissent": "+"})
    occasion_by_tie = uncertainty(0.20, "per dissenting tie", range=(0.0, 0.4), bounds=(0.0, 0.99),
                                  meaning="chance that a dissenting tie is an occasion",
                                  moves={"dissent": "+"})
    occasion_to_affirm = constant(0.10, "a week", bounds=(0.0, 1.0),
                                  meaning="occasions to affirm")
    grievance_threshold = uncertainty(0.22, "grievance", range=(0.17, 0.27), bounds=(0.0, 2.0),
                                      meaning="grievance above which a person would speak",
                                      moves={"dissent": "-"})
    noise = uncertainty(0.05, "grievance", range=(0.02, 0.08), bounds=(0.001, 1.0),
                        meaning="standard deviation of the week's mood",
                        moves={"dissent": "+"})
    stake_at_liberty = uncertainty(0.6, "-", range=(0.3, 0.9), bounds=(0.0, 10.0),
                                   meaning="what anyone risks by dissent", moves={"dissent": "-"})
    cool_weeks = constant(8.0, "weeks", bounds=(0.0, 200.0),
                          meaning="weeks of fewer occasions after own dissent")
    cool_share = uncertainty(0.5, "share", range=(0.2, 0.9), bounds=(0.0, 1.0),
                             meaning="occasions kept in those weeks", moves={"dissent": "+"})
    focal_rate = uncertainty(0.01, "a week and city", range=(0.0, 0.03), bounds=(0.0, 1.0),
                             meaning="chance that something happens that angers a city",
                             moves={"dissent": "+"})
    focal_multiplier = uncertainty(4.0, "-", range=(1.0, 8.0), bounds=(0.0, 100.0),
                                   meaning="occasions in a focal spell, against other weeks",
                                   moves={"dissent": "+"})
    focal_weeks = constant(4.0, "weeks", bounds=(0.0, 100.0),
                           meaning="length of a focal spell")
    anger_mean = uncertainty(0.06, "grievance", range=(0.02, 0.10), bounds=(0.0, 2.0),
                             meaning="mean anger of a focal spell", moves={"dissent": "+"})
    sincere_support = constant(0.5, "support", bounds=(-1.0, 1.0),
                               meaning="support above which affirming is sincere")
    lie_fear = uncertainty(0.6, "-", range=(0.3, 0.9), bounds=(0.0, 10.0),
                           meaning="how fear pushes to affirm", moves={"affirm": "+"})
    lie_peers = uncertainty(0.3, "-", range=(0.0, 0.6), bounds=(0.0, 10.0),
                            meaning="how affirming ties push to affirm", moves={"affirm": "+"})
    lie_cost = uncertainty(0.5, "-", range=(0.3, 0.7), bounds=(0.0, 10.0),
                           meaning="cost of affirming what one does not believe",
                           moves={"affirm": "-"})
    survey_fear = uncertainty(0.5, "-", range=(0.2, 2.5), bounds=(0.0, 10.0),
                              source="assumed, to be tuned to Kostka 2019 (stylised facts C5)",
                              meaning="how fear bends answers to a survey",
                              moves={"falsification_gap": "+"})


class Climate(NamedTuple):
    """What the person's city is like this week, as far as speech goes."""

    occasion: float
    log_no_occasion_by_tie: float
    anger: float


class Said(NamedTuple):
    """What one adult said in one week, and the chances behind it."""

    dissent: float
    affirm: float
    falsified: float
    latent_chance: float
    dissent_chance: float
    positive_answer: float


def chance_of_occasion(p, climate, dissenting, since_dissent):
    """Return the chance of an occasion to speak, equation (1)."""
    alone = (1.0 - climate.occasion) * exp(dissenting * climate.log_no_occasion_by_tie)
    cooling = truth(since_dissent < p.cool_weeks)
    return (1.0 - alone) * (1.0 - cooling * (1.0 - p.cool_share))


def dread(fear):
    """Return hit(k f): how sure of sanction a person feels who dissents alone."""
    return hit(DETER_K * fear)


def grievance(hardship, support, anger):
    """Return G of equation (2)."""
    return hardship * (1.0 - support) * 0.5 + anger


def chance_of_sanction(fear, dissenting):
    """Return the chance of sanction that a person perceives, equation (3)."""
    return hit(DETER_K * fear / (1.0 + dissenting))


def chance_to_speak(p, net_grievance):
    """Return the chance that the week's mood carries net grievance over the threshold."""
    return logistic((net_grievance - p.grievance_threshold) * (LOGISTIC_SCALE / p.noise))


def step(p, climate, adult, support, hardship, fear, dread_alone, risk_aversion,
         since_dissent, dissenting, affirming, ties, u_occasion, u_mood, u_affirm, u_lie):
    """Return what the person said, equations (1) to (6)."""
    occasion = adult * p.on * chance_of_occasion(p, climate, dissenting, since_dissent)
    felt = grievance(hardship, support, climate.anger)
    risk = risk_aversion * chance_of_sanction(fear, dissenting) * p.stake_at_liberty
    would = chance_to_speak(p, felt)
    will = chance_to_speak(p, felt - risk)
    dissent = truth(u_occasion < occasion) * truth(u_mood < will)
    worry = risk_aversion * dread_alone
    pull = p.lie_fear * worry + p.lie_peers * affirming / ties
    mood = (u_lie - 0.5) * (UNIFORM_WIDTH * p.noise)
    lies = truth(pull + mood > p.lie_cost * (1.0 - support) * 0.5)
    sincere = truth(support > p.sincere_support)
    willing = 1.0 - (1.0 - sincere) * (1.0 - lies)
    asked = adult * p.on * truth(u_affirm < p.occasion_to_affirm)
    affirm = asked * willing * (1.0 - dissent)
    bent = truth(p.survey_fear * worry > 0.0 - support)
    honest = truth(support >= 0.0)
    return Said(dissent, affirm, affirm * (1.0 - honest), occasion * would, occasion * will,
                adult * (1.0 - (1.0 - honest) * (1.0 - bent)))


INDICATORS = (
    Indicator(name="dissent", title="Dissent", unit="in 1,000 adults a week", family="control",
              definition="Adults who dissent in the week."),
    Indicator(name="expected_dissent", title="Expected dissent", unit="in 1,000 adults a week",
              family="control", digits=2,
              definition="Sum of the chances of dissent: dissent without the week's luck."),
    Indicator(name="latent", title="Would dissent without fear", unit="in 1,000 adults a week",
              family="control", definition="Sum of the chances of dissent if nobody feared "
              "anything, at this week's occasions."),
    Indicator(name="silenced", title="Silent who would dissent", metric="M13",
              unit="in 100 who would dissent without fear", family="rights", harm=1,
              definition="Share of latent dissent that is not voiced, from sums of chances. "
              "Against a world without the system it is the chilling effect.",
              scopes=("whole", "province", "group")),
    Indicator(name="affirm", title="Affirmation", unit="in 1,000 adults a week",
              family="control", definition="Adults who affirm in the week."),
    Indicator(name="falsified", title="Affirm against their belief", family="rights", harm=1,
              unit="in 1,000 adults a week",
              definition="Adults who affirm with negative private support."),
    Indicator(name="falsification_gap", title="Stated minus private support", metric="M14",
              unit="percentage points", family="rights", harm=1,
              definition="Adults giving a survey a positive answer minus adults whose private "
              "support is positive, in 100 adults."),
)
