"""The same arms in many worlds: one history a world, the bytes of single runs, kept and gone on."""

from __future__ import annotations

import os
from concurrent.futures import BrokenExecutor, Future
from threading import Timer

import numpy as np
import pytest

from countergaze.engine.simulation import simulate
from countergaze.experiments.outcomes import mean_of
from countergaze.results import kept
from countergaze.scenarios import default, load
from countergaze.worlds import World, bundle, simulate_arms
from countergaze.worlds.world import set_by

SMALL = {"people": 5_000, "weeks": 6, "window": 4, "jobs": 1}
ARMS = {"as it is": {}, "smart": {"sensing.smart": 1.0}, "captured": load("captured")}


def worlds(*deterrence):
    return [World(number, {"society.burn_in": 5, "conduct.deterrence": value,
                           "appeals.decision_form": "anchored"})
            for number, value in enumerate(deterrence, 1)]


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "MEANS", kept.InFolder(tmp_path / "means"))
    return tmp_path / "means"


@pytest.fixture
def simulations(monkeypatch):
    """Count the weeks before week 0 that are simulated."""
    counted = []
    true = bundle.Simulation.to_week_0
    monkeypatch.setattr(bundle.Simulation, "to_week_0",
                        lambda self, cache=True: (self.week < 0 and counted.append(self.week),
                                                  true(self, cache))[1])
    return counted


def test_an_arm_is_the_run_of_its_scenario(simulations):
    """Its bytes are those of a run by itself, though burn-in and kernel call are shared."""
    table = simulate_arms(worlds(0.2), ARMS, seeds=2, indicators=["fear", "fear group:urban"],
                          **SMALL)
    assert len(simulations) == 2  # captured has a history of its own
    world = worlds(0.2)[0]
    alone = {"smart": world.scenario().at_week_0({"sensing.smart": 1.0}),
             "captured": world.scenario(load("captured"))}
    for arm, scenario in alone.items():
        result, = simulate(scenario.settings, people=5_000, weeks=6, seeds=(2,), cache=False)
        for scope in ("whole", "group:urban"):
            want = next(mean_of(series, 4) for name, at, series in result.series
                        if (name, at) == ("fear", scope))
            row = (table["arm"] == arm) & (table["seed"] == 2) & (table["scope"] == scope)
            assert table[row]["value"].tolist() == [want]


def test_worlds_and_arms_stand_in_their_order():
    """Every world, arm, seed, indicator and scope has one row."""
    table = simulate_arms(worlds(0.1, 0.9), ARMS, seeds=(3, 1), indicators=["fear", "listed"],
                          **SMALL)
    assert list(table) == ["world", "arm", "seed", "indicator", "scope", "value"]
    assert len(table) == 2 * 3 * 2 * 2 == len(table.drop_duplicates(list(table)[:5]))
    assert table["world"].unique().tolist() == [1, 2]
    assert table["arm"].unique().tolist() == list(ARMS)
    assert np.isfinite(table["value"]).all()
    apart = table.pivot_table(index=["arm", "seed"], columns="world", values="value",
                              aggfunc="sum")
    assert (apart[1] != apart[2]).all()


def test_what_is_kept_is_not_simulated_again(simulations, own_cache, tmp_path):
    """A new arm is simulated alone, and a folder keeps what the cache does."""
    first = simulate_arms(worlds(0.2), {"as it is": {}}, indicators=["fear"], **SMALL)
    more = simulate_arms(worlds(0.2), ARMS, indicators=["fear"], **SMALL)
    assert len(simulations) == 3 and len(list(own_cache.iterdir())) >= 3
    assert first["value"].tolist() == more.query("arm == 'as it is'")["value"].tolist()
    simulate_arms(worlds(0.2), ARMS, indicators=["listed"], **SMALL)
    assert len(simulations) == 3
    there = tmp_path / "given"
    simulate_arms(worlds(0.2), ARMS, indicators=["fear"], folder=there, **SMALL)
    assert len(simulations) == 5 and there.is_dir()


