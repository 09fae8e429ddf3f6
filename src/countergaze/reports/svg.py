"""The one kind of line chart of a report, written as SVG by hand: marks here, words in HTML."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from countergaze.declare import Indicator
from countergaze.reports.numbers import in_full
from countergaze.reports.spread import band
from countergaze.results.series import mean as mean_of

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 340, 160, 40, 22, 6, 8
SMOOTH = 9

MARK = Markup(
    '<svg viewBox="0 0 16 15" aria-hidden="true"><path fill="#6b6e73" d="M0 7C2.6 2.6 5.2 '
    '1 8 1s5.4 1.6 8 6h-4.4a3.6 3.6 0 0 0-7.2 0zM6 7a2 2 0 0 1 4 0z"/><path fill="#1457cc" '
    'd="M0 8c2.6 4.4 5.2 6 8 6s5.4-1.6 8-6h-4.4a3.6 3.6 0 0 1-7.2 0zM6 8a2 2 0 0 0 4 0z"/>'
    '</svg>')
"""The mark: a gaze from above, met from below."""


def standing_mark() -> str:
    """Return the mark as a picture that stands alone."""
    return str(MARK).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def ticks(top: float) -> list[float]:
    """Return at most five round ticks from zero, the last one at or above `top`."""
    if not top > 0.0 or not math.isfinite(top):
        return [0.0, 1.0]
    step = 10.0 ** math.floor(math.log10(top / 4.0))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        if step * factor * 4.0 >= top:
            step *= factor
            break
    return [step * k for k in range(int(math.ceil(top / step - 1e-9)) + 1)]


def bounds(values: np.ndarray) -> tuple[list[float], bool]:
    """Return the ticks for a series, and whether they start at zero."""
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return [0.0, 1.0], True
    low, high = float(known.min()), float(known.max())
    if low >= 0.0:
        return ticks(high), True
    reach = ticks(max(high, -low, 1e-9))
    return sorted({-tick for tick in reach} | set(reach)), False


def smoothed(values: np.ndarray) -> np.ndarray:
    """Return the 9-week centred mean, over the weeks that have a value; NaN where none has."""
    half = SMOOTH // 2
    out = np.full(len(values), np.nan)
    for week in range(len(values)):
        near = values[max(0, week - half): week + half + 1]
        near = near[np.isfinite(near)]
        out[week] = near.mean() if len(near) else np.nan
    return out


def thinned(values: np.ndarray) -> list[tuple[int, float]]:
    """Return (week, value) of every 4th week and the last: enough for a smooth line."""
    kept = range(0, len(values), 4 if len(values) > 60 else 1)
    return [(week, float(values[week])) for week in sorted({*kept, len(values) - 1})]


def line_chart(values: np.ndarray | Sequence[Any], alt: str) -> Markup:
    """Return a chart by week in ink: the thick 9-week mean over what runs lie apart.

    values: one a week, or (runs, weeks); None or NaN where there is none.  One run: a thin line
    of every week; several: a band of their 9-week means.  alt: what is read aloud.
    """
    each = np.atleast_2d(np.array(values, float))
    series = mean_of(each)
    marks, _ = bounds(each if len(each) == 1 else np.array([smoothed(row) for row in each]))
    low, high = marks[0], marks[-1]
    weeks = max(len(series) - 1, 1)

    def x(week: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * week / weeks

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - (value - low) / (high - low))

    parts = [f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
             f'aria-label="{escape(alt)}">']
    shown = marks if len(marks) <= 6 else marks[::2]
    grid = "".join(f"M{LEFT} {y(mark):.1f}H{WIDTH - RIGHT}" for mark in shown)
    names = "".join(f'<text x="{LEFT - 5}" y="{y(mark) + 3.5:.1f}">{in_full(mark)}</text>'
                    for mark in shown)
    parts.append(f'<path class="grid" d="{grid}"/><g text-anchor="end">{names}</g>')
    names = "".join(
        f'<text x="{x(week):.1f}" y="{HEIGHT - 6}"{_anchor(week, weeks)}>'
        f'{week if week else "week 0"}</text>' for week in week_ticks(len(series)))
    parts.append(f'<g text-anchor="middle">{names}</g>')
    if len(each) == 1:
        parts.append(f'<path class="thin" d="{path(list(enumerate(series)), x, y)}"/>')
    else:
        low_edge, high_edge = band(np.array([smoothed(row) for row in each]))
        parts.append(f'<path class="spread" d="{_area(low_edge, high_edge, x, y)}"/>')
    parts.append(f'<path class="thick" d="{path(thinned(smoothed(series)), x, y)}"/></svg>')
    return Markup("".join(parts))


def _area(low: np.ndarray, high: np.ndarray, x, y) -> str:
    """Return the path around all between two lines, over the weeks in which both have a value."""
    there = [(week, a, b) for (week, a), (_, b) in zip(thinned(low), thinned(high))
             if math.isfinite(a) and math.isfinite(b)]
    if len(there) < 2:
        return ""
    around = [(week, b) for week, _, b in there] + [(week, a) for week, a, _ in reversed(there)]
    return path(around, x, y) + "z"


def _anchor(week: int, weeks: int) -> str:
    """Return the anchor of a week's name where it would stand out of the chart in the middle."""
    if week == 0:
        return ' text-anchor="start"'
    return "" if week < weeks * 0.95 else ' text-anchor="end"'


