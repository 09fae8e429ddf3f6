"""A whole run: settle people, let the years before week 0 pass, then live and measure.

`simulate` runs one scenario with one or more seeds (replicates of one kernel call).  Cells are
handed to threads in runs; every cell's sums are whole numbers added by one thread, so the bytes
of a result do not depend on the number of threads.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from countergaze.compute import kernel
from countergaze.data.tables import Places, census_places
from countergaze.declare import Settings
from countergaze.engine import checkpoint, parameters
from countergaze.engine.measure import Measure, recorded
from countergaze.engine.society import Gathered, Society
from countergaze.engine.state import AGENCY_METRICS, BYTES_A_PERSON, GROUP_ROWS, METRICS
from countergaze.engine.rows import BLOCK, KINDS_AT_MOST, WIDTH
from countergaze.engine.sums import BY_GROUP, FOR_THE_WHOLE, tally
from countergaze.engine.terms import Desk, Sums
from countergaze.engine.week import cells_week
from countergaze.mechanisms.forecasting import BINS

Progress = Callable[[int, int, str], None]
CELLS_A_TURN = 64
FIXED_BYTES = 300_000_000


@dataclass
class Result:
    """One seed's run: series of (indicator, scope, one value a week), and facts about it."""

    seed: int
    series: list[tuple[str, str, np.ndarray]]
    facts: dict[str, Any] = field(default_factory=dict)


def bytes_needed(people: int, seeds: int = 1, abroad_share: float = 0.01) -> int:
    """Return an estimate of the memory a run takes, in bytes, Python and libraries included."""
    sums = (len(METRICS) * len(GROUP_ROWS) + 6 * len(AGENCY_METRICS) + 16) * 8 / 900
    return int(FIXED_BYTES + seeds * people * (1.0 + abroad_share) * (BYTES_A_PERSON + sums + 6))


