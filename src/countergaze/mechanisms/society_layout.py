"""Society, part two: how many people live where, without a draw; see `society.py` (1) to (5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from countergaze.compute.households import CAPACITY, WORKING, Makeup, apportion, template
from countergaze.compute.random import cell_word

MOST_CITIES = 333
PEOPLE_A_CITY = 3000
VARIANTS = 4


@dataclass(frozen=True)
class Layout:
    """Places, cities and cells of a society; the hosts come after the places at home.

    Persons are numbered without gaps: cell c holds first[c] .. first[c] + cell_fill[c] - 1, and
    all cells at home come before those abroad.  P places and hosts, C cities, N cells, T
    templates; slots below cell_urban[c] are urban.  City and cell numbers are global here;
    words are made from the numbers within the place and the city.
    """

    place_code: np.ndarray  # int64 [P]
    place_name: list[str]
    place_first_city: np.ndarray  # int32 [P + 1]
    place_people: np.ndarray  # int64 [P]
    city_place: np.ndarray  # int32 [C]
    city_first_cell: np.ndarray  # int32 [C + 1]
    cell_place: np.ndarray  # int32 [N]
    cell_city: np.ndarray  # int32 [N]
    cell_fill: np.ndarray  # int32 [N]
    cell_urban: np.ndarray  # int32 [N]
    cell_template: np.ndarray  # int32 [N]
    cell_word: np.ndarray  # uint64 [N]
    first: np.ndarray  # int64 [N + 1]
    templates_start: np.ndarray  # uint16 [T, 1024]
    templates_end: np.ndarray  # uint16 [T, 1024]
    templates_age: np.ndarray  # uint8 [T, 1024]: 0 is 0 to 14, 1 is 15 to 59, 2 is 60 and over
    templates_quarters: np.ndarray  # bool [T, 1024]: in collective quarters
    templates_workers: np.ndarray  # uint16 [T, 1024]: slots of working age in order, then others
    n_home_places: int
    n_home_cities: int
    n_home_cells: int
    n_home: int
    n_total: int


def lay_out(places, hosts: dict[str, dict[str, Any]], people: int, parameters) -> Layout:
    """Return the layout of `people` residents at home and those abroad; the same for any seed.

    places: a table of places; hosts: rows of `hosts` by key; parameters: `Parameters.Values`.
    """
    if people < len(places):
        raise ValueError(f"{people} people are too few for {len(places)} places")
    home_people = apportion(places.population, people, least=1)
    wanted = max(len(places), min(MOST_CITIES, people // PEOPLE_A_CITY))
    cities = np.minimum(apportion(places.population, wanted, least=1), home_people)
    keys, abroad = _abroad(hosts, round(parameters.abroad_share * people))

    code = np.concatenate([places.code, [host_code(key) for key in keys]]).astype(np.int64)
    place_people = np.concatenate([home_people, abroad])
    place_cities = np.concatenate([cities, np.ones(len(keys), np.int64)])
    urban_people = np.concatenate([np.round(places.urban_share * home_people), abroad])

    city_place = np.repeat(np.arange(len(code)), place_cities)
    city_number = _within(place_cities)
    city_people = _spread(place_people, place_cities)
    city_urban = _spread(urban_people.astype(np.int64), place_cities)
    city_cells = -(-city_people // CAPACITY)
    cell_city = np.repeat(np.arange(len(city_place)), city_cells)
    cell_number = _within(city_cells)
    fill = _spread(city_people, city_cells)
    before = _offsets(fill)[:-1] - _offsets(city_people)[:-1][cell_city]
    urban = np.clip(city_urban[cell_city] - before, 0, fill)

    cell_place = city_place[cell_city]
    variant = (city_number[cell_city] + cell_number) % VARIANTS
    used, cell_template = np.unique(cell_place * VARIANTS + variant, return_inverse=True)
    makeups = _makeups(places, len(keys))
    made = [template(int(code[k // VARIANTS]), int(k % VARIANTS), makeups[k // VARIANTS])
            for k in used]
    workers = [np.argsort(one.age != WORKING, kind="stable").astype(np.uint16) for one in made]
    first = _offsets(fill)
    home_cities = int(cities.sum())
    home_cells = int(city_cells[:home_cities].sum())
    narrow = np.int32
    return Layout(
        code, [*places.name, *keys], _offsets(place_cities).astype(narrow), place_people,
        city_place.astype(narrow), _offsets(city_cells).astype(narrow),
        cell_place.astype(narrow), cell_city.astype(narrow), fill.astype(narrow),
        urban.astype(narrow), cell_template.astype(narrow),
        cell_word(code[cell_place], city_number[cell_city], cell_number), first,
        *(np.array([getattr(one, name) for one in made])
          for name in ("start", "end", "age", "quarters")), templates_workers=np.array(workers),
        n_home_places=len(places), n_home_cities=home_cities, n_home_cells=home_cells,
        n_home=int(first[home_cells]), n_total=int(first[-1]),
    )


def host_code(key: str) -> int:
    """Return the code of a host from its key (FNV-1a), clear of the codes of places."""
    word = 0xCBF29CE484222325
    for byte in key.encode():
        word = (word ^ byte) * 0x100000001B3 % 2**64
    return 2**62 | word >> 2


def _abroad(hosts: dict[str, dict[str, Any]], people: int) -> tuple[list[str], np.ndarray]:
    """Return the hosts that have people, at least one each, and how many."""
    keys = sorted(key for key, row in hosts.items() if row["share"] > 0.0)
    if not keys or people == 0:
        return [], np.zeros(0, np.int64)
    shares = [hosts[key]["share"] for key in keys]
    return keys, apportion(shares, max(people, len(keys)), least=1)


def _makeups(places, hosts: int) -> list[Makeup]:
    """Return what shapes the households of each place; those of hosts are the mean of all."""
    columns = [places.in_households, places.household_size, places.one_person_household_share,
               places.share_0_14, places.share_60_plus]
    weight = places.population / places.population.sum()
    mean = Makeup(*(float(weight @ column) for column in columns))
    return [Makeup(*map(float, row)) for row in zip(*columns, strict=True)] + [mean] * hosts


def _offsets(counts) -> np.ndarray:
    """Return int64 starts of runs of these lengths, and their total at the end."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _within(counts) -> np.ndarray:
    """Return 0, 1, ... within each run of these lengths."""
    return np.arange(int(np.sum(counts))) - np.repeat(_offsets(counts)[:-1], counts)


def _spread(total, parts) -> np.ndarray:
    """Return each total spread evenly over its parts, the first parts one larger if need be."""
    return np.repeat(total // parts, parts) + (_within(parts) < np.repeat(total % parts, parts))
