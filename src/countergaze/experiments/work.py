"""What a process of its own does: simulate the runs of one job, and hand back their series."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

from countergaze.compute.cache_folder import use
from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine.provenance import cpu_type, made_by
from countergaze.engine.simulation import Progress, Result, simulate

_shares: Any = None


@dataclass(frozen=True)
class Task:
    """Everything a job needs, to be sent to another process.

    slot: where it tells its share; places: the table, the shipped one without.
    """

    settings: Settings
    people: int
    weeks: int
    seeds: tuple[int, ...]
    slot: int = 0
    places: Places | None = None


class Done(NamedTuple):
    """What a job leaves: a result a seed, and by what they were made."""

    results: list[Result]
    made: dict[str, str]


def begin(parent: Any, shares: Any, cache: str) -> None:
    """Prepare a process: leave Ctrl-C to the parent, and end when the parent ends or says so.

    parent: the reading end of a pipe that only the parent can write to; shares: how much of the
    job in each slot is done; cache: the cache folder of the parent, which also tells its notes.
    """
    global _shares
    _shares = shares
    use(cache)
    logging.getLogger("countergaze").setLevel(logging.ERROR)
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        try:
            parent.recv_bytes()
        except (EOFError, OSError):
            pass
        os._exit(1)  # nothing is lost: burn-ins are written whole, results by the parent

    threading.Thread(target=watch, daemon=True).start()


def live(task: Task, progress: Progress | None = None) -> Done:
    """Simulate the runs of a task, one after another in memory, and return what they leave.

    progress: called with (weeks done, weeks in all, phase) in place of telling a parent.
    """
    began = time.process_time()
    results = simulate(task.settings, people=task.people, weeks=task.weeks, seeds=task.seeds,
                       threads=1, tables=task.places, progress=progress or teller(task.slot))
    each = (time.process_time() - began) / len(results)
    for result in results:
        result.facts |= {"cpu": cpu_type(), "processor_seconds": each}
    return Done(results, made_by())


def teller(slot: int) -> Progress | None:
    """Return what tells the parent the share done of the job in a slot; None without a parent."""
    if _shares is None:
        return None

    def tell(done: int, total: int, phase: str) -> None:
        _shares[slot] = done / max(total, 1)

    return tell
