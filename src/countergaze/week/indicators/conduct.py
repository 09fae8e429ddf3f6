"""Indicators of acts, service and tip-offs."""

from __future__ import annotations

from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Scoped, Values, over


def indicators(c: Counted) -> Values:
    """Return what people do, and what of it rewards make."""
    got, adults = c.got, c.adults
    return {
        "offences": 1e2 * YEAR * over(got["acts"], adults)[WHOLE],
        "service": 1e2 * YEAR * over(got["service"], adults)[WHOLE],
        "first_offences": 1e2 * YEAR * over(got["first_acts"], adults)[WHOLE],
        "tips": 1e3 * YEAR * over(got["tips"], adults)[WHOLE],
        "performative": 1e2 * over(got["performative"], got["service_expected"])[WHOLE],
        "offences_scored": 1e2 * YEAR * over(got["scored_acts"], got["scored"])[WHOLE],
    }


def by_scope(c: Counted) -> Scoped:
    """Return the share of acts that leave a record, by kind of act."""
    return {("recorded_share_by_kind", f"act:{kind}"):
            1e2 * over(c.kinds[:, k, 0], c.got[f"acts_of_{k}"][:, 0])
            for k, kind in enumerate(c.acts)}
