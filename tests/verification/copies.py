"""Copies of records one by one: an exact small model beside the masks that the package keeps.

The package keeps one bit an agency for all true records of a person, so that an agency with a copy
of one record weighs all of them.  Here every record has its own copies, and the same people are
weighed both ways.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

RETENTION, LEAST = 156.0, 0.25
EVIDENCE, OWN_VIEW = 28.0, 0.5
KINDS = {"judgment": (0.0066, 3.0), "order": (0.80 * 0.33, 1.0), "fraud": (0.03 * 0.15, 4.0)}
"""Records a year of an adult of heterogeneity 1, and their gravity, about as in the baseline."""


class Weighed(NamedTuple):
    """What one agency that makes no record of its own weighs, and whom it lists."""

    by_mask: float
    by_record: float
    entries_by_mask: float
    entries_by_record: float


def weigh(linked: float, people: int = 60_000, weeks: int = 312, seed: int = 1) -> Weighed:
    """Return mean weights over people and entries a week over the last 52 weeks, both ways."""
    rng = np.random.default_rng(seed)
    z = rng.gamma(0.3, 1.0 / 0.3, people)
    amount, copied = np.zeros(people), np.zeros(people)
    holds = np.zeros(people, bool)
    view = OWN_VIEW + (1.0 - OWN_VIEW) * linked
    on = np.zeros((2, people), bool)
    sums = np.zeros(4)
    for week in range(weeks):
        amount *= 1.0 - 1.0 / RETENTION
        copied *= 1.0 - 1.0 / RETENTION
        holds &= amount >= LEAST
        for name, (rate, gravity) in KINDS.items():
            made = rng.random(people) < rate / 52.0 * z
            reaches = made & (rng.random(people) < linked)
            amount[made] += gravity
            copied[reaches] += gravity
            holds |= reaches
            if name == "order":
                for rule, weight in enumerate((amount * holds, copied)):
                    enters = reaches & ~on[rule] & (view * weight > EVIDENCE)
                    on[rule] |= enters
                    sums[2 + rule] += enters.sum() * (week >= weeks - 52)
        on &= rng.random((2, people)) >= 1.0 / 156.0
        if week >= weeks - 52:
            sums[:2] += (amount * holds).mean(), copied.mean()
    return Weighed(*(sums / 52.0))
