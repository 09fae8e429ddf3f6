"""A folder of results that is written whole or not at all.

Where no folder is yet, files go into a hidden sibling that takes the name by one rename. A folder
that is there stays the folder it is, `.` included: files are written in a hidden folder inside it,
flushed to disk and renamed into their places, the manifest last.  So a run that is interrupted,
killed or short of disk leaves nothing half-written that a reader would take for a run.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from countergaze.declare import errors
from countergaze.results.strays import is_stray

PARTS = ".parts"
"""Where an experiment keeps finished runs while others are under way."""
MANIFEST = "manifest.json"
RUN_FILES = (MANIFEST, "indicators.parquet", "report.html", "effects.parquet", "runs.parquet",
             "weekly.parquet", "systems.md", "safeguards.md", "places.csv", "means.parquet",
             "claims.html", "claims.md", "what-the-report-got-right.html",
             "what-the-report-got-right.md", "phase.html", "phase.md", "phase.svg",
             "packages.html", "packages.md", "tried.parquet", "plausible.parquet",
             "worlds.parquet", "samples.parquet", "outcomes.parquet", "sensitivity.parquet",
             "ro-crate-metadata.json", PARTS)
LONGEST = max(RUN_FILES, key=len)
HIDDEN = ".countergaze-"
"""How the hidden folders begin in which files wait for their place."""
REPLACING = f"{HIDDEN}replacing"
"""Where the files of an old run lie while a new one takes their place; only one may be there."""
TRIES, PAUSE = 6, 0.05  # seconds; a virus scanner or an indexer lets go of a file soon


class FolderInUse(errors.CountergazeError):
    """The folder holds something that must not be overwritten."""

    exit_code = errors.IN_USE


class CannotWrite(errors.CountergazeError):
    """The folder cannot be written: no permission, no space, or a file in the way."""

    exit_code = errors.CANNOT_WRITE


def check_free(folder: str | Path, force: bool = False, own: str = "") -> None:
    """Raise FolderInUse unless a run may be written to `folder`.

    An empty or missing folder is free, and so is one that holds nothing but `own` and what
    systems leave.  With `force` a folder is free if it holds a run and nothing else: other
    people's files are never removed.
    """
    path = Path(folder)
    try:
        if not path.exists():
            return
        if not path.is_dir():
            raise FolderInUse(f"{path} is a file, not a folder")
        names = {entry.name for entry in path.iterdir()}
    except OSError as fault:
        raise CannotWrite(f"{path} cannot be read: {fault.strerror}") from fault
    if REPLACING in names:
        raise FolderInUse(f"{path} holds {REPLACING}: another process is replacing the run there, "
                          "or was ended while it did. If none is at work, move its files back or "
                          "remove it")
    held = sorted(name for name in names if name != own and not is_stray(name)
                  and not name.startswith(HIDDEN))
    if not held:
        return
    if not force:
        what = "a run" if MANIFEST in held else f"files ({held[0]})"
        what = "an unfinished comparison" if held == [PARTS] else what
        raise FolderInUse(f"{path} holds {what}; nothing was overwritten")
    strange = [name for name in held if name not in RUN_FILES]
    if strange or not {MANIFEST, PARTS} & set(held):
        raise FolderInUse(f"{path} holds files that are not a run's "
                          f"({(strange or held)[0]}); move them first")


def check_ready(folder: str | Path, force: bool = False, own: str = "") -> None:
    """Raise FolderInUse or CannotWrite unless a run can be written; ask before a long run.

    What `write_whole` will do is tried: folders are made, a file is written and renamed into its
    place, and all of it is taken away again.
    """
    check_free(folder, force, own)
    path = Path(os.path.realpath(folder))
    with _refusals_of(path), _made(path):
        inner = path / _hidden()
        try:
            inner.mkdir()
            _write_flushed(inner / LONGEST, b"")
            _rename(inner / LONGEST, path / f"{inner.name}-tried")
            (path / f"{inner.name}-tried").unlink()
        finally:
            shutil.rmtree(inner, ignore_errors=True)


def parquet(table: Any) -> bytes:
    """Return an Arrow table as the bytes of a Parquet file, each page with a checksum."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue().to_pybytes()


def write_whole(folder: str | Path, files: Mapping[str, bytes], force: bool = False,
                own: str = "") -> Path:
    """Write `files` (name -> bytes) as the whole content of `folder`; return its path.

    With `force`, a run that is there steps aside and is removed only after the new one stands in
    its place; so does `own`, what was kept there while it was made.
    """
    check_free(folder, force, own)
    path = Path(os.path.realpath(folder))
    with _refusals_of(path):
        if path.exists():
            _fill(path, files, force, own)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            _appear(path, files)
    return path


def _appear(path: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder `path` with its files by one rename."""
    partial = path.with_name(_hidden())
    try:
        partial.mkdir()
        _write_all(partial, files)
        if path.exists():  # made by somebody else meanwhile
            check_free(path)
            _fill(path, files, False, "")
        else:
            _rename(partial, path)
        _flush_folder(path.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _fill(path: Path, files: Mapping[str, bytes], force: bool, own: str) -> None:
    """Put files into a folder that is there, in place of the run that it holds, if any."""
    inner, aside = path / _hidden(), path / REPLACING
    try:
        inner.mkdir()
        _write_all(inner, files)
        check_free(path, force, own)
        aside.mkdir()
        old = [name for name in dict.fromkeys((*RUN_FILES, *files))
               if name != own and (path / name).exists()]
        last = [own] if own and (path / own).exists() else []
        _exchange(path, inner, aside, old, [name for name in files if name != MANIFEST], last,
                  [name for name in files if name == MANIFEST])
        shutil.rmtree(aside, ignore_errors=True)
    finally:
        shutil.rmtree(inner, ignore_errors=True)


def _exchange(path: Path, inner: Path, aside: Path, *turns: Iterable[str]) -> None:
    """Move names out of a folder and into it by turns: out, in, out, in; back if one fails."""
    done: list[tuple[Path, Path]] = []
    try:
        for turn, names in enumerate(turns):
            source, target = (path, aside) if turn % 2 == 0 else (inner, path)
            for name in names:
                _rename(source / name, target / name)
                done.append((source / name, target / name))
            _flush_folder(path)
    except BaseException:
        for source, target in reversed(done):
            _rename(target, source)
        aside.rmdir()
        raise


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        _write_flushed(folder / name, content)
    _flush_folder(folder)


def _hidden() -> str:
    return f"{HIDDEN}{secrets.token_hex(4)}"


def _rename(source: Path, target: Path) -> None:
    """Rename, and try again for a moment where another program holds the file open."""
    for left in reversed(range(TRIES)):
        try:
            os.rename(source, target)
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(PAUSE)


@contextmanager
def _made(path: Path) -> Iterator[None]:
    """Make a folder and what is missing above it, and take away at the end what was made."""
    made: list[Path] = []
    try:
        for missing in reversed([one for one in (path, *path.parents) if not one.exists()]):
            missing.mkdir()
            made.append(missing)
        yield
    finally:
        for one in reversed(made):
            one.rmdir()


@contextmanager
def _refusals_of(path: Path) -> Iterator[None]:
    """Turn what the system refuses into CannotWrite."""
    try:
        yield
    except OSError as fault:
        raise CannotWrite(f"{path} cannot be written: {fault.strerror or fault}") from fault


def _write_flushed(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """Flush the names in a folder to disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
