"""Firms: who aligns with what the state demands, who leaves, how firms are graded and listed.

Firms come in cohorts: a kind (a row of `firm_kinds`) and a size (a row of `firm_sizes`) in a
province.  The share of a cohort that is aligned, its share that has left and its grade move; one
cohort in five is connected to officials.

1. a firm gives in with chance P = lgt((market_share threat credibility - home_cost - fine
   blocking [ties abroad]) / 0.05), since a statute abroad reaches only kinds with owners or buyers
   there; aligned' = aligned + demand (P - aligned)
2. in a campaign, which reaches a cohort with chance campaign_rate asked a week and lasts 4 weeks,
   demand is 1 and credibility is credibility_ad_hoc.  Where `standing` is 1 the state also
   demands something every week, with demand standing_rate and credibility credibility_rated
   grade (at most 1); a campaign then has the larger of the two.  Otherwise demand is 0
3. firms leave at the rate exit_base max(0, home_cost aligned + 0.1 (localisation + 0.5 standing)
   - 0.3 market_share) / 0.1 a week; none comes back.  The duty to keep data at home hands over
   the data of the workers of the firms that remain, and adds localisation_coverage localisation
   to the coverage of their acts and of their dissent
4. grade' = grade + 0.02 (1 - 0.1 r + connect_bonus [connected] - grade), where r is the records
   made last week where the firm is, for each adult, over the mean of all; of kinds whose records
   pass customs, times how far the bureaux of customs are linked (`agencies.within`)
5. entries on lists of firms a year, per 1,000 residents: firms_per_1000 firm_revoked, of the
   firms that remain; none where there are no lists (`lists.on`)

Forms.  `alignment_form`: "exposure" is (1); under "herd" the aligned share of the firms of the
kind adds 0.2 to credibility; under "defiant" buyers at home punish who gives in (home_cost (1
+ aligned), in 1 and in 3); "none" has nobody give in.

Known limit: without a campaign and without standing demands nothing moves, so what was once
given in to stays; under either, aligned goes to P.  A firm whose costs are below 0.3
market_share never leaves.

Left out: what is demanded, prices and output, new firms, trade between firms, fear of workers
who know that their data are handed over.  Everybody of 15 to 59 works at a firm where they live,
and kinds and sizes have the same shares everywhere; records of workers are taken to be those of
the adults of the province.

Sources: stylised facts C6 (33.0 million firms rated; the connected score higher) and C2 (957,900
firms revoked in a year); safeguard G18 (blocking statutes are hardly enforced); other numbers
are assumed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.declare import (
    Indicator, Row, Table, constant, form, lever, switch, text, uncertainty,
)
from countergaze.declare.city import COHORT, FIRM_KIND, NATION, PROVINCE, CityState, carried, weekly
from countergaze.declare.state import columns, draw, draws

ALIGN_WIDTH, EXIT_WIDTH = 0.05, 0.1
CAMPAIGN_WEEKS = 4.0
HERD = 0.2
BURDEN, BURDEN_OF_STANDING, PROFIT = 0.1, 0.5, 0.3
GRADE_START, GRADE_RETURN, GRADE_OF_RECORDS = 1.0, 0.02, 0.1
CONNECTED = 0.2


class Parameters(Table, table="firms"):
    """Numbers of firms."""

    on = switch(1.0, meaning="whether firms align, leave, are graded and listed")
    alignment_form = form("exposure", "herd", "defiant", "none", meaning="what makes a firm give "
                          "in: what it can lose, what others of its kind do too, buyers at home "
                          "who punish it against that, or nothing")
    threat = lever(0.5, "share of the market", range=(0.0, 1.0), bounds=(0.0, 1.0),
                   meaning="market that who does not align is threatened with losing",
                   moves={"alignment": "+"})
    credibility_ad_hoc = uncertainty(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                                     meaning="how far firms believe a threat in a campaign",
                                     moves={"alignment": "+"})
    credibility_rated = uncertainty(0.8, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                                    meaning="how far firms of grade 1 believe a threat that hangs "
                                    "on their rating", moves={"alignment": "+"})
    fine = uncertainty(0.05, "share of the market", range=(0.0, 0.2), bounds=(0.0, 1.0),
                       source="assumed (safeguard G18: blocking statutes are hardly enforced)",
                       meaning="what aligning costs under a blocking statute that is in force",
                       moves={"alignment": "-"})
    blocking = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                     meaning="how far a blocking statute is in force, which fines who aligns",
                     moves={"alignment": "-"})
    campaign_rate = lever(0.02, "a week", range=(0.0, 0.1), bounds=(0.0, 1.0),
                          meaning="chance that a campaign reaches a firm",
                          moves={"alignment": "+"})
    standing_rate = uncertainty(0.05, "a week", range=(0.0, 0.2), bounds=(0.0, 1.0),
                                meaning="firms that a standing demand reaches",
                                moves={"alignment": "+"})
    exit_base = uncertainty(0.001, "a week", range=(0.0002, 0.005), scale="log", bounds=(0.0, 1.0),
                            meaning="firms that leave where costs are above profits by 0.1",
                            moves={"firms_gone": "+"})
    standing = lever(0.0, "0 or 1", range=(0.0, 1.0), bounds=(0.0, 1.0), whole=True,
                     meaning="whether access to the market hangs on the rating, every week",
                     moves={"alignment": "+"})
    localisation = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                         meaning="how far firms have to keep data at home and hand them over",
                         moves={"data_handed": "+"})
    localisation_coverage = uncertainty(0.05, "coverage", range=(0.0, 0.2), bounds=(0.0, 10.0),
                                        meaning="coverage of workers that data handed over add",
                                        moves={"recorded_share": "+"})
    connect_bonus = uncertainty(0.1, "grade", range=(0.0, 0.3), bounds=(0.0, 1.0),
                                source="assumed (stylised facts C6: the connected score higher)",
                                meaning="grade that connections add", moves={"firm_grade": "+"})
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
                               "take away", moves={"alignment": "+"})
    home_cost = uncertainty(0.0, "share of sales", range=(0.5, 2.0), relative=True, scale="log",
                            bounds=(0.0, 5.0), meaning="what giving in costs it with owners and "
                            "buyers", moves={"alignment": "-"})
    customs = switch(0.0, meaning="its records come through customs")
    ties_abroad = switch(0.0, meaning="a blocking statute abroad reaches its owners or buyers")
    rows = {
        "domestic": {"title": "domestic firms", "share": 0.98, "share_of_workers": 0.9,
                     "market_share": 1.0, "home_cost": 0.05},
        "joint": {"title": "joint ventures", "share": 0.01, "share_of_workers": 0.05,
                  "market_share": 0.5, "home_cost": 0.1, "customs": 1.0, "ties_abroad": 1.0},
        "foreign": {"title": "foreign firms", "share": 0.01, "share_of_workers": 0.05,
                    "market_share": 0.2, "home_cost": 0.2, "customs": 1.0, "ties_abroad": 1.0},
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


class Demand(NamedTuple):
    """What is demanded of cohorts: how firmly it is meant, and of which share of firms."""

    credibility: np.ndarray
    reach: np.ndarray


def demand(p, called, grade):
    """Return the `Demand` of equation (2); called: whether a campaign is on."""
    rated = p.standing * np.minimum(p.credibility_rated * grade, 1.0)
    meant = np.where(called, np.maximum(p.credibility_ad_hoc, rated), rated)
    return Demand(meant, p.on * np.where(called, 1.0, p.standing * p.standing_rate))


def cost_at_home(p, home_cost, aligned):
    """Return what giving in costs, share of sales."""
    return home_cost * (1.0 + aligned * (p.alignment_form == 2.0))


def chance_to_align(p, market_share, cost, credibility, peers, ties_abroad):
    """Return P of equation (1).

    peers: aligned share of the firms of the kind; ties_abroad: 1 where a statute abroad reaches it.
    """
    believed = np.minimum(credibility + HERD * peers * (p.alignment_form == 1.0), 1.0)
    gain = market_share * p.threat * believed - cost - p.fine * p.blocking * ties_abroad
    return (p.alignment_form != 3.0) / (1.0 + np.exp(-gain / ALIGN_WIDTH))


def next_aligned(p, aligned, reach, chance):
    """Return the aligned share next week, equation (1)."""
    return p.on * (aligned + reach * (chance - aligned))


def exit_rate(p, market_share, cost, aligned):
    """Return the share of the firms still there that leaves this week, equation (3)."""
    burden = BURDEN * (p.localisation + BURDEN_OF_STANDING * p.standing)
    loss = np.maximum(cost * aligned + burden - PROFIT * market_share, 0.0)
    return p.on * np.minimum(p.exit_base * loss / EXIT_WIDTH, 1.0)


def relative_records(records, adults):
    """Return r of equation (4) by province; 0 where nothing is recorded anywhere.

    records, adults: counts (replicates, provinces).
    """
    mean = records.sum(axis=1, keepdims=True) / adults.sum(axis=1, keepdims=True)
    return records / np.maximum(adults, 1.0) / np.where(mean > 0.0, mean, 1.0)


def next_grade(p, grade, records, connected):
    """Return grade next week, equation (4)."""
    aim = np.maximum(1.0 - GRADE_OF_RECORDS * records + p.connect_bonus * connected, 0.0)
    return np.where(p.on > 0.0, grade + GRADE_RETURN * (aim - grade), GRADE_START)


def handed_over(p, remaining):
    """Return the share of workers whose data are handed over, equation (3)."""
    return p.on * p.localisation * remaining


def entries(p, remaining):
    """Return list entries of firms a year for each resident, equation (5)."""
    return p.on * p.firms_per_1000 / 1e3 * p.firm_revoked * remaining


class Cities(CityState, mechanism="firms"):
    """What cohorts of firms carry, and report of a week."""

    aligned = carried(0.0, "share of firms", "firms of the cohort that are aligned", COHORT)
    gone = carried(0.0, "share of firms", "firms of the cohort that have left", COHORT)
    grade = carried(GRADE_START, "-", "grade of the cohort", COHORT)
    campaign = carried(0.0, "weeks", "weeks left of a campaign", COHORT)
    remaining = weekly("share of workers", "workers at firms still there", PROVINCE)
    handed = weekly("share of workers", "workers whose data are handed over", PROVINCE)
    there = weekly("0 or 1", "whether there are firms of the kind", FIRM_KIND, reported=True)
    data_handed = weekly("share of workers", "data handed over", NATION, reported=True)
    entries = weekly("a resident a year", "entries on lists of firms", NATION, reported=True)
    alignment = weekly("share of firms", "aligned, of firms still there", NATION, reported=True)
    demands = weekly("share of firms", "upon whom a demand is", NATION, reported=True)
    firm_grade = weekly("-", "mean grade of firms still there", NATION, reported=True)
    firms_gone = weekly("share of firms", "firms that have left", NATION, reported=True)
    alignment_by_kind = weekly("share of firms", "the same by kind", FIRM_KIND, reported=True)
    demands_by_kind = weekly("share of firms", "the same by kind", FIRM_KIND, reported=True)
    firm_grade_by_kind = weekly("-", "the same by kind", FIRM_KIND, reported=True)
    firms_gone_by_kind = weekly("share of firms", "the same by kind", FIRM_KIND, reported=True)


KINDS = ("whole", "kind")

CITY_COLUMNS = columns(
    localised="coverage of workers by data that firms hold here",
    handed="share of workers whose data are handed over",
)
DRAWS = draws(
    campaign=draw(72, "campaigns in which something is demanded of firms"),
    firm=draw(73, "firms with connections"),
)

INDICATORS = (
    Indicator(name="alignment", title="Firms that align", unit="% of firms", family="abroad",
              metric="M22", scopes=KINDS,
              definition="Share of the firms still there that give in to what the state demands.",
              shown="number"),
    Indicator(name="firms_gone", title="Firms that have left", unit="% of firms",
              family="abroad", digits=2, scopes=KINDS,
              definition="Share of the firms that there were before the years of history that "
              "has left.", shown="number"),
    Indicator(name="demands", title="Firms of which something is demanded", unit="% of firms",
              family="abroad", scopes=KINDS,
              definition="Share of the firms still there that a campaign, or a standing demand "
              "by their rating, is upon in the week.", shown="number"),
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
