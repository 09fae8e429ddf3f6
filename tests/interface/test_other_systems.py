"""What is known of Windows and macOS, emulated here, since neither is at hand.

Streams that lack letters or are missing are in `test_streams.py`, files held open and folders in
use in `test_given_folder.py`, what their file managers leave in `test_system_files.py`.
"""

from __future__ import annotations

import ast
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from countergaze.api import plan_of
from countergaze.cli.compare import folder_name
from countergaze.experiments.work import Task
from countergaze.results import run as runs
from countergaze.results import store
from tests.interface.made_runs import made

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "countergaze"
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt")
                                          for k in range(1, 10))}
MOST_PATH, HOME_PATH = 260, 80
"""Characters that a path may have on Windows, and a long folder of a user's project there."""

WITHOUT = """
import builtins, os, signal, sys
import numba, pandas, pyarrow.parquet, scipy.stats, xarray, multiprocessing.pool
import concurrent.futures.process, rich.progress, pydantic, tempfile, subprocess, filelock
for name in ("sched_getaffinity", "sysconf", "O_DIRECTORY",
             "fork"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("pthread_sigmask", "SIGKILL", "SIGHUP"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules[name] = None
real = builtins.open
def opened(file, *args, **kwargs):
    if str(file).startswith(("/proc", "/sys")):
        raise FileNotFoundError(2, "No such file or directory", str(file))
    return real(file, *args, **kwargs)
builtins.open = opened
import io, pathlib
io.open = opened
from countergaze.cli.main import main
main(sys.argv[1:])
"""
"""A process without the system calls and files that only POSIX, or only Linux, has."""
SMALL = ["--people", "5000", "--weeks", "2", "--set", "society.burn_in=0"]


