"""Sweeps: what may be varied, points, outcomes, what they hang on, boxes, exporters, command."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from countergaze.claims.folders import load, verify
from countergaze.scenarios import default
from countergaze.worlds import World, simulate_arms
from countergaze.worlds.space import Number
from countergaze.worlds.sweep import connect, discovery, sensitivity
from countergaze.worlds.sweep.carry_out import carry_out
from countergaze.worlds.sweep.levers import BadSweep, Levels, read
from countergaze.worlds.sweep.plan import Sweep
from tests.interface.asking import call

BASE = default().with_changes({"society.burn_in": 5})
SMALL = {"samples": 6, "seeds": 1, "people": 5_000, "weeks": 4, "window": 2}


def test_what_is_typed_is_a_range_levels_values_or_the_parameter_s_own():
    """Forms are variants; a bare number has its plausible range."""
    found = read(["sensing.smart=0:1", "officials.audit=0:1:3", "lists.on=true,false",
                  "conduct.deterrence", "appeals.decision_form"], BASE)
    assert found[0] == Number("sensing.smart", 0.0, 1.0, False)
    assert found[1] == Levels("officials.audit", (0.0, 0.5, 1.0))
    assert found[2] == Levels("lists.on", ("true", "false"))
    assert isinstance(found[3], Number) and found[3].low < found[3].high
    assert found[4] == Levels("appeals.decision_form", ("load", "anchored", "fixed"))


def test_all_mistakes_of_a_sweep_are_told_at_once():
    """A near name, an end out of bounds, a range turned round, a word that is no variant."""
    with pytest.raises(BadSweep) as told:
        read(["sensing.smrt=0:1", "officials.audit=0:7", "officials.integrity=0.9:0.1",
              "appeals.decision_form=loud", "sensing.grid=0:1:1"], BASE)
    for part in ("did you mean sensing.smart?", "officials.audit", "LOW must be below HIGH",
                 "decision_form", "LEVELS at least 2"):
        assert part in str(told.value)
    with pytest.raises(BadSweep, match="nothing is varied.*samples must be 1 to"):
        Sweep(BASE, (), samples=0).check()
    with pytest.raises(BadSweep, match="uncertain must be one of nothing, worlds, ranges"):
        Sweep(BASE, tuple(read(["sensing.smart"], BASE)), uncertain="wrlds").check()


@pytest.mark.usefixtures("three_worlds")
def test_a_point_is_the_arm_in_its_world():
    """Levers from week 0 in a plausible world, less the same world against which it is held."""
    sweep = Sweep(BASE, tuple(read(["sensing.smart=0.2:0.9"], BASE)), against=BASE,
                  uncertain="worlds", indicators=("recorded_share", "fear"), **SMALL)
    done = carry_out(sweep, jobs=1)
    assert done.samples["world"].tolist() == [1, 2, 3, 1, 2, 3]
    assert done.outcomes.columns.tolist() == ["recorded_share", "fear"]
    point = done.samples.loc[5]
    world = World(9, {"conduct.deterrence": 0.5})
    table = simulate_arms([world], {"here": {"sensing.smart": point["sensing.smart"]}}, seeds=1,
                          people=5_000, weeks=4, window=2, indicators=["recorded_share"], jobs=1,
                          base=BASE)
    again = Sweep(BASE, sweep.varied, uncertain="worlds", indicators=("recorded_share",), **SMALL)
    alone = carry_out(again, jobs=1).outcomes.loc[5, "recorded_share"]
    assert table["value"].item() == alone
    assert (done.outcomes["recorded_share"] == 0.0).all()  # both arms have the levers


@pytest.mark.usefixtures("three_worlds")
def test_a_folder_is_read_back_verified_and_has_a_page(tmp_path):
    """The command carries out what it says, and a dry run nothing."""
    file = tmp_path / "small.toml"
    file.write_text('extends = "baseline"\n[society]\nburn_in = 5\n')
    asked = ("sweep", file, "--vary", "sensing.smart=0:1", "--samples", 5, "--seeds", 1,
             "--people", 5_000, "--weeks", 4, "--window", 2, "--jobs", 1, "--out")
    said = call(*asked, tmp_path / "dry", "--dry-run")
    assert "5 points of small, 1 numbers and forms" in said and not (tmp_path / "dry").exists()
    call(*asked, tmp_path / "done")
    again = load(tmp_path / "done")
    assert verify(tmp_path / "done") == [] and len(again.samples) == 5
    share = again.sensitivity.query("indicator == 'recorded_share' and scope == 'whole'")
    assert share["key"].tolist() == ["sensing.smart"] and share["value"].item() > 0.8
    page = (tmp_path / "done" / "report.html").read_text("utf-8")
    assert "rank correlation" in page and "--vary sensing.smart=0:1" in page
    assert "did you mean" in call("sweep", "--vary", "sensing.smrt=0:1", code=2)


def ishigami(x):
    """Return a function whose Sobol indices are known."""
    a, b, c = (2.0 * x[:, k] * np.pi - np.pi for k in range(3))
    return np.sin(a) + 7.0 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


PROBLEM = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}


def test_sobol_and_morris_find_what_is_known():
    """Of Ishigami's function: S1 0.31, 0.44, 0; ST 0.56, 0.44, 0.24."""
    pytest.importorskip("SALib")
    x = sensitivity.design("sobol", PROBLEM, 1024, 1)
    rows = {(row["key"], row["measure"]): row
            for row in sensitivity.analysed("sobol", PROBLEM, x, ishigami(x), 1)}
    for key, first, whole in (("a", 0.314, 0.558), ("b", 0.442, 0.442), ("c", 0.0, 0.244)):
        assert rows[key, "S1"]["value"] == pytest.approx(first, abs=0.06)
        assert rows[key, "ST"]["value"] == pytest.approx(whole, abs=0.06)
        assert rows[key, "ST"]["low"] < rows[key, "ST"]["value"] < rows[key, "ST"]["high"]
    x = sensitivity.design("morris", PROBLEM, 50, 1)
    stars = {row["key"]: row["value"]
             for row in sensitivity.analysed("morris", PROBLEM, x, 3.0 * x[:, 0] - x[:, 1], 1)}
    assert stars["a"] == pytest.approx(3.0) and stars["b"] == pytest.approx(1.0)
    assert stars["c"] == pytest.approx(0.0)
    assert sensitivity.analysed("morris", PROBLEM, x, np.ones(len(x)), 1) == []


