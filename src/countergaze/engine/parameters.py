"""Parameters as the week and the institutions read them."""

from __future__ import annotations

import copy

from countergaze.declare import Settings
from countergaze.mechanisms import ROWS, TABLES, safeguards


def defaults() -> Settings:
    """Return every parameter and row as the mechanisms declare them."""
    values = {name: {key: p.default for key, p in table.fields.items()}
              for name, table in TABLES.items()}
    rows = {name: {key: {at: copy.copy(given.get(at, p.default))
                         for at, p in row.fields.items()} for key, given in row.rows.items()}
            for name, row in ROWS.items()}
    return Settings(values, rows)


def values(settings: Settings, name: str):
    """Return the `Values` of one table as floats, for the institutions."""
    return TABLES[name].of(settings)


def in_force(settings: Settings, week: int) -> Settings:
    """Return the settings of a week, changes made and safeguards applied."""
    now = settings.at(week)
    return Settings(safeguards.applied(now.values), now.rows)
