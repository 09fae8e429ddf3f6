"""The page refuses whatever it should, and what it simulates is what the command simulates."""

from __future__ import annotations

import html
import json
import re
from importlib import resources

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from countergaze import api
from countergaze.cli.main import main
from countergaze.engine.simulation import Measuring, Simulation, simulate
from countergaze.experiments.compare import compare
from countergaze.mechanisms import TABLES, safeguards
from countergaze.scenarios import ScenarioError, links, load
from countergaze.web import asked, bench, questions, rendering, serving, shipped, words
from countergaze.web.app import application
from countergaze.web.guard import POLICY, Keys
from countergaze.web.warm import Warm

PORT = 8765
HERE = f"http://127.0.0.1:{PORT}"
SMALL = {"seeds": 2, "people": 5_000, "weeks": 8, "window": 4}


def client(keys, **about):
    """Return a browser before its first address."""
    return TestClient(application(1, keys, {f"127.0.0.1:{PORT}", f"localhost:{PORT}"}, PORT,
                                  ahead=False), base_url=HERE, **about)


@pytest.fixture
def keys():
    return Keys()


@pytest.fixture
def browser(keys):
    """Return a browser that has come with the key; nothing is simulated for it."""
    made = client(keys)
    assert made.get("/", params={"key": keys.first}).status_code == 200
    return made


def test_the_key_serves_once_and_becomes_a_cookie_that_scripts_cannot_read(keys):
    """A second browser needs the next key, and a third gets none."""
    told = []
    keys.made = told.append
    first, other, third = client(keys), client(keys), client(keys)
    key = keys.first
    answer = first.get("/", params={"key": key}, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and key.lower() not in cookie
    assert first.get("/").status_code == 200
    assert other.get("/", params={"key": key}).status_code == 403
    assert told == [keys.first]
    assert other.get("/", params={"key": keys.first}).status_code == 200
    assert third.get("/", params={"key": keys.first}).status_code == 403
    assert first.get("/", params={"key": "used"}).status_code == 200


@pytest.mark.parametrize("heads", [
    {"host": "evil.example"}, {"host": f"127.0.0.1:{PORT + 1}"}, {"host": ""},
    {"origin": "http://evil.example"}, {"origin": "null"},
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}])
def test_another_host_origin_or_site_is_refused(browser, heads):
    """With the key as well: another page in the same browser has it too."""
    answer = browser.get("/", headers=heads)
    assert answer.status_code == 403 and answer.text.startswith("refused: ")


def test_without_a_key_nothing_is_shown(keys):
    made = client(keys)
    for path in ("/", "/page.css", "/live/question?id=audit&value=1", "/nothing"):
        assert made.get(path).status_code == 403
    assert made.get("/", params={"key": "x" * 43}).status_code == 403
    made.cookies.set(f"countergaze-{PORT}", "x" * 43)
    assert made.get("/").status_code == 403


@pytest.mark.parametrize(("path", "code"), [
    ("/", 200), ("/nothing", 404), ("/..%2f..%2fetc%2fpasswd", 404), ("/question/..%2fx", 404),
    ("/question/none", 400), ("/live/question?id=audit&value=2", 400)])
def test_every_answer_carries_the_policy(browser, path, code):
    """Refusals and mistakes as well."""
    answer = browser.get(path)
    assert answer.status_code == code
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-0.1", "1.01", "1e9", "", "half", "1,0",
                                   "0x1", "1" * 5_000])
def test_a_value_that_the_lever_cannot_have_is_refused(browser, value):
    answer = browser.get("/live/question", params={"id": "appeal-bench", "value": value})
    assert answer.status_code == 400
    assert "safeguards.appeal_bench must be a number from 0 to 1" in answer.text


def test_long_queries_bodies_and_other_methods_are_refused(browser):
    assert browser.get("/", params={"x": "y" * 9_000}).status_code == 414
    assert browser.post("/", content=b"x").status_code == 405
    assert browser.post("/", content=b"x" * 2_000_000).status_code == 413
    assert browser.put("/").status_code == 405


@pytest.mark.parametrize(("link", "told"), [
    ("#baseline", "two to 4 arms, not 1"),
    ("#" + "&".join(["baseline"] * 5), "not 5"),
    ("#baseline&banned&--people=100001", "people must be at most 100,000"),
    ("#baseline&banned&--seeds=51", "seeds must be at most 50"),
    ("#baseline&banned&--weeks=521", "weeks must be at most 520"),
    ("#baseline&banned&--people=10&--weeks=0", "people must be at least 5,000"),
    ("#baseline&banned&--seeds=many", "seeds must be"),
    ("#baseline&banned&--out=x", "is not an option of a link"),
    ("#baseline&banned&--seed=3", "Did you mean --seeds=NUMBER?"),
    ("#baseline&baselime", "Did you mean baseline?"),
    ("#baseline&baseline:safeguards.apeal_bench=1", "Did you mean appeal_bench?"),
    ("#baseline&baseline:safeguards.appeal_bench=2", "safeguards.appeal_bench")])
