"""Carry out a comparison: live its runs, go on where it stopped, write the folder at the end."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from countergaze.experiments.again import goes_on
from countergaze.experiments.comparison import Comparison
from countergaze.experiments.parts import Parts
from countergaze.experiments.plan import SEEDS_A_JOB, Plan
from countergaze.experiments.runs import Progress, run
from countergaze.results.store import PARTS, check_free


def compare(plan: Plan, processes: int, most: int = SEEDS_A_JOB,
            out: str | Path | None = None, progress: Progress | None = None,
            force: bool = False, executor: Any = None) -> Comparison:
    """Return the comparison of a plan; with `out`, also leave it in that folder.

    most: seeds a job.  Finished runs are kept in the folder until the end, so that the same call
    goes on where it was stopped.  A folder that is finished takes up runs that failed, and those
    of more seeds or arms; one in which no run was good is not written.
    """
    with folder_of(out) as folder:
        force = force or goes_on(folder, plan)
        made = lived(plan, processes, most, folder, progress, force, executor)
        if out is not None and made.good:
            made.save(folder, force, own=PARTS)
    return made


def lived(plan: Plan, processes: int, most: int, folder: Path, progress: Progress | None = None,
          force: bool = False, executor: Any = None) -> Comparison:
    """Return the comparison of a plan, of which nothing but finished runs is in the folder."""
    began = time.perf_counter()
    check_free(folder, force, PARTS)
    parts = Parts(folder, plan, force)
    before = len(parts.done)
    failed = run(plan, parts, processes, progress, most, executor)
    if not parts.outcomes:
        parts.close()
    facts = {"seconds": round(time.perf_counter() - began, 2), "processes": processes,
             "runs_before": before, "runs_failed": len(failed)}
    return Comparison.of(plan, parts.outcomes, failed, facts)


@contextmanager
def folder_of(out: str | Path | None) -> Iterator[Path]:
    """Give the folder to write, or one that is gone at the end."""
    if out is not None:
        yield Path(out)
        return
    with tempfile.TemporaryDirectory(prefix="countergaze-") as folder:
        yield Path(folder)
