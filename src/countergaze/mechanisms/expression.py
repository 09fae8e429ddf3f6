"""What people say: dissent, silence or affirmation, and what they tell a survey.

An adult with support a, hardship h, fear f, risk aversion R, and ties of whom v dissented and w
affirmed last week:

1. occasion = 1 - (1 - min(1, occasion_rate S)) (1 - occasion_by_tie)^v, times cool_share in the
   cool_weeks after own dissent; S = 1 + (focal_multiplier - 1) e, e being 1 in the focal_weeks
   that a focal event of the city begins (chance focal_rate in a week without one), in other weeks
   the share of the city's districts in which unrest comes (`incidents`)
2. grievance G = h (1 - a) / 2 + anger; anger ~ Exp(anger_mean) for a focal spell, else 0
3. perceived chance of sanction P = 1 - exp(-k f / (1 + v)): safety in numbers. The ratio is used
   as it stands, without the floor that Epstein's printed rule needs to produce outbursts.
   Stake J = stake_at_liberty, plus stake_of_listing B_c [not listed] where opinions are in the
   tariff: who is listed already has less to lose
4. with an occasion: latent dissent with chance lgt((G - T)/s), dissent with chance
   lgt((G - R P J - T)/s), one uniform for both; silenced = latent and not dissent
5. whoever does not dissent, with an occasion to speak or without, is asked to affirm with chance
   occasion_to_affirm, and does if a > sincere_support, or if lie_reward reward aware +
   lie_fear R hit(k f) + lie_peers w/n + e > lie_cost (1 - a)/2, e being uniform with mean 0 and
   standard deviation `noise`; falsified if a < 0
6. a survey hears a positive answer if a >= 0 or survey_fear R hit(k f) > -a; it feeds nothing

s = noise / 1.814, the scale of a logistic law with standard deviation `noise`.

Forms.  `safety_form`: "smooth" is (3); "epstein" rounds the ratio down, P = hit(k f floor(3 /
(1 + v)) / 3); "kuran" is P = hit(k f) max(0, 1 - D_c / tipping_share), D_c being the city's share
of dissenters last week; "alone" has no safety in numbers.  `contagion_form`: "occasion" is (1);
under "threshold" it is an occasion when v / n reaches one's own threshold, normal with mean
threshold_mean, so that with a sure grievance Granovetter's model is left; under
"complex" one dissenting tie is no occasion, two are; "none" has no contagion.  `stake_form`:
"at_risk" is (3); under "spent" only the listed risk stake_of_listing B_c.

M23 compares a person's chance with the one that they would have without their own sanction, to
first order: the hardship that the listing brought, the support that it cost, the stake that it
spent; for those with a listed tie, without the rumour of it.

Left out: organisations, media, places of assembly. Differs from Epstein (2002) by cool-down,
focal events and occasions, without which dissent is a constant hum.

Most silence is not the system's.  The fear that any society has (`adaptation.f0`) and the stake
at liberty are put in by hand, so that of 74.2 in 100 who stay silent at the baseline 72.9 do in
the world without the system too: a level of silence is an assumption, what the system adds to it
(M13, `compare` with no-system) is a result.

Sources: Epstein 2002 (grievance, arrest chance, k = 2.3); Kuran 1989 (falsification, tipping);
Granovetter 1978 (thresholds); numbers are assumed.
"""

from __future__ import annotations

from typing import NamedTuple

from countergaze.compute.maths import exp, hit, logistic, maximum, select, truth
from countergaze.declare import Indicator, Table, form, switch, uncertainty
from countergaze.declare.city import CityState, carried
from countergaze.declare.state import (
    columns, count, draw, draws, fields, person_draw, quantities, tallies, total, units,
    weeks_since,
)

DETER_K = 2.3
LOGISTIC_SCALE = 1.813799364
UNIFORM_WIDTH = 3.4641016


