"""Rules against closed forms and known limits, by the plain functions alone."""

import numpy as np
import pytest
from scipy.stats import poisson

from countergaze.compute import maths
from countergaze.mechanisms import (
    adaptation, conduct, expression, incidents, lists, sanctions, sensing,
)

RNG = np.random.default_rng(5)


def kind(base=0.8, gravity=1.0, debt=0.0, street=1.0, coverage=0.3):
    """Return a kind of act without false records, points or speech."""
    return conduct.Kind(base, gravity, debt, street, coverage, 0.0, 0.0, 0.0)


def column(value, n=1):
    """Return n equal float32 numbers."""
    return np.full(n, value, np.float32)


def test_the_exponential_is_close_to_the_true_one():
    """maths.exp has a relative error below 2e-6 over its range, alone or in an array."""
    x = np.linspace(-80.0, 80.0, 100_001).astype(np.float32)
    true = np.exp(x.astype(np.float64))
    assert np.max(np.abs(maths.exp(x) / true - 1.0)) < 2e-6
    assert maths.exp(np.float32(1.5)) == maths.exp(np.array([1.5], np.float32))[0]


def test_mean_acts_are_the_base_rate():
    """At mean hardship, without deterrence, an adult of heterogeneity 1 acts at the base rate."""
    p = conduct.Parameters.defaults()
    mean = conduct.mean_acts(p, kind(), column(1.0), column(0.286), column(0.0))
    assert 52.0 * mean[0] == pytest.approx(0.8, rel=1e-4)


@pytest.mark.parametrize("mean", [0.01, 0.1, 0.3])
def test_counts_of_acts_keep_the_mean_and_the_chance_of_two(mean):
    """Counts of 0, 1 or 2 have the mean exactly and a Poisson law's chance of two or more."""
    u = ((np.arange(1_000_000) + 0.5) / 1_000_000).astype(np.float32)
    acts = conduct.count_of_acts(column(mean), u)
    assert acts.mean() == pytest.approx(mean, rel=2e-3)
    assert (acts == 2.0).mean() == pytest.approx(1 - np.exp(-mean) * (1 + mean), rel=0.02)


@pytest.mark.parametrize(("coverage", "share"), [(0.3, 0.25), (0.15, 0.14), (1.0, 0.59)])
def test_recorded_share_over_exposure(coverage, share):
    """Over exposure x ~ gamma(4, mean 1) the recorded share is 1 - (1 + C/4)^-4."""
    x = RNG.gamma(4.0, 0.25, 400_000).astype(np.float32)
    got = maths.hit(coverage * x).mean()
    assert got == pytest.approx(1.0 - (1.0 + coverage / 4.0) ** -4, rel=0.01)
    assert got == pytest.approx(share, abs=0.01)


def test_who_cannot_pay_is_not_deterred():
    """For a debt, D is 0 above the hardship at which it cannot be paid, and positive below."""
    p = conduct.Parameters.defaults(cannot_pay=0.5)
    debt = kind(0.0064, 3.0, 1.0, 0.0, 0.0)
    hardship = np.array([0.4, 0.6], np.float32)
    got = conduct.deterred(p, debt, column(0.8), column(0.4), column(1.0), column(0.5), hardship)
    assert got[0] == pytest.approx(0.5 * 0.8 * 0.4) and got[1] == 0.0


@pytest.mark.parametrize(("name", "size"), [("stake", 0.12), ("certainty", 0.4),
                                            ("perceived", 0.24), ("none", 0.0)])
def test_forms_of_deterrence(name, size):
    """Each form is its own formula: stake p, knows p, stake times the perceived chance, nothing."""
    p = conduct.Parameters.defaults(deterrence_form=name, deterrence=1.0)
    got = conduct.deterred(p, kind(), column(0.3), column(0.4), column(1.0), column(0.8),
                           column(0.2))
    assert got[0] == pytest.approx(size, abs=1e-6)


CLIMATE = expression.Climate(np.float32(0.1), np.float32(np.log(0.8)), np.float32(0.0),
                             np.float32(1.0), np.float32(0.0))
"""A city without a focal event, in which opinions cost no points."""


def said(fear, dissenting=0.0, n=4):
    """Return what people of a grievance near the threshold say at a given fear."""
    p = expression.Parameters.defaults()
    return expression.step(
        p, CLIMATE, column(1.0, n), column(0.0, n), column(0.44, n), column(fear, n),
        expression.dread(column(fear, n)), column(0.5, n), column(0.0, n), column(255.0, n),
        column(dissenting, n), column(0.0, n), column(12.0, n), column(0.0, n), column(0.0, n),
        column(0.0, n), column(0.4, n), column(0.9, n), column(0.5, n))


def test_without_fear_nobody_is_silenced():
    """At fear 0 the chance of dissent is the chance of latent dissent."""
    free = said(0.0)
    assert (free.dissent_chance == free.latent_chance).all()
    afraid = said(0.5)
    assert (afraid.dissent_chance < afraid.latent_chance).all()


def test_there_is_safety_in_numbers():
    """P = 0.9 for one alone at fear 1, and 1 - exp(-k f / (1 + v)) with v dissenting ties."""
    p = expression.Parameters.defaults()
    alone = expression.chance_of_sanction(p, CLIMATE, column(1.0), column(0.0))[0]
    assert alone == pytest.approx(0.9, abs=1e-3)
    for v in (1.0, 3.0, 9.0):
        got = expression.chance_of_sanction(p, CLIMATE, column(0.5), column(v))[0]
        assert got == pytest.approx(1.0 - np.exp(-2.3 * 0.5 / (1.0 + v)), abs=1e-5)


