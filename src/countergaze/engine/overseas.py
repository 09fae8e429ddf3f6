"""The week of a cell of people abroad: they look, speak, and may come to be on file.

Their visible byte is that of people at home, but for bit 6: here it says that the state at home
keeps a file on the person, and it is the only place where that is stored.  They read kin at home
and ties abroad as of last week.
"""

from __future__ import annotations


from countergaze.compute import random
from countergaze.compute.maths import apart, as_float, each, fixed_sum, minimum, truth
from countergaze.engine import fields
from countergaze.engine.block import keep, load_whoever_speaks
from countergaze.engine.parameters import (
    ABROAD, ABROAD_END, ADAPTATION, ADAPTATION_END,
)
from countergaze.engine.rows import (
    A0, ADULT, AFFIRM, AWARE, DISSENT, DISSENT_CHANCE, FEAR, H0, HARDSHIP, KIN, KIN_BREADTH,
    KIN_DUTY, KIN_LINKS, LATENT, LISTED, ON_FILE, SINCE_DISSENT, SUPPORT, WISHES,
)
from countergaze.engine.state import ABROAD_METRICS, FILE_BIT
from countergaze.engine.terms import (
    BREADTH_HERE, FROM_KIN, FROM_SOURCES, HANDED, KEY_FILE, LINKED, OF_HOST,
)
from countergaze.mechanisms import abroad, adaptation

(ADULTS, DISSENTS, CHANCES, WOULD, AFFIRMS, FILES, FEARS) = range(len(ABROAD_METRICS))
"""Where the sums of people abroad stand, as `state.ABROAD_METRICS` names them."""


@apart
def load_abroad(b, n, start, r, number, store, last, terms, sight):
    """Bring the people of a cell abroad into the block; number: of the first of them abroad."""
    po = abroad.Parameters.Values(*terms.numbers[ABROAD:ABROAD_END])
    load_whoever_speaks(b, n, start, store, terms)
    for i in each(n):
        b[SUPPORT + i] = b[A0 + i]
        b[HARDSHIP + i] = b[H0 + i]
        b[AWARE + i] = 0.0
        b[LISTED + i] = 0.0
        b[ON_FILE + i] = truth((last[start + i] & FILE_BIT) != 0)
        b[KIN + i] = abroad.has_kin(po, store.bytes[fields.LUCK_CODE, start + i])
        b[WISHES + i] = abroad.wishes_to_return(po, store.bytes[fields.X_CODE, start + i])
    for i in range(n):
        city = sight.kin[r, 1, number + i]
        if sight.kin[r, 0, number + i] < 0:
            b[KIN + i] = 0.0
        b[KIN_LINKS + i] = terms.city[r, city, LINKED]
        b[KIN_BREADTH + i] = terms.city[r, city, BREADTH_HERE]
        b[KIN_DUTY + i] = terms.city[r, city, HANDED]


@apart
def look_home(b, n, r, number, last, ground, sight, desk):
    """Add what kin at home showed last week to what the people of a cell abroad see."""
    base = r * ground.sizes[2]
    for i in range(n):
        if b[KIN + i] > 0.5:
            desk.packed[i] = desk.packed[i] + sight.spread[last[base + sight.kin[r, 0, number + i]]]


@apart
def keep_files(b, n, r, place, terms, words):
    """Let files come and go, and fear move, `abroad` (2) and (3)."""
    po = abroad.Parameters.Values(*terms.numbers[ABROAD:ABROAD_END])
    pa = adaptation.Parameters.Values(*terms.numbers[ADAPTATION:ADAPTATION_END])
    from_sources = terms.city[r, place, FROM_SOURCES]
    from_kin, of_host = terms.city[r, place, FROM_KIN], terms.city[r, place, OF_HOST]
    key = terms.keys[r, KEY_FILE]
    for i in each(n):
        u_file, unused = random.uniforms(key, words[i])
        chance = abroad.chance_of_file(from_sources, from_kin, b[KIN + i], b[KIN_LINKS + i],
                                       b[KIN_DUTY + i])
        b[ON_FILE + i] = b[ADULT + i] * abroad.next_file(po, b[ON_FILE + i], chance, u_file)
        aim = abroad.fear_aimed_at(po, b[ON_FILE + i], b[KIN + i], b[KIN_BREADTH + i],
                                   b[WISHES + i], of_host)
        b[FEAR + i] = adaptation.fear_moved(pa, b[FEAR + i], aim)
        b[SINCE_DISSENT + i] = (1.0 - b[DISSENT + i]) * minimum(b[SINCE_DISSENT + i] + 1.0, 255.0)


@apart
def show_abroad(b, n, start, store, following):
    """Write the people of a cell abroad back, and what others will see of them."""
    for i in each(n):
        says = b[AFFIRM + i] + 2.0 * b[DISSENT + i]
        following[start + i] = says + as_float(FILE_BIT) * b[ON_FILE + i]
    keep(b, FEAR, n, store.floats, fields.FEAR, start)
    keep(b, SINCE_DISSENT, n, store.bytes, fields.SINCE_DISSENT, start)


@apart
def count_abroad(b, n, row, sums):
    """Add up the week of a cell abroad."""
    counted = sums.abroad[row]
    counted[ADULTS] += fixed_sum(b, ADULT, ADULT, n)
    counted[DISSENTS] += fixed_sum(b, DISSENT, ADULT, n)
    counted[CHANCES] += fixed_sum(b, DISSENT_CHANCE, ADULT, n)
    counted[WOULD] += fixed_sum(b, LATENT, ADULT, n)
    counted[AFFIRMS] += fixed_sum(b, AFFIRM, ADULT, n)
    counted[FILES] += fixed_sum(b, ON_FILE, ADULT, n)
    counted[FEARS] += fixed_sum(b, FEAR, ADULT, n)
