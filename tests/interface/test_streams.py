"""Streams that are missing, closed, full or narrow: the work and its exit code stay the same."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from countergaze.cli.main import main
from countergaze.cli.streams import Forgiving, forgiving

SMALL = ["run", "no-system", "--people", "5000", "--weeks", "2", "--threads", "1",
         "--set", "society.burn_in=0"]
COMMAND = [sys.executable, "-m", "countergaze"]
NEGATIVE = ["--set", "society.a0_mean=-0.9"]
posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


def in_shell(words, tail, **environment):
    """Run the command with a shell's redirections; return the finished process."""
    line = " ".join(f"'{word}'" for word in [*COMMAND, *words])
    sent, pipe, reader = tail.partition("|")
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder) / "code"
        script = f"{{ {line} {sent}; echo $? > '{code}'; }} {pipe} {reader}"
        done = subprocess.run(["sh", "-c", script], capture_output=True, timeout=300,
                              env={**os.environ, **environment}, check=False)
        done.returncode = int(code.read_text())
    return done


def result(folder):
    return json.loads((Path(folder) / "manifest.json").read_text("utf-8"))["result"]


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """Return the result of the small run with streams that are as usual."""
    folder = tmp_path_factory.mktemp("usual") / "run"
    done = in_shell([*SMALL, *NEGATIVE, "--out", str(folder)], "", PYTHONIOENCODING="utf-8")
    assert done.returncode == 0 and "\N{MINUS SIGN}" in done.stdout.decode()
    return result(folder)


@posix
@pytest.mark.parametrize("tail", [
    "2>&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-", "| true", "2>&1 | head -c 1 >&2", "> /dev/full",
    "> /dev/full 2>&1",
])
def test_a_run_ends_as_if_it_had_been_heard(tmp_path, usual, tail):
    """Without streams, with a reader that leaves, on a full disk: exit 0 and the same result."""
    if "/dev/full" in tail and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    done = in_shell([*SMALL, *NEGATIVE, "--out", str(tmp_path / "run")], tail)
    assert done.returncode == 0, done.stderr
    assert result(tmp_path / "run") == usual
    assert b"Traceback" not in done.stderr and b"BrokenPipe" not in done.stderr
    if tail == "> /dev/full":
        assert b"standard output could not be written: No space left" in done.stderr


@posix
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "cp932", "utf-16"])
def test_a_narrow_encoding_costs_letters_only(tmp_path, usual, encoding):
    """A minus sign that cannot be written becomes a plain one; the run is as it was."""
    done = in_shell([*SMALL, *NEGATIVE, "--out", str(tmp_path / "run")], "",
                    PYTHONIOENCODING=encoding)
    assert done.returncode == 0 and "error" not in done.stderr.decode(encoding)
    assert result(tmp_path / "run") == usual
    text = done.stdout.decode(encoding)
    assert " -" in text or "\N{MINUS SIGN}" in text
    assert "result " in text


@posix
@pytest.mark.parametrize(("words", "code"), [
    (["run", "basline"], 2), (["verify", "nowhere"], 2), (["--version"], 0), (["run", "--help"], 0),
    (["parameters", "--json"], 0), (["no-such-command"], 2),
])
@pytest.mark.parametrize("tail", ["2>&-", ">&- 2>&-", "> /dev/full 2>&1"])
def test_exit_codes_are_those_of_a_terminal(words, code, tail):
    """Bad input is 2 and help is 0, whether anybody hears it or not."""
    assert in_shell(words, tail).returncode == code


@posix
def test_a_reader_who_has_enough_is_no_fault():
    """`countergaze parameters | head` ends quietly."""
    done = in_shell(["parameters"], "| head -n 1")
    assert done.returncode == 0 and not done.stderr and done.stdout.count(b"\n") == 1


@pytest.mark.slow
@posix
@pytest.mark.parametrize("tail", ["<&- >&- 2>&-", "| true"])
def test_a_comparison_ends_as_if_it_had_been_heard(tmp_path, tail):
    """Processes start and end without streams; the folder is whole."""
    words = ["compare", "no-system", "no-system:society.burn_in=0", "--seeds", "2", "--people",
             "5000", "--weeks", "2", "--window", "1", "--jobs", "2", "--worlds",
             "0", "--out", str(tmp_path / "c")]
    assert in_shell(words, tail).returncode == 0
    assert in_shell(["verify", str(tmp_path / "c")], "").returncode == 0


@pytest.mark.parametrize("missing", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_streams_that_are_none_count_as_unheard(monkeypatch, missing, capfd):
    """Under a windowless Python `sys.stdout` is None: commands run, and it is None again after."""
    for name in missing:
        monkeypatch.setattr(sys, name, None)
    for words, code in ((["scenarios"], 0), (["run", "basline"], 2), (["--help"], 0)):
        with pytest.raises(SystemExit) as end:
            main(words)
        assert end.value.code == code
        assert all(getattr(sys, name) is None for name in missing)


class Broken(io.StringIO):
    """A stream whose writes fail in one way."""

    def __init__(self, fault):
        super().__init__()
        self.raised = fault

    def write(self, text):
        raise self.raised


@pytest.mark.parametrize("fault", [
    OSError(5, "Input/output error"), ValueError("I/O operation on closed file"),
    BrokenPipeError(32, "Broken pipe"), OSError(22, "Invalid argument"),
])
def test_any_failure_of_a_stream_stays_with_the_stream(monkeypatch, fault):
    """Whatever writing raises, nothing comes out of it, and a lost stream is left alone."""
    monkeypatch.setattr(sys, "stdout", Broken(fault))
    err = io.StringIO()
    monkeypatch.setattr(sys, "stderr", err)
    with forgiving():
        print("one")
        print("two")
    told = err.getvalue()
    assert ("could not be written" in told) == (getattr(fault, "errno", None) == 5)
    assert isinstance(sys.stdout, Broken)


def test_a_progress_bar_on_a_narrow_or_broken_terminal_does_not_end_the_run(monkeypatch, tmp_path):
    """A bar that cannot be drawn is not drawn."""
    class Terminal(Broken):
        encoding = "cp1252"

        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal(OSError(5, "Input/output error")))
    with pytest.raises(SystemExit) as end:
        main([*SMALL, "--out", str(tmp_path / "run")])
    assert end.value.code == 0 and (tmp_path / "run" / "manifest.json").exists()


def test_names_that_no_encoding_has_are_written_as_far_as_they_can_be():
    """A file name with bytes that are not text costs question marks."""
    raw = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    Forgiving(raw).write("runs/\udcff\N{MINUS SIGN}1\n")
    raw.flush()
    assert raw.buffer.getvalue().decode() == "runs/?-1\n"


def test_the_click_runner_still_hears_everything():
    """In-process use keeps its own streams."""
    done = CliRunner().invoke(main, ["scenarios"])
    assert done.exit_code == 0 and "baseline" in done.output


def test_telling_how_far_a_run_without_a_history_is_does_not_end_it(monkeypatch):
    """Before the first week of a run without a burn-in, its share is of no weeks at all."""
    from countergaze.experiments import work

    monkeypatch.setattr(work, "_shares", [1.0])
    tell = work.teller(0)
    tell(0, 0, "settling people")
    assert work._shares == [0.0]
