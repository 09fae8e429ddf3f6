"""One synthetic life: what is watched, told in words, drawn, and refused."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from countergaze.cli.main import main
from countergaze.engine import trace
from countergaze.engine.simulation import simulate, state_hash
from countergaze.engine.society import Society
from countergaze.mechanisms.appeals import KNOWS_OF_LISTING, PENDING
from countergaze.reports.life_page import events as life_events
from countergaze.reports.life_page import page as life_page
from countergaze.reports.life_page import words as life_words
from countergaze.reports.life_page.world import World
from countergaze.scenarios import load

PEOPLE, WEEKS = 5_000, 14
SHORT = {"society.burn_in": 30, "lists.court_list_share": 0.6, "sensing.false_rate": 1.0,
         "appeals.notice": 0.3, "appeals.appeal_chance": 0.3, "forecasting.visit": 0.002,
         "sanctions.travellers": 0.6}
"""A world in which much happens in few weeks."""
SMALL = ["--people", "5000", "--weeks", "6", "--set", "society.burn_in=4", "--threads", "1"]


def call(*words):
    """Return the result of a command, run in this process."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def settings():
    """Return the settings of an eventful world."""
    return load("baseline").with_changes(SHORT).settings


def lived(settings, person, **changed):
    """Return the life of one person in an eventful world."""
    about = {"people": PEOPLE, "weeks": WEEKS, "seed": 1} | changed
    return trace.trace(settings, about["people"], about["weeks"], about["seed"], person,
                       cache=False)


@pytest.fixture(scope="module")
def appealing(settings):
    """Return the life of the first person who waits for an appeal."""
    number = trace.find(settings, PEOPLE, WEEKS, 1, "appeals", cache=False)
    return lived(settings, number)


def test_watching_changes_nothing(settings, monkeypatch):
    """The state after a watched run is, to the byte, that of a run that nobody watched."""
    kept = []
    settle = Society.settle.__func__
    monkeypatch.setattr(Society, "settle", classmethod(
        lambda cls, *given: kept.append(settle(cls, *given)) or kept[-1]))
    seen = lived(settings, 4_321)
    watched = state_hash(kept[-1], 0)
    plain, = simulate(settings, people=PEOPLE, weeks=WEEKS, seeds=(1,), cache=False)
    assert watched == plain.facts["state_hash"]
    assert seen.weeks["fear"][-1] == kept[-1].state.fear[4_321]


def test_what_was_worked_out_is_of_the_person(settings):
    """Rows read from the scratch block agree with what the week stored about the same person."""
    for person in (0, 1_023, 1_024, 4_999):
        one = lived(settings, person)
        shown = one.weeks["shown"].astype(int)
        assert ((shown & 3 >= 2) == (one.weeks["dissents"] > 0.5)).all()
        assert ((shown & 3 == 3) == (one.weeks["warned"] > 0.5)).all()
        assert ((shown >> 6 & 1) == (one.weeks["home"] > 0.5)).all()
        made = one.records.sum(axis=1) + one.false.sum(axis=1) > 0.5
        assert ((one.weeks["since_record"] == 0) == made).all()


def test_threads_watch_the_same_life(settings):
    """The person's row is their own whichever thread lives their cell."""
    one, two = (trace.trace(settings, PEOPLE, 4, 1, 2_000, threads=n, cache=False)
                for n in (1, 2))
    for name, values in one.weeks.items():
        assert np.array_equal(values, two.weeks[name]), name


STAY = {"lists.pay_wont": 0, "lists.pay_cannot": 0, "lists.term": 5_000, "lists.removal_lag": 0,
        "appeals.repair": 0, "officials.sell": 0, "appeals.appeal_chance": 0,
        "scoring.pilot": 0}
"""A world in which no listing ends."""
WAYS = {
    "settled": {"lists.pay_wont": 1, "lists.pay_cannot": 1, "sensing.false_rate": 0,
                "officials.fabricate": 0},
    "term": {"lists.term": 3, "lists.court_term": 3},
    "repaired": {"appeals.repair": 1, "sensing.false_rate": 0, "sensing.on": False},
    "appeal": {"appeals.notice": 1, "appeals.appeal_chance": 1, "appeals.seats": 50,
               "appeals.grant_true": 1, "appeals.grant_false": 1},
    "sold": {"officials.sell": 0.2, "officials.integrity": 0, "officials.discretion": 1,
             "officials.audit": 0, "society.h0_b": 90},
}
"""Each way out of a list, by itself."""


@pytest.mark.parametrize("way", WAYS)
def test_a_listing_ends_for_the_one_reason_there_is(way):
    """Where one way leads off the lists, every end is told by that way."""
    world = load("baseline").with_changes(SHORT | STAY | WAYS[way]).settings
    number = trace.find(world, PEOPLE, WEEKS, 1, "listed", cache=False)
    one = lived(world, number, weeks=50)
    listing = np.concatenate([[one.before["listing"]], one.weeks["listing"]]).astype(int)
    lost = sum(bin(a & ~b).count("1") for a, b in zip(listing, listing[1:]))
    assert lost == len(one.ends) > 0
    assert {end.reason for end in one.ends} == {way}
    told = [e for e in World("x", one).events if e.text == life_events.ENDS[way]]
    assert len(told) == lost


def test_no_end_without_a_way_out():
    """Nobody leaves a list in the world without ends; abolishing the lists ends them all."""
    world = load("baseline").with_changes(SHORT | STAY)
    number = trace.find(world.settings, PEOPLE, WEEKS, 1, "listed", cache=False)
    assert not lived(world.settings, number, weeks=50).ends
    number = trace.find(world.with_changes({"appeals.appeal_chance": 0.3}).settings, PEOPLE, 2,
                        1, "appeals", cache=False)
    gone = lived(world.at_week_0({"lists.on": False}).settings, number, weeks=1)
    assert gone.before["listing"] and {end.reason for end in gone.ends} == {"abolished"}


def test_a_case_is_told_in_its_order(appealing):
    """Whoever waits has appealed or brought the appeal along, and each step has its words."""
    world = World("baseline", appealing)
    case = np.concatenate([[appealing.before["case"]], appealing.weeks["case"]]).astype(int)
    told = [event for event in world.events if event.lane == "appeal"]
    filed = sum(bool(b & PENDING) and not a & PENDING for a, b in zip(case, case[1:]))
    assert sum(event.text == "appeals" for event in told) == filed
    learnt = sum(bool(b & KNOWS_OF_LISTING) and not a & KNOWS_OF_LISTING
                 for a, b in zip(case, case[1:]))
    assert sum(event.text.startswith("learns") for event in told) == learnt
    assert world.appeals
    for span in world.appeals:
        assert span.ground in ("waits", "granted", "turned down", "falls away")
        assert (case[span.first + 1: span.last + 2] & PENDING).any() or case[0] & PENDING


@pytest.mark.parametrize("kind", trace.KINDS)
def test_find_gives_the_lowest_number(settings, kind):
    """It happens to the person found, and it is the reason why they were found."""
    number = trace.find(settings, PEOPLE, WEEKS, 1, kind, cache=False)
    assert number is not None
    one = lived(settings, number)
    shown = one.weeks["shown"].astype(int)
    happens = {"listed": (shown >> 2 & 3) >= 2, "wrongly-listed": (shown >> 2 & 3) == 3,
               "refused": one.weeks["since_refused"] == 0, "warned": shown & 3 == 3,
               "visited": one.weeks["visited"] > 0.5,
               "appeals": one.weeks["case"].astype(int) & PENDING != 0}[kind]
    assert happens.any()


def test_held_back_is_between_the_two_chances(settings):
    """Silent for fear alone: likely to speak without fear, unlikely with it, and silent."""
    weeks = 0
    for person in range(0, PEOPLE, 500):
        one = lived(settings, person, weeks=3)
        back = one.held_back()
        weeks += back.sum()
        assert not (back & (one.weeks["dissents"] > 0.5)).any()
        assert (one.weeks["latent"][back] >= 0.5 * one.weeks["occasion"][back]).all()
        assert (one.weeks["dissent_chance"] <= one.weeks["latent"] + 1e-6).all()
    assert weeks
    fearless = load("baseline").with_changes(
        SHORT | {"expression.stake_at_liberty": 0, "expression.stake_of_listing": 0}).settings
    assert not lived(fearless, 596, weeks=3).held_back().any()


def test_one_world_twice_is_the_same_life(settings):
    """A world against itself differs in nothing, and the words say so."""
    one = World("a", lived(settings, 77))
    two = World("b", lived(settings, 77))
    assert "the same in both worlds" in life_words.common([one, two])
    assert one.events == two.events and one.says == two.says
    rows = life_page.table_rows([one, two])
    assert all(a == b for a, b in rows)


def test_a_person_out_of_range_is_refused(settings):
    """Numbers go from 0 to one less than the people."""
    with pytest.raises(ValueError, match="from 0 to 4,999"):
        trace.trace(settings, PEOPLE, 1, 1, PEOPLE)
    done = call("person", "5000", *SMALL)
    assert done.exit_code == 2 and "numbers go from 0 to 4,999" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("words, part", [
    ([], "say whom to follow"), (["baseline"], "say whom to follow"),
    (["-3"], "-3"), (["7", "baseline", "silos"], "one scenario after the number"),
    (["7", "--find", "listed"], "not both"), (["--find", "famous"], "famous"),
    (["7", "nowhere"], "neither a shipped scenario"), (["7", "--against", "nowhere"], "Shipped"),
    (["7", "--set", "lists.on"], "KEY=VALUE"), (["7", "--weeks", "0"], "at least 1"),
    (["7", "--html", "no/such/folder/a.html"], "no folder"),
])
def test_bad_requests_are_one_clear_message(words, part):
    """Nothing is run, nothing is printed but the message."""
    done = call("person", *words, *([] if "--weeks" in words else SMALL))
    assert done.exit_code in (2, 5) and done.stdout == ""
    assert part in done.stderr and "Traceback" not in done.stderr


