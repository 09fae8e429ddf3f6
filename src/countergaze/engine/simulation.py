"""A whole run: people are settled, the years before week 0 pass, then weeks are simulated.

`Simulation` moves one or more replicates of one kernel call; whoever wants to know more than the
last week observes it.  Measuring, tracing a life, keeping the state at week 0 and telling progress
are observers.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from countergaze.compute import door
from countergaze.data.tables import Places, census_places
from countergaze.declare import Settings
from countergaze.engine import checkpoint as burn_ins
from countergaze.engine import checkpointing
from countergaze.engine.measure import Measure
from countergaze.engine.memory_estimate import bytes_of_run
from countergaze.engine.society import Gathered, Society
from countergaze.engine.step import Engine, processors
from countergaze.week import foreign
from countergaze.week.records import FIELDS

Progress = Callable[[int, int, str], None]


class Observer(Protocol):
    """Whoever watches a simulation; either method may do nothing."""

    def begin(self, simulation: Simulation) -> None:
        """Look at the society before the first week that is watched."""

    def after(self, simulation: Simulation, week: int) -> None:
        """Look at the society after a week."""


class View:
    """The state of everybody by field name: read-only arrays (replicates, people)."""

    def __init__(self, society: Society) -> None:
        self._society = society

    def __getattr__(self, name: str) -> np.ndarray:
        society = self._society
        shown = getattr(society.state, name).reshape(len(society.seeds), -1).view()
        shown.flags.writeable = False
        return shown

    def __dir__(self) -> list[str]:
        return list(FIELDS)


class Simulation:
    """One or more replicates of a society, moved week by week.

    settings: one for all seeds, or one a seed; worlds of one simulation have the same places,
    people, burn-in, and rows of tables, but any numbers.  `week` is the week that comes next.

    on_disk: a folder in whose files people are kept, for a society larger than memory.

    Raises ValueError if the worlds cannot share a simulation.
    """

    def __init__(self, settings: Settings | Sequence[Settings], seeds: Sequence[int] = (1,),
                 people: int = 20_000, *, places: Places | None = None, threads: int = 1,
                 plain: bool = False, progress: Progress | None = None,
                 on_disk: str | Path | None = None) -> None:
        self.seeds = tuple(seeds)
        self.settings: tuple[Settings, ...] = (
            (settings,) * len(self.seeds) if isinstance(settings, Settings) else tuple(settings))
        check_shared(self.settings, self.seeds)
        self.places = places if places is not None else census_places()
        self.people = people
        self.burn_in = int(self.settings[0].values["society"]["burn_in"] or 0)
        self.week = -self.burn_in
        self.say = progress or (lambda done, total, phase: None)
        self.fresh = not plain and not door.already_compiled(foreign.week())
        self.total = self.burn_in
        self.say(0, self.total, "settling people")
        self.society = Society.settle(self.settings, self.places, people, self.seeds,
                                      None if on_disk is None else Path(on_disk))
        if self.fresh:
            self.say(0, self.total, "compiling, once for this version")
        self.engine = Engine(self.settings, self.society, threads, plain)
        self.measure = self.new_measure()
        self.counted: Gathered | None = None
        self.observers: list[Observer] = []
        self.from_cache = False
        self.compile_seconds = 0.0

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the threads go."""
        self.engine.close()

    def new_measure(self) -> Measure:
        """Return a measure of this society that has kept no week yet."""
        return Measure(*self.society.people_by_scope(), list(self.places.name),
                       list(self.settings[0].rows["agencies"]),
                       self.society.institutions.country.places.hosts)

    @property
    def state(self) -> View:
        """Return what is stored of everybody, by name, as read-only arrays."""
        return View(self.society)

    def step(self) -> Gathered:
        """Simulate the week that comes next; return its sums."""
        week = self.week
        self.counted = self.engine.step(week)
        self.week += 1
        for observer in self.observers:
            observer.after(self, week)
        self.say(self.burn_in + self.week, max(self.total, self.burn_in + self.week),
                 "weeks" if week >= 0 else "years before week 0")
        return self.counted

    def indicators(self) -> dict[tuple[str, str], np.ndarray]:
        """Return (indicator, scope) -> (replicates,) of the week simulated last.

        Indicators of running totals count from the first week for which this was called.
        """
        if self.counted is None:
            raise ValueError("no week has been simulated yet: call step() first")
        return self.measure.week(self.counted, self.engine.in_force(self.week - 1))

    def to_week_0(self, cache: bool = True) -> None:
        """Let the years before week 0 pass, or take the state at week 0 from the cache.

        A simulation that is further already stays where it is.
        """
        if self.week >= 0:
            return
        key = burn_ins.key_of(self.settings, self.places, self.people, self.seeds) if cache else ""
        if cache and burn_ins.restore(key, self.society):
            self.week, self.from_cache = 0, True
            return
        began, first = time.perf_counter(), self.week
        while self.week < 0:
            self.step()
            if self.week == first + 1 and self.fresh:
                self.compile_seconds = time.perf_counter() - began
        if cache and self.burn_in:
            burn_ins.keep(key, self.society)

    def run(self, weeks: int, *observers: Observer, cache: bool = True) -> None:
        """Simulate until `weeks` weeks from week 0 are done, with observers of those weeks."""
        self.total = self.burn_in + weeks
        self.to_week_0(cache)
        for observer in observers:
            observer.begin(self)
        self.observers = [*observers, *self.observers]
        try:
            while self.week < weeks:
                self.step()
        finally:
            self.observers = [one for one in self.observers if one not in observers]


