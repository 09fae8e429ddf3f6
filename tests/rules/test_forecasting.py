"""Forecasting by hand: the risk that is seen, who is visited, and where attention goes."""

import numpy as np
import pytest

from countergaze.mechanisms import forecasting

RNG = np.random.default_rng(11)


def column(value, n=1):
    """Return n equal float32 numbers."""
    return np.full(n, value, np.float32)


def cities(value, n=1):
    """Return the value of n cities in one replicate."""
    return np.full((1, n), float(value))


def test_the_gate_visits_the_share_asked_for():
    """Above the gate's bin all, in it a share, so that expected visits are visit x adults."""
    p = forecasting.Parameters.defaults(visit=0.01)
    risks = RNG.exponential(0.5, 50_000)
    bins = np.minimum(risks * forecasting.BINS_A_UNIT, forecasting.BINS - 1).astype(int)
    histogram = np.bincount(bins, minlength=forecasting.BINS)[None]
    at, share = forecasting.gate(p, histogram, np.array([50_000.0]))
    expected = (bins > at[0]).sum() + share[0] * (bins == at[0]).sum()
    assert expected == pytest.approx(500.0)
    none = forecasting.gate(p, np.zeros((1, forecasting.BINS), int), np.array([0.0]))
    assert none[0][0] == forecasting.BINS


def test_precision_under_noise_is_the_base_rate():
    """Visits drawn by noise alone meet a grievance as often as anybody has one (Bayes)."""
    p = forecasting.Parameters.defaults(signal_form="noise", visit=0.02)
    n = 400_000
    angry = RNG.random(n) < 0.12
    words = RNG.integers(0, 2**63, n).astype(np.uint64)
    amount = np.where(angry, 30.0, 0.0).astype(np.float32)
    risk = (forecasting.seen_risk(p, angry * 3.0, np.zeros(n, np.float32), amount, 1.0, 1.0,
                                  0.0)
            + p.risk_noise * forecasting.noise_of(words))
    bins = np.floor(forecasting.bin_of(risk)).astype(int)
    histogram = np.bincount(bins, minlength=forecasting.BINS)[None]
    at, share = forecasting.gate(p, histogram, np.array([float(n)]))
    ones = np.ones(n, np.float32)
    seen = forecasting.visited(p, ones, ones * 255, bins.astype(np.float32), np.float32(at[0]),
                               np.float32(share[0]), RNG.random(n, np.float32)) > 0
    assert seen.sum() == pytest.approx(0.02 * n, rel=0.05)
    assert angry[seen].mean() == pytest.approx(0.12, abs=0.012)


def test_noise_of_forecasts_is_nearly_normal():
    """Mean 0, standard deviation 1, and 5 % beyond 1.96, from the bits of one word."""
    noise = forecasting.noise_of(RNG.integers(0, 2**63, 400_000).astype(np.uint64))
    assert noise.mean() == pytest.approx(0.0, abs=0.01)
    assert noise.std() == pytest.approx(1.0, abs=0.01)
    assert (np.abs(noise) > 1.96).mean() == pytest.approx(0.05, abs=0.01)


def runaway(p, weeks=3000):
    """Return feedback of two cities alike, visits following discoveries, and its spread."""
    feedback = np.array([[1.0, 1.0]])
    for _ in range(weeks):
        found = RNG.poisson(4.0 * feedback**2)
        feedback = forecasting.next_feedback(p, feedback, found.astype(float), np.ones(2))
    used = forecasting.attention_moved(p, feedback)
    return used, abs(used[0, 0] - used[0, 1])


def test_attention_runs_away_unless_discoveries_are_discounted():
    """Two cities alike part when attention follows what it finds (Ensign); with G16 they do not."""
    gaps = [runaway(forecasting.Parameters.defaults(feedback=1.0), 600)[1] for _ in range(12)]
    held = [runaway(forecasting.Parameters.defaults(feedback=1.0, discount=1.0), 600)[1]
            for _ in range(3)]
    assert np.mean(gaps) > 0.5 and max(held) < 1e-9


def test_mean_feedback_is_one():
    """Attention is moved, not made: with visits that differ by city fb still averages one."""
    p = forecasting.Parameters.defaults()
    people = RNG.gamma(2.0, 1.0, 200)
    feedback = cities(1.0, 200)
    for _ in range(300):  # a visit here and there, as in a small society
        visits = RNG.poisson(0.05 * people)[None] / people
        feedback = forecasting.next_feedback(p, feedback, visits, people)
    assert (feedback * people).sum() / people.sum() == pytest.approx(1.0, abs=1e-9)


