"""The report: one page that needs no network, says only what is true, and can be read by all."""

import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from countergaze.data.targets import targets
from countergaze.declare import Indicator
from countergaze.mechanisms import INDICATORS
from countergaze.reports import numbers, spread, svg, words, wrong_words
from countergaze.reports.run_page import page, tiles
from tests.interface.made_runs import made


class Page(HTMLParser):
    """Collects headings, ids, links and loads of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings, self.ids, self.links, self.loads = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note what matters of one tag."""
        about = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in about:
            self.ids.append(about["id"])
        if tag == "a":
            self.links.append(about["href"])
        if tag in ("script", "link", "img", "iframe", "object") or "src" in about:
            self.loads.append(tag)


@pytest.mark.parametrize("level", [0.0, 5.0, 700.0])
def test_the_page_needs_no_network_and_is_well_built(level):
    """No script, no load, one h1, headings in order, every inner link leads somewhere."""
    text = made(level).report()
    page = Page(text)
    assert page.loads == [] and "url(" not in text and "@import" not in text
    assert page.headings.count(1) == 1 and page.headings[0] == 1
    assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    assert all(link[1:] in page.ids for link in page.links)
    assert "nan" not in re.sub("<style>.*?</style>", "", text).lower().split()
    assert len(text.encode()) < 250_000


def test_with_nobody_listed_every_sentence_says_so():
    """Zero is told as nobody and none, not as 0.0."""
    text = made(0.0).report()
    assert "Nobody is on a list</h1>" in text
    assert "Nobody was on a list wrongly" in text and "nobody is listed anywhere" in text
    assert "none recorded" in text


def test_with_few_listed_groups_are_not_compared():
    """Five wrongly listed in 100,000 of 10,000 people are too few to tell."""
    assert "too few to tell" in made(5.0).report()


def test_a_headline_gives_the_sum_and_its_parts():
    """29 of 100 listed wrongly, by cause; parts below 0.05 are left out; none is none."""
    first = words.listed_line(722.0)
    said = wrong_words.headline(first, 29.4, "27 to 31 over 5 runs", {
        "listed_unable": 28.6, "wrongful_listing": 1.2, "listed_through": 0.0})
    assert said == ("On an average week, 7.2 in 1,000 synthetic residents are on a list, 29 of 100 "
                    "of them wrongly (27 to 31 over 5 runs): 28.6 could not pay what they are "
                    "listed for not paying and 1.2 are on it by a false record")
    assert wrong_words.headline(first, 0.0, "", {}).endswith("; none of them wrongly")
    assert wrong_words.headline(words.listed_line(0.0), math.nan, "", {}) == "Nobody is on a list"
    assert words.headline(722.0, 27.0).endswith("about 1 listing in 37 rests on a false record")


def test_the_headline_of_a_page_is_of_every_cause():
    """M02 and the court's criterion cannot say other things than the first line."""
    run = made(100.0, seeds=3, listed=700.0, listed_wrongly=210.0, listed_unable=200.0,
               wrongful_listing=10.0, listed_over=0.0, listed_through=0.0, listed_unheard=0.0)
    text = run.report()
    assert "30 of 100 of them wrongly (30 in every run)" in text
    assert "28.6 could not pay" in text and "1.4 are on it by a false record" in text
    assert '<span class="unit">95 of 100</span>' in text and "Without notice or hearing" in text
    older = made(100.0, left_out=tuple(n for n in INDICATORS if n.startswith("listed_")))
    assert "rests on a false record</h1>" in older.report()


def moving(change: float, noise: float, runs: int = 5) -> np.ndarray:
    """Return (runs, weeks) that rise by `change` on average and by `noise` more or less."""
    way = np.linspace(-1.0, 1.0, runs)[:, None]
    return 100.0 + (change + noise * way) * np.linspace(0.0, 1.0, 100)


def test_a_heading_tells_a_trend_only_beyond_what_differs_between_runs():
    """The same mean rise in runs that agree, in runs that do not, and in one run."""
    ways = spread.trends({"sure": moving(20.0, 2.0), "luck": moving(20.0, 60.0),
                          "small": moving(4.0, 0.1), "one": moving(20.0, 0.0, runs=1)})
    assert ways == {"sure": 1, "luck": 0, "small": 0, "one": 0}
    assert words.chart_title("X", moving(20.0, 2.0), 0, 1) == "X: up from 102 to 118"
    assert words.chart_title("X", moving(20.0, 60.0), 0, 0) == "X: about 110 on average"


def test_many_looks_cost_something():
    """What alone would pass does not among sixty that do not move."""
    rng = np.random.default_rng(5)
    still = {f"n{k}": 100.0 + rng.normal(0.0, 5.0, (5, 1)) * np.linspace(0, 1, 50)
             for k in range(60)}
    asked = {"one": moving(20.0, 18.0)}
    assert spread.trends(asked) == {"one": 1}
    assert spread.trends({**asked, **still})["one"] == 0


def test_several_runs_are_pooled_and_their_spread_is_shown():
    """Five societies of 10,000: a band in charts, ranges in tables, groups of 50,000 people."""
    run = made(300.0, seeds=5)
    text = run.report()
    assert 'class="spread"' in text and 'class="thin"' not in text
    assert "5 runs of the scenario" in text and "One run shows" not in text
    assert "20,000 people" in text and "300 in every run" in text
    assert "One run shows what can happen, not how sure it is" in made(300.0).report()


