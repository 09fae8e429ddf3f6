"""Firms by hand: what is demanded, who gives in, who leaves, grades, lists of firms."""

import numpy as np
import pytest

from countergaze.mechanisms import firms


KINDS = [firms.FirmKind.rows[key] for key in ("domestic", "joint", "foreign")]


MARKET = np.array([row["market_share"] for row in KINDS])


HOME = np.array([row["home_cost"] for row in KINDS])


def logistic(x):
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + np.exp(-np.asarray(x)))


@pytest.mark.parametrize(("standing", "called", "chances"), [
    (0.0, True, (0.88, 0.38, 0.03)), (1.0, False, (0.999, 0.88, 0.08)),
    (1.0, True, (0.999, 0.88, 0.08))])
def test_chances_to_align_at_the_defaults(standing, called, chances):
    """Domestic, joint and foreign firms in a campaign, and of grade 1 under a rating."""
    p = firms.Parameters.defaults(standing=standing)
    asked = firms.demand(p, np.array([called]), np.ones(1))
    got = firms.chance_to_align(p, MARKET, HOME, asked.credibility, 0.0, 1.0)
    assert got == pytest.approx(chances, abs=0.005)
    assert asked.reach == (1.0 if called else p.standing_rate)


def test_what_is_demanded():
    """Without campaign and standing nothing is; a rating of a low grade leaves a campaign as it
    is, one of any grade is believed at most wholly."""
    p = firms.Parameters.defaults(standing=1.0)
    none = firms.demand(firms.Parameters.defaults(), np.zeros(1, bool), np.ones(1))
    assert none.reach == 0.0 and none.credibility == 0.0
    called = np.array([True, True, False])
    got = firms.demand(p, called, np.array([0.25, 1.0, 1.5]))
    assert got.credibility == pytest.approx([0.3, 0.8, 1.0])
    assert got.reach == pytest.approx([1.0, 1.0, 0.05])


def test_a_blocking_statute_lowers_alignment():
    """At full force the fine of 0.05 is one width of the law: logit falls by exactly 1."""
    free, fined = (firms.chance_to_align(firms.Parameters.defaults(blocking=b), MARKET, HOME, 0.3,
                                         0.0, 1.0) for b in (0.0, 1.0))
    assert (fined < free).all()
    assert np.log(free / (1 - free)) - np.log(fined / (1 - fined)) == pytest.approx(1.0)


def test_alignment_goes_to_its_chance_and_stays_without_demands():
    """Under a standing demand of 0.05 the distance to P falls by 0.95 a week; a campaign closes
    it at once; without a demand nothing moves."""
    p = firms.Parameters.defaults()
    aligned = np.zeros(1)
    for _ in range(10):
        aligned = firms.next_aligned(p, aligned, 0.05, 0.6)
    assert aligned == pytest.approx(0.6 * (1.0 - 0.95**10))
    assert firms.next_aligned(p, aligned, 1.0, 0.6) == pytest.approx(0.6)
    assert firms.next_aligned(p, aligned, 0.0, 0.1) == aligned


def test_in_a_herd_who_sees_others_align_believes_more():
    """With all others aligned credibility is 0.2 higher, with none as without a herd; at most
    1.  Elsewhere others make no difference."""
    herd = firms.Parameters.defaults(alignment_form="herd")
    plain = firms.Parameters.defaults()
    for believed, peers, alike in ((0.3, 0.0, 0.3), (0.3, 1.0, 0.5), (0.9, 1.0, 1.0)):
        got = firms.chance_to_align(herd, MARKET, HOME, believed, peers, 1.0)
        assert got == pytest.approx(firms.chance_to_align(plain, MARKET, HOME, alike, 0.0, 1.0))
        assert firms.chance_to_align(plain, MARKET, HOME, believed, peers, 1.0) == pytest.approx(
            firms.chance_to_align(plain, MARKET, HOME, believed, 0.0, 1.0))


def test_buyers_punish_who_has_given_in_where_firms_are_defiant():
    """At rest the share of defiant firms solves a = lgt((gain - home_cost (1 + a)) / 0.05)."""
    p = firms.Parameters.defaults(alignment_form="defiant")
    aligned = np.zeros(3)
    for _ in range(400):
        cost = firms.cost_at_home(p, HOME, aligned)
        chance = firms.chance_to_align(p, MARKET, cost, 0.3, 0.0, 1.0)
        aligned = firms.next_aligned(p, aligned, 0.05, chance)
    rest = logistic((MARKET * 0.5 * 0.3 - HOME * (1.0 + aligned)) / 0.05)
    assert aligned == pytest.approx(rest, abs=1e-4)
    assert (aligned < logistic((MARKET * 0.5 * 0.3 - HOME) / 0.05)).all()


