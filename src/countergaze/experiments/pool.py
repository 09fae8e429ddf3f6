"""Processes that simulate jobs: started fresh, one thread each, gone when the parent is gone."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.sharedctypes import RawArray
from types import ModuleType
from typing import Any

from countergaze.compute.cache_folder import cache_folder, note
from countergaze.experiments import work


class Pool:
    """A number of processes; a broken one is thrown away and a new one used in its place."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self.shares = RawArray("d", processes)
        self._open()

    def _open(self) -> None:
        context = multiprocessing.get_context("spawn")
        reading, self.writing = context.Pipe(duplex=False)
        self.reading = reading
        self.executor = ProcessPoolExecutor(self.processes, context, work.begin,
                                            (reading, self.shares, str(cache_folder())))

    def submit(self, function: Callable[..., Any], task: work.Task) -> Future:
        """Have a task carried out by one of the processes."""
        self.shares[task.slot] = 0.0
        with no_script(), _no_interrupt():
            return self.executor.submit(function, task)

    def share(self, slot: int) -> float:
        """Return how much of the task in a slot is done, 0 to 1."""
        return self.shares[slot]

    def restart(self) -> None:
        """Throw the processes away and use new ones."""
        self.close()
        self._open()

    def close(self) -> None:
        """End the processes at once, whatever they are at."""
        self.writing.close()
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.reading.close()


class Alone:
    """This process, where one is enough: each task is simulated when it is submitted."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """tell: called with the phase whenever a task has got on."""
        self.tell, self.done = tell, 0.0

    def submit(self, function: Callable[..., Any], task: work.Task) -> Future:
        """Simulate a task; what goes wrong in it is the future's, an interrupt is not."""
        future: Future = Future()
        self.done = 0.0
        try:
            future.set_result(function(task, self._progress))
        except Exception as fault:
            future.set_exception(fault)
        self.done = 0.0
        return future

    def _progress(self, done: int, total: int, phase: str) -> None:
        self.done = done / max(total, 1)
        self.tell(phase if phase.startswith("compiling") else "runs")

    def share(self, slot: int) -> float:
        """Return how much of the task is done, 0 to 1."""
        return self.done

    def close(self) -> None:
        """Nothing has to be ended."""


def allowed(processes: int) -> int:
    """Return how many processes may be used: none but this one in the workers of some pools."""
    if processes == 1 or not multiprocessing.current_process().daemon:
        return processes
    note("this is a worker process that may start no others; the runs are simulated in it, one "
         "after another, unless an `executor` is handed in")
    return 1


@contextmanager
def no_script() -> Iterator[None]:
    """Hide the running script, which a new process would otherwise import and so run again.

    The work lies in this package and needs nothing of the script; so a script may compare worlds
    at its top level, without asking whether it is the main module.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts, which inherits that and leaves it to the parent."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
