"""What must add up in every week of an eventful run, whatever the numbers."""

from types import SimpleNamespace

import numpy as np
import pytest

from countergaze.compute.maths import FIXED
from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine.simulation import Engine, simulate
from countergaze.engine.society import Society
from countergaze.mechanisms.appeals import KNOWS_OF_LISTING, PENDING
from countergaze.mechanisms.integration import CORRECTION_WEEKS
from countergaze.week.records import FIELDS, TALLIES
from countergaze.mechanisms import society as rules
from countergaze.scenarios.scenario import defaults

PEOPLE, WEEKS = 8000, 30


def eventful() -> Settings:
    """Return a world of people who enter and leave lists, appeal and are corrected all the time."""
    world = defaults()
    for act in world.rows["acts"].values():
        act["base"] *= 15.0
    for family in world.rows["list_families"].values():
        family["evidence"] /= 6.0
    values = world.values
    values["society"]["burn_in"] = 0
    values["sensing"].update(false_rate=0.4, warn_share=0.8, coverage_dissent=0.8, bias=1.5)
    values["sanctions"].update(travellers=0.6, redlist_chance=0.5, grace=1.0, graded=0.4)
    values["lists"].update(pay_wont=0.08, pay_cannot=0.04, term=6.0, removal_lag=2.0,
                           retention=6.0)
    values["conduct"].update(tip_base=2.0, tip_false=0.05, aware=0.5, service_base=5.0)
    values["integration"].update(horizontal=0.7, vertical=0.9, start=-500, relapse=0.2,
                                 correction_reach=0.5)
    values["scoring"].update(pilot=0.7, political=1.0, list_below=900.0)
    values["appeals"].update(notice=0.5, appeal_chance=0.6, seats=5.0, grant_true=0.8,
                             grant_false=0.3, suspensive=0.5, repair=0.05)
    return world


@pytest.fixture(scope="module")
def lived():
    """Return the society after the last week, and (state before, sums, state after) of each."""
    settings = eventful()
    society = Society.settle(settings, census_places(), PEOPLE, (4,))
    engine = Engine(settings, society)

    def snapshot():
        return SimpleNamespace(**{name: getattr(society.state, name).copy() for name in FIELDS})

    weeks, before = [], snapshot()
    for week in range(WEEKS):
        gathered = engine.step(week)
        after = snapshot()
        sums = dict(zip(TALLIES, gathered.by_group[0, :, 0] / FIXED, strict=True))
        weeks.append((before, sums, after))
        before = after
    return society, weeks


def bits_set(masks) -> int:
    """Return how many bits are set in all of an array of bytes."""
    return int(np.unpackbits(np.ascontiguousarray(masks)).sum())


def test_masks_lie_within_one_another(lived):
    """Wrong listings are listings; who appeals knows and is listed; who is listed is on no
    redlist; a holder is not among the cleared; who is cleared of all is cleared of nothing."""
    for _, _, state in lived[1]:
        assert not (state.wrong & ~state.listing).any()
        pending = state.case & PENDING > 0
        assert (state.case[pending] & KNOWS_OF_LISTING > 0).all()
        assert (state.listing[pending] > 0).all()
        assert (state.listing[state.leaving > 0] > 0).all()
        assert not state.redlist[state.listing > 0].any()
        assert not (state.cleared & state.holds_false).any()
        assert not state.cleared[state.holds_false == 0].any()


def test_children_and_people_abroad_have_no_files(lived):
    """Lists, files, cases, redlists and scores other than 1000 are of adults at home."""
    society, weeks = lived
    state = weeks[-1][2]
    home = np.arange(len(state.bits)) < society.layout.n_home
    adult = home & (state.bits & rules.ADULT > 0)
    for name in ("listing", "wrong", "holds_true", "holds_false", "cleared", "redlist", "case",
                 "leaving", "refusals", "true_amount", "false_amount"):
        assert not getattr(state, name)[~adult].any(), name
        assert getattr(state, name)[adult].any(), name
    assert (state.score[~adult] == 1000.0).all() and (state.score[adult] != 1000.0).any()
    assert (state.score >= 0.0).all() and (state.score <= 1300.0).all()


