"""A settled society: layout, people, institutions, and the sums of a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from countergaze.compute import random, ties
from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine import institutions, memory, parameters
from countergaze.engine.few import FewKept
from countergaze.engine.measure import GROUPS
from countergaze.engine.state import CELLS_AT_ONCE, State
from countergaze.mechanisms import forecasting, incidents_drawn, scoring
from countergaze.mechanisms import society as rules
from countergaze.week.institutions import rulebook
from countergaze.week.institutions.abroad import files_at_start
from countergaze.week.institutions.country import Country, Places as CountryPlaces
from countergaze.week.institutions.reported import Reported
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import (
    CHANGING, FIELDS, GROUPS as TALLIED_GROUPS, Geography, StoreArrays, SumsArrays,
)

GROUP_BITS = (rules.MINORITY, rules.URBAN, rules.ELSEWHERE, rules.OFFICIAL)


class Gathered(NamedTuple):
    """A week's sums, int64 in units of 2**-18, and what institutions report of it."""

    by_place: np.ndarray  # (replicates, places, tallies), of all adults
    by_group: np.ndarray  # (replicates, tallies, groups), of the whole country
    agencies: np.ndarray  # (replicates, agencies and the list by score, agency metrics)
    kinds: np.ndarray  # (replicates, kinds, 2)
    abroad: np.ndarray  # (replicates, hosts, tallies of people abroad)
    reported: Reported  # by the institutions


@dataclass
class Society:
    """Everything that a run moves; `seeds` are its replicates."""

    seeds: tuple[int, ...]
    layout: rules.Layout
    store: StoreArrays
    few: FewKept
    state: State
    last: np.ndarray
    following: np.ndarray
    geography: Geography
    institutions: institutions.Institutions
    residents: np.ndarray  # (replicates, home cells, groups)
    adults: np.ndarray

    @classmethod
    def settle(cls, each: Sequence[Settings] | Settings, places: Places, people: int,
               seeds: tuple[int, ...], on_disk: Path | None = None) -> Society:
        """Return a society at its first week: nobody listed, everyone at their own level.

        on_disk: the folder that keeps people in files, see `memory.empty`.
        """
        given = (each,) * len(seeds) if isinstance(each, Settings) else tuple(each)
        first: dict[int, Settings] = {}
        for one in given:
            week = -int(one.values["society"]["burn_in"] or 0)
            first.setdefault(id(one), parameters.in_force(one, week))
        starts = [first[id(one)] for one in given]
        settings, p = starts[0], parameters.values(starts[0], "society")
        layout = rules.lay_out(places, settings.rows["hosts"], people, p)
        total = layout.n_total * len(seeds)
        store = memory.empty(total, on_disk)
        few = _few(layout, len(seeds), on_disk)
        state = State(store, few, layout, tuple(seeds))
        workers = []
        for r, seed in enumerate(seeds):
            span = slice(r * layout.n_total, (r + 1) * layout.n_total)
            room = rules.People(state.bits[span], np.zeros(len(layout.cell_fill), np.int32))
            rules.populate(
                layout, places, parameters.values(starts[r], "society"), seed,
                know_list=parameters.values(starts[r], "conduct").know_list,
                travellers=parameters.values(starts[r], "sanctions").travellers, room=room)
            workers.append(room.worker_count)
        for r, start in enumerate(starts):
            _start(state, layout, r, start)
        residents, adults = _count(layout, state, len(seeds))
        shown = np.zeros((2, total), np.uint8)
        kin = [ties.kin_at_home(layout.n_total - layout.n_home, layout.n_home, s) for s in seeds]
        luck = [state.of_cells("luck_code", r, layout.n_home_cells, len(layout.cell_fill))
                for r in range(len(seeds))]
        for r, seed in enumerate(seeds):
            span = slice(r * layout.n_total + layout.n_home, (r + 1) * layout.n_total)
            state.fear[span] = parameters.values(starts[r], "abroad").ordinary_fear
            shown[0, span] = files_at_start(starts[r], layout, kin[r], luck[r],
                                            state.bits[span] & rules.ADULT, seed)
        return cls(seeds, layout, store, few, state, shown[0], shown[1], _geography(layout, starts),
                   _institutions(layout, starts, seeds, workers, kin, luck, adults),
                   residents, adults)

    @property
    def cells(self) -> int:
        """Return the number of cells at home and abroad over all replicates."""
        return len(self.layout.cell_fill) * len(self.seeds)

    def sums(self, settings: Settings) -> SumsArrays:
        """Return empty sums of a week for one thread."""
        home, cities = self.layout.n_home_cities, len(self.layout.city_place)
        return memory.sums(home * len(self.seeds), (cities - home) * len(self.seeds),
                           len(settings.rows["agencies"]), len(settings.rows["acts"]))

    def gather(self, by_thread: Sequence[SumsArrays]) -> Gathered:
        """Add up a week's sums by city for the institutions, and by place for the indicators."""
        sums = by_thread[0] if len(by_thread) == 1 else SumsArrays(
            *(np.sum(parts, axis=0) for parts in zip(*by_thread)))
        shape = (len(self.seeds), self.layout.n_home_cities)
        first_city = self.layout.place_first_city[:self.layout.n_home_places]
        kinds, agencies, tallies = (part.reshape(*shape, *part.shape[1:])
                                    for part in (sums.kinds, sums.agencies, sums.tallies))
        self.institutions.learn(CityTotals(tallies, agencies, kinds))
        of_all = tallies[..., 0]
        by_place = (of_all.copy() if len(first_city) == of_all.shape[1]
                    else np.add.reduceat(of_all, first_city, axis=1))
        return Gathered(by_place, tallies.sum(axis=1), agencies.sum(axis=1),
                        kinds[..., :2].sum(axis=1), self._by_host(sums.abroad),
                        Reported(self.institutions.country))

    def _by_host(self, sums: np.ndarray) -> np.ndarray:
        """Return sums of people abroad by host, (replicates, hosts, tallies)."""
        home, places = self.layout.n_home_places, len(self.layout.place_name)
        host = self.layout.city_place[self.layout.n_home_cities:].astype(np.int64) - home
        by_city = sums.reshape(len(self.seeds), len(host), sums.shape[-1])
        out = np.zeros((len(self.seeds), places - home, by_city.shape[2]), np.int64)
        for city, at in enumerate(host):
            out[:, at] += by_city[:, city]
        return out

    def people_by_scope(self) -> tuple[np.ndarray, np.ndarray]:
        """Return residents and adults, each (replicates, scopes): whole, places, groups."""
        by_city = self.layout.city_first_cell[:self.layout.n_home_cities]
        by_place = by_city[self.layout.place_first_city[:self.layout.n_home_places]]
        out = []
        for counts in (self.residents, self.adults):
            total = counts.sum(axis=1)
            groups = [total[:, 0] - total[:, column] if rest else total[:, column]
                      for column, rest in GROUPS.values()]
            places = np.add.reduceat(counts[:, :, 0], by_place, axis=1)
            out.append(np.concatenate([total[:, :1], places, np.stack(groups, 1)], axis=1))
        return out[0].astype(float), out[1].astype(float)

    def counts(self, replicate: int) -> dict[str, object]:
        """Return how many people there are, by province and by group."""
        residents, adults = self.people_by_scope()
        names = self.layout.place_name[:self.layout.n_home_places]
        scopes = ["whole", *(f"province:{name}" for name in names), *GROUPS]
        sizes = {scope: int(n) for scope, n in zip(scopes, residents[replicate], strict=True)}
        return {
            "adults": int(adults[replicate, 0]),
            "provinces": {s: n for s, n in sizes.items() if s.startswith("province:")},
            "groups": {s: n for s, n in sizes.items() if s.startswith("group:")},
            "abroad": int(self.layout.n_total - self.layout.n_home),
        }

    def saved(self) -> dict[str, np.ndarray]:
        """Return all that changes, by name."""
        return {**{name: getattr(self.state, name) for name in CHANGING if not FIELDS[name].few},
                **self.few.saved(), "last": self.last, **self.institutions.saved()}

    def restore(self, saved: dict[str, np.ndarray]) -> None:
        """Take over what `saved` returned in an equal society."""
        for name in CHANGING:
            if not FIELDS[name].few:
                self.state.put(name, saved[name])
        self.few.restore(saved)
        self.last[...] = saved["last"]
        self.institutions.restore(saved)


