"""The country as its institutions have it: what they carry, what they are given, what they draw."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from countergaze.compute import normal_law, random
from countergaze.declare import Settings
from countergaze.mechanisms import MODULES
from countergaze.mechanisms.society_layout import MOST_CITIES
from countergaze.week.institutions import rulebook
from countergaze.week.institutions.luck import Luck
from countergaze.week.institutions.settings_by_replicate import SettingsByReplicate

CARRYING: dict[str, Any] = {name: module.Cities for name, module in MODULES.items()
                            if hasattr(module, "Cities")}
"""Mechanism -> what it carries of cities, the nation, firms and hosts."""
CARRIED, HELD = (
    [(name, field) for name, declared in CARRYING.items() for field in declared.fields.values()
     if chosen(field)]
    for chosen in (lambda field: field.start is not None, lambda field: not field.told))
"""(mechanism, field) of what goes on from week to week, and of all that a week works out."""


class Places(NamedTuple):
    """What stays of cities, provinces and hosts for a whole run."""

    words: np.ndarray  # uint64 (cities,): addresses of draws
    province: np.ndarray  # int64 (cities,)
    first_city: np.ndarray  # (provinces,): the first city of each
    residents: np.ndarray  # float (cities,)
    adults: np.ndarray  # float (replicates, cities)
    urban: np.ndarray  # (cities,): share of residents
    province_codes: np.ndarray  # (provinces,)
    province_people: np.ndarray  # (provinces,): share of residents of the table of places
    workers: np.ndarray  # (replicates, provinces): share of workers
    hosts: tuple[str, ...]


class Country:
    """What the institutions of all replicates carry; arrays (replicates, ...).

    What a mechanism declares in `Cities` stands under its name: `country.incidents.backlog`.
    p: numbers by mechanism, see `SettingsByReplicate`; rules: what follows from rows of tables;
    districts: how many are drawn for in each city, 333 or more in all; anew: whether other
    settings than in the week before are in force.
    """

    if TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, each: Sequence[Settings], seeds: Sequence[int], burn_in: int,
                 places: Places, sizes: dict[str, int]) -> None:
        """each: the settings of each replicate; sizes: how many there are of each axis."""
        self.seeds, self.burn_in, self.places = tuple(seeds), burn_in, places
        self.week = -burn_in
        self._take(each)
        self._first_week = True
        self.weight = places.residents / places.residents.sum()
        self.districts = -(-MOST_CITIES // len(places.words))
        self._once: dict[str, Any] = {}
        self.luck = Luck(self.seeds)
        cities = len(places.words)
        sizes = {"city": cities, "district": cities * self.districts, "nation": 1, **sizes}
        for name, declared in CARRYING.items():
            setattr(self, name, declared.Held())
        for name, field in HELD:
            shape = len(self.seeds), *(sizes[axis] for axis in field.axes)
            start = field.start
            if isinstance(start, str):
                start = getattr(getattr(self.p, name), start)
            setattr(getattr(self, name), field.name,
                    np.full(shape, 0.0 if start is None else start))

    def begin(self, each: Sequence[Settings], week: int) -> None:
        """Take the settings in force in a week, one a replicate."""
        self.week = week
        self.luck.begin(week)
        self.anew = self._first_week
        self._first_week = False
        if not self.settings.holds(each):
            self._take(each)

    def _take(self, each: Sequence[Settings]) -> None:
        self.settings, self.anew = SettingsByReplicate(each), True
        self._settled: dict[str, Any] = {}
        self.p, self.rules = self.settings.p, self.settings.made(rulebook.of)

    def uniform(self, purpose: str, kinds: int = 0) -> np.ndarray:
        """Return this week's uniforms, (replicates, cities) or (replicates, cities, kinds)."""
        words = self.places.words
        if kinds:
            words = self.once(f"words of {kinds} kinds", lambda: words[:, None] ^ (
                np.arange(1, kinds + 1, dtype=np.uint64) * np.uint64(random.MIX_B)))
        return self.luck.uniforms(purpose, words)

    def uniform_of_districts(self, purpose: str, kinds: int = 0) -> np.ndarray:
        """Return this week's uniforms, (replicates, districts) or with an axis of kinds after."""
        many = max(kinds, 1)
        drawn = self.uniform(purpose, self.districts * many)
        return drawn.reshape(len(drawn), -1, *(kinds,) * bool(kinds))

    def by_district(self, values: np.ndarray) -> np.ndarray:
        """Return numbers of cities, on the last axis, for each of their districts."""
        return np.repeat(values, self.districts, axis=-1)

    def mean_of_districts(self, values: np.ndarray) -> np.ndarray:
        """Return means over the districts of each city, (replicates, cities)."""
        rows = values.reshape(len(values), -1, self.districts)
        return np.add.reduce(rows, axis=2, dtype=float) / self.districts

    def normal(self, purpose: str) -> np.ndarray:
        """Return this week's standard normal numbers, (replicates, cities)."""
        return self.luck.normals(purpose, self.places.words)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what `make` returned when it was first asked for under this name."""
        if name not in self._once:
            self._once[name] = make()
        return self._once[name]

    def settled(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what `make` returned when it was first asked for under the settings in force."""
        if name not in self._settled:
            self._settled[name] = make()
        return self._settled[name]

    def uniform_once(self, purpose: str) -> np.ndarray:
        """Return uniforms (replicates, cities) that are drawn once for all weeks."""
        return self.once(purpose, lambda: random.uniforms_by_seed(self.seeds, purpose,
                                                                  self.places.words))

    def normal_once(self, purpose: str) -> np.ndarray:
        """Return normal numbers of cities that are drawn once for all weeks.

        Cities of like size are opposites in pairs, and pairs divide the law evenly, so that few
        cities have the mean and the spread of many.
        """
        return self.once(f"normal {purpose}", lambda: opposites(
            self.uniform_once(purpose), self.places.residents))

    def degrees(self, purpose: str, share: Any) -> np.ndarray:
        """Return how far cities have what a share of residents has, (replicates, cities), 0 to 1.

        Cities come in an order drawn by seed; the one on the margin has it in part.
        """
        return np.clip((share - self._before(purpose)) / self.weight, 0.0, 1.0)

    def quota(self, purpose: str, share: Any) -> np.ndarray:
        """Return 1 for the cities that come first by seed, up to a share of residents, else 0."""
        return (self._before(purpose) + 0.5 * self.weight < share) * 1.0

    def _before(self, purpose: str) -> np.ndarray:
        """Return the share of residents of the cities that come before each, by seed."""
        def make() -> np.ndarray:
            order = self.uniform_once(purpose).argsort(axis=1)
            before = np.cumsum(self.weight[order], axis=1) - self.weight[order]
            out = np.empty_like(before)
            np.put_along_axis(out, order, before, axis=1)
            return out
        return self.once(f"before {purpose}", make)

    def by_province(self, counts: np.ndarray) -> np.ndarray:
        """Return counts of cities, (replicates, cities), by province."""
        return np.add.reduceat(counts, self.places.first_city, axis=1)

    def saved(self) -> dict[str, np.ndarray]:
        """Return what goes on from week to week, by `mechanism.name`."""
        return {f"{name}.{field.name}": getattr(getattr(self, name), field.name)
                for name, field in CARRIED}

    def restore(self, saved: dict[str, np.ndarray]) -> None:
        """Take over what `saved` returned."""
        for name, field in CARRIED:
            setattr(getattr(self, name), field.name, saved[f"{name}.{field.name}"])


    def of_weeks(self, settings: SettingsByReplicate, keys: Sequence[np.ndarray],
                 held: Sequence[tuple[np.ndarray, ...]]) -> Country:
        """Return several weeks as a country in which each week has replicates of its own.

        settings: in force in all of them; keys, held: of each week, `Luck.keys_of_week` and
        values of `HELD`.
        """
        out, weeks = copy.copy(self), len(held)
        out.seeds, out._once, out._settled = self.seeds * weeks, {}, {}
        out.settings = settings.over(weeks)
        out.p, out.rules = out.settings.p, out.settings.made(rulebook.of)
        out.places = self.places._replace(adults=np.tile(self.places.adults, (weeks, 1)),
                                          workers=np.tile(self.places.workers, (weeks, 1)))
        out.luck = Luck(out.seeds, np.concatenate(keys))
        of_fields = iter(zip(*held))
        for name, declared in CARRYING.items():
            setattr(out, name, HeldInWeeks({
                field.name: next(of_fields) for field in declared.fields.values()
                if not field.told}))
        return out


