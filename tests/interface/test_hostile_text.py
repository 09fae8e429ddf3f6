"""Whatever a title, a name or a summary holds, a page shows it and never obeys it."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from countergaze.claims import significance
from countergaze.claims.trials import Trial
from countergaze.declare import Settings
from countergaze.engine import trace
from countergaze.experiments import over_worlds
from countergaze.mechanisms import INDICATORS
from countergaze.reports import rendering
from countergaze.reports.catalogue import page as catalogue_page
from countergaze.reports.comparison_page import page as comparison_page
from countergaze.reports.effects_picture import picture
from countergaze.reports.life_page import page as life_page
from countergaze.reports.life_page.world import World
from countergaze.reports.run_page import page as run_page
from countergaze.scenarios import load
from tests.interface import made_comparisons, made_runs

SHORT = '<b>"\'&\u2028</b>'
"""As long as the label of an arm may be."""
LOUD = ("</style></title><script>alert(1)</script>\"'><img src=x onerror=alert(2)> & \u2028 "
        "{{ 7 * 7 }} \x0eb\x0f ]]>-->")
LONG = "w" * 5_000
PAGES = ("run", "comparison", "life", "catalogue")
KEPT = ("page", "kind")
"""Entries of a view that choose a template or a shape, not shown to anybody."""


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note a tag and what it is given."""
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.texts += [value for _, value in attrs if value]

    def handle_data(self, data):
        """Note a text."""
        self.texts.append(data)


def shown_by(text: str, page: str) -> bool:
    """Return whether a text stands on a page as it was given."""
    bare = text.replace("\x0e", "").replace("\x0f", "")
    return any(bare in found.replace("\x0e", "").replace("\x0f", "")
               for found in Tags(page).texts)


def run_of(text: str):
    """Return a run whose every name and title is `text`."""
    run = made_runs.made(300.0)
    settings = run.scenario.settings
    rows = json.loads(json.dumps(settings.rows))
    for table in ("agencies", "firm_kinds"):
        for row in rows[table].values():
            row["title"] = text
    series = run.series.replace({"scope": {"province:North": f"province:{text}",
                                           "host:A": f"host:{text}"}})
    facts = {**run.facts, "provinces": {f"province:{text}": 5_000, "province:South": 5_000}}
    scenario = replace(run.scenario, name=text, title=text, extends=text,
                       differences=((text, text, text),),
                       settings=Settings(settings.values, rows, settings.changes))
    return run_page.view(replace(run, scenario=scenario, series=series, facts=facts))


def comparison_of(text: str):
    """Return a comparison whose arms are called `text`, with a run that failed saying it."""
    names = (SHORT if text != SHORT else "baseline", text, f"{text} 2")
    made = made_comparisons.made(names=names, failed=[(text, (3,), text)])
    for arm in made.arms:
        arm.title = arm.scenario = text
    made.facts |= {"source": text, "versions": {"countergaze": text}}
    made.result = text
    return comparison_page.view(made)


LIVED: dict[str, trace.Life] = {}
EVENTFUL = {"society.burn_in": 30, "lists.court_list_share": 0.6, "sensing.false_rate": 1.0,
            "sanctions.travellers": 0.6}


def life_of(text: str):
    """Return two worlds called `text`, in which whatever acts is called so too."""
    if not LIVED:
        settings = load("baseline").with_changes(EVENTFUL).settings
        number = trace.find(settings, 5_000, 8, 1, "listed", cache=False)
        LIVED["one"] = trace.trace(settings, 5_000, 8, 1, number, cache=False)
    life = LIVED["one"]
    rows = json.loads(json.dumps(life.settings.rows))
    for table in ("agencies", "acts"):
        for row in rows[table].values():
            row["title"] = text
    named = replace(life, settings=Settings(life.settings.values, rows, life.settings.changes),
                    facts={**life.facts, "place": text})
    differences = tuple((text, None, text) for _ in range(9))
    return life_page.view([World(text, named, differences), World(f"{text} 2", named)], text)


def catalogue_of(text: str):
    """Return a row of the catalogue that tells `text` wherever a row tells something."""
    row = {"row": 0, "unit": text, "named": True, "significant": True, "level": 3.0, "effect": -2.0,
           "low": -3.0, "high": -1.0, "pairs": 10.0, "spread": 1.0, "size": -2.0,
           "percent": -60.0, "p": 0.01, "adjusted": 0.01, "mde": 1.4}
    table = pd.DataFrame([{**row, "indicator": name, "scope": scope} for name, scope in
                          (("listed", "whole"), (text, "whole"), ("listed", f"province:{text}"))])
    trial = Trial("S11", text, text, text, text, text, ("listed", text), text)
    found = significance.found(table, [trial])
    made = SimpleNamespace(weeks=60, window=52, table={})
    return catalogue_page.view(SimpleNamespace(
        kind="systems", found=found, seeds=(1, 2), people=5_000, weeks=60, trials=[trial],
        made=made, command=text, result=text, version=text,
        over_worlds=pd.DataFrame(columns=over_worlds.COLUMNS)))


VIEWS = {"run": run_of, "comparison": comparison_of, "life": life_of, "catalogue": catalogue_of}


@pytest.mark.parametrize("text", [LOUD, SHORT, LONG], ids=["loud", "short", "long"])
@pytest.mark.parametrize("page", PAGES)
def test_what_a_user_names_is_shown_and_changes_no_tag(page, text):
    """Scripts, quotes, ampersands, line separators, long names: as text, in the same tags."""
    html = rendering.page(VIEWS[page](text))
    plain = rendering.page(VIEWS[page]("x" * len(text)))
    assert Tags(html).tags == Tags(plain).tags
    assert shown_by(text, html) and "<script" not in html and "<img" not in html


def poisoned(part):
    """Return a view with every text in it made loud, but for those that choose a template."""
    if isinstance(part, dict):
        return {key: value if key in KEPT else poisoned(value) for key, value in part.items()}
    if isinstance(part, list):
        return [poisoned(value) for value in part]
    return LOUD if isinstance(part, str) and part else part


@pytest.mark.parametrize("page", PAGES)
def test_no_template_lets_any_text_of_a_view_through(page):
    """Also those that no user can set today: numbers in words, styles, places of marks."""
    view = VIEWS[page]("plain")
    html = rendering.page(poisoned(view))
    assert Tags(html).tags == Tags(rendering.page(view)).tags
    assert "<script" not in html and "<img" not in html


@pytest.mark.parametrize("page", PAGES)
def test_a_view_is_json_and_a_page_its_fragments(page):
    """Sent as JSON it makes the same page; each section is made by itself, under its own name."""
    view = VIEWS[page](LOUD)
    sent = json.loads(json.dumps(view, allow_nan=False))
    html = rendering.page(view)
    assert rendering.page(sent) == html
    names = [section["id"] for section in sent["sections"]]
    assert names[0] == "top" and len(names) == len(set(names))
    for name in names:
        assert rendering.fragment(sent, name) in html
    assert {entry["id"] for entry in view["contents"]} <= set(names)
    with pytest.raises(KeyError, match="'nowhere' is not a section of this page: top, "):
        rendering.fragment(view, "nowhere")


def test_a_picture_of_effects_escapes_the_names_of_arms():
    """The SVG that stands alone is made without templates."""
    made = made_comparisons.made(names=(LOUD, LOUD + " 2", LOUD + " 3"))
    made.level = lambda indicator, arm: np.nan
    text = picture(made, ["listed", "silenced"])
    assert "<script" not in text and "<img" not in text and "&lt;script&gt;" in text
    assert INDICATORS["listed"].title in text
