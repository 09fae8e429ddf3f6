"""A mechanism from a file outside the package takes part, is compiled, reported and told of."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import countergaze
from countergaze import mechanisms
from countergaze.compute import door
from countergaze.engine.simulation import Simulation
from countergaze.scenarios.scenario import defaults
from countergaze.scenarios.schema import file_model
from countergaze.week import foreign, order, records

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "rumination.py"


@pytest.fixture(autouse=True)
def indicators_as_before():
    """What a mechanism from outside reports stays known, so that it can be shown: not here."""
    before = dict(mechanisms.INDICATORS)
    yield
    mechanisms.INDICATORS.clear()
    mechanisms.INDICATORS.update(before)


def small(**more):
    return countergaze.simulate("baseline", people=5_000, weeks=3,
                                changes={"society.burn_in": 30, **more.pop("changes", {})}, **more)


@pytest.mark.slow  # the week is compiled with it
@pytest.mark.filterwarnings("ignore")
def test_the_worked_example_takes_part_and_is_told_of(tmp_path):
    """Brooding is reported for the whole and by group; the manifest and the report say whose
    mechanism it was, and a folder read back still knows its words."""
    run = small(mechanisms=[EXAMPLE], changes={"rumination.gain": 1.0, "sensing.warn_share": 1.0})
    assert run.level("brooding") > 0.0
    assert np.isfinite(run.level("brooding", "group:minority"))
    folder = run.save(tmp_path / "run")
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["facts"]["foreign"][0]["name"] == "rumination"
    assert "not part of Countergaze" in (folder / "report.html").read_text(encoding="utf-8")
    mechanisms.INDICATORS.pop("brooding")
    assert countergaze.load(folder).level("brooding") == run.level("brooding")
    assert mechanisms.INDICATORS["brooding"].title == "Brooding"


@pytest.mark.slow  # the week is compiled with it
@pytest.mark.filterwarnings("ignore")
def test_who_takes_part_changes_no_other_number():
    """The example reads and reports only: every other series is bit for bit the same."""
    with_it, without = small(mechanisms=[EXAMPLE]), small()
    for name in without.recorded():
        np.testing.assert_array_equal(with_it.values(name), without.values(name), err_msg=name)
    assert "brooding" not in without.recorded() or without.values("brooding") is None


def test_afterwards_the_week_is_that_of_the_package():
    """Places, tables and the order are as before once the block is left."""
    before = dict(records.ROWS), list(mechanisms.TABLES), door.text_of(order.cells_week)
    with foreign.taking_part(foreign.read(EXAMPLE)):
        assert "brooding" in records.FIELDS and foreign.week() is not order.cells_week
    assert (dict(records.ROWS), list(mechanisms.TABLES),
            door.text_of(order.cells_week)) == before
    assert "brooding" not in records.FIELDS and foreign.week() is order.cells_week


@pytest.mark.slow  # the week is compiled with it
def test_plain_and_compiled_agree_for_a_mechanism_from_outside():
    """The step is one source for both: every byte of its field is equal."""
    held = []
    with foreign.taking_part(foreign.read(EXAMPLE)):
        settings = defaults()
        settings.values["society"]["burn_in"] = 0
        settings.values["sensing"].update(coverage_dissent=0.8, warn_share=1.0)
        for plain in (True, False):
            with Simulation(settings, (3,), 600, plain=plain) as simulation, np.errstate(
                    over="ignore"):
                for _ in range(6):
                    simulation.step()
                held.append(simulation.state.brooding.copy())
    assert held[0].max() > 0.0
    assert held[0].tobytes() == held[1].tobytes()


def test_fields_of_the_few_are_kept_as_those_of_everybody(tmp_path):
    """Said to be of the few, fields of each type hold what the same fields of everybody hold."""
    fields = 'brooding=number("how much the person broods, 0 to 1")'
    line = "                                       me.newly_listed[i] + me.newly_wronged[i])\n"
    more = ("        store.worst[start + i] = maximum(store.worst[start + i], me.brooding[i])\n"
            "        store.most[start + i] = 1000.0 * store.worst[start + i]\n")
    held = []
    for few in ("", ", few=True"):
        text = EXAMPLE.read_text(encoding="utf-8").replace(
            fields, f'{fields[:-1]}{few}), worst=Field(type="float32", meaning="the most so far"'
            f'{few}), most=half("that in 1000"{few})').replace(line, line + more)
        text = text.replace("apart, clip, each", "apart, clip, each, maximum").replace(
            "import fields, number", "import Field, fields, half, number")
        path = tmp_path / f"kept{len(held)}.py"
        path.write_text(text, encoding="utf-8")
        with foreign.taking_part(foreign.read(path)):
            settings = defaults()
            settings.values["society"]["burn_in"] = 0
            settings.values["sensing"].update(coverage_dissent=0.8, warn_share=1.0)
            with Simulation(settings, (3,), 600, plain=True) as simulation, np.errstate(
                    over="ignore"):
                for _ in range(4):
                    simulation.step()
                held.append([getattr(simulation.state, name).copy()
                             for name in ("brooding", "worst", "most")])
    for one, other in zip(*held, strict=True):
        assert one.max() > 0 and one.tobytes() == other.tobytes()


BAD = '''"""Wrong in several ways."""
from countergaze.declare import Table, lever
from countergaze.declare.state import fields, number

AFTER = "adaptation.adaptt"
FIELDS = fields(fear=number("a name that is taken"))


class Parameters(Table, table="wrong_in_many_ways"):
    """No switch."""

    rate = lever(0.1, "a week", bounds=(0.0, 1.0), range=(0.0, 1.0), meaning="a rate")


def step(me, n):
    """Too few arguments, and another's field."""
    me.hardship[0] = 1.0
