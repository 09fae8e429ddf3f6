"""What an arm does against another: paired differences of window means, with intervals.

Pair k is seed k of both arms, so random numbers are common to them and go out of the
difference.  effect = mean of the pairs' differences; its 95 % interval is that of Student's t over
the pairs; variance_reduction = 1 - var(difference) / (var(arm) + var(reference)) is what the
pairing took out; `significant` and mde are by the one yardstick (`yardstick`); what follows by
construction is `built` and not tested.  Turning the arms round turns every sign and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from countergaze.experiments.plan import Arm
from countergaze.experiments.yardstick import (
    LEVEL,
    chances,
    corrected,
    detectable,
    exact,
    mean_and_spread,
    negligible,
)
from countergaze.mechanisms import INDICATORS, MODULES
from countergaze.results.derived import DERIVED, MADE_FROM

COLUMNS = ["indicator", "scope", "arm", "reference", "effect", "low", "high", "pairs", "unit"]
MORE = ["variance_reduction", "mde", "lower", "p", "adjusted", "significant", "built"]
NUMBERS = ["effect", "low", "high"]
NO_SYSTEM = "no-system"
OWNERS = {about.name: name for name, module in MODULES.items()
          for about in getattr(module, "INDICATORS", ())}
"""Indicator -> the mechanism that reports it."""


@dataclass(frozen=True)
class Cube:
    """Window means as an array (arms, seeds, names); NaN where a run has no value or failed."""

    arms: tuple[str, ...]
    names: list[tuple[str, str]]
    values: np.ndarray

    @classmethod
    def of(cls, levels: pd.DataFrame, arms: Sequence[str], seeds: Sequence[int]) -> Cube:
        """Return the cube of a table with columns arm, seed, indicator, scope, mean."""
        pairs = pd.MultiIndex.from_frame(levels[["indicator", "scope"]])
        codes, names = pairs.factorize()
        order = np.argsort([_place(name) for name, _ in names], kind="stable")
        place = np.empty(len(order), int)
        place[order] = np.arange(len(order))
        values = np.full((len(arms), len(seeds), len(names)), np.nan)
        at_arm = levels["arm"].map({arm: k for k, arm in enumerate(arms)}).to_numpy(int)
        at_seed = levels["seed"].map({seed: k for k, seed in enumerate(seeds)}).to_numpy(int)
        values[at_arm, at_seed, place[codes]] = levels["mean"].to_numpy(float)
        return cls(tuple(arms), [names[k] for k in order], values)

    def of_arm(self, arm: str) -> np.ndarray:
        """Return (seeds, names) of one arm."""
        return self.values[self.arms.index(arm)]


def _place(name: str) -> int:
    return next((k for k, known in enumerate(INDICATORS) if known == name), len(INDICATORS))


def against(cube: Cube, reference: str, arms: Sequence[Arm]) -> pd.DataFrame:
    """Return the effects of every other arm against `reference`, then the derived ones."""
    by_name = {arm.name: arm for arm in arms}
    tables = [_table(cube, arm, by_name[reference]) for arm in arms if arm.name != reference]
    derived = [(name, arm.name, without) for without in _without_system(arms)[:1]
               for name in ("chilling", "chilling_abroad") for arm in arms if arm.name != without]
    derived += [("goodhart_gap", *pair) for pair in _reward_on_and_off(arms)]
    tables += [_table(cube, by_name[arm], by_name[other], name) for name, arm, other in derived]
    full = [table for table in tables if len(table)]
    if not full:
        return pd.DataFrame({name: [] for name in [*COLUMNS, *MORE]})
    whole = pd.concat(full, ignore_index=True)
    keys = {name: place for place, name in enumerate(dict.fromkeys(whole["indicator"]))}
    places = {name: place for place, name in enumerate(dict.fromkeys(cube.names))}
    order = sorted(range(len(whole)), key=lambda k: (
        keys[whole["indicator"][k]],
        places.get((MADE_FROM.get(whole["indicator"][k], whole["indicator"][k]),
                    whole["scope"][k]), 0)))
    return whole.iloc[order].reset_index(drop=True)


def _table(cube: Cube, of_arm: Arm, of_reference: Arm, derived: str = "") -> pd.DataFrame:
    """Return the rows of one arm against one reference, where both recorded an indicator."""
    arm, reference = of_arm.name, of_reference.name
    one, other = cube.of_arm(arm), cube.of_arm(reference)
    keep = [k for k, (name, _) in enumerate(cube.names)
            if not derived or name == MADE_FROM[derived]]
    there = ~np.isnan(one[:, keep]).all(0) & ~np.isnan(other[:, keep]).all(0)
    keep = [k for k, is_there in zip(keep, there) if is_there]
    names = [cube.names[k] for k in keep]
    shown = [derived or name for name, _ in names]
    about: dict[str, Any] = {
        "indicator": shown, "scope": [scope for _, scope in names], "arm": arm,
        "reference": reference,
        **measured(one[:, keep], other[:, keep], names,
                   np.array([least_of(name) for name in shown], float),
                   np.array([built(name, of_arm, of_reference) for name, _ in names],
                            bool)),
        "unit": [unit_of(derived or name) for name, _ in names]}
    return pd.DataFrame(about, columns=[*COLUMNS, *MORE])


def measured(one: np.ndarray, other: np.ndarray, names: Sequence[tuple[str, str]],
             least: np.ndarray, certain: np.ndarray) -> dict[str, np.ndarray]:
    """Return the columns of `paired`, judged by the one yardstick.

    names: (indicator, scope) of the columns; least: smallest effects of interest; certain: what
    follows by construction and is not tested.  The whole society is one family of looks, the other
    scopes together are another.
    """
    level, spread = mean_and_spread(other)
    found = exact(paired(one, other), level)
    p = chances(found["effect"], found["high"], found["pairs"], spread)
    p = np.where(certain, np.nan, p)
    whole = np.array([scope == "whole" for _, scope in names], bool)
    adjusted, mde = np.full(len(p), np.nan), np.full(len(p), np.nan)
    for family in (whole, ~whole):
        adjusted[family] = corrected(p[family])
        mde[family] = detectable(found["error"][family], found["pairs"][family],
                                 adjusted[family])
    moves = (adjusted <= LEVEL) & ~negligible(found["effect"], level, spread, least)
    del found["error"]
    return {**found, "mde": np.where(found["mde"] == 0.0, 0.0, mde), "p": p, "adjusted": adjusted,
            "significant": moves | (certain & (found["effect"] != 0.0)), "built": certain}


def built(name: str, arm: Arm, reference: Arm) -> bool:
    """Return whether an indicator differs by construction: its mechanism is off in one arm."""
    on = [_switch(name, one) for one in (arm, reference)]
    return on[0] != on[1]


def _switch(name: str, arm: Arm) -> bool:
    """Return whether the mechanism that reports an indicator is on at the end of an arm."""
    owner = OWNERS.get(name)
    last = max([0, *(week for week, _, _ in arm.settings.changes)])
    values = arm.settings.at(last).values.get(owner, {}) if owner else {}
    return bool(values.get("on", True))


def least_of(name: str) -> float:
    """Return the smallest effect of interest that an indicator declares, 0 for none."""
    about = DERIVED.get(name) or INDICATORS.get(name)
    return about.least if about else 0.0


def unit_of(name: str) -> str:
    """Return the unit of an indicator, "" where nobody declared it."""
    about = DERIVED.get(name) or INDICATORS.get(name)
    return about.unit if about else ""


def paired(one: np.ndarray, other: np.ndarray) -> dict[str, np.ndarray]:
    """Return the columns of `one` against `other`, both (pairs, names); NaN leaves a pair out."""
    there = ~(np.isnan(one) | np.isnan(other))
    pairs = there.sum(0)
    difference = np.where(there, one - other, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = difference.sum(0) / pairs
        spread = _variance(difference, there, pairs)
        apart = _variance(np.where(there, one, 0.0), there, pairs) + \
            _variance(np.where(there, other, 0.0), there, pairs)
        error = np.sqrt(spread / pairs)
        free = np.maximum(pairs - 1, 1)
        half = student.ppf(0.975, free) * error
        return {"effect": effect, "low": effect - half, "high": effect + half, "pairs": pairs,
                "variance_reduction": 1.0 - spread / apart, "error": error,
                "mde": (student.ppf(0.975, free) + student.ppf(0.8, free)) * error,
                "lower": (there & (one < other)).sum(0)}


def _variance(values: np.ndarray, there: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Return the variance of each column over the pairs that are there; NaN below two."""
    off = np.where(there, values - values.sum(0) / pairs, 0.0)
    return np.where(pairs > 1, (off * off).sum(0) / (pairs - 1), np.nan)