def test_entries_minus_exits_is_what_the_lists_gain(lived):
    """Listings of all agencies and of scores after a week: those before, plus entries, minus
    exits; the same for wrong entries as an upper bound."""
    for before, sums, after in lived[1]:
        gained = bits_set(after.listing) - bits_set(before.listing)
        assert gained == sums["entries"] - sums["exits"]
        assert bits_set(after.wrong) - bits_set(before.wrong) <= sums["wrong_entries"]
        assert sums["wrong_entries"] <= sums["entries"]
    assert sum(sums["exits"] for _, sums, _ in lived[1]) > 500


def test_appeals_add_up(lived):
    """Who waits after a week waited before or filed; who was heard had waited; each step of the
    wrongly listed holds no more than the one above it."""
    for before, sums, after in lived[1]:
        waited = int((before.case & PENDING > 0).sum())
        assert sums["pending"] == (after.case & PENDING > 0).sum()
        assert sums["heard"] <= waited
        assert sums["pending"] <= waited + sums["filed"] - sums["heard"]
        assert sums["granted"] <= sums["heard"]
        steps = [sums[f"wrong_{step}"] for step in ("ended", "know", "file", "heard", "granted",
                                                    "cleared")]
        assert steps == sorted(steps, reverse=True)
    assert sum(sums["granted"] for _, sums, _ in lived[1]) > 50


def test_ended_false_records_add_up(lived):
    """Whoever's last false record went was counted in one span; nobody else was but those whose
    record came and went in the week."""
    ended = 0.0
    for before, sums, after in lived[1]:
        counted = sum(sums[f"corrected_{k}"] for k in range(len(CORRECTION_WEEKS)))
        gone = int(((before.holds_false > 0) & (after.holds_false == 0)).sum())
        assert gone <= counted <= gone + sums["granted"]
        ended += counted
    assert ended > 100


def test_breadth_lies_between_nothing_and_the_whole(lived):
    """The breadth of a listing is at most the sanction, on average and so for everybody."""
    for _, sums, after in lived[1]:
        assert 0.0 <= sums["breadth"] <= sums["listed"] + sums["granted"] + 1e-3
        assert sums["collateral"] >= 0.0 and sums["attempts"] >= 0.0
        assert (after.hardship >= 0.0).all() and (after.hardship <= 1.0).all()
        assert (abs(after.support) <= 1.0).all()
        assert (after.fear >= 0.0).all() and (after.fear <= 2.0).all()


def test_sums_of_chances_follow_from_one_another(lived):
    """What is voiced is at most what is latent, what serves for points at most what serves."""
    for _, sums, _ in lived[1]:
        assert sums["expected_dissent"] <= sums["latent"]
        assert sums["performative"] <= sums["service_expected"]
        assert sums["warned"] <= sums["dissent"] and sums["falsified"] <= sums["affirm"]
        assert sums["private_positive"] <= sums["stated_positive"]
        assert sums["missed"] <= sums["meets"] and sums["tie_count"] >= 0.0


def test_person_weeks_and_groups_add_up():
    """Person-weeks since week 0 are the listed of each week added up, for all and by group; two
    groups that make up the whole make up its number of listed."""
    run = simulate(eventful(), people=PEOPLE, weeks=12, seeds=(4,), cache=False)[0]
    got = {(name, scope): values for name, scope, values in run.series}
    sizes = {"whole": PEOPLE, **run.facts["groups"]}
    for scope in ("whole", "group:minority", "group:rural"):
        for stock, flow in (("person_weeks_listed", "listed"),
                            ("wrongful_person_weeks", "wrongful_listing")):
            assert got[stock, scope] == pytest.approx(np.cumsum(got[flow, scope]), rel=1e-9)
    for one, other in (("minority", "majority"), ("urban", "rural"),
                       ("registered_elsewhere", "registered_here")):
        parts = [got["listed", f"group:{g}"] * sizes[f"group:{g}"] for g in (one, other)]
        assert sum(parts) == pytest.approx(got["listed", "whole"] * PEOPLE)
    tests = [v for (name, _), v in got.items() if name == "sanction_tests"]
    assert len(tests) == 5 and sum(tests)[1:] == pytest.approx(100.0)
