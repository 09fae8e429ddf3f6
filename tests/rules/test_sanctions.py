"""Sanctions by hand: what a listing denies, the three tests, attempts that are blocked."""

import numpy as np
import pytest

from countergaze.mechanisms import sanctions

RNG = np.random.default_rng(5)


def test_blocked_attempts_of_a_listed_traveller():
    """About 8.4 in the first month and 16 in a year: people give up (8.7 in the fact)."""
    p = sanctions.Parameters.defaults()
    mean = sanctions.mean_blocked(p, np.arange(256), 0.0).astype(np.float32)
    first, year = [], []
    for _ in range(1500):
        total, after = 0, 0
        for week, u in enumerate(RNG.random(52, np.float32)):
            total += int(sanctions.poisson(mean[min(total, 255)], u))
            after = total if week == 3 else after
        first.append(after)
        year.append(total)
    assert np.mean(first) == pytest.approx(8.4, abs=0.5)
    assert np.mean(year) == pytest.approx(16.0, abs=1.2)


def two_services():
    """Return agencies, services, acts and families of a small state, worked out by hand below."""
    services = {"loan": {"agency": "bank", "context": "money", "severity": 2.0, "travel": 0.0},
                "seat": {"agency": "rail", "context": "travel", "severity": 6.0, "travel": 1.0}}
    acts = {"debt": {"context": "money", "gravity": 4.0}, "fare": {"context": "travel",
                                                                   "gravity": 2.0}}
    families = {"bank": {"kinds": ["debt"]}, "rail": {"kinds": ["fare", "debt"]}}
    return ["bank", "rail"], services, acts, families


def test_three_tests_of_two_services_by_hand():
    """M15, M16: loan for debt is 2/4 in its sphere; seat for debt 6/4 across; and so on."""
    agencies, services, acts, families = two_services()
    p = sanctions.Parameters.defaults()
    got = sanctions.tests_of_denials(p, families, acts, services, agencies, np.full((3, 2), 0.5))
    neither, cross, heavy, both = np.eye(4)
    assert (got[0, 0] == neither).all(), "the bank denies a loan for debt: 2/4, same sphere"
    assert (got[0, 1] == 0.5 * both).all(), "rail denies a seat for debt: 6/4, another sphere"
    assert (got[1, 0] == 0.5 * heavy + 0.5 * both).all(), "a seat for fares 6/2, for debt 6/4"
    assert (got[1, 1] == 0.25 * cross + 0.25 * neither).all(), "a loan for fares 2/2, for debt 2/4"
    strict = sanctions.Parameters.defaults(proportion_bound=0.7)
    assert sanctions.tests_of_denials(strict, families, acts, services, agencies,
                                      np.full((3, 2), 0.5))[1, 1] == pytest.approx(
        0.25 * both + 0.25 * neither)
    light = {**services, "loan": {**services["loan"], "severity": 0.0}}
    bare = sanctions.tests_of_denials(p, families, acts, light, agencies, np.full((3, 2), 0.5))
    assert not bare[0, 0].any() and not bare[1, 1].any(), "a loan that weighs nothing"
    assert (bare[0, 1] == got[0, 1]).all() and (bare[1, 0] == got[1, 0]).all()
    off = sanctions.Parameters.defaults(sanction=0.0)
    assert not sanctions.tests_of_denials(off, families, acts, services, agencies,
                                          np.ones((3, 2))).any()


def breadths(linked, sees=1.0, **changed):
    """Return B by mask of listing agencies of the small state: loans are 1/4, seats 3/4."""
    agencies, services, _, _ = two_services()
    p = sanctions.Parameters.defaults(**changed)
    shares = sanctions.service_shares(agencies, services)
    got = sanctions.reach(p, shares, np.array([0.0, 1.0]), np.full((3, 2), sees),
                          sanctions.grade(p, np.array([4.0, 2.0, 1.0])))
    return [float(sanctions.breadth(got.own[mask], got.seen[mask], linked, 0.0))
            for mask in (0, 1, 2, 3, 128)], got


def test_breadth_by_hand():
    """Who is listed by the bank, the railway, both, or a score is denied these shares."""
    assert breadths(0.0)[0] == pytest.approx([0.0, 0.25, 0.75, 1.0, 0.0])
    assert breadths(0.5)[0] == pytest.approx([0.0, 0.625, 0.875, 1.0, 0.5])
    assert breadths(0.5, sees=0.2)[0] == pytest.approx([0.0, 0.325, 0.775, 1.0, 0.1])
    assert breadths(0.5, sanction=0.5)[0] == pytest.approx([0.0, 0.3125, 0.4375, 0.5, 0.25])
    assert breadths(0.5, graded=1.0)[0] == pytest.approx([0.0, 0.625, 0.525, 0.7, 0.15])
    assert breadths(1.0, on=0.0)[0] == [0.0] * 5
    own, seen = breadths(0.0)[1].own[1], breadths(0.0)[1].seen[1]
    assert sanctions.breadth(own, seen, 0.5, 1.0) == 0.0, "in the weeks of grace"
    assert sanctions.breadth(own, seen, 0.5, 0.4) == pytest.approx(0.6 * 0.625)


def test_travel_is_barred_by_who_keeps_the_seats():
    """The railway's list bars travel, the bank's in proportion to what the railway sees."""
    got = breadths(0.0, sees=0.2)[1]
    assert list(got.own_travel[[0, 1, 2, 3]]) == [0.0, 0.0, 1.0, 1.0]
    assert list(got.seen_travel[[0, 1, 2, 3]]) == pytest.approx([0.0, 0.2, 0.0, 0.0])


