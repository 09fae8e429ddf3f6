"""What the compiled week is given, by the names that the mechanisms declare.

Arrays are few, since every function of the week is handed all of them; `Record` gives each place
in them its name.  `lay_out` works out the places; it is called again when a mechanism from outside
takes part.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from countergaze.compute.records import STRIDE, Names, Place, Record
from countergaze.declare import Table
from countergaze.declare.errors import CountergazeError
from countergaze.declare.state import BYTE, FLOAT, HALF, Draw, Field, Tally
from countergaze.mechanisms import MODULES, conduct, lists

MOST_TABLES = 16
"""Tables of what only few have, the bits of a mask."""
BLOCKS = {FLOAT: "floats", HALF: "halves", BYTE: "bytes"}
GROUPS = ("whole", "minority", "urban", "elsewhere", "official")
"""Whose sums are kept: all adults, then those of four groups."""
BINS = ("z", "normal", "own_hardship", "exposure", "uniform", "own", "seen", "own_travel",
        "seen_travel", "refusals")
"""Rows of `Terms.tables`: bin means by code, `sanctions.Reach` by mask, refusals so far."""
AGENCY_TALLIES = ("entries", "listed", "wrongful_listing", "wrong_own", "wrong_copied")
KIND_TALLIES = ("records", "false_records", "expected_records")
POLICY = ("reward", "score_can_list", "political", "assoc", "points_per_gravity")
"""What several mechanisms read, after all parameters."""


class StoreArrays(NamedTuple):
    """State of people as three blocks (fields, people): of everybody, or of those of a cell."""

    floats: np.ndarray  # float32
    halves: np.ndarray  # uint16
    bytes: np.ndarray  # uint8


class Few(NamedTuple):
    """What only few people have, of a run of cells: `few.load_few` says how it lies."""

    floats: np.ndarray  # float32, and so on: one after the other
    halves: np.ndarray  # uint16
    bytes: np.ndarray  # uint8
    counts: np.ndarray  # uint16 (cells of all replicates, tables): how many have any


class FewDesk(NamedTuple):
    """How one thread takes apart and puts together what only few have."""

    floats: np.ndarray  # what is put together of a run of cells, as in `Few`
    halves: np.ndarray
    bytes: np.ndarray
    at: np.ndarray  # int64 (6,): places read next in floats, halves, bytes; places written next
    tables: np.ndarray  # int64 (tables, 2): the first of its fields, and the one after its last
    fields: np.ndarray  # int64 (fields, 2): in what it lies (see `few`), and where in that
    starts: np.ndarray  # float32 (fields,)
    some: np.ndarray  # uint16 (WIDTH,): mask of the tables of which a person has any
    marked: np.ndarray  # int64 (WIDTH + 1,): who has any


class TermsArrays(NamedTuple):
    """What holds this week: parameters, cities, rows of tables, keys of the draws."""

    numbers: np.ndarray  # float32 (replicates, parameters then `POLICY`)
    city_columns: np.ndarray  # float32 (replicates, cities and hosts, columns)
    act_columns: np.ndarray  # float32 (replicates, cities, kinds, columns of `conduct.Kind`)
    tables: np.ndarray  # float32 (replicates, `BINS`, 256)
    links: np.ndarray  # float32 (replicates, kinds + 1, agencies): left by purpose limits; within
    homes: np.ndarray  # int64 (replicates, kinds): the agency that records each kind
    families: np.ndarray  # float32 (replicates, families, 4)
    keys: np.ndarray  # uint64 (replicates, purposes)


class Geography(NamedTuple):
    """Where people live; arrays of `society.Layout`, the same for all replicates."""

    first: np.ndarray
    fill: np.ndarray
    city: np.ndarray
    city_first_cell: np.ndarray
    word: np.ndarray
    template: np.ndarray
    workers: np.ndarray  # uint16 (templates, WIDTH): slots of workers by their rank at work
    starts: np.ndarray
    ends: np.ndarray
    home_cells: int
    cells: int
    home_cities: int
    cities: int
    residents: int
    people: int
    neighbours: np.ndarray  # int64 (replicates,), and so the next two
    workplace_size: np.ndarray
    bridge_ties: np.ndarray


class Network(NamedTuple):
    """Whom people see, and how what they show is counted."""

    city_words: np.ndarray  # int64 (replicates, cities and hosts)
    plans: np.ndarray  # int64 (replicates, permutations, words)
    workers: np.ndarray  # int32 (replicates, cells)
    kin: np.ndarray  # int32 (replicates, 3, people abroad): home person, their city, order by them
    kin_first: np.ndarray  # int32 (replicates, home cells + 1): where in that order a cell begins
    kin_luck: np.ndarray  # uint8 (replicates, people abroad): their `luck_code`
    spread: np.ndarray  # uint64 (256,)


class SumsArrays(NamedTuple):
    """Weekly sums of one thread by replicate and city, int64 in units of 2**-18."""

    tallies: np.ndarray  # (cities, tallies, groups)
    agencies: np.ndarray  # (cities, agencies and the list by score, `AGENCY_TALLIES`)
    kinds: np.ndarray  # (cities, kinds, `KIND_TALLIES`)
    abroad: np.ndarray  # (cities abroad, tallies of people abroad)


class Scratch(NamedTuple):
    """Scratch space of one thread."""

    me: np.ndarray  # float32 (rows * STRIDE,); a `People` in the plain week
    store: StoreArrays  # of the people of a cell, (fields, STRIDE); a `Store` in the plain week
    few: FewDesk
    words: np.ndarray  # uint64 (WIDTH,): addresses of draws
    codes: np.ndarray  # uint64 (WIDTH,): words of `society.words_of`
    own: np.ndarray  # uint64 (WIDTH,)
    packed: np.ndarray  # uint64 (WIDTH,)
    prefix: np.ndarray  # uint64 (WIDTH + 1,)
    ring: np.ndarray  # uint64 (WIDTH + 2 * ties.RING,): own, with some of the other end each side
    others: np.ndarray  # int32 (2, WIDTH)
    picked: np.ndarray  # int64 (WIDTH + 1,): people who are dealt with one by one
    added: np.ndarray  # int64 (1,): the city whose workplaces these are, from 1; 0: of none
    offsets: np.ndarray  # int32 (16, WIDTH / 2): of members of each workplace, from its first cell
    at_work: np.ndarray  # uint64 (ties.FEW_CELLS * WIDTH / 2,): what all showed there
    arrived: np.ndarray  # int64 (16,): agencies that got a new record, true then false, by kind
    dense_floats: np.ndarray  # int64 (fields, 2): rows and fields that everybody's week needs
    dense_bytes: np.ndarray  # int64 (fields, 2)
    brought: np.ndarray  # int64 (fields, 3): bytes per number; place in `store`, of everybody
    grouped: np.ndarray  # int64 (tallies, 2): rows added up by group, and their tallies
    grouped_units: np.ndarray  # int64 (tallies, 2): those of whole numbers
    whole: np.ndarray  # int64 (tallies, 2): rows added up for all adults, and their tallies
    whole_units: np.ndarray  # int64 (tallies, 2): those of whole numbers
    everyone: np.ndarray  # int64 (tallies, 2): rows added up for all residents
    histogram: np.ndarray  # int64 (replicates, forecasting.BINS): adults by risk
    ranked: np.ndarray  # int64 (replicates, forecasting.TURNS, BINS + 1): the same, not added up
    scores: np.ndarray  # int64 (replicates, 2, scoring.SCORE_BINS): the scored by support and score


class People(Record):
    """The people of a cell: `me.fear[i]`, `me.records[kind, i]`."""

    def row(self, number: int) -> np.ndarray:
        """Return a row by where it begins."""
        return self.arrays[number:number + STRIDE]


class Everybody(Record):
    """What is kept of everybody: `everybody.fear[who]`."""


class Store(Record):
    """What is kept of the people of a cell but for dense fields: `store.listing[who]`."""


class City(Record):
    """What a city brings to its people: `terms.city.watched[r, city]`."""


class Acts(Record):
    """Kinds of act as each city has them: `terms.acts.street[r, city, kind]`."""


class Draws(Record):
    """Keys of the week's draws: `terms.draws.exit[r]`."""


