"""Arms with names of their own, and packages of them: typed, told, and typed again."""

from types import SimpleNamespace

import pytest

from countergaze.cli import compare, in_worlds
from countergaze.reports import over_worlds
from countergaze.reports.comparison_page.page import typed
from countergaze.scenarios import ScenarioError
from countergaze.scenarios.arms import read_arms
from countergaze.scenarios.joined import parts_of, with_packages

BENCH = "bench=baseline:safeguards.appeal_bench=1"
REPAIR = "repair=baseline:safeguards.repair_path=1"
MEANS = "means=baseline:safeguards.ability_to_pay=1"


def test_an_arm_takes_the_name_that_is_given():
    """Name, scenario and settings; a file with that name, and a change, are no names."""
    (first, base, own), (plain, _, _), (again, scenario, _) = read_arms(
        [BENCH, "baseline:appeals.seats=2", "quiet=silos"])
    assert (first, base, own.name) == ("bench", "baseline", "bench")
    assert own.settings.at(0).values["safeguards"]["appeal_bench"] == 1.0
    assert plain == "baseline:appeals.seats=2" and (again, scenario) == ("quiet", "silos")
    with pytest.raises(ScenarioError, match="baselin"):
        read_arms(["x=baselin"])


def test_a_file_whose_name_holds_an_equals_sign_stays_a_file(tmp_path, monkeypatch):
    """What is there is what is meant."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a=b.toml").write_text('extends = "baseline"\n', "utf-8")
    (name, _, _), = read_arms(["a=b.toml"])
    assert name == "a=b"


def test_what_is_typed_again_is_the_same_arm():
    """The line under Reproduce gives the names and changes that were asked for."""
    asked = ["baseline", BENCH, "baseline:appeals.seats=2", "quiet=silos"]
    found = [SimpleNamespace(name=name, scenario=base, differences=own.differences)
             for name, base, own in read_arms(asked)]
    assert [typed(arm) for arm in found] == asked


def test_a_package_has_an_arm_without_each_of_its_parts():
    """Three parts: the package and three others, by whose side each part is what is added."""
    arms = with_packages(["baseline", BENCH, REPAIR, MEANS], ["all=bench+repair+means"])
    names = [name for name, _, _ in read_arms(arms)]
    assert names == ["baseline", "bench", "repair", "means", "all", "all-without-bench",
                     "all-without-repair", "all-without-means"]
    assert parts_of(names) == {"all": {part: f"all-without-{part}"
                                       for part in ("bench", "repair", "means")}}
    worlds = {name: own.settings.at(0).values["safeguards"] for name, _, own in read_arms(arms)}
    assert [worlds["all"][key] for key in ("appeal_bench", "repair_path", "ability_to_pay")] == [
        1.0, 1.0, 1.0]
    assert worlds["all-without-repair"]["repair_path"] == 0.0
    assert worlds["all-without-repair"]["appeal_bench"] == 1.0
    assert parts_of(["a", "b-without-c"]) == {}


@pytest.mark.parametrize(("package", "says"), [
    ("all", "is no package"), ("all=bench", "is no package"), ("bench=bench+repair", "already"),
    ("all=bench+reparir", "is no arm"), ("all=bench+bench", "twice"),
    ("all=bench+baseline", "changes nothing"), ("all=bench+more", "is 1 in bench and 0.5 in more"),
    ("all=bench+other", "more than one scenario")])
def test_a_package_that_cannot_be_is_told_with_its_reason(package, says):
    """Before anything is simulated."""
    arms = ["baseline", BENCH, REPAIR, "more=baseline:safeguards.appeal_bench=0.5",
            "other=silos:appeals.seats=2"]
    with pytest.raises(ScenarioError, match=says):
        with_packages(arms, [package])


def test_lines_are_as_wide_as_the_terminal(monkeypatch):
    """COLUMNS counts, between 60 and 120; names have what is more than 80."""
    for columns, letters in (("80", 28), ("100", 48), ("400", 68), ("10", 28)):
        monkeypatch.setenv("COLUMNS", columns)
        assert len(compare.short("x" * 200)) == letters


def test_lines_over_worlds_have_a_unit_in_words(monkeypatch):
    """What holds over plausible worlds is told under the title and unit of the quantity."""
    monkeypatch.setattr(over_worlds, "rows", lambda done, names: [
        {"indicator": "listed", "arm": "bench"}])
    monkeypatch.setattr(over_worlds, "sentence", lambda row: "fewer in 19 of 20")
    lines = in_worlds.worlds_lines(SimpleNamespace(facts={"worlds": {"count": 20}}))
    assert lines[1:] == ["  On a list, in 100,000", "    bench  fewer in 19 of 20"]
