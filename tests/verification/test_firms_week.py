"""A week of firms in the engine by hand: grades, exits, herds, and where data are handed over."""

import numpy as np
import pytest

from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine.simulation import Engine
from countergaze.engine.society import Society
from countergaze.scenarios.scenario import defaults
from countergaze.week.institutions import firms as steps
from countergaze.week.records import Terms
from tests.rules.test_firms import HOME, MARKET, logistic
from tests.verification.test_firms import lived


def test_a_week_of_grades_and_exits_by_hand():
    """Grades answer to last week's records of the firm's province for each adult of it; who leaves
    bears the cost of what is aligned by then; both to the last digits."""
    engine = lived(6, firms={"standing": 1.0, "localisation": 0.5, "exit_base": 0.05})
    society = engine.society
    country = society.institutions.country
    companies, places = country.firms, country.places
    provinces = len(places.first_city)
    sums = np.zeros((2, 2, provinces))
    for r in range(2):
        np.add.at(sums[0, r], places.province, country.sensing.records[r] * places.residents)
        np.add.at(sums[1, r], places.province, places.adults[r])
    rate = sums[0] / sums[1]
    about = rate / (sums[0].sum(axis=1) / sums[1].sum(axis=1))[:, None]
    aim = 1.0 - 0.1 * about[:, None, None, :] + 0.1 * steps.connected(country)
    grade, gone = companies.grade + 0.02 * (aim - companies.grade), companies.gone.copy()
    assert about.min() < 0.8 and about.max() > 1.2
    engine.step(6)
    np.testing.assert_allclose(companies.grade, grade)
    burden = 0.1 * (0.5 + 0.5) - 0.3 * MARKET
    lost = 0.05 * MARKET[:, None, None] * companies.refused
    loss = np.maximum(HOME[:, None, None] * companies.aligned + burden[:, None, None] + lost, 0.0)
    np.testing.assert_allclose(companies.gone, gone + (1.0 - gone) * 0.05 * loss / 0.1)
    assert 0.0 < companies.aligned[:, 2].mean() < 0.5 and companies.gone[:, 2].min() > 0.01


def test_data_are_handed_over_where_the_firms_are():
    """Cities of provinces that firms have left hand over less; the coverage is that times 0.05."""
    engine = lived(0, firms={"localisation": 0.8, "exit_base": 0.0})
    institutions = engine.society.institutions
    country = institutions.country
    left = np.linspace(0.0, 0.9, country.firms.gone.shape[-1])
    country.firms.gone[...] = left
    city = institutions.terms(engine.in_force(0), 0)
    city = Terms(city).city
    home = country.places.urban.size
    due = 0.8 * (1.0 - left)[country.places.province]
    np.testing.assert_allclose(city.handed[:, :home], np.stack([due, due]), rtol=1e-6)
    np.testing.assert_allclose(city.localised[:, :home], np.stack([due, due]) * 0.05, rtol=1e-6)
    assert not (city.handed + city.localised)[:, home:].any(), "nobody abroad works there"


def test_a_herd_is_that_of_the_firms_still_there():
    """Of a kind whose small firms have nearly all left and whose large ones align, most align:
    each belief is higher by 0.2 of that share, of the own kind alone."""
    engine = lived(0, firms={"standing": 1.0, "campaign_rate": 0.0, "exit_base": 0.0,
                             "alignment_form": "herd"})
    companies = engine.society.institutions.country.firms
    companies.aligned[:, :, 1] = 1.0
    companies.gone[:, 1, 0] = 0.99
    aligned = companies.aligned.copy()
    engine.step(0)
    small, large = np.array([0.98, 0.98 * 0.01, 0.98]), 0.02
    believed = np.minimum(0.8 * companies.grade, 1.0) + 0.2 * (
        large / (small + large))[:, None, None]
    gain = (MARKET[:, None, None] * 0.5 * np.minimum(believed, 1.0) - HOME[:, None, None]) / 0.05
    chance = logistic(gain)
    after = aligned - 0.02 * (1.0 - chance) * aligned
    np.testing.assert_allclose(companies.aligned, after + 0.05 * (chance - after))


def test_a_demand_on_a_date_of_one_kind_of_firm():
    """In week 3 something is demanded of all foreign firms, of no others, for 6 weeks: by week 8
    all have answered, most have refused; then the few who gave in take it back."""
    settings = defaults()
    settings.values["society"]["burn_in"] = 0
    settings.values["firms"].update(campaign_rate=0.0, deadline=6.0, reverse_rate=0.1)
    kinds = settings.rows["firm_kinds"]
    only = {key: {"asked": float(key == "foreign")} for key in kinds}
    for size in settings.rows["firm_sizes"].values():
        size["asked"] = 1.0
    settings = Settings(settings.values, settings.rows, (
        (3, {"firms": {"campaign_rate": 1.0}}, {"firm_kinds": only}),
        (4, {"firms": {"campaign_rate": 0.0}}, {})))
    engine = Engine(settings, Society.settle(settings, census_places(), 6000, (1, 2)))
    told = []
    for week in range(20):
        mine = engine.step(week).reported.firms
        told.append((mine.demands_by_kind[0], mine.alignment_by_kind[0],
                     mine.defiance_by_kind[0], mine.answer_delay_by_kind[0]))
    demands, aligned, refused, delay = (np.array(part) for part in zip(*told))
    assert not demands[:, :2].any() and not aligned[:, :2].any()
    assert (demands[:, 2] > 0.0).nonzero()[0].tolist() == [3, 4, 5, 6, 7, 8]
    assert refused[8, 2] + aligned[8, 2] == pytest.approx(1.0)
    assert delay[3:9, 2] == pytest.approx(np.arange(1.0, 7.0))
    assert 0.0 < aligned[19, 2] < 0.5 * aligned[8, 2], "nothing is demanded any more"
