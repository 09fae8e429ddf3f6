"""What is written out for the compiled week: people picked, against the plain lines."""

import numpy as np
import pytest

from countergaze.compute import door, maths
from countergaze.compute.records import STRIDE

RNG = np.random.default_rng(4)


def picked_from(block, row, n, into):
    """Pick from one row."""
    return maths.pick(block, row, n, into)


@pytest.mark.parametrize("n", [0, 1, 15, 16, 17, 500, 1024])
def test_people_are_picked_as_the_plain_lines_pick_them(n):
    """Whatever their number, those above a half and nobody after the last, in order."""
    compiled = door.load(picked_from)
    for share in (0.0, 0.02, 0.6, 1.0):
        row = (RNG.random(STRIDE) < share).astype(np.float32) * RNG.choice([0.4, 0.6, 2.0], STRIDE)
        block = np.concatenate([np.ones(STRIDE), row, np.ones(STRIDE)]).astype(np.float32)
        one, other = np.full((2, STRIDE), -1)
        assert maths.pick(None, block[STRIDE:], n, one) == compiled(block, STRIDE, n, other)
        assert (one == other).all()
