"""Appeals: how busy the bench is, and what that leaves of its review."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import appeals
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import City, tally


def bring(country: Country, city: City) -> None:
    """Bring the chance of a hearing and the quality of review, the same everywhere."""
    p, mine = country.p.appeals, country.appeals
    city.hearing[...] = appeals.chance_of_hearing(p, mine.pending)
    city.quality[...] = appeals.quality(p, mine.filed)


def learn(country: Country, totals: CityTotals) -> None:
    """Take in last week's cases, per 1,000 residents."""
    mine, residents = country.appeals, country.places.residents
    country.appeals.pending = appeals.running_cases(
        mine.pending, 1e3 * totals.in_all(tally.pending) / residents.sum())
    country.appeals.filed = appeals.running_cases(
        mine.filed, 1e3 * totals.in_all(tally.filed) / residents.sum())
    country.appeals.heard = 1e3 * totals.in_all(tally.heard) / np.maximum(residents, 1.0).sum()
