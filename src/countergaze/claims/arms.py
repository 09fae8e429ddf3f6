"""Arms of claims in a world: a patch at week 0, dated changes, or a history of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from countergaze.claims.claim import Arm, Times, Value
from countergaze.scenarios import Scenario


def in_world(arm: Arm, world: Scenario) -> Scenario:
    """Return a world in which an arm holds; raise ScenarioError with every mistake."""
    patch = _values(arm.patch, world)
    if arm.from_start:
        return world.with_changes(patch)
    later = [(week, _values(change, world)) for week, change in arm.later]
    return world.at_week_0(patch, later)


def _values(patch: Mapping[str, Value], world: Scenario) -> dict[str, Any]:
    return {key: _times(value.times, key, world) if isinstance(value, Times) else value
            for key, value in patch.items()}


def _times(factor: float, key: str, world: Scenario) -> float:
    try:
        return factor * own_value(world, key)
    except KeyError:
        return factor  # the scenario itself says, with a near name, that there is no such key


def own_value(world: Scenario, key: str) -> Any:
    """Return the value of a parameter that a world has at week 0; raise KeyError without it."""
    settings = world.settings.at(0)
    table, _, rest = key.partition(".")
    if table in settings.values:
        return settings.values[table][rest]
    row, _, field = rest.partition(".")
    return settings.rows[table][row][field]


def told(arm: Arm) -> str:
    """Return an arm in words: "sensing.smart = 0, ...", "the world itself" where empty."""
    words = [written(arm.patch)] if arm.patch else []
    words += ["from the first week"] * arm.from_start
    words += [f"in week {week} {written(change)}" for week, change in arm.later]
    return "; ".join(words) or "the world itself"


def written(patch: Mapping[str, Value]) -> str:
    """Return a patch as a scenario file would set it."""
    return ", ".join(f"{key} = {_shown(value)}" for key, value in patch.items())


def _shown(value: Value) -> str:
    if isinstance(value, Times):
        return "the world's own" if value.times == 1.0 else f"{value.times:g} times the world's"
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
