"""What a sample says: what the facts ruled out, which figure did it, what they leave wide open."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp

from countergaze.data.targets import Target, targets
from countergaze.worlds.fit import figures, knobs
from countergaze.worlds.making import PLAUSIBLE
from countergaze.worlds.ruling_out import CUTOFF
from countergaze.worlds.space import Form, Number, space

FEWEST = 8
"""Plausible worlds below which nothing is said of what the facts narrow."""
FALSE_SHARE = 0.05


class FigureFound(NamedTuple):
    """A figure over a sample.

    missed: worlds whose implausibility for it exceeds the cutoff; alone: those of them that miss
    no other; low, middle, high: of what plausible worlds give (5, 50 and 95 %).
    """

    target: Target
    missed: int
    alone: int
    low: float
    middle: float
    high: float


class Narrowed(NamedTuple):
    """A number or form whose plausible worlds differ from those tried; p: corrected for looking.

    before, after: 5, 50 and 95 % of a number, or (variant, tried, plausible) of a form.
    """

    key: str
    p: float
    before: tuple
    after: tuple


def figures_found(tried: pd.DataFrame, use: str = "match") -> list[FigureFound]:
    """Return each figure over the sample; of those that validate nothing is missed."""
    plausible = tried[tried["status"] == PLAUSIBLE]
    chosen = figures(targets(use))
    miss = pd.DataFrame({one.id: tried[f"implausibility {one.id}"] > CUTOFF for one in chosen
                         if use == "match"}, index=tried.index)
    prefix = "got" if use == "match" else "valid"
    found = []
    for target in chosen:
        name = f"{prefix} {target.id}"
        if name not in tried:
            continue
        levels = plausible[name].dropna()
        low, middle, high = np.quantile(levels, (0.05, 0.5, 0.95)) if len(levels) else \
            (np.nan,) * 3
        missed = miss[target.id] if target.id in miss else pd.Series(False, tried.index)
        found.append(FigureFound(target, int(missed.sum()),
                                 int((missed & (miss.sum(axis=1) == 1)).sum()),
                                 float(low), float(middle), float(high)))
    return found


def forms(tried: pd.DataFrame) -> list[Narrowed]:
    """Return every form with its variants, tried and plausible; p by chi-squared, corrected."""
    found = []
    kept = tried["status"] == PLAUSIBLE
    for form in (one for one in space() if isinstance(one, Form) and one.key in tried):
        rows = tuple((variant, int((tried[form.key] == variant).sum()),
                      int((kept & (tried[form.key] == variant)).sum()))
                     for variant in form.variants)
        seen = [(alive, asked - alive) for _, asked, alive in rows if asked]
        told = len(seen) > 1 and all(sum(column) for column in zip(*seen))
        p = float(chi2_contingency(seen).pvalue) if told and kept.sum() >= FEWEST else 1.0
        found.append(Narrowed(form.key, p, rows, rows))
    return _corrected(found)


def numbers(tried: pd.DataFrame) -> list[Narrowed]:
    """Return every number that is sampled and not fitted; p by Kolmogorov-Smirnov, corrected."""
    fitted = {key for knob in knobs(1.0) for key in knob.free}
    kept = tried["status"] == PLAUSIBLE
    found = []
    for number in (one for one in space() if isinstance(one, Number)):
        if number.key in fitted or number.key not in tried:
            continue
        every, alive = (part[number.key].to_numpy(float) for part in (tried, tried[kept]))
        told = len(alive) >= FEWEST and len(alive) < len(every)
        p = float(ks_2samp(alive, tried[~kept][number.key].to_numpy(float)).pvalue) if told else 1.0
        found.append(Narrowed(number.key, p, _parts(every), _parts(alive)))
    return _corrected(found)


def _parts(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(one) for one in np.quantile(values, (0.05, 0.5, 0.95))) if len(values) \
        else (float("nan"),) * 3


def _corrected(found: list[Narrowed]) -> list[Narrowed]:
    """Return them with p corrected for how many were looked at (Benjamini and Hochberg)."""
    if not found:
        return found
    adjusted = false_discovery_control([one.p for one in found])
    return [one._replace(p=float(p)) for one, p in zip(found, adjusted)]


def narrowed(found: list[Narrowed]) -> list[Narrowed]:
    """Return those that the facts narrow, the surest first."""
    return sorted((one for one in found if one.p < FALSE_SHARE), key=lambda one: one.p)
