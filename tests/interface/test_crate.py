"""The folder is a research object: what `ro-crate-metadata.json` says is true and well-formed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

import countergaze
from countergaze.data.tables import read_places
from countergaze.mechanisms import INDICATORS
from countergaze.results import run as runs
from countergaze.results.crate import CRATE
from tests.interface.made_runs import made
from tests.interface.own_tables import written


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return folders of every kind: a run, one by an own table, one without report, several."""
    base = tmp_path_factory.mktemp("crates")
    run = made(10.0, weeks=3)
    own = read_places(written(base / "mine.csv"))
    found = {"run": run.save(base / "run"), "bare": run.save(base / "bare", report=False),
             "own": replace(run, places=own, table=own.record).save(base / "own")}
    countergaze.compare(["no-system", "silos"], seeds=2, people=5000, weeks=2, window=1, jobs=1,
                        out=base / "compare")
    return {**found, "compare": base / "compare"}


KINDS = ("run", "bare", "own", "compare")


def graph(folder):
    """Return the entities of a crate by their id."""
    content = json.loads((folder / CRATE).read_text("utf-8"))
    assert content["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    found = {entity["@id"]: entity for entity in content["@graph"]}
    assert len(found) == len(content["@graph"]), "an id stands twice"
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_crate_has_what_the_specification_asks_for(folders, kind):
    """Descriptor, root with name, description, date and licence, every part described."""
    known = graph(folders[kind])
    head, root = known[CRATE], known["./"]
    assert head["about"] == {"@id": "./"} and head["@type"] == "CreativeWork"
    assert head["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset" and all(
        root[key] for key in ("name", "description", "datePublished", "license"))
    assert all(entity.get("@type") and entity.get("name") or entity is head or entity is root
               for entity in known.values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_leads_to_an_entity(folders, kind):
    """Nothing is referred to that is not described."""
    known = graph(folders[kind])

    def references(node):
        if isinstance(node, dict):
            if set(node) == {"@id"}:
                yield node["@id"]
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    wanted = {at for entity in known.values() for key, value in entity.items()
              for at in references(value)}
    assert wanted - known.keys() <= {"https://w3id.org/ro/crate/1.1"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_files_is_true(folders, kind):
    """Parts are the files that are there; sizes and hashes are theirs, the table was used."""
    folder = folders[kind]
    known = graph(folder)
    parts = {part["@id"] for part in known["./"]["hasPart"]}
    assert parts == {path.name for path in folder.iterdir()} - {CRATE}
    for name in parts - {"manifest.json"}:
        content = (folder / name).read_bytes()
        assert known[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert known[name]["contentSize"] == str(len(content))
    assert known["#made"]["object"] == {"@id": "places.csv" if kind == "own" else "#places"}
    assert known["#countergaze"]["softwareVersion"] == countergaze.__version__
    assert known["#listed"]["unitText"] == INDICATORS["listed"].unit


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_of_crates_reads_it(folders, kind):
    """The library of the specification opens it and finds the same parts."""
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(folders[kind])
    assert crate.name and crate.root_dataset["datePublished"]
    assert {part.id for part in crate.data_entities} == {
        path.name for path in folders[kind].iterdir()} - {CRATE}
    assert {one["unitText"] for one in crate.get_by_type("PropertyValue")} == {
        about.unit for about in INDICATORS.values()}


def test_a_changed_crate_is_found_out(folders, tmp_path):
    """Its hash is in the manifest as those of all files are."""
    run = made(10.0, weeks=3)
    folder = run.save(tmp_path / "r")
    (folder / CRATE).write_text("{}")
    assert runs.verify(folder) == [f"{CRATE} was changed after it was written"]
