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


def added(block, row, member, n, sums):
    """Add up a row in each of the ways; member: where the rows of five groups begin."""
    maths.sum_by_group(block, row, member, member + STRIDE, member + 2 * STRIDE,
                       member + 3 * STRIDE, member + 4 * STRIDE, n, sums, 0)
    maths.whole_sum_by_group(block, row, member, member + STRIDE, member + 2 * STRIDE,
                             member + 3 * STRIDE, member + 4 * STRIDE, n, sums, 1)
    sums[2, 0] += maths.fixed_sum(block, row, member, n)
    sums[2, 1] += maths.whole_sum(block, row, member, n)


@pytest.mark.parametrize("n", [1, 16, 500, 1024])
@pytest.mark.parametrize("most", [1, 2, 2**12])
def test_sums_are_those_of_whole_numbers_at_any_length(n, most):
    """By group and for all, compiled, each sum is the exact one in units of 2**-18."""
    groups = RNG.random((5, STRIDE)) < 0.4
    row = RNG.integers(0, most + 1, STRIDE) * (RNG.random(STRIDE) < 0.9)
    block = np.concatenate([row[None], groups]).astype(np.float32).ravel()
    sums = np.zeros((3, 5), np.int64)
    door.load(added)(block, 0, STRIDE, n, sums)
    true = (row * groups)[:, :n].sum(axis=1) * 2**18
    assert (sums[1] == true).all() and sums[2, 1] == true[0]
    if most < 8:  # others may be any numbers, but of 8 at most
        assert (sums[0] == true).all() and sums[2, 0] == true[0]


def halved(block, n):
    """Halve the first n numbers."""
    for i in maths.each(n):
        block[i] = block[i] * 0.5


def test_vectors_are_as_long_as_the_processor_has_them(tmp_path, monkeypatch):
    """An entry is made of the longest vectors there are."""
    from llvmlite import binding

    monkeypatch.setenv("COUNTERGAZE_CACHE", str(tmp_path))
    block = np.arange(STRIDE, dtype=np.float32)
    compiled = door.load(halved)
    compiled(block, STRIDE)
    assert (block == np.arange(STRIDE) / 2.0).all()
    longest = binding.get_host_cpu_features().get("avx512f", False)
    assert ("zmm" in "".join(compiled.inspect_asm().values())) == longest
