"""The week of a cell of people abroad: they look, speak, and may come to be on file.

Their visible byte is that of people at home, but for bit 6: here it says that the state at home
keeps a file on the person, and it is the only place where that is stored.  They read kin at home
and ties abroad as of last week.
"""

from __future__ import annotations

from countergaze.compute import random
from countergaze.compute.maths import apart, as_float, each, fixed_sum, truth
from countergaze.mechanisms import abroad, society
from countergaze.mechanisms.society import CODE
from countergaze.week.adaptation import rest
from countergaze.week.records import Everybody, Geography, Network, People, Scratch, Sums, Terms
from countergaze.week.society import keep_byte, keep_float, load_whoever_speaks
from countergaze.week.ties import FILE_BIT


@apart
def load_abroad(me: People, n, first, r, number, everybody: Everybody, last, terms: Terms,
                network: Network, scratch: Scratch):
    """Bring the people of a cell abroad into the block; number: of the first of them abroad."""
    po = terms.abroad[r]
    load_whoever_speaks(me, n, first, r, everybody, terms, scratch)
    rest(me, n)
    for i in each(n):
        me.aware[i] = 0.0
        me.listed[i] = 0.0
        me.on_file[i] = truth((last[first + i] & FILE_BIT) != 0)
        word = scratch.codes[i]
        me.kin[i] = abroad.has_kin(po, as_float(society.code_in(word, CODE.luck_code)))
        me.wishes_to_return[i] = abroad.wishes_to_return(
            po, as_float(society.code_in(word, CODE.x_code)))
    for i in range(n):
        city = network.kin[r, 1, number + i]
        if network.kin[r, 0, number + i] < 0:
            me.kin[i] = 0.0
        me.kin_links[i] = terms.city.linked[r, city]
        me.kin_breadth[i] = terms.city.breadth[r, city]
        me.kin_duty[i] = terms.city.handed[r, city]


@apart
def look_home(me: People, n, r, number, last, geography: Geography, network: Network,
              scratch: Scratch):
    """Add what kin at home showed last week to what the people of a cell abroad see."""
    base = r * geography.people
    for i in range(n):
        if me.kin[i] > 0.5:
            shown = last[base + network.kin[r, 0, number + i]]
            scratch.packed[i] = scratch.packed[i] + network.spread[shown]


@apart
def keep_files(me: People, n, r, city, terms: Terms, words):
    """Let files come and go, and say what fear is drawn to, `abroad` (2) and (3)."""
    po = terms.abroad[r]
    from_sources = terms.city.from_sources[r, city]
    from_kin, of_host = terms.city.from_kin[r, city], terms.city.of_host[r, city]
    key = terms.draws.abroad_file[r]
    for i in each(n):
        u_file, unused = random.uniforms(key, words[i])
        chance = abroad.chance_of_file(from_sources, from_kin, me.kin[i], me.kin_links[i],
                                       me.kin_duty[i])
        me.on_file[i] = me.adult[i] * abroad.next_file(po, me.on_file[i], chance, u_file)
        me.fear_aimed_at[i] = abroad.fear_aimed_at(
            po, me.on_file[i], me.kin[i], me.kin_breadth[i], me.wishes_to_return[i], of_host)


@apart
def show_abroad(me: People, n, first, everybody: Everybody, following):
    """Write the people of a cell abroad back, and what others will see of them."""
    for i in each(n):
        says = me.affirm[i] + 2.0 * me.dissent[i]
        following[first + i] = says + as_float(FILE_BIT) * me.on_file[i]
    keep_float(me, me.fear, n, everybody, everybody.fear, first)
    keep_byte(me, me.since_dissent, n, everybody, everybody.since_dissent, first)


@apart
def count_abroad(me: People, n, at, sums: Sums):
    """Add up the week of a cell abroad."""
    sums.of_abroad.adults[at] += fixed_sum(me, me.adult, me.adult, n)
    sums.of_abroad.dissent[at] += fixed_sum(me, me.dissent, me.adult, n)
    sums.of_abroad.expected_dissent[at] += fixed_sum(me, me.dissent_chance, me.adult, n)
    sums.of_abroad.latent[at] += fixed_sum(me, me.latent, me.adult, n)
    sums.of_abroad.affirm[at] += fixed_sum(me, me.affirm, me.adult, n)
    sums.of_abroad.files[at] += fixed_sum(me, me.on_file, me.adult, n)
    sums.of_abroad.fear[at] += fixed_sum(me, me.fear, me.adult, n)
