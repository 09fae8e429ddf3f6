"""Ties: symmetric, of the stated degree, never to oneself, at awkward numbers of people."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from countergaze.compute import ties
from countergaze.data.tables import census_places
from countergaze.engine import memory
from countergaze.engine.society import Society
from countergaze.mechanisms import society
from countergaze.scenarios.scenario import defaults
from countergaze.week import ties as week_ties
from countergaze.week.records import People

pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered in scalar")
AWKWARD = (5_003, 20_011)


@cache
def a_society(people: int):
    """Return layout and people of the census table."""
    places, parameters = census_places(), society.Parameters.defaults()
    layout = society.lay_out(places, society.Host.rows, people, parameters)
    return layout, society.populate(layout, places, parameters, 1, know_list=0.5,
                                    travellers=0.1)


def forward(numbers, plan):
    """Return where a permutation takes whole numbers."""
    return ties.forward(np.asarray(numbers, np.uint32), ties.opened(plan)).astype(np.int64)


def backward(numbers, plan):
    """Return what a permutation takes to whole numbers."""
    return ties.backward(np.asarray(numbers, np.uint32), ties.opened(plan)).astype(np.int64)


@pytest.mark.parametrize("n", [2, 3, 5, 31, 32, 33, 1_000, 5_003, 20_011])
def test_a_permutation_takes_each_number_once_and_back(n):
    """Forward takes 0 .. rows width - 1 to itself, each once, and backward undoes it."""
    plan = ties.permutation_plan(n, ties.tie_key(1, 0))
    size = plan[0] * plan[1]
    assert n <= size < n + plan[1]
    images = forward(range(size), plan)
    assert sorted(images) == list(range(size))
    assert (backward(images, plan) == np.arange(size)).all()


@pytest.mark.parametrize("n", [1_000_003, 10_000_019, 1_400_000_000])
def test_a_large_permutation_is_undone(n):
    """At a million people and far more, backward undoes forward for a sample, in bounds."""
    plan = ties.permutation_plan(n, ties.tie_key(1, 3))
    sample = np.random.default_rng(0).integers(0, n, 5_000)
    images = forward(sample, plan)
    assert ((0 <= images) & (images < plan[0] * plan[1])).all()
    assert (backward(images, plan) == sample).all()
    assert plan[0] < 2**16 and plan[1] < 2**16
    assert plan[0] * plan[1] - n < n**0.5 / 2


def test_a_permutation_is_what_it_was():
    """A permutation of one key gives the numbers written here, worked out in Python's own."""
    rows, width, power, n, *keys = ties.permutation_plan(1_000_003, 42).tolist()

    def scatter(half, key):
        word = ((half ^ key) * 0x9E3779B1) & 0xFFFFFFFF
        return (((word ^ (word >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF) >> 16

    for i in (0, 1, 77_777, 1_000_002):
        left, right = i >> power, i & (width - 1)
        for k in (0, 2):
            right = (right + scatter(left, keys[k])) % width
            left = (left + (scatter(right, keys[k + 1]) * rows >> 16)) % rows
        assert forward([i], [rows, width, power, n, *keys])[0] == (left << power) | right


def test_a_permutation_spreads_people_evenly():
    """Steps from one person to the next are even (chi-square), so a cell's ties go anywhere."""
    from scipy import stats
    plan = ties.permutation_plan(200_003, ties.tie_key(5, 1))
    size = plan[0] * plan[1]
    images = forward(range(60_000), plan)
    steps = np.bincount(np.diff(images) % size * 64 // size, minlength=64)
    assert stats.chisquare(steps).pvalue > 1e-4
    assert stats.chisquare(np.bincount(images * 64 // size, minlength=64)).pvalue > 1e-4
    other = ties.permutation_plan(200_003, ties.tie_key(6, 1))
    assert (forward(range(2_000), other) == images[:2_000]).sum() < 5


def acquaintances(people, degree, plans):
    """Return for each of some people the numbers of their acquaintances."""
    people = np.asarray(people, np.uint32)
    found = []
    for who in people:
        desk = SimpleNamespace(others=np.zeros((2, 1), np.int32))
        found.append([])
        for number in range(0, degree, 2):
            week_ties.find_far(1, who, number, degree, plans, desk)
            found[-1] += [int(other) for other in desk.others[:, 0] if other >= 0]
    return found


@pytest.mark.parametrize("people", AWKWARD)
@pytest.mark.parametrize("degree", [1, 3, 4])
def test_acquaintances_are_symmetric_and_of_the_stated_degree(people, degree):
    """If I know you, you know me as often; nobody knows themselves; at most 1 % miss."""
    plans = ties.acquaintance_plans(people, degree, 1)
    desk = SimpleNamespace(others=np.zeros((2, people), np.int32))
    pairs: Counter = Counter()
    for number in range(0, degree, 2):
        week_ties.find_far(people, np.uint32(0), number, degree, plans, desk)
        pairs.update((i, other) for row in desk.others.tolist()
                     for i, other in enumerate(row) if other >= 0)
    assert all(0 <= other < people and other != i for i, other in pairs)
    assert all(pairs[other, i] == times for (i, other), times in pairs.items())
    assert 0.99 * degree <= sum(pairs.values()) / people <= degree


@pytest.mark.parametrize("degree", [4, 5])
def test_acquaintances_of_a_million(degree):
    """At 1,000,003 people a sample finds every tie answered and 999 of 1,000 present."""
    n = 1_000_003
    plans = ties.acquaintance_plans(n, degree, 1)
    sample = np.random.default_rng(1).integers(0, n, 500).tolist()
    found = dict(zip(sample, acquaintances(sample, degree, plans)))
    for i, others in found.items():
        for other, theirs in zip(others, acquaintances(others, degree, plans)):
            assert others.count(other) == theirs.count(i)
            assert other != i and 0 <= other < n
    assert sum(map(len, found.values())) / len(found) >= 0.999 * degree


@pytest.mark.parametrize("people", AWKWARD)
def test_each_person_abroad_has_at_most_one_home_and_it_knows(people):
    """Kin abroad: those at home who have kin and those abroad who have a home pair off."""
    plan = ties.permutation_plan(people, ties.tie_key(1, -1))
    abroad = people // 100
    kin = {int(k): i for i, k in enumerate(forward(range(people), plan)) if k < abroad}
    homes = dict(enumerate(backward(range(abroad), plan).tolist()))
    assert kin == {k: home for k, home in homes.items() if home < people}
    assert len(kin) >= 0.9 * abroad


@pytest.mark.parametrize("fill", [1, 8, 9, 20, 32, 33, 34, 160, 1_000, 1_024])
@pytest.mark.parametrize("degree", range(9))
def test_neighbours_are_symmetric_and_of_the_stated_degree(fill, degree):
    """Above 32 people everyone has all neighbours of an even number; all differ, none is me."""
    found = {s: [other for k in range(degree)
                 if (other := ties.neighbour_slot(s, k, degree, fill)) >= 0]
             for s in range(fill)}
    for s, others in found.items():
        assert len(set(others)) == len(others) and s not in others
        assert all(0 <= other < fill and s in found[other] for other in others)
        if fill > 32:
            assert len(others) in ((degree,) if degree % 2 == 0 else (degree - 1, degree))


@pytest.mark.parametrize("fill", [1, 8, 9, 32, 33, 160, 1_024])
@pytest.mark.parametrize("degree", [1, 2, 5, 8])
def test_neighbours_are_read_from_the_ring(fill, degree):
    """What a person sees of the neighbourhood is the sum of what `neighbour_slot` names."""
    own = np.random.default_rng(fill).integers(0, 100, fill).astype(np.uint64)
    desk = memory.scratch(1)
    one = np.zeros(1, np.int64)
    geography = SimpleNamespace(template=one, starts=np.arange(fill)[None],
                                ends=np.arange(1, fill + 1)[None], neighbours=one + degree)
    spread = np.arange(256, dtype=np.uint64)
    week_ties.look_home_and_near(People(desk.me), fill, 0, 0, 0, own.astype(np.int64), geography,
                                 SimpleNamespace(spread=spread), desk)
    expected = [sum(int(own[other]) for k in range(degree)
                    if (other := ties.neighbour_slot(slot, k, degree, fill)) >= 0)
                for slot in range(fill)]
    assert desk.packed[:fill].tolist() == expected


@pytest.mark.parametrize("people", AWKWARD)
def test_a_neighbour_is_never_of_the_household(people):
    """Neighbours live in other households, round the end of the cell as well."""
    layout, _ = a_society(people)
    for c in range(0, len(layout.cell_fill), 7):
        start = layout.templates_start[layout.cell_template[c]].tolist()
        fill = int(layout.cell_fill[c])
        for slot in range(fill):
            for k in range(8):
                other = ties.neighbour_slot(slot, k, 8, fill)
                assert other < 0 or start[other] != start[slot]


def workmates(layout, made, words, size, c, rank):
    """Yield (cell, rank) of the workmates of a worker."""
    city = int(layout.cell_city[c])
    low, high = (int(x) for x in layout.city_first_cell[city : city + 2])
    group, member = divmod(rank, size)
    for other in range(size):
        mate = low + ties.workmate_cell(c - low, member, other, group, words[city], high - low)
        if other != member and group * size + other < made.worker_count[mate]:
            yield mate, group * size + other


@pytest.mark.parametrize(("people", "degree"), [(5_003, 5), (20_011, 5), (20_011, 2)])
def test_workplaces_are_symmetric_and_of_the_stated_degree(people, degree):
    """Workmates name each other, live in one city, and lack 6 % of their number at most."""
    layout, made = a_society(people)
    words = society.workplace_words(layout, 1).tolist()
    found = {(c, r): list(workmates(layout, made, words, degree + 1, c, r))
             for c in range(len(layout.cell_fill)) for r in range(int(made.worker_count[c]))}
    for worker, others in found.items():
        assert len(set(others)) == len(others) and worker not in others
        assert all(worker in found[other] for other in others)
        assert all(layout.cell_city[worker[0]] == layout.cell_city[o[0]] for o in others)
    mean = sum(map(len, found.values())) / len(found)
    assert 0.94 * degree <= mean <= degree


def test_workplaces_of_a_million_mix_the_cells_of_a_city():
    """At 1,000,003 people sampled ties are answered, 99 % present, and cross cells evenly."""
    layout, made = a_society(1_000_003)
    words = society.workplace_words(layout, 1).tolist()
    random = np.random.default_rng(2)
    total, across, expected = 0, 0, 0.0
    for c in random.integers(0, layout.n_home_cells, 1_000).tolist():
        rank = int(random.integers(0, made.worker_count[c]))
        cells = int(np.diff(layout.city_first_cell)[layout.cell_city[c]])
        for mate, other in workmates(layout, made, words, 6, c, rank):
            assert (c, rank) in workmates(layout, made, words, 6, mate, other)
            total, across, expected = total + 1, across + (mate != c), expected + 1 - 1 / cells
    assert total >= 0.99 * 5 * 1_000
    assert across == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("few", [3, week_ties.FEW_CELLS])
def test_people_see_the_workmates_they_have(few, monkeypatch):
    """The week adds up what workmates showed, in cities of few cells and of more alike, one city
    after the other in the same scratch space."""
    monkeypatch.setattr(week_ties, "FEW_CELLS", few)
    world = Society.settle(defaults(), census_places(), 100_000, (1,))
    layout, geography, network = world.layout, world.geography, world.institutions.network()
    last = np.random.default_rng(1).integers(0, 256, layout.n_total, np.uint8)
    made = SimpleNamespace(worker_count=network.workers[0])
    of_city = np.diff(layout.city_first_cell[:layout.n_home_cities + 1])
    sizes, desk = set(), memory.scratch(1)._replace(me=People(memory.scratch(1).me))
    for city in np.unique(of_city, return_index=True)[1].tolist():
        c = int(layout.city_first_cell[city])
        n, first = int(layout.cell_fill[c]), int(layout.first[c])
        week_ties.look_home_and_near(desk.me, n, first, 0, c, last, geography, network, desk)
        before = desk.packed[:n].copy()
        week_ties.look_at_work(0, c, last, geography, network, desk)
        expected = np.zeros(n, np.uint64)
        for rank in range(int(network.workers[0, c])):
            mine = geography.workers[geography.template[c], rank]
            for mate, other in workmates(layout, made, network.city_words[0].tolist(),
                                         int(geography.workplace_size[0]), c, rank):
                slot = geography.workers[geography.template[mate], other]
                expected[mine] += network.spread[last[layout.first[mate] + slot]]
        np.testing.assert_array_equal(desk.packed[:n] - before, expected)
        sizes.add(int(of_city[city]))
    assert {1, 2, 3, 4} < sizes and max(sizes) > 3


def test_workplaces_are_cliques():
    """Workmates of a workmate are one's own workmates."""
    layout, made = a_society(20_011)
    words = society.workplace_words(layout, 1).tolist()
    places = defaultdict(set)
    for c in range(0, layout.n_home_cells):
        for rank in range(int(made.worker_count[c])):
            clique = frozenset([(c, rank), *workmates(layout, made, words, 6, c, rank)])
            for worker in clique:
                places[worker].add(clique)
    assert all(len(cliques) == 1 for cliques in places.values())
