"""Section of the run report on people: harm by group."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from countergaze.mechanisms import INDICATORS
from countergaze.reports import definitions, words
from countergaze.reports.numbers import number, signed
from countergaze.reports.rendering import View
from countergaze.reports.tracks import mark

if TYPE_CHECKING:
    from countergaze.results.run import Run

TOO_FEW = 5.0
"""Fewer people than this expected in a group: nothing is said of it."""
REACH = 44.0
"""Half of the width of a track, in 100, that a difference can take on either side."""


class Level(NamedTuple):
    """A quantity shown for each group; counted: the indicator that says of how many people it is,
    in so many residents or adults (none: everybody in the group)."""

    name: str
    counted: tuple[str, float] | None


class Gap(NamedTuple):
    """A quantity of a group against everybody else; turned: its name with the sign turned round,
    so that right of the line is more harm; none: the value where the two do not differ."""

    name: str
    counted: tuple[str, float]
    turned: str = ""
    none: float = 0.0


LEVELS = (
    Level("listed", ("listed", 1e5)),
    Level("listed_wrongly", ("listed_wrongly", 1e5)),
    Level("silenced", ("latent", 1e3)),
    Level("hardship", None),
    Level("warned", ("warned", 1e5)),
)
GAPS = (
    Gap("listing_ratio", ("listed", 1e5), none=1.0),
    Gap("wrongful_gap", ("wrongful_listing", 1e5)),
    Gap("missed_gap", ("false_omission", 1e5)),
    Gap("equal_conduct_gap", ("scored", 1e2), turned="Points lost at equal conduct"),
)


def group_sizes(run: Run) -> dict[str, int]:
    """Return the groups with their sizes over all seeds, in the order of the table."""
    known = run.facts.get("groups", {})
    return {scope: known[scope] for key in words.GROUP_TITLES
            if (scope := f"group:{key}") in known}


def group_name(scope: str) -> str:
    """Return the name of a group in words."""
    return "All residents" if scope == "whole" else words.GROUP_TITLES[scope.split(":")[1]]


def by_group(run: Run) -> View | None:
    """Return harm by group, and each group against everybody else; None where not recorded."""
    sizes = group_sizes(run)
    levels = [at for at in LEVELS if _recorded(run, at.name, sizes)]
    gaps = [at for at in GAPS if _recorded(run, at.name, sizes)]
    if not gaps:
        return None
    everybody = {"whole": run.people * len(run.seeds), **sizes}
    names = [*(at.name for at in levels), *(at.name for at in gaps)]
    return {
        "id": "groups", "kind": "groups", "title": words.BY_GROUP,
        "line": words.by_group_line(len(run.seeds)),
        "window": words.last_weeks(run.weeks),
        "levels": _table([(INDICATORS[at.name].title, INDICATORS[at.name].unit,
                           _levels(run, at, everybody)) for at in levels], everybody)
        if levels else None,
        "gaps": _table([(at.turned or INDICATORS[at.name].title,
                         words.TURNED_UNIT if at.turned else INDICATORS[at.name].unit,
                         _gaps(run, at, sizes)) for at in gaps], sizes),
        "gaps_line": words.gaps_line({at.name for at in gaps}),
        "links": definitions.links(names)}


def _recorded(run: Run, name: str, sizes: dict[str, int]) -> bool:
    return name in INDICATORS and any(run.values(name, scope) is not None for scope in sizes)


def expected(run: Run, counted: tuple[str, float] | None, size: int) -> float:
    """Return of how many people of a group a quantity would be, if they were as all are.

    Rates in adults are taken as of residents: the bound is one of order.
    """
    if counted is None or run.values(counted[0]) is None:
        return float(size)
    rate = run.level(counted[0]) / counted[1]
    return rate * size if math.isfinite(rate) else 0.0


def _levels(run: Run, at: Level, sizes: dict[str, int]) -> dict[str, View]:
    """Return the cell of each scope: a bar from zero, and the value."""
    digits = INDICATORS[at.name].digits
    clear = {scope: run.level(at.name, scope) for scope, size in sizes.items()
             if expected(run, at.counted, size) >= TOO_FEW}
    known = [value for value in clear.values() if math.isfinite(value)]
    top = max([*known, 0.0]) or 1.0
    cells = {}
    for scope, value in clear.items():
        whole = clear.get("whole", math.nan)
        width = 100 * max(value, 0.0) / top if math.isfinite(value) else 0.0
        marks = [mark("bar", width=width)]
        if 0.0 <= whole <= top:
            marks.append(mark("all", 100 * whole / top))
        cells[scope] = {"shown": number(value, digits), "marks": marks}
    return cells


def _gaps(run: Run, at: Gap, sizes: dict[str, int]) -> dict[str, View]:
    """Return the cell of each group: a dot left or right of "no difference", and the value."""
    digits, sign = INDICATORS[at.name].digits, -1.0 if at.turned else 1.0
    # a difference is no surer than the smaller of its two sides
    clear = {scope: sign * run.level(at.name, scope) for scope, size in sizes.items()
             if expected(run, at.counted, min(size, run.people * len(run.seeds) - size)) >= TOO_FEW}
    apart = {scope: _apart(value, at.none) for scope, value in clear.items()}
    reach = max([abs(x) for x in apart.values() if math.isfinite(x)] or [0.0]) or 1.0
    cells = {}
    for scope, value in clear.items():
        marks = [{"kind": "all", "style": "left:50%"}]
        if math.isfinite(value) and not math.isnan(apart[scope]):
            marks.append(mark("dot", 50 + REACH * min(max(apart[scope] / reach, -1.0), 1.0)))
        shown = number(value, digits) if at.none else signed(value, digits)
        cells[scope] = {"shown": shown, "marks": marks}
    return cells


def _apart(value: float, none: float) -> float:
    """Return how far a value is from no difference; ratios by their logarithm."""
    if none == 0.0:
        return value
    return math.log(value / none) if value > 0.0 else -math.inf if value == 0.0 else math.nan


def _table(columns: list[tuple[str, str, dict[str, View]]], sizes: dict[str, int]) -> View:
    """Return a table of groups; columns: (title, unit, the cell of each scope that has one)."""
    few = {"few": words.TOO_FEW}
    return {"heads": [{"title": title, "unit": unit} for title, unit, _ in columns],
            "rows": [{"name": group_name(scope), "people": f"{size:,}",
                      "cells": [cells.get(scope, few) for _, _, cells in columns]}
                     for scope, size in sizes.items()]}
