"""Worlds that many tests need."""

import pytest

from countergaze.cli import compare
from countergaze.scenarios.scenario import defaults


@pytest.fixture(scope="session", autouse=True)
def no_plausible_worlds():
    """Leave plausible worlds out of comparisons that do not ask for them: they take a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "WORLDS", 0)
        yield


@pytest.fixture
def world():
    """Return the settings of the baseline, free to be changed by one test."""
    return defaults()