def _without_system(arms: Sequence[Arm]) -> list[str]:
    """Return the arms that are the world without a system, unchanged ones first."""
    found = [arm for arm in arms if arm.scenario == NO_SYSTEM]
    return [arm.name for arm in sorted(found, key=lambda arm: ":" in arm.name)]


def _reward_on_and_off(arms: Sequence[Arm]) -> list[tuple[str, str]]:
    """Return (arm with rewards, arm without) for all that differ in sanctions.reward alone."""
    seen = [(arm.name, *_without_reward(arm)) for arm in arms]
    return [(on, off) for on, reward, rest in seen if reward > 0.0
            for off, none, same in seen if none == 0.0 and rest == same]


def _without_reward(arm: Arm) -> tuple[float, list[Any]]:
    """Return the reward in force at the end, and all else that an arm has in force, by week."""
    weeks = sorted({0, *(week for week, _, _ in arm.settings.changes)})
    rest: list[Any] = []
    reward = float("nan")
    for week, now in [("start", arm.settings.start()), *((w, arm.settings.at(w)) for w in weeks)]:
        reward = float(now.values.get("sanctions", {}).get("reward") or 0.0)
        now.values.get("sanctions", {}).pop("reward", None)
        if not rest or rest[-1][1:] != [now.values, now.rows]:
            rest.append([week, now.values, now.rows])
    return reward, rest
