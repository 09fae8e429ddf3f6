"""Indicators of the economy and of technology."""

from __future__ import annotations

from countergaze.week.indicators.counted import Counted, Values


def indicators(c: Counted) -> Values:
    """Return output of the week, technology and its procurement."""
    cities = c.reported.economy
    return {
        "output": 1e2 * cities.made,
        "technology": 1e2 * cities.technology,
        "procurement": 1e2 * cities.procurement,
        "sensing": 1e2 * cities.sensing,
    }
