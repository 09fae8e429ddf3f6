"""Commands about what is kept from one run to the next: how much it is, and its removal."""

from __future__ import annotations

import json
import math
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from countergaze.cli import terminal

if TYPE_CHECKING:
    from countergaze.compute.cache_store import Entry

DAY = 86_400.0  # seconds
MB = 1_000_000  # bytes
MOST = 1_000_000_000.0  # days or MB; more than any cache has


@dataclass
class Kept:
    """What is kept of one kind: entries, parts of processes that are gone, what is not ours."""

    kind: str
    folder: Path
    entries: list[Entry] = field(default_factory=list)
    parts: list[Entry] = field(default_factory=list)
    foreign: list[Path] = field(default_factory=list)


def _number(context: click.Context, option: click.Parameter, text: str | None) -> float | None:
    """Return the number of an option; refuse what is none, or is below 0, in words."""
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= MOST:
        raise click.UsageError(f"{option.opts[0]} must be a number of {option.metavar} from 0 to "
                               f"{MOST:,.0f}, not {text!r}; nothing was removed", context)
    return value


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def cache(context: click.Context, as_json: bool) -> None:
    """Show what is kept between runs: kernels, burn-ins, results; prune removes some of it."""
    if context.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("give --json after prune", context)
        return
    from countergaze.compute.cache_folder import cache_folder

    folder, now = cache_folder(), time.time()
    found = _everything(folder)
    if as_json:
        terminal.say(json.dumps({"folder": str(folder),
                                 "kinds": [_record(kept, now) for kept in found]}, indent=1))
        return
    rows = [("kept", "entries", "size", "newest use", "oldest use", "folder")]
    for kept in found:
        ages = [_age(now - entry.used) for entry in (kept.entries[-1:] + kept.entries[:1])]
        rows.append((kept.kind, f"{len(kept.entries):,}", _size(kept.entries),
                     *(ages or ("-", "-")), str(kept.folder)))
    terminal.say(terminal.table(rows))
    parts = [part for kept in found for part in kept.parts]
    if parts:
        terminal.say(f"and {_counted(len(parts), 'unfinished file')} of processes that are gone, "
                     f"{_size(parts)}; to remove: countergaze cache prune")
    _tell_foreign(found)


@cache.command()
@click.option("--all", "everything", is_flag=True, help="Remove all entries.")
@click.option("--older-than", metavar="days", callback=_number,
              help="Remove entries that were last used longer ago.")
@click.option("--size", metavar="MB", callback=_number,
              help="Keep at most this much; those longest unused go first.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def prune(everything: bool, older_than: float | None, size: float | None, dry_run: bool,
          as_json: bool) -> None:
    """Remove entries, and always the unfinished files of processes that are gone.

    Whatever is removed is made again when a run needs it. What belongs to another user or lies
    outside of the cache folder stays.
    """
    from countergaze.compute.cache_folder import cache_folder
    from countergaze.compute.cache_store import excess
    from countergaze.results.store import CannotWrite

    if everything + (older_than is not None) + (size is not None) > 1:
        raise click.UsageError("give one of --all, --older-than and --size; nothing was removed")
    folder = cache_folder()
    found = _everything(folder)
    asked = sorted((entry for kept in found for entry in kept.entries),
                   key=lambda entry: entry.used)
    if older_than is not None:
        limit = time.time() - older_than * DAY
        asked = [entry for entry in asked if entry.used < limit]
    elif not everything:
        asked = [] if size is None else excess(asked, int(size * MB))
    chosen = set(asked)
    told, faults = [], []
    for kept in found:
        gone: list[Any] = []
        parts: list[Any] = []
        for entries, done in ((kept.parts, parts), (kept.entries, gone)):
            for entry in entries:
                if entries is kept.entries and entry not in chosen:
                    continue
                try:
                    if not dry_run:
                        _remove(entry.path)
                    done.append(entry)
                except OSError as fault:
                    faults.append(f"{entry.path}: {fault.strerror}")
        told.append((kept, gone, parts))
    _tell(folder, told, dry_run, as_json)
    if faults:
        raise CannotWrite(f"{_counted(len(faults), 'file')} could not be removed; {faults[0]}")


