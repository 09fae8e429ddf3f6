"""One synthetic person's weeks, watched from outside: nothing of the run changes by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine import parameters
from countergaze.engine.simulation import Progress, Simulation
from countergaze.engine.society import Society
from countergaze.mechanisms import society
from countergaze.mechanisms.appeals import PENDING
from countergaze.mechanisms.lists import REASONS
from countergaze.week.records import CHANGING, People

WATCHED = {
    "occasion": "occasion", "latent": "latent", "dissents": "dissent", "affirms": "affirm",
    "warned": "warned", "visited": "visited", "unjust": "unjust_visit",
    "home": "household_listed", "home_new": "household_newly_listed", "scored": "scored",
    "breadth": "breadth", "dissent_chance": "dissent_chance",
}
"""What is kept of each week, and the quantity that it is; see `Life.weeks`."""

KINDS = ("listed", "wrongly-listed", "refused", "warned", "visited", "appeals")
"""What `find` can look for: a list entered, a seat refused, a warning, a visit, an appeal."""

SINCE = {"refused": "since_refused", "visited": "since_visit"}
"""Of those, what a field counts the weeks since."""


class End(NamedTuple):
    """One listing that ended: the bit of its list, and why."""

    week: int
    bit: int
    reason: str  # one of `lists.REASONS`


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


class Tracing:
    """Observer of one resident: what is stored of them, and what the rules worked out.

    The person's cell is simulated last, so that scratch space still holds its people; cells do
    not depend on each other within a week, so the run stays the same.
    """

    def __init__(self, person: int, weeks: int) -> None:
        self.person = person
        self.facts: dict[str, Any] = {}
        self.before: dict[str, float] = {}
        self.weeks = {name: np.zeros(weeks) for name in (*CHANGING, *WATCHED, "shown")}
        self.records: np.ndarray = np.zeros((weeks, 0))
        self.false: np.ndarray = np.zeros((weeks, 0))
        self.ends: list[End] = []
        self.cell = self.slot = 0

    def begin(self, simulation: Simulation) -> None:
        """Find the person's cell, and what sets them apart."""
        layout = simulation.society.layout
        homes = layout.first[:layout.n_home_cells]
        self.cell = int(np.searchsorted(homes, self.person, "right")) - 1
        self.slot = int(self.person - layout.first[self.cell])
        simulation.engine.last_cell = self.cell
        kinds = len(simulation.settings[0].rows["acts"])
        self.records = np.zeros((len(self.records), kinds))
        self.false = np.zeros((len(self.false), kinds))
        self.facts = _facts(simulation, self.cell, self.slot, self.person)
        self.before = self._fields(simulation.society)

    def after(self, simulation: Simulation, week: int) -> None:
        """Keep the person's week."""
        society, me = simulation.society, People(simulation.engine.desks[0].me)
        was = self.before["listing"] if week == 0 else self.weeks["listing"][week - 1]
        for name, value in self._fields(society).items():
            self.weeks[name][week] = value
        for name, quantity in WATCHED.items():
            self.weeks[name][week] = getattr(me, quantity)[self.slot]
        self.weeks["shown"][week] = society.last[self.person]
        kinds = self.records.shape[1]
        self.records[week] = me.records[:kinds, self.slot]
        self.false[week] = me.false_records[:kinds, self.slot]
        ended = int(was) & ~int(self.weeks["listing"][week])
        self.ends += [End(week, bit, REASONS[int(me.ended[bit, self.slot])])
                      for bit in range(8) if ended >> bit & 1]

    def _fields(self, people: Society) -> dict[str, float]:
        """Return every changing field of the person's state."""
        return {name: float(people.state.of_cells(name, 0, self.cell, self.cell + 1)[self.slot])
                for name in CHANGING}


class Finding:
    """Observer that looks for the lowest number of a resident to whom something happens."""

    def __init__(self, kind: str, people: int) -> None:
        self.kind, self.lowest = kind, people

    def begin(self, simulation: Simulation) -> None:
        """Nothing has happened yet."""

    def after(self, simulation: Simulation, week: int) -> None:
        """Look through the week."""
        met = np.flatnonzero(_met(self.kind, simulation.society)[:self.lowest])
        if len(met):
            self.lowest = int(met[0])


def trace(settings: Settings, people: int, weeks: int, seed: int, person: int,
          tables: Places | None = None, threads: int = 1, progress: Progress | None = None,
          cache: bool = True) -> Life:
    """Return the life of one resident; person: 0 to people - 1, the number in every world.

    Raises ValueError if there is no such person.
    """
    if not 0 <= person < people:
        raise ValueError(f"there is no person {person:,}: numbers go from 0 to {people - 1:,}")
    seen = Tracing(person, weeks)
    with Simulation(settings, (seed,), people, places=tables, threads=threads,
                    progress=progress) as simulation:
        simulation.run(weeks, seen, cache=cache)
    return Life(person, people, seed, settings, seen.facts, seen.before, seen.weeks,
                seen.records, seen.false, seen.ends)


def find(settings: Settings, people: int, weeks: int, seed: int, kind: str,
         tables: Places | None = None, threads: int = 1, progress: Progress | None = None,
         cache: bool = True) -> int | None:
    """Return the lowest number of a resident to whom `kind` happens in weeks 0 on, or None.

    Raises ValueError if `kind` is not one of `KINDS`.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is not one of {', '.join(KINDS)}")
    found = Finding(kind, people)
    with Simulation(settings, (seed,), people, places=tables, threads=threads,
                    progress=progress) as simulation:
        simulation.run(weeks, found, cache=cache)
    return found.lowest if found.lowest < people else None


def _met(kind: str, people: Society) -> np.ndarray:
    """Return to whom of all people `kind` happens in the week just simulated."""
    if kind == "appeals":
        return people.state.case & PENDING != 0
    if kind in SINCE:
        return getattr(people.state, SINCE[kind]) == 0
    entered = people.last >> 2 & 3
    return {"listed": entered >= 2, "wrongly-listed": entered == 3,
            "warned": people.last & 3 == 3}[kind]


def _facts(simulation: Simulation, cell: int, slot: int, person: int) -> dict[str, Any]:
    """Return what sets the person apart for good."""
    settled = simulation.society
    layout = settled.layout
    luck = settled.state.of_cells("luck_code", 0, cell, cell + 1)[slot]
    bits = int(settled.state.bits[person])
    template = layout.cell_template[cell]
    start = int(layout.templates_start[template, slot])
    end = min(int(layout.templates_end[template, slot]), int(layout.cell_fill[cell]))
    share = {name: parameters.values(simulation.engine.in_force(0)[0], table)
             for name, table in (("conduct", "conduct"), ("sensing", "sensing"))}
    return {
        "age": ("under 15" if not bits & society.ADULT
                else "15 to 59" if bits & society.WORKER else "60 or over"),
        "place": layout.place_name[layout.cell_place[cell]],
        "urban": bool(bits & society.URBAN), "elsewhere": bool(bits & society.ELSEWHERE),
        "minority": bool(bits & society.MINORITY), "official": bool(bits & society.OFFICIAL),
        "quarters": bool(layout.templates_quarters[template, slot]),
        "household": end - start, "knows": bool(bits & society.KNOWS),
        "travels": bool(bits & society.TRAVELLER),
        "aware": bool(society.is_aware(share["conduct"].aware, luck)),
        "opted_out": bool(society.has_opted_out(share["sensing"].opt_out, luck)),
    }
