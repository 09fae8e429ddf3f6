"""What is being simulated for whom: units of work, the lanes that do them, the newest first.

A unit is one arm with a block of seeds.  Runs are kept in memory under all that led to them, so
that a question asked again, and arms that two questions share, cost nothing.  While nobody asks,
the reference of the questions is simulated ahead.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from countergaze.experiments.outcomes import Outcome
from countergaze.experiments.plan import Plan
from countergaze.web.lanes import GONE, Lane
from countergaze.web.warm import Job, Told

MOST_RUNS = 1_000
BLOCKS = (1, 3, 4)
"""Seeds of the first units; all later ones have as many as the last."""
LONGEST = 600.0
"""Seconds that one question may take."""
Key = tuple[str, int]


class Unit(NamedTuple):
    """One arm with some seeds, simulated in one call; shown: whether its weeks are told."""

    arm: int
    seeds: tuple[int, ...]
    shown: bool = False


class Event(NamedTuple):
    """What happened to a question: "phase", "weeks", "pairs", "failed" or "late"."""

    kind: str
    about: Any = None


def blocks(seeds: Sequence[int]) -> list[tuple[int, ...]]:
    """Return seeds in blocks that begin small, so that the first pair is there soon."""
    found, at = [], 0
    sizes = list(BLOCKS)
    while at < len(seeds):
        size = sizes.pop(0) if len(sizes) > 1 else sizes[0]
        found.append(tuple(seeds[at:at + size]))
        at += size
    return found


@dataclass(eq=False)
class Asked:
    """A plan that somebody waits for; shown: indicators of which weeks are told as they pass."""

    plan: Plan
    shown: tuple[str, ...] = ()
    events: asyncio.Queue[Event | None] = field(default_factory=asyncio.Queue)
    waiting: list[Unit] = field(default_factory=list)
    histories: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        plan = self.plan
        self.histories = [_digest(arm.settings, plan) for arm in plan.arms]
        last = len(plan.arms) - 1
        arms = [last, *range(last)]
        self.waiting = [Unit(arm, block, shown=arm == last and place == 0 and bool(self.shown))
                        for place, block in enumerate(blocks(plan.seeds)) for arm in arms]

    def key(self, arm: int, seed: int) -> Key:
        """Return what a run is kept under."""
        return self.histories[arm], seed

    def keys(self, unit: Unit) -> set[Key]:
        """Return what the runs of a unit are kept under."""
        return {self.key(unit.arm, seed) for seed in unit.seeds}

    def complete(self, known: Mapping[Key, Outcome]) -> bool:
        """Return whether every run is there."""
        return all(self.key(arm, seed) in known for arm in range(len(self.plan.arms))
                   for seed in self.plan.seeds)

    def take(self, unit: Unit, about: Any) -> list[tuple[Key, Outcome]]:
        """Return the runs that a unit came to, by what they are kept under."""
        return [(self.key(unit.arm, seed), outcome) for seed, outcome in about]

    def job(self, unit: Unit, number: int) -> Job:
        """Return a unit as a lane takes it."""
        plan = self.plan
        return Job(number, plan.arms[unit.arm].settings, unit.seeds, plan.people, plan.weeks,
                   plan.window, self.shown if unit.shown else ())


@dataclass(eq=False)
class Errand:
    """A job that is no run of a plan, such as a life that is followed; `result` is what came."""

    make: Callable[[int], Any]
    events: asyncio.Queue[Event | None] = field(default_factory=asyncio.Queue)
    waiting: list[Unit] = field(default_factory=lambda: [Unit(0, (0,))])
    result: Any = None

    def keys(self, unit: Unit) -> set[Key]:
        """Return a name that no other work has."""
        return {(f"errand {id(self)}", 0)}

    def complete(self, known: Mapping[Key, Outcome]) -> bool:
        """Return whether the result is there."""
        return self.result is not None

    def take(self, unit: Unit, about: Any) -> list[tuple[Key, Outcome]]:
        """Take up the result; nothing of it is kept for others."""
        self.result, self.waiting = about, []
        return []

    def job(self, unit: Unit, number: int) -> Any:
        """Return the job as a lane takes it."""
        return self.make(number)


Wish = Asked | Errand


def _digest(settings: Any, plan: Plan) -> str:
    about = [settings.values, settings.rows, settings.changes, plan.people, plan.weeks, plan.window]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


class Desk:
    """The lanes and the questions; one question a visitor, the newer in place of the older."""

    def __init__(self, lanes: int) -> None:
        """lanes: how many processes to keep warm."""
        self.lanes = [Lane(self._hear) for _ in range(lanes)]
        self.known: OrderedDict[Key, Outcome] = OrderedDict()
        self.asked: dict[str, Wish] = {}
        self.ahead: Asked | None = None
        self.closed = False

    def close(self) -> None:
        """End all processes."""
        self.closed = True
        for lane in self.lanes:
            lane.end()

    def work_ahead(self, plan: Plan) -> None:
        """Simulate a plan's runs whenever nothing is asked."""
        self.ahead = Asked(plan)
        self._assign()

    def outcomes(self, asked: Asked) -> dict[tuple[int, int], Outcome]:
        """Return the runs of the pairs that are complete so far: those with every arm."""
        found = {}
        for seed in asked.plan.seeds:
            keys = [asked.key(arm, seed) for arm in range(len(asked.plan.arms))]
            if all(key in self.known for key in keys):
                found.update({(arm, seed): self.known[key] for arm, key in enumerate(keys)})
        return found

    async def simulate(self, visitor: str, asked: Wish) -> AsyncGenerator[Event]:
        """Yield what happens until all pairs are there, or something newer is asked for."""
        older = self.asked.pop(visitor, None)
        if older is not None:
            older.events.put_nowait(None)
        self.asked[visitor] = asked
        self._assign()
        try:
            async with asyncio.timeout(LONGEST):
                while True:
                    if asked.complete(self.known) and asked.events.empty():
                        yield Event("pairs")
                        return
                    event = await asked.events.get()
                    if event is None:
                        return
                    yield event
                    if event.kind == "failed":
                        return
        except TimeoutError:
            yield Event("late")
        finally:
            if self.asked.get(visitor) is asked:
                del self.asked[visitor]
            self._assign()

    def _assign(self) -> None:
        """Give every lane that is free, or at something nobody waits for, what comes next."""
        if self.closed:
            return
        waited_for = [*reversed(self.asked.values())]
        for lane in self.lanes:
            if lane.work is not None and lane.work[0] in waited_for:
                continue
            found = next((each for one in waited_for if (each := self._next(one, lane))), None)
            if found is None and lane.work is not None and lane.work[0] is self.ahead:
                continue
            if found is None and self.ahead is not None and not waited_for:
                found = self._next(self.ahead, lane)
            if found is not None:
                asked, unit = found
                lane.give(found, asked.job(unit, lane.next_number()))
            elif lane.work is not None:
                lane.next_number()
                lane.give(None, None)

    def _next(self, asked: Wish, own: Lane) -> tuple[Wish, Unit] | None:
        """Return the next unit of a question that is neither known nor being simulated."""
        busy: set[Key] = set()
        for lane in self.lanes:
            if lane.work is not None and lane is not own:
                busy |= lane.work[0].keys(lane.work[1])
        for unit in asked.waiting:
            keys = asked.keys(unit)
            if not keys <= self.known.keys() and not busy & keys:
                return asked, unit
        return None

    def _hear(self, lane: Lane, said: Told) -> None:
        if self.closed or lane not in self.lanes:
            return
        work, number = lane.work, said.number
        if said.kind == GONE:
            self.lanes[self.lanes.index(lane)] = Lane(self._hear)
            self._tell(work, Event("failed", "the process that simulated it has ended"))
        elif work is not None and number == lane.number:
            asked, unit = work
            if said.kind == "phase":
                self._tell(work, Event("phase", said.about))
                return
            if said.kind == "weeks":
                self._tell(work, Event("weeks", said.about))
                return
            lane.work = None
            if said.kind == "done":
                for key, outcome in asked.take(unit, said.about):
                    self._keep(key, outcome)
                for one in self.asked.values():
                    one.events.put_nowait(Event("pairs"))
            elif said.kind == "failed":
                self._tell(work, Event("failed", said.about))
                if asked is self.ahead:
                    self.ahead = None
        self._assign()

    def _tell(self, work: Any, event: Event) -> None:
        if work is not None and work[0] is not self.ahead:
            work[0].events.put_nowait(event)

    def _keep(self, key: Key, outcome: Outcome) -> None:
        self.known[key] = outcome
        self.known.move_to_end(key)
        while len(self.known) > MOST_RUNS:
            self.known.popitem(last=False)
