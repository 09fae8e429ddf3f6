"""Integration: how far offices do what they are mandated to share."""

from __future__ import annotations

from countergaze.mechanisms import integration
from countergaze.week.institutions.country import Country
from countergaze.week.records import City


def link(country: Country) -> None:
    """Link agencies and levels as far as the roll-out and the offices let them."""
    at = (country.p.integration, country.week, country.burn_in, country.officials.integrity,
          country.incidents.load)
    country.integration.linked = integration.across(*at)
    country.integration.upward = integration.upward(*at)


def bring(country: Country, city: City) -> None:
    """Bring links across agencies and upward."""
    city.linked[...] = country.integration.linked
    city.upward[...] = country.integration.upward