class Bins(Record):
    """Tables by code or mask: `terms.bins.own[r, listing]`."""


class Policy(Record):
    """What several mechanisms read: `terms.policy.reward[r]`."""


class Terms(Record):
    """What holds this week; parameters by mechanism: `terms.lists[r].retention`."""

    groups = {"city": City, "acts": Acts, "draws": Draws, "bins": Bins, "policy": Policy}


class ByAgency(Record):
    """Sums by agency: `sums.by_agency.entries[at, agency]`."""


class ByKind(Record):
    """Sums by kind of act: `sums.by_kind.records[at, kind]`."""


class Abroad(Record):
    """Sums of people abroad: `sums.of_abroad.files[at]`."""


class Sums(Record):
    """Weekly sums; those of adults at home stand in `tallies` by `tally.NAME`."""

    groups = {"by_agency": ByAgency, "by_kind": ByKind, "of_abroad": Abroad}


class _CityArrays(NamedTuple):
    city_columns: np.ndarray


def city_columns(array: np.ndarray) -> City:
    """Return the columns of cities by name; array: (..., columns) of `TermsArrays`."""
    return City(_CityArrays(array))


class _ActArrays(NamedTuple):
    act_columns: np.ndarray


def act_columns(array: np.ndarray) -> Acts:
    """Return the columns of kinds of act by name; array: as in `TermsArrays`."""
    return Acts(_ActArrays(array))


