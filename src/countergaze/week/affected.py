"""The week one person at a time: those with a new record, a listing, a false record or a case."""

from __future__ import annotations

from countergaze.compute.maths import apart, pick
from countergaze.week import access, appeals, integration, lists, lists_wrong, sanctions
from countergaze.week.records import People, Scratch, Store, Sums, Terms


@apart
def affected(me: People, n, start, at, r, city, store: Store, terms: Terms, sums: Sums,
             scratch: Scratch):
    """Let records travel, lists change, denials bite and appeals run for those affected."""
    for j in range(pick(me, me.affected, n, scratch.picked)):
        i = scratch.picked[j]
        if me.adult[i] > 0.5:
            who = start + i
            integration.file_records(me, i, who, at, r, city, store, terms, sums, scratch)
            integration.recheck(me, i, who, at, r, city, store, terms, sums, scratch)
            access.rectify(me, i, who, at, r, city, store, terms, sums, scratch)
            case = lists.change_lists(me, i, who, at, r, city, store, terms, sums, scratch)
            appeals.keep_case(who, store, case)
            sanctions.strike_the_listed(who, store)
            blocked = sanctions.refuse(me, i, who, at, r, city, store, terms, sums, scratch)
            appeals.appeal(me, i, who, at, r, city, blocked, store, terms, sums, scratch)
            lists.count_listed(me, i, who, at, r, store, terms, sums)
            lists_wrong.count_wrong(me, i, who, at, r, store, terms, sums)
            sanctions.honour(me, i, who, r, store, terms, scratch)
