"""Who lives where and what sets people apart: places, cities, cells, households, hosts.

1. People go to places by the table's population, to cities evenly, to cells evenly, each by
   largest remainder; cities = max(places, min(333, people / 3000)).
2. A cell holds 1 to 1024 people, cut into households by one of its place's four templates
   (quotas of sizes and ages, shuffled); the last household is cut where the cell ends.
3. abroad_share people, on top, live in the hosts by the hosts' shares.
4. A person's address is a word of (place code, city, cell, slot); conduct heterogeneity z,
   support at the start a0, hardship at the start h0, exposure x, risk aversion R, luck (who
   knows of a scheme, who opts out) and nerve (own thresholds) are each one of 256 equally likely
   bins, drawn from the address and the seed.
5. Urban slots are a quota of each city, the first slots of its cells.  Minority, registered
   elsewhere and officials' household are drawn once a household, with the table's shares.
6. Ties: `neighbours` slots nearby, a workplace of `workplace_ties` + 1 within a city (ages 15
   to 59), `bridge_ties` acquaintances anywhere (all symmetric; `compute/ties.py`).

Nobody is born, dies, ages or moves during a run, and households do not change.  Left out:
income, schooling, and how the attributes of one household go together beyond those of (5).

Sources: county sheet of the 2020 census (data/SOURCES.md); numbers of ties and laws of
heterogeneity are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countergaze.compute.maths import clip, truth
from countergaze.compute.bins import beta_bins, gamma_bins, normal_bins, uniform_bins
from countergaze.compute.random import PURPOSES, cell_word, key_of, mix, person_word
from countergaze.compute.records import Names
from countergaze.declare import Row, Table, constant, uncertainty
from countergaze.declare.state import (
    byte, draw, draws, drawn_byte, fields, person_draw, quantities,
)
from countergaze.mechanisms.society_layout import Layout, lay_out

__all__ = [
    "Host", "Layout", "Parameters", "People", "beta_bins", "gamma_bins", "lay_out",
    "normal_bins", "populate", "uniform_bins", "workplace_words",
]

ADULT, WORKER, URBAN, MINORITY = 1, 2, 4, 8
ELSEWHERE, OFFICIAL, KNOWS, TRAVELLER = 16, 32, 64, 128
CODE = Names({name: 8 * place for place, name in enumerate(
    ("z_code", "a_code", "h_code", "x_code", "r_code", "luck_code", "nerve_code"))})
"""Where each code of a person begins in the word of `words_of`, in bits."""
CHUNK = 64  # cells made at a time: their arrays stay in the cache


def _fixed(default, unit, meaning, bounds, **about):
    """Return a constant that cannot change during a run."""
    return constant(default, unit, meaning=meaning, bounds=bounds, may_change=False, **about)


def _unsure(default, unit, meaning, bounds, span, **about):
    """Return an uncertainty that cannot change during a run."""
    return uncertainty(default, unit, meaning=meaning, bounds=bounds, range=span,
                       may_change=False, **about)


class Parameters(Table, table="society"):
    """Numbers of society; none may change during a run."""

    neighbours = _unsure(4, "ties", "neighbours whose behaviour a person sees", (0, 8), (0, 8),
                         whole=True, expected_effects={"silenced": "-"})
    workplace_ties = _unsure(5, "ties", "workmates of a person of working age", (1, 15),
                             (2, 10), whole=True, expected_effects={"silenced": "-"})
    bridge_ties = _unsure(4, "ties", "acquaintances anywhere at home", (0, 16), (1, 8),
                          whole=True, expected_effects={"silenced": "-"})
    abroad_share = _unsure(0.01, "share", "people abroad for each resident, on top of them",
                           (0.0, 0.5), (0.005, 0.04), scale="log")
    officials_share = _unsure(0.04, "share", "people in officials' households, the connected",
                              (0.0, 1.0), (0.02, 0.08), scale="log",
                              expected_effects={"erased": "+"})
    z_shape = _unsure(0.3, "-", "shape of the gamma law of conduct heterogeneity (mean 1; "
                      "small: few people commit most acts)", (0.02, 100.0), (0.2, 1.0),
                      scale="log", expected_effects={"domain_spread": "-"})
    a0_mean = _unsure(0.25, "support", "mean private support at the start", (-1.0, 1.0),
                      (0.1, 0.4), expected_effects={"support": "+"})
    a0_sd = _unsure(0.45, "support", "standard deviation of private support at the start, "
                    "before it is clipped to [-1, 1]", (0.0, 2.0), (0.3, 0.6),
                    expected_effects={"latent": "+"})
    h0_a = _fixed(2.0, "-", "first shape of the beta law of hardship at the start",
                  (0.05, 100.0), source="convention (`conduct.hardship_mean` is its mean)")
    h0_b = _fixed(5.0, "-", "second shape of the beta law of hardship at the start",
                  (0.05, 100.0), source="convention (`conduct.hardship_mean` is its mean)")
    x_shape = _unsure(4.0, "-", "shape of the gamma law of exposure to observers (mean 1)",
                      (0.02, 100.0), (1.0, 16.0), scale="log",
                      expected_effects={"recorded_share": "+"})
    minority_a0 = _unsure(0.0, "support", "shift of a0 for minorities (no source: 0, swept)",
                          (-2.0, 2.0), (-0.2, 0.0), expected_effects={"support": "+"})
    minority_h0 = _unsure(0.0, "hardship", "shift of h0 for minorities (no source: 0, swept)",
                          (-1.0, 1.0), (0.0, 0.08), expected_effects={"hardship": "+"})
    burn_in = _fixed(270, "weeks", "weeks before week 0, from empty lists", (0, 2000),
                     whole=True, source="convention (about the age of the lists in 2018)")


class Host(Row, table="hosts"):
    """One host country, or group of them; unnamed on purpose."""

    share = constant(0.0, "share", bounds=(0.0, 1.0), source="convention (of unnamed hosts)",
                     may_change=False, meaning="share of the people abroad who live here (scaled "
                     "to add to 1)")
    protect = uncertainty(0.3, "share", bounds=(0.0, 1.0), range=(0.0, 0.95),
                          source="assumed (Freedom House 2025: host authorities had a part in 64 % "
                          "of incidents)", expected_effects={"files_abroad": "-"},
                          meaning="how far the host keeps a foreign state from its residents")
    rows = {"A": {"share": 0.4, "protect": 0.3}, "B": {"share": 0.25, "protect": 0.5},
            "C": {"share": 0.15, "protect": 0.7}, "D": {"share": 0.1, "protect": 0.3},
            "E": {"share": 0.1, "protect": 0.1}}


@dataclass(frozen=True)
class People:
    """What is kept of what sets people apart for good; their codes are drawn again, `words_of`.

    bits: uint8 (n_total,), ADULT (15 and over) to TRAVELLER; worker_count: int32 a cell.
    """

    bits: np.ndarray
    worker_count: np.ndarray


def word_of(key, address):
    """Return the word that holds all codes of a person; key: of the draw `static_codes`."""
    return mix(key ^ address)


def code_in(word, begins):
    """Return one code, a bin of `gamma_bins` and its kin, of a person's word; begins: `CODE`."""
    return (word >> np.uint64(begins)) & np.uint64(255)


