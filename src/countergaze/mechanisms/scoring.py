"""City point schemes: a score for those whom a scheme takes in, and what it opens and closes.

A scheme exists in whole cities, those that come first by seed, up to a share `pilot` of residents,
for residents of 15 and over; elsewhere the score stays at 1000.  For a person with a score s:

1. s' = clip(s + score_return (1000 - s) + reach sum of points_k records_k + reach points_service
   service + points_assoc [a household member was newly listed], 0, 1300); at most 849 on the
   court list.  Records are true and false ones alike: the scheme cannot tell.  A week's records
   reach the scheme with chance own_view + (1 - own_view) Heff: all agencies feed it, as far as
   they are linked (`integration`)
2. where list_below is set, who falls below it enters the scheme's own list, and leaves it at
   list_below + 50; above 1030 a person counts as redlisted
3. points times reach: rewards and penalties apply further to some (urban, rural, officials'
   households), for the same conduct
4. under consent, only those who expect to gain have a score: no record for a year, and more
   support, so more service, than the mean

5. grades: below 850 (the lowest grade) a share grade_closes of services is closed, a breadth B as
   of a listing (`adaptation`), which `sanctions.sanction` does not scale: of somebody on a list
   too the larger of both holds; above 1030 rewards are opened, as by a redlisting (`sanctions`).
   Who knows of the scheme has that breadth at stake (`conduct`)
6. display: where points are shown, with `display`, who knows of the scheme has shame at stake too,
   display display_stake, and who stands below the mean of the city serves more, by
   display catch_up min(1, (mean - s) / 50): the peers with whom people compare themselves are the
   scored of their city
7. who knows: the share aware (`conduct`) of adults know of rewards and schemes by themselves; in a
   city with a scheme a share n_c of the others has heard of it by contact,
   n' = n + (aware_contact m + aware_display display) (1 - n) - aware_fade n, where m = 1 -
   exp(-ties t) is the chance of knowing somebody among the share t of adults whom a grade has
   closed or opened something last week (ties: neighbours, workplace and acquaintances of `society`)

A listing by score is wrong if the score without false records would be above list_below; their
points are estimated from the weight of the person's false records, at the mean points per gravity
of the kinds of record, times the chance that records reach the scheme, reach (3) left aside.  A
correction that reaches every holder gives those points back, up to 1000.

Forms.  `tariff_form`: "points" is (1) and (2); "relative" marks on a curve: what counts in (2) is
1000 + 100 (s - mean) / sd of the city, so that a fixed share is above or below whatever people do.

Known limit: the mean is 1000 + E[points a week] / score_return.

Left out: which services a grade opens or closes (a share of all, the same in every city); grades
between the lowest and the best; whose points a person sees among their own ties, which would
take a bit of each tie; buying points, and schemes of firms; denials by grade in the tests of
`sanctions`, which count those of lists; ties other than the household; sanctions on
whole groups (Rozenas 2020).

Sources: stylised facts C4 (43 to 70 pilots of 333 cities; start 1000; a traffic ticket costs 5;
grades; Liu and Rona-Tas 2024: more rewards for urban and official households, more penalties for
rural ones, signs only); sizes are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import clip, maximum, minimum, select, truth
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import NATION, SIDE_AND_SCORE, CityState, carried, told, weekly
from countergaze.declare.state import (
    columns, count, draws, fields, number, person_draw, quantities, tallies,
)

START = 1000.0
MOST = 1300.0
ON_COURT_LIST = 849.0
GOOD, BAD, REDLIST_ABOVE = 960.0, 850.0, 1030.0
MARGIN = 50.0
LEAST_SPREAD = 1.0
CURVE = 100.0
SCALE = 500.0
SCORE_BINS, LOWEST_BIN, BIN_WIDTH = 64, 690.0, 10.0
"""Scores are counted in bins of ten points, those below 700 and above 1310 in the outermost."""
CLEAN_WEEKS = 52.0


class Parameters(Table, table="scoring"):
    """Numbers of city point schemes."""

    on = switch(1.0, meaning="whether any city has a point scheme")
    tariff_form = form("points", "relative", meaning="whether points count as they are, or marked "
                       "on a curve within the city")
    pilot = lever(0.17, "share of residents", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  source="stylised facts C4 (43 to 70 of 333 cities)",
                  meaning="residents of cities with a point scheme",
                  expected_effects={"scored": "+"})
    political = lever(0.0, "0 or 1", range=None, bounds=(0.0, 1.0), whole=True,
                      meaning="whether recorded dissent costs points and counts for lists",
                      expected_effects={"silenced": "+"})
    list_below = lever(None, "points", range=(500.0, 850.0), bounds=(0.0, 1300.0), optional=True,
                       source="stylised facts C4 (a low score is no ground for penalty)",
                       meaning="score below which a person is listed; none: a score lists nobody",
                       expected_effects={"listed": "+"})
    consent = lever(0.0, "0 or 1", range=None, bounds=(0.0, 1.0), whole=True,
                    source="stylised facts C4 (later rules need consent)",
                    meaning="whether only who consents has a score",
                    expected_effects={"scored": "-"})
    points_service = lever(2.0, "points", range=(0.0, 10.0), bounds=(0.0, 300.0),
                           source="stylised facts C3 (+2 for a day's work)",
                           meaning="points for one act of service", expected_effects={"score": "+"})
    points_assoc = lever(-10.0, "points", range=(-30.0, 0.0), bounds=(-300.0, 0.0),
                         meaning="points when a household member is listed",
                         expected_effects={"score": "+"})
    own_view = uncertainty(0.5, "share", range=(0.2, 0.9), bounds=(0.0, 1.0),
                           meaning="weeks' records that reach a scheme without links between "
                           "agencies", expected_effects={"score_bad": "+"})
    score_return = lever(0.004, "a week", range=(0.002, 0.02), bounds=(0.0001, 1.0),
                         meaning="how fast a score returns to 1000",
                         expected_effects={"score_bad": "-"})
    grade_closes = lever(0.1, "share of services", range=(0.0, 0.5), bounds=(0.0, 1.0),
                         source="assumed (stylised facts C4: grades)",
                         meaning="services that the lowest grade closes; hardship answers both "
                         "ways, since more is at stake", expected_effects={"offences_scored": "-"})
    display = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                    meaning="how far points are shown to others",
                    expected_effects={"aware_of_scheme": "+"})
    display_stake = uncertainty(0.1, "-", range=(0.0, 0.5), bounds=(0.0, 10.0),
                                meaning="stake of points that everybody sees",
                                expected_effects={"offences_scored": "-"})
    catch_up = uncertainty(0.5, "-", range=(0.0, 2.0), bounds=(0.0, 20.0),
                           meaning="how much more who stands 50 points below the mean serves where "
                           "all points are shown", expected_effects={"performative": "+"})
    aware_contact = uncertainty(0.001, "a week", range=(0.0, 0.01), bounds=(0.0, 1.0),
                                source="assumed, slow enough that about 11 % know of a scheme at "
                                "the baseline (stylised facts C4)",
                                meaning="how fast word of a scheme spreads among those who know "
                                "somebody whom a grade touched",
                                expected_effects={"aware_of_scheme": "+"})
    aware_display = uncertainty(0.02, "a week", range=(0.005, 0.1), bounds=(0.0, 1.0), scale="log",
                                meaning="how fast points that are shown make a scheme known",
                                expected_effects={"aware_of_scheme": "+"})
    aware_fade = uncertainty(0.005, "a week", range=(0.001, 0.02), bounds=(0.0, 1.0), scale="log",
                             meaning="how fast what was heard of a scheme is forgotten",
                             expected_effects={"aware_of_scheme": "-"})
    reward_urban = uncertainty(1.0, "-", scale="log", range=(0.3, 2.0), bounds=(0.0, 10.0),
                               meaning="reach of rewards, urban residents",
                               expected_effects={"score": "+"})
    reward_rural = uncertainty(0.6, "-", scale="log", range=(0.3, 2.0), bounds=(0.0, 10.0),
                               source="assumed (sign: stylised facts C4)", meaning="reach of "
                               "rewards, rural residents", expected_effects={"score": "+"})
    reward_officials = uncertainty(1.5, "-", scale="log", range=(0.3, 2.0), bounds=(0.0, 10.0),
                                   source="assumed (sign: stylised facts C4)", meaning="reach of "
                                   "rewards, officials' households",
                                   expected_effects={"score": "+"})
    penalty_urban = uncertainty(1.0, "-", scale="log", range=(0.3, 2.0), bounds=(0.0, 10.0),
                                meaning="reach of penalties, urban residents",
                                expected_effects={"score": "-"})
    penalty_rural = uncertainty(1.3, "-", scale="log", range=(0.3, 2.0), bounds=(0.0, 10.0),
                                source="assumed (sign: stylised facts C4)", meaning="reach of "
                                "penalties, rural residents", expected_effects={"score": "-"})
    penalty_officials = uncertainty(1.3, "-", scale="log", range=(0.3, 2.0), bounds=(0.0, 10.0),
                                    source="assumed (sign: stylised facts C4: rewarded and "
                                    "watched most)", meaning="reach of penalties, officials' "
                                    "households", expected_effects={"score": "-"})


def consents(p, since_record, support, mean_support):
    """Return 1 if a person has a score: everybody, or under consent who gains, equation (4)."""
    gains = truth(since_record >= CLEAN_WEEKS) * truth(support > mean_support)
    return select(p.consent > 0.0, gains, 1.0)


def view(p, linked):
    """Return the chance that a week's records reach the scheme, equation (1); linked: Heff."""
    return p.own_view + (1.0 - p.own_view) * linked


