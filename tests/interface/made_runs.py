"""Runs made by hand, for tests of what a run leaves."""

import numpy as np

from countergaze.engine.run import Result
from countergaze.mechanisms import INDICATORS
from countergaze.outputs import run as runs
from countergaze.scenarios.scenario import default

GROUPS = {"minority": 900, "majority": 9100, "urban": 6000, "rural": 4000,
          "registered_elsewhere": 2000, "registered_here": 8000, "officials_household": 400}


def made(level: float, weeks: int = 60) -> runs.Run:
    """Return a run of 10,000 people in which every indicator stays at `level`."""
    scopes = {"whole": ["whole"], "group": [f"group:{key}" for key in GROUPS],
              "province": ["province:North", "province:South"],
              "agency": ["agency:courts", "agency:public_security"]}
    series = []
    for name, about in INDICATORS.items():
        value = np.full(weeks, level)
        if level == 0.0 and about.unit.endswith("listed"):
            value[:] = np.nan
        series += [(name, scope, value.copy()) for kind in about.scopes for scope in scopes[kind]]
    facts = {"groups": {f"group:{key}": size for key, size in GROUPS.items()},
             "provinces": {"province:North": 5000, "province:South": 5000}, "cities": 2,
             "abroad": 100, "burn_in": 10, "seconds": 1.0}
    return runs.Run.from_result(default(), Result(1, series, facts), 10_000, weeks, 1, 1)
