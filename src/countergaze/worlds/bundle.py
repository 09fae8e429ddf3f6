"""What one process does: the arms of one world, each history simulated once, seeds side by side."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from countergaze.data.tables import Places
from countergaze.declare import Settings
from countergaze.engine.provenance import made_by
from countergaze.engine.simulation import Measuring, Progress, Simulation
from countergaze.experiments.outcomes import mean_of
from countergaze.experiments.work import teller
from countergaze.results.kept import Means


@dataclass(frozen=True)
class Bundle:
    """The arms of one world with some seeds, to be sent to another process.

    arms: name -> settings; windows: (first week, week after the last) of each window that means
    are taken over; slot: where it tells its share; places: the table, the shipped one without.
    """

    world: int
    arms: Mapping[str, Settings] = field(repr=False)
    seeds: tuple[int, ...]
    people: int
    weeks: int
    windows: tuple[tuple[int, int], ...]
    slot: int = 0
    places: Places | None = field(default=None, repr=False)


class Simulated(NamedTuple):
    """What a bundle leaves: means by arm, one entry a window, and by what they were made."""

    world: int
    means: dict[str, list[Means]]
    made: dict[str, str]
    seconds: float


def simulate_bundle(bundle: Bundle, progress: Progress | None = None) -> Simulated:
    """Simulate every arm of a bundle; those with one history start from one state at week 0.

    progress: called with (weeks done, weeks in all, phase) in place of telling a parent.
    """
    began = time.process_time()
    say = progress or teller(bundle.slot) or (lambda done, total, phase: None)
    groups = by_history(bundle.arms)
    first = next(iter(bundle.arms.values()))
    burn_in = int(first.values["society"]["burn_in"] or 0)
    total = len(groups) * burn_in + len(bundle.arms) * bundle.weeks
    done = 0

    def told(weeks: int, of_one: int, phase: str) -> None:
        say(done + weeks, total, phase)

    means: dict[str, list[Means]] = {}
    for names in groups:
        state: dict[str, np.ndarray] = {}
        for name in names:
            with Simulation(bundle.arms[name], bundle.seeds, bundle.people, places=bundle.places,
                            progress=told if not state else None) as simulation:
                if state:
                    simulation.society.restore(state)
                    simulation.week = 0
                else:
                    simulation.to_week_0(cache=False)
                    done += burn_in
                    state = {key: array.copy()
                             for key, array in simulation.society.saved().items()}
                simulation.say = lambda *_: None
                measuring = Measuring()
                simulation.run(bundle.weeks, measuring, cache=False)
            done += bundle.weeks
            say(done, total, "weeks")
            means[name] = [over(measuring.values, window) for window in bundle.windows]
    return Simulated(bundle.world, means, made_by(), time.process_time() - began)


def by_history(arms: Mapping[str, Settings]) -> list[list[str]]:
    """Return the names of arms, those that share the weeks before week 0 together."""
    groups: dict[str, list[str]] = {}
    for name, settings in arms.items():
        groups.setdefault(json.dumps(settings.history()), []).append(name)
    return list(groups.values())


def over(values: Mapping[tuple[str, str], np.ndarray], window: Sequence[int]) -> Means:
    """Return the means of weeks `window` of series (replicates, weeks)."""
    first, last = window
    rows = [[mean_of(weekly[first:last], last - first) for weekly in series]
            for series in values.values()]
    return Means(list(values), np.array(rows, float).T)
