"""Scenario files: what they come down to, and how their mistakes are told."""

from __future__ import annotations

import tomllib

import jsonschema
import pytest

from countergaze import scenarios
from countergaze.mechanisms import ROWS, TABLES
from countergaze.scenarios import ScenarioError


def write(tmp_path, text, name="mine.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(tmp_path, text):
    """Return (line, subject, text) of each mistake of a file."""
    with pytest.raises(ScenarioError) as caught:
        scenarios.load(write(tmp_path, text))
    return [(p.line, p.subject, p.text) for p in caught.value.problems]


def test_the_baseline_is_what_the_mechanisms_declare():
    """At week 0 the default scenario differs in nothing from the declared defaults."""
    found = scenarios.default()
    assert found.name == "baseline" and found.settings.at(0) == scenarios.defaults()
    assert {key.rpartition(" ")[2] for key, _, _ in found.differences} == {
        "integration.identity_link"}
    for name, table in TABLES.items():
        assert found.settings.values[name].keys() == table.fields.keys()


@pytest.mark.parametrize("name", scenarios.shipped())
def test_the_schema_accepts_every_shipped_file(name):
    """An editor that uses the JSON Schema marks nothing in a shipped file."""
    made = scenarios.schema()
    jsonschema.Draft202012Validator.check_schema(made)
    jsonschema.validate(tomllib.loads(scenarios.shipped_text(name)), made)
    found = scenarios.load(name)
    assert found.title and found.summary


@pytest.mark.parametrize("text", ["lists = 3", "[lists]\non = 2", "[lists]\nonn = 1",
                                  "[[changes]]\n[changes.lists]\non = 1",
                                  "[society]\nburn_in = 2.5", "[acts.x]\nbase = -1"])
def test_the_schema_and_the_check_refuse_the_same(tmp_path, text):
    """What an editor marks, a run refuses."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), scenarios.schema())
    assert mistakes(tmp_path, text)


def test_the_court_list_is_the_world_without_a_system_and_one_list():
    """Only the courts can list; the police stay as they are without a system."""
    none, court = scenarios.load("no-system"), scenarios.load("court-list")
    assert none.settings.values["sensing"]["smart"] == 0.0
    assert none.settings.values["lists"]["on"] == none.settings.values["sanctions"]["on"] == 0.0
    assert court.chain == ("no-system",)
    assert court.settings.values["sensing"] == none.settings.values["sensing"]
    assert [key for key, row in court.settings.rows["list_families"].items()
            if row["kinds"]] == ["courts"]
    assert ("lists.on", 0.0, 1.0) in court.differences


def test_all_mistakes_are_told_at_once_with_lines_and_near_names(tmp_path):
    """Each mistake says where it is, what stands there and what could stand there."""
    found = mistakes(tmp_path, 'extends = "baseline"\n[sensing]\nfalse_rat = 0.4\n'
                     'false_rate = 1.7\nsmart = true\n[conduct]\ndeterrence = nan\n'
                     'deterrence_form = "certanty"\n[listz]\n')
    assert [line for line, _, _ in found] == [3, 4, 5, 7, 8, 9]
    assert found[0][1:] == ("[sensing] false_rat = 0.4",
                            "is not a parameter. Did you mean false_rate?")
    assert "outside 0 to 1 (false records per true record; default 0.03)" in found[1][2]
    assert "must be a number" in found[2][2] and "finite" in found[3][2]
    assert "Did you mean certainty?" in found[4][2] and "Did you mean lists?" in found[5][2]


def test_mistakes_of_the_base_are_told_with_its_name(tmp_path):
    """A reader learns which of two files is wrong."""
    write(tmp_path, "[lists]\nterm = 0\n", "base.toml")
    with pytest.raises(ScenarioError) as caught:
        scenarios.load(write(tmp_path, 'extends = "base.toml"\n[lists]\nonn = 1\n'))
    assert [p.file.rpartition("/")[2] for p in caught.value.problems] == ["mine.toml",
                                                                         "base.toml"]


def test_a_new_row_needs_no_code_and_says_all_its_fields(tmp_path):
    """A kind of act is added by a file; what has no default must be said."""
    found = scenarios.load(write(tmp_path, '[acts.begging]\ntitle = "begging"\n'
                                 'home = "civil_affairs"\ncontext = "street"\n'
                                 'base = 0.2\n'
                                 '[list_families.public_security]\nkinds = ["begging"]\n'))
    assert found.settings.rows["acts"]["begging"]["gravity"] == 1.0
    assert ("acts.begging.base", None, 0.2) in found.differences
    assert list(found.settings.rows["acts"])[-1] == "begging"
    (line, _, text), = mistakes(tmp_path, "\n[services.water]\nseverity = 0.2\n")
    assert line == 2 and "title, agency, context" in text


def test_names_of_rows_must_exist(tmp_path):
    """A service of an agency that is not there is refused, with a near name."""
    found = mistakes(tmp_path, '[services.loans]\nagency = "court"\n'
                     '[list_families.courts]\nkinds = ["order", "fraude"]\n'
                     '[list_families.ministry]\nkinds = ["order"]\n')
    assert [line for line, _, _ in found] == [2, 4, 5]
    assert "Did you mean courts?" in found[0][2] and "Did you mean fraud?" in found[1][2]
    assert "agencies" in found[2][2]


def test_more_rows_than_a_byte_holds_are_refused(tmp_path):
    """Ten agencies do not fit; the message says how many do."""
    rows = "".join(f'[agencies.a{n}]\ntitle = "x"\n' for n in range(4))
    assert "at most 7" in mistakes(tmp_path, rows)[0][2]


def test_changes_of_the_base_and_own_ones_are_put_in_order(tmp_path):
    """A file's dated changes join those of its base, sorted by week."""
    write(tmp_path, "[[changes]]\nweek = 104\n[changes.sensing]\nsmart = 0.6\n", "base.toml")
    found = scenarios.load(write(tmp_path, 'extends = "base.toml"\n[[changes]]\nweek = 208\n'
                                 "[changes.lists]\nterm = 52\n[[changes]]\nweek = 10\n"
                                 "[changes.acts.order]\nbase = 1\n"))
    assert [week for week, _, _ in found.settings.changes] == [10, 104, 208]
    assert found.settings.at(150).values["sensing"]["smart"] == 0.6
    assert found.settings.at(150).values["lists"]["term"] == 156.0
    assert [key for key, _, _ in found.differences] == ["week 208: lists.term",
                                                        "week 10: acts.order.base"]


def test_what_is_fixed_before_week_0_cannot_change_in_a_run(tmp_path):
    """The society is laid out once; a new row cannot appear in the middle."""
    found = mistakes(tmp_path, "[[changes]]\nweek = 9\n[changes.society]\nburn_in = 9\n"
                     "[[changes]]\nweek = 12\n[changes.acts.new]\nbase = 1.0\n")
    assert [line for line, _, _ in found] == [4, 7]
    assert "fixed" in found[0][2] and "not a row yet" in found[1][2]


def test_a_scenario_without_its_own_history_differs_from_week_0(tmp_path):
    """It lives the years of its base and changes at week 0."""
    found = scenarios.load(write(tmp_path, 'extends = "baseline"\nburn_in = "shared"\n'
                                 "[lists]\non = false\n"))
    assert found.settings.at(-1).values == scenarios.default().settings.at(-1).values
    assert found.settings.at(0).values["lists"]["on"] == 0.0
    assert found.differences == (("week 0: lists.on", 1.0, 0.0),)
    assert "extend" in mistakes(tmp_path, 'burn_in = "shared"\n')[0][2]


def test_changes_asked_for_are_checked_like_a_file():
    """`--set` takes words, numbers and switches, and tells mistakes in the same way."""
    found = scenarios.default().with_changes({
        "conduct.deterrence": "0.7", "conduct.deterrence_form": "certainty", "lists.on": False,
        "acts.order.base": 1})
    assert set(found.differences) - set(scenarios.default().differences) == {
        ("conduct.deterrence", 0.5, 0.7), ("conduct.deterrence_form", "stake", "certainty"),
        ("lists.on", 1.0, 0.0), ("acts.order.base", 0.8, 1.0)}
    with pytest.raises(ScenarioError, match="Did you mean conduct.deterrence?"):
        scenarios.default().with_changes({"deterrence": "0.7"})
    with pytest.raises(ScenarioError, match="is outside 0 to 20"):
        scenarios.default().with_changes({"conduct.deterrence": "70"})
    with pytest.raises(ScenarioError, match="must be a number"):
        scenarios.default().with_changes({"conduct.deterrence": "1\nx = 2"})


def test_every_parameter_takes_its_own_default_and_nothing_outside_its_bounds(tmp_path):
    """The model is generated from the declarations, so it fits all of them."""
    for name, table in TABLES.items():
        for key, p in table.fields.items():
            default = "none" if p.default is None else p.default
            text = f'"{default}"' if isinstance(default, str) else repr(default)
            found = scenarios.load(write(tmp_path, f"[{name}]\n{key} = {text}\n"))
            assert found.differences == (), p.key
            if p.bounds:
                assert mistakes(tmp_path, f"[{name}]\n{key} = {p.bounds[1] + 1}\n"), p.key


def test_every_row_that_is_shipped_is_complete():
    """No field of a shipped row is empty."""
    for name, keyed in scenarios.defaults().rows.items():
        for key, row in keyed.items():
            assert row.keys() == ROWS[name].fields.keys()
            assert None not in row.values(), (name, key)


def test_what_holds_from_the_start_can_be_set_in_a_world_that_parts_at_week_0():
    """--set of a burn-in in a scenario that is a change: the shared history has it, too."""
    found = scenarios.load("safeguarded").with_changes(
        {"society.burn_in": 7, "conduct.deterrence": 0.9})
    assert found.settings.values["society"]["burn_in"] == 7
    assert found.settings.values["conduct"]["deterrence"] == 0.5
    assert found.settings.at(0).values["conduct"]["deterrence"] == 0.9
    assert ("society.burn_in", 270, 7) in found.differences


CAUSES = {"more-sensors": "sensing", "more-automation": "incidents", "tight-links": "integration",
          "political-tariff": "scoring", "better-staff": "officials", "honest-staff": "officials"}


@pytest.mark.parametrize("name", CAUSES)
def test_a_world_of_one_cause_differs_from_the_baseline_in_one_table(name):
    """And from week 0 on only, so that whatever moves afterwards is the cause's."""
    world = scenarios.load(name)
    changed = {key for key, _, _ in world.differences}
    assert {key.rpartition(": ")[2].partition(".")[0] for key in changed} == {CAUSES[name]}
    assert all(key.startswith("week 0: ") for key in changed)
