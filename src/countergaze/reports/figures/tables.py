"""What figures draw: series by week with their band, differences with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from countergaze.declare.errors import CountergazeError
from countergaze.mechanisms import INDICATORS
from countergaze.reports.phrases import Difference
from countergaze.reports.spread import BAND_OF, band
from countergaze.reports.words import GROUP_TITLES
from countergaze.results.lookup import WHOLE, UnknownIndicator
from countergaze.results.series import mean

Key = tuple[str, str]
"""An indicator and its scope."""


class MixedUnits(CountergazeError, ValueError):
    """Quantities of different units cannot share an axis; the message names the units."""


class MissingExtra(CountergazeError, ImportError):
    """What draws is not installed; the message names the extra that brings it."""


class Figure(NamedTuple):
    """A table to be drawn; unit: of its numbers; title: "" where there is more than one thing.

    about: what the band or the intervals are.
    """

    table: pd.DataFrame
    title: str
    unit: str
    about: str


def by_week(run: Any, keys: Sequence[Key]) -> Figure:
    """Return series of a `Run`, columns series, week, mean, low, high; NaN where no value.

    low, high: the lowest and the highest run, of 20 runs or more the middle nine in ten.  Raise
    MixedUnits.
    """
    unit = one_unit(keys)
    names = _names(keys)
    parts = []
    for key, name in zip(keys, names):
        each = run.each(*key)
        low, high = band(each)
        parts.append(pd.DataFrame({"series": name, "week": range(each.shape[1]),
                                   "mean": mean(each), "low": low, "high": high}))
    runs = len(run.seeds)
    about = "" if runs == 1 else f"band: lowest to highest of {runs} runs" if runs < BAND_OF \
        else f"band: nine in ten of {runs} runs"
    return Figure(pd.concat(parts, ignore_index=True), _title(keys), unit, about)


def effects(comparison: Any, keys: Sequence[Key]) -> Figure:
    """Return differences of arms from the reference, a row a key and arm.

    Columns: row, effect, low, high (95 % interval over pairs), clear (whether they are said to
    differ), worlds_low, worlds_high (nine of ten plausible worlds; NaN without worlds).  Raise
    MixedUnits, or UnknownIndicator for a key without differences.
    """
    unit = one_unit(keys)
    names = _names(keys)
    worlds = comparison.over_worlds
    rows = []
    for key, name in zip(keys, names):
        found = _of(comparison.effects, key)
        if found.empty:
            raise UnknownIndicator(f"{key[0]} has no differences in this comparison")
        for row in found.to_dict("records"):
            wide = _of(worlds, key)
            wide = wide[(wide["arm"] == row["arm"])
                        & (wide["reference"] == comparison.reference)]
            rows.append((row["arm"] if len(keys) == 1 else f"{name}: {row['arm']}",
                         row["effect"], row["low"], row["high"], Difference.of(row).clear,
                         *(float(wide[end].iloc[0]) if len(wide) else float("nan")
                           for end in ("low", "high"))))
    table = pd.DataFrame(rows, columns=["row", "effect", "low", "high", "clear", "worlds_low",
                                        "worlds_high"])
    count = (comparison.facts.get("worlds") or {}).get("count", 0)
    about = f"line: 95 % interval over {len(comparison.seeds)} pairs" + (
        f"; bar: nine of ten of {count} plausible worlds" if table["worlds_low"].notna().any()
        else "")
    return Figure(table, _title(keys), f"difference from {comparison.reference}, {unit}", about)


def one_unit(keys: Sequence[Key]) -> str:
    """Return the unit that all share; raise MixedUnits where they have several."""
    units = {key: INDICATORS[key[0]].unit for key in keys}
    if len(set(units.values())) > 1:
        told = "; ".join(f"{name} in {unit}" for (name, _), unit in units.items())
        raise MixedUnits(f"these have different units ({told}): draw each on axes of its own")
    return next(iter(units.values()))


def _of(table: pd.DataFrame, key: Key) -> pd.DataFrame:
    return table[(table["indicator"] == key[0]) & (table["scope"] == key[1])]


def _title(keys: Sequence[Key]) -> str:
    names = {name for name, _ in keys}
    return INDICATORS[keys[0][0]].title if len(names) == 1 else ""


def _names(keys: Sequence[Key]) -> list[str]:
    """Return what tells the keys apart: indicator, scope, or both."""
    one = len({name for name, _ in keys}) == 1
    whole = all(scope == WHOLE for _, scope in keys)
    return [INDICATORS[name].title if whole else _scope(scope) if one else
            f"{INDICATORS[name].title}, {_scope(scope)}" for name, scope in keys]


def _scope(scope: str) -> str:
    kind, _, place = scope.partition(":")
    return "whole society" if scope == WHOLE else \
        GROUP_TITLES.get(place, place) if kind == "group" else f"{kind} {place.replace('_', ' ')}"