def week_ticks(weeks: int) -> list[int]:
    """Return the weeks named on the axis: whole years where the run is long enough."""
    step = next((s for s in (4, 13, 26, 52, 104, 208) if weeks / s <= 6), 520)
    return list(range(0, weeks, step))


def path(values: list[tuple[int, float]], x, y) -> str:
    """Return the path of a series, broken where a week has no value.

    Steps are relative, in tenths, which halves the page; they are taken between rounded places,
    so that roundings do not add up.
    """
    parts: list[str] = []
    at = None
    for week, value in values:
        if not math.isfinite(value):
            at = None
            continue
        here = round(10.0 * x(week)), round(10.0 * y(value))
        if at is None:
            parts.append(f"M{_tenths(here[0])}{_tenths(here[1], True)}")
        else:
            begun = parts[-1][0] != "M"
            parts.append(("" if begun else "l") + _tenths(here[0] - at[0], begun)
                         + _tenths(here[1] - at[1], True))
        at = here
    return "".join(parts)


def _tenths(number: int, after: bool = False) -> str:
    """Return a number of tenths in few characters; `after` a number, set apart from it."""
    whole, rest = divmod(abs(number), 10)
    text = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{text}" if number < 0 else f" {text}" if after else text


def standalone(about: Indicator, values: np.ndarray) -> str:
    """Return a chart with its title and colours, to be shown outside a report.

    values: one a week, or (runs, weeks).
    """
    chart = line_chart(values, f"{about.title}, {about.unit}, by week")
    style = ("<style>text{font:11px Arial,'Liberation Sans',Helvetica,sans-serif;fill:#4b5159}"
             ".title{font-weight:bold;font-size:14px;fill:#1c2024}.grid{stroke:#dad6cc}"
             ".thin{fill:none;stroke:#1c2024;stroke-width:.7;opacity:.45}.spread{opacity:.16}"
             ".thick{fill:none;stroke:#1c2024;stroke-width:2}</style>")
    inner = chart[chart.index(">") + 1: -len("</svg>")]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="680" height="404" '
            f'viewBox="0 0 {WIDTH} {HEIGHT + 42}" role="img">'
            f'{style}<rect width="100%" height="100%" fill="#fff"/>'
            f'<text class="title" x="6" y="18">{escape(about.title)}</text>'
            f'<text x="6" y="34">{escape(about.unit)}, by week</text>'
            f'<g transform="translate(0 42)">{inner}</g></svg>\n')
