"""The questions of the page: `questions.toml`, held against what mechanisms declare."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from countergaze.api import BadRequest
from countergaze.declare import Parameter
from countergaze.mechanisms import INDICATORS, TABLES

FILE = "questions.toml"
REFERENCE = "baseline"
STEP = 0.05


@dataclass(frozen=True)
class Question:
    """One question; lever: full name of what is moved; stops: the values simulated in advance.

    words: what each stop is called; harm, cost: two indicators each, beside each other on the page;
    charts: two of which the weeks are drawn; limit: what the answer does not say.
    """

    id: str
    name: str
    question: str
    lever: str
    stops: tuple[float, ...]
    words: tuple[str, ...]
    harm: tuple[str, ...]
    cost: tuple[str, ...]
    charts: tuple[str, ...]
    limit: str

    @property
    def parameter(self) -> Parameter:
        """What is moved, as its mechanism declares it."""
        table, name = self.lever.split(".")
        return TABLES[table].fields[name]

    @property
    def indicators(self) -> tuple[str, ...]:
        """All that the page shows, each once."""
        return tuple(dict.fromkeys([*self.harm, *self.cost, *self.charts]))

    @property
    def start(self) -> float:
        """The value in the reference."""
        return float(self.parameter.default or 0.0)

    @property
    def step(self) -> float:
        """The step of the slider."""
        return 1.0 if self.parameter.whole else STEP

    def arm(self, value: float) -> str:
        """Return the arm of a value, as the command line takes it."""
        return f"{REFERENCE}:{self.lever}={value:g}"

    def arms(self, value: float) -> list[str]:
        """Return both arms of a value, the reference first."""
        return [REFERENCE, self.arm(value)]

    def value(self, text: str) -> float:
        """Return the value that a page asks for; raise BadRequest where it cannot be had."""
        low, high = self.parameter.bounds or (0.0, 1.0)
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not low <= found <= high:
            raise BadRequest(f"{self.lever} must be a number from {low:g} to {high:g}, not "
                             f"{text[:40]!r}")
        return low + round((found - low) / self.step) * self.step

    def words_at(self, value: float) -> str:
        """Return what a value of the lever is called."""
        if math.isclose(value, self.start):
            return "as in the baseline"
        for stop, words in zip(self.stops, self.words):
            if math.isclose(value, stop):
                return words
        return f"{value:g}"


@cache
def every() -> tuple[Question, ...]:
    """Return all questions in their order; raise ValueError where the file names what is not."""
    text = resources.files("countergaze.web").joinpath(FILE).read_text("utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["questions"]
    found = tuple(_question(entry) for entry in entries)
    wrong: list[Any] = [one.id for one in found if len(one.stops) != len(one.words)]
    wrong += [name for one in found for name in one.indicators if name not in INDICATORS]
    wrong += [one.lever for one in found
              if one.lever.split(".")[1] not in TABLES[one.lever.split(".")[0]].fields]
    if wrong:
        raise ValueError(f"{FILE} names what is not there: {', '.join(map(str, wrong))}")
    return found


def _question(entry: dict[str, Any]) -> Question:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value
                             for key, value in entry.items()}
    return Question(**given)


def asked(name: str) -> Question:
    """Return the question with an id; raise BadRequest where there is none."""
    for one in every():
        if one.id == name:
            return one
    raise BadRequest(f"there is no question {name[:40]!r}: {', '.join(one.id for one in every())}")