def without_posix(*words, **environment):
    """Run a command in such a process."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *map(str, words)], capture_output=True,
        encoding="cp1252", timeout=600, check=False, env={
            **os.environ, "PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONIOENCODING": "cp1252",
            **environment})


def test_commands_run_without_what_only_posix_has(tmp_path):
    """Run, verify, run again, a person, a check: no affinity, no sysconf, no /proc, no resource."""
    for words in (["run", "no-system", *SMALL, "--out", tmp_path / "r"], ["verify", tmp_path / "r"],
                  ["run", tmp_path / "r", "--out", tmp_path / "again"], ["cite", tmp_path / "r"],
                  ["person", "3", "no-system", *SMALL, "--html", tmp_path / "life.html"],
                  ["check", "baseline"], ["run", "basline"]):
        done = without_posix(*words)
        assert done.returncode == (2 if words[-1] == "basline" else 0), done.stderr
        assert "a fault of ours" not in done.stderr


@pytest.mark.slow
def test_a_comparison_runs_without_what_only_posix_has(tmp_path):
    """Two processes, started afresh, as Windows and macOS start them."""
    done = without_posix("compare", "no-system", "no-system:society.burn_in=0", "--seeds", 2,
                         "--people", 5000, "--weeks", 2, "--window", 1, "--jobs", 2, "--worlds", 0,
                         "--out", tmp_path / "c")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "c" / "manifest.json").exists()


def test_no_text_is_read_or_written_in_the_encoding_of_the_system(tmp_path):
    """Python itself tells every place where it would be: a whole run is silent."""
    script = ("from countergaze.cli.main import main; import sys; main(sys.argv[1:])")
    for words in (["run", "no-system", *SMALL, "--force"], ["catalogue", "systems"],
                  ["cite", "baseline"], ["schema"]):
        extra = ["--out", "r"] if words[0] == "run" else []
        done = subprocess.run(
            [sys.executable, "-X", "warn_default_encoding", "-W",
             "default::EncodingWarning", "-c", script, *words, *extra],
            capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        ours = [line for line in done.stderr.splitlines()
                if "EncodingWarning" in line and str(PACKAGE) in line]
        assert not ours, ours


def test_every_text_file_is_opened_with_an_encoding():
    """In the source: `open`, `read_text` and `write_text` name one, or are of bytes."""
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            owner = getattr(getattr(node.func, "value", None), "id", "")
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            named = any(keyword.arg == "encoding" for keyword in node.keywords)
            if name in ("read_text", "write_text") and not named and not words and not (
                    isinstance(node.func, ast.Name)):
                wrong.append(f"{path.name}:{node.lineno}")
            of_files = owner not in ("os", "webbrowser", "held") and not (
                owner.isupper() or _reads_no_text(node))
            if name == "open" and of_files and not named and not any(
                    "b" in str(word) for word in words):
                wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong, wrong


def _reads_no_text(node):
    """Return whether an `open` is of something else than a file."""
    return isinstance(node.func, ast.Attribute) and not node.args and not node.keywords and \
        getattr(getattr(node.func, "value", None), "id", "") not in ("path", "file")


def test_what_goes_to_another_process_can_be_sent_there():
    """A task, its table of places included, survives the way that a fresh process gets it."""
    plan = plan_of(["baseline", "silos"], 2, 5000, 2, 1, 1)
    task = Task(plan.arms[0].settings, 5000, 2, (1, 2), 0, plan.places)
    sent = pickle.loads(pickle.dumps(task))
    assert sent.settings == task.settings and sent.places.digest == plan.places.digest


def test_paths_stay_short_enough():
    """A folder of 80 characters leaves room for every file that is written below it."""
    hidden = len(store._hidden()) + 1
    names = [len(name) for name in store.RUN_FILES]
    longest = HOME_PATH + 1 + len("runs") + 1 + 100 + 1 + hidden + max(names)
    assert longest < MOST_PATH
    assert max(names) == len(store.LONGEST), "check_ready tries the longest name"


@pytest.mark.parametrize("arms", [
    ["baseline", "baseline:lists.on=0,sensing.smart=0.6"], ["baseline"] * 9,
    ["a/b\\c:d*e?f\"g<h>i|j", "nul"], ["x" * 300, "y"], ["con", "aux"], ["..", "."],
])
def test_folders_that_are_named_for_the_user_can_be_made_anywhere(arms):
    """No sign that Windows refuses, no reserved name, no dot or space at the end, not too long."""
    class Arm:
        def __init__(self, name):
            self.name = name

    class Plan:
        pass

    plan = Plan()
    plan.arms = [Arm(name) for name in arms]
    name = folder_name(plan)
    assert re.fullmatch(r"[\w.-]{1,100}", name) and name[-1] not in ". "
    assert name.partition(".")[0].lower() not in RESERVED


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="nobody tells what is open")
def test_nothing_of_a_folder_stays_open(tmp_path):
    """On Windows an open file cannot be moved or removed: after saving and reading none is."""
    run = made(10.0, weeks=3)

    def still_open():
        found = []
        for link in Path("/proc/self/fd").iterdir():
            try:
                found.append(os.readlink(link))
            except OSError:
                pass
        return [path for path in found if path.startswith(str(tmp_path))]

    run.save(tmp_path / "r")
    assert not still_open()
    read = runs.load(tmp_path / "r")
    assert runs.verify(tmp_path / "r") == [] and read.report() and not still_open()
    run.save(tmp_path / "r", force=True)
    assert not still_open()


def tracked():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in done.stdout.decode().split("\0") if name]
    if done.returncode or not names:
        pytest.skip("not a git checkout")
    return names


def test_a_clone_can_be_made_on_every_system():
    """No two names that differ by case alone, no reserved ones, no sign that Windows refuses."""
    names = tracked()
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert len(name) < 120 and not re.search(r'[<>:"\\|?*]|[. ](/|$)', name), name
        assert not {part.partition(".")[0].lower() for part in name.split("/")} & RESERVED, name


BINARY = (".parquet", ".zip", ".png")
"""What git is told to leave alone, see .gitattributes."""


def test_a_clone_has_the_same_bytes_on_every_system():
    """Line ends are ours whatever git would make of them: hashes of tables are of these bytes."""
    told = (ROOT / ".gitattributes").read_text("utf-8")
    assert "eol=lf" in told and all(f"*{ending} binary" in told for ending in BINARY)
    for name in tracked():
        if (ROOT / name).is_file() and not name.endswith(BINARY):
            assert b"\r\n" not in (ROOT / name).read_bytes(), name


def test_the_workflow_runs_the_readmes_tests_on_three_systems():
    """The same commands, the pinned versions, and what the README says of it."""
    flow = (ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for system in ("ubuntu-latest", "macos-latest", "windows-latest"):
        assert system in flow
    line = next(line for line in readme.splitlines() if ".venv/bin/pytest" in line)
    options = re.search(r"pytest (.*)$", line)[1]
    assert f"python -m pytest {options}" in flow and "-c constraints.txt" in flow
    assert ".ci/run" in flow and (ROOT / ".ci" / "run").exists()
    assert "\t" not in flow and ".github/workflows/tests.yml" in readme