def test_a_link_beyond_the_limits_or_mistyped_is_refused(link, told):
    with pytest.raises((api.BadRequest, ScenarioError), match=re.escape(told)):
        asked.plan_of(link)


def test_a_page_opens_no_file(tmp_path, monkeypatch):
    """Neither a scenario, nor a folder of a run, nor anything that lies beside them."""
    (tmp_path / "mine.toml").write_text('extends = "baseline"\n')
    monkeypatch.chdir(tmp_path)
    looked = []
    monkeypatch.setattr("os.path.exists", lambda path: looked.append(path) or True)
    for name in ("mine.toml", str(tmp_path / "mine.toml"), "../x", "baseline/..", "c:\\x",
                 "mine.toml:safeguards.appeal_bench=1"):
        with pytest.raises(ScenarioError, match="not a shipped scenario"):
            asked.plan_of(links.written(["baseline", name]))
    assert not looked


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_a_hostile_link_is_read_or_refused_in_words(text):
    """Whatever it holds: the plan of shipped scenarios, or one sentence and no traceback."""
    try:
        plan = asked.plan_of(f"#baseline&{text}")
    except (api.BadRequest, ScenarioError) as fault:
        assert str(fault)
    else:
        assert all(arm.scenario in load(arm.scenario).name for arm in plan.arms)


def test_one_grammar_for_page_command_and_python():
    """A link gives the arms and numbers of the command; written again it is the same link."""
    arms = ["baseline", "baseline:safeguards.appeal_bench=0.5,lists.on=true", "banned"]
    link = links.written(arms, {"seeds": 3, "people": 5_000})
    assert links.read(f"http://127.0.0.1:1/bench{link}") == (
        arms, {"seeds": "3", "people": "5000"})
    plan = asked.plan_of(link)
    typed = api.plan_of(arms, 3, 5_000, None, None, 1)
    by_link = api.plan_of(link, None, None, None, None, 1)
    assert [arm.name for arm in plan.arms] == [arm.name for arm in typed.arms]
    for one in (typed, by_link):
        assert (plan.arms, plan.seeds, plan.people, plan.weeks, plan.window) == (
            one.arms, one.seeds, one.people, one.weeks, one.window)
    assert asked.link_of([arm.name for arm in plan.arms], plan) == link


def test_a_society_kept_in_memory_gives_what_a_new_one_gives():
    """Arm after arm from the same state, to the last bit and the same state of everybody."""
    base = load("baseline")
    arm = base.at_week_0({"safeguards.appeal_bench": 1})
    with Simulation(base.settings, (1, 2), 5_000) as simulation:
        simulation.to_week_0()
        warm = Warm(simulation)
        warm.simulate(base.settings, 6, Measuring())
        again = warm.simulate(arm.settings, 6, Measuring())
    fresh = simulate(arm.settings, people=5_000, weeks=6, seeds=(1, 2))
    for one, other in zip(again, fresh, strict=True):
        assert one.facts["state_hash"] == other.facts["state_hash"]
        assert [row[:2] for row in one.series] == [row[:2] for row in other.series]
        for (_, _, mine), (_, _, theirs) in zip(one.series, other.series):
            np.testing.assert_array_equal(mine, theirs)


def test_every_question_is_answered_in_advance():
    """At each stop, with every number; and between stops, where it is called an estimate."""
    assert len(questions.every()) == 12
    assert len({one.lever for one in questions.every()}) == 12
    for one in questions.every():
        assert shipped.stops(one) == (one.start, *one.stops)
        whole = shipped.answer(one, one.stops[-1])
        assert {*whole.levels["indicator"]} == {*one.indicators}
        assert not shipped.is_stop(one, 0.6) and shipped.is_stop(one, one.stops[-1])


def test_between_two_stops_lies_a_straight_line():
    one = questions.asked("appeal-bench")
    low, middle, high = (shipped.answer(one, value).level("control_hours", shipped.CHANGE)
                         for value in (0.5, 0.6, 0.75))
    assert middle == pytest.approx(0.6 * low + 0.4 * high)
    assert shipped.answer(one, 0.0).level("listed", shipped.CHANGE) == \
        shipped.answer(one, 0.0).level("listed", "baseline")


