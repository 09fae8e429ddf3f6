"""Incidents by hand: delay, counts and work, unrest, desks, capacity and what is served."""

import numpy as np
import pytest
from scipy.stats import poisson

from countergaze.mechanisms import incidents, incidents_drawn, incidents_served
from countergaze.mechanisms.incidents_served import Pools

RNG = np.random.default_rng(11)


def cities(value, n=1):
    """Return the value of n cities in one replicate."""
    return np.full((1, n), float(value))


def test_incidents_have_their_mean_and_the_variance_of_a_district():
    """Counts per 1,000 have mean rate and variance rate / district; work has mean rate x hours."""
    u, v = RNG.random((1, 200_000)), RNG.random((1, 200_000))
    got = incidents_drawn.count(0.3, 30.0, u)
    assert got.mean() == pytest.approx(0.3, rel=0.01)
    assert got.var() == pytest.approx(0.3 / 30.0, rel=0.02)
    hours = incidents_drawn.work_of(incidents.Parameters.defaults(), got, 30.0, 2.0, v)
    assert hours.mean() == pytest.approx(0.6, rel=0.01)


@pytest.mark.parametrize("branching", [0.0, 0.3, 0.6])
def test_unrest_excites_itself_as_a_hawkes_process(branching):
    """Mean intensity is mu / (1 - branching); branching raises the variance of weekly counts."""
    p = incidents.Parameters.defaults(branching=branching, escalate=0.0, unrest_base=0.05,
                                      unrest_form="exogenous")
    n, weeks = 400, 1200
    excited, total, counts = np.zeros((1, n)), 0.0, []
    for week in range(weeks):
        rate = incidents.unrest_rate(p, cities(5.5, n), cities(19.8, n), excited, cities(0.0, n))
        unrest = incidents_drawn.count(rate, 30.0, RNG.random((1, n)))
        excited = incidents.excitement(p, excited, unrest)
        if week >= 100:
            total += rate.mean()
            counts.append(unrest)
    assert total / (weeks - 100) == pytest.approx(0.05 / (1.0 - branching), rel=0.04)
    spread = np.var(counts) / (np.mean(counts) / 30.0)
    assert spread == pytest.approx(1.0, abs=0.009) if branching == 0.0 else spread > 1.01


def test_unrest_at_the_defaults_is_what_a_year_reports():
    """At reference dissent the expected cases are about 73,000 a year for 1.41 billion people."""
    p = incidents.Parameters.defaults()
    mean = p.unrest_base / (1.0 - p.branching)
    assert mean * 1.41e6 * 52 == pytest.approx(73_000, rel=0.02)


@pytest.mark.parametrize(("abandoned", "weeks"), [(0.0, 21), (0.10, 12)])
def test_a_shock_of_work_clears_as_the_closed_form_says(abandoned, weeks):
    """60 hours at load 0.60 clear in W / (cap - flow) = 21 weeks, sooner if some is given up."""
    p = incidents.Parameters.defaults(abandoned=abandoned, pool=0.0, reserve=0.0)
    pools = Pools(np.zeros(1, int), np.ones(1), 1)
    backlog, took = cities(60.0), 0
    while backlog[0, 0] > 0.01 and took < 100:
        backlog, _ = incidents_served.served(p, backlog, cities(0.6 * 7.2), cities(0.0),
                                             cities(7.2), pools)
        took += 1
    assert took == pytest.approx(weeks, abs=2)


def test_forms_of_handling():
    """Priority serves unrest before what waits; pooling moves a province's capacity to its need."""
    pools = Pools(np.zeros(2, int), np.ones(2), 1)
    new = np.array([[9.0, 1.0]])
    urgent = np.array([[3.0, 0.0]])
    cap = cities(5.0, 2)
    waits = np.array([[20.0, 0.0]])
    p = incidents.Parameters.defaults(handling_form="priority", pool=0.0, reserve=0.0)
    _, done = incidents_served.served(p, waits, new, urgent, cap, pools)
    assert done[0, 0] == pytest.approx(3.0)
    fluid = incidents.Parameters.defaults(pool=0.0, reserve=0.0)
    _, done = incidents_served.served(fluid, waits, new, urgent, cap, pools)
    assert done[0, 0] == 0.0
    pooled = incidents.Parameters.defaults(handling_form="pooled", reserve=0.0)
    left, _ = incidents_served.served(pooled, np.zeros((1, 2)), np.array([[6.0, 0.0]]),
                                      urgent * 0, np.array([[2.0, 8.0]]), pools)
    assert left[0, 0] == pytest.approx(1.0)


