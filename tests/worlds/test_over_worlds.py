"""The spread between worlds told apart from sampling noise, on numbers whose parts are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from countergaze.experiments.over_worlds import COLUMNS, effects, in_each_world, noise_of


def levels(true, noise, seeds=2, worlds=400):
    """Return levels in which worlds differ by `true`, and pairs of one world by `noise`."""
    draw = np.random.default_rng(5)
    rows = []
    for world in range(1, worlds + 1):
        effect = 3.0 + true * draw.standard_normal()
        for seed in range(1, seeds + 1):
            common = 10.0 * draw.standard_normal()
            rows += [(world, "without", seed, "fear", "whole", common),
                     (world, "with", seed, "fear", "whole",
                      common + effect + noise * draw.standard_normal())]
    return pd.DataFrame(rows, columns=["world", "arm", "seed", "indicator", "scope", "value"])


def test_the_two_spreads_are_told_apart():
    """A spread of 2 between worlds beside one of 4 between pairs; what both share goes out."""
    row, = effects(levels(2.0, 4.0), [("with", "without")]).to_dict("records")
    assert list(row) == COLUMNS
    assert row["spread"] == pytest.approx(2.0, rel=0.2)
    assert row["noise"] == pytest.approx(1.96 * 4.0 / np.sqrt(2), rel=0.1)
    assert row["effect"] == pytest.approx(3.0, abs=0.5) and row["worlds"] == 400
    assert row["below"] + row["above"] == 400 and row["above"] > 300
    assert row["low"] < 0.0 < row["high"]


def test_noise_alone_is_no_spread_between_worlds():
    """And where nothing is drawn there is neither."""
    noisy, = effects(levels(0.0, 4.0), [("with", "without")]).to_dict("records")
    assert noisy["spread"] < 1.2
    exact, = effects(levels(0.0, 0.0), [("with", "without")]).to_dict("records")
    assert exact["spread"] == pytest.approx(0.0, abs=1e-9)
    assert exact["noise"] == pytest.approx(0.0, abs=1e-9)


def test_one_seed_tells_no_noise_and_a_missing_pair_is_left_out():
    """Rather than a guess."""
    table = levels(1.0, 1.0, seeds=1, worlds=5)
    row, = effects(table, [("with", "without")]).to_dict("records")
    assert np.isnan(row["noise"]) and np.isnan(row["spread"]) and row["worlds"] == 5
    table.loc[(table["world"] == 2) & (table["arm"] == "with"), "value"] = np.nan
    assert effects(table, [("with", "without")])["worlds"].tolist() == [4]
    assert len(effects(table, [("with", "nobody")])) == 0


def test_the_worlds_nearer_to_the_facts_are_told_again():
    """Their median stands beside that of all."""
    table = levels(2.0, 0.0, worlds=9)
    each = in_each_world(table, "with", "without")["mean"].droplevel([0, 1])
    row, = effects(table, [("with", "without")], nearer=[1, 2, 3]).to_dict("records")
    assert row["nearer"] == pytest.approx(each.loc[[1, 2, 3]].median())
    assert noise_of(np.array([np.nan]), np.array([1.0]))[0] != 0.0
