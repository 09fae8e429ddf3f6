"""Indicators of copies of records and of corrections."""

from __future__ import annotations

from countergaze.mechanisms.integration import CORRECTION_WEEKS
from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Scoped, Values, over
from countergaze.week.records import AGENCY_TALLIES

OWN, COPIED = AGENCY_TALLIES.index("wrong_own"), AGENCY_TALLIES.index("wrong_copied")


def indicators(c: Counted) -> Values:
    """Return copies made, and false records held and never corrected."""
    made = c.kinds.sum((1, 2))[:, None]
    return {
        "copies_per_record": over(c.got["copies"][WHOLE], made),
        "wrong_records": 1e5 * over(c.got["false_held"], c.people)[WHOLE],
        "never_corrected": 1e2 * over(c.ended[:, -1:], c.ended.sum(1, keepdims=True)),
    }


def by_scope(c: Counted) -> Scoped:
    """Return what became of false records, and false records by agency."""
    out = {("time_to_correction", f"weeks:{span}"):
           1e5 * YEAR * over(c.got[f"corrected_{place}"], c.adults)[:, 0]
           for place, span in enumerate(CORRECTION_WEEKS)}
    for key, sums in c.agencies.items():
        shares = 1e5 * over(sums, c.people[WHOLE])
        out["wrong_records_own", f"agency:{key}"] = shares[:, OWN]
        out["wrong_records_copied", f"agency:{key}"] = shares[:, COPIED]
    return out
