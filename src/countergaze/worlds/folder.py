"""A sample of worlds as a folder: all that were tried, those that are plausible, page, manifest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from countergaze.results import manifest as records
from countergaze.results import pages, store
from countergaze.results.columns import parquet
from countergaze.results.run import NotARun, read_manifest
from countergaze.worlds import making
from countergaze.worlds.making import Design
from countergaze.worlds.sample import SAMPLE

TRIED, MARK = "tried.parquet", "worlds_tried"


@dataclass(frozen=True, eq=False, repr=False)
class Sample:
    """Points that were tried and what the facts say of each; `plausible` are the worlds left."""

    design: Design
    tried: pd.DataFrame
    facts: dict[str, Any]

    def __repr__(self) -> str:
        """Return what was made, in one line."""
        kept = self.counts[making.PLAUSIBLE]
        return f"<Sample of {kept} plausible worlds, {len(self.tried)} tried>"

    @cached_property
    def plausible(self) -> pd.DataFrame:
        """The plausible worlds, spread out over the space, the first ones too."""
        return making.plausible_of(self.tried)

    @property
    def counts(self) -> dict[str, int]:
        """How many points are plausible, ruled out, degenerate, and failed."""
        return making.counts(self.tried)

    @property
    def command(self) -> str:
        """The command that makes the same again."""
        usual = Design()
        given = [f"--{name} {getattr(self.design, name)}"
                 for name in ("tried", "first", "seed", "people")
                 if name == "tried" or getattr(self.design, name) != getattr(usual, name)]
        return f"countergaze worlds {' '.join(given)} --out DIR"

    @cached_property
    def result(self) -> str:
        """The SHA-256 of all that was tried: equal for equal results."""
        return records.hash_of_series(
            (name, "", values.to_numpy(float)) if pd.api.types.is_numeric_dtype(values) else
            (f"{name}\0{json.dumps(values.tolist())}", "", np.empty(0))
            for name, values in self.tried.items())

    def save(self, folder: str | Path, force: bool = False) -> Path:
        """Write the folder, whole or not at all; return its path.

        Raises FolderInUse for a folder that holds something else, CannotWrite where the system
        refuses.
        """
        files = {TRIED: parquet(self.tried), SAMPLE: parquet(self.plausible),
                 "report.html": pages.make("worlds_report", self).encode()}
        return store.write_whole(folder, records.with_manifest(files, self.manifest()), force)

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest tells."""
        about = {"name": "Sample of plausible worlds", "description":
                 f"{len(self.tried):,} settings of what is not known were tried, of which the "
                 f"facts leave {self.counts[making.PLAUSIBLE]:,}."}
        return {"format": records.FORMAT, MARK: self.counts, "about": about,
                "design": asdict(self.design),
                "command": self.command, "people": self.design.people,
                "weeks": 52 * self.design.check_years, "result": self.result,
                "facts": self.facts,
                **{key: self.facts.get(key) for key in records.MADE_WITH},
                "written": records.written_now()}


def load(folder: str | Path) -> Sample:
    """Return the sample that a folder holds; raise NotARun where it holds none."""
    told = read_manifest(folder)
    try:
        return Sample(Design(**told["design"]), pd.read_parquet(Path(folder) / TRIED),
                      told["facts"])
    except (OSError, KeyError, TypeError, ValueError) as fault:
        raise NotARun(f"{folder} holds no sample of worlds that can be read: {fault}") from fault


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a folder and its manifest, one sentence each."""
    try:
        told = read_manifest(folder)
        found = records.differing_files(Path(folder), told)
        if load(folder).result != told["result"]:
            found.append(f"{TRIED} does not give the result of the manifest")
    except NotARun as fault:
        return [str(fault)]
    return found
