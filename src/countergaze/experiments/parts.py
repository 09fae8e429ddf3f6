"""The finished jobs of a comparison under way, kept so that it can go on where it stopped.

They lie in `DIR/.parts` beside a note of the plan that they belong to, each written under another
name and renamed, with its hash in its name: a part is there whole or not at all.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path

import numpy as np

from countergaze.experiments.plan import Plan
from countergaze.experiments.work import Outcome
from countergaze.results.manifest import digest, plain
from countergaze.results.store import PARTS, CannotWrite, FolderInUse

NOTE = "plan.json"
MARK = 16


class Parts:
    """The parts of one plan in one folder."""

    def __init__(self, folder: Path, plan: Plan, force: bool = False) -> None:
        """Open the folder; parts of another plan are refused, or with `force` removed."""
        self.folder = Path(folder) / PARTS
        self.outcomes: dict[tuple[int, tuple[int, ...]], Outcome] = {}
        try:
            note = self._note()
            if note not in (None, plan.key):
                if not force:
                    raise FolderInUse(f"{folder} holds the unfinished runs of another comparison "
                                      "or version; nothing was overwritten")
                shutil.rmtree(self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(NOTE, json.dumps({"plan": plan.key}).encode())
            self._read(plan)
        except OSError as fault:
            raise _refused(self.folder, fault) from fault

    @property
    def done(self) -> set[tuple[int, int]]:
        """The (arm, seed) of every finished run."""
        return {(arm, seed) for arm, seeds in self.outcomes for seed in seeds}

    def keep(self, arm: int, outcome: Outcome) -> None:
        """Keep what a job left."""
        about = {"arm": arm, "names": outcome.names, "weekly_names": outcome.weekly_names,
                 "facts": plain(outcome.facts)}
        sink = io.BytesIO()
        np.savez(sink, seeds=np.array(outcome.seeds, np.int64), means=outcome.means,
                 weekly=outcome.weekly, about=np.array(json.dumps(about)))
        content = sink.getvalue()
        name = f"{arm}-{outcome.seeds[0]}-{len(outcome.seeds)}.{digest(content)[:MARK]}.npz"
        try:
            self._write(name, content)
        except OSError as fault:
            raise _refused(self.folder, fault) from fault
        self.outcomes[arm, outcome.seeds] = outcome

    def close(self) -> None:
        """Remove the parts, and the folder if it holds nothing else."""
        shutil.rmtree(self.folder, ignore_errors=True)
        try:
            self.folder.parent.rmdir()
        except OSError:
            pass  # it holds a run

    def _note(self) -> str | None:
        """Return the plan that the parts belong to, "" where they do not say, None without."""
        if not self.folder.exists():
            return None
        try:
            return str(json.loads((self.folder / NOTE).read_bytes())["plan"])
        except (OSError, ValueError, KeyError, TypeError):
            return "" if any(self.folder.iterdir()) else None

    def _write(self, name: str, content: bytes) -> None:
        under_way = self.folder / f"{name}.{os.getpid()}.part"
        with under_way.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(under_way, self.folder / name)

    def _read(self, plan: Plan) -> None:
        """Take up whole parts; remove what an earlier process left half-written."""
        known = set(plan.seeds)
        for path in sorted(self.folder.iterdir()):
            if path.suffix == ".part":
                path.unlink(missing_ok=True)
            if path.suffix != ".npz":
                continue
            content = path.read_bytes()
            if digest(content)[:MARK] != path.name.split(".")[-2]:
                continue
            with np.load(io.BytesIO(content)) as kept:
                about = json.loads(str(kept["about"]))
                seeds = tuple(kept["seeds"].tolist())
                if about["arm"] < len(plan.arms) and known.issuperset(seeds):
                    self.outcomes[about["arm"], seeds] = Outcome(
                        seeds, [tuple(name) for name in about["names"]], kept["means"],
                        about["weekly_names"], kept["weekly"], about["facts"])


def _refused(folder: Path, fault: OSError) -> CannotWrite:
    return CannotWrite(f"{folder} cannot be written: {fault.strerror or fault}")
