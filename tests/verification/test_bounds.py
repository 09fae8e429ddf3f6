"""No level or multiplier sits at a bound in more than a fifth of cities or people, unless the page
on bounds names it and says why."""

import re
from pathlib import Path

import numpy as np
import pytest

from countergaze.declare.state import FLOAT
from countergaze.engine.simulation import Simulation
from countergaze.scenarios import load, shipped
from countergaze.week.institutions.country import CARRYING
from countergaze.week.institutions.reported import Reported
from countergaze.week.records import FIELDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "model" / "bounds.md"
MOST, FEW, WEEKS = 0.2, 5, (0, 156)


def excused() -> set[str]:
    """Return the quantities that the page names, each in a row that says why."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines()
            if line.startswith("| `")]
    assert all(row.split("|")[2].strip() for row in rows)
    return {name for row in rows for name in re.findall(r"`([\w.]+)`", row.split("|")[1])}


def at_an_end(values: np.ndarray) -> float:
    """Return which share of values is equal to the least or to the largest, the larger of the two.

    0 of fewer than five values, which say nothing.
    """
    if values.size < FEW:
        return 0.0
    return float(max((values == values.min()).mean(), (values == values.max()).mean()))


def resting(simulation: Simulation) -> set[str]:
    """Return what sits at an end of its spread in more than a fifth of cities or people."""
    country = simulation.society.institutions.country
    reported = Reported(country)
    found = {f"{name}.{field.name}": getattr(getattr(
                 reported if field.told else country, name), field.name)
             for name, declared in CARRYING.items() for field in declared.fields.values()}
    found |= {name: getattr(simulation.state, name) for name, field in FIELDS.items()
              if field.type == FLOAT and not field.fixed}
    return {name for name, values in found.items()
            if at_an_end(np.asarray(values, float)[0].ravel()) > MOST}


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped())
def test_nothing_sits_at_a_bound_unless_the_page_says_why(name):
    """At week 0 and at week 156 of each shipped scenario."""
    simulation = Simulation(load(name).settings, seeds=(1,), people=20_000)
    wrong = {}
    for last in WEEKS:
        while simulation.week <= last:
            simulation.step()
        wrong[last] = sorted(resting(simulation) - excused())
    simulation.close()
    assert not any(wrong.values()), wrong


def test_the_page_names_only_what_there_is():
    """A name that no mechanism has would excuse nothing, unnoticed."""
    known = {f"{name}.{field}" for name, declared in CARRYING.items() for field in declared.fields}
    assert excused() <= known | set(FIELDS)


def test_a_clamp_is_found():
    """Half of the values at a bound are; an even spread, or a few numbers, are not."""
    spread = np.linspace(0.0, 1.0, 100)
    assert at_an_end(np.clip(spread, 0.5, 1.0)) > 0.4
    assert at_an_end(spread) == pytest.approx(0.01) and at_an_end(np.ones(4)) == 0.0