def _tell(folder: Path, told: list[tuple[Kept, list[Entry], list[Entry]]], dry_run: bool,
          as_json: bool) -> None:
    """Print what was removed of each kind, or would be."""
    if as_json:
        terminal.say(json.dumps({"folder": str(folder), "dry_run": dry_run, "removed": [
            {"kind": kept.kind, "entries": len(gone), "bytes": sum(e.size for e in gone),
             "unfinished": len(parts), "unfinished_bytes": sum(e.size for e in parts),
             "left_alone": list(map(str, kept.foreign))} for kept, gone, parts in told]},
            indent=1))
        return
    rows = [(kept.kind, f"{len(gone):,}", _size(gone), f"{len(parts):,}", _size(parts))
            for kept, gone, parts in told]
    terminal.say(terminal.table([("would be removed" if dry_run else "removed", "entries", "size",
                                  "unfinished files", "size"), *rows]))
    _tell_foreign([kept for kept, _, _ in told])


def _tell_foreign(found: list[Kept]) -> None:
    foreign = [path for kept in found for path in kept.foreign]
    if foreign:
        terminal.say(f"left alone, since it is not yours or not in the cache folder: {foreign[0]}"
                     + (f" and {len(foreign) - 1:,} more" if foreign[1:] else ""))


def _everything(folder: Path) -> list[Kept]:
    """Return what is kept of each kind."""
    from countergaze.compute.cache_folder import KINDS

    return [_kept(folder, kind) for kind in KINDS]


def _kept(folder: Path, kind: str) -> Kept:
    """Return what is kept of a kind: entries are files, or folders that hold a kernel."""
    from countergaze.compute.cache_folder import mine
    from countergaze.compute.cache_store import Entry, entries, stale

    kept = Kept(kind, folder / kind)
    if not os.path.lexists(kept.folder):
        return kept
    if kept.folder.is_symlink() or not (kept.folder.is_dir() and mine(kept.folder)):
        kept.foreign.append(kept.folder)
        return kept
    for entry in entries(kept.folder):
        inside = [entry.path, *entry.path.rglob("*")] if kind == "kernels" else [entry.path]
        if not _ours(inside) or entry.path.is_dir() != (kind == "kernels"):
            kept.foreign.append(entry.path)
        elif kind == "kernels":
            kept.entries.append(_kernel(entry.path))
        else:
            kept.entries.append(entry)
    kept.entries.sort(key=lambda entry: entry.used)
    for part in stale(kept.folder):
        if _ours([part]) and part.is_file():
            about = part.lstat()
            kept.parts.append(Entry(part, about.st_size, about.st_mtime))
        else:
            kept.foreign.append(part)
    return kept


def _ours(paths: list[Path]) -> bool:
    """Return whether paths are this user's and no links to elsewhere."""
    from countergaze.compute.cache_folder import mine

    return all(mine(path) and not path.is_symlink() for path in paths)


def _kernel(folder: Path) -> Entry:
    """Return the folder of a kernel as an entry: it was of use when a file of it last was."""
    from countergaze.compute.cache_store import Entry

    files = [path.lstat() for path in folder.rglob("*")
             if path.is_file() and path.suffix != ".part"]
    used = max((about.st_mtime for about in files), default=folder.lstat().st_mtime)
    return Entry(folder, sum(about.st_size for about in files), used)


def _remove(path: Path) -> None:
    """Remove a file, or the folder of a kernel once nobody compiles it."""
    from countergaze.compute.cache_folder import locked

    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    with locked(path):
        shutil.rmtree(path)


def _record(kept: Kept, now: float) -> dict[str, Any]:
    """Return what is kept of a kind as JSON has it; ages in days, none where nothing is kept."""
    ages = [round((now - entry.used) / DAY, 4) for entry in kept.entries]
    return {"kind": kept.kind, "folder": str(kept.folder), "entries": len(kept.entries),
            "bytes": sum(entry.size for entry in kept.entries),
            "oldest_days": ages[0] if ages else None, "newest_days": ages[-1] if ages else None,
            "unfinished": len(kept.parts), "unfinished_bytes": sum(e.size for e in kept.parts),
            "left_alone": list(map(str, kept.foreign))}


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _size(entries: list[Entry]) -> str:
    return f"{sum(entry.size for entry in entries) / MB:,.1f} MB"


def _age(seconds: float) -> str:
    """Return an age in the largest unit that it fills."""
    for word, length in (("day", DAY), ("hour", 3600.0), ("minute", 60.0)):
        if seconds >= length:
            return f"{_counted(int(seconds // length), word)} ago"
    return "just now"