def test_rank_correlations_have_signs_and_forms_a_share():
    """A number that falls, one that does nothing, a form that decides."""
    draw = np.random.default_rng(1)
    points = pd.DataFrame({"down": draw.random(400), "idle": draw.random(400),
                           "form": draw.choice(["x", "y"], 400), "world": draw.integers(1, 4, 400)})
    outcome = -points["down"] + 4.0 * (points["form"] == "x")
    found = {row["key"]: row for row in sensitivity.correlated(points, outcome)}
    assert found["down"]["high"] < -0.2 and found["form"]["value"] > 0.7
    assert found["idle"]["low"] < 0.0 < found["idle"]["high"] and found["world"]["value"] < 0.05


def test_prim_finds_the_box_that_was_hidden():
    """Of four dimensions two bound the points of interest, one of them a form."""
    draw = np.random.default_rng(3)
    points = pd.DataFrame(draw.random((2000, 3)), columns=["a", "b", "c"])
    points["form"] = draw.choice(["x", "y", "z"], 2000)
    hidden = (points["a"] > 0.6) & (points["form"] == "y")
    boxes = discovery.trajectory(points, hidden)
    assert boxes[0].coverage == 1.0 and boxes[0].limits == {}
    box = discovery.chosen(boxes, 0.8)
    assert box.density > 0.95 and box.coverage > 0.8 and box.limits["form"] == ("y",)
    assert box.limits["a"][0] == pytest.approx(0.6, abs=0.05)
    assert box.p["form"] < 1e-6 and box.p["a"] < 1e-6
    assert all(p > 1e-6 for key, p in box.p.items() if key not in ("a", "form"))
    with pytest.raises(ValueError, match="no point is of interest"):
        discovery.trajectory(points, hidden & ~hidden)


def test_other_laboratories_are_given_their_own_words():
    """SALib's dictionary, the workbench's experiments and outcomes, a plain function."""
    problem = connect.salib_problem(["conduct.deterrence", "appeals.decision_form"])
    assert sorted(problem["names"]) == ["appeals.decision_form", "conduct.deterrence"]
    assert problem["bounds"][problem["names"].index("appeals.decision_form")] == [0, 2]
    run = connect.function(["fear"], BASE, people=5_000, weeks=2, window=1)
    assert run(conduct__deterrence=0.2)["fear"] > 0.0
    assert set(run()) == {"fear"}
