"""What cities and agencies bring to a week: NumPy on arrays (replicates, cities, ...).

A week's terms come from last week's sums, so institutions and people see each other one week
late.  New mechanisms of the state's side take their step here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from countergaze.compute import random
from countergaze.declare import Settings
from countergaze.engine import parameters
from countergaze.engine.state import SPREAD
from countergaze.engine.terms import Terms
from countergaze.mechanisms import sanctions, sensing, society

PURPOSES = ("expression", "expression_affirm", "service", "warned", "exit", "listing", "blocked")


@dataclass
class Institutions:
    """State of the institutions and the fixed facts they work with.

    places (cities,): code of each city's place and its number in the place, as words; urban:
    urban share; focal_left, anger, level, entries: what the last weeks left.
    """

    seeds: tuple[int, ...]
    city_words: np.ndarray  # uint64 (cities,): the same for all seeds
    city_adults: np.ndarray  # (replicates, cities)
    urban: np.ndarray  # (cities,)
    tie_words: np.ndarray  # uint64 (replicates, cities)
    plans: np.ndarray  # int64 (replicates, permutations, words)
    workers: np.ndarray  # int32 (replicates, cells)
    focal_left: np.ndarray  # (replicates, cities)
    anger: np.ndarray  # (replicates, cities)
    level: np.ndarray  # (replicates, cities, kinds)
    entries: np.ndarray  # (replicates, cities, agencies)
    offices_made: dict = field(default_factory=dict)

    def saved(self) -> dict[str, np.ndarray]:
        """Return what changes, to be saved with the people."""
        return {name: getattr(self, name) for name in ("focal_left", "anger", "level", "entries")}

    def terms(self, settings: Settings, week: int) -> Terms:
        """Return what holds in `week`, and move the cities' focal spells on."""
        pe = parameters.values(settings, "expression")
        pn = parameters.values(settings, "sensing")
        ps = parameters.values(settings, "sanctions")
        pl = parameters.values(settings, "lists")
        agencies = list(settings.rows["agencies"])
        services = settings.rows["services"]
        share = sanctions.own_share(agencies, services)
        breadth = sanctions.expected_breadth(ps, share, self.entries) * pl.on
        coverage = self._coverage(settings, pn)
        city = self._cities(pe, pn, breadth, week)
        masks = np.arange(256)
        return Terms(
            numbers=parameters.numbers(settings), city=city, kinds=coverage,
            families=families(settings),
            breadth=sanctions.breadth_of_lists(ps, share).astype(np.float32),
            travel=((masks & travel_agencies(services, agencies)) > 0).astype(np.uint8),
            refusal_mean=sanctions.mean_blocked(ps, masks).astype(np.float32),
            bins=bins(parameters.values(settings, "society")),
            keys=keys(self.seeds, week, len(settings.rows["acts"])),
            city_words=self.tie_words, plans=self.plans, workers=self.workers, spread=SPREAD,
            assoc=np.array([ps.assoc * ps.on], np.float32),
        )

    def _coverage(self, settings: Settings, pn) -> np.ndarray:
        """Return the kinds of act as each city has them, (replicates, cities, kinds, 6)."""
        acts = list(settings.rows["acts"].values())

        def column(name: str) -> np.ndarray:
            return np.array([float(row[name]) for row in acts])

        offices = self.offices(pn)
        covered = sensing.coverage_of_acts(pn, offices, column("coverage"), column("sensors"),
                                           column("street"), self.urban)
        kinds = np.empty((*covered.shape, 6), np.float32)
        for place, name in enumerate(("base", "gravity", "debt", "street")):
            kinds[..., place] = column(name)
        kinds[..., 4] = covered
        kinds[..., 5] = self.level
        return kinds

    def _cities(self, pe, pn, breadth: np.ndarray, week: int) -> np.ndarray:
        """Return the cities' climate: occasion, log of no occasion, anger, coverage, watch, B."""
        luck = np.stack([random.uniform(s, "focal", self.city_words, week) for s in self.seeds])
        size = np.stack([random.uniform(s, "focal_anger", self.city_words, week)
                         for s in self.seeds])
        self.focal_left = np.maximum(self.focal_left - 1.0, 0.0)
        starts = (self.focal_left == 0.0) & (luck < pe.focal_rate)
        self.focal_left = np.where(starts, pe.focal_weeks, self.focal_left)
        self.anger = np.where(starts, -pe.anger_mean * np.log(size), self.anger)
        focal = self.focal_left > 0.0
        dissent = sensing.coverage_of_dissent(pn, self.offices(pn))
        city = np.empty((*breadth.shape, 6), np.float32)
        city[..., 0] = np.minimum(
            pe.occasion_rate * np.where(focal, pe.focal_multiplier, 1.0), 1.0)
        city[..., 1] = np.log1p(-pe.occasion_by_tie)
        city[..., 2] = np.where(focal, self.anger, 0.0)
        city[..., 3] = dissent
        city[..., 4] = -np.expm1(-dissent)
        city[..., 5] = breadth
        return city

    def offices(self, pn) -> sensing.Offices:
        """Return the offices of all cities; which have sensing is a quota drawn by seed."""
        if pn in self.offices_made:
            return self.offices_made[pn]

        def drawn(purpose: str) -> np.ndarray:
            return np.stack([random.uniform(s, purpose, self.city_words) for s in self.seeds])

        def quota(purpose: str, share: float) -> np.ndarray:
            order = drawn(purpose).argsort(axis=1).argsort(axis=1)
            return (order < round(share * order.shape[1])) * 1.0

        def spread(purpose: str, mean: float, width: float) -> np.ndarray:
            return np.clip(mean + width * random.normal(drawn(purpose)), 0.0, 1.0)

        made = self.offices_made[pn] = sensing.Offices(
            quota("smart_quota", pn.smart), quota("grid_quota", pn.grid),
            spread("competence", pn.competence, pn.competence_spread),
            spread("integrity", pn.integrity, pn.integrity_spread))
        return made

    def learn(self, kinds: np.ndarray, entries: np.ndarray) -> None:
        """Take in last week's sums: records (replicates, cities, kinds), entries by agency."""
        self.level = sensing.running_records(
            self.level, kinds / np.maximum(self.city_adults, 1.0)[:, :, None])
        self.entries = entries


