"""The second chart: several arms over the weeks, each a thick line, a band and some faint runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from markupsafe import Markup, escape

from countergaze.reports import svg
from countergaze.reports.numbers import in_full

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 340, 160, 40, 22, 6, 84
FAINT = 4
MOST_POINTS = 80
APART = 13.0
"""Labels of two arms stand at least this far from each other."""
START = ' text-anchor="start"'
STEPS = (4, 13, 26, 52, 104, 208, 520, 1040, 2600, 5200, 10400, 26000)
CROWDED = 0.6
"""The axis leaves zero out where all lines stay above this share of their highest point."""


Drawn = dict[str, Any]
"""An arm as a chart takes it: see `Lines.drawn`; None or NaN where there is no value."""


def few(weeks: np.ndarray) -> np.ndarray:
    """Return the places of no more weeks than can be drawn apart, the last among them."""
    step = max(1, math.ceil(len(weeks) / MOST_POINTS))
    return np.unique([*range(0, len(weeks), step), len(weeks) - 1])


class Lines(NamedTuple):
    """The runs of one arm; k: its colour and dash; values: (runs, weeks), NaN where none."""

    label: str
    k: int
    weeks: np.ndarray
    values: np.ndarray

    def thinned(self) -> Lines:
        """Return the same with no more weeks than can be drawn apart."""
        kept = few(self.weeks)
        return self._replace(weeks=self.weeks[kept], values=self.values[:, kept])

    @property
    def mean(self) -> np.ndarray:
        """The mean of the runs that have a value, by week."""
        there = np.isfinite(self.values)
        count = there.sum(0)
        total = np.where(there, self.values, 0.0).sum(0)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    @property
    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """The range, by week, that leaves out one run in 20 at each end."""
        ordered = np.sort(self.values, axis=0)  # runs without a value come last
        count = np.isfinite(ordered).sum(0)
        out = count // 20
        weeks = np.arange(ordered.shape[1])
        top = ordered[np.maximum(count - 1 - out, 0), weeks]
        return ordered[out, weeks], top

    def drawn(self) -> Drawn:
        """Return what is drawn of the arm: mean, band and the first runs, by week."""
        kept = self.thinned()
        low, high = kept.band
        runs = list(kept.values[:FAINT]) if len(kept.values) > 1 else []
        return {"label": self.label, "k": self.k, "weeks": kept.weeks, "mean": kept.mean,
                "low": low, "high": high, "runs": runs}


def axis(lines: Sequence[Drawn]) -> list[float]:
    """Return the ticks: from zero, or from below it, or near the lines where they lie far above."""
    seen = [np.array(part, float) for line in lines
            for part in (line["low"], line["high"], line["mean"], *line["runs"])]
    known = np.concatenate(seen) if seen else np.empty(0)
    known = known[np.isfinite(known)]
    if not len(known):
        return [0.0, 1.0]
    low, high = float(known.min()), float(known.max())
    if low >= 0.0 and (low <= CROWDED * high or high <= 0.0):
        return svg.ticks(high)
    if low >= 0.0 or high <= 0.0:
        step = _step(max(high - low, 0.02 * max(abs(low), abs(high))))
    else:
        step = _step(high - low)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if high <= 0.0:
        last = 0 if -high < CROWDED * -low else last
    return [step * k for k in range(first, max(last, first + 1) + 1)]


def _step(span: float) -> float:
    unit = 10.0 ** math.floor(math.log10(span / 4.0))
    return next(unit * f for f in (1.0, 2.0, 2.5, 5.0, 10.0) if unit * f * 4.0 >= span * 0.999)


def axis_note(marks: Sequence[float]) -> str:
    """Return what the second line of a chart says of its axis: nothing where it starts at zero."""
    if marks[0] == 0.0:
        return ""
    if marks[0] < 0.0:
        return ", axis runs below zero"
    return f", axis starts at {in_full(marks[0])}"


def chart(lines: Sequence[Drawn], alt: str) -> Markup:
    """Return the chart; the first arm is the reference and is drawn first."""
    marks = axis(lines)
    low, high = marks[0], marks[-1]
    last = max([float(line["weeks"][-1]) for line in lines] or [1.0]) or 1.0

    def x(week: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * week / last

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - (value - low) / (high - low))

    parts = [f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
             f'aria-label="{escape(alt)}">', _axes(marks, last, x, y)]
    parts += [_arm(line, x, y) for line in lines]
    parts.append(_labels(lines, y))
    return Markup("".join(parts) + "</svg>")


def _axes(marks: Sequence[float], last: float, x, y) -> str:
    shown = marks if len(marks) <= 6 else marks[::2]
    grid = "".join(f"M{LEFT} {y(mark):.1f}H{WIDTH - RIGHT}" for mark in shown)
    names = "".join(f'<text x="{LEFT - 5}" y="{y(mark) + 3.5:.1f}">{in_full(mark)}</text>'
                    for mark in shown)
    step = next((step for step in STEPS if last / step < 4.0), STEPS[-1])
    weeks = range(0, int(last) + 1, step)
    named = "".join(
        f'<text x="{x(week):.1f}" y="{HEIGHT - 6}"{"" if week else START}>'
        f'{f"{week:,}" if week else "week 0"}</text>' for week in weeks)
    return (f'<path class="grid" d="{grid}"/><g text-anchor="end">{names}</g>'
            f'<g text-anchor="middle">{named}</g>')


def _arm(line: Drawn, x, y) -> str:
    parts = [f'<g class="k{int(line["k"])}">']
    if np.any(np.array(line["low"], float) < np.array(line["high"], float)):
        parts.append(f'<path class="band" d="{_band(line, x, y)}"/>')
    if line["runs"]:
        faint = "".join(_path(line["weeks"], run, x, y) for run in line["runs"])
        parts.append(f'<path class="faint" d="{faint}"/>')
    parts.append(f'<path class="mean" d="{_path(line["weeks"], line["mean"], x, y)}"/></g>')
    return "".join(parts)


def _path(weeks: Sequence[int], values: Sequence[float | None] | np.ndarray, x, y) -> str:
    return svg.path(list(zip(weeks, np.array(values, float).tolist())), x, y)


def _band(line: Drawn, x, y) -> str:
    """Return the outline of the band, one piece for each stretch of weeks that has one."""
    bottom, top = (np.array(line[side], float) for side in ("low", "high"))
    there = np.isfinite(bottom) & np.isfinite(top)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]]).astype(int)))
    parts = []
    for begin, end in zip(edges[::2], edges[1::2]):
        weeks = line["weeks"][begin:end]
        back = _path(weeks[::-1], bottom[begin:end][::-1], x, y)
        parts.append(f"{_path(weeks, top[begin:end], x, y)}L{back[1:]}Z")
    return "".join(parts)


def _labels(lines: Sequence[Drawn], y) -> str:
    """Return the names of the arms at the ends of their lines, spread so that none overlap."""
    ends = []
    for line in lines:
        mean = np.array(line["mean"], float)
        known = mean[np.isfinite(mean)]
        if len(known):
            ends.append((y(float(known[-1])), line))
    ends.sort(key=lambda end: end[0])
    places = spread([place for place, _ in ends], TOP + 4.0, HEIGHT - BOTTOM)
    return "".join(
        f'<text class="end k{int(line["k"])}" x="{WIDTH - RIGHT + 5}" y="{place + 3.5:.1f}">'
        f"{escape(line['label'])}</text>" for place, (_, line) in zip(places, ends))


def spread(places: Sequence[float], low: float, high: float) -> list[float]:
    """Return sorted places moved as little as need be, so that neighbours are apart."""
    moved = list(places)
    for _ in range(50):
        for k in range(len(moved) - 1):
            lack = APART - (moved[k + 1] - moved[k])
            if lack > 0.0:
                moved[k] -= lack / 2.0
                moved[k + 1] += lack / 2.0
        moved = [min(max(place, low + APART * k), high - APART * (len(moved) - 1 - k))
                 for k, place in enumerate(moved)]
    return moved
