"""Indicators of governance."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import appeals
from countergaze.week.indicators.counted import WHOLE, Counted, Values


def indicators(c: Counted) -> Values:
    """Return quality, demand, the budget for control, and appeals decided in time."""
    cities, pending, heard = c.reported.governance, c.got["pending"][WHOLE], c.got["heard"][WHOLE]
    chance = appeals.chance_of_hearing(c.p.appeals, 1e3 * pending / c.people[WHOLE])
    in_time = 1.0 - (1.0 - chance) ** 8
    waiting = (pending > 0.0) | (heard > 0.0)
    return {
        "service_quality": 1e2 * cities.quality,
        "service_demand": 1e2 * cities.demand[WHOLE],
        "control_share": 1e2 * cities.control_share[WHOLE],
        "appeals_in_time": 1e2 * np.where(waiting, in_time, np.nan),
    }
