"""Adaptation: what a city offers its people, and what a listing there would take away."""

from __future__ import annotations

from countergaze.mechanisms import adaptation, governance
from countergaze.week.institutions.country import Country
from countergaze.week.records import City


def bring(country: Country, city: City) -> None:
    """Bring service, propaganda, output, and the breadth of a listing."""
    p, service = country.p.governance, country.governance
    persuasion, show = country.settled("media", lambda: governance.media(p))
    city.public[...] = adaptation.Public(
        service_gap=service.quality - service.demand, quality_lost=p.q_ref - service.quality,
        persuasion=persuasion, show=show, output_lost=1.0 - country.economy.made)
    city.breadth[...] = country.sanctions.breadth