def words_of(layout: Layout, seed: int, low: int, high: int) -> np.ndarray:
    """Return uint64 words of the people of cells low to high - 1, one after the other."""
    fill = layout.cell_fill[low:high]
    slot = np.arange(fill.sum()) - np.repeat(np.cumsum(fill) - fill, fill)
    address = person_word(np.repeat(layout.cell_word[low:high], fill), slot)
    return word_of(key_of(seed, PURPOSES["static_codes"], 0), address)


def own_support(p, standard_normal, minority):
    """Return a0, the support that a person drifts back to, in [-1, 1]."""
    return clip(p.a0_mean + p.a0_sd * standard_normal + p.minority_a0 * minority, -1.0, 1.0)


def is_aware(share, luck_code):
    """Return 1 if a person is among the `share` who know of schemes and rewards."""
    return truth(luck_code < 256.0 * share)


def has_opted_out(share, luck_code):
    """Return 1 if a person is among the `share` who do without city services that sense."""
    return truth(luck_code >= 256.0 * (1.0 - share))


def own_hardship(p, beta, minority):
    """Return h0, the hardship that a person drifts back to, in [0, 1]."""
    return clip(beta + p.minority_h0 * minority, 0.0, 1.0)


def workplace_words(layout: Layout, seed: int) -> np.ndarray:
    """Return int64 words below 2**31, one a city, that deal out its workplaces."""
    city = np.arange(len(layout.city_place)) - layout.place_first_city[layout.city_place]
    word = cell_word(layout.place_code[layout.city_place], city, 0)
    mixed = mix(key_of(seed, PURPOSES["workplace"], 0) ^ word)
    return (mixed >> np.uint64(33)).astype(np.int64)


def nobody(layout: Layout) -> People:
    """Return room for the people of `layout`."""
    return People(np.empty(layout.n_total, np.uint8), np.zeros(len(layout.cell_fill), np.int32))


def populate(layout: Layout, places, parameters, seed: int, *, know_list: float,
             travellers: float, room: People | None = None) -> People:
    """Return the people of `layout`, drawn from their addresses and the seed.

    places: the table that the layout was made from; parameters: `Parameters.Values`;
    know_list, travellers: shares of people with the bits KNOWS and TRAVELLER; room: where to
    write them, so that a large society is held once.
    """
    people, cells = room or nobody(layout), len(layout.cell_fill)
    keys = {name: key_of(seed, PURPOSES[name], 0)
            for name in ("static_bits", "household_bits")}
    shares = _household_shares(layout, places, parameters.officials_share)
    for low in range(0, cells, CHUNK):
        high = min(low + CHUNK, cells)
        _fill(people, layout, low, high, keys, shares, (know_list, travellers))
    return people


