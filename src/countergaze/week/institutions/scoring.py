"""City point schemes: where there is one, and how scores were spread last week."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import scoring
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import City, tally


def equip(country: Country) -> None:
    """Say which cities have a scheme."""
    country.scoring.pilot = country.settled("pilot", lambda: country.quota(
        "pilot_quota", country.p.scoring.pilot))


def bring(country: Country, city: City) -> None:
    """Bring the scheme, and the curve on which it may mark."""
    city.pilot[...] = country.scoring.pilot * country.p.scoring.on
    city.awareness[...] = scoring.awareness(country.p.conduct.aware, country.scoring.contact)
    city.score_mean[...] = country.scoring.mean
    city.score_spread[...] = country.scoring.spread


def rank(country: Country, scores: np.ndarray) -> None:
    """Keep who is scored, opponents and supporters; scores: (replicates, 2, bins)."""
    country.scoring.ranked = scores


def tell(country: Country) -> None:
    """Tell how well scores told support last week."""
    ranked = country.scoring.ranked
    country.scoring.auc = scoring.area_under_curve(ranked[:, 0], ranked[:, 1])


def learn(country: Country, totals: CityTotals) -> None:
    """Take in last week's scores."""
    p, ties = country.p.scoring, country.p.society
    country.scoring.contact = scoring.next_contact(
        p, country.scoring.contact, country.scoring.pilot * p.on,
        totals.of(tally.touched) / np.maximum(country.places.adults, 1.0),
        ties.neighbours + ties.workplace_ties + ties.bridge_ties)
    scored = totals.of(tally.scored)
    country.scoring.mean, country.scoring.spread = scoring.city_curve(
        totals.of(tally.score) - 2.0 * scored, totals.of(tally.score_square), scored)
