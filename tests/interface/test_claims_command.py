"""The commands of claims: what they print, refuse, write and return."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from countergaze import worlds
from countergaze.claims import claim_files, hinges
from countergaze.claims.work import DEFAULTS
from countergaze.cli.main import main
from countergaze.worlds import sample
from tests.interface.made_boards import World, plausible, simulate


def asked(*words):
    """Return what came of a command."""
    return CliRunner().invoke(main, [str(word) for word in words])


def told(*words):
    """Return what a command prints; it must go well."""
    done = asked(*words)
    assert done.exit_code == 0, done.output
    return done.output


def answer(name, at, world):
    """Sensors lower everything where deterrence answers to the stake, nothing elsewhere."""
    stake = at.values["conduct"]["deterrence_form"] == "stake"
    return 100.0 - 30.0 * at.values["sensing"]["smart"] * stake


@pytest.fixture(autouse=True)
def made_worlds(monkeypatch):
    """Put a closed formula in the place of simulations, and made worlds in that of the sample."""
    monkeypatch.setattr(worlds, "plausible", plausible)
    monkeypatch.setattr(worlds, "simulate_arms", simulate(answer))
    monkeypatch.setattr(sample, "nearer", lambda numbers: tuple(numbers[:len(numbers) // 2]))


def test_claims_are_listed_without_a_run():
    text = told("claims", "--list")
    assert "C27  Growth is more than a ground of legitimacy" in text and "42 claims" in text
    assert max(map(len, text.splitlines())) <= 80
    rows = json.loads(told("claims", "C41", "c08", "--list", "--json"))
    assert [row["id"] for row in rows] == ["C08", "C41"] and rows[1]["hinges"]


def test_a_run_says_its_size_first_and_leaves_a_folder(tmp_path):
    out = tmp_path / "c"
    text = told("claims", "C24", "C17", "--quick", "--out", str(out), "--jobs", "1")
    assert text.index("8 worlds that fit the facts") < text.index("C17")
    assert "not yet" in text or "frozen" in text
    assert (out / "claims.html").is_file() and (out / "manifest.json").is_file()
    assert "C24 · " not in text and "claims.html" in text
    assert told("verify", str(out))
    again = asked("claims", "C24", "--quick", "--out", str(out))
    assert again.exit_code == 3


def test_json_holds_the_verdicts(tmp_path):
    made = json.loads(told("claims", "C24", "--worlds", "12", "--json", "--out",
                           str(tmp_path / "c")))
    assert made["claims"][0]["id"] == "C24" and made["worlds"] == 12
    assert made["claims"][0]["holds"] == 4 and made["claims"][0]["hinge"]["parameter"] == (
        "conduct.deterrence_form")


@pytest.mark.parametrize("asked_for, said", [
    (("C43",), "C43 is not one of the claims"), (("C01", "--worlds", "1"), "outside 2 to 256"),
    (("--quick", "--worlds", "9"), "--quick is --worlds 8"),
    (("C01", "--worlds", "250", "--confirm"), "outside 2 to 232")])
def test_what_cannot_be_asked_is_refused_in_one_line(asked_for, said, tmp_path):
    done = asked("claims", *asked_for, "--out", str(tmp_path / "c"))
    assert done.exit_code == 2 and said in done.output
    assert not (tmp_path / "c").exists()


def test_hinges_are_turned_one_by_one():
    """Every variant and both ends, and the four desk shares; all worlds otherwise as they are."""
    claim = claim_files.claims()["C24"]
    found = hinges.turn(claim, plausible, World(DEFAULTS), simulate(answer), worlds=6)
    holds = {(one.hinge, one.setting): one.outcomes[0].verdict.counts.holds for one in found}
    assert holds["", hinges.AS_THEY_ARE] == 2
    assert holds["conduct.deterrence_form", "stake"] == 6
    assert holds["conduct.deterrence_form", "certainty"] == 0
    assert holds["all four desk shares", "1"] == 2
    text = told("hinges", "C24", "--worlds", "6", "--jobs", "1")
    assert "conduct.deterrence_form" in text and "no effect" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "out of scope" in asked("hinges", "C27").output