def test_help_comes_only_to_what_was_carried_over():
    """What comes new this week waits for the pool until the next."""
    p = incidents.Parameters.defaults(abandoned=0.0)
    pools = Pools(np.zeros(2, int), np.ones(2), 1)
    cap = cities(10.0, 2)
    left, _ = incidents_served.served(p, cities(0.0, 2), cities(20.0, 2), cities(0.0, 2), cap,
                                      pools)
    assert left[0, 0] == pytest.approx(12.0)
    after, _ = incidents_served.served(p, left, cities(0.0, 2), cities(0.0, 2), cap, pools)
    assert after[0, 0] == pytest.approx(12.0 - 10.0)


def test_sensors_and_links_work_only_together():
    """Delay falls with sensing; without links half of that is lost: the two multiply."""
    p = incidents.Parameters.defaults()
    bare, sensed, both = (incidents.delay(p, 1.0, s, h, 0.0, 0.3)
                          for s, h in ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0)))
    assert bare == 2.0 and sensed == pytest.approx(1.0) and both == pytest.approx(2.0 / 3.0)


def test_automation_saves_desk_work_and_raises_alarms():
    """Hours on records, visits and appeals fall by the automated share; alarms add theirs."""
    by_hand, half = (incidents.desk_work(incidents.Parameters.defaults(automation=a), 8.0, 1.0,
                                         0.5, 0.2) for a in (0.0, 0.5))
    work, alarms = 0.5 * (0.25 * 8.0 + 3.0 * 1.0 + 3.0 * 0.5), 0.5 * 2.0 * 0.25
    assert by_hand == pytest.approx(work + alarms * 0.2)
    assert half == pytest.approx(work * 0.5 + alarms * 0.7)


def test_delay_by_hand():
    """2 without sensors, longer by coordination; sensors, what links let dispatch use of them, and
    grid workers each shorten it."""
    p = incidents.Parameters.defaults()
    assert incidents.delay(p, 1.5, 0.0, 0.0, 0.0, 0.3) == 3.0
    assert incidents.delay(p, 1.0, 0.0, 0.0, 1.0, 0.3) == pytest.approx(2.0 / 1.3)
    assert incidents.delay(p, 1.0, 0.8, 0.5, 1.0, 0.3) == pytest.approx(
        2.0 / (1.0 + 2.0 * 0.8 * 0.75 + 0.3))
    alone = incidents.Parameters.defaults(dispatch_linked=0.0)
    assert incidents.delay(alone, 1.0, 0.8, 1.0, 0.0, 0.3) == pytest.approx(2.0 / (1.0 + 0.8))


def test_counts_are_those_of_a_poisson_law():
    """The shares of a district with 0, 1 and 2 incidents, by evenly spread luck."""
    luck = ((np.arange(50_000) + 0.5) / 50_000)[None]
    got = 30.0 * incidents_drawn.count(0.05, 30.0, luck)
    shares = [np.exp(-1.5), 1.5 * np.exp(-1.5), 1.125 * np.exp(-1.5)]
    assert [(np.round(got) == k).mean() for k in range(3)] == pytest.approx(shares, abs=1e-4)
    assert incidents_drawn.count(0.0, 30.0, luck).max() == 0.0


@pytest.mark.parametrize("shape", [0.25, 1.0, 4.0])
def test_work_of_no_incident_is_none_and_of_many_adds_up(shape):
    """n jobs have mean n and variance n over the shape, in units of the mean work; a uniform picks
    one of 256 equal parts, which keeps the mean and all but a hundredth of the variance."""
    p = incidents.Parameters.defaults(work_shape=shape)
    even = (np.arange(100_000) + 0.5)[None] / 100_000
    assert not incidents_drawn.work_of(p, np.zeros((1, 3)), 30.0, 2.0, even[:, :3]).any()
    for jobs in (1.0, 3.0, 40.0, 500.0):
        got = 30.0 * incidents_drawn.work_of(p, np.full((1, 100_000), jobs / 30.0), 30.0, 2.0, even)
        assert got.mean() == pytest.approx(2.0 * jobs, rel=1e-3)
        assert got.var() == pytest.approx(4.0 * jobs / shape, rel=0.04)
        assert (np.diff(got[0]) >= 0.0).all()


