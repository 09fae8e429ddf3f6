"""Safeguards with their price as a page: tracks of harm by kind and of hours, then packages."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from countergaze.claims import packages
from countergaze.reports import rendering
from countergaze.reports.numbers import signed
from countergaze.reports.packages_page import words
from countergaze.reports.rendering import View
from countergaze.reports.tracks import mark
from countergaze.results.manifest import plain, version

MOST_PERCENT = 60.0
"""Of a harm's level without safeguards, to each side of a track; what is beyond stands at the
edge."""


def report(made: Any) -> str:
    """Return the page; made: a `claims.packages.Priced`."""
    return rendering.page(view(made))


def view(made: Any) -> View:
    """Return what the page shows, as JSON holds it."""
    scenarios = list(dict.fromkeys(one.scenario for one in made.found))
    return plain({
        "page": "packages", "kind": "Safeguards", "title": "Safeguards with their price",
        "skip": "Skip to the safeguards", "contents": [], "sections": [
            {"id": "top", "kind": "top", "headline": words.headline(made), "deck": words.DECK,
             "about": [f"{len(packages.known())} safeguards",
                       f"{len(made.worlds)} worlds that fit the facts",
                       f"{made.people:,} synthetic people", f"{packages.WEEKS} weeks"]},
            *({**_scenario(made, scenario), "opened": scenario == scenarios[0]}
              for scenario in scenarios),
            {"id": "reproduce", "kind": "reproduce", "command": made.command,
             "version": version(), "result": made.result, "not_meant": words.NOT_MEANT}]})


def _scenario(made: Any, scenario: str) -> View:
    most = max(float(np.abs(made.hours(scenario, arm)).max()) for _, arm in words.arms()) or 1.0
    return {
        "id": scenario, "kind": "scenario", "title": f"In {scenario}",
        "alone": words.ALONE, "far": words.far_line(made, scenario),
        "heads": [words.title(harm) for harm in packages.HARMS], "hours": words.HOURS_TITLE,
        "rows": [{"name": name, "harms": [_harm(made, scenario, arm, harm)
                                          for harm in packages.HARMS],
                  "hours": _hours(made.hours(scenario, arm), most)}
                 for name, arm in words.arms()],
        "packages": [{"harm": words.title(one.harm), "members": words.members(one.members),
                      "line": words.package_line(one)}
                     for one in made.found if one.scenario == scenario]}


def _harm(made: Any, scenario: str, arm: str, harm: str) -> View:
    effect = made.effect(scenario, arm, harm)
    return {"marks": _marks(*(value / MOST_PERCENT for value in effect[:3])),
            "said": words.percent(effect.middle), "worlds": words.in_worlds(effect),
            "still": effect.still}


def _hours(values: np.ndarray, most: float) -> View:
    low, high = np.quantile(values, (0.05, 0.95))
    middle = float(values.mean())
    return {"marks": _marks(middle / most, float(low) / most, float(high) / most),
            "said": signed(middle, 2), "worlds": "", "still": False}


def _marks(middle: float, low: float, high: float) -> list[View]:
    """Return the zero line, the range of nine worlds in ten, and the mean, of -1 to 1."""
    if not math.isfinite(middle):
        return []
    at = [50.0 + 47.0 * max(-1.0, min(1.0, value)) for value in (low, high, middle)]
    return [mark("all", 50.0), mark("range", at[0], at[1] - at[0]), mark("dot", at[2])]
