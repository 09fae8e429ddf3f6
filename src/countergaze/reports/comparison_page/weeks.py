"""Over the weeks: each arm less the reference, the same seeds against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from countergaze.experiments.effects import paired
from countergaze.mechanisms import INDICATORS
from countergaze.reports import arms_charts, definitions
from countergaze.reports.comparison_page import words
from countergaze.reports.comparison_page.lookup import Look, Lookup
from countergaze.reports.comparison_page.parts import table_weeks
from countergaze.reports.numbers import NO_VALUE, number
from countergaze.reports.phrases import (
    HEADLINE,
    Difference,
    apart_in,
    by_pairs,
    chart_title,
    listing,
)
from countergaze.reports.rendering import View

OVER_WEEKS = (
    "listed_wrongly", "listed", "refused_in_year", "silenced", "falsification_gap", "hardship",
    "offences", "support", "over_capacity", "wrong_records", "service_quality", "control_hours",
)
MOST_CHARTS = 9
"""Charts that stand open: of the headline, then of what differs; the others are folded."""


def section(view: Lookup) -> View | None:
    """Return the charts of the differences, some of them folded."""
    names = [name for name in OVER_WEEKS if name in INDICATORS and any(
        np.isfinite(view.weekly_differences(look, name)[1]).any() for look in view.others)]
    if not names:
        return None
    first = [name for name in names if name in HEADLINE]
    first += [name for name in names if name not in first
              and any(side.clear for side in view.sides(name))]
    drawn = [name for name in names if name in first[:MOST_CHARTS]]
    rest = [name for name in names if name not in drawn]
    pairs = len(view.comparison.seeds)
    return {"id": "weeks", "kind": "weeks", "title": "Over the weeks",
            "line": words.paired_line(pairs, view.reference.label),
            "figures": [figure(view, name) for name in drawn],
            "others": definitions.named(INDICATORS[name] for name in rest),
            "folded": [figure(view, name) for name in rest]}


def figure(view: Lookup, name: str) -> View:
    """Return one chart of the differences over the weeks, with the table behind it."""
    about, base = INDICATORS[name], view.reference
    every = [(look, _over_pairs(view, look, name)) for look in view.others]
    without = [look.label for look, found in every if not found]
    known = [(look, found) for look, found in every if found]
    sides = {side.arm: side for side in view.sides(name)}
    title = chart_title(about.title, list(sides.values()))
    unit = f"{apart_in(about.unit)}, difference from {base.label}"
    said = "; ".join(f"{look.label} {by_pairs(sides[look.label])}" for look, _ in known
                     if look.label in sides)
    last = max(float(found["weeks"][-1]) for _, found in known)
    nought = {"label": base.label, "k": base.k, "weeks": [0.0, last], "runs": [],
              **dict.fromkeys(("mean", "low", "high"), [0.0, 0.0])}
    return {"title": title, "unit": unit, "link": definitions.link(about),
            "note": f", none recorded under {listing(without)}" if without else "",
            "lines": [nought, *(_drawn(look, found) for look, found in known)],
            "alt": f"{title}; {unit}: {said}",
            "heads": [f"{base.label}, mean", *(look.label for look, _ in known)],
            "rows": _rows(view, name, [found for _, found in known])}


def _over_pairs(view: Lookup, look: Look, name: str) -> dict[str, Any]:
    """Return weeks, mean, low and high of the differences, how many; empty where none is."""
    weeks, values = view.weekly_differences(look, name)
    if not np.isfinite(values).any():
        return {}
    found = paired(values, np.zeros_like(values))
    return {"weeks": weeks, "mean": found["effect"], "low": found["low"], "high": found["high"],
            "pairs": found["pairs"]}


def _drawn(look: Look, found: dict[str, Any]) -> arms_charts.Drawn:
    kept = arms_charts.few(found["weeks"])
    return {"label": look.label, "k": look.k, "runs": [],
            **{part: found[part][kept] for part in ("weeks", "mean", "low", "high")}}


def _rows(view: Lookup, name: str, known: Sequence[dict[str, Any]]) -> list[View]:
    """Return the table behind a chart: some weeks, the reference, and each arm less it."""
    weeks, values = view.weekly(view.reference, name)
    mean = arms_charts.Lines("", 0, weeks, values).mean
    columns = [{week: _told(found, k) for k, week in enumerate(found["weeks"].tolist())}
               for found in known]
    levels = dict(zip(weeks.tolist(), mean.tolist()))
    return [{"week": f"{week:,}",
             "cells": [number(levels[float(week)], INDICATORS[name].digits),
                       *(column.get(float(week), NO_VALUE) for column in columns)]}
            for week in table_weeks(float(weeks[-1])) if float(week) in levels]


def _told(found: dict[str, Any], k: int) -> str:
    """Return the difference in one week with its interval."""
    mean, low, high = (float(found[part][k]) for part in ("mean", "low", "high"))
    if not np.isfinite(mean):
        return NO_VALUE
    one = Difference("", np.nan, np.nan, mean + 0.0, low + 0.0, high + 0.0, int(found["pairs"][k]))
    return one.amount if one.single or low == high else f"{one.amount} {one.interval}"
