"""Appeals and repair: who knows, who files, who is heard, and what a granted appeal undoes.

For a listed person, each week:

1. they learn of it when an attempt is blocked, with chance `notice`, or when they are shown their
   file (`access`)
2. who knows and has no appeal pending files with chance appeal_chance, times 0.2 if the listing is
   right; who knows of one listing knows of all that come while any of them lasts; after a refusal
   one may file again from the next week on, with the same chance, as often as one likes
3. an appeal pending from an earlier week is heard with chance min(1, seats / pending), both per
   1000 residents, pending being a running mean (weight 1/26), so that chance in a small society
   does not crowd the bench (1 if none was)
4. a heard appeal is granted with chance grant_true quality if the listing is wrong, grant_false
   if not; quality = min(1, seats / filed)^load_power, filed a running mean too (1 if none was)
5. granted: the listing ends after `lists.removal_lag` weeks, in which it goes on to deny services
   as before and no new appeal is filed, and the correction of the person's false records runs at
   once (`integration`).  If the person is wrongly listed, the wrong listings end,
   otherwise all of them
6. while an appeal is pending, the sanction is suspended where `suspensive` is set
7. repair: each listing also ends with chance `repair` a week once the person has had no record
   for 26 weeks

The society has one bench.  Forms.  `decision_form`: "load" is (4); "anchored" halves quality:
reviewers lean to what the file says; "fixed" has quality 1.

Known limit: with hearings at rate mu each and filings at rate lambda, the queue holds
lambda / (chance of a hearing) people: wait by Little's law.

Sources: stylised facts C8 (FTC 2012: uptake is low and people give up; MiDAS, Robodebt: hidden
notice); Green 2022 (reviewers under load); numbers are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import chosen, raised
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import NATION, CityState, carried
from countergaze.declare.state import byte, columns, count, draws, fields, person_draw, tallies

SHARE_OF_THE_RIGHTLY_LISTED = 0.2
REPAIR_AFTER = 26.0
ANCHOR = 0.5
CASE_WEIGHT = 1.0 / 26.0


class Parameters(Table, table="appeals"):
    """Numbers of appeals."""

    on = switch(1.0, meaning="whether anybody can appeal")
    decision_form = form("load", "anchored", "fixed", source="assumed; Green 2022 for anchoring",
                         meaning="what limits a reviewer: the load, the load and the file, or "
                         "nothing")
    notice = lever(0.08, "a week", range=(0.01, 0.9), bounds=(0.0, 1.0),
                   source="assumed (stylised facts C8)",
                   meaning="chance that a listed person is told",
                   expected_effects={"appeals_filed": "+"})
    appeal_chance = lever(0.05, "a week", range=(0.01, 0.3), bounds=(0.0, 1.0),
                          source="assumed (stylised facts C8)",
                          meaning="chance that a wrongly listed person who knows files",
                          expected_effects={"appeals_filed": "+"})
    grant_true = uncertainty(0.4, "chance", range=(0.2, 0.9), bounds=(0.0, 1.0),
                             meaning="chance that a justified appeal is granted by an unhurried "
                             "reviewer", expected_effects={"appeals_granted": "+"})
    grant_false = uncertainty(0.05, "chance", range=(0.0, 0.2), bounds=(0.0, 1.0),
                              meaning="chance that an appeal against a listing on true records is "
                              "granted",
                              expected_effects={"appeals_granted": "+"})
    seats = lever(0.05, "cases per 1,000 residents a week", range=(0.01, 1.0),
                  bounds=(0.0, 100.0), meaning="cases that the bench can hear",
                  expected_effects={"appeals_pending": "-"})
    load_power = uncertainty(1.0, "-", range=(0.0, 2.0), bounds=(0.0, 10.0),
                             meaning="how fast the quality of review falls with the load",
                             expected_effects={"appeals_granted": "-"})
    suspensive = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                       meaning="part of the sanction suspended while an appeal is pending",
                       expected_effects={"domain_spread": "-"})
    repair = lever(0.0, "a week", range=(0.0, 0.05), bounds=(0.0, 1.0),
                   meaning="chance that a listing ends after half a year without a record",
                   expected_effects={"listed": "-"})


def running_cases(level, cases):
    """Return the running means of cases after one more week, for equations (3) and (4)."""
    return level + CASE_WEIGHT * (cases - level)


def chance_to_learn(p, shown):
    """Return the chance of learning of a listing this week, equation (1); shown: of the file."""
    return 1.0 - (1.0 - p.notice) * (1.0 - shown)


def chance_to_file(p, wrong):
    """Return the chance that a listed person who knows of it files this week, equation (2)."""
    return p.on * p.appeal_chance * (1.0 if wrong else SHARE_OF_THE_RIGHTLY_LISTED)


def chance_of_hearing(p, pending):
    """Return the chance of being heard, equation (3); pending: per 1000 residents."""
    return np.where(pending > 0.0, np.minimum(1.0, p.seats / np.maximum(pending, 1e-12)), 1.0)


def quality(p, filed):
    """Return the quality of review, equation (4); filed: per 1000 residents."""
    load = np.where(filed > 0.0, np.minimum(1.0, p.seats / np.maximum(filed, 1e-12)), 1.0)
    careful = raised(load, p.load_power) * chosen(p.decision_form == 1.0, ANCHOR, 1.0)
    return chosen(p.decision_form == 2.0, 1.0, careful)


def chance_of_grant(p, wrong, quality_of_review):
    """Return the chance that a heard appeal is granted, equation (4)."""
    return p.grant_true * quality_of_review if wrong else p.grant_false


def chance_of_repair(p, since_record):
    """Return the chance that a listing ends by repair this week, equation (7)."""
    return p.on * p.repair if since_record >= REPAIR_AFTER else 0.0


KNOWS_OF_LISTING, PENDING, OWES = 1, 2, 4
"""Bits of a person's case."""
FOLLOWED, LEARNT, FILED, HEARD, GRANTED, CLEARED = 1, 2, 4, 8, 16, 32
"""Bits of how far someone has come while listed on a false record."""


