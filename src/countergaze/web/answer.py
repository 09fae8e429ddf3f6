"""One answer as plain data: four numbers as pairs, two charts, how sure, how to make it again."""

from __future__ import annotations

import math
import shlex
from typing import Any

import numpy as np

from countergaze import __version__
from countergaze.mechanisms import INDICATORS
from countergaze.reports import citing, definitions
from countergaze.reports.comparison_page import effects, parts
from countergaze.reports.comparison_page.lookup import Effect, Lookup
from countergaze.reports.comparison_page.words import assumed_line, band_line
from countergaze.reports.numbers import number
from countergaze.reports.rendering import View
from countergaze.results.manifest import plain
from countergaze.scenarios import links
from countergaze.web import asked, shipped, words
from countergaze.web.questions import Question


def view(question: Question, value: float, comparison: Any, kind: str, wanted: int,
         result: str = "", drawn: bool = True) -> View:
    """Return what the page shows of an answer, as JSON holds it.

    comparison: of the question's two arms; kind: how deep it goes, see `words.depth`; wanted: how
    many pairs were asked for; result: hash of the whole result, "" where it is not known.
    """
    found = Lookup(comparison)
    pairs = len({*comparison.levels["seed"]})
    harm, cost = (question.harm[0], question.cost[0])
    first = _side(found, harm)
    estimated = kind == words.ESTIMATED
    figures = [parts.figure(found, name) for name in question.charts] if drawn else []
    count = len(comparison.seeds)
    version = (comparison.facts.get("versions") or {}).get("countergaze", __version__)
    return plain({
        "question": question.id, "value": f"{value:g}", "words": question.words_at(value),
        "kind": kind,
        "depth": words.depth(kind, pairs, wanted, str(
            (comparison.facts.get("versions") or {}).get("countergaze", ""))
            if kind in (words.IN_ADVANCE, words.ESTIMATED) else ""),
        "headline": words.headline(question.name, (INDICATORS[harm], first),
                                   (INDICATORS[cost], _side(found, cost))),
        "way": words.way(first), "pairs": words.in_pairs(INDICATORS[harm], first),
        "worlds": words.in_worlds(INDICATORS[harm], shipped.in_worlds(question))
        if math.isclose(value, question.stops[-1]) else "",
        "columns": [
            {"title": title, "tiles": [_tile(found, name, estimated) for name in names]}
            for title, names in ((words.HARM_TITLE, question.harm),
                                 (words.COST_TITLE, question.cost))],
        "figures": figures, "band": band_line(count, min(4, count)),
        "not_said": [*words.NOT_SAID, question.limit],
        "assumed": _assumed(question),
        "command": command(question, value, comparison), "result": result,
        "link": question.arms(value), "whole": whole_link(question, value, comparison),
        "cite": f"{citing.AUTHORS}. {citing.TITLE}. Version {version}.",
        "definitions": [{**definitions.link(INDICATORS[name]),
                         "text": INDICATORS[name].definition, "unit": INDICATORS[name].unit}
                        for name in question.indicators]})


def command(question: Question, value: float, comparison: Any) -> str:
    """Return the command that makes the same result."""
    arms = " ".join(shlex.quote(arm) for arm in question.arms(value))
    return (f"countergaze compare {arms} --seeds {len(comparison.seeds)} --people "
            f"{comparison.people} --weeks {comparison.weeks} --window {comparison.window}")


def whole_link(question: Question, value: float, comparison: Any) -> str:
    """Return the link under which the whole comparison is kept, without its mark."""
    numbers = {"seeds": len(comparison.seeds), "people": comparison.people,
               "weeks": comparison.weeks, "window": comparison.window}
    return links.written(question.arms(value), {name: number for name, number in numbers.items()
                                                if number != asked.USUAL[name]})[1:]


def narrow(question: Question, comparison: Any) -> bool:
    """Return whether every number's 95 % interval is narrower than a tenth of its reference."""
    found = Lookup(comparison)
    for name in (*question.harm, *question.cost):
        side = _side(found, name)
        if side is None or side.pairs < 2:
            return False
        if not side.same and not side.high - side.low < 0.1 * abs(side.reference):
            return False
    return True


def _side(found: Lookup, name: str) -> Any:
    return next(iter(found.sides(name)), None)


def _effect(found: Lookup, name: str) -> Effect | None:
    return next((one for one in found.effects(name, turn=False)
                 if one.other is found.reference and one.side.pairs > 0), None)


def _tile(found: Lookup, name: str, estimated: bool) -> View:
    """Return one number as a pair: before, after, what is said of the difference, how sure."""
    about = INDICATORS[name]
    effect = _effect(found, name)
    base: View = {"title": about.title, "unit": about.unit, "name": name,
                  "id": f"{about.metric} {about.name}".strip(), "sided": bool(about.harm)}
    if effect is None:
        return {**base, "before": "none recorded", "after": "none recorded", "said": "",
                "sure": [], "track": None}
    side = effect.side
    digits = about.digits
    while digits < 4 and side.value != side.reference and \
            number(side.value, digits) == number(side.reference, digits):
        digits += 1
    end = effects.round_up(max([abs(side.effect), *np.abs(effect.differences)]))
    shown = {**base, "before": number(side.reference, digits),
             "after": number(side.value, digits)}
    if estimated:
        return {**shown, "said": "estimated: a straight line between the stops around it",
                "sure": [], "track": None}
    return {**shown, "said": words.said(about, side, found.comparison.people),
            "sure": words.sure(side, effect.mde, effect.saved),
            "track": effects.track([effect], end, False), "scale": effects.scale(end)}


def _assumed(question: Question) -> list[str]:
    """Return what is assumed of the lever, and of everything else."""
    from countergaze.mechanisms import TABLES

    p = question.parameter
    low, high = p.bounds or (-math.inf, math.inf)
    every = [one for table in TABLES.values() for one in table.fields.values()
             if one.kind in ("lever", "uncertainty", "constant")]
    return [f"{question.lever}: {p.meaning}; {p.unit}, from {low:g} to {high:g}; "
            f"source: {p.source}.",
            assumed_line(sum(one.assumed for one in every), len(every))]
