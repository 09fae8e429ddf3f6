"""What the page of a comparison draws on: its arms as they look, and numbers found by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from countergaze.declare import FAMILIES, Indicator
from countergaze.mechanisms import INDICATORS
from countergaze.reports.emphasis import coloured
from countergaze.reports.phrases import Difference
from countergaze.reports.words import GROUP_TITLES
from countergaze.results.derived import DERIVED, MADE_FROM

MOST_ARMS = 5
LONGEST_LABEL = 16
SHAPES = ("\N{EM DASH}", "\N{BLACK CIRCLE}", "\N{BLACK SQUARE}", "\N{BLACK UP-POINTING TRIANGLE}",
          "\N{BLACK DIAMOND}")


def changed_alone(name: str) -> str:
    """Return the one thing that an arm named NAME:TABLE.KEY=VALUE changes, in words, else ""."""
    base, _, change = name.partition(":")
    key, _, value = change.partition("=")
    if not value or "," in change or not base:
        return ""
    table, _, field = key.strip().partition(".")
    on = {"1": "", "1.0": "", "true": "", "0": " off", "false": " off"}.get(value.strip())
    if table == "safeguards" or field == "on":
        words = (table if field == "on" else field).replace("_", " ")
        return f"{words}{f' {value.strip()}' if on is None else on}"
    return f"{field.replace('_', ' ')} {value.strip()}"


@dataclass(frozen=True)
class Look:
    """An arm as it is shown; k: its colour, dash and shape, 0 for the reference."""

    arm: Any
    k: int

    @property
    def name(self) -> str:
        """The full name of the arm."""
        return self.arm.name

    @property
    def label(self) -> str:
        """The name, what alone was changed, or "arm 2" where both are too long for a chart."""
        fit = [text for text in (self.name, changed_alone(self.name))
               if 0 < len(text) <= LONGEST_LABEL]
        return fit[0] if fit else f"arm {self.k + 1}"

    @property
    def coloured(self) -> str:
        """The label in the arm's colour, in a sentence: see `emphasis`."""
        return coloured(self.label, self.k)

    @property
    def shape(self) -> str:
        """The arm's sign in text."""
        return SHAPES[self.k]

    @property
    def head(self) -> dict[str, Any]:
        """What stands above the arm's column, or beside its sign."""
        return {"label": self.label, "k": self.k, "shape": self.shape}


@dataclass(frozen=True)
class Effect:
    """One arm against another; side: with the signs turned where high is good."""

    look: Look
    other: Look
    side: Difference
    differences: np.ndarray
    saved: float
    mde: float


