"""One synthetic life in two worlds, as the command `person` and `countergaze.person` show it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from countergaze import api
from countergaze.data.tables import Places
from countergaze.engine import trace
from countergaze.engine.simulation import processors
from countergaze.experiments.progress import Told
from countergaze.reports.life_page import life, over_worlds, page
from countergaze.reports.life_page.world import World
from countergaze.scenarios import DEFAULT, Scenario
from countergaze.scenarios.arms import read_arms
from countergaze.worlds.comparing import check_count
from countergaze.worlds.cost import seconds_of
from countergaze.worlds.sample import plausible

Progress = Callable[[int, int, str], None]

IN_WORDS = {"listed": "put on a list", "wrongly-listed": "put on a list wrongly",
            "refused": "refused a seat", "warned": "warned", "visited": "visited",
            "appeals": "waiting for an appeal"}
"""What can be looked for, in words."""


@dataclass(frozen=True)
class Worlds:
    """Two worlds with the same people and random numbers, in which a life can be followed.

    arms: (name, scenario with the changes made, what is told to differ).
    """

    arms: tuple[tuple[str, Scenario, tuple[tuple[str, Any, Any], ...]], ...]
    people: int
    weeks: int
    seed: int
    threads: int
    places: Places

    @classmethod
    def of(cls, scenarios: tuple[str | Path | Scenario, str | Path | Scenario], people: int,
           weeks: int, seed: int, threads: int | None, changes: Mapping[str, Any] | None,
           tables: str | Path | Places | None, wrong: Sequence[str] = ()) -> Worlds:
        """Return the worlds asked for, once it is clear that they fit in memory.

        Raise every mistake at once; wrong: sentences of some that were seen before.
        """
        asked = dict(changes or {})
        mistakes, places = api.Mistakes(), None
        found: list[tuple[str, str, Scenario]] = []
        with mistakes:
            people, weeks, seed, threads = api.check_request(
                people, weeks, (seed,), processors() if threads is None else threads, wrong)
        with mistakes:
            found = read_arms(list(scenarios))
        with mistakes:
            places = api.places_for(tables, [own for _, _, own in found])
        by_hand = tuple((key, None, value) for key, value in asked.items())
        with mistakes:
            arms = tuple((name, own.with_changes(asked), (*own.differences, *by_hand))
                         for name, _, own in found)
        mistakes.tell()
        assert places is not None and threads is not None
        for _, chosen, _ in arms:
            api.check_memory(people, weeks, chosen, places)
        return cls(arms, people, weeks, seed, threads, places)

    @property
    def notes(self) -> list[str]:
        """What is to be said of each world before it is simulated."""
        return [f"{name}: {line}" for name, chosen, _ in self.arms
                for line in api.remarks(self.people, self.weeks, chosen, self.places)]

    def find(self, kind: str, progress: Progress | None = None) -> int:
        """Return the lowest number to whom `kind` happens in the first world.

        Raise BadRequest where there is nobody.
        """
        name, chosen, _ = self.arms[0]
        found = trace.find(chosen.settings, self.people, self.weeks, self.seed, kind, self.places,
                           self.threads, progress=progress)
        if found is None:
            raise api.BadRequest(f"in {name} nobody of {self.people:,} is {IN_WORDS[kind]} in "
                                 f"{self.weeks:,} weeks of seed {self.seed}. Ask for more people "
                                 "or weeks")
        return found

    def world(self, place: int, person: int, progress: Progress | None = None) -> World:
        """Return the life of a person in the first (0) or the second (1) world."""
        name, chosen, differences = self.arms[place]
        return World(name, trace.trace(chosen.settings, self.people, self.weeks, self.seed, person,
                                       self.places, self.threads, progress), differences)


    def in_plausible(self, count: int, person: int, shown: Sequence[World],
                     progress: Told | None = None) -> pd.DataFrame:
        """Return the life in each of the first `count` plausible worlds, a row a world and arm.

        shown: the same life under the shipped numbers, one an arm, world -1; columns: see
        `reports.life_page.over_worlds.EACH`; progress: called with (runs done, runs, "runs").
        """
        say = progress or (lambda done, total, phase: None)
        rows = [(over_worlds.SHIPPED, one.name, *over_worlds.measured(one).values(), "")
                for one in shown]
        total = count * len(self.arms)
        for k, plausible_world in enumerate(plausible(count)):
            for at, (name, chosen, _) in enumerate(self.arms):
                say(k * len(self.arms) + at, total, "runs")
                settings = plausible_world.settings(chosen.settings)
                one = World(name, trace.trace(settings, self.people, self.weeks, self.seed, person,
                                              self.places, self.threads, cache=False))
                rows.append((plausible_world.number, name, *over_worlds.measured(one).values(),
                             over_worlds.differs(one, shown[at])))
        return pd.DataFrame(rows, columns=over_worlds.EACH)

    def seconds(self, count: int) -> float:
        """Return about how long the plausible worlds take, on one processor."""
        weeks = sum(int(chosen.settings.values["society"]["burn_in"] or 0) + self.weeks
                    for _, chosen, _ in self.arms)
        return count * seconds_of(self.people, 1, weeks)


@dataclass(frozen=True, eq=False, repr=False)
class Person:
    """One synthetic person in two worlds; nobody real.

    worlds: the world asked about and the one laid beside it; `print(person)` tells the life;
    in_worlds: what the life comes to in plausible worlds, a row a world (-1: the shipped numbers)
    and arm; None unless asked for.
    """

    worlds: tuple[World, ...]
    in_worlds: pd.DataFrame | None = None

    @property
    def over_worlds(self) -> pd.DataFrame:
        """In how many plausible worlds each thing ever happens to the person, and how much.

        A row an arm and measure; columns arm, measure, unit, reference (under the shipped
        numbers), worlds, ever (worlds in which it is not zero), low, middle, high (lowest, median,
        highest world); no rows where no worlds were asked for.
        """
        return pd.DataFrame(columns=over_worlds.COLUMNS) if self.in_worlds is None \
            else over_worlds.summary(self.in_worlds)

    @property
    def number(self) -> int:
        """The number of the person, the same in both worlds."""
        return self.worlds[0].life.person

    def __repr__(self) -> str:
        """Return who was followed, in one line."""
        return (f"<Person {self.number:,} of {self.worlds[0].life.people:,} synthetic people: "
                f"{self.worlds[0].weeks:,} weeks in {' and '.join(w.name for w in self.worlds)}>")

    def __str__(self) -> str:
        """Return the life as plain text of at most 80 columns."""
        told = life.text(self.worlds)
        return told if self.in_worlds is None else "\n".join(
            [told, "", *over_worlds.text(self.in_worlds)])

    def record(self) -> dict[str, Any]:
        """Return the life as JSON holds it: every week of every lane, and every event."""
        made = life.record(self.worlds)
        return made if self.in_worlds is None else \
            {**made, "over_worlds": over_worlds.record(self.in_worlds)}

    def to_pandas(self) -> pd.DataFrame:
        """Return what changed, one row a world and week."""
        return pd.concat({one.name: pd.DataFrame(one.life.weeks).rename_axis("week")
                          for one in self.worlds}, names=["world"])

    def report(self, command: str = "") -> str:
        """Return both worlds as one HTML page; command: what makes it again."""
        return page.report(self.worlds, command, self.in_worlds)


def person(number: int | None = None, *, scenario: str | Path | Scenario = DEFAULT,
           against: str | Path | Scenario = "no-system", find: str | None = None,
           people: int = 20_000, weeks: int = 156, seed: int = 1, threads: int | None = None,
           changes: Mapping[str, Any] | None = None,
           tables: str | Path | Places | None = None,
           progress: Told | bool | None = None, worlds: int = 0) -> Person:
    """Return one synthetic person's life in two worlds with common random numbers.

    number: 0 to people - 1; find, in its place: "listed", "wrongly-listed", "refused", "warned",
    "visited" or "appeals", the lowest number to whom this happens in `scenario`; changes: full
    name -> value, made in both worlds; worlds: plausible worlds to follow the same person in as
    well (`over_worlds`); the rest as for `simulate`.  Raise BadRequest where there is no such
    person.
    """
    if (number is None) == (find is None):
        raise api.BadRequest("give the number of a person, or find= what happens to them: "
                             f"{', '.join(IN_WORDS)}")
    if find is not None and find not in IN_WORDS:
        raise api.BadRequest(f"find must be one of {', '.join(IN_WORDS)}, not {find!r}")
    asked = Worlds.of((scenario, against), people, weeks, seed, threads, changes, tables)
    if number is not None and not 0 <= number < asked.people:
        raise api.BadRequest(f"there is no person {number:,}: numbers go from 0 to "
                             f"{asked.people - 1:,}")
    if wrong := check_count(worlds):
        raise api.BadRequest("; ".join(wrong))
    for line in asked.notes:
        warnings.warn(line, api.Remark, stacklevel=2)
    with api.told_by(progress, asked.weeks) as say:
        who = asked.find(find, say) if find is not None else int(number or 0)
        shown = tuple(asked.world(place, who, say) for place in range(2))
    if not worlds:
        return Person(shown)
    with api.told_by(progress) as say:
        return Person(shown, asked.in_plausible(worlds, who, shown, say))