class Parameters(Table, table="expression"):
    """Numbers of expression."""

    on = switch(1.0, meaning="whether people voice dissent or affirm at all")
    safety_form = form("smooth", "epstein", "kuran", "alone",
                       source="assumed; Epstein 2002, Kuran 1989",
                       meaning="how numbers protect: by the ratio, by the ratio rounded down, by "
                       "the share of the city that dissents, or not at all")
    contagion_form = form("occasion", "threshold", "complex", "none",
                          source="assumed; Granovetter 1978 for thresholds",
                          meaning="what a dissenting tie does: an occasion, a vote against one's "
                          "own threshold, an occasion only with a second one, or nothing")
    stake_form = form("at_risk", "spent",
                      meaning="whether a listing is at risk for who is not listed, or a burden "
                      "of who is")
    occasion_rate = uncertainty(0.10, "a week", scale="log", range=(0.05, 0.2), bounds=(0.0, 1.0),
                                meaning="occasions to speak without a dissenting tie",
                                expected_effects={"dissent": "+"})
    occasion_by_tie = uncertainty(0.20, "per dissenting tie", range=(0.0, 0.4), bounds=(0.0, 0.99),
                                  meaning="chance that a dissenting tie is an occasion",
                                  expected_effects={"dissent": "+"})
    occasion_to_affirm = uncertainty(0.10, "a week", range=(0.05, 0.2), scale="log",
                                     bounds=(0.0, 1.0), meaning="occasions to affirm",
                                     expected_effects={"affirm": "+"})
    grievance_threshold = uncertainty(0.22, "grievance", range=(0.17, 0.27), bounds=(0.0, 2.0),
                                      meaning="grievance above which a person would speak",
                                      expected_effects={"dissent": "-"})
    noise = uncertainty(0.05, "grievance", scale="log", range=(0.02, 0.08), bounds=(0.001, 1.0),
                        meaning="standard deviation of the week's mood",
                        expected_effects={"dissent": "+"})
    stake_at_liberty = uncertainty(0.6, "-", range=(0.3, 0.9), bounds=(0.0, 10.0),
                                   meaning="what anyone risks by dissent",
                                   expected_effects={"dissent": "-"})
    stake_of_listing = uncertainty(0.4, "-", range=(0.0, 0.8), bounds=(0.0, 10.0),
                                   meaning="what a listing for dissent would take, where "
                                   "opinions are in the tariff", expected_effects={"silenced": "+"})
    cool_weeks = uncertainty(8.0, "weeks", range=(4.0, 16.0), scale="log", bounds=(0.0, 200.0),
                             meaning="weeks of fewer occasions after own dissent",
                             expected_effects={"dissent": "-"})
    cool_share = uncertainty(0.5, "share", range=(0.2, 0.9), bounds=(0.0, 1.0),
                             meaning="occasions kept in those weeks",
                             expected_effects={"dissent": "+"})
    focal_rate = uncertainty(0.01, "a week and city", range=(0.0, 0.03), bounds=(0.0, 1.0),
                             meaning="chance that something happens that angers a city",
                             expected_effects={"dissent": "+"})
    focal_multiplier = uncertainty(4.0, "-", scale="log", range=(1.0, 8.0), bounds=(0.0, 100.0),
                                   meaning="occasions in a focal spell, against other weeks",
                                   expected_effects={"dissent": "+"})
    focal_weeks = uncertainty(4.0, "weeks", range=(2.0, 8.0), scale="log", bounds=(0.0, 100.0),
                              meaning="length of a focal spell", expected_effects={"dissent": "+"})
    anger_mean = uncertainty(0.06, "grievance", scale="log", range=(0.02, 0.10), bounds=(0.0, 2.0),
                             meaning="mean anger of a focal spell",
                             expected_effects={"dissent": "+"})
    sincere_support = uncertainty(0.5, "support", range=(0.3, 0.7), bounds=(-1.0, 1.0),
                                  meaning="support above which affirming is sincere",
                                  expected_effects={"affirm": "-"})
    lie_reward = uncertainty(0.2, "-", range=(0.0, 0.5), bounds=(0.0, 10.0),
                             meaning="how reward pushes who knows of it to affirm",
                             expected_effects={"affirm": "+"})
    lie_fear = uncertainty(0.6, "-", range=(0.3, 0.9), bounds=(0.0, 10.0),
                           meaning="how fear pushes to affirm", expected_effects={"affirm": "+"})
    lie_peers = uncertainty(0.3, "-", range=(0.0, 0.6), bounds=(0.0, 10.0),
                            meaning="how affirming ties push to affirm",
                            expected_effects={"affirm": "+"})
    lie_cost = uncertainty(0.5, "-", range=(0.3, 0.7), bounds=(0.0, 10.0),
                           meaning="cost of affirming what one does not believe",
                           expected_effects={"affirm": "-"})
    survey_fear = uncertainty(0.5, "-", scale="log", range=(0.2, 2.5), bounds=(0.0, 10.0),
                              source="assumed, to be tuned to Kostka 2019 (stylised facts C5)",
                              meaning="how fear bends answers to a survey",
                              expected_effects={"falsification_gap": "+"})
    tipping_share = uncertainty(0.05, "share", range=(0.02, 0.1), scale="log", bounds=(0.001, 1.0),
                                meaning="share of a city whose dissent takes all risk away, under "
                                "safety_form kuran", expected_effects={"dissent": "-"})
    threshold_mean = uncertainty(0.25, "share of ties", range=(0.15, 0.35), bounds=(0.0, 1.0),
                                 source="Granovetter 1978", meaning="mean threshold, under "
                                 "contagion_form threshold", expected_effects={"dissent": "-"})
    threshold_sd = uncertainty(0.12, "share of ties", range=(0.08, 0.2), bounds=(0.001, 1.0),
                               source="Granovetter 1978 (0.122 divides spark from cascade)",
                               meaning="standard deviation of thresholds, under contagion_form "
                               "threshold", expected_effects={"dissent": "+"})