def travel_agencies(services, agencies: list[str]) -> int:
    """Return the mask of agencies that can bar from travel."""
    bits = 0
    for row in services.values():
        if row["travel"]:
            bits |= 1 << agencies.index(row["agency"])
    return bits


def families(settings: Settings) -> np.ndarray:
    """Return the list families as the week reads them, float32 (families, 4)."""
    agencies, acts = list(settings.rows["agencies"]), list(settings.rows["acts"])
    return np.array([
        (agencies.index(key), sum(1 << acts.index(kind) for kind in row["kinds"]),
         row["evidence"], float(row["court"]))
        for key, row in settings.rows["list_families"].items()
    ], np.float32).reshape(-1, 4)


@lru_cache(maxsize=8)
def bins(ps) -> np.ndarray:
    """Return the bin means of z, a0 (standard normal), h0, x and R, float32 (5, 256)."""
    return np.stack([society.gamma_bins(ps.z_shape), society.normal_bins(),
                     society.beta_bins(ps.h0_a, ps.h0_b), society.gamma_bins(ps.x_shape),
                     society.uniform_bins()]).astype(np.float32)


def keys(seeds: tuple[int, ...], week: int, kinds: int) -> np.ndarray:
    """Return the words of the week's draws, uint64 (replicates, purposes)."""
    numbers = [random.PURPOSES[name] for name in PURPOSES]
    numbers += [random.PURPOSES["act"] + kind for kind in range(kinds)]
    return random.keys_of(seeds, numbers, week)
