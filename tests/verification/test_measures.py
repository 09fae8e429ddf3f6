"""What is reported, from counts made by hand; and what officials do to records and lists."""

from types import SimpleNamespace

import numpy as np
import pytest

from countergaze.week.indicators import lists, sanctions
from countergaze.week.indicators.counted import Counted
from countergaze.week.indicators.every import PARTS, recorded
from countergaze.week.institutions.country import CARRYING
from countergaze.week.institutions.forecasting import concentration
from countergaze.week.records import ABROAD_TALLIES, TALLIES
from countergaze.declare.city import CITY, EVENT_SIZE, TEST
from countergaze.mechanisms import INDICATORS, MODULES, TABLES, appeals, safeguards
from countergaze.scenarios.scenario import defaults
from tests.verification.known_states import MARKET, World, quiet_world

SIZES = {CITY: 2, TEST: 4, EVENT_SIZE: 4}
"""Numbers that a row of `counted` has of what institutions report: the whole and a province."""


def counted(**got) -> Counted:
    """Return counts of a whole of 1,000 people and a group of 200 in it; (whole, group) each."""
    sums = {name: np.array([got.get(name, (0.0, 0.0))], float) for name in TALLIES}
    people = np.array([[1000.0, 200.0]])
    reported = SimpleNamespace(**{name: SimpleNamespace(**{
        field.name: np.zeros((1, SIZES.get(field.axes, 1))) for field in declared.fields.values()
        if field.reported}) for name, declared in CARRYING.items()})
    reported.sanctions.denials[:] = 1.0, 2.0, 3.0, 4.0
    numbers = SimpleNamespace(**{name: table.defaults() for name, table in TABLES.items()})
    return Counted(
        got=sums, people=people, adults=people, kinds=np.zeros((1, 1, 2)),
        agencies={"courts": np.zeros((1, 5))}, abroad={"A": np.zeros((1, len(ABROAD_TALLIES)))},
        acts=("judgment",), firm_kinds=("domestic",), since_start=np.zeros((2, 1, 2)),
        ended=np.zeros((1, 7)), bench=np.array([[30.0, 12.0]]), visited=np.zeros((1, 4)),
        left=np.zeros((1, 2)), entries=np.zeros((1, 3)), reported=reported, p=numbers)


@pytest.mark.parametrize("name", MODULES)
def test_a_mechanism_computes_what_it_declares_and_nothing_else(name):
    """Each indicator comes from the file of the mechanism that declares it, in its scopes."""
    part = PARTS[name]
    own, others = (getattr(part, what, lambda c: {})(counted())
                   for what in ("indicators", "by_scope"))
    declared = {about.name for about in getattr(MODULES[name], "INDICATORS", ())}
    assert {*own, *(key for key, _ in others)} == declared
    assert all(recorded(*key) for key in others)
    assert all("whole" in INDICATORS[key].scopes or "group" in INDICATORS[key].scopes
               for key in own)


def test_a_group_is_held_against_everybody_else():
    """Of 1,000, 30 are listed, 12 of them in a group of 200: 6 % against 18 of 800, 2.25 %."""
    got = lists.indicators(counted(listed=(30.0, 12.0), wrongful_listing=(4.0, 2.0),
                                  meets=(20.0, 10.0), missed=(8.0, 6.0)))
    assert got["listing_ratio"][0, 1] == pytest.approx(0.06 / 0.0225)
    assert got["wrongful_gap"][0, 1] == pytest.approx(1e5 * (2 / 200 - 2 / 800))
    assert got["missed_gap"][0, 1] == pytest.approx(100.0 * (6 / 10 - 2 / 10))
    assert got["missed_share"][0, 0] == pytest.approx(40.0)
    assert got["false_omission"][0, 0] == pytest.approx(1e5 * 8.0 / 970.0)


def test_a_wait_is_of_all_weeks_and_not_a_mean_of_weeks():
    """Thirty weeks waited for twelve hearings are 2.5 weeks, whatever each week was like."""
    assert PARTS["appeals"].indicators(counted())["appeal_wait"][0, 0] == pytest.approx(2.5)


def test_shares_of_denials_add_up():
    """Of ten denials by test (1 neither, 2 cross, 3 out of proportion, 4 both) and ten warnings."""
    got = sanctions.indicators(counted(warned=(10.0, 0.0)))
    assert got["proportionality"][0, 0] == pytest.approx(70.0)
    assert got["cross_context"][0, 0] == pytest.approx(60.0)
    assert got["prohibited_share"][0, 0] == pytest.approx(45.0)
    parts = sanctions.by_scope(counted(warned=(10.0, 0.0)))
    assert sum(float(share[0]) for share in parts.values()) == pytest.approx(100.0)


def test_scrutiny_is_concentrated_beyond_what_was_done():
    """M17: of ten cities the one with most scrutiny has 5 of 14 of it, and 1 of 10 acts."""
    scrutiny = np.array([[5.0, 1, 1, 1, 1, 1, 1, 1, 1, 1]])
    assert concentration(scrutiny, np.ones((1, 10)))[0, 0] == pytest.approx(5 / 14 - 0.1)


def test_the_bench_goes_by_a_running_mean():
    """One week of 26 cases more moves what the bench goes by one case."""
    assert appeals.running_cases(np.array([2.0]), np.array([28.0]))[0] == pytest.approx(3.0)


def test_a_safeguard_leaves_what_protects_more():
    """A bench with more seats than G02 brings keeps them; a term shorter than G06's stays."""
    values = defaults().values
    values["appeals"]["seats"], values["lists"]["term"] = 1.0, 26.0
    values["safeguards"].update(appeal_bench=1.0, retention_limit=1.0)
    out = safeguards.applied(values)
    assert out["appeals"]["seats"] == 1.0 and out["lists"]["term"] == 26.0
    assert out["lists"]["retention"] == 52.0 and out["appeals"]["appeal_chance"] == 0.2


@pytest.mark.parametrize(("hardship", "sold"), [(0.1, True), (0.6, False)])
def test_officials_sell_exits_to_who_can_pay(hardship, sold):
    """With full misuse about half of those below 0.3 hardship buy an exit at sell 0.5."""
    world = World(quiet_world(officials={"on": 1.0, "integrity": 0.0, "discretion": 1.0,
                                         "audit": 0.0, "sell": 0.5}))
    world.put(listing=MARKET, weeks_listed=10, hardship=hardship)
    got = world.live()
    assert got["sold"] / world.adult.sum() == pytest.approx(0.5 if sold else 0.0, abs=0.03)


def test_rechecks_find_false_records():
    """At re-checks of everybody and full competence a false record held by one agency is
    corrected with chance correction_reach."""
    world = World(quiet_world(officials={"recheck": 1.0, "competence": 1.0,
                                         "competence_spread": 0.0}))
    world.put(holds_false=1, false_amount=10.0)
    world.live()
    assert world.share(world.state.holds_false == 0) == pytest.approx(0.6, abs=0.02)


def test_a_record_that_an_agency_sees_ends_its_redlisting():
    """Whoever is redlisted by all and gets a record at public security loses that redlisting."""
    settings = quiet_world()
    settings.rows["acts"]["order"].update(base=50.0, coverage=10.0)
    world = World(settings)
    world.put(redlist=0b111111, since_redlisted=0)
    world.live()
    police = 2
    caught = world.adult & (world.state.holds_true & police > 0)
    assert caught.sum() > 500
    assert not (world.state.redlist[caught] & police).any()