def told(answer):
    """Return the messages of a stream."""
    return [json.loads(part.removeprefix("data: ")) for part in answer.text.split("\n\n") if part]


def test_a_question_between_stops_is_simulated_until_its_last_pair(keys, monkeypatch):
    """Estimated at first, then pair by pair, and the hash is that of the printed command."""
    monkeypatch.setattr(asked, "USUAL", SMALL)
    with client(keys) as browser:
        browser.get("/", params={"key": keys.first})
        answer = browser.get("/live/question", params={"id": "appeal-bench", "value": "0.6"})
    messages = told(answer)
    first, last = messages[0]["html"]["answer"], messages[-1]["html"]["answer"]
    assert "Estimated between simulations made in advance" in first
    assert any("marks" in one for one in messages)
    assert "Simulated here: 2 of 2 pairs" in last and messages[-1]["done"]
    assert messages[-1]["said"].count("staffed appeal bench") == 1
    command = re.search(r'<pre id="command">([^<]+)', last)[1]
    arms = ["baseline", "baseline:safeguards.appeal_bench=0.6"]
    assert command == (f"countergaze compare {' '.join(arms)} --seeds 2 --people 5000 --weeks 8 "
                       "--window 4")
    whole = compare(api.plan_of(arms, 2, 5_000, 8, 4, 1), 1)
    assert re.search(r'<code id="result">(\w+)', last)[1] == whole.result


def test_nothing_comes_from_elsewhere():
    """No address of another server in any file that a page loads, but names of namespaces."""
    folder = resources.files("countergaze.web")
    texts = [rendering.style(), rendering.script(),
             *(one.read_text("utf-8") for one in folder.joinpath("templates").iterdir())]
    found = {address for text in texts
             for address in re.findall(r"(?:https?:)?//[\w.]+\.\w+", text)}
    assert found <= {"http://www.w3.org"}, found
    assert "eval(" not in rendering.script() and "style=" not in rendering.script()


@pytest.mark.parametrize(("options", "told"), [
    (["--host", "0.0.0.0"], "it needs --token-file"), (["--port", "70000"], "70000"),
    (["--token-file", "none.txt"], "cannot be read"), (["--jobs", "0"], "0")])
def test_the_command_refuses_what_would_open_it_to_others(options, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["serve", "--no-browser", *options])
    assert done.exit_code == 2 and told in done.output


def test_a_weak_key_is_refused(tmp_path):
    file = tmp_path / "key"
    for text in ("short", "x" * 31, "x" * 40 + " y", "ü" * 40):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(serving.CannotServe, match="at least 32"):
            serving.key_in(file)
    file.write_text("x" * 32 + "\n")
    assert serving.key_in(file) == "x" * 32


def test_rare_things_are_counted_and_not_put_into_an_interval():
    """Under five people in all pairs together; and zero everywhere is none."""
    from countergaze.mechanisms import INDICATORS
    from countergaze.reports.phrases import Difference

    about = INDICATORS["wrongful_listing"]
    few = Difference("x", 2.0, 4.0, -2.0, -3.0, -1.0, 2, 2)
    assert words.said(about, few, 20_000) == (
        "about 2 synthetic people in all 2 pairs together, on an average week: too few to tell")
    assert "fewer in 2 of 2" in words.said(about, few, 200_000)


LINK = "#baseline&baseline:safeguards.appeal_bench=1"


@pytest.mark.parametrize(("do", "arm", "key", "value", "told"), [
    ("set", 1, "safeguards.repair_path", "0.5", LINK + ",safeguards.repair_path=0.5"),
    ("set", 1, "safeguards.appeal_bench", "0", "#baseline&baseline:safeguards.appeal_bench=0"),
    ("reset", 1, "safeguards.appeal_bench", "", "#baseline&baseline"),
    ("clear", 1, "", "", "#baseline&baseline"),
    ("scenario", 0, "", "banned", "#banned&baseline:safeguards.appeal_bench=1"),
    ("copy", 1, "", "", LINK + "&baseline:safeguards.appeal_bench=1")])
def test_the_bench_edits_by_the_grammar_of_the_command(browser, do, arm, key, value, told):
    """What comes back holds the new link, and reads as the arms of it."""
    answer = browser.get("/bench/form", params={"link": LINK + "&--seeds=3", "do": do, "arm": arm,
                                                "key": key, "value": value})
    assert answer.status_code == 200
    link = html.unescape(re.search(r'data-link="([^"]+)"', answer.text)[1])
    assert link == told + "&--seeds=3"
    assert len(asked.plan_of(link).seeds) == 3


