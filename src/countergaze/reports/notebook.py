"""What a notebook shows of a result: a heading and a short table, by a template that escapes."""

from __future__ import annotations

import math
from typing import Any

from countergaze.mechanisms import INDICATORS
from countergaze.reports import rendering
from countergaze.reports.numbers import decimals, interval, number, plus
from countergaze.reports.words import last_weeks

MOST_ROWS = 12


def run(result: Any) -> str:
    """Return a run as a table of its first indicators."""
    names = result.recorded()
    rows = [[INDICATORS[name].title, number(result.level(name), INDICATORS[name].digits),
             INDICATORS[name].unit] for name in names[:MOST_ROWS]]
    return _shown(f"Run of {result.scenario.name}",
                  f"{_size(result)}, {result.seeds_in_words}; means of {last_weeks(result.weeks)}",
                  ["indicator", "mean", "unit"], rows, len(names),
                  "summary() gives all, report() the page")


def comparison(result: Any) -> str:
    """Return a comparison as a table of its first differences for the whole, one column an arm."""
    whole = result.effects[result.effects["scope"] == "whole"]
    arms = [arm.name for arm in result.arms if arm.name != result.reference]
    names = list(dict.fromkeys(whole["indicator"]))
    by_place = {(row["indicator"], row["arm"]): row for row in whole.to_dict("records")}
    rows = [[INDICATORS[name].title if name in INDICATORS else name,
             *(_difference(by_place.get((name, arm))) for arm in arms),
             INDICATORS[name].unit if name in INDICATORS else ""] for name in names[:MOST_ROWS]]
    return _shown(f"Differences from {result.reference}",
                  f"{_size(result)}, {len(result.seeds):,} paired seeds; 95 % intervals",
                  ["indicator", *arms, "unit"], rows, len(names),
                  "to_pandas() gives all, report() the page")


def catalogue(result: Any) -> str:
    """Return rows of the catalogue with how many indicators move."""
    rows = [[one.trial.id, one.trial.title, one.trial.scenario,
             f"{len(one.moved)} of {one.tested}"] for one in result.found]
    return _shown(result.kind.capitalize(), f"{_size(result)}, {len(result.seeds):,} paired seeds",
                  ["id", "title", "scenario", "indicators that move"], rows, len(rows), "")


def _size(result: Any) -> str:
    return f"{result.people:,} synthetic people, {result.weeks:,} weeks"


def _difference(row: dict[str, Any] | None) -> str:
    if row is None or not math.isfinite(row["effect"]):
        return "none recorded"
    digits = decimals(row["low"], row["high"])
    between = f" {interval(row['low'], row['high'], digits)}" if math.isfinite(row["low"]) else ""
    return f"{plus(row['effect'], digits)}{between}"


def _shown(title: str, about: str, heads: list[str], rows: list[list[str]], total: int,
           more: str) -> str:
    left = total - len(rows)
    return rendering.block({"title": title, "about": about, "heads": heads, "rows": rows,
                            "more": f"and {left:,} more: {more}" if left > 0 else more})
