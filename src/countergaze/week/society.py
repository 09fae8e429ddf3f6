"""Bring the people of a cell into the scratch block, and write them back."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, as_float, each, field_of, row_of, select, truth
from countergaze.compute.records import ByteField, FloatField, Names, Row
from countergaze.mechanisms import expression, sensing, society
from countergaze.mechanisms.society import CODE
from countergaze.week.few import keep_few, load_few
from countergaze.week.records import (
    BINS, Everybody, Few, Geography, People, Scratch, Store, Terms,
)

BIN = Names({name: place for place, name in enumerate(BINS)})


@apart
def load_float(me: People, row: Row, n, store: Store, field: FloatField, start):
    """Copy one field of the cell's people into a row."""
    for i in each(n):
        row[i] = field[start + i]


@apart
def load_byte(me: People, row: Row, n, store: Store, field: ByteField, start):
    """Copy one field of the cell's people into a row."""
    for i in each(n):
        row[i] = field[start + i]


@apart
def keep_float(me: People, row: Row, n, store: Store, field: FloatField, start):
    """Copy a row back into one field of the cell's people."""
    for i in each(n):
        field[start + i] = row[i]


@apart
def keep_byte(me: People, row: Row, n, store: Store, field: ByteField, start):
    """Copy a row back into one field of the cell's people."""
    for i in each(n):
        field[start + i] = row[i]


@apart
def copy(into, place, at, block, other, first, n):
    """Copy one field of n people from one store to another."""
    for i in each(n):
        into[place, at + i] = block[other, first + i]


@apart
def look_up(me: People, row: Row, n, tables, r, table, codes, begins):
    """Fill a row with what a code of the people means; begins: of `society.CODE`."""
    for i in each(n):
        row[i] = tables[r, table, society.code_in(codes[i], begins)]


@apart
def flag(me: People, row: Row, n, everybody: Everybody, first, mask):
    """Fill a row with 1.0 where a bit is set, for adults: children are in no group here."""
    for i in each(n):
        bits = everybody.bits[first + i]
        row[i] = truth((bits & (mask | society.ADULT)) == (mask | society.ADULT))


@apart
def draw(me: People, key, n, first: Row, second: Row, scratch: Scratch):
    """Draw twice for each person, into two rows.

    Apart from what is made of it: among whole numbers of eight bytes, numbers of four would be
    worked on half as many at a time.
    """
    for i in each(n):
        u, v = random.uniforms(key, scratch.words[i])
        first[i] = u
        second[i] = v


@apart
def draw_once(me: People, key, n, first: Row, scratch: Scratch):
    """Draw for each person what `draw` puts into its first row."""
    for i in each(n):
        u, unused = random.uniforms(key, scratch.words[i])
        first[i] = u


@apart
def draw_people(n, r, cell_word, terms: Terms, scratch: Scratch):
    """Work out the words that address the draws of the cell's people, and those of their codes."""
    key = terms.draws.static_codes[r]
    for i in each(n):
        scratch.words[i] = random.slot_word(cell_word, np.uint64(i))
        scratch.codes[i] = society.word_of(key, scratch.words[i])


@apart
def load_whoever_speaks(me: People, n, first, r, everybody: Everybody, terms: Terms,
                        scratch: Scratch):
    """Bring what speech needs of people anywhere: nature, own levels, fear, last dissent."""
    ps = terms.society[r]
    load_float(me, me.fear, n, everybody, everybody.fear, first)
    load_byte(me, me.since_dissent, n, everybody, everybody.since_dissent, first)
    codes = scratch.codes
    look_up(me, me.own_support, n, terms.tables, r, BIN.normal, codes, CODE.a_code)
    look_up(me, me.own_hardship, n, terms.tables, r, BIN.own_hardship, codes, CODE.h_code)
    for i in each(n):
        level = as_float(society.code_in(codes[i], CODE.r_code))
        me.risk_tolerance[i] = (level + 0.5) / 256.0  # `bins.uniform_bins`
    if terms.expression[r].contagion_form == 1.0:
        look_up(me, me.threshold, n, terms.tables, r, BIN.normal, codes, CODE.nerve_code)
    flag(me, me.adult, n, everybody, first, society.ADULT)
    flag(me, me.minority, n, everybody, first, society.MINORITY)
    for i in each(n):
        me.own_support[i] = society.own_support(ps, me.own_support[i], me.minority[i])
        me.own_hardship[i] = society.own_hardship(ps, me.own_hardship[i], me.minority[i])
        me.dread[i] = expression.dread(me.fear[i])


