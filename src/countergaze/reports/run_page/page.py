"""The run report: one HTML page that opens offline, with scripts blocked, on paper and phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from countergaze.data.targets import targets
from countergaze.declare import FAMILIES
from countergaze.mechanisms import INDICATORS
from countergaze.reports import definitions, rendering, spread, svg, words
from countergaze.reports.citing import numbers_used
from countergaze.reports.numbers import number, setting
from countergaze.reports.rendering import View
from countergaze.reports.run_page import across, groups, legal_tests, redress, tiles, wrong
from countergaze.results.manifest import plain

if TYPE_CHECKING:
    from countergaze.results.run import Run

EVERY = 26
ALWAYS = ("listed", "listed_wrongly", "silenced", "refused_in_year", "hardship")
"""Charts that are drawn even where nothing moves."""
FOUR = (
    ("listed", "in 100,000 on a list", "Residents on at least one blacklist in an average week."),
    ("listed_wrongly", "in 100,000 wrongly listed",
     "Of these, those whom the list's own written rule does not cover, by any cause."),
    ("refused_in_year", "in 100,000 refused something in a year",
     "Residents who were refused a seat on a train or plane in the last 52 weeks."),
    ("control_hours", "hours of control work a week",
     "Staff hours per 1,000 residents for records, visits, lists and reports."),
)


def report(run: Run) -> str:
    """Return the page."""
    return rendering.page(view(run))


def view(run: Run) -> View:
    """Return what the page shows, as JSON holds it; sections that have nothing are left out."""
    ways = spread.trends({name: each for name in run.recorded()
                          if INDICATORS[name].shown == "chart"
                          and (each := run.each(name)) is not None})
    families = [family for family in FAMILIES if run.recorded(family) and family != "rights"]
    sections = [
        _top(run), _four(run), wrong.section(run), groups.by_group(run),
        _family(run, "rights", ways),
        redress.appeals(run), redress.records(run), legal_tests.tests(run), tiles.section(run),
        *(_family(run, family, ways) for family in families), _assumed(run), _what(), _run(run),
        definitions.section(_defined(run)), _reproduce(run)]
    made = [section for section in sections if section is not None]
    return plain({
        "page": "run", "kind": "Run report", "title": f"{run.scenario.title}, run report",
        "skip": "Skip to the findings", "sections": made,
        "contents": [{"id": section["id"], "title": section["title"]} for section in made[1:]]})


def _top(run: Run) -> View:
    numbers = numbers_used([run.scenario.settings])
    return {"id": "top", "kind": "top", "scenario": run.scenario.name,
            "random": run.seeds_in_words, "runs": len(run.seeds), "people": f"{run.people:,}",
            "weeks": f"{run.weeks:,}",
            "headline": wrong.headline(run),
            "deck": words.deck(run.scenario.title, run.people, run.weeks, len(run.seeds),
                               sum(p.assumed for _, p in numbers), len(numbers))}


def _what() -> View:
    return {"id": "what", "kind": "what", "title": "What this is", "columns": [
        {"title": "What this is", "lines": words.IS},
        {"title": "What this is not", "lines": words.IS_NOT}]}


def _four(run: Run) -> View:
    cards = []
    for name, short, line in FOUR:
        if run.values(name) is None:
            continue
        about = INDICATORS[name]
        cards.append({"shown": number(run.level(name), about.digits), "short": short,
                      "range": spread.over_runs(run.levels(name), about.digits), "line": line,
                      **definitions.link(about)})
    return {"id": "four", "kind": "four", "title": "Four numbers",
            "window": words.last_weeks(run.weeks), "cards": cards}


def _stood_for(facts: dict[str, Any]) -> str:
    """Return how many residents a synthetic city stands for; nothing where that was not kept."""
    if not facts.get("stands_for") or not facts.get("cities"):
        return ""
    return f", each for {facts['stands_for'] / facts['cities'] / 1e6:,.1f} million residents"


def _run(run: Run) -> View:
    facts = run.facts
    return {
        "id": "run", "kind": "what_was_run", "title": "What was run",
        "scenario": f"{run.scenario.name}: {run.scenario.title}",
        "base": run.scenario.extends or "the defaults",
        "differences": [{"key": key, "value": setting(new), "base": setting(old)}
                        for key, old, new in run.scenario.differences],
        "society": f"{words.societies(len(run.seeds))}{run.people:,} synthetic people at home, "
        f"{facts.get('abroad', 0) // len(run.seeds):,} abroad; "
        f"{len(facts.get('provinces', {}))} places, {facts.get('cities', 0):,} cities"
        + _stood_for(facts),
        "time": f"{run.weeks:,} weeks after {facts.get('burn_in', 0):,} weeks of burn-in",
        "notes": list(run.notes), "places": words.places(run.table), "seed": run.seeds_in_words,
        "made": f"Countergaze {_version(run)}, {facts.get('seconds', 0.0):.1f} s on "
        f"{run.threads} thread{'s' if run.threads != 1 else ''}",
        "result": run.result[:12]}


def _family(run: Run, family: str, ways: Mapping[str, int]) -> View:
    names = run.recorded(family)
    drawn = [name for name in names if name in ways and _is_drawn(run, name, ways[name])]
    numbers = [{"title": INDICATORS[name].title, "unit": INDICATORS[name].unit,
                "shown": number(run.level(name), INDICATORS[name].digits),
                "range": spread.between(run.levels(name), INDICATORS[name].digits),
                **definitions.link(INDICATORS[name])}
               for name in names if name not in drawn]
    abroad = [across.people(run), across.firms(run)] if family == "abroad" else []
    return {"id": family, "kind": "family", "title": words.FAMILY_TITLES[family],
            "line": words.FAMILY_LINES[family], "window": words.last_weeks(run.weeks),
            "figures": [_figure(run, name, ways[name]) for name in drawn],
            "runs": len(run.seeds), "numbers": numbers, "misses": _misses(names),
            "summary": words.flat_summary([f"{row['title']} {row['shown']} {row['unit']}"
                                           for row in numbers]),
            "tables": [table for table in abroad if table is not None]}


def _misses(names: Sequence[str]) -> list[View]:
    """Return the figures of the world outside that the baseline is known to miss."""
    found = []
    for target in targets():
        told = [need.indicator for need in target.needs if need.indicator in names]
        if target.unmet and told:
            low, high = target.band
            found.append({"line": words.miss_line(target.title, number(target.value),
                                                  number(low), number(high), target.unit,
                                                  target.unmet),
                          **definitions.link(INDICATORS[told[0]])})
    return found


def _figure(run: Run, name: str, way: int) -> View:
    """Return one small multiple: finding, unit, chart, definition and table."""
    about, values, each = INDICATORS[name], run.values(name), run.each(name)
    assert values is not None and each is not None
    title = words.chart_title(about.title, each, about.digits, way)
    _, from_zero = svg.bounds(each)
    return {"title": title, "unit": about.unit, "alt": f"{title}; {about.unit}",
            "axis": "" if from_zero else " (axis runs below zero)", "values": each,
            "definition": about.definition,
            "rows": [[week, number(values[week], about.digits),
                      spread.between(each[:, week], about.digits)]
                     for week in range(0, len(values), EVERY)], **definitions.link(about)}


def _is_drawn(run: Run, name: str, way: int) -> bool:
    """Return whether a quantity is drawn: what moves over the weeks, and the first ones always."""
    each = run.each(name)
    if each is None or len(each[0]) < 2:
        return False
    return name in ALWAYS or (bool(way) if len(each) > 1 else spread.moves(each))


def _assumed(run: Run) -> View:
    now = run.scenario.settings.at(0)
    found = numbers_used([run.scenario.settings])
    rows = [{"key": key, "value": _in_force(now, p), "unit": p.unit,
             "range": p.plausible or "held fixed",
             "meaning": p.meaning} for key, p in found if p.assumed]
    return {"id": "assumed", "kind": "assumed", "title": "What is assumed", "all": len(found),
            "rows": rows}


def _in_force(now: Any, p: Any) -> str:
    """Return the value of a parameter, or the one that all rows have."""
    if p.table in now.values:
        return setting(now.values[p.table][p.name])
    held = {setting(row[p.name]) for row in now.rows[p.table].values() if p.name in row}
    return held.pop() if len(held) == 1 else "differs by row"


def _defined(run: Run) -> list[Any]:
    recorded = set(run.series["indicator"].unique())
    return [about for name, about in INDICATORS.items() if name in recorded]


def _reproduce(run: Run) -> View:
    name, shipped = run.scenario.name, _as_shipped(run)
    command = (f"countergaze run {name} --people {run.people} --weeks {run.weeks} "
               f"{words.seeds_option(run.seeds)}{words.tables_option(run.table)}")
    return {"id": "reproduce", "kind": "reproduce", "title": "Reproduce and cite",
            "command": command if shipped else "countergaze run FOLDER",
            "own": "" if shipped else words.OWN_SETTINGS, "result": run.result,
            "cite": f"{_version(run)}, scenario {name}, {run.seeds_in_words}, result "
                    f"{run.result[:12]}"}


def _as_shipped(run: Run) -> bool:
    """Return whether the command with a scenario's name alone gives this run's settings."""
    from countergaze.scenarios.scenario import load, shipped

    name = run.scenario.name
    return name in shipped() and load(name).settings == run.scenario.settings


def _version(run: Run) -> str:
    """Return the version that made the run."""
    return str((run.made.get("versions") or {}).get("countergaze"))