def test_the_text_fits_a_terminal_and_is_plain():
    """At most 80 columns, ASCII only, no colour, both worlds, nobody named."""
    done = call("person", "--find", "listed", "baseline", "--against", "safeguarded", *SMALL,
                "--weeks", "14", "--set", "society.burn_in=20")
    assert done.exit_code == 0, done.stderr
    text = done.stdout
    assert text.isascii() and "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    for words in ("nobody", "\nbaseline\n", "\nsafeguarded\n", "What happened in baseline",
                  "  listed  ", "  fear  ", "lowest number that is put on a list",
                  "This is nobody"):
        assert words in text


def test_json_holds_every_week():
    """Lanes are as long as the run, events have a week, a bureau and words."""
    done = call("person", "12", "--json", *SMALL)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["person"] == 12 and [w["name"] for w in told["worlds"]] == ["baseline",
                                                                            "no-system"]
    for world in told["worlds"]:
        for name in ("listed", "refused", "says", "fear", "true_records", "score"):
            assert len(world["lanes"][name]) == 6, name
        for event in world["events"]:
            assert {"week", "bureau", "text"} <= event.keys()
        assert world["facts"]["age"] in ("under 15", "15 to 59", "60 or over")


class Anchors(HTMLParser):
    """What a page links to and what can be linked to."""

    def __init__(self):
        super().__init__()
        self.ids, self.links = set(), set()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids.add(found.get("id"))
        if tag == "a":
            self.links.add(found["href"].lstrip("#"))


def test_the_page_opens_offline_and_every_number_leads_to_words(settings, appealing):
    """No script, nothing fetched, within its budget; each number on a mark has its row."""
    against = load("no-system").with_changes(SHORT).settings
    worlds = [World("baseline", appealing),
              World("no-system", lived(against, appealing.person))]
    page = life_page.report(worlds, "countergaze person 1")
    assert len(page.encode()) < 50_000
    assert "<script" not in page and not re.search(r'(?:src|href)="http', page)
    anchors = Anchors()
    anchors.feed(page)
    assert anchors.links and anchors.links <= anchors.ids
    assert page.count("<h1>") == 1 and "Nobody." in page
    assert page.count('class="world') == 2
    for bureau in {event.bureau for event in worlds[0].events if event.bureau}:
        assert bureau in page


def test_a_page_is_written_whole_and_never_over_another(tmp_path):
    """A file that is there stays unless --force is given."""
    out = tmp_path / "life.html"
    out.write_text("mine")
    done = call("person", "3", "--html", out, *SMALL)
    assert done.exit_code == 3 and out.read_text() == "mine"
    done = call("person", "3", "--html", out, "--force", *SMALL)
    assert done.exit_code == 0 and out.read_text().startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir()] == ["life.html"]
    assert call("person", "3", "--html", tmp_path, *SMALL).exit_code == 3


@pytest.mark.parametrize("facts, words", [
    ({"age": "under 15"}, "Under 15"), ({"household": 1}, "living alone"),
    ({"quarters": True}, "in collective quarters"), ({"official": True}, "official's household"),
    ({"minority": True}, "of a minority group"), ({"elsewhere": True}, "registered elsewhere"),
])
def test_facts_are_told_in_words(facts, words):
    """Each fact has its words, and no sentence breaks."""
    plain = {"age": "15 to 59", "place": "Henan", "urban": True, "elsewhere": False,
             "minority": False, "official": False, "quarters": False, "household": 3,
             "knows": False, "travels": True, "aware": False, "opted_out": False}
    text = life_words.about(plain | facts)
    assert words in text and text.endswith(".") and ".." not in text


def test_a_deed_that_recurs_is_told_once():
    """Repeated records within half a year are one event; a listing between them parts them."""
    def record(week):
        return life_events.Event(week, week, "Courts", "files", "records", "true")

    told = life_events._told_once([record(1), record(5), record(60)])
    assert [(e.week, e.last, e.count) for e in told] == [(1, 5, 2), (60, 60, 1)]
    listing = life_events.Event(3, 3, "Courts", "lists", "listed", "just")
    assert len(life_events._told_once([record(1), listing, record(5)])) == 3


@pytest.mark.parametrize(("before", "said"), [
    (1, "on a list until week 0, on none from then on"), (0, "on no list in these weeks")])
def test_somebody_listed_before_week_0_was_on_a_list(before, said):
    """Nobody of whom that is not so is told to have never been on a list."""
    world = SimpleNamespace(ground=["", ""], weeks=2, refused=np.zeros(2), says=["", ""],
                            life=SimpleNamespace(before={"listing": float(before)},
                                                 weeks={"visited": np.zeros(2)}))
    assert life_words.summary(world) == said
