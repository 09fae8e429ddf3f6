"""Sanctions: what a new listing would bring in each city, and what listings denied."""

from __future__ import annotations

from countergaze.mechanisms import sanctions
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals


def weigh(country: Country) -> None:
    """Work out what a new listing would bring."""
    rules = country.rules
    country.sanctions.breadth = country.p.lists.on * sanctions.expected_breadth(
        rules.own_alone[:, None, :], rules.seen_alone[:, None, :], country.integration.linked,
        country.lists.entries)


def learn(country: Country, totals: CityTotals) -> None:
    """Take in who was on each list."""
    country.sanctions.listed = totals.by_agency("listed")


def tell(country: Country) -> None:
    """Tell last week's denials by the three tests."""
    country.sanctions.denials = sanctions.denials(
        country.rules.tests, country.sanctions.listed, country.integration.linked)
