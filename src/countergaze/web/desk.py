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
from collections.abc import AsyncGenerator, Sequence
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

    def job(self, unit: Unit, number: int) -> Job:
        """Return a unit as a lane takes it."""
        plan = self.plan
        return Job(number, plan.arms[unit.arm].settings, unit.seeds, plan.people, plan.weeks,
                   plan.window, self.shown if unit.shown else ())


def _digest(settings: Any, plan: Plan) -> str:
    about = [settings.values, settings.rows, settings.changes, plan.people, plan.weeks, plan.window]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


class Desk:
    """The lanes and the questions; one question a visitor, the newer in place of the older."""

    def __init__(self, lanes: int) -> None:
        """lanes: how many processes to keep warm."""
        self.lanes = [Lane(self._hear) for _ in range(lanes)]
        self.known: OrderedDict[Key, Outcome] = OrderedDict()
        self.asked: dict[str, Asked] = {}
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

    async def simulate(self, visitor: str, asked: Asked) -> AsyncGenerator[Event]:
        """Yield what happens until all pairs are there, or something newer is asked for."""
        older = self.asked.pop(visitor, None)
        if older is not None:
            older.events.put_nowait(None)
        self.asked[visitor] = asked
        self._assign()
        try:
            async with asyncio.timeout(LONGEST):
                while True:
                    done = len(self.outcomes(asked)) == len(asked.plan.arms) * len(asked.plan.seeds)
                    if done and asked.events.empty():
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

    def _next(self, asked: Asked, own: Lane) -> tuple[Asked, Unit] | None:
        """Return the next unit of a question that is neither known nor being simulated."""
        busy = {lane.work[0].key(lane.work[1].arm, seed) for lane in self.lanes
                if lane.work is not None and lane is not own for seed in lane.work[1].seeds}
        for unit in asked.waiting:
            keys = [asked.key(unit.arm, seed) for seed in unit.seeds]
            if all(key in self.known for key in keys):
                continue
            if not busy & set(keys):
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
                for seed, outcome in said.about:
                    self._keep(asked.key(unit.arm, seed), outcome)
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
