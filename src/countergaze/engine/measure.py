"""From a week's sums to indicators for the whole, provinces, groups and agencies.

Definitions stand beside each mechanism (`INDICATORS`); units there are what is computed here.
`measure_parts.py` holds the families of indicators.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from countergaze.compute.maths import FIXED
from countergaze.declare import Settings
from countergaze.engine import measure_parts, parameters
from countergaze.engine.measure_parts import Counted, over
from countergaze.week.records import TALLIES
from countergaze.mechanisms import INDICATORS, appeals

GROUPS = {
    "group:minority": (1, False), "group:majority": (1, True),
    "group:urban": (2, False), "group:rural": (2, True),
    "group:registered_elsewhere": (3, False), "group:registered_here": (3, True),
    "group:officials_household": (4, False),
}
"""Scope -> column of the sums, and whether it is the rest of the whole."""


class Measure:
    """Counts of people by scope, and the indicators of each week of each replicate."""

    def __init__(self, residents: np.ndarray, adults: np.ndarray, places: list[str],
                 agencies: list[str], hosts: tuple[str, ...] = ()) -> None:
        """residents, adults: (replicates, scopes of `self.scopes`)."""
        self.places, self.agencies, self.hosts = places, agencies, hosts
        self.scopes = ["whole", *(f"province:{name}" for name in places), *GROUPS]
        self.residents, self.adults = residents, adults
        self.since_start = np.zeros((2, *residents.shape))
        self.ended: list[np.ndarray] = []
        self.visited: list[np.ndarray] = []
        self.entered: list[np.ndarray] = []

    def week(self, gathered, each) -> dict[tuple[str, str], np.ndarray]:
        """Return (indicator, scope) -> values of all replicates, from the sums of a week."""
        settings = each[0]
        sums = self._by_scope(gathered.by_place / FIXED)
        got = {name: sums[:, :, place] for place, name in enumerate(TALLIES)}
        self.since_start += np.stack([got["listed"], got["wrongful_listing"]])
        spans = np.stack([got[name][:, 0] for name in measure_parts.SPANS], axis=1)
        self.ended = [*self.ended[-51:], spans]
        visits = np.stack([got["visits"][:, 0], got["unjust_visits"][:, 0]], axis=1)
        self.visited = [*self.visited[-51:], visits]
        self.entered = [*self.entered[-51:], self._entries(gathered, settings)]
        counted = Counted(got, self.residents, self.adults, gathered.kinds / FIXED,
                          self.since_start, sum(self.ended), gathered.denials,
                          parameters.values(settings, "safeguards"), gathered.told,
                          gathered.concentration, sum(self.visited),
                          self._chance_heard(settings, got),
                          parameters.values(settings, "officials").recheck,
                          dict(zip(self.hosts, np.moveaxis(gathered.abroad / FIXED, 1, 0))),
                          gathered.hosts, gathered.firms, sum(self.entered))
        out = {}
        for part in measure_parts.PARTS:
            for name, value in part(counted).items():
                if "whole" in INDICATORS[name].scopes:
                    out[name, "whole"] = value[:, 0]
                if value.shape[1] > 1:
                    out.update({(name, self.scopes[k]): value[:, k]
                                for k in range(1, value.shape[1])})
        for part in measure_parts.SCOPED:
            out.update(part(counted))
        by_agency = 1e5 * over(gathered.agencies / FIXED, self.residents[:, :1, None])
        per_adult = measure_parts.YEAR * over(self.residents[:, :1], self.adults[:, :1])
        by_agency[:, :, measure_parts.BY_AGENCY["list_entries"]] *= per_adult
        for k, key in enumerate(self.agencies):
            for name, column in measure_parts.BY_AGENCY.items():
                out[name, f"agency:{key}"] = by_agency[:, k, column]
        return out

    def _entries(self, gathered, settings: Settings) -> np.ndarray:
        """Return the week's list entries, (replicates, 3): by courts, of persons, of firms."""
        made = gathered.agencies[:, :, measure_parts.BY_AGENCY["list_entries"]] / FIXED
        families = settings.rows["list_families"]
        courts = [k for k, key in enumerate(self.agencies)
                  if key in families and families[key]["court"] > 0.0]
        of_firms = gathered.firms["firm_list_entries", "whole"] / measure_parts.YEAR
        return np.stack([made[:, courts].sum(axis=1), made.sum(axis=1),
                         of_firms * self.residents[:, 0]], axis=1)

    def _chance_heard(self, settings: Settings, got) -> np.ndarray:
        """Return the chance of a hearing at this week's pace, (replicates, 1)."""
        pending = 1e3 * got["pending"][:, :1] / self.residents[:, :1]
        return appeals.chance_of_hearing(parameters.values(settings, "appeals"), pending)

    def _by_scope(self, by_place: np.ndarray) -> np.ndarray:
        """Return sums (replicates, scopes, metrics): whole, places, groups."""
        total = by_place.sum(axis=1)
        groups = [total[:, :, 0] - total[:, :, column] if rest else total[:, :, column]
                  for column, rest in GROUPS.values()]
        return np.concatenate([total[:, None, :, 0], by_place[:, :, :, 0],
                               np.stack(groups, axis=1)], axis=1)


def recorded(name: str, scope: str) -> bool:
    """Return whether the registry says that an indicator is recorded for a scope."""
    return scope.split(":")[0] in INDICATORS[name].scopes


__all__: list[Any] = ["GROUPS", "Measure", "over", "recorded"]
