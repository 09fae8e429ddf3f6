"""Comparisons: what pairs say, what a folder holds, what happens when runs fail or stop."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future

import numpy as np
import pytest
from click.testing import CliRunner

import countergaze
from countergaze import api
from countergaze.cli.main import main
from countergaze.experiments import effects, runs, work, yardstick
from countergaze.experiments.plan import Line, Plan, arms_of
from countergaze.scenarios import ScenarioError
from countergaze.scenarios.arms import read_arms, split

SIZE = {"seeds": 3, "people": 5_000, "weeks": 4, "window": 3}
OPTIONS = [word for key, value in SIZE.items() for word in (f"--{key}", str(value))]
CHANGE = "lists.on=false"


class Here:
    """Lives jobs in this process, at once."""

    def __init__(self, processes=1):
        self.tasks = []

    def submit(self, function, task):
        future = Future()
        self.tasks.append(task)
        try:
            future.set_result(function(task))
        except Exception as fault:
            future.set_exception(fault)
        return future

    def close(self):
        """Nothing has to be ended."""


@pytest.fixture(autouse=True)
def nothing_kept(no_runs):
    """Have every test simulate its own runs."""


@pytest.fixture(scope="module")
def saved(world, tmp_path_factory):
    """Return a comparison of a world with itself and with a change, and its folder."""
    out = tmp_path_factory.mktemp("compare") / "out"
    made = api.compare([world, world, f"{world}:{CHANGE}"], out=out, executor=Here(), jobs=1,
                       **SIZE)
    return made, out


def call(*words):
    return CliRunner().invoke(main, ["compare", *map(str, words)])


def test_a_world_against_itself_gives_exactly_zero(saved):
    """Nothing but what differs between two worlds shows in their difference."""
    made, _ = saved
    same = made.effects[made.effects["arm"] == "small (2)"]
    assert len(same) > 100
    whole = same[same["pairs"] > 1]
    assert (whole[["effect", "low", "high"]] == 0.0).all().all() and (same["lower"] == 0).all()


def test_turning_arms_round_turns_every_sign(saved):
    """A minus B is minus (B minus A), to the last bit."""
    made, _ = saved
    arm = f"small:{CHANGE}"
    one = made.effects[made.effects["arm"] == arm].reset_index(drop=True)
    other = made.effects_against(arm)
    other = other[other["arm"] == "small"].reset_index(drop=True)
    assert (one["indicator"] == other["indicator"]).all() and (one["effect"] != 0.0).any()
    for mine, theirs in (("effect", "effect"), ("low", "high"), ("high", "low")):
        assert np.array_equal(one[mine], -other[theirs], equal_nan=True)
    assert np.array_equal(one["mde"], other["mde"], equal_nan=True)


def test_a_run_of_a_comparison_is_the_run_by_itself(saved, world):
    """Replicates side by side change nothing; the window is the last weeks."""
    made, _ = saved
    alone = api.simulate(world, people=5_000, weeks=4, seed=2, threads=1)
    row = made.levels.query("arm == 'small' and seed == 2 and indicator == 'silenced' "
                            "and scope == 'whole'")
    assert row["mean"].item() == alone.values("silenced")[-3:].mean()
    weekly = made.weekly.query("arm == 'small' and seed == 2 and indicator == 'silenced'")
    assert weekly["week"].tolist() == [0]
    assert weekly["value"].item() == alone.values("silenced")[0]


def test_one_yardstick_says_what_differs():
    """Corrected for the looks, never below the smallest of interest; nothing that is not said to
    differ exceeds what could have been detected; by construction is not tested."""
    rng = np.random.default_rng(3)
    names = [(f"n{k}", "whole") for k in range(60)] + [("large", "whole"), ("tiny", "whole"),
                                                      ("gone", "whole")]
    other = 100.0 + rng.normal(0.0, 5.0, (10, 63))
    one = other + rng.normal(0.0, 1.0, (10, 63))
    one[:, 60] += 8.0
    one[:, 61] = other[:, 61] + 0.003 + rng.normal(0.0, 1e-4, 10)
    one[:, 62] = 0.0
    certain = np.zeros(63, bool)
    certain[62] = True
    got = effects.measured(one, other, names, np.zeros(63), certain)
    assert got["significant"].nonzero()[0].tolist() == [60, 62]
    assert got["adjusted"][61] < 0.05, "sure, and too small to speak of"
    assert np.isnan(got["p"][62]) and got["built"][62]
    quiet = ~got["significant"] & (got["adjusted"] > 0.05)
    assert (np.abs(got["effect"][quiet]) < got["mde"][quiet]).all()
    alone = effects.measured(one[:, :1], other[:, :1], names[:1], np.zeros(1), certain[:1])
    assert alone["mde"][0] < 0.8 * got["mde"][0], "sixty looks cost something"
    assert not effects.measured(one, other, names, np.full(63, 9.0), certain)["significant"][60]


def test_more_looks_ask_for_more_seeds():
    """A difference of two spreads: four pairs for one look, ten or so among a hundred."""
    found = [yardstick.seeds_with_power(looks) for looks in (1, 10, 100)]
    assert found == sorted(found) and found[0] <= 5 and 9 <= found[2] <= 13


def test_a_mechanism_that_is_off_is_told_by_construction(saved):
    """Without lists nobody is listed: that follows, and is not a finding."""
    made, _ = saved
    of_lists = made.effects[(made.effects["arm"] == f"small:{CHANGE}")
                            & (made.effects["scope"] == "whole")].set_index("indicator")
    assert of_lists.loc["listed", "built"] and np.isnan(of_lists.loc["listed", "p"])
    assert of_lists.loc["listed", "significant"] == (of_lists.loc["listed", "effect"] != 0.0)
    assert not of_lists.loc["silenced", "built"]
    assert not made.effects[made.effects["arm"] == "small (2)"]["built"].any()


def test_the_interval_is_that_of_the_pairs():
    """By hand: differences 1, 2, 3 have mean 2 and standard error 1 / sqrt(3)."""
    one, other = np.array([[2.0], [4.0], [6.0], [np.nan]]), np.array([[1.0], [2.0], [3.0], [1.0]])
    got = {name: values[0] for name, values in effects.paired(one, other).items()}
    error = 1.0 / np.sqrt(3.0)
    assert got["effect"] == 2.0 and got["pairs"] == 3 and got["lower"] == 0
    assert got["high"] == pytest.approx(2.0 + 4.302653 * error, rel=1e-6)
    assert got["mde"] == pytest.approx((4.302653 + 1.060660) * error, rel=1e-6)
    assert got["variance_reduction"] == pytest.approx(1.0 - 1.0 / (4.0 + 1.0))
    single = effects.paired(one[:1], other[:1])
    assert single["effect"] == 1.0 and np.isnan(single["low"]) and np.isnan(single["mde"])


def test_chilling_and_the_goodhart_gap_are_made_of_two_worlds(saved):
    """The first against the world without a system, the second where only rewards differ."""
    made, _ = saved
    arms = arms_of(["no-system", "baseline:sanctions.reward=0", "baseline:sanctions.reward=0.01"])
    levels = made.levels.assign(arm=made.levels["arm"].map(
        dict(zip([arm.name for arm in made.arms], [arm.name for arm in arms]))))
    cube = effects.Cube.of(levels, [arm.name for arm in arms], made.seeds)
    found = effects.against(cube, arms[1].name, arms)
    chilled = found[found["indicator"] == "chilling"]
    assert set(chilled["reference"]) == {"no-system"}
    assert set(chilled["arm"]) == {arms[1].name, arms[2].name}
    assert effects._reward_on_and_off(arms) == [(arms[2].name, arms[1].name)]


def test_the_folder_reads_back_and_is_checked(saved, tmp_path):
    """Four files at least, exactly the columns promised, and every change is found."""
    made, out = saved
    names = {path.name for path in out.iterdir()}
    assert names - {"report.html"} == {"manifest.json", "effects.parquet", "runs.parquet",
                                       "weekly.parquet", "ro-crate-metadata.json"}
    back = countergaze.load(out)
    assert back.effects.equals(made.effects.astype(back.effects.dtypes))
    assert back.result == made.result and back.seeds == (1, 2, 3) and back.arms == made.arms
    import pyarrow.parquet as pq

    assert pq.read_schema(out / "effects.parquet").names == [
        "indicator", "scope", "arm", "reference", "effect", "low", "high", "pairs", "unit"]
    runner = CliRunner()
    assert runner.invoke(main, ["verify", str(out)]).exit_code == 0
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in out.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    content = bytearray((copy / "effects.parquet").read_bytes())
    content[-1] ^= 1
    (copy / "effects.parquet").write_bytes(content)
    assert runner.invoke(main, ["verify", str(copy)]).exit_code == 4


def test_the_command_says_what_differs(world, tmp_path):
    """Findings in lines of 80 columns; a folder in use is refused, and replaced when asked."""
    out = tmp_path / "c"
    done = call(world, f"{world}:{CHANGE}", *OPTIONS, "--out", out)
    assert done.exit_code == 0, done.output
    for words in ("small  (reference)", "Self-censored dissent", "Written",
                  "minimum detectable effect"):
        assert words in done.stdout, done.stdout
    lines = [line for line in done.stdout.splitlines() if str(out) not in line]
    assert max(map(len, lines)) <= 80 and "\x1b" not in done.stdout
    assert "significant" not in done.stdout
    again = call(world, world, *OPTIONS, "--out", out)
    assert again.exit_code == 3 and "--force" in again.stderr
    done = call(world, world, *OPTIONS, "--out", out, "--force", "--json")
    record = json.loads(done.stdout)
    assert record["reference"] == "small" and record["failed"] == []
    assert {row["effect"] for row in record["effects"] if row["pairs"] > 1} == {0.0}


def test_a_failing_arm_is_data(world, tmp_path, monkeypatch):
    """All others finish, the folder says what failed and why, exit code 6."""
    def live(task, progress=None):
        if task.settings.changes[1:] and 2 in task.seeds:  # that of the baseline comes first
            raise RuntimeError("no such\nworld")
        return work.live(task, progress)

    monkeypatch.setattr(runs, "live", live)
    out = tmp_path / "f"
    done = call(world, f"{world}:{CHANGE}", *OPTIONS, "--out", out, "--jobs", 1)
    assert done.exit_code == 6 and "RuntimeError: no such world" in done.stderr
    back = countergaze.load(out)
    assert back.failed == [(f"small:{CHANGE}", (2,), "RuntimeError: no such world")]
    assert set(back.effects["pairs"]) >= {2} and back.effects["pairs"].max() == 2
    assert call(world, world, *OPTIONS, "--out", out).exit_code == 3
    assert CliRunner().invoke(main, ["verify", str(out)]).exit_code == 0


def test_a_comparison_goes_on_after_it_was_killed(world, tmp_path, saved, no_runs):
    """kill -9 loses the runs in flight; the same command does the rest, with the same result."""
    out = tmp_path / "k"
    arms = [world, f"{world}:{CHANGE}", f"{world}:lists.term=30"]
    process = subprocess.Popen([sys.executable, "-m", "countergaze", "compare", *arms, *OPTIONS,
                                "--worlds", "0", "--out", out, "--jobs", "1", "--quiet"],
                               start_new_session=True)
    try:
        until = time.monotonic() + 120
        while not list(no_runs.glob("results/*.entry")) and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.002)
    finally:
        process.kill()
        process.wait()
    assert not (out / "manifest.json").exists()
    before = len(list(no_runs.glob("results/*.entry")))
    assert CliRunner().invoke(main, ["verify", str(out)]).exit_code == 2
    here = Here()
    done = api.compare(arms, out=out, executor=here, jobs=1, **SIZE)
    assert not (out / ".parts").exists() and done.facts["runs_before"] == before
    assert 1 <= before < 9 and sum(len(task.seeds) for task in here.tasks) == 9 - before
    both = [done.effects, saved[0].effects]
    one, other = [e[e["arm"] == f"small:{CHANGE}"].reset_index(drop=True) for e in both]
    assert one.equals(other)


def test_a_process_killed_by_the_system_is_tried_again(world, tmp_path):
    """A dead process is only its own job's failure."""
    killed = []

    def kill(done, total, phase):
        children = multiprocessing.active_children()
        if children and not killed:
            killed.append(children[0].pid)
            os.kill(children[0].pid, signal.SIGKILL)

    done = api.compare([world, f"{world}:{CHANGE}", f"{world}:lists.term=30"],
                       out=tmp_path / "p", jobs=2, progress=kill, **SIZE)
    assert killed and done.failed == [] and done.effects["pairs"].max() == 3


