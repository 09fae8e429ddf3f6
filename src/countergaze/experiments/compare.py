"""Carry out a comparison: take up runs that are kept, simulate the others, write the folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from countergaze.compute.cache_folder import note
from countergaze.experiments.comparison import Comparison
from countergaze.experiments.outcomes import Outcomes
from countergaze.experiments.plan import SEEDS_A_JOB, Plan
from countergaze.experiments.runs import Progress, run
from countergaze.experiments.under_way import continues, left, owned
from countergaze.results.store import PARTS, check_free

Made = TypeVar("Made")


def compare(plan: Plan, processes: int, most: int = SEEDS_A_JOB,
            out: str | Path | None = None, progress: Progress | None = None,
            force: bool = False, executor: Any = None) -> Comparison:
    """Return the comparison of a plan; with `out`, also leave it in that folder.

    most: seeds a job.  Every run is kept as soon as it is done, so that the same call, and any
    other that needs the run, goes on from there.
    """
    return carry_out(plan, lambda made: made, processes, most, out, progress, force, executor)


def carry_out(plan: Plan, shown: Callable[[Comparison], Made], processes: int,
              most: int = SEEDS_A_JOB, out: str | Path | None = None,
              progress: Progress | None = None, force: bool = False, executor: Any = None,
              kind: str = "") -> Made:
    """Return what is shown of the comparison of a plan; with `out`, also leave it in that folder.

    A folder that holds a part of it is replaced without `force`.  Where no run went well nothing
    is written.  kind: see `continues`.
    """
    if out is None:
        return shown(simulated(plan, processes, most, progress, executor))
    folder = Path(out)
    force = force or continues(plan, folder, kind)
    check_free(folder, force, PARTS)
    was_there = folder.exists()
    with owned(folder, plan, force):
        comparison = simulated(plan, processes, most, progress, executor)
        made = shown(comparison)
    if comparison.any_run:
        made.save(folder, force, own=PARTS)  # type: ignore[attr-defined]
    else:
        left(folder, was_there)
    return made


def simulated(plan: Plan, processes: int, most: int = SEEDS_A_JOB,
              progress: Progress | None = None, executor: Any = None) -> Comparison:
    """Return the comparison of a plan, of which only runs that are not kept are simulated."""
    began = time.perf_counter()
    outcomes = Outcomes(plan)
    before = len(outcomes.done)
    failed = run(plan, outcomes, processes, progress, most, executor)
    if len(outcomes.processors) > 1:
        note(f"runs were simulated on different processors ({', '.join(outcomes.processors)}): "
             "their last digits may differ")
    facts = {"seconds": round(time.perf_counter() - began, 2), "processes": processes,
             "runs_before": before, "runs_failed": len(failed)}
    return Comparison.of(plan, outcomes.done, failed, facts)
