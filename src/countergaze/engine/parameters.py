"""Parameters as the week reads them: one float32 row, each table at a fixed place in it."""

from __future__ import annotations

import numpy as np

from countergaze.declare import Settings
from countergaze.mechanisms import TABLES

_PLACES: dict[str, int] = {}
_next = 0
for _name, _table in TABLES.items():
    _PLACES[_name] = _next
    _next += len(_table.fields)

SOCIETY, CONDUCT, EXPRESSION = _PLACES["society"], _PLACES["conduct"], _PLACES["expression"]
SENSING, LISTS = _PLACES["sensing"], _PLACES["lists"]
SANCTIONS, ADAPTATION = _PLACES["sanctions"], _PLACES["adaptation"]
SOCIETY_END = SOCIETY + len(TABLES["society"].fields)
CONDUCT_END = CONDUCT + len(TABLES["conduct"].fields)
EXPRESSION_END = EXPRESSION + len(TABLES["expression"].fields)
SENSING_END = SENSING + len(TABLES["sensing"].fields)
LISTS_END = LISTS + len(TABLES["lists"].fields)
SANCTIONS_END = SANCTIONS + len(TABLES["sanctions"].fields)
ADAPTATION_END = ADAPTATION + len(TABLES["adaptation"].fields)


def numbers(settings: Settings) -> np.ndarray:
    """Return every parameter as one float32 row, in the order of the tables."""
    return np.array([
        parameter.number(settings.values[name][field])
        for name, table in TABLES.items() for field, parameter in table.fields.items()
    ], np.float32)


def values(settings: Settings, name: str):
    """Return the `Values` of one table as floats, for the institutions."""
    table = TABLES[name]
    return table.Values(*(parameter.number(settings.values[name][field])
                          for field, parameter in table.fields.items()))