def _few(layout: rules.Layout, replicates: int, on_disk: Path | None) -> FewKept:
    """Return room for what only few have; nobody has any."""
    begins = np.arange(replicates)[:, None] * layout.n_total + layout.first[:-1]
    at_home = np.arange(len(layout.cell_fill)) < layout.n_home_cells
    return FewKept(np.append(begins.ravel(), replicates * layout.n_total),
                   np.tile(at_home, replicates), None if on_disk is None else memory.files(on_disk))


def _start(state: State, layout: rules.Layout, replicate: int, settings: Settings) -> None:
    """Put everyone at their own level of support and hardship, and at the ordinary fear of home."""
    p, cells = parameters.values(settings, "society"), len(layout.cell_fill)
    tables = rulebook.bins(p)
    for low in range(0, cells, CELLS_AT_ONCE):
        def of(name: str, low: int = low) -> np.ndarray:
            return state.of_cells(name, replicate, low, min(low + CELLS_AT_ONCE, cells))

        minority = ((of("bits") & rules.MINORITY) > 0).astype(np.float32)
        for name in CHANGING:
            if not FIELDS[name].few:
                of(name)[...] = FIELDS[name].start
        of("support")[...] = rules.own_support(p, tables[1][of("a_code")], minority)
        of("hardship")[...] = rules.own_hardship(p, tables[2][of("h_code")], minority)
        of("fear")[...] = parameters.values(settings, "adaptation").f0


