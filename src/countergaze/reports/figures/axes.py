"""Results drawn by matplotlib, on axes given or on new ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from countergaze.reports.figures import tables
from countergaze.reports.figures.tables import Figure, Key, MissingExtra

INKS = ("#1457cc", "#b04a12", "#07453a", "#7a0f6e", "#5a5f66", "#8a6a00")
GREY, PALE = "#6b6e73", "#cfd6e4"


def run(result: Any, keys: Sequence[Key], ax: Any = None) -> Any:
    """Return axes with series of a run by week: the mean, and a band over its runs."""
    figure = tables.by_week(result, keys)
    on = _axes(ax)
    for k, (name, part) in enumerate(figure.table.groupby("series", sort=False)):
        ink = INKS[k % len(INKS)]
        weeks = part["week"].to_numpy()
        if len(result.seeds) > 1:
            on.fill_between(weeks, part["low"].to_numpy(), part["high"].to_numpy(), color=ink,
                            alpha=0.18, linewidth=0)
        on.plot(weeks, part["mean"].to_numpy(), color=ink, linewidth=1.6, label=name)
    if len(keys) > 1:
        on.legend(frameon=False)
    on.set_xlabel("week" + (f" ({figure.about})" if figure.about else ""))
    on.set_ylabel(figure.unit)
    return _titled(on, figure)


def comparison(result: Any, keys: Sequence[Key], ax: Any = None) -> Any:
    """Return axes with differences from the reference: a dot a row, hollow where none is told."""
    figure = tables.effects(result, keys)
    on = _axes(ax)
    rows = figure.table.iloc[::-1].reset_index(drop=True)  # the first row stands on top
    on.axvline(0.0, color=GREY, linewidth=1)
    for at, row in enumerate(rows.itertuples()):
        on.plot([row.worlds_low, row.worlds_high], [at, at], color=PALE, linewidth=9,
                solid_capstyle="butt", zorder=1)
        on.plot([row.low, row.high], [at, at], color=INKS[0], linewidth=1.6, zorder=2)
        on.plot([row.effect], [at], "o", color=INKS[0], zorder=3,
                markerfacecolor=INKS[0] if row.clear else "white")
    on.set_yticks(range(len(rows)), list(rows["row"]))
    on.set_ylim(-0.6, len(rows) - 0.4)
    on.set_xlabel(f"{figure.unit}\n({figure.about})")
    return _titled(on, figure)


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as fault:
        raise MissingExtra('matplotlib is not installed: pip install "countergaze[plot]"; '
                           "chart() draws without it") from fault
    return pyplot.subplots(layout="constrained")[1]


def _titled(ax: Any, figure: Figure) -> Any:
    if figure.title:
        ax.set_title(figure.title)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax
