"""The catalogue in a terminal, and what systems and safeguards leave in a folder."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from countergaze.claims import entries, folder, trials
from countergaze.claims import significance as found
from countergaze.cli.main import main
from countergaze.reports import rendering
from countergaze.reports.catalogue import in_worlds, tracks, words
from countergaze.results.store import PARTS

SIZE = (2, 5_000, 10, 5)
ASKED = ["--seeds", "2", "--people", "5000", "--weeks", "10", "--window", "5"]
IDS = {"systems": "S11", "safeguards": "G09"}


class Here:
    """Lives jobs in this process, at once; stops like a person would after `last` jobs."""

    def __init__(self, last=1_000):
        self.last, self.lived = last, 0

    def submit(self, function, task):
        if self.lived == self.last:
            raise KeyboardInterrupt
        self.lived += 1
        future = Future()
        future.set_result(function(task))
        return future


def call(*asked):
    return CliRunner().invoke(main, [str(word) for word in asked])


def told(*asked):
    done = call(*asked)
    assert done.exit_code == 0, done.output
    return done.stdout


def shown(kind, out, executor=None, ids=None):
    plan, rows = trials.PLANS[kind]([ids or IDS[kind]], *SIZE)
    return folder.show(kind, plan, rows, 1, out=out, executor=executor or Here())


@pytest.fixture(autouse=True)
def nothing_kept(no_runs):
    """Have every test simulate its own runs."""


@pytest.fixture(scope="module", params=list(IDS))
def made(request, tmp_path_factory):
    """Return a kind, its one row as lived, and its folder."""
    out = tmp_path_factory.mktemp("catalogue") / request.param
    return request.param, shown(request.param, out), out


@pytest.mark.parametrize("kind", entries.KINDS)
def test_every_entry_fits_a_terminal_and_is_told_in_json(kind):
    """Tables and single entries keep to 80 columns; JSON holds the same entries."""
    table = told("catalogue", kind)
    every = json.loads(told("catalogue", kind, "--json"))
    assert [row["id"] for row in every] == list(entries.kind(kind))
    assert max(map(len, table.splitlines())) <= 80
    for row in every:
        page = told("catalogue", kind, row["id"].lower())
        assert page.startswith(row["id"]) and max(map(len, page.splitlines())) <= 80, page
        assert f"{row['id']}  " in table
        assert json.loads(told("catalogue", kind, row["id"], "--json")) == row


@pytest.mark.parametrize(("asked", "near"), [
    (("system",), "Did you mean systems?"), (("systems", "S99"), "Did you mean S19?"),
    (("systems", "G03"), "countergaze catalogue safeguards G03"),
    (("claims", "x"), "There are C01 to C42"), (("nothing at all",), "systems, claims")])
def test_a_wrong_kind_or_id_is_met_with_a_near_one(asked, near):
    """One message, no traceback, and the exit code of bad input."""
    done = call("catalogue", *asked)
    assert done.exit_code == 2 and near in done.output and "Traceback" not in done.output


@pytest.mark.parametrize("kind", IDS)
@pytest.mark.parametrize(("extra", "why"), [
    (["--only", "S7"], "Did you mean"), (["--only", ","], "no id is given"),
    (["--seeds", "1", "--people", "10"], "people must be at least 5,000"),
    (["--weeks", "4", "--window", "5"], "window must be at most the 4 weeks")])
def test_what_cannot_be_shown_is_refused_before_anything_is_run(kind, extra, why, tmp_path):
    """A wrong id or number is told at once, and no folder is left."""
    out = tmp_path / "out"
    done = call(kind, *extra, "--out", out)
    assert done.exit_code == 2 and "error:" in done.output, done.output
    assert why in done.output or kind == "safeguards" and "S7 is not" in done.output
    assert not out.exists()


def test_the_folder_holds_what_was_lived_and_verifies(made):
    """Files, manifest and hashes agree; what is read back says the same."""
    kind, one, out = made
    assert {path.name for path in out.iterdir()} == {
        "manifest.json", "report.html", "ro-crate-metadata.json", "effects.parquet",
        "runs.parquet", "weekly.parquet",
        f"{kind}.md"}
    assert told("verify", out)
    again = folder.load(out)
    assert again.trials == one.trials and again.result == one.result
    assert again.markdown() == (out / f"{kind}.md").read_text(encoding="utf-8")


def test_effects_that_do_not_follow_are_found(made, tmp_path):
    """Another number in effects.parquet, with hashes made to fit, is told."""
    kind, one, _ = made
    out = tmp_path / "copy"
    bent = one.effects.assign(effect=one.effects["effect"] + 1.0)
    folder.Shown(kind, one.made, one.trials, bent).save(out)
    assert "effects.parquet does not follow from runs.parquet" in folder.verify(out)


def test_effects_are_those_of_the_pairs(made):
    """Each effect is the mean over seeds of the world of the row minus its reference."""
    _, one, _ = made
    trial = one.trials[0]
    rows = one.effects[one.effects["pairs"] == 2]
    assert len(rows) > 50 and (rows["effect"] != 0.0).any()
    for row in rows.to_dict("records"):
        pairs = one.made.pairs(row["indicator"], row["scope"], trial.arm, trial.reference)
        assert row["effect"] == pytest.approx(np.nanmean(pairs), abs=1e-7)
        assert row["level"] == pytest.approx(
            one.made.level(row["indicator"], trial.reference, row["scope"]))


def test_a_row_shows_its_own_indicators_and_says_what_it_did(made):
    """The page, the report and the terminal tell id, change, world and own indicators."""
    kind, one, out = made
    trial = one.trials[0]
    page, report = one.markdown(), (out / "report.html").read_text(encoding="utf-8")
    text = "\n".join(words.in_terminal(kind, one.found))
    for where in (page, report):
        assert trial.id in where and trial.change in where and trial.scenario in where
        assert all(words.title_of(row) in where for row in one.found[0].named)
        assert "NaN" not in where and "nan " not in where
    assert trial.id in text and max(map(len, text.splitlines())) <= 80
    if kind == "systems":
        assert all(at in page and at in report for at in entries.systems()[trial.id].where)
    assert kind == "systems" or all(words.title_of(row) in text for row in one.found[0].named)
    assert one.command.startswith(f"countergaze {kind} --seeds 2 --people 5000")


def test_what_takes_lists_out_leaves_nobody_listed():
    """S11: the whole level of the reference is gone, in every pair."""
    one = shown("systems", None)
    row = one.found[0].of("listed")
    assert row["level"] > 0.0 and row["effect"] == pytest.approx(-row["level"])
    assert "wrongful_share" in one.found[0].gone


def test_a_run_that_is_stopped_goes_on(tmp_path):
    """Finished runs are kept, and the end is the same as without a stop."""
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        shown("systems", out, Here(last=1))
    assert [path.name for path in out.iterdir()] == [PARTS]
    rest = Here()
    done = shown("systems", out, rest)
    assert done.made.facts["runs_before"] == 2 and rest.lived == 1
    again = Here()
    assert done.result == shown("systems", None, again).result and again.lived == 0


@pytest.mark.parametrize("whose", ["S11", "nobody's"])
def test_runs_that_fail_leave_a_row_that_says_so(whose, tmp_path):
    """A world that cannot be run is told as such; the folder is written if another could."""
    class Fails(Here):
        def submit(self, function, task):
            future = Here.submit(self, function, task) if (
                whose == "S11" and all(week < 0 for week, _, _ in task.settings.changes)
            ) else Future()
            if not future.done():
                future.set_exception(ValueError("no such luck"))
            return future

    out = tmp_path / "out"
    done = shown("systems", out, Fails())
    assert {arm for arm, _, _ in done.made.failed} == (
        {"baseline without S11"} if whose == "S11" else {"baseline", "baseline without S11"})
    assert words.count_line(done.found[0]) == "nothing can be told"
    assert "S11" in "".join(words.in_terminal("systems", done.found))
    assert (out / "systems.md").is_file() == (whose == "S11")
    assert whose != "S11" or folder.verify(out) == []


def test_arms_of_one_world_share_a_history_and_the_stages_have_a_window_of_their_own():
    """S07 and S08 start from one history; S04 takes means over the whole run, from its own."""
    plan, rows = trials.systems_plan(["S04", "S07", "S08"], *SIZE)
    names = [arm.name for arm in plan.arms]
    groups = {frozenset(names[k] for k in group) for group in plan.histories()}
    assert groups == {frozenset(["baseline", "baseline without S07", "baseline without S08"]),
                      frozenset([rows[0].reference, rows[0].arm])}
    assert [arm.window for arm in plan.arms] == [10, 10, 0, 0, 0]
    assert plan.arms[0].settings.at(0).values["integration"]["start"] == 0.0


def test_what_stays_for_good_is_taken_out_of_the_whole_history():
    """S20 and S21 have histories of their own without them; others are patched at week 0."""
    campaign = replace(entries.systems()["S10"], from_start=True)
    bare = trials.without(campaign, "baseline")
    assert bare.settings.values["conduct"]["tip_base"] == 0.0
    assert all(week < 0 for week, _, _ in bare.settings.changes)
    plain = trials.without(entries.systems()["S10"], "baseline")
    assert plain.settings.values["conduct"]["tip_base"] > 0.0
    assert [key for key, s in entries.systems().items() if s.from_start] == ["S20", "S21"]


def test_rows_stand_in_the_order_of_ids_however_they_are_asked_for():
    """Nothing is ranked."""
    assert entries.ids_of("systems", "s11, S03,S07") == ["S03", "S07", "S11"]


def test_a_scope_is_looked_at_only_where_a_row_names_what_has_no_whole():
    """Places and groups are no looks of their own, but for gaps between groups."""
    names = [("listed", "whole"), ("listed", "group:urban"), ("listing_ratio", "group:urban"),
             ("wrongful_gap", "group:urban")]
    assert found.looked_at(names, ("listed", "listing_ratio")) == [0, 2]


def test_a_difference_is_told_by_what_it_is_worth():
    """Clear, not clear, clear by itself only, the same, and one pair: each in its own words."""
    row = {"pairs": 10.0, "effect": -2.0, "low": -3.0, "high": -1.0, "significant": True,
           "mde": 1.4,
           "size": -2.5, "percent": -20.0, "indicator": "listed", "scope": "whole", "unit": "u"}
    minus = "\N{MINUS SIGN}"
    assert words.said(row) == f"{minus}2 ({minus}3 to {minus}1)"
    assert words.how_large(row) == f"2.5 between-seed SD, {minus}20 %"
    assert words.how_large({**row, "size": 0.01, "percent": 4e3}) == "under 0.1 between-seed SD"
    assert words.how_large({**row, "size": float("nan"), "percent": 2.34}) == "+2.3 %"
    assert words.said({**row, "significant": False}) == (
        f"no difference detected ({minus}2 ({minus}3 to {minus}1) by itself); minimum detectable "
        "effect 1.4 (80 % power)")
    assert words.said({**row, "significant": False, "high": 1.0}) == \
        "no difference detected; minimum detectable effect 1.4 (80 % power)"
    assert words.said({**row, "effect": 0.0, "low": 0.0, "high": 0.0}) == \
        "the same in all 10 pairs"
    assert words.said({**row, "low": -2.0, "high": -2.0}) == f"{minus}2.00 in all 10 pairs"
    assert words.said({**row, "low": float("nan")}).startswith("one pair of runs")
    assert words.short({**row, "significant": False}) == "." and words.short(None) == "-"


def test_the_largest_come_first_within_a_row_only():
    """Indicators by size in spreads; rows keep the order of the trials."""
    table = pd.DataFrame([{"row": 0, "indicator": name, "scope": "whole", "size": size}
                          for name, size in (("a", 1.0), ("b", -3.0), ("c", np.nan))])
    rows = found.found(table, [trials.Trial("S01", "", "", "", "", "", ())])[0].rows
    assert [row["indicator"] for row in rows] == ["b", "a", "c"]


def test_what_is_too_small_to_speak_of_does_not_move():
    """Below a hundredth of a spread or a thousandth of the reference, or of what is declared."""
    effect = np.array([0.005, 0.2, 0.2, -2.0, 2.0, 0.2, 0.5])
    level = np.array([1.0, 1.0, 1000.0, 100.0, 0.0, 0.0, 100.0])
    spread = np.array([1.0, 1.0, 1.0, np.nan, 0.0, 30.0, 1.0])
    least = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])
    assert found.negligible(effect, level, spread, least).tolist() == [
        True, False, True, False, False, True, True]


def test_the_command_runs_from_the_terminal(tmp_path):
    """In a process of its own, with its report, as JSON."""
    out = tmp_path / "out"
    got = json.loads(told("systems", *ASKED, "--only", "S11", "--jobs", "1", "--json", "--quiet",
                          "--out", out))
    assert [row["id"] for row in got["rows"]] == ["S11"] and got["failed"] == []
    assert "systems.md" in got["files"]
    again = ["systems", *ASKED, "--only", "S11", "--jobs", "1", "--out", out]
    assert call(*again).exit_code == 3
    text = told(*again, "--force")
    assert "show      1 system in 2 worlds" in text and "S11  Blacklists" in text
    assert max(map(len, (line for line in text.splitlines() if str(out) not in line))) <= 80


def test_every_mistake_of_ids_and_sizes_is_told_at_once():
    """Two wrong ids and a number of seeds; nothing is run."""
    done = call("systems", "--only", "S07,S28,X1", "--seeds", 1)
    assert done.exit_code == 2
    for said in ("S28 is not one of the systems", "X1 is not one of", "seeds must be at least 2"):
        assert said in " ".join(done.stderr.split())


def row_of(moves, effect, **more):
    """Return a row of effects as the first picture takes it."""
    return {"effect": effect, "low": effect - 1.0, "high": effect + 1.0, "significant": moves,
            "indicator": "listed_wrongly", "scope": "whole", "pairs": 10, "mde": 2.0, "size": 1.0,
            "percent": 1.0, "p": 0.01, "named": False, **more}


def test_the_first_picture_has_a_track_of_harm_and_one_of_staff_time():
    """In the order of ids, whatever the size; hollow where nothing is detected; left is less."""
    trial = trials.Trial("G01", "Notice", "baseline", "", "", "", ())
    later = trials.Trial("G02", "Bench", "baseline", "", "", "", ())
    found_rows = [
        found.Found(trial, [row_of(False, 1.0)]),
        found.Found(later, [row_of(True, -8.0), row_of(True, 0.5, indicator="safeguard_hours",
                                                       low=0.4, high=0.6)])]
    view = tracks.section("safeguards", found_rows)
    assert [row["id"] for row in view["rows"]] == ["G01", "G02"]
    assert [head["harm"] for head in view["heads"]] == [True, False]
    first, second = (row["cells"][0] for row in view["rows"])
    assert first["marks"][-1]["kind"] == "dot open" and second["marks"][-1]["kind"] == "dot"
    place = float(second["marks"][-1]["style"].removeprefix("left:").removesuffix("%"))
    assert place == pytest.approx(3.0, abs=0.1) and first["said"] == "not detected"
    page = rendering.fragment({"page": "catalogue", "sections": [view]}, "tracks")
    assert 'data-head="Wrongly listed, by any cause"' in page  # where the heads are not shown
    assert second["said"] != "not detected"
    assert view["rows"][0]["cells"][1]["marks"] == [{"kind": "all", "style": "left:50%"}]
    assert tracks.section("systems", [found.Found(trial, [])]) is None


def test_a_page_begins_with_the_picture_and_ends_with_the_method(made):
    """Then what moves; how it was done comes last."""
    _, _, out = made
    text = (out / "report.html").read_text("utf-8")
    assert text.index('id="tracks"') < text.index('id="overview"' if 'id="overview"' in text
                                                  else 'id="r0"') < text.index('id="method"')


def test_a_page_is_written_again(made, tmp_path):
    """As it was, by the same command that writes a run's page again."""
    _, _, out = made
    again = tmp_path / "again"
    shutil.copytree(out, again)
    (again / "report.html").write_text("an older page")
    assert "report.html" in told("report", again)
    assert (again / "report.html").read_bytes() == (out / "report.html").read_bytes()


def test_what_helps_in_every_world_in_some_and_in_none_is_told():
    """Three safeguards in four worlds: one always, one in half, one never; in two scenarios."""
    def trial(key, scenario="baseline"):
        return SimpleNamespace(trial=SimpleNamespace(
            id=key, scenario=scenario, arm=f"{scenario}-{key}", reference=scenario))

    made = [trial("G05"), trial("G08"), trial("G10"), trial("G05", "captured")]
    rows = [(one.trial.arm, one.trial.reference, below, above) for one, below, above in zip(
        made, (4, 2, 0, 0), (0, 1, 0, 3))]
    told = in_worlds.lines(SimpleNamespace(kind="safeguards", found=made, over_worlds=pd.DataFrame(
        [{"arm": arm, "reference": reference, "indicator": "listed_wrongly", "scope": "whole",
          "worlds": 4, "below": below, "above": above} for arm, reference, below, above in rows])))
    assert told == [
        "Wrongly listed, by any cause: less in every world with G05; in some with G08 (less in 2, "
        "more in 1 of 4); in none with G10 and G05 in captured (more in 3 of 4)."]
