"""A world: one setting of the unknown numbers and forms, under which scenarios are simulated."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from countergaze.declare import Settings
from countergaze.scenarios import Scenario, default


@dataclass(frozen=True)
class World:
    """One setting of what is not known.

    number: its place in the sample; changes: full name -> value, such as
    {"conduct.deterrence": 0.3, "appeals.decision_form": "anchored"}.
    """

    number: int
    changes: Mapping[str, Any]

    def scenario(self, base: Scenario | None = None) -> Scenario:
        """Return a scenario, the baseline unless given, under this world's numbers and forms.

        They hold from the first week of its burn-in. What the scenario itself sets otherwise than
        the baseline, or changes at a date, is what it is about, and stays.
        """
        start = default() if base is None else base
        own = set_by(start.settings) | dated(start.settings)
        changed = start.with_changes({key: value for key, value in self.changes.items()
                                      if key not in own})
        return replace(changed, name=start.name, title=start.title)

    def settings(self, given: Settings) -> Settings:
        """Return settings under this world's numbers and forms until their own dated changes."""
        own = set_by(given)
        values, rows = copy.deepcopy(given.values), copy.deepcopy(given.rows)
        for key, value in self.changes.items():
            if key in own:
                continue
            table, *place = key.split(".")
            if len(place) == 1:
                values[table][place[0]] = value
            elif place[0] in rows[table]:
                rows[table][place[0]][place[1]] = value
        return Settings(values, rows, given.changes)


def set_by(settings: Settings) -> set[str]:
    """Return the keys that settings hold otherwise than the baseline before any dated change."""
    usual = _baseline()
    return {key for key, value in flat(settings).items() if usual.get(key, value) != value}


def dated(settings: Settings) -> set[str]:
    """Return the keys that change at a date."""
    return {key for _, values, rows in settings.changes for key in flat(Settings(values, rows))}


def flat(settings: Settings) -> dict[str, Any]:
    """Return every number, form and field of a row by its full name, before any dated change."""
    found = {f"{table}.{key}": value for table, fields in settings.values.items()
             for key, value in fields.items()}
    return found | {f"{table}.{key}.{at}": value for table, keyed in settings.rows.items()
                    for key, row in keyed.items() for at, value in row.items()}


@cache
def _baseline() -> dict[str, Any]:
    return flat(default().settings)
