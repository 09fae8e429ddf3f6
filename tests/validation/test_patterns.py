"""The patterns that the baseline must show, each as a figure with a band; docs/model/odd.md names
them. A pattern is lost when its mechanism is switched off."""

import numpy as np
import pytest

from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine.simulation import Engine, simulate
from countergaze.engine.society import Society
from countergaze.mechanisms import officials
from countergaze.scenarios.scenario import defaults

SEEDS = (1, 2, 3, 4, 5, 6)


def world(**changes) -> Settings:
    """Return the baseline with some numbers changed."""
    settings = defaults()
    for key, value in changes.items():
        table, name = key.split("__")
        settings.values[table][name] = value
    return settings


def level(settings: Settings, name: str, people: int = 20_000) -> np.ndarray:
    """Return the mean of an indicator over a year, one a seed."""
    runs = simulate(settings, people=people, weeks=52, seeds=SEEDS, threads=2, cache=False)
    return np.array([np.nanmean(next(v for n, s, v in run.series if (n, s) == (name, "whole")))
                     for run in runs])


def weeks_of_cities(settings: Settings, weeks: int = 260) -> np.ndarray:
    """Return the share of people who dissent, (weeks, cities), of one society of 300,000."""
    society = Society.settle(settings, census_places(), 300_000, (1,))
    engine = Engine(settings, society, 2)
    shares = []
    for week in range(-40, weeks):
        engine.step(week)
        if week >= 0:
            shares.append(society.institutions.country.expression.dissent[0].copy())
    engine.close()
    return np.array(shares)


@pytest.mark.slow
def test_pattern_4_cascades_are_rare_and_large_beside_an_ordinary_week():
    """In most weeks of a city few speak; in 1 of 1,000 to 2 of 100 more than 2 % do, and the
    largest week is more than ten times the median. Without focal events there is none of it."""
    shares = weeks_of_cities(world())
    large = (shares > 0.02).mean()
    assert 0.001 < large < 0.02, large
    assert shares.max() > 10.0 * np.median(shares)
    quiet = weeks_of_cities(world(expression__focal_rate=0.0), 104)
    assert (quiet > 0.02).mean() < 0.001


@pytest.mark.slow
def test_pattern_5_stated_support_lies_above_private_support():
    """By 5 to 15 points; without fear of a survey by none."""
    gap = level(world(), "falsification_gap")
    assert 5.0 < gap.mean() < 15.0
    assert np.abs(level(world(expression__survey_fear=0.0), "falsification_gap")).max() < 1e-9


@pytest.mark.slow
def test_pattern_6_what_is_found_draws_more_looking():
    """Scrutiny is more concentrated than acts, by 1 point or more beyond what it is when
    discoveries are discounted (G16)."""
    follows = world(forecasting__visit=0.005, forecasting__feedback=1.0)
    discounted = world(forecasting__visit=0.005, forecasting__feedback=1.0,
                       forecasting__discount=1.0)
    gap = level(follows, "scrutiny_concentration") - level(discounted, "scrutiny_concentration")
    assert gap.mean() > 1.0, gap


@pytest.mark.slow
def test_pattern_7_reports_look_better_than_the_truth_and_more_so_near_turnover():
    """By 10 to 25 in 100 of the load, and by 10 points more near turnover at integrity 0.7."""
    error = level(world(), "report_error")
    assert -25.0 < error.mean() < -10.0
    p = officials.Parameters.defaults()
    near, far = (officials.inflation(p, np.array(0.7), t) for t in (1.0, 0.0))
    assert near - far == pytest.approx(0.10)
    assert np.abs(level(world(officials__reports_form="honest"), "report_error")).max() < 1e-9


@pytest.mark.slow
@pytest.mark.parametrize(("form", "least"), [("targeting", 2.0), ("confirmed", 0.05)])
def test_pattern_8_better_sight_moves_money_from_service_to_control(form, least):
    """With links nearly complete the control share is 2 to 15 points higher than with few under
    the form that says so (4.6 measured); where the centre's own records must confirm what it sees,
    it is higher still, but by a third of a point only."""
    sees = level(world(governance__budget_form=form, integration__horizontal=0.95,
                       integration__vertical=0.95), "control_share")
    blind = level(world(governance__budget_form=form, integration__horizontal=0.1,
                        integration__vertical=0.1), "control_share")
    assert least < (sees - blind).mean() < 15.0, sees - blind


@pytest.mark.slow
def test_stability_does_not_hang_on_the_number_of_synthetic_people():
    """Load, unrest intensity, M19 and fear of 20,000 people lie within 5 % of those of 100,000, in
    the mean over twenty seeds (M19, the rarest, within 8 %)."""
    names = ("load", "unrest_intensity", "over_capacity", "fear")
    got = {}
    for people, groups in ((20_000, 2), (100_000, 2)):
        settings = world(expression__focal_rate=0.0)
        settings.values["society"]["burn_in"] = 100
        means: dict[str, list[float]] = {name: [] for name in names}
        for k in range(groups):
            runs = simulate(settings, people=people, weeks=104, threads=2, cache=False,
                            seeds=tuple(range(10 * k + 1, 10 * k + 11)))
            for name in names:
                means[name] += [np.mean(next(v for n, s, v in run.series
                                             if (n, s) == (name, "whole"))) for run in runs]
        got[people] = {name: np.mean(values) for name, values in means.items()}
    for name in names:
        small, large = got[20_000][name], got[100_000][name]
        room = 0.1 if name == "over_capacity" else 0.05
        assert abs(small / large - 1.0) < room, (name, small, large)
