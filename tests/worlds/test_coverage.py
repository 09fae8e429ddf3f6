"""A world whose own figures are the facts survives, however its free numbers begin."""

from __future__ import annotations

import pytest

from countergaze.worlds import plausible
from countergaze.worlds.coverage import trial
from countergaze.worlds.making import Design
from countergaze.worlds.sample import available


@pytest.mark.slow
def test_known_worlds_survive_their_own_figures():
    """At least 95 of 100; a few of those shipped stand for them, of which none may be lost."""
    found = [trial(world, Design()) for world in plausible(min(6, available()))]
    assert all(one.survived for one in found), found
