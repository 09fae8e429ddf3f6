"""Results drawn by Altair: charts of Vega-Lite that tell their numbers where one points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from countergaze.reports.figures import tables
from countergaze.reports.figures.tables import Figure, Key, MissingExtra

WIDTH = 480


def run(result: Any, keys: Sequence[Key]) -> Any:
    """Return a chart of series of a run by week: the mean, and a band over its runs."""
    altair = _altair()
    figure = tables.by_week(result, keys)
    base = altair.Chart(_values(altair, figure)).encode(
        x=altair.X("week:Q", title="week" + (f" ({figure.about})" if figure.about else "")),
        color=altair.Color("series:N", title=None,
                           legend=altair.Legend() if len(keys) > 1 else None))
    mean = altair.Y("mean:Q", title=figure.unit)
    layers = [base.mark_line().encode(y=mean, tooltip=[
        "series:N", "week:Q", *(altair.Tooltip(f"{name}:Q", format=",.4~g")
                                for name in ("mean", "low", "high"))])]
    if len(result.seeds) > 1:
        layers.insert(0, base.mark_area(opacity=0.2).encode(
            y=altair.Y("low:Q", title=figure.unit), y2="high:Q"))
    return altair.layer(*layers).properties(width=WIDTH, title=figure.title)


def comparison(result: Any, keys: Sequence[Key]) -> Any:
    """Return a chart of differences from the reference, filled where they are told to differ."""
    altair = _altair()
    figure = tables.effects(result, keys)
    base = altair.Chart(_values(altair, figure)).encode(
        y=altair.Y("row:N", sort=None, title=None))
    title = f"{figure.unit} ({figure.about})"

    def bar(low: str, high: str, **mark: Any) -> Any:
        return base.mark_rule(**mark).encode(x=altair.X(f"{low}:Q", title=title), x2=f"{high}:Q")

    dot = base.mark_point(size=70, filled=False, strokeWidth=2).encode(
        x="effect:Q", fill=altair.condition("datum.clear", altair.value("#1457cc"),
                                            altair.value("white")),
        tooltip=["row:N", *(altair.Tooltip(f"{name}:Q", format=",.4~g") for name in (
            "effect", "low", "high", "worlds_low", "worlds_high"))])
    zero = altair.Chart(altair.Data(values=[{"zero": 0}])).mark_rule(color="#6b6e73").encode(
        x="zero:Q")
    return altair.layer(zero, bar("worlds_low", "worlds_high", strokeWidth=9, color="#cfd6e4"),
                        bar("low", "high", strokeWidth=2), dot).properties(
        width=WIDTH, title=figure.title)


def _altair() -> Any:
    try:
        import altair
    except ImportError as fault:
        raise MissingExtra('Altair is not installed: pip install "countergaze[notebook]"; '
                           "chart() draws without it") from fault
    return altair


def _values(altair: Any, figure: Figure) -> Any:
    """Return the rows as a chart holds them: null where there is no value."""
    return altair.Data(values=[
        {name: None if isinstance(value, float) and math.isnan(value) else value
         for name, value in row.items()} for row in figure.table.to_dict("records")])
