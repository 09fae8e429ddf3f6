"""Safeguards with their price: each alone, all together, and the smallest package a harm needs.

Every safeguard alone and all of them together are simulated in plausible worlds, in `baseline` and
in `captured`.  For each kind of harm a package is built that reaches REACH of what all together
avoid: step by step the safeguard is added that avoids most with those that are there (the greedy
rule of Nemhauser, Wolsey and Fisher 1978, with the lazy bounds of Minoux 1978, both exact up to
their known ratio where gains shrink as packages grow), then every member is left out once, and
dropped if the others do.  Steps are simulated in the first SEARCHED worlds, the package itself in
all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from countergaze.claims.work import Say, Simulate
from countergaze.mechanisms import safeguards
from countergaze.results import manifest as records
from countergaze.results import pages, store
from countergaze.results.columns import parquet
from countergaze.results.run import NotARun, read_manifest
from countergaze.scenarios import load as load_scenario

MARK = "packages"
SCENARIOS = ("baseline", "captured")
WORLDS, SEARCHED, PEOPLE, WEEKS, WINDOW, SEEDS = 64, 8, 10_000, 104, 52, (1, 2)
HARMS = ("wrongful_entries_expected", "refused_in_year", "hardship", "silenced", "wrong_records",
         "files_abroad")
"""One indicator for each kind of harm: wrong listing, refusal, want, silence, false records, files
on people abroad."""
HOURS = ("control_hours", "safeguard_hours")
REACH, LEAST_STEP, A_STEP = 0.8, 0.02, 3
ALONE = "none"
COLUMNS = ["scenario", "world", "arm", "seed", "indicator", "value"]
Members = tuple[str, ...]


def known() -> dict[str, str]:
    """Return id -> name of the switch of every safeguard, in the order of the ids."""
    return dict(sorted(safeguards.IDS.items()))


def arm_of(members: Iterable[str]) -> str:
    """Return the name of a package's arm."""
    return "+".join(sorted(members)) or ALONE


def patch_of(members: Iterable[str]) -> dict[str, float]:
    """Return what puts a package in force."""
    names = known()
    return {f"safeguards.{names[key]}": 1.0 for key in sorted(members)}


LEAST, FAR = 0.1, 30.0
"""The least difference told from none, in % of the level; how many times the median is far off."""


class Package(NamedTuple):
    """The smallest package found for a harm.

    avoided: share of what all together avoid, over all worlds; reached: in how many worlds it is
    REACH or more; worlds: of how many in which all together avoid something; hours: staff hours
    more; steps: packages simulated on the way; complete: whether it reaches REACH.
    """

    scenario: str
    harm: str
    members: Members
    avoided: float
    reached: int
    worlds: int
    hours: float
    steps: int
    complete: bool

    @property
    def in_most(self) -> bool:
        """Whether it reaches REACH over all worlds, and in most of them as well."""
        return self.complete and 2 * self.reached > self.worlds


class Effect(NamedTuple):
    """A difference from the same world without safeguards, in % of the level there.

    middle, low, high: median, 5 and 95 % over worlds, which two worlds of many do not sway; less,
    more: in how many of how many worlds it is so by LEAST of the level or more.
    """

    middle: float
    low: float
    high: float
    less: int
    more: int
    worlds: int

    @property
    def still(self) -> bool:
        """Whether half of the worlds or more do not tell it from none."""
        return 2 * (self.less + self.more) <= self.worlds


