"""Grid by hand: coordination by the centre, drift of local rules, mobilisation."""

import numpy as np
import pytest

from countergaze.mechanisms import grid, incidents
from countergaze.mechanisms.incidents_served import Pools, served

RNG = np.random.default_rng(11)


def cities(value, n=1):
    """Return the value of n cities in one replicate."""
    return np.full((1, n), float(value))


def test_drift_has_its_stationary_spread():
    """drift_noise sqrt(local) / sqrt(1 - (1 - r)^2): 0.053 at the defaults with V = 0.6."""
    p = grid.Parameters.defaults(drift_bias=0.0)
    drift = np.zeros((1, 4000))
    for _ in range(400):
        drift = grid.next_drift(p, drift, 0.0, 0.6, RNG.standard_normal((1, 4000)))
    r = 0.02 * (1.0 + 4.0 * 0.5 * 0.6)
    assert drift.std() == pytest.approx(0.02 * np.sqrt(0.6 / (1.0 - (1.0 - r) ** 2)), rel=0.05)
    assert drift.std() == pytest.approx(0.053, abs=0.004)
    still = grid.next_drift(grid.Parameters.defaults(rules_form="none"), drift, 0.0, 0.6, 1.0)
    assert (still == 0.0).all()


def test_coordination_is_one_at_the_reference_load_and_grows_with_the_centre():
    """F = 1 at load 0.6; deciding everything at the centre under load delays more."""
    p = grid.Parameters.defaults()
    assert grid.coordination(p, np.array(0.6)) == pytest.approx(1.0)
    assert grid.coordination(p, np.array(1.5)) > 1.0
    local, central = (grid.coordination(grid.Parameters.defaults(local=share), np.array(0.6))
                      for share in (1.0, 0.0))
    assert local == pytest.approx(1.0 / 1.096, abs=1e-3)
    assert central == pytest.approx(1.6 / 1.096, abs=1e-3)


def test_a_mobilised_grid_clears_a_shock_sooner():
    """60 hours at load 0.60 clear in 12 weeks where the grid adds 0.3 of capacity, not in 21."""
    p = incidents.Parameters.defaults(abandoned=0.0, pool=0.0, reserve=0.0)
    pg, pools = grid.Parameters.defaults(), Pools(np.zeros(1, int), np.ones(1), 1)
    took = {}
    for gridded in (0.0, 1.0):
        backlog, week = cities(60.0), 0
        while backlog[0, 0] > 0.01 and week < 100:
            called = grid.mobilised(pg, (backlog + 0.6 * 7.2) / 7.2, gridded)
            backlog, _ = served(p, backlog, cities(0.6 * 7.2), cities(0.0),
                                7.2 * (1.0 + called), pools)
            week += 1
        took[gridded] = week
    assert took[0.0] == pytest.approx(21, abs=1) and took[1.0] == pytest.approx(12, abs=1)


def test_a_centre_under_load_delays_what_it_decides_up_to_a_bound():
    """1 + coord_delay (1 - local) min(load of the centre, 3), over its value at load and local 0.6;
    off, nothing is delayed."""
    p = grid.Parameters.defaults(local=0.2)
    reference = 1.0 + 0.5 * 0.4 * (0.4 * 0.6 / 0.5)
    assert grid.coordination(p, np.array(0.5)) == pytest.approx(
        (1.0 + 0.5 * 0.8 * (0.8 * 0.5 / 0.5)) / reference)
    held = (1.0 + 0.5 * 0.8 * 3.0) / reference
    assert grid.coordination(p, np.array([4.0, 99.0])) == pytest.approx([held, held])
    assert (grid.coordination(grid.Parameters.defaults(on=0.0), np.array([4.0])) == 1.0).all()


def test_a_week_of_drift_by_hand():
    """It returns by drift_return (1 + rule_push rules_central V), wanders by the root of what is
    local, and leans with local misuse; "ad_hoc" feels no central rule."""
    p = grid.Parameters.defaults(local=0.64)
    got = grid.next_drift(p, np.array([0.5]), 0.1, 0.6, np.array([1.0]))[0]
    back = 0.02 * (1.0 + 4.0 * 0.5 * 0.6)
    assert got == pytest.approx(0.5 * (1.0 - back) + 0.02 * 0.8 + 0.64 * 0.01 * 0.1)
    own = grid.Parameters.defaults(local=0.64, rules_form="ad_hoc")
    assert grid.next_drift(own, np.array([0.5]), 0.1, 0.6, np.array([1.0]))[0] == pytest.approx(
        0.5 * 0.98 + 0.02 * 0.8 + 0.64 * 0.01 * 0.1)
    tight = grid.Parameters.defaults(drift_return=0.9, drift_noise=0.0, drift_bias=0.0)
    assert grid.next_drift(tight, np.array([0.5]), 0.0, 1.0, np.array([0.0]))[0] == 0.0
    far = grid.next_drift(grid.Parameters.defaults(drift_noise=1.0), np.array([1.9]), 0.0, 0.0,
                          np.array([9.0]))
    assert far[0] == 2.0, "drift is held within 2"
    off = grid.Parameters.defaults(on=0.0)
    assert grid.next_drift(off, np.array([0.5]), 0.1, 0.6, np.array([1.0]))[0] == 0.0


def test_a_grid_mobilises_only_above_capacity_and_only_where_it_is():
    """Work at capacity calls nobody; above it `mobilise` of capacity comes, from grids alone."""
    p = grid.Parameters.defaults()
    got = grid.mobilised(p, np.array([0.9, 1.0, 1.01, 1.01]), np.array([1.0, 1.0, 1.0, 0.0]))
    assert got == pytest.approx([0.0, 0.0, 0.3, 0.0])
    off = grid.Parameters.defaults(on=0.0)
    assert grid.mobilised(off, np.array([2.0]), np.array([1.0]))[0] == 0.0


def test_what_comes_to_the_centre():
    """Decisions that are not local, times the load, over what it can decide; off, none."""
    p = grid.Parameters.defaults(local=0.6, centre_cap=0.5)
    assert grid.centre_load(p, np.array([0.6, 1.5])) == pytest.approx([0.48, 1.2])
    assert grid.centre_load(grid.Parameters.defaults(local=1.0), np.array(2.0)) == 0.0
    assert grid.centre_load(grid.Parameters.defaults(on=0.0), np.array(2.0)) == 0.0


def test_a_grid_worker_at_hand_raises_tips_and_mobilisation_doubles_it():
    """1 without a grid, 1 + tips with one, 1 + 2 tips in a week of mobilisation; off, 1."""
    p = grid.Parameters.defaults(tips=0.3)
    got = grid.tips_raised(p, np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0]))
    assert got == pytest.approx([1.0, 1.3, 1.6])
    assert grid.tips_raised(grid.Parameters.defaults(on=0.0), 1.0, 1.0) == 1.0