class Climate(NamedTuple):
    """What the person's city is like this week, as far as speech goes.

    safety: chance kept of being sanctioned, under safety_form kuran; breadth: B_c where opinions
    are in the tariff, else 0.
    """

    occasion: float
    log_no_occasion_by_tie: float
    anger: float
    safety: float
    breadth: float


class Said(NamedTuple):
    """What one adult said in one week, and the chances behind it."""

    dissent: float
    affirm: float
    falsified: float
    latent_chance: float
    dissent_chance: float
    positive_answer: float
    occasion: float


def chance_of_occasion(p, climate, dissenting, since_dissent):
    """Return the chance of an occasion to speak, equation (1)."""
    heard = select(p.contagion_form == 2.0, dissenting * truth(dissenting > 1.5), dissenting)
    heard = select(p.contagion_form == 3.0, 0.0, heard)
    alone = (1.0 - climate.occasion) * exp(heard * climate.log_no_occasion_by_tie)
    cooling = truth(since_dissent < p.cool_weeks)
    return (1.0 - alone) * (1.0 - cooling * (1.0 - p.cool_share))


def dread(fear):
    """Return hit(k f): how sure of sanction a person feels who dissents alone."""
    return hit(DETER_K * fear)


def grievance(hardship, support, anger):
    """Return G of equation (2)."""
    return hardship * (1.0 - support) * 0.5 + anger


def chance_of_sanction(p, climate, fear, dissenting):
    """Return the chance of sanction that a person perceives, equation (3)."""
    ratio = 1.0 / (1.0 + dissenting)
    floored = truth(dissenting < 0.5) * 0.66666667 + truth(dissenting < 2.5) * 0.33333333
    ratio = select(p.safety_form == 1.0, floored, ratio)
    ratio = select(p.safety_form >= 2.0, 1.0, ratio)
    kept = select(p.safety_form == 2.0, climate.safety, 1.0)
    return hit(DETER_K * fear * ratio) * kept


def stake(p, climate, listed):
    """Return what dissent could cost, J of equation (3)."""
    exposed = select(p.stake_form == 1.0, listed, 1.0 - listed)
    return p.stake_at_liberty + p.stake_of_listing * climate.breadth * exposed