def test_occasions_multiply():
    """With v dissenting ties an occasion is missed with chance 0.9 x 0.8^v; cooling halves it."""
    p = expression.Parameters.defaults()
    got = expression.chance_of_occasion(p, CLIMATE, column(3.0), column(255.0))[0]
    assert got == pytest.approx(1.0 - 0.9 * 0.8**3, abs=1e-5)
    cool = expression.chance_of_occasion(p, CLIMATE, column(3.0), column(2.0))[0]
    assert cool == pytest.approx(0.5 * got, abs=1e-5)


NOTHING_NEW = adaptation.Public(0.0, 0.0, 0.0, 0.0, 0.0)


def nothing_seen():
    """Return the sight of someone with twelve quiet ties."""
    return adaptation.Seen(*(column(v) for v in (0, 0, 0, 0, 0, 0, 12, 0)))


def test_one_wrong_listing_costs_support_and_it_comes_back():
    """It takes .18 off a = .2, and half of that has returned after 69 weeks."""
    p = adaptation.Parameters.defaults()
    hit = adaptation.Hit(*(column(v) for v in (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)))
    quiet = adaptation.Hit(*(column(0.0) for _ in range(7)))
    a = adaptation.next_support(p, column(0.2), column(0.2), NOTHING_NEW, nothing_seen(), hit)
    assert 0.2 - a[0] == pytest.approx(0.18, abs=1e-3)
    for _ in range(69):
        a = adaptation.next_support(p, a, column(0.2), NOTHING_NEW, nothing_seen(), quiet)
    assert 0.2 - a[0] == pytest.approx(0.09, abs=2e-3)


def test_stationary_hardship_and_fear():
    """Both settle at their targets: h0 + hard_list B, and f0 + the watch term."""
    p = adaptation.Parameters.defaults()
    hit = adaptation.Hit(*(column(v) for v in (0.0, 0.0, 0.0, 0.4, 0.0, 0.0, 0.0)))
    h, f = column(0.3), column(1.0)
    for _ in range(400):
        h = adaptation.next_hardship(p, h, column(0.3), 0.3, 0.1, 0.0, NOTHING_NEW, nothing_seen(),
                                     hit)
        f = adaptation.next_fear(p, f, np.float32(0.25), 0.1, NOTHING_NEW, nothing_seen(), hit)
    assert h[0] == pytest.approx(0.3 + 0.15 * 0.4, abs=1e-4)
    assert f[0] == pytest.approx(0.30 + 0.3 * 0.20, abs=1e-4)


def test_the_stock_of_listed_is_entries_times_duration():
    """Stationary listed = entries a week x mean duration, whatever the law of duration."""
    p = lists.Parameters.defaults(pay_wont=0.02, removal_lag=4.0)
    weeks = np.arange(2000)
    chance = np.array([lists.chance_of_exit(p, True, False, w) for w in weeks])
    alive = np.cumprod(1.0 - chance)
    mean = 1.0 + alive.sum()
    stock, entered = 0.0, 3.0
    cohort = np.zeros(2000)
    for _ in range(2000):
        cohort[1:] = cohort[:-1] * (1.0 - chance[:-1])
        cohort[0] = entered
        stock = cohort.sum()
    assert stock == pytest.approx(entered * (mean), rel=0.02)
    assert mean == pytest.approx(5.0 + 1.0 / (1.0 - np.exp(-0.02)), rel=0.03)


def test_terms_and_gates_of_lists():
    """Nobody leaves before the lag; other lists end with the term; evidence decides entry."""
    p = lists.Parameters.defaults()
    family = lists.Family(1, 2, 20.0, 0.0)
    assert lists.chance_of_exit(p, True, False, 3.0) == 0.0
    assert lists.chance_of_exit(p, False, False, 155.0) == 0.0
    assert lists.chance_of_exit(p, False, False, 156.0) == 1.0
    assert lists.chance_of_entry(p, family, False, 0.0, 1.0, 41.0) == 1.0
    assert lists.chance_of_entry(p, family, False, 0.0, 1.0, 39.0) == 0.0
    assert lists.entry_is_wrong(p, family, True, 0.0, 1.0, 39.0)
    assert not lists.entry_is_wrong(p, family, True, 0.0, 1.0, 41.0)


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


def test_displacement_moves_acts_out_of_sight():
    """In a smart city displacement lowers coverage of street acts, and of no others."""
    offices = sensing.Offices(*(np.full((1, 1), v) for v in (1.0, 0.0, 0.0, 0.6, 0.7)))
    got = [sensing.coverage_of_acts(sensing.Parameters.defaults(displace=d), offices,
                                    np.array([0.3, 0.3]), np.array([1.0, 1.0]),
                                    np.array([1.0, 0.0]), np.array([0.5]), np.ones((1, 1)),
                                    np.ones((1, 1)))[0, 0]
           for d in (0.0, 0.5)]
    assert got[1][0] < got[0][0] and got[1][1] == got[0][1]


@pytest.mark.parametrize("mean", [1e-9, 0.02, 1.0, 9.0, 150.0, 5000.0])
def test_incidents_are_the_inverse_of_the_distribution(mean):
    """P(X < n) is below the uniform and P(X <= n) is not, for means that are counted up to and
    for those beyond; so n is what the inverse of the distribution function rounds up to."""
    luck = np.random.default_rng(4).random((3, 500))
    n = incidents.count(mean / 30.0, 30.0, luck) * 30.0
    assert np.allclose(n, np.rint(n)) and n.mean() == pytest.approx(mean, rel=0.1, abs=0.01)
    n = np.rint(n)
    assert (poisson.cdf(n, mean) >= luck - 1e-9).all()
    assert (poisson.cdf(n - 1.0, mean) < luck + 1e-9).all()
