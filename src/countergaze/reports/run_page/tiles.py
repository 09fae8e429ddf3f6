"""The map of places: a tile each, placed roughly where it lies, with a value beyond chance only."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import gammainc, gammaincc

from countergaze.reports import spread, words
from countergaze.reports.numbers import count, number
from countergaze.reports.rendering import View
from countergaze.reports.run_page.wrong import interval

if TYPE_CHECKING:
    from countergaze.results.run import Run

RAMP = ("#faf1e4", "#f3d5ae", "#e6ad78", "#cd7c45", "#a04c1d", "#6b2a0a")
FIRST_DARK = 4
SMALL = 1000


class Place(NamedTuple):
    """Listed people of a place: in 1,000 residents, how many in all runs, how many at everybody's
    rate, residents in all runs, and whether chance alone does not explain the difference."""

    name: str
    level: float
    cases: float
    expected: float
    people: int
    beyond: bool


def places(run: Run) -> list[Place]:
    """Return each place, in the order of the table of places.

    Beyond chance: the exact Poisson chance of a count as far from the expected one is under 5 %
    after Holm's correction over the places, and the place is on the same side of the whole in
    every run.
    """
    scopes = run.scopes("listed", "province")
    sizes = run.facts.get("provinces", {})
    whole, levels = run.level("listed"), run.levels("listed")
    found = []
    for scope in scopes:
        level, people = run.level("listed", scope), int(sizes.get(scope, 0))
        apart = run.levels("listed", scope) - levels
        agree = bool((apart > 0.0).all() or (apart < 0.0).all())
        found.append((Place(scope.split(":", 1)[1], level / 100.0, level * people / 1e5,
                            whole * people / 1e5, people, False), agree))
    clear = holm([chance(place.cases, place.expected) for place, _ in found])
    return [place._replace(beyond=bool(passes and agree))
            for (place, agree), passes in zip(found, clear)]


def chance(cases: float, expected: float) -> float:
    """Return the two-sided Poisson chance of a count at least as far out; 1 where none is told."""
    if not (math.isfinite(cases) and expected > 0.0):
        return 1.0
    below = gammaincc(math.ceil(cases) + 1, expected)  # of a Poisson law: at most so many
    above = gammainc(math.floor(cases), expected)  # at least so many
    return float(min(1.0, 2.0 * min(below, above)))


def holm(chances: list[float], level: float = 0.05) -> list[bool]:
    """Return which of several looks stand at a level held over all of them."""
    order = np.argsort(chances, kind="stable")
    out = [False] * len(chances)
    for step, k in enumerate(order):
        if chances[k] > level / (len(chances) - step):
            break
        out[int(k)] = True
    return out


def section(run: Run) -> View:
    """Return the listed residents of each place, with a tile map where any differs."""
    found = places(run)
    beyond = [place for place in found if place.beyond]
    known = [place.level for place in beyond]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    table = run.places
    drawn = (bool(beyond) and table is not None and bool(table.tile_row.any())
             and list(table.name) == [place.name for place in found])
    step = (high - low) / len(RAMP) or 1.0
    return {
        "id": "places", "kind": "places", "title": "Places",
        "heading": words.places_title(len(beyond), len(found), run.level("listed")),
        "line": words.places_line(len(beyond), sum(place.cases for place in found
                                                   if math.isfinite(place.cases))),
        "window": words.last_weeks(run.weeks),
        "tiles": _tiles(found, table, low, step) if drawn else [],
        "key": [{"colour": colour, "dark": k >= FIRST_DARK,
                 "span": f"{low + k * step:.1f} to {low + (k + 1) * step:.1f}"}
                for k, colour in enumerate(RAMP)] if high > low else [],
        "rows": [_row(place) for place in found],
        "runs": spread.over_runs(run.levels("listed") / 100.0)}


def _row(place: Place) -> View:
    low, high = interval(place.expected)
    size = max(place.people, 1) / 1e3
    return {"name": place.name, "shown": number(place.level), "people": f"{place.people:,}",
            "count": count(place.cases), "expected": count(place.expected),
            "chance": f"{number(low / size)} to {number(high / size)}",
            "beyond": "beyond chance" if place.beyond else ""}


def _tiles(found: list[Place], table: Any, low: float, step: float) -> list[View]:
    """Return a tile for each place; low: the least level told; step: what a colour spans."""
    tiles = []
    for k, place in enumerate(found):
        shade = min(int((place.level - low) / step), len(RAMP) - 1) if place.beyond else -1
        tiles.append({
            "name": place.name, "code": table.short[k],
            "shown": number(place.level) if place.beyond else "",
            "row": int(table.tile_row[k]), "column": int(table.tile_column[k]),
            "colour": RAMP[shade] if place.beyond else "", "dark": shade >= FIRST_DARK,
            "small": place.people < SMALL})
    return tiles
