"""Scores by hand: what moves them, for whom, and what they open and close."""

import numpy as np
import pytest

from countergaze.mechanisms import scoring

RNG = np.random.default_rng(11)


def test_mean_and_spread_of_scores():
    """With points X a week the mean is 1000 + E X / r, the variance var X / (2 r - r^2)."""
    p = scoring.Parameters.defaults(points_service=0.0, score_return=0.02)
    people, rate = 20_000, 0.02
    score = np.full(people, 1000.0, np.float32)
    for _ in range(500):
        points = np.where(RNG.random(people) < 0.05, np.float32(-5.0), np.float32(0.0))
        score = scoring.next_score(p, score, 1.0, 1.0, 0.0, points, 0.0, 0.0, 0.0)
    mean, variance = -5.0 * 0.05, 25.0 * 0.05 * 0.95
    assert score.mean() == pytest.approx(1000.0 + mean / rate, abs=0.3)
    assert score.var() == pytest.approx(variance / (2 * rate - rate**2), rel=0.05)


@pytest.mark.parametrize(("urban", "official", "gain", "loss"), [
    (1.0, 0.0, 2.0, 5.0), (0.0, 0.0, 1.2, 6.5), (1.0, 1.0, 3.0, 6.5), (0.0, 1.0, 3.0, 6.5)])
def test_equal_conduct_earns_other_points(urban, official, gain, loss):
    """An act of service and a ticket move the scores of groups by their own reach."""
    p = scoring.Parameters.defaults()
    served = scoring.next_score(p, np.float32(1000.0), 1.0, urban, official, 0.0, 1.0, 0.0, 0.0)
    fined = scoring.next_score(p, np.float32(1000.0), 1.0, urban, official, -5.0, 0.0, 0.0, 0.0)
    assert served - 1000.0 == pytest.approx(gain, abs=1e-3)
    assert 1000.0 - fined == pytest.approx(loss, abs=1e-3)


def test_scores_keep_their_bounds():
    """A score stays in [0, 1300], at most 849 on the court list, and 1000 for the unscored."""
    p = scoring.Parameters.defaults()

    def moved(score, points, scored=1.0, on_court=0.0):
        return float(scoring.next_score(p, np.float32(score), scored, 1.0, 0.0, points, 0.0, 0.0,
                                        on_court))

    assert moved(10.0, -50.0) == 0.0 and moved(1299.0, 50.0) == 1300.0
    assert moved(1000.0, 0.0, on_court=1.0) == 849.0 and moved(500.0, 0.0, on_court=1.0) < 849.0
    assert moved(700.0, -50.0, scored=0.0) == 1000.0


def test_marking_on_a_curve_keeps_shares_whatever_people_do():
    """Under "relative" the shares above 1030 and below 850 are those of a normal law, however
    many points everybody earns; under "points" they are not."""
    on_curve = scoring.Parameters.defaults(tariff_form="relative")
    as_is = scoring.Parameters.defaults()
    shares = []
    for mean, spread in ((1000.0, 20.0), (940.0, 60.0)):
        scores = RNG.normal(mean, spread, 200_000).astype(np.float32)
        got = (scores - scoring.START) / scoring.SCALE
        city_mean, city_spread = scoring.city_curve(got.sum(), (got**2).sum(), len(scores))
        marked = scoring.standing(on_curve, scores, city_mean, city_spread)
        shares.append([scoring.redlisted_by_score(1.0, marked).mean(), (marked < 850.0).mean()])
        assert (scoring.standing(as_is, scores, city_mean, city_spread) == scores).all()
    assert shares[0] == pytest.approx([0.3821, 0.0668], abs=0.004)
    assert shares[1] == pytest.approx(shares[0], abs=0.004)


def test_a_list_by_score_has_a_margin():
    """Who is below list_below enters; who is on it leaves at 50 points above; none lists nobody."""
    p = scoring.Parameters.defaults(list_below=600.0)
    assert scoring.listed_by_score(p, 599.0, False) and not scoring.listed_by_score(p, 600.0, False)
    assert scoring.listed_by_score(p, 649.0, True) and not scoring.listed_by_score(p, 650.0, True)
    assert not scoring.listed_by_score(scoring.Parameters.defaults(), 0.0, False)


