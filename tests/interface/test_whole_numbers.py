"""Whole numbers: any library's integers, whole floats and what people type are taken."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import countergaze
from countergaze import api
from countergaze.cli.main import main
from countergaze.declare import typed, whole
from countergaze.scenarios import ScenarioError, load

FIVE_THOUSAND = [
    5000, 5000.0, np.int64(5000), np.int16(5000), np.uint32(5000), np.float32(5000.0),
    np.array(5000), pd.Series([5000])[0], pd.DataFrame({"n": [5000.0]}).iloc[0]["n"],
    pd.array([5000], dtype="Int64")[0], Decimal(5000), Fraction(5000),
]


@pytest.mark.parametrize("value", FIVE_THOUSAND, ids=lambda value: type(value).__name__)
def test_a_whole_number_is_one_whatever_its_type(value):
    """NumPy and pandas integers, whole floats and arrays without an axis become Python ints."""
    assert whole(value) == 5000 and type(whole(value)) is int
    assert api.check_request(value, value, (value,), 1) == (5000, 5000, 5000, 1)


@pytest.mark.parametrize(("value", "says"), [
    (True, "not True"), (np.bool_(False), "not False"), (2.5, "not 2.5"),
    (float("nan"), "not nan"), (float("inf"), "not inf"), ("20000", "not '20000'"),
    (None, "not None"), (np.arange(3), "not an array of 3"), ([5000], "not a list of 1"),
    (np.array([5000]), "not an array of 1"), (np.ones((2, 2)), "an array of shape (2, 2)"),
    (pd.Series([1, 2]), "not a Series of 2"), (np.datetime64("2020-01-01"), "not datetime.date"),
    (pd.NA, "not <NA>"), (Decimal("0.5"), "not Decimal('0.5')"), (1 + 0j, "not (1+0j)"),
])
def test_what_is_no_whole_number_is_told_with_its_value(value, says):
    """Arrays and numbers between are refused in words, for every number of a request."""
    with pytest.raises(api.BadRequest) as told:
        api.check_request(value, 10, (value,), 1)
    assert str(told.value).count(says) == 2
    with pytest.raises(api.BadRequest, match="jobs must be"):
        api.plan_of(["baseline", "silos"], np.int64(2), 5000.0, None, None, value)


def test_a_run_takes_numbers_of_numpy_and_pandas():
    """Rows of a frame and NumPy seeds give the run that plain numbers give."""
    row = pd.DataFrame({"people": [5000.0], "weeks": [2.0]}).iloc[0]
    plain = countergaze.simulate("no-system", people=5000, weeks=2, seed=3, threads=1,
                                 changes={"society.burn_in": 0})
    given = countergaze.simulate("no-system", people=row["people"], weeks=row["weeks"],
                                 seed=np.random.default_rng(0).integers(3, 4), threads=np.int8(1),
                                 changes={"society.burn_in": np.float64(0.0)})
    assert given.result == plain.result and type(given.seed) is int


def test_changes_take_numbers_of_any_library_and_refuse_arrays():
    """A value may be NumPy's, a Decimal, None where there may be none; an array is told."""
    base = load("baseline")
    asked = {"conduct.deterrence": Decimal("0.25"), "society.neighbours": np.float64(3.0),
             "lists.court_term": None, "sensing.smart": np.float32(0.5),
             "list_families.courts.kinds": ("judgment",)}
    values = base.with_changes(asked).settings.values
    assert values["conduct"]["deterrence"] == 0.25 and values["society"]["neighbours"] == 3
    assert values["lists"]["court_term"] is None
    with pytest.raises(ScenarioError, match="conduct.deterrence\n.*one value, not an array"):
        base.with_changes({"conduct.deterrence": np.array([0.1, 0.2])})
    with pytest.raises(ScenarioError, match="not an array"):
        base.at_week_0({"conduct.deterrence": pd.Series([0.1])})


def test_the_week_of_a_change_may_be_a_whole_float(tmp_path):
    """`week = 5.0` is week 5; 5.5 is refused."""
    path = tmp_path / "dated.toml"
    path.write_text('extends = "baseline"\n[[changes]]\nweek = 5.0\n[changes.sensing]\n'
                    "smart = 0.9\n")
    assert [week for week, _, _ in load(path).settings.changes][-1] == 5
    path.write_text(path.read_text().replace("5.0", "5.5"))
    with pytest.raises(ScenarioError, match="whole number"):
        load(path)


@pytest.mark.parametrize(("text", "value"), [
    ("20000", 20000), ("20,000", 20000), ("1,000,000", 10**6), ("20_000", 20000), ("2e4", 20000),
    ("1E5", 10**5), ("1.5e4", 15000), ("1e+5", 10**5), ("20 000", 20000), ("20\u202f000", 20000),
    ("20000.0", 20000), ("20000.", 20000), ("-5", -5), ("+5", 5), (" 7 ", 7), ("0", 0), ("007", 7),
    ("20'000", 20000), ("9223372036854775807", 2**63 - 1),
])
def test_numbers_are_read_as_they_are_typed(text, value):
    """Thousands marks and powers of ten are numbers on the command line."""
    assert typed(text) == value


@pytest.mark.parametrize("text", [
    "20.000", "1.234.567", "20,00", "1,5", "2.5", "1e-2", "1.55e1", "", "abc", "1e999", "0x10",
    "1,000_000", "nan", "inf", "--5", "1__0e", "\u0665", "5k", "1e", ",5", "5,",
])
def test_what_could_be_two_numbers_is_refused(text):
    """20.000 is twenty to one reader and twenty thousand to another: it is not guessed."""
    with pytest.raises(ValueError, match="a whole number"):
        typed(text)


@pytest.mark.parametrize("command", [
    ["run", "--people", "{}"], ["run", "--weeks", "{}"],
    ["compare", "silos", "banned", "--people", "{}"], ["person", "1", "--weeks", "{}"],
    ["systems", "--seeds", "{}"],
])
def test_every_command_reads_typed_numbers(command):
    """4e3, 4,000 and 4.000 reach the check of the request, or are told as typed."""
    def told(text):
        done = CliRunner().invoke(main, [part.format(text) for part in command])
        assert done.exit_code == 2
        return done.output

    assert "20000, 20,000 or 2e4" in told("many") and "write 4000 or 4" in told("4.000")
    for text in ("0e3", "0", "0.0"):
        assert "must be at least" in told(text)


def test_a_person_may_be_typed_with_marks():
    """Person 1,00 is nobody; 90,000 is told as a number."""
    def told(word):
        return CliRunner().invoke(main, ["person", word, "--people", "20,000"]).output

    assert "no person 90,000" in told("90,000") and "no person 90,000" in told("9e4")
    assert "no person -1" in CliRunner().invoke(main, ["person", "--", "-1"]).output
    assert "not '1,00'" in told("1,00")