def reach_of(urban, official, in_town, in_country, of_officials):
    """Return the reach of rewards or penalties for a person, equation (3)."""
    return select(official > 0.5, of_officials, select(urban > 0.5, in_town, in_country))


def next_score(p, score, scored, urban, official, points, service, newly_listed_at_home, on_court):
    """Return the score next week, equation (1). points: of this week's records, before reach."""
    rewards = reach_of(urban, official, p.reward_urban, p.reward_rural, p.reward_officials)
    penalties = reach_of(urban, official, p.penalty_urban, p.penalty_rural, p.penalty_officials)
    earned = penalties * minimum(points, 0.0) + rewards * maximum(points, 0.0)
    earned = earned + rewards * p.points_service * service + p.points_assoc * newly_listed_at_home
    moved = clip(score + p.score_return * (START - score) + earned, 0.0, MOST)
    moved = select(on_court > 0.5, minimum(moved, ON_COURT_LIST), moved)
    return select(scored > 0.5, moved, START)


def standing(p, score, city_mean, city_spread):
    """Return what counts of a score in the city: itself, or its place on the curve."""
    curve = START + CURVE * (score - city_mean) / city_spread
    return select(p.tariff_form == 1.0, curve, score)


def listed_by_score(p, counts, listed_so):
    """Return whether a score lists a person, equation (2); never where list_below is none."""
    limit = p.list_below + MARGIN if listed_so else p.list_below
    return counts < limit