def test_consent_leaves_those_who_gain():
    """With a clean year and more support than the mean a person consents; others do not."""
    p = scoring.Parameters.defaults(consent=1.0)
    since, support = np.array([52.0, 52.0, 51.0, 255.0]), np.array([0.3, 0.2, 0.9, -0.5])
    assert list(scoring.consents(p, since, support, 0.25)) == [1.0, 0.0, 0.0, 0.0]
    assert (scoring.consents(scoring.Parameters.defaults(), since, support, 0.25) == 1.0).all()


def one(value):
    """Return one float32 number in an array."""
    return np.full(1, value, np.float32)


def test_a_household_member_on_a_list_costs_points():
    """points_assoc once for someone newly listed at home; at most 849 on the court list."""
    p = scoring.Parameters.defaults()
    at = [scoring.next_score(p, one(1000.0), one(1.0), one(1.0), one(0.0), one(0.0), one(0.0),
                             one(new), one(court))[0] for new, court in ((0, 0), (1, 0), (0, 1))]
    assert at == pytest.approx([1000.0, 990.0, 849.0])


def moved(score=1000.0, scored=1.0, urban=1.0, official=0.0, points=0.0, service=0.0, at_home=0.0,
          court=0.0, **numbers):
    """Return a score next week; nothing happens but what is named."""
    p = scoring.Parameters.defaults(**numbers)
    return float(scoring.next_score(p, *(one(v) for v in (
        score, scored, urban, official, points, service, at_home, court)))[0])


def test_a_score_returns_to_where_it_started():
    """By score_return of the distance, from above and below."""
    assert moved(900.0) == pytest.approx(900.4) and moved(1100.0) == pytest.approx(1099.6)


def test_points_below_nothing_are_penalties_and_above_it_rewards():
    """A record that earns points goes by the reach of rewards; one that costs by that of
    penalties: out of town and in it each has its own."""
    assert moved(points=10.0, urban=0.0) == pytest.approx(1006.0)
    assert moved(points=-10.0, urban=0.0) == pytest.approx(987.0)
    assert moved(service=1.0, urban=0.0, points_service=10.0) == pytest.approx(1006.0)
    assert moved(at_home=1.0, urban=0.0) == pytest.approx(990.0), "whatever the reach"


def test_reach_is_that_of_officials_before_that_of_the_place():
    """An official's household has its own reach in town and out of it."""
    for urban, official, reach in ((1.0, 0.0, 1.0), (0.0, 0.0, 2.0), (1.0, 1.0, 3.0),
                                   (0.0, 1.0, 3.0)):
        assert scoring.reach_of(one(urban), one(official), 1.0, 2.0, 3.0)[0] == reach


def test_a_score_counts_as_a_redlisting_above_1030_and_where_there_is_one():
    """1030 itself does not count, nor does the score of who has none."""
    got = scoring.redlisted_by_score(np.array([1.0, 1.0, 0.0]), np.array([1030.0, 1031.0, 1200.0]))
    assert got.tolist() == [0.0, 1.0, 0.0]


def test_the_curve_of_a_city_by_hand():
    """Three scores of 900, 1000 and 1100: mean 1000, standard deviation 81.6; alike, a spread of
    one point at least; of nobody, the start."""
    scores = (np.array([900.0, 1000.0, 1100.0]) - 1000.0) / 500.0
    mean, spread = scoring.city_curve(scores.sum(), (scores**2).sum(), 3.0)
    assert (mean, spread) == pytest.approx((1000.0, np.sqrt(20_000.0 / 3.0)))
    assert scoring.city_curve(3 * 0.2, 3 * 0.04, 3.0) == pytest.approx((1100.0, 1.0))
    assert scoring.city_curve(0.0, 0.0, 0.0) == pytest.approx((1000.0, 1.0))
    p = scoring.Parameters.defaults(tariff_form="relative")
    assert scoring.standing(p, 1100.0, 1000.0, 50.0) == pytest.approx(1200.0)


