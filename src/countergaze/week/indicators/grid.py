"""Indicators of grid management."""

from __future__ import annotations

import numpy as np

from countergaze.week.indicators.counted import WHOLE, Counted, Values


def indicators(c: Counted) -> Values:
    """Return mobilisation, its cost, and the drift of local rules."""
    cities = c.reported.grid
    return {
        "centre_load": 1e2 * cities.centre_load[WHOLE],
        "mobilised": 1e2 * cities.mobilised[WHOLE],
        "mobilisation_cost": 1e4 * cities.mobilisation_cost[WHOLE],
        "rule_drift": 1e2 * np.sqrt(cities.drift_square[WHOLE]),
    }
