"""Carry out a sweep: every point is a bundle, kept at once; its outcomes as one table."""

from __future__ import annotations

import json
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from countergaze.declare import Settings
from countergaze.mechanisms import INDICATORS
from countergaze.results import manifest as records
from countergaze.results import pages, store
from countergaze.results.columns import parquet
from countergaze.results.run import NotARun, read_manifest
from countergaze.scenarios import Scenario
from countergaze.worlds.arms import Wanted
from countergaze.worlds.bundle import Bundle
from countergaze.worlds.handing_out import Say
from countergaze.worlds.sample import plausible
from countergaze.worlds.sweep import discovery, sensitivity
from countergaze.worlds.sweep.plan import LHS, RANGES, Sweep
from countergaze.worlds.taking_up import simulated
from countergaze.worlds.world import World

SAMPLES, OUTCOMES, SENSITIVITY, MARK = ("samples.parquet", "outcomes.parquet",
                                        "sensitivity.parquet", "sweep")
HERE, THERE = "scenario", "against"


@dataclass(frozen=True, eq=False, repr=False)
class Swept:
    """A sweep that was carried out.

    samples: one row a point, its world and the value of each key; outcomes: one row a point, a
    column an indicator ("NAME" or "NAME SCOPE"), the mean over seeds, less that of `against`
    where there is one; sensitivity: see `sensitivity`; about: people, weeks, command and the like.
    """

    samples: pd.DataFrame
    outcomes: pd.DataFrame
    sensitivity: pd.DataFrame
    about: dict[str, Any]

    def __repr__(self) -> str:
        """Return what was swept, in one line."""
        keys, outcomes = self.samples.shape[1] - 1, self.outcomes.shape[1]
        return (f"<Swept {self.about['scenario']}: {len(self.samples)} points of {keys} numbers "
                f"and forms, {outcomes} outcomes>")

    def box(self, outcome: str, where: Any, least_coverage: float = 0.5) -> discovery.Box:
        """Return where an outcome is of interest, by PRIM.

        where: called with the outcome's column, returns True a point of interest, such as
        `lambda effect: effect > 0`.
        """
        known = self.outcomes[outcome].notna()
        boxes = discovery.trajectory(self.samples[known].drop(columns="world"),
                                     where(self.outcomes[outcome][known]))
        return discovery.chosen(boxes, least_coverage)

    @cached_property
    def result(self) -> str:
        """The SHA-256 of points and outcomes: equal for equal results."""
        return records.hash_of_series(
            (f"{name}\0{'' if number else json.dumps(values.astype(str).tolist())}", "",
             values.to_numpy(float) if number else np.empty(0))
            for table in (self.samples, self.outcomes) for name, values in table.items()
            for number in [pd.api.types.is_numeric_dtype(values)])

    def save(self, folder: str | Path, force: bool = False) -> Path:
        """Write the folder, whole or not at all; return its path."""
        files = {SAMPLES: parquet(self.samples.reset_index()),
                 OUTCOMES: parquet(self.outcomes.reset_index()),
                 SENSITIVITY: parquet(self.sensitivity),
                 "report.html": pages.make("sweep_report", self).encode()}
        told = {"format": records.FORMAT, MARK: self.about,
                "about": {"name": f"Sweep of {self.about['scenario']}", "description":
                          f"{len(self.samples):,} points."},
                "people": self.about["people"], "weeks": self.about["weeks"],
                "result": self.result, **records.made_with(), "written": records.written_now()}
        return store.write_whole(folder, records.with_manifest(files, told), force)


