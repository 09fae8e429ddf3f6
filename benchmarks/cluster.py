"""Overhead of a run handed to the local pool and to Dask, and what a second worker brings.

Run it from the root of a checkout: `python benchmarks/cluster.py [--seeds 8] [--people 20000]`.
Needs the extra [cluster].  Each time is of a comparison that finds its histories kept and no run;
workers are started and warmed before the clock starts.
"""

from __future__ import annotations

import argparse
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from countergaze import api
from countergaze.compute.cache_folder import cache_folder
from countergaze.experiments.cluster import Cluster, cluster
from countergaze.experiments.compare import compare
from countergaze.experiments.work import Done, Task, live

ARMS = ["baseline", "baseline:safeguards.appeal_bench=1"]
HANDED = 60
"""Tasks of no work that are handed out one after the other, for the overhead."""


def back(task: Task, done: Done) -> Done:
    """Return what came: a task of no work, as large on both ways as a real one."""
    return done


@contextmanager
def pool(workers: int) -> Iterator[Any]:
    """Give processes of this machine, as the command starts them."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as executor:
        yield executor


@contextmanager
def dask(workers: int) -> Iterator[Cluster]:
    """Give workers of a Dask cluster of this machine."""
    with cluster("local", workers) as found:
        yield found


def own_cache(folder: str, kept: Path) -> None:
    """Use a cache with the kernels and histories of the other one, and no run."""
    for kind in ("kernels", "burn-in"):
        shutil.copytree(kept / kind, Path(folder) / kind, dirs_exist_ok=True)
    os.environ["COUNTERGAZE_CACHE"] = folder


def main() -> None:
    """Print the overhead a run, and the time of a comparison on one and two workers."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, value in (("seeds", 8), ("people", 20_000), ("weeks", 104)):
        asked.add_argument(f"--{name}", type=int, default=value)
    chosen = asked.parse_args()
    kept = cache_folder()
    plan = api.plan_of(ARMS, chosen.seeds, chosen.people, chosen.weeks, 52, 2)
    task = Task(plan.arms[0].settings, chosen.people, chosen.weeks, (1,))
    began = time.perf_counter()
    done = live(task)
    print(f"a run of {chosen.people:,} people x {chosen.weeks} weeks: "
          f"{time.perf_counter() - began:.2f} s the first time; task "
          f"{len(pickle.dumps(task)) / 1e3:.0f} kB, result {len(pickle.dumps(done)) / 1e6:.2f} MB")
    for name, workers_of in (("local pool", pool), ("Dask", dask)):
        for workers in (1, 2):
            with tempfile.TemporaryDirectory(prefix="countergaze-") as folder:
                own_cache(folder, kept)
                began = time.perf_counter()
                with workers_of(workers) as executor:
                    for future in [executor.submit(live, task) for _ in range(2 * workers)]:
                        future.result()
                    started = time.perf_counter() - began
                    began, used = time.perf_counter(), time.process_time()
                    for _ in range(HANDED):
                        executor.submit(back, task, done).result()
                    handed = (time.perf_counter() - began) / HANDED
                    handing = (time.process_time() - used) / HANDED
                    began, used = time.perf_counter(), time.process_time()
                    made = compare(plan, workers, most=1, executor=executor)
                    seconds, driving = time.perf_counter() - began, time.process_time() - used
            print(f"{name}, {workers} worker{'s' * (workers > 1)}: {started:.1f} s to start, "
                  f"{1e3 * handed:.0f} ms a run handed out and back, {1e3 * handing:.0f} ms of it "
                  f"of the driver's processor; {2 * chosen.seeds} runs in {seconds:.1f} s, "
                  f"{made.facts['processor_seconds']:.1f} s of the workers' processors and "
                  f"{driving:.1f} s of the driver's, result {made.result[:12]}", flush=True)


if __name__ == "__main__":
    main()
