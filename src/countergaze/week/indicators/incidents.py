"""Indicators of stability: means over residents of what cities report."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms.incidents_drawn import EVENT_SIZES
from countergaze.week.indicators.counted import WHOLE, Counted, Scoped, Values, over


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
        "participants_expected": 1e3 * cities.participants_expected,
        "participants": 1e3 * cities.participants[WHOLE],
        "event_size": over(cities.participants_expected, cities.unrest_intensity)[WHOLE],
        "delay": cities.delay[WHOLE],
        "handled": 1e2 * over(cities.done, cities.new)[WHOLE],
        "recovery_time": np.where(cities.since_shock > 0.0, cities.recovery[WHOLE], np.nan),
        "control_hours": cities.control_hours[WHOLE],
    }


def by_scope(c: Counted) -> Scoped:
    """Return the shares of cases by participants."""
    cases = c.reported.incidents.event_sizes
    share = 1e2 * over(cases, cases.sum(axis=1, keepdims=True))
    return {("event_sizes", f"size:{name}"): share[:, k] for k, name in enumerate(EVENT_SIZES)}
