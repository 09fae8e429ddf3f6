"""Indicators of officials: what they bend, sell and report."""

from __future__ import annotations

from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return misuse, errors of reports, records erased, exits sold, and re-checks."""
    got, adults, cities, load = c.got, c.adults, c.reported.officials, c.reported.incidents.load
    a_year = 1e5 * YEAR
    return {
        "misuse": 1e2 * cities.misuse,
        "report_error": 1e2 * over(cities.report - load, load),
        "belief_error": 1e2 * over(cities.belief - load, load),
        "fabricated_cases": a_year * over(got["fabricated"], adults)[WHOLE],
        "erased": a_year * over(got["erased"], adults)[WHOLE],
        "sold_exits": a_year * over(got["sold"], adults)[WHOLE],
        "rechecks": a_year * over(c.p.officials.recheck * got["on_file"], adults)[WHOLE],
    }
