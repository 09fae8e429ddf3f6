"""What few cities must not carry: luck that the many real ones average out."""

import numpy as np
import pytest

from countergaze.data.tables import census_places
from countergaze.engine.simulation import Engine
from countergaze.engine.society import Society
from countergaze.scenarios.scenario import defaults
from countergaze.week.institutions.country import opposites

RNG = np.random.default_rng(5)


@pytest.mark.parametrize("cities", [2, 31, 333])
def test_opposites_have_the_mean_and_spread_of_the_normal_law(cities):
    """Weighted by size the mean is near 0, the standard deviation 1, in every replicate; who is
    above differs by seed."""
    sizes = RNG.gamma(2.0, size=cities)
    got = opposites(RNG.random((40, cities)), sizes)
    even = got if cities % 2 == 0 else got[:, got.any(axis=0)]
    assert np.sqrt((even**2).mean(axis=1)) == pytest.approx(1.0)
    assert got.sum(axis=1) == pytest.approx(0.0, abs=1e-9)
    alone = RNG.standard_normal((40, cities))
    lucky, paired = ((part * sizes).sum(axis=1) / sizes.sum() for part in (alone, got))
    assert paired.std() < 0.5 * lucky.std()
    assert len(np.unique(got[:, 0])) > 1


def test_one_city_is_at_the_mean():
    """It has nobody to be the opposite of."""
    assert opposites(RNG.random((2, 1)), np.ones(1)).tolist() == [[0.0], [0.0]]


def country(people, seeds=(1, 2, 3), **sensing):
    """Return the country of a society in its first week."""
    settings = defaults()
    settings.values["society"]["burn_in"] = 0
    settings.values["sensing"].update(sensing)
    engine = Engine(settings, Society.settle(settings, census_places(), people, seeds))
    engine.step(0)
    return engine.society.institutions.country


@pytest.mark.parametrize("share", [0.0, 0.17, 0.3, 1.0])
def test_a_share_of_residents_is_sensed_whoever_comes_first(share):
    """To the last digit in each seed; the city on the margin in part; more of it takes nothing
    from who has it already."""
    here = country(6000, smart=share, smart_evenness=0.0)
    degree = here.sensing.smart
    assert (degree * here.weight).sum(axis=1) == pytest.approx(share)
    assert ((degree > 0.0) & (degree < 1.0)).sum(axis=1).max() <= 1
    more = country(6000, smart=min(1.0, share + 0.1), smart_evenness=0.0).sensing.smart
    assert (more >= degree - 1e-12).all()


def test_incidents_are_drawn_for_as_many_districts_as_there_are_real_cities():
    """31 cities have 11 districts each; backlogs of a city are those of its districts."""
    here = country(6000)
    assert here.districts == 11 and here.incidents.waiting.shape == (3, 341)
    assert here.incidents.backlog == pytest.approx(
        here.incidents.waiting.reshape(3, 31, 11).mean(axis=2))
    late = here.incidents.waiting[here.incidents.waiting > 0.0]
    assert 30 < late.size == len(np.unique(late)), "each has luck of its own"


def test_the_load_of_a_city_is_what_its_hundred_districts_would_have():
    """Nothing but desks and the mean of incidents: 2.3 hours, unrest, times exp(grow delay)."""
    here = country(6000)
    mine, p = here.incidents, here.p.incidents
    came = (2.3 + mine.unrest_intensity * p.unrest_work) * np.exp(p.grow * mine.delay)
    capacity = 7.2 * here.officials.competence / 0.6 * (1.0 + 0.3 * here.grid.mobilised)
    alarms = 0.5 * 2.0 * 0.25 * here.sensing.smart * here.officials.competence * (
        1.0 - 0.5 * (1.0 - here.officials.integrity)) / 0.5
    few = here.sensing.gridded == 0.0
    assert mine.load[few] == pytest.approx(((came + alarms) / capacity)[few], rel=1e-3)
