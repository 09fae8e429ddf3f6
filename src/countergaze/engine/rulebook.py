"""What follows from a scenario's rows and numbers alone, worked out once for as long as they hold.

The week reads rows of tables (agencies, services, families, acts) as small arrays; they change
only when a dated change does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from countergaze.declare import Settings
from countergaze.engine import parameters
from countergaze.mechanisms import integration, sanctions, society


POLICE = "public_security"
"""The agency through whose links the centre forecasts; without it they are whole."""
CUSTOMS = "market_and_customs"
"""The agency through whose links files on people abroad and records of firms that trade come;
without it they are whole."""


@dataclass(frozen=True)
class Rulebook:
    """Arrays of `Terms` that hang on the settings alone, and what one listing brings."""

    numbers: np.ndarray
    tables: np.ndarray
    links: np.ndarray
    homes: np.ndarray
    families: np.ndarray
    own_alone: np.ndarray
    seen_alone: np.ndarray
    tests: np.ndarray
    police_within: float
    customs_within: float

    def denials(self, listed: np.ndarray, linked: np.ndarray) -> np.ndarray:
        """Return (replicates, 4): denials by test, from people listed by city and agency."""
        own = listed.sum(axis=1)[:, :, None] * self.tests[:, 0]
        seen = (listed * linked[:, :, None]).sum(axis=1)[:, :, None] * self.tests[:, 1]
        return (own + seen).sum(axis=1)


_KEPT: dict[int, tuple[Settings, Rulebook]] = {}


def of(settings: Settings) -> Rulebook:
    """Return the rulebook of settings, kept for as long as the same object is asked for."""
    kept = _KEPT.get(id(settings))
    if kept is None or kept[0] is not settings:
        if len(_KEPT) > 64:
            _KEPT.clear()
        kept = _KEPT[id(settings)] = (settings, _made(settings))
    return kept[1]


def _made(settings: Settings) -> Rulebook:
    rows = settings.rows
    agencies, acts, services = list(rows["agencies"]), rows["acts"], rows["services"]
    pi = parameters.values(settings, "integration")
    ps = parameters.values(settings, "sanctions")
    own = [{row["context"] for row in services.values() if row["agency"] == key}
           for key in agencies]
    kept = integration.kept_links(pi, [row["context"] for row in acts.values()], own)
    sees, grades = _between(settings, ps, pi, agencies, kept)
    travel = np.array([any(row["travel"] and row["agency"] == key for row in services.values())
                       for key in agencies], float)
    reach = sanctions.reach(ps, sanctions.service_shares(agencies, services), travel, sees, grades)
    alone = 1 << np.arange(len(agencies))
    weights = np.array([float(row["base"]) for row in acts.values()])
    ratios = np.array([row["points"] / row["gravity"] for row in acts.values()])
    po, pl = parameters.values(settings, "scoring"), parameters.values(settings, "lists")
    policy = (ps.reward * ps.on, float(not np.isnan(po.list_below)) * po.on * pl.on,
              po.political * po.on, ps.assoc * ps.on, weights @ ratios / max(weights.sum(), 1e-12))
    refusals = sanctions.mean_blocked(ps, np.arange(256), integration.passes(pi))
    within = np.array([float(row["within"]) for row in rows["agencies"].values()])
    return Rulebook(
        numbers=parameters.numbers(settings, policy),
        tables=np.stack([*bins(parameters.values(settings, "society")), *reach,
                         refusals]).astype(np.float32),
        links=np.vstack([kept, within]).astype(np.float32),
        homes=np.array([agencies.index(row["home"]) for row in acts.values()], np.int64),
        families=_families(settings), own_alone=reach.own[alone], seen_alone=reach.seen[alone],
        tests=sanctions.tests_of_denials(ps, rows["list_families"], acts, services, agencies, sees),
        police_within=_within(rows, POLICE), customs_within=_within(rows, CUSTOMS))


def _within(rows, agency: str) -> float:
    """Return how far the bureaux of an agency are linked; wholly where there is no such row."""
    return float(rows["agencies"].get(agency, {}).get("within", 1.0))


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
