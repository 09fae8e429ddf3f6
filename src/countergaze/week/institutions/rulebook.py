"""What follows from a scenario's rows and numbers alone, worked out once for as long as they hold.

The week reads rows of tables (agencies, services, families, acts) as small arrays; they change
only when a dated change does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from countergaze.declare import Settings
from countergaze.mechanisms import integration, lists, sanctions, scoring, society
from countergaze.week.records import PARAMETERS


class Rulebook(NamedTuple):
    """Arrays of `records.TermsArrays` that hang on the settings alone, and what a listing brings.

    `SettingsByReplicate.made` gives each a leading axis of replicates.
    """

    numbers: np.ndarray  # float32, every parameter, then `records.POLICY`
    tables: np.ndarray  # float32 (`records.BINS`, 256)
    links: np.ndarray  # float32 (kinds + 1, agencies)
    homes: np.ndarray  # int64 (kinds,)
    families: np.ndarray  # float32 (families, 4)
    own_alone: np.ndarray  # (agencies,): breadth of a listing by one agency, what it denies itself
    seen_alone: np.ndarray  # (agencies,): and what others deny who see it
    tests: np.ndarray  # see `sanctions.tests_of_denials`
    police_within: np.ndarray  # (1,): how far the police's own bureaux are linked
    customs_within: np.ndarray  # (1,)


def of(settings: Settings) -> Rulebook:
    """Return the rulebook of settings."""
    rows = settings.rows
    agencies, acts, services = list(rows["agencies"]), rows["acts"], rows["services"]
    pi, ps = (module.Parameters.of(settings) for module in (integration, sanctions))
    own = [{row["context"] for row in services.values() if row["agency"] == key}
           for key in agencies]
    kept = integration.kept_links(pi, [row["context"] for row in acts.values()], own)
    sees, grades = _between(settings, ps, pi, agencies, kept)
    travel = np.array([any(row["travel"] and row["agency"] == key for row in services.values())
                       for key in agencies], float)
    reach = sanctions.reach(ps, sanctions.service_shares(agencies, services), travel, sees, grades)
    alone = 1 << np.arange(len(agencies))
    refusals = sanctions.mean_blocked(ps, np.arange(256), integration.passes(pi))
    within = [lists.within(rows["agencies"], key) for key in agencies]
    police, customs = (np.array([lists.within(rows["agencies"], key)])
                       for key in (lists.POLICE, lists.CUSTOMS))
    return Rulebook(
        numbers=_numbers(settings, ps),
        tables=np.stack([*bins(society.Parameters.of(settings)), *reach,
                         refusals]).astype(np.float32),
        links=np.vstack([kept, within]).astype(np.float32),
        homes=np.array([agencies.index(row["home"]) for row in acts.values()], np.int64),
        families=_families(settings), own_alone=reach.own[alone], seen_alone=reach.seen[alone],
        tests=sanctions.tests_of_denials(ps, rows["list_families"], acts, services, agencies, sees),
        police_within=police, customs_within=customs)


def _numbers(settings: Settings, ps) -> np.ndarray:
    """Return every parameter as one row, in the order of the tables, then `records.POLICY`."""
    acts = settings.rows["acts"].values()
    weights = np.array([float(row["base"]) for row in acts])
    ratios = np.array([row["points"] / row["gravity"] for row in acts])
    po, pl = (module.Parameters.of(settings) for module in (scoring, lists))
    policy = (ps.reward * ps.on, float(not np.isnan(po.list_below)) * po.on * pl.on,
              po.political * po.on, ps.assoc * ps.on, weights @ ratios / max(weights.sum(), 1e-12))
    found = [number for table in PARAMETERS.values() for number in table.of(settings)]
    return np.array([*found, *policy], np.float32)


@lru_cache(maxsize=8)
def bins(ps) -> np.ndarray:
    """Return the bin means of z, a0 (standard normal), h0, x and R (uniform), float32 (5, 256)."""
    return np.stack([society.gamma_bins(ps.z_shape), society.normal_bins(),
                     society.beta_bins(ps.h0_a, ps.h0_b), society.gamma_bins(ps.x_shape),
                     society.uniform_bins()]).astype(np.float32)


def _between(settings: Settings, ps, pi, agencies: list[str],
             kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what is left of the link from each list to each agency, and the grade of each list.

    A list's sphere is that of the kinds of record it rests on; the last row is the list by
    score, which rests on all of them and has the least grade.
    """
    kinds = list(settings.rows["acts"])
    gravity = np.array([float(row["gravity"]) for row in settings.rows["acts"].values()])
    sees = np.full((len(agencies) + 1, len(agencies)), 1.0 - pi.purpose_limit)
    weight = np.ones(len(agencies) + 1)
    for key, family in settings.rows["list_families"].items():
        of = [kinds.index(kind) for kind in family["kinds"]]
        if of:
            sees[agencies.index(key)] = kept[of].max(axis=0)
            weight[agencies.index(key)] = gravity[of].max()
    return sees, sanctions.grade(ps, weight)


def _families(settings: Settings) -> np.ndarray:
    """Return the list families as the week reads them, float32 (families, 4)."""
    agencies, acts = list(settings.rows["agencies"]), list(settings.rows["acts"])
    return np.array([
        (agencies.index(key), sum(1 << acts.index(kind) for kind in row["kinds"]),
         row["evidence"], float(row["court"]))
        for key, row in settings.rows["list_families"].items()
    ], np.float32).reshape(-1, 4)
