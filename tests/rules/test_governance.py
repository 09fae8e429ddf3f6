"""Governance by hand: the budget, the quality of service, demand, propaganda."""

import numpy as np
import pytest

from countergaze.mechanisms import governance


def cities(value, n=1):
    """Return the value of n cities in one replicate."""
    return np.full((1, n), float(value))


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


def aim(form="targeting", sight=0.3, believed=0.53, fear=0.3, **numbers):
    """Return the control share that the centre aims at, as a logit above its least."""
    p = governance.Parameters.defaults(budget_form=form, **numbers)
    share = governance.budget_target(p, cities(sight), cities(believed), cities(fear))[0, 0]
    return np.log((share - 0.1) / (0.5 - share))


def test_the_budget_by_hand():
    """The logit of the share between 0.1 and 0.5 moves by b_precision for sight, by b_load for the
    load believed in, by fear only where the centre is insecure."""
    start = aim()
    assert start == pytest.approx(np.log(0.15 / 0.25))
    assert aim(sight=0.8) - start == pytest.approx(0.5)
    assert aim(believed=1.03) - start == pytest.approx(2.0 * 0.5)
    assert aim(fear=0.8) == pytest.approx(start)
    assert aim("insecure", fear=0.8) - start == pytest.approx(0.5)
    assert aim("insecure", sight=0.8) - start == pytest.approx(0.5)
    assert aim("reactive", sight=0.9, believed=1.03) - start == pytest.approx(1.0)
    assert aim("fixed", 0.9, 2.0, 2.0) == aim(sight=0.9, believed=2.0, on=0.0)
    assert aim("fixed", 0.9, 2.0) == pytest.approx(start)


def test_budgets_and_quality_move_a_fiftieth_a_week():
    """Each by its own rate towards its target; switched off quality is the reference."""
    p = governance.Parameters.defaults()
    assert governance.next_share(p, 0.25, 0.35) == pytest.approx(0.252)
    assert governance.next_quality(p, cities(0.4), cities(0.9))[0, 0] == pytest.approx(0.41)
    off = governance.Parameters.defaults(on=0.0)
    assert governance.next_quality(off, cities(0.4), cities(0.9))[0, 0] == 0.5


def quality(share=0.25, competence=0.6, effort=0.75, backlog=0.0, misuse=0.068):
    """Return q* of one city."""
    return governance.quality_target(governance.Parameters.defaults(), cities(share),
                                     cities(competence), effort, cities(backlog), 7.2,
                                     misuse)[0, 0]


def test_what_makes_quality():
    """Money for service relative to the reference, competence, effort; it stays in 0 to 1."""
    assert quality(share=0.4) == pytest.approx(0.5 + 0.35 * (0.6 / 0.75 - 1.0))
    assert quality(competence=0.8) == pytest.approx(0.5 + 0.5 * 0.2)
    assert quality(effort=0.95) == pytest.approx(0.5 + 0.3 * 0.2)
    assert quality(competence=9.0) == 1.0 and quality(misuse=9.0) == 0.0


def test_people_get_used_to_the_quality_they_have():
    """Demand moves a fiftieth of the way to q_ref + demand_adapt (q - q_ref), less what propaganda
    above its reference takes; within 0 to 1; off, it is the reference."""
    p = governance.Parameters.defaults(demand_adapt=0.3)
    assert governance.next_demand(p, cities(0.5), cities(0.9))[0, 0] == pytest.approx(
        0.5 + 0.02 * 0.3 * 0.4)
    assert governance.next_demand(p, cities(0.5), cities(0.1))[0, 0] == pytest.approx(
        0.5 - 0.02 * 0.3 * 0.4)
    demand = cities(0.5)
    for _ in range(1000):
        demand = governance.next_demand(p, demand, cities(0.9))
    assert demand[0, 0] == pytest.approx(0.62)
    off = governance.Parameters.defaults(on=0.0)
    assert governance.next_demand(off, cities(0.7), cities(0.9))[0, 0] == 0.5


def test_propaganda_at_its_reference_moves_nothing():
    """At 0.5 nothing, below it support falls, and without governance nothing moves."""
    assert governance.media(governance.Parameters.defaults()) == (0.0, 0.0)
    quiet = governance.media(governance.Parameters.defaults(propaganda=0.2))
    assert quiet[0] == pytest.approx(-0.3)
    assert governance.media(governance.Parameters.defaults(propaganda=1.0, on=0.0)) == (0.0, 0.0)
