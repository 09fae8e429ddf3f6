"""Live every run of a plan in processes, and keep what each leaves; a failing run is data."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import replace
from typing import Any

from countergaze.compute import door
from countergaze.engine.simulation import simulate
from countergaze.experiments import kept
from countergaze.experiments.here import Here, needed
from countergaze.experiments.parts import Parts
from countergaze.experiments.plan import SEEDS_A_JOB, Job, Line, Plan
from countergaze.experiments.pool import Pool
from countergaze.experiments.work import Task, live
from countergaze.scenarios.scenario import defaults
from countergaze.week.order import cells_week

Progress = Callable[[float, int, str], None]
LOOK_AGAIN = 0.25  # seconds
COMPILING = "compiling, once for this version"
SMALL = 5_000


def run(plan: Plan, parts: Parts, processes: int, progress: Progress | None = None,
        most: int = SEEDS_A_JOB, executor: Any = None) -> dict[tuple[int, int], str]:
    """Live the runs that nothing is kept of; return (arm, seed) -> why it failed.

    All that are left are then in `parts`, those too that another comparison has lived.

    most: seeds a job; executor: another `concurrent.futures.Executor` to hand jobs to, for
    example one that reaches other machines.  Without, they go to processes of this machine, or
    are lived in this one where one process is asked for or it may start no others.
    """
    say = progress or (lambda done, total, phase: None)
    for arm, outcome in kept.found(plan, parts.done):
        parts.keep(arm, outcome)
    line = Line(plan, plan.blocks(processes, most), parts.done)
    if not line:
        return {}
    compile_once(lambda: say(len(parts.done), plan.runs, COMPILING))
    here = executor is None and needed(processes)
    processes = 1 if here else processes
    pool = executor or (Here(lambda task, share: say(
        len(parts.done) + len(task.seeds) * share, plan.runs, "runs")) if here
        else Pool(processes))
    try:
        return _Lives(plan, parts, line, pool, processes, say).all()
    finally:
        if executor is None:
            pool.close()


def compile_once(say: Callable[[], None]) -> None:
    """Compile the week before processes start, so that no two of them compile it at once."""
    if door.already_compiled(cells_week):
        return
    say()
    settings = defaults()
    settings.values["society"]["burn_in"] = 0
    simulate(settings, people=SMALL, weeks=1, cache=False)


class _Lives:
    """The jobs of one plan on their way through a pool."""

    def __init__(self, plan: Plan, parts: Parts, line: Line, pool: Any, processes: int,
                 say: Progress) -> None:
        self.plan, self.parts, self.line, self.pool, self.say = plan, parts, line, pool, say
        self.flying: dict[Future, tuple[Job, int]] = {}
        self.free = list(range(processes))
        self.alone: list[Job] = []
        self.failed: dict[tuple[int, int], str] = {}

    def all(self) -> dict[tuple[int, int], str]:
        """Live all jobs; return what failed."""
        while self.line or self.alone or self.flying:
            self._start()
            done, _ = wait(self.flying, LOOK_AGAIN, FIRST_COMPLETED)
            broken = [job for job in map(self._end, done) if job]
            if broken:
                self._mend(broken)
            self._tell()
        return self.failed

    def _start(self) -> None:
        """Start jobs in free places; a job that may have broken the pool is lived alone."""
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
        plan, slot, arm = self.plan, self.free[-1], self.plan.arms[job.arm]
        future = self.pool.submit(live, Task(arm.settings, plan.people, plan.weeks,
                                             arm.window or plan.window, job.seeds, slot,
                                             plan.places))
        self.flying[future] = job, self.free.pop()

    def _end(self, future: Future) -> Job | None:
        """Take up what a job left; return the job if its process died."""
        job, slot = self.flying.pop(future)
        self.free.append(slot)
        try:
            outcome = future.result()
        except BrokenExecutor:
            return job
        except Exception as fault:
            self._fails(job, fault)
        else:
            self.parts.keep(job.arm, outcome)
            kept.keep(self.plan, job.arm, outcome)
        self.line.release(job)
        return None

    def _fails(self, job: Job, fault: BaseException | str) -> None:
        """Note a run that failed; of several lived together, see which one it is."""
        if len(job.seeds) > 1:
            self.line.first(job.singly())
            return
        words = fault if isinstance(fault, str) else f"{type(fault).__name__}: {fault}"
        shown = "".join(c if c.isprintable() else " " for c in words)
        self.failed[job.arm, job.seeds[0]] = " ".join(shown.split())[:300]

    def _mend(self, broken: list[Job]) -> None:
        """Start anew after a process died: nobody knows whose, so each is tried once alone."""
        broken += [job for job, _ in self.flying.values()]
        self.free += [slot for _, slot in self.flying.values()]
        self.flying.clear()
        self._restart()
        for job in broken:
            if job.last:
                for single in job.singly():
                    self._fails(single, "its process was ended by the system, twice "
                                        "(out of memory, or killed)")
                self.line.release(replace(job, last=False))
            else:
                self.alone.append(replace(job, last=True))

    def _restart(self) -> None:
        if not hasattr(self.pool, "restart"):
            raise BrokenExecutor("the executor that was given broke down")
        self.pool.restart()

    def _tell(self) -> None:
        """Say how many runs are done, those under way by their share."""
        share = getattr(self.pool, "share", lambda slot: 0.0)
        done = len(self.parts.done) + len(self.failed)
        under_way = sum(len(job.seeds) * share(slot) for job, slot in self.flying.values())
        self.say(done + under_way, self.plan.runs, "runs")