class Cities(CityState, mechanism="appeals"):
    """What the bench carries, per 1,000 residents."""

    pending = carried(0.0, "cases", "running mean of appeals pending", NATION)
    filed = carried(0.0, "cases a week", "running mean of appeals filed", NATION)
    heard = carried(0.0, "cases a week", "appeals heard last week", NATION)


FIELDS = fields(
    case=byte("bits of a person's case: knows of the listing, appeal pending, owes", few=True),
    leaving=byte("weeks until a granted appeal ends the listing", few=True),
    weeks_waiting=byte("weeks that an appeal has been pending", few=True),
    steps=byte("bits of how far someone listed on a false record has come: `FOLLOWED` and on",
               few=True),
)
CITY_COLUMNS = columns(
    hearing="chance that a pending appeal is heard",
    quality="quality of hearings",
)
DRAWS = draws(
    appeal=person_draw(51, "learning of a listing, and filing an appeal"),
    hearing=person_draw(52, "a hearing, and what it decides"),
)
TALLIES = tallies(
    filed=count("appeals filed"),
    heard=count("appeals heard"),
    granted=count("appeals granted"),
    pending=count("appeals pending"),
    repairs=count("listings ended by repair"),
    wrong_ended=count("people whose last listing on a false record ended"),
    wrong_know=count("those of them who had learnt of a listing"),
    wrong_file=count("those of them who had appealed"),
    wrong_heard=count("those of them who had been heard"),
    wrong_granted=count("those of them whose appeal had been granted"),
    wrong_cleared=count("those of them whose false records were all cleared by it"),
)

INDICATORS = (
    Indicator(name="appeals_filed", title="Appeals filed", unit="in 100,000 residents a year",
              family="rights", metric="M09", digits=1,
              definition="Appeals against a listing, scaled to a year.", shown="number"),
    Indicator(name="appeals_heard", title="Appeals heard", unit="in 100,000 residents a year",
              family="rights", metric="M09", digits=1,
              definition="Appeals that a bench decided, scaled to a year.", shown="number"),
    Indicator(name="appeals_granted", title="Appeals granted", unit="in 100,000 residents a year",
              family="rights", metric="M09", digits=2,
              definition="Appeals that ended in the listing's removal, scaled to a year.",
              shown="number"),
    Indicator(name="appeals_pending", title="Appeals pending", unit="in 100,000 residents",
              family="rights", metric="M09", harm=1, digits=1,
              definition="Residents who wait for their appeal to be heard.", shown="number"),
    Indicator(name="appeal_wait", title="Wait for a hearing", unit="weeks", family="rights",
              metric="M09", harm=1, digits=1,
              definition="Weeks of waiting of all pending appeals over the appeals heard, both of "
              "the last 52 weeks: how long one waits.", shown="number"),
    Indicator(name="appeal_funnel", title="What becomes of listings on a false record",
              metric="M09", unit="in 100,000 residents a year", family="rights", digits=2,
              scopes=("step",),
              definition="Residents whose listing on a false record ended in the week, however it "
              "ended, and how many of these same people had learnt of a listing, appealed, been "
              "heard, been granted, and had every false record cleared by it; scaled to a year."),
)
