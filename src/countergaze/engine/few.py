"""The sparse lane: the few with a new record, a listing, a false record or a case, one by one."""

from __future__ import annotations

from countergaze.compute.maths import apart
from countergaze.engine.appealing import appeal
from countergaze.engine.filing import file_records, recheck
from countergaze.engine.listing import change_lists, count_listed, honour, refuse
from countergaze.engine.rows import ADULT, RARE


@apart
def live_few(b, n, start, flat, r, place, store, terms, sums, desk):
    """Let records travel, lists change, denials bite and appeals run for the few."""
    for i in range(n):
        if b[RARE + i] > 0.5 and b[ADULT + i] > 0.5:
            who = start + i
            file_records(b, i, who, flat, r, place, store, terms, sums, desk)
            recheck(b, i, who, flat, r, place, store, terms, sums, desk)
            change_lists(b, i, who, flat, r, place, store, terms, sums, desk)
            blocked = refuse(b, i, who, flat, r, place, store, terms, sums, desk)
            appeal(b, i, who, flat, r, place, blocked, store, terms, sums, desk)
            count_listed(b, i, who, flat, store, terms, sums)
            honour(b, i, who, r, store, terms, desk)
