"""One synthetic person's weeks, watched from outside: nothing of the run changes by it.

The person's cell is lived last, so that the scratch block still holds what the rules worked out
for its people; cells do not depend on each other within a week, so the run stays the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from countergaze.compute import kernel, random
from countergaze.data.tables import Places, census_places
from countergaze.declare import Settings
from countergaze.engine import checkpoint, parameters, rows
from countergaze.engine.parameters import (
    APPEALS, APPEALS_END, CONDUCT, CONDUCT_END, LISTS, LISTS_END, OFFICIALS, OFFICIALS_END,
)
from countergaze.engine.run import Engine, Progress
from countergaze.engine.society import Society
from countergaze.engine.state import CHANGING, PENDING
from countergaze.engine.terms import KEY_EXIT, MISUSE, Terms
from countergaze.engine.week import cells_week
from countergaze.mechanisms import appeals, conduct, lists, officials, society

WATCHED = {
    "occasion": rows.OCCASION, "latent": rows.LATENT, "dissents": rows.DISSENT,
    "affirms": rows.AFFIRM, "warned": rows.WARNED, "visited": rows.VISITED,
    "unjust": rows.UNJUST, "home": rows.HOME, "home_new": rows.HOME_NEW, "scored": rows.SCORED,
    "breadth": rows.BREADTH, "dissent_chance": rows.DISSENT_CHANCE,
}
"""What is read from the scratch block each week; see `Life.weeks`."""

KINDS = ("listed", "wrongly-listed", "refused", "warned", "visited", "appeals")
"""What `find` can look for: a list entered, a seat refused, a warning, a visit, an appeal."""
_SALE = 48


class End(NamedTuple):
    """One listing that ended: the bit of its list, and why."""

    week: int
    bit: int
    reason: str  # settled, term, repaired, appeal, recovered, sold, abolished


@dataclass(frozen=True)
class Life:
    """What happened to one synthetic person, week by week from 0.

    facts: what does not change; before: the fields of `State` at the start of week 0;
    weeks: those fields after each week, and the quantities of `WATCHED` in it;
    records, false: (weeks, kinds of act) made of the person, true and false ones.
    """

    person: int
    people: int
    seed: int
    settings: Settings
    facts: dict[str, Any]
    before: dict[str, float]
    weeks: dict[str, np.ndarray]
    records: np.ndarray
    false: np.ndarray
    ends: list[End] = field(default_factory=list)

    def held_back(self) -> np.ndarray:
        """Return the weeks in which fear alone keeps the person silent.

        Given an occasion, they would more likely than not speak if nobody feared anything, and
        more likely than not do not as things are: the chances are those of `expression` (4).
        """
        occasion, latent = self.weeks["occasion"], self.weeks["latent"]
        silent = self.weeks["dissents"] + self.weeks["affirms"] < 0.5
        will = self.weeks["dissent_chance"] < 0.5 * occasion
        return silent & will & (occasion > 0.0) & (latent >= 0.5 * occasion)


class Watch(Engine):
    """An engine that keeps what the rules worked out for one person in each week."""

    def __init__(self, settings: Settings, people: Society, person: int,
                 threads: int = 1) -> None:
        super().__init__(settings, people, threads)
        layout = people.layout
        self.cell = int(np.searchsorted(layout.first[:layout.n_home_cells], person, "right")) - 1
        self.slot = int(person - layout.first[self.cell])
        self.rows = np.zeros(rows.BLOCK // rows.WIDTH, np.float32)
        self.terms: Terms | None = None

    def _cells(self, low: int, high: int, terms: Terms, desk) -> None:
        """Live a run of cells, the person's last, and copy their column of the block."""
        if not low <= self.cell < high:
            super()._cells(low, high, terms, desk)
            return
        for first, end in ((low, self.cell), (self.cell + 1, high), (self.cell, self.cell + 1)):
            super()._cells(first, end, terms, desk)
        self.rows = desk.block.reshape(-1, rows.WIDTH)[:, self.slot].copy()
        self.terms = terms

    def row(self, place: int) -> float:
        """Return one quantity of the person; place: of the row in `rows`."""
        return float(self.rows[place // rows.WIDTH])


def trace(settings: Settings, people: int, weeks: int, seed: int, person: int,
          tables: Places | None = None, threads: int = 1, progress: Progress | None = None,
          cache: bool = True) -> Life:
    """Return the life of one resident; person: 0 to people - 1, the number in every world."""
    if not 0 <= person < people:
        raise ValueError(f"there is no person {person:,}: numbers go from 0 to {people - 1:,}")
    kinds = len(settings.rows["acts"])
    records, false = np.zeros((weeks, kinds)), np.zeros((weeks, kinds))
    ends: list[End] = []
    kept: dict[str, Any] = {}

    def begin(engine: Watch) -> None:
        kept["facts"] = _facts(engine, person)
        kept["before"] = _fields(engine.society, person)
        kept["weeks"] = {name: np.zeros(weeks) for name in (*CHANGING, *WATCHED, "shown")}

    def after(engine: Watch, week: int) -> None:
        was = kept["before"] if week == 0 else {
            name: kept["weeks"][name][week - 1] for name in CHANGING}
        for name, value in _fields(engine.society, person).items():
            kept["weeks"][name][week] = value
        for name, place in WATCHED.items():
            kept["weeks"][name][week] = engine.row(place)
        kept["weeks"]["shown"][week] = engine.society.last[person]
        records[week] = [engine.row(rows.RECORDS + k * rows.WIDTH) for k in range(kinds)]
        false[week] = [engine.row(rows.FALSE + k * rows.WIDTH) for k in range(kinds)]
        ends.extend(_ends(engine, week, was, kept["weeks"]))

    _live(settings, people, weeks, seed, person, tables, threads, progress, cache, begin, after)
    return Life(person, people, seed, settings, kept["facts"], kept["before"], kept["weeks"],
                records, false, ends)


def find(settings: Settings, people: int, weeks: int, seed: int, kind: str,
         tables: Places | None = None, threads: int = 1, progress: Progress | None = None,
         cache: bool = True) -> int | None:
    """Return the lowest number of a resident to whom `kind` happens in weeks 0 on, or None."""
    if kind not in KINDS:
        raise ValueError(f"{kind} is not one of {', '.join(KINDS)}")
    lowest = people

    def after(engine: Watch, week: int) -> None:
        nonlocal lowest
        met = np.flatnonzero(_met(kind, engine.society)[:lowest])
        if len(met):
            lowest = int(met[0])

    _live(settings, people, weeks, seed, 0, tables, threads, progress, cache, lambda e: None,
          after)
    return lowest if lowest < people else None


def _met(kind: str, people: Society) -> np.ndarray:
    """Return to whom of all people `kind` happens in the week just lived."""
    state = people.state
    entered = people.last >> 2 & 3
    return {"listed": entered >= 2, "wrongly-listed": entered == 3,
            "refused": state.since_refused == 0, "warned": people.last & 3 == 3,
            "visited": state.since_visit == 0, "appeals": state.case & PENDING != 0}[kind]


def _live(settings: Settings, people: int, weeks: int, seed: int, person: int,
          tables: Places | None, threads: int, progress: Progress | None, cache: bool,
          begin: Callable[[Watch], None], after: Callable[[Watch, int], None]) -> None:
    """Live a run as `simulate` does; call `begin` before week 0 and `after` each week."""
    say = progress or (lambda done, total, phase: None)
    places = tables if tables is not None else census_places()
    burn_in = int(settings.values["society"]["burn_in"] or 0)
    total = burn_in + weeks
    fresh = not kernel.already_compiled(cells_week)
    say(0, total, "settling people")
    settled = Society.settle(settings, places, people, (seed,))
    if fresh:
        say(0, total, "compiling, once for this version")
    engine = Watch(settings, settled, person, threads)
    try:
        key = checkpoint.key_of(settings, places, people, (seed,))
        if not (cache and checkpoint.restore(key, settled)):
            for week in range(-burn_in, 0):
                engine.step(week)
                say(week + burn_in + 1, total, "years before week 0")
            if cache:
                checkpoint.keep(key, settled)
        begin(engine)
        for week in range(weeks):
            engine.step(week)
            after(engine, week)
            say(burn_in + week + 1, total, "weeks")
    finally:
        engine.close()


def _fields(people: Society, person: int) -> dict[str, float]:
    """Return every changing field of a person's state."""
    return {name: float(getattr(people.state, name)[person]) for name in CHANGING}


def _facts(engine: Watch, person: int) -> dict[str, Any]:
    """Return what sets the person apart for good."""
    settled, cell = engine.society, engine.cell
    layout = settled.layout
    bits, luck = int(settled.state.bits[person]), settled.state.luck_code[person]
    template = layout.cell_template[cell]
    start = int(layout.templates_start[template, engine.slot])
    end = min(int(layout.templates_end[template, engine.slot]), int(layout.cell_fill[cell]))
    share = {name: parameters.values(engine.in_force(0), table)
             for name, table in (("conduct", "conduct"), ("sensing", "sensing"))}
    return {
        "age": ("under 15" if not bits & society.ADULT
                else "15 to 59" if bits & society.WORKER else "60 or over"),
        "place": layout.place_name[layout.cell_place[cell]],
        "urban": bool(bits & society.URBAN), "elsewhere": bool(bits & society.ELSEWHERE),
        "minority": bool(bits & society.MINORITY), "official": bool(bits & society.OFFICIAL),
        "quarters": bool(layout.templates_quarters[template, engine.slot]),
        "household": end - start, "knows": bool(bits & society.KNOWS),
        "travels": bool(bits & society.TRAVELLER),
        "aware": bool(society.is_aware(share["conduct"].aware, luck)),
        "opted_out": bool(society.has_opted_out(share["sensing"].opt_out, luck)),
    }


def _ends(engine: Watch, week: int, was: dict[str, float],
          weeks: dict[str, np.ndarray]) -> list[End]:
    """Return the listings that ended in the week, each with the rule that ended it.

    The rules are asked again with the state and the draws of the week, in their own order.
    """
    ended = int(was["listing"]) & ~int(weeks["listing"][week])
    return [End(week, bit, _reason(engine, bit, was)) for bit in range(8) if ended >> bit & 1]


def _reason(engine: Watch, bit: int, was: dict[str, float]) -> str:
    """Return why the listing of one bit ended this week."""
    terms, settled = engine.terms, engine.society
    assert terms is not None
    pl = lists.Parameters.Values(*terms.numbers[LISTS:LISTS_END])
    pp = appeals.Parameters.Values(*terms.numbers[APPEALS:APPEALS_END])
    pc = conduct.Parameters.Values(*terms.numbers[CONDUCT:CONDUCT_END])
    po = officials.Parameters.Values(*terms.numbers[OFFICIALS:OFFICIALS_END])
    if pl.on == 0.0:
        return "abolished"
    word = random.person_word(settled.layout.cell_word[engine.cell], engine.slot)
    cannot_pay, spent = was["hardship"] > pc.cannot_pay, was["weeks_listed"]
    with np.errstate(over="ignore"):  # words wrap; NumPy warns of it for single numbers
        u_exit, u_repair = random.uniforms(terms.keys[0, KEY_EXIT], word + np.uint64(bit))
        u_score, _ = random.uniforms(terms.keys[0, KEY_EXIT], word + np.uint64(lists.SCORE_LIST))
        u_sale, _ = random.uniforms(terms.keys[0, KEY_EXIT], word + np.uint64(_SALE))
    repair = appeals.chance_of_repair(pp, was["since_record"]) if spent >= pl.removal_lag else 0.0
    if bit == lists.SCORE_LIST:
        if spent >= pl.removal_lag and u_score < repair:
            return "repaired"
    else:
        court = next((row[3] > 0.0 for row in terms.families if int(row[0]) == bit), False)
        if u_exit < lists.chance_of_exit(pl, court, cannot_pay, spent):
            return "settled" if court and not spent >= pl.court_term else "term"
        if u_repair < repair:
            return "repaired"
    place = settled.layout.cell_city[engine.cell]
    if u_sale < officials.chance_to_buy(po, terms.city[0, place, MISUSE], was["hardship"]):
        return "sold"
    if was["leaving"] == 1.0 or (pl.removal_lag == 0.0 and int(was["case"]) & PENDING):
        return "appeal"
    return "recovered" if bit == lists.SCORE_LIST else "appeal"