def redlisted_by_score(scored, counts):
    """Return 1 if a score counts as a redlisting, equation (2)."""
    return scored * truth(counts > REDLIST_ABOVE)


def closed_by_grade(scored, counts):
    """Return 1 if the lowest grade closes services to a person, equation (5)."""
    return scored * truth(counts < BAD)


def stake_of_grade(p):
    """Return what a bad grade and everybody's knowing of it are to who knows, (5) and (6)."""
    return p.on * (p.grade_closes + p.display * p.display_stake)


def catching_up(p, counts, city_mean):
    """Return by what share who stands below others serves more, equation (6)."""
    return p.display * p.catch_up * clip((city_mean - counts) / MARGIN, 0.0, 1.0)


def next_contact(p, contact, pilot, touched, ties):
    """Return n of equation (7) for next week; touched: t; ties: others a person knows."""
    met = 1.0 - np.exp(-ties * touched)
    heard = pilot * (p.aware_contact * met + p.aware_display * p.display) * (1.0 - contact)
    return np.clip(contact + heard - p.aware_fade * contact, 0.0, 1.0)


def awareness(by_itself, contact):
    """Return the share of adults who know of the scheme, equation (7)."""
    return by_itself + (1.0 - by_itself) * contact


def city_curve(total, square, count):
    """Return mean and standard deviation of scores from sums over the scored.

    total, square: sums of (s - 1000) / 500 and of its square; count: people with a score.
    """
    people = np.maximum(count, 1.0)
    mean = total / people
    spread = np.sqrt(np.maximum(square / people - mean**2, 0.0))
    return START + SCALE * mean, np.maximum(SCALE * spread, LEAST_SPREAD)


def bin_of(score):
    """Return the bin in which a score is counted."""
    return clip((score - LOWEST_BIN) / BIN_WIDTH, 0.0, SCORE_BINS - 1.0)


def area_under_curve(adverse, loyal):
    """Return the chance that the score of one of `loyal` is above that of one of `adverse`.

    adverse, loyal: people by bin of score, (replicates, bins); scores of one bin count as equal,
    half for each.  (replicates, 1), NaN where one of the two is empty.
    """
    below = np.cumsum(adverse, axis=1) - 0.5 * adverse
    pairs = (adverse.sum(axis=1) * loyal.sum(axis=1)).astype(float)
    won = (loyal * below).sum(axis=1)
    return np.where(pairs > 0.0, won / np.maximum(pairs, 1.0), np.nan)[:, None]


