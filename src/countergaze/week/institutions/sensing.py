"""Sensing: which cities sense, what attention they pay, and what they see of acts and speech."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import sensing
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import City, tally


def equip(country: Country) -> None:
    """Say which cities are smart and which have grid workers."""
    p = country.p.sensing
    country.sensing.smart = country.settled("smart", lambda: sensing.smart(
        p, country.degrees("smart_quota", p.smart)))
    country.sensing.gridded = country.settled("gridded", lambda: country.degrees(
        "grid_quota", p.grid))


def sense(country: Country) -> np.ndarray:
    """Return what dispatch can make of sensors, (replicates, cities)."""
    p, of = country.p.sensing, country.officials
    quality = sensing.organisation(p, of.competence, of.integrity)
    return (p.on * country.sensing.smart * country.economy.technology * quality
            / sensing.ORG_REFERENCE)


def attend(country: Country) -> None:
    """Let attention follow the load, and errors with it."""
    p = country.p.sensing
    country.sensing.workload = sensing.next_workload(p, country.sensing.workload,
                                                     country.incidents.load)
    country.sensing.attention = sensing.attention(p, country.sensing.workload)
    country.sensing.error = sensing.error(
        p, country.sensing.workload, country.officials.competence,
        country.p.incidents.automation, country.integration.linked)


def cover(country: Country) -> None:
    """Work out the coverage of acts and of dissent that this week's attention leaves."""
    p, mine, of = country.p.sensing, country.sensing, country.officials
    offices = sensing.Offices(mine.smart, mine.gridded, country.scoring.pilot, of.competence,
                              of.integrity, country.economy.technology, country.economy.output)
    moved = country.forecasting.feedback
    country.sensing.paid = sensing.attention_paid(p, mine.attention)
    rows = country.settings
    country.sensing.coverage = sensing.coverage_of_acts(
        p, offices, rows.column("acts", "coverage")[:, None],
        rows.column("acts", "sensors")[:, None], rows.column("acts", "street")[:, None],
        country.places.urban, mine.paid, moved)
    country.sensing.coverage_dissent = sensing.coverage_of_dissent(p, offices, mine.paid, moved)


def bring(country: Country, city: City) -> None:
    """Bring the coverage of dissent and attention."""
    mine = country.sensing
    city.coverage_dissent[...] = mine.coverage_dissent
    city.watched[...] = -np.expm1(-mine.coverage_dissent)
    city.attention[...] = mine.paid
    p = country.p.sensing
    city.misheard_chance[...] = p.on * p.false_rate * mine.dissent_level * mine.error


def learn(country: Country, totals: CityTotals) -> None:
    """Take in last week's records."""
    records = totals.records
    heads = np.maximum(country.places.adults, 1.0)
    country.sensing.level = sensing.running_records(
        country.sensing.level, totals.expected_records() / heads[:, :, None])
    country.sensing.dissent_level = sensing.running_records(
        country.sensing.dissent_level, totals.of(tally.dissent_records_expected) / heads)
    country.sensing.acts = totals.of(tally.acts)
    country.sensing.true_records = totals.true_records()
    country.sensing.records = (1e3 * records.sum(axis=2)
                               / np.maximum(country.places.residents, 1.0))


def tell(country: Country) -> None:
    """Tell what cities that sense have of adults, acts and true records."""
    mine, sensed = country.sensing, country.sensing.smart * country.p.sensing.on
    country.sensing.sensed_adults = (sensed * country.places.adults).sum(axis=1, keepdims=True)
    country.sensing.sensed_acts = (sensed * mine.acts).sum(axis=1, keepdims=True)
    country.sensing.sensed_records = (sensed * mine.true_records).sum(axis=1, keepdims=True)
