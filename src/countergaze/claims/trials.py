"""What is simulated to show a system or a safeguard: its world, and that world without or with it.

Every row is a pair of arms of one plan, so that all have the same seeds, and arms that are
changes of one world share the weeks before week 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from countergaze.claims.entries import Safeguard, System, guards, systems
from countergaze.data.tables import Places, in_use
from countergaze.experiments.plan import Plan, arms_of
from countergaze.scenarios import Scenario, ScenarioError, load

FULL = 1.0


@dataclass(frozen=True)
class Trial:
    """One row: a system or safeguard in one world.

    scenario: the world it is shown in; reference, arm: names of the two arms; change: what makes
    the arm of the reference; named: its indicators; window: weeks of the means, 0 for the plan's.
    """

    id: str
    title: str
    scenario: str
    reference: str
    arm: str
    change: str
    named: tuple[str, ...]
    note: str = ""
    window: int = 0


def shown(value: object) -> str:
    """Return a value of a patch as in a scenario file."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(shown, value)) + "]"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def written(patch) -> str:
    """Return a patch in words: "sensing.smart = 0, ..."."""
    return ", ".join(f"{key} = {shown(value)}" for key, value in patch.items())


class _Worlds:
    """The arms needed so far, by name; every mistake of every one of them."""

    def __init__(self) -> None:
        self.arms: dict[str, tuple[Scenario, int]] = {}
        self.problems: list = []

    def add(self, name: str, made, window: int = 0) -> None:
        """Take up an arm under a name, unless it is there."""
        if name not in self.arms:
            try:
                self.arms[name] = replace(made(), name=name), window
            except ScenarioError as fault:
                self.problems += fault.problems

    def plan(self, seeds: int, people: int, weeks: int, window: int, places: Places) -> Plan:
        """Return the plan of all arms; raise ScenarioError with every mistake."""
        if self.problems:
            raise ScenarioError(list(dict.fromkeys(self.problems)))
        arms = [replace(arm, window=own) for arm, (_, own) in zip(
            arms_of([scenario for scenario, _ in self.arms.values()]), self.arms.values())]
        return Plan(tuple(arms), tuple(range(1, seeds + 1)), people, weeks, window, places)


def base_of(system: System, scenario: str) -> Scenario:
    """Return the world in which a system is shown."""
    return load(scenario).with_changes(system.world)


def without(system: System, scenario: str) -> Scenario:
    """Return that world without the system."""
    if system.against:
        return load(system.against)
    world = base_of(system, scenario)
    patch = {key: list(value) if isinstance(value, tuple) else value
             for key, value in system.patch.items()}
    return world.with_changes(patch) if system.from_start else world.at_week_0(patch)


def systems_plan(ids: Sequence[str], seeds: int, people: int, weeks: int, window: int,
                 places: Places | None = None) -> tuple[Plan, list[Trial]]:
    """Return the plan that shows the systems, and its rows in the order of their ids."""
    worlds, rows = _Worlds(), []
    for system in (systems()[key] for key in ids):
        for scenario in system.scenarios:
            own = weeks if system.whole_run else 0
            base = f"{scenario}, {written(system.world)}" if system.world else scenario
            base += ", whole run" * bool(own and not system.world)
            arm = system.against or f"{scenario} without {system.id}"
            worlds.add(base, lambda s=system, at=scenario: base_of(s, at), own)
            worlds.add(arm, lambda s=system, at=scenario: without(s, at), own)
            change = written(system.patch) or f"the scenario {system.against}"
            rows.append(Trial(system.id, system.title, scenario, base, arm, change,
                              system.indicators, system.note, own))
    return worlds.plan(seeds, people, weeks, window, in_use(places)), rows


def with_safeguard(safeguard: Safeguard, scenario: str) -> Scenario:
    """Return a world in which one safeguard is in force from week 0."""
    return load(scenario).at_week_0({f"safeguards.{safeguard.name}": FULL})


def safeguards_plan(ids: Sequence[str], seeds: int, people: int, weeks: int, window: int,
                    places: Places | None = None) -> tuple[Plan, list[Trial]]:
    """Return the plan that shows each safeguard alone, and its rows in the order of their ids."""
    worlds, rows = _Worlds(), []
    for guard in (guards()[key] for key in ids):
        for scenario in guard.scenarios:
            arm = f"{scenario} with {guard.id}"
            worlds.add(scenario, lambda at=scenario: load(at))
            worlds.add(arm, lambda g=guard, at=scenario: with_safeguard(g, at))
            rows.append(Trial(guard.id, guard.title, scenario, scenario, arm,
                              f"safeguards.{guard.name} = 1", guard.indicators))
    return worlds.plan(seeds, people, weeks, window, in_use(places)), rows


PLANS = {"systems": systems_plan, "safeguards": safeguards_plan}
