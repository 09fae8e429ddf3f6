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
    assert forecasting.noise_of(np.uint64(2**64 - 1)) < forecasting.LARGEST_NOISE


def settled(p, differ, weeks=3000):
    """Return fb of two cities of which each finds what there is, `differ`, times its attention."""
    feedback = np.array([[1.0, 1.0]])
    for _ in range(weeks):
        found = np.array(differ) * feedback
        feedback = forecasting.next_feedback(p, feedback, found, np.ones(2))
    return feedback[0]


@pytest.mark.parametrize(("follows", "discount", "power"), [
    (0.5, 0.0, 1.0), (0.25, 0.0, 1.0 / 3.0), (0.5, 1.0, 0.5), (0.8, 1.0, 0.8), (0.0, 0.0, 0.0)])
def test_what_is_found_draws_attention_that_finds_more(follows, discount, power):
    """A city with d times as much to find ends with d^(f/(1-f)) times the attention, d^f where
    discoveries are discounted (Ensign); cities alike stay alike."""
    p = forecasting.Parameters.defaults(feedback=follows, discount=discount)
    alike = settled(p, differ=(1.0, 1.0))
    assert alike == pytest.approx([1.0, 1.0])
    high, low = settled(p, differ=(1.2, 1.0))
    assert np.log(high / low) / np.log(1.2) == pytest.approx(power, rel=1e-3, abs=1e-9)


def test_attention_runs_away_where_it_follows_discoveries_wholly():
    """At feedback 1 the least difference grows for ever, unless it is discounted (G16)."""
    p = forecasting.Parameters.defaults(feedback=1.0)
    high, low = settled(p, differ=(1.01, 1.0), weeks=9000)
    assert high / low > 10.0
    held = forecasting.Parameters.defaults(feedback=1.0, discount=1.0)
    high, low = settled(held, differ=(1.01, 1.0), weeks=9000)
    assert high / low == pytest.approx(1.01)


def test_mean_feedback_is_one():
    """Attention is moved, not made: whatever is found by city, fb averages one, week by week."""
    p = forecasting.Parameters.defaults()
    people = RNG.gamma(2.0, 1.0, 200)
    feedback = cities(1.0, 200)
    for _ in range(300):
        feedback = forecasting.next_feedback(p, feedback, RNG.gamma(0.2, 1.0, (1, 200)), people)
        assert (feedback * people).sum() / people.sum() == pytest.approx(1.0, abs=1e-9)
    assert feedback.min() > 0.0


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
    other = forecasting.Parameters.defaults(dissent_weight=0.5, record_weight=0.2)
    assert float(forecasting.seen_risk(other, 2.0, 0.0, 10.0, 0.5, 0.8, 0.0)) == pytest.approx(
        (0.5 * 2.0 + 0.2 * 10.0 * 0.5) * 0.8)


@pytest.mark.parametrize("chance", [0.0, 0.001, 0.02, 0.3, 1.0])
def test_who_would_have_spoken(chance):
    """At the week's chance, within 12 weeks and within 512."""
    q = np.float32(chance)
    assert forecasting.would_speak_soon(q) == pytest.approx(1.0 - (1.0 - chance) ** 12, abs=1e-5)
    assert forecasting.would_ever_speak(q) == pytest.approx(1.0 - (1.0 - chance) ** 512, abs=1e-4)


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


def test_attention_goes_a_twentieth_of_the_way_to_where_most_is_found():
    """fb goes to the share that found^feedback draws, at feedback_return a week; without visits,
    or with nothing found anywhere, it goes to one; a city where nothing is found keeps a little."""
    p = forecasting.Parameters.defaults(feedback=0.5)
    people = np.array([1.0, 1.0])
    found = np.array([[4.0, 1.0]])
    got = forecasting.next_feedback(p, np.ones((1, 2)), found, people)
    assert got[0] == pytest.approx([1.0 + 0.05 * (4.0 / 3.0 - 1.0), 1.0 + 0.05 * (2.0 / 3.0 - 1.0)])
    uneven = forecasting.next_feedback(p, np.ones((1, 2)), found, np.array([1.0, 3.0]))
    assert (uneven * [0.25, 0.75]).sum() == pytest.approx(1.0)
    nothing = np.zeros((1, 2))
    assert forecasting.next_feedback(p, np.ones((1, 2)), nothing, people)[0] == (
        pytest.approx([1.0, 1.0]))
    for off in ({"visit": 0.0}, {"on": 0.0}, {"feedback": 0.0}):
        still = forecasting.Parameters.defaults(**off)
        assert forecasting.next_feedback(still, np.ones((1, 2)), found, people)[0] == (
            pytest.approx([1.0, 1.0]))
    p = forecasting.Parameters.defaults(feedback=0.5, feedback_return=1.0)
    bare = forecasting.next_feedback(p, np.ones((1, 2)), np.array([[1.0, 0.0]]), people)[0]
    assert bare[1] / bare[0] == pytest.approx(np.sqrt(0.01 / 2.0))
    assert forecasting.running_found(p, 1.0, 3.0) == 3.0
    assert forecasting.over_a_year(1.0, 53.0) == pytest.approx(2.0)
