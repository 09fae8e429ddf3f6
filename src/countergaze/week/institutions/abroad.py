"""Host countries: what they protect from, what they take over, and who starts out on file."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.declare import Settings
from countergaze.mechanisms import abroad, firms, integration, lists, officials, society
from countergaze.week.institutions.country import Country
from countergaze.week.records import City
from countergaze.week.ties import FILE_BIT


def live(country: Country) -> None:
    """Let hosts take over technology and protect."""
    p, mine = country.p.abroad, country.abroad
    at_home = (country.economy.technology * country.weight).sum(axis=1, keepdims=True)
    country.abroad.adopted = abroad.next_adopted(p, mine.adopted, at_home)
    protect = country.settings.column("hosts", "protect", country.places.hosts)
    country.abroad.protected = abroad.protection(p, protect, mine.adopted)


def bring(country: Country, hosts: City) -> None:
    """Bring files from sources and kin, and fear of the host."""
    p, protected = country.p.abroad, country.abroad.protected
    hosts.from_sources[...] = abroad.rate_from_sources(p, country.rules.customs_within, protected)
    hosts.from_kin[...] = abroad.rate_from_kin(p, protected)
    hosts.of_host[...] = abroad.fear_of_host(p, protected)


def files_at_start(settings: Settings, layout: society.Layout, kin: np.ndarray, luck: np.ndarray,
                   adult: np.ndarray, seed: int) -> np.ndarray:
    """Return the visible byte of people abroad at the first week: on file or not.

    kin: int64 (people abroad,), -1 for nobody; luck, adult: uint8, as stored. The share on file is
    the stationary one at the links and the duties of firms that the scenario asks for.
    """
    p, pi, po, pf = (module.Parameters.of(settings)
                     for module in (abroad, integration, officials, firms))
    protect = np.array([settings.rows["hosts"][name]["protect"]
                        for name in layout.place_name[layout.n_home_places:]])
    protected = abroad.protection(p, protect, np.zeros_like(protect))
    cells = np.arange(layout.n_home_cells, len(layout.cell_fill))
    host = np.repeat(layout.cell_place[cells] - layout.n_home_places, layout.cell_fill[cells])
    word = np.repeat(layout.cell_word[cells], layout.cell_fill[cells])
    slot = np.arange(layout.n_home, layout.n_total) - np.repeat(layout.first[cells],
                                                                layout.cell_fill[cells])
    drawn = random.uniform(seed, "abroad_start", random.person_word(word, slot))
    linked = integration.mandated(pi, po.integrity)
    customs = lists.within(settings.rows["agencies"], lists.CUSTOMS)
    chance = abroad.chance_of_file(
        abroad.rate_from_sources(p, customs, protected)[host],
        abroad.rate_from_kin(p, protected)[host],
        abroad.has_kin(p, luck) * (kin >= 0), linked, firms.handed_over(pf, 1.0))
    on_file = p.on * adult * (drawn < abroad.stationary_share(p, chance))
    return np.where(on_file > 0.0, np.uint8(FILE_BIT), np.uint8(0))
