"""Indicators of records and warnings."""

from __future__ import annotations

from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Scoped, Values, over


def indicators(c: Counted) -> Values:
    """Return records made, true and false, and warnings."""
    adults = c.adults
    made = c.kinds.sum((1, 2))[:, None]
    return {
        "recorded_share": 1e2 * over(c.kinds[:, :, 0].sum(1, keepdims=True), c.got["acts"][WHOLE]),
        "false_records": 1e5 * YEAR * over(c.kinds[:, :, 1].sum(1, keepdims=True), adults[WHOLE]),
        "false_dissent_records": 1e5 * YEAR * over(c.got["misheard"], adults)[WHOLE],
        "records": 1e3 * over(made, adults[WHOLE]),
        "opted_out": 1e2 * over(c.got["opted_out"], adults)[WHOLE],
        "warned": 1e5 * YEAR * over(c.got["warned"], adults),
    }


def by_scope(c: Counted) -> Scoped:
    """Return offences, and what of them leaves a record, in cities that sense and in the others."""
    of, records = c.reported.sensing, c.kinds[:, :, 0].sum(1)
    sensed = of.sensed_adults[:, 0], of.sensed_acts[:, 0], of.sensed_records[:, 0]
    whole = c.adults[:, 0], c.got["acts"][:, 0], records
    out: Scoped = {}
    for name, (adults, acts, made) in {
            "sensed": sensed, "other": tuple(all_ - here for all_, here in zip(whole, sensed))
    }.items():
        out["offences_by_sensing", f"cities:{name}"] = 1e2 * YEAR * over(acts, adults)
        out["recorded_share_by_sensing", f"cities:{name}"] = 1e2 * over(made, acts)
    return out
