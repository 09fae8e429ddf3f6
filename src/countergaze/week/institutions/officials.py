"""Officials: how honest and able each office is this week, and what it tells the centre."""

from __future__ import annotations

from countergaze.compute.replicates import chosen
from countergaze.mechanisms import governance, officials
from countergaze.week.institutions.country import Country
from countergaze.week.records import City


def staff(country: Country) -> None:
    """Say how honest and able each office is, and what it misuses."""
    p, mine = country.p.officials, country.officials
    country.officials.gained, country.officials.lost = officials.moved_by_loyalty(
        p, mine.gained, mine.lost)
    integrity = country.settled("integrity", lambda: officials.start_of(
        p.integrity, p.integrity_spread, country.normal_once("integrity")))
    competence = country.settled("competence", lambda: officials.start_of(
        p.competence, p.competence_spread, country.normal_once("competence")))
    country.officials.integrity = (integrity + mine.gained).clip(0.0, 1.0)
    country.officials.competence = (competence + mine.lost).clip(0.0, 1.0)
    country.officials.misuse = officials.misuse(p, mine.integrity)


def report(country: Country) -> None:
    """Report the load to the centre, which believes what it believes."""
    p, mine, load = country.p.officials, country.officials, country.incidents.load
    turnover = officials.in_turnover(country.week, country.uniform_once("turnover"))
    inflated = officials.inflation(p, mine.integrity, turnover)
    country.officials.report = officials.report(p, load, inflated)
    believed = officials.belief(p, load, mine.report, country.integration.upward, mine.misuse)
    # Without incidents there is nothing to believe in: the budget rests where it is.
    country.officials.belief = chosen(country.p.incidents.on > 0.0, believed,
                                      governance.BELIEF_REFERENCE)


def bring(country: Country, city: City) -> None:
    """Bring fabricated records, misuse and competence."""
    p, mine = country.p.officials, country.officials
    city.fabricated[...] = officials.chance_to_fabricate(p, mine.misuse)
    city.misuse[...] = mine.misuse
    city.competence[...] = mine.competence
