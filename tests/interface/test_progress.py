"""Progress without a callback: a bar in a notebook or a terminal, lines in a log, or nothing."""

from __future__ import annotations

import io
import re
import sys
from types import SimpleNamespace

import pytest

import countergaze
from countergaze.experiments import progress
from countergaze.experiments.duration import in_words

SMALL = {"people": 5_000, "weeks": 2, "seed": 1}


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that is set by hand."""
    now = SimpleNamespace(at=0.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: now.at)
    return now


@pytest.fixture
def log(capsys):
    """Return what gives the text on the error stream, no terminal, since it was last asked."""
    return lambda: capsys.readouterr().err


def test_a_log_gets_a_line_now_and_then(clock, log):
    """None in the first 20 s, then one each half minute, with the time left by the pace so far."""
    with progress.Progress(weeks=100) as say:
        say(0, 110, "settling people")
        for week in range(100):
            clock.at += 1.0
            say(10 + week, 110, "weeks")
    lines = log().splitlines()
    assert lines == ["run       19 of 100 weeks, about 81 s left",
                     "run       49 of 100 weeks, about 51 s left",
                     "run       79 of 100 weeks, about 21 s left"]


def test_lines_become_rarer(clock, log):
    """A run of ten hours leaves some sixty lines, not twelve hundred."""
    with progress.Progress() as say:
        for done in range(36_000):
            clock.at += 1.0
            say(done, 36_000, "runs")
    lines = log().splitlines()
    assert 30 < len(lines) < 80
    assert lines[-1].startswith("run       3") and "of 36,000 runs, about" in lines[-1]


def test_what_was_kept_counts_for_no_pace(clock, log):
    """90 of 100 runs were there at the start: the other ten take a minute each."""
    with progress.Progress() as say:
        for done in range(90, 100):
            say(done, 100, "runs")
            clock.at += 60.0
    assert "91 of 100 runs, about 9 min left" in log()


@pytest.mark.parametrize("asked", [False, lambda *about: None])
def test_it_can_be_quiet(clock, log, asked):
    """False is silence, and who gives a function gets it called and nothing else."""
    with progress.Progress(asked) as say:
        say(0, 9, "compiling, once for this version")
        clock.at = 500.0
        say(8, 9, "runs")
    assert log() == ""


def test_results_tell_by_default_and_are_quiet_when_asked(monkeypatch, log):
    """`simulate`, `compare` and `person` show how far they are; `progress=False` is silence."""
    monkeypatch.setattr(progress, "FIRST_LINE", 0.0)
    monkeypatch.setattr(progress, "NEXT_LINE", 0.0)
    short = {"changes": {"society.burn_in": 2}}
    countergaze.simulate(**SMALL, **short)
    assert "of 2 weeks" in log()
    seen = []
    for quiet in (lambda *about: seen.append(about), False):
        log()
        countergaze.simulate(**SMALL, **short, progress=quiet)
        countergaze.person(3, people=5_000, weeks=2, **short, progress=quiet)
        countergaze.compare(["no-system:society.burn_in=2", "baseline:society.burn_in=2"], seeds=2,
                            people=5_000, weeks=2, jobs=1, progress=quiet)
        assert log() == ""
    assert {phase for *_, phase in seen} >= {"weeks", "runs"}
    countergaze.person(3, people=5_000, weeks=2, **short)
    assert "of 2 weeks" in log()
    with pytest.raises(countergaze.BadRequest, match="progress must be a function.*'loud'"):
        countergaze.simulate(**SMALL, progress="loud")


def test_a_broken_or_missing_stream_costs_lines_only(monkeypatch):
    """Nobody reads standard error, or there is none: the run goes on."""
    class Broken(io.StringIO):
        def write(self, text):
            raise OSError(5, "Input/output error")

    for stream in (Broken(), None):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress.Progress() as say:
            say(0, 9, "compiling, once for this version")


def test_a_notebook_gets_a_bar(clock, log, monkeypatch):
    """One output of the cell is drawn anew, a few times a second, and empty in the end."""
    display = pytest.importorskip("IPython.display")
    import IPython

    shown = []

    class Handle:
        def update(self, html):
            shown.append(html.data)

    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(display, "display", lambda html, display_id: Handle())
    with progress.Progress(weeks=100) as say:
        say(0, 110, "compiling, once for this version")
        for week in range(100):
            clock.at += 0.1
            say(10 + week, 110, "weeks")
    assert log() == ""
    bars = [html for html in shown if "<progress" in html]
    assert 30 < len(bars) < 40 and all("compiling, once" in html for html in shown)
    assert re.search(r'<progress max="110" value="(\d+)"></progress> \d+ of 100 weeks, about',
                     bars[-1])
    assert "<progress" not in shown[-1]


def test_ipython_without_a_front_end_is_no_notebook(monkeypatch):
    """A shell in a terminal has no kernel, and a process without IPython does not import it."""
    assert not progress.in_notebook()
    ipython = pytest.importorskip("IPython")
    monkeypatch.setattr(ipython, "get_ipython", lambda: SimpleNamespace())
    assert not progress.in_notebook()


@pytest.mark.parametrize(("seconds", "words"), [(40.2, "40 s"), (600, "10 min"), (9_000, "2.5 h")])
def test_a_time_is_written_short(seconds, words):
    """Seconds, minutes, hours."""
    assert in_words(seconds) == words
