"""Runs that were simulated once, kept for every plan that asks for one of them again.

A run is kept under a hash of all that led to it: the model, the libraries, the processor, every
setting of every week, seed, people, weeks and the table of places.  Which plan asked for it, under
which name, and over which weeks means are taken is no part of it.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from typing import BinaryIO

import numpy as np

from countergaze.compute.cache_store import CacheStore
from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine.provenance import made_by
from countergaze.engine.simulation import Result
from countergaze.results.manifest import plain

RUNS = CacheStore("results", 4_000_000_000)


def key_of(settings: Settings, seed: int, people: int, weeks: int, places: Places,
           made: Mapping[str, str] | None = None) -> str:
    """Return the key of a run; made: by what it was made, this process and machine without."""
    about = {"settings": [settings.values, settings.rows, settings.changes], "seed": seed,
             "people": people, "weeks": weeks, "places": places.digest,
             **(made_by() if made is None else made)}
    text = json.dumps(about, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


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
