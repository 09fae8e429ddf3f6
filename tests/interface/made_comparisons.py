"""Comparisons made by hand, for tests of their page: any numbers, any number of seeds and arms."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from countergaze.experiments import over_worlds
from countergaze.mechanisms import INDICATORS
from countergaze.reports.words import GROUP_TITLES
from countergaze.scenarios.scenario import load

NAMES = ("baseline", "safeguarded", "captured", "no-system", "court-list", "silos", "sensors")


def one_effect(pairs: np.ndarray) -> tuple:
    """Return effect, low, high, number, wins of the differences of pairs, NaN left out."""
    known = pairs[np.isfinite(pairs)]
    count = len(known)
    mean = known.mean() if count else np.nan
    half = 2.1 * known.std(ddof=1) / np.sqrt(count) if count > 1 else np.nan
    return mean, mean - half, mean + half, count, int((known < 0).sum())


def made(arms: int = 3, seeds: int = 6, level: float = 20.0, weeks: int = 60, apart: float = 3.0,
         luck: float = 1.0, left_out: tuple[str, ...] = (), empty: tuple[str, ...] = (),
         names: tuple[str, ...] = NAMES, failed: tuple = ()) -> SimpleNamespace:
    """Return a comparison in which arm k lies `apart` * k above the reference in everything.

    left_out: indicators that nobody recorded; empty: those that are NaN in all but the first arm;
    luck: what the pairs differ by; at level 0 with `apart` 0 nobody is ever listed.
    """
    told = [SimpleNamespace(name=names[k], title=names[k].title(), scenario=names[k % len(NAMES)],
                            differences=(), settings=load(NAMES[k]).settings, order=k)
            for k in range(arms)]
    rng = np.random.default_rng(1)
    levels, effects, weekly = [], [], []
    kept = np.arange(0, weeks, 4)
    for name, about in INDICATORS.items():
        if name in left_out:
            continue
        scopes = [scope for kind in about.scopes if kind in ("whole", "group") for scope in
                  (["whole"] if kind == "whole" else [f"group:{key}" for key in GROUP_TITLES])]
        for scope in scopes:
            base = level + luck * rng.random(seeds)
            values = [base + apart * k + luck * k * rng.normal(size=seeds) for k in range(arms)]
            for k, arm in enumerate(told):
                if k and name in empty:
                    values[k] = np.full(seeds, np.nan)
                levels += [(arm.name, s + 1, name, scope, values[k][s]) for s in range(seeds)]
                if k and np.isfinite(values[k] - values[0]).any():
                    mean, low, high, count, wins = one_effect(values[k] - values[0])
                    effects.append((name, scope, arm.name, told[0].name, mean, low, high, count,
                                    about.unit, 0.5, (high - low) * 0.7, wins, 0.01, 0.02,
                                    bool(low > 0.0 or high < 0.0), False))
                if scope == "whole":
                    weekly += [(arm.name, s + 1, int(w), name, values[k][s] + luck * np.sin(w))
                               for s in range(seeds) for w in kept]
    table = pd.DataFrame(levels, columns=["arm", "seed", "indicator", "scope", "mean"])

    def level_of(indicator: str, arm: str) -> float:
        part = table[(table["indicator"] == indicator) & (table["arm"] == arm)
                     & (table["scope"] == "whole")]
        return float(part["mean"].mean())

    return SimpleNamespace(
        level=level_of, result="0" * 64, worlds=None,
        over_worlds=pd.DataFrame(columns=over_worlds.COLUMNS),
        arms=told, reference=told[0].name, seeds=tuple(range(1, seeds + 1)), people=5000,
        weeks=weeks, window=min(52, weeks),
        effects=pd.DataFrame(effects, columns=[
            "indicator", "scope", "arm", "reference", "effect", "low", "high", "pairs", "unit",
            "variance_reduction", "mde", "lower", "p", "adjusted", "significant", "built"]),
        levels=table,
        weekly=pd.DataFrame(weekly, columns=["arm", "seed", "week", "indicator", "value"]),
        failed=list(failed), facts={"seconds": 3.0, "groups": {"group:minority": 400}})
