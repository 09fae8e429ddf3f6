"""What a run leaves: written whole or not at all, read back as it was, and checked."""

import json
import os

import pandas as pd
import pytest

from countergaze.results import run as runs
from countergaze.results import store
from tests.interface.made_runs import made


def test_a_saved_run_reads_back_as_it_was(tmp_path):
    """Series, scenario and result hash survive saving and loading; verify finds nothing."""
    run = made(50.0)
    run.save(tmp_path / "a")
    again = runs.load(tmp_path / "a")
    assert again.result == run.result
    pd.testing.assert_frame_equal(again.to_pandas(), run.to_pandas())
    assert again.scenario.settings == run.scenario.settings
    assert runs.verify(tmp_path / "a") == []
    assert float(again.to_xarray()["listed"].mean()) == 50.0


@pytest.mark.parametrize("name", ["manifest.json", "indicators.parquet", "report.html"])
def test_a_flipped_byte_is_found(tmp_path, name):
    """One changed byte in any file of a run is told by verify."""
    made(50.0).save(tmp_path / "a")
    path = tmp_path / "a" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert any(name in line for line in runs.verify(tmp_path / "a"))


def test_a_folder_in_use_is_never_overwritten(tmp_path):
    """A second save is refused without force and leaves the first as it was."""
    made(50.0).save(tmp_path / "a")
    before = (tmp_path / "a" / "manifest.json").read_bytes()
    with pytest.raises(store.FolderInUse):
        made(60.0).save(tmp_path / "a")
    assert (tmp_path / "a" / "manifest.json").read_bytes() == before
    made(60.0).save(tmp_path / "a", force=True)
    assert runs.load(tmp_path / "a").level("listed") == 60.0


def test_force_does_not_replace_a_folder_that_holds_no_run(tmp_path):
    """Force replaces a run, never somebody's other files."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "thesis.txt").write_text("mine")
    with pytest.raises(store.FolderInUse):
        made(50.0).save(tmp_path / "a", force=True)
    assert (tmp_path / "a" / "thesis.txt").read_text() == "mine"


def test_an_interrupted_save_leaves_nothing_under_the_final_name(tmp_path, monkeypatch):
    """A stop just before the last rename leaves no half-written folder."""
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", stop)
    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        made(50.0).save(tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_the_manifest_holds_what_is_needed_to_make_the_run_again(tmp_path):
    """Scenario, differences, seed, people, weeks, versions, hashes, processor, time, memory."""
    made(50.0).save(tmp_path / "a")
    told = json.loads((tmp_path / "a" / "manifest.json").read_text())
    assert {"scenario", "seed", "people", "weeks", "threads", "versions", "source", "tables",
            "cpu", "used", "files", "result"} <= told.keys()
    assert told["scenario"]["values"]["conduct"]["deterrence"] == 0.5
    assert set(told["files"]) == {"indicators.parquet", "report.html", "ro-crate-metadata.json"}
