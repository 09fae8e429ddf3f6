"""Grid management: who is mobilised, and how local rules drift."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import grid
from countergaze.week.institutions.country import Country
from countergaze.week.records import City


def mobilise(country: Country, pressed: np.ndarray) -> np.ndarray:
    """Mobilise where more is to do than can be done; return the capacity added, as a share.

    pressed: backlog and new work over the capacity there is without it, by district.
    """
    called = grid.mobilised(country.p.grid, pressed, country.by_district(country.sensing.gridded))
    country.grid.mobilised = country.mean_of_districts(called > 0.0)
    country.grid.mobilisation_cost = country.p.grid.mobilise_cost * country.grid.mobilised
    return called


def drift(country: Country) -> None:
    """Let local rules drift."""
    country.grid.drift = grid.next_drift(
        country.p.grid, country.grid.drift, country.officials.misuse, country.integration.upward,
        country.normal("drift"))


def bring(country: Country, city: City) -> None:
    """Bring what a grid makes of tip-offs."""
    city.tips_raised[...] = grid.tips_raised(country.p.grid, country.sensing.gridded,
                                             country.grid.mobilised)


def tell(country: Country) -> None:
    """Tell how far local rules have drifted, and the load of the centre."""
    country.grid.drift_square = country.grid.drift**2
    country.grid.centre_load = grid.centre_load(country.p.grid, country.incidents.load)