def test_busy_weeks_leave_the_mean():
    """Every week is alike at spread 0; at 0.4 the mean stays 1, the standard deviation is 0.4."""
    even = (np.arange(100_000) + 0.5)[None] / 100_000
    assert (incidents_drawn.busy(incidents.Parameters.defaults(week_spread=0.0), even) == 1.0).all()
    got = incidents_drawn.busy(incidents.Parameters.defaults(week_spread=0.4), even)
    assert got.mean() == pytest.approx(1.0, rel=1e-3) and got.std() == pytest.approx(0.4, rel=0.01)


def test_numbers_that_differ_between_replicates_make_each_its_own_work():
    """Two replicates in one call get what each gets alone."""
    uniform, jobs = RNG.random((2, 50)), np.full((2, 50), 0.1)
    alone = [incidents_drawn.work_of(
        incidents.Parameters.defaults(work_shape=shape), jobs[r:r + 1], 30.0, 2.0,
        uniform[r:r + 1]) for r, shape in enumerate((0.5, 3.0))]
    both = incidents.Parameters.defaults()._replace(work_shape=np.array([[0.5], [3.0]]))
    assert (incidents_drawn.work_of(both, jobs, 30.0, 2.0, uniform) == np.concatenate(alone)).all()


def test_participants_are_persons_of_a_district():
    """5 in 1,000 speak out in a district of 30 thousand, three in ten of them take part: 45 persons
    on average, whatever the spread, most cases smaller; nobody alone is no case."""
    p = incidents.Parameters.defaults(join=0.3, size_spread=1.5)
    mean = incidents_drawn.mean_participants(p, np.array([[5.0, 0.0]]))
    assert mean.tolist() == [[45.0, 1.0]]
    normal = RNG.standard_normal((1, 400_000))
    got = incidents_drawn.participants(p, np.full((1, 1), 45.0), normal)
    assert got.mean() == pytest.approx(45.0, rel=0.03) and got.min() == 1.0
    assert np.median(got) == pytest.approx(45.0 * np.exp(-1.125), rel=0.02)
    share = incidents_drawn.share_of_sizes(p, np.array([[45.0]]))[0, 0]
    least = [0.0, *list(incidents_drawn.EVENT_SIZES.values())[1:], np.inf]
    assert share == pytest.approx(np.histogram(got, least)[0] / got.size, abs=0.003)
    assert share.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(("form", "dissent", "latent", "times"), [
    ("dissent", 5.5, 0.0, 1.0), ("dissent", 22.0, 0.0, 8.0), ("dissent", 0.0, 19.8, 0.0),
    ("latent", 0.0, 19.8, 1.0), ("latent", 99.0, 4.95, 0.125), ("exogenous", 99.0, 99.0, 1.0)])
def test_what_breeds_unrest(form, dissent, latent, times):
    """unrest_base at the reference, by the power 1.5 of what the form looks at."""
    p = incidents.Parameters.defaults(unrest_form=form, escalate=0.0)
    got = incidents.unrest_rate(p, cities(dissent), cities(latent), cities(0.0), cities(0.0))
    assert got[0, 0] == pytest.approx(0.0007 * times)


def test_unhandled_work_and_excitement_breed_unrest():
    """Half of escalate at a backlog of one week's capacity; excitement comes as it is."""
    p = incidents.Parameters.defaults()
    base = incidents.unrest_rate(p, cities(5.5), cities(0.0), cities(0.0), cities(0.0))[0, 0]
    late = incidents.unrest_rate(p, cities(5.5), cities(0.0), cities(0.002), cities(7.2))[0, 0]
    assert late - base == pytest.approx(0.002 + 0.001 * 0.5)


def test_excitement_by_one_case_adds_up_to_the_branching():
    """One case sets off `branching` cases in all; what is left fades by exp(-decay) a week."""
    p = incidents.Parameters.defaults(branching=0.3, decay=0.5)
    excited, total = incidents.excitement(p, cities(0.0), cities(1.0)), 0.0
    assert excited[0, 0] == pytest.approx(0.3 * (1.0 - np.exp(-0.5)))
    after = incidents.excitement(p, excited, cities(0.0))
    assert after[0, 0] == pytest.approx(excited[0, 0] * np.exp(-0.5))
    for _ in range(60):
        total += excited[0, 0]
        excited = incidents.excitement(p, excited, cities(0.0))
    assert total == pytest.approx(0.3)


