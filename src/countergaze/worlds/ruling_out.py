"""Which worlds the facts rule out: implausibility, and states that no model should be asked about.

I_j = |got - fact| / sqrt(error^2 + discrepancy^2 + variance of the mean over seeds) for every
figure that is matched, in each year of it that was simulated (Craig et al. 1997).  A world whose
largest I exceeds 3 is ruled out (Pukelsheim 1994).  Degenerate worlds stand apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from countergaze.data.targets import Target, targets
from countergaze.results.kept import Means
from countergaze.worlds.fit import figures

CUTOFF = 3.0
PLAUSIBLE, RULED_OUT, DEGENERATE = "plausible", "ruled out", "degenerate"
LIMITS = {
    "load": (-np.inf, 120.0, "load above 120 % of capacity"),
    "listed": (-np.inf, 5_000.0, "more than 5 % of residents listed"),
    "expected_dissent": (-np.inf, 50.0, "more than 50 in 1,000 adults dissent in a week"),
    "silenced": (1.0, 99.0, "nearly nobody or nearly everybody is silenced"),
}
"""Indicator -> least, most, and what is said of a world outside."""


class Judged(NamedTuple):
    """What the facts say of a world.

    got: figure -> what it gives, mean over its years; implausible: figure -> the largest I over
    them; status: plausible, ruled out or degenerate; by: the figure with the largest I, or in
    what way it is degenerate.
    """

    got: dict[str, float]
    implausible: dict[str, float]
    status: str
    by: str


def judged(years: Sequence[Means], facts: Mapping[str, float] | None = None) -> Judged:
    """Return what the facts say of a world.

    years: means of each year simulated, in order; facts: values in place of those of the targets
    file.
    """
    got, held = {}, {}
    for given in figures(targets("match")):
        target = replace(given, value=(facts or {}).get(given.id, given.value))
        by_year = [figure(target, means) for year, means in enumerate(years, 1)
                   if year in target.years]
        got[target.id] = float(np.mean([value for value, _ in by_year]))
        each = [float(target.implausibility(value, variance)) for value, variance in by_year]
        held[target.id] = max(one if one == one else np.inf for one in each)
    worst = max(held, key=lambda name: held[name])
    ill = degenerate(years[-1])
    if ill:
        return Judged(got, held, DEGENERATE, ill)
    return Judged(got, held, RULED_OUT if held[worst] > CUTOFF else PLAUSIBLE, worst)


def figure(target: Target, means: Means) -> tuple[float, float]:
    """Return what a year gives of a figure, and the variance of that mean over seeds."""
    levels = pd.DataFrame({need.column: column(means, need.indicator, need.scope)
                           for need in target.needs})
    whole = float(target.got(levels.mean().to_frame().T).iloc[0])
    each = target.got(levels).to_numpy(float)
    return whole, float(np.var(each, ddof=1) / len(each)) if len(each) > 1 else 0.0


def column(means: Means, indicator: str, scope: str = "whole") -> np.ndarray:
    """Return an indicator of each seed, NaN where it was not recorded."""
    place = {name: k for k, name in enumerate(means.names)}
    if (indicator, scope) not in place:
        return np.full(len(means.values), np.nan)
    return means.values[:, place[indicator, scope]]


def degenerate(means: Means) -> str:
    """Return in what way a world is degenerate, "" where it is not."""
    for name, (least, most, words) in LIMITS.items():
        level = float(column(means, name).mean())
        if not least <= level <= most:
            return words
    return ""


def validation(years: Sequence[Means]) -> Mapping[str, float]:
    """Return what a world gives of the figures that never choose one, in the first year."""
    return {target.id: figure(target, years[0])[0] for target in figures(targets("validate"))
            if 1 in target.years}
