"""A sweep in the words of other laboratories; none of them has to be installed.

SALib: its problem dictionary. The EMA workbench: (experiments, outcomes), as its functions of
analysis take them, and a model as a plain function of its levers and uncertainties.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from countergaze.scenarios import Scenario, default
from countergaze.worlds.arms import simulate_arms
from countergaze.worlds.space import Number, space
from countergaze.worlds.sweep.carry_out import Swept
from countergaze.worlds.world import World


def salib_problem(keys: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the dictionary of SALib of what is not known, or of some keys of it.

    Forms are whole numbers from 0, the places of their variants; `names` are full names.
    """
    chosen = [one for one in space() if keys is None or one.key in keys]
    return {"num_vars": len(chosen), "names": [one.key for one in chosen],
            "bounds": [[one.low, one.high] if isinstance(one, Number)
                       else [0, len(one.variants) - 1] for one in chosen]}


def ema_results(swept: Swept) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return (experiments, outcomes) of a sweep as the EMA workbench holds them."""
    experiments = swept.samples.drop(columns="world").reset_index(drop=True)
    experiments["policy"], experiments["model"] = "none", swept.about["scenario"]
    return experiments, {name: values.to_numpy(float) for name, values in swept.outcomes.items()}


def tidy(swept: Swept) -> pd.DataFrame:
    """Return one row a point and outcome, with the values of every key."""
    long = swept.outcomes.reset_index().melt("sample", var_name="outcome")
    return swept.samples.reset_index().merge(long, on="sample")


def function(indicators: Sequence[str], scenario: Scenario | None = None, *, seeds: int = 1,
             people: int = 5_000, weeks: int = 104, window: int = 52
             ) -> Callable[..., dict[str, float]]:
    """Return the model as a plain function of full names, for frames such as the EMA workbench.

    Called with values of uncertain numbers (a dot is written as two underscores: conduct__know),
    it returns a number an indicator. Forms are given by the name of their variant.
    """
    base = default() if scenario is None else scenario

    def run(**given: Any) -> dict[str, float]:
        changes = {key.replace("__", "."): value for key, value in given.items()}
        table = simulate_arms([World(1, {})], {"it": base.with_changes(changes)}, seeds=seeds,
                              people=people, weeks=weeks, window=window, indicators=indicators,
                              jobs=1)
        if table.attrs["failed"]:
            raise RuntimeError(table.attrs["failed"][1])
        means = table.groupby("indicator", sort=False)["value"].mean()
        return {name: float(value) for name, value in means.items()}

    return run