def test_what_a_new_listing_would_bring():
    """B_c weighs agencies by their entries: of the city, else of all, else alike."""
    own, seen = np.array([0.25, 0.75]), np.array([0.75, 0.25])
    entries = np.zeros((1, 3, 2))
    entries[0, 0] = [3.0, 1.0]
    got = sanctions.expected_breadth(own, seen, np.array([[0.0, 0.0, 1.0]]), entries)
    assert got[0] == pytest.approx([0.375, 0.375, 1.0])
    assert sanctions.expected_breadth(own, seen, np.zeros((1, 3)), 0.0 * entries)[0] == (
        pytest.approx([0.5, 0.5, 0.5]))


def test_refusals_fall_with_ways_round_and_with_lifting():
    """A way round a denial and the lifting of one in four scale the attempts that are blocked."""
    p = sanctions.Parameters.defaults()
    first = sanctions.mean_blocked(p, np.array([0.0]), 0.0)[0]
    assert first == pytest.approx(np.log(1.0 + 0.3 * 8.7) / 0.3)
    assert sanctions.mean_blocked(p, np.array([0.0]), 0.3)[0] == pytest.approx(0.7 * first)
    graded = sanctions.Parameters.defaults(graded=1.0)
    assert sanctions.mean_blocked(graded, np.array([0.0]), 0.0)[0] == pytest.approx(0.75 * first)


def test_a_listing_counts_by_the_gravity_of_its_records_where_sanctions_are_graded():
    """0.3 below 2, 0.6 below 4, whole from 4 on; half-graded, half of what is lifted."""
    gravity = np.array([1.0, 1.99, 2.0, 3.99, 4.0])
    full = sanctions.Parameters.defaults(graded=1.0)
    assert sanctions.grade(full, gravity) == pytest.approx([0.3, 0.3, 0.6, 0.6, 1.0])
    half = sanctions.Parameters.defaults(graded=0.5)
    assert sanctions.grade(half, gravity) == pytest.approx([0.65, 0.65, 0.8, 0.8, 1.0])
    assert (sanctions.grade(sanctions.Parameters.defaults(), gravity) == 1.0).all()


def test_services_are_shared_by_severity():
    """A quarter and three quarters; without services nobody can deny anything."""
    agencies, services, _, _ = two_services()
    assert sanctions.service_shares(agencies, services) == pytest.approx([0.25, 0.75])
    assert not sanctions.service_shares(agencies, {}).any()


def test_willing_attempts_fall_with_each_refusal():
    """The mean of a week is ln(1 + giving_up attempts exp(-giving_up n)) / giving_up; with hardly
    any giving up it is the attempts themselves."""
    p = sanctions.Parameters.defaults()
    got = sanctions.mean_blocked(p, np.array([0.0, 5.0, 20.0]), 0.0)
    want = [np.log(1.0 + 0.3 * 8.7 * np.exp(-0.3 * n)) / 0.3 for n in (0.0, 5.0, 20.0)]
    assert got == pytest.approx(want)
    stubborn = sanctions.Parameters.defaults(giving_up=1e-6)
    assert sanctions.mean_blocked(stubborn, np.array([3.0]), 0.0)[0] == pytest.approx(8.7, rel=1e-3)


def test_counts_of_attempts_follow_a_poisson_law():
    """Exact shares by inversion of evenly spread luck, and never more than 40."""
    luck = ((np.arange(20_000) + 0.5) / 20_000).astype(np.float32)
    got = np.array([float(sanctions.poisson(np.float32(1.5), u)) for u in luck])
    shares = [np.exp(-1.5), 1.5 * np.exp(-1.5), 1.125 * np.exp(-1.5)]
    assert [(got == k).mean() for k in range(3)] == pytest.approx(shares, abs=2e-4)
    assert got.mean() == pytest.approx(1.5, abs=2e-3)
    assert sanctions.poisson(np.float32(60.0), np.float32(1.0)) == 40.0
    assert sanctions.poisson(np.float32(0.0), np.float32(0.9)) == 0.0


def test_switched_off_a_listing_denies_nothing():
    """Neither services nor seats, and no test of denials counts any."""
    got = breadths(1.0, on=0.0)[1]
    assert not any(getattr(got, name).any() for name in got._fields)
    no_force = breadths(1.0, sanction=0.0)[1]
    assert not any(getattr(no_force, name).any() for name in no_force._fields)
    assert breadths(1.0, sanction=0.5)[1].own_travel[2] == 1.0, "a seat is refused or it is not"


def test_denials_are_those_of_the_own_agency_and_of_those_that_see_the_listing():
    """Equation (3), by hand: 10 listed by one agency and 5 by another in one city that links half;
    each listing meets 0.2 denials at home of test 0, and 0.8 elsewhere of test 1 where seen."""
    tests = np.zeros((1, 2, 2, 4))
    tests[0, :, 0, 0], tests[0, :, 1, 1] = 0.2, 0.8
    listed = np.array([[[10.0, 5.0]]])
    got = sanctions.denials(tests, listed, np.array([[0.5]]))
    assert got == pytest.approx(np.array([[15 * 0.2, 0.5 * 15 * 0.8, 0.0, 0.0]]))


def test_a_redlisting_lasts_its_term():
    """Of 104 weeks since the last honour, week 104 is the first without."""
    p = sanctions.Parameters.defaults(redlist_term=104.0)
    assert sanctions.redlist_lasts(p, 103.0) and not sanctions.redlist_lasts(p, 104.0)
