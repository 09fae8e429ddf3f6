"""Safeguards together: each alone and every two simulated in advance, larger packages by sums.

With D(a) the difference that a makes alone and D(a, b) that of a and b together, a package of
three or more is estimated as the sum of D over its members plus, over its pairs,
D(a, b) - D(a) - D(b): what two safeguards share is taken off once.  What three share is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from countergaze.experiments.effects import paired
from countergaze.mechanisms import INDICATORS, safeguards
from countergaze.web import advance, shipped

Sums = dict[str, Any]


def data() -> Sums:
    """Return what a page needs to tell of any package, as JSON holds it.

    base: level of each indicator without safeguards; made: names in their order, joined by ",",
    -> (difference, half of its 95 % interval) by indicator, None where nothing was recorded.
    """
    made = shipped.shipped()["packages"]
    base = _levels(made, ())
    found = {}
    for names in advance.packages():
        if names and advance.package(names) in made.arms:
            told = paired(_levels(made, names), base)
            found[",".join(names)] = [
                [_short(effect), _short(high - effect)]
                for effect, high in zip(told["effect"], told["high"], strict=True)]
    with np.errstate(invalid="ignore"):
        levels = [_short(value) for value in np.nanmean(base, axis=0)]
    return {"base": levels, "made": found, "pairs": len(made.about["seeds"]),
            "people": made.about["people"], "weeks": made.about["weeks"],
            "window": made.about["window"], "indicators": [
                {"name": name, "digits": INDICATORS[name].digits} for name in advance.PACKAGES]}


def _levels(made: shipped.Made, names: Sequence[str]) -> np.ndarray:
    """Return window means (seeds, indicators) of a package."""
    arm = advance.package(names)
    return np.stack([made.mean(arm, name) for name in advance.PACKAGES], axis=1)


def _short(value: float) -> float | None:
    """Return a number in five figures, None for one that is none."""
    return float(f"{value:.5g}") if np.isfinite(value) else None


def choices() -> list[dict[str, str]]:
    """Return the safeguards that were simulated in advance, in the order of their ids."""
    made = shipped.shipped()["packages"].arms
    return [{"name": name, "id": one.id, "title": name.replace("_", " ").capitalize(),
             "meaning": one.meaning.partition(": ")[2]}
            for name, one in safeguards.ALL.items() if advance.package((name,)) in made]


def rows() -> list[dict[str, str]]:
    """Return what is told of a package, a row an indicator."""
    return [{"name": name, "title": INDICATORS[name].title, "unit": INDICATORS[name].unit}
            for name in advance.PACKAGES]
