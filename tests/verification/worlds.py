"""Worlds in which a lever or a safeguard can act, and paired measurement in them."""

import warnings
from collections.abc import Mapping
from functools import cache

import numpy as np

from countergaze.declare import Settings
from countergaze.engine.simulation import simulate
from countergaze.scenarios.scenario import defaults

SEEDS = tuple(range(1, 7))
PEOPLE, WEEKS, BURN_IN = 12_000, 40, 60


def base() -> Settings:
    """Return the baseline with a short history."""
    world = defaults()
    world.values["society"]["burn_in"] = BURN_IN
    return world


def busy() -> Settings:
    """Return a world with many acts, false records, listings, scores, redlists and appeals.

    What is rare in the baseline happens to thousands here, so that a year of a small society
    tells what a number does.  Links are complete from the start: nothing else ramps up.
    """
    world = base()
    for act in world.rows["acts"].values():
        act["base"] *= 8.0
    for family in world.rows["list_families"].values():
        family["evidence"] /= 4.0
    values = world.values
    values["sensing"].update(false_rate=0.4, warn_share=0.4, coverage_dissent=0.3)
    values["sanctions"].update(travellers=0.4, redlist_chance=0.3)
    values["lists"].update(pay_wont=0.02, pay_cannot=0.01)
    values["integration"].update(start=-500, horizontal=0.7, vertical=0.9, relapse=0.05)
    values["scoring"].update(pilot=0.7)
    values["appeals"].update(notice=0.5, appeal_chance=0.3, seats=5.0, grant_true=0.8,
                             grant_false=0.2)
    values["conduct"].update(aware=0.5, service_base=2.0)
    return world


def debtors() -> Settings:
    """Return a world of many judgments, in which courts list and other agencies hardly do."""
    world = busy()
    for family in world.rows["list_families"].values():
        family["evidence"] *= 40.0
    return world


def forgetful() -> Settings:
    """Return a busy world in which records fade within a year, so false ones end uncorrected."""
    world = busy()
    world.values["lists"]["retention"] = 20.0
    return world


WORLDS = {"base": base, "busy": busy, "debtors": debtors, "forgetful": forgetful}


def changed(world: Settings, changes: Mapping[str, object]) -> Settings:
    """Set full names such as "conduct.aware" in a world; return it."""
    for key, value in changes.items():
        table, name = key.split(".")
        world.values[table][name] = value
    return world


def series(settings: Settings, weeks: int = WEEKS, people: int = PEOPLE) -> dict:
    """Return (indicator, scope) -> array (seeds, weeks), one run of the paired seeds."""
    runs = simulate(settings, people=people, weeks=weeks, seeds=SEEDS, threads=2, cache=False)
    return {(name, scope): np.array([run.series[k][2] for run in runs])
            for k, (name, scope, _) in enumerate(runs[0].series)}


@cache
def means(world: str, changes: tuple[tuple[str, object], ...]) -> dict[str, np.ndarray]:
    """Return the mean over the weeks of each indicator of the whole, one a seed; run once."""
    got = series(changed(WORLDS[world](), dict(changes)))
    with warnings.catch_warnings():  # an indicator may have no value in any week
        warnings.simplefilter("ignore", RuntimeWarning)
        return {name: np.nanmean(values, axis=1) for (name, scope), values in got.items()
                if scope == "whole"}


def paired_t(differences: np.ndarray) -> float:
    """Return the mean difference in standard errors."""
    spread = differences.std(ddof=1) / np.sqrt(len(differences))
    return float(differences.mean() / max(spread, 1e-12))