def test_places_are_told_apart_only_beyond_chance():
    """Equal places: no tile, no name in the heading. Four times as many listed: a value."""
    alike = made(300.0, seeds=5)
    assert "Places: no difference beyond chance" in alike.report()
    assert not [place for place in tiles.places(alike) if place.beyond]
    apart = made(300.0, seeds=5, north=4.0)
    assert [place.beyond for place in tiles.places(apart)] == [True, False]
    assert "Places: 1 of 2 differs beyond chance" in apart.report()
    assert tiles.holm([0.01, 0.2, 0.02, 0.9]) == [True, False, False, False]
    apart = made(300.0, seeds=5, north=4.0)
    assert [place.beyond for place in tiles.places(apart)] == [True, False]
    assert "Places: 1 of 2 differs beyond chance" in apart.report()
    assert tiles.holm([0.001, 0.012, 0.016, 0.9]) == [True, True, True, False]
    assert tiles.chance(20.0, 5.0) < 1e-5 < tiles.chance(8.0, 5.0)
    assert tiles.chance(float("nan"), 5.0) == 1.0 == tiles.chance(0.0, 0.0)


@pytest.mark.parametrize("top", [0.003, 0.9, 7.0, 23.1, 99.0, 725.0, 12345.0])
def test_ticks_are_round_few_and_reach_the_top(top):
    """At most five steps above zero, and the last at or above the data."""
    marks = svg.ticks(top)
    assert marks[0] == 0.0 and marks[-1] >= top and len(marks) <= 5
    assert marks[-1] <= 2.6 * top


def test_a_series_without_values_draws_an_empty_chart():
    """NaN in every week gives a chart without a line, not an error."""
    assert 'class="thin" d=""' in svg.line_chart(np.full(10, np.nan), "none")


def test_steps_of_a_line_lead_to_the_places_of_its_values():
    """Relative steps in tenths do not add up roundings; a week without a value breaks the line."""
    values = list(np.sin(np.arange(300.0)) * 50.0 + 60.0)
    values[100] = float("nan")
    parts = svg.path(list(enumerate(values)), lambda week: 1.1267 * week, lambda v: v).split("M")
    assert parts[0] == "" and len(parts) == 3
    for part, weeks in zip(parts[1:], (range(100), range(101, 300)), strict=True):
        steps = np.array(re.findall(r"-?(?:\d+\.\d|\d+|\.\d)", part), float).reshape(-1, 2)
        places = steps.cumsum(axis=0)
        wanted = np.array([(1.1267 * week, values[week]) for week in weeks])
        assert np.abs(places - wanted).max() < 0.0501


def test_what_is_not_drawn_is_given_as_a_number():
    """Each recorded indicator of the whole stands on the page, as a chart or as a mean."""
    run = made(20.0)
    text = run.report()
    assert all(text.count(f'href="#d-{name}"') >= 1 for name in run.recorded())
    assert " more as means: " in text and "Expected entries on a false record: about" not in text


@pytest.mark.parametrize("wrong", [{"shown": "table"}, {"harm": 2}, {"family": "fun"}])
def test_an_indicator_is_declared_in_the_words_there_are(wrong):
    """A kind, a side or a family that no page knows is refused where it is written."""
    given = {"name": "x", "title": "X", "unit": "u", "family": "rights", "definition": "X."}
    with pytest.raises(ValueError, match=f"x: .*{next(iter(wrong.values()))}"):
        Indicator(**(given | wrong))


def test_a_chart_stands_alone():
    """`Run.chart` gives one SVG file with its title in it."""
    picture = made(20.0).chart("listed")
    assert picture.startswith("<svg xmlns=") and "On a list" in picture


def test_kinds_of_firm_are_told_apart():
    """The table has a row a kind, with its title from the scenario, and one of all firms; a run
    without firms has no table."""
    run = made(20.0)
    text = run.report()
    assert words.BY_KIND in text and '<th scope="row">foreign firms</th>' in text
    assert text.count('data-head="Firms that align"') == 4
    run.scenario.settings.rows["firm_kinds"]["foreign"]["title"] = "<b>firms"
    assert "<b>firms" not in run.report()
    assert words.BY_KIND not in made(20.0, left_out=("alignment",)).report()


@pytest.mark.parametrize(("shares", "said"), [
    ({"a": 88.0, "b": 3.2}, "Of 100 a 88.0 align with what the state demands, of 100 b 3.2."),
    ({"a": 1.0, "b": float("nan")}, "Of 100 a 1.0 align with what the state demands."),
    ({"a": 0.0, "b": 0.0}, "No firm aligns with what the state demands."),
    ({"a": float("nan")}, "No firm is left."), ({}, "No firm is left.")])
def test_the_line_on_kinds_of_firm_is_true(shares, said):
    """Most and least, one kind alone, none that aligns, none that is there."""
    assert words.kinds_line(shares) == said


def test_a_figure_that_the_baseline_misses_stands_where_its_indicator_does():
    """Each unmet target of the calibration is told in the family of what it is read from."""
    view = page.view(made(20.0))
    told = {family: [miss["line"] for miss in section["misses"]]
            for section in view["sections"] if section["kind"] == "family"
            for family in [section["id"]]}
    for target in targets():
        where = [family for family, lines in told.items()
                 if any(f"{target.title[1:]}, {numbers.number(target.value)} " in line
                        for line in lines)]
        wanted = {INDICATORS[need.indicator].family for need in target.needs
                  if need.indicator in INDICATORS and need.scope == "whole"}
        assert set(where) == (wanted if target.unmet else set()), target.id
    assert "The baseline misses what is known of this" in made(20.0).report()
