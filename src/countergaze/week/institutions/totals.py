"""What institutions learn of a week: sums over people by city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countergaze.compute.maths import FIXED
from countergaze.week.records import AGENCY_TALLIES


@dataclass(frozen=True)
class CityTotals:
    """Sums of a week by city, int64 in units of 2**-18, by `records.tally` and its kin."""

    tallies: np.ndarray  # (replicates, cities, tallies, groups)
    agencies: np.ndarray  # (replicates, cities, agencies and the list by score, agency tallies)
    kinds: np.ndarray  # (replicates, cities, kinds, tallies by kind)

    def of(self, place: int) -> np.ndarray:
        """Return a sum over adults, (replicates, cities); place: `tally.NAME`."""
        return self.tallies[:, :, place, 0] / FIXED

    def in_all(self, place: int) -> np.ndarray:
        """Return a sum over adults of the whole country, (replicates, 1)."""
        return self.of(place).sum(axis=1, keepdims=True)

    def by_agency(self, name: str) -> np.ndarray:
        """Return a sum by agency, (replicates, cities, agencies and the list by score)."""
        return self.agencies[:, :, :, AGENCY_TALLIES.index(name)] / FIXED

    def true_records(self) -> np.ndarray:
        """Return true records made, (replicates, cities)."""
        return self.kinds[..., 0].sum(axis=2) / FIXED

    def records(self) -> np.ndarray:
        """Return records made, true and false, (replicates, cities, kinds)."""
        return self.kinds[..., :2].sum(axis=3) / FIXED

    def expected_records(self) -> np.ndarray:
        """Return the chances of true records, (replicates, cities, kinds)."""
        return self.kinds[..., 2] / FIXED
