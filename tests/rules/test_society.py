"""Society: who lives where, by hand counts against the table of places."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from scipy import stats

from countergaze.compute import random
from countergaze.compute.households import apportion
from countergaze.data.tables import census_places, read_places
from countergaze.mechanisms import society
from countergaze.mechanisms.society import (
    ADULT, ELSEWHERE, KNOWS, MINORITY, OFFICIAL, TRAVELLER, URBAN, WORKER, Host, Parameters,
)

PLACES = census_places()
DEFAULTS = Parameters.defaults()
AWKWARD = (5_003, 20_011, 1_000_003)
SOCIETIES: dict = {}


def a_society(people: int, places=PLACES, seed: int = 1, hosts=Host.rows):
    """Return layout and people, made once for the census table."""
    key = (people, seed)
    if places is PLACES and hosts is Host.rows and key in SOCIETIES:
        return SOCIETIES[key]
    layout = society.lay_out(places, hosts, people, DEFAULTS)
    made = layout, society.populate(layout, places, DEFAULTS, seed, know_list=0.5,
                                    travellers=0.1)
    if places is PLACES and hosts is Host.rows:
        SOCIETIES[key] = made
    return made


def national(column):
    return float(column @ PLACES.population / PLACES.population.sum())


def of_persons(layout):
    """Return cell and slot of each person."""
    cell = np.repeat(np.arange(len(layout.cell_fill)), layout.cell_fill)
    return cell, np.arange(layout.n_total) - layout.first[cell]


def test_largest_remainder_by_hand():
    """Seven seats for weights 5, 3, 1 are 4, 2 and 1; a least share is kept."""
    assert apportion([5, 3, 1], 7).tolist() == [4, 2, 1]
    assert apportion([1000, 1, 1], 5, least=1).tolist() == [3, 1, 1]
    assert apportion([1, 1, 1, 1], 4, least=1).tolist() == [1, 1, 1, 1]
    with pytest.raises(ValueError, match="at least 2"):
        apportion([1, 1], 3, least=2)


@pytest.mark.parametrize("people", AWKWARD)
def test_place_shares_match_the_table_within_one_person(people):
    """Each province has its share of residents, and of urban residents, to one person."""
    layout, made = a_society(people)
    exact = people * PLACES.population / PLACES.population.sum()
    home = layout.cell_place[: layout.n_home_cells]
    counts = np.bincount(home, layout.cell_fill[: layout.n_home_cells])
    assert np.abs(counts - exact).max() < 1.0
    assert layout.n_home == people == counts.sum()
    urban = (made.bits[:people] & URBAN) > 0
    urban = np.bincount(home[np.repeat(np.arange(len(home)),
                                       layout.cell_fill[: len(home)])], urban)
    assert np.abs(urban - PLACES.urban_share * counts).max() <= 0.5 + 1e-9


@pytest.mark.parametrize("people", AWKWARD)
def test_cells_are_dense_and_never_cross_a_border(people):
    """Persons are numbered without gaps, 1 to 1024 a cell; each place has a city and a cell."""
    layout, _ = a_society(people)
    assert layout.cell_fill.min() >= 1 and layout.cell_fill.max() <= 1024
    assert np.array_equal(np.diff(layout.first), layout.cell_fill)
    assert layout.first[-1] == layout.n_total and layout.first[layout.n_home_cells] == people
    assert np.array_equal(layout.city_place[layout.cell_city], layout.cell_place)
    assert np.diff(layout.place_first_city).min() >= 1
    assert np.diff(layout.city_first_cell).min() >= 1
    assert layout.n_home_cities == max(31, min(333, people // 3000))
    assert (np.diff(layout.cell_place) >= 0).all() and (np.diff(layout.cell_city) >= 0).all()


def test_people_abroad_come_on_top_and_by_the_hosts_shares():
    """One in a hundred lives abroad, in hosts A to E by 40, 25, 15, 10 and 10 in 100."""
    layout, _ = a_society(20_011)
    assert layout.n_total - layout.n_home == 200
    assert layout.place_name[31:] == list("ABCDE")
    assert layout.place_people[31:].tolist() == [80, 50, 30, 20, 20]
    nobody = society.lay_out(PLACES, Host.rows, 5_003, Parameters.defaults(abroad_share=0.0))
    assert nobody.n_total == 5_003 and len(nobody.place_code) == 31


def test_household_sizes_and_one_person_shares_are_near_the_table():
    """In every province mean size lies within 1 %, one-person shares within half a point."""
    layout, _ = a_society(1_000_003)
    slots = np.arange(1024)
    place_of = np.full(len(layout.templates_start), -1)
    place_of[layout.cell_template] = layout.cell_place
    for place in range(31):
        mine = np.flatnonzero(place_of == place)
        start, end = layout.templates_start[mine], layout.templates_end[mine]
        households = (start == slots) & ~layout.templates_quarters[mine]
        sizes = (end - start)[households]
        assert sizes.min() >= 1 and sizes.max() <= 7
        assert sizes.mean() == pytest.approx(PLACES.household_size[place], rel=0.01)
        assert (sizes == 1).mean() == pytest.approx(
            PLACES.one_person_household_share[place], abs=0.005)
        assert sizes.sum() / start.size == pytest.approx(PLACES.in_households[place], abs=0.001)


def test_slots_of_a_household_agree_on_where_it_starts_and_ends():
    """Every slot lies in the household that it names, and its first slot is an adult."""
    layout, _ = a_society(20_011)
    slots = np.arange(1024)
    for start, end, age in zip(layout.templates_start.astype(int),
                               layout.templates_end.astype(int), layout.templates_age):
        assert ((start <= slots) & (slots < end)).all() and end[-1] == 1024
        assert np.array_equal(start[start], start) and np.array_equal(end[start], end)
        heads = slots[start == slots]
        assert np.array_equal(end[heads[:-1]], heads[1:])
        assert (age[start] > 0).all()


@pytest.mark.parametrize(("people", "near"), [(5_003, 0.015), (20_011, 0.008),
                                              (1_000_003, 0.002)])
def test_ages_and_groups_are_near_the_table(people, near):
    """Age bands by quota; minorities, registered elsewhere and officials drawn by household."""
    _, made = a_society(people)
    bits = made.bits[:people]
    for bit, share in ((ADULT, 1 - national(PLACES.share_0_14)),
                       (WORKER, national(PLACES.share_15_59))):
        assert ((bits & bit) > 0).mean() == pytest.approx(share, abs=near)
    for bit, share, households in (
        (MINORITY, national(PLACES.minority_share), 3), (OFFICIAL, 0.04, 3),
        (ELSEWHERE, national(PLACES.share_registered_elsewhere), 3), (KNOWS, 0.5, 1),
        (TRAVELLER, 0.1, 1),
    ):
        luck = 4 * np.sqrt(share * (1 - share) * households / people)
        assert ((bits & bit) > 0).mean() == pytest.approx(share, abs=luck)


def test_ages_of_each_province_are_near_the_table():
    """In a million people every province has its own age bands within half a point."""
    layout, made = a_society(1_000_003)
    place = layout.cell_place[of_persons(layout)[0]]
    for row in range(31):
        bits = made.bits[place == row]
        luck = 3 * np.sqrt(0.15 / len(bits))
        assert ((bits & ADULT) == 0).mean() == pytest.approx(PLACES.share_0_14[row], abs=luck)
        assert ((bits & WORKER) > 0).mean() == pytest.approx(
            PLACES.share_15_59[row], abs=0.002 + luck)


def test_nobody_under_15_is_a_worker():
    """A worker is an adult; the list of workers names each worker's slot once, in order."""
    layout, made = a_society(20_011)
    worker, adult = (made.bits & WORKER) > 0, (made.bits & ADULT) > 0
    assert not (worker & ~adult).any()
    cell, slot = of_persons(layout)
    age = layout.templates_age[layout.cell_template[cell], slot]
    assert np.array_equal(worker, age == 1) and np.array_equal(adult, age > 0)
    for c in range(len(layout.cell_fill)):
        first, fill = layout.first[c], layout.cell_fill[c]
        listed = layout.templates_workers[layout.cell_template[c], : made.worker_count[c]]
        assert np.array_equal(listed, np.flatnonzero(worker[first : first + fill]))