def chance_to_speak(p, net_grievance):
    """Return the chance that the week's mood carries net grievance over the threshold."""
    return logistic((net_grievance - p.grievance_threshold) * (LOGISTIC_SCALE / p.noise))


def joins(p, dissenting, ties, threshold_normal):
    """Return 1 if enough ties dissent to carry the person along, contagion_form threshold."""
    own = maximum(p.threshold_mean + p.threshold_sd * threshold_normal, 0.0)
    return truth(dissenting >= own * ties)


def step(p, climate, adult, support, hardship, fear, dread_alone, risk_aversion, listed,
         since_dissent, dissenting, affirming, ties, threshold_normal, promised,
         u_occasion, u_mood, u_affirm, u_lie):
    """Return what the person said, equations (1) to (6).

    promised: reward times awareness, in [0, 1].
    """
    occasion = adult * p.on * chance_of_occasion(p, climate, dissenting, since_dissent)
    felt = grievance(hardship, support, climate.anger)
    risk = (risk_aversion * chance_of_sanction(p, climate, fear, dissenting)
            * stake(p, climate, listed))
    would = chance_to_speak(p, felt)
    will = chance_to_speak(p, felt - risk)
    carried = adult * p.on * joins(p, dissenting, ties, threshold_normal)
    occasion = select(p.contagion_form == 1.0, carried, occasion)
    dissent = truth(u_occasion < occasion) * truth(u_mood < will)
    worry = risk_aversion * dread_alone
    pull = p.lie_reward * promised + p.lie_fear * worry + p.lie_peers * affirming / ties
    mood = (u_lie - 0.5) * (UNIFORM_WIDTH * p.noise)
    lies = truth(pull + mood > p.lie_cost * (1.0 - support) * 0.5)
    sincere = truth(support > p.sincere_support)
    willing = 1.0 - (1.0 - sincere) * (1.0 - lies)
    asked = adult * p.on * truth(u_affirm < p.occasion_to_affirm)
    affirm = asked * willing * (1.0 - dissent)
    bent = truth(p.survey_fear * worry > 0.0 - support)
    honest = truth(support >= 0.0)
    return Said(dissent, affirm, affirm * (1.0 - honest), occasion * would, occasion * will,
                adult * (1.0 - (1.0 - honest) * (1.0 - bent)), occasion)


def chance_without(p, climate, occasion_chance, support, hardship, fear, risk_aversion, listed,
                   dissenting):
    """Return the chance of dissent of someone whose sanction had not been, for M23.

    occasion_chance: of the week, as simulated; the other arguments as they would be without it.
    """
    felt = grievance(hardship, support, climate.anger)
    risk = (risk_aversion * chance_of_sanction(p, climate, fear, dissenting)
            * stake(p, climate, listed))
    return occasion_chance * chance_to_speak(p, felt - risk)


class Cities(CityState, mechanism="expression"):
    """What cities carry of focal spells and dissent."""

    focal_left = carried(0.0, "weeks", "weeks left of a focal spell")
    anger = carried(0.0, "grievance", "anger of the last focal spell")
    dissent = carried(0.0, "share of residents", "who dissented last week")


