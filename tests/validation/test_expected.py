"""An expectation has little of the noise of a count: what differs between seeds is not luck."""

import numpy as np
import pytest

from countergaze.engine.simulation import simulate
from countergaze.scenarios import load

SEEDS, PEOPLE, WEEKS = tuple(range(1, 9)), 20_000, 52


@pytest.fixture(scope="module")
def spread():
    """Return the between-seed SD of 52-week means over their mean, by indicator."""
    runs = simulate(load("baseline").settings, people=PEOPLE, weeks=WEEKS, seeds=SEEDS, threads=2,
                    cache=False)
    means = {name: np.array([run.series[k][2].mean() for run in runs])
             for k, (name, scope, _) in enumerate(runs[0].series)
             if scope == "whole" and name in ("wrongful_entries_expected", "wrongful_listing")}
    return {name: values.std(ddof=1) / values.mean() for name, values in means.items()}


@pytest.mark.slow
def test_expected_entries_on_false_records_differ_little_between_seeds(spread):
    """Below 5 % of the level in 20,000 people, where counts differ by several times that."""
    assert spread["wrongful_entries_expected"] < 0.05
    assert spread["wrongful_listing"] > 4.0 * spread["wrongful_entries_expected"]


@pytest.mark.slow
def test_what_is_left_of_the_noise_of_expected_dissent_is_focal_events():
    """Events of cities that are drawn, each felt by everybody there: a real difference."""
    settings = load("baseline").settings
    settings.values["expression"]["focal_rate"] = 0.0
    runs = simulate(settings, people=PEOPLE, weeks=WEEKS, seeds=SEEDS, threads=2, cache=False)
    calm = np.array([next(v for n, s, v in run.series if (n, s) == ("expected_dissent", "whole"))
                     .mean() for run in runs])
    assert calm.std(ddof=1) / calm.mean() < 0.10
