"""Indicators of access to files and of rectification."""

from __future__ import annotations

from countergaze.mechanisms import access
from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Scoped, Values, over

STEPS = {"know": "record_known", "ask": "record_asked", "decided": "record_decided",
         "granted": "record_granted", "cleared": "record_cleared"}
"""Step of the funnel -> tally of people with a false record."""


def indicators(c: Counted) -> Values:
    """Return corrections on request, and files shown."""
    a_year = 1e5 * YEAR
    seen = access.chance_to_see(c.p.access) * c.got["on_file"]
    return {
        "rectified": a_year * over(c.got["record_granted"], c.adults)[WHOLE],
        "file_requests": a_year * over(seen, c.adults)[WHOLE],
    }


def by_scope(c: Counted) -> Scoped:
    """Return the steps from a false record to its correction, in 100,000 adults a year."""
    adults = c.adults[:, 0]
    out = {("rectification_funnel", f"step:{step}"): 1e5 * YEAR * over(c.got[name][:, 0], adults)
           for step, name in STEPS.items()}
    made = c.kinds[:, :, 1].sum(axis=1)
    return {("rectification_funnel", "step:made"): 1e5 * YEAR * over(made, adults), **out}
