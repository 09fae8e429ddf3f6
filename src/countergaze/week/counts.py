"""Count: the weekly sums of a cell, in whole numbers, so that their order does not matter.

Sums are in units of 2**-18; what is summed is declared in `TALLIES` of the mechanisms.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute import maths
from countergaze.compute.maths import apart, fixed_sum, row_of
from countergaze.compute.records import Row
from countergaze.week.records import People, Scratch, Sums, Terms

ONE = 262144


@apart
def count(me: People, n, cell, terms: Terms, sums: Sums, scratch: Scratch):
    """Add up the week of the cell: every tally of a quantity, and records by kind."""
    rows = sums.tallies[cell]
    for k in range(len(scratch.grouped)):
        by_group(me, n, row_of(me, scratch.grouped[k, 0]), scratch.grouped[k, 1], rows)
    for k in range(len(scratch.whole)):
        rows[scratch.whole[k, 1], 0] += fixed_sum(
            me, row_of(me, scratch.whole[k, 0]), me.adult, n)
    for k in range(len(scratch.everyone)):
        rows[scratch.everyone[k, 1], 0] += fixed_sum(
            me, row_of(me, scratch.everyone[k, 0]), me.everyone, n)
    for k in range(terms.act_columns.shape[2]):
        sums.by_kind.records[cell, k] += fixed_sum(me, me.records[k], me.adult, n)
        sums.by_kind.false_records[cell, k] += fixed_sum(me, me.false_records[k], me.adult, n)
        sums.by_kind.expected_records[cell, k] += fixed_sum(
            me, me.expected_records[k], me.adult, n)


@apart
def by_group(me: People, n, row: Row, place, rows):
    """Add up one row over the adults of the cell, and over those of each group."""
    rows[place, 0] += fixed_sum(me, row, me.adult, n)
    rows[place, 1] += fixed_sum(me, row, me.minority, n)
    rows[place, 2] += fixed_sum(me, row, me.urban, n)
    rows[place, 3] += fixed_sum(me, row, me.elsewhere, n)
    rows[place, 4] += fixed_sum(me, row, me.official, n)


@apart
def add(me: People, i, cell, place, amount, sums: Sums):
    """Count an amount for one person, for the whole and for each of their groups."""
    whole = np.int64(amount * maths.FIXED + 0.5)
    sums.tallies[cell, place, 0] += whole
    if me.minority[i] > 0.5:
        sums.tallies[cell, place, 1] += whole
    if me.urban[i] > 0.5:
        sums.tallies[cell, place, 2] += whole
    if me.elsewhere[i] > 0.5:
        sums.tallies[cell, place, 3] += whole
    if me.official[i] > 0.5:
        sums.tallies[cell, place, 4] += whole
