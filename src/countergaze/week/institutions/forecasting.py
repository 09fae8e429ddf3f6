"""Forecasting: how attention follows visits, and from which risk on people are visited."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import forecasting
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import City, tally


def feed_back(country: Country) -> None:
    """Let attention go where forecasts find most."""
    country.forecasting.feedback = forecasting.next_feedback(
        country.p.forecasting, country.forecasting.feedback, country.forecasting.found,
        country.places.residents)


def bring(country: Country, city: City) -> None:
    """Bring what the centre sees from, and the gate of visits."""
    adults = country.once("all adults",
                          lambda: country.places.adults.sum(axis=1, keepdims=True))
    city.foresight[...] = country.integration.upward * country.rules.police_within
    city.gate_bin[...], city.gate_share[...] = forecasting.gate(
        country.p.forecasting, country.forecasting.histogram, adults)


def learn(country: Country, totals: CityTotals) -> None:
    """Take in last week's visits, and where scrutiny went."""
    visits = totals.of(tally.visits)
    country.forecasting.visits = 1e3 * visits / np.maximum(country.places.residents, 1.0)
    p, mine = country.p.forecasting, country.forecasting
    country.forecasting.found = forecasting.running_found(
        p, mine.found, totals.of(tally.dissent_records_expected)
        / np.maximum(country.places.adults, 1.0))
    country.forecasting.scrutiny = forecasting.over_a_year(
        mine.scrutiny, totals.records.sum(axis=2) + visits)
    country.forecasting.committed = forecasting.over_a_year(mine.committed,
                                                            totals.of(tally.acts))


def tell(country: Country) -> None:
    """Tell how far scrutiny went beyond what was done."""
    mine = country.forecasting
    country.forecasting.concentration = concentration(mine.scrutiny, mine.committed)


def concentration(scrutiny: np.ndarray, acts: np.ndarray) -> np.ndarray:
    """Return M17: the share of scrutiny in the tenth of cities with most, minus that of acts.

    Both (replicates, cities), at least one city; (replicates, 1).
    """
    most = max(1, scrutiny.shape[1] // 10)
    top = np.argsort(-scrutiny, axis=1, kind="stable")[:, :most]

    def share(values: np.ndarray) -> np.ndarray:
        inside = np.take_along_axis(values, top, axis=1).sum(axis=1, keepdims=True)
        return inside / np.maximum(values.sum(axis=1, keepdims=True), 1e-12)

    return share(scrutiny) - share(acts)
