"""Hand bundles to processes of this machine or of others, and take up what each leaves.

A process may die: those at work with it are tried once more, each alone, so that the one that
always ends its process is found and reported and no other is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import replace
from typing import Any

from countergaze.experiments.pool import Alone, Pool, allowed
from countergaze.experiments.runs import COMPILING, LOOK_AGAIN, compile_once, not_ours
from countergaze.worlds.bundle import Bundle, Simulated, simulate_bundle

Say = Callable[[float, int, str], None]
IN_FLIGHT = 256
"""Bundles that an executor is given at a time that does not say how many it can do at once."""
ENDED = "its process was ended by the system, twice (out of memory, or killed)"


def hand_out(bundles: Sequence[Bundle], take: Callable[[Simulated], None], *, processes: int,
             executor: Any = None, say: Say | None = None) -> dict[int, str]:
    """Have every bundle simulated; return world -> why it failed.

    take: called with what each leaves, in the order in which they end; executor: another
    `concurrent.futures.Executor`; say: called with (bundles done, bundles, phase).
    """
    tell = say or (lambda done, total, phase: None)
    if not bundles:
        return {}
    processes = min(allowed(processes), len(bundles)) if executor is None else \
        getattr(executor, "slots", IN_FLIGHT)
    way = _Way(list(bundles), take, tell, processes)
    if executor is None and processes == 1:
        return way.all(Alone(way.tell))
    if executor is None:
        compile_once(lambda: tell(0, len(bundles), COMPILING))
    pool = executor or Pool(processes)
    try:
        return way.all(pool)
    finally:
        if executor is None:
            pool.close()


class _Way:
    """Bundles on their way through a pool."""

    def __init__(self, waiting: list[Bundle], take: Callable[[Simulated], None], say: Say,
                 slots: int) -> None:
        self.waiting, self.take, self.say = waiting, take, say
        self.total, self.done = len(waiting), 0
        self.free = list(range(slots))
        self.flying: dict[Future, Bundle] = {}
        self.alone: list[Bundle] = []
        self.failed: dict[int, str] = {}
        self.trial: int | None = None
        self.pool: Any = None
        self.handed: Bundle | None = None

    def all(self, pool: Any) -> dict[int, str]:
        """Have all done by a pool; return what failed."""
        self.pool = pool
        while self.waiting or self.alone or self.flying:
            self._start()
            ended, _ = wait(self.flying, LOOK_AGAIN, FIRST_COMPLETED)
            broken = [bundle for bundle in map(self._end, ended) if bundle]
            if broken:
                self._mend(broken)
            self.tell()
        return self.failed

    def _start(self) -> None:
        """Start bundles in free places, nothing beside one that is tried alone."""
        try:
            if self.alone and not self.flying:
                self.trial = self.alone[0].world
                self._submit(self.alone[0])
                del self.alone[0]
            while self.waiting and self.free and not self.alone and self.trial is None:
                self._submit(self.waiting[0])
                del self.waiting[0]
        except BrokenExecutor:  # found out before those in the air were
            if not self.flying:
                self._restart()

    def _submit(self, bundle: Bundle) -> None:
        slot = self.free[-1]
        self.handed = replace(bundle, slot=slot)
        try:
            self.flying[self.pool.submit(simulate_bundle, self.handed)] = self.handed
            self.free.pop()
        finally:
            self.handed = None

    def _end(self, future: Future) -> Bundle | None:
        """Take up what a bundle left; return it if its process died."""
        bundle = self.flying.pop(future)
        self.free.append(bundle.slot)
        self.trial, tried_alone = None, self.trial is not None
        try:
            fault = future.exception()
        except CancelledError as cancelled:
            fault = cancelled
        if isinstance(fault, BrokenExecutor):
            if not tried_alone:
                return bundle
            self._fails(bundle, ENDED)
            self._restart()
            return None
        if fault is None:
            left: Simulated = future.result()
            fault = not_ours(left.made)
            if fault is None:
                self.take(left)
                self.done += 1
                return None
        self._fails(bundle, f"{type(fault).__name__}: {fault}")
        return None

    def _fails(self, bundle: Bundle, why: str) -> None:
        shown = "".join(letter if letter.isprintable() else " " for letter in why)
        self.failed[bundle.world] = " ".join(shown.split())[:300]

    def _mend(self, broken: list[Bundle]) -> None:
        """Start anew after a process died: nobody knows whose, so each is tried once alone.

        Where the others survive it, only the bundle that it was at is.
        """
        if not getattr(self.pool, "survives", False):
            broken += self.flying.values()
            self.free += [bundle.slot for bundle in self.flying.values()]
            self.flying.clear()
            self._restart()
        self.alone += broken

    def _restart(self) -> None:
        if not hasattr(self.pool, "restart"):
            raise BrokenExecutor("the executor that was given broke down")
        self.pool.restart()

    def tell(self, phase: str = "worlds") -> None:
        """Say how many bundles are done, those under way by their share."""
        share = getattr(self.pool, "share", lambda slot: 0.0)
        now = [*self.flying.values(), *([self.handed] if self.handed else [])]
        self.say(self.done + len(self.failed) + sum(share(one.slot) for one in now), self.total,
                 phase)
