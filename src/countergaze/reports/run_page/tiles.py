"""The map of places: one tile each, placed roughly where it lies, never ranked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from countergaze.reports import words
from countergaze.reports.numbers import number
from countergaze.reports.rendering import View

if TYPE_CHECKING:
    from countergaze.results.run import Run

RAMP = ("#faf1e4", "#f3d5ae", "#e6ad78", "#cd7c45", "#a04c1d", "#6b2a0a")
FIRST_DARK = 4
SMALL = 1000


def section(run: Run) -> View:
    """Return the listed residents of each place, as a tile map or, without tiles, a table."""
    scopes = run.scopes("listed", "province")
    levels = {scope.split(":", 1)[1]: run.level("listed", scope) / 100.0 for scope in scopes}
    sizes = {scope.split(":", 1)[1]: count
             for scope, count in run.facts.get("provinces", {}).items()}
    known = [value for value in levels.values() if math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    places = run.places
    drawn = (places is not None and bool(places.tile_row.any())
             and list(places.name) == list(levels) and high > 0.0)
    step = (high - low) / len(RAMP) or 1.0
    return {
        "id": "places", "kind": "places", "title": "Places",
        "heading": words.provinces_title(low, high), "window": words.last_weeks(run.weeks),
        "tiles": _tiles(levels, sizes, places, low, step) if drawn else [],
        "key": [{"colour": colour, "dark": k >= FIRST_DARK,
                 "span": f"{low + k * step:.1f} to {low + (k + 1) * step:.1f}"}
                for k, colour in enumerate(RAMP)],
        "rows": [{"name": name, "shown": number(value), "people": f"{sizes.get(name, 0):,}"}
                 for name, value in levels.items()]}


def _tiles(levels: dict[str, float], sizes: dict[str, int], places: Any, low: float, step: float
           ) -> list[View]:
    """Return a tile for each place; low: the least level; step: what a colour reaches over."""
    tiles = []
    for k, (name, value) in enumerate(levels.items()):
        shade = min(int((value - low) / step), len(RAMP) - 1)
        tiles.append({
            "name": name, "code": places.short[k], "shown": number(value),
            "row": int(places.tile_row[k]), "column": int(places.tile_column[k]),
            "colour": RAMP[shade], "dark": shade >= FIRST_DARK,
            "small": sizes.get(name, 0) < SMALL})
    return tiles
