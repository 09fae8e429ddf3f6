"""Each way of being listed wrongly, one at a time, in worlds where nothing else happens."""

import numpy as np
import pytest

from countergaze.mechanisms.appeals import KNOWS_OF_LISTING, PENDING
from tests.verification.known_states import COURT, MARKET, World, quiet_world

NAMES = ("wrongful_listing", "listed_unable", "listed_over", "listed_through", "listed_unheard",
         "listed_wrongly")


def counted(world: World, weeks: int = 1) -> dict[str, float]:
    """Return the share of adults in each cause after some weeks."""
    got = world.live(weeks)
    return {name: got[name] / world.adult.sum() for name in NAMES}


def only(got: dict[str, float], *names: str) -> bool:
    """Return whether all adults are in the named causes and by any, and nobody in the others."""
    return all(got[name] == (name in names or name == "listed_wrongly") for name in NAMES)


def test_a_true_listing_of_who_can_pay_is_not_wrong():
    """On the court's list by a true record, able to pay, told: in no cause at all."""
    world = World(quiet_world())
    world.put(listing=COURT, weeks_listed=10, hardship=0.0)
    assert not any(counted(world).values())


def test_a_false_record_is_one_cause():
    """A wrong bit alone counts there and once in all."""
    world = World(quiet_world())
    world.put(listing=MARKET, wrong=MARKET, holds_false=MARKET, false_amount=10.0, hardship=0.0)
    assert only(counted(world), "wrongful_listing")


@pytest.mark.parametrize(("listing", "causes"), [(COURT, ("listed_unable",)), (MARKET, None)])
def test_who_cannot_pay_is_wrong_on_a_list_for_refusal_to_pay_alone(listing, causes):
    """In hardship on the court's list: wrong. On the market's list: not by this rule."""
    world = World(quiet_world(adaptation={"on": 0.0}))
    world.put(listing=listing, weeks_listed=10, hardship=0.95)
    got = counted(world)
    assert only(got, *causes) if causes else not any(got.values())


def test_a_listing_kept_after_correction_counts_from_the_correction_on():
    """A re-check clears the false record; the listing stays, on nothing, and is told as kept."""
    world = World(quiet_world(officials={"recheck": 1.0}, integration={"correction_reach": 1.0}))
    world.put(listing=MARKET, wrong=MARKET, holds_false=MARKET, false_amount=10.0, hardship=0.0)
    got = counted(world, 40)
    assert got["listed_over"] > 0.9 and got["listed_wrongly"] == got["wrongful_listing"] == 1.0
    world.put(case=KNOWS_OF_LISTING | PENDING)
    world.live()
    assert (world.state.kept[world.adult] == world.state.wrong[world.adult]).all()


def test_a_granted_appeal_is_over_while_the_lag_runs():
    """The listing stays for `removal_lag` weeks and is wrong in them, true or not."""
    world = World(quiet_world(lists={"removal_lag": 4.0},
                              appeals={"seats": 100.0, "grant_false": 1.0}))
    world.put(listing=MARKET, case=KNOWS_OF_LISTING | PENDING, weeks_listed=10, hardship=0.0)
    assert only(counted(world), "listed_over")
    assert not any(counted(world, 4).values())


def test_a_term_that_has_passed_in_the_lag():
    """A term of 2 weeks under a lag of 20: from its end on the listing is over and kept."""
    world = World(quiet_world(lists={"removal_lag": 20.0, "term": 2.0}))
    world.put(listing=MARKET, weeks_listed=0, hardship=0.0)
    assert not any(counted(world).values())
    assert only(counted(world, 3), "listed_over")


def test_notice_is_due_where_a_rule_demands_it():
    """Nobody is told: wrong once the grace is over under the safeguard, not without it."""
    for demanded in (0.0, 1.0):
        settings = quiet_world(safeguards={"prior_notice": demanded}, sanctions={"grace": 4.0})
        settings.values["appeals"]["notice"] = 0.0
        world = World(settings)
        world.engine.settings = (settings,)
        world.put(listing=MARKET, weeks_listed=0, hardship=0.0)
        first = counted(world)
        assert not any(first.values())
        later = counted(world, 5)
        # under the safeguard nine in ten learn of it each week
        assert later["listed_unheard"] == pytest.approx(0.1**6 if demanded else 0.0, abs=0.01)


@pytest.mark.parametrize("demanded", [0.0, 1.0])
def test_a_hearing_is_due_within_the_deadline(demanded):
    """With a bench that hears nobody an appeal is late from the ninth week on, by that rule."""
    world = World(quiet_world(safeguards={"appeal_bench": demanded}))
    world.put(listing=MARKET, case=KNOWS_OF_LISTING | PENDING, weeks_listed=10, hardship=0.0,
              weeks_waiting=200)
    got = counted(world)
    waiting = (world.state.case & PENDING > 0)[world.adult].mean()
    assert got["listed_unheard"] == (waiting if demanded else 0.0)


def test_a_listing_through_the_household_is_counted_in_the_week():
    """A household of listed people, a scheme everywhere and scores just below the limit."""
    settings = quiet_world(scoring={"pilot": 1.0, "list_below": 600.0, "score_return": 0.0001})
    world = World(settings)
    world.put(hardship=0.0, listing=MARKET, weeks_listed=10)
    world.live()
    world.put(score=597.0, hardship=0.0)
    got = counted(world)
    assert 0.0 < got["listed_through"] < 1.0, "those who live alone are listed for themselves"
    assert got["listed_wrongly"] == got["listed_through"]


def test_causes_overlap_and_each_person_counts_once():
    """On a false record, and unable to pay on the court's list: in both, and once in all."""
    world = World(quiet_world(adaptation={"on": 0.0}))
    odd = np.arange(len(world.state.bits)) % 2 == 1
    world.put(listing=COURT, weeks_listed=10, hardship=0.95, wrong=0)
    world.put(odd, wrong=COURT, holds_false=COURT, false_amount=10.0)
    got = counted(world)
    assert got["listed_wrongly"] == got["listed_unable"] == 1.0
    assert got["wrongful_listing"] == pytest.approx(0.5, abs=0.05)
