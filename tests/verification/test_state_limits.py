"""The state at home against closed forms and known limits, by the plain functions."""

import numpy as np
import pytest

from countergaze.mechanisms import (
    adaptation, forecasting, governance, grid, incidents, integration, officials, scoring, sensing,
)

RNG = np.random.default_rng(11)


def cities(value, n=1):
    """Return the value of n cities in one replicate."""
    return np.full((1, n), float(value))


def test_incidents_have_their_mean_and_the_variance_of_a_district():
    """Counts per 1,000 have mean rate and variance rate / district; work has mean rate x hours."""
    u, v = RNG.random((1, 200_000)), RNG.random((1, 200_000))
    got = incidents.count(0.3, 30.0, u)
    assert got.mean() == pytest.approx(0.3, rel=0.01)
    assert got.var() == pytest.approx(0.3 / 30.0, rel=0.02)
    hours = incidents.work_of(got, 30.0, 2.0, v)
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
        unrest = incidents.count(rate, 30.0, RNG.random((1, n)))
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
    place, people = np.zeros(1, int), np.ones(1)
    backlog, took = cities(60.0), 0
    while backlog[0, 0] > 0.01 and took < 100:
        backlog, _ = incidents.served(p, backlog, cities(0.6 * 7.2), cities(0.0), cities(7.2),
                                      place, people)
        took += 1
    assert took == pytest.approx(weeks, abs=2)


def test_forms_of_handling():
    """Priority serves unrest before what waits; pooling moves a province's capacity to its need."""
    place, people = np.zeros(2, int), np.ones(2)
    new = np.array([[9.0, 1.0]])
    urgent = np.array([[3.0, 0.0]])
    cap = cities(5.0, 2)
    waits = np.array([[20.0, 0.0]])
    p = incidents.Parameters.defaults(handling_form="priority", pool=0.0, reserve=0.0)
    _, done = incidents.served(p, waits, new, urgent, cap, place, people)
    assert done[0, 0] * 9.0 == pytest.approx(3.0)
    fluid = incidents.Parameters.defaults(pool=0.0, reserve=0.0)
    _, done = incidents.served(fluid, waits, new, urgent, cap, place, people)
    assert done[0, 0] == 0.0
    pooled = incidents.Parameters.defaults(handling_form="pooled", reserve=0.0)
    left, _ = incidents.served(pooled, np.zeros((1, 2)), np.array([[6.0, 0.0]]), urgent * 0,
                               np.array([[2.0, 8.0]]), place, people)
    assert left[0, 0] == pytest.approx(1.0)


def test_help_comes_only_to_what_was_carried_over():
    """What comes new this week waits for the pool until the next."""
    p = incidents.Parameters.defaults(abandoned=0.0)
    place, people = np.zeros(2, int), np.ones(2)
    cap = cities(10.0, 2)
    left, _ = incidents.served(p, cities(0.0, 2), cities(20.0, 2), cities(0.0, 2), cap, place,
                               people)
    assert left[0, 0] == pytest.approx(12.0)
    after, _ = incidents.served(p, left, cities(0.0, 2), cities(0.0, 2), cap, place, people)
    assert after[0, 0] == pytest.approx(12.0 - 10.0)


def test_sensors_and_links_work_only_together():
    """Delay falls with sensing; without links half of that is lost: the two multiply."""
    p = incidents.Parameters.defaults()
    bare, sensed, both = (incidents.delay(p, 1.0, s, h, 0.0, 0.3)
                          for s, h in ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0)))
    assert bare == 2.0 and sensed == pytest.approx(1.0) and both == pytest.approx(2.0 / 3.0)


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
    pg, place, people = grid.Parameters.defaults(), np.zeros(1, int), np.ones(1)
    took = {}
    for gridded in (0.0, 1.0):
        backlog, week = cities(60.0), 0
        while backlog[0, 0] > 0.01 and week < 100:
            called = grid.mobilised(pg, (backlog + 0.6 * 7.2) / 7.2, gridded)
            backlog, _ = incidents.served(p, backlog, cities(0.6 * 7.2), cities(0.0),
                                          7.2 * (1.0 + called), place, people)
            week += 1
        took[gridded] = week
    assert took[0.0] == pytest.approx(21, abs=1) and took[1.0] == pytest.approx(12, abs=1)


def test_misuse_and_reports_at_the_defaults():
    """M = 0.068 and reports lie 15 % below the truth on average; turnover adds 10 points."""
    p = officials.Parameters.defaults()
    assert officials.misuse(p, np.array(0.7)) == pytest.approx(0.0684)
    quiet = officials.inflation(p, np.array(0.7), 0.0)
    near = officials.inflation(p, np.array(0.7), 1.0)
    assert near - quiet == pytest.approx(0.1)
    assert 0.9 * quiet + 0.1 * near == pytest.approx(0.16, abs=0.01)
    honest = officials.Parameters.defaults(reports_form="honest")
    assert officials.inflation(honest, np.array(0.2), 1.0) == 0.0
    aimed = officials.Parameters.defaults(reports_form="target")
    assert officials.report(aimed, np.array([0.4, 1.3]), 0.0).tolist() == [0.4, 0.6]


