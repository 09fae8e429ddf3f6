"""Firms: who gives in to what the state demands, when, who refuses, who takes it back, who leaves.

Firms come in cohorts: a kind (a row of `firm_kinds`) and a size (a row of `firm_sizes`) in a
province.  A cohort is divided into firms that are aligned, that have refused, that are still
weighing a demand, and that were never asked; one cohort in five is connected to officials.

1. a firm that answers gives in with chance P = lgt((market_share threat credibility - home_cost -
   fine blocking [ties abroad]) / align_width), since a statute abroad reaches only kinds with
   owners or buyers there
2. a demand comes to a cohort that no demand is open upon with chance campaign_rate asked(kind)
   asked(size) a week, and has to be answered within `deadline` weeks, that week included; who is
   not aligned weighs it anew, and credibility is credibility_ad_hoc.  Where `standing` is 1 the
   state also demands something every week, of a share standing_rate of those who are not weighing,
   who then align with chance P, at credibility_rated grade (at most 1); while both are on the
   larger credibility holds
3. of those still weighing with w weeks left, this week's included, answer_pace (1 + peer_pull
   peers) / w answer, and all in the last; peers = aligned share of the firms of the kind of which
   something is demanded.  So a firm waits less as the deadline nears and as others comply
4. of the aligned, reverse_rate (1 - P) take it back in a week, at the credibility of the week: 0
   where nothing is demanded
5. who has refused loses market_share threat carried_out of its sales.  Firms leave at the rate
   exit_base max(0, home_cost aligned + burden (localisation + 0.5 standing) + market_share threat
   carried_out refused - profit market_share) / 0.1 a week; none comes back.  The duty to keep data
   at home hands over the data of the workers of the firms that remain, and adds
   localisation_coverage localisation to the coverage of their acts and of their dissent
6. grade' = grade + 0.02 (1 - grade_of_records r + connect_bonus [connected] - grade), where r is
   the records made last week where the firm is, for each adult, over the mean of all; of kinds
   whose records pass customs, times how far the bureaux of customs are linked (`agencies.within`)
7. entries on lists of firms a year, per 1,000 residents: firms_per_1000 firm_revoked, of the
   firms that remain; none where there are no lists (`lists.on`)

A demand of some firms on a date is a dated change: campaign_rate 1 in that week, and `asked` of
the kinds and sizes that are not meant 0.

Forms.  `alignment_form`: "exposure" is (1); under "herd" peers times `herd` adds to credibility;
under "defiant" buyers at home punish who gives in (home_cost (1 + aligned), in 1 and in 5); "none"
has nobody give in.

Known limits: alone and at answer_pace 1 answers come evenly over the weeks to the deadline; without
a demand the aligned fall by reverse_rate (1 - P) a week, P at credibility 0; a cohort never asked
does nothing.  A firm whose costs are below profit market_share never leaves.

Left out: what is demanded, prices and output, new firms, whether threats that were not carried out
are believed less the next time, fear of workers who know that their data are handed over.
Everybody of 15 to 59 works at a firm where they live, and kinds and sizes have the same shares
everywhere; records of workers are taken to be those of the adults of the province.

Sources: stylised facts C6 (33.0 million firms rated; the connected score higher) and C2 (957,900
firms revoked in a year); safeguard G18 (blocking statutes are hardly enforced); other numbers
are assumed: no series of demands with dates and answers was found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.compute.replicates import chosen
from countergaze.declare import (
    Indicator, Row, Table, constant, form, lever, switch, text, uncertainty,
)
from countergaze.declare.city import (
    COHORT, FIRM_KIND, NATION, PROVINCE, CityState, carried, told, weekly,
)
from countergaze.declare.state import columns, draw, draws

EXIT_WIDTH = 0.1
BURDEN_OF_STANDING = 0.5
GRADE_START, GRADE_RETURN = 1.0, 0.02
CONNECTED = 0.2


class Parameters(Table, table="firms"):
    """Numbers of firms."""

    on = switch(1.0, meaning="whether firms align, leave, are graded and listed")
    alignment_form = form("exposure", "herd", "defiant", "none", meaning="what makes a firm give "
                          "in: what it can lose, what others of its kind do too, buyers at home "
                          "who punish it against that, or nothing")
    threat = lever(0.5, "share of the market", range=(0.0, 1.0), bounds=(0.0, 1.0),
                   meaning="market that who does not align is threatened with losing",
                   expected_effects={"alignment": "+"})
    credibility_ad_hoc = uncertainty(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                                     meaning="how far firms believe a threat in a campaign",
                                     expected_effects={"alignment": "+"})
    credibility_rated = uncertainty(0.8, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                                    meaning="how far firms of grade 1 believe a threat that hangs "
                                    "on their rating", expected_effects={"alignment": "+"})
    fine = uncertainty(0.05, "share of the market", range=(0.0, 0.2), bounds=(0.0, 1.0),
                       source="assumed (safeguard G18: blocking statutes are hardly enforced)",
                       meaning="what aligning costs under a blocking statute that is in force",
                       expected_effects={"alignment": "-"})
    blocking = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                     meaning="how far a blocking statute is in force, which fines who aligns",
                     expected_effects={"alignment": "-"})
    campaign_rate = lever(0.02, "a week", range=(0.0, 0.1), bounds=(0.0, 1.0),
                          meaning="chance that a demand comes to a firm that none is open upon",
                          expected_effects={"alignment": "+"})
    deadline = lever(8.0, "weeks", range=(2.0, 26.0), bounds=(1.0, 520.0),
                     meaning="weeks in which a demand has to be answered",
                     expected_effects={"answer_delay": "+"})
    answer_pace = uncertainty(0.5, "-", range=(0.1, 2.0), scale="log", bounds=(0.0, 100.0),
                              meaning="how soon firms answer: 1 is evenly up to the deadline",
                              expected_effects={"answer_delay": "-"})
    peer_pull = uncertainty(1.0, "-", range=(0.0, 4.0), bounds=(0.0, 100.0),
                            meaning="how much sooner they answer when all others of the kind have "
                            "complied", expected_effects={"answer_delay": "-"})
    reverse_rate = uncertainty(0.02, "a week", range=(0.002, 0.1), scale="log", bounds=(0.0, 1.0),
                               meaning="aligned firms without any reason left that take it back",
                               expected_effects={"alignment": "-"})
    carried_out = uncertainty(0.1, "share", range=(0.0, 0.5), bounds=(0.0, 1.0),
                              meaning="threats against firms that refused which are carried out",
                              expected_effects={"market_lost": "+"})
    align_width = uncertainty(0.05, "share of the market", range=(0.02, 0.1), bounds=(0.001, 1.0),
                              meaning="how far firms alike differ in what they gain by aligning",
                              expected_effects={"alignment": "-"})
    herd = uncertainty(0.2, "share", range=(0.0, 0.5), bounds=(0.0, 1.0),
                       meaning="belief in a threat that others who comply add, under "
                       "alignment_form herd", expected_effects={"alignment": "+"})
    burden = uncertainty(0.1, "share of sales", range=(0.03, 0.2), bounds=(0.0, 1.0),
                         meaning="what full localisation costs",
                         expected_effects={"firms_gone": "+"})
    profit = uncertainty(0.3, "share of sales", range=(0.1, 0.5), bounds=(0.0, 1.0),
                         meaning="what the market earns", expected_effects={"firms_gone": "-"})
    grade_of_records = uncertainty(0.1, "grade", range=(0.03, 0.3), scale="log",
                                   bounds=(0.0, 1.0), meaning="grade that records at the mean cost",
                                   expected_effects={"firm_grade": "-"})
    standing_rate = uncertainty(0.05, "a week", range=(0.0, 0.2), bounds=(0.0, 1.0),
                                meaning="firms that a standing demand reaches",
                                expected_effects={"alignment": "+"})
    exit_base = uncertainty(0.001, "a week", range=(0.0002, 0.005), scale="log", bounds=(0.0, 1.0),
                            meaning="firms that leave where costs are above profits by 0.1",
                            expected_effects={"firms_gone": "+"})
    standing = lever(0.0, "0 or 1", range=(0.0, 1.0), bounds=(0.0, 1.0), whole=True,
                     meaning="whether access to the market hangs on the rating, every week",
                     expected_effects={"alignment": "+"})
    localisation = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                         meaning="how far firms have to keep data at home and hand them over",
                         expected_effects={"data_handed": "+"})
    localisation_coverage = uncertainty(0.05, "coverage", range=(0.0, 0.2), bounds=(0.0, 10.0),
                                        meaning="coverage of workers that data handed over add",
                                        expected_effects={"recorded_share": "+"})
    connect_bonus = uncertainty(0.1, "grade", range=(0.0, 0.3), bounds=(0.0, 1.0),
                                source="assumed (stylised facts C6: the connected score higher)",
                                meaning="grade that connections add",
                                expected_effects={"firm_grade": "+"})
    firms_per_1000 = constant(23.4, "per 1,000 residents", bounds=(0.0, 1000.0),
                              source="stylised facts C6 (33.0 million firms rated)",
                              meaning="firms there are")
    firm_revoked = constant(0.029, "a year", bounds=(0.0, 1.0),
                            source="stylised facts C2 (957,900 of 33.0 million in 2018)",
                            meaning="firms that are put on a list")


class FirmKind(Row, table="firm_kinds"):
    """One kind of firm by who owns it; a share of 0 removes it, and the others are scaled up."""

    title = text("in words, plural")
    share = uncertainty(0.0, "share of firms", range=(0.5, 2.0), relative=True, scale="log",
                        bounds=(0.0, 1.0), meaning="share of firms that are of this kind")
    share_of_workers = uncertainty(0.0, "share of workers", range=(0.5, 2.0), relative=True,
                                   scale="log", bounds=(0.0, 1.0), meaning="share of workers who "
                                   "work there")
    market_share = uncertainty(1.0, "share of sales", range=(0.4, 2.0), relative=True, scale="log",
                               bounds=(0.0, 1.0), meaning="part of its sales that the state can "
                               "take away", expected_effects={"alignment": "+"})
    home_cost = uncertainty(0.0, "share of sales", range=(0.5, 2.0), relative=True, scale="log",
                            bounds=(0.0, 5.0), meaning="what giving in costs it with owners and "
                            "buyers", expected_effects={"alignment": "-"})
    asked = uncertainty(1.0, "-", range=(0.5, 2.0), relative=True, scale="log",
                        bounds=(0.0, 1000.0), meaning="how often a demand comes to it, against "
                        "`campaign_rate`", expected_effects={"demands": "+"})
    customs = switch(0.0, meaning="its records come through customs")
    ties_abroad = switch(0.0, meaning="a blocking statute abroad reaches its owners or buyers")
    rows = {
        "domestic": {"title": "domestic firms", "share": 0.98, "share_of_workers": 0.9,
                     "market_share": 1.0, "home_cost": 0.05, "asked": 1.0},
        "joint": {"title": "joint ventures", "share": 0.01, "share_of_workers": 0.05,
                  "market_share": 0.5, "home_cost": 0.1, "asked": 1.0, "customs": 1.0,
                  "ties_abroad": 1.0},
        "foreign": {"title": "foreign firms", "share": 0.01, "share_of_workers": 0.05,
                    "market_share": 0.2, "home_cost": 0.2, "asked": 1.0, "customs": 1.0,
                    "ties_abroad": 1.0},
    }


class FirmSize(Row, table="firm_sizes"):
    """One size of firm; a share of 0 removes it, and the others are scaled up."""

    title = text("in words, plural")
    share = uncertainty(0.0, "share of firms", range=(0.5, 2.0), relative=True, scale="log",
                        bounds=(0.0, 1.0), meaning="share of firms that are of this size")
    share_of_workers = uncertainty(0.0, "share of workers", range=(0.5, 2.0), relative=True,
                                   scale="log", bounds=(0.0, 1.0), meaning="share of workers who "
                                   "work there")
    asked = uncertainty(1.0, "-", range=(0.5, 2.0), relative=True, scale="log",
                        bounds=(0.0, 1000.0), meaning="how often a campaign reaches it, against "
                        "the mean of all firms (scaled to a mean of 1)")
    rows = {
        "small": {"title": "small firms", "share": 0.98, "share_of_workers": 0.6, "asked": 0.8},
        "large": {"title": "large firms", "share": 0.02, "share_of_workers": 0.4, "asked": 10.8},
    }


class Cohort(NamedTuple):
    """How a cohort is divided, shares of its firms; the rest was never asked."""

    aligned: np.ndarray
    refused: np.ndarray
    weighing: np.ndarray


def chance_of_demand(p, asked):
    """Return the chance that a demand comes, equation (2); asked: of the kind times the size."""
    return p.on * np.minimum(p.campaign_rate * asked, 1.0)


def credibility(p, open_upon, grade, peers):
    """Return how far a threat is believed this week, (2); open_upon: whether a demand is open.

    peers: aligned share of the firms of the kind of which something is demanded.
    """
    rated = p.standing * np.minimum(p.credibility_rated * grade, 1.0)
    meant = np.where(open_upon, np.maximum(p.credibility_ad_hoc, rated), rated)
    crowd = p.herd * peers * (p.alignment_form == 1.0) * (meant > 0.0)
    return np.minimum(meant + crowd, 1.0)


def cost_at_home(p, home_cost, aligned):
    """Return what giving in costs, share of sales."""
    return home_cost * (1.0 + aligned * (p.alignment_form == 2.0))


def chance_to_align(p, market_share, cost, believed, ties_abroad):
    """Return P of equation (1).

    believed: `credibility`; ties_abroad: 1 where a statute abroad reaches it.
    """
    gain = market_share * p.threat * believed - cost - p.fine * p.blocking * ties_abroad
    return (p.alignment_form != 3.0) / (1.0 + np.exp(-gain / p.align_width))


def share_that_answers(p, weeks_left, peers):
    """Return the share of those who weigh a demand that answers this week, equation (3)."""
    hurried = p.answer_pace * (1.0 + p.peer_pull * peers) / np.maximum(weeks_left, 1.0)
    return np.where(weeks_left <= 1.0, 1.0, np.minimum(hurried, 1.0))


def asked_anew(held, begins):
    """Return the `Cohort` after a demand came where `begins`: who is not aligned weighs it."""
    return Cohort(held.aligned, np.where(begins, 0.0, held.refused),
                  np.where(begins, 1.0 - held.aligned, held.weighing))


def next_cohort(p, held, answering, chance):
    """Return the `Cohort` next week, equations (2) to (4).

    answering: share of the weighing who answer; chance: P.  Of everybody else a standing demand
    reaches standing_rate, and it stands for the answer to what was asked before.
    """
    answers = held.weighing * answering
    back = held.aligned * p.reverse_rate * (1.0 - chance)
    aligned = held.aligned + answers * chance - back
    refused = held.refused + answers * (1.0 - chance) + back
    weighing = held.weighing - answers
    reached = p.standing * p.standing_rate
    aim = (1.0 - weighing) * chance
    aligned, refused = (value + reached * (to - value) for value, to in (
        (aligned, aim), (refused, 1.0 - weighing - aim)))
    return Cohort(p.on * aligned, p.on * refused, p.on * weighing)


def sales_lost(p, market_share, refused):
    """Return the share of its sales that a cohort loses for having refused, equation (5)."""
    return p.on * market_share * p.threat * p.carried_out * refused


def exit_rate(p, market_share, cost, held):
    """Return the share of the firms still there that leaves this week, equation (5)."""
    burden = p.burden * (p.localisation + BURDEN_OF_STANDING * p.standing)
    lost = sales_lost(p, market_share, held.refused)
    loss = np.maximum(cost * held.aligned + burden + lost - p.profit * market_share, 0.0)
    return p.on * np.minimum(p.exit_base * loss / EXIT_WIDTH, 1.0)


def relative_records(records, adults):
    """Return r of equation (6) by province; 0 where nothing is recorded anywhere.

    records, adults: counts (replicates, provinces).
    """
    mean = records.sum(axis=1, keepdims=True) / adults.sum(axis=1, keepdims=True)
    return records / np.maximum(adults, 1.0) / np.where(mean > 0.0, mean, 1.0)


def next_grade(p, grade, records, connected):
    """Return grade next week, equation (6)."""
    aim = np.maximum(1.0 - p.grade_of_records * records + p.connect_bonus * connected, 0.0)
    return chosen(p.on > 0.0, grade + GRADE_RETURN * (aim - grade), GRADE_START)


def handed_over(p, remaining):
    """Return the share of workers whose data are handed over, equation (5)."""
    return p.on * p.localisation * remaining


def entries(p, remaining):
    """Return list entries of firms a year for each resident, equation (7)."""
    return p.on * p.firms_per_1000 / 1e3 * p.firm_revoked * remaining


class Cities(CityState, mechanism="firms"):
    """What cohorts of firms carry, and report of a week."""

    aligned = carried(0.0, "share of firms", "firms of the cohort that are aligned", COHORT)
    refused = carried(0.0, "share of firms", "firms that have refused, or taken it back", COHORT)
    weighing = carried(0.0, "share of firms", "firms that are weighing a demand", COHORT)
    left = carried(0.0, "weeks", "weeks left to answer, 0 without an open demand", COHORT)
    gone = carried(0.0, "share of firms", "firms of the cohort that have left", COHORT)
    grade = carried(GRADE_START, "-", "grade of the cohort", COHORT)
    remaining = weekly("share of workers", "workers at firms still there", PROVINCE)
    handed = weekly("share of workers", "workers whose data are handed over", PROVINCE)
    chance = weekly("chance", "to give in, of who answers, P of equation (1)", COHORT)
    asked = weekly("share of firms", "that were weighing a demand before answers came", COHORT)
    were = weekly("share of firms", "that were aligned before answers came", COHORT)
    answering = weekly("share of those", "who answer this week, equation (3)", COHORT)
    there = told("0 or 1", "whether there are firms of the kind", FIRM_KIND)
    data_handed = told("share of workers", "data handed over", NATION)
    entries = told("a resident a year", "entries on lists of firms", NATION)
    alignment = told("share of firms", "aligned, of firms still there", NATION)
    demands = told("share of firms", "upon whom a demand is", NATION)
    defiance = told("share of firms", "that have refused", NATION)
    reversals = told("of the aligned a week", "that take it back", NATION)
    answer_delay = told("weeks", "until those who answered did", NATION)
    market_lost = told("share of sales", "lost for having refused", NATION)
    firm_grade = told("-", "mean grade of firms still there", NATION)
    firms_gone = told("share of firms", "firms that have left", NATION)
    alignment_by_kind = told("share of firms", "the same by kind", FIRM_KIND)
    demands_by_kind = told("share of firms", "the same by kind", FIRM_KIND)
    defiance_by_kind = told("share of firms", "the same by kind", FIRM_KIND)
    reversals_by_kind = told("of the aligned a week", "the same by kind", FIRM_KIND)
    answer_delay_by_kind = told("weeks", "the same by kind", FIRM_KIND)
    market_lost_by_kind = told("share of sales", "the same by kind", FIRM_KIND)
    firm_grade_by_kind = told("-", "the same by kind", FIRM_KIND)
    firms_gone_by_kind = told("share of firms", "the same by kind", FIRM_KIND)


KINDS = ("whole", "kind")

CITY_COLUMNS = columns(
    localised="coverage of workers by data that firms hold here",
    handed="share of workers whose data are handed over",
)
DRAWS = draws(
    campaign=draw(72, "demands that come to firms"),
    firm=draw(73, "firms with connections"),
)

INDICATORS = (
    Indicator(name="alignment", title="Firms that align", unit="% of firms", family="abroad",
              metric="M22", scopes=KINDS,
              definition="Share of the firms still there that give in to what the state demands.",
              shown="number"),
    Indicator(name="defiance", title="Firms that refuse", unit="% of firms", family="abroad",
              scopes=KINDS, definition="Share of the firms still there that refused the last "
              "demand or took back what they had given in to.", shown="number"),
    Indicator(name="reversals", title="Alignment taken back", unit="% of aligned firms a year",
              family="abroad", scopes=KINDS, definition="Aligned firms that take it back in the "
              "week, scaled to a year.", shown="number"),
    Indicator(name="answer_delay", title="Weeks until a demand is answered", unit="weeks",
              family="abroad", scopes=KINDS, definition="Mean over the firms that answer in the "
              "week, from the week of the demand on, that one included.", shown="number"),
    Indicator(name="market_lost", title="Sales lost for having refused", unit="% of sales",
              family="abroad", digits=2, scopes=KINDS, definition="Mean over the firms still there "
              "of what threats that are carried out take from them.", shown="number"),
    Indicator(name="firms_gone", title="Firms that have left", unit="% of firms",
              family="abroad", digits=2, scopes=KINDS,
              definition="Share of the firms that there were before the years of history that "
              "has left.", shown="number"),
    Indicator(name="demands", title="Firms of which something is demanded", unit="% of firms",
              family="abroad", scopes=KINDS,
              definition="Share of the firms still there upon which a demand is open, or that "
              "a standing demand by their rating reaches, in the week.", shown="number"),
    Indicator(name="firm_grade", title="Grade of firms", unit="points, 100 at the start",
              family="control", scopes=KINDS,
              definition="Mean grade of the firms still there.", shown="number"),
    Indicator(name="data_handed", title="Workers whose data are handed over",
              unit="% of workers", family="rights", harm=1,
              definition="Share of workers at firms that are still there and hand over data.",
              shown="number"),
    Indicator(name="firm_list_entries", title="Firms put on lists", family="control", digits=1,
              unit="in 100,000 residents a year",
              definition="New entries on the lists of firms.", shown="number"),
    Indicator(name="court_share", title="Courts among all list entries of persons and firms",
              unit="% of entries", family="control",
              definition="Share of the new entries of persons and firms on any list, in the last "
              "52 weeks, that courts make.", shown="number"),
)
