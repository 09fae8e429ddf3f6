"""The masks of copies against records one by one: the page of `integration` gives the error."""

import numpy as np
import pytest

from countergaze.mechanisms import integration
from tests.verification import copies

SAID = {0.1: 4.7, 0.425: 2.0, 0.85: 1.15}


@pytest.mark.parametrize("linked", SAID)
def test_a_mask_weighs_as_many_times_too_much_as_the_page_says(linked):
    """An agency that makes no record of its own weighs all records of whom it holds one of."""
    got = copies.weigh(linked)
    assert got.by_mask / got.by_record == pytest.approx(SAID[linked], rel=0.1)
    assert f"{SAID[linked]:g} times" in " ".join((integration.__doc__ or "").split())


def test_with_complete_links_both_ways_are_one():
    """Where every record reaches the agency there is nothing to weigh too much."""
    got = copies.weigh(1.0, people=20_000, weeks=160)
    assert got.by_mask == pytest.approx(got.by_record, rel=0.02)


def test_at_the_evidence_of_the_baseline_hardly_anybody_is_listed_either_way():
    """True records alone bring under 1 in a million a week over the threshold, by mask or not."""
    got = copies.weigh(0.425, people=40_000, weeks=260)
    assert np.array([got.entries_by_mask, got.entries_by_record]).max() < 0.04
