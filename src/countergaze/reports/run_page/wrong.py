"""Section of the run report on wrong listings: by cause, by group, by agency."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv

from countergaze.mechanisms import INDICATORS
from countergaze.reports import definitions, spread, words, wrong_words
from countergaze.reports.numbers import number
from countergaze.reports.rendering import View
from countergaze.reports.run_page.groups import TOO_FEW, group_name, group_sizes
from countergaze.reports.tracks import mark

if TYPE_CHECKING:
    from countergaze.results.run import Run

ANY, FALSE = "listed_wrongly", "wrongful_listing"


def told_of(run: Run) -> str:
    """Return the indicator that says who is wrongly listed; folders before 0.5 have one cause."""
    return ANY if run.values(ANY) is not None else FALSE


def share_of_listed(run: Run, name: str) -> np.ndarray:
    """Return how many of 100 listed an indicator is, of each run: sums over sums."""
    listed = run.levels("listed")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(listed > 0.0, 100.0 * run.levels(name) / listed, np.nan)


def causes(run: Run) -> dict[str, float]:
    """Return the causes that a run recorded and how many of 100 listed each holds of."""
    return {name: spread.mean(share_of_listed(run, name))
            for name in wrong_words.CAUSES if run.values(name) is not None}


def interval(cases: float) -> tuple[float, float]:
    """Return the exact 95 % range of a Poisson mean given a (mean) count."""
    low = gammaincinv(cases, 0.025) if cases > 0 else 0.0
    return float(low), float(gammaincinv(cases + 1, 0.975))


def section(run: Run) -> View:
    """Return who is wrongly listed: by cause, by group with the range of chance, by agency."""
    name = told_of(run)
    societies = len(run.seeds)
    pooled = run.people * societies
    whole = run.level(name)
    return {
        "id": "wrong", "kind": "wrong", "title": "Wrongly listed",
        "line": wrong_words.line(whole * pooled / 1e5, run.people, societies, run.weeks),
        "causes": _causes(run, whole), "note": wrong_words.NOTE,
        "groups": _groups(run, name, whole, {"whole": pooled, **group_sizes(run)}),
        "agencies": _agencies(run),
        "links": definitions.links([name, *(key for key in wrong_words.CAUSES
                                            if run.values(key) is not None and key != name)])}


def _causes(run: Run, whole: float) -> list[View]:
    """Return each cause with its part of 100 wrongly listed; a person can be in several."""
    rows = []
    for name, cause in wrong_words.CAUSES.items():
        if run.values(name) is None:
            continue
        level = run.level(name)
        share = 100.0 * level / whole if whole > 0.0 else 0.0
        rows.append({
            "name": cause.title, "small": cause.rule, "shown": number(level),
            "share": wrong_words.of_the_wronged(share if whole > 0.0 else math.nan),
            "range": spread.over_runs(run.levels(name), INDICATORS[name].digits),
            "marks": [mark("bar", width=min(share, 100.0))]})
    return rows


def _groups(run: Run, name: str, whole: float, sizes: dict[str, int]) -> list[View]:
    """Return each group with its rate, its range by chance, and how many were to be expected."""
    ranges = {}
    for scope, size in sizes.items():
        cases = run.level(name, scope) * size / 1e5
        low, high = interval(cases if math.isfinite(cases) else 0.0)
        ranges[scope] = (low * 1e5 / max(size, 1), high * 1e5 / max(size, 1))
    clear = [scope for scope in sizes if whole * sizes[scope] / 1e5 >= TOO_FEW]
    top = 1.05 * max([ranges[scope][1] for scope in clear] or [1.0])
    rows = []
    for scope, size in sizes.items():
        row: View = {"name": group_name(scope), "people": f"{size:,}", "few": words.TOO_FEW,
                     "expected": "" if scope == "whole" else wrong_words.beside_expected(
                         run.level(name, scope) * size / 1e5, whole * size / 1e5)}
        if scope in clear:
            value, (lowest, highest) = run.level(name, scope), ranges[scope]
            low, high, at, all_ = (min(100.0, 100.0 * x / top)
                                   for x in (lowest, highest, value, whole))
            row |= {"shown": number(value), "range": f"{number(lowest)} to {number(highest)}",
                    "marks": [mark("all", all_), mark("range", low, high - low),
                              mark("dot", at)]}
        rows.append(row)
    return rows


def _agencies(run: Run) -> list[View]:
    """Return listings on a false record by the agency that lists."""
    levels = {scope: run.level(FALSE, scope) for scope in run.scopes(FALSE, "agency")}
    most = max([value for value in levels.values() if math.isfinite(value)] or [0.0]) or 1.0
    return [{"name": agency_title(run, scope), "shown": number(value), "marks": [
        mark("bar", width=100 * value / most if math.isfinite(value) else 0.0, digits=0)]}
        for scope, value in levels.items()]


def agency_title(run: Run, scope: str) -> str:
    """Return the name in words of "agency:KEY"."""
    row = run.scenario.settings.rows.get("agencies", {}).get(scope.partition(":")[2], {})
    return str(row.get("title") or scope)


def headline(run: Run) -> str:
    """Return the finding of the page: how many are listed, how many of them wrongly, and why."""
    listed = run.level("listed")
    if told_of(run) == FALSE:
        return words.headline(listed, run.level("wrongful_share"))
    shares = share_of_listed(run, ANY)
    return wrong_words.headline(words.listed_line(listed), spread.mean(shares),
                                spread.over_runs(shares, 0), causes(run))
