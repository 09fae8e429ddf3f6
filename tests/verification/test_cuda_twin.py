"""Passes of the week that need no sum over a cell run as CUDA kernels, to the same bits.

A second emitter of the door writes them (`benchmarks/card`); Numba's simulator runs them here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "cuda.py"
PASSES = (
    "scoring.stand", "conduct.begin", "lists.fade", "sanctions.begin", "conduct.err",
    "conduct.expect_of_all", "conduct.act_not", "expression.speak", "expression.without_rumour",
    "conduct.serve", "sensing.record_dissent", "expression.age", "conduct.enforce",
    "sensing.remember", "adaptation.adapt", "sanctions.look_again", "conduct.age",
    "adaptation.look_again")


def run(*asked: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(BENCHMARK), *asked], capture_output=True, text=True,
                          env=os.environ | environment)


@pytest.fixture(scope="module")
def told() -> str:
    done = run("--cells", "2", "--people", "40", "--threads", "8", "--rounds", "1",
               NUMBA_ENABLE_CUDASIM="1")
    assert done.returncode == 0, done.stderr[-600:]
    return done.stdout


@pytest.mark.slow
def test_the_benchmark_says_what_it_measured_on(told):
    assert told.startswith("Card: Numba's simulator, no card. 2 cells of 40 people, 8 threads")
    assert "Passes only, not a week" in told


@pytest.mark.slow
@pytest.mark.parametrize("name", PASSES)
def test_a_pass_for_cuda_is_the_plain_one_to_the_last_bit(told, name):
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in told.splitlines() if line.startswith(f"| {name} |")]
    assert len(rows) == 1, told
    least, middle = map(float, rows[0][2].split(","))
    assert 0.0 < least <= middle
    written, differ = map(int, rows[0][-2:])
    assert written > 30 and differ == 0, (written, differ)


def test_without_a_card_the_benchmark_says_so_in_one_sentence():
    done = run(NUMBA_DISABLE_CUDA="1", NUMBA_ENABLE_CUDASIM="0")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("Nothing was measured: ") and done.stderr.count("\n") == 1


def test_what_cannot_be_asked_for_is_named_at_once():
    done = run("--passes", "lists.fades", NUMBA_ENABLE_CUDASIM="1")
    assert done.returncode == 2 and "lists.fades" in done.stderr and "lists.fade," in done.stderr
    done = run("--people", "1025", "--rounds", "0", NUMBA_ENABLE_CUDASIM="1")
    assert done.returncode == 2 and "--people" in done.stderr and "1 to 1,024" in done.stderr
    assert "--rounds" in done.stderr
