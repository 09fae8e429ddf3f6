"""From a week's sums to indicators for the whole, provinces, groups and agencies.

Definitions stand beside each mechanism (`INDICATORS`); units there are what is computed here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from countergaze.compute.maths import FIXED
from countergaze.engine.state import METRICS
from countergaze.mechanisms import INDICATORS

YEAR = 52.0
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
                 agencies: list[str]) -> None:
        """residents, adults: (replicates, scopes of `self.scopes`)."""
        self.places, self.agencies = places, agencies
        self.scopes = ["whole", *(f"province:{name}" for name in places), *GROUPS]
        self.residents, self.adults = residents, adults

    def week(self, by_place: np.ndarray, agencies: np.ndarray,
             kinds: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
        """Return (indicator, scope) -> values of all replicates.

        by_place: (replicates, places, metrics, groups) sums; agencies: (replicates, agencies, 3);
        kinds: (replicates, kinds, 2).
        """
        sums = self._by_scope(by_place / FIXED)
        got = {name: sums[:, :, place] for place, name in enumerate(METRICS)}
        people, adults = self.residents, self.adults
        listed = got["listed"]
        whole = np.s_[:, :1]
        values: dict[str, np.ndarray] = {
            "listed": 1e5 * over(listed, people),
            "wrongful_listing": 1e5 * over(got["wrongful_listing"], people),
            "wrongful_share": 1e3 * over(got["wrongful_listing"][whole], listed[whole]),
            "cannot_pay_share": 1e2 * over(got["cannot_pay_listed"][whole], listed[whole]),
            "refused_in_year": 1e5 * over(got["refused_in_year"], people),
            "denied_transactions": 1e5 * over(got["attempts"], people)[whole],
            "domain_spread": 1e2 * over(got["breadth"][whole], listed[whole]),
            "collateral": 1e2 * over(got["collateral"][whole], listed[whole]),
            "silenced": 1e2 * over(got["latent"] - got["expected_dissent"], got["latent"]),
            "falsification_gap": 1e2 * over(
                got["stated_positive"] - got["private_positive"], adults)[whole],
            "hardship": 1e2 * over(got["hardship"], adults),
            "fear": 1e2 * over(got["fear"], adults),
            "support": 1e2 * (over(got["support"], adults) - 1.0),
            "dissent": 1e3 * over(got["dissent"], adults)[whole],
            "expected_dissent": 1e3 * over(got["expected_dissent"], adults)[whole],
            "latent": 1e3 * over(got["latent"], adults)[whole],
            "affirm": 1e3 * over(got["affirm"], adults)[whole],
            "falsified": 1e3 * over(got["falsified"], adults)[whole],
            "offences": 1e2 * YEAR * over(got["acts"], adults)[whole],
            "list_entries": 1e5 * YEAR * over(got["entries"], adults),
            "wrongful_entries_expected":
                1e5 * YEAR * over(got["wrongful_expected"], adults)[whole],
            "list_exits": 1e5 * YEAR * over(got["exits"], adults)[whole],
            "service": 1e2 * YEAR * over(got["service"], adults)[whole],
            "tips": 1e3 * YEAR * over(got["tips"], adults)[whole],
        }
        records = kinds / FIXED
        acts = got["acts"][whole]
        values["recorded_share"] = 1e2 * over(records[:, :, 0].sum(1, keepdims=True), acts)
        values["false_records"] = 1e5 * YEAR * over(
            records[:, :, 1].sum(1, keepdims=True), adults[whole])
        values["records"] = 1e3 * over(records.sum((1, 2))[:, None], adults[whole])
        out = {(name, self.scopes[k]): value[:, k]
               for name, value in values.items() for k in range(value.shape[1])}
        by_agency = 1e5 * over(agencies / FIXED, people[:, :1, None])
        for k, key in enumerate(self.agencies):
            out["listed", f"agency:{key}"] = by_agency[:, k, 1]
            out["wrongful_listing", f"agency:{key}"] = by_agency[:, k, 2]
        return out

    def _by_scope(self, by_place: np.ndarray) -> np.ndarray:
        """Return sums (replicates, scopes, metrics): whole, places, groups."""
        total = by_place.sum(axis=1)
        groups = [total[:, :, 0] - total[:, :, column] if rest else total[:, :, column]
                  for column, rest in GROUPS.values()]
        return np.concatenate([total[:, None, :, 0], by_place[:, :, :, 0],
                               np.stack(groups, axis=1)], axis=1)


def over(part: Any, whole: Any) -> Any:
    """Return part / whole, NaN where the whole is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)


def recorded(name: str, scope: str) -> bool:
    """Return whether the registry says that an indicator is recorded for a scope."""
    return scope.split(":")[0] in INDICATORS[name].scopes


__all__ = ["GROUPS", "Measure", "over", "recorded"]