def test_what_is_known_abroad_adds_to_the_risk_of_kin():
    """In the eyes of the centre a file abroad weighs as stated, and not under noise."""
    p = forecasting.Parameters.defaults()
    args = column(1.0), column(0.0), column(10.0), 0.4, 0.5
    assert (forecasting.seen_risk(p, *args, 0.6) - forecasting.seen_risk(p, *args, 0.0))[0] == (
        pytest.approx(0.3))
    p = forecasting.Parameters.defaults(signal_form="noise")
    assert forecasting.seen_risk(p, *args, 0.6)[0] == 0.0


def risk(form="records", spoken=0.0, since=255.0, amount=0.0, linked=0.5, upward=0.8, kin=0.0):
    """Return the risk that the centre sees of one person."""
    p = forecasting.Parameters.defaults(signal_form=form)
    return float(forecasting.seen_risk(p, *(column(v) for v in (
        spoken, since, amount, linked, upward, kin)))[0])


def test_records_of_dissent_weigh_three_and_others_a_tenth_through_links():
    """(3 dissent records + 0.1 (Tr + Fa) Heff + overseas) V: other records come only across
    agencies, all of it only up the levels."""
    assert risk(spoken=2.0) == pytest.approx(6.0 * 0.8)
    assert risk(amount=10.0) == pytest.approx(0.1 * 10.0 * 0.5 * 0.8)
    assert risk(amount=10.0, linked=0.0) == 0.0
    assert risk(kin=0.5) == pytest.approx(0.5 * 0.8)
    assert risk(spoken=2.0, amount=10.0, kin=0.5, upward=0.0) == 0.0


def test_acts_look_back_twelve_weeks_and_noise_at_nothing():
    """Under "acts" a record of dissent counts 3 while it is younger than 12 weeks."""
    assert risk("acts", spoken=9.0, since=11.0, amount=99.0) == pytest.approx(3.0 * 0.8)
    assert risk("acts", spoken=9.0, since=12.0, amount=99.0) == 0.0
    assert risk("noise", spoken=9.0, since=0.0, amount=99.0, kin=9.0) == 0.0


@pytest.mark.parametrize(("value", "place"), [(-1.0, 0.0), (0.0, 0.0), (0.13, 1.04), (2.0, 16.0),
                                              (99.0, 127.0)])
def test_bins_of_risk(value, place):
    """Eight bins a unit; below nothing the first, far above it the last."""
    assert forecasting.bin_of(np.float32(value)) == pytest.approx(place, abs=1e-4)


def test_who_is_visited():
    """Above the gate everybody, in its bin by own luck, below nobody; never within 12 weeks of a
    visit, no child, and nobody where there is no forecasting."""
    p = forecasting.Parameters.defaults()

    def visited(place=21.0, since=12.0, luck=0.9, adult=1.0, p=p):
        return float(forecasting.visited(p, column(adult), column(since), column(place), 20.0,
                                         np.float32(0.5), column(luck))[0])

    assert [visited(place) for place in (19.0, 20.0, 21.0)] == [0.0, 0.0, 1.0]
    assert visited(20.0, luck=0.49) == 1.0 and visited(20.0, luck=0.5) == 0.0
    assert visited(19.0, luck=0.0) == 0.0
    assert [visited(since=weeks) for weeks in (0.0, 11.0, 12.0)] == [0.0, 0.0, 1.0]
    assert visited(adult=0.0) == 0.0
    assert visited(p=forecasting.Parameters.defaults(on=0.0)) == 0.0


def test_attention_follows_visits_by_a_twentieth_within_its_bounds():
    """fb goes to 1 + feedback (visits over their mean - 1), held in 0.3 to 3, and is scaled to a
    mean of one over residents; without any visit it stays at one."""
    p = forecasting.Parameters.defaults(feedback=0.5)
    people = np.array([1.0, 1.0])
    got = forecasting.next_feedback(p, np.ones((1, 2)), np.array([[3.0, 1.0]]), people)
    assert got[0] == pytest.approx([1.0 + 0.05 * 0.5 * 0.5, 1.0 - 0.05 * 0.5 * 0.5])
    assert forecasting.next_feedback(p, np.ones((1, 2)), np.zeros((1, 2)), people)[0] == (
        pytest.approx([1.0, 1.0]))
    wide = forecasting.next_feedback(p, np.array([[9.0, 0.0]]), np.array([[1.0, 1.0]]), people)
    assert wide[0, 0] / wide[0, 1] == pytest.approx(10.0)
    uneven = forecasting.next_feedback(p, np.ones((1, 2)), np.array([[3.0, 1.0]]),
                                       np.array([1.0, 3.0]))
    assert uneven[0] == pytest.approx([1.025, 1.0 - 0.025 / 3.0])


def test_discounting_takes_attention_back_to_one():
    """In full all of it, by half the half; without it attention is fb itself."""
    for discount, used in ((0.0, 2.0), (0.5, 1.5), (1.0, 1.0)):
        p = forecasting.Parameters.defaults(discount=discount)
        assert forecasting.attention_moved(p, 2.0) == pytest.approx(used)
