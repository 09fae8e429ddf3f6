"""The arms of a page in plausible worlds, simulated by a warm process when a page asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import NamedTuple

import pandas as pd

from countergaze.api import BadRequest
from countergaze.declare import Settings
from countergaze.experiments.comparison import Comparison
from countergaze.experiments.plan import Plan
from countergaze.reports import over_worlds
from countergaze.scenarios import default
from countergaze.web import rendering
from countergaze.web.warm import Overtaken, Told
from countergaze.worlds import plausible
from countergaze.worlds.arms import COLUMNS, Wanted, rows_of, settings_of
from countergaze.worlds.bundle import Bundle, simulate_bundle
from countergaze.worlds.comparing import PEOPLE, SEEDS, check_count, with_worlds
from countergaze.worlds.sample import available

CHOICES = (8, 16, 32)
"""Numbers of worlds that a page offers, and all there are."""


class InWorlds(NamedTuple):
    """What the arms came to: as `simulate_arms` returns it; failed: world -> why."""

    levels: pd.DataFrame
    failed: dict[int, str]


@dataclass(frozen=True)
class Errand:
    """Simulate some arms in the first `count` plausible worlds.

    number: of the job; arms: name -> settings; indicators: of which means are kept.
    """

    number: int
    arms: Mapping[str, Settings] = field(repr=False)
    people: int
    weeks: int
    window: int
    count: int
    indicators: Sequence[str]

    def done(self, pipe: Connection) -> InWorlds:
        """Return what the arms came to; called in the warm process, ended by a newer job."""
        def say(weeks: int, total: int, phase: str) -> None:
            if pipe.poll():
                raise Overtaken

        wanted = [Wanted(name, "whole") for name in self.indicators]
        seeds = tuple(range(1, SEEDS + 1))
        rows: list[pd.DataFrame] = []
        failed = {}
        for place, world in enumerate(plausible(self.count)):
            pipe.send(Told(self.number, "phase", f"plausible world {place + 1} of {self.count}"))
            bundle = Bundle(world.number, settings_of(world, self.arms, default()), seeds,
                            min(self.people, PEOPLE), self.weeks,
                            ((self.weeks - self.window, self.weeks),))
            try:
                made = simulate_bundle(bundle, say)
            except (Overtaken, MemoryError):
                raise
            except Exception as fault:
                failed[world.number] = f"{type(fault).__name__}: {fault}"[:200]
                continue
            rows += [rows_of(world.number, arm, seeds, wanted, made.means[arm][0])
                     for arm in self.arms]
        return InWorlds(pd.concat(rows, ignore_index=True) if rows
                        else pd.DataFrame(columns=COLUMNS), failed)


def count_of(text: str) -> int:
    """Return a number of worlds that a page asks for; raise BadRequest where there are not."""
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    wrong = check_count(count) if count else [
        f"worlds must be a whole number from 1 to {available():,}, not {text[:40]!r}"]
    if wrong:
        raise BadRequest("; ".join(wrong))
    return count


def choices() -> list[int]:
    """Return the numbers of worlds that a page offers."""
    return [*(count for count in CHOICES if count < available()), available()]


def errand(plan: Plan, count: int, number: int) -> Errand:
    """Return a plan as a job of a warm process."""
    return Errand(number, {arm.name: arm.settings for arm in plan.arms}, plan.people, plan.weeks,
                  plan.window, count, over_worlds.SHOWN)


def written(plan: Plan, count: int, found: InWorlds, command: str) -> str:
    """Return what the arms of a plan came to as HTML; command: what makes the same."""
    made = with_worlds(Comparison.of(plan, {}, {}, {}), plausible(count), found.levels,
                       found.failed)
    section = over_worlds.section(made)
    if section is None:
        return str(rendering.fragment("answer.html", "nobody", {
            "nobody": "No world came to its end: " + "; ".join({*found.failed.values()})}))
    html = rendering.section_of_report({"page": "comparison", "sections": [section]}, "worlds")
    return html + str(rendering.fragment("results.html", "in_worlds", {"command": command}))
