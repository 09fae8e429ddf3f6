"""A week of firms in the engine by hand: grades, exits, herds, and where data are handed over."""

import numpy as np

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
    loss = np.maximum(HOME[:, None, None] * companies.aligned + burden[:, None, None], 0.0)
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
    np.testing.assert_allclose(companies.aligned, aligned + 0.05 * (logistic(gain) - aligned))
