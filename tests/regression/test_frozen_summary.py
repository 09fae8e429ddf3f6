"""A small baseline, frozen: a change of the science moves these numbers, and says so in LEDGER.

To renew: run this file's `summary()` and write what it returns into frozen_summary.json, with a
line in LEDGER.md that says what moved and why.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from countergaze.engine.simulation import simulate
from countergaze.scenarios.scenario import default

HERE = Path(__file__).parent


def summary() -> dict[str, float]:
    """Return the mean of each indicator over 30 weeks of 10,000 people after a short burn-in."""
    settings = default().settings
    settings.values["society"]["burn_in"] = 60
    result = simulate(settings, people=10_000, weeks=30, seeds=(7,), cache=False)[0]
    return {name: round(float(np.nanmean(values)), 6)
            for name, scope, values in result.series
            if scope == "whole" and np.isfinite(values).any()}


def test_the_small_baseline_gives_the_frozen_numbers():
    """Nothing in the science moved that the ledger does not tell of."""
    frozen = json.loads((HERE / "frozen_summary.json").read_text(encoding="utf-8"))
    got = summary()
    assert got.keys() == frozen.keys()
    for name, value in frozen.items():
        assert got[name] == pytest.approx(value, rel=1e-3, abs=1e-6), name
