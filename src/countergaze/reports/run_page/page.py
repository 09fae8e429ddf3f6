"""The run report: one HTML page that opens offline, with scripts blocked, on paper and phones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from countergaze.declare import FAMILIES
from countergaze.mechanisms import INDICATORS, TABLES
from countergaze.reports import definitions, rendering, svg, words
from countergaze.reports.numbers import number, setting
from countergaze.reports.rendering import View
from countergaze.reports.run_page import across, harm, legal_tests, redress, tiles
from countergaze.results.manifest import plain

if TYPE_CHECKING:
    from countergaze.results.run import Run

EVERY = 26
FOUR = (
    ("listed", "in 100,000 on a list", "Residents on at least one blacklist in an average week."),
    ("wrongful_listing", "in 100,000 wrongly listed",
     "The criterion of a list they are on is not met on true "
     "records alone. The simulated agencies do not know it."),
    ("cannot_pay_share", "% of the listed cannot pay",
     "Listed people whose hardship is above the level at which a debt can be paid."),
    ("over_capacity", "% of city-weeks over capacity",
     "Cities, by residents, with more to handle in the week than they have the staff for."),
)


def report(run: Run) -> str:
    """Return the page."""
    return rendering.page(view(run))


def view(run: Run) -> View:
    """Return what the page shows, as JSON holds it; sections that have nothing are left out."""
    families = [family for family in FAMILIES if run.recorded(family) and family != "rights"]
    sections = [
        _top(run), _what(), _four(run), _run(run), _family(run, "rights"), harm.wrong(run),
        harm.by_group(run), redress.appeals(run), redress.records(run), legal_tests.tests(run),
        tiles.section(run), *(_family(run, family) for family in families), _assumed(run),
        definitions.section(_defined(run)), _reproduce(run)]
    made = [section for section in sections if section is not None]
    return plain({
        "page": "run", "kind": "Run report", "title": f"{run.scenario.title}, run report",
        "skip": "Skip to the findings", "sections": made,
        "contents": [{"id": section["id"], "title": section["title"]} for section in made[1:]]})


def _top(run: Run) -> View:
    return {"id": "top", "kind": "top", "scenario": run.scenario.name, "seed": run.seed,
            "people": f"{run.people:,}", "weeks": f"{run.weeks:,}",
            "headline": words.headline(run.level("listed"), run.level("wrongful_share")),
            "deck": words.deck(run.scenario.title, run.people, run.weeks)}


def _what() -> View:
    return {"id": "what", "kind": "what", "title": "What this is", "columns": [
        {"title": "What this is", "lines": words.IS},
        {"title": "What this is not", "lines": words.IS_NOT}]}


def _four(run: Run) -> View:
    cards = []
    counted = redress.steps(run)
    for name, short, line in FOUR:
        more = ""
        if name == "wrongful_listing" and {"entered", "cleared"} <= counted.keys():
            more = words.sentence(words.funnel_headline(counted["entered"], counted["cleared"],
                                                        run.weeks))
        about = INDICATORS[name]
        cards.append({"shown": number(run.level(name), about.digits), "short": short,
                      "line": line, "more": more, **definitions.link(about)})
    return {"id": "four", "kind": "four", "title": "Four numbers",
            "window": words.last_weeks(run.weeks), "cards": cards}


def _run(run: Run) -> View:
    facts = run.facts
    return {
        "id": "run", "kind": "what_was_run", "title": "What was run",
        "scenario": f"{run.scenario.name}: {run.scenario.title}",
        "base": run.scenario.extends or "the defaults",
        "differences": [{"key": key, "value": setting(new), "base": setting(old)}
                        for key, old, new in run.scenario.differences],
        "society": f"{run.people:,} synthetic people at home, {facts.get('abroad', 0):,} abroad; "
        f"{len(facts.get('provinces', {}))} places, {facts.get('cities', 0):,} cities",
        "time": f"{run.weeks:,} weeks after {facts.get('burn_in', 0):,} weeks of burn-in",
        "notes": list(run.notes), "places": words.places(run.table), "luck": f"seed {run.seed}",
        "made": f"Countergaze {_version(run)}, {facts.get('seconds', 0.0):.1f} s on "
        f"{run.threads} thread{'s' if run.threads != 1 else ''}",
        "result": run.result[:12]}


def _family(run: Run, family: str) -> View:
    names = run.recorded(family)
    numbers = [{"title": INDICATORS[name].title, "unit": INDICATORS[name].unit,
                "shown": number(run.level(name), INDICATORS[name].digits),
                **definitions.link(INDICATORS[name])}
               for name in names if INDICATORS[name].shown == "number"]
    abroad = [across.people(run), across.firms(run)] if family == "abroad" else []
    return {"id": family, "kind": "family", "title": words.FAMILY_TITLES[family],
            "line": words.FAMILY_LINES[family], "window": words.last_weeks(run.weeks),
            "figures": [_figure(run, name) for name in names
                        if INDICATORS[name].shown == "chart"],
            "numbers": numbers, "tables": [table for table in abroad if table is not None]}


def _figure(run: Run, name: str) -> View:
    """Return one small multiple: finding, unit, chart, definition and table."""
    about, values = INDICATORS[name], run.values(name)
    assert values is not None
    title = words.chart_title(about.title, values[np.isfinite(values)], about.digits)
    _, from_zero = svg.bounds(values)
    return {"title": title, "unit": about.unit, "alt": f"{title}; {about.unit}",
            "axis": "" if from_zero else " (axis runs below zero)", "values": values,
            "rows": [[week, number(values[week], about.digits)]
                     for week in range(0, len(values), EVERY)], **definitions.link(about)}


def _assumed(run: Run) -> View:
    values = run.scenario.settings.at(0).values
    found = [p for table in TABLES.values() for p in table.fields.values()
             if p.kind in ("lever", "uncertainty", "constant")]
    rows = [{"key": p.key, "value": setting(values[p.table][p.name]), "unit": p.unit,
             "range": p.plausible or "held fixed",
             "meaning": p.meaning} for p in found if p.assumed]
    return {"id": "assumed", "kind": "assumed", "title": "What is assumed", "all": len(found),
            "rows": rows}


def _defined(run: Run) -> list[Any]:
    recorded = set(run.series["indicator"].unique())
    return [about for name, about in INDICATORS.items() if name in recorded]


def _reproduce(run: Run) -> View:
    name, shipped = run.scenario.name, _as_shipped(run)
    command = (f"countergaze run {name} --people {run.people} --weeks {run.weeks} "
               f"--seed {run.seed}{words.tables_option(run.table)}")
    return {"id": "reproduce", "kind": "reproduce", "title": "Reproduce and cite",
            "command": command if shipped else "countergaze run FOLDER",
            "own": "" if shipped else words.OWN_SETTINGS, "result": run.result,
            "cite": f"{_version(run)}, scenario {name}, seed {run.seed}, result "
                    f"{run.result[:12]}"}


def _as_shipped(run: Run) -> bool:
    """Return whether the command with a scenario's name alone gives this run's settings."""
    from countergaze.scenarios.scenario import load, shipped

    name = run.scenario.name
    return name in shipped() and load(name).settings == run.scenario.settings


def _version(run: Run) -> str:
    """Return the version that made the run."""
    return str((run.made.get("versions") or {}).get("countergaze"))