class Engine:
    """The people and institutions of one scenario, and the means to move them a week on."""

    def __init__(self, settings: Settings, society: Society, threads: int = 1,
                 plain: bool = False) -> None:
        """plain: live the week by the plain rules, uncompiled and slow; for verification."""
        self.settings, self.society = settings, society
        self.threads = 1 if plain else max(1, threads)
        self.live = cells_week if plain else kernel.load(cells_week)
        self.desks = [_desk(len(society.seeds)) for _ in range(self.threads)]
        self.sums = society.sums(settings)
        self.sight = society.institutions.sight()
        self.kept: dict[int, Settings] = {}
        self.pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None

    def step(self, week: int) -> Gathered:
        """Live one week; return its sums."""
        society = self.society
        settings = self.in_force(week)
        terms = society.institutions.terms(settings, week)
        for part in (*self.sums, *(desk.histogram for desk in self.desks)):
            part[...] = 0
        cells = society.cells
        if self.pool is None:
            self._cells(0, cells, terms, self.desks[0])
        else:
            self._share_out(cells, terms)
        society.last, society.following = society.following, society.last
        society.institutions.histogram = np.sum([desk.histogram for desk in self.desks], axis=0)
        return society.gather(self.sums, settings)

    def in_force(self, week: int) -> Settings:
        """Return the settings of a week, the same object for as long as they hold."""
        made = sum(when <= week for when, _, _ in self.settings.changes)
        if made not in self.kept:
            self.kept[made] = parameters.in_force(self.settings, week)
        return self.kept[made]

    def _cells(self, low: int, high: int, terms, desk: Desk) -> None:
        society = self.society
        self.live(low, high, society.store, society.last, society.following, society.ground,
                  terms, self.sight, self.sums, desk)

    def _share_out(self, cells: int, terms) -> None:
        """Let every thread take the next run of cells until none is left."""
        turn = max(1, min(CELLS_A_TURN, -(-cells // (4 * self.threads))))
        turns = iter(range(0, cells, turn))

        def work(desk: Desk) -> None:
            for low in turns:
                self._cells(low, min(low + turn, cells), terms, desk)

        assert self.pool is not None
        for done in [self.pool.submit(work, desk) for desk in self.desks]:
            done.result()

    def close(self) -> None:
        """Let the threads go."""
        if self.pool is not None:
            self.pool.shutdown()


def _desk(replicates: int) -> Desk:
    return Desk(np.zeros(BLOCK, np.float32), np.zeros(WIDTH, np.uint64),
                np.zeros(WIDTH, np.uint64), np.zeros(WIDTH, np.uint64),
                np.zeros(WIDTH + 1, np.uint64),
                np.zeros(WIDTH, np.int64), np.zeros(16, np.int64),
                np.zeros(2 * KINDS_AT_MOST, np.int64), tally(BY_GROUP), tally(FOR_THE_WHOLE),
                np.zeros((replicates, BINS), np.int64))


def simulate(settings: Settings, *, people: int, weeks: int, seeds: Sequence[int] = (1,),
             threads: int = 1, tables: Places | None = None, progress: Progress | None = None,
             cache: bool = True, plain: bool = False) -> list[Result]:
    """Return one `Result` a seed of a scenario run for `weeks` weeks after its burn-in.

    people: residents at home; tables: places of another country (the shipped census without);
    progress: called with (weeks done, weeks in all, phase); cache: keep and reuse the state at
    week 0; plain: use the uncompiled rules (for verification).
    """
    say = progress or (lambda done, total, phase: None)
    began = time.perf_counter()
    places = tables if tables is not None else census_places()
    fresh = not plain and not kernel.already_compiled(cells_week)
    burn_in = int(settings.values["society"]["burn_in"] or 0)
    total = burn_in + weeks
    say(0, total, "settling people")
    society = Society.settle(settings, places, people, tuple(seeds))
    if fresh:
        say(0, total, "compiling, once for this version")
    engine = Engine(settings, society, threads, plain)
    compiling = time.perf_counter()
    try:
        key = checkpoint.key_of(settings, places, people, seeds)
        saved = cache and checkpoint.restore(key, society)
        if not saved:
            for week in range(-burn_in, 0):
                engine.step(week)
                if week == -burn_in:
                    compiling = time.perf_counter() - compiling
                say(week + burn_in + 1, total, "years before week 0")
            if cache:
                checkpoint.keep(key, society)
        series = _measure(engine, settings, places, weeks, burn_in, say)
    finally:
        engine.close()
    facts = {
        "people": people, "cities": int(society.layout.n_home_cities),
        "seconds": time.perf_counter() - began, "burn_in": burn_in,
        "burn_in_from_cache": bool(saved), "bytes_estimated": bytes_needed(people, len(seeds)),
        "compile_seconds": float(compiling) if fresh and not saved else 0.0,
        "threads": engine.threads,
    }
    return [Result(seed, rows, {**facts, **society.counts(r), "state_hash": state_hash(society, r)})
            for r, (seed, rows) in enumerate(zip(seeds, series, strict=True))]


def _measure(engine: Engine, settings: Settings, places: Places, weeks: int, burn_in: int,
             say: Progress) -> list[list[tuple[str, str, np.ndarray]]]:
    """Live the weeks from 0 on and return the series of every replicate."""
    society = engine.society
    residents, adults = society.people_by_scope()
    measure = Measure(residents, adults, list(places.name), list(settings.rows["agencies"]),
                      society.institutions.hosts.names)
    values: dict[tuple[str, str], np.ndarray] = {}
    for week in range(weeks):
        counted = engine.step(week)
        for name, got in measure.week(counted, engine.in_force(week)).items():
            if recorded(*name):
                if name not in values:
                    values[name] = np.full((len(society.seeds), weeks), np.nan)
                values[name][:, week] = got
        say(burn_in + week + 1, burn_in + weeks, "weeks")
    return [[(*name, array[r].copy()) for name, array in values.items()]
            for r in range(len(society.seeds))]


def state_hash(society: Society, replicate: int) -> str:
    """Return the SHA-256 of everything stored about the people of one replicate."""
    span = slice(replicate * society.layout.n_total, (replicate + 1) * society.layout.n_total)
    digest = hashlib.sha256()
    for array in (*society.state, society.last):
        digest.update(np.ascontiguousarray(array[span]).data)
    return digest.hexdigest()


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


__all__ = ["Engine", "Result", "Sums", "bytes_needed", "processors", "simulate", "state_hash"]
