"""Firms against closed forms and known limits, by the plain functions and in whole runs."""

import numpy as np
import pytest

from countergaze.data.tables import census_places
from countergaze.engine.simulation import Engine, simulate
from countergaze.engine.society import Society
from countergaze.mechanisms import firms
from countergaze.mechanisms import society as rules
from countergaze.scenarios.checks import names_that_lead_nowhere
from countergaze.scenarios.scenario import defaults
from countergaze.week.institutions import firms as steps
from countergaze.week.institutions.reported import Reported
from tests.verification.known_states import World, quiet_world


def told(engine: Engine) -> dict:
    """Return what firms report of the last week: (indicator, scope) -> shares of replicates."""
    mine = Reported(engine.society.institutions.country).firms
    out = {("data_handed", "whole"): mine.data_handed[:, 0],
           ("firm_list_entries", "whole"): mine.entries[:, 0]}
    for name in ("alignment", "demands", "defiance", "firm_grade", "firms_gone"):
        out[name, "whole"] = getattr(mine, name)[:, 0]
        out |= {(name, f"kind:{kind}"): getattr(mine, f"{name}_by_kind")[:, k]
                for k, kind in enumerate(firms.FirmKind.rows) if mine.there[:, k].any()}
    return out


def lived(weeks: int, people: int = 6000, rows=None, **tables) -> Engine:
    """Return the engine of a small world after some weeks from its first."""
    settings = defaults()
    settings.values["society"]["burn_in"] = 0
    for table, changed in tables.items():
        settings.values[table].update(changed)
    for (table, key), changed in (rows or {}).items():
        settings.rows[table][key].update(changed)
    engine = Engine(settings, Society.settle(settings, census_places(), people, (1, 2)))
    for week in range(weeks):
        engine.step(week)
    return engine


# Who aligns


def test_a_statute_abroad_does_not_reach_who_has_nobody_there():
    """Joint and foreign firms align less under it; domestic ones as before."""
    free, fined = (told(lived(20, firms={"campaign_rate": 0.5, "blocking": b}))
                   for b in (0.0, 1.0))
    assert (fined["alignment", "kind:domestic"] == free["alignment", "kind:domestic"]).all()
    for kind in ("kind:joint", "kind:foreign"):
        assert (fined["alignment", kind] < 0.7 * free["alignment", kind]).all()


# Who leaves


def test_firms_that_left_are_missing_from_what_is_handed_over_and_listed():
    """Half of the foreign firms gone: 5 % of workers are at them, so 2.5 % are not handed over,
    and 0.5 % of firms are not listed."""
    engine = lived(0, firms={"localisation": 1.0, "exit_base": 0.0})
    mine = engine.society.institutions.country.firms
    mine.gone[:, 2] = 0.5
    engine.step(0)
    got = told(engine)
    assert got["data_handed", "whole"] == pytest.approx(0.975)
    assert got["firms_gone", "kind:foreign"] == pytest.approx(0.5)
    assert got["firms_gone", "whole"] == pytest.approx(0.005)
    assert got["firm_list_entries", "whole"] == pytest.approx(0.0234 * 0.029 * 0.995)
    assert mine.handed == pytest.approx(0.975)


# Grades


def test_only_what_passes_customs_hangs_on_the_links_of_customs():
    """With bureaux of customs apart no record of joint and foreign firms counts against them;
    grades of domestic firms stay to the last bit."""
    grades = {}
    for within in (0.0, 1.0):
        engine = lived(30, rows={("agencies", "market_and_customs"): {"within": within}})
        grades[within] = told(engine)
    for kind, moves in (("domestic", False), ("joint", True), ("foreign", True)):
        apart, linked = (grades[within]["firm_grade", f"kind:{kind}"] for within in (0.0, 1.0))
        assert (apart > linked + 0.01).all() if moves else (apart == linked).all()


def test_one_cohort_in_five_is_connected():
    """By luck of the seed: of 186 cohorts 37, within what luck allows; other seeds, others."""
    connected = steps.connected(lived(0).society.institutions.country)
    assert connected.shape == (2, 3, 2, 31)
    assert connected.mean() == pytest.approx(0.2, abs=0.06)
    assert (connected[0] != connected[1]).any()


# Campaigns, kinds and sizes