@apart
def load_people(me: People, n, first, r, c, everybody: Everybody, store: Store, few: Few,
                geography: Geography, terms: Terms, scratch: Scratch):
    """Bring the people of a cell at home into the block, and what is not dense into `store`."""
    city = np.int64(geography.city[c])
    pe, pc, codes = terms.sensing[r], terms.conduct[r], scratch.codes
    awareness = terms.city.awareness[r, city]
    quality_lost = terms.city.public[r, city].quality_lost
    load_whoever_speaks(me, n, first, r, everybody, terms, scratch)
    for k in range(len(scratch.dense_floats)):
        load_float(me, row_of(me, scratch.dense_floats[k, 0]), n, everybody,
                   field_of(everybody.floats, scratch.dense_floats[k, 1]), first)
    for k in range(len(scratch.dense_bytes)):
        load_byte(me, row_of(me, scratch.dense_bytes[k, 0]), n, everybody,
                  field_of(everybody.bytes, scratch.dense_bytes[k, 1]), first)
    for k in range(len(scratch.brought)):
        size, place, other = scratch.brought[k, 0], scratch.brought[k, 1], scratch.brought[k, 2]
        if size == 1:
            copy(store.bytes, place, 0, everybody.bytes, other, first, n)
        elif size == 2:
            copy(store.halves, place, 0, everybody.halves, other, first, n)
        else:
            copy(store.floats, place, 0, everybody.floats, other, first, n)
    load_few(me, n, r * geography.cells + c, store, few, scratch)
    look_up(me, me.z, n, terms.tables, r, BIN.z, codes, CODE.z_code)
    look_up(me, me.exposure, n, terms.tables, r, BIN.exposure, codes, CODE.x_code)
    if pc.peers_form == 1.0:
        look_up(me, me.nerve, n, terms.tables, r, BIN.uniform, codes, CODE.nerve_code)
    flag(me, me.worker, n, everybody, first, society.WORKER)
    flag(me, me.urban, n, everybody, first, society.URBAN)
    flag(me, me.elsewhere, n, everybody, first, society.ELSEWHERE)
    flag(me, me.official, n, everybody, first, society.OFFICIAL)
    flag(me, me.knows, n, everybody, first, society.KNOWS)
    for i in each(n):  # apart: see `draw`
        me.spare[i] = as_float(society.code_in(codes[i], CODE.luck_code))
    for i in each(n):
        code = me.spare[i]
        me.aware[i] = society.is_aware(awareness, code)
        opts_out = sensing.chance_to_opt_out(pe, me.support[i], quality_lost)
        me.opted_out[i] = society.has_opted_out(opts_out, code)
        bias = select(me.minority[i] > 0.5, pe.bias, 1.0)
        me.exposure[i] = me.exposure[i] * bias * sensing.kept_exposure(me.opted_out[i])
        listing = store.listing[i]
        me.affected[i] = truth((listing | store.holds_false[i] | store.case[i]) != 0)
        me.listed[i] = truth(listing != 0)
        me.everyone[i] = 1.0


@apart
def keep_people(me: People, n, first, r, c, everybody: Everybody, store: Store, few: Few,
                geography: Geography, scratch: Scratch):
    """Write the people of a cell at home back."""
    for k in range(len(scratch.dense_floats)):
        keep_float(me, row_of(me, scratch.dense_floats[k, 0]), n, everybody,
                   field_of(everybody.floats, scratch.dense_floats[k, 1]), first)
    for k in range(len(scratch.dense_bytes)):
        keep_byte(me, row_of(me, scratch.dense_bytes[k, 0]), n, everybody,
                  field_of(everybody.bytes, scratch.dense_bytes[k, 1]), first)
    for k in range(len(scratch.brought)):
        size, place, other = scratch.brought[k, 0], scratch.brought[k, 1], scratch.brought[k, 2]
        if size == 1:
            copy(everybody.bytes, other, first, store.bytes, place, 0, n)
        elif size == 2:
            copy(everybody.halves, other, first, store.halves, place, 0, n)
        else:
            copy(everybody.floats, other, first, store.floats, place, 0, n)
    keep_few(me, n, r * geography.cells + c, store, few, scratch)
