"""The economy against closed forms, by the plain functions and in whole societies."""

import numpy as np
import pytest

from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine import checkpoint
from countergaze.engine.simulation import Engine, simulate, state_hash
from countergaze.engine.society import Society
from countergaze.mechanisms import economy, governance
from countergaze.week.institutions.reported import Reported
from countergaze.week.records import Terms
from tests.rules.test_economy import technology_over

PEOPLE = 3000
NEUTRAL = {"list_drag": 0.0, "control_drag": 0.0, "tech_return": 0.0}
"""Numbers at which the economy, though on, has nothing to move it."""


# In a whole society


@pytest.fixture
def eventful(world):
    """Return a world with many listings and unrest, in which offices are often over capacity."""
    for act in world.rows["acts"].values():
        act["base"] *= 8.0
    for family in world.rows["list_families"].values():
        family["evidence"] /= 4.0
    world.values["society"]["burn_in"] = 0
    world.values["incidents"].update(unrest_base=0.003, cap0=5.5)
    return world


def society_of(settings: Settings, seeds=(3,)) -> tuple[Society, Engine]:
    """Return a society of the settings at its first week, and what moves it."""
    society = Society.settle(settings, census_places(), PEOPLE, seeds)
    return society, Engine(settings, society)


def lived(settings: Settings, weeks: int, seeds=(3,)):
    """Return the society and its country after `weeks` weeks."""
    society, engine = society_of(settings, seeds)
    for week in range(weeks):
        engine.step(week)
    return society, society.institutions.country


def test_switched_off_it_is_exactly_a_world_without(eventful):
    """Off, whatever its numbers: Y = K = 1 to the bit, and the people are those of an economy that
    nothing moves."""
    eventful.values["economy"].update(on=0.0, list_drag=1.0, tech_level=3.0,
                                      export_control=0.7)
    off = simulate(eventful, people=PEOPLE, weeks=20, cache=False)[0]
    series = {(name, scope): values for name, scope, values in off.series}
    for name in ("output", "technology", "procurement"):
        assert (series[name, "whole"] == 100.0).all(), name
    assert series["mobilised", "whole"].max() > 0.0
    _, country = lived(eventful, 5)
    for name in ("output", "made", "technology", "procurement"):
        assert (getattr(country.economy, name) == 1.0).all(), name
    hashes = {"off": off.facts["state_hash"]}
    for name, numbers in (("still", NEUTRAL), ("on", {"list_drag": 1.0, "tech_return": 0.005})):
        eventful.values["economy"].update(on=1.0, tech_level=1.0, export_control=0.0)
        eventful.values["economy"].update(numbers)
        eventful.values["grid"]["mobilise_cost"] = 0.0
        run = simulate(eventful, people=PEOPLE, weeks=20, cache=False)[0]
        hashes[name] = run.facts["state_hash"]
    assert hashes["off"] == hashes["still"] != hashes["on"]


def test_who_is_listed_is_counted_by_city(eventful):
    """The share that lowers a city's output is that of its adults on a list last week."""
    society, country = lived(eventful, 15)
    state, layout = society.state, society.layout
    home = layout.n_home
    city = np.repeat(layout.cell_city[:layout.n_home_cells],
                     layout.cell_fill[:layout.n_home_cells])
    adult = (state.bits[:home] & 1) > 0
    counted = np.bincount(city, adult & (state.listing[:home] > 0)) / np.bincount(city, adult)
    assert counted.max() > 0.0
    np.testing.assert_allclose(country.lists.listed[0], counted)


def test_a_week_of_output_and_technology_by_hand(eventful):
    """What the engine moves is the equations, from what last week left."""
    society, engine = society_of(eventful, seeds=(3, 4))
    country = society.institutions.country
    told = country.economy
    for week in range(12):
        engine.step(week)
    p, u0 = economy.Parameters.defaults(), governance.Parameters.defaults().u0
    local = country.incidents.unrest_intensity
    unrest = 0.8 * local + 0.2 * (local * country.weight).sum(axis=1)[:, None]
    listed, share = country.lists.listed, country.governance.share
    aim = 1.0 - p.list_drag * listed - p.control_drag * (share - u0)
    output = told.output + 0.02 * (aim - told.output)
    wanted = 1.0 + p.proc_response * (np.minimum(unrest / 0.001, 5.0) - 1.0)
    procurement = told.procurement + 0.02 * (wanted - told.procurement)
    technology = told.technology + p.tech_return * (procurement - told.technology)
    assert (unrest > 0.001).all() and listed.max() > 0.0
    engine.step(12)
    np.testing.assert_allclose(told.output, output, rtol=1e-12)
    np.testing.assert_allclose(told.procurement, procurement, rtol=1e-12)
    np.testing.assert_allclose(told.technology, technology, rtol=1e-12)


def test_procurement_rests_where_nothing_can_happen(eventful):
    """Without incidents there is no unrest to answer to, and no calm either."""
    eventful.values["incidents"]["on"] = 0.0
    _, country = lived(eventful, 5)
    assert (country.economy.procurement == 1.0).all()


