"""Processes that are kept warm for a page, as the event loop sees them."""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from countergaze.compute.cache_folder import cache_folder
from countergaze.web.warm import Told, serve

Hear = Callable[["Lane", Told], None]
GONE = "gone"


class Lane:
    """One warm process; `work` is what it is busy with, None where it is free."""

    def __init__(self, hear: Hear) -> None:
        """hear: called on the running event loop with whatever the process says."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, str(cache_folder())),
                                       daemon=True)
        self.process.start()
        theirs.close()
        self.work: Any = None
        self.number = 0
        threading.Thread(target=self._read, args=(self.pipe, asyncio.get_running_loop(), hear),
                         daemon=True).start()

    def give(self, work: Any, job: Any) -> None:
        """Give the process a job, or None to end the one it is at; it ends an older one at once."""
        self.work = work
        try:
            self.pipe.send(job)
        except (OSError, ValueError):
            pass  # it is gone, which its reader tells

    def next_number(self) -> int:
        """Return the number of the next job; what is said of an older one is no longer heard."""
        self.number += 1
        return self.number

    def _read(self, pipe: Connection, loop: asyncio.AbstractEventLoop, hear: Hear) -> None:
        while True:
            try:
                said = pipe.recv()
            except (EOFError, OSError):
                said = Told(self.number, GONE)
            try:
                loop.call_soon_threadsafe(self._hear, said, hear)
            except RuntimeError:
                return  # the loop is closed: the server has ended
            if said.kind == GONE:
                return

    def _hear(self, said: Told, hear: Hear) -> None:
        if said.number == self.number or said.kind == GONE:
            hear(self, said)

    def end(self) -> None:
        """End the process, whatever it is at."""
        self.process.terminate()
        self.process.join(5.0)
        self.pipe.close()
