"""The state at week 0, kept under a key of all that led to it, so that burn-in is paid once."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from countergaze.compute.cache_store import CacheStore
from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine.provenance import made_by
from countergaze.engine.society import Society

LARGEST_STATE = 400_000_000  # bytes
BURN_INS = CacheStore("burn-in", 2_000_000_000)


def key_of(settings: Settings | Sequence[Settings], places: Places, people: int,
           seeds: Sequence[int]) -> str:
    """Return the key of the state at week 0: everything that can change it."""
    about: dict[str, Any] = {"settings": _histories(settings), "people": people,
                             "seeds": list(seeds), "places": places.digest, **made_by()}
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:32]


def _histories(settings: Settings | Sequence[Settings]) -> list[Any]:
    """Return the history of each replicate, or of all if they share one."""
    every = [settings] if isinstance(settings, Settings) else settings
    alone = all(one is every[0] for one in every)
    return [one.history() for one in (every[:1] if alone else every)]


def keep(key: str, society: Society) -> bool:
    """Save the state at week 0; return whether it was saved."""
    saved = society.saved()
    if sum(array.nbytes for array in saved.values()) > LARGEST_STATE:
        return False
    return BURN_INS.put(key, lambda file: np.savez(file, **saved))  # type: ignore[arg-type]


def restore(key: str, society: Society) -> bool:
    """Load the state at week 0 if it was kept."""
    with BURN_INS.open(key) as file:
        if file is None:
            return False
        try:
            with np.load(file) as kept:
                society.restore({name: kept[name] for name in kept.files})
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return False
    return True


def save(path: str | Path, society: Society) -> None:
    """Write a society's state to a file; `load` reads it into an equal society."""
    with open(path, "wb") as out:
        np.savez(out, **society.saved())  # type: ignore[arg-type]


def load(path: str | Path, society: Society) -> None:
    """Read a state that `save` wrote."""
    with np.load(path) as kept:
        society.restore({name: kept[name] for name in kept.files})