def test_a_scenario_keeps_what_it_is_about():
    """A world does not overwrite what a scenario sets otherwise than the baseline."""
    courts = load("court-list")
    assert "firms.firm_revoked" in set_by(courts.settings)
    changed = World(1, {"firms.firm_revoked": 5.0, "conduct.deterrence": 0.3}).scenario(courts)
    assert changed.settings.values["firms"]["firm_revoked"] == 0.0
    assert changed.settings.values["conduct"]["deterrence"] == 0.3
    assert changed.name == "court-list"
    assert set_by(default().settings) == set()


def test_settings_are_put_under_a_world_until_their_own_dates():
    """Arms keep one history, and a number that an arm moves at week 0 is the world's before."""
    world = World(1, {"conduct.deterrence": 0.3, "acts.judgment.base": 0.01})
    base = default()
    arm = base.at_week_0({"conduct.deterrence": 0.9})
    under, changed = world.settings(base.settings), world.settings(arm.settings)
    assert under.history() == changed.history() == world.scenario().settings.history()
    assert changed.at(-1).values["conduct"]["deterrence"] == 0.3
    assert changed.at(0).values["conduct"]["deterrence"] == 0.9
    assert under.rows["acts"]["judgment"]["base"] == 0.01
    assert base.settings.values["conduct"]["deterrence"] != 0.3  # what was given stays


def test_all_mistakes_are_told_at_once():
    """A name that is near is offered."""
    with pytest.raises(ValueError, match="no indicator faer; did you mean fear.*window must be at"):
        simulate_arms(worlds(0.2), ARMS, indicators=["faer"], people=5_000, weeks=3, window=4)


def fails(one, progress=None):
    """Simulate a bundle, unless it is of the second world."""
    if one.world == 2:
        raise ArithmeticError("a number\nran away")
    return bundle.simulate_bundle(one, progress)


def dies(one, progress=None):
    """Simulate a bundle, unless it is of the second world, whose process ends."""
    if one.world == 2:
        os._exit(9)
    return bundle.simulate_bundle(one, progress)


def test_a_world_that_fails_is_told_and_no_other_is_lost(monkeypatch):
    """Its table has the other worlds."""
    monkeypatch.setattr("countergaze.worlds.handing_out.simulate_bundle", fails)
    table = simulate_arms(worlds(0.1, 0.2, 0.3), {"as it is": {}}, indicators=["fear"], **SMALL)
    assert table["world"].unique().tolist() == [1, 3]
    assert table.attrs["failed"] == {2: "ArithmeticError: a number ran away"}


def test_a_world_that_always_ends_its_process_is_found(monkeypatch):
    """Those that were at work beside it are simulated all the same."""
    monkeypatch.setattr("countergaze.worlds.handing_out.simulate_bundle", dies)
    table = simulate_arms(worlds(0.1, 0.2, 0.3), {"as it is": {}}, indicators=["fear"],
                          **{**SMALL, "jobs": 2})
    assert table["world"].unique().tolist() == [1, 3]
    assert "ended by the system, twice" in table.attrs["failed"][2]


class Brittle:
    """An executor that breaks down at the second world, some time after it was handed in."""

    def __init__(self):
        self.restarts = 0

    def submit(self, function, one):
        future = Future()

        def end():
            if one.world == 2:
                future.set_exception(BrokenExecutor("gone"))
            else:
                future.set_result(function(one))

        Timer(0.6 if one.world == 2 else 0.0, end).start()
        return future

    def restart(self):
        self.restarts += 1


def test_a_world_that_breaks_a_slow_executor_is_tried_twice():
    """Longer than a look at what is under way; then it is given up, and the others are done."""
    brittle = Brittle()
    table = simulate_arms(worlds(0.1, 0.2, 0.3), {"as it is": {}}, indicators=["fear"],
                          executor=brittle, **SMALL)
    assert table["world"].unique().tolist() == [1, 3] and brittle.restarts == 2
    assert "twice" in table.attrs["failed"][2]
