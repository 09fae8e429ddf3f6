"""Halve and double each number that stands in the code of institutions, and write what it moves.

`python docs/constants.py`, ten minutes; it writes docs/model/constants.md.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from countergaze.engine.simulation import processors, simulate
from countergaze.mechanisms import (
    abroad,
    appeals,
    economy,
    firms,
    forecasting,
    governance,
    grid,
    incidents,
    integration,
    officials,
    sensing,
)
from countergaze.scenarios import load

PEOPLE, SEEDS, WEEKS, BURN_IN = 10_000, (1, 2), 52, 156
LEAST = {
    "recorded_share": 2.0, "control_hours": 0.2, "delay": 0.1, "backlog": 0.15, "load": 2.0,
    "over_capacity": 3.0, "service_quality": 0.5, "expected_dissent": 0.2, "offences": 0.5,
    "hardship": 0.1, "fear": 0.5, "silenced": 0.5, "false_records": 150.0, "support": 0.3,
    "belief_error": 1.0, "technology": 2.0, "output": 0.2, "rule_drift": 1.0, "alignment": 2.0,
    "firm_grade": 2.0, "files_abroad": 1.0, "list_entries": 26.0,
}
"""Indicator -> the smallest difference of interest."""
REFERENCES = ("REFERENCE", "START", "MOST_", "LEAST_", "LARGEST_", "BINS", "NOISE_SCALE",
              "BREACH_WEEKS", "LATE_BACKLOG")
"""Parts of names of references, bounds, start values and what only words define: not tried."""
OF_PEOPLE = ("SHARE_OF_THE_RIGHTLY_LISTED", "REPAIR_AFTER", "CAN_BUY", "OPTED_OUT", "PAUSE")
"""Numbers of the week of people, which is compiled before they could be changed: not tried."""
MODULES = (abroad, appeals, economy, firms, forecasting, governance, grid, incidents, integration,
           officials, sensing)


def constants() -> list[tuple[object, str]]:
    """Return (module, name) of the numbers to try."""
    return [(module, name) for module in MODULES for name, value in vars(module).items()
            if name.isupper() and isinstance(value, float)
            and name not in OF_PEOPLE and not any(part in name for part in REFERENCES)]


def levels() -> np.ndarray:
    """Return the mean of each indicator over the year and the seeds."""
    settings = load("baseline").settings
    settings.values["society"]["burn_in"] = BURN_IN
    runs = simulate(settings, people=PEOPLE, weeks=WEEKS, seeds=SEEDS, threads=processors(),
                    cache=False)
    return np.array([np.mean([np.nanmean(series) for run in runs for found, scope, series in
                              run.series if (found, scope) == (name, "whole")]) for name in LEAST])


def moved(module: object, name: str, before: np.ndarray) -> tuple[str, str]:
    """Return what a constant is, and the two indicators that it moves furthest, in words."""
    value, most = getattr(module, name), np.zeros(len(LEAST))
    for factor in (0.5, 2.0):
        setattr(module, name, value * factor)
        most = np.maximum(most, np.abs(levels() - before) / np.array(list(LEAST.values())))
    setattr(module, name, value)
    ranked = sorted(zip(most, LEAST), reverse=True)[:2]
    told = ", ".join(f"`{indicator}` {size:.1f}" for size, indicator in ranked if size > 0.0)
    return ("yes" if most.max() >= 1.0 else "no"), told or "nothing"


def page() -> str:
    """Return the page."""
    before, rows = levels(), []
    for module, name in constants():
        mechanism = module.__name__.rpartition(".")[2]
        matters, told = moved(module, name, before)
        rows.append(f"| {mechanism} | `{name}` | {getattr(module, name):g} | {matters} | {told} |")
        print(rows[-1], flush=True)
    return "\n".join([
        "# Numbers in the code", "",
        "Numbers of institutions that are no parameters, halved and doubled one at a time in the",
        f"baseline ({PEOPLE:,} people, seeds {SEEDS[0]} and {SEEDS[1]}, {WEEKS} weeks after "
        f"{BURN_IN}), and the two",
        "indicators that each moves furthest, in units of the smallest difference of interest; one",
        "matters where that is 1 or more, noise of the runs included, and one that moves nothing "
        "acts only",
        "under a form or lever that the baseline does not choose. References, bounds and start "
        "values are",
        "not tried, nor are numbers of the week of people. What mattered has become a parameter.",
        "Written by `python docs/constants.py`.", "",
        "| mechanism | number | value | matters | moves furthest |",
        "| --- | --- | --- | --- | --- |",
        *rows, ""])


if __name__ == "__main__":
    Path(__file__).with_name("model").joinpath("constants.md").write_text(
        page(), encoding="utf-8", newline="\n")
