"""Entries kept under a key of all that led to them: whole or not there, and checked when read.

An entry is one file: a line that says what it is, for which key, how long and with which hash,
then the content.  It is written under another name and renamed, so that two processes may write
the same one.  What is read is what was written: an entry that is cut, changed, of another key or
of another user is passed over, and replaced by the next that is kept.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from countergaze.compute.cache_folder import (
    cache_folder, locked, made, mine, note, replaced, running,
)

HEAD = 256
"""The bytes of the line before the content."""
OLDEST_PART = 86_400.0  # seconds; by then its process has ended, or its number belongs to another


@dataclass(frozen=True)
class Entry:
    """A file of the cache: bytes, and seconds since 1970 when it was last of use."""

    path: Path
    size: int
    used: float


class CacheStore:
    """Entries of one kind; `most` bytes of them are kept, those longest unused go first."""

    def __init__(self, kind: str, most: int) -> None:
        self.kind, self.most = kind, most

    @property
    def folder(self) -> Path:
        """The folder of the entries, which need not be there."""
        return cache_folder() / self.kind

    def path(self, key: str) -> Path:
        """Return the file of an entry, which need not be there."""
        return self.folder / f"{key}.entry"

    def put(self, key: str, write: Callable[[BinaryIO], None]) -> bool:
        """Keep what `write` writes to an open file; return whether that could be done."""
        def whole(part: Path) -> None:
            with part.open("wb+") as file:
                file.write(b" " * HEAD)
                write(file)
                file.seek(HEAD)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.seek(0, os.SEEK_END)
                file.seek(0)
                file.write(self._head(key, size - HEAD, digest))

        try:
            made(self.folder)
            replaced(self.path(key), whole)
            with locked(self.folder):
                sweep(self.folder)
                prune(entries(self.folder), self.most)
        except OSError:
            return False
        return True

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO | None]:
        """Give the content of an entry as a file at its beginning, None where there is none."""
        path = self.path(key)
        try:
            file = path.open("rb")
        except OSError:
            yield None
            return
        with file:
            if not self._is_whole(file, path, key):
                note(f"{path} was damaged or belongs to somebody else; it is made anew")
                yield None
                return
            try:
                os.utime(path)
            except OSError:
                pass
            yield file

    def _is_whole(self, file: BinaryIO, path: Path, key: str) -> bool:
        """Return whether a file is the entry of a key; leave it at the content's beginning."""
        try:
            if not mine(path):
                return False
            head, size = file.read(HEAD), os.fstat(file.fileno()).st_size
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(HEAD)
        except OSError:
            return False
        return head == self._head(key, size - HEAD, digest)

    def _head(self, key: str, size: int, digest: str) -> bytes:
        line = f"countergaze {self.kind} {key} {size} {digest}"
        return line.encode().ljust(HEAD - 1) + b"\n"


def entries(folder: Path) -> list[Entry]:
    """Return the files of a folder that are no parts or locks, those longest unused first."""
    found = []
    try:
        for path in folder.iterdir():
            if path.suffix != ".part" and not path.name.startswith("."):
                about = path.lstat()
                found.append(Entry(path, about.st_size, about.st_mtime))
    except OSError:
        pass
    return sorted(found, key=lambda entry: entry.used)


def excess(found: list[Entry], most: int) -> list[Entry]:
    """Return the first of some files, without which the others are at most `most` bytes."""
    total, over = sum(entry.size for entry in found), []
    for entry in found:
        if total <= most:
            break
        total -= entry.size
        over.append(entry)
    return over


def prune(found: list[Entry], most: int) -> list[Entry]:
    """Remove the first of some files until at most `most` bytes are left; return the removed."""
    gone = excess(found, most)
    for entry in gone:
        entry.path.unlink(missing_ok=True)
    return gone


def stale(folder: Path) -> list[Path]:
    """Return the parts in a folder, and those below it, of processes that are no more."""
    now, found = time.time(), []
    for path in folder.rglob("*.part"):
        owner = re.search(r"\.(\d+)\.part$", path.name)
        try:
            old = now - path.lstat().st_mtime > OLDEST_PART
        except OSError:
            continue
        if old or not owner or not running(int(owner[1])):
            found.append(path)
    return found


def sweep(folder: Path) -> int:
    """Remove the parts of processes that are no more; return how many there were."""
    gone = stale(folder)
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