def load(folder: str | Path) -> Swept:
    """Return the sweep that a folder holds; raise NotARun where it holds none."""
    told, root = read_manifest(folder), Path(folder)
    try:
        samples, outcomes = (pd.read_parquet(root / name).set_index("sample")
                             for name in (SAMPLES, OUTCOMES))
        return Swept(samples, outcomes, pd.read_parquet(root / SENSITIVITY), told[MARK])
    except (OSError, KeyError, TypeError, ValueError) as fault:
        raise NotARun(f"{folder} holds no sweep that can be read: {fault}") from fault


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a folder and its manifest, one sentence each."""
    try:
        told = read_manifest(folder)
        found = records.differing_files(Path(folder), told)
        if load(folder).result != told["result"]:
            found.append(f"{SAMPLES} and {OUTCOMES} do not give the result of the manifest")
    except NotARun as fault:
        return [str(fault)]
    return found


def carry_out(sweep: Sweep, *, jobs: int | None = None, executor: Executor | None = None,
              progress: Say | None = None, command: str = "") -> Swept:
    """Return a sweep, carried out; the same call goes on from what is kept."""
    sweep.check()
    places, points = sweep.places(), sweep.points()
    window = ((sweep.weeks - sweep.window, sweep.weeks),)
    worlds = {world.number: world for world in plausible()} if points["world"].any() else {}
    bundles = [Bundle(int(sample), _arms(sweep, worlds, row), tuple(range(1, sweep.seeds + 1)),
                      sweep.people, sweep.weeks, window)
               for sample, row in zip(points.index, points.to_dict("records"))]
    left = simulated(bundles, jobs=jobs, executor=executor, progress=progress)
    wanted = [Wanted.of(text) for text in (sweep.indicators or INDICATORS)]
    columns = [f"{one.indicator} {one.scope}".removesuffix(" whole") for one in wanted]
    rows = {sample: [_outcome(left.means.get(sample), one) for one in wanted]
            for sample in points.index}
    outcomes = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=float)
    outcomes = outcomes.dropna(axis=1, how="all").rename_axis("sample")
    about = {"scenario": sweep.scenario.name, "uncertain": sweep.uncertain,
             "against": sweep.against.name if sweep.against else "", "method": sweep.method,
             "varied": [one.key for one in sweep.varied], "people": sweep.people,
             "weeks": sweep.weeks, "window": sweep.window, "seeds": sweep.seeds,
             "samples": sweep.samples, "seed": sweep.seed, "command": command,
             "seconds": round(left.seconds, 1),
             "failed": {str(sample): why for sample, why in left.failed.items()}}
    return Swept(points, outcomes, _sensitivity(sweep, places, points, outcomes), about)


def _arms(sweep: Sweep, worlds: dict[int, World], row: dict[str, Any]) -> dict[str, Settings]:
    """Return the arms of a point: levers change at week 0, what is not known from the start."""
    levers = {one.key: row[one.key] for one in sweep.varied}
    if sweep.uncertain == RANGES:
        world = World(0, {key: value for key, value in row.items()
                          if key not in levers and key != "world"})
    else:
        world = worlds.get(row["world"], World(0, {}))

    def settings(scenario: Scenario) -> Settings:
        return world.settings(scenario.at_week_0(levers).settings)

    arms = {HERE: settings(sweep.scenario)}
    if sweep.against:
        arms[THERE] = settings(sweep.against)
    return arms


def _outcome(means: dict[str, Any] | None, wanted: Wanted) -> float:
    """Return an outcome of a point; NaN where it failed or has no value."""
    if means is None:
        return float("nan")
    levels = []
    for windows in means.values():
        names = windows[0].names
        if tuple(wanted) not in names:
            return float("nan")
        levels.append(windows[0].values[:, names.index(tuple(wanted))])
    effect = levels[0] - levels[1] if len(levels) > 1 else levels[0]
    known = effect[~np.isnan(effect)]
    return float(known.mean()) if len(known) else float("nan")


def _sensitivity(sweep: Sweep, places: np.ndarray, points: pd.DataFrame,
                 outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return what each outcome hangs on, see `sensitivity.COLUMNS`."""
    rows = []
    for outcome in outcomes:
        one = Wanted.of(str(outcome))
        found = sensitivity.correlated(points, outcomes[outcome]) if sweep.method == LHS else \
            sensitivity.analysed(sweep.method, sweep.problem(), places,
                                 outcomes[outcome].to_numpy(float), sweep.seed)
        rows += [{"indicator": one.indicator, "scope": one.scope, **row} for row in found]
    return pd.DataFrame(rows, columns=sensitivity.COLUMNS)
