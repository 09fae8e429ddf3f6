"""Provenance is of what was used: tables, versions, sources and hashes are those of this run."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace

import pytest

import countergaze
from countergaze.claims import folder as catalogue
from countergaze.claims.trials import PLANS
from countergaze.data.checks import BadTable
from countergaze.data.tables import census_places, in_use, read_places
from countergaze.engine import checkpoint
from countergaze.engine.trace import trace
from countergaze.experiments import comparison
from countergaze.results import kept
from countergaze.results import manifest as records
from countergaze.results import run as runs
from countergaze.scenarios import load
from tests.interface.asking import call, told
from tests.interface.made_runs import made
from tests.interface.own_tables import written

FEW = {"people": 5000, "weeks": 2}
AT_ONCE = {"society.burn_in": 0}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Return a table of one's own and its hash."""
    path = written(tmp_path_factory.mktemp("own") / "mine.csv")
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, own):
    """Return the folder of a run by the own table, made by the command."""
    out = tmp_path_factory.mktemp("run") / "r"
    call("run", "no-system", "--people", 5000, "--weeks", 2, "--tables", own[0], "--out", out,
         "--set", "society.burn_in=0")
    return out


def test_the_manifest_names_the_table_that_was_read(folder, own):
    """File name and SHA-256 are the user's; the shipped table is named nowhere."""
    content = told(folder)
    assert content["tables"] == {"mine.csv": own[1]}
    assert content["table"] == {"file": "mine.csv", "sha256": own[1], "own": True, "places": 2,
                                "residents": 5_200_000}
    assert (folder / "places.csv").read_bytes() == own[0].read_bytes()
    assert "provinces.csv" not in json.dumps(content)
    assert runs.verify(folder) == []


def test_a_citation_is_of_the_users_table(folder, own):
    """`cite` says whose table it is and its hash, in both forms, and no census."""
    for words in (call("cite", folder), call("cite", folder, "--bibtex")):
        assert own[1] in words and "mine.csv" in words and "own table" in words
        assert "1,409,778,724" not in words and "provinces.csv" not in words
    assert "provinces.csv" in call("cite", "baseline")


def test_the_report_names_the_users_table_and_draws_its_map(folder, own):
    """What was run, and how to make it again, hold the table; the tiles are its own."""
    page = (folder / "report.html").read_text("utf-8")
    assert own[1] in page and "mine.csv" in page and "own table" in page
    assert "--tables mine.csv" in page or "countergaze run FOLDER" in page
    listed = made(300.0, weeks=3, people=100_000, north=2.0)
    drawn = replace(listed, places=read_places(own[0])).report()
    assert 'class="tile' in drawn and '<span class="code">N</span>' in drawn
    assert 'class="tile' not in listed.report()  # the census has no North and South


def test_a_run_by_the_census_says_so_as_before(tmp_path):
    """The shipped table is told as ours, and no copy of it is written."""
    run = made(10.0, weeks=3)
    run.save(tmp_path / "r")
    content = told(tmp_path / "r")
    assert content["tables"] == {"provinces.csv": census_places().digest}
    assert not content["table"]["own"] and not (tmp_path / "r" / "places.csv").exists()
    assert "of Countergaze" in (tmp_path / "r" / "report.html").read_text("utf-8")


@pytest.fixture(scope="module")
def compared(tmp_path_factory, own):
    """Return the folder of a comparison by the own table."""
    out = tmp_path_factory.mktemp("compare") / "c"
    call("compare", "no-system", "silos", "--seeds", 2, "--people", "5e3", "--weeks", 2,
         "--window", 1, "--jobs", 1, "--tables", own[0], "--out", out)
    return out


def test_a_comparison_is_lived_by_the_table_and_says_so(compared, own):
    """Manifest, report, citation and a copy of the table, as for a run; the places are its own."""
    assert told(compared)["tables"] == {"mine.csv": own[1]}
    assert (compared / "places.csv").read_bytes() == own[0].read_bytes()
    page = (compared / "report.html").read_text("utf-8")
    assert own[1] in page and "--tables mine.csv" in page
    words = call("cite", compared)
    assert own[1] in words and "comparison of no-system and silos" in words
    assert set(countergaze.load(compared).levels["scope"]) >= {"province:North"}
    assert comparison.verify(compared) == []


def test_every_command_that_lives_worlds_takes_a_table():
    """run, compare, person, systems and safeguards have --tables, and tell a wrong one."""
    for words in (["run"], ["compare", "baseline", "silos"], ["person", "1"], ["systems"],
                  ["safeguards"]):
        assert "--tables" in call(words[0], "--help")
        assert "not a file" in call(*words, "--tables", "nowhere.csv", code=2)


