"""Jobs lived in this process: where one process is asked for, or where none can be started."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from countergaze.compute.cache_folder import note
from countergaze.experiments import work

Heard = Callable[[work.Task, float], None]


class Here:
    """An executor that lives a task at once, and tells its share of it to `heard`."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard

    def submit(self, function: Callable[..., Any], task: work.Task) -> Future:
        """Live a task; return what it leaves, or why it failed, as a future that is done."""
        future: Future = Future()
        try:
            future.set_result(function(task, lambda done, total, phase: self.heard(
                task, done / total)))
        except Exception as fault:
            future.set_exception(fault)
        return future

    def close(self) -> None:
        """Do nothing: there is no process to end."""


def needed(processes: int) -> bool:
    """Return whether jobs are to be lived here; say so where more processes were asked for."""
    barred = multiprocessing.current_process().daemon
    if barred and processes > 1:
        note("this is a worker process that may start no others; the runs are lived in it, "
             "one job after another")
    return barred or processes == 1
