"""A comparison: its arms, what each run came to, and the effects; saved, read back, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.experiments import effects as paired
from countergaze.experiments import over_worlds
from countergaze.experiments.outcomes import EVERY, Outcome
from countergaze.experiments.plan import Arm, Plan
from countergaze.experiments.stored_tables import differing, read_table
from countergaze.mechanisms import INDICATORS
from countergaze.results import lookup, pages, store
from countergaze.results import manifest as records
from countergaze.results.columns import parquet
from countergaze.results.run import NotARun, at_hand, read_manifest

LEVELS = ["arm", "seed", "indicator", "scope", "mean"]
WEEKLY = ["arm", "seed", "week", "indicator", "value"]
OK, FAILED = "OK", "FAILED"
MOST_NAMED = 4
WORLDS = "worlds.parquet"
SHARED_FACTS = ("adults", "abroad", "cities", "burn_in", "provinces", "groups")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Arms simulated with the same seeds; `comparison["listed"]` is a table (seed, arm).

    reference: the arm that the others are compared with; effects: one row an indicator, scope and
    arm, with `variance_reduction` (share that pairing took out), `mde` (smallest difference that
    could have been seen) and `lower` (pairs in which the arm is below the reference); levels: the
    window mean of each run; weekly: every 4th week of each run for the whole; failed: (arm,
    seeds, why); places: the table of places, None where it is not at hand; worlds: window means of
    each arm in plausible worlds (`over_worlds.LEVELS`), None where there are none.
    """

    arms: list[Arm]
    reference: str
    seeds: tuple[int, ...]
    people: int
    weeks: int
    window: int
    effects: pd.DataFrame
    levels: pd.DataFrame
    weekly: pd.DataFrame
    failed: list[tuple[str, tuple[int, ...], str]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    places: Places | None = None
    worlds: pd.DataFrame | None = None

    @cached_property
    def over_worlds(self) -> pd.DataFrame:
        """Effects over plausible worlds, see `experiments.over_worlds`; no rows without worlds."""
        if self.worlds is None:
            return pd.DataFrame(columns=over_worlds.COLUMNS)
        return over_worlds.effects(
            self.worlds, [(arm.name, self.reference) for arm in self.arms
                          if arm.name != self.reference],
            (self.facts.get("worlds") or {}).get("nearer") or ())

    @property
    def table(self) -> dict[str, Any]:
        """What is told of the table of places, see `Places.record`."""
        return self.facts.get("table") or {}

    @classmethod
    def of(cls, plan: Plan, outcomes: Mapping[tuple[int, int], Outcome],
           failed: Mapping[tuple[int, int], str], facts: Mapping[str, Any]) -> Comparison:
        """Return the comparison of a plan whose runs left `outcomes`."""
        done = [(plan.arms[arm].name, seed, outcomes[arm, seed])
                for arm, seed in sorted(outcomes)]
        known = dict(facts)
        if done:
            facts_of_a_run = done[0][-1].facts
            known |= {key: facts_of_a_run[key] for key in SHARED_FACTS if key in facts_of_a_run}
        known["processor_seconds"] = round(sum(
            float(outcome.facts.get("processor_seconds", 0.0)) for *_, outcome in done), 2)
        known |= records.made_with()
        known["cpu"] = "; ".join(sorted({str(o.facts["cpu"]) for *_, o in done if "cpu" in o.facts}
                                        or {known["cpu"]}))
        known |= {"table": plan.places.record, "notes": list(plan.notes)}
        return cls._with_effects(
            list(plan.arms), plan.reference, plan.seeds, plan.people, plan.weeks, plan.window,
            _levels(done), _weekly(done), _by_arm(plan, failed), known, plan.places)

    @classmethod
    def _with_effects(cls, arms: list[Arm], reference: str, seeds: tuple[int, ...], people: int,
                      weeks: int, window: int, levels: pd.DataFrame, weekly: pd.DataFrame,
                      failed: list, facts: dict[str, Any],
                      places: Places | None = None) -> Comparison:
        empty = pd.DataFrame({name: [] for name in [*paired.COLUMNS, *paired.MORE]})
        made = cls(arms, reference, seeds, people, weeks, window, empty, levels, weekly, failed,
                   facts, places)
        return replace(made, effects=made.effects_against(reference))

    @cached_property
    def _cube(self) -> paired.Cube:
        return paired.Cube.of(self.levels, [arm.name for arm in self.arms], self.seeds)

    def __repr__(self) -> str:
        """Return what was compared, in one line."""
        names = ", ".join(arm.name for arm in self.arms[:MOST_NAMED])
        more = f" and {len(self.arms) - MOST_NAMED} more" if len(self.arms) > MOST_NAMED else ""
        return (f"<Comparison of {names}{more}: reference {self.reference}, {len(self.seeds)} "
                f"seeds, {self.people:,} people, {self.weeks:,} weeks>")

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        return pages.make("comparison_in_notebook", self)

    def __getitem__(self, key: str | tuple[str, str]) -> pd.DataFrame:
        """Return the window means of one indicator, one row a seed, one column an arm.

        key: "listed", or ("listed", "group:minority").  Raise UnknownIndicator, a KeyError, with
        a near name.
        """
        name, scope = lookup.asked(key, self._cube.names)
        return pd.DataFrame({arm.name: self._values(name, scope, arm.name) for arm in self.arms},
                            pd.Index(self.seeds, name="seed")).rename_axis(columns="arm")

    def __iter__(self) -> Iterator[str]:
        """Return the indicators that brackets understand without a scope."""
        return iter([name for name, scope in self._cube.names if scope == lookup.WHOLE])

    def __contains__(self, key: object) -> bool:
        return (key, lookup.WHOLE) in self._cube.names or key in self._cube.names

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def effects_against(self, reference: str) -> pd.DataFrame:
        """Return the effects of every other arm against another reference."""
        if reference not in [arm.name for arm in self.arms]:
            raise KeyError(f"{reference!r} is not an arm of this comparison: "
                           f"{', '.join(arm.name for arm in self.arms)}")
        return paired.against(self._cube, reference, self.arms)

    @property
    def any_run(self) -> bool:
        """Whether a run went well."""
        return len(self.levels) > 0

    def arm(self, name: str) -> Arm:
        """Return an arm by its name."""
        return next(arm for arm in self.arms if arm.name == name)

    def level(self, indicator: str, arm: str, scope: str = "whole") -> float:
        """Return the mean over the runs of an arm of an indicator; NaN without any value."""
        values = self._values(indicator, scope, arm)
        values = values[~np.isnan(values)]
        return float(values.mean()) if len(values) else float("nan")

    def pairs(self, indicator: str, scope: str, arm: str, reference: str) -> np.ndarray:
        """Return the difference of each pair of runs, by seed; NaN where there is none."""
        return self._values(indicator, scope, arm) - self._values(indicator, scope, reference)

    def _values(self, indicator: str, scope: str, arm: str) -> np.ndarray:
        cube = self._cube
        if (indicator, scope) not in cube.names:
            return np.full(len(self.seeds), np.nan)
        return cube.of_arm(arm)[:, cube.names.index((indicator, scope))]

    def to_pandas(self) -> pd.DataFrame:
        """Return a copy of the effects, one row an indicator, scope and arm."""
        return self.effects.copy()

    def report(self) -> str:
        """Return the report as one HTML page that opens offline."""
        return pages.make("comparison_report", self)

    def chart(self, *indicators: str) -> str:
        """Return the effects on some indicators as one SVG that stands alone.

        Raise UnknownIndicator, a KeyError, with a near name.
        """
        names = [lookup.asked((name, lookup.WHOLE), self._cube.names)[0] for name in indicators]
        return pages.make("comparison_chart", self, names)

    def plot(self, *indicators: str | tuple[str, str], ax: Any = None) -> Any:
        """Return matplotlib `Axes` with the differences from the reference, a row an arm.

        indicators: as in brackets, of one unit; "listed_wrongly" unless given; ax: axes to draw
        on, new ones without.  A dot is the mean over pairs, hollow where no difference is told;
        the line its 95 % interval; a wide bar nine of ten plausible worlds, where there are any.
        Raise UnknownIndicator with a near name, MixedUnits (a ValueError), or MissingExtra (an
        ImportError) without `countergaze[plot]`.
        """
        return pages.make("comparison_plot", self, self._drawn(indicators), ax)

    def to_altair(self, *indicators: str | tuple[str, str]) -> Any:
        """Return the same as an Altair chart, of `countergaze[notebook]`; errors as of `plot`."""
        return pages.make("comparison_altair", self, self._drawn(indicators))

    def _drawn(self, asked: Sequence[str | tuple[str, str]]) -> list[tuple[str, str]]:
        known = [pair for pair in self._cube.names if pair[0] in INDICATORS]
        return lookup.all_asked(asked, known, lookup.FIRST)

    @cached_property
    def result(self) -> str:
        """The SHA-256 of all window means and weeks: equal for equal results."""
        rows = [(f"{arm}\0{indicator}", scope, part["mean"].to_numpy())
                for (arm, indicator, scope), part in
                self.levels.groupby(LEVELS[:1] + LEVELS[2:4], sort=True)]
        rows += [(f"{arm}\0{indicator}", "weekly", part["value"].to_numpy())
                 for (arm, indicator), part in self.weekly.groupby(["arm", "indicator"],
                                                                   sort=True)]
        return records.hash_of_series(rows)

    def save(self, folder: str | Path, force: bool = False, report: bool = True,
             own: str = "", files: Mapping[str, bytes] | None = None,
             about: Mapping[str, Any] | None = None) -> Path:
        """Write the comparison as a folder, whole or not at all; return its path.

        files: written beside its own, or in their place; about: told in the manifest as well.
        Raise FolderInUse for a folder that holds anything but `own` (with `force`: anything but
        a run), CannotWrite where the system refuses.
        """
        store.check_free(folder, force, own)
        written = {"effects.parquet": parquet(self.effects[paired.COLUMNS]),
                   "runs.parquet": parquet(self._runs()),
                   "weekly.parquet": parquet(self.weekly), **records.own_table(self.places)}
        if self.worlds is not None:
            written[WORLDS] = parquet(self.worlds)
        if report:
            written["report.html"] = self.report().encode()
        told = {**self._manifest(), **(about or {})}
        return store.write_whole(folder, records.with_manifest({**written, **(files or {})}, told),
                                 force, own)

    def _runs(self) -> pd.DataFrame:
        """Return the levels with the status of each run, and one row for each that failed."""
        lost = pd.DataFrame([(arm, seed, "", "", np.nan, FAILED, why)
                             for arm, seeds, why in self.failed for seed in seeds],
                            columns=[*LEVELS, "status", "message"])
        done = self.levels.assign(status=OK, message="")
        return pd.concat([done, lost], ignore_index=True) if len(lost) else done

    def _manifest(self) -> dict[str, Any]:
        return {
            "format": records.FORMAT,
            "arms": [{"name": arm.name, "title": arm.title, "scenario": arm.scenario,
                      "window": arm.window, "differences": arm.differences,
                      "values": arm.settings.values, "rows": arm.settings.rows,
                      "changes": [{"week": week, "values": values, "rows": rows}
                                  for week, values, rows in arm.settings.changes]}
                     for arm in self.arms],
            "reference": self.reference, "seeds": self.seeds, "people": self.people,
            "weeks": self.weeks, "window": self.window, "weekly_every": EVERY,
            "failed": [{"arm": arm, "seeds": seeds, "status": FAILED, "message": why}
                       for arm, seeds, why in self.failed],
            "result": self.result, "facts": self.facts,
            **{key: self.facts.get(key) for key in records.MADE_WITH}, "table": self.table,
            "tables": records.tables(self.table), "written": records.written_now(),
        }


def _levels(done: list[tuple[str, int, Outcome]]) -> pd.DataFrame:
    """Return the window means of all runs as one table."""
    parts: dict[str, list[np.ndarray]] = {name: [] for name in LEVELS}
    for arm, seed, outcome in done:
        names = len(outcome.names)
        parts["arm"].append(np.full(names, arm, object))
        parts["seed"].append(np.full(names, seed, np.int64))
        parts["indicator"].append(np.array([name for name, _ in outcome.names], object))
        parts["scope"].append(np.array([scope for _, scope in outcome.names], object))
        parts["mean"].append(outcome.means)
    return _table(parts)


def _weekly(done: list[tuple[str, int, Outcome]]) -> pd.DataFrame:
    """Return every 4th week of all runs, for the whole, as one table."""
    parts: dict[str, list[np.ndarray]] = {name: [] for name in WEEKLY}
    for arm, seed, outcome in done:
        names, weeks = outcome.weekly.shape
        parts["arm"].append(np.full(names * weeks, arm, object))
        parts["seed"].append(np.full(names * weeks, seed, np.int64))
        parts["week"].append(np.tile(EVERY * np.arange(weeks, dtype=np.int32), names))
        parts["indicator"].append(np.repeat(np.array(outcome.weekly_names, object), weeks))
        parts["value"].append(outcome.weekly.ravel())
    return _table(parts)


def _table(parts: dict[str, list[np.ndarray]]) -> pd.DataFrame:
    words = ("arm", "indicator", "scope")
    frame = pd.DataFrame({
        name: np.concatenate(columns) if columns else np.array(
            [], object if name in words else np.int64 if name in ("seed", "week") else float)
        for name, columns in parts.items()})
    return frame.astype({name: object for name in words if name in frame})


def _by_arm(plan: Plan, failed: Mapping[tuple[int, int], str]
            ) -> list[tuple[str, tuple[int, ...], str]]:
    """Return (arm, seeds, why) with the seeds that failed for the same reason together."""
    together: dict[tuple[int, str], list[int]] = {}
    for (arm, seed), why in sorted(failed.items()):
        together.setdefault((arm, why), []).append(seed)
    return [(plan.arms[arm].name, tuple(seeds), why) for (arm, why), seeds in together.items()]


def load(folder: str | Path) -> Comparison:
    """Return the comparison that `folder` holds; raise NotARun where it holds none."""
    content = read_manifest(folder)
    if "arms" not in content:
        raise NotARun(f"{folder} holds one run, not a comparison")
    try:
        arms = [Arm(told["name"], told["title"], place,
                    tuple(tuple(row) for row in told["differences"]),
                    Settings(told["values"], told["rows"],
                             tuple((int(change["week"]), change["values"], change["rows"])
                                   for change in told["changes"])), told["scenario"],
                    int(told.get("window") or 0))
                for place, told in enumerate(content["arms"])]
        runs = read_table(Path(folder), "runs.parquet")
        levels = runs[runs["status"] == OK][LEVELS].reset_index(drop=True)
        failed = [(row["arm"], tuple(row["seeds"]), row["message"]) for row in content["failed"]]
        worlds = read_table(Path(folder), WORLDS) if WORLDS in content["files"] else None
        return replace(Comparison._with_effects(
            arms, content["reference"], tuple(content["seeds"]), content["people"],
            content["weeks"], content["window"], levels,
            read_table(Path(folder), "weekly.parquet"), failed, content["facts"],
            at_hand(content["facts"].get("table") or {}, folder)), worlds=worlds)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as fault:
        raise NotARun(f"{folder} holds a comparison that cannot be read: {fault}") from fault


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a comparison's folder and its manifest, one sentence each.

    An empty list means: every file is byte for byte the one that was written, the runs give the
    result hash of the manifest, and the effects follow from the runs.
    """
    return differing(folder, load, lambda read: read.effects[paired.COLUMNS], paired.NUMBERS)
