"""The process that compiles runs the same machine code as those that read it back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from countergaze.compute import door, random
from countergaze.compute.maths import apart, each, exp
from countergaze.compute.records import STRIDE

ROUNDS = 24


@apart
def stir(block, words, n, key):
    """Draw and take exponentials: too long to become part of two callers."""
    for i in each(n):
        u, v = random.uniforms(key, words[i])
        x = exp(0.0 - u) + exp(0.0 - v) + exp(u * v) + exp(0.0 - u * u) + exp(v * v - 1.0)
        x = x + exp(x * 0.1) + exp(x * 0.2) + exp(x * 0.3) + exp(x * 0.4) + exp(x * 0.5)
        block[i] = x + exp(x * 0.01) + exp(x * 0.02) + exp(x * 0.03) + exp(x * 0.04)


def twice(block, words, n, key):
    """Call one pass from two places."""
    stir(block, words, n, key)
    stir(block, words, n, key + np.uint64(1))


def told() -> None:
    """Print the least time of a call in microseconds, and whether it was compiled here."""
    from time import perf_counter

    fresh = not door.already_compiled(twice)
    entry = door.load(twice)
    block, words = np.zeros(STRIDE, np.float32), np.arange(1000, dtype=np.uint64)
    entry(block, words, 1000, np.uint64(5))
    least = 1e9
    for _ in range(ROUNDS):
        began = perf_counter()
        for _ in range(10):
            entry(block, words, 1000, np.uint64(5))
        least = min(least, (perf_counter() - began) / 10)
    print(1e6 * least, fresh)


@pytest.mark.slow
def test_a_pass_with_two_callers_is_as_fast_where_it_was_compiled(tmp_path):
    """No function of an entry runs as its own unoptimised copy in the process that compiles."""
    env = {**os.environ, "COUNTERGAZE_CACHE": str(tmp_path)}
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); " \
        "import test_compiled_whole as t; t.told()"
    lines = [subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True,
                            check=True).stdout.split() for _ in range(2)]
    assert [line[1] for line in lines] == ["True", "False"]
    compiling, reading = (float(line[0]) for line in lines)
    assert compiling < 4.0 * reading, (compiling, reading)
