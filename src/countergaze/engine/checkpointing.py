"""A long run left in the middle and taken up again, with the same bytes as in one go.

One file holds what was asked, all that changes in a society, and the indicators of the weeks so
far; it is replaced whole, so that a run killed at any moment leaves the last one that was finished.
It holds arrays and a text, nothing that is executed.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from countergaze import __version__
from countergaze.compute.cache_folder import replaced
from countergaze.declare.errors import CANNOT_WRITE, CountergazeError
from countergaze.engine.measure import Measure
from countergaze.engine.provenance import made_by

ABOUT = "about"
SOCIETY, SERIES, YEAR, SO_FAR = "society/", "series/", "last year/", "since start"
WORDS = {"version": "Countergaze", "model": "the model's source", "processor": "the processor",
         "numpy": "NumPy", "scipy": "SciPy", "numba": "Numba", "foreign": "mechanisms of one's own",
         "settings": "the scenario or its changes", "people": "people", "seeds": "seeds",
         "places": "the table of places"}


class NoCheckpoint(CountergazeError, ValueError):
    """There is no checkpoint that this run could go on from, explained in its message."""


class CannotKeep(CountergazeError, OSError):
    """The checkpoint cannot be written."""

    exit_code = CANNOT_WRITE


class Checkpointing:
    """Observer that leaves a checkpoint in `file` after every so many weeks, burn-in included."""

    def __init__(self, file: str | Path, every: int, measuring: Any) -> None:
        """measuring: the observer that counts; it must come before this one."""
        if every < 1:
            raise ValueError(f"a checkpoint comes every 1 week or more, not every {every}")
        self.file, self.every, self.measuring = Path(file), every, measuring

    def begin(self, simulation: Any) -> None:
        """Do nothing: the first checkpoint comes after so many weeks."""

    def after(self, simulation: Any, week: int) -> None:
        """Leave a checkpoint, where this week has one."""
        if (simulation.burn_in + week + 1) % self.every:
            return
        arrays = kept(simulation, self.measuring.measure)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            replaced(self.file, lambda part: _write(part, arrays))
        except OSError as fault:
            raise CannotKeep(f"the checkpoint {self.file} cannot be written: "
                             f"{fault.strerror or fault}") from fault


def asked(simulation: Any) -> dict[str, Any]:
    """Return all that the state of a run hangs on; how many weeks are to come is no part of it."""
    settings = [[one.values, one.rows, one.changes] for one in simulation.settings]
    return {"version": __version__, **made_by(),
            "settings": hashlib.sha256(json.dumps(settings).encode()).hexdigest(),
            "people": simulation.people, "seeds": list(simulation.seeds),
            "places": simulation.places.digest}


def kept(simulation: Any, measure: Measure | None) -> dict[str, np.ndarray]:
    """Return the arrays of a checkpoint by name; the text is an array of bytes."""
    arrays = {f"{SOCIETY}{name}": array for name, array in simulation.society.saved().items()}
    names: list[list[str]] = []
    if measure is not None:
        series = measure.series()
        names = [list(key) for key in series]
        arrays |= {f"{SERIES}{k}": values for k, values in enumerate(series.values())}
        arrays |= {f"{YEAR}{name}": values for name, values in measure.last_year.items()}
        arrays[SO_FAR] = measure.since_start
    told = {"asked": asked(simulation), "week": simulation.week, "names": names,
            "measured": measure is not None}
    arrays[ABOUT] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    return arrays


def _write(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    with path.open("wb") as out:
        np.savez(out, **arrays)  # type: ignore[arg-type]


def resume(simulation: Any, file: str | Path) -> Measure | None:
    """Put a new simulation where a checkpoint left off; return its measure, None before week 0.

    Raises NoCheckpoint where the file is missing or damaged, or belongs to another request or
    version: every difference is named, and the simulation is left as it was.
    """
    path = Path(file)
    try:
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in stored.files}
        told = json.loads(bytes(arrays.pop(ABOUT)))
    except FileNotFoundError:
        raise NoCheckpoint(f"there is no checkpoint {path}: start without resuming") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as fault:
        raise NoCheckpoint(f"the checkpoint {path} cannot be read ({fault}): start without "
                           "resuming") from fault
    if wrong := differences(told["asked"], asked(simulation)):
        raise NoCheckpoint(f"the checkpoint {path} is of another run: {'; '.join(wrong)}. Ask for "
                           "the same, or start without resuming")
    simulation.society.restore({name.removeprefix(SOCIETY): array
                                for name, array in arrays.items() if name.startswith(SOCIETY)})
    simulation.week = told["week"]
    if not told["measured"]:
        return None
    measure = simulation.new_measure()
    series = {(name, scope): arrays[f"{SERIES}{k}"]
              for k, (name, scope) in enumerate(told["names"])}
    measure.take_up(series, arrays[SO_FAR],
                    {name.removeprefix(YEAR): array for name, array in arrays.items()
                     if name.startswith(YEAR)})
    return measure


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return how two requests differ, in words; what is long is only said to differ."""
    return [f"{WORDS[name]} differs" if name in ("model", "settings", "places", "foreign")
            else f"{WORDS[name]}: {_shown(before.get(name))} then, {_shown(now[name])} now"
            for name in now if before.get(name) != now[name]]


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else \
        f"{value:,}" if isinstance(value, int) else str(value)
