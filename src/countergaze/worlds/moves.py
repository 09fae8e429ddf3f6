"""How far each unknown number or form goes with the headline indicators, over settings tried.

In a sample every number is drawn evenly over its range and independently of the others, so that
an indicator can be laid against each of them (Saltelli et al. 2008, chapter 1).  It is an
association over settings that were each fitted to the published figures, and what the fit makes up
for is not in it; it is not the effect of one number with all others held fast.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, kruskal, norm, spearmanr

from countergaze.worlds.fit import knobs
from countergaze.worlds.making import FAILED
from countergaze.worlds.ruling_out import DEGENERATE
from countergaze.worlds.space import Form, Number, space
from countergaze.worlds.world import World

TABLE, ABOUT = "moves.parquet", "moves.json"
HEADLINES = ("listed", "listed_wrongly", "refused_in_year", "silenced", "dissent", "support",
             "hardship", "control_hours")
COLUMNS = ["key", "indicator", "rho", "change", "change_low", "change_high", "p", "told",
           "variants"]
FALSE_SHARE, RESAMPLES, POWER = 0.05, 2_000, 0.8


def settings_tried(tried: pd.DataFrame) -> list[World]:
    """Return the settings of a sample that are neither degenerate nor failed, as worlds."""
    kept = tried[~tried["status"].isin((DEGENERATE, FAILED))]
    keys = [name for name in kept if "." in name]
    return [World(int(number), dict(zip(keys, values))) for number, values in
            zip(kept["number"], kept[keys].itertuples(index=False, name=None))]


def fitted() -> set[str]:
    """Return the numbers that follow from the published figures: they are not drawn."""
    return {key for knob in knobs(1.0) for key in knob.free}


def moves(tried: pd.DataFrame, levels: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Return a row a number or form and indicator, see `COLUMNS`.

    levels: columns world, indicator, value (a row a seed).  rho: rank correlation (Spearman) with
    the place in the range, null of a form; change: of the indicator over the whole range by least
    squares, of a form between the variants with the lowest and the highest mean; change_low,
    change_high: its 95 % bootstrap interval; p: of the ranks (Kruskal-Wallis of a form), corrected
    for all rows (Benjamini and Hochberg); told: whether p is below 5 %; variants: mean of each.
    """
    wide = levels.groupby(["world", "indicator"], sort=False)["value"].mean().unstack()
    settings = tried.set_index("number").loc[wide.index]
    left_out = fitted()
    draws = np.random.default_rng(seed).integers(len(wide), size=(RESAMPLES, len(wide)))
    rows = []
    for one in space():
        if one.key not in settings or one.key in left_out:
            continue
        for name in wide:
            known = wide[name].notna().to_numpy()
            if wide[name][known].nunique() < 2:
                continue
            values = wide[name].to_numpy(float)
            rows.append((one.key, name, *(
                _of_number(one, settings[one.key].to_numpy(float), values, known, draws)
                if isinstance(one, Number) else
                _of_form(one, settings[one.key].to_numpy(object), values, known, draws))))
    table = pd.DataFrame(rows, columns=[one for one in COLUMNS if one != "told"])
    table["p"] = false_discovery_control(table["p"])
    table["told"] = table["p"] < FALSE_SHARE
    return table[COLUMNS]


def _of_number(number: Number, drawn: np.ndarray, values: np.ndarray, known: np.ndarray,
               draws: np.ndarray) -> tuple[Any, ...]:
    place = np.array([number.place(value) for value in drawn])
    found = spearmanr(place[known], values[known])
    weight = known[draws].astype(float)
    x, y = place[draws], np.where(known, values, 0.0)[draws]
    count = weight.sum(axis=1)
    x_mean, y_mean = (weight * x).sum(axis=1) / count, (weight * y).sum(axis=1) / count
    slopes = (weight * (x - x_mean[:, None]) * (y - y_mean[:, None])).sum(axis=1) / (
        weight * (x - x_mean[:, None]) ** 2).sum(axis=1)
    slope = np.polyfit(place[known], values[known], 1)[0]
    low, high = np.quantile(slopes, (0.025, 0.975))
    return (float(found.statistic), float(slope), float(low), float(high), float(found.pvalue),
            "")


def _of_form(form: Form, drawn: np.ndarray, values: np.ndarray, known: np.ndarray,
             draws: np.ndarray) -> tuple[Any, ...]:
    groups = {variant: values[(drawn == variant) & known] for variant in form.variants}
    groups = {variant: part for variant, part in groups.items() if len(part)}
    means = {variant: float(part.mean()) for variant, part in groups.items()}
    first, last = min(means, key=means.__getitem__), max(means, key=means.__getitem__)

    def mean_of(variant: str) -> np.ndarray:
        chosen = ((drawn == variant) & known)[draws]
        total = (chosen * np.where(known, values, 0.0)[draws]).sum(axis=1)
        return total / np.maximum(chosen.sum(axis=1), 1)

    low, high = np.quantile(mean_of(last) - mean_of(first), (0.025, 0.975))
    told = ", ".join(f"{variant} {mean:.4g}" for variant, mean in means.items())
    p = float(kruskal(*groups.values()).pvalue) if len(groups) > 1 else 1.0
    return math.nan, means[last] - means[first], float(low), float(high), p, told


def least_told(settings: int, looks: int) -> float:
    """Return the rank correlation that so many settings tell four times in five, after `looks`."""
    z = (norm.ppf(1.0 - FALSE_SHARE / 2.0 / looks) + norm.ppf(POWER)) / math.sqrt(settings - 3)
    return math.tanh(float(z))


@cache
def shipped() -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the table that comes with the package, and what is told of how it was made."""
    room = resources.files("countergaze.worlds")
    return (pd.read_parquet(BytesIO(room.joinpath(TABLE).read_bytes())),
            json.loads(room.joinpath(ABOUT).read_text("utf-8")))
