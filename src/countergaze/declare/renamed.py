"""Words of scenario files and keys of parameters that have another name now."""

from __future__ import annotations

RENAMED = {
    "own_history": 'burn_in = "shared" (in place of own_history = false)',
}
"""Each old key ("word" or "table.name") with what to write instead."""


def new_name(key: str) -> str:
    """Return what to write in place of a key of an earlier version, "" where it had none."""
    return RENAMED.get(key, "")
