"""The phase diagram: regions by closed cases, how soft its edges are, folder and pages."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import countergaze
from countergaze.claims import phase
from countergaze.claims.claim_files import smallest
from countergaze.claims.work import DEFAULTS
from tests.interface.made_boards import World, plausible


def simulated(worlds, arms, *, seeds, indicators, **_):
    """Links deter where offices are honest, spread false records where not; dishonest offices are
    over capacity; plausible worlds deter nothing."""
    import pandas as pd

    rows = []
    for world in worlds:
        for arm, patch in arms.items():
            links = patch["integration.horizontal"]
            honest = patch.get("officials.integrity", 0.7)
            own = dict.fromkeys(indicators, 50.0) | {
                "offences": 80.0 - 4.0 * links * honest * (world.number == DEFAULTS),
                "wrong_records": 3000.0 + 4000.0 * links * (1.0 - honest),
                "over_capacity": 45.0 - 40.0 * honest}
            rows += [(world.number, arm, seed, key, "whole", value + 0.3 * (seed - 1.5) * links
                      * (key == "offences"))
                     for seed in seeds for key, value in own.items()]
    return pd.DataFrame(rows, columns=["world", "arm", "seed", "indicator", "scope", "value"])


@pytest.fixture(scope="module")
def made():
    return phase.carry_out(9, plausible, World(DEFAULTS), simulated, worlds=4)


def test_regions_follow_from_smallest_effects(made):
    """Each cell by hand: lower offences control, more false records harm."""
    found = made.regions()[0]
    links, honest = np.meshgrid(phase.values(phase.LINKS, 9), phase.values(phase.INTEGRITY, 9))
    assert ((found & phase.CONTROLS) > 0).tolist() == (
        4 * links * honest >= smallest()["offences"]).tolist()
    assert ((found & phase.HARMS) > 0).tolist() == (
        4000 * links * (1 - honest) >= smallest()["wrong_records"]).tolist()
    assert ((found & phase.FULL) > 0).tolist() == (45 - 40 * honest >= 30).tolist()
    assert not (made.regions()[1:] & phase.CONTROLS).any()


def test_soft_edges_and_worlds_that_agree(made):
    """Cells at an edge that one seed alone puts elsewhere; worlds in the same region."""
    differ, edge = made.soft
    assert 0 < differ <= edge < 81
    controls = (made.regions()[0] & phase.CONTROLS) > 0
    assert (made.agreeing[controls] == 0).all() and (made.agreeing[~controls] == 4).all()
    square = np.zeros((4, 4), int)
    square[:2, :2] = 1
    assert phase.at_edges(square).sum() == 7


def test_a_folder_is_read_back_and_checked(made, tmp_path):
    folder = made.save(tmp_path / "p")
    again = countergaze.load(folder)
    assert again.result == made.result and (again.regions() == made.regions()).all()
    assert countergaze.claims.phase.verify(folder) == []


def test_the_picture_and_the_pages_show_every_cell(made, tmp_path):
    folder = made.save(tmp_path / "p")
    drawing = ET.fromstring((folder / "phase.svg").read_text())
    squares = [one for one in drawing.iter() if one.get("class", "").startswith("s")
               and one.get("width")]
    assert len(squares) == 81
    page = (folder / "phase.html").read_text()
    assert "Controls and harms" in page and made.command in page
    text = (folder / "phase.md").read_text()
    assert "| defaults |" in text and text.count("| world ") == 5
