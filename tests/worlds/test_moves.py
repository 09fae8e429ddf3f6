"""How far numbers go with indicators: found where it is put in, not told where it is chance."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from countergaze.cli.main import main
from countergaze.mechanisms import INDICATORS
from countergaze.worlds import moves
from countergaze.worlds.design import hypercube
from countergaze.worlds.making import FAILED
from countergaze.worlds.space import Form, Number, point, space

COUNT = 128
NUMBER = next(one for one in space() if isinstance(one, Number) and one.log
              and one.key not in moves.fitted())
FORM = next(one for one in space() if isinstance(one, Form))


@pytest.fixture(scope="module")
def tried():
    """Return settings drawn as a sample draws them, the last one failed."""
    rows = [{"number": n, "status": "plausible", **point(places)}
            for n, places in enumerate(hypercube(COUNT, len(space())))]
    rows[-1]["status"] = FAILED
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def found(tried):
    """Return the table of indicators of which one follows a number, one a form, one is chance."""
    rng = np.random.default_rng(3)
    place = tried[NUMBER.key].map(NUMBER.place)
    first = (tried[FORM.key] == FORM.variants[0]).astype(float)
    values = {"listed": 500.0 + 80.0 * place, "silenced": 30.0 + 9.0 * first,
              "dissent": 0.0 * place + 5.0}
    levels = pd.DataFrame([
        (world.number, name, seed, float(column.iloc[world.number] + rng.normal()))
        for world in moves.settings_tried(tried) for name, column in values.items()
        for seed in (1, 2)], columns=["world", "indicator", "seed", "value"])
    return moves.moves(tried, levels)


def test_what_is_put_in_is_found(found):
    """80 over the range of a number drawn in ratios, 9 between the variants of a form."""
    row = found[(found["key"] == NUMBER.key) & (found["indicator"] == "listed")].iloc[0]
    assert row["told"] and row["rho"] > 0.95 and row["change"] == pytest.approx(80.0, abs=2.0)
    assert row["change_low"] < row["change"] < row["change_high"] < row["change_low"] + 3.0
    row = found[(found["key"] == FORM.key) & (found["indicator"] == "silenced")].iloc[0]
    assert row["told"] and math.isnan(row["rho"]) and row["change"] == pytest.approx(9.0, abs=1.0)
    assert f"{FORM.variants[0]} 39" in row["variants"]


def test_chance_is_not_told(found):
    """Of hundreds of looks hardly one is told that is not there."""
    told = found[found["told"]]
    assert len(told) <= 5, told
    assert not (set(found["key"]) & moves.fitted())


def test_failed_and_degenerate_settings_are_no_worlds(tried):
    """What failed has no figures, what is degenerate would drown all else."""
    one = tried.copy()
    one.loc[0, "status"] = "degenerate"
    assert [world.number for world in moves.settings_tried(one)] == list(range(1, COUNT - 1))


def test_more_looks_need_a_stronger_correlation():
    """By the formula of Fisher: 100 settings and one look tell 0.28 four times in five."""
    assert moves.least_told(100, 1) == pytest.approx(math.tanh((1.960 + 0.842) / math.sqrt(97)),
                                                     abs=1e-3)
    assert moves.least_told(100, 1_000) > moves.least_told(100, 1)


def test_the_shipped_table_is_of_this_model():
    """Its numbers and indicators are known, and it says how it was made."""
    table, about = moves.shipped()
    known = {one.key for one in space()} - moves.fitted()
    assert set(table["key"]) == known and set(table["indicator"]) <= set(INDICATORS)
    assert about["looks"] == len(table) and about["settings"] >= 100
    assert about["sample"].startswith("countergaze worlds --tried")


def explained(key: str) -> str:
    done = CliRunner().invoke(main, ["explain", key])
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_explain_tells_it():
    """Of a drawn number or form; not of what is fitted, nor of a lever."""
    table, about = moves.shipped()
    first = table[table["told"] & (table["variants"] == "")].iloc[0]
    said = explained(first["key"])
    assert INDICATORS[first["indicator"]].title in said and "over its range, 95 % interval" in said
    assert f"{about['settings']:,} settings" in said and "not the effect" in said
    quiet = next(key for key, part in table.groupby("key") if not part["told"].any())
    assert "none told beyond chance; nearest to it" in explained(quiet)
    assert "between its variants" in explained(FORM.key)
    assert "it is fitted to the published figures" in explained(sorted(moves.fitted())[0])
    assert "rank correlation" not in explained("safeguards.appeal_bench")
