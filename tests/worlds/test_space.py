"""What is sampled, where it is looked at, and how a world is fitted and ruled out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from countergaze.data.targets import targets
from countergaze.mechanisms import TABLES
from countergaze.results.kept import Means
from countergaze.scenarios import default
from countergaze.worlds import ruling_out
from countergaze.worlds.design import BLOCK, hypercube, spread_out
from countergaze.worlds.fit import Knob, knobs, moved, refitted, within
from countergaze.worlds.space import NO_RIVALS, Form, Number, by_key, places, point, space
from countergaze.worlds.world import World, flat


def test_every_uncertain_number_and_form_is_sampled_and_no_lever():
    """Numbers of rows too; variants that take a mechanism away never."""
    keys = {one.key for one in space()}
    for name, table in TABLES.items():
        for key, about in table.fields.items():
            if about.kind == "uncertainty" and about.range[0] < about.range[1]:
                assert f"{name}.{key}" in keys
            if about.kind in ("lever", "constant", "switch"):
                assert f"{name}.{key}" not in keys
    assert "acts.judgment.base" in keys and "hosts.abroad.protect" not in keys
    variants = {one for form in space() if isinstance(form, Form) for one in form.variants}
    assert not variants & NO_RIVALS.keys()
    every = {one for table in TABLES.values() for about in table.fields.values()
             for one in about.choices}
    assert NO_RIVALS.keys() <= every  # one that was renamed would be sampled


def test_a_corner_of_the_space_is_a_scenario():
    """Every value is within its bounds, so that a world is never refused."""
    for place in (0.0, 0.37, 0.999999):
        made = World(1, point([place] * len(space()))).scenario()
        got = flat(made.settings)
        assert all(got[key] == value or math.isclose(got[key], value)
                   for key, value in point([place] * len(space())).items())


def test_a_number_in_ratios_has_its_middle_at_the_geometric_mean():
    """And places are where values came from."""
    number = Number("x", 0.1, 10.0, True)
    assert number.at(0.5) == pytest.approx(1.0) and number.place(1.0) == pytest.approx(0.5)
    assert Number("x", 0.0, 4.0, False).at(0.25) == 1.0
    assert Number("x", 2, 5, False, True).at(0.5) == 4
    form = Form("f", ("a", "b", "c"))
    assert [form.at(place) for place in (0.0, 0.4, 0.99)] == ["a", "b", "c"]
    at = hypercube(3, len(space()))[0]
    back = places(point(list(at)))
    for one, here, there in zip(space(), at, back):
        if isinstance(one, Number) and not one.whole:
            assert there == pytest.approx(here, abs=1e-9)


def test_a_longer_design_begins_with_the_shorter_and_each_block_is_a_hypercube():
    """Each dimension has one point in each of the equal parts of its range."""
    short, long = hypercube(BLOCK, 3), hypercube(2 * BLOCK + 5, 3)
    assert long.shape == (2 * BLOCK + 5, 3) and (long[:BLOCK] == short).all()
    for part in (long[:BLOCK], long[BLOCK:2 * BLOCK]):
        assert (np.sort((part * BLOCK).astype(int), axis=0) == np.arange(BLOCK)[:, None]).all()
    assert not (hypercube(BLOCK, 3, seed=2) == short).any()


def test_the_first_of_a_spread_are_far_apart():
    """The corners come before what lies between; every point comes once."""
    line = [[x] for x in (0.0, 0.1, 0.5, 0.52, 0.9, 1.0)]
    order = spread_out(line)
    assert sorted(order) == list(range(6)) and set(order[:3]) == {2, 0, 5}
    assert spread_out([]) == []
    assert spread_out(line, [3, 1])[:3] == [3, 1, 5]


KNOB = Knob("figure", 100.0, ("incidents.unrest_base",), 2.0)


def test_a_step_is_a_ratio_then_lies_between():
    """A figure that goes with the square is met at once; brackets are interpolated in ratios."""
    assert moved(KNOB, [(1.0, 25.0)]) == pytest.approx(2.0)
    between = moved(KNOB, [(1.0, 25.0), (4.0, 400.0)])
    assert between == pytest.approx(2.0)
    assert moved(KNOB, [(1.0, math.nan)]) == 1.0
    assert moved(KNOB, [(1.0, 0.0)]) == pytest.approx(6.0)
    against = Knob("figure", 100.0, KNOB.free, -2.0)
    assert moved(against, [(1.0, 25.0)]) == pytest.approx(0.5)


def test_free_numbers_move_together_and_stay_in_their_range():
    """Capacity, for which no range is known, stays in its bounds alone."""
    shipped = flat(default().settings)
    got = {knob.figure: knob.value for knob in knobs(60.0)} | {"unrest": 0.4, "entries": 270.0}
    made = refitted([({}, got)], 60.0)
    families = [key for key in made if key.startswith("list_families")]
    assert len(families) == 4
    assert {round(made[key] / shipped[key], 6) for key in families} == {
        round((270.0 / 260.0) ** 5, 6)}
    assert made["incidents.unrest_base"] > 2 * shipped["incidents.unrest_base"]
    assert made["incidents.cap0"] == pytest.approx(shipped["incidents.cap0"])
    assert within("incidents.unrest_base", 1e9) == by_key()["incidents.unrest_base"].high
    assert within("incidents.cap0", 3.0) == 3.0 < by_key()["incidents.cap0"].low


def year(**off):
    """Return means of a year that meets every figure, but for those named."""
    levels = {("list_entries", "agency:courts"): 226.0, ("list_entries", "whole"): 260.0,
              ("court_share", "whole"): 72.7, ("list_exits", "whole"): 171.6,
              ("denied_transactions", "whole"): 1.8 * 0.82 * 260 / 52,
              ("stated_support", "whole"): 80.0, ("unrest_intensity", "whole"): 1.6,
              ("falsification_gap", "whole"): 10.0, ("report_error", "whole"): -17.5,
              ("load", "whole"): 60.0, ("listed", "whole"): 900.0, ("silenced", "whole"): 65.0,
              ("expected_dissent", "whole"): 5.0, ("score_good", "whole"): 90.0,
              ("score_bad", "whole"): 1.0}
    levels |= {(name, "whole"): value for name, value in off.items()}
    return Means(list(levels), np.array([list(levels.values())] * 4))


def test_a_world_that_meets_the_figures_is_plausible_and_one_that_misses_is_ruled_out():
    """By the figure that it misses most, in the year in which it misses it."""
    said = ruling_out.judged([year(), year()])
    assert (said.status, max(said.implausible.values())) == (ruling_out.PLAUSIBLE,
                                                             pytest.approx(0.0, abs=1e-9))
    support = next(one for one in targets() if one.id == "stated_support")
    off = year(stated_support=80.0 - 3.1 * support.spread)
    said = ruling_out.judged([year(), off])
    assert (said.status, said.by) == (ruling_out.RULED_OUT, "stated_support")
    assert said.implausible["stated_support"] == pytest.approx(3.1)
    near = year(stated_support=80.0 - 2.9 * support.spread)
    assert ruling_out.judged([near, near]).status == ruling_out.PLAUSIBLE


def test_the_noise_between_seeds_makes_a_miss_less_sure():
    """Variance of the mean stands in the denominator."""
    means = year(unrest_intensity=4.0)
    sure = ruling_out.judged([means]).implausible["unrest"]
    noisy = means.values.copy()
    noisy[:, [name for name, _ in means.names].index("unrest_intensity")] = [1.0, 7.0, 2.0, 6.0]
    assert ruling_out.judged([Means(means.names, noisy)]).implausible["unrest"] < sure / 2


@pytest.mark.parametrize("off", [{"load": 121.0}, {"listed": 5_001.0}, {"silenced": 0.5},
                                 {"silenced": 99.5}, {"expected_dissent": 51.0}])
def test_degenerate_worlds_stand_apart(off):
    """Whatever the figures say; a level that is missing counts as well."""
    said = ruling_out.judged([year(**off)])
    assert said.status == ruling_out.DEGENERATE and said.by