class Lookup:
    """A comparison made ready to be shown."""

    def __init__(self, comparison: Any) -> None:
        self.comparison = comparison
        arms = list(comparison.arms)
        first = [arm for arm in arms if arm.name == comparison.reference]
        rest = [arm for arm in arms if arm.name != comparison.reference]
        shown = [*first, *rest[:MOST_ARMS - 1]]
        self.looks = [Look(arm, k) for k, arm in enumerate(shown)]
        self.left_out = len(arms) - len(shown)
        self._by_name = {look.name: look for look in self.looks}
        self._place = {int(seed): k for k, seed in enumerate(comparison.seeds)}

    @property
    def reference(self) -> Look:
        """The arm that the others are compared with."""
        return self.looks[0]

    @property
    def others(self) -> list[Look]:
        """The arms that are shown beside the reference."""
        return self.looks[1:]

    @property
    def groups(self) -> list[str]:
        """Scopes of the groups that have effects, in the order of the table."""
        there = {scope for _, scope in self._rows}
        return [scope for key in GROUP_TITLES if (scope := f"group:{key}") in there]

    @cached_property
    def _levels(self) -> dict[tuple[str, str, str], np.ndarray]:
        """(arm, indicator, scope) -> window mean of each seed, NaN where there is none."""
        table = self.comparison.levels
        scope = table["scope"].astype(str)
        table = table[(scope == "whole") | scope.str.startswith("group:")]
        found = {}
        for key, part in table.groupby(["arm", "indicator", "scope"], sort=False):
            values = np.full(len(self._place), np.nan)
            values[[self._place[int(seed)] for seed in part["seed"]]] = part["mean"]
            found[key] = values
        return found

    @cached_property
    def _rows(self) -> dict[tuple[str, str], list[Any]]:
        """(indicator, scope) -> its rows of effects between arms that are shown."""
        table = self.comparison.effects
        scope = table["scope"].astype(str)
        table = table[(scope == "whole") | scope.str.startswith("group:")]
        found: dict[tuple[str, str], list[Any]] = {}
        for row in table.itertuples(index=False):
            if row.arm in self._by_name and row.reference in self._by_name:
                found.setdefault((row.indicator, row.scope), []).append(row)
        return found

    def level(self, look: Look, indicator: str, scope: str = "whole") -> np.ndarray:
        """Return the window means of an arm by seed, NaN where there is none."""
        known = self._levels.get((look.name, indicator, scope))
        return np.full(len(self._place), np.nan) if known is None else known

    def mean(self, look: Look, indicator: str, scope: str = "whole") -> float:
        """Return the mean level of an arm over its runs, NaN where no run has one."""
        values = self.level(look, indicator, scope)
        known = values[np.isfinite(values)]
        return float(known.mean()) if len(known) else float("nan")

    def somewhere(self, indicator: str) -> bool:
        """Return whether an indicator is other than zero in some run of some arm."""
        return any(np.nan_to_num(self.level(look, indicator)).any() for look in self.looks)

    def effects(self, indicator: str, scope: str = "whole", turn: bool = True) -> list[Effect]:
        """Return the effects on an indicator in the order of the arms, missing ones left out.

        turn: turn the signs round where less of the indicator is more harm.
        """
        about = self.about(indicator)
        made = [self._effect(row, turn and about is not None and about.harm < 0)
                for row in self._rows.get((indicator, scope), [])]
        return sorted(made, key=lambda effect: (effect.look.k, effect.other.k))

    def sides(self, indicator: str) -> list[Difference]:
        """Return the effects on the whole against the page's reference, signs as measured."""
        return [effect.side for effect in self.effects(indicator, turn=False)
                if effect.other is self.reference and effect.side.pairs > 0]

    def _effect(self, row: Any, turned: bool) -> Effect:
        look, other = self._by_name[row.arm], self._by_name[row.reference]
        source = MADE_FROM.get(row.indicator, row.indicator)
        one, base = self.level(look, source, row.scope), self.level(other, source, row.scope)
        there = np.isfinite(one) & np.isfinite(base)
        pairs, below = int(row.pairs), int(row.lower)
        differences = (one - base)[there]
        ties = int((differences == 0.0).sum())
        above = max(pairs - below - ties, 0)
        effect, low, high = float(row.effect), float(row.low), float(row.high)
        if turned:
            effect, low, high, differences = -effect, -high, -low, -differences
            below, above = above, below
        mean = [float(x[there].mean()) if there.any() else float("nan") for x in (one, base)]
        side = Difference(look.label, mean[0], mean[1], effect + 0.0, low + 0.0, high + 0.0, pairs,
                    below, above, float(row.mde), bool(row.significant), bool(row.built))
        return Effect(look, other, side, differences, float(row.variance_reduction), float(row.mde))

    def about(self, indicator: str) -> Indicator | None:
        """Return the declaration of an indicator, None where nobody declared it."""
        return INDICATORS.get(indicator) or DERIVED.get(indicator)

    def declared(self) -> Iterator[tuple[str, Indicator]]:
        """Return all declared indicators in their order, derived ones after their source."""
        for name, about in INDICATORS.items():
            yield name, about
            for made, source in MADE_FROM.items():
                if source == name:
                    yield made, DERIVED[made]

    def families(self) -> list[tuple[str, list[tuple[str, Indicator]]]]:
        """Return the families that have effects on the whole, with their indicators in order."""
        found = [(family, [(name, about) for name, about in self.declared()
                           if about.family == family and (name, "whole") in self._rows])
                 for family in FAMILIES]
        return [(family, names) for family, names in found if names]

    @cached_property
    def _weeks(self) -> dict[tuple[str, str], Any]:
        """(arm, indicator) -> values, a row a seed and a column a week."""
        table = self.comparison.weekly
        return {key: part.pivot(index="seed", columns="week", values="value").sort_index()
                for key, part in table.groupby(["arm", "indicator"], sort=False)}

    def weekly(self, look: Look, indicator: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the weeks that were kept, and values (runs, weeks); empty where none were."""
        wide = self._weeks.get((look.name, indicator))
        if wide is None:
            return np.empty(0), np.empty((0, 0))
        return wide.columns.to_numpy(float), wide.to_numpy(float)

    def weekly_differences(self, look: Look, indicator: str) -> tuple[np.ndarray, np.ndarray]:
        """Return weeks, and an arm less the reference (pairs, weeks); seeds of both alone."""
        one, base = (self._weeks.get((of.name, indicator)) for of in (look, self.reference))
        if one is None or base is None:
            return np.empty(0), np.empty((0, 0))
        apart = (one - base).dropna(how="all")
        return apart.columns.to_numpy(float), apart.to_numpy(float)

    @property
    def failed(self) -> int:
        """How many runs failed."""
        return sum(len(seeds) for _, seeds, _ in self.comparison.failed)

    @property
    def runs(self) -> int:
        """How many runs there were to be."""
        return len(self.comparison.arms) * len(self.comparison.seeds)
