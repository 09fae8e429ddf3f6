"""The bench: up to four arms beside each other, edited by the words of the command line."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from countergaze.api import BadRequest
from countergaze.declare import Parameter
from countergaze.experiments.comparison import Comparison
from countergaze.experiments.outcomes import Outcome
from countergaze.experiments.plan import Plan
from countergaze.mechanisms import ROWS, TABLES
from countergaze.reports import definitions
from countergaze.reports.comparison_page import page as report
from countergaze.reports.comparison_page import parts
from countergaze.reports.comparison_page.lookup import SHAPES, Lookup
from countergaze.reports.numbers import setting
from countergaze.reports.rendering import View
from countergaze.results.manifest import plain
from countergaze.scenarios import links, load
from countergaze.scenarios.arms import split
from countergaze.scenarios.scenario import SHIPPED
from countergaze.web import asked, rendering, words

LETTERS = "ABCD"
FIRST = "#baseline&baseline:safeguards.appeal_bench=1"
"""The arms that the bench opens with."""
CHARTS = ("wrongful_listing", "listed", "refused_in_year", "silenced", "service_quality",
          "control_hours")
"""Indicators of which the weeks are drawn as they pass."""
SECTIONS = ("findings", "arms", "settings", "sure")
EFFECTS = ("effects", "groups")
"""Sections of the report of a comparison, on the bench and on the screen of all effects."""
MARK = "#"
NUMBERS = {"seeds": "Pairs", "people": "People", "weeks": "Weeks"}
"""Options of a comparison that the bench shows, and what it calls them."""


def arms_of(link: str) -> list[tuple[str, dict[str, str]]]:
    """Return (scenario, key -> value as typed) of each arm of a link."""
    found = []
    for arm in links.read(link)[0]:
        name, _, tail = arm.partition(":")
        pairs = [part.partition("=") for part in split(tail)] if tail else []
        found.append((name.strip(), {key.strip(): value.strip() for key, _, value in pairs}))
    return found


def text_of(name: str, changes: Mapping[str, str]) -> str:
    """Return an arm as the command line takes it."""
    return name + (":" if changes else "") + ",".join(f"{k}={v}" for k, v in changes.items())


def edited(link: str, do: str, arm: int, key: str = "", value: str = "") -> str:
    """Return the link after a change to one of its arms; raise BadRequest where it cannot be.

    do: "set" a parameter, "reset" it, "clear" the arm, "copy" or "remove" it, or "scenario"; or,
    of all arms, "number" with the name of an option such as seeds as its key.
    """
    if do == "number":
        return _with_number(link, key, value)
    arms = arms_of(link)
    if not 0 <= arm < len(arms):
        raise BadRequest(f"there is no arm {arm + 1} of {len(arms)}")
    name, changes = arms[arm]
    if do == "set":
        arms[arm] = name, {**changes, key: value}
    elif do == "reset":
        arms[arm] = name, {k: v for k, v in changes.items() if k != key}
    elif do == "clear":
        arms[arm] = name, {}
    elif do == "scenario":
        arms[arm] = value, changes
    elif do == "copy":
        arms.insert(arm + 1, (name, dict(changes)))
    elif do == "remove" and len(arms) > 2:
        del arms[arm]
    else:
        raise BadRequest(f"an arm cannot be changed by {do[:20]!r}: the bench has at least two")
    made = links.written([text_of(*one) for one in arms])
    return made + "".join(f"&--{name}={value}" for name, value in links.read(link)[1].items())


def _with_number(link: str, name: str, value: str) -> str:
    """Return a link with another number of pairs, people or weeks; the usual ones are left out."""
    arms, numbers = links.read(link)
    if name not in NUMBERS:
        raise BadRequest(f"there is no number {name[:20]!r}: {', '.join(NUMBERS)}")
    text = value.replace(",", "").strip()
    kept = {**numbers, name: text or str(asked.USUAL[name])}
    return links.written(arms) + "".join(f"&--{key}={word}" for key, word in kept.items()
                                         if word != str(asked.USUAL.get(key)))


def form(link: str) -> View:
    """Return the columns of the arms of a link, each with what it changes."""
    plan = asked.plan_of(link)
    return {"link": link, "full": len(plan.arms) == asked.MOST_ARMS,
            "few": len(plan.arms) == 2, "shipped": SHIPPED,
            "numbers": [{"name": name, "title": title, "most": f"{asked.MOST[name]:,}",
                         "value": {"seeds": len(plan.seeds), "people": plan.people,
                                   "weeks": plan.weeks}[name]}
                        for name, title in NUMBERS.items()],
            "command": command([text_of(*one) for one in arms_of(link)], plan),
            "columns": [_column(place, name, changes)
                        for place, (name, changes) in enumerate(arms_of(link))]}


def command(arms: Sequence[str], plan: Plan) -> str:
    """Return the command that compares some arms as a plan does."""
    return (f"countergaze compare {' '.join(map(shlex.quote, arms))} --seeds {len(plan.seeds)} "
            f"--people {plan.people} --weeks {plan.weeks} --window {plan.window}")


def _column(place: int, name: str, changes: Mapping[str, str]) -> View:
    settings = load(name).settings.at(0)
    rows = []
    for key, value in changes.items():
        p = parameter(key)
        low, high = p.bounds or (math.nan, math.nan)
        table, *inner = key.split(".")
        old = (settings.values[table][inner[0]] if table in TABLES
               else settings.rows[table].get(inner[0], {}).get(inner[1]))
        rows.append({
            "key": key, "title": key.rpartition(".")[2].replace("_", " "),
            "id": f"{LETTERS[place]}-{key.replace('.', '-')}", "value": value,
            "old": setting(old), "about": about(p), "choices": _choices(p),
            "slider": _slider(p), "low": f"{low:g}", "high": f"{high:g}",
            "own_past": not p.may_change})
    total = sum(len(table.fields) for table in TABLES.values())
    return {"letter": LETTERS[place], "shape": SHAPES[place], "k": place, "place": place,
            "scenario": name, "rows": rows, "total": total, "reference": place == 0}


def parameter(key: str) -> Parameter:
    """Return what a full name stands for."""
    table, *inner = key.split(".")
    return (TABLES[table] if table in TABLES else ROWS[table]).fields[inner[-1]]


def about(p: Parameter) -> str:
    """Return a parameter's meaning, unit, bounds and source in one line."""
    bounds = f"{p.bounds[0]:g} to {p.bounds[1]:g}" if p.bounds else ""
    unit = p.unit if p.unit == bounds or not bounds else f"{p.unit}, {bounds}"
    return f"{p.meaning}; {unit}; {p.source or 'no source'}"


