"""What the runs of a plan come to: taken from the cache of runs, or from a job that is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from countergaze.compute.cache_folder import cache_folder, note
from countergaze.engine.simulation import Result
from countergaze.experiments.plan import Plan
from countergaze.results import kept

EVERY = 4
"""Of the weekly values, those of every 4th week are kept: enough to draw."""


@dataclass
class Outcome:
    """What a comparison needs of one run.

    names: (indicator, scope) of `means` (names,); weekly_names: indicators of the whole in
    `weekly` (names, every 4th week).
    """

    names: list[tuple[str, str]]
    means: np.ndarray
    weekly_names: list[str]
    weekly: np.ndarray
    facts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, result: Result, window: int) -> Outcome:
        """Return the means of a run's last `window` weeks, and some of its weeks."""
        rows = [(name, scope) for name, scope, _ in result.series]
        means = np.array([mean_of(values, window) for _, _, values in result.series])
        whole = [values[::EVERY] for _, scope, values in result.series if scope == "whole"]
        return cls(rows, means, [name for name, scope in rows if scope == "whole"],
                   np.array(whole), dict(result.facts))


def mean_of(values: np.ndarray, window: int) -> float:
    """Return the mean of the last `window` values that are there; NaN where none is."""
    last = np.asarray(values)[-window:]
    last = last[~np.isnan(last)]
    return float(last.mean()) if len(last) else float("nan")


class Outcomes:
    """The outcomes of a plan so far, by (arm, seed)."""

    def __init__(self, plan: Plan) -> None:
        """Take up all runs of the plan that are kept."""
        self.plan = plan
        self.done: dict[tuple[int, int], Outcome] = {}
        self.processors: set[str] = set()
        for arm in plan.arms:
            self.missing(arm.order, plan.seeds)

    def missing(self, arm: int, seeds: Iterable[int]) -> tuple[int, ...]:
        """Return those of some seeds that must be simulated; take up those kept meanwhile."""
        left = []
        for seed in seeds:
            if (arm, seed) not in self.done:
                result = kept.kept(self._key(arm, seed))
                if result is None:
                    left.append(seed)
                else:
                    self._take(arm, seed, result)
        return tuple(left)

    def keep(self, arm: int, results: Iterable[Result], made: Mapping[str, str]) -> None:
        """Take up what a job left, and keep it for whatever asks for it next.

        made: by what it was made, which may be another machine than this one.
        """
        self.processors.add(made["processor"])
        for result in results:
            self._take(arm, result.seed, result)
            if not kept.keep(self._key(arm, result.seed, made), result):
                note(f"runs cannot be kept in {cache_folder()}: a comparison that is stopped "
                     "begins anew")

    def _take(self, arm: int, seed: int, result: Result) -> None:
        window = self.plan.arms[arm].window or self.plan.window
        self.done[arm, seed] = Outcome.of(result, window)

    def _key(self, arm: int, seed: int, made: Mapping[str, str] | None = None) -> str:
        plan = self.plan
        return kept.key_of(plan.arms[arm].settings, seed, plan.people, plan.weeks, plan.places,
                           made)