def test_demands_come_to_firms_as_often_as_they_are_asked():
    """Open for 4 weeks; at a rate of 0.02 one is open upon a cohort asked r times the mean for the
    share 4 r 0.02 / (1 + 3 r 0.02) of weeks; the mean over sizes of r is 1, and a kind that is
    asked for nothing is let be."""
    engine = lived(0, people=5000)
    country, settings = engine.society.institutions.country, engine.settings[0]
    weeks, inside = 1500, np.zeros((2, 3, 2, 31))
    country.p = country.p.__class__(**{**vars(country.p), "firms": country.p.firms._replace(
        deadline=4.0)})
    settings.rows["firm_kinds"]["foreign"]["asked"] = 0.0
    settings.rows["firm_sizes"].update(
        small={"share": 0.5, "asked": 1.0, "share_of_workers": 0.5},
        large={"share": 0.5, "asked": 3.0, "share_of_workers": 0.5})
    chance = firms.chance_of_demand(country.p.firms, steps.cohorts(settings).asked[None])
    for week in range(weeks):
        country.luck.begin(week)
        steps.call(country, chance)
        inside += country.firms.left > 0.0
    assert set(np.unique(country.firms.left)) <= {0.0, 1.0, 2.0, 3.0, 4.0}
    assert not inside[:, 2].any()
    got = (inside[:, :2] / weeks).mean(axis=(0, 1, 3))
    assert got == pytest.approx([4 * r * 0.02 / (1 + 3 * r * 0.02) for r in (0.5, 1.5)], rel=0.04)


def test_without_campaigns_and_ratings_nobody_is_pressed():
    """S20 off: no demand, no alignment; with a rating alone one in twenty is asked every week."""
    got = told(lived(20, firms={"campaign_rate": 0.0}))
    for kind in ("whole", "kind:foreign"):
        assert not got["alignment", kind].any() and not got["demands", kind].any()
    got = told(lived(20, firms={"campaign_rate": 0.0, "standing": 1.0}))
    assert got["demands", "whole"] == pytest.approx(0.05)
    assert (got["alignment", "whole"] > 0.5).all()


def test_a_kind_without_firms_is_gone_and_the_others_are_the_whole():
    """Shares of joint and foreign firms 0 (S19): domestic firms alone are all there are."""
    engine = lived(10, rows={("firm_kinds", "joint"): {"share": 0.0},
                             ("firm_kinds", "foreign"): {"share": 0.0}})
    got = told(engine)
    assert {scope for _, scope in got} == {"whole", "kind:domestic"}
    for name in ("alignment", "firm_grade", "demands"):
        assert got[name, "whole"] == pytest.approx(got[name, "kind:domestic"])
    assert got["firm_list_entries", "whole"] == pytest.approx(0.0234 * 0.029)
    mine = engine.society.institutions.country.firms
    mine.gone[:, 1:] = 0.5
    engine.step(10)
    assert mine.remaining == pytest.approx(1.0), "nobody works at firms that are not there"
    assert told(engine)["firm_list_entries", "whole"] == pytest.approx(0.0234 * 0.029)


def test_luck_goes_by_the_names_of_cohorts_not_by_the_order_of_rows():
    """Kinds, sizes and provinces in another order get the same words in that order, all apart."""
    kinds, sizes, codes = ["domestic", "joint", "foreign"], ["small", "large"], np.arange(11, 42)
    words = steps.words(kinds, sizes, codes)
    assert (steps.words(kinds[::-1], sizes[::-1], codes[::-1])
            == words[::-1, ::-1, ::-1]).all()
    assert len(np.unique(words)) == 3 * 2 * 31


@pytest.mark.parametrize(("table", "field", "said"), [
    ("firm_kinds", "share", "share above 0"), ("firm_sizes", "share", "share above 0"),
    ("firm_kinds", "share_of_workers", "share_of_workers above 0")])
def test_a_world_without_any_firm_is_refused(table, field, said):
    """Shares that add up to nothing cannot be scaled: one clear message for each table."""
    rows = defaults().rows
    assert not list(names_that_lead_nowhere(rows))
    for row in rows[table].values():
        row[field] = 0.0
    [(place, why)] = names_that_lead_nowhere(rows)
    assert place == (table,) and said in why


# In the week


