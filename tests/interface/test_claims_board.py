"""Claims put to worlds: what is simulated, what comes out, the folder and its pages."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import countergaze
from countergaze.claims import board as boards
from countergaze.claims import claim_files, frozen, leanings, work
from countergaze.claims.claim import Change
from countergaze.claims.verdict import Counts
from countergaze.reports.claims_page import deciding, words
from countergaze.reports.claims_page.groups import groups
from tests.interface.made_boards import board


def eased(name, at, world):
    """Sensors lower everything but the ratio to hours of control, as claim C01 has it."""
    return 100.0 - 30.0 * at.values["sensing"]["smart"] * (name != "recorded_share") * (
        name != "records") + 20.0 * at.values["sensing"]["smart"] * (name == "recorded_share")


def by_alarm(name, at, world):
    """The same, but where alarms are many."""
    few = world.changes.get("incidents.alarm", 2.0) < 4.0
    return eased(name, at, world) if few or name != "unrest_intensity" else (
        100.0 + 10.0 * at.values["sensing"]["smart"])


def outcome(made, key, reading="A"):
    return next(one for one in made.outcomes if (one.claim.id, one.reading) == (key, reading))


def test_a_claim_is_supported_where_all_worlds_show_it():
    made = board(eased, "C01")
    one = outcome(made, "C01")
    assert one.verdict.word == "SUPPORTED" and one.verdict.counts == (40, 0, 0, 0)
    assert [part.counts.holds for part in one.parts] == [40, 40, 40]
    assert one.verdict.stable == 1000


def test_the_opposite_everywhere_contradicts():
    made = board(lambda name, at, world: 200.0 - eased(name, at, world), "C17", "C01")
    assert outcome(made, "C17").verdict.word == "CONTRADICTED"
    assert "comes out the other way in 40" in made_line(made, "C17")


def made_line(made, key):
    return words.verdict_line(outcome(made, key))


def test_a_hinge_named_before_the_run_makes_a_condition_once_fresh_worlds_confirm_it():
    first = board(by_alarm, "C01")
    assert outcome(first, "C01").verdict.word == "UNDECIDED"
    assert outcome(first, "C01").verdict.cut.parameter == "incidents.alarm"
    assert "fresh worlds have yet to confirm" in deciding.decides(outcome(first, "C01"))
    made = board(by_alarm, "C01", confirm=True)
    one = outcome(made, "C01")
    assert len(made.fresh) == 24 and one.verdict.word == "CONDITIONAL"
    assert one.verdict.cut.holds_low and 3.8 < one.verdict.cut.at < 4.2
    assert made_line(made, "C01").startswith("It holds where incidents.alarm is below")
    assert "One assumed number decides it (alarms of full sensing" in made_line(made, "C01")


def test_a_hinge_is_confirmed_where_only_the_first_worlds_had_more_seeds():
    """Fresh worlds have two seeds; that the others have four is no reason to pass them over."""
    made = board(by_alarm, "C01", confirm=True)
    fresh = {world.number for world in made.fresh}
    first = made.means[~made.means["world"].isin(fresh)]
    more = boards.Board(made.order, pd.concat([made.means, first.assign(seed=first["seed"] + 2)]),
                        made.worlds, made.fresh, (1, 2, 3, 4))
    assert outcome(more, "C01").verdict.word == "CONDITIONAL"
    assert outcome(more, "C01").verdict.cut.fresh == outcome(made, "C01").verdict.cut.fresh


def test_an_undecided_claim_says_towards_what_it_leans_and_what_is_missing():
    """Half of the worlds hold and half are reversed by the alarm; the file's hinge tells them."""
    made = board(lambda name, at, world: eased(name, at, world) if world.number % 4 else (
        200.0 - eased(name, at, world)), "C24")
    one = outcome(made, "C24")
    assert one.verdict.counts == (30, 10, 0, 0) and leanings.lean(one.verdict.counts) == 0
    assert deciding.missing(one) == ("Short of a verdict: 30 of 40 where the rule asks for 32; "
                                     "reversed in 10 where the rule allows 2.")
    assert [group.title for group in groups(made.outcomes)] == ["Undecided: holds in most worlds"]
    assert leanings.short_of(Counts(18, 18, 4, 0)) is None
    assert leanings.short_of(Counts(0, 7, 32, 1)).against == ((1, 7),)


def test_a_clue_is_told_only_beyond_what_so_many_looks_find():
    """A form that parts 40 worlds is a clue; one that does not is none, whatever its best side."""
    states = np.array([0] * 20 + [2] * 20)
    forms = np.array(["a"] * 18 + ["b"] * 4 + ["a"] * 2 + ["b"] * 16, dtype=object)
    found = leanings.clue(states, {"sensing.coupling_form": forms})
    assert found.side in "ab" and {found.inside, found.outside} == {(18, 20), (2, 20)}
    mixed = np.array(["a", "b"] * 20, dtype=object)
    assert leanings.clue(states, {"sensing.coupling_form": mixed}) is None
    twelve = np.array([0] * 12 + [2] * 28)
    weak = np.array(["a"] * 9 + ["b"] * 3 + ["a"] * 7 + ["b"] * 21, dtype=object)
    assert leanings.clue(twelve, {"x": weak}) is not None
    assert leanings.clue(twelve, {"x": weak, **{str(k): mixed for k in range(9)}}) is None


def test_a_built_in_sign_is_not_said_to_be_against_itself():
    """By construction in a third of the worlds reads as a contradiction."""
    told = words.seen(Counts(6, 0, 8, 2))
    assert told == ("It is large enough to be seen in 6 of 16 worlds and too small or too noisy in "
                    "10; it is reversed in none.")
    assert words.sentence(Counts(0, 14, 23, 3)) == (
        "is reversed in 14, has no effect in 23 and is unclear in 3 of 40")


