"""Passes of the week that need no sum over a cell run as CUDA kernels, to the same bits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("name", ["err", "expect", "speak", "serve", "record", "fade",
                                  "adapt"])
def test_a_pass_for_cuda_is_the_plain_one_to_the_last_bit(name):
    """A second emitter of the door writes it; Numba's simulator runs a block on one cell."""
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("cuda_twin.py")), name],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-600:]
    written, differ = map(int, done.stdout.split())
    assert written > 30 and differ == 0, (written, differ)
