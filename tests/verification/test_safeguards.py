"""Every safeguard does what it says, and costs the staff hours that it says."""

from functools import cache

import numpy as np
import pytest

from countergaze.declare import Settings
from countergaze.engine import parameters
from countergaze.mechanisms import TABLES, safeguards
from countergaze.scenarios.scenario import defaults
from tests.verification.worlds import WEEKS, WORLDS, changed, paired_t, series

ALL = sorted(safeguards.SETS)
WHOLE_ONLY = {name for name, p in TABLES["safeguards"].fields.items() if p.whole}


def with_safeguards(**intensities: float) -> dict:
    """Return the values of the defaults with some safeguards in force."""
    values = {table: dict(fields) for table, fields in defaults().values.items()}
    values["safeguards"].update(intensities)
    return values


def field_of(values: dict, key: str):
    """Return what `values` hold under a full name."""
    table, name = key.split(".")
    return values[table][name]


# What each sets


@pytest.mark.parametrize("name", ALL)
def test_what_is_set_exists_and_may_change_during_a_run(name):
    """A safeguard can be brought in at any week: each number that it sets can change then."""
    for key, target in safeguards.SETS[name].items():
        table, field = key.split(".")
        p = TABLES[table].fields[field]
        assert p.may_change, key
        assert p.optional if target is None else p.bounds[0] <= target <= p.bounds[1], key
    assert TABLES["safeguards"].fields[name].may_change


@pytest.mark.parametrize("name", ALL)
def test_out_of_force_it_sets_nothing_and_does_not_touch_what_it_is_given(name):
    """At 0 every value is the old one; the values given are never written to."""
    values = with_safeguards(**{name: 0.0})
    assert safeguards.applied(values) == values
    chosen = with_safeguards(**{name: 1.0})
    before = {table: dict(fields) for table, fields in chosen.items()}
    safeguards.applied(chosen)
    assert chosen == before


@pytest.mark.parametrize("name", ALL)
def test_a_world_that_is_at_the_target_stays_there(name):
    """What is already at the target is left there at any intensity."""
    for intensity in (0.5, 1.0):
        values = with_safeguards(**{name: intensity})
        for key, target in safeguards.SETS[name].items():
            table, field = key.split(".")
            values[table][field] = target
        got = safeguards.applied(values)
        for key, target in safeguards.SETS[name].items():
            assert field_of(got, key) == (target if target is None else pytest.approx(target))


def test_a_number_that_is_none_takes_the_target_and_none_replaces_any_number():
    """The court list has no term until records lose theirs; a score lists nobody under G13."""
    half = with_safeguards(retention_limit=0.5, score_only_rewards=0.5)
    half["scoring"]["list_below"] = 600.0
    got = safeguards.applied(half)
    assert half["lists"]["court_term"] is None and got["lists"]["court_term"] == 52.0
    assert got["lists"]["term"] == 104.0 and got["scoring"]["list_below"] is None


def test_safeguards_together_set_what_they_set_alone():
    """All in force are the sum of each; where two set a number, the more protective one holds."""
    keys = [key for targets in safeguards.SETS.values() for key in targets]
    shared = {key for key in keys if keys.count(key) > 1}
    assert shared == {"scoring.list_below", "integration.purpose_limit",
                      "integration.correction_reach"}
    rng = np.random.default_rng(5)
    for _ in range(20):
        some = {name: float(rng.integers(0, 2)) if name in WHOLE_ONLY else float(rng.random())
                for name in ALL if rng.random() < 0.5}
        together = safeguards.applied(with_safeguards(**some))
        for name, intensity in some.items():
            alone = safeguards.applied(with_safeguards(**{name: intensity}))
            for key in safeguards.SETS[name]:
                here, there = field_of(together, key), field_of(alone, key)
                assert here == there or key in shared and here >= there, (name, key)


@pytest.mark.parametrize("name", ALL)
def test_one_that_comes_in_week_10_is_in_force_from_week_10(name):
    """Until week 9 every number is as it was, from week 10 on at the target."""
    world = defaults()
    late = Settings(world.values, world.rows, ((10, {"safeguards": {name: 1.0}}, {}),))
    for key, target in safeguards.SETS[name].items():
        assert field_of(parameters.in_force(late, 9).values, key) == field_of(world.values, key)
        for week in (10, 11, 200):
            assert field_of(parameters.in_force(late, week).values,
                            key) == pytest.approx(target)


def test_a_change_of_what_a_safeguard_sets_is_seen_through_it():
    """A later change of the number itself moves what half a safeguard makes of it."""
    world = defaults()
    world.values["safeguards"]["no_association"] = 0.5
    later = Settings(world.values, world.rows, ((3, {"sanctions": {"assoc": 0.8}}, {}),))
    assert parameters.in_force(later, 2).values["sanctions"]["assoc"] == pytest.approx(0.15)
    assert parameters.in_force(later, 3).values["sanctions"]["assoc"] == pytest.approx(0.4)


