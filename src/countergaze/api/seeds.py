"""Which random seeds a run has: as asked for, as recorded, or the usual five."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from countergaze.declare import whole
from countergaze.scenarios.recorded import Recorded

USUAL_SEEDS = 5
MOST_SEEDS = 1_000
MOST_SEED = 2**63 - 1


def seeds_asked(seed: Any, seeds: Any, record: Recorded | None
                ) -> tuple[tuple[Any, ...], list[str]]:
    """Return the seeds of a run, and a sentence for what is wrong about them.

    seed: the first, or None; seeds: how many from it on, or which, or None; record: of the run
    that is run again. `seed` alone is one run; without either, the record's or 5 from 1 on.
    """
    if seeds is None:
        if seed is not None:
            return (seed,), []
        return record.seeds if record else tuple(range(1, 1 + USUAL_SEEDS)), []
    if isinstance(seeds, (list, tuple, range)):
        chosen = tuple(seeds)
        if seed is None and chosen and len(set(chosen)) == len(chosen) <= MOST_SEEDS:
            return chosen, []
        return (1,), [f"seeds must be a number of seeds, or 1 to {MOST_SEEDS:,} different seeds "
                      "without `seed`"]
    try:
        count = whole(seeds)
    except ValueError as fault:
        return (1,), [f"seeds must be {fault}"]
    if not 1 <= count <= MOST_SEEDS:
        return (1,), [f"seeds must be at least 1 and at most {MOST_SEEDS:,}, not {count:,}"]
    try:
        first = 1 if seed is None else whole(seed)
    except ValueError:
        return (seed,), []  # what is wrong of a seed is told with the other numbers
    return tuple(range(first, first + count)), []


def usual_people(seeds: Sequence[Any]) -> int:
    """Return how many people each society has unless told: about 100,000 in all."""
    return 100_000 if len(seeds) == 1 else 20_000
