"""Worlds that many tests need, and no process left behind by any of them."""

import signal
import subprocess

import pytest

from countergaze.cli import compare
from countergaze.scenarios.scenario import defaults

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background: whatever a test starts would ignore an interrupt too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def no_plausible_worlds():
    """Leave plausible worlds out of comparisons that do not ask for them: they take a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "WORLDS", 0)
        yield


@pytest.fixture
def world():
    """Return the settings of the baseline, free to be changed by one test."""
    return defaults()


@pytest.fixture(autouse=True)
def no_process_left(monkeypatch):
    """End every process that a test started, whatever became of the test."""
    started = []

    class Ended(subprocess.Popen):
        def __init__(self, *arguments, **more):
            super().__init__(*arguments, **more)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Ended)
    yield
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
