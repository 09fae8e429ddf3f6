"""Simulate every run of a plan that is not kept; keep what each leaves; a failing run is data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import replace
from typing import Any

from countergaze.compute import door
from countergaze.engine.provenance import made_by
from countergaze.engine.simulation import simulate
from countergaze.experiments.outcomes import Outcomes
from countergaze.experiments.plan import SEEDS_A_JOB, Job, Line, Plan
from countergaze.experiments.pool import Alone, Pool, allowed
from countergaze.experiments.work import Task, live
from countergaze.scenarios.scenario import defaults
from countergaze.week import foreign

Progress = Callable[[float, int, str], None]
LOOK_AGAIN = 0.25  # seconds
COMPILING = "compiling, once for this version"
SMALL = 5_000


def run(plan: Plan, outcomes: Outcomes, processes: int, progress: Progress | None = None,
        most: int = SEEDS_A_JOB, executor: Any = None) -> dict[tuple[int, int], str]:
    """Simulate the runs that `outcomes` does not hold; return (arm, seed) -> why it failed.

    most: seeds a job; executor: another `concurrent.futures.Executor` to hand jobs to, for
    example one that reaches other machines.  Without, processes of this machine are started, or
    none where one is enough.
    """
    say = progress or (lambda done, total, phase: None)
    processes = getattr(executor, "slots", processes)
    line = Line(plan, plan.blocks(processes, most), set(outcomes.done))
    if not line:
        return {}
    if executor is None:
        processes = min(allowed(processes), line.at_once)
    jobs = _Jobs(plan, outcomes, line, processes, say)
    if executor is None and processes == 1:
        return jobs.all(Alone(jobs.tell))
    compile_once(lambda: say(len(outcomes.done), plan.runs, COMPILING))
    pool = executor or Pool(processes)
    try:
        return jobs.all(pool)
    finally:
        if executor is None:
            pool.close()


def compile_once(say: Callable[[], None]) -> None:
    """Compile the week before processes start, so that no two of them compile it at once."""
    if door.already_compiled(foreign.week()):
        return
    say()
    settings = defaults()
    settings.values["society"]["burn_in"] = 0
    simulate(settings, people=SMALL, weeks=1, cache=False)


class _Jobs:
    """The jobs of one plan on their way through a pool."""

    def __init__(self, plan: Plan, outcomes: Outcomes, line: Line, processes: int,
                 say: Progress) -> None:
        self.plan, self.outcomes, self.line, self.say = plan, outcomes, line, say
        self.pool: Any = None
        self.flying: dict[Future, tuple[Job, int]] = {}
        self.handed: tuple[Job, int] | None = None
        self.free = list(range(processes))
        self.alone: list[Job] = []
        self.failed: dict[tuple[int, int], str] = {}

    def all(self, pool: Any) -> dict[tuple[int, int], str]:
        """Have all jobs done by a pool; return what failed."""
        self.pool = pool
        while self.line or self.alone or self.flying:
            self._start()
            done, _ = wait(self.flying, LOOK_AGAIN, FIRST_COMPLETED)
            broken = [job for job in map(self._end, done) if job]
            if broken:
                self._mend(broken)
            self.tell()
        return self.failed

    def _start(self) -> None:
        """Start jobs in free places; a job that may have broken the pool runs alone."""
        try:
            if self.alone:
                if not self.flying:
                    self._submit(self.alone[0])
                    del self.alone[0]
                return
            while self.line and self.free:
                job = self.line.next()
                try:
                    self._submit(job)
                except BrokenExecutor:
                    self.line.first([job])
                    raise
        except BrokenExecutor:  # found out before the jobs in the air were
            if not self.flying:
                self._restart()

    def _submit(self, job: Job) -> None:
        """Hand a job to the pool, less what another process may have kept meanwhile."""
        plan, slot = self.plan, self.free[-1]
        seeds = self.outcomes.missing(job.arm, job.seeds)
        if not seeds:
            self.line.release(job)
            return
        task = Task(plan.arms[job.arm].settings, plan.people, plan.weeks, seeds, slot,
                    plan.places)
        self.handed = job, slot
        try:
            self.flying[self.pool.submit(live, task)] = job, self.free.pop()
        finally:
            self.handed = None

    def _end(self, future: Future) -> Job | None:
        """Take up what a job left; return the job if its process died."""
        job, slot = self.flying.pop(future)
        self.free.append(slot)
        fault = _fault_of(future)
        if isinstance(fault, BrokenExecutor):
            return job
        if fault is not None:
            self._fails(job, fault)
        else:
            self.outcomes.keep(job.arm, *future.result())
        self.line.release(job)
        return None

    def _fails(self, job: Job, fault: BaseException | str) -> None:
        """Note a run that failed; of several run together, see which one it is."""
        if len(job.seeds) > 1:
            self.line.first(job.singly())
            return
        if (job.arm, job.seeds[0]) in self.outcomes.done:
            return
        words = fault if isinstance(fault, str) else f"{type(fault).__name__}: {fault}"
        shown = "".join(c if c.isprintable() else " " for c in words)
        self.failed[job.arm, job.seeds[0]] = " ".join(shown.split())[:300]

    def _mend(self, broken: list[Job]) -> None:
        """Start anew after a process died: nobody knows whose, so each is tried once alone.

        Where the others survive it, only the job that it was at is.
        """
        if not getattr(self.pool, "survives", False):
            broken += [job for job, _ in self.flying.values()]
            self.free += [slot for _, slot in self.flying.values()]
            self.flying.clear()
            self._restart()
        for job in broken:
            if job.last:
                self._fails(job, "its process was ended by the system, twice "
                                 "(out of memory, or killed)")
            else:
                self.alone += [replace(single, last=True) for single in job.singly()]
            self.line.release(replace(job, last=False))

    def _restart(self) -> None:
        if not hasattr(self.pool, "restart"):
            raise BrokenExecutor("the executor that was given broke down")
        self.pool.restart()

    def tell(self, phase: str = "runs") -> None:
        """Say how many runs are done, those under way by their share."""
        share = getattr(self.pool, "share", lambda slot: 0.0)
        done = len(self.outcomes.done) + len(self.failed)
        now = [*self.flying.values(), *([self.handed] if self.handed else [])]
        under_way = sum(len(job.seeds) * share(slot) for job, slot in now)
        self.say(done + under_way, self.plan.runs, phase)


def _fault_of(future: Future) -> BaseException | None:
    """Return what went wrong in a job, whatever it is: an exit of a job is not the user's."""
    try:
        fault = future.exception()
    except CancelledError as cancelled:
        return cancelled
    return not_ours(future.result().made) if fault is None else fault


def not_ours(made: Mapping[str, str]) -> BaseException | None:
    """Return what is wrong with a run made by these, if they are not what takes part here."""
    here = made_by()
    if made["foreign"] != here["foreign"]:
        return RuntimeError("it was simulated without the mechanisms that take part here")
    if made["model"] != here["model"]:
        return RuntimeError("it was simulated by another version of the model: install the "
                            "same on every machine")
    return None
