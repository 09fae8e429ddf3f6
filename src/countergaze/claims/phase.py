"""The headline experiment: more links against officials who bend the data, cell by cell.

The report says that more information helps (C05, C15), that officials who bend it defeat it (C39,
C41), and that control need not mean governance (C04).  Here links between agencies and levels, and
the integrity of offices, are set to a grid of values in the world of the defaults and in plausible
worlds.  Every cell is held against the same world without links and with offices as shipped:

* it controls where offences, dissent or unrest are lower by the smallest effect of interest, and
  none of these is higher by as much;
* it harms where false records in the files are more by as much;
* it is over capacity where that is so in OVER % of weeks or more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from countergaze.claims.claim_files import smallest
from countergaze.claims.work import DEFAULTS, Say, Simulate
from countergaze.results import manifest as records
from countergaze.results import pages, store
from countergaze.results.columns import parquet
from countergaze.results.run import NotARun, read_manifest

MARK = "phase"
CELLS, WORLDS, PEOPLE, WEEKS, WINDOW, SEEDS = 15, 8, 10_000, 104, 52, (1, 2)
LINKS, INTEGRITY = (0.0, 1.0), (0.1, 0.95)
ORDER = ("offences", "expected_dissent", "unrest_intensity")
HARM, LOAD = "wrong_records", "over_capacity"
SHOWN = (*ORDER, HARM, LOAD, "belief_error", "service_quality", "control_hours")
OVER = 30.0
REFERENCE = "reference"
CONTROLS, HARMS, FULL = 1, 2, 4
"""Bits of a cell's region: it controls, it harms, it is over capacity."""


def values(span: tuple[float, float], cells: int) -> list[float]:
    """Return the values of an axis."""
    return [round(float(value), 4) for value in np.linspace(*span, cells)]


def arms(cells: int) -> dict[str, Mapping[str, float]]:
    """Return the arms: the reference, and one a cell."""
    out: dict[str, Mapping[str, float]] = {
        REFERENCE: {"integration.horizontal": 0.0, "integration.vertical": 0.0}}
    for y in values(INTEGRITY, cells):
        for x in values(LINKS, cells):
            out[cell(x, y)] = {"integration.horizontal": x, "integration.vertical": x,
                               "officials.integrity": y}
    return out


def cell(links: float, integrity: float) -> str:
    """Return the name of a cell's arm."""
    return f"links {links:g}, integrity {integrity:g}"