FIELDS = fields(
    since_dissent=weeks_since("weeks since the last dissent"),
)
QUANTITIES = quantities(
    dread="how much fear bears on speech",
    threshold="own threshold of dissenting ties, under contagion_form threshold",
    occasion="chance of an occasion to speak",
    dissent="1 if the person dissents",
    affirm="1 if the person affirms",
    falsified="1 if what is affirmed is not believed",
    latent="chance of dissent if nobody feared anything",
    dissent_chance="chance of dissent",
    stated_positive="1 if the person would say that they support",
    private_positive="1 if the person does support",
    dissenting_ties="ties that dissented last week",
    affirming_ties="ties that affirmed last week",
    by_adult="1 for each bystander: adults with a listed tie who are not listed, side by side",
    by_chance="a bystander's chance of dissent",
    by_without="the same without the fear that listed ties leave",
    by_occasion="a bystander's chance of an occasion to speak",
    by_support="a bystander's support",
    by_hardship="a bystander's hardship",
    by_fear="a bystander's fear",
    by_risk="a bystander's tolerance of risk",
    by_dissenting="a bystander's ties that dissented last week",
    by_listed="a bystander's listed ties",
    by_ties="a bystander's ties",
)
CITY_COLUMNS = columns(
    climate=(Climate, "what the city is like as far as speech goes"),
)
DRAWS = draws(
    expression=person_draw(32, "an occasion, and dissent at it"),
    expression_affirm=person_draw(33, "affirming, and what is said against belief"),
    focal=draw(36, "focal spells of a city: when they begin"),
    focal_anger=draw(37, "focal spells of a city: how much anger they bring"),
)
TALLIES = tallies(
    dissent=units("dissent", "dissent"),
    affirm=units("affirm", "affirmation"),
    falsified=units("falsified", "affirmation against belief"),
    stated_positive=units("stated_positive", "would say that they support"),
    private_positive=units("private_positive", "support"),
    latent=total("latent", "chances of dissent without fear", groups=True),
    expected_dissent=total("dissent_chance", "chances of dissent", groups=True),
    tie_chance=count("chances of dissent of bystanders with listed ties", groups=False),
    tie_without=count("the same without the fear that listed ties leave", groups=False),
    tie_count=count("bystanders with listed ties", groups=False),
    listed_chance=count("chances of dissent of the listed"),
    listed_without=count("the same without the listing"),
)

INDICATORS = (
    Indicator(name="dissent", title="Dissent", unit="in 1,000 adults a week", family="control",
              definition="Adults who dissent in the week."),
    Indicator(name="expected_dissent", title="Expected dissent", unit="in 1,000 adults a week",
              family="control", digits=2,
              definition="Sum of the chances of dissent: dissent without the week's noise. Its "
              "level still differs between seeds, since focal events are drawn.",
              shown="number"),
    Indicator(name="latent", title="Latent dissent", unit="in 1,000 adults a week",
              family="control", definition="Sum of the chances of dissent if nobody feared "
              "anything, at this week's occasions.", shown="number"),
    Indicator(name="silenced", title="Self-censored dissent", metric="M13",
              unit="% of those who would dissent without fear", family="rights", harm=1,
              definition="Share of latent dissent that is not voiced, from sums of chances. "
              "Most of it is ordinary fear, which is put in by hand: only the difference from a "
              "world without the system, the chilling effect, is the system's.",
              scopes=("whole", "province", "group")),
    Indicator(name="affirm", title="Affirmation", unit="in 1,000 adults a week",
              family="control", definition="Adults who affirm in the week.", shown="number"),
    Indicator(name="falsified", title="Affirm against their belief", family="rights", harm=1,
              unit="in 1,000 adults a week",
              definition="Adults who affirm with negative private support.", shown="number"),
    Indicator(name="falsification_gap", title="Preference falsification gap", metric="M14",
              unit="percentage points", family="rights", harm=1,
              definition="Adults giving a survey a positive answer minus adults whose private "
              "support is positive, % of adults."),
    Indicator(name="stated_support", title="Say that they support", unit="% of adults",
              family="control", definition="Adults who would give a survey a positive answer.",
              shown="number"),
    Indicator(name="backfire_listed", title="Backfire: the listed", metric="M23", digits=2,
              unit="in 1,000 a week", family="control",
              definition="Mean chance of dissent of the listed minus their chance without their "
              "own listing, to first order. Above zero: the sanction provokes."),
    Indicator(name="backfire_ties", title="Backfire: people with a listed tie", metric="M23",
              digits=2, unit="in 1,000 a week", family="control",
              definition="Mean chance of dissent of those with a listed tie minus their chance "
              "without the rumour of it, to first order. Below zero: bystanders withdraw.",
              shown="number"),
)
