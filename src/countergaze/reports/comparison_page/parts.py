"""Parts of the page of a comparison: arms side by side, over the weeks, how sure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from countergaze.mechanisms import INDICATORS, TABLES
from countergaze.reports.comparison_page import arms_charts
from countergaze.reports.comparison_page import words
from countergaze.reports.comparison_page.view import View
from countergaze.reports.comparison_page.differences import share, visible
from countergaze.reports.words import number

SIDE_BY_SIDE = (
    "wrongful_listing", "listed", "cannot_pay_share", "refused_in_year", "silenced", "hardship",
    "offences", "over_capacity", "report_error", "service_quality", "control_hours",
)
OVER_WEEKS = (
    "wrongful_listing", "listed", "refused_in_year", "silenced", "falsification_gap", "hardship",
    "offences", "support", "over_capacity", "wrong_records", "service_quality", "control_hours",
)
MOST_MESSAGE = 300
TABLE_STEPS = (4, 12, 24, 52, 104, 208, 520, 1040, 5200, 10400, 52000)


def identity(name: str) -> str:
    """Return the metric and name of an indicator."""
    about = INDICATORS[name]
    return f"{about.metric} {name}".strip()


def side_by_side(view: View) -> str:
    """Return the headline quantities, an arm a column."""
    names = [name for name in SIDE_BY_SIDE if name in INDICATORS
             and any(np.isfinite(view.level(look, name)).any() for look in view.looks)]
    if not names:
        return ""
    heads = "".join(f'<th scope="col" class="n"><span class="arm k{look.k}" aria-hidden="true">'
                    f"{look.shape}</span> {escape(look.label)}</th>" for look in view.looks)
    rows = "".join(_beside(view, name) for name in names)
    return ('<section id="arms"><h2>Arms side by side</h2><p class="unit">Means of '
            f"{words.window_line(view.comparison.window, view.comparison.weeks)}, over the runs of "
            f'each arm</p><table class="beside-arms"><thead><tr><th scope="col">Mean of '
            f"{words.runs(len(view.comparison.seeds))}</th>{heads}</tr></thead><tbody>{rows}"
            "</tbody></table></section>")


def _beside(view: View, name: str) -> str:
    about = INDICATORS[name]
    sides = {effect.look.name: effect.side for effect in view.effects(name, turn=False)
             if effect.other is view.reference}
    cells = []
    for look in view.looks:
        values = view.level(look, name)
        count = int(np.isfinite(values).sum())
        shown = words.value_at_zero(view.mean(look, name), about.digits, count)
        side = sides.get(look.name)
        if look is view.reference:
            line = "reference"
        elif side is not None:
            line = escape(words.against(side, about.unit, view.reference.label))
        else:
            line = "nothing to compare"
        bold = f"<b>{shown}</b>" if count else f"<span>{shown}</span>"
        cells.append(f'<td class="n" data-head="{escape(look.label)}">{bold}'
                     f"<small>{line}</small></td>")
    return (f'<tr><th scope="row">{escape(about.title)}<small>{escape(about.unit)} {words.DOT} '
            f'<a href="#d-{name}">{identity(name)}</a></small></th>{"".join(cells)}</tr>')


def over_weeks(view: View) -> str:
    """Return the charts of the arms over the weeks."""
    figures = "".join(_figure(view, name) for name in OVER_WEEKS if name in INDICATORS
                      and any(np.isfinite(view.weekly(look, name)[1]).any()
                              for look in view.looks))
    if not figures:
        return ""
    count = len(view.comparison.seeds)
    return ('<section id="weeks"><h2>Over the weeks</h2>'
            f"<p>{words.band_line(count, min(arms_charts.FAINT, count))} "
            f"{words.HEADINGS}</p><div class=\"charts\">{figures}</div></section>")


def _figure(view: View, name: str) -> str:
    about = INDICATORS[name]
    lines = [arms_charts.Lines(look.label, look.k, *view.weekly(look, name))
             for look in view.looks]
    title = words.chart_title(about.title, view.sides(name))
    without = [look.label for look, line in zip(view.looks, lines)
               if not np.isfinite(line.values).any()]
    lines = [line for line in lines if np.isfinite(line.values).any()]
    note = arms_charts.axis_note(arms_charts.axis([line.thinned() for line in lines]))
    if without:
        note += f", none recorded under {words.listing(without)}"
    ends = [(line.label, line.mean[np.isfinite(line.mean)]) for line in lines]
    alt = "; ".join(f"{label} from {number(mean[0], about.digits)} to "
                    f"{number(mean[-1], about.digits)}" for label, mean in ends)
    return (f'<figure><h3>{escape(title)}</h3><div class="unit">{escape(about.unit)}, by week'
            f"{escape(note)}</div>{arms_charts.chart(lines, f'{title}; {about.unit}: {alt}')}"
            f'<figcaption class="note"><code>{identity(name)}</code> {words.DOT} '
            f'<a href="#d-{name}">definition</a><details><summary>Table behind this chart'
            f"</summary>{_table(lines, about.digits)}</details></figcaption></figure>")


def _table(lines: Sequence[arms_charts.Lines], digits: int) -> str:
    last = max(float(line.weeks[-1]) for line in lines)
    step = next((step for step in TABLE_STEPS if last / step <= 8), TABLE_STEPS[-1])
    columns = [dict(zip(line.weeks.tolist(), line.mean.tolist())) for line in lines]
    heads = "".join(f'<th scope="col">{escape(line.label)}</th>' for line in lines)
    rows = "".join(
        f"<tr><td>{week:,}</td>" + "".join(
            f"<td>{number(column.get(float(week), math.nan), digits)}</td>" for column in columns)
        + "</tr>" for week in range(0, int(last) + 1, step)
        if any(float(week) in column for column in columns))
    return (f'<table><thead><tr><th scope="col">Week</th>{heads}</tr></thead><tbody>{rows}</tbody>'
            "</table>")


def how_sure(view: View) -> str:
    """Return what this comparison could have seen, what failed, and what is assumed."""
    comparison = view.comparison
    every = [effect.saved for _, names in view.families() for name, _ in names
             for effect in view.effects(name) if effect.other is view.reference]
    failed = "".join(
        f"<li>{escape(arm)}, seed{'s' if len(seeds) != 1 else ''} {_seeds(seeds)}: "
        f"{escape(str(message)[:MOST_MESSAGE])}</li>" for arm, seeds, message in comparison.failed)
    found = [p for table in TABLES.values() for p in table.fields.values()
             if p.kind in ("lever", "uncertainty", "constant")]
    return ('<section id="sure"><h2>How sure</h2><ul>'
            f"<li>{words.failed_line(view.failed, view.runs)}"
            f"{f'<ul>{failed}</ul>' if failed else ''}</li>"
            f"<li>{words.saved_line(every)}</li>"
            f"<li>{words.assumed_line(sum(p.assumed for p in found), len(found))}</li></ul>"
            f"{_visible(view)}</section>")


def _seeds(seeds: Sequence[int]) -> str:
    text = ", ".join(str(seed) for seed in seeds[:10])
    return f"{text} and {len(seeds) - 10:,} more" if len(seeds) > 10 else text


def _visible(view: View) -> str:
    """Return the smallest differences that could have been seen."""
    def rows(names: Sequence[str]) -> str:
        text = ""
        for name in names:
            about = view.about(name)
            effects = {effect.look.name: effect for effect in view.effects(name)
                       if effect.other is view.reference}
            if about is None or not effects:
                continue
            cells = "".join(
                f'<td class="n" data-head="{escape(look.label)}">{_seen(effects.get(look.name))}'
                "</td>" for look in view.others)
            text += (f'<tr><th scope="row">{escape(about.title)}<small>{escape(about.unit)}</small>'
                     f"</th>{cells}</tr>")
        return text

    heads = "".join(f'<th scope="col" class="n">{escape(look.label)}</th>' for look in view.others)
    head = f'<thead><tr><th scope="col">Quantity</th>{heads}</tr></thead>'
    first = rows(SIDE_BY_SIDE)
    rest = rows([name for _, names in view.families() for name, _ in names
                 if name not in SIDE_BY_SIDE])
    return (f'<h3 class="next">Smallest difference that could have been seen</h3><p class="unit">'
            f"{words.VISIBLE}</p>"
            f'<table class="wide">{head}<tbody>{first}</tbody></table>'
            f'<details><summary>All other quantities</summary><table class="wide">{head}<tbody>'
            f"{rest}</tbody></table></details>")


def _seen(effect: Any) -> str:
    if effect is None:
        return "nothing to compare"
    return f"{visible(effect.mde)}<small>{share(effect.saved)}</small>"