def test_switched_off_the_world_is_the_world_without_firms():
    """No alignment, no exit, no coverage; and every other series is, to the last bit, that of a
    world with firms that hand over nothing."""
    got = {}
    for on in (0.0, 1.0):
        world = defaults()
        world.values["society"]["burn_in"] = 5
        world.values["firms"].update(on=on, standing=1.0)
        if not on:
            world.values["firms"]["localisation"] = 1.0
        run = simulate(world, people=6000, weeks=10, cache=False)[0]
        got[on] = {(name, scope): values for name, scope, values in run.series}
    own = {about.name for about in firms.INDICATORS}
    off = {name: values for (name, scope), values in got[0.0].items() if scope == "whole"}
    for name in ("alignment", "firms_gone", "demands", "data_handed", "firm_list_entries"):
        assert not off[name].any(), name
    assert (off["firm_grade"] == 100.0).all()
    assert got[1.0]["alignment", "whole"].min() > 0.0
    for key, values in got[0.0].items():
        if key[0] not in own:
            assert values.tobytes() == got[1.0][key].tobytes(), key


def test_switched_off_nobody_leaves_and_who_had_left_does_not_count():
    """off: no firm leaves whatever the duties cost; firms that left and gave in before show no
    more."""
    engine = lived(10, firms={"on": 0.0, "standing": 1.0, "localisation": 1.0, "exit_base": 1.0})
    mine = engine.society.institutions.country.firms
    assert not mine.gone.any() and not mine.handed.any()
    mine.gone[...], mine.aligned[...] = 0.5, 0.5
    engine.step(10)
    for name in ("firms_gone", "alignment", "demands", "data_handed", "firm_list_entries"):
        assert not told(engine)[name, "whole"].any(), name


def test_a_saved_world_goes_on_as_if_never_stopped():
    """Firms restored after 15 weeks live the next 15 as those that went on."""
    tables = {"firms": {"standing": 1.0, "localisation": 1.0, "exit_base": 0.05}}
    through = lived(15, **tables)
    saved = {name: array.copy() for name, array in through.society.saved().items()}
    again = lived(0, **tables)
    again.society.restore(saved)
    for engine in (through, again):
        for week in range(15, 30):
            engine.step(week)
    one, other = (engine.society.institutions.country.firms for engine in (through, again))
    for name, field in firms.Cities.fields.items():
        if field.told:
            continue
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
        if field.start is not None:
            assert getattr(one, name).std() > 0.0, name


def records_of_acts(localisation: float) -> tuple[float, float]:
    """Return the records of acts made in one week, of workers and of older adults."""
    settings = quiet_world(firms={"localisation": localisation, "localisation_coverage": 0.2},
                           society={"z_shape": 100.0}, conduct={"deterrence": 0.0})
    settings.rows["acts"]["order"].update(base=20.0, coverage=0.2, sensors=0.0, street=0.0)
    world = World(settings, people=20_000)
    world.live()
    worker = world.adult & (world.state.bits & rules.WORKER > 0)
    made = world.state.true_amount
    return float(made[worker].sum()), float(made[world.adult & ~worker].sum())


def test_data_handed_over_cover_workers_only():
    """A coverage of 0.2 becomes 0.4 for the acts of people of 15 to 59, and stays for others;
    over exposures of a gamma law of shape 4 the chance of a record rises by 79 %."""
    (before, old_before), (after, old_after) = (records_of_acts(u) for u in (0.0, 1.0))
    ratio = (1.0 - (1.0 + 0.4 / 4.0) ** -4.0) / (1.0 - (1.0 + 0.2 / 4.0) ** -4.0)
    assert before > 700 and after / before == pytest.approx(ratio, rel=0.06)
    assert old_after == old_before > 0.0


def test_data_handed_over_cover_what_workers_say():
    """Recorded dissent of workers rises with localisation, that of older adults does not."""
    got = {}
    for u in (0.0, 1.0):
        world = quiet_world(
            firms={"localisation": u, "localisation_coverage": 2.0},
            expression={"on": 1.0, "occasion_rate": 1.0}, sensing={"coverage_dissent": 0.1})
        world = World(world)
        world.live()
        worker, said = world.state.bits & rules.WORKER > 0, world.state.dissent_amount > 0.5
        got[u] = said[world.adult & worker].sum(), said[world.adult & ~worker].sum()
    assert got[1.0][0] > 3 * got[0.0][0] > 0
    assert got[1.0][1] == got[0.0][1] > 0


def test_without_lists_no_firm_is_listed():
    """lists off takes the lists of firms away too."""
    assert not told(lived(1, lists={"on": 0.0}))["firm_list_entries", "whole"].any()
