"""Changes on a date, before and after week 0: who lives them, who inherits them, who is told."""

from __future__ import annotations

import datetime
import json
import tomllib
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from countergaze import scenarios
from countergaze.cli.main import main
from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine import checkpoint
from countergaze.engine.simulation import Engine, simulate
from countergaze.engine.society import Society
from countergaze.experiments.effects import _without_reward
from countergaze.experiments.plan import Plan, arms_of
from countergaze.reports.comparison_page import settings as page
from countergaze.scenarios import ScenarioError

WEEK_0 = datetime.date(2018, 1, 1)
PASSPORTS = datetime.date(2016, 12, 10)
LINKED = -56
BASE = ("[sensing]\nsmart = 0.1\n[[changes]]\nweek = -20\n[changes.sensing]\nsmart = 0.2\n"
        "[changes.acts.order]\nbase = 0.5\n[[changes]]\nweek = 104\n[changes.sensing]\n"
        "smart = 0.6\n")


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a scenario file, and `base.toml` to extend."""
    (tmp_path / "base.toml").write_text(BASE)

    def written(text, name="mine.toml"):
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return written


def mistakes(path):
    """Return (line, subject, text) of each mistake of a file."""
    with pytest.raises(ScenarioError) as caught:
        scenarios.load(path)
    return [(p.line, p.subject, p.text) for p in caught.value.problems]


def smart(found, *weeks):
    """Return the smart cities of a world in some weeks."""
    return [found.settings.at(week).values["sensing"]["smart"] for week in weeks]


def test_week_0_is_the_first_of_2018_and_passports_are_linked_when_they_were():
    """10 December 2016 lies in the 56th week before the first of 2018."""
    assert WEEK_0.weekday() == 0 and (PASSPORTS - WEEK_0).days // 7 == LINKED
    for name in ("baseline", "report-vision", "captured", "safeguarded", "court-list"):
        found = scenarios.load(name).settings
        links = [found.at(week).values["integration"]["identity_link"]
                 for week in (-270, LINKED - 1, LINKED, 0)]
        assert links == [0.0, 0.0, 1.0, 1.0], name
    assert not scenarios.load("no-system").settings.changes


def test_a_value_set_holds_from_the_start_against_what_is_inherited(write):
    """Inherited changes of its key are dropped, before and after week 0; others stay."""
    found = scenarios.load(write('extends = "base.toml"\n[sensing]\nsmart = 0.1\n'))
    assert smart(found, -270, -20, 0, 200) == [0.1] * 4
    assert found.settings.changes == ((-20, {}, {"acts": {"order": {"base": 0.5}}}),)
    assert found.differences == (("week -20: sensing.smart", 0.2, 0.1),
                                 ("week 104: sensing.smart", 0.6, 0.1))
    found = scenarios.load(write('extends = "base.toml"\n[acts.order]\nbase = 2\n'))
    assert found.settings.at(-20).rows["acts"]["order"]["base"] == 2.0
    assert smart(found, -21, -20) == [0.1, 0.2]
    again = scenarios.load(write('extends = "base.toml"\n[sensing]\nsmart = 0.3\n[[changes]]\n'
                                 "week = -5\n[changes.sensing]\nsmart = 0.4\n"))
    assert smart(again, -6, -5, 104) == [0.3, 0.4, 0.4]


def test_what_is_asked_for_holds_against_every_change(write):
    """--set drops own and inherited changes of its key, and chains."""
    base = scenarios.load(write(BASE, "own.toml"))
    assert smart(base.with_changes({"sensing.smart": 0.9}), -270, -20, 0, 200) == [0.9] * 4
    child = scenarios.load(write('extends = "base.toml"\n[[changes]]\nweek = 10\n'
                                 "[changes.sensing]\nsmart = 0.3\n"))
    assert smart(child, -20, 9, 10, 104) == [0.2, 0.2, 0.3, 0.6]
    assert smart(child.with_changes({"sensing.smart": 0.9}), -270, -20, 10, 104) == [0.9] * 4
    found = child.with_changes({"sensing.smart": 0.9}).with_changes({"lists.term": 50})
    assert smart(found, -270, 104) == [0.9, 0.9]
    assert found.settings.at(-20).rows["acts"]["order"]["base"] == 0.5


def test_worlds_that_part_at_week_0_keep_the_history_they_inherit(write):
    """Their own values hold from week 0; those of --set to the end."""
    parted = scenarios.load(write('extends = "base.toml"\nburn_in = "shared"\n[sensing]\n'
                                  "smart = 0.3\n"))
    assert smart(parted, -21, -20, -1, 0, 103, 104) == [0.1, 0.2, 0.2, 0.3, 0.3, 0.6]
    asked = parted.with_changes({"sensing.smart": 0.9}).with_changes({"society.burn_in": 30})
    assert smart(asked, -21, -1, 0, 104) == [0.1, 0.2, 0.9, 0.9]
    arm = parted.at_week_0({"sensing.smart": 0.9})
    assert smart(arm, -21, -1, 0, 103, 104) == [0.1, 0.2, 0.9, 0.9, 0.6]
    other = parted.at_week_0({"sensing.smart": 0.9, "society.burn_in": 30})
    assert smart(other, -30, -1, 0, 103, 104) == [0.9, 0.9, 0.9, 0.9, 0.6]


def test_a_change_before_the_first_week_is_refused(write):
    """Field, value and allowed range; a schema cannot know the burn-in of the file."""
    early = "[[changes]]\nweek = -31\n[changes.lists]\nterm = 9\n"
    (line, subject, text), = mistakes(write("[society]\nburn_in = 30\n" + early))
    assert (line, subject) == (4, "[[changes]] week")
    assert text.startswith("= -31 is before the first week: it must be -30 (society.burn_in)")
    assert scenarios.load(write("[society]\nburn_in = 31\n" + early))
    (_, subject, text), = mistakes(write("[[changes]]\nweek = -2001\n"))
    assert subject == "[changes] week = -2001" and "-2,000 to 100,000" in text
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"changes": [{"week": -2001}]}, scenarios.schema())
    (line, _, text), = mistakes(write('extends = "baseline"\nburn_in = "shared"\n[[changes]]\n'
                                      "week = -1\n[changes.lists]\nterm = 9\n"))
    assert line == 4 and "must be 0 to" in text


def test_a_shorter_history_begins_with_what_came_before_it():
    """Nobody is refused the baseline for a short burn-in; its passports are linked at once."""
    short = scenarios.default().with_changes({"society.burn_in": 4})
    assert short.settings.at(-4).values["integration"]["identity_link"] == 1.0
    world = Settings(short.settings.values, short.settings.rows,
                     ((-9, {"adaptation": {"f0": 0.9}}, {}),))
    society = Society.settle(world, census_places(), 5_000, (1,))
    home = society.layout.n_home  # people abroad start at a fear of their own
    assert np.all(society.state.fear[:home] == np.float32(0.9))


def test_changes_are_lived_in_their_weeks(monkeypatch):
    """The engine has each value in force from its week on, in the years before week 0, too."""
    world = scenarios.defaults()
    world.values["society"]["burn_in"] = 5
    world = Settings(world.values, world.rows, tuple(
        (week, {"lists": {"term": term}}, {}) for week, term in ((-3, 9.0), (-2, 10.0),
                                                                 (0, 11.0))))
    seen = {}
    plain = Engine.in_force

    def watched(self, week):
        now = plain(self, week)
        seen[week] = now[0].values["lists"]["term"]
        return now

    monkeypatch.setattr(Engine, "in_force", watched)
    simulate(world, people=5_000, weeks=2, cache=False)
    assert seen == {-5: 156.0, -4: 156.0, -3: 9.0, -2: 10.0, -1: 10.0, 0: 11.0, 1: 11.0}


def test_only_what_comes_before_week_0_makes_another_history():
    """In the key of the saved state, in the arms that share it, and on the page that says so."""
    plain = scenarios.defaults()
    early, late = (Settings(plain.values, plain.rows, ((week, {"lists": {"term": 9.0}}, {}),))
                   for week in (-1, 0))
    keys = [checkpoint.key_of(world, census_places(), 5_000, (1,))
            for world in (plain, late, early)]
    assert keys[0] == keys[1] != keys[2]
    arms = arms_of(["baseline", "safeguarded", "baseline:integration.identity_link=0",
                    scenarios.default().with_changes({"integration.identity_link": 0})])
    assert Plan(arms, (1, 2), 5_000, 4, 3).histories() == [[0, 1, 2], [3]]


def test_a_comparison_tells_what_differed_before_week_0():
    """Two worlds that are equal at week 0 differ in the week that their passports were linked."""
    one = scenarios.default().settings
    other = scenarios.default().with_changes({"integration.identity_link": 1}).settings
    before = page.dated_before([one, other])
    here, there = page.flattened(one, before), page.flattened(other, before)
    assert {key: (here[key], there[key]) for key in here if here[key] != there[key]} == {
        "at first: integration.identity_link": (0.0, 1.0)}
    assert here[f"week {LINKED}: integration.identity_link"] == 1.0


def test_rewards_that_part_before_week_0_are_one_pair_in_all_else():
    """What differs in the reward alone is found whatever the date; a dated difference is seen."""
    world = scenarios.default()
    on, off = arms_of([world, world.with_changes({"sanctions.reward": 0})])
    start = world.settings.start()
    start.values["integration"]["identity_link"] = 0.5
    early = replace(off, settings=replace(start, changes=world.settings.changes))
    assert _without_reward(on)[0] > 0.0 == _without_reward(off)[0]
    assert _without_reward(on)[1] == _without_reward(off)[1] != _without_reward(early)[1]


def test_the_command_line_writes_and_tells_changes_before_week_0(write, tmp_path):
    """`new` writes the base's changes so that nothing differs; `check` tells the weeks."""
    run = CliRunner()
    mine = tmp_path / "new.toml"
    assert run.invoke(main, ["new", str(mine)]).exit_code == 0
    lines = [line.removeprefix("# ") for line in mine.read_text().splitlines()
             if not line.startswith("#") or line.removeprefix("# ")[:1] == "[" or " = " in line]
    mine.write_text("\n".join(lines).rpartition("[[changes]]")[0])
    assert tomllib.loads(mine.read_text())["changes"][0]["week"] == LINKED
    found = scenarios.load(mine)
    assert found.differences == () and found.settings == scenarios.default().settings
    path = write('extends = "base.toml"\n[sensing]\nsmart = 0.1\n')
    told = run.invoke(main, ["check", path]).stdout
    assert "week -20: sensing.smart" in told and "2 values differ" in told
    assert json.loads(run.invoke(main, ["schema"]).stdout)
