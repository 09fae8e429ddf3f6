"""How a time is written."""

from __future__ import annotations


def in_words(seconds: float) -> str:
    """Return a time to be read: "40 s", "12 min", "3.5 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3600:.1f} h"