def _choices(p: Parameter) -> list[str]:
    return list(p.choices) if p.kind == "form" else []


def _slider(p: Parameter) -> View | None:
    """Return the ends and step of a slider, None where a number is typed."""
    low, high = p.range or p.bounds or (math.inf, math.inf)
    if p.kind == "form" or not math.isfinite(high - low) or high <= low:
        return None
    step = 1.0 if p.whole else (high - low) / 20.0
    return {"low": f"{low:g}", "high": f"{high:g}", "step": f"{step:g}"}


@cache
def levers() -> View:
    """Return all that can be changed: safeguards and levers first, then what nobody knows."""
    kinds = (("Safeguards", lambda p: p.table == "safeguards"),
             ("Levers", lambda p: p.kind == "lever" and p.table != "safeguards"),
             ("Switches and forms", lambda p: p.kind in ("switch", "form")),
             ("What nobody knows", lambda p: p.kind == "uncertainty"))
    every = [p for table in TABLES.values() for p in table.fields.values()]
    return {"groups": [{"title": title, "rows": [
        {"key": p.key, "title": p.name.replace("_", " "), "about": about(p),
         "default": setting(p.default), "first": _first(p),
         "search": f"{p.key} {p.meaning}".lower().replace("_", " ")}
        for p in every if of(p)]} for title, of in kinds]}


def _first(p: Parameter) -> str:
    """Return the value that a parameter is given when it is taken onto the bench."""
    if p.table == "safeguards":
        return "1"
    if p.kind == "switch":
        return "0" if p.default else "1"
    if p.kind == "form":
        return next((one for one in p.choices if one != p.default), p.choices[0])
    low, high = p.range or p.bounds or (0.0, 1.0)
    far = high if abs(high - float(p.default or 0.0)) >= abs(low - float(p.default or 0.0)) else low
    return f"{round(far) if p.whole else far:g}"


def lettered(plan: Plan) -> Plan:
    """Return a plan of which the arms are called A to D, as the bench shows them."""
    return replace(plan, arms=tuple(replace(arm, name=LETTERS[place])
                                    for place, arm in enumerate(plan.arms)))


def comparison(plan: Plan, found: Mapping[tuple[int, int], Outcome], seeds: Sequence[int],
               whole: bool) -> Comparison:
    """Return the comparison of the pairs so far; whole: of groups and places as well."""
    kept = found if whole else {key: _of_the_whole(one) for key, one in found.items()}
    return Comparison.of(replace(lettered(plan), seeds=tuple(seeds)), kept, {}, {})


def _of_the_whole(outcome: Outcome) -> Outcome:
    keep = [k for k, (_, scope) in enumerate(outcome.names) if scope == "whole"]
    return Outcome([outcome.names[k] for k in keep], outcome.means[keep], outcome.weekly_names,
                   outcome.weekly, outcome.facts)


def figures(made: Comparison) -> list[View]:
    """Return the charts that take in the weeks as they pass."""
    found = Lookup(made)
    return plain([parts.figure(found, name) for name in CHARTS
                  if any(len(found.weekly(look, name)[0]) for look in found.looks)])


def results(made: Comparison, link: str, wanted: int, kind: str, screen: str,
            result: str = "") -> str:
    """Return the results as HTML: sections of the report of a comparison.

    screen: "bench" or "effects"; result: hash of the whole result, "" while it is not whole.
    """
    view = report.view(made)
    shown = [section for section in view["sections"]
             if section["id"] in (EFFECTS if screen == "effects" else SECTIONS)]
    named = definitions.linked(shown)
    defined = definitions.section(about for name, about in Lookup(made).declared()
                                  if name in named)
    top = next(section for section in view["sections"] if section["id"] == "top")
    pairs = len({*made.levels["seed"]})
    head = rendering.fragment("results.html", "head", {
        "headline": top["headline"], "kind": kind, "depth": words.depth(kind, pairs, wanted),
        "arms": top["arms"], "figures": figures(made) if screen == "bench" else []})
    tail = rendering.fragment("results.html", "tail", {
        "command": command(links.read(link)[0], replace(
            asked.plan_of(link), seeds=tuple(made.seeds))),
        "result": result, "link": link.removeprefix(MARK), "not_said": words.NOT_SAID,
        "defined": defined["items"]})
    return "".join([str(head), *(rendering.section_of_report(view, section["id"])
                                 for section in shown), str(tail)])