def check_shared(settings: Sequence[Settings], seeds: Sequence[int]) -> None:
    """Raise ValueError, naming each difference, if worlds cannot share a simulation."""
    if len(settings) != len(seeds):
        raise ValueError(f"{len(settings)} settings for {len(seeds)} seeds: give one each")
    first = settings[0]
    wrong = set()
    for other in settings[1:]:
        if other is first:
            continue
        for table, name in (("society", "burn_in"), ("society", "abroad_share")):
            if first.values[table][name] != other.values[table][name]:
                wrong.add(f"{table}.{name} differs: {first.values[table][name]} and "
                          f"{other.values[table][name]}")
        for table, keyed in first.rows.items():
            if list(keyed) != list(other.rows[table]):
                wrong.add(f"the rows of [{table}] differ: {', '.join(keyed)} and "
                          f"{', '.join(other.rows[table])}")
        if first.rows["hosts"] != other.rows["hosts"] and {
                key: row["share"] for key, row in first.rows["hosts"].items()} != {
                key: row["share"] for key, row in other.rows["hosts"].items()}:
            wrong.add("the shares of [hosts] differ")
    if wrong:
        raise ValueError("these worlds cannot share one simulation: " + "; ".join(sorted(wrong)))


class Measuring:
    """Observer that keeps the sums of every week; `values` are made of all weeks at once."""

    def __init__(self, measure: Measure | None = None) -> None:
        """measure: one that has counted the weeks before, to go on with."""
        self.measure = measure

    def begin(self, simulation: Simulation) -> None:
        """Begin to count, or go on."""
        if self.measure is None:
            self.measure = simulation.new_measure()

    def after(self, simulation: Simulation, week: int) -> None:
        """Keep the sums of the week."""
        assert simulation.counted is not None and self.measure is not None
        self.measure.keep(simulation.counted, simulation.engine.in_force(week))

    @property
    def values(self) -> dict[tuple[str, str], np.ndarray]:
        """Return (indicator, scope) -> (replicates, weeks) of every week so far."""
        assert self.measure is not None
        return self.measure.series()


@dataclass
class Result:
    """One seed's run: series of (indicator, scope, one value a week), and facts about it."""

    seed: int
    series: list[tuple[str, str, np.ndarray]]
    facts: dict[str, Any] = field(default_factory=dict)


def simulate(settings: Settings | Sequence[Settings], *, people: int, weeks: int,
             seeds: Sequence[int] = (1,), threads: int = 1, tables: Places | None = None,
             progress: Progress | None = None, cache: bool = True, plain: bool = False,
             checkpoint: str | Path | None = None, every: int | None = None,
             resume: bool = False, on_disk: str | Path | None = None) -> list[Result]:
    """Return one `Result` a seed of worlds run for `weeks` weeks after their burn-in.

    settings: one for all seeds, or one a seed; people: residents at home; tables: places of
    another country (the shipped census without); progress: called with (weeks done, weeks in all,
    phase); cache: keep and reuse the state at week 0; plain: use the uncompiled rules;
    checkpoint: a file from which a run that was ended goes on with `resume`, written every `every`
    weeks; on_disk: a folder in whose files people are kept while the run lasts.  Raises
    NoCheckpoint where there is nothing to resume.
    """
    began = time.perf_counter()
    with Simulation(settings, seeds, people, places=tables, threads=threads, plain=plain,
                    progress=progress, on_disk=on_disk) as simulation:
        measuring = Measuring()
        if checkpoint is not None and resume:
            measuring.measure = checkpointing.resume(simulation, checkpoint)
            if simulation.week > weeks:
                raise checkpointing.NoCheckpoint(
                    f"the checkpoint {checkpoint} is at week {simulation.week:,}, after the "
                    f"{weeks:,} weeks that are asked for")
        if checkpoint is not None and every is not None:
            simulation.observers.append(
                checkpointing.Checkpointing(checkpoint, every, measuring))
        simulation.run(weeks, measuring, cache=cache)
    society = simulation.society
    facts = {
        "people": people, "cities": int(society.layout.n_home_cities),
        "stands_for": int(simulation.places.population.sum()),
        "seconds": time.perf_counter() - began, "burn_in": simulation.burn_in,
        "burn_in_from_cache": simulation.from_cache,
        "bytes_estimated": bytes_of_run(simulation.settings[0], people, weeks,
                                        len(simulation.places), simulation.fresh,
                                        len(simulation.seeds)),
        "compile_seconds": simulation.compile_seconds,
        "threads": simulation.engine.threads, "foreign": foreign.recorded(),
    }
    series = measuring.values
    return [Result(seed, [(*name, array[r].copy()) for name, array in series.items()],
                   {**facts, **society.counts(r), "state_hash": state_hash(society, r)})
            for r, seed in enumerate(simulation.seeds)]


def state_hash(society: Society, replicate: int) -> str:
    """Return the SHA-256 of everything stored about the people of one replicate."""
    span = slice(replicate * society.layout.n_total, (replicate + 1) * society.layout.n_total)
    digest = hashlib.sha256()
    for name in sorted(FIELDS):
        for part in society.state.parts(name, replicate):
            digest.update(np.ascontiguousarray(part).data)
    digest.update(np.ascontiguousarray(society.last[span]).data)
    return digest.hexdigest()


__all__ = ["Engine", "Measuring", "Observer", "Progress", "Result", "Simulation",
           "check_shared", "processors", "simulate", "state_hash"]
