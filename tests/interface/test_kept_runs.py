"""Runs are simulated once: whichever plan asks, whatever failed, stopped or lies in the folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import countergaze
from countergaze import api
from countergaze.cli.main import main
from countergaze.compute.cache_folder import cache_folder
from countergaze.data.tables import census_places
from countergaze.engine.provenance import made_by
from countergaze.engine.simulation import Result
from countergaze.experiments import pool, runs, work
from countergaze.experiments.plan import Plan, arms_of
from countergaze.experiments.under_way import owned
from countergaze.results import kept
from countergaze.results.store import PARTS, FolderInUse
from countergaze.scenarios.scenario import defaults

SIZE = {"people": 5_000, "weeks": 4}
OPTIONS = ["--people", "5000", "--weeks", "4", "--window", "3"]
CHANGE, OTHER = "lists.on=false", "lists.term=30"


class Here:
    """Does jobs in this process; tells which (change, seed) it was handed."""

    def __init__(self, made=None):
        self.seen, self.made = [], made

    def submit(self, function, task):
        future = Future()
        self.seen += [(len(task.settings.changes), seed) for seed in task.seeds]
        try:
            done = function(task)
            future.set_result(done._replace(made=self.made) if self.made else done)
        except BaseException as fault:
            future.set_exception(fault)
        return future


@pytest.fixture(autouse=True)
def nothing_kept(no_runs):
    """Have every test begin without any run."""


def compared(arms, seeds=2, window=3, here=None, **more):
    """Return a comparison and how many runs were simulated for it."""
    here = here or Here()
    made = api.compare(arms, seeds=seeds, window=window, executor=here, jobs=1, **SIZE, **more)
    return made, len(here.seen)


def call(*words):
    return CliRunner().invoke(main, ["compare", *map(str, words)])


def entries():
    return list((cache_folder() / "results").glob("*.entry"))


def test_a_run_is_simulated_once_whatever_plan_asks_for_it(world, tmp_path):
    """Another name, window, order, number of seeds or folder: only what is new is simulated."""
    first, count = compared([world, f"{world}:{CHANGE}"])
    assert count == 4 and len(entries()) == 4
    again, count = compared([world, f"{world}:{CHANGE}"], out=tmp_path / "a")
    assert count == 0 and again.result == first.result and again.facts["runs_before"] == 4
    turned, count = compared([f"{world}:{CHANGE}", world], window=1)
    assert count == 0 and turned.reference == f"small:{CHANGE}"
    more, count = compared([world, f"{world}:{CHANGE}", f"{world}:{OTHER}"], seeds=3)
    assert count == 1 + 1 + 3
    renamed = tmp_path / "another-name.toml"
    renamed.write_text(open(world).read())
    assert compared([str(renamed), world])[1] == 0
    one, other = first.levels.query("arm == 'small'"), more.levels.query("arm == 'small'")
    assert one.reset_index(drop=True).equals(other[other["seed"] < 3].reset_index(drop=True))


def test_a_window_is_taken_of_the_run_that_is_kept(world):
    """Means over other weeks are those that a run by itself gives."""
    compared([world, f"{world}:{CHANGE}"])
    made, count = compared([world, f"{world}:{CHANGE}"], window=2)
    alone = api.simulate(world, people=5_000, weeks=4, seeds=1, threads=1)
    assert count == 0
    assert made.levels.query("arm == 'small' and seed == 1 and indicator == 'silenced' and "
                             "scope == 'whole'")["mean"].item() == alone.values("silenced")[
                                 -2:].mean()


def test_systems_and_comparisons_share_their_runs():
    """What a comparison simulated is not simulated for the catalogue, nor the other way round."""
    from countergaze.claims.folder import show
    from countergaze.claims.trials import systems_plan

    assert compared(["baseline", "no-system"])[1] == 4
    plan, rows = systems_plan(["S11"], 2, 5_000, 4, 3)
    here = Here()
    shown = show("systems", plan, rows, 1, executor=here)
    assert shown.made.facts["runs_before"] == 2 and len(here.seen) == 2
    assert compared(["baseline", "baseline:lists.on=false"])[1] <= 2


def test_everything_that_can_move_a_run_is_in_its_key():
    """Settings of any week, seed, people, weeks, table, model, processor, libraries."""
    settings, places = defaults(), census_places()
    about = {"settings": settings, "seed": 1, "people": 5_000, "weeks": 4, "places": places}
    moved = defaults()
    moved.values["lists"]["term"] = 30.0
    row = defaults()
    next(iter(row.rows["agencies"].values()))["title"] = "another"
    dated = replace(settings, changes=((2, {"lists": {"term": 30.0}}, {}),))
    others = [about, *({**about, "settings": one} for one in (moved, row, dated)),
              {**about, "seed": 2}, {**about, "people": 5_001}, {**about, "weeks": 5},
              {**about, "places": replace(places, digest="0")},
              *({**about, "made": {**made_by(), name: "another"}} for name in made_by())]
    keys = [kept.key_of(**one) for one in others]
    assert len(set(keys)) == len(keys) and set(made_by()) >= {
        "model", "processor", "numpy", "scipy", "numba", "foreign"}
    assert kept.key_of(**{**about, "seed": np.int64(1)}) == keys[0]


def test_a_run_is_read_back_to_the_last_bit():
    """Series, their order, missing values and facts."""
    rows = [("listed", "whole", np.array([0.1, np.nan, -0.0])),
            ("listed", "province:B", np.array([1e-300, np.inf, 3.0]))]
    assert kept.keep("k" * 32, Result(7, rows, {"adults": np.int64(3), "cpu": "x"}))
    back = kept.kept("k" * 32)
    assert back.seed == 7 and back.facts == {"adults": 3, "cpu": "x"}
    assert [row[:2] for row in back.series] == [row[:2] for row in rows]
    assert all(one[2].tobytes() == other[2].tobytes() for one, other in zip(back.series, rows))
    kept.RUNS.put("k" * 32, lambda file: file.write(b"of another form"))
    assert kept.kept("k" * 32) is None


def test_a_damaged_run_is_simulated_anew(world, caplog):
    """Cut, changed or emptied: found out, told in a note, and made whole again."""
    first, _ = compared([world, f"{world}:{CHANGE}"])
    for path, damage in zip(entries(), (lambda c: c[:-9], lambda c: b"",
                                        lambda c: c[:400] + b"?" + c[401:])):
        path.write_bytes(damage(path.read_bytes()))
    again, count = compared([world, f"{world}:{CHANGE}"])
    assert count == 3 and again.result == first.result and "made anew" in caplog.text
    assert compared([world, f"{world}:{CHANGE}"])[1] == 0


def test_without_a_cache_everything_is_simulated(world, no_runs, caplog):
    """Where nothing can be kept there is a note and the same result."""
    (no_runs / "results").write_text("in the way")
    made, count = compared([world, f"{world}:{CHANGE}"])
    assert count == 4 and made.failed == [] and "begins anew" in caplog.text


def test_what_another_machine_made_is_kept_as_its_own(world):
    """A run of another processor is used, and is not there for who asks for one of this."""
    other = {**made_by(), "processor": "another"}
    assert compared([world, f"{world}:{CHANGE}"], here=Here(other))[1] == 4
    assert len(entries()) == 4 and compared([world, f"{world}:{CHANGE}"])[1] == 4
    made, _ = compared([world, f"{world}:{OTHER}"], here=Here({**made_by(), "foreign": "f"}))
    assert "mechanisms" in made.failed[0][2]


@pytest.fixture
def failing(monkeypatch):
    """Return a set of seeds; a run with changes at week 0 and one of them fails."""
    seeds = set()

    def live(task, progress=None):
        if seeds & set(task.seeds) and (0 in seeds or len(task.settings.changes) > 1):
            raise EOFError("a file was cut")
        return work.live(task, progress)

    monkeypatch.setattr(runs, "live", live)
    return seeds


def test_failed_runs_stay_open(world, tmp_path, failing):
    """The same command tries only them again, and needs no --force."""
    out = tmp_path / "out"
    words = (world, f"{world}:{CHANGE}", "--seeds", 3, *OPTIONS, "--out", out, "--jobs", 1)
    failing.add(2)
    done = call(*words)
    assert done.exit_code == 6 and "EOFError: a file was cut" in done.stderr
    assert "interrupted" not in done.stderr and "tries these runs again" in done.stderr
    assert countergaze.load(out).failed and len(entries()) == 5
    assert call(*words).exit_code == 6
    failing.clear()
    done = call(*words, "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)["failed"] == []
    assert countergaze.load(out).facts["runs_before"] == 5
    assert call(*words).exit_code == 3


def test_a_comparison_without_a_good_run_is_not_written(world, tmp_path, failing):
    """Nothing is left of it; the same command makes it whole."""
    out = tmp_path / "out"
    words = (world, f"{world}:{CHANGE}", "--seeds", 2, *OPTIONS, "--out", out)
    failing.update((0, 1, 2))
    for more in ((), ("--json",), ("--jobs", 1)):
        done = call(*words, *more, "--jobs", 1)
        assert done.exit_code == 6 and "no run went well" in done.stderr
        assert not out.exists()
    assert json.loads(call(*words, "--json", "--jobs", 1).stdout)["files"] == []
    out.mkdir()
    made = api.compare([world, f"{world}:{CHANGE}"], seeds=2, window=3, out=out, jobs=1, **SIZE)
    assert len(made.failed) == 2 and not made.any_run and list(out.iterdir()) == []
    failing.clear()
    assert call(*words, "--jobs", 1).exit_code == 0
    assert CliRunner().invoke(main, ["verify", str(out)]).exit_code == 0


def test_seeds_and_arms_are_added_to_a_finished_comparison(world, tmp_path):
    """The folder grows without --force, and old runs are not simulated again."""
    out = tmp_path / "out"
    compared([world, f"{world}:{CHANGE}"], out=out)
    made, count = compared([world, f"{world}:{CHANGE}"], seeds=3, out=out)
    assert count == 2 and countergaze.load(out).seeds == (1, 2, 3)
    made, count = compared([world, f"{world}:{OTHER}", f"{world}:{CHANGE}"], seeds=3, out=out)
    assert count == 3 and countergaze.load(out).result == made.result
    assert CliRunner().invoke(main, ["verify", str(out)]).exit_code == 0


@pytest.mark.parametrize("what", ["fewer seeds", "fewer arms", "the same", "another reference",
                                  "another window", "another length", "a file changed",
                                  "a file more", "another model"])
def test_what_would_lose_something_asks_for_force(world, tmp_path, monkeypatch, what):
    """A folder is replaced by itself only where all that it holds is in the new one."""
    out = tmp_path / "out"
    arms, asked = [world, f"{world}:{CHANGE}"], {"seeds": 3, "window": 3}
    compared([*arms, f"{world}:{OTHER}"], seeds=3, out=out)
    arms.append(f"{world}:{OTHER}")
    if what == "fewer arms":
        arms, asked["seeds"] = arms[:2], 4
    elif what == "another reference":
        arms, asked["seeds"] = [arms[1], arms[0], arms[2]], 4
    elif what != "the same":
        asked["seeds"] = 2 if what == "fewer seeds" else 4
    asked["window"] = 2 if what == "another window" else 3
    size = {**SIZE, "weeks": 5 if what == "another length" else 4}
    if what == "a file changed":
        (out / "report.html").write_text("with notes of mine")
    if what == "a file more":
        (out / "notes.txt").write_text("notes of mine")
    if what == "another model":
        from countergaze.results import manifest
        monkeypatch.setattr(manifest, "model_hash", lambda: "another")
    with pytest.raises(FolderInUse):
        api.compare(arms, out=out, jobs=1, executor=Here(), **asked, **size)
    assert countergaze.load(out).seeds == (1, 2, 3)


@pytest.mark.parametrize("fault", [SystemExit(143), KeyboardInterrupt(), EOFError("cut")])
def test_what_ends_a_job_does_not_end_the_comparison(world, fault):
    """An exit in a job is the job's; only the user interrupts."""
    class Ends(Here):
        def submit(self, function, task):
            future = super().submit(function, task)
            if 2 in task.seeds:
                future = Future()
                future.set_exception(fault)
            return future

    made, _ = compared([world, f"{world}:{CHANGE}"], here=Ends())
    assert [lost for _, lost, _ in made.failed] == [(2,), (2,)]
    assert type(fault).__name__ in made.failed[0][2]
    cancelled = Future()
    cancelled.cancel()
    assert "Cancelled" in type(runs._fault_of(cancelled)).__name__


