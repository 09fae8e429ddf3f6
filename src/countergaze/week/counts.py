"""Count: the weekly sums of a cell, in whole numbers, so that their order does not matter.

Sums are in units of 2**-18; what is summed is declared in `TALLIES` of the mechanisms.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute import maths
from countergaze.compute.maths import (
    apart, as_whole, each, fixed_sum, row_of, sum_by_group,
)
from countergaze.week.records import People, Scratch, Sums

ONE = 262144


@apart
def count(me: People, n, at, sums: Sums, scratch: Scratch):
    """Add up the week of the cell: every tally of a quantity."""
    rows = sums.tallies[at]
    for i in each(n):
        scratch.masks[0, i] = as_whole(0.0 - me.adult[i])
        scratch.masks[1, i] = as_whole(0.0 - me.minority[i])
        scratch.masks[2, i] = as_whole(0.0 - me.urban[i])
        scratch.masks[3, i] = as_whole(0.0 - me.elsewhere[i])
        scratch.masks[4, i] = as_whole(0.0 - me.official[i])
    for k in range(len(scratch.grouped)):
        sum_by_group(me, row_of(me, scratch.grouped[k, 0]), scratch.masks, n, rows,
                     scratch.grouped[k, 1])
    for k in range(len(scratch.whole)):
        rows[scratch.whole[k, 1], 0] += fixed_sum(
            me, row_of(me, scratch.whole[k, 0]), me.adult, n)
    for k in range(len(scratch.everyone)):
        rows[scratch.everyone[k, 1], 0] += fixed_sum(
            me, row_of(me, scratch.everyone[k, 0]), me.everyone, n)


@apart
def add(me: People, i, at, place, amount, sums: Sums):
    """Count an amount for one person, for the whole and for each of their groups."""
    whole = np.int64(amount * maths.FIXED + 0.5)
    sums.tallies[at, place, 0] += whole
    if me.minority[i] > 0.5:
        sums.tallies[at, place, 1] += whole
    if me.urban[i] > 0.5:
        sums.tallies[at, place, 2] += whole
    if me.elsewhere[i] > 0.5:
        sums.tallies[at, place, 3] += whole
    if me.official[i] > 0.5:
        sums.tallies[at, place, 4] += whole
