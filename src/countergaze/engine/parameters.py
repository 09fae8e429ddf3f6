"""Parameters as the week and the institutions read them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from countergaze.declare import Settings
from countergaze.mechanisms import TABLES, safeguards


def numbers(settings: Settings, policy: Sequence[float]) -> np.ndarray:
    """Return every parameter as one float32 row, in the order of the tables, then `policy`."""
    found = [parameter.number(settings.values[name][field])
             for name, table in TABLES.items() for field, parameter in table.fields.items()]
    return np.array([*found, *policy], np.float32)


def values(settings: Settings, name: str):
    """Return the `Values` of one table as floats, for the institutions."""
    table = TABLES[name]
    return table.Values(*(parameter.number(settings.values[name][field])
                          for field, parameter in table.fields.items()))


def in_force(settings: Settings, week: int) -> Settings:
    """Return the settings of a week, changes made and safeguards applied."""
    now = settings.at(week)
    return Settings(safeguards.applied(now.values), now.rows)