def test_one_job_is_done_in_this_process(world, monkeypatch):
    """Neither one job asked for nor one job left starts another process or an extra society."""
    def none(*_):
        raise AssertionError("a process was started")

    monkeypatch.setattr(pool, "ProcessPoolExecutor", none)
    monkeypatch.setattr(runs, "compile_once", none)
    told = []
    made = api.compare([world, f"{world}:{CHANGE}", f"{world}:{OTHER}"], seeds=2, window=3, jobs=1,
                       progress=lambda *now: told.append(now), **SIZE)
    assert made.failed == [] and len(made.levels["seed"].unique()) == 2
    assert told[-1] == (6, 6, "runs") and all(0.0 <= done <= 6.0 for done, *_ in told)
    assert len({done for done, *_ in told}) > 10
    for path in entries()[:1]:
        path.unlink()
    api.compare([world, f"{world}:{CHANGE}", f"{world}:{OTHER}"], seeds=2, window=3, jobs=2, **SIZE)


def test_an_interrupt_stops_and_keeps_what_is_done(world, tmp_path):
    """Ctrl-C in this process goes up at once; the same call does the rest."""
    def stop(done, total, phase):
        if done >= 2.2:
            raise KeyboardInterrupt

    arms = [world, f"{world}:{CHANGE}"]
    with pytest.raises(KeyboardInterrupt):
        api.compare(arms, seeds=2, window=3, jobs=1, out=tmp_path / "o", progress=stop, **SIZE)
    assert [path.name for path in (tmp_path / "o").iterdir()] == [PARTS]
    assert len(entries()) == 2 and compared(arms, out=tmp_path / "o")[1] == 2


