"""The baseline neither dies out nor runs away in the six years after its week 0."""

import numpy as np
import pytest

from countergaze.engine.simulation import simulate
from countergaze.scenarios import scenario

SEEDS, PEOPLE, WEEKS, YEAR = tuple(range(1, 9)), 20_000, 300, 52

# Mean of the last 52 weeks over that of the first 52, over all seeds.
BANDS = {
    # the court list fills up: who cannot pay stays on it for 13 years on average, and the history
    # before week 0 is 5; so it still grows, ever more slowly
    "listed": (0.9, 1.5),
    # moods are held to their rest by weak pulls and hardly move
    "fear": (0.97, 1.03),
    "support": (0.95, 1.05),
    # dissent comes in bursts: a mean over a year of 8 societies varies by a tenth
    "dissent": (0.75, 1.3),
    "score": (0.99, 1.005),
    "wrong_records": (0.9, 1.15),
    # more file in a year than the bench can hear, so that the queue grows; no faster than this
    "appeals_pending": (0.7, 12.0),
    "redlisted": (0.9, 1.1),
}
# What the mean of the last 52 weeks lies between in each seed: alive, and not everybody.
ALIVE = {
    "listed": (300.0, 1500.0),
    "fear": (25.0, 40.0),
    "support": (15.0, 35.0),
    "dissent": (1.0, 15.0),
    "score": (980.0, 1005.0),
    "wrong_records": (2500.0, 6000.0),
    "appeals_pending": (2.0, 500.0),
}


def lived_by(seeds):
    """Return series of the whole, indicator -> (seeds, weeks), of the shipped baseline."""
    runs = simulate(scenario.load("baseline").settings, people=PEOPLE, weeks=WEEKS, seeds=seeds,
                    threads=2, cache=False)
    return {name: np.array([run.series[k][2] for run in runs])
            for k, (name, scope, _) in enumerate(runs[0].series) if scope == "whole"}


@pytest.fixture(scope="module")
def lived():
    """Return the series of all seeds."""
    return lived_by(SEEDS)


@pytest.mark.slow
@pytest.mark.parametrize("indicator", BANDS)
def test_the_last_year_is_within_a_band_of_the_first(lived, indicator):
    """No quantity of people, records or cases explodes or fades away."""
    early, late = lived[indicator][:, :YEAR].mean(), lived[indicator][:, -YEAR:].mean()
    low, high = BANDS[indicator]
    assert low < late / early < high, f"{indicator}: {early:.2f} became {late:.2f}"


@pytest.mark.slow
@pytest.mark.parametrize("indicator", ALIVE)
def test_every_society_is_alive_in_its_last_year(lived, indicator):
    """In each seed by itself, so that one that died out does not hide in the mean."""
    low, high = ALIVE[indicator]
    late = lived[indicator][:, -YEAR:].mean(axis=1)
    assert (low < late).all() and (late < high).all(), late


@pytest.mark.slow
def test_the_queue_of_appeals_stays_a_part_of_the_listed(lived):
    """At most half of the listed wait for a hearing, in any week of the mean over seeds."""
    waiting = lived["appeals_pending"].mean(axis=0) / lived["listed"].mean(axis=0)
    assert waiting.max() < 0.5


@pytest.mark.slow
def test_growth_of_the_lists_slows_down():
    """Fewer are added net in the second half than in the first: filling up, not running away.

    A difference of two means of differences needs many societies: over 40 the ratio is .45, and
    samples of 8 of them exceed the limit in 15 of 100, samples of 40 in 1.
    """
    eights = [tuple(range(low, low + 8)) for low in range(1, 41, 8)]
    listed = np.concatenate([lived_by(seeds)["listed"] for seeds in eights]).mean(axis=0)
    first = listed[WEEKS // 2 - 26:WEEKS // 2 + 26].mean() - listed[:YEAR].mean()
    second = listed[-YEAR:].mean() - listed[WEEKS // 2 - 26:WEEKS // 2 + 26].mean()
    assert second < 0.8 * first
