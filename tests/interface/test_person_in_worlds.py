"""One synthetic life in plausible worlds: counted right, told in text, on the page, in JSON."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from click.testing import CliRunner

import countergaze
from countergaze.cli.main import main
from countergaze.engine import trace
from countergaze.reports.life_page import over_worlds
from countergaze.scenarios.scenario import load
from countergaze.worlds.sample import plausible

SHORT = {"society.burn_in": 3}
SMALL = {"people": 5_000, "weeks": 4, "changes": SHORT, "progress": False}


@pytest.fixture
def each():
    """Return a life in three worlds of two arms: listed in two of them in the first arm alone."""
    rows = []
    for world, weeks, apart in ((over_worlds.SHIPPED, 7, ""), (4, 0, ""), (9, 120, "group"),
                                (11, 140, "awareness, group")):
        for arm in ("baseline", "no-system"):
            told = dict.fromkeys(over_worlds.MEASURES, 0.0) | {
                "listed": weeks if arm == "baseline" else 0, "fear": 31.2}
            rows.append((world, arm, *told.values(), apart))
    return pd.DataFrame(rows, columns=over_worlds.EACH)


def test_it_is_counted_in_how_many_worlds_something_ever_happens(each):
    """The shipped numbers are no world; the range goes from the lowest world to the highest."""
    table = over_worlds.summary(each).set_index(["arm", "measure"])
    row = table.loc["baseline", "listed"]
    assert (row["reference"], row["worlds"], row["ever"]) == (7, 3, 2)
    assert (row["low"], row["middle"], row["high"]) == (0, 120, 140)
    assert table.loc[("no-system", "listed"), "ever"] == 0


def test_the_table_fits_a_terminal(each):
    """80 columns and plain letters; the traits in which the person is another one are named."""
    lines = over_worlds.text(each)
    assert max(map(len, lines)) <= 80 and all(line.isascii() for line in lines)
    row = next(line for line in lines if line.startswith("On a list"))
    assert row.split() == "On a list 7 2 of 3 0 to 140 0 0 of 3 0".split()
    assert "In 2 of the worlds some lasting trait" in " ".join(lines)
    assert " ".join(lines).endswith("awareness, group.")


@pytest.fixture(scope="module")
def person():
    """Return a person in two worlds and in two plausible ones."""
    return countergaze.person(1_700, worlds=2, **SMALL)


def test_each_world_is_simulated_under_its_own_numbers(person):
    """What is told of a world is what following the person there gives; the shipped numbers too."""
    each = person.in_worlds
    assert each["world"].nunique() == 3 and len(each) == 6
    first = plausible(1)[0]
    alone = trace.trace(first.settings(load("baseline").with_changes(SHORT).settings), 5_000, 4, 1,
                        1_700, cache=False)
    told = each[(each["world"] == first.number) & (each["arm"] == "baseline")].iloc[0]
    assert told["fear"] == pytest.approx(100.0 * alone.weeks["fear"].mean(), rel=1e-12)
    shipped = each[each["world"] == -1].iloc[0]
    assert shipped["fear"] == pytest.approx(100.0 * person.worlds[0].life.weeks["fear"].mean())
    assert shipped["fear"] != told["fear"]
    assert len(person.over_worlds) == 2 * len(over_worlds.MEASURES)


def test_text_page_and_json_hold_it(person):
    """And a life without worlds holds nothing of them."""
    assert "The same person in 2 plausible worlds" in str(person)
    page = person.report()
    assert 'id="worlds"' in page and "Ever, in worlds" in page and page.count("<h1>") == 1
    assert len(person.record()["over_worlds"]) == len(person.over_worlds)
    plain = countergaze.Person(person.worlds)
    assert "plausible" not in str(plain) and 'id="worlds"' not in plain.report()
    assert "over_worlds" not in plain.record() and plain.over_worlds.empty


def test_the_command_follows_the_same_life(person):
    """JSON of the command holds what Python gives."""
    done = CliRunner().invoke(main, [
        "person", "1700", "--worlds", "2", "--people", "5000", "--weeks", "4", "--set",
        "society.burn_in=3", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["over_worlds"]
    assert told == json.loads(json.dumps(person.record()["over_worlds"]))


def test_more_worlds_than_there_are_is_told_before_anything_is_simulated():
    """The message names how many the sample has."""
    with pytest.raises(countergaze.BadRequest, match="worlds must be 1 to .*9,999"):
        countergaze.person(1, worlds=9_999, **SMALL)
    done = CliRunner().invoke(main, ["person", "1", "--worlds", "9999"])
    assert done.exit_code == 2 and "worlds must be 1 to" in done.stderr and done.stdout == ""