def test_the_command_tells_what_an_interrupt_leaves(world, tmp_path, monkeypatch):
    """Finished runs are kept, or not where there is no lasting cache; the exit code is 130."""
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "live", stop)
    words = (world, f"{world}:{CHANGE}", "--seeds", 2, *OPTIONS, "--out", tmp_path / "o",
             "--jobs", 1, "--quiet")
    done = call(*words)
    assert done.exit_code == 130 and "the same command goes on" in done.stderr
    monkeypatch.setattr("countergaze.compute.cache_folder.lasts", lambda: False)
    done = call(*words)
    assert done.exit_code == 130 and "nothing is kept" in done.stderr
    assert "goes on" not in done.stderr


def test_quiet_leaves_notes_out(world, tmp_path, no_runs):
    """A note is no error; without --quiet it is told once."""
    (no_runs / "results").write_text("in the way")
    done = [subprocess.run([sys.executable, "-m", "countergaze", "compare", world, world, "--jobs",
                            "1", "--seeds", "2", *OPTIONS, "--worlds", "0", "--out",
                            str(tmp_path / str(at)), *quiet], capture_output=True, text=True,
                           check=True).stderr
            for at, quiet in enumerate(((), ("--quiet",)))]
    assert done[0].count("note: ") == 1 and done[1] == ""


