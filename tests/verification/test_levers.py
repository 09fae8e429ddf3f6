"""Every lever and every uncertainty moves a named indicator in its stated direction."""

import numpy as np
import pytest

from countergaze.engine.run import simulate
from countergaze.mechanisms import ROWS, TABLES
from countergaze.scenarios.scenario import defaults

SEEDS = tuple(range(1, 7))
SLOW = {"society.z_shape", "adaptation.fear_return"}
WAITING = {"society.abroad_share"}
"""Numbers of who there is that wait for the mechanism that lets them act."""
MOVES = [(p, name, sign) for table in TABLES.values() for p in table.fields.values()
         for name, sign in p.moves.items()]


def window_means(settings, indicator: str, slow: bool = False) -> np.ndarray:
    """Return the mean of an indicator over a run's weeks, one a seed; slow: a long run."""
    settings.values["society"]["burn_in"] = 270 if slow else 60
    runs = simulate(settings, people=50_000 if slow else 20_000, weeks=40, seeds=SEEDS,
                    threads=2, cache=False)
    return np.array([np.nanmean(next(v for name, scope, v in run.series
                                     if (name, scope) == (indicator, "whole"))) for run in runs])


def paired_t(differences: np.ndarray) -> float:
    """Return the mean difference in standard errors."""
    spread = differences.std(ddof=1) / np.sqrt(len(differences))
    return float(differences.mean() / max(spread, 1e-12))


@pytest.mark.slow
@pytest.mark.parametrize(("p", "indicator", "sign"), MOVES, ids=[p.key for p, _, _ in MOVES])
def test_a_lever_moves_what_it_says(p, indicator, sign):
    """From the low to the high end of its range, beyond the noise of paired seeds."""
    low, high = p.range or p.bounds
    means = []
    for value in (low, high):
        world = defaults()
        world.values[p.table][p.name] = value
        means.append(window_means(world, indicator, p.table == "lists" or p.key in SLOW))
    t = paired_t(means[1] - means[0])
    assert (t if sign == "+" else -t) > 2.5, f"{p.key}: {indicator} moved {t:.1f} standard errors"


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "field"), [("order", "base"), ("fraud", "base"),
                                             ("judgment", "base"), ("order", "coverage"),
                                             ("fraud", "coverage")])
def test_a_row_of_acts_moves_what_it_says(kind, field):
    """Doubling the base rate of a kind raises offences, doubling coverage raises records."""
    indicator = "offences" if field == "base" else "recorded_share"
    means = []
    for factor in (1.0, 2.0):
        world = defaults()
        world.rows["acts"][kind][field] *= factor
        means.append(window_means(world, indicator))
    assert paired_t(means[1] - means[0]) > 2.5


def test_every_lever_and_uncertainty_says_what_it_moves():
    """A number that can be chosen, or that is swept, names at least one indicator it moves."""
    silent = [p.key for table in TABLES.values() for p in table.fields.values()
              if p.kind in ("lever", "uncertainty") and not p.moves and p.key not in WAITING]
    assert not silent, silent
    assert ROWS["acts"].fields["coverage"].moves