def test_a_life_is_lived_by_the_table(own):
    """A person lives in a place of the table, and the command that repeats it names the table."""
    words = call("person", 3, "no-system", "--against", "no-system", "--people", 5000, "--weeks",
                 2, "--tables", own[0], "--set", "society.burn_in=0")
    assert "in North" in words or "in South" in words
    lived = trace(load("no-system").with_changes(AT_ONCE).settings, 5000, 1, 1, 3,
                  read_places(own[0]))
    assert lived.facts["place"] in ("North", "South")


def test_the_catalogue_is_lived_by_the_table(own):
    """A plan of systems or safeguards carries the table, and the command names it."""
    for kind in PLANS:
        plan, rows = PLANS[kind](["S07"] if kind == "systems" else ["G01"], 2, 5000, 2, 1,
                                 read_places(own[0]))
        assert plan.places.digest == own[1]
        shown = comparison.Comparison.of(plan, {}, {}, {})
        assert "--tables mine.csv" in catalogue.Shown(kind, shown, tuple(rows), None).command


def test_the_table_is_part_of_every_key(own):
    """A burn-in and a run by another table are never taken for this one's."""
    places, shipped = read_places(own[0]), census_places()
    settings = load("baseline").settings
    keys = {checkpoint.key_of(settings, table, 5000, (1,)) for table in (places, shipped)}
    runs = {kept.key_of(settings, 1, 5000, 2, table) for table in (places, shipped)}
    assert len(keys) == len(runs) == 2


def test_a_table_changed_in_memory_is_a_table_of_its_own(own):
    """Columns that are no longer those of the file are told, hashed and kept as they are."""
    shipped = census_places()
    doubled = in_use(replace(shipped, population=shipped.population * 2))
    assert doubled.own and doubled.digest != shipped.digest and "Python" in doubled.file
    assert hashlib.sha256(doubled.content).hexdigest() == doubled.digest
    assert list(doubled.population) == list(shipped.population * 2)
    assert in_use(shipped).digest == shipped.digest and not in_use(shipped).own
    mine = read_places(own[0])
    assert in_use(replace(mine, digest="0" * 64)).digest == own[1]
    with pytest.raises(BadTable, match="outside"):
        in_use(replace(mine, urban_share=mine.urban_share + 1))
    run = countergaze.simulate("no-system", **FEW, changes=AT_ONCE, tables=replace(
        shipped, population=shipped.population * 2))
    assert run.table["own"] and run.table["residents"] == 2 * 1_409_778_724


def test_a_run_read_back_keeps_what_it_was_made_with(tmp_path, monkeypatch):
    """Saved again, cited and reported by a later version on another machine, it stays its own."""
    made(10.0, weeks=3).save(tmp_path / "old")
    before = told(tmp_path / "old")
    monkeypatch.setattr(records, "version", lambda: "9.9.9")
    monkeypatch.setattr(records, "cpu_type", lambda: "another")
    monkeypatch.setattr(records, "package_hash", lambda: "f" * 64)
    read = runs.load(tmp_path / "old")
    read.save(tmp_path / "new")
    after = told(tmp_path / "new")
    for key in ("versions", "cpu", "source", "table", "tables", "result"):
        assert after[key] == before[key], key
    assert "9.9.9" not in (tmp_path / "new" / "report.html").read_text("utf-8")


def test_a_citation_and_a_report_name_the_version_that_lived_the_run(tmp_path):
    """Not the version that reads the folder."""
    run = made(10.0, weeks=3)
    other = {**run.made, "versions": {**run.made["versions"], "countergaze": "0.2.7"}}
    replace(run, made=other).save(tmp_path / "r")
    words = call("cite", tmp_path / "r")
    assert "Version 0.2.7" in words and countergaze.__version__ not in words
    assert "Countergaze 0.2.7" in (tmp_path / "r" / "report.html").read_text("utf-8")


def test_a_shipped_table_of_another_version_is_told_with_its_hash(tmp_path):
    """Where the census table of that version was another one, its hash is cited."""
    run = made(10.0, weeks=3)
    replace(run, table={**run.table, "sha256": "a" * 64}).save(tmp_path / "r")
    assert "a" * 64 in call("cite", tmp_path / "r").replace(" ", "")
    read = runs.load(tmp_path / "r")
    assert read.places is None and read.table["sha256"] == "a" * 64
    assert re.search(r"aaaa", read.report())


def test_a_table_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    """No permission, or a disk that fails, is a mistake in words."""
    path = written(tmp_path / "mine.csv")

    def refused(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refused)
    with pytest.raises(BadTable, match="cannot be read: Permission denied"):
        read_places(path)