class Cities(CityState, mechanism="scoring"):
    """What cities carry of their schemes."""

    mean = carried(START, "points", "mean of scores last week")
    spread = carried(LEAST_SPREAD, "points", "standard deviation of scores last week")
    contact = carried(0.0, "share", "adults who have heard of the scheme by contact, n of (7)")
    pilot = weekly("0 or 1", "whether the city has a scheme")
    ranked = weekly("people", "the scored last week, opponents and supporters", SIDE_AND_SCORE)
    auc = told("chance", "that a score tells a supporter from an opponent", NATION)


PLACES = ("whole", "province", "group")

FIELDS = fields(
    score=number("points", start=START, few=True),
)
QUANTITIES = quantities(
    scored="1 if the person has a score",
    scored_support="support + 1 of those who have a score",
    standing="what counts of the score: points, or a rank",
)
CITY_COLUMNS = columns(
    pilot="1 if the city has a point scheme",
    awareness="share of adults who know of points and rewards",
    score_mean="mean of scores in the city",
    score_spread="spread of scores in the city",
)
DRAWS = draws(
    repair_by_score=person_draw(60, "repair of a listing by score"),
    seen_by_scheme=person_draw(122, "whether a week's records reach the scheme"),
)
TALLIES = tallies(
    score=count("(s - 1000) / 500 + 2 of scores s"),
    scored=count("adults with a score"),
    clean_score=count("score, of those without an act of late"),
    clean=count("adults with a score and without an act of late"),
    score_square=count("squares of (s - 1000) / 500", groups=False),
    conduct=count("expected gravity of acts of the scored", groups=False),
    conduct_square=count("its squares", groups=False),
    score_conduct=count("products of score and conduct", groups=False),
    scored_support=count("support of the scored", groups=False),
    support_square=count("its squares", groups=False),
    score_support=count("products of score and support", groups=False),
    score_good=count("adults with a score who are in good standing", groups=False),
    score_bad=count("adults with a score who are in bad standing", groups=False),
    touched=count("the scored for whom a grade opened or closed something", groups=False),
    scored_aware=count("the scored who know of the scheme", groups=False),
    scored_acts=count("expected acts of the scored", groups=False),
)

INDICATORS = (
    Indicator(name="scored", title="People with a score", unit="% of adults", family="control",
              definition="Adults who have a score of a city scheme.", shown="number"),
    Indicator(name="score", title="Mean score", unit="points", family="control",
              definition="Mean score of those who have one; everyone starts at 1000.",
              scopes=PLACES, shown="number"),
    Indicator(name="score_good", title="Good scores", unit="% of the scored", family="control",
              definition="Scored adults at 960 points or more.", shown="number"),
    Indicator(name="aware_of_scheme", title="Know of the scheme", unit="% of the scored",
              family="control", definition="Adults with a score who know of points and rewards.",
              shown="number"),
    Indicator(name="closed_by_grade", title="Services closed by grade", family="rights", harm=1,
              unit="in 100,000 adults", digits=1, definition="Adults to whom the lowest grade of a "
              "scheme closes some services.", shown="number"),
    Indicator(name="score_bad", title="Bad scores", unit="% of the scored", family="control",
              digits=2, definition="Scored adults below 850 points.", shown="number"),
    Indicator(name="equal_conduct_gap", title="Score gap at equal conduct", metric="M06",
              unit="points, group minus the rest", family="rights", digits=2, scopes=("group",),
              definition="Mean score of a group minus that of everybody else, among scored "
              "adults who committed no act for 52 weeks."),
    Indicator(name="score_conduct_correlation", title="Score against conduct", metric="M21",
              unit="correlation, %", family="control",
              definition="Correlation over scored adults of the score with the gravity of acts "
              "that they would commit in a year, turned round: 100 if the score measured conduct "
              "exactly. Its fall when rewards are published is the Goodhart gap.", shown="number"),
    Indicator(name="score_support_correlation", title="Score against private support",
              unit="correlation, %", family="control",
              definition="Correlation over scored adults of the score with private support: what "
              "the score would tell of loyalty.", shown="number"),
    Indicator(name="score_support_auc", title="Score as a test of private support",
              unit="% of pairs", family="control",
              definition="Of pairs of scored adults, one whose private support is below zero and "
              "one whose is not, the share in which the second has the higher score (area under "
              "the curve; scores within ten points count half): 50 tells nothing.",
              shown="number"),
)
