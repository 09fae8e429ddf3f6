"""The means to move a society by one week: scratch space, threads, the compiled or plain week."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from countergaze.compute import door
from countergaze.declare import Settings
from countergaze.engine import memory, parameters, trial
from countergaze.engine.cells import simulate_cells
from countergaze.engine.memory import CELLS_A_TURN
from countergaze.engine.society import Gathered, Society
from countergaze.week import foreign
from countergaze.week.records import TermsArrays


class Engine:
    """The people and institutions of a call, and the means to move them a week on.

    Cells are handed to threads in runs; each thread adds up whole numbers by city, so the bytes of
    a result do not depend on the number of threads.
    """

    def __init__(self, settings: Settings | Sequence[Settings], society: Society,
                 threads: int = 1, plain: bool = False) -> None:
        """settings: one for all replicates, or one each; plain: uncompiled and slow."""
        self.settings: tuple[Settings, ...] = (
            (settings,) * len(society.seeds) if isinstance(settings, Settings)
            else tuple(settings))
        self.society = society
        self.plain = plain
        self.threads = 1 if plain else max(1, threads)
        self.week = foreign.week() if plain else door.load(foreign.week(), trial.agrees)
        self.desks = [memory.scratch(len(society.seeds)) for _ in range(self.threads)]
        self.sums = [society.sums(self.settings[0]) for _ in self.desks]
        self.network = society.institutions.network()
        self.kept: dict[tuple[int, int], Settings] = {}
        self.pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None
        self.last_cell: int | None = None
        """A cell to simulate after all others, so that scratch space still holds its people."""

    def step(self, week: int) -> Gathered:
        """Simulate one week; return its sums."""
        society = self.society
        settings = self.in_force(week)
        terms = society.institutions.terms(settings, week)
        for sums, desk in zip(self.sums, self.desks):
            for part in (*sums, desk.histogram, desk.scores):
                part[...] = 0
        turns = self._turns()
        society.few.cut(sorted(turns))
        if self.pool is None or self.last_cell is not None:
            for low, high in turns:
                self._cells(low, high, terms, 0)
        else:
            self._share_out(turns, terms)
        society.last, society.following = society.following, society.last
        society.institutions.histogram = np.sum([desk.histogram for desk in self.desks], axis=0)
        society.institutions.rank(np.sum([desk.scores for desk in self.desks], axis=0))
        return society.gather(self.sums)

    def in_force(self, week: int) -> tuple[Settings, ...]:
        """Return the settings of each replicate in a week, the same objects while they hold."""
        return tuple(self._in_force(settings, week) for settings in self.settings)

    def _in_force(self, settings: Settings, week: int) -> Settings:
        made = sum(when <= week for when, _, _ in settings.changes)
        key = (id(settings), made)
        if key not in self.kept:
            self.kept[key] = parameters.in_force(settings, week)
        return self.kept[key]

    def _cells(self, low: int, high: int, terms: TermsArrays, thread: int) -> None:
        simulate_cells(self.week, self.plain, low, high, self.society, terms, self.network,
                       self.sums[thread], self.desks[thread])

    def _turns(self) -> list[tuple[int, int]]:
        """Return runs of cells that are simulated in one go, in the order in which they are."""
        cells = self.society.cells
        turn = CELLS_A_TURN
        if self.threads > 1:
            turn = max(1, min(turn, -(-cells // (4 * self.threads))))
        edges = list(range(0, cells, turn)) + [cells]
        if self.last_cell is None:
            return list(zip(edges, edges[1:]))
        last = self.last_cell, self.last_cell + 1
        edges = sorted({*edges, *last})
        return [run for run in zip(edges, edges[1:]) if run != last] + [last]

    def _share_out(self, runs: list[tuple[int, int]], terms: TermsArrays) -> None:
        """Let every thread take the next run of cells until none is left."""
        turns = iter(runs)

        def work(thread: int) -> None:
            for low, high in turns:
                self._cells(low, high, terms, thread)

        assert self.pool is not None
        for done in [self.pool.submit(work, thread) for thread in range(self.threads)]:
            done.result()

    def close(self) -> None:
        """Let the threads go."""
        if self.pool is not None:
            self.pool.shutdown()


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
