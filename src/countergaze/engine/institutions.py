"""What institutions bring to the week of the people, as the compiled week is handed it.

The institutions' week itself is `week/institutions/order.py`; a week's terms come from last week's
sums, so institutions and people see each other one week late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from countergaze.declare import Settings
from countergaze.mechanisms import conduct
from countergaze.week import records
from countergaze.week.institutions import order
from countergaze.week.institutions import scoring as of_scores
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.luck import Keys
from countergaze.week.institutions.settings_by_replicate import SettingsByReplicate
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import Acts, City, Network, TermsArrays, act_columns, city_columns
from countergaze.week.ties import SPREAD

OF_RULES = ("numbers", "tables", "links", "homes", "families")
"""Arrays of the week that follow from the settings alone."""


@dataclass
class Institutions:
    """The country's institutions, whom people see, and the arrays that are filled every week."""

    country: Country
    tie_words: np.ndarray  # uint64 (replicates, cities and hosts)
    plans: np.ndarray  # int64 (replicates, permutations, words)
    workers: np.ndarray  # int32 (replicates, cells)
    kin: np.ndarray  # int32 (replicates, 3, people abroad), see `records.Network`
    kin_first: np.ndarray  # int32 (replicates, home cells + 1)
    kin_luck: np.ndarray  # uint8 (replicates, people abroad)
    _settings: SettingsByReplicate | None = None
    _of_rules: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        country = self.country
        self._keys = Keys(country.seeds, records.purposes())
        replicates, cities, kinds = country.sensing.level.shape
        self._city_columns = np.zeros(
            (replicates, cities + len(country.places.hosts), records.numbers_of("city")),
            np.float32)
        self._act_columns = np.zeros((replicates, cities, kinds, len(conduct.Kind._fields)),
                                     np.float32)
        self._city: City = city_columns(self._city_columns[:, :cities])
        self._hosts: City = city_columns(self._city_columns[:, cities:])
        self._acts: Acts = act_columns(self._act_columns)

    def saved(self) -> dict[str, np.ndarray]:
        """Return what changes, to be saved with the people."""
        return self.country.saved()

    def restore(self, saved: dict[str, np.ndarray]) -> None:
        """Take over what `saved` returned."""
        self.country.restore(saved)

    def terms(self, each_settings: Sequence[Settings], week: int) -> TermsArrays:
        """Simulate the institutions' week; return what holds for people in it.

        each_settings: in force, one a replicate.  The arrays are written over by the next week.
        """
        country = self.country
        country.begin(each_settings, week)
        order.institutions_week(country)
        order.bring(country, self._city, self._hosts, self._acts)
        if country.settings is not self._settings:
            self._settings = country.settings
            self._of_rules = {name: self._each(getattr(country.rules, name)) for name in OF_RULES}
        return TermsArrays(city_columns=self._city_columns, act_columns=self._act_columns,
                           keys=self._keys.of(week), **self._of_rules)

    def _each(self, array: np.ndarray) -> np.ndarray:
        """Return an array (replicates or 1, ...) with one part for every replicate."""
        shape = len(self.country.seeds), *array.shape[1:]
        return np.ascontiguousarray(np.broadcast_to(array, shape))

    def learn(self, totals: CityTotals) -> None:
        """Take in what people did in the week."""
        order.learn(self.country, totals)

    def rank(self, scores: np.ndarray) -> None:
        """Take in the scored by support and score, (replicates, 2, bins); see `scoring`."""
        of_scores.rank(self.country, scores)

    def network(self) -> Network:
        """Return whom people see; the same in every week."""
        return Network(self.tie_words, self.plans, self.workers, self.kin, self.kin_first,
                       self.kin_luck, SPREAD)

    @property
    def histogram(self) -> np.ndarray:
        """Adults by risk last week, (replicates, bins); see `forecasting`."""
        return self.country.forecasting.histogram

    @histogram.setter
    def histogram(self, adults: np.ndarray) -> None:
        self.country.forecasting.histogram = adults
