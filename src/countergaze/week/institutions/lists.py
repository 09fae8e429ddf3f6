"""Lists: who was listed last week, and what local rules make of the evidence needed."""

from __future__ import annotations

import numpy as np

from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import City, tally


def bring(country: Country, city: City) -> None:
    """Bring what the evidence that a list needs is multiplied by."""
    city.drift[...] = np.exp(country.grid.drift)


def learn(country: Country, totals: CityTotals) -> None:
    """Take in last week's entries, and who is on a list."""
    country.lists.entries = totals.by_agency("entries")[:, :, :-1]
    country.lists.listed = totals.of(tally.listed) / np.maximum(country.places.adults, 1.0)