@pytest.mark.parametrize("field", ["desk_records", "desk_visits", "desk_appeals", "desk_alarms"])
def test_each_part_of_the_desk_has_its_own_share(field):
    """Of records, visits, appeals and alarms, the share that falls on who handles incidents; all
    hours count whoever does them."""
    hours = {"desk_records": 0.25 * 8.0, "desk_visits": 3.0 * 2.0, "desk_appeals": 3.0 * 0.5,
             "desk_alarms": 2.0 * 0.2 * 0.25}
    none = dict.fromkeys(hours, 0.0)
    alone = incidents.Parameters.defaults(**{**none, field: 1.0})
    assert incidents.desk_work(alone, 8.0, 2.0, 0.5, 0.2) == pytest.approx(hours[field])
    assert incidents.control_hours(alone, 8.0, 2.0, 0.5, 0.2) == pytest.approx(sum(hours.values()))
    half = incidents.Parameters.defaults(**{**none, "automation": 0.5})
    assert incidents.control_hours(half, 8.0, 2.0, 0.5, 0.2) == pytest.approx(
        0.5 * (2.0 + 6.0 + 1.5) + 2.0 * 0.7 * 0.25)


def test_capacity_by_hand():
    """cap0 at reference budget and competence; by the power 0.8 of one, in proportion to the other;
    0.3 more with full automation."""
    p = incidents.Parameters.defaults()
    assert incidents.capacity(p, 1.0, 0.6) == pytest.approx(7.2)
    assert incidents.capacity(p, 2.0, 0.9) == pytest.approx(7.2 * 2.0**0.8 * 1.5)
    assert incidents.capacity(incidents.Parameters.defaults(automation=1.0), 1.0, 0.6) == (
        pytest.approx(7.2 * 1.3))


def served(carried, new, cap, people=None, place=None, urgent=None, **numbers):
    """Return (carried over, share of new work done) of cities, by hand-made lists."""
    carried, new, cap = (np.array([row], float) for row in (carried, new, cap))
    urgent = np.zeros_like(new) if urgent is None else np.array([urgent], float)
    n = carried.shape[1]
    left, done = incidents_served.served(
        incidents.Parameters.defaults(**numbers), carried, new, urgent, cap,
        Pools(np.zeros(n, int) if place is None else np.array(place),
              np.ones(n) if people is None else np.array(people), 1))
    return left[0].tolist(), incidents_served.share_done(new, done)[0].tolist()


@pytest.mark.parametrize("alike", [True, False])
def test_counts_of_equal_means_are_looked_up_with_the_same_result(alike):
    """One mean a kind in all districts: the same numbers as from means that stand for each."""
    means = np.array([0.0, 1e-3, 0.5, 9.0, 60.0, 199.0, 350.0]) / 30.0
    rate = np.stack([means, means if alike else 1.1 * means])[:, None]
    luck = np.concatenate([RNG.random((2, 3000, 7)), np.full((2, 1, 7), 1.0 - 2.0**-54),
                           np.full((2, 1, 7), 2.0**-54), np.full((2, 1, 7), 0.25)], axis=1)
    one_by_one = np.broadcast_to(rate, luck.shape).copy()
    np.testing.assert_array_equal(incidents_drawn.count(rate, 30.0, luck),
                                  incidents_drawn.count(one_by_one, 30.0, luck))


def test_a_city_serves_what_waits_before_what_comes():
    """Own capacity is 1 - pool - reserve of it; a share of what still waits is given up; new work
    that finds no time waits whole."""
    alone = {"pool": 0.0, "reserve": 0.0}
    assert served([4.0], [5.0], [6.0], abandoned=0.5, **alone) == ([3.0], [0.4])
    assert served([8.0], [5.0], [6.0], abandoned=0.5, **alone) == ([1.0 + 5.0], [0.0])
    assert served([0.0], [5.0], [6.0], **alone) == ([0.0], [1.0])
    assert served([0.0], [0.0], [6.0], **alone)[1] == [1.0], "nothing to do is done"
    held = served([0.0], [10.0], [10.0], pool=0.2, reserve=0.1)
    assert held[1] == pytest.approx([0.7]) and held[0] == pytest.approx([3.0])