def test_household_bits_are_shared_and_personal_ones_are_not():
    """A household is in a minority as a whole; who knows of the lists differs within it."""
    layout, made = a_society(20_011)
    cell, slot = of_persons(layout)
    head = layout.first[cell] + layout.templates_start[layout.cell_template[cell], slot]
    for bit in (MINORITY, ELSEWHERE, OFFICIAL):
        assert np.array_equal(made.bits & bit, made.bits[head] & bit)
    assert ((made.bits ^ made.bits[head]) & KNOWS).any()


def codes(name: str, people: int, seed: int = 1):
    """Return one code of everybody."""
    layout, _ = a_society(people, seed=seed)
    words = society.words_of(layout, seed, 0, len(layout.cell_fill))
    return society.code_in(words, society.CODE.numbers[name]).astype(np.uint8)


@pytest.mark.parametrize("name", ["z_code", "a_code", "h_code", "x_code", "r_code"])
def test_codes_are_even_and_independent_of_the_next_person(name):
    """Each of 256 codes is as likely as the next, and neighbours' codes are unrelated."""
    code = codes(name, 1_000_003)
    assert stats.chisquare(np.bincount(code, minlength=256)).pvalue > 1e-4
    assert abs(np.corrcoef(code[:-1], code[1:])[0, 1]) < 0.005
    assert (codes(name, 20_011, seed=2) == codes(name, 20_011)).mean() < 0.02


