"""Ties: symmetric, of the stated degree, never to oneself, at awkward numbers of people."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest

from countergaze.compute import ties
from countergaze.data.tables import census_places
from countergaze.mechanisms import society

AWKWARD = (5_003, 20_011)
NOBODY = -1


@cache
def a_society(people: int):
    """Return layout and people of the census table."""
    places, parameters = census_places(), society.Parameters.defaults()
    layout = society.lay_out(places, society.Host.rows, people, parameters)
    return layout, society.populate(layout, places, parameters, 1, know_list=0.5,
                                    travellers=0.1)


def plain_plans(n: int, degree: int, seed: int = 1):
    """Return the plans as lists of whole numbers, quick to read in plain Python."""
    return ties.acquaintance_plans(n, degree, seed).tolist()


@pytest.mark.parametrize("n", [2, 3, 5, 31, 32, 33, 1_000, 5_003, 20_011])
def test_a_permutation_takes_each_number_once_and_back(n):
    """Forward takes 0 .. rows width - 1 to itself, each once, and backward undoes it."""
    plan = ties.permutation_plan(n, ties.tie_key(1, 0)).tolist()
    size = plan[0] * plan[1]
    assert n <= size < n + plan[1]
    images = [ties.forward(i, plan) for i in range(size)]
    assert sorted(images) == list(range(size))
    assert all(ties.backward(image, plan) == i for i, image in enumerate(images))


@pytest.mark.parametrize("n", [1_000_003, 10_000_019, 1_400_000_000])
def test_a_large_permutation_is_undone(n):
    """At a million people and far more, backward undoes forward for a sample, in bounds."""
    plan = ties.permutation_plan(n, ties.tie_key(1, 3)).tolist()
    sample = np.random.default_rng(0).integers(0, n, 5_000).tolist()
    images = [ties.forward(i, plan) for i in sample]
    assert all(0 <= image < plan[0] * plan[1] for image in images)
    assert [ties.backward(image, plan) for image in images] == sample
    assert plan[0] < 2**16 and plan[1] < 2**16
    assert plan[0] * plan[1] - n < n**0.5 / 2


def test_a_permutation_spreads_people_evenly():
    """Steps from one person to the next are even (chi-square), so a cell's ties go anywhere."""
    from scipy import stats
    plan = ties.permutation_plan(200_003, ties.tie_key(5, 1)).tolist()
    size = plan[0] * plan[1]
    images = np.array([ties.forward(i, plan) for i in range(60_000)])
    steps = np.bincount(np.diff(images) % size * 64 // size, minlength=64)
    assert stats.chisquare(steps).pvalue > 1e-4
    assert stats.chisquare(np.bincount(images * 64 // size, minlength=64)).pvalue > 1e-4
    other = ties.permutation_plan(200_003, ties.tie_key(6, 1)).tolist()
    assert sum(ties.forward(i, other) == images[i] for i in range(2_000)) < 5


def acquaintances(i, degree, plans):
    found = (ties.acquaintance(i, k, degree, plans, NOBODY) for k in range(degree))
    return [other for other in found if other != NOBODY]


@pytest.mark.parametrize("people", AWKWARD)
@pytest.mark.parametrize("degree", [1, 3, 4])
def test_acquaintances_are_symmetric_and_of_the_stated_degree(people, degree):
    """If I know you, you know me as often; nobody knows themselves; at most 1 % miss."""
    plans = plain_plans(people, degree)
    pairs = Counter((i, other) for i in range(people)
                    for other in acquaintances(i, degree, plans))
    assert all(0 <= other < people and other != i for i, other in pairs)
    assert all(pairs[other, i] == times for (i, other), times in pairs.items())
    assert 0.99 * degree <= sum(pairs.values()) / people <= degree


@pytest.mark.parametrize("degree", [4, 5])
def test_acquaintances_of_a_million(degree):
    """At 1,000,003 people a sample finds every tie answered and 999 of 1,000 present."""
    n = 1_000_003
    plans = plain_plans(n, degree)
    sample = np.random.default_rng(1).integers(0, n, 2_000).tolist()
    found = {i: acquaintances(i, degree, plans) for i in sample}
    for i, others in found.items():
        for other in others:
            assert others.count(other) == acquaintances(other, degree, plans).count(i)
            assert other != i and 0 <= other < n
    assert sum(map(len, found.values())) / len(found) >= 0.999 * degree


@pytest.mark.parametrize("people", AWKWARD)
def test_each_person_abroad_has_at_most_one_home_and_it_knows(people):
    """Kin abroad: those at home who have kin and those abroad who have a home pair off."""
    plan = ties.permutation_plan(people, ties.tie_key(1, -1)).tolist()
    abroad = people // 100
    kin = {ties.forward(i, plan): i for i in range(people) if ties.forward(i, plan) < abroad}
    homes = {k: ties.backward(k, plan) for k in range(abroad)}
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
