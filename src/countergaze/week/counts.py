"""Count: the weekly sums of a cell, in whole numbers, so that their order does not matter.

Sums are in units of 2**-18; what is summed is declared in `TALLIES` of the mechanisms.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute import maths
from countergaze.compute.maths import (
    apart, fixed_sum, row_of, sum_by_group, whole_sum, whole_sum_by_group,
)
from countergaze.compute.records import Row
from countergaze.week.records import People, Scratch, Sums

ONE = 262144


@apart
def count(me: People, n, at, sums: Sums, scratch: Scratch):
    """Add up the week of the cell: every tally of a quantity."""
    rows = sums.tallies[at]
    for k in range(len(scratch.grouped)):
        by_group(me, row_of(me, scratch.grouped[k, 0]), n, rows, scratch.grouped[k, 1])
    for k in range(len(scratch.grouped_units)):
        units_by_group(me, row_of(me, scratch.grouped_units[k, 0]), n, rows,
                       scratch.grouped_units[k, 1])
    for k in range(len(scratch.whole)):
        rows[scratch.whole[k, 1], 0] += fixed_sum(
            me, row_of(me, scratch.whole[k, 0]), me.adult, n)
    for k in range(len(scratch.whole_units)):
        rows[scratch.whole_units[k, 1], 0] += whole_sum(
            me, row_of(me, scratch.whole_units[k, 0]), me.adult, n)
    for k in range(len(scratch.everyone)):
        rows[scratch.everyone[k, 1], 0] += fixed_sum(
            me, row_of(me, scratch.everyone[k, 0]), me.everyone, n)


@apart
def by_group(me: People, row: Row, n, rows, place):
    """Add up a row over the people of each group."""
    sum_by_group(me, row, me.adult, me.minority, me.urban, me.elsewhere, me.official, n, rows,
                 place)


@apart
def units_by_group(me: People, row: Row, n, rows, place):
    """Add up a row of whole numbers over the people of each group."""
    whole_sum_by_group(me, row, me.adult, me.minority, me.urban, me.elsewhere, me.official, n,
                       rows, place)


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