def test_none_aligns_under_the_form_none():
    """Whatever is demanded, however firmly."""
    p = firms.Parameters.defaults(alignment_form="none", threat=1.0)
    assert not firms.chance_to_align(p, MARKET, HOME, 1.0, 1.0, 1.0).any()


def test_firms_leave_only_where_costs_are_above_profits():
    """Costs and profits by hand: with both duties a joint venture bears 0.1 aligned + 0.15 and
    earns 0.15, a foreign firm 0.2 aligned + 0.15 against 0.06; domestic firms never leave."""
    free = firms.Parameters.defaults()
    assert not firms.exit_rate(free, MARKET, HOME, np.zeros(3)).any()
    assert not firms.exit_rate(free, MARKET, HOME, np.array([1.0, 1.0, 0.3])).any()
    both = firms.Parameters.defaults(standing=1.0, localisation=1.0)
    got = firms.exit_rate(both, MARKET, HOME, np.array([1.0, 0.5, 0.5]))
    assert got == pytest.approx([0.0, 0.001 * 0.05 / 0.1, 0.001 * 0.19 / 0.1])
    half = firms.Parameters.defaults(standing=1.0)
    assert firms.exit_rate(half, MARKET, HOME, np.full(3, 0.5)) == pytest.approx(
        [0.0, 0.0, 0.001 * 0.09 / 0.1])


def test_a_grade_tends_to_its_aim():
    """At mean records 0.9, with connections 1.0, at three times the mean 0.7; half the distance
    is gone in 34 weeks."""
    p = firms.Parameters.defaults()
    for records, connected, aim in ((1.0, 0.0, 0.9), (1.0, 1.0, 1.0), (3.0, 0.0, 0.7)):
        grade = np.full(1, 2.0)
        for week in range(1000):
            grade = firms.next_grade(p, grade, records, connected)
            if week == 33:
                assert (grade - aim) / (2.0 - aim) == pytest.approx(0.5, abs=0.005)
        assert grade == pytest.approx(aim)


def test_records_are_taken_against_the_mean():
    """Two records of 10 adults and two of 30: 0.2 and 0.067 against 0.1; none of none is 0."""
    got = firms.relative_records(np.array([[2.0, 2.0]]), np.array([[10.0, 30.0]]))
    assert got == pytest.approx(np.array([[2.0, 2.0 / 3.0]]))
    assert not firms.relative_records(np.zeros((1, 2)), np.array([[10.0, 30.0]])).any()


def test_what_a_rating_costs_and_what_buyers_add():
    """home_cost by itself, twice that under "defiant" where all have given in."""
    plain = firms.Parameters.defaults()
    defiant = firms.Parameters.defaults(alignment_form="defiant")
    assert firms.cost_at_home(plain, 0.1, 1.0) == pytest.approx(0.1)
    assert firms.cost_at_home(defiant, 0.1, 0.5) == pytest.approx(0.15)


def test_switched_off_firms_are_left_alone():
    """Nothing is demanded, nobody aligns, leaves, is listed or hands over; a grade is 1."""
    off = firms.Parameters.defaults(on=0.0, standing=1.0, localisation=1.0)
    assert firms.demand(off, np.array([True]), np.ones(1)).reach == 0.0
    assert firms.next_aligned(off, np.array([0.5]), 1.0, 0.9) == 0.0
    assert not firms.exit_rate(off, MARKET, HOME, np.ones(3)).any()
    assert firms.handed_over(off, 0.9) == 0.0 and firms.entries(off, 0.9) == 0.0
    assert firms.next_grade(off, np.array([0.3]), 1.0, 0.0)[0] == 1.0


def test_what_is_handed_over_and_listed_goes_with_who_is_left():
    """Localisation times the workers of firms still there; revoked firms a resident likewise."""
    p = firms.Parameters.defaults(localisation=0.8)
    assert firms.handed_over(p, 0.9) == pytest.approx(0.72)
    assert firms.entries(p, 0.5) == pytest.approx(p.firms_per_1000 / 1000.0 * p.firm_revoked * 0.5)


def test_a_grade_is_never_below_nothing():
    """Records at twenty times the mean leave an aim of 0, not less."""
    p = firms.Parameters.defaults()
    assert firms.next_grade(p, np.array([0.0]), 20.0, 0.0)[0] == 0.0


def test_at_most_everybody_leaves():
    """However large the loss, a week takes no more than all."""
    p = firms.Parameters.defaults(localisation=1.0, standing=1.0, exit_base=1.0)
    assert firms.exit_rate(p, 0.0, 9.0, np.array([1.0]))[0] == 1.0
