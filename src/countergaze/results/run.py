"""A run: its scenario, its series by seed, and what can be read, drawn, saved and checked of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from countergaze.data.checks import BadTable
from countergaze.data.tables import Places, census_places
from countergaze.declare.errors import CountergazeError
from countergaze.mechanisms import INDICATORS
from countergaze.results import columns, lookup, pages, series, store
from countergaze.results import manifest as records
from countergaze.scenarios import Scenario, from_record
from countergaze.scenarios.recorded import places_of
from countergaze.week.foreign import know_again

if TYPE_CHECKING:
    import xarray

YEAR = 52


class NotARun(CountergazeError):
    """A folder holds no run, or one that cannot be read."""


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """A scenario run with one random seed or several; `run["listed"]` is a series by week.

    seeds: one a society of `people`, which went through the weeks independently of the others;
    series: one row a seed, week, indicator and scope, columns seed, week, indicator, scope, value;
    facts: what the engine tells about the societies and the run (group sizes summed over the
    seeds, seconds, ...);
    places: the table it was simulated with, None where a folder has another one than it was; table:
    what is told of it; made: versions, source and processor that it was simulated with; notes:
    what was said of the request before the run, such as settings that cannot act.
    """

    scenario: Scenario
    people: int
    weeks: int
    seeds: tuple[int, ...]
    threads: int
    series: pd.DataFrame
    facts: dict[str, Any]
    used: dict[str, Any] = field(default_factory=dict)
    places: Places | None = None
    table: dict[str, Any] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def from_results(cls, scenario: Scenario, results: Sequence[Any], people: int, weeks: int,
                     threads: int, places: Places | None = None,
                     notes: Sequence[str] = ()) -> Run:
        """Return the run of `scenario` that left `results`, one a seed (series and facts).

        places: the table it was simulated with, the shipped one unless given; notes: see `Run`.
        """
        table = places if places is not None else census_places()
        used = {"processor_seconds": records.processor_seconds(),
                "memory_peak_bytes": records.memory_peak()}
        return cls(scenario, int(people), int(weeks), tuple(int(one.seed) for one in results),
                   int(threads), series.long(results), series.facts(results), used, table,
                   table.record, records.made_with(), tuple(notes))

    @property
    def seed(self) -> int:
        """The first of the seeds."""
        return self.seeds[0]

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], np.ndarray]:
        grouped = self.series.groupby(["indicator", "scope"], sort=False, observed=True)
        return {key: part["value"].to_numpy().reshape(len(self.seeds), -1)
                for key, part in grouped}

    @cached_property
    def result(self) -> str:
        """The SHA-256 of the series: equal for equal results, on any day and machine."""
        return records.hash_of_series((*key, row) for key, row in self._by_name.items())

    def __repr__(self) -> str:
        """Return what was run, in one line."""
        return (f"<Run of {self.scenario.name!r}: {self.people:,} people, {self.weeks:,} weeks, "
                f"{self.seeds_in_words}>")

    @property
    def seeds_in_words(self) -> str:
        """Which random seeds: "seed 1", or "5 seeds, 1 to 5"."""
        return series.seeds_in_words(self.seeds)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        return pages.make("run_in_notebook", self)

    def __getitem__(self, key: str | tuple[str, str]) -> pd.Series:
        """Return one indicator by week: `run["listed"]`, `run["listed", "group:minority"]`.

        The mean over the seeds, which `by_seed` gives apart.  The attributes of the series hold
        its scope, unit and title.  Raise UnknownIndicator, a KeyError, with a near name.
        """
        name, scope = lookup.asked(key, self._by_name)
        values = series.mean(self._by_name[name, scope])
        made = pd.Series(values, pd.RangeIndex(len(values), name="week"), name=name, copy=True)
        made.attrs = {"scope": scope, **_described(name)}
        return made

    def by_seed(self, name: str, scope: str = "whole") -> pd.DataFrame:
        """Return one indicator, one row a week, one column a seed; errors as of brackets."""
        name, scope = lookup.asked((name, scope), self._by_name)
        made = pd.DataFrame(self._by_name[name, scope].T.copy(),
                            pd.RangeIndex(self.weeks, name="week"),
                            pd.Index(self.seeds, name="seed"))
        made.attrs = {"indicator": name, "scope": scope, **_described(name)}
        return made

    def __iter__(self) -> Iterator[str]:
        """Return the indicators that brackets understand without a scope."""
        return iter(self.recorded())

    def __contains__(self, key: object) -> bool:
        return (key, lookup.WHOLE) in self._by_name or key in self._by_name

    def _ipython_key_completions_(self) -> list[str]:
        return self.recorded()

    def values(self, name: str, scope: str = "whole") -> np.ndarray | None:
        """Return one indicator by week, mean of the seeds, or None where it was not recorded."""
        found = self._by_name.get((name, scope))
        return None if found is None else series.mean(found)

    def each(self, name: str, scope: str = "whole") -> np.ndarray | None:
        """Return one indicator as (seeds, weeks), or None where it was not recorded."""
        return self._by_name.get((name, scope))

    def levels(self, name: str, scope: str = "whole") -> np.ndarray:
        """Return the mean over the last 52 weeks (or all, if fewer) of each seed, NaN if none."""
        found = self._by_name.get((name, scope))
        if found is None:
            return np.full(len(self.seeds), np.nan)
        return series.mean(found[:, -YEAR:].T)

    def level(self, name: str, scope: str = "whole") -> float:
        """Return the mean over the seeds of `levels`; NaN without any value."""
        return float(series.mean(self.levels(name, scope)[:, None])[0])

    def scopes(self, name: str, kind: str) -> list[str]:
        """Return the scopes of one kind ("province", "group", "agency") of an indicator."""
        return [scope for found, scope in self._by_name
                if found == name and scope.startswith(f"{kind}:")]

    def recorded(self, family: str | None = None) -> list[str]:
        """Return the indicators recorded for the whole society, families in reading order."""
        return [name for name, about in INDICATORS.items()
                if (name, "whole") in self._by_name and family in (None, about.family)]

    def to_pandas(self) -> pd.DataFrame:
        """Return a copy of the series, one row a seed, week, indicator and scope, with units.

        Columns: scenario, seed, week, indicator, scope, value, unit.
        """
        made = self.series.copy()
        made.insert(0, "scenario", self.scenario.name)
        units = columns.units()
        made["unit"] = made["indicator"].map(lambda name: units.get(name, ""))
        return made

    def to_xarray(self) -> xarray.Dataset:
        """Return a dataset: `listed(seed, week)`, `listed_by_group(seed, group, week)`, ..."""
        import xarray

        variables: dict[str, Any] = {}
        names: dict[str, list[str]] = {}
        for _, scope in self._by_name:
            kind, _, place = scope.partition(":")
            names.setdefault(kind, [])
            if place and place not in names[kind]:
                names[kind].append(place)
        weeks = np.arange(self.weeks, dtype=np.int32)
        coordinates: dict[str, Any] = {
            "seed": ("seed", [_attribute(seed) for seed in self.seeds],
                     {"long_name": "random seed"}),
            "week": ("week", weeks, {"long_name": columns.WEEKS})}
        coordinates |= {kind: places for kind, places in names.items() if places}
        for name in dict.fromkeys(key[0] for key in self._by_name):
            notes = _described(name)
            for kind, places in names.items():
                rows = [self.each(name, f"{kind}:{place}" if place else kind)
                        for place in places or [""]]
                if all(row is None for row in rows):
                    continue
                empty = np.full((len(self.seeds), self.weeks), np.nan)
                table = np.stack([empty if row is None else row for row in rows], axis=1)
                if places:
                    variables[f"{name}_by_{kind}"] = (("seed", kind, "week"), table, notes)
                else:
                    variables[name] = (("seed", "week"), table[:, 0], notes)
        about_run = {"scenario": self.scenario.name, "seed": _attribute(self.seed),
                     "people": _attribute(self.people), "result": self.result}
        return xarray.Dataset(variables, coordinates, about_run)

    def summary(self) -> pd.DataFrame:
        """Return the mean of the last 52 weeks of each indicator for the whole society."""
        rows = [(name, INDICATORS[name].title, self.level(name), INDICATORS[name].unit,
                 INDICATORS[name].metric, INDICATORS[name].family) for name in self.recorded()]
        columns = ["indicator", "title", "value", "unit", "metric", "family"]
        return pd.DataFrame(rows, columns=columns).set_index("indicator")

    def chart(self, name: str, scope: str = "whole") -> str:
        """Return a line chart of one indicator as SVG text that stands alone."""
        name, scope = lookup.asked((name, scope), (pair for pair in self._by_name
                                                   if pair[0] in INDICATORS))
        return pages.make("run_chart", INDICATORS[name], self._by_name[name, scope])

    def plot(self, *series: str | tuple[str, str], ax: Any = None) -> Any:
        """Return matplotlib `Axes` with series by week: `run.plot("listed", "listed_wrongly")`.

        series: as in brackets, of one unit; "listed_wrongly" unless given; ax: axes to draw on,
        new ones without.  A line is the mean of the seeds, the band their lowest and highest (of
        20 or more: the middle nine in ten).  Raise UnknownIndicator with a near name, MixedUnits
        (a ValueError), or MissingExtra (an ImportError) without `countergaze[plot]`.
        """
        return pages.make("run_plot", self, self._drawn(series), ax)

    def to_altair(self, *series: str | tuple[str, str]) -> Any:
        """Return the same as an Altair chart, of `countergaze[notebook]`; errors as of `plot`."""
        return pages.make("run_altair", self, self._drawn(series))

    def _drawn(self, series: Sequence[str | tuple[str, str]]) -> list[tuple[str, str]]:
        return lookup.all_asked(series, (pair for pair in self._by_name if pair[0] in INDICATORS),
                                lookup.FIRST)

    def report(self) -> str:
        """Return the report as one HTML page that opens offline."""
        return pages.make("run_report", self)

    def save(self, folder: str | Path, report: bool = True, force: bool = False,
             own: str = "") -> Path:
        """Write the run as a folder, whole or not at all; return its path.

        Raise FolderInUse for a folder that holds anything but `own`, which is removed (with
        `force`: anything but a run), CannotWrite where the system refuses.
        """
        store.check_free(folder, force, own)
        files = {"indicators.parquet": columns.parquet(self.series, series.TYPES),
                 **records.own_table(self.places)}
        if report:
            files["report.html"] = self.report().encode()
        return store.write_whole(folder, records.with_manifest(files, self._manifest()), force,
                                 own)

    def _manifest(self) -> dict[str, Any]:
        settings = self.scenario.settings
        return {
            "format": records.FORMAT,
            "scenario": {
                "name": self.scenario.name, "title": self.scenario.title,
                "summary": self.scenario.summary, "extends": self.scenario.extends,
                "differences": self.scenario.differences,
                "values": settings.values, "rows": settings.rows,
                "changes": [{"week": week, "values": values, "rows": rows}
                            for week, values, rows in settings.changes],
            },
            "people": self.people, "weeks": self.weeks, "seed": self.seed, "seeds": self.seeds,
            "threads": self.threads, "result": self.result, "facts": self.facts,
            **self.made, "table": self.table, "tables": records.tables(self.table),
            "notes": self.notes, "used": self.used, "written": records.written_now(),
        }


def _described(name: str) -> dict[str, str]:
    """Return what the attributes of a series say of its indicator."""
    about = INDICATORS.get(name)
    return {"units": about.unit, "long_name": about.title,
            "description": about.definition} if about else {}


def _attribute(value: int) -> int | str:
    """Return a number as any netCDF file can hold it: as words where it is above 32 bits."""
    return value if value < 2**31 else str(value)


def at_hand(table: Mapping[str, Any], folder: str | Path) -> Places | None:
    """Return the table that a manifest in `folder` tells of, None where it is not at hand."""
    try:
        return places_of(table, folder)
    except BadTable:
        return None


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """Return the manifest of a run; raise NotARun where there is none that can be read."""
    path = Path(folder) / "manifest.json"
    try:
        content = json.loads(path.read_bytes())
    except OSError as fault:
        raise NotARun(f"{folder} holds no run: manifest.json: {fault.strerror}") from fault
    except (ValueError, RecursionError) as fault:
        raise NotARun(f"{path} cannot be read: {fault}") from fault
    if not isinstance(content, dict) or content.get("format") != records.FORMAT:
        raise NotARun(f"{path} is not a manifest of this format")
    return content


def load(folder: str | Path) -> Run:
    """Return the run that `folder` holds; raise NotARun where it holds none."""
    content = read_manifest(folder)
    path = Path(folder) / "indicators.parquet"
    try:
        if "arms" in content:
            raise NotARun(f"{folder} holds a comparison, not one run")
        seeds = tuple(content.get("seeds") or (content["seed"],))
        table = series.read(path, seeds)
        know_again(content["facts"].get("foreign", ()))
        scenario = from_record(content, folder)
        return Run(scenario, content["people"], content["weeks"], seeds,
                   content["threads"], table, content["facts"], content["used"],
                   at_hand(content.get("table") or {}, folder), content.get("table") or {},
                   {key: content.get(key) for key in records.MADE_WITH},
                   tuple(content.get("notes") or ()))
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as fault:
        raise NotARun(f"{folder} holds a run that cannot be read: {fault}") from fault


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a run's folder and its manifest, one sentence each.

    An empty list means: every file is byte for byte the one that was written, and the series
    give the result hash of the manifest.
    """
    root = Path(folder)
    try:
        content = read_manifest(root)
    except NotARun as fault:
        return [str(fault)]
    found = records.differing_files(root, content)
    try:
        if load(root).result != content.get("result"):
            found.append("indicators.parquet does not give the result of the manifest")
    except NotARun as fault:
        found.append(str(fault))
    return found
