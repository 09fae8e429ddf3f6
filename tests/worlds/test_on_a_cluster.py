"""Worlds on two workers of a local cluster, one of which is killed: the same table."""

from __future__ import annotations

import os
import signal
import threading
import time

import pandas as pd
import pytest

from countergaze.experiments.cluster import cluster
from countergaze.results import kept
from countergaze.worlds import World, simulate_arms

WORLDS = [World(number, {"society.burn_in": 5, "conduct.deterrence": number / 10.0})
          for number in range(1, 9)]
ASKED = {"people": 5_000, "weeks": 60, "window": 4, "indicators": ["fear", "listed"], "seeds": 2}


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_no_world(tmp_path, monkeypatch):
    """kill -9 in the middle; all worlds are there, with the bytes of one process."""
    pytest.importorskip("distributed")
    monkeypatch.setattr(kept, "MEANS", kept.InFolder(tmp_path / "alone"))
    alone = simulate_arms(WORLDS, {"as it is": {}}, jobs=1, **ASKED)
    monkeypatch.setattr(kept, "MEANS", kept.InFolder(tmp_path / "cluster"))
    killed = []
    with cluster("local", 2) as workers:
        def kill() -> None:
            while len(list((tmp_path / "cluster").glob("*.entry"))) < 1:
                time.sleep(0.05)
            victim = next(iter(workers.executor._client.run(os.getpid).values()))
            killed.append(victim)
            os.kill(victim, signal.SIGKILL)

        threading.Thread(target=kill, daemon=True).start()
        together = simulate_arms(WORLDS, {"as it is": {}}, executor=workers, **ASKED)
    assert killed and together.attrs["failed"] == {}
    pd.testing.assert_frame_equal(alone, together)
