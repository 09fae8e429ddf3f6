"""A run that goes on from a checkpoint ends with the same bytes as one that was never ended."""

from __future__ import annotations

import json

import numpy as np
import pytest

from countergaze.engine import checkpointing
from countergaze.engine.simulation import simulate
from countergaze.scenarios.scenario import default

PEOPLE, WEEKS = 5_000, 70
SETTINGS = default().with_changes({"society.burn_in": 8}).settings


class Ended(Exception):
    """The run was ended."""


def run(weeks=WEEKS, end_after=None, seeds=(1, 2), **more):
    """Run a small society; end it after so many weeks, burn-in included."""
    def progress(done, total, phase):
        if end_after is not None and done >= end_after and phase.startswith(("weeks", "years")):
            raise Ended
    return simulate(SETTINGS, people=PEOPLE, weeks=weeks, seeds=seeds, cache=False,
                    progress=progress, **more)


@pytest.fixture(scope="module")
def whole():
    """The run that was never ended."""
    return run()


def same(one, other):
    """Assert that two runs have the same state and the same series, bit for bit."""
    for mine, theirs in zip(one, other, strict=True):
        assert mine.facts["state_hash"] == theirs.facts["state_hash"]
        assert [row[:2] for row in mine.series] == [row[:2] for row in theirs.series]
        for (name, scope, a), (_, _, b) in zip(mine.series, theirs.series):
            np.testing.assert_array_equal(a, b, err_msg=f"{name} {scope}")


@pytest.mark.parametrize(("end_after", "every", "threads"), [(5, 4, 1), (30, 13, 2), (77, 26, 1)])
def test_a_run_that_was_ended_goes_on_to_the_same_bytes(tmp_path, whole, end_after, every, threads):
    """In the burn-in, within the first year and after it, on another number of threads too."""
    file = tmp_path / "parts" / "checkpoint.npz"
    with pytest.raises(Ended):
        run(end_after=end_after, checkpoint=file, every=every)
    same(whole, run(checkpoint=file, resume=True, threads=threads))


def test_more_weeks_than_were_asked_for_at_first_can_follow(tmp_path, whole):
    """How many weeks come is no part of a state; fewer than it has are refused."""
    file = tmp_path / "checkpoint.npz"
    run(weeks=20, checkpoint=file, every=14)
    same(whole, run(checkpoint=file, resume=True))
    with pytest.raises(checkpointing.NoCheckpoint, match="at week 20, after the 5 weeks"):
        run(weeks=5, checkpoint=file, resume=True)


def test_another_request_is_refused_with_every_difference(tmp_path):
    """Seeds, people and settings are named; another version too."""
    file = tmp_path / "checkpoint.npz"
    run(weeks=2, checkpoint=file, every=5)
    with pytest.raises(checkpointing.NoCheckpoint, match="seeds: 1, 2 then, 1, 3 now"):
        run(weeks=2, checkpoint=file, resume=True, seeds=(1, 3))
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    told = json.loads(bytes(arrays["about"]))
    told["asked"] |= {"version": "0.1.0", "settings": "0"}
    arrays["about"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    np.savez(file, **arrays)
    with pytest.raises(checkpointing.NoCheckpoint) as refused:
        run(weeks=2, checkpoint=file, resume=True)
    assert "Countergaze: 0.1.0 then" in str(refused.value)
    assert "the scenario or its changes differs" in str(refused.value)


@pytest.mark.parametrize("damage", ["missing", "cut short", "not a file of arrays", "objects"])
def test_a_damaged_checkpoint_is_told_and_nothing_in_it_is_executed(tmp_path, damage):
    """It is no traceback; a pickled object is refused, not loaded."""
    file = tmp_path / "checkpoint.npz"
    if damage != "missing":
        run(weeks=2, checkpoint=file, every=5)
    if damage == "cut short":
        file.write_bytes(file.read_bytes()[:-500])
    elif damage == "not a file of arrays":
        file.write_bytes(b"PK and nothing else")
    elif damage == "objects":
        np.savez(file, about=np.array([{"a": 1}], dtype=object))
    with pytest.raises(checkpointing.NoCheckpoint, match="start without resuming"):
        run(weeks=2, checkpoint=file, resume=True)
