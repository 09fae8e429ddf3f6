"""The sample that comes with the package: as it was made, and worlds that can be simulated."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
import pytest

from countergaze.results.manifest import digest, seal_holds
from countergaze.worlds import plausible
from countergaze.worlds.bundle import Bundle, simulate_bundle
from countergaze.worlds.making import Design
from countergaze.worlds.ruling_out import PLAUSIBLE, judged
from countergaze.worlds.sample import MANIFEST, SAMPLE, available, of_this_version, shipped
from countergaze.worlds.space import Number, by_key
from countergaze.worlds.world import flat

ROOM = resources.files("countergaze.worlds")
TOLD = json.loads(ROOM.joinpath(MANIFEST).read_text("utf-8"))


def test_the_sample_is_the_one_of_its_manifest():
    """Byte for byte, under a seal, with as many worlds as it says are plausible."""
    assert seal_holds(ROOM.joinpath(MANIFEST).read_bytes())
    made = TOLD["files"]["plausible.parquet"]["sha256"]
    assert digest(ROOM.joinpath(SAMPLE).read_bytes()) == made
    assert available() == len(plausible()) == TOLD["worlds_tried"][PLAUSIBLE]
    assert [world.number for world in plausible()] == list(range(1, available() + 1))


def test_every_world_is_a_scenario_within_the_ranges():
    """Free numbers too; each number that is sampled now was sampled then."""
    space = by_key()
    for world in plausible():
        got = flat(world.scenario().settings)
        for key, value in world.changes.items():
            assert got[key] == value or np.isclose(got[key], value)
            if isinstance(space.get(key), Number) and key != "incidents.cap0":
                assert space[key].low <= value * (1 + 1e-9)
                assert value <= space[key].high * (1 + 1e-9)


def test_the_sample_says_of_everything_that_is_not_known():
    """A number that was added or taken away since asks for a new sample, and so does a version."""
    assert of_this_version()


@pytest.mark.slow
def test_eight_worlds_simulated_again_give_their_figures():
    """As told in the sample: where a number of the model moved since, it has to be made anew."""
    design, table = Design(**TOLD["design"]), shipped().set_index("number")
    turn = design.rounds - 1
    windows = tuple((52 * k, 52 * (k + 1)) for k in range(design.check_years))
    for world in plausible(min(8, available())):
        left = simulate_bundle(Bundle(world.number, {"world": world.scenario().settings},
                                      design.seeds(turn), design.people, windows[-1][1], windows))
        said = judged(left.means["world"])
        told = [table.loc[world.number, f"got {name}"] for name in said.got]
        assert np.allclose(list(said.got.values()), told, rtol=1e-6), world.number
        assert said.status == PLAUSIBLE
