"""A sample of worlds and a cache of a test's own."""

from __future__ import annotations

import pandas as pd
import pytest

from countergaze.cli import compare
from countergaze.results import kept
from countergaze.worlds import sample


@pytest.fixture
def three_worlds(monkeypatch, tmp_path):
    """Ship three worlds of a short history, and keep means and runs away from others."""
    monkeypatch.setattr(kept, "MEANS", kept.InFolder(tmp_path / "means"))
    monkeypatch.setattr(kept, "RUNS", kept.InFolder(tmp_path / "results"))
    table = pd.DataFrame({"number": [1, 2, 3], "society.burn_in": [5, 5, 5],
                          "conduct.deterrence": [0.2, 0.5, 0.9],
                          "implausibility unrest": [0.1, 2.0, 0.3]})
    monkeypatch.setattr(sample, "shipped", lambda: table)
    monkeypatch.setattr(compare, "WORLDS", 32)
    return table
