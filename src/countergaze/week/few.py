"""What only few people have: spread over the people of a cell, and put together again.

A mechanism's fields of this sort are a table.  For each cell, table after table, there are the
slots in the cell of those who have any of its fields, among numbers of two bytes; then its fields
one after the other, each with a number for every slot, among numbers of its type.  Runs of cells
follow each other without gaps, so a run must be read and written whole, in the order of its cells.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import apart, each, row_of
from countergaze.compute.records import Row
from countergaze.week.records import Few, People, Scratch, Store

FLOAT_ROW, BYTE_ROW, STORED_FLOAT, STORED_HALF, STORED_BYTE = range(5)
"""In what a field lies during the week: a row of the block, or a place of the cell's store."""
READ, WRITTEN = 0, 3
"""In `FewDesk.at`, where the places of what is read begin, and of what is written."""
FLOATS, HALVES, BYTES = range(3)


@apart
def load_few(me: People, n, cell, store: Store, few: Few, scratch: Scratch):
    """Put everybody of a cell at the start of each field, and the few where they are."""
    desk, picked = scratch.few, scratch.picked
    at = desk.at
    for t in range(len(desk.tables)):
        many = np.int64(few.counts[cell, t])
        for j in each(many):
            picked[j] = few.halves[at[READ + HALVES] + j]
        at[READ + HALVES] += many
        for f in range(desk.tables[t, 0], desk.tables[t, 1]):
            lies, place, start = desk.fields[f, 0], desk.fields[f, 1], desk.starts[f]
            if lies == FLOAT_ROW:
                spread_row(me, row_of(me, place), n, start, many, few.floats, at[READ + FLOATS],
                           picked)
                at[READ + FLOATS] += many
            elif lies == BYTE_ROW:
                spread_row(me, row_of(me, place), n, start, many, few.bytes, at[READ + BYTES],
                           picked)
                at[READ + BYTES] += many
            elif lies == STORED_FLOAT:
                spread(store.floats, place, n, start, many, few.floats, at[READ + FLOATS], picked)
                at[READ + FLOATS] += many
            elif lies == STORED_HALF:
                spread(store.halves, place, n, np.uint16(start), many, few.halves,
                       at[READ + HALVES], picked)
                at[READ + HALVES] += many
            else:
                spread(store.bytes, place, n, np.uint8(start), many, few.bytes, at[READ + BYTES],
                       picked)
                at[READ + BYTES] += many


@apart
def keep_few(me: People, n, cell, store: Store, few: Few, scratch: Scratch):
    """Find who is not at the start of the fields of each table, and keep those."""
    desk, picked = scratch.few, scratch.picked
    at = desk.at
    for i in each(n):
        desk.some[i] = 0
    for t in range(len(desk.tables)):
        bit = np.uint16(1 << t)
        for f in range(desk.tables[t, 0], desk.tables[t, 1]):
            lies, place, start = desk.fields[f, 0], desk.fields[f, 1], desk.starts[f]
            if lies == FLOAT_ROW or lies == BYTE_ROW:
                mark_row(me, row_of(me, place), n, start, bit, desk.some)
            elif lies == STORED_FLOAT:
                mark(store.floats, place, n, start, bit, desk.some)
            elif lies == STORED_HALF:
                mark(store.halves, place, n, np.uint16(start), bit, desk.some)
            else:
                mark(store.bytes, place, n, np.uint8(start), bit, desk.some)
    marked = pick_marked(n, desk.some, desk.marked)
    for t in range(len(desk.tables)):
        many = pick_of_table(marked, t, desk.marked, desk.some, picked)
        few.counts[cell, t] = many
        for j in each(many):
            desk.halves[at[WRITTEN + HALVES] + j] = picked[j]
        at[WRITTEN + HALVES] += many
        for f in range(desk.tables[t, 0], desk.tables[t, 1]):
            lies, place = desk.fields[f, 0], desk.fields[f, 1]
            if lies == FLOAT_ROW:
                gather_row(me, row_of(me, place), many, desk.floats, at[WRITTEN + FLOATS], picked)
                at[WRITTEN + FLOATS] += many
            elif lies == BYTE_ROW:
                gather_row(me, row_of(me, place), many, desk.bytes, at[WRITTEN + BYTES], picked)
                at[WRITTEN + BYTES] += many
            elif lies == STORED_FLOAT:
                gather(store.floats, place, many, desk.floats, at[WRITTEN + FLOATS], picked)
                at[WRITTEN + FLOATS] += many
            elif lies == STORED_HALF:
                gather(store.halves, place, many, desk.halves, at[WRITTEN + HALVES], picked)
                at[WRITTEN + HALVES] += many
            else:
                gather(store.bytes, place, many, desk.bytes, at[WRITTEN + BYTES], picked)
                at[WRITTEN + BYTES] += many


@apart
def spread_row(me: People, row: Row, n, start, many, kept, at, picked):
    """Fill a row with the start of a field, and with what is kept for those who are picked."""
    for i in each(n):
        row[i] = start
    for j in each(many):
        row[picked[j]] = kept[at + j]


@apart
def spread(block, place, n, start, many, kept, at, picked):
    """Fill a field of a store likewise."""
    for i in each(n):
        block[place, i] = start
    for j in each(many):
        block[place, picked[j]] = kept[at + j]


@apart
def mark_row(me: People, row: Row, n, start, bit, some):
    """Mark with the bit of a table who is not at the start of a field."""
    for i in each(n):
        some[i] = some[i] | np.uint16(row[i] != start) * bit


@apart
def mark(block, place, n, start, bit, some):
    """Mark likewise by a field of a store."""
    for i in each(n):
        some[i] = some[i] | np.uint16(block[place, i] != start) * bit


@apart
def pick_marked(n, some, marked):
    """List who is marked at all, in order; return how many."""
    many = np.int64(0)
    for i in range(n):
        marked[many] = i  # without a branch, which few take and none foresees
        many += np.int64(some[i] != 0)
    return many


@apart
def pick_of_table(n, table, marked, some, picked):
    """List who of n people is marked with the bit of a table; return how many."""
    many = np.int64(0)
    for j in range(n):
        picked[many] = marked[j]
        many += np.int64(some[marked[j]]) >> table & 1
    return many


@apart
def gather_row(me: People, row: Row, many, kept, at, picked):
    """Keep a row of those who are picked."""
    for j in each(many):
        kept[at + j] = row[picked[j]]


@apart
def gather(block, place, many, kept, at, picked):
    """Keep a field of a store likewise."""
    for j in each(many):
        kept[at + j] = block[place, picked[j]]
