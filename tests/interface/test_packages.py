"""Safeguards with their price: packages by closed cases, folder and pages."""

from __future__ import annotations

import pandas as pd
import pytest
from click.testing import CliRunner

import countergaze
from countergaze.claims import packages
from countergaze.cli.main import main
from countergaze.reports.packages_page import words
from tests.interface.made_boards import plausible

COVER = {"G02": {1, 2, 4, 5, 7}, "G04": {1, 2, 3, 9}, "G06": {4, 5, 6, 10}, "G15": {7, 8}}
"""Which tenths of the wrong listings each safeguard alone would prevent; together they overlap."""


def simulated(worlds, arms, *, seeds, indicators, base, **_):
    rows = []
    for world in worlds:
        for arm, patch in arms.items():
            there = [key for key in COVER if f"safeguards.{packages.known()[key]}" in patch]
            saved = len(set().union(*(COVER[key] for key in there)) if there else ())
            values = dict.fromkeys(indicators, 100.0) | {
                "wrongful_entries_expected": 200.0 - 10.0 * saved,
                "hardship": 40.0 - 5.0 * ("G11" in arm), "silenced": 70.0 + len(patch),
                "safeguard_hours": 0.5 * len(patch)}
            rows += [(world.number, arm, seed, key, "whole", values[key])
                     for seed in seeds for key in indicators]
    return pd.DataFrame(rows, columns=["world", "arm", "seed", "indicator", "scope", "value"])


@pytest.fixture(scope="module")
def made():
    return packages.carry_out(plausible, simulated, worlds=10, scenarios=("baseline",))


def package(made, harm):
    return next(one for one in made.found if one.harm == harm)


def test_the_smallest_package_leaves_out_what_the_others_do(made):
    """G02 avoids most alone; with G04 and G06, which it takes to reach four fifths, it is idle."""
    one = package(made, "wrongful_entries_expected")
    assert one.members == ("G04", "G06") and one.complete
    assert one.avoided == pytest.approx(0.8) and (one.reached, one.worlds) == (10, 10)
    assert one.hours == pytest.approx(1.0)


def test_one_safeguard_is_enough_where_one_does_all(made):
    assert package(made, "hardship").members == ("G11",)
    assert package(made, "hardship").steps <= packages.A_STEP


def test_a_harm_that_safeguards_make_worse_has_no_package(made):
    """All together silence more people, or change nothing."""
    for harm in ("silenced", "files_abroad"):
        one = package(made, harm)
        assert one.members == () and not one.complete and one.worlds == 0


def test_a_search_simulates_only_a_part_of_all_packages(made):
    assert made.means["arm"].nunique() < 2 * (len(packages.known()) + 2)


def test_folder_and_pages(made, tmp_path):
    folder = made.save(tmp_path / "p")
    again = countergaze.load(folder)
    assert again.result == made.result and again.found == made.found
    assert packages.verify(folder) == []
    page = (folder / "packages.html").read_text()
    refused = CliRunner().invoke(main, ["report", str(folder)])
    assert refused.exit_code == 2 and "has no report.html" in refused.output
    assert all(key in page for key in packages.known()) and "all together" in page
    text = (folder / "packages.md").read_text()
    assert "G04 travelling correction, G06 retention limit" in text
    assert "less in 10 of 10" in text


def test_one_world_far_off_sways_no_effect(made):
    """A world of a thousand times the level, in which a safeguard does the opposite, is one of
    ten; differences below a thousandth of the level are told from none nowhere."""
    far = made.means["world"] == made.worlds[0]
    entries = made.means["indicator"] == "wrongful_entries_expected"
    alone = made.means["arm"] == packages.ALONE
    means = made.means.copy()
    means.loc[far & entries, "value"] = 9e6
    means.loc[far & entries & alone, "value"] = 1e5
    swayed = packages.Priced(means, made.found, made.worlds, made.people)
    before = made.effect("baseline", "G02", "wrongful_entries_expected")
    after = swayed.effect("baseline", "G02", "wrongful_entries_expected")
    assert before.middle == after.middle == pytest.approx(-25.0)
    assert (before.less, before.more, after.less, after.more) == (10, 0, 9, 1)
    assert swayed.far("baseline", "wrongful_entries_expected") == [made.worlds[0]]
    assert "worlds" not in words.far_line(made, "baseline")
    means.loc[~alone & entries, "value"] = 199.9
    tiny = packages.Priced(means, made.found, made.worlds, made.people)
    assert tiny.effect("baseline", "G02", "wrongful_entries_expected").still
