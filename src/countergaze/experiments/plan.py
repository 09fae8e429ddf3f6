"""What is run in a comparison: arms, the seeds of all of them, and how runs are put into jobs.

Nothing else invents seeds: an arm has seeds 1 to n, so that pair k of two arms has common random
numbers for each synthetic person.  A job is one arm with up to eight seeds, run side by side in one
call of the kernel.  Arms with the same settings before week 0 share that history: of each block
of seeds one arm goes first, simulates it and keeps the state at week 0 for the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from countergaze.data.tables import Places, census_places
from countergaze.declare import Settings
from countergaze.scenarios import Scenario
from countergaze.scenarios.acting import notes as idle_of
from countergaze.scenarios.arms import read_arms

SEEDS_A_JOB = 8


@dataclass(frozen=True)
class Arm:
    """One world of a comparison.

    order: its place among the arms; differences: (key, value in its base, own value);
    scenario: the name of the scenario that it is, or that it changes at week 0; window: its own
    window, 0 for that of the plan.
    """

    name: str
    title: str
    order: int
    differences: tuple[tuple[str, Any, Any], ...]
    settings: Settings = field(repr=False)
    scenario: str
    window: int = 0


@dataclass(frozen=True)
class Job:
    """One arm with some seeds; last: it has been tried, and is not tried again."""

    arm: int
    seeds: tuple[int, ...]
    last: bool = False

    def singly(self) -> list[Job]:
        """Return a job for each seed, to tell which of the runs it is that fails."""
        return [replace(self, seeds=(seed,)) for seed in self.seeds]


@dataclass(frozen=True)
class Plan:
    """Arms x seeds; window: how many of the last weeks a run's means are taken over.

    places: the table that all of them are simulated with.
    """

    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    people: int
    weeks: int
    window: int
    places: Places = field(default_factory=census_places, repr=False)

    @property
    def reference(self) -> str:
        """The name of the arm that the others are compared with: the first."""
        return self.arms[0].name

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.arms) * len(self.seeds)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said before it is run: settings that cannot act, odd tables."""
        found = [line if len(self.arms) == 1 else f"{arm.name}: {line}" for arm in self.arms
                 for line in idle_of(arm.settings, arm.differences, self.weeks)]
        return (*dict.fromkeys(found), *self.places.remarks(self.people))

    def histories(self) -> list[list[int]]:
        """Return the arms by their place, those that share the weeks before week 0 together."""
        groups: dict[str, list[int]] = {}
        for place, arm in enumerate(self.arms):
            before = json.dumps(arm.settings.history())
            groups.setdefault(before, []).append(place)
        return list(groups.values())

    def blocks(self, processes: int, most: int = SEEDS_A_JOB) -> list[tuple[int, ...]]:
        """Return the seeds in blocks of nearly equal length, enough to keep processes busy."""
        n, groups = len(self.seeds), len(self.histories())
        fewest = -(-n // max(1, most))
        even = [count for count in range(fewest, n + 1) if groups * count % processes == 0]
        count = even[0] if even else n if groups * n < processes else fewest
        edges = [n * k // count for k in range(count + 1)]
        return [self.seeds[low:high] for low, high in zip(edges, edges[1:])]


def arms_of(asked: Sequence[str | Path | Scenario]) -> tuple[Arm, ...]:
    """Return the arms asked for; raise ScenarioError with every mistake of every arm."""
    return arms_from(read_arms(asked))


def arms_from(worlds: Sequence[tuple[str, str, Scenario]]) -> tuple[Arm, ...]:
    """Return arms of what `read_arms` read."""
    return tuple(Arm(name, scenario.title, place, scenario.differences, scenario.settings, base)
                 for place, (name, base, scenario) in enumerate(worlds))


class Line:
    """The jobs that wait: those that may start, and those whose history is being simulated."""

    def __init__(self, plan: Plan, blocks: Iterable[tuple[int, ...]],
                 done: set[tuple[int, int]]) -> None:
        """done: the (arm, seed) that need not be run."""
        self.ready: list[Job] = []
        self.behind: dict[tuple[int, tuple[int, ...]], list[Job]] = {}
        groups = plan.histories()
        for block in blocks:
            for group in groups:
                jobs = [Job(arm, seeds) for arm in group
                        if (seeds := tuple(s for s in block if (arm, s) not in done))]
                if jobs:
                    self.ready.append(jobs[0])
                    self.behind[jobs[0].arm, jobs[0].seeds] = jobs[1:]

    def __bool__(self) -> bool:
        """Return whether a job may start now."""
        return bool(self.ready)

    @property
    def at_once(self) -> int:
        """How many jobs can be done at the same time, if all that wait are to be done."""
        return sum(max(1, len(waiting)) for waiting in self.behind.values())

    def next(self) -> Job:
        """Return the job to start next."""
        return self.ready.pop(0)

    def first(self, jobs: Iterable[Job]) -> None:
        """Put jobs before all others."""
        self.ready[:0] = jobs

    def release(self, job: Job) -> None:
        """Let those start, before others, that waited for the history of `job`."""
        self.first(self.behind.pop((job.arm, job.seeds), []))