'''


def test_every_mistake_of_a_file_is_told_at_once(tmp_path):
    """No switch, no such line, too few arguments, a name taken and another's field changed."""
    path = tmp_path / "bad.py"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(foreign.BadMechanism) as told:
        with foreign.taking_part(foreign.read(path)):
            pass
    text = str(told.value)
    for part in ("switch `on`", "adaptation.adaptt", "step takes me, n", "fear is declared by "
                 "adaptation", "step assigns to hardship, which adaptation owns"):
        assert part in text, part
    with pytest.raises(foreign.BadMechanism, match="there is no such file"):
        foreign.read(tmp_path / "none.py")


def test_a_rule_that_leaves_the_dialect_names_file_and_line(tmp_path):
    """The message says where and what to write instead."""
    path = tmp_path / "leaves.py"
    line = "    p = terms.rumination[r]\n"
    text = EXAMPLE.read_text(encoding="utf-8").replace(line, f"{line}    q = [x for x in (1, 2)]\n")
    path.write_text(text.replace("rumination", "leaving").replace("brooding", "leavings"),
                    encoding="utf-8")
    with foreign.taking_part(foreign.read(path)):
        with pytest.raises(door.DialectError, match=r"leaves\.py:\d+: .* a list cannot be"):
            door.text_of(foreign.week())


@pytest.mark.filterwarnings("ignore")
def test_a_scenario_read_before_does_not_shut_it_out():
    """What a file may hold is worked out anew when a mechanism takes part, and afterwards."""
    countergaze.scenario("baseline").with_changes({"society.burn_in": 5})
    with foreign.taking_part(foreign.read(EXAMPLE)):
        assert "rumination" in file_model().model_fields
    assert "rumination" not in file_model().model_fields


def test_a_tally_of_nothing_known_is_told_before_the_run(tmp_path):
    """A product is no quantity; a mistyped name has a near one."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for wrong in ("brooding * listed", "broding"):
        mine = tmp_path / f"mine_{len(wrong)}.py"
        mine.write_text(text.replace('total("brooding"', f'total("{wrong}"'), encoding="utf-8")
        with pytest.raises(records.Misdeclared, match="brooding adds up .*QUANTITIES") as told:
            small(mechanisms=[mine])
    assert "did you mean brooding?" in str(told.value)
    assert "rumination" not in mechanisms.MODULES
