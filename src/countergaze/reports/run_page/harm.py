"""Sections of the run report on people: who was wrongly listed, and harm by group."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from scipy.stats import chi2

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
    Level("wrongful_listing", ("wrongful_listing", 1e5)),
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


def interval(count: float) -> tuple[float, float]:
    """Return the exact 95 % range of a Poisson mean given a (mean) count."""
    low = chi2.ppf(0.025, 2 * count) / 2 if count > 0 else 0.0
    return float(low), float(chi2.ppf(0.975, 2 * (count + 1)) / 2)


def group_sizes(run: Run) -> dict[str, int]:
    """Return the groups that the run counted, with their sizes, in the order of the table."""
    known = run.facts.get("groups", {})
    return {scope: known[scope] for key in words.GROUP_TITLES
            if (scope := f"group:{key}") in known}


def agency_title(run: Run, scope: str) -> str:
    """Return the name in words of "agency:KEY"."""
    row = run.scenario.settings.rows.get("agencies", {}).get(scope.partition(":")[2], {})
    return str(row.get("title") or scope)


def wrong(run: Run) -> View:
    """Return who was wrongly listed: by group with the range of luck, and by agency."""
    sizes = {"whole": run.people, **group_sizes(run)}
    whole = run.level("wrongful_listing")
    ranges = {}
    for scope, size in sizes.items():
        count = run.level("wrongful_listing", scope) * size / 1e5
        low, high = interval(count if math.isfinite(count) else 0.0)
        ranges[scope] = (low * 1e5 / max(size, 1), high * 1e5 / max(size, 1))
    clear = [scope for scope in sizes if whole * sizes[scope] / 1e5 >= TOO_FEW]
    top = 1.05 * max([ranges[scope][1] for scope in clear] or [1.0])
    rows = [_range_row(run, scope, ranges[scope], whole, top) if scope in clear else {}
            for scope in sizes]
    levels = {scope: run.level("wrongful_listing", scope)
              for scope in run.scopes("wrongful_listing", "agency")}
    most = max([value for value in levels.values() if math.isfinite(value)] or [0.0]) or 1.0
    return {
        "id": "wrong", "kind": "wrong", "title": "Who was wrongly listed",
        "line": words.wrongly_listed_line(whole, run.people, run.weeks),
        "groups": [{"name": _name(scope), "people": f"{size:,}", "few": words.TOO_FEW, **row}
                   for (scope, size), row in zip(sizes.items(), rows)],
        "agencies": [{"name": agency_title(run, scope), "shown": number(value), "marks": [
            mark("bar", width=100 * value / most if math.isfinite(value) else 0.0, digits=0)]}
            for scope, value in levels.items()],
        "links": definitions.links(["wrongful_listing"])}


def _range_row(run: Run, scope: str, spread: tuple[float, float], whole: float, top: float
               ) -> View:
    """Return the value of a group, its range, and their marks."""
    value = run.level("wrongful_listing", scope)
    low, high, at, all_ = (min(100.0, 100.0 * x / top) for x in (*spread, value, whole))
    return {"shown": number(value), "range": f"{number(spread[0])} to {number(spread[1])}",
            "marks": [mark("all", all_), mark("range", low, high - low), mark("dot", at)]}


def _name(scope: str) -> str:
    return "All residents" if scope == "whole" else words.GROUP_TITLES[scope.split(":")[1]]


def by_group(run: Run) -> View | None:
    """Return harm by group, and each group against everybody else; None where not recorded."""
    sizes = group_sizes(run)
    levels = [at for at in LEVELS if _recorded(run, at.name, sizes)]
    gaps = [at for at in GAPS if _recorded(run, at.name, sizes)]
    if not gaps:
        return None
    everybody = {"whole": run.people, **sizes}
    names = [*(at.name for at in levels), *(at.name for at in gaps)]
    return {
        "id": "groups", "kind": "groups", "title": words.BY_GROUP, "line": words.BY_GROUP_LINE,
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
             if expected(run, at.counted, min(size, run.people - size)) >= TOO_FEW}
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
            "rows": [{"name": _name(scope), "people": f"{size:,}",
                      "cells": [cells.get(scope, few) for _, _, cells in columns]}
                     for scope, size in sizes.items()]}