tally = Names({})
"""Where each tally stands in `SumsArrays.tallies`."""


class Misdeclared(CountergazeError, ValueError):
    """A mechanism declares what cannot be, explained in its message."""


FIELDS: dict[str, Field] = {}
OWNERS: dict[str, str] = {}
"""The one mechanism that changes each field of a person."""
DRAWS: dict[str, Draw] = {}
TALLIES: dict[str, Tally] = {}
ABROAD_TALLIES: dict[str, Tally] = {}
PARAMETERS: dict[str, type[Table]] = {}
ROWS: dict[str, int] = {}
"""Where each row of a scratch block begins."""
FIXED: list[str] = []
CHANGING: list[str] = []


def of_everybody(kind: str) -> list[str]:
    """Return the names of the fields of one type that are kept of everybody, in their order."""
    return [name for name, field in FIELDS.items()
            if field.type == kind and not field.drawn and not field.few]


def of_a_cell(kind: str) -> list[str]:
    """Return the names of the fields of one type in the `Store` of a cell, in their order."""
    return [name for name, field in FIELDS.items()
            if field.type == kind and not field.drawn and not field.dense]


def tables_of_few() -> list[list[str]]:
    """Return the names of the fields of each table of what only few have.

    One a mechanism; if there are too many, the last ones share a table.
    """
    named: dict[str, list[str]] = {}
    for name, field in FIELDS.items():
        if field.few:
            named.setdefault(OWNERS[name], []).append(name)
    tables = list(named.values())
    return [*tables[:MOST_TABLES - 1], sum(tables[MOST_TABLES - 1:], [])] if (
        len(tables) > MOST_TABLES) else tables


def lay_out(modules: dict[str, ModuleType]) -> None:
    """Give every declared name its place; modules: the mechanisms by name."""
    for registry in (FIELDS, OWNERS, DRAWS, TALLIES, ABROAD_TALLIES, PARAMETERS, ROWS, FIXED,
                     CHANGING):
        registry.clear()
    rows: dict[str, int] = {}
    columns: dict[str, Place] = {}
    next_column = 0
    for name, module in modules.items():
        PARAMETERS[name] = module.Parameters
        for field in getattr(module, "FIELDS", ()):
            FIELDS[field.name], OWNERS[field.name] = field, name
            if field.dense:
                rows[field.name] = 1
        for quantity in getattr(module, "QUANTITIES", ()):
            rows[quantity.name] = quantity.span
        for column in getattr(module, "CITY_COLUMNS", ()):
            span = len(column.made._fields) if column.made else 1
            columns[column.name] = Place("city_columns", -1, next_column, span, made=column.made)
            next_column += span
        DRAWS.update({draw.name: draw for draw in getattr(module, "DRAWS", ())})
        TALLIES.update({word.name: word for word in getattr(module, "TALLIES", ())})
        ABROAD_TALLIES.update({word.name: word for word in getattr(module, "ABROAD_TALLIES", ())})
    if wrong := misdeclared(rows):
        raise Misdeclared("; ".join(wrong))
    FIXED.extend(name for name, field in FIELDS.items() if field.fixed)
    CHANGING.extend(name for name, field in FIELDS.items() if not field.fixed)
    _lay_out_people(rows)
    Everybody.places, Store.places = (
        {name: Place(BLOCKS[kind], 0, k) for kind in BLOCKS for k, name in enumerate(named(kind))}
        for named in (of_everybody, of_a_cell))
    City.places = columns
    tally.numbers.clear()
    tally.numbers.update({name: k for k, name in enumerate(TALLIES)})
    _lay_out_terms()
    ByAgency.places = _last("agencies", AGENCY_TALLIES)
    ByKind.places = _last("kinds", KIND_TALLIES)
    Abroad.places = _last("abroad", ABROAD_TALLIES)


