"""Indicators of stability: means over residents of what cities report."""

from __future__ import annotations

import numpy as np

from countergaze.week.indicators.counted import WHOLE, Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return load, backlog, unrest, delays, and the hours of control work."""
    cities = c.reported.incidents
    return {
        "over_capacity": 1e2 * cities.over_capacity,
        "margin": 1e2 * cities.margin[WHOLE],
        "load": 1e2 * cities.load,
        "backlog": cities.backlog[WHOLE],
        "breach": 1e2 * cities.breach[WHOLE],
        "unrest_intensity": 1e3 * cities.unrest_intensity,
        "unrest": 1e3 * cities.unrest[WHOLE],
        "delay": cities.delay[WHOLE],
        "handled": 1e2 * over(cities.done, cities.new)[WHOLE],
        "recovery_time": np.where(cities.since_shock > 0.0, cities.recovery[WHOLE], np.nan),
        "control_hours": cities.control_hours[WHOLE],
    }