def test_the_pool_helps_cities_of_its_province_and_the_reserve_all():
    """Cities of 1 and 3 thousands, alike but for what waits.  The pool of a province goes to its
    own, by need; the reserve of all to what is left anywhere."""
    pooled = served([9.0, 0.0, 9.0], [0.0] * 3, [4.0] * 3, people=[1.0, 3.0, 1.0],
                    place=[0, 0, 1], pool=0.5, reserve=0.0, abandoned=0.0)[0]
    assert pooled == pytest.approx([0.0, 0.0, 9.0 - 2.0 - 2.0])
    reserved = served([9.0, 0.0, 9.0], [0.0] * 3, [4.0] * 3, people=[1.0, 3.0, 1.0],
                      place=[0, 0, 1], pool=0.0, reserve=0.25, abandoned=0.0)[0]
    assert reserved == pytest.approx([6.0 - 2.5, 0.0, 6.0 - 2.5])


def test_unrest_first_takes_from_what_waits():
    """Under "priority" urgent work is served at once, and only the rest of capacity goes to what
    was carried over."""
    left, done = served([6.0], [5.0], [6.0], urgent=[2.0], handling_form="priority", pool=0.0,
                        reserve=0.0, abandoned=0.0)
    assert done == pytest.approx([0.4]) and left == pytest.approx([6.0 - 4.0 + 3.0])


@pytest.mark.parametrize("mean", [1e-9, 0.02, 1.0, 9.0, 150.0, 5000.0])
def test_incidents_are_the_inverse_of_the_distribution(mean):
    """P(X < n) is below the uniform and P(X <= n) is not, for means that are counted up to and
    for those beyond; so n is what the inverse of the distribution function rounds up to."""
    luck = np.random.default_rng(4).random((3, 500))
    n = incidents_drawn.count(mean / 30.0, 30.0, luck) * 30.0
    assert np.allclose(n, np.rint(n)) and n.mean() == pytest.approx(mean, rel=0.1, abs=0.01)
    n = np.rint(n)
    assert (poisson.cdf(n, mean) >= luck - 1e-9).all()
    assert (poisson.cdf(n - 1.0, mean) < luck + 1e-9).all()


def test_a_shock_lasts_eight_weeks_from_one_line():
    """The clock runs while the lever is set, and the shock is over by itself."""
    p, since, sizes = incidents.Parameters.defaults(shock=2.0), np.array([[0.0]]), []
    for _ in range(10):
        since = incidents.next_since_shock(p, since)
        sizes.append(float(incidents.under_shock(p, since)[0, 0]))
    assert sizes == [2.0] * 8 + [0.0] * 2
    calm = incidents.next_since_shock(incidents.Parameters.defaults(), since)
    assert calm == 0.0


def test_recovery_counts_until_the_backlog_is_usual_again():
    """Not before the shock is over; then it stays at what it took, however the backlog moves."""
    recovering, found = np.array([[0.0]]), []
    for week in range(1, 16):
        backlog = 1.0 if week < 11 or week == 13 else 0.4
        recovering = incidents.recovery(np.array([[week * 1.0]]), recovering, np.array([[backlog]]),
                                        np.array([[0.5]]), np.array([[1.0]]))
        found.append(float(recovering[0, 0]))
    assert found == [*map(float, range(1, 11)), *[-11.0] * 5]
    late = incidents.recovery(np.array([[9.0]]), np.array([[8.0]]), np.array([[0.04]]),
                              np.array([[0.0]]), np.array([[1.0]]))
    assert late == -9.0
    none = incidents.recovery(np.array([[0.0]]), recovering, np.array([[9.0]]), np.array([[0.5]]),
                              np.array([[1.0]]))
    assert none == 0.0


def test_what_is_usual_is_held_through_a_shock():
    """A 26th of the way a week in calm and after recovery, not a step in between."""
    assert incidents.usual_backlog(0.0, 0.0, 1.0, 3.6) == pytest.approx(1.1)
    assert incidents.usual_backlog(3.0, 3.0, 1.0, 3.6) == 1.0
    assert incidents.usual_backlog(30.0, -11.0, 1.0, 3.6) == pytest.approx(1.1)
