"""Parts of the page of a comparison: arms side by side, what parts add, how sure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from countergaze.mechanisms import INDICATORS
from countergaze.reports import arms_charts, definitions, phrases
from countergaze.reports.citing import numbers_used
from countergaze.reports.comparison_page import words
from countergaze.reports.comparison_page.lookup import Effect, Lookup
from countergaze.reports.numbers import number, visible
from countergaze.reports.rendering import View
from countergaze.scenarios.joined import parts_of

SIDE_BY_SIDE = (
    "listed_wrongly", "listed", "listed_unable", "refused_in_year", "silenced", "hardship",
    "offences", "over_capacity", "report_error", "service_quality", "control_hours",
)
ADDED = ("listed_wrongly", "listed", "silenced", "hardship", "control_hours", "safeguard_hours")
MOST_MESSAGE = 300
TABLE_STEPS = (4, 12, 24, 52, 104, 208, 520, 1040, 5200, 10400, 52000)


def side_by_side(view: Lookup) -> View | None:
    """Return the headline quantities, an arm a column."""
    names = [name for name in SIDE_BY_SIDE if name in INDICATORS
             and any(np.isfinite(view.level(look, name)).any() for look in view.looks)]
    if not names:
        return None
    comparison = view.comparison
    return {"id": "arms", "kind": "arms", "title": "Arms side by side",
            "window": words.window_line(comparison.window, comparison.weeks),
            "runs": phrases.runs(len(comparison.seeds)),
            "heads": [look.head for look in view.looks],
            "rows": [_beside(view, name) for name in names]}


def _beside(view: Lookup, name: str) -> View:
    about = INDICATORS[name]
    sides = {effect.look.name: effect.side for effect in view.effects(name, turn=False)
             if effect.other is view.reference}
    cells = []
    for look in view.looks:
        count = int(np.isfinite(view.level(look, name)).sum())
        side = sides.get(look.name)
        if look is view.reference:
            line = "reference"
        elif side is not None:
            line = phrases.against(side, about.unit, view.reference.label)
        else:
            line = "nothing to compare"
        cells.append({"shown": phrases.value_at_zero(view.mean(look, name), about.digits, count),
                      "counted": count > 0, "line": line})
    return {"title": about.title, "unit": about.unit, "link": definitions.link(about),
            "cells": cells}


def figure(view: Lookup, name: str) -> View:
    """Return one chart of the levels of the arms over the weeks, with the table behind it."""
    about = INDICATORS[name]
    lines = [arms_charts.Lines(look.label, look.k, *view.weekly(look, name))
             for look in view.looks]
    title = phrases.chart_title(about.title, view.sides(name))
    without = [look.label for look, line in zip(view.looks, lines)
               if not np.isfinite(line.values).any()]
    lines = [line for line in lines if np.isfinite(line.values).any()]
    drawn = [line.drawn() for line in lines]
    note = arms_charts.axis_note(arms_charts.axis(drawn))
    if without:
        note += f", none recorded under {phrases.listing(without)}"
    ends = [(line.label, line.mean[np.isfinite(line.mean)]) for line in lines]
    alt = "; ".join(f"{label} from {number(mean[0], about.digits)} to "
                    f"{number(mean[-1], about.digits)}" for label, mean in ends)
    return {"title": title, "unit": about.unit, "note": note, "link": definitions.link(about),
            "lines": drawn, "alt": f"{title}; {about.unit}: {alt}",
            "heads": [line.label for line in lines], "rows": _rows(lines, about.digits)}


def _rows(lines: Sequence[arms_charts.Lines], digits: int) -> list[View]:
    """Return the table behind a chart: some weeks, the mean of each arm."""
    columns = [dict(zip(line.weeks.tolist(), line.mean.tolist())) for line in lines]
    return [{"week": f"{week:,}", "cells": [number(column.get(float(week), math.nan), digits)
                                            for column in columns]}
            for week in table_weeks(max(float(line.weeks[-1]) for line in lines))
            if any(float(week) in column for column in columns)]


def table_weeks(last: float) -> range:
    """Return the few weeks that the table behind a chart holds."""
    step = next((step for step in TABLE_STEPS if last / step <= 8), TABLE_STEPS[-1])
    return range(0, int(last) + 1, step)


def added(view: Lookup) -> View | None:
    """Return what each part of a package adds to the others; None without a package."""
    packages = []
    comparison = view.comparison
    for package, parts in parts_of([arm.name for arm in comparison.arms]).items():
        tables = [comparison.effects_against(arm) for arm in parts.values()]
        rows = [{"title": about.title, "unit": about.unit,
                 "cells": [_added(table, package, name) for table in tables]}
                for name in ADDED if (about := view.about(name)) is not None]
        packages.append({"name": package, "heads": list(parts), "rows": rows})
    if not packages:
        return None
    return {"id": "added", "kind": "added", "title": "What each part adds", "packages": packages,
            "line": "The package less the package without the part, over the same pairs of runs: "
                    "parts that do the same work add little to each other."}


def _added(table: Any, package: str, name: str) -> str:
    found = table[(table["arm"] == package) & (table["scope"] == "whole")
                  & (table["indicator"] == name)].to_dict("records")
    return phrases.by_what_could_be_seen(phrases.Difference.of(found[0])) if found else "none"


def how_sure(view: Lookup) -> View:
    """Return what this comparison could have seen, what failed, and what is assumed."""
    every = [effect.saved for _, names in view.families() for name, _ in names
             for effect in view.effects(name) if effect.other is view.reference]
    found = [p for _, p in numbers_used([arm.settings for arm in view.comparison.arms])]
    rest = [name for _, names in view.families() for name, _ in names if name not in SIDE_BY_SIDE]
    return {
        "id": "sure", "kind": "how_sure", "title": "How sure",
        "ended": words.failed_line(view.failed, view.runs),
        "failed": [f"{arm}, seed{'s' if len(seeds) != 1 else ''} {_seeds(seeds)}: "
                   f"{str(message)[:MOST_MESSAGE]}"
                   for arm, seeds, message in view.comparison.failed],
        "saved": words.saved_line(every),
        "assumed": words.assumed_line(sum(p.assumed for p in found), len(found)),
        "visible": words.VISIBLE, "heads": [look.label for look in view.others],
        "first": _visible(view, SIDE_BY_SIDE), "rest": _visible(view, rest)}


def _seeds(seeds: Sequence[int]) -> str:
    text = ", ".join(str(seed) for seed in seeds[:10])
    return f"{text} and {len(seeds) - 10:,} more" if len(seeds) > 10 else text


def _visible(view: Lookup, names: Sequence[str]) -> list[View]:
    """Return the minimum detectable effects, a row a quantity."""
    rows = []
    for name in names:
        about = view.about(name)
        effects = {effect.look.name: effect for effect in view.effects(name)
                   if effect.other is view.reference}
        if about is not None and effects:
            rows.append({"title": about.title, "unit": about.unit,
                         "cells": [_seen(effects.get(look.name)) for look in view.others]})
    return rows


def _seen(effect: Effect | None) -> View:
    if effect is None:
        return {"shown": "nothing to compare", "share": ""}
    return {"shown": visible(effect.mde), "share": words.share(effect.saved)}
