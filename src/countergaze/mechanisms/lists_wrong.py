"""When a listing is wrong, cause by cause, by the written rule of the list itself.

A person is wrongly listed in a week in which any of their listings

1. rests on a false record: its criterion is not met on true records alone (`lists`, equation 4)
2. stands on a court's list, whose rule is refusal to pay, while the person cannot pay
   (hardship above `conduct.cannot_pay`), at entry or since
3. is over and still kept: the false record behind it is corrected at every holder or has faded,
   or an appeal was granted and `lists.removal_lag` runs, or its term has passed
4. came through another person: a score listed somebody whose score without the points taken for
   a household member's listing would not have; estimated as `scoring.points_assoc` where someone
   of the household is on a list in the week of the entry
5. lacks what the rule of that world demands: under `safeguards.prior_notice` it bites (weeks
   listed at least `sanctions.grace`) and the person has not learnt of it, or under
   `safeguards.appeal_bench` an appeal has waited for more than 8 weeks

Causes overlap: a person counts in each that holds, and once in "by any cause".

Left out: errors in law, mistaken identity (no listing here is of somebody else's record), hearings
before a listing (no world here demands one), and a debt that the person disputes.

Sources: the causes are read from the written conditions of court lists (refusal to perform with the
ability to perform) and from the safeguards that a world puts in force; the deadline is assumed.
"""

from __future__ import annotations

from countergaze.declare import Indicator
from countergaze.declare.state import byte, count, fields, tallies

DEADLINE = 8.0
"""Weeks in which an appeal is to be heard where a rule sets a deadline."""
CAUSES = ("wrongful_listing", "listed_unable", "listed_over", "listed_through",
          "listed_unheard")
"""Indicators of the causes, in the order above."""


def unable(court, cannot_pay):
    """Return whether a listing is of somebody who cannot pay, on a list for refusal to pay."""
    return court > 0.0 and cannot_pay


def over(p, court, weeks_listed):
    """Return whether the term of a listing has passed; p: of `lists`."""
    return weeks_listed >= (p.court_term if court > 0.0 else p.term)


def through_another(p, counts, household_listed, list_below):
    """Return whether a score lists only for what a household member's listing took.

    p: of `scoring`; counts: what counts of the score; list_below: where the score lists.
    """
    return household_listed > 0.5 and counts - p.points_assoc >= list_below


def without_notice(demanded, grace, weeks_listed, knows):
    """Return whether a listing bites before the person has learnt of it, where a rule forbids."""
    return demanded > 0.0 and weeks_listed >= grace and not knows


def without_hearing(demanded, weeks_waiting):
    """Return whether an appeal waits past the deadline, where there is one."""
    return demanded > 0.0 and weeks_waiting > DEADLINE


FIELDS = fields(
    kept=byte("listings that stay though the false record behind them is corrected or gone",
              few=True),
    through=byte("listings that came through another person", few=True),
)
TALLIES = tallies(
    listed_unable=count("adults on a court's list who cannot pay"),
    listed_over=count("adults kept on a list after its ground or its term was over"),
    listed_through=count("adults on a list through another person"),
    listed_unheard=count("adults on a list without the notice or hearing that a rule demands"),
    listed_wrongly=count("adults wrongly on a list, by any cause"),
)

SCOPES = ("whole", "province", "group")


def _by_cause(name: str, title: str, definition: str) -> Indicator:
    return Indicator(name=name, title=title, unit="in 100,000 residents", family="rights",
                     metric="M01", harm=1, digits=1, scopes=SCOPES, definition=definition,
                     shown="number")


BY_ANY_CAUSE = Indicator(name="listed_wrongly", title="Wrongly listed, by any cause", metric="M01",
    unit="in 100,000 residents", family="rights", harm=1, digits=1, scopes=SCOPES,
    definition="Residents on a list by a false record, though unable to pay on a list "
    "for refusal to pay, after its ground or term was over, through another person, or "
    "without the notice or hearing that the rule of their world demands; each counts "
    "once.")
OTHER_CAUSES = (
    _by_cause("listed_unable", "Listed for refusal to pay, unable to pay",
              "Residents on a court's list, whose written rule is refusal to pay, while their "
              "hardship is above the level at which a debt can be paid."),
    _by_cause("listed_over", "Still listed after correction or end",
              "Residents on a list though the false record behind it is corrected at every "
              "holder or has faded, though an appeal was granted, or after its term."),
    _by_cause("listed_through", "Listed through another person",
              "Residents listed for a score that points taken for a household member's listing "
              "brought below the limit."),
    _by_cause("listed_unheard", "Listed without the notice or hearing due",
              "Residents on a list that bites before they have learnt of it where notice is "
              "demanded, or whose appeal waits for more than 8 weeks where a bench has a "
              "deadline; 0 in a world whose rules demand neither."),
)
