"""What is said of wrong listings, by cause: each sentence reads true at none, few and many."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from countergaze.reports.numbers import count, number
from countergaze.reports.words import last_weeks


class Cause(NamedTuple):
    """One way of being listed wrongly: a heading, the rule that is broken, a clause of 100."""

    title: str
    rule: str
    clause: str


CAUSES = {
    "listed_unable": Cause("Could not pay", "on a list whose written rule is refusal to pay",
                           "could not pay what they are listed for not paying"),
    "wrongful_listing": Cause("A false record", "the criterion is not met on true records alone",
                              "are on it by a false record"),
    "listed_over": Cause("Kept after correction or end", "the ground is gone, the listing is not",
                         "are kept after correction or end"),
    "listed_through": Cause("Through another person", "a household member's listing took points",
                            "are on it through another person"),
    "listed_unheard": Cause("Without notice or hearing", "though a rule of this world demands it",
                            "lack a notice or hearing that is due"),
}
"""Cause -> its words, in the order of the page."""
NOTE = ("Wrong is what the list's own written rule does not cover, at entry or since. One person "
        "can be in several causes, and counts once in the sum. The laboratory knows which record "
        "is true; the simulated agencies do not.")


def headline(first: str, wrong: float, runs: str, causes: Mapping[str, float]) -> str:
    """Return how many are listed and how many of 100 of them wrongly, with the parts of the sum.

    first: how many are listed, in words; wrong: of 100 listed, NaN if nobody is; runs: the range
    over runs or ""; causes: of 100 listed.
    """
    if not math.isfinite(wrong):
        return first
    if not wrong > 0.0:
        return f"{first}; none of them wrongly"
    range_ = f" ({runs})" if runs else ""
    parts = [f"{number(share)} {CAUSES[name].clause}" for name, share in causes.items()
             if share >= 0.05]
    told = f"{number(wrong, 0 if wrong >= 10 else 1)} of 100 of them wrongly{range_}"
    if not parts:
        return f"{first}, {told}"
    return f"{first}, {told}: {listing(parts)}"


def listing(parts: list[str]) -> str:
    """Return clauses as one."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def line(cases: float, people: int, societies: int, weeks: int) -> str:
    """Return how many people are wrongly listed in an average week, and how little that may say.

    cases: people of all societies together.
    """
    where = (f"{societies:,} societies of {people:,} people" if societies > 1
             else f"{people:,} people")
    if not cases > 0.0:
        return f"Nobody was on a list wrongly in {last_weeks(weeks)}, in {where}."
    first = (f"In {where}, {count(cases)} "
             f"{'was' if count(cases) == '1' else 'were'} wrongly on a list in an average week "
             f"of {last_weeks(weeks)}")
    if cases < 30:
        return f"{first}: too few to compare groups."
    return f"{first}. Bars show the range that chance alone gives for so many."


def of_the_wronged(share: float) -> str:
    """Return a cause as part of 100 wrongly listed."""
    if not math.isfinite(share) or not share > 0.0:
        return "none"
    return f"{number(share, 0 if share >= 10 else 1)} of 100"


def beside_expected(cases: float, expected: float) -> str:
    """Return how many there are in a group, and would be at the rate of all residents."""
    if not math.isfinite(cases):
        return ""
    return f"{count(cases)}, {count(expected)} expected"
