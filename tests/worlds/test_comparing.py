"""Comparisons, systems and safeguards over plausible worlds: Python, command, folder and page."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

import countergaze
from countergaze.claims.folders import load, verify
from countergaze.cli.main import main
from countergaze.worlds import plausible, simulate_arms
from countergaze.worlds.sample import nearer
from tests.interface.asking import call

pytestmark = pytest.mark.usefixtures("three_worlds")


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text('extends = "baseline"\n[society]\nburn_in = 5\n')
    return str(path)


def test_the_sample_gives_its_first_worlds():
    """A number that it has not is refused; the nearer half misses the facts by less."""
    assert [world.number for world in plausible(2)] == [1, 2]
    assert plausible()[2].changes == {"society.burn_in": 5, "conduct.deterrence": 0.9}
    with pytest.raises(ValueError, match="worlds must be 1 to 3, not 4"):
        plausible(4)
    assert nearer([1, 2, 3]) == (1,) and nearer([2, 3]) == (3,)


def test_a_comparison_holds_the_effects_of_its_arms_in_each_world(small):
    """Those that `simulate_arms` gives; the runs of the shipped numbers stay beside them."""
    arm = f"{small}:sensing.smart=1"
    made = countergaze.compare([small, arm], seeds=2, people=5_000, weeks=6, window=4, jobs=1,
                               worlds=3)
    assert len(made.effects) and made.facts["worlds"]["count"] == 3
    row, = made.over_worlds.query("indicator == 'recorded_share' and scope == 'whole'").to_dict(
        "records")
    table = simulate_arms(plausible(3), {"without": {}, "with": {"sensing.smart": 1.0}},
                          people=5_000, weeks=6, window=4, indicators=["recorded_share"], jobs=1)
    wide = table.pivot_table(index="world", columns="arm", values="value")
    assert row["effect"] == pytest.approx(float(np.median(wide["with"] - wide["without"])))
    assert row["above"] == 3 and row["worlds"] == 3 and row["noise"] > 0.0
    plain = countergaze.compare([small, arm], seeds=2, people=5_000, weeks=6, window=4, jobs=1)
    assert plain.worlds is None and len(plain.over_worlds) == 0 and plain.result == made.result
    with pytest.raises(countergaze.BadRequest, match="worlds must be 1 to 3"):
        countergaze.compare([small, arm], seeds=2, people=5_000, weeks=6, window=4, worlds=9)


def test_the_command_tells_the_estimate_first_and_writes_worlds(small, tmp_path):
    """The folder is read back with them and verified; the page has a section about them."""
    out = tmp_path / "out"
    given = ["compare", small, f"{small}:sensing.smart=1", "--seeds", 2, "--people", 5_000,
             "--weeks", 6, "--window", 4, "--jobs", 1, "--out", out]
    said = call(*given)
    assert "3 plausible ones with 2 seeds of 5,000 people, about" in said
    assert said.index("none with --worlds 0") < said.index("simulated in")
    assert "Over 3 plausible worlds" in said and "of 3 worlds" in said or "all 3 worlds" in said
    again = load(out)
    assert len(again.over_worlds) and verify(out) == []
    assert 'id="worlds"' in (out / "report.html").read_text("utf-8")
    assert json.loads((out / "manifest.json").read_text())["facts"]["worlds"]["seeds"] == 2
    none = CliRunner().invoke(main, [str(word) for word in (*given[:-1], tmp_path / "none",
                                                            "--worlds", 0, "--json")])
    assert json.loads(none.output)["over_worlds"] == []
    assert "worlds must be 1 to 3, not 4" in call(*given[:-1], tmp_path / "more", "--worlds", 4,
                                                  code=2)


def test_safeguards_are_shown_over_worlds(tmp_path, monkeypatch):
    """Each row of the page says in how many worlds it helps."""
    from countergaze.claims import trials
    from countergaze.scenarios import load as load_scenario

    monkeypatch.setattr(trials, "load", lambda name: load_scenario(name).with_changes(
        {"society.burn_in": 5}) if name == "baseline" else load_scenario(name).with_changes(
        {"society.burn_in": 5, "integration.identity_link": 1}))
    call("safeguards", "--only", "G07", "--seeds", 2, "--people", 5_000, "--weeks", 6,
         "--window", 4, "--jobs", 1, "--worlds", 2, "--out", tmp_path / "s")
    page = (tmp_path / "s" / "report.html").read_text("utf-8")
    assert "Over plausible worlds" in page and "2 worlds" in page
    assert len(load(tmp_path / "s").over_worlds)
