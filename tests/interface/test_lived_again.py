"""A record is complete: a folder is lived again from its manifest, to the same hash."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import countergaze
from countergaze import api
from countergaze.results import run as runs
from countergaze.scenarios import ScenarioError, load
from tests.interface.asking import call, told
from tests.interface.own_tables import written

SCENARIO = """title = "Mine"
extends = "baseline"
[society]
burn_in = 3
[conduct]
deterrence_form = "certainty"
[lists]
court_term = 20.0
[services.boats]
title = "Boats"
agency = "courts"
context = "travel"
[[changes]]
week = -2
[changes.sensing]
smart = 0.9
[[changes]]
week = 1
[changes.services.boats]
severity = 7
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a run of a file that is gone, by a table that is gone."""
    place = tmp_path_factory.mktemp("first")
    file, table = place / "mine.toml", written(place / "mine.csv")
    file.write_text(SCENARIO)
    call("run", file, "--people", 5001, "--weeks", 4, "--seed", 7, "--tables", table, "--out",
         place / "r", "--set", "sensing.grid=0.5")
    file.unlink()
    table.unlink()
    return place / "r"


def test_the_command_lives_a_folder_again(folder, tmp_path, monkeypatch):
    """Settings, rows, dated changes, people, weeks, seed and table come from the manifest."""
    monkeypatch.chdir(tmp_path)
    words = call("run", folder)
    assert "the same result as in" in words
    again = tmp_path / "runs" / "r-again"
    for key in ("result", "scenario", "people", "weeks", "seed", "table"):
        assert told(again)[key] == told(folder)[key], key
    assert (again / "places.csv").read_bytes() == (folder / "places.csv").read_bytes()
    assert runs.verify(again) == []
    assert "the same result" in call("run", again / "manifest.json", "--out", tmp_path / "third")


def test_python_lives_a_record_again(folder):
    """`simulate(load(DIR).scenario)` and `simulate(DIR)` come to the hash of the manifest."""
    want = told(folder)["result"]
    assert countergaze.simulate(countergaze.load(folder).scenario).result == want
    assert countergaze.simulate(str(folder)).result == want
    assert countergaze.simulate(folder / "manifest.json", threads=1).result == want


def test_what_is_given_counts_and_the_rest_is_recorded(folder):
    """Another seed, a setting or a table asked for makes another run of the same record."""
    other = countergaze.simulate(folder, seed=8)
    assert (other.people, other.weeks, other.seed) == (5001, 4, 8)
    assert other.result != told(folder)["result"] and other.table == told(folder)["table"]
    changed = countergaze.simulate(folder, changes={"lists.court_term": 5.0})
    assert (changed.people, changed.seed) == (5001, 7)
    assert changed.scenario.differences == (("lists.court_term", 20.0, 5.0),)
    assert changed.scenario.settings.rows["services"]["boats"]["title"] == "Boats"


def test_a_record_can_be_compared_and_extended(folder, tmp_path):
    """Folders and records are arms, with changes too, and the base of a file."""
    plan = api.plan_of([folder, "baseline", f"{folder}:lists.on=0"], 2, None, None, 1, 1)
    assert (plan.people, plan.weeks) == (5001, 4) and plan.places.own
    assert plan.arms[0].settings == countergaze.load(folder).scenario.settings
    assert plan.arms[2].settings.at(0).values["lists"]["on"] == 0.0
    record = countergaze.load(folder).scenario
    assert api.plan_of([record, "baseline"], 2, 5000, 9, 1, 1).weeks == 9
    file = tmp_path / "more.toml"
    file.write_text(f'extends = "{folder.as_posix()}"\n[sensing]\ngrid = 0.1\n')
    settings = load(file).settings
    assert settings.values["sensing"]["grid"] == 0.1 and "boats" in settings.rows["services"]


def test_records_that_differ_are_asked_about(folder, tmp_path):
    """Two runs of other sizes, by other tables: nothing is guessed."""
    call("run", "no-system", "--people", 5000, "--weeks", 4, "--out", tmp_path / "s",
         "--set", "society.burn_in=0")
    words = call("compare", folder, tmp_path / "s", "--seeds", 2, "--window", 1, code=2)
    assert "people must be given" in words and "5,001" in words
    words = call("compare", folder, tmp_path / "s", "--people", 5000, "--window", 1, code=2)
    assert "tables must be given" in words and "mine.csv" in words


@pytest.fixture(scope="module")
def compared(tmp_path_factory, folder):
    out = tmp_path_factory.mktemp("compare") / "c"
    call("compare", folder, f"{folder}:sensing.grid=0.1", "--seeds", 2, "--window", 2, "--jobs",
         1, "--out", out)
    return out


def test_a_comparison_is_lived_again_from_its_folder(compared, tmp_path):
    """Arms, seeds, people, weeks, window and table come from its manifest; so does the hash."""
    call("compare", compared, "--jobs", 1, "--out", tmp_path / "again")
    for key in ("result", "arms", "seeds", "people", "weeks", "window", "table"):
        assert told(tmp_path / "again")[key] == told(compared)[key], key
    assert api.plan_of([compared], 3, None, None, None, 1).seeds == (1, 2, 3)
    words = call("run", compared, code=2)
    assert "of several worlds" in words and "countergaze compare" in words


def damaged(folder, tmp_path, change):
    """Return a copy of a folder with a changed manifest."""
    content = told(folder)
    change(content)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "manifest.json").write_text(json.dumps(content))
    return tmp_path / "d"


@pytest.mark.parametrize(("change", "says"), [
    (lambda c: c["scenario"]["values"]["conduct"].pop("deterrence"), "[conduct] deterrence"),
    (lambda c: c["scenario"]["values"]["conduct"].update(deterrence=99.0), "outside 0 to 20"),
    (lambda c: c["scenario"]["values"].update(witchcraft={"on": 1.0}), "witchcraft"),
    (lambda c: c["scenario"]["rows"]["services"]["boats"].update(agency="none"), "boats"),
    (lambda c: c["scenario"]["rows"].pop("hosts"), "[hosts] share"),
    (lambda c: c["scenario"]["changes"][0]["values"].update(
        sensing={"smart": "x"}), "smart"),
    (lambda c: c.pop("people"), "no manifest of a run"),
    (lambda c: c.update(scenario=[]), "no manifest of a run"),
    (lambda c: c["scenario"].update(changes=[{"week": "x"}]), "no manifest of a run"),
], ids=range(9))
def test_a_record_that_cannot_be_lived_is_told_with_all_its_mistakes(folder, tmp_path, change,
                                                                     says):
    """A manifest of another version, or a damaged one, ends in words and code 2."""
    words = call("run", damaged(folder, tmp_path, change), code=2)
    assert says in words and "internal error" not in words


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 10**5, b"null"])
def test_a_file_that_is_no_manifest_is_told(tmp_path, content):
    """Whatever lies under its name."""
    (tmp_path / "manifest.json").write_bytes(content)
    for words in (["run", tmp_path], ["check", tmp_path], ["cite", tmp_path],
                  ["compare", tmp_path], ["compare", tmp_path, "baseline"]):
        assert "internal error" not in call(*words, code=2)


def test_a_table_that_is_gone_or_changed_is_told(folder, tmp_path):
    """A run by one's own table is not lived again by another one."""
    copy = damaged(folder, tmp_path, lambda content: None)
    assert "places.csv is not a file" in call("run", copy, code=2)
    written(copy / "places.csv", population=("1200001", "4000000"))
    assert "was made with mine.csv" in call("run", copy, code=2)


