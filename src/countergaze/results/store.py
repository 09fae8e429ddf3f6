"""A folder of results that is written whole or not at all.

Files go into a hidden sibling of the folder, are flushed to disk, and take the final name by one
rename. So a run that is interrupted, killed or short of disk leaves nothing half-written under
the name that a reader would open.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PARTS = ".parts"
"""Where an experiment keeps finished runs while others are under way."""
RUN_FILES = ("manifest.json", "indicators.parquet", "report.html",
             "effects.parquet", "runs.parquet", "weekly.parquet", "systems.md", "safeguards.md",
             PARTS)


class FolderInUse(Exception):
    """The folder holds something that must not be overwritten."""


class CannotWrite(Exception):
    """The folder cannot be written: no permission, no space, or a file in the way."""


def check_free(folder: str | Path, force: bool = False, own: str = "") -> None:
    """Raise FolderInUse unless a run may be written to `folder`; ask before a long run.

    An empty or missing folder is free, and so is one that holds nothing but `own`.  With `force`
    a folder is free if it holds a run and nothing else: other people's files are never removed.
    """
    path = Path(folder)
    try:
        if not path.exists():
            return
        if not path.is_dir():
            raise FolderInUse(f"{path} is a file, not a folder")
        held = sorted(entry.name for entry in path.iterdir() if entry.name != own)
    except OSError as fault:
        raise CannotWrite(f"{path} cannot be read: {fault.strerror}") from fault
    if not held:
        return
    if not force:
        what = "a run" if "manifest.json" in held else f"files ({held[0]})"
        what = "an unfinished comparison" if held == [PARTS] else what
        raise FolderInUse(f"{path} holds {what}; nothing was overwritten")
    strange = [name for name in held if name not in RUN_FILES]
    if strange or not {"manifest.json", PARTS} & set(held):
        raise FolderInUse(f"{path} holds files that are not a run's "
                          f"({(strange or held)[0]}); move them first")


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

    With `force`, a run that is there steps aside under a hidden name and is removed only after
    the new one stands in its place; so does `own`, what was kept there while it was made.
    """
    check_free(folder, force, own)
    path = Path(os.path.realpath(folder))
    token = secrets.token_hex(4)
    partial = path.with_name(f".{path.name}.partial-{token}")
    old = path.with_name(f".{path.name}.replaced-{token}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
        for name, content in files.items():
            _write_flushed(partial / name, content)
        _flush_folder(partial)
        check_free(folder, force, own)
        _take_place(partial, path, old)
        _flush_folder(path.parent)
    except OSError as fault:
        raise CannotWrite(f"{path} cannot be written: {fault.strerror or fault}") from fault
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        if path.exists():
            shutil.rmtree(old, ignore_errors=True)
    return path


def _take_place(partial: Path, path: Path, old: Path) -> None:
    """Rename `partial` to `path`; what stood there goes to `old`, and back if that fails."""
    moved = False
    try:
        if path.exists():
            path.rename(old)
            moved = True
        partial.rename(path)
    except BaseException:
        if moved and not path.exists():
            old.rename(path)
        raise


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
