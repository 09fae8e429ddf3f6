"""What an earlier version wrote or a user wrote for it: folders are read, old words are told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import countergaze
from countergaze import scenarios
from countergaze.scenarios.source import ScenarioError
from tests.interface.asking import call

OLD = Path(__file__).parent / "written_by_0_3_0.zip"
FOLDERS = ("run", "compare", "safeguards")


@pytest.fixture
def old(tmp_path):
    """The folders that version 0.3.0 wrote for a run, a comparison and a safeguard."""
    shutil.unpack_archive(OLD, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_of_version_0_3_0_is_loaded_and_verified(name, old):
    """Units and verdicts have other words since; numbers and files are held to what they were."""
    read = countergaze.load(old / name)
    told = json.loads((old / name / "manifest.json").read_text("utf-8"))
    assert read.result == told["result"] and told["versions"]["countergaze"] == "0.3.0"
    call("verify", old / name)


@pytest.mark.parametrize("name", ("compare", "safeguards"))
def test_an_effect_that_does_not_follow_is_found_in_an_older_folder_too(name, old):
    """One number off by a thousandth in an old table is told."""
    folder = old / name
    effects = pd.read_parquet(folder / "effects.parquet")
    at = effects.index[effects["effect"].abs() > 0.0][0]
    effects.loc[at, "effect"] *= 1.001
    effects.to_parquet(folder / "effects.parquet")
    assert "does not follow" in call("verify", folder, code=4)


def test_a_renamed_word_of_a_scenario_is_told_with_its_new_name(tmp_path):
    """No near name is guessed for a word that has another one now."""
    file = tmp_path / "mine.toml"
    file.write_text('extends = "baseline"\nown_history = false\n')
    with pytest.raises(ScenarioError, match=r'has another name now: write burn_in = "shared"'):
        scenarios.load(file)
