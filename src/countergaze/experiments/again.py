"""A comparison simulated again from its folder: the same arms, seeds, people, weeks and table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from countergaze.experiments import comparison
from countergaze.experiments.plan import Plan
from countergaze.results.run import NotARun, read_manifest
from countergaze.scenarios import Scenario
from countergaze.scenarios.recorded import check, manifest_of, places_of


def plan_again(asked: str | Path | Scenario) -> Plan | None:
    """Return the plan of the comparison that a folder holds, None where it holds none.

    Raise NotARun or BadTable where it cannot be read, ScenarioError where this version has other
    settings.
    """
    path = None if isinstance(asked, Scenario) else manifest_of(Path(asked))
    told: dict[str, Any] = read_manifest(path.parent) if path else {}
    if path is None or "arms" not in told:
        return None
    folder = path.parent
    if "catalogue" in told:
        raise NotARun(f"{folder} holds {told['catalogue']}, each shown alone: `countergaze "
                      f"{told['catalogue']}` lives them again")
    made = comparison.load(folder)
    for arm in made.arms:
        check(arm.settings, folder, str((told.get("versions") or {}).get("countergaze")))
    return Plan(tuple(made.arms), made.seeds, made.people, made.weeks, made.window,
                places_of(made.table, folder))
