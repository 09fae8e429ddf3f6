"""How long a simulation takes on one processor, as measured; told before a long run."""

from __future__ import annotations

FIXED, A_PERSON = 2.3e-3, 1.25e-7
"""Seconds a week and call, and a synthetic person of a seed and week, of one core (see
`benchmarks/worlds.py`)."""


def seconds_of(people: int, seeds: int, weeks: int) -> float:
    """Return the seconds of one call that simulates some seeds side by side, burn-in included."""
    return weeks * (FIXED + A_PERSON * people * seeds)