def test_a_mobilised_city_makes_less_in_that_week_only(eventful):
    """Its output of the week is Y - mobilise_cost of its districts that mobilise; the others make
    Y; people live on that."""
    eventful.values["grid"]["mobilise_cost"] = 0.2
    society, engine = society_of(eventful)
    country = society.institutions.country
    told, seen = country.economy, set()
    for week in range(10):
        terms = society.institutions.terms(engine.in_force(week), week)
        called = country.grid.mobilised[0]
        seen |= set(called > 0.0)
        np.testing.assert_allclose(told.made[0], told.output[0] - 0.2 * called)
        np.testing.assert_allclose(Terms(terms).city.public[0, :len(called)].output_lost,
                                   1.0 - told.made[0],
                                   atol=1e-6)
        assert Reported(country).economy.made[0, 0] == pytest.approx(
            (told.made[0] * country.weight).sum())
    assert seen == {True, False}
    assert told.output.min() > 0.99


def first_week(settings: Settings, technology: float, output: float = 1.0):
    """Return the delay of incidents (cities,) and the coverage of acts (cities, kinds) of a first
    week in which K and Y are as said."""
    settings.values["sensing"]["attention_form"] = "fixed"
    settings.values["economy"]["tech_return"] = 0.0
    society, engine = society_of(settings)
    country = society.institutions.country
    country.economy.technology[:], country.economy.output[:] = technology, output
    terms = society.institutions.terms(engine.in_force(0), 0)
    return country.incidents.delay[0], Terms(terms).acts.coverage[0]


def test_technology_shortens_delays_and_widens_coverage_where_there_are_sensors(eventful):
    """1 / delay and coverage rise in a straight line with K, in smart cities alone."""
    eventful.values["sensing"]["smart_evenness"] = 0.0
    weeks = [first_week(eventful, level) for level in (0.0, 1.0, 2.0)]
    for seen in ([1.0 / delay for delay, _ in weeks], [cover[:, 1] for _, cover in weeks]):
        np.testing.assert_allclose(seen[2] - seen[1], seen[1] - seen[0], atol=1e-6)
        smart = seen[1] > seen[0] + 0.01
        assert 0.15 < smart.mean() < 0.5
        assert (seen[1] == seen[0])[~smart].all()


def test_output_carries_the_coverage_that_comes_with_services(eventful):
    """Half of the output, half of that coverage: 0.05 of the urban share for acts in the street."""
    street = np.array([row["street"] > 0.0 for row in eventful.rows["acts"].values()])
    high, low = (first_week(eventful, 1.0, output)[1] for output in (1.0, 0.5))
    society, _ = society_of(eventful)
    lost = 0.05 * society.institutions.country.places.urban * (1.0 - 0.51)
    np.testing.assert_allclose((high - low)[:, street], lost[:, None] * np.ones(street.sum()),
                               atol=1e-6)
    assert (high == low)[:, ~street].all() and lost.max() > 0.01


def test_export_control_from_a_week_on_counts_from_it(eventful):
    """A dated change starts the clock; until then technology is what it is without one."""
    plain = [lived(eventful, weeks)[1].economy for weeks in (5, 12)]
    change = (5, {"economy": {"export_control": 0.6}}, {})
    dated = Settings(eventful.values, eventful.rows, (change,))
    before, after = (lived(dated, weeks)[1].economy for weeks in (5, 12))
    assert before.held_back[0, 0] == 0.0 and after.held_back[0, 0] == 7.0
    assert before.technology[0, 0] == plain[0].technology[0, 0]
    assert after.technology[0, 0] < plain[1].technology[0, 0]


def test_technology_of_a_society_is_that_of_the_equation(eventful):
    """Under export control, with what is bought at rest, K of each week is equation (2)'s, t being
    0 in the first."""
    eventful.values["economy"].update(export_control=0.5, substitute=5.0, tech_return=0.02,
                                      procurement_form="none")
    _, engine = society_of(eventful)
    got = []
    for week in range(12):
        engine.step(week)
        got.append(engine.society.institutions.country.economy.technology[0, 0])
    p = economy.Parameters.defaults(export_control=0.5, substitute=5.0, tech_return=0.02)
    np.testing.assert_allclose(got, technology_over(p, 12), rtol=1e-12)


def test_a_saved_economy_goes_on_as_if_never_stopped(eventful, tmp_path):
    """Ten weeks, saved, loaded, ten more: output, technology and its clock to the bit."""
    eventful.values["economy"]["export_control"] = 0.5
    through_society, through = lived(eventful, 20)
    half, _ = lived(eventful, 10)
    checkpoint.save(tmp_path / "state.npz", half)
    again, engine = society_of(eventful)
    checkpoint.load(tmp_path / "state.npz", again)
    for week in range(10, 20):
        engine.step(week)
    told = again.institutions.country.economy
    for name in ("output", "technology", "procurement", "held_back", "unrest", "made"):
        assert getattr(told, name).tobytes() == getattr(through.economy, name).tobytes(), name
    assert told.held_back[0, 0] == 20.0
    assert state_hash(again, 0) == state_hash(through_society, 0)
