"""Calibration of the baseline: what it gives of the figures that it is held against.

Figures that chose numbers ("match") are kept apart from those that only test the result
("validate"); both stand in `data/targets.toml`. One that is not met is reported with the reason;
two sources that contradict each other are not both forced.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from countergaze.data.targets import MET_WITHIN, Needed, Target, targets
from countergaze.engine.simulation import Result, processors, simulate
from countergaze.scenarios import load

SEEDS = (1, 2, 3, 4)
PEOPLE = 100_000
YEARS = 5
BASELINE = "baseline"


class Got(NamedTuple):
    """What the baseline gives of a figure: a number for each of its years, and whether all meet it.

    by_year: of all years simulated, 1 to `YEARS`.
    """

    target: Target
    by_year: pd.Series
    met: bool


def levels() -> pd.DataFrame:
    """Return mean levels over seeds by year, a column for each level that some figure needs."""
    needs = {need for target in targets() for need in target.needs}
    columns = {}
    for scenario in sorted({need.scenario or BASELINE for need in needs}):
        results = simulate(load(scenario).settings, people=PEOPLE, weeks=52 * YEARS, seeds=SEEDS,
                           threads=processors())
        for need in needs:
            if (need.scenario or BASELINE) == scenario:
                columns[need.column] = _by_year(results, need)
    return pd.DataFrame(columns, index=pd.RangeIndex(1, YEARS + 1, name="year"))


def _by_year(results: list[Result], need: Needed) -> np.ndarray:
    weekly = np.array([series for result in results for name, scope, series in result.series
                       if (name, scope) == (need.indicator, need.scope)])
    return np.nanmean(weekly.reshape(len(weekly), YEARS, 52), axis=(0, 2))


def rows(found: pd.DataFrame | None = None) -> list[Got]:
    """Return what the baseline gives of each figure."""
    given = levels() if found is None else found
    return [_got(target, target.got(given)) for target in targets()]


def _got(target: Target, by_year: pd.Series) -> Got:
    held = target.implausibility(by_year.loc[list(target.years)])
    return Got(target, by_year, bool((held <= MET_WITHIN).all()))


def table(made: list[Got]) -> str:
    """Return the page docs/calibration.md."""
    lines = ["# Calibration of the baseline", "",
             f"Yearly means over {len(SEEDS)} seeds of {PEOPLE:,} people. Written by `python "
             "docs/calibrate.py` from `src/countergaze/data/targets.toml`, which says why each "
             "figure is as uncertain as it is; the slow tests compute it again and fail when a "
             "figure is not met without being marked so. A figure is met where it lies within "
             f"{MET_WITHIN:g} standard deviations (error of the observation and discrepancy of "
             "the model together) in each of its years. Numbers of a state are taken as reported "
             "by it.", ""]
    for use, title in (("match", "Figures that numbers were matched to"),
                       ("validate", "Figures that only test the result")):
        lines += [f"## {title}", "",
                  "| figure | unit | source gives | error, discrepancy | years | year 1 | years 1 "
                  "to 5 | met | free numbers | source |", "| --- " * 10 + "|"]
        lines += [_line(got) for got in made if got.target.use == use]
        lines.append("")
    return "\n".join(lines)


def _line(got: Got) -> str:
    target, years = got.target, got.target.years
    free = ", ".join(f"`{name}`" for name in target.free) or "-"
    held = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
    said = "yes" if got.met else f"no: {target.unmet or 'out of its band'}"
    cells = (target.title, target.unit, f"{target.value:g}",
             f"{target.error:g}, {target.discrepancy:g}", held, f"{got.by_year[1]:.3g}",
             f"{got.by_year.min():.3g} to {got.by_year.max():.3g}", said, free, target.source)
    return f"| {' | '.join(cells)} |"
