"""Indicators of hardship, fear and support."""

from __future__ import annotations

from countergaze.week.indicators.counted import Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return the means over adults; support is added up as support + 1."""
    got, adults = c.got, c.adults
    return {
        "hardship": 1e2 * over(got["hardship"], adults),
        "fear": 1e2 * over(got["fear"], adults),
        "support": 1e2 * (over(got["support"], adults) - 1.0),
    }
