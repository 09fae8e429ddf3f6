"""What institutions learn of a week: sums over people by city."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from countergaze.compute.maths import FIXED
from countergaze.week.records import AGENCY_TALLIES, tally

LEARNED = ("acts", "confirmed", "dissent", "dissent_records_expected", "expected_dissent", "fear",
           "filed", "heard", "latent", "listed", "pending", "score", "score_square", "scored",
           "touched", "visits")
"""Tallies of adults that institutions learn."""


@dataclass(frozen=True)
class CityTotals:
    """Sums of a week by city, int64 in units of 2**-18, by `records.tally` and its kin."""

    tallies: np.ndarray  # (replicates, cities, tallies, groups)
    agencies: np.ndarray  # (replicates, cities, agencies and the list by score, agency tallies)
    kinds: np.ndarray  # (replicates, cities, kinds, tallies by kind)

    @cached_property
    def _learned(self) -> dict[int, np.ndarray]:
        """The sums of `LEARNED` over adults by place: one division costs little more than each."""
        places = [tally.numbers[name] for name in LEARNED]
        sums = self.tallies[..., 0].transpose(2, 0, 1)[places]
        return dict(zip(places, sums / FIXED))

    def of(self, place: int) -> np.ndarray:
        """Return a sum over adults, (replicates, cities); place: `tally.NAME` of `LEARNED`."""
        return self._learned[place]

    def in_all(self, place: int) -> np.ndarray:
        """Return a sum over adults of the whole country, (replicates, 1)."""
        return self.of(place).sum(axis=1, keepdims=True)

    def by_agency(self, name: str) -> np.ndarray:
        """Return a sum by agency, (replicates, cities, agencies and the list by score)."""
        return self.agencies[:, :, :, AGENCY_TALLIES.index(name)] / FIXED

    def true_records(self) -> np.ndarray:
        """Return true records made, (replicates, cities)."""
        return self.kinds[..., 0].sum(axis=2) / FIXED

    @cached_property
    def records(self) -> np.ndarray:
        """Records made, true and false, (replicates, cities, kinds)."""
        return self.kinds[..., :2].sum(axis=3) / FIXED

    def expected_records(self) -> np.ndarray:
        """Return the chances of true records, (replicates, cities, kinds)."""
        return self.kinds[..., 2] / FIXED
