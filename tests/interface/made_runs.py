"""Runs made by hand, for tests of what a run leaves."""

import numpy as np

from countergaze.engine.simulation import Result
from countergaze.mechanisms import INDICATORS
from countergaze.results import run as runs
from countergaze.scenarios.scenario import default

GROUPS = {"minority": 900, "majority": 9100, "urban": 6000, "rural": 4000,
          "registered_elsewhere": 2000, "registered_here": 8000, "officials_household": 400}
PARTS = {
    "step": {"ended": 1.0, "know": 0.3, "file": 0.2, "heard": 0.15, "granted": 0.05,
             "cleared": 0.02},
    "weeks": {"0-12": 0.1, "13-26": 0.1, "27-52": 0.1, "53-104": 0.1, "105-208": 0.1,
              "209+": 0.1, "never": 0.4},
    "combination": {"no_detriment": 0.2, "neither": 0.3, "cross": 0.25, "disproportionate": 0.05,
                    "both": 0.2},
    "size": {"1-29": 0.6, "30-299": 0.3, "300-999": 0.07, "1000+": 0.03},
}
"""Scopes of other kinds, and what part of the level each of them has."""
SCOPES = {"whole": ["whole"], "group": [f"group:{key}" for key in GROUPS],
          "province": ["province:North", "province:South"],
          "host": ["host:A", "host:B"],
          "agency": ["agency:courts", "agency:public_security"],
          "kind": ["kind:domestic", "kind:joint", "kind:foreign"],
          **{kind: [f"{kind}:{key}" for key in parts] for kind, parts in PARTS.items()}}


def made(level: float, weeks: int = 60, people: int = 10_000, left_out: tuple[str, ...] = (),
         seeds: int = 1, north: float = 1.0, **levels: float) -> runs.Run:
    """Return a run in which every indicator stays at `level`, or at its own one of `levels`.

    Indicators in 100 stay below 100; those of parts (steps, spans, combinations) hold a part of
    it each; those in `left_out` are not recorded.  Places in the north have `north` times as much.
    """
    series = []
    for name, about in INDICATORS.items():
        if name in left_out:
            continue
        at = levels.get(name, min(level, 100.0) if about.unit.startswith("%") else level)
        if name == "sanction_tests" and level > 0.0:
            at = 100.0
        for scope in (scope for kind in about.scopes
                      for scope in SCOPES.get(kind, [f"{kind}:a", f"{kind}:b"])):
            kind, _, key = scope.partition(":")
            value = np.full(weeks, at * PARTS[kind][key] if kind in PARTS else at)
            value *= north if scope == "province:North" else 1.0
            if level == 0.0 and about.unit.endswith("listed"):
                value[:] = np.nan
            series.append((name, scope, value))
    facts = {"groups": {f"group:{key}": size * people // 10_000 for key, size in GROUPS.items()},
             "provinces": {"province:North": people // 2, "province:South": people // 2},
             "cities": 2, "abroad": 100, "burn_in": 10, "seconds": 1.0, "adults": people}
    return runs.Run.from_results(default(), [Result(seed, series, facts) for seed in
                                             range(1, 1 + seeds)], people, weeks, 1)