@dataclass(frozen=True, eq=False, repr=False)
class Phase:
    """The phase diagram; means: one row a world, arm, seed and indicator."""

    means: pd.DataFrame
    cells: int
    people: int
    worlds: tuple[int, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return what it is, in one line."""
        return f"<Phase: {self.cells} x {self.cells} cells, {len(self.worlds)} worlds>"

    @cached_property
    def levels(self) -> dict[str, np.ndarray]:
        """Indicator -> (worlds, seeds, integrity, links); the defaults are the first world."""
        wide = self.means.set_index(["world", "seed", "arm", "indicator"])["value"].unstack(
            ["arm", "indicator"])
        rows = pd.MultiIndex.from_product([(DEFAULTS, *self.worlds), SEEDS])
        shape = (len(self.worlds) + 1, len(SEEDS), self.cells, self.cells)
        names = [name for name in arms(self.cells) if name != REFERENCE]
        return {key: wide.reindex(rows)[[(name, key) for name in names]].to_numpy(float).reshape(
            shape) for key in SHOWN}

    @cached_property
    def without(self) -> dict[str, np.ndarray]:
        """Indicator -> (worlds, seeds, 1, 1) of the reference."""
        rows = self.means[self.means["arm"] == REFERENCE]
        wide = rows.set_index(["world", "seed", "indicator"])["value"].unstack("indicator")
        order = pd.MultiIndex.from_product([(DEFAULTS, *self.worlds), SEEDS])
        shape = (len(self.worlds) + 1, len(SEEDS), 1, 1)
        return {key: wide.reindex(order)[key].to_numpy(float).reshape(shape) for key in SHOWN}

    def regions(self, by_seed: bool = False) -> np.ndarray:
        """Return the region of each cell (worlds, integrity, links), or (worlds, seeds, ...)."""
        def at(table: dict[str, np.ndarray], key: str) -> np.ndarray:
            return table[key] if by_seed else table[key].mean(axis=1)

        change = {key: at(self.levels, key) - at(self.without, key) for key in SHOWN}
        lower = np.any([change[key] <= -smallest()[key] for key in ORDER], axis=0)
        higher = np.any([change[key] >= smallest()[key] for key in ORDER], axis=0)
        found: np.ndarray = (CONTROLS * (lower & ~higher) + HARMS * (
            change[HARM] >= smallest()[HARM]) + FULL * (at(self.levels, LOAD) >= OVER))
        return found

    @property
    def soft(self) -> tuple[int, int]:
        """(cells at an edge whose region differs between seeds, cells at an edge)."""
        own = self.regions()[0]
        edge = at_edges(own)
        differ = (self.regions(by_seed=True)[0] != own).any(axis=0)
        return int((differ & edge).sum()), int(edge.sum())

    @property
    def agreeing(self) -> np.ndarray:
        """In how many plausible worlds each cell is in the region that it has at the defaults."""
        found = self.regions()
        agree: np.ndarray = (found[1:] == found[0]).sum(axis=0)
        return agree

    @cached_property
    def result(self) -> str:
        """The SHA-256 of all window means."""
        keys = ["world", "arm", "seed", "indicator"]
        rows = self.means.sort_values(keys)
        return records.hash_of_series([("\n".join(rows[keys].astype(str).agg(" ".join, axis=1)),
                                        "", rows["value"].to_numpy(float))])

    @property
    def command(self) -> str:
        """The command that makes the same again."""
        return (f"countergaze phase --cells {self.cells} --worlds {len(self.worlds)} --people "
                f"{self.people} --out DIR")

    def save(self, folder: str | Path, force: bool = False) -> Path:
        """Write the folder, whole or not at all; return its path."""
        files = {"means.parquet": parquet(self.means),
                 "phase.html": pages.make("phase_page", self).encode(),
                 "phase.md": pages.make("phase_markdown", self).encode(),
                 "phase.svg": pages.make("phase_picture", self).encode()}
        told = {"format": records.FORMAT, MARK: self.cells, "people": self.people, "weeks": WEEKS,
                "worlds": self.worlds, "seeds": SEEDS, "result": self.result,
                "about": {"name": "Phase diagram of integration and integrity",
                          "description": f"{self.cells} x {self.cells} cells at the defaults and "
                                         f"in {len(self.worlds)} worlds that fit the facts."},
                "facts": dict(self.facts), **records.made_with(), "written": records.written_now()}
        return store.write_whole(folder, records.with_manifest(files, told), force)


def at_edges(regions: np.ndarray) -> np.ndarray:
    """Return which cells have a neighbour, above, below or beside, in another region."""
    edge = np.zeros(regions.shape, bool)
    for axis in (0, 1):
        other = np.diff(regions, axis=axis) != 0
        pad = [(0, 0), (0, 0)]
        for side in ((0, 1), (1, 0)):
            pad[axis] = side
            edge |= np.pad(other, pad)
    return edge


def carry_out(cells: int, plausible: Callable[[int], Sequence[Any]], defaults: Any,
              simulate_arms: Simulate, worlds: int = WORLDS, people: int = PEOPLE,
              progress: Say | None = None, **options: Any) -> Phase:
    """Return the phase diagram of the defaults and of so many plausible worlds."""
    began = time.monotonic()
    there = list(plausible(worlds))
    means = simulate_arms([defaults, *there], arms(cells), seeds=SEEDS, people=people,
                          weeks=WEEKS, window=WINDOW, indicators=SHOWN, progress=progress,
                          **options)
    failed = {int(world): str(why) for world, why in means.attrs.get("failed", {}).items()}
    return Phase(means.drop(columns="scope"), cells, people, _numbers(there),
                 {"seconds": time.monotonic() - began, "failed": failed})


def _numbers(worlds: Iterable[Any]) -> tuple[int, ...]:
    return tuple(int(world.number) for world in worlds)


def load(folder: str | Path) -> Phase:
    """Return what a folder holds; raise NotARun where it holds no phase diagram."""
    told = read_manifest(folder)
    try:
        means = pd.read_parquet(Path(folder) / "means.parquet")
        return Phase(means, int(told[MARK]), int(told["people"]), tuple(told["worlds"]),
                     told["facts"])
    except (OSError, KeyError, TypeError, ValueError) as fault:
        raise NotARun(f"{folder} holds no phase diagram that can be read: {fault}") from fault


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a folder and its manifest, one sentence each."""
    told = read_manifest(folder)
    wrong = records.differing_files(Path(folder), told)
    if not wrong and load(folder).result != told["result"]:
        wrong.append("means.parquet gives another result than the manifest tells")
    return wrong
