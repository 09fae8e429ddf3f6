"""Parameters as the week and the institutions read them."""

from __future__ import annotations

from countergaze.declare import Settings
from countergaze.mechanisms import TABLES, safeguards


def values(settings: Settings, name: str):
    """Return the `Values` of one table as floats, for the institutions."""
    return TABLES[name].of(settings)


def in_force(settings: Settings, week: int) -> Settings:
    """Return the settings of a week, changes made and safeguards applied."""
    now = settings.at(week)
    return Settings(safeguards.applied(now.values), now.rows)
