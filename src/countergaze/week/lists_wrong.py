"""Wrong listings: who is on a list wrongly at the end of the week, cause by cause."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import lists_wrong
from countergaze.mechanisms.appeals import KNOWS_OF_LISTING
from countergaze.week.counts import add
from countergaze.week.records import People, Store, Sums, Terms, tally


def count_wrong(me: People, i, who, at, r, store: Store, terms: Terms, sums: Sums):
    """Count a listed person in each cause that holds, and once if any does."""
    listing = np.int64(store.listing[who])
    if listing == 0:
        return
    pl, pc, pg = terms.lists[r], terms.conduct[r], terms.safeguards[r]
    weeks, waits = np.int64(store.weeks_listed[who]), np.int64(store.weeks_waiting[who])
    unable, over = False, (np.int64(store.kept[who]) & listing) != 0
    for f in range(terms.families.shape[1]):
        family = terms.family[r, f]
        if listing & (1 << np.int64(family.agency)):
            unable = unable or lists_wrong.unable(family.court, me.hardship[i] > pc.cannot_pay)
            over = over or lists_wrong.over(pl, family.court, weeks)
    over = over or np.int64(store.leaving[who]) > 0
    through = (np.int64(store.through[who]) & listing) != 0
    knows = (np.int64(store.case[who]) & KNOWS_OF_LISTING) != 0
    unheard = lists_wrong.without_notice(pg.prior_notice, terms.sanctions[r].grace, weeks, knows)
    unheard = unheard or lists_wrong.without_hearing(pg.appeal_bench, waits)
    if unable:
        add(me, i, at, tally.listed_unable, 1.0, sums)
    if over:
        add(me, i, at, tally.listed_over, 1.0, sums)
    if through:
        add(me, i, at, tally.listed_through, 1.0, sums)
    if unheard:
        add(me, i, at, tally.listed_unheard, 1.0, sums)
    if unable or over or through or unheard or store.wrong[who] != 0:
        add(me, i, at, tally.listed_wrongly, 1.0, sums)