def test_the_codes_of_a_person_are_the_bytes_of_one_word():
    """Each code is eight bits of the word, as the address and the seed have it, cell by cell."""
    layout, _ = a_society(5_003)
    cells = len(layout.cell_fill)
    words = society.words_of(layout, 1, 0, cells)
    cell, slot = of_persons(layout)
    key = random.key_of(1, random.PURPOSES["static_codes"], 0)
    assert np.array_equal(words, society.word_of(
        key, random.person_word(layout.cell_word[cell], slot)))
    assert np.array_equal(words, np.concatenate(
        [society.words_of(layout, 1, 0, 3), society.words_of(layout, 1, 3, cells)]))
    assert society.code_in(np.uint64(0x0706050403020100), society.CODE.h_code) == 2
    assert list(society.CODE) == [f.name for f in society.FIELDS if f.drawn]


def test_bins_keep_the_mean_and_nearly_all_the_variance():
    """Bin means give each law its mean exactly and at least 98.8 % of its variance."""
    for bins, law in (
        (society.gamma_bins(0.3), stats.gamma(0.3, scale=1 / 0.3)),
        (society.gamma_bins(4.0), stats.gamma(4.0, scale=0.25)),
        (society.beta_bins(2.0, 5.0), stats.beta(2.0, 5.0)),
        (society.normal_bins(), stats.norm()), (society.uniform_bins(), stats.uniform()),
    ):
        assert bins.dtype == np.float64 and bins.shape == (256,) and (np.diff(bins) > 0).all()
        assert bins.mean(dtype=float) == pytest.approx(law.mean(), abs=1e-6)
        assert 0.988 < bins.var(dtype=float) / law.var() <= 1.0


