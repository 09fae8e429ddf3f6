"""Parameters as the week reads them: one float32 row, each table at a fixed place in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from countergaze.declare import Settings
from countergaze.mechanisms import TABLES, safeguards

_PLACES: dict[str, int] = {}
_next = 0
for _name, _table in TABLES.items():
    _PLACES[_name] = _next
    _next += len(_table.fields)

SOCIETY, CONDUCT, EXPRESSION = _PLACES["society"], _PLACES["conduct"], _PLACES["expression"]
SENSING, INTEGRATION, SCORING = _PLACES["sensing"], _PLACES["integration"], _PLACES["scoring"]
LISTS, SANCTIONS, APPEALS = _PLACES["lists"], _PLACES["sanctions"], _PLACES["appeals"]
FORECASTING, OFFICIALS = _PLACES["forecasting"], _PLACES["officials"]
ADAPTATION, ABROAD = _PLACES["adaptation"], _PLACES["abroad"]
FORECASTING_END = FORECASTING + len(TABLES["forecasting"].fields)
OFFICIALS_END = OFFICIALS + len(TABLES["officials"].fields)
SOCIETY_END = SOCIETY + len(TABLES["society"].fields)
CONDUCT_END = CONDUCT + len(TABLES["conduct"].fields)
EXPRESSION_END = EXPRESSION + len(TABLES["expression"].fields)
SENSING_END = SENSING + len(TABLES["sensing"].fields)
INTEGRATION_END = INTEGRATION + len(TABLES["integration"].fields)
SCORING_END = SCORING + len(TABLES["scoring"].fields)
LISTS_END = LISTS + len(TABLES["lists"].fields)
SANCTIONS_END = SANCTIONS + len(TABLES["sanctions"].fields)
APPEALS_END = APPEALS + len(TABLES["appeals"].fields)
ADAPTATION_END = ADAPTATION + len(TABLES["adaptation"].fields)
ABROAD_END = ABROAD + len(TABLES["abroad"].fields)

PEERS_FORM = CONDUCT + list(TABLES["conduct"].fields).index("peers_form")
CONTAGION_FORM = EXPRESSION + list(TABLES["expression"].fields).index("contagion_form")
REWARD, SCORE_CAN_LIST, POLITICAL, ASSOC, POINTS_PER_GRAVITY = range(_next, _next + 5)
"""What several mechanisms read, after all parameters."""


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
