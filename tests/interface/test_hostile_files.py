"""Scenario files that were not written by a friend: a clear message, exit 2, never a hang."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner

from countergaze import scenarios
from countergaze.cli.main import main
from countergaze.scenarios import ScenarioError


def why(path) -> str:
    """Return what `check` says of a file that it must refuse."""
    done = CliRunner().invoke(main, ["check", str(path)])
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    assert done.output.startswith("error: ")
    assert len(done.output) < 6000
    return done.output


@pytest.mark.parametrize("content, says", [
    (b"# " + b"x" * 2 * 2**20, "2.0 MiB"),
    (b"title = '\xff\xfe'", "not UTF-8"),
    (b"\x00", "not TOML"),
    (b"title = ", "not TOML"),
    (b"a = 1\na = 2", "not TOML"),
    (b"x = " + b"[" * 3000 + b"]" * 3000, "nested"),
    (b"x = " + b"[" * 300 + b"]" * 300, "nested"),
    (b"[lists" + b".a" * 5000 + b"]", "nested"),
    (b"[lists]\nterm = " + b"9" * 5000, "not TOML"),
    (b"[lists]\nterm = " + b"9" * 4000, "outside"),
    (b"[lists]\nterm = inf", "outside"),
    (b"[lists]\nterm = 1979-05-27", "must be a number"),
    (b"lists = []", "must be a table"),
    (b"changes = 3", "[[changes]]"),
    (b"changes = [1, 2]", "[[changes]]"),
    (b"acts = {order = 3}", "must be a row"),
    (b"acts.'a b'.base = 1", "must have a key"),
    (b"extends = 3", "must be text"),
    (b'extends = ""', "directory"),
    (b'extends = "/dev/zero"', "not a regular file"),
    (b'extends = "a\\u0000b.toml"', "cannot be read"),
    (b'"\\u001b[31m" = 1', "?[31m"),
    (b"\n".join(b"key%d = 1" % n for n in range(500)), "and 480 more"),
    (b'title = "' + b"x" * 9000 + b'"', "at most 2,000"),
])
def test_a_bad_file_gets_a_clear_message(tmp_path, content, says):
    """Each kind of bad content is named."""
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    assert says in why(path)


def test_a_line_number_is_told_where_the_text_breaks(tmp_path):
    """A syntax error and a stray byte say their line."""
    path = tmp_path / "bad.toml"
    path.write_bytes(b"[lists]\non = = 1\n")
    assert "line 2 " in why(path)
    path.write_bytes(b"[lists]\n\n# \xff\n")
    assert "line 3 " in why(path)


def test_files_that_extend_each_other_in_a_loop_are_refused(tmp_path):
    """The way round is printed."""
    (tmp_path / "a.toml").write_text('extends = "b.toml"')
    (tmp_path / "b.toml").write_text('extends = "./a.toml"')
    assert "a.toml > b.toml > a.toml" in why(tmp_path / "a.toml")
    (tmp_path / "c.toml").write_text('extends = "c.toml"')
    assert "circular extends: " in why(tmp_path / "c.toml")


def test_a_long_chain_is_refused(tmp_path):
    """A thousand files in a row do not exhaust the stack."""
    for n in range(1000):
        (tmp_path / f"{n}.toml").write_text(f'extends = "{n + 1}.toml"')
    assert "More than 20 files" in why(tmp_path / "0.toml")


@pytest.mark.parametrize("path", ["nothing.toml", "no/where", ".", "/dev/zero", "/dev/stdin",
                                  "/dev/tty", "x" * 5000, "a\tb\x1b[31m"])
def test_what_is_not_a_file_is_refused(tmp_path, monkeypatch, path):
    """Missing, a directory, a device, a name too long."""
    monkeypatch.chdir(tmp_path)
    assert "\x1b" not in why(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_that_nobody_writes_to_does_not_hang(tmp_path):
    """A named pipe is refused at once, unopened."""
    os.mkfifo(tmp_path / "pipe.toml")
    found = []
    thread = threading.Thread(target=lambda: found.append(why(tmp_path / "pipe.toml")),
                              daemon=True)
    thread.start()
    thread.join(10)
    assert found and "not a regular file" in found[0]


def test_a_file_that_cannot_be_read_says_so(tmp_path):
    """Permission is a matter of the file, not an internal error."""
    path = tmp_path / "secret.toml"
    path.write_text("")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "Permission denied" in why(path)


def test_a_near_name_of_a_shipped_scenario_is_offered():
    """A slip in the name of a scenario is answered with the name."""
    with pytest.raises(ScenarioError, match="Did you mean baseline?"):
        scenarios.load("baselin")


def test_a_file_that_is_no_place_for_a_run_stops_in_another_process(tmp_path):
    """The real command ends with 2 and prints no traceback."""
    done = subprocess.run([sys.executable, "-m", "countergaze", "run", str(tmp_path)],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "directory" in done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""
