"""What the facts ruled out, and what they leave open: one HTML file that opens offline."""

from __future__ import annotations

from typing import Any

from countergaze.mechanisms import every_parameter
from countergaze.reports import rendering
from countergaze.reports.numbers import number
from countergaze.reports.rendering import View
from countergaze.reports.tracks import mark
from countergaze.results.manifest import plain
from countergaze.worlds import findings
from countergaze.worlds.findings import FigureFound, Narrowed
from countergaze.worlds.making import DEGENERATE, FAILED, PLAUSIBLE, RULED_OUT
from countergaze.worlds.ruling_out import CUTOFF
from countergaze.worlds.space import Number, space

DECK = ("Nearly all numbers of the model are assumed. Here each of them is drawn from its range, "
        "each form from its rival variants; a few free numbers are then fitted to published "
        "figures, and what still misses a figure is ruled out.")
MEANING = ("Plausible means: not ruled out by these figures under the stated errors. It is no "
           "probability, and the worlds that are left are no sample of the future.")
OPEN = ("These figures do not narrow the following numbers: an answer that hangs on one of them "
        "cannot be told from these facts.")


def report(sample: Any) -> str:
    """Return the page of a `Sample`."""
    return rendering.page(view(sample))


def view(sample: Any) -> View:
    """Return what the page shows, as JSON holds it."""
    sections = [_top(sample), _figures(sample), _forms(sample), _numbers(sample),
                _validated(sample), _reproduce(sample)]
    return plain({"page": "worlds", "kind": "Plausible worlds", "title": "Plausible worlds",
                  "skip": "Skip to the findings", "sections": sections,
                  "contents": [{"id": one["id"], "title": one["title"]} for one in sections[1:]]})


def _top(sample: Any) -> View:
    counts, tried = sample.counts, len(sample.tried)
    kept = counts[PLAUSIBLE]
    return {"id": "top", "kind": "top", "title": "",
            "headline": f"{kept:,} of {tried:,} settings of the unknown numbers are not ruled out",
            "about": [f"{sum(one.key in sample.tried for one in space()):,} numbers and forms",
                      f"{sample.design.people:,} synthetic people",
                      f"{sample.design.check_seeds} seeds",
                      f"{sample.design.check_years} years"],
            "deck": DECK, "meaning": MEANING,
            "tiles": [{"count": f"{counts[name]:,}", "words": words} for name, words in (
                (PLAUSIBLE, "plausible"),
                (RULED_OUT, f"ruled out: a figure more than {CUTOFF:g} standard deviations off"),
                (DEGENERATE, "degenerate: swamped, or nearly everybody silent or listed"),
                (FAILED, "failed"))]}


def _figures(sample: Any) -> View:
    rows = [_figure(one, sample) for one in findings.figures_found(sample.tried)]
    first = max(findings.figures_found(sample.tried), key=lambda one: one.missed)
    return {"id": "figures", "kind": "figures", "title": "Which figures did the work",
            "lead": f"Most worlds are ruled out by: {first.target.title.lower()}, which "
                    f"{first.missed:,} of {len(sample.tried):,} miss. Columns count worlds that "
                    "miss a figure, and those that miss it alone; the track shows plausible worlds "
                    "(5 to 95 %, middle) within three standard deviations of the figure.",
            "rows": rows}


def _figure(one: FigureFound, sample: Any) -> View:
    target = one.target
    low, high = (target.value - CUTOFF * target.spread, target.value + CUTOFF * target.spread)

    def at(value: float) -> float:
        return min(max(100.0 * (value - low) / (high - low), 0.0), 100.0)

    marks = [mark("all", 50.0)]
    if one.middle == one.middle:
        marks += [mark("range", at(one.low), at(one.high) - at(one.low)),
                  mark("dot", at(one.middle))]
    return {"title": target.title, "unit": target.unit, "source": target.source,
            "fact": f"{number(target.value, 2)}, give or take {number(target.spread, 2)}",
            "missed": f"{one.missed:,}", "alone": f"{one.alone:,}", "marks": marks,
            "got": f"{number(one.low, 2)} to {number(one.high, 2)}", "unmet": target.unmet,
            "free": list(target.free)}


def _forms(sample: Any) -> View:
    found = findings.forms(sample.tried)
    less = findings.narrowed(found)
    return {"id": "forms", "kind": "forms", "title": "Rival theories",
            "lead": _said_of(less, "form"),
            "rows": [{"key": one.key, "clear": one.p < findings.FALSE_SHARE,
                      "variants": [{"name": name, "of": f"{alive:,} of {tried:,}",
                                    "marks": [mark("bar", 0.0, 100.0 * alive / max(tried, 1))]}
                                   for name, tried, alive in one.before]} for one in found]}


def _said_of(less: list[Narrowed], what: str) -> str:
    if not less:
        return (f"The facts rule out no {what} more often than others, as far as so many worlds "
                "can tell.")
    names = ", ".join(one.key for one in less)
    return (f"The facts rule out some values more often than others in {len(less)} {what}"
            f"{'' if len(less) == 1 else 's'}: {names}.")


def _numbers(sample: Any) -> View:
    found = findings.numbers(sample.tried)
    less = findings.narrowed(found)
    ranges = {one.key: one for one in space() if isinstance(one, Number)}
    kept = {one.key for one in less}
    meanings = {p.key: p.meaning for _, p in every_parameter()}
    return {"id": "numbers", "kind": "numbers", "title": "Numbers that the facts narrow",
            "lead": _said_of(less, "number"),
            "rows": [{"key": one.key, "meaning": meanings.get(one.key, ""),
                      "before": f"{one.before[0]:.3g} to {one.before[2]:.3g}",
                      "after": f"{one.after[0]:.3g} to {one.after[2]:.3g}",
                      "marks": _on_range(ranges[one.key], one)} for one in less],
            "open_lead": OPEN, "open": [one.key for one in found if one.key not in kept]}


def _on_range(number_: Number, one: Narrowed) -> list[dict[str, str]]:
    low, middle, high = (100.0 * number_.place(value) for value in one.after)
    return [mark("range", low, high - low), mark("dot", middle)]


def _validated(sample: Any) -> View:
    rows = [{"title": one.target.title, "unit": one.target.unit,
             "fact": f"{number(one.target.value, 2)}, give or take "
                     f"{number(one.target.spread, 2)}",
             "got": f"{number(one.low, 2)} to {number(one.high, 2)}",
             "note": one.target.unmet}
            for one in findings.figures_found(sample.tried, "validate")]
    return {"id": "validated", "kind": "validated", "title": "Figures that were held back",
            "lead": "These never choose a world. What plausible worlds give (5 to 95 %):",
            "rows": rows}


def _reproduce(sample: Any) -> View:
    facts = sample.facts
    version = (facts.get("versions") or {}).get("countergaze", "")
    return {"id": "reproduce", "kind": "reproduce", "title": "Reproduce", "command": sample.command,
            "made": f"Countergaze {version}", "result": sample.result,
            "cpu": str(facts.get("cpu") or "")}
