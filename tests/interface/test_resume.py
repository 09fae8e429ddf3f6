"""A run that was killed goes on from its checkpoint, and comes to the same."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

from tests.interface.asking import call, told

ASKED = ("run", "--people", 5_000, "--seeds", 1, "--set", "society.burn_in=5")


def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path):
    """kill -9 while it runs; on another number of threads; the checkpoint is gone at the end."""
    call(*ASKED, "--weeks", 300, "--out", tmp_path / "whole")
    out = tmp_path / "killed"
    asked = [*ASKED, "--weeks", 5_000, "--checkpoint-every", 7, "--out", out]
    process = subprocess.Popen([sys.executable, "-m", "countergaze", *map(str, asked)])
    file, until = out / ".parts" / "checkpoint.npz", time.monotonic() + 120
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert file.exists() and not (out / "manifest.json").exists()
    call(*ASKED, "--weeks", 300, "--out", out, "--resume", "--threads", 2)
    assert told(out)["result"] == told(tmp_path / "whole")["result"]
    assert not (out / ".parts").exists()


def test_what_cannot_be_resumed_is_told(tmp_path):
    """No checkpoint, another seed, a span of no week; nothing is written."""
    asked = (*ASKED, "--weeks", 6)
    assert "there is no checkpoint" in call(*asked, "--resume", "--out", tmp_path / "a", code=2)
    assert "at least 1 week" in call(*asked, "--checkpoint-every", 0, "--out", tmp_path / "a",
                                     code=2)
    call(*asked, "--checkpoint-every", 3, "--out", tmp_path / "b")
    assert not (tmp_path / "b" / ".parts").exists()
    assert not (tmp_path / "a" / "manifest.json").exists()
