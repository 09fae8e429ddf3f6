"""A society in files: the same result as in memory, nothing left behind, refusals in words."""

from __future__ import annotations

import pytest

from countergaze import api
from countergaze.api import room
from countergaze.engine import memory_estimate as estimate
from countergaze.results.store import CannotWrite
from countergaze.scenarios import load
from tests.interface.asking import call

ASKED = {"people": 5_000, "weeks": 3, "seeds": [3, 4], "changes": {"society.burn_in": 2}}


def test_people_in_files_come_to_the_same(tmp_path):
    """Every series and the whole state of two seeds; the folder is as empty as before."""
    kept = api.simulate("baseline", **ASKED)
    on_disk = api.simulate("baseline", on_disk=tmp_path, **ASKED)
    assert on_disk.result == kept.result
    assert on_disk.facts["state_hash"] == kept.facts["state_hash"]
    assert not list(tmp_path.iterdir())


def test_memory_is_asked_for_what_files_do_not_hold():
    """At 300 million people files hold nearly all; both together are what memory held."""
    settings = load("baseline").settings
    people = 300_000_000
    both = estimate.bytes_of_job(settings, people, 4, 31)
    rest = estimate.bytes_of_job(settings, people, 4, 31, 1, True)
    stored = estimate.bytes_on_disk(settings, people)
    assert rest + stored == pytest.approx(both, rel=1e-6) and rest < both / 5


def test_a_society_larger_than_memory_is_told_of_the_disk(tmp_path, monkeypatch):
    """Refused in memory with the option named; refused on a disk that is too small."""
    monkeypatch.setattr(api, "memory_available", lambda: 2 * 10**9)
    scenario, places = load("baseline"), api.places_for(None, [])
    with pytest.raises(api.DoesNotFit, match=r"or keep people in files: --on-disk DIR"):
        api.check_memory(10**8, 4, scenario, places)
    monkeypatch.setattr(api, "disk_available", lambda folder: 10**9)
    with pytest.raises(api.DoesNotFit, match=r"2\.\d GB in .*; 1\.0 GB are free there"):
        api.check_memory(10**8, 4, scenario, places, 1, tmp_path)
    monkeypatch.setattr(api, "disk_available", lambda folder: 10**12)
    assert api.check_memory(10**8, 4, scenario, places, 1, tmp_path) < 2 * 10**9


def test_a_folder_that_cannot_be_used_is_told(tmp_path):
    """A missing folder and a file: one line, and nothing is run."""
    file = tmp_path / "file"
    file.write_text("")
    for folder in (tmp_path / "missing", file):
        with pytest.raises(CannotWrite, match="is no folder"):
            room.disk_available(folder)
    told = call("run", "--people", 5000, "--weeks", 1, "--on-disk", file, "--out",
                tmp_path / "run", code=5)
    assert "people cannot be kept on disk" in told
    assert not (tmp_path / "run").exists()
