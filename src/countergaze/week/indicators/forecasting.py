"""Indicators of visits."""

from __future__ import annotations

from countergaze.week.indicators.counted import YEAR, Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return visits, what they met, and where scrutiny falls."""
    got, adults, a_year = c.got, c.adults, 1e5 * YEAR
    return {
        "visits": a_year * over(got["visits"], adults),
        "unjust_visits": a_year * over(got["unjust_visits"], adults),
        "visit_precision": 1e2 * over(c.visited[:, :1] - c.visited[:, 1:], c.visited[:, :1]),
        "scrutiny_concentration": 1e2 * c.reported.forecasting.concentration,
    }