def _household_shares(layout: Layout, places, officials: float) -> np.ndarray:
    """Return float64[3, places]: minority, registered elsewhere, officials; hosts at the end.

    People abroad have the minority share of the whole table and neither of the other two.
    """
    hosts = len(layout.place_code) - layout.n_home_places
    weight = places.population / places.population.sum()
    minority = np.append(places.minority_share, np.full(hosts, weight @ places.minority_share))
    elsewhere = np.append(places.share_registered_elsewhere, np.zeros(hosts))
    return np.array([minority, elsewhere,
                     np.append(np.full(len(places), officials), np.zeros(hosts))])


def _fill(people: People, layout: Layout, low: int, high: int, keys, shares, known) -> None:
    """Write the people of cells low to high - 1."""
    first, fill = layout.first[low : high + 1], layout.cell_fill[low:high]
    span = slice(first[0], first[-1])
    cell = np.repeat(np.arange(high - low), fill)
    slot = np.arange(first[0], first[-1]) - (first[:-1])[cell]
    word = layout.cell_word[low:high][cell]
    address = person_word(word, slot)

    template = layout.cell_template[low:high][cell]
    age = layout.templates_age[template, slot]
    worker = age == 1
    bits = np.where(worker, np.uint8(ADULT | WORKER), np.where(age == 2, np.uint8(ADULT),
                                                                np.uint8(0)))
    bits |= np.where(slot < layout.cell_urban[low:high][cell], np.uint8(URBAN), np.uint8(0))

    own = mix(keys["static_bits"] ^ address)
    for bit, shift, share in ((KNOWS, 0, known[0]), (TRAVELLER, 32, known[1])):
        luck = (own >> np.uint64(shift)) & np.uint64(0xFFFFFFFF)
        bits |= np.where(luck < np.uint64(round(share * 2**32)), np.uint8(bit), np.uint8(0))
    starts = layout.templates_start[template, slot]
    home = mix(keys["household_bits"] ^ person_word(word, starts))
    limits = np.round(shares[:, layout.cell_place[low:high]] * 2**21).astype(np.uint64)
    for row, bit in enumerate((MINORITY, ELSEWHERE, OFFICIAL)):
        luck = (home >> np.uint64(21 * row)) & np.uint64(0x1FFFFF)
        bits |= np.where(luck < limits[row][cell], np.uint8(bit), np.uint8(0))
    people.bits[span] = bits

    people.worker_count[low:high] = np.bincount(cell[worker], minlength=high - low)


FIELDS = fields(
    z_code=drawn_byte("what moves conduct: code of a bin of the distribution of z"),
    a_code=drawn_byte("own level of support: code of a bin of a normal distribution"),
    h_code=drawn_byte("own level of hardship: code of a bin of its distribution"),
    x_code=drawn_byte("exposure to sensing: code of a bin of its distribution"),
    r_code=drawn_byte("tolerance of risk: code of a bin of a uniform distribution"),
    luck_code=drawn_byte("byte of bits that say who is aware, has opted out, has kin"),
    nerve_code=drawn_byte("own threshold: code of a bin"),
    bits=byte("what sets a person apart: adult, groups, knows a listed, travels", fixed=True),
)
QUANTITIES = quantities(
    z="what moves conduct, gamma with mean 1",
    own_support="own level of support",
    own_hardship="own level of hardship",
    exposure="exposure to sensing, mean 1",
    risk_tolerance="tolerance of risk, 0 to 1",
    nerve="own threshold of peers, 0 to 1",
    adult="1 for residents of 15 and over",
    minority="1 for adults of the minority",
    urban="1 for adults in towns",
    elsewhere="1 for adults registered elsewhere",
    official="1 for adults of an official's household",
    worker="1 for adults of working age",
    everyone="1 for all residents",
    ties="ties of the person, at least 1",
    household_listed="1 if somebody else of the household is on a list",
    household_newly_listed="1 if somebody else of the household came on a list last week",
    affected="above 0 if the week one person at a time concerns the person",
    spare="for steps of one pass",
    spare_2="for steps of one pass",
    draw_1="a draw of the pass that follows",
    draw_2="a draw of the pass that follows",
    draw_3="a draw of the pass that follows",
    draw_4="a draw of the pass that follows",
)
DRAWS = draws(
    static_codes=person_draw(1, "who a person is: codes of attributes", once=True),
    static_bits=draw(3, "who a person is: bits of their own"),
    household_bits=draw(4, "who a person is: bits of the household"),
    workplace=draw(8, "which cells of a city work together"),
)