def test_another_result_is_told_with_its_versions(folder, tmp_path):
    """Where this version comes to something else, both hashes are named, and the code is 4."""
    copy = damaged(folder, tmp_path, lambda content: content.update(result="0" * 64))
    (copy / "places.csv").write_bytes((folder / "places.csv").read_bytes())
    words = call("run", copy, "--out", tmp_path / "again", code=4)
    assert "differs from 000000000000" in words and countergaze.__version__ in words
    assert runs.verify(tmp_path / "again") == []


def test_a_record_is_shown_by_check_and_cited(folder):
    """`check FOLDER` says what it differs in, as the file did."""
    words = call("check", folder)
    assert "conduct.deterrence_form" in words and "sensing.grid" in words
    assert "mine.csv" in call("cite", folder)


def test_a_settings_of_another_version_can_still_be_read(folder, tmp_path):
    """What cannot be lived again can be looked at."""
    run = countergaze.load(folder)
    values = {**run.scenario.settings.values, "gone": {"on": 1.0}}
    old = replace(run, scenario=replace(run.scenario, settings=replace(
        run.scenario.settings, values=values)))
    old.save(tmp_path / "old")
    assert countergaze.load(tmp_path / "old").result == run.result
    with pytest.raises(ScenarioError, match="cannot live it again"):
        countergaze.simulate(countergaze.load(tmp_path / "old").scenario)
