"""How sure a brief is, twice: what random seeds give, and what is not known, told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from countergaze.experiments.over_worlds import NINE_OF_TEN, noise_of
from countergaze.mechanisms import INDICATORS
from countergaze.reports import over_worlds, spread
from countergaze.reports.numbers import decimals, number, plus

OF_RUN = ("listed", "listed_wrongly", "refused_in_year", "silenced", "control_hours")
OF_ARMS = ("listed_wrongly", "listed", "silenced")
FEW_ARMS = 3
"""Up to so many arms, reference included, there is room for every quantity on two pages."""
HEADS = ("Quantity", "Over random seeds", "Over plausible worlds")


def of_run(run: Any, levels: pd.DataFrame) -> list[list[str]]:
    """Return a row a quantity of a run: levels over its seeds, and over plausible worlds.

    levels: columns world, seed, indicator, value, see `worlds.of_run`.
    """
    rows = []
    for name in OF_RUN:
        about, part = INDICATORS[name], levels[levels["indicator"] == name].dropna()
        if part.empty:
            continue
        each = part.groupby("world")["value"].agg(["mean", "var", "count"])
        low, high = np.quantile(each["mean"], NINE_OF_TEN)
        noise, _ = noise_of(each["var"].to_numpy(float), each["count"].to_numpy(float))
        own = spread.between(run.levels(name), about.digits) or "one run"
        said = (f"{number(float(low), about.digits)} to {number(float(high), about.digits)} in "
                f"nine of ten of {len(each)}")
        rows.append([f"{about.title}, {about.unit}",
                     f"{number(run.level(name), about.digits)} ({own})",
                     said + (f"; sampling noise of one ±{number(noise, max(about.digits, 1))}"
                             if noise == noise else "")])
    return rows


def of_arms(made: Any) -> list[list[str]]:
    """Return a row a quantity and arm of a comparison that was shown in plausible worlds."""
    seeds = {(row["indicator"], row["arm"]): row for row in made.effects.to_dict("records")
             if row["scope"] == "whole"}
    rows = []
    few = OF_ARMS if len(made.arms) <= FEW_ARMS else OF_ARMS[:1]
    for row in over_worlds.rows(made, few):
        about = INDICATORS[row["indicator"]]
        one = seeds.get((row["indicator"], row["arm"]))
        rows.append([f"{about.title}, {about.unit}: {row['arm']}",
                     "none recorded" if one is None else _interval(one),
                     over_worlds.sentence(row)])
    return rows


def _interval(row: Any) -> str:
    if row["low"] != row["low"]:
        return "one pair"
    digits = decimals(row["low"], row["high"])
    return (f"{plus(row['effect'], digits)}, 95 % interval {plus(row['low'], digits)} to "
            f"{plus(row['high'], digits)}")


def line(count: int, of_this_version: bool = True) -> str:
    """Return what both are, in words, beside a table of them."""
    other = "" if of_this_version else f" Note: {over_worlds.OTHER_VERSION}."
    return ("Two kinds of uncertainty, told apart. Random seeds say what chance alone gives while "
            f"every assumed number stays as shipped. {count} plausible worlds say what is not "
            "known: each sets the assumed numbers and forms otherwise, as far as the published "
            f"figures do not rule it out. Their counts are no probabilities.{other}")


def told(rows: Sequence[Sequence[str]], count: int, of_this_version: bool = True
         ) -> tuple[str, Sequence[Sequence[str]]]:
    """Return the line and the rows, or nothing where no world has a value."""
    return (line(count, of_this_version), rows) if rows else ("", [])
