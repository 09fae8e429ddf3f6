"""Simulate answers in advance: every stop of every question, and safeguards alone and in pairs."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from countergaze.experiments.outcomes import Outcome, Outcomes
from countergaze.experiments.plan import SEEDS_A_JOB, Plan, arms_from
from countergaze.experiments.runs import run
from countergaze.mechanisms import safeguards
from countergaze.results.manifest import made_with
from countergaze.scenarios.arms import read_arms
from countergaze.web import shipped
from countergaze.web.questions import REFERENCE, every
from countergaze.worlds import plausible, simulate_arms

PACKAGES = ("wrongful_listing", "listed", "cannot_pay_share", "refused_in_year", "collateral",
            "silenced", "hardship", "offences", "over_capacity", "misuse", "service_quality",
            "control_hours", "safeguard_hours")
"""Indicators that are told of a package of safeguards."""
Progress = Callable[[float, int, str], None]


class NotDone(RuntimeError):  # noqa: N818
    """Some runs failed, so that there is no whole table of answers."""


def package(names: Sequence[str]) -> str:
    """Return the arm of some safeguards in full force, as the command line takes it."""
    if not names:
        return REFERENCE
    return f"{REFERENCE}:" + ",".join(f"safeguards.{name}=1" for name in names)


def packages(pairs: bool = True) -> list[tuple[str, ...]]:
    """Return no safeguard, each alone and, with `pairs`, every two of them."""
    sizes = (0, 1, 2) if pairs else (0, 1)
    return [part for size in sizes for part in itertools.combinations(safeguards.ALL, size)]


def answers(people: int, seeds: int, package_people: int, package_seeds: int, jobs: int = 1,
            weeks: int = 156, window: int = 52, pairs: bool = True, worlds: int = 0,
            progress: Progress | None = None) -> bytes:
    """Return the table of answers as a Parquet file, made from runs of these sizes.

    worlds: in how many plausible worlds each lever is also moved to its last stop.  Runs that are
    kept are not simulated again.  Raises NotDone where a run failed.
    """
    shown: dict[str, dict[str, tuple[str, ...]]] = {REFERENCE: {}}
    for one in every():
        for name in one.indicators:
            drawn = (name,) if name in one.charts else ()
            for arm in (REFERENCE, *(one.arm(stop) for stop in one.stops)):
                shown.setdefault(arm, {})[name] = shown.get(arm, {}).get(name) or drawn
    frames = []
    about: dict[str, Any] = {}
    for part, arms, sizes in (
            ("questions", list(shown), (people, seeds)),
            ("packages", [package(names) for names in packages(pairs)],
             (package_people, package_seeds))):
        plan = Plan(arms_from(read_arms(arms, files=False)),
                    tuple(range(1, sizes[1] + 1)), sizes[0], weeks, window)
        for (place, seed), outcome in _simulated(plan, jobs, progress).items():
            arm = arms[place]
            names = tuple(shown[arm]) if part == "questions" else PACKAGES
            charts = tuple(name for name in names
                           if part == "questions" and shown[arm][name])
            frames.append(shipped.rows_of(part, arm, seed, outcome, names, charts))
        about[part] = {"people": plan.people, "weeks": weeks, "window": window,
                       "seeds": list(plan.seeds), "made_with": made_with()}
    if worlds:
        told, about["worlds"] = _in_worlds(worlds, jobs, progress)
        frames.append(told)
    return _parquet(pd.concat(frames, ignore_index=True), about)


def _in_worlds(count: int, jobs: int, progress: Progress | None
               ) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return each lever at its last stop in plausible worlds, a row a world, and how it was made.

    The number of the world stands in place of the seed.
    """
    say = progress or (lambda done, total, phase: None)
    arms: dict[str, dict[str, float]] = {REFERENCE: {}}
    arms |= {one.arm(one.stops[-1]): {one.lever: one.stops[-1]} for one in every()}
    names = list(dict.fromkeys(one.harm[0] for one in every()))
    chosen = plausible(count)
    found = simulate_arms(chosen, arms, indicators=names, jobs=jobs,
                          progress=lambda done, total, *about: say(done, total, "worlds"))
    if found.attrs["failed"]:
        raise NotDone(f"{len(found.attrs['failed'])} of {count} worlds failed: "
                      f"{next(iter(found.attrs['failed'].values()))}")
    means = found.groupby(["arm", "world", "indicator"], as_index=False)["value"].mean()
    rows = pd.DataFrame({
        "part": "worlds", "arm": means["arm"], "indicator": means["indicator"],
        "seed": means["world"].astype(np.int16), "week": np.int16(shipped.MEAN),
        "value": means["value"].astype(np.float32)})
    return rows, {"seeds": [world.number for world in chosen], "people": 10_000, "weeks": 104,
                  "window": 52, "made_with": made_with()}


def _simulated(plan: Plan, jobs: int, progress: Progress | None
               ) -> dict[tuple[int, int], Outcome]:
    """Return the outcomes of a plan; raise NotDone where one is missing."""
    outcomes = Outcomes(plan)
    failed = run(plan, outcomes, jobs, progress, SEEDS_A_JOB)
    if failed:
        raise NotDone(f"{len(failed)} of {plan.runs} runs failed: {next(iter(failed.values()))}")
    return outcomes.done


def _parquet(rows: pd.DataFrame, about: dict[str, Any]) -> bytes:
    for column in ("part", "arm", "indicator"):
        rows[column] = rows[column].astype("category")
    table = pa.Table.from_pandas(rows, preserve_index=False)
    table = table.replace_schema_metadata({shipped.ABOUT: json.dumps(about)})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", compression_level=19,
                   use_dictionary=["part", "arm", "indicator", "seed", "week"],
                   use_byte_stream_split=["value"])
    return out.getvalue()
