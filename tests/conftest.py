"""Worlds that many tests need."""

import pytest

from countergaze.scenarios.scenario import defaults


@pytest.fixture
def world():
    """Return the settings of the baseline, free to be changed by one test."""
    return defaults()
