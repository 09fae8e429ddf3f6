"""The state at week 0, kept under a key of all that led to it, so that burn-in is paid once."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import zipfile
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from countergaze.compute import door
from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine.society import Society

LARGEST_FILE = 400_000_000
LARGEST_FOLDER = 2_000_000_000


@cache
def source_hash() -> str:
    """Return the SHA-256 over the package's Python files and shipped data, names included."""
    root = Path(__file__).parents[1]
    total = hashlib.sha256()
    for path in sorted(root.rglob("*"), key=lambda p: p.relative_to(root).as_posix()):
        if path.suffix in (".py", ".csv", ".toml", ".css") and path.is_file():
            content = path.read_bytes()
            total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def key_of(settings: Settings | Sequence[Settings], places: Places, people: int,
           seeds: Sequence[int]) -> str:
    """Return the key of the state at week 0: everything that can change it."""
    about: dict[str, Any] = {
        "settings": _histories(settings), "people": people,
        "seeds": list(seeds), "places": places.digest, "source": source_hash(),
        "machine": platform.machine() + platform.processor(), "numpy": np.__version__,
        "scipy": scipy.__version__, "numba": metadata.version("numba"),
    }
    return hashlib.sha256(json.dumps(about, sort_keys=False).encode()).hexdigest()[:32]


def _histories(settings: Settings | Sequence[Settings]) -> list[Any]:
    """Return the history of each replicate, or of all if they share one."""
    every = [settings] if isinstance(settings, Settings) else settings
    alone = all(one is every[0] for one in every)
    return [one.history() for one in (every[:1] if alone else every)]


def _folder() -> Path:
    return door.cache_folder() / "burn-in"


def keep(key: str, society: Society) -> bool:
    """Save the state at week 0; return whether it was saved. Old ones make room for new ones."""
    saved = society.saved()
    if sum(array.nbytes for array in saved.values()) > LARGEST_FILE:
        return False
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        part = _folder() / f"{key}.{os.getpid()}.part"
        with open(part, "wb") as out:
            np.savez(out, **saved)  # type: ignore[arg-type]
        os.replace(part, _folder() / f"{key}.npz")
        _make_room()
    except OSError:
        return False
    return True


def restore(key: str, society: Society) -> bool:
    """Load the state at week 0 if it was kept; a damaged file is passed over."""
    try:
        with np.load(_folder() / f"{key}.npz") as kept:
            society.restore({name: kept[name] for name in kept.files})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return False
    return True


def _make_room() -> None:
    """Remove the oldest files until the folder is small enough."""
    files = sorted(_folder().glob("*.npz"), key=lambda path: path.stat().st_mtime)
    total = sum(path.stat().st_size for path in files)
    for path in files:
        if total <= LARGEST_FOLDER:
            break
        total -= path.stat().st_size
        path.unlink(missing_ok=True)


def save(path: str | Path, society: Society) -> None:
    """Write a society's state to a file; `load` reads it into an equal society."""
    with open(path, "wb") as out:
        np.savez(out, **society.saved())  # type: ignore[arg-type]


def load(path: str | Path, society: Society) -> None:
    """Read a state that `save` wrote."""
    with np.load(path) as kept:
        society.restore({name: kept[name] for name in kept.files})
