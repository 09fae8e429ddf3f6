"""Every pass for CUDA cards compiles for real, and rounds products as the processor does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PRODUCTS = ("conduct.err", "expression.speak", "adaptation.adapt")


@pytest.mark.slow
def test_every_pass_compiles_to_ptx_without_a_fused_product():
    """Where Numba finds libNVVM: in a CUDA toolkit, or in the package nvidia-cuda-nvcc-cu12 with
    CUDA_HOME at its folder and LD_LIBRARY_PATH at nvvm/lib64 in that.
    """
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("cuda_ptx.py"))],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-600:]
    told = {row["pass"]: row for row in map(json.loads, done.stdout.splitlines())}
    if not told:
        pytest.skip("libNVVM is not installed")
    assert len(told) > 10
    assert all(row["entries"] == 1 for row in told.values())
    assert [row for row in told.values() if row["fused"] or row["open"]] == []
    assert all(told[name]["apart"] > 10 for name in PRODUCTS)
