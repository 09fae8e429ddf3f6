"""A run's record in its manifest, read back as a scenario that can be simulated again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from countergaze.data.checks import BadTable
from countergaze.data.tables import Places, census_places, read_places
from countergaze.declare import Settings
from countergaze.mechanisms import ROWS, TABLES
from countergaze.scenarios.checks import names_that_lead_nowhere, problems_of
from countergaze.scenarios.dated import written
from countergaze.scenarios.source import Problem, ScenarioError, fail, printable

MANIFEST = "manifest.json"
TABLE = "places.csv"
"""The user's own table of places, beside the manifest."""
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Recorded:
    """What a manifest holds of a run beside its settings; folder: where it lies.

    table: what is told of the table of places (see `Places.record`).
    """

    folder: str
    people: int
    weeks: int
    seeds: tuple[int, ...]
    result: str
    version: str
    table: Mapping[str, Any] = field(default_factory=dict)

    def places(self) -> Places:
        """Return the table that the run was made with; raise BadTable where it is not at hand."""
        return places_of(self.table, self.folder)


def places_of(table: Mapping[str, Any], folder: str | Path) -> Places:
    """Return the table that a manifest in `folder` tells of, as in `Places.record`.

    Raise BadTable where there is another one, in the folder or in this version.
    """
    found = read_places(Path(folder) / TABLE) if table.get("own") else census_places()
    told = str(table.get("sha256", found.digest))
    if found.digest != told:
        where = f"{folder}/{TABLE}" if table.get("own") else "the table that this version ships"
        raise BadTable([f"{folder} was made with {table.get('file')} with SHA-256 {told[:12]}; "
                        f"{where} has {found.digest[:12]}"])
    return replace(found, file=str(table.get("file", found.file)))


def manifest_of(path: Path) -> Path | None:
    """Return the manifest that a path means: the file itself, or the one in a folder."""
    try:
        if path.name == MANIFEST and path.is_file():
            return path
        return path / MANIFEST if (path / MANIFEST).is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def read(path: Path) -> dict[str, Any]:
    """Return the content of a manifest of one run; raise ScenarioError where it is none."""
    name = printable(path, 200)
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(MOST_BYTES))
    except OSError as fault:
        raise fail(name, f"It cannot be read: {fault.strerror}.") from None
    except (ValueError, RecursionError) as fault:
        raise fail(name, f"It is not JSON: {printable(fault)}.") from None
    if isinstance(told, dict) and "arms" in told:
        raise fail(name, "It is of several worlds, not of one run: `countergaze compare "
                   f"{printable(path.parent, 200)}` simulates a comparison again.")
    try:
        settings_of(told["scenario"])
        record_of(told, path.parent)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise fail(name, f"It is no manifest of a run: {printable(repr(fault))}.") from None
    return told


def settings_of(scenario: Mapping[str, Any]) -> Settings:
    """Return the settings in a manifest as they stand; raise KeyError and the like."""
    changes = tuple((int(change["week"]), dict(change["values"]), dict(change["rows"]))
                    for change in scenario["changes"])
    return Settings(dict(scenario["values"]), dict(scenario["rows"]), changes)


def record_of(told: Mapping[str, Any], folder: Path) -> Recorded:
    """Return what a manifest holds beside its settings; raise KeyError and the like."""
    seeds = tuple(map(int, told.get("seeds") or (told["seed"],)))
    return Recorded(str(folder), int(told["people"]), int(told["weeks"]), seeds,
                    str(told["result"]), str(told["versions"].get("countergaze")),
                    dict(told.get("table") or {}))


def check(settings: Settings, folder: str | Path, version: str) -> None:
    """Raise ScenarioError with all that keeps this version from living recorded settings."""
    file = printable(Path(folder) / MANIFEST, 200)
    content = {**written(settings.values), **written(settings.rows), "changes": [
        {"week": week, **written(values), **written(rows)}
        for week, values, rows in settings.changes]}
    problems = problems_of(content, "", file)
    for name, table in TABLES.items():
        problems += _missing(file, name, table.fields, settings.values.get(name, {}))
    for name, row in ROWS.items():
        if name not in settings.rows:
            problems += _missing(file, name, row.fields, {})
        for key, held in settings.rows.get(name, {}).items():
            problems += _missing(file, f"{name}.{key}", row.fields, held)
    if not problems:
        problems = [Problem(file, 0, ".".join(map(str, place)), why)
                    for place, why in names_that_lead_nowhere(settings.rows)]
    if problems:
        head = Problem(file, 0, "", f"It was written by Countergaze {version}; this "
                       "version cannot live it again:")
        raise ScenarioError([head, *problems])


def _missing(file: str, name: str, fields: Mapping[str, Any], held: Any) -> list[Problem]:
    return [Problem(file, 0, f"[{name}] {key}", "is not in it.") for key in fields
            if not isinstance(held, dict) or key not in held]