@pytest.mark.parametrize("asking", [
    {"do": "remove", "arm": "1"}, {"do": "set", "arm": "5"}, {"do": "set", "arm": "-1"},
    {"do": "explode", "arm": "0"}, {"do": "set", "arm": "1", "key": "no.such", "value": "1"},
    {"do": "set", "arm": "1", "key": "lists.on", "value": "a=b,c"},
    {"do": "scenario", "arm": "1", "value": "../../etc/passwd"}])
def test_an_edit_that_cannot_be_is_refused_in_words(browser, asking):
    answer = browser.get("/bench/form", params={"link": LINK, **asking})
    assert answer.status_code == 400 and "Traceback" not in answer.text and answer.text


def test_the_bench_offers_every_parameter_with_unit_and_source(browser):
    text = browser.get("/bench/levers").text
    for table in TABLES.values():
        for p in table.fields.values():
            if p.kind != "constant":
                assert f'data-key="{p.key}"' in text
    assert f"Safeguards, {len(safeguards.ALL)}" in text and "assumed" in text
    assert browser.get("/bench").status_code == browser.get("/effects").status_code == 200


def test_what_a_title_or_a_value_holds_is_escaped(browser):
    hostile = "#baseline&baseline:lists.on=<script>alert(1)</script>"
    for path in ("/bench/form", "/live/bench", "/cite", "/table.csv"):
        answer = browser.get(path, params={"link": hostile})
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/plain")
    shown = str(rendering.fragment("results.html", "form", {
        **bench.form(LINK), "link": '"><script>alert(1)</script>'}))
    assert "<script>" not in shown


def test_the_bench_ends_with_the_hash_of_its_own_command(keys):
    """And its table, its sources and all effects are then there; before, they are refused."""
    link = LINK + "&--seeds=2&--people=5000&--weeks=8&--window=4"
    with client(keys) as browser:
        browser.get("/", params={"key": keys.first})
        assert browser.get("/table.csv", params={"link": link}).status_code == 400
        messages = told(browser.get("/live/bench", params={"link": link}))
        again = told(browser.get("/live/bench", params={"link": link, "screen": "effects"}))
        table = browser.get("/table.csv", params={"link": link})
        cite = browser.get("/cite", params={"link": link})
    last = messages[-1]["html"]["results"]
    words_ = re.search(r'<pre id="command">([^<]+)', last)[1].split()
    seeds, people, weeks, window = (int(words_[words_.index(f"--{name}") + 1])
                                    for name in ("seeds", "people", "weeks", "window"))
    arms = words_[2:words_.index("--seeds")]
    whole = compare(api.plan_of(arms, seeds, people, weeks, window, 1), 1)
    assert re.search(r'<code id="result">(\w+)', last)[1] == whole.result
    assert 'id="effects"' in again[-1]["html"]["results"] and 'id="effects"' not in last
    assert table.text.splitlines()[0] == ",".join(whole.effects.columns)
    assert len(table.text.splitlines()) == len(whole.effects) + 1
    assert whole.result[:12] in cite.text and cite.text.startswith("@software")


def test_arms_exchanged_exchange_the_signs():
    """A and B turned round turn every difference round and nothing else."""
    numbers = "&--seeds=2&--people=5000&--weeks=8&--window=4"
    one = compare(asked.plan_of("#baseline&banned" + numbers), 1)
    other = compare(asked.plan_of("#banned&baseline" + numbers), 1)
    np.testing.assert_allclose(one.effects["effect"], -other.effects["effect"])


@pytest.mark.parametrize("asking", [
    {"find": "rich"}, {"find": "", "number": "20000"}, {"find": "", "number": "-1"},
    {"find": "", "number": "9" * 400}, {"find": "listed", "first": "mine.toml"}])
def test_a_life_that_cannot_be_followed_is_refused_in_words(browser, asking):
    answer = browser.get("/live/life", params=asking)
    assert answer.status_code == 400 and answer.text


def test_a_life_is_followed_by_a_warm_process(keys, monkeypatch):
    """The same as the command tells, with nothing that the policy would not allow."""
    monkeypatch.setattr(asked, "USUAL", SMALL)
    with client(keys) as browser:
        browser.get("/", params={"key": keys.first})
        messages = told(browser.get("/live/life", params={"find": "", "number": "7"}))
    text = messages[-1]["html"]["results"]
    command = re.search(r"countergaze (person \d+ [^<]+)", text)[1]
    assert command.startswith("person 7 baseline --against safeguarded")
    told_by_command = CliRunner().invoke(main, command.split()).output
    assert "Synthetic person 7 of 5,000: nobody" in told_by_command and "Person 7 of 5,000" in text
    assert " style=" not in text and "data-style=" in text
