"""A comparison that a folder holds: lived again, or gone on with by failed runs and new ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from countergaze.experiments import comparison
from countergaze.experiments.plan import Arm, Plan
from countergaze.results import manifest as records
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


def goes_on(folder: str | Path, plan: Plan, catalogue: str = "") -> bool:
    """Return whether a plan has all runs of a finished folder, and some that it lacks.

    These are runs that failed, and those of more seeds or arms.  Of another version, reference,
    table or other settings nothing goes on.  catalogue: the kind of rows that the folder is of.
    """
    try:
        told = read_manifest(folder)
        if str(told.get("catalogue", "")) != catalogue:
            return False
        made = comparison.load(folder)
    except (NotARun, OSError):
        return False
    now = records.made_with()
    if any(made.facts.get(key) != now[key] for key in ("versions", "model")):
        return False
    one = (made.reference, made.people, made.weeks, made.window,
           (made.table or {}).get("sha256"))
    if one != (plan.reference, plan.people, plan.weeks, plan.window, plan.places.digest):
        return False
    old, new = (set(map(_told, arms)) for arms in (made.arms, plan.arms))
    if not (old <= new and set(made.seeds) <= set(plan.seeds)):
        return False
    return bool(made.failed) or len(new) > len(old) or len(plan.seeds) > len(made.seeds)


def _told(arm: Arm) -> str:
    settings = arm.settings
    return json.dumps([arm.name, arm.window, settings.values, settings.rows, settings.changes],
                      sort_keys=True)
