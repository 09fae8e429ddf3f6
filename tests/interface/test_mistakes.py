"""Mistakes of scenario, numbers, settings and table are told together, and nothing is run."""

from __future__ import annotations

import pytest

import countergaze
from countergaze import api
from countergaze.api.mistakes import Mistakes, SeveralMistakes
from countergaze.declare.errors import CANNOT_WRITE, CountergazeError
from countergaze.results.store import CannotWrite
from tests.interface.asking import call

SIZES = ("--weeks", -3, "--tables", "nowhere.csv")


@pytest.mark.parametrize(("words", "told"), [
    (("run", "basline", *SIZES, "--people", 10, "--set", "lists.tem=5", "--set", "odd"),
     ["Did you mean baseline?", "at least 5,000, not 10", "weeks must be at least 1, not -3",
      "Did you mean term?", "nowhere.csv is not a file", "--set 'odd' is not KEY=VALUE"]),
    (("compare", "basline", "safegarded", *SIZES, "--worlds", 9_999),
     ["Did you mean baseline?", "Did you mean safeguarded?", "weeks must be at least 1, not -3",
      "nowhere.csv is not a file", "worlds must be 1 to"]),
    (("person", 99_999, "basline", *SIZES, "--set", "odd", "--worlds", 9_999),
     ["there is no person 99,999", "Did you mean baseline?", "weeks must be at least 1, not -3",
      "nowhere.csv is not a file", "--set 'odd' is not KEY=VALUE", "worlds must be 1 to"]),
    (("sweep", "basline", "--vary", "lists.tem=1:9", "--against", "safegarded", "--samples", 0),
     ["Did you mean baseline?", "Did you mean safeguarded?", "samples must be 1 to",
      "there is no parameter lists.tem"])])
def test_a_command_tells_all_that_is_wrong(words, told, tmp_path, monkeypatch):
    """One round, not one for each kind of mistake."""
    monkeypatch.chdir(tmp_path)
    said = call(*words, code=2)
    assert [one for one in told if one not in said] == []
    assert "Traceback" not in said and list(tmp_path.iterdir()) == []


def test_python_tells_all_that_is_wrong_too():
    """As one exception that holds each."""
    with pytest.raises(SeveralMistakes, match="baseline") as simulated:
        countergaze.simulate("basline", weeks=0, changes={"lists.tem": 5, "acts.own.base": 1.0})
    assert "weeks must be" in str(simulated.value) and "term" in str(simulated.value)
    assert "acts" not in str(simulated.value)  # a row may be one of the scenario that is not there
    assert len(simulated.value.found) == 3 and isinstance(simulated.value, ValueError)
    with pytest.raises(SeveralMistakes, match="weeks must be"):
        countergaze.compare(["baseline", "safegarded"], weeks=0)
    with pytest.raises(api.BadRequest, match="weeks must be"):
        countergaze.simulate("baseline", weeks=0)


def test_one_failure_is_raised_as_it_is_and_others_pass():
    """A defect of the program is no mistake of its user."""
    mistakes = Mistakes()
    with mistakes:
        raise CannotWrite("no room")
    with pytest.raises(CannotWrite, match="no room"):
        mistakes.tell()
    with mistakes:
        raise CountergazeError("odd")
    with pytest.raises(SeveralMistakes) as both:
        mistakes.tell()
    assert both.value.exit_code == CANNOT_WRITE
    assert both.value.message() == "no room\nerror: odd"
    with pytest.raises(KeyError), mistakes:
        raise KeyError("ours")
    Mistakes().tell()
