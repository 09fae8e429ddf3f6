"""Indicators of lists."""

from __future__ import annotations

from countergaze.mechanisms import lists_wrong
from countergaze.mechanisms.lists import CHANCES
from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Scoped, Values, over, rest
from countergaze.week.records import AGENCY_TALLIES

ENTRIES, LISTED, WRONGFUL = (AGENCY_TALLIES.index(name)
                             for name in ("entries", "listed", "wrongful_listing"))

OF_RESIDENTS = [about.name for about in (lists_wrong.BY_ANY_CAUSE, *lists_wrong.OTHER_CAUSES)]
"""Indicators that are tallies of the same names, in residents."""


def indicators(c: Counted) -> Values:
    """Return who is listed, who enters and leaves, and who is missed."""
    got, people, adults = c.got, c.people, c.adults
    listed, wrong = got["listed"], got["wrongful_listing"]
    missed = over(got["missed"], got["meets"])
    return {
        "listed": 1e5 * over(listed, people),
        "wrongful_listing": 1e5 * over(wrong, people),
        **{name: 1e5 * over(got[name], people) for name in OF_RESIDENTS},
        "wrongful_share": 1e3 * over(wrong, listed)[WHOLE],
        "cannot_pay_share": 1e2 * over(got["cannot_pay_listed"], listed)[WHOLE],
        "list_entries": 1e5 * YEAR * over(got["entries"], adults),
        "wrongful_entries_expected": 1e5 * YEAR / CHANCES * over(
            got["wrongful_expected"], adults)[WHOLE],
        "paid_unowed": 1e5 * YEAR * over(got["paid_unowed"], adults)[WHOLE],
        "paid_unowed_share": 1e2 * over(c.left[:, 1:], c.left[:, :1]),
        "list_exits": 1e5 * YEAR * over(got["exits"], adults)[WHOLE],
        "missed_share": 1e2 * missed[WHOLE],
        "false_omission": 1e5 * over(got["missed"], people - listed)[WHOLE],
        "listing_ratio": over(over(listed, people), over(rest(listed), rest(people))),
        "wrongful_gap": 1e5 * (over(wrong, people) - over(rest(wrong), rest(people))),
        "listing_gap_support": 1e5 * (over(got["listed_critics"], got["quiet_critics"]) - over(
            got["listed_supporters"], got["quiet_supporters"]))[WHOLE],
        "missed_gap": 1e2 * (missed - over(rest(got["missed"]), rest(got["meets"]))),
        "person_weeks_listed": 1e5 * over(c.since_start[0], people),
        "wrongful_person_weeks": 1e5 * over(c.since_start[1], people),
    }


def by_scope(c: Counted) -> Scoped:
    """Return entries and listings by agency."""
    people = c.people[:, 0]
    per_adult = YEAR * over(people, c.adults[:, 0])
    out: Scoped = {}
    for key, sums in c.agencies.items():
        shares = 1e5 * over(sums, people[:, None])
        out["list_entries", f"agency:{key}"] = shares[:, ENTRIES] * per_adult
        out["listed", f"agency:{key}"] = shares[:, LISTED]
        out["wrongful_listing", f"agency:{key}"] = shares[:, WRONGFUL]
    return out
