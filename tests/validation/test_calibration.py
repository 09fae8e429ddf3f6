"""The baseline lies where the calibration table says, and says where it does not."""

import math

import pandas as pd
import pytest

from countergaze.data.targets import Needed, Target, targets
from countergaze.experiments import calibration
from countergaze.mechanisms import INDICATORS, ROWS, TABLES
from countergaze.scenarios import load


@pytest.mark.slow
def test_a_figure_is_met_in_each_of_its_years_or_is_marked_unmet():
    """Every figure is met, or its line says why it is not; an unmet mark is not idle."""
    for target, by_year, met in calibration.rows():
        assert met or target.unmet, (target.id, by_year.tolist(), target.band)
        assert not (met and target.unmet), f"{target.id} is met now: take the mark away"


def test_figures_are_used_once():
    """What numbers were matched to is not offered as a test of the model."""
    matched = {(t.formula, year) for t in targets("match") for year in t.years if not t.unmet}
    assert matched.isdisjoint((t.formula, year) for t in targets("validate") for year in t.years
                              if not t.unmet)
    assert {t.use for t in targets()} == {"match", "validate"}


@pytest.mark.parametrize("target", targets(), ids=lambda t: t.id)
def test_a_figure_names_what_there_is(target):
    """Indicators with their scopes, free numbers with a range; errors are above 0."""
    for need in target.needs:
        assert need.scope.partition(":")[0] in INDICATORS[need.indicator].scopes, need
        assert not need.scenario or load(need.scenario)
    assert target.error > 0.0 and target.discrepancy > 0.0
    assert target.years and set(target.years) <= set(range(1, calibration.YEARS + 1))
    assert bool(target.free) == (target.elasticity is not None)
    assert target.use == "match" or not target.free
    for key in target.free:
        table, *row, name = key.split(".")
        assert ({**TABLES, **ROWS}[table]).fields[name].kind == "uncertainty", key
        assert not row or row[0] in ROWS[table].rows


def test_a_formula_reads_levels_by_name_scope_and_scenario():
    """100 (1 - 3 / 4) = 25, for each row; the implausibility of 25 beside 21 at s.d. 5 is 0.8."""
    target = Target(id="x", title="x", unit="%", formula="100 * (1 - `a kind:b` / `no-system: a`)",
                    value=21.0, error=3.0, discrepancy=4.0, use="match", years=(1,), source="",
                    why="")
    assert target.needs == (Needed("", "a", "kind:b"), Needed("no-system", "a", "whole"))
    levels = pd.DataFrame([[3.0, 4.0], [1.0, 2.0]], columns=[n.column for n in target.needs])
    got = target.got(levels)
    assert got.tolist() == [25.0, 50.0]
    assert target.band == (11.0, 31.0)
    assert target.implausibility(got).tolist() == pytest.approx([0.8, 5.8])
    assert target.implausibility(25.0, 11.0) == pytest.approx(4.0 / math.sqrt(36.0))
