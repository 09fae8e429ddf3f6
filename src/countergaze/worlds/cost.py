"""How long a simulation takes on one processor, as measured; told before a long run."""

from __future__ import annotations

FIXED, A_PERSON = 2.3e-3, 1.25e-7
"""Seconds a week and call, and a synthetic person of a seed and week, of one core (see
`benchmarks/worlds.py`)."""


def seconds_of(people: int, seeds: int, weeks: int) -> float:
    """Return the seconds of one call that simulates some seeds side by side, burn-in included."""
    return weeks * (FIXED + A_PERSON * people * seeds)


def in_words(seconds: float) -> str:
    """Return a time to be read: "40 s", "12 min", "3.5 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3600:.1f} h"
