"""Every sentence of a report, computed: each reads true with nobody listed, or five, or many."""

from __future__ import annotations

import math

import numpy as np

NOTICE = ("Synthetic people made from census totals. Not a forecast. Not a tool to score, list or "
          "find anyone.")
FAMILY_TITLES = {
    "rights": "Rights and harm", "control": "Control", "stability": "Stability",
    "integrity": "Integrity", "governance": "Governance", "abroad": "Abroad", "cost": "Cost",
}
FAMILY_LINES = {
    "rights": "What happens to people. Each chart starts at zero unless it says otherwise. The "
              "thin line is every week; the thick line is the 9-week mean. A heading that says "
              "up or down compares the first fifth of the weeks with the last.",
    "control": "What the system achieves for those who run it, and what it is built on.",
    "integrity": "What the records are worth.",
    "governance": "What people give without being made to.",
    "cost": "What the system handles.",
    "stability": "Whether problems stay within the capacity to handle them.",
    "abroad": "What happens to people who live abroad.",
}
GROUP_TITLES = {
    "majority": "Majority group", "minority": "Minority group", "urban": "Urban",
    "rural": "Rural", "registered_here": "Registered here",
    "registered_elsewhere": "Registered elsewhere", "officials_household": "Official's household",
}
IS = ("A simulation of a social-credit-style system on a society that does not exist.",
      "Built from published census totals, so that places and households have plausible sizes.",
      "A laboratory: it knows which records are true, as no real state does.")
IS_NOT = ("Not a forecast, and not a measurement of any country.",
          "Not able to take in, score or list a real person.",
          "Not one answer: many numbers below rest on assumptions.")
OWN_SETTINGS = ("Settings of this run are not those of a shipped scenario: give the command its "
                "scenario file, and --set for what was set by hand. What differs from the base is "
                "listed under What was run.")


def number(value: float, digits: int = 1) -> str:
    """Return a number in few digits, with a true minus; "none recorded" where there is none."""
    if not math.isfinite(value):
        return "none recorded"
    text = f"{value:,.{digits}f}" if abs(value) < 100 else f"{value:,.0f}"
    if float(text.replace(",", "")) == 0.0:
        text = "0"
    return text.replace("-", "\N{MINUS SIGN}")


def headline(listed: float, wrong_share: float) -> str:
    """Return the finding; listed in 100,000 residents, wrong in 1,000 listed (NaN if nobody)."""
    if not listed > 0.0:
        return "In this run nobody is on a list"
    if listed >= 100.0:
        first = f"On an average week, {number(listed / 100.0)} in 1,000 synthetic residents " \
                "are on a list"
    else:
        first = f"On an average week, {number(listed)} in 100,000 synthetic residents are on a list"
    if not wrong_share > 0.0:
        return f"{first}; none of them wrongly"
    return f"{first}; about 1 listing in {number(1000.0 / wrong_share, 0)} is wrong"


def deck(title: str, people: int, weeks: int) -> str:
    """Return how to take the finding."""
    return (f"One run of the scenario \N{LEFT DOUBLE QUOTATION MARK}{title}"
            f"\N{RIGHT DOUBLE QUOTATION MARK}: {people:,} synthetic people, {weeks:,} weeks. One "
            "run shows what can happen, not how sure it is.")


def chart_title(title: str, known: np.ndarray, digits: int) -> str:
    """Return where a quantity moves, from the first fifth of its weeks to the last, or its mean."""
    if not len(known):
        return f"{title}: none recorded"
    if not known.any():
        return f"{title}: none"
    span = max(1, len(known) // 5)
    first, last = float(known[:span].mean()), float(known[-span:].mean())
    a, b = number(first, digits), number(last, digits)
    if a == b or abs(last - first) <= 0.05 * max(abs(first), abs(last)):
        return f"{title}: about {number(float(known.mean()), digits)} on average"
    return f"{title}: {'up' if last > first else 'down'} from {a} to {b}"


def last_weeks(weeks: int) -> str:
    """Return the weeks over which levels are averaged, in words."""
    if weeks > 52:
        return "the last 52 weeks"
    return f"all {weeks} weeks" if weeks > 1 else "the one week"


def wrongly_listed_line(wrong: float, people: int, weeks: int) -> str:
    """Return how many people were wrongly listed on average, and how little that may say."""
    count = wrong * people / 1e5
    if not count > 0.0:
        return f"Nobody was on a list wrongly in {last_weeks(weeks)}."
    about = number(count, 0 if count >= 10 else 1)
    line = f"About {about} of {people:,} people were wrongly on a list in an average week"
    if count < 30:
        return f"{line}: too few to compare groups."
    return f"{line}. Bars show the range that luck alone would give."


def provinces_title(low: float, high: float) -> str:
    """Return the range over provinces, in 1,000 residents."""
    if not high > 0.0:
        return "Places: nobody is listed anywhere"
    return f"Places: from {number(low)} to {number(high)} in 1,000 residents are listed"
