"""Sections of the run report on people: who was wrongly listed, and harm by group."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from scipy.stats import chi2

from countergaze.mechanisms import INDICATORS
from countergaze.reports import words

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


def definitions(*names: str) -> str:
    """Return the line of ids below a section, each a link to its definition."""
    links = "".join(
        f' \N{MIDDLE DOT} <a href="#d-{name}"><code>'
        f'{f"{INDICATORS[name].metric} {name}".strip()}</code></a>'
        for name in names if name in INDICATORS)
    return f'<p class="note">Definitions{links}</p>'


def agency_title(run: Run, scope: str) -> str:
    """Return the name in words of "agency:KEY", safe in a page."""
    row = run.scenario.settings.rows.get("agencies", {}).get(scope.partition(":")[2], {})
    return escape(str(row.get("title") or scope))


def wrong(run: Run) -> str:
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
    rows = "".join(_range_row(run, scope, sizes[scope], ranges[scope], whole, top,
                              scope in clear) for scope in sizes)
    levels = {scope: run.level("wrongful_listing", scope)
              for scope in run.scopes("wrongful_listing", "agency")}
    most = max([value for value in levels.values() if math.isfinite(value)] or [0.0]) or 1.0
    bars = "".join(
        f'<div class="row"><div>{agency_title(run, scope)}</div>'
        f'<div class="track" aria-hidden="true"><i class="bar" style="width:'
        f'{100 * value / most if math.isfinite(value) else 0:.0f}%"></i></div>'
        f"<div><b>{words.number(value)}</b></div></div>"
        for scope, value in levels.items())
    return ('<section id="wrong"><h2>Who was wrongly listed, and by whom</h2>'
            f"<p>{words.wrongly_listed_line(whole, run.people, run.weeks)}</p>"
            '<div class="two"><div><h3>By group</h3><p class="unit">Wrongly listed per 100,000 of '
            f"the group, with 95 % range; thin line: all residents</p>{rows}</div>"
            '<div><h3>By agency that lists</h3><p class="unit">Wrongly listed per 100,000 '
            f"residents; someone on two lists counts in both</p>{bars}</div></div>"
            '<p class="note"><code>M01 wrongful_listing</code> \N{MIDDLE DOT} ground '
            "truth is known only to the laboratory, never to the simulated state</p></section>")


def _range_row(run: Run, scope: str, size: int, spread: tuple[float, float], whole: float,
               top: float, clear: bool) -> str:
    head = f'<div class="row"><div>{_name(scope)}<small>{size:,} people</small></div>'
    if not clear:
        return f'{head}<div></div><div><small>{words.TOO_FEW}</small></div></div>'
    value = run.level("wrongful_listing", scope)
    at = [min(100.0, 100.0 * x / top) for x in (spread[0], spread[1], value, whole)]
    return (f'{head}<div class="track" aria-hidden="true"><i class="all" style="left:{at[3]:.1f}%">'
            f'</i><i class="range" style="left:{at[0]:.1f}%;width:{at[1] - at[0]:.1f}%"></i>'
            f'<i class="dot" style="left:{at[2]:.1f}%"></i></div><div><b>{words.number(value)}</b>'
            f"<small>{words.number(spread[0])} to {words.number(spread[1])}</small></div></div>")


def _name(scope: str) -> str:
    return "All residents" if scope == "whole" else words.GROUP_TITLES[scope.split(":")[1]]


def by_group(run: Run) -> str:
    """Return harm by group, and each group against everybody else; "" where not recorded."""
    sizes = group_sizes(run)
    levels = [at for at in LEVELS if _recorded(run, at.name, sizes)]
    gaps = [at for at in GAPS if _recorded(run, at.name, sizes)]
    if not gaps:
        return ""
    table = ""
    if levels:
        cells = {at.name: _levels(run, at, {"whole": run.people, **sizes}) for at in levels}
        heads = [(at.name, "", INDICATORS[at.name].unit) for at in levels]
        table = (f'<h3>How much of it</h3><p class="unit">Means of {words.last_weeks(run.weeks)}; '
                 "thin line: all residents</p>"
                 + _table(heads, {"whole": run.people, **sizes}, cells))
    cells = {at.name: _gaps(run, at, sizes) for at in gaps}
    heads = [(at.name, at.turned, words.TURNED_UNIT if at.turned else INDICATORS[at.name].unit)
             for at in gaps]
    names = [*(at.name for at in levels), *(at.name for at in gaps)]
    return (f'<section id="groups"><h2>{words.BY_GROUP}</h2><p>{words.BY_GROUP_LINE}</p>{table}'
            f'<h3 class="next">Against everybody else</h3><p class="unit">'
            f"{words.gaps_line({at.name for at in gaps})}</p>{_table(heads, sizes, cells)}"
            f"{definitions(*names)}</section>")


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


def _levels(run: Run, at: Level, sizes: dict[str, int]) -> dict[str, str]:
    """Return the cell of each scope: a bar from zero, and the value."""
    digits = INDICATORS[at.name].digits
    clear = {scope: run.level(at.name, scope) for scope, size in sizes.items()
             if expected(run, at.counted, size) >= TOO_FEW}
    known = [value for value in clear.values() if math.isfinite(value)]
    top = max([*known, 0.0]) or 1.0
    cells = {}
    for scope in sizes:
        if scope not in clear:
            cells[scope] = f"<small>{words.TOO_FEW}</small>"
            continue
        value, whole = clear[scope], clear.get("whole", math.nan)
        line = (f'<i class="all" style="left:{100 * whole / top:.1f}%"></i>'
                if 0.0 <= whole <= top else "")
        width = 100 * max(value, 0.0) / top if math.isfinite(value) else 0.0
        cells[scope] = (f"<b>{words.number(value, digits)}</b><span class=\"track\" "
                        f'aria-hidden="true"><i class="bar" style="width:{width:.1f}%"></i>{line}'
                        "</span>")
    return cells


def _gaps(run: Run, at: Gap, sizes: dict[str, int]) -> dict[str, str]:
    """Return the cell of each group: a dot left or right of "no difference", and the value."""
    digits, sign = INDICATORS[at.name].digits, -1.0 if at.turned else 1.0
    # a difference is no surer than the smaller of its two sides
    clear = {scope: sign * run.level(at.name, scope) for scope, size in sizes.items()
             if expected(run, at.counted, min(size, run.people - size)) >= TOO_FEW}
    apart = {scope: _apart(value, at.none) for scope, value in clear.items()}
    reach = max([abs(x) for x in apart.values() if math.isfinite(x)] or [0.0]) or 1.0
    cells = {}
    for scope in sizes:
        if scope not in clear:
            cells[scope] = f"<small>{words.TOO_FEW}</small>"
            continue
        value = clear[scope]
        shown = words.number(value, digits) if at.none else words.signed(value, digits)
        place = min(max(apart[scope] / reach, -1.0), 1.0) if math.isfinite(value) else math.nan
        dot = (f'<i class="dot" style="left:{50 + REACH * place:.1f}%"></i>'
               if math.isfinite(place) else "")
        cells[scope] = (f'<b>{shown}</b><span class="track" aria-hidden="true">'
                        f'<i class="all" style="left:50%"></i>{dot}</span>')
    return cells


def _apart(value: float, none: float) -> float:
    """Return how far a value is from no difference; ratios by their logarithm."""
    if none == 0.0:
        return value
    return math.log(value / none) if value > 0.0 else -math.inf if value == 0.0 else math.nan


def _table(heads: list[tuple[str, str, str]], sizes: dict[str, int],
           cells: dict[str, dict[str, str]]) -> str:
    """Return a table of groups; heads: (indicator, own title or "", unit)."""
    titles = {name: escape(own or INDICATORS[name].title) for name, own, _ in heads}
    head = "".join(f'<th scope="col">{titles[name]}<small>{escape(unit)}</small></th>'
                   for name, _, unit in heads)
    rows = "".join(
        f'<tr><th scope="row">{_name(scope)}<small>{size:,} people</small></th>'
        + "".join(f'<td data-head="{titles[name]}">{cells[name][scope]}</td>' for name in cells)
        + "</tr>" for scope, size in sizes.items())
    return (f'<table class="groups"><thead><tr><td></td>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table>")
