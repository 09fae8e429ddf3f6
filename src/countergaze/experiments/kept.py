"""Finished runs, each kept under all that led to it, for every comparison that lives it again.

What is kept of a run says nothing of the comparison that it was lived for: not which arm it was,
nor what that arm was called.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

import numpy as np

from countergaze.compute.cache_store import CacheStore
from countergaze.engine.provenance import made_by
from countergaze.experiments.plan import Plan
from countergaze.experiments.work import EVERY, Outcome
from countergaze.results.manifest import plain

RESULTS = CacheStore("results", 1_000_000_000)


def key_of(plan: Plan, arm: int, seed: int) -> str:
    """Return the key of what is kept of a run: everything that can change it."""
    world = plan.arms[arm]
    settings = world.settings
    about = {"values": settings.values, "rows": settings.rows, "changes": settings.changes,
             "seed": seed, "people": plan.people, "weeks": plan.weeks,
             "window": world.window or plan.window, "every": EVERY,
             "places": plan.places.digest, **made_by()}
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:32]


def keep(plan: Plan, arm: int, outcome: Outcome) -> None:
    """Keep each run of a job."""
    time = float(outcome.facts.get("processor_seconds", 0.0)) / len(outcome.seeds)
    for place, seed in enumerate(outcome.seeds):
        about = {"names": outcome.names, "weekly_names": outcome.weekly_names,
                 "facts": plain({**outcome.facts, "processor_seconds": time})}
        sink = io.BytesIO()
        np.savez(sink, means=outcome.means[place], weekly=outcome.weekly[place],
                 about=np.array(json.dumps(about)))
        RESULTS.put(key_of(plan, arm, seed), partial(_write, sink.getvalue()))


def _write(content: bytes, file: BinaryIO) -> None:
    file.write(content)


def found(plan: Plan, done: set[tuple[int, int]]) -> Iterator[tuple[int, Outcome]]:
    """Give the arm and the outcome of each run of a plan that is kept and not `done`."""
    for arm in range(len(plan.arms)):
        for seed in plan.seeds:
            outcome = None if (arm, seed) in done else _read(key_of(plan, arm, seed))
            if outcome is not None:
                yield arm, replace(outcome, seeds=(seed,))


def _read(key: str) -> Outcome | None:
    with RESULTS.open(key) as file:
        if file is None:
            return None
        try:
            with np.load(io.BytesIO(file.read())) as kept:
                about = json.loads(str(kept["about"]))
                return Outcome((), [tuple(name) for name in about["names"]], kept["means"][None],
                               about["weekly_names"], kept["weekly"][None], about["facts"])
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None
