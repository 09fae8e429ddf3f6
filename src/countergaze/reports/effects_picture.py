"""Effects of a few arms as one SVG that stands alone: a block an indicator, a row an arm.

A dot is the mean of the paired differences, the bar its 95 % interval; a dot is hollow where the
bar touches zero.  Left of the line is less than in the reference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from markupsafe import escape

from countergaze.mechanisms import INDICATORS
from countergaze.reports.numbers import number
from countergaze.reports.phrases import NOT_CLEAR, Difference

WIDTH, LEFT, RIGHT, ROW, HEAD = 720, 300, 150, 26, 46
INKS = ("#1457cc", "#b04a12", "#07453a", "#7a0f6e")
GREY, INK, SOFT = "#6b6e73", "#1c2024", "#4b5159"
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"


def picture(comparison: Any, indicators: Sequence[str]) -> str:
    """Return the effects on `indicators` for the whole, one block each, at most four arms.

    comparison: with `arms`, `reference`, `effects` (indicator, scope, arm, effect, low, high) and
    `level(indicator, arm)`; raise KeyError for an indicator without effects.
    """
    parts, top = [], 0.0
    for name in indicators:
        block, height = _block(comparison, name, top)
        parts.append(block)
        top += height
    words = "; ".join(INDICATORS[name].title.lower() for name in indicators)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top:.0f}" '
            f'width="{WIDTH}" role="img" aria-label="Effects on {escape(words)}">'
            f'<rect width="{WIDTH}" height="{top:.0f}" fill="#ffffff"/>'
            f'<g font-family="{FONT}" font-size="13">{"".join(parts)}</g></svg>\n')


def _block(comparison: Any, name: str, top: float) -> tuple[str, float]:
    """Return the marks of one indicator and their height."""
    about = INDICATORS[name]
    table = comparison.effects
    rows = table[(table["indicator"] == name) & (table["scope"] == "whole")]
    if rows.empty:
        raise KeyError(f"{name} has no effects in this comparison")
    known = [abs(float(rows[column].iloc[k])) for column in ("effect", "low", "high")
             for k in range(len(rows)) if math.isfinite(rows[column].iloc[k])]
    reach = 1.1 * max(known, default=0.0) or 1.0
    half = (WIDTH - LEFT - RIGHT) / 2.0
    zero = LEFT + half
    level = comparison.level(name, comparison.reference)
    out = [f'<text x="8" y="{top + 20:.0f}" font-weight="bold" fill="{INK}">'
           f"{escape(about.title)}</text>"
           f'<text x="8" y="{top + 36:.0f}" font-size="11" fill="{SOFT}">{escape(about.unit)}; '
           f"{escape(comparison.reference)}: {number(level, about.digits)}</text>",
           f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="{top + HEAD - 8:.0f}" '
           f'y2="{top + HEAD + ROW * len(rows) - 6:.0f}" stroke="{GREY}"/>']
    for k in range(len(rows)):
        row, y = rows.iloc[k], top + HEAD + ROW * k + 6
        ink = INKS[k % len(INKS)]
        effect, low, high = (float(row[column]) for column in ("effect", "low", "high"))
        out.append(f'<text x="20" y="{y + 4:.0f}" fill="{INK}">{escape(_short(row["arm"]))}</text>')
        if not math.isfinite(effect):
            continue
        at = [zero + half * value / reach for value in (effect, low, high)]
        one = Difference.of(row)
        clear = one.clear
        if math.isfinite(low):
            out.append(f'<line x1="{at[1]:.1f}" x2="{at[2]:.1f}" y1="{y:.0f}" y2="{y:.0f}" '
                       f'stroke="{ink}" stroke-width="2"/>')
        out.append(f'<circle cx="{at[0]:.1f}" cy="{y:.0f}" r="4.5" '
                   f'fill="{ink if clear else "#ffffff"}" stroke="{ink}" stroke-width="2"/>')
        said = one.amount if clear else NOT_CLEAR
        out.append(f'<text x="{WIDTH - RIGHT + 8}" y="{y + 4:.0f}" fill="{SOFT}">{said}</text>')
    return "".join(out), HEAD + ROW * len(rows) + 12


def _short(arm: str) -> str:
    """Return the name of an arm without its scenario and table: what was changed in it."""
    changes = arm.partition(":")[2]
    parts = [part.partition("=")[0].rpartition(".")[2].replace("_", " ")
             for part in changes.split(",")]
    return ", ".join(parts) if changes else arm