def test_what_reaches_a_scheme_by_links():
    """own_view of the weeks' records without links, all of them with whole links."""
    p = scoring.Parameters.defaults(own_view=0.4)
    assert scoring.view(p, 0.0) == pytest.approx(0.4)
    assert scoring.view(p, 0.5) == pytest.approx(0.7)
    assert scoring.view(p, 1.0) == pytest.approx(1.0)


def test_bins_of_scores():
    """Ten points a bin; what lies outside is in the outermost."""
    assert [int(scoring.bin_of(score)) for score in (0.0, 699.0, 700.0, 1000.0, 1009.0, 1300.0)] \
        == [0, 0, 1, 31, 31, 61]


def test_the_area_under_the_curve_is_the_share_of_pairs_in_the_right_order():
    """Against every pair by hand, ties counting half; apart it is 1, alike a half, alone none."""
    rng = np.random.default_rng(3)
    adverse, loyal = rng.integers(0, 4, (2, 6)), rng.integers(0, 4, (2, 6))
    for r in range(2):
        low = np.repeat(np.arange(6), adverse[r])
        high = np.repeat(np.arange(6), loyal[r])
        won = (high[:, None] > low) + 0.5 * (high[:, None] == low)
        assert scoring.area_under_curve(adverse, loyal)[r, 0] == pytest.approx(won.mean())
    first, second = np.array([[5, 0]]), np.array([[0, 5]])
    assert scoring.area_under_curve(first, second) == 1.0
    assert scoring.area_under_curve(first, first) == 0.5
    assert np.isnan(scoring.area_under_curve(first, 0 * second)).all()


def test_the_lowest_grade_closes_services_to_who_has_a_score():
    """Below 850, not at it; nobody without a score."""
    assert scoring.closed_by_grade(1.0, 849.9) == 1.0
    assert scoring.closed_by_grade(1.0, 850.0) == 0.0
    assert scoring.closed_by_grade(0.0, 500.0) == 0.0


def test_what_grades_and_their_display_put_at_stake():
    """What the grade closes, and shame in proportion to how far points are shown; off, nothing."""
    p = scoring.Parameters.defaults(grade_closes=0.2, display=0.5, display_stake=0.1)
    assert scoring.stake_of_grade(p) == pytest.approx(0.25)
    off = scoring.Parameters.defaults(on=0.0, grade_closes=0.2, display=1.0)
    assert scoring.stake_of_grade(off) == 0.0


def test_who_stands_behind_others_catches_up_where_points_are_shown():
    """In proportion to the gap up to 50 points below the mean of the city, not at all above it."""
    p = scoring.Parameters.defaults(display=0.5, catch_up=0.8)
    got = [scoring.catching_up(p, score, 1000.0) for score in (1010.0, 1000.0, 975.0, 700.0)]
    assert got == pytest.approx([0.0, 0.0, 0.2, 0.4])
    assert scoring.catching_up(scoring.Parameters.defaults(), 700.0, 1000.0) == 0.0


def test_word_of_a_scheme_spreads_by_contact_and_is_forgotten():
    """It settles where what is heard equals what is forgotten; without either nothing is heard."""
    p = scoring.Parameters.defaults(aware_contact=0.01, aware_display=0.03, display=0.5,
                                    aware_fade=0.005)
    contact = np.array([0.0])
    for _ in range(2000):
        contact = scoring.next_contact(p, contact, 1.0, 0.05, 13.0)
    heard = 0.01 * (1.0 - np.exp(-13.0 * 0.05)) + 0.015
    assert contact == pytest.approx([heard / (heard + 0.005)])
    assert scoring.next_contact(scoring.Parameters.defaults(), 0.0, 1.0, 0.0, 13.0) == 0.0
    assert scoring.next_contact(p, np.array(0.4), 0.0, 0.05, 13.0) == pytest.approx(0.4 * 0.995)
    assert scoring.awareness(0.1, 0.5) == pytest.approx(0.55)
