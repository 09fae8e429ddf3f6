"""Numbers of several worlds at once: a number, or an array (replicates, 1) where they differ.

Institutions' rules are NumPy on arrays (replicates, cities); a parameter that differs between
replicates is an array with a leading axis of replicates, and any other stays a plain number.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def widened(values: Any, axes: int) -> Any:
    """Return named numbers to go with arrays of `axes` axes after that of replicates."""
    if np.ndarray not in map(type, values):
        return values
    return type(values)(*(value.reshape(-1, *(1,) * axes) if isinstance(value, np.ndarray)
                          else value for value in values))


def chosen(condition: Any, yes: Any, no: Any) -> Any:
    """Return `np.where`, for a condition on numbers: where all replicates have the same, no work.

    What is returned may then be `yes` or `no` itself.
    """
    if not isinstance(condition, np.ndarray):
        found, other = (yes, no) if condition else (no, yes)
        if getattr(other, "shape", ()) in ((), getattr(found, "shape", ())):
            return found
    return np.where(condition, yes, no)


def raised(base: Any, power: Any) -> Any:
    """Return base**power, in each replicate with the bits that it has alone.

    NumPy takes squares and roots another way where the power is one number.
    """
    if not isinstance(power, np.ndarray):
        return base**power
    rows = np.broadcast_to(base, np.broadcast_shapes(np.shape(base), power.shape))
    return np.stack([row**float(one) for row, one in zip(rows, power.reshape(-1))])
