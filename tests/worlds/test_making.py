"""A sample of worlds, made small: each step of the way, its folder, and the same again."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from countergaze import load
from countergaze.claims.folders import verify
from countergaze.results import kept
from countergaze.results.run import NotARun
from countergaze.worlds import findings, making
from countergaze.worlds.folder import Sample
from countergaze.worlds.making import Design, Tried, make
from countergaze.worlds.ruling_out import Judged
from countergaze.worlds.space import Form, Number
from tests.interface.asking import call, told

SHORT = Design(tried=3, people=5_000, fit_rounds=1, checks=2, fit_seeds=1, check_seeds=2,
               check_years=1, block=2)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("means")


@pytest.fixture(autouse=True)
def own(monkeypatch, cache):
    """A history of five weeks, two numbers and a form."""
    monkeypatch.setattr(kept, "MEANS", kept.InFolder(cache))
    few = (Number("society.burn_in", 5, 5.4, False, True),
           Number("conduct.deterrence", 0.1, 0.9, False),
           Form("appeals.decision_form", ("load", "anchored")))
    monkeypatch.setattr(making, "space", lambda: few)
    monkeypatch.setattr(making, "point", lambda places: {
        one.key: one.at(place) for one, place in zip(few, places, strict=True)})
    monkeypatch.setattr(findings, "space", lambda: few)


@pytest.fixture
def sample():
    from countergaze.results.manifest import made_with

    return Sample(SHORT, make(SHORT, jobs=1), {**made_with(), "seconds": 1.0})


def test_every_point_is_judged_and_the_same_call_simulates_nothing(sample, monkeypatch):
    """A row a point, what it was given, what it gave; another call takes it from what is kept."""
    tried = sample.tried
    assert tried["number"].tolist() == [1, 2, 3] and tried["conduct.deterrence"].nunique() == 3
    assert set(tried["status"]) <= {making.PLAUSIBLE, making.RULED_OUT, making.DEGENERATE}
    assert (tried["steps"] >= 2).all() and (tried["by"] != "").all()
    missing = [name for name in tried if name.startswith("got ") and tried[name].isna().any()]
    assert not missing
    monkeypatch.setattr("countergaze.worlds.taking_up.hand_out",
                        lambda bundles, take, **more: {1: "no"} if bundles else {})
    pd.testing.assert_frame_equal(make(SHORT, jobs=1), tried)


def test_a_folder_is_read_back_and_verified(sample, tmp_path):
    """A file that somebody changed is told."""
    folder = sample.save(tmp_path / "worlds")
    again = load(folder)
    assert again.result == sample.result and repr(again) == repr(sample)
    assert verify(folder) == [] and sum(told(folder)["worlds_tried"].values()) == 3
    assert "settings of the unknown numbers" in (folder / "report.html").read_text("utf-8")
    changed = pd.read_parquet(folder / "tried.parquet")
    changed.loc[0, "conduct.deterrence"] = 0.0
    changed.to_parquet(folder / "tried.parquet")
    assert any("tried.parquet" in line for line in verify(folder))
    (folder / "tried.parquet").write_bytes(b"nothing")
    with pytest.raises(NotARun):
        load(folder)


def test_plausible_worlds_are_numbered_in_their_spread(sample):
    """Order 1 comes first; the number in the design is kept."""
    tried = sample.tried.assign(status=making.PLAUSIBLE)
    tried["order"] = [2, 0, 1]
    made = making.plausible_of(tried)
    assert made["number"].tolist() == [1, 2] and made["tried"].tolist() == [3, 1]
    assert "status" not in made


def test_what_the_facts_narrow_is_found():
    """A number whose low half is ruled out; one that makes no difference is left open."""
    count = 64
    tried = pd.DataFrame({
        "status": ["plausible" if k >= count // 2 else "ruled out" for k in range(count)],
        "conduct.deterrence": [0.1 + 0.8 * k / count for k in range(count)],
        "society.burn_in": [5] * count,
        "appeals.decision_form": ["load", "anchored"] * (count // 2)})
    assert [one.key for one in findings.narrowed(findings.numbers(tried))] == [
        "conduct.deterrence"]
    assert findings.narrowed(findings.forms(tried)) == []
    tried["appeals.decision_form"] = ["load"] * 32 + ["anchored"] * 32
    form, = findings.narrowed(findings.forms(tried))
    assert form.before == (("load", 32, 0), ("anchored", 32, 32))


def test_a_longer_sample_keeps_the_numbers_of_the_first_worlds():
    """If that is asked for; without, its first worlds are those farthest apart of all."""
    def tried(points, at):
        one = Tried(points, 50.0, {"conduct.deterrence": at})
        one.said = Judged({}, {}, making.PLAUSIBLE, "")
        return one

    every = [tried(k, at) for k, at in enumerate((0.9, 1.0, 1.1, 0.0, 2.0), 1)]
    short = making.table(every[:3])["order"].tolist()
    assert sorted(short) == [1, 2, 3] and short[1] == 1
    longer = making.table(every, first=3)["order"].tolist()
    assert longer[:3] == short and sorted(longer) == [1, 2, 3, 4, 5]
    assert making.table(every)["order"].tolist()[3:] != [4, 5]


def test_a_dry_run_says_how_long_and_simulates_nothing(tmp_path):
    """Nothing is written."""
    said = call("worlds", "--tried", 64, "--dry-run", "--out", tmp_path / "w", "--jobs", 2)
    assert "64 settings" in said and "2 processes" in said and not (tmp_path / "w").exists()
    wrong = call("worlds", "--tried", 0, "--first", 3, code=2)
    assert "tried must be at least 1" in wrong and "first" in wrong


def test_the_command_writes_a_sample(tmp_path, monkeypatch):
    """And says what was ruled out, by which figure."""
    from countergaze.worlds import folder

    monkeypatch.setattr(making, "Design", lambda tried, seed, people, first: SHORT)
    said = call("worlds", "--tried", 3, "--people", 5_000, "--jobs", 1, "--out", tmp_path / "w")
    assert "ruled out" in said and "Court entries" in said
    assert json.loads((tmp_path / "w" / "manifest.json").read_text())["design"]["tried"] == 3
    assert folder.verify(tmp_path / "w") == []