def people_by_address(layout, made):
    """Return {(cell word, slot): everything that sets a person apart, but urban}."""
    cell, slot = of_persons(layout)
    home = slice(0, layout.n_home)
    words = society.words_of(layout, 1, 0, len(layout.cell_fill))
    columns = [words[home], made.bits[home] & ~np.uint8(URBAN)]
    keys = zip(layout.cell_word[cell[home]].tolist(), slot[home].tolist())
    return dict(zip(keys, zip(*(c.tolist() for c in columns))))


def shared_alike(one, other):
    """Return how many addresses two societies share, after checking that they are alike."""
    shared = one.keys() & other.keys()
    assert all(one[k] == other[k] for k in shared)
    return len(shared)


def test_a_larger_society_contains_the_smaller_one():
    """Adding cells changes nobody else's address or attributes."""
    small = people_by_address(*a_society(20_011))
    assert len(small) == 20_011, "two people share an address"
    assert shared_alike(small, people_by_address(*a_society(26_000))) >= 0.9 * 20_011


def written(tmp_path, change=lambda rows: rows, name="table.csv"):
    """Return the path of the census table after `change` of its lines (lists of fields)."""
    from importlib import resources
    text = resources.files("countergaze.data").joinpath("provinces.csv").read_text("utf-8")
    rows = change([line.split(",") for line in text.splitlines()])
    path = tmp_path / name
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def test_adding_a_place_changes_nobody_elsewhere(tmp_path):
    """With a further province, and so fewer people in each, those who remain are the same."""
    extra = "999,Elsewhere,EW,9000000,.6,.18,.63,.19,3000000,2.7,.25,.1,.2,8,1".split(",")
    places = read_places(written(tmp_path, lambda rows: [rows[0], extra, *rows[1:]]))
    more = people_by_address(*a_society(20_011, places))
    assert shared_alike(people_by_address(*a_society(20_011)), more) >= 19_800


def test_the_order_of_rows_does_not_matter(tmp_path):
    """Rows turned round, and hosts in another order, make the same society."""
    places = read_places(written(tmp_path, lambda rows: [rows[0], *rows[:0:-1]]))
    hosts = dict(reversed(Host.rows.items()))
    layout, made = a_society(20_011, places, hosts=hosts)
    usual, people = a_society(20_011)
    assert np.array_equal(layout.cell_word, usual.cell_word)
    assert layout.place_name == usual.place_name
    for f in fields(made):
        assert np.array_equal(getattr(made, f.name), getattr(people, f.name))


def test_what_a_person_drifts_back_to_has_its_group_and_stays_within_bounds():
    """Support a0 = mean + sd x normal + the minority's shift, in [-1, 1]; hardship h0 = Beta draw
    + the minority's shift, in [0, 1]."""
    p = Parameters.defaults(a0_mean=0.2, a0_sd=0.3, minority_a0=-0.1, minority_h0=0.05)
    assert society.own_support(p, 0.0, 0.0) == pytest.approx(0.2)
    assert society.own_support(p, 2.0, 1.0) == pytest.approx(0.2 + 0.6 - 0.1)
    assert society.own_support(p, 9.0, 0.0) == 1.0 and society.own_support(p, -9.0, 0.0) == -1.0
    assert society.own_hardship(p, 0.3, 0.0) == pytest.approx(0.3)
    assert society.own_hardship(p, 0.3, 1.0) == pytest.approx(0.35)
    assert society.own_hardship(p, 0.99, 1.0) == 1.0


def test_who_knows_of_schemes_and_who_opts_out_are_shares_from_opposite_ends():
    """Of 256 equally likely codes the lowest know and the highest opt out, so that the two sets
    meet only where the shares add to more than one."""
    codes = np.arange(256)
    aware = np.array([society.is_aware(0.25, code) for code in codes])
    out = np.array([society.has_opted_out(0.25, code) for code in codes])
    assert aware.mean() == 0.25 and aware[:64].all()
    assert out.mean() == 0.25 and out[-64:].all()
    assert not (aware * out).any()
    assert not any(society.is_aware(0.0, code) or society.has_opted_out(0.0, code)
                   for code in codes)