def test_built_in_and_out_of_scope_claims_count_for_nothing():
    made = board(eased, "C16", "C27")
    assert outcome(made, "C27").verdict.word == "OUT_OF_SCOPE"
    assert outcome(made, "C16").verdict.word == "BY_CONSTRUCTION"
    assert len(outcome(made, "C16").worlds) == 16


def test_a_claim_without_values_fails_and_says_so():
    made = board(lambda name, at, world: np.nan, "C01", "C19")
    assert {one.verdict.word for one in made.outcomes} == {"FAILED"}
    assert "no world has a value" in made_line(made, "C01")


def test_more_seeds_settle_what_is_unclear():
    """With --resolve the claims with more than a fifth of the worlds unclear get two more."""
    made = board(eased, "C01", "C24", noise=9.0, resolve=True)
    assert made.seeds == (1, 2, 3, 4)
    seeds = made.means.groupby("arm")["seed"].nunique()
    assert (seeds == 4).all()


def test_arms_are_simulated_once_whoever_asks_for_them():
    """Claims of one size share their arms, and fewer worlds are the first of them."""
    claims = claim_files.claims().values()
    todo = work.blocks(claims, 40)
    runs = [(block.size, arm, place) for block in todo for arm in block.arms
            for place in range(block.first, block.last)]
    assert len(runs) == len(set(runs))
    for claim in claims:
        for arm in claim.arms:
            there = {place for size, name, place in runs
                     if (size, name) == (work.size_of(claim), arm)}
            assert there >= set(range(work.worlds_of(claim, 40))), (claim.id, arm)
    assert sum(block.defaults for block in todo) == len({block.size for block in todo})
    assert {block.last for block in work.blocks(claims, 8)} == {4, 5, 8}
    assert work.estimate(todo, 2, 270, 2) > 10 * work.estimate(work.blocks([
        claim_files.claims()["C24"]], 8), 2, 270, 2) > 0.0


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Return a board of six claims and its folder."""
    made = board(by_alarm, "C01", "C04", "C16", "C20", "C27", "C39", noise=0.05, worlds=12)
    return made, made.save(tmp_path_factory.mktemp("claims") / "b")


def test_a_folder_is_read_back_and_checked(saved):
    made, folder = saved
    again = countergaze.load(folder)
    assert again.result == made.result
    assert again.record()["claims"] == made.record()["claims"]
    assert boards.verify(folder) == []
    table = again.to_pandas()
    assert set(table["claim"]) == {"C01", "C04", "C16", "C20", "C39"}


def test_a_changed_mean_is_found(saved, tmp_path):
    made, _ = saved
    other = boards.Board(made.order, made.means.assign(value=made.means["value"] + 1.0),
                         made.worlds, made.fresh, made.seeds)
    folder = other.save(tmp_path / "x")
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace(other.result, made.result))
    assert any("manifest.json was changed" in line for line in boards.verify(folder))


def test_the_pages_say_what_the_verdicts_say(saved):
    """Every claim has its line, its evidence and its anchor; a board of 12 worlds says so."""
    made, folder = saved
    page = (folder / "claims.html").read_text()
    for one in made.outcomes:
        assert f'<b class="id">{one.name}</b>' in page and f'id="{one.claim.id}' in page
    assert "the rule asks for 40 worlds and these are 12" in page
    assert "12 worlds that fit the facts" in page and "of 12" in page
    assert "Written down" not in page and "None" not in page
    right = (folder / "what-the-report-got-right.md").read_text()
    assert "## Where the worlds differ" in right and "**C01**" in right
    text = (folder / "claims.md").read_text()
    assert "| [C20 B](#c20-b) |" in text and made.order.command in text


def test_a_record_holds_what_programs_ask_for(saved):
    told = json.loads(json.dumps(saved[0].record()))
    assert [row["id"] for row in told["claims"]] == [
        "C01", "C04", "C04", "C16", "C20", "C20", "C27", "C39"]
    assert {"verdict", "holds", "fails", "nil", "unclear", "stable", "hinge"} <= set(
        told["claims"][0])


def test_a_claim_that_changed_after_the_freeze_has_to_say_why(tmp_path, monkeypatch):
    """Freezing twice without a change is nothing; with one it needs a line of history."""
    path = frozen.freeze(tmp_path)
    told = json.loads(path.read_text())
    assert len(told["files"]) == 43 and told["files"] == frozen.now()
    monkeypatch.setattr(frozen, "frozen", lambda: frozen.Frozen("2026-01-01", {
        **told["files"], "C05": "another"}))
    assert frozen.changed() == ["C05"]
    with pytest.raises(claim_files.ClaimError, match="C05: differs from what was frozen"):
        frozen.freeze(tmp_path)
    claims = dict(claim_files.claims())
    claims["C05"] = claims["C05"].model_copy(update={
        "history": (Change(date="2026-01-02", what="another arm", why="it was wrong"),)})
    monkeypatch.setattr(frozen, "claims", lambda: claims)
    assert frozen.freeze(tmp_path)


def test_files_differ_from_the_freeze_only_with_a_reason():
    """What ships is what was frozen, or says why not."""
    assert frozen.without_history() == []


def test_the_verdicts_that_ship_are_those_of_the_files():
    """Where verdicts are shipped, they are of the claims as they are, in their order."""
    told = boards.shipped()
    if told is not None:
        assert list(dict.fromkeys(row["id"] for row in told["claims"])) == list(
            claim_files.claims())
        assert {"result", "command", "worlds"} <= set(told)
