"""Host countries, week by week: what they protect from, and what they take over.

NumPy on arrays (replicates, hosts), hosts in the order of their cities in `society.Layout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from countergaze.compute import random
from countergaze.declare import Settings
from countergaze.engine import parameters, rulebook
from countergaze.mechanisms import abroad, expression, firms, integration, society
from countergaze.week.records import ABROAD_TALLIES, city_columns
from countergaze.week.ties import FILE_BIT


@dataclass
class Hosts:
    """What the hosts carry from week to week."""

    names: tuple[str, ...]
    adopted: np.ndarray
    protected: np.ndarray
    cells: np.ndarray  # int64 (cells abroad,): the host of each
    told: dict[str, np.ndarray] = field(default_factory=dict)  # (replicates, hosts)

    @classmethod
    def start(cls, layout: society.Layout, replicates: int) -> Hosts:
        """Return the hosts at the first week: none has taken anything over."""
        names = tuple(layout.place_name[layout.n_home_places:])
        shape = (replicates, len(names))
        cells = layout.cell_place[layout.n_home_cells:].astype(np.int64) - layout.n_home_places
        return cls(names, np.zeros(shape), np.zeros(shape), cells)

    def live(self, settings: Settings, technology: np.ndarray) -> None:
        """Let hosts take over technology and protect; technology: K, (replicates, 1)."""
        p = parameters.values(settings, "abroad")
        self.adopted = abroad.next_adopted(p, self.adopted, technology)
        self.protected = abroad.protection(p, _protect(settings, self.names), self.adopted)
        self.told = {"host_protection": self.protected, "adopted": self.adopted}

    def fill(self, settings: Settings, columns: np.ndarray, customs: float) -> None:
        """Write the columns of `Terms.city` that are the hosts', (replicates, hosts, columns)."""
        p, pe = parameters.values(settings, "abroad"), parameters.values(settings, "expression")
        city = city_columns(columns)
        city.climate[...] = expression.Climate(
            occasion=pe.occasion_rate, log_no_occasion_by_tie=np.log1p(-pe.occasion_by_tie),
            anger=0.0, safety=1.0, breadth=0.0)
        city.from_sources[...] = abroad.rate_from_sources(p, customs, self.protected)
        city.from_kin[...] = abroad.rate_from_kin(p, self.protected)
        city.of_host[...] = abroad.fear_of_host(p, self.protected)

    def add_up(self, sums: np.ndarray, replicates: int) -> np.ndarray:
        """Return a week's sums of people abroad by host, (replicates, hosts, metrics)."""
        by_cell = sums.reshape(replicates, len(self.cells), len(ABROAD_TALLIES))
        out = np.zeros((replicates, len(self.names), len(ABROAD_TALLIES)), np.int64)
        for host in range(len(self.names)):
            out[:, host] = by_cell[:, self.cells == host].sum(axis=1)
        return out


def _protect(settings: Settings, names: Sequence[str]) -> np.ndarray:
    """Return the protection that each host sets out from."""
    return np.array([settings.rows["hosts"][name]["protect"] for name in names])


def files_at_start(settings: Settings, layout: society.Layout, kin: np.ndarray, luck: np.ndarray,
                   adult: np.ndarray, seed: int) -> np.ndarray:
    """Return the visible byte of people abroad at the first week: on file or not.

    kin: int64 (people abroad,), -1 for nobody; luck, adult: uint8, as stored. The share on file is
    the stationary one at the links and the duties of firms that the scenario asks for.
    """
    p = parameters.values(settings, "abroad")
    pi, po, pf = (parameters.values(settings, name)
                  for name in ("integration", "officials", "firms"))
    protect = _protect(settings, layout.place_name[layout.n_home_places:])
    protected = abroad.protection(p, protect, np.zeros_like(protect))
    cells = np.arange(layout.n_home_cells, len(layout.cell_fill))
    host = np.repeat(layout.cell_place[cells] - layout.n_home_places, layout.cell_fill[cells])
    word = np.repeat(layout.cell_word[cells], layout.cell_fill[cells])
    slot = np.arange(layout.n_home, layout.n_total) - np.repeat(layout.first[cells],
                                                                layout.cell_fill[cells])
    drawn = random.uniform(seed, "abroad_start", random.person_word(word, slot))
    linked = integration.mandated(pi, po.integrity)
    chance = abroad.chance_of_file(
        abroad.rate_from_sources(p, rulebook.of(settings).customs_within, protected)[host],
        abroad.rate_from_kin(p, protected)[host],
        abroad.has_kin(p, luck) * (kin >= 0), linked, firms.handed_over(pf, 1.0))
    on_file = p.on * adult * (drawn < abroad.stationary_share(p, chance))
    return np.where(on_file > 0.0, np.uint8(FILE_BIT), np.uint8(0))