def test_two_processes_do_the_same_comparison_at_once(world, tmp_path):
    """In two folders both end well and alike; in one folder the second is told of the first."""
    def begun(out):
        return subprocess.Popen(
            [sys.executable, "-m", "countergaze", "compare", world, f"{world}:{CHANGE}",
             "--seeds", "4", "--people", "5000", "--weeks", "30", "--window", "3", "--jobs", "1",
             "--worlds", "0", "--json", "--out", str(out)], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    both = [begun(tmp_path / name) for name in "ab"]
    try:
        ends = [process.communicate(timeout=300) for process in both]
    finally:
        for process in both:
            process.kill()
            process.communicate()
    assert [process.returncode for process in both] == [0, 0], ends
    assert len({json.loads(said)["result"] for said, _ in ends}) == 1
    assert not list((cache_folder() / "results").glob("*.part"))


def test_a_folder_has_one_owner(world, tmp_path):
    """While one process is at work in a folder, no other begins there; then the folder is free."""
    plan = Plan(arms_of([world, f"{world}:{CHANGE}"]), (1, 2), 5_000, 4, 3)
    words = (world, f"{world}:{CHANGE}", "--seeds", 2, *OPTIONS, "--out", tmp_path / "o")
    with owned(tmp_path / "o", plan):
        assert json.loads((tmp_path / "o" / PARTS / "plan.json").read_text())["seeds"] == 2
        done = call(*words, "--force")
        assert done.exit_code == 3 and "another process" in done.stderr
        with ThreadPoolExecutor(1) as thread, pytest.raises(FolderInUse, match="another process"):
            thread.submit(owned(tmp_path / "o", plan).__enter__).result()
    assert call(*words).exit_code == 0


def test_an_unfinished_folder_bars_nothing(world, tmp_path):
    """Another plan may take its place; what another version left there is kept unless forced."""
    parts = tmp_path / "o" / PARTS
    parts.mkdir(parents=True)
    (parts / f"plan.json.{os.getpid()}.part").write_text("half")
    (parts / "plan.json").write_text("{}")
    (parts / "0-1-8.0123456789abcdef.npz").write_bytes(b"of version 0.3.0")
    words = (world, f"{world}:{CHANGE}", "--seeds", 2, *OPTIONS, "--out", tmp_path / "o")
    done = call(*words)
    assert done.exit_code == 3 and "another version" in done.stderr
    assert (parts / "0-1-8.0123456789abcdef.npz").exists()
    done = call(*words, "--force")
    assert done.exit_code == 0, done.stderr
    assert not parts.exists()
