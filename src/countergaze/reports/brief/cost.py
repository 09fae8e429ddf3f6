"""What control and safeguards cost a country of N people: hours, posts and, with a wage, money."""

from __future__ import annotations

import math
from typing import NamedTuple

from countergaze.reports.numbers import number

WEEKS = 52.0
HOURS_OF_A_POST = 1_600.0
"""Hours that one full post works in a year; assumed."""


class Country(NamedTuple):
    """How many people a country has, and what an hour of staff costs in which money, if told."""

    people: int
    wage: float | None = None
    money: str = ""


def hours_a_year(level: float, people: int) -> float:
    """Return hours a year; level: hours per 1,000 residents a week."""
    return level * people / 1e3 * WEEKS if math.isfinite(level) else 0.0


def round_number(value: float) -> str:
    """Return a large number in three figures, with its word."""
    size = abs(value)
    for unit, word in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if size >= unit:
            return f"{number(value / unit, 1 if size < 100 * unit else 0)}{word}"
    if size >= 1e3:
        return number(round(value, -max(0, math.floor(math.log10(size)) - 2)), 0)
    return number(value, 1 if size < 10 else 0)


def told(hours: float, country: Country) -> str:
    """Return hours a year with the posts that they fill and, with a wage, the money."""
    text = (f"{round_number(hours)} hours a year, or {round_number(hours / HOURS_OF_A_POST)} posts "
            f"of {number(HOURS_OF_A_POST, 0)} hours")
    if country.wage is None:
        return text
    return f"{text}, or {round_number(hours * country.wage)} {country.money}".rstrip()


def control_line(control: float, safeguards: float, country: Country) -> str:
    """Return what control work and safeguards cost; both in hours per 1,000 residents a week."""
    text = (f"In a country of {round_number(country.people)} people the control work takes "
            f"{told(hours_a_year(control, country.people), country)}")
    more = hours_a_year(safeguards, country.people)
    rest = f"; the safeguards in force take {told(more, country)}" if more > 0.0 else \
        "; no safeguard in force takes staff time"
    return f"{text}{rest}. Hours by task are assumed{_wage(country)}."


def extra_line(arm: str, control: tuple[float, float, float],
               safeguards: tuple[float, float, float], country: Country) -> str:
    """Return what an arm takes more or less than the reference; each: mean, low, high."""
    parts = []
    for (mean, low, high), what in ((control, "control work"), (safeguards, "safeguards")):
        if mean == 0.0:
            parts.append(f"no other hours of {what}")
            continue
        edges = (f" ({round_number(hours_a_year(low, country.people))} to "
                 f"{round_number(hours_a_year(high, country.people))} hours)"
                 if math.isfinite(low) and low < high else "")
        parts.append(f"{told(abs(hours_a_year(mean, country.people)), country)} "
                     f"{'more' if mean > 0.0 else 'less'} of {what}{edges}")
    return (f"{arm}, in a country of {round_number(country.people)} people: "
            f"{' and '.join(parts)}. Hours by task are assumed{_wage(country)}.")


def _wage(country: Country) -> str:
    return ("" if country.wage is None
            else f", and {country.wage:g} {country.money} an hour is given")