def test_the_centre_sees_by_itself_what_is_not_bent():
    """Belief lies between report and truth, nearer to the truth with vertical links, and misuse
    turns direct data into an echo."""
    p = officials.Parameters.defaults()
    blind, sees, bent = (officials.belief(p, 1.0, 0.8, v, m)
                         for v, m in ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5)))
    assert blind == 0.8 and sees == pytest.approx(0.9) and bent == pytest.approx(0.8)


def test_turnover_comes_26_weeks_in_260():
    """Whatever its phase a city is near turnover a tenth of the time."""
    phase = RNG.random(50)
    share = np.mean([officials.in_turnover(week, phase) for week in range(-260, 260)])
    assert share == pytest.approx(0.1)


def test_audit_serves_targets_and_openness_serves_people():
    """Two levers: audit lowers the effort left for service, transparency raises it."""
    base = officials.effort(officials.Parameters.defaults())
    assert base == pytest.approx(0.75)
    assert officials.effort(officials.Parameters.defaults(audit=0.8)) < base
    assert officials.effort(officials.Parameters.defaults(transparency=0.8)) > base


def test_quality_and_budget_rest_at_their_references():
    """At the defaults q* is q_ref minus the backlog's term, and the budget aims at u0."""
    p = governance.Parameters.defaults()
    target = governance.quality_target(p, cities(0.25), cities(0.6), 0.75, cities(0.0), 7.2, 0.068)
    assert target[0, 0] == pytest.approx(0.5)
    aim = governance.budget_target(p, cities(0.3), cities(0.53), cities(0.3))
    assert aim[0, 0] == pytest.approx(0.25)


@pytest.mark.parametrize(("form", "moves"), [("targeting", True), ("reactive", False),
                                             ("fixed", False), ("confirmed", True)])
def test_forms_of_the_budget(form, moves):
    """Sight draws money to control only where the form lets it; fear only under insecure."""
    p = governance.Parameters.defaults(budget_form=form)
    low, high = (governance.budget_target(p, cities(s), cities(0.53), cities(0.3))[0, 0]
                 for s in (0.1, 0.9))
    assert (high > low) == moves
    calm, afraid = (governance.budget_target(governance.Parameters.defaults(
        budget_form="insecure"), cities(0.3), cities(0.53), cities(f))[0, 0] for f in (0.2, 0.9))
    assert afraid > calm


def test_forms_of_propaganda():
    """It persuades, or shows strength, or does nothing."""
    got = {form: governance.media(governance.Parameters.defaults(
        propaganda=1.0, propaganda_form=form)) for form in ("persuade", "signal", "none")}
    assert got["persuade"] == (0.5, 0.0)
    assert got["signal"][0] == 0.0 and got["signal"][1] == pytest.approx(0.05)
    assert got["none"] == (0.0, 0.0)


def test_forms_of_attention():
    """Under load attention falls to 0.3; control first keeps it and gives up capacity."""
    tired = cities(1.0)
    for _ in range(200):
        tired = sensing.next_attention(tired, cities(2.0))
    assert tired[0, 0] == pytest.approx(0.3, abs=1e-3)
    for form, paid, left in (("load", 0.3, 1.0), ("fixed", 1.0, 1.0), ("control_first", 1.0, 0.3)):
        p = sensing.Parameters.defaults(attention_form=form)
        assert sensing.attention_paid(p, tired)[0, 0] == pytest.approx(paid, abs=1e-3)
        assert sensing.capacity_left(p, tired)[0, 0] == pytest.approx(left, abs=1e-3)


def test_quality_falls_with_misuse_and_backlog_and_expectations_with_propaganda():
    """Each drag takes what its number says; full propaganda lowers what people expect."""
    p = governance.Parameters.defaults()
    clean, bent, late = (governance.quality_target(
        p, cities(0.25), cities(0.6), 0.75, cities(backlog), 7.2, misuse)[0, 0]
        for backlog, misuse in ((0.0, 0.068), (0.0, 0.268), (7.2, 0.068)))
    assert clean - bent == pytest.approx(0.5 * 0.2) and clean - late == pytest.approx(0.3 * 0.5)
    loud = governance.Parameters.defaults(propaganda=1.0)
    assert governance.next_demand(loud, cities(0.5), cities(0.5))[0, 0] == pytest.approx(
        0.5 - 0.02 * 0.10 * 0.5)


