"""The figures that the model is held against, read from `targets.toml`."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

import pandas as pd

MET_WITHIN = 2.0
"""Implausibility up to which the baseline is said to meet a figure."""


class Needed(NamedTuple):
    """One level that a formula reads; scenario: "" for the world at hand."""

    scenario: str
    indicator: str
    scope: str

    @property
    def column(self) -> str:
        """Return the name that formulas have for it."""
        name = self.indicator if self.scope == "whole" else f"{self.indicator} {self.scope}"
        return f"{self.scenario}: {name}" if self.scenario else name


@dataclass(frozen=True, kw_only=True)
class Target:
    """One figure of the world outside, with how well it is known; fields as in the file."""

    id: str
    title: str
    unit: str
    formula: str
    value: float
    error: float
    discrepancy: float
    use: Literal["match", "validate"]
    years: tuple[int, ...]
    source: str
    why: str
    free: tuple[str, ...] = ()
    elasticity: float | None = None
    unmet: str = ""

    @property
    def needs(self) -> tuple[Needed, ...]:
        """Return the levels that the formula reads."""
        quoted = re.findall(r"`([^`]+)`", self.formula)
        bare = re.findall(r"[a-z_]+", re.sub(r"`[^`]+`", " ", self.formula))
        return tuple(dict.fromkeys(_needed(name) for name in (*quoted, *bare)))

    @property
    def spread(self) -> float:
        """Return the standard deviation of observation and model together."""
        return math.hypot(self.error, self.discrepancy)

    @property
    def band(self) -> tuple[float, float]:
        """Return the figures that meet it, at `MET_WITHIN`."""
        return self.value - MET_WITHIN * self.spread, self.value + MET_WITHIN * self.spread

    def got(self, levels: pd.DataFrame) -> pd.Series:
        """Return what the model gives, one number a row of mean levels.

        levels: a column for each of `needs`, named as `Needed.column`.
        """
        return levels.eval(self.formula)

    def implausibility(self, got: pd.Series | float, variance: pd.Series | float = 0.0):
        """Return how far what the model gives lies off, in standard deviations (Craig et al. 1997).

        variance: of the mean over random seeds.
        """
        return abs(got - self.value) / (self.spread**2 + variance) ** 0.5


def _needed(name: str) -> Needed:
    scenario, _, rest = name.rpartition(": ")
    indicator, _, scope = rest.partition(" ")
    return Needed(scenario, indicator, scope or "whole")


@cache
def targets(use: str | None = None) -> tuple[Target, ...]:
    """Return the figures in the order of the file; use: only those to "match" or "validate"."""
    text = resources.files("countergaze.data").joinpath("targets.toml").read_text("utf-8")
    made = (Target(**{"id": key, **row, "years": tuple(row["years"]),
                      "free": tuple(row.get("free", ()))})
            for key, row in tomllib.loads(text)["targets"].items())
    return tuple(target for target in made if use in (None, target.use))
