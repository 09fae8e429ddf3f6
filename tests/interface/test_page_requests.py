"""What a page may ask for besides its answers: worlds, tables, numbers of a comparison."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from countergaze import api
from countergaze.web import bench, tables
from countergaze.web.app import application
from countergaze.web.guard import Keys

PORT = 8765


@pytest.fixture
def browser():
    """Return a browser that has come with the key; nothing is simulated for it."""
    keys = Keys()
    made = TestClient(application(1, keys, {f"127.0.0.1:{PORT}"}, PORT, ahead=False),
                      base_url=f"http://127.0.0.1:{PORT}")
    assert made.get("/", params={"key": keys.first}).status_code == 200
    return made


@pytest.mark.parametrize("worlds", ["0", "77000", "-1", "many", "", "1" * 5_000, "\u0663"])
def test_a_number_of_worlds_that_there_are_not_is_refused(browser, worlds):
    answer = browser.get("/live/worlds", params={"link": "#baseline&banned", "worlds": worlds})
    assert answer.status_code == 400 and answer.text.startswith("worlds must be ")


def test_tables_are_there_before_anything_is_simulated(browser):
    """Each as CSV with a head and no index."""
    for name, make in tables.ready().items():
        answer = browser.get(f"/table/{name}.csv")
        lines = answer.text.splitlines()
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
        assert lines[0] == ",".join(make().columns) and len(lines) == len(make()) + 1
    assert browser.get("/table/none.csv").status_code == 404


@pytest.mark.parametrize(("name", "value", "made"), [
    ("seeds", "2", "&--seeds=2"), ("people", "100,000", "&--people=100000"),
    ("weeks", "156", ""), ("seeds", "", "")])
def test_the_bench_takes_numbers_of_a_comparison(name, value, made):
    link = "#baseline&banned"
    assert bench.edited(link, "number", 0, name, value) == link + made


def test_the_bench_refuses_other_numbers(browser):
    with pytest.raises(api.BadRequest, match="no number 'out'"):
        bench.edited("#baseline&banned", "number", 0, "out", "x")
    answer = browser.get("/bench/form", params={
        "link": "#baseline&banned", "do": "number", "arm": "0", "key": "people", "value": "1e9"})
    assert answer.status_code == 400 and "people must be" in answer.text
