"""Indicators of records and warnings."""

from __future__ import annotations

from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return records made, true and false, and warnings."""
    adults = c.adults
    made = c.kinds.sum((1, 2))[:, None]
    return {
        "recorded_share": 1e2 * over(c.kinds[:, :, 0].sum(1, keepdims=True), c.got["acts"][WHOLE]),
        "false_records": 1e5 * YEAR * over(c.kinds[:, :, 1].sum(1, keepdims=True), adults[WHOLE]),
        "false_dissent_records": 1e5 * YEAR * over(c.got["misheard"], adults)[WHOLE],
        "records": 1e3 * over(made, adults[WHOLE]),
        "warned": 1e5 * YEAR * over(c.got["warned"], adults),
    }
