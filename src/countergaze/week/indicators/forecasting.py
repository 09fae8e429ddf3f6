"""Indicators of visits."""

from __future__ import annotations

from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return visits, what they met, and where scrutiny falls."""
    got, adults, a_year = c.got, c.adults, 1e5 * YEAR
    return {
        "visits": a_year * over(got["visits"], adults),
        "unjust_visits": a_year * over(got["unjust_visits"], adults),
        "visit_precision": 1e2 * over(c.visited[:, :1] - c.visited[:, 1:2], c.visited[:, :1]),
        "visit_precision_soon": 1e2 * over(c.visited[:, 2:3], c.visited[:, :1]),
        "visit_precision_ever": 1e2 * over(c.visited[:, 3:], c.visited[:, :1]),
        "random_precision": 1e2 * over(got["aggrieved"], adults)[WHOLE],
        "random_precision_soon": 1e2 * over(got["speaks_soon"], adults)[WHOLE],
        "random_precision_ever": 1e2 * over(got["speaks_ever"], adults)[WHOLE],
        "scrutiny_concentration": 1e2 * c.reported.forecasting.concentration,
    }
