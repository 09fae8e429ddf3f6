"""Draws of institutions, and what they report: of many weeks together as of each alone."""

import numpy as np
import pytest

from countergaze.compute import normal_law, random
from countergaze.data.tables import census_places
from countergaze.declare.state import PURPOSES
from countergaze.engine.society import Society
from countergaze.engine.step import Engine
from countergaze.scenarios.scenario import defaults
from countergaze.week.institutions.luck import Keys, Luck
from countergaze.week.institutions.reported import of_weeks

SEEDS = (3, 8)
WORDS, FEW = np.arange(12, dtype=np.uint64).reshape(4, 3), np.arange(5, dtype=np.uint64)


@pytest.mark.parametrize("week", [-270, -53, -52, -1, 0, 51, 52, 103])
def test_what_is_drawn_together_is_what_is_drawn_alone(week):
    """Uniforms by purpose and week, whatever else was asked for, and normal numbers of a year."""
    luck = Luck(SEEDS)
    luck.begin(week - 1)
    luck.uniforms("unrest_count", WORDS)
    luck.begin(week)
    got = {"unrest_count": luck.uniforms("unrest_count", WORDS),
           "focal": luck.uniforms("focal", FEW), "campaign": luck.uniforms("campaign", WORDS)}
    for purpose, uniforms in got.items():
        words = FEW if purpose == "focal" else WORDS
        np.testing.assert_array_equal(
            uniforms, random.uniforms_by_seed(SEEDS, purpose, words, week), err_msg=purpose)
    np.testing.assert_array_equal(
        luck.normals("drift", FEW),
        normal_law.inverse(random.uniforms_by_seed(SEEDS, "drift", FEW, week)))


def test_other_addresses_of_a_purpose_are_drawn_for_themselves():
    """A purpose that was asked for before others, and in the same week of other people."""
    luck = Luck(SEEDS)
    luck.begin(7)
    luck.uniforms("unrest_count", WORDS)
    luck.uniforms("focal", FEW)
    luck.normals("drift", WORDS)
    other = FEW + np.uint64(100)
    expected = random.uniforms_by_seed(SEEDS, "unrest_count", other, 7)
    np.testing.assert_array_equal(luck.uniforms("unrest_count", other), expected)
    np.testing.assert_array_equal(
        luck.normals("drift", other),
        normal_law.inverse(random.uniforms_by_seed(SEEDS, "drift", other, 7)))


def test_words_of_a_week_are_those_of_each_purpose():
    """Of this week, of the next, and of what is drawn once."""
    keys = Keys(SEEDS, [(PURPOSES["focal"], 1, 0), (PURPOSES["focal"], 1, 1),
                        (PURPOSES["drift"], 0, 0)])
    for week in (-60, 51, 52):
        for r, seed in enumerate(SEEDS):
            assert keys.of(week)[r].tolist() == [
                int(random.key_of(seed, PURPOSES["focal"], week)[0]),
                int(random.key_of(seed, PURPOSES["focal"], week + 1)[0]),
                int(random.key_of(seed, PURPOSES["drift"], 0)[0])]


def test_weeks_are_reported_together_as_each_alone():
    """Every number of four weeks of two worlds that differ, to the last bit."""
    one, two = defaults(), defaults()
    two.values["incidents"].update(shock=1.0, unrest_base=0.02, size_spread=0.7)
    two.values["firms"].update(standing=1.0, alignment_form="herd", localisation=0.5)
    two.rows["firm_kinds"]["joint"]["share"] = 0.2
    settings = (one, two)
    for world in settings:
        world.values["society"]["burn_in"] = 0
    engine = Engine(settings, Society.settle(settings, census_places(), 3000, SEEDS))
    weeks = [engine.step(week).reported for week in range(4)]
    together = vars(of_weeks(weeks))
    for at, week in enumerate(weeks):
        for mechanism, fields in together.items():
            for name, values in vars(fields).items():
                np.testing.assert_array_equal(
                    values[2 * at:2 * at + 2], getattr(getattr(week, mechanism), name),
                    err_msg=f"{mechanism}.{name}")
    assert (together["incidents"].participants[1::2] > 0.0).any()
    assert together["incidents"].recovery[1::2].max() > together["incidents"].recovery[::2].max()