def misdeclared(known: Collection[str]) -> list[str]:
    """Return what is added up but is no field or quantity, each with what to write instead."""
    found = []
    for name, word in {**TALLIES, **ABROAD_TALLIES}.items():
        if word.of and word.of not in known:
            near = difflib.get_close_matches(word.of, known, 1)
            found.append(f"the tally {name} adds up {word.of!r}, which is no field or quantity of "
                         "a person" + (f" (did you mean {near[0]}?)" if near else "")
                         + ": work it out in the step, and declare it in QUANTITIES")
    return found


def _lay_out_people(rows: dict[str, int]) -> None:
    """Place rows; those by kind come last."""
    People.places = {}
    first = 0
    for name, span in sorted(rows.items(), key=lambda row: row[1]):
        People.places[name] = Place("", -1, first, span, many=span > 1, stride=STRIDE)
        ROWS[name] = first * STRIDE
        first += span
    ROWS["END"] = first * STRIDE


def _lay_out_terms() -> None:
    parameters, first = {}, 0
    for name, table in PARAMETERS.items():
        size = len(table.fields)
        parameters[name] = Place("numbers", -1, first, size, made=table.Values)
        first += size
    Policy.places = {name: Place("numbers", -1, first + k) for k, name in enumerate(POLICY)}
    Terms.places = {
        **parameters,
        "family": Place("families", -1, 0, len(lists.Family._fields), made=lists.Family),
        "act": Place("act_columns", -1, 0, len(conduct.Kind._fields), made=conduct.Kind),
        "incentive": Place("numbers", -1, first, 2, made=conduct.Incentive)}
    Acts.places = _last("act_columns", conduct.Kind._fields)
    Bins.places = {name: Place("tables", 1, k) for k, name in enumerate(BINS)}
    Draws.places = {}
    at = 0
    for name, draw in DRAWS.items():
        if draw.people:
            Draws.places[name] = Place("keys", -1, at, draw.span, many=draw.span > 1)
            at += draw.span
            if draw.ahead:
                Draws.places[f"{name}_ahead"] = Place("keys", -1, at)
                at += 1


def _last(array: str, names: Any) -> dict[str, Place]:
    return {name: Place(array, -1, k) for k, name in enumerate(names)}


def purposes() -> list[tuple[int, int, int]]:
    """Return (purpose, a, b) of each column of `TermsArrays.keys`: of week a week + b.

    a is 0 for what is drawn once, b is 1 for what is drawn a week ahead.
    """
    found = []
    for draw in DRAWS.values():
        if draw.people:
            found += [(draw.number + k, 0 if draw.once else 1, 0) for k in range(draw.span)]
            found += [(draw.number, 1, 1)] * draw.ahead
    return found


def numbers_of(name: str) -> int:
    """Return how many columns or rows an array of the week has: city, rows, keys or numbers."""
    return {"city": sum(place.span for place in City.places.values()),
            "rows": ROWS["END"] // STRIDE,
            "keys": sum(place.span for place in Draws.places.values()),
            "numbers": sum(place.span for place in Policy.places.values())
            + sum(len(table.fields) for table in PARAMETERS.values())}[name]


lay_out(MODULES)