@dataclass(frozen=True, eq=False, repr=False)
class Priced:
    """Safeguards in plausible worlds; means: see COLUMNS; found: the packages."""

    means: pd.DataFrame
    found: tuple[Package, ...]
    worlds: tuple[int, ...]
    people: int
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return what it is, in one line."""
        return f"<Priced: {len(known())} safeguards in {len(self.worlds)} worlds>"

    @cached_property
    def _table(self) -> dict[str, pd.DataFrame]:
        rows = self.means.groupby([*COLUMNS[:3], "indicator"])["value"].mean()
        return {str(scenario): part.droplevel("scenario").unstack(["arm", "indicator"])
                for scenario, part in rows.groupby("scenario")}

    def change(self, scenario: str, arm: str, indicator: str) -> np.ndarray:
        """Return the difference that an arm makes in each world; NaN where it was not run."""
        table = self._table[scenario]
        if (arm, indicator) not in table.columns:
            return np.full(len(table), np.nan)
        made: np.ndarray = (table[arm, indicator] - table[ALONE, indicator]).to_numpy(float)
        return made

    def effect(self, scenario: str, arm: str, indicator: str) -> Effect:
        """Return what an arm does over worlds."""
        level = self._table[scenario][ALONE, indicator].to_numpy(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = 100.0 * self.change(scenario, arm, indicator) / level
        shares = shares[np.isfinite(shares)]
        if not len(shares):
            return Effect(np.nan, np.nan, np.nan, 0, 0, 0)
        low, middle, high = np.quantile(shares, (0.05, 0.5, 0.95))
        return Effect(float(middle), float(low), float(high), int((shares <= -LEAST).sum()),
                      int((shares >= LEAST).sum()), len(shares))

    def far(self, scenario: str, indicator: str) -> list[int]:
        """Return the worlds in which the level without safeguards is FAR times the median."""
        levels = self._table[scenario][ALONE, indicator]
        return [int(world) for world in levels.index[levels > FAR * levels.median()]]

    def hours(self, scenario: str, arm: str) -> np.ndarray:
        """Return in each world the staff hours more, of control and safeguards, per 1,000."""
        return np.sum([self.change(scenario, arm, key) for key in HOURS], axis=0)

    @cached_property
    def result(self) -> str:
        """The SHA-256 of all window means."""
        keys = COLUMNS[:-1]
        rows = self.means.sort_values(keys)
        return records.hash_of_series([("\n".join(rows[keys].astype(str).agg(" ".join, axis=1)),
                                        "", rows["value"].to_numpy(float))])

    @property
    def command(self) -> str:
        """The command that makes the same again."""
        return (f"countergaze packages --worlds {len(self.worlds)} --people {self.people} "
                "--out DIR")

    def save(self, folder: str | Path, force: bool = False) -> Path:
        """Write the folder, whole or not at all; return its path."""
        files = {"means.parquet": parquet(self.means),
                 "packages.html": pages.make("packages_page", self).encode(),
                 "packages.md": pages.make("packages_markdown", self).encode()}
        told = {"format": records.FORMAT, MARK: [one._asdict() for one in self.found],
                "people": self.people, "weeks": WEEKS, "worlds": self.worlds, "seeds": SEEDS,
                "result": self.result,
                "about": {"name": "Safeguards, alone and in packages",
                          "description": f"In {len(self.worlds)} worlds that fit the facts."},
                "facts": dict(self.facts), **records.made_with(), "written": records.written_now()}
        return store.write_whole(folder, records.with_manifest(files, told), force)


class _Search:
    """Packages of one scenario, simulated as they are asked for."""

    def __init__(self, scenario: str, simulated: Callable[[list[Members], int], pd.DataFrame],
                 numbers: Sequence[int]) -> None:
        """simulated: packages and number of worlds -> rows of COLUMNS; numbers: of the worlds."""
        self.scenario, self.simulated, self.numbers = scenario, simulated, list(numbers)
        self.worlds, self.searched = len(numbers), min(SEARCHED, len(numbers))
        self.frames: list[pd.DataFrame] = []
        self.had: dict[Members, int] = {}

    def run(self, packages: Iterable[Members], worlds: int) -> None:
        """Simulate those of the packages that are not there yet."""
        new = [one for one in dict.fromkeys(tuple(sorted(p)) for p in packages)
               if self.had.get(one, 0) < worlds]
        if new:
            self.frames.append(self.simulated(new, worlds).assign(scenario=self.scenario))
            self.had |= dict.fromkeys(new, worlds)

    @property
    def means(self) -> pd.DataFrame:
        """All that was simulated, each world and arm once."""
        whole = pd.concat(self.frames, ignore_index=True)[COLUMNS]
        return whole.drop_duplicates(COLUMNS[:-1], keep="last")

    def avoided(self, harm: str, worlds: int) -> Callable[[Iterable[str]], np.ndarray]:
        """Return package -> harm avoided in each of the first worlds."""
        rows = self.means[self.means["indicator"] == harm]
        table = rows.groupby(["world", "arm"])["value"].mean().unstack("arm").reindex(
            self.numbers[:worlds])

        def of(members: Iterable[str]) -> np.ndarray:
            made: np.ndarray = (table[ALONE] - table[arm_of(members)]).to_numpy(float)
            return made

        return of

    def build(self) -> list[Package]:
        """Return the smallest package of each harm."""
        every = tuple(known())
        self.run([(), every, *((key,) for key in every)], self.worlds)
        growing = {harm: _Growing(harm, self, every) for harm in HARMS}
        while wanted := [p for one in growing.values() for p in one.wanted()]:
            self.run(wanted, self.searched)
            for one in growing.values():
                one.step()
        for one in growing.values():
            one.prune()
        self.run([one.members for one in growing.values()], self.worlds)
        return [one.package() for one in growing.values()]


class _Growing:
    """A package for one harm that grows until it reaches its aim or nothing helps."""

    def __init__(self, harm: str, search: _Search, every: Members) -> None:
        self.harm, self.search, self.every = harm, search, every
        of = search.avoided(harm, search.searched)
        self.aim = float(np.nanmean(of(every)))
        self.bounds = {key: float(np.nanmean(of((key,)))) for key in every}
        self.members: Members = ()
        self.reach, self.steps = 0.0, 0
        self.tried: list[str] = []
        self.done = not self.aim > 0.0

    def wanted(self) -> list[Members]:
        """Return the packages to simulate next: the members with each of the likeliest."""
        if self.done:
            return []
        left = sorted((key for key in self.every if key not in self.members),
                      key=lambda key: (-self.bounds[key], key))
        self.tried = left[:A_STEP]
        return [(*self.members, key) for key in self.tried]

    def step(self) -> None:
        """Add the safeguard that avoids most with those that are there."""
        if self.done or not self.tried:
            self.done = True
            return
        of = self.search.avoided(self.harm, self.search.searched)
        got = {key: float(np.nanmean(of((*self.members, key)))) for key in self.tried}
        self.steps += len(got)
        self.bounds |= {key: value - self.reach for key, value in got.items()}
        best = max(got, key=lambda key: (got[key], key))
        if got[best] - self.reach < LEAST_STEP * self.aim:
            self.done = True
            return
        self.members, self.reach = (*self.members, best), got[best]
        self.done = self.reach >= REACH * self.aim or len(self.members) == len(self.every)

    def prune(self) -> None:
        """Drop every member without which the others reach the aim, the last added last."""
        for key in self.members[:-1]:
            rest = tuple(member for member in self.members if member != key)
            if len(self.members) < 2 or self.reach < REACH * self.aim:
                return
            self.search.run([rest], self.search.searched)
            self.steps += 1
            got = float(np.nanmean(self.search.avoided(self.harm, self.search.searched)(rest)))
            if got >= REACH * self.aim:
                self.members, self.reach = rest, got

    def package(self) -> Package:
        """Return what was found, over all worlds."""
        of = self.search.avoided(self.harm, self.search.worlds)
        whole, own = of(self.every), of(self.members)
        there = whole > 0.0
        share = float(np.nanmean(own) / np.nanmean(whole)) if self.members else 0.0
        hours = sum(-float(np.nanmean(self.search.avoided(key, self.search.worlds)(self.members)))
                    for key in HOURS)
        return Package(self.search.scenario, self.harm, tuple(sorted(self.members)), share,
                       int((own[there] >= REACH * whole[there]).sum()), int(there.sum()), hours,
                       self.steps, bool(share >= REACH))


def carry_out(plausible: Callable[[int], Sequence[Any]], simulate_arms: Simulate,
              worlds: int = WORLDS, people: int = PEOPLE, scenarios: Sequence[str] = SCENARIOS,
              progress: Say | None = None, **options: Any) -> Priced:
    """Return safeguards alone, together and in packages in so many plausible worlds."""
    began = time.monotonic()
    there = list(plausible(worlds))
    failed: dict[int, str] = {}
    frames, found = [], []
    for scenario in scenarios:
        base = load_scenario(scenario)

        def simulated(packages: list[Members], count: int, base: Any = base) -> pd.DataFrame:
            arms = {arm_of(one): patch_of(one) for one in packages}
            made = simulate_arms(there[:count], arms, seeds=SEEDS, people=people, weeks=WEEKS,
                                 window=WINDOW, indicators=(*HARMS, *HOURS), base=base,
                                 progress=progress, **options)
            failed.update(made.attrs.get("failed", {}))
            return made

        search = _Search(scenario, simulated, [int(world.number) for world in there])
        found += search.build()
        frames.append(search.means)
    return Priced(pd.concat(frames, ignore_index=True), tuple(found),
                  tuple(int(world.number) for world in there), people,
                  {"seconds": time.monotonic() - began,
                   "failed": {int(world): str(why) for world, why in failed.items()}})


def load(folder: str | Path) -> Priced:
    """Return what a folder holds; raise NotARun where it holds no priced safeguards."""
    told = read_manifest(folder)
    try:
        means = pd.read_parquet(Path(folder) / "means.parquet")
        found = tuple(Package(**{**one, "members": tuple(one["members"])}) for one in told[MARK])
        return Priced(means, found, tuple(told["worlds"]), int(told["people"]), told["facts"])
    except (OSError, KeyError, TypeError, ValueError) as fault:
        raise NotARun(f"{folder} holds no safeguards that can be read: {fault}") from fault


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a folder and its manifest, one sentence each."""
    told = read_manifest(folder)
    wrong = records.differing_files(Path(folder), told)
    if not wrong and load(folder).result != told["result"]:
        wrong.append("means.parquet gives another result than the manifest tells")
    return wrong
