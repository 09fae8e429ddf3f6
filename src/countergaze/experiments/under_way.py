"""A folder in which a comparison is under way: one process owns it, and says for what."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, Timeout

from countergaze.compute.cache_folder import replaced, system_lock
from countergaze.experiments.plan import Arm, Plan
from countergaze.results import manifest as records
from countergaze.results.run import NotARun, read_manifest
from countergaze.results.store import PARTS, CannotWrite, FolderInUse

LOCK, NOTE = ".lock", "plan.json"
SAME = ("people", "weeks", "window")


@contextmanager
def owned(folder: Path, plan: Plan, force: bool = False) -> Iterator[None]:
    """Let no other process carry out a comparison in the folder meanwhile.

    Raise FolderInUse where one does, or where an earlier version left unfinished runs there (with
    `force` these are removed), CannotWrite where the system refuses.
    """
    parts = folder / PARTS
    lock = system_lock(parts / LOCK)
    try:
        _begin(parts, lock, plan, force)
        yield
    finally:
        if lock is not None:
            lock.release()


def _begin(parts: Path, lock: BaseFileLock | None, plan: Plan, force: bool) -> None:
    """Take the lock and say for what."""
    try:
        parts.mkdir(parents=True, exist_ok=True)
        _acquire(lock, parts.parent)
        _make_empty(parts, force)
        replaced(parts / NOTE, lambda part: _write(part, _about(plan)))
    except OSError as fault:
        raise CannotWrite(f"{parts} cannot be written: {fault.strerror or fault}") from fault


def left(folder: Path, was_there: bool) -> None:
    """Take away what `owned` made; a folder that was there before it stays."""
    shutil.rmtree(folder / PARTS, ignore_errors=True)
    if not was_there:
        try:
            folder.rmdir()
        except OSError:
            pass  # somebody put something into it


def _acquire(lock: BaseFileLock | None, folder: Path) -> None:
    """Take the lock; where the file system has none, go on without."""
    try:
        if lock is not None:
            lock.acquire(timeout=0)
    except Timeout:
        raise FolderInUse(f"another process is at work on a comparison in {folder}") from None
    except (OSError, RuntimeError):
        pass


def _make_empty(parts: Path, force: bool) -> None:
    """Remove what is left there of a process that is no more."""
    strange = [path for path in parts.iterdir()
               if path.name not in (LOCK, NOTE) and path.suffix != ".part"]
    if strange and not force:
        raise FolderInUse(f"{parts.parent} holds the unfinished runs of another version "
                          f"({strange[0].name}); nothing was overwritten")
    for path in strange:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _write(part: Path, about: dict[str, Any]) -> None:
    part.write_text(json.dumps(records.plain(about), indent=1), encoding="utf-8")


def _about(plan: Plan) -> dict[str, Any]:
    """Return what somebody who finds the folder wants to know."""
    return {"process": os.getpid(), "began": records.written_now(),
            "arms": [arm.name for arm in plan.arms], "seeds": len(plan.seeds),
            "people": plan.people, "weeks": plan.weeks, "window": plan.window}


def continues(plan: Plan, folder: str | Path, kind: str = "") -> bool:
    """Return whether a plan finishes or extends the comparison that a folder holds.

    That is so where every arm and seed of it is in the plan, nothing else differs, the model,
    libraries and processor are the same, nobody changed a file, and runs had failed or are added.
    What is there may then be replaced, for nothing of it is lost.  kind: systems or safeguards,
    where it is one of these.
    """
    try:
        told = read_manifest(folder)
        if "arms" not in told or str(told.get("catalogue") or "") != kind:
            return False
        made = records.plain(records.made_with())
        old = [_told(arm) for arm in told["arms"]]
        new = [_planned(arm) for arm in plan.arms]
        seeds = list(told["seeds"])
        return (all(told.get(name) == made[name] for name in made if name != "source")
                and all(told[name] == getattr(plan, name) for name in SAME)
                and (told.get("table") or {}).get("sha256") == plan.places.digest
                and told["reference"] == plan.reference
                and all(arm in new for arm in old) and set(seeds) <= set(plan.seeds)
                and bool(told["failed"] or len(new) > len(old) or len(plan.seeds) > len(seeds))
                and not records.differing_files(Path(folder), told))
    except (NotARun, OSError, KeyError, TypeError, AttributeError):
        return False


def _told(arm: dict[str, Any]) -> list[Any]:
    changes = [[change[key] for key in ("week", "values", "rows")] for change in arm["changes"]]
    return [arm["name"], arm["values"], arm["rows"], changes, int(arm.get("window") or 0)]


def _planned(arm: Arm) -> list[Any]:
    settings = arm.settings
    return records.plain([arm.name, settings.values, settings.rows, settings.changes, arm.window])