def test_automation_saves_desk_work_and_raises_alarms():
    """Hours on records, visits and appeals fall by the automated share; alarms add theirs."""
    by_hand, half = (incidents.desk_work(incidents.Parameters.defaults(automation=a), 8.0, 1.0,
                                         0.5, 0.2) for a in (0.0, 0.5))
    work, alarms = 0.5 * (0.25 * 8.0 + 3.0 * 1.0 + 3.0 * 0.5), 0.5 * 2.0 * 0.25
    assert by_hand == pytest.approx(work + alarms * 0.2)
    assert half == pytest.approx(work * 0.5 + alarms * 0.7)


def test_offices_under_load_hold_up_links_only_where_the_form_says_so():
    """Resistance grows by half of the load above 0.8 under "resisted"."""
    got = {form: integration.across(integration.Parameters.defaults(
        rollout_form=form), 0, 270, np.array([0.7]), np.array([1.2]))[0]
        for form in ("staged", "resisted")}
    assert got["staged"] == pytest.approx(0.5 * (1.0 - 0.5 * 0.3))
    assert got["resisted"] == pytest.approx(0.5 * (1.0 - 0.7 * 0.3))


def test_purpose_limits_cut_links_into_other_spheres_of_life():
    """An agency without a service in the record's sphere keeps 1 - purpose_limit of its link."""
    p = integration.Parameters.defaults(purpose_limit=0.8)
    kept = integration.kept_links(p, ["finance", "street"], [{"finance"}, {"travel", "street"}])
    assert kept == pytest.approx(np.array([[1.0, 0.2], [0.2, 1.0]]))


def one(value):
    """Return one float32 number in an array."""
    return np.full(1, value, np.float32)


def seen_nothing():
    """Return the sight of someone with twelve quiet ties."""
    return adaptation.Seen(*(one(v) for v in (0, 0, 0, 0, 0, 0, 12, 0)))


def befell(**what):
    """Return what befell a person this week: nothing but what is named."""
    return adaptation.Hit(*(one(what.get(name, 0.0)) for name in adaptation.Hit._fields))


def test_visits_frighten_and_unjust_ones_cost_support():
    """A visit adds fear_visit; an unjust one takes loss_visit of 1 + a."""
    p, calm = adaptation.Parameters.defaults(), adaptation.Public(0.0, 0.0, 0.0, 0.0, 0.0)
    fear = [adaptation.next_fear(p, one(0.3), np.float32(0.05), 0.1, calm, seen_nothing(),
                                 befell(visited=v))[0] for v in (0.0, 1.0)]
    assert fear[1] - fear[0] == pytest.approx(0.3, abs=1e-6)
    support = [adaptation.next_support(p, one(0.2), one(0.2), calm, seen_nothing(),
                                       befell(unjustly=v))[0] for v in (0.0, 1.0)]
    assert support[0] - support[1] == pytest.approx(0.05 * 1.2, abs=1e-6)


def test_service_propaganda_and_reward_move_support_and_hardship():
    """Stationary a - a0 is .04 at q - q_d = .1, about .04 (1 - a) / 0.9 at full propaganda; reward
    raises support, and bad service hardship by hard_service (q_ref - q)."""
    p, nothing = adaptation.Parameters.defaults(), adaptation.Public(0.0, 0.0, 0.0, 0.0, 0.0)

    def settled(public, **what):
        support = one(0.2)
        for _ in range(3000):
            support = adaptation.next_support(p, support, one(0.2), public, seen_nothing(),
                                              befell(**what))
        return support[0] - 0.2

    assert settled(adaptation.Public(0.1, 0.0, 0.0, 0.0, 0.0)) == pytest.approx(0.04, abs=1e-3)
    loud = settled(adaptation.Public(0.0, 0.0, 0.5, 0.0, 0.0))
    assert loud == pytest.approx(0.002 * 0.5 * (0.8 - loud) / 2.0 / 0.01, abs=1e-3)
    assert settled(nothing, rewarded=0.3) > 0.05
    poor = adaptation.Public(0.0, 0.1, 0.0, 0.0, 0.0)
    hardship = one(0.3)
    for _ in range(400):
        hardship = adaptation.next_hardship(p, hardship, one(0.3), 0.3, 0.1, 0.0, poor,
                                            seen_nothing(), befell())
    assert hardship[0] == pytest.approx(0.3 + 0.2 * 0.1, abs=1e-4)


def test_a_household_member_on_a_list_costs_points():
    """points_assoc once for someone newly listed at home; at most 849 on the court list."""
    p = scoring.Parameters.defaults()
    at = [scoring.next_score(p, one(1000.0), one(1.0), one(1.0), one(0.0), one(0.0), one(0.0),
                             one(new), one(court))[0] for new, court in ((0, 0), (1, 0), (0, 1))]
    assert at == pytest.approx([1000.0, 990.0, 849.0])
