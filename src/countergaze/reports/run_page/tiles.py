"""The map of places: one tile each, placed roughly where it lies, never ranked."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from countergaze.reports import words

if TYPE_CHECKING:
    from countergaze.results.run import Run

RAMP = ("#faf1e4", "#f3d5ae", "#e6ad78", "#cd7c45", "#a04c1d", "#6b2a0a")
SMALL = 1000


def section(run: Run) -> str:
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
    map_ = _map(levels, sizes, places, low, high) if drawn else ""
    rows = "".join(f'<tr><td>{escape(name)}</td><td class="n">{words.number(value)}</td>'
                   f'<td class="n">{sizes.get(name, 0):,}</td></tr>'
                   for name, value in levels.items())
    table = ('<table><thead><tr><th scope="col">Place</th><th scope="col" class="n">in 1,000'
             f'</th><th scope="col" class="n">people</th></tr></thead>'
             f"<tbody>{rows}</tbody></table>")
    behind = (f"<details><summary>Table behind this map</summary>{table}</details>" if drawn
              else table)
    return (f'<section id="places"><h2>{words.provinces_title(low, high)}</h2><p>Places differ '
            "here only by the shares of their table, by which cities have sensing, and by luck: "
            "none is ranked. With few synthetic people in a place, most of its difference is "
            "luck.</p>"
            f'<p class="unit">Listed residents per 1,000, mean of '
            f'{words.last_weeks(run.weeks)}</p>{map_}'
            f'<p class="note"><code>listed</code> by place \N{MIDDLE DOT} '
            f'<a href="#d-listed">definition</a></p>{behind}</section>')


def _map(levels, sizes, places, low: float, high: float) -> str:
    step = (high - low) / len(RAMP) or 1.0
    tiles = []
    for k, (name, value) in enumerate(levels.items()):
        place = min(int((value - low) / step), len(RAMP) - 1)
        small = " small" if sizes.get(name, 0) < SMALL else ""
        dark = " dark" if place >= 4 else ""
        tiles.append(
            f'<div class="tile{dark}{small}" style="grid-row:{int(places.tile_row[k])};'
            f'grid-column:{int(places.tile_column[k])};background:{RAMP[place]}">'
            f'<span><span class="name">{escape(name)}</span><span class="code">'
            f"{escape(places.short[k])}</span></span><b>{words.number(value)}</b></div>")
    key = "".join(
        f'<span{" class=dark" if k >= 4 else ""} style="background:{colour}">'
        f"{low + k * step:.1f} to {low + (k + 1) * step:.1f}</span>"
        for k, colour in enumerate(RAMP))
    return (f'<div class="map">{"".join(tiles)}</div><div class="key">{key}</div>'
            '<p class="note">Dashed edge: fewer than 1,000 synthetic people.</p>')