class HeldInWeeks:
    """What a mechanism held in several weeks, put together when it is asked for."""

    def __init__(self, weekly: dict[str, Sequence[np.ndarray]]) -> None:
        """weekly: by field, an array (replicates, ...) a week."""
        self._weekly = weekly

    def __getattr__(self, name: str) -> np.ndarray:
        if name not in self._weekly:
            raise AttributeError(name)
        found = np.concatenate(self._weekly[name])
        setattr(self, name, found)
        return found


def opposites(uniforms: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return normal numbers for cities, (replicates, cities), that come in opposite pairs.

    Neighbours by size are a pair; the sizes of their numbers divide the half law evenly, in an
    order by the uniforms, which also say which of the two is above.  An odd one out has 0.
    """
    order = np.argsort(sizes, kind="stable")
    pairs = len(sizes) // 2
    out = np.zeros_like(uniforms)
    if pairs == 0:
        return out
    first, second = order[:2 * pairs:2], order[1:2 * pairs:2]
    rank = uniforms[:, first].argsort(axis=1).argsort(axis=1)
    half = normal_law.inverse(0.5 + 0.5 * (np.arange(pairs) + 0.5) / pairs)
    half = half / np.sqrt(np.mean(half**2))
    above = np.where(uniforms[:, second] < 0.5, 1.0, -1.0) * half[rank]
    out[:, first], out[:, second] = above, -above
    return out