# One record a safeguard


def test_a_safeguard_is_one_record_with_an_id_of_its_own():
    """Ids run on from G01 in the order of the table, and every lever of it is a safeguard."""
    words = list(TABLES["safeguards"].fields.values())
    assert all(isinstance(word, safeguards.Safeguard) for word in words)
    assert [word.id for word in words] == [f"G{k:02d}" for k in range(1, len(words) + 1)]
    assert all(word.sets and word.meaning.startswith(f"{word.id}: ") for word in words)


def test_hours_are_counts_times_hours_times_intensity():
    """By hand: half a bench that hears 4, and notices of 10 entries."""
    p = safeguards.Parameters.defaults(appeal_bench=0.5, prior_notice=1.0)
    counts = {what: 0.0 for _, what in safeguards.HOURS.values()}
    assert safeguards.hours(p, counts) == 0.0
    counts.update(heard=4.0, entries=10.0)
    assert safeguards.hours(p, counts) == 0.5 * 3.0 * 4.0 + 0.25 * 10.0
    assert safeguards.hours(safeguards.Parameters.defaults(), counts) == 0.0


# What each does


BUSY = ("busy", {})
NEEDS = {
    # in the busy world the bench and its reviewers are better than those the safeguard sets
    "appeal_bench": ("busy", {"appeals.seats": 0.05, "appeals.appeal_chance": 0.05}),
    "human_review": ("busy", {"appeals.grant_true": 0.4}),
    # a false record ends uncorrected only once it has faded
    "travelling_correction": ("forgetful", {}),
    # whom other agencies list has new records all the time, and repair is for who has none
    "repair_path": ("base", {}),
    # the court list is a small part of what is listed in the busy world
    "ability_to_pay": ("debtors", {}),
    # a score that lists nobody has little to take away
    "score_only_rewards": ("busy", {"scoring.list_below": 600.0}),
    # there half the people know of scores already
    "disclosure": ("base", {}),
    # a firm weighs the statute when something is demanded of it: more campaigns, sooner
    "blocking_statute": ("base", {"firms.campaign_rate": 0.1}),
    # files come and go within years: more of both shows what protection does within weeks
    "host_protection": ("base", {"society.abroad_share": 0.2, "abroad.source_rate": 0.02,
                                 "abroad.purge": 0.02}),
}
"""Safeguard -> world of `worlds` and changes in it, where it is not the busy world as it is."""
COMES = 10
T_95 = 2.571
"""Student's t for 95 % and six paired seeds."""


@cache
def without(world: str, changes: tuple) -> dict:
    """Return the series of a world that gets no safeguard; run once."""
    return series(changed(WORLDS[world](), dict(changes)), weeks=COMES + WEEKS)


@cache
def both(name: str) -> tuple[dict, dict]:
    """Return series of a world, without a safeguard and with it from week `COMES`."""
    world, changes = NEEDS.get(name, BUSY)
    plain = changed(WORLDS[world](), changes)
    arm = Settings(plain.values, plain.rows, ((COMES, {"safeguards": {name: 1.0}}, {}),))
    return without(world, tuple(changes.items())), series(arm, weeks=COMES + WEEKS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_nothing_changes_before_it_comes(name):
    """Until then each series is the same to the last bit, and from then on it is not."""
    before, after = both(name)
    assert before.keys() == after.keys()
    for key, values in before.items():
        assert values[:, :COMES].tobytes() == after[key][:, :COMES].tobytes(), key
    assert any(values[:, COMES:].tobytes() != after[key][:, COMES:].tobytes()
               for key, values in before.items() if key[0] != "safeguard_hours")


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_it_moves_what_it_says(name):
    """In the weeks that it is in force, beyond the 95 % interval of paired seeds."""
    before, after = both(name)
    for indicator, sign in TABLES["safeguards"].fields[name].expected_effects.items():
        there, here = (np.nanmean(of[indicator, "whole"][:, COMES:], axis=1)
                       for of in (before, after))
        t = paired_t(here - there)
        assert (t if sign == "+" else -t) > T_95, f"{indicator} moved {t:.1f} standard errors"


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_it_costs_hours_where_the_table_says_so(name):
    """In every seed hours are counted once it is in force, and none for one that costs none."""
    before, after = both(name)
    assert not before["safeguard_hours", "whole"].any()
    hours = after["safeguard_hours", "whole"]
    assert not hours[:, :COMES].any()
    in_force = hours[:, COMES:].sum(axis=1)
    assert (in_force > 0.0).all() if name in safeguards.HOURS else not in_force.any()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["appeal_bench", "human_review"])
def test_hours_of_a_bench_are_those_of_the_cases_it_heard(name):
    """Three hours a case: both indicators count the same cases, week by week."""
    _, after = both(name)
    heard = after["appeals_heard", "whole"][:, COMES:] / 52.0 / 100.0
    assert after["safeguard_hours", "whole"][:, COMES:] == pytest.approx(3.0 * heard, rel=1e-9)