def _count(layout: rules.Layout, state: State, replicates: int):
    """Return residents and adults by home cell and group, (replicates, cells, groups)."""
    out = np.empty((2, replicates, layout.n_home_cells, len(TALLIED_GROUPS)), np.int64)
    for r in range(replicates):
        for low in range(0, layout.n_home_cells, CELLS_AT_ONCE):
            high = min(low + CELLS_AT_ONCE, layout.n_home_cells)
            first = layout.first[low:high] - layout.first[low]
            start = r * layout.n_total + layout.first[low]
            bits = state.bits[start:start + layout.first[high] - layout.first[low]]
            for column, bit in enumerate((0, *GROUP_BITS)):
                inside = (bits & bit) == bit
                out[0, r, low:high, column] = np.add.reduceat(inside, first, dtype=np.int64)
                out[1, r, low:high, column] = np.add.reduceat(
                    inside & ((bits & rules.ADULT) > 0), first, dtype=np.int64)
    return out[0], out[1]


def _geography(layout: rules.Layout, starts: Sequence[Settings]) -> Geography:
    p = [parameters.values(start, "society") for start in starts]

    def _whole(name: str) -> np.ndarray:
        return np.array([int(getattr(one, name)) for one in p], np.int64)

    return Geography(
        layout.first, layout.cell_fill, layout.cell_city, layout.city_first_cell,
        layout.cell_word, layout.cell_template, layout.templates_workers, layout.templates_start,
        layout.templates_end,
        home_cells=int(layout.n_home_cells), cells=len(layout.cell_fill),
        home_cities=int(layout.n_home_cities), cities=len(layout.city_place),
        residents=int(layout.n_home), people=int(layout.n_total),
        neighbours=_whole("neighbours"), workplace_size=_whole("workplace_ties") + 1,
        bridge_ties=_whole("bridge_ties"))


def _plans(layout: rules.Layout, starts: Sequence[Settings], seeds) -> np.ndarray:
    """Return the plans of acquaintances, int64 (replicates, permutations, words)."""
    made = [ties.acquaintance_plans(
        layout.n_home, int(parameters.values(start, "society").bridge_ties), seed)
        for start, seed in zip(starts, seeds)]
    most = max(len(plans) for plans in made)
    return np.stack([np.pad(plans, ((0, most - len(plans)), (0, 0))) for plans in made])


def _kin(layout: rules.Layout, kin: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return who has kin abroad as `terms.Sight` holds it, from the home person of each abroad."""
    packed = np.zeros((len(kin), 3, layout.n_total - layout.n_home), np.int32)
    first = np.zeros((len(kin), layout.n_home_cells + 1), np.int32)
    for r, home in enumerate(kin):
        order = np.argsort(home, kind="stable")
        cell = np.searchsorted(layout.first[:layout.n_home_cells], home, "right") - 1
        packed[r] = home, layout.cell_city[np.maximum(cell, 0)], order
        first[r] = np.searchsorted(home[order], layout.first[:layout.n_home_cells + 1])
    return packed, first


def _institutions(layout: rules.Layout, starts, seeds, workers, kin, luck,
                  adults) -> institutions.Institutions:
    cities = layout.n_home_cities
    first_cell = layout.city_first_cell[:cities]
    number = np.arange(cities) - layout.place_first_city[layout.city_place[:cities]]
    residents = np.add.reduceat(layout.cell_fill[:layout.n_home_cells], first_cell)
    urban = np.add.reduceat(layout.cell_urban[:layout.n_home_cells], first_cell)
    first_city = layout.place_first_city[:layout.n_home_places]
    at_work = np.add.reduceat(np.stack(workers)[:, :layout.n_home_cells], first_cell[first_city],
                              axis=1)
    share = layout.place_people[:layout.n_home_places]
    hosts = tuple(layout.place_name[layout.n_home_places:])
    places = CountryPlaces(
        words=random.cell_word(layout.place_code[layout.city_place[:cities]], number, 0),
        province=layout.city_place[:cities].astype(np.int64), first_city=first_city,
        residents=residents.astype(float),
        adults=np.add.reduceat(adults[:, :, 0], first_cell, axis=1).astype(float),
        urban=urban / residents, province_codes=layout.place_code[:layout.n_home_places],
        province_people=share / share.sum(),
        workers=at_work / np.maximum(at_work.sum(axis=1, keepdims=True), 1.0), hosts=hosts)
    rows = starts[0].rows
    sizes = {"act": len(rows["acts"]), "agency": len(rows["agencies"]), "host": len(hosts),
             "province": layout.n_home_places, "firm_kind": len(rows["firm_kinds"]),
             "firm_size": len(rows["firm_sizes"]), "risk_bin": forecasting.BINS, "test": 4,
             "event_size": len(incidents_drawn.EVENT_SIZES), "list": len(rows["agencies"]) + 1,
             "side": 2, "score_bin": scoring.SCORE_BINS}
    packed, kin_first = _kin(layout, kin)
    return institutions.Institutions(
        Country(starts, seeds, int(starts[0].values["society"]["burn_in"] or 0), places, sizes),
        tie_words=np.stack([rules.workplace_words(layout, s) for s in seeds]),
        plans=_plans(layout, starts, seeds), workers=np.stack(workers).astype(np.int32),
        kin=packed, kin_first=kin_first, kin_luck=np.stack(luck))
