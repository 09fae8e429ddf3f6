"""Indicators per head do not depend on how many synthetic people there are."""

import numpy as np
import pytest

from countergaze.engine.simulation import simulate
from countergaze.scenarios.scenario import defaults

NAMES = ("listed", "offences", "recorded_share", "support", "fear", "hardship", "latent",
         "list_entries", "falsification_gap", "affirm")


def means(people: int, seeds) -> dict[str, np.ndarray]:
    """Return the mean of each indicator over 40 weeks after 100, one a seed."""
    world = defaults()
    world.values["society"]["burn_in"] = 100
    world.values["expression"]["focal_rate"] = 0.0  # cities differ in number, and so their luck
    runs = simulate(world, people=people, weeks=40, seeds=seeds, threads=2, cache=False)
    return {name: np.array([next(v.mean() for n, s, v in run.series if (n, s) == (name, "whole"))
                            for run in runs]) for name in NAMES}


@pytest.mark.slow
def test_indicators_per_head_agree_between_20_000_and_a_million():
    """The mean over eight small societies lies within their noise, or 2 %, of a large one."""
    small, large = means(20_000, range(1, 9)), means(1_000_000, (1,))
    for name in NAMES:
        noise = 3.5 * small[name].std(ddof=1) / np.sqrt(8)
        gap = abs(small[name].mean() - large[name][0])
        assert gap < max(noise, 0.02 * abs(large[name][0])), (name, small[name], large[name])
