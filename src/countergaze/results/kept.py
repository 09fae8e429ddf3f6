"""Runs that were simulated once, kept for every plan that asks for one of them again.

A run is kept under a hash of all that led to it: the model, the libraries, the processor, every
setting of every week, seed, people, weeks and the table of places.  Which plan asked for it, under
which name, and over which weeks means are taken is no part of it.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from countergaze.compute.cache_store import CacheStore
from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine.provenance import made_by
from countergaze.engine.simulation import Result
from countergaze.results.manifest import plain

RUNS = CacheStore("results", 4_000_000_000)
MEANS = CacheStore("means", 1_000_000_000)
"""Window means of runs, where nobody asks for their weeks."""


class InFolder(CacheStore):
    """Entries in a folder that somebody named, which are all kept."""

    def __init__(self, folder: str | Path) -> None:
        super().__init__("means", 2**62)
        self.named = Path(folder)

    @property
    def folder(self) -> Path:
        """The folder of the entries, which need not be there."""
        return self.named


class Means(NamedTuple):
    """Window means of runs: names (indicator, scope), values (seeds, names)."""

    names: list[tuple[str, str]]
    values: np.ndarray


def key_of(settings: Settings, seed: int, people: int, weeks: int, places: Places,
           made: Mapping[str, str] | None = None) -> str:
    """Return the key of a run; made: by what it was made, this process and machine without."""
    return _hashed(settings, people, weeks, places, made, seed=seed)


def key_of_means(settings: Settings, seeds: Sequence[int], people: int, weeks: int,
                 windows: Sequence[tuple[int, int]], places: Places,
                 made: Mapping[str, str] | None = None) -> str:
    """Return the key of means over windows (first week, week after the last) of some seeds."""
    return _hashed(settings, people, weeks, places, made, seeds=seeds, windows=windows)


def _hashed(settings: Settings, people: int, weeks: int, places: Places,
            made: Mapping[str, str] | None, **more: Any) -> str:
    about = {"settings": [settings.values, settings.rows, settings.changes], **more,
             "people": people, "weeks": weeks, "places": places.digest,
             **(made_by() if made is None else made)}
    return hashlib.sha256(json.dumps(about, default=plain).encode()).hexdigest()[:32]


def keep(key: str, result: Result) -> bool:
    """Keep a run; return whether that could be done."""
    about = {"seed": result.seed, "facts": plain(result.facts),
             "names": [(name, scope) for name, scope, _ in result.series]}

    def write(file: BinaryIO) -> None:
        np.savez_compressed(file, about=np.array(json.dumps(about)),
                            series=np.array([values for _, _, values in result.series], float))

    return RUNS.put(key, write)


def kept(key: str) -> Result | None:
    """Return a run that was kept, or None."""
    with RUNS.open(key) as file:
        if file is None:
            return None
        try:
            with np.load(file) as content:
                about, series = json.loads(str(content["about"])), content["series"]
            rows = [(name, scope, values) for (name, scope), values in
                    zip(about["names"], series, strict=True)]
            return Result(about["seed"], rows, about["facts"])
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            return None  # whole, and yet written in another form


def keep_means(key: str, means: Sequence[Means], store: CacheStore | None = None) -> bool:
    """Keep the means of each window; return whether that could be done."""
    def write(file: BinaryIO) -> None:
        np.savez_compressed(file, about=np.array(json.dumps(means[0].names)),
                            values=np.array([one.values for one in means], float))

    return (MEANS if store is None else store).put(key, write)


def means_kept(key: str, store: CacheStore | None = None) -> list[Means] | None:
    """Return the means of each window that were kept, or None."""
    held = MEANS if store is None else store
    with held.open(key) as file:
        if file is None:
            return None
        try:
            with np.load(file) as content:
                names = [(name, scope) for name, scope in json.loads(str(content["about"]))]
                return [Means(names, values) for values in content["values"]]
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            return None  # whole, and yet written in another form
