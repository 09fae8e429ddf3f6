"""Answers that come with the package: what runs made in advance came to, in one small table.

A row is one arm, seed, indicator and week; week -1 holds the mean of the window.  How the runs
were made stands in the table's own metadata.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from countergaze.experiments.comparison import Comparison
from countergaze.experiments.outcomes import EVERY, Outcome
from countergaze.experiments.plan import Plan, arms_from
from countergaze.scenarios.arms import read_arms
from countergaze.web.questions import REFERENCE, Question

FILE = "answers.parquet"
ABOUT = b"countergaze"
MEAN = -1
"""The week under which the mean of the window stands."""
CHANGE = "the change"
"""What the changed arm of a question is called on the page."""
Arm = dict[tuple[str, int], np.ndarray]


class Made(NamedTuple):
    """Runs of one size; about: people, weeks, window, seeds and by what they were made.

    arms: name -> (indicator, seed) -> means and weeks, the mean first.
    """

    about: dict[str, Any]
    arms: dict[str, Arm]

    def mean(self, arm: str, indicator: str) -> np.ndarray:
        """Return the window means of an arm by seed; raise KeyError where it was not made."""
        found = self.arms[arm]
        return np.array([found[indicator, seed][0] for seed in self.about["seeds"]])


def read(content: bytes) -> dict[str, Made]:
    """Return the parts of a table of answers: "questions", and "packages" of safeguards."""
    table = pq.read_table(io.BytesIO(content))
    about = json.loads(table.schema.metadata[ABOUT])
    rows = table.to_pandas().sort_values(["part", "arm", "indicator", "seed", "week"])
    parts: dict[str, Made] = {name: Made(facts, {}) for name, facts in about.items()}
    for (part, arm, indicator, seed), group in rows.groupby(
            ["part", "arm", "indicator", "seed"], observed=True, sort=False):
        parts[part].arms.setdefault(arm, {})[indicator, int(seed)] = \
            group["value"].to_numpy(float)
    return parts


_taken: dict[str, Made] = {}


def take(content: bytes) -> None:
    """Use other answers in this process, in place of those that came with the package."""
    _taken.update(read(content))


def shipped() -> dict[str, Made]:
    """Return the answers in use: those that came with this version, unless others were taken."""
    return _taken or _with_the_package()


@cache
def _with_the_package() -> dict[str, Made]:
    file = resources.files("countergaze.web").joinpath(FILE)
    return read(file.read_bytes()) if file.is_file() else {}


def stops(question: Question) -> tuple[float, ...]:
    """Return the values of a question's lever that were simulated in advance."""
    made = shipped().get("questions")
    return tuple(value for value in (question.start, *question.stops)
                 if made is not None and (value == question.start or question.arm(value)
                                          in made.arms))


def plan_for(question: Question, value: float, about: Mapping[str, Any]) -> Plan:
    """Return the plan of a question's two arms, the changed one named for the page."""
    arms = arms_from(read_arms(question.arms(value), files=False))
    return Plan((arms[0], replace(arms[1], name=CHANGE)), tuple(about["seeds"]),
                int(about["people"]), int(about["weeks"]), int(about["window"]))


def answer(question: Question, value: float) -> Comparison | None:
    """Return the answer at a value, from runs made in advance; between stops a straight line.

    None where the question was not simulated in advance.
    """
    made = shipped().get("questions")
    known = stops(question)
    if made is None or not known or not known[0] <= value <= known[-1]:
        return None
    low = max(stop for stop in known if stop <= value)
    high = min(stop for stop in known if stop >= value)
    share = 0.0 if low == high else (value - low) / (high - low)
    ends = [made.arms[REFERENCE if stop == question.start else question.arm(stop)]
            for stop in (low, high)]
    names = question.indicators
    plan = plan_for(question, value, made.about)
    outcomes = {}
    for seed in plan.seeds:
        outcomes[0, seed] = _outcome(made.arms[REFERENCE], names, question.charts, seed)
        mixed = {(name, seed): (1.0 - share) * ends[0][name, seed] + share * ends[1][name, seed]
                 for name in names}
        outcomes[1, seed] = _outcome(mixed, names, question.charts, seed)
    found = Comparison.of(plan, outcomes, {}, {})
    return replace(found, facts={**found.facts, **made.about["made_with"]})


def reference(names: tuple[str, ...]) -> Comparison | None:
    """Return the reference alone, with those of some indicators of which weeks were kept."""
    made = shipped().get("questions")
    if made is None:
        return None
    seeds = tuple(made.about["seeds"])
    arm = made.arms[REFERENCE]
    there = tuple(name for name in names
                  if (name, seeds[0]) in arm and len(arm[name, seeds[0]]) > 1)
    plan = Plan(arms_from(read_arms([REFERENCE], files=False)), seeds,
                made.about["people"], made.about["weeks"], made.about["window"])
    return Comparison.of(plan, {(0, seed): _outcome(arm, there, there, seed) for seed in seeds},
                         {}, {})


def in_worlds(question: Question) -> np.ndarray:
    """Return what the last stop changes in the first harm, world by world; empty without any."""
    made = shipped().get("worlds")
    arm = question.arm(question.stops[-1])
    if made is None or arm not in made.arms:
        return np.empty(0)
    return made.mean(arm, question.harm[0]) - made.mean(REFERENCE, question.harm[0])


def is_stop(question: Question, value: float) -> bool:
    """Return whether a value was simulated in advance, not only values around it."""
    return any(math.isclose(value, stop) for stop in stops(question))


def _outcome(arm: Mapping[tuple[str, int], np.ndarray], names: tuple[str, ...],
             charts: tuple[str, ...], seed: int) -> Outcome:
    return Outcome([(name, "whole") for name in names],
                   np.array([arm[name, seed][0] for name in names]), list(charts),
                   np.array([arm[name, seed][1:] for name in charts]))


def rows_of(part: str, arm: str, seed: int, outcome: Outcome, names: tuple[str, ...],
            charts: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the rows of one run: means of `names`, and every 4th week of `charts`."""
    frames = []
    for name in names:
        mean = outcome.means[outcome.names.index((name, "whole"))]
        weekly = outcome.weekly[outcome.weekly_names.index(name)] if name in charts else []
        values = np.array([mean, *weekly], np.float32)
        weeks = [MEAN, *(EVERY * k for k in range(len(values) - 1))]
        frames.append(pd.DataFrame({
            "part": part, "arm": arm, "indicator": name, "seed": np.int16(seed),
            "week": np.array(weeks, np.int16), "value": values}))
    return pd.concat(frames, ignore_index=True)
