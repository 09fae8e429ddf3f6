"""What a process of its own does: live one job, and hand back window means and some weeks."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine.provenance import cpu_type
from countergaze.engine.simulation import simulate

EVERY = 4
"""Of the weekly values, those of every 4th week are kept: enough to draw."""

Progress = Callable[[int, int, str], None]
_shares: Any = None


@dataclass(frozen=True)
class Task:
    """Everything a job needs, to be sent to another process.

    slot: where it tells its share; places: the table, the shipped one without.
    """

    settings: Settings
    people: int
    weeks: int
    window: int
    seeds: tuple[int, ...]
    slot: int = 0
    places: Places | None = None


@dataclass
class Outcome:
    """What a job leaves.

    names: (indicator, scope) of `means` (seeds, names); weekly_names: indicators of the whole in
    `weekly` (seeds, names, every 4th week); facts: about the first run, and the time it took.
    """

    seeds: tuple[int, ...]
    names: list[tuple[str, str]]
    means: np.ndarray
    weekly_names: list[str]
    weekly: np.ndarray
    facts: dict[str, Any] = field(default_factory=dict)


def begin(parent: Any, shares: Any) -> None:
    """Prepare a process: leave Ctrl-C to the parent, and end when the parent ends or says so.

    parent: the reading end of a pipe that only the parent can write to; shares: how much of the
    job in each slot is done.
    """
    global _shares
    _shares = shares
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        try:
            parent.recv_bytes()
        except (EOFError, OSError):
            pass
        os._exit(1)  # nothing is lost: only the parent writes files

    threading.Thread(target=watch, daemon=True).start()


def live(task: Task, tell: Progress | None = None) -> Outcome:
    """Live the runs of a task, one after another in memory, and return what they leave.

    tell: called with (weeks done, weeks in all, phase); the task's slot is told without.
    """
    began = time.process_time()
    results = simulate(task.settings, people=task.people, weeks=task.weeks, seeds=task.seeds,
                       threads=1, tables=task.places, progress=tell or _teller(task.slot))
    rows = [(name, scope) for name, scope, _ in results[0].series]
    whole = [place for place, (_, scope) in enumerate(rows) if scope == "whole"]
    means = np.array([[mean_of(values, task.window) for _, _, values in result.series]
                      for result in results])
    weekly = np.array([[result.series[place][2][::EVERY] for place in whole]
                       for result in results])
    facts = dict(results[0].facts)
    facts["cpu"] = cpu_type()
    facts["processor_seconds"] = time.process_time() - began
    return Outcome(task.seeds, rows, means, [rows[place][0] for place in whole], weekly, facts)


def mean_of(values: np.ndarray, window: int) -> float:
    """Return the mean of the last `window` values that are there; NaN where none is."""
    last = np.asarray(values)[-window:]
    last = last[~np.isnan(last)]
    return float(last.mean()) if len(last) else float("nan")


def _teller(slot: int) -> Progress | None:
    if _shares is None:
        return None

    def tell(done: int, total: int, phase: str) -> None:
        _shares[slot] = done / max(total, 1)

    return tell
