"""Answers that are shipped are what runs come to, and are told as they are."""

from __future__ import annotations

import re

import numpy as np
import pytest
from click.testing import CliRunner

from countergaze.cli.main import main
from countergaze.experiments.compare import compare
from countergaze.experiments.plan import Plan, arms_from
from countergaze.mechanisms import INDICATORS
from countergaze.scenarios.arms import read_arms
from countergaze.web import advance, answer, questions, shipped, site, surface, words

SIZES = {"weeks": 8, "window": 4}
TWO = ("appeal_bench", "repair_path")


@pytest.fixture(scope="module")
def made():
    """Return answers of very small runs, as the command writes them, to two of the questions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(advance, "every", lambda: questions.every()[:2])
        patch.setattr(advance, "packages", lambda pairs: [(), TWO[:1], TWO[1:], TWO])
        return advance.answers(5_000, 2, 5_000, 2, 1, **SIZES)


@pytest.fixture
def taken(made, monkeypatch):
    """Have the page use them in place of those of the package."""
    monkeypatch.setattr(shipped, "_taken", {})
    shipped.take(made)


def test_an_answer_is_what_the_command_compares(taken):
    """Levels and weeks of both arms, to the digits that the table keeps."""
    one = questions.asked("way-out")
    told = shipped.answer(one, 0.5)
    plan = Plan(arms_from(read_arms(one.arms(0.5))), (1, 2), 5_000, 8, 4)
    whole = compare(plan, 1)
    for arm, name in zip(plan.arms, ("baseline", shipped.CHANGE)):
        for indicator in one.indicators:
            assert told.level(indicator, name) == pytest.approx(
                whole.level(indicator, arm.name), rel=1e-6, nan_ok=True)
        for indicator in one.charts:
            mine, theirs = (part[(part["arm"] == who) & (part["indicator"] == indicator)]
                            for part, who in ((told.weekly, name), (whole.weekly, arm.name)))
            np.testing.assert_array_equal(mine["week"], theirs["week"])
            np.testing.assert_allclose(mine["value"], theirs["value"], rtol=1e-6)


def test_packages_are_told_by_what_they_were_made_of(taken):
    """Each safeguard alone and both together, against no safeguard."""
    told = surface.data()
    assert [one["name"] for one in surface.choices()] == [*TWO]
    assert {*told["made"]} == {*TWO, ",".join(TWO)} and told["pairs"] == 2
    plan = Plan(arms_from(read_arms(["baseline", advance.package(("appeal_bench",))])), (1, 2),
                5_000, 8, 4)
    whole = compare(plan, 1)
    k = advance.PACKAGES.index("control_hours")
    row = whole.effects[(whole.effects["indicator"] == "control_hours")
                        & (whole.effects["scope"] == "whole")].iloc[0]
    assert told["made"]["appeal_bench"][k][0] == pytest.approx(row["effect"], rel=1e-3)
    assert told["made"]["appeal_bench"][k][1] == pytest.approx(row["high"] - row["effect"],
                                                               rel=1e-3, abs=1e-5)


def test_every_answer_has_its_words():
    """A finding, four numbers, what is not said and the command, whatever was measured."""
    for one in questions.every():
        for value in (one.start, one.stops[0], 0.6 if len(one.stops) > 1 else 1.0):
            view = answer.view(one, value, shipped.answer(one, value), words.IN_ADVANCE, 4)
            assert view["headline"].startswith(f"{one.name}: ")
            assert not re.search(r"\bnan\b", str(view))
            assert [len(column["tiles"]) for column in view["columns"]] == [2, 2]
            assert view["command"].startswith("countergaze compare baseline baseline:")
            assert one.limit in view["not_said"] and view["way"] in ("less", "same", "more")


def test_worlds_are_counted_each_way():
    about = INDICATORS["listed"]
    assert words.in_worlds(about, np.array([])) == ""
    assert words.in_worlds(about, np.array([-1.0, -2.0, 3.0, 0.0, np.nan])) == (
        "In 4 worlds that fit the facts: fewer in 2, more in 1, the same in 1.")


def test_the_folder_is_whole_small_and_links_only_to_itself(tmp_path):
    """Every link and source leads to a file of it; a folder in use is left alone."""
    folder = tmp_path / "site"
    done = CliRunner().invoke(main, ["site", str(folder)])
    assert done.exit_code == 0, done.output
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sum(map(len, files.values())) < site.MOST_BYTES
    for name, content in files.items():
        if name.endswith(".html"):
            text = content.decode()
            for address in re.findall(r'(?:href|src)="([^"#]+)', text):
                assert address in files, f"{name} leads to {address}"
            assert "/live/" not in text and 'data-live=""' in text
    assert len([name for name in files if name.endswith(".html")]) >= 16
    assert files["answers.csv"].startswith(b"question,lever,value,indicator,effect")
    again = CliRunner().invoke(main, ["site", str(folder)])
    assert again.exit_code == 3 and "holds" in again.output


@pytest.mark.slow
def test_shipped_answers_are_those_of_this_version():
    """The first pairs of one question, simulated now: remake with `python docs/answers.py`."""
    one = questions.asked("appeal-bench")
    about = shipped.shipped()["questions"].about
    told = shipped.answer(one, 1.0)
    plan = Plan(arms_from(read_arms(one.arms(1.0))), (1, 2), about["people"], about["weeks"],
                about["window"])
    whole = compare(plan, 1)
    for indicator in one.indicators:
        for arm, name in zip(plan.arms, ("baseline", shipped.CHANGE)):
            np.testing.assert_allclose(told[indicator][name].to_numpy()[:2],
                                       whole[indicator][arm.name], rtol=1e-4,
                                       err_msg=f"{indicator} in {arm.name}")
