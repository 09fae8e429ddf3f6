"""A process that keeps societies in memory and simulates one block of seeds at a time for a page.

A newer job ends the one under way within a week of it.  The process ends when its parent does,
whatever ends that.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import numpy as np

from countergaze.compute.cache_folder import use
from countergaze.declare import Settings
from countergaze.engine.provenance import cpu_type
from countergaze.engine.simulation import Measuring, Progress, Result, Simulation, state_hash
from countergaze.engine.step import Engine
from countergaze.experiments.outcomes import Outcome

MOST_KEPT = 16
EVERY = 0.05
"""Seconds between two messages about the weeks of a run."""
WHOLE = "whole"


@dataclass(frozen=True)
class Job:
    """One arm with some seeds; shown: indicators of which the weeks are told as they pass."""

    number: int
    settings: Settings
    seeds: tuple[int, ...]
    people: int
    weeks: int
    window: int
    shown: tuple[str, ...] = ()


class Told(NamedTuple):
    """What a process says of a job: "phase", "weeks", "done", "ended" or "failed"."""

    number: int
    kind: str
    about: Any = None


class Overtaken(Exception):  # noqa: N818
    """Something newer has been asked for."""


class Warm:
    """A society at week 0, from which every arm with its history can be simulated."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.at_0 = {name: np.array(part) for name, part in simulation.society.saved().items()}

    def simulate(self, settings: Settings, weeks: int, *observers: Any) -> list[Result]:
        """Return a result a seed of the weeks from 0 on; the first observer is to measure."""
        simulation, seeds = self.simulation, self.simulation.seeds
        simulation.society.restore({name: part.copy() for name, part in self.at_0.items()})
        simulation.engine.close()
        simulation.settings = (settings,) * len(seeds)
        simulation.engine = Engine(simulation.settings, simulation.society)
        simulation.week = 0
        began = time.process_time()
        simulation.run(weeks, *observers, cache=False)
        each = (time.process_time() - began) / len(seeds)
        society = simulation.society
        facts = {"cities": int(society.layout.n_home_cities), "burn_in": simulation.burn_in,
                 "cpu": cpu_type(), "processor_seconds": each}
        series = observers[0].values
        return [Result(seed, [(*name, values[r]) for name, values in series.items()],
                       {**facts, **society.counts(r), "state_hash": state_hash(society, r)})
                for r, seed in enumerate(seeds)]


class Teller:
    """Observer that tells the weeks of a job, and ends it where something newer is asked for."""

    def __init__(self, pipe: Connection, job: Job, measuring: Measuring) -> None:
        self.pipe, self.job, self.measuring = pipe, job, measuring
        self.told = time.perf_counter()
        self.last = -1

    def begin(self, simulation: Simulation) -> None:
        """Nothing has been told yet."""

    def after(self, simulation: Simulation, week: int) -> None:
        """Tell the weeks that passed since the last message."""
        if self.pipe.poll():
            raise Overtaken
        now = time.perf_counter()
        done = week == self.job.weeks - 1
        if week < 0 or not self.job.shown or not (week == 1 or done or now - self.told > EVERY):
            return
        series = self.measuring.values
        first = self.last + 1
        part = {name: series[name, WHOLE][:, first:] for name in self.job.shown
                if (name, WHOLE) in series}
        self.pipe.send(Told(self.job.number, "weeks", (first, week, part)))
        self.told, self.last = time.perf_counter(), week


def watching(pipe: Connection, number: int) -> Progress:
    """Return what a run is to tell its progress to: it ends where something newer is asked for."""
    told = ""

    def say(done: int, total: int, phase: str) -> None:
        nonlocal told
        if pipe.poll():
            raise Overtaken
        share = f", {10 * (10 * done // total)} %" if phase.startswith("years") and total else ""
        if f"{phase}{share}" != told:
            told = f"{phase}{share}"
            pipe.send(Told(number, "phase", told))

    return say


class Societies:
    """The societies that are kept in memory, the one used last at the end."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.kept: OrderedDict[str, Warm] = OrderedDict()

    def of(self, job: Job) -> Warm:
        """Return the society of a job at week 0, settled and brought there if need be."""
        key = json.dumps([job.settings.history(), job.people, job.seeds])
        if key not in self.kept:
            self.kept[key] = self._new(job)
            while len(self.kept) > MOST_KEPT:
                _, old = self.kept.popitem(last=False)
                old.simulation.close()
        self.kept.move_to_end(key)
        return self.kept[key]

    def _new(self, job: Job) -> Warm:
        simulation = Simulation(job.settings, job.seeds, job.people,
                                progress=watching(self.pipe, job.number))
        try:
            simulation.to_week_0()
        except BaseException:
            simulation.close()
            raise
        simulation.say = lambda done, total, phase: None
        return Warm(simulation)


def serve(pipe: Connection, cache: str) -> None:
    """Do the jobs that come through a pipe, the newest only, until the parent is gone."""
    use(cache)
    logging.getLogger("countergaze").setLevel(logging.ERROR)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    societies = Societies(pipe)
    while True:
        try:
            job = pipe.recv()
            while pipe.poll():
                job = pipe.recv()
        except (EOFError, OSError):
            return
        if job is not None:
            pipe.send(_done(job, societies, pipe))


def _end_with_parent() -> None:
    """Wait for the parent's end, however it comes, and end this process at once."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _done(job: Any, societies: Societies, pipe: Connection) -> Told:
    """Return what a job came to."""
    try:
        return Told(job.number, "done", done(job, societies, pipe) if isinstance(job, Job)
                    else job.done(pipe))
    except Overtaken:
        return Told(job.number, "ended")
    except MemoryError:
        return Told(job.number, "failed", "this does not fit in the memory of this machine")
    except Exception as fault:
        text = " ".join(f"{type(fault).__name__}: {fault}".split())
        return Told(job.number, "failed", text[:200])


def done(job: Job, societies: Societies, pipe: Connection) -> list[tuple[int, Outcome]]:
    """Return the outcome of each seed of a job."""
    measuring = Measuring()
    results = societies.of(job).simulate(job.settings, job.weeks, measuring,
                                         Teller(pipe, job, measuring))
    return [(one.seed, Outcome.of(one, job.window)) for one in results]
