"""Runs that are kept: failed ones tried again, new ones added, shared ones lived once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

import countergaze
from countergaze import api
from countergaze.cli.main import main
from countergaze.experiments import runs, work
from countergaze.results.store import FolderInUse

SIZE = {"seeds": 3, "people": 5_000, "weeks": 4, "window": 3}
OPTIONS = [word for key, value in SIZE.items() for word in (f"--{key}", str(value))]
CHANGE = "lists.on=false"


def call(*words):
    return CliRunner().invoke(main, ["compare", *map(str, words)])


def lives(monkeypatch, fails=lambda task: False):
    """Have jobs lived here; return the seeds of each, in their order."""
    lived = []

    def live(task, tell=None):
        if fails(task):
            raise RuntimeError("no such world")
        lived.append(task.seeds)
        return work.live(task, tell)

    monkeypatch.setattr(runs, "live", live)
    return lived


def test_what_failed_is_tried_again_alone(world, tmp_path, monkeypatch):
    """The same command lives the failed run only; then the folder is finished."""
    out, words = tmp_path / "f", (world, f"{world}:{CHANGE}", *OPTIONS, "--jobs", 1, "--out")
    lives(monkeypatch, lambda task: task.settings.changes[1:] and 2 in task.seeds)
    done = call(*words, out)
    assert done.exit_code == 6 and "the same command tries" in done.stderr
    lived = lives(monkeypatch)
    assert call(*words, out).exit_code == 0 and lived == [(2,)]
    assert call(*words, out).exit_code == 3
    assert call(*words, tmp_path / "whole", "--force").exit_code == 0 and lived == [(2,)]
    whole = countergaze.load(tmp_path / "whole").result
    assert countergaze.load(out).result == whole


def test_without_a_good_run_no_folder_is_written(world, tmp_path, monkeypatch):
    """It says so, and the same command is free to try again."""
    out, words = tmp_path / "n", (world, f"{world}:{CHANGE}", *OPTIONS, "--jobs", 1, "--out")
    lives(monkeypatch, lambda task: True)
    done = call(*words, out)
    assert done.exit_code == 6 and "nothing was written" in done.stderr and not out.exists()
    lives(monkeypatch)
    assert call(*words, out).exit_code == 0


def test_seeds_and_arms_are_added_to_a_finished_folder(world, tmp_path, monkeypatch):
    """Only new runs are lived; fewer seeds or another size are refused."""
    lived, out = lives(monkeypatch), tmp_path / "more"
    two = [world, world]
    api.compare(two, out=out, jobs=1, **{**SIZE, "seeds": 2})
    assert lived == 2 * [(1, 2)]
    api.compare(two, out=out, jobs=1, **SIZE)
    assert lived[2:] == 2 * [(3,)]
    done = api.compare([*two, f"{world}:{CHANGE}"], out=out, jobs=1, **SIZE)
    assert lived[4:] == [(1, 2, 3)]
    assert countergaze.load(out).result == done.result
    for other in ({**SIZE, "seeds": 2}, {**SIZE, "weeks": 5}):
        with pytest.raises(FolderInUse):
            api.compare([*two, f"{world}:{CHANGE}"], out=out, jobs=1, **other)


def test_a_damaged_run_is_lived_again(world, tmp_path, monkeypatch, runs_kept):
    """Two comparisons live the arm that they share once; an entry that is cut is made anew."""
    lived = lives(monkeypatch)
    first = api.compare([world, f"{world}:{CHANGE}"], jobs=1, **SIZE)
    count = len(lived)
    again = api.compare([world, f"{world}:appeals.seats=2"], jobs=1, **SIZE)
    assert len(lived) == count + 1
    assert again.level("listed", again.reference) == first.level("listed", first.reference)
    entry = sorted(runs_kept.glob("*.entry"))[0]
    entry.write_bytes(entry.read_bytes()[:-9])
    assert api.compare([world, f"{world}:{CHANGE}"], jobs=1, **SIZE).result == first.result
    api.compare([world, f"{world}:appeals.seats=2"], jobs=1, **SIZE)
    assert len(lived) == count + 2 and len(lived[-1]) == 1


KEEPS = """
import numpy as np
from countergaze.experiments import kept
from countergaze.experiments.plan import Plan, arms_of
from countergaze.experiments.work import Outcome
plan = Plan(arms_of(["baseline", "silos"]), (1, 2), 5_000, 4, 3)
made = Outcome((1, 2), [("listed", "whole")], np.ones((2, 1)), ["listed"], np.ones((2, 1, 1)))
for _ in range(10):
    kept.keep(plan, 0, made)
    assert [(arm, run.seeds) for arm, run in kept.found(plan, set())] == [(0, (1,)), (0, (2,))]
"""


def test_two_processes_keep_the_same_runs_at_once(tmp_path):
    """Neither reads half an entry, and nothing is left under way."""
    own = {**os.environ, "COUNTERGAZE_CACHE": str(tmp_path / "cache")}
    both = [subprocess.Popen([sys.executable, "-c", KEEPS], env=own) for _ in range(2)]
    try:
        assert [process.wait(timeout=100) for process in both] == [0, 0]
    finally:
        for process in both:
            process.kill()
            process.wait()
    names = [path.name for path in (tmp_path / "cache" / "results").iterdir()]
    assert len([name for name in names if name.endswith(".entry")]) == 2
    assert not [name for name in names if name.endswith(".part")]