def test_one_job_is_done_in_this_process(world, tmp_path, saved, monkeypatch):
    """No process is started for it, its progress is told, and its result is the same."""
    monkeypatch.setattr(runs, "Pool", None)
    told = []
    done = api.compare([world, world, f"{world}:{CHANGE}"], jobs=1, out=tmp_path / "one",
                       progress=lambda done, total, phase: told.append(done), **SIZE)
    assert done.result == saved[0].result
    assert told == sorted(told) and max(told) == 9 and any(at % 1 for at in told)
    assert multiprocessing.active_children() == []


def test_a_worker_that_may_start_no_process_does_the_runs_itself(world, tmp_path, saved, capfd):
    """In a daemonic process runs are simulated in it, and it says so."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:  # ended with the block
        for jobs in (2, None, 1):
            waiting = pool.apply_async(api.compare, ([world, world, f"{world}:{CHANGE}"],),
                                       {**SIZE, "jobs": jobs, "out": tmp_path / str(jobs)})
            assert waiting.get(timeout=300).result == saved[0].result
    assert capfd.readouterr().err.count("may start no others") == 1


def test_bad_requests_say_everything_at_once(world, tmp_path):
    """One arm, too few seeds, a window longer than the run; and every mistake of every arm."""
    done = call("baseline", "--seeds", 1, "--weeks", 10, "--window", 0, "--people", 10)
    assert done.exit_code == 2
    for words in ("two scenarios", "seeds must be at least 2", "window must", "people must"):
        assert words in done.stderr
    assert "at most the 10 weeks" in call(
        "baseline", "silos", "--weeks", 10, "--window", 52).stderr
    done = call("basline", "baseline:sensing.smrt=1,foo", world)
    assert done.exit_code == 2 and "3 mistakes" in done.stderr
    for words in ("Did you mean baseline?", "Did you mean sensing.smart?", "not a change"):
        assert words in done.stderr or words.replace("sensing.", "") in done.stderr
    with pytest.raises(api.DoesNotFit, match="Run fewer people|Use at most"):
        api.compare(["baseline", "silos"], people=10**9, jobs=2)


def test_an_arm_is_a_change_at_week_0_or_another_world():
    """What cannot change in a run makes another history; all else parts at week 0."""
    assert split('a.b=["x","y"],c.d="1,2",e.f=3') == ['a.b=["x","y"]', 'c.d="1,2"', "e.f=3"]
    (_, base, change), (name, _, other), (_, _, safe) = read_arms([
        "baseline:sensing.smart=0.6", "baseline:sensing.smart=0.6,society.burn_in=9",
        "safeguarded:safeguards.appeal_bench=0,society.burn_in=9"])
    assert base == "baseline" and name.startswith("baseline:")
    assert change.settings.values["sensing"]["smart"] != 0.6
    assert change.settings.at(0).values["sensing"]["smart"] == 0.6
    assert other.settings.values["sensing"]["smart"] == 0.6
    assert [week for week, _, _ in other.settings.changes] == [-56]
    assert safe.settings.at(0).values["safeguards"]["appeal_bench"] == 0.0
    assert safe.settings.at(0).values["safeguards"]["prior_notice"] == 1.0
    assert [name for name, _, _ in read_arms(["baseline", "baseline"])] == [
        "baseline", "baseline (2)"]
    with pytest.raises(ScenarioError):
        read_arms(["baseline:"])


def test_arms_that_share_a_history_wait_for_it():
    """Of each block one arm lives the years before week 0; the others start behind it."""
    plan = Plan(arms_of(["baseline", "safeguarded", "no-system"]), tuple(range(1, 21)), 5_000, 4, 3)
    assert plan.histories() == [[0, 1], [2]]
    blocks = plan.blocks(2)
    assert sum(blocks, ()) == plan.seeds and max(map(len, blocks)) <= 8
    line = Line(plan, blocks, {(0, 1)})
    first = line.next()
    assert first.arm == 0 and first.seeds == blocks[0][1:]
    assert all(job.arm != 1 for job in line.ready)
    line.release(first)
    assert line.next().arm == 1


def test_a_script_without_a_guard_compares(world, tmp_path):
    """Worker processes do not import the script that asked for them."""
    script = tmp_path / "plain.py"
    script.write_text(f"import countergaze\nprint('once')\n"
                      f"done = countergaze.compare([{world!r}, {world!r}], seeds=2, people=5000, "
                      "weeks=2, window=1, jobs=2, progress=False)\nprint(len(done.failed))\n")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["once", "0"] and not done.stderr
