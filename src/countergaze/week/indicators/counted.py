"""What indicators are computed from: what was counted in a week, and what institutions report.

Arrays have a row a week and replicate, so that all weeks of a run are worked out at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

YEAR = 52.0
WHOLE = np.s_[:, :1]
Values = dict[str, np.ndarray]
"""Indicator -> (rows, scopes): the whole alone, or with provinces, or with groups too."""
Scoped = dict[tuple[str, str], np.ndarray]
"""(indicator, scope) -> (rows,)."""


class Counted(NamedTuple):
    """What was counted; arrays (rows, scopes) unless stated, in people or acts."""

    got: dict[str, np.ndarray]  # tally -> sums
    people: np.ndarray
    adults: np.ndarray
    kinds: np.ndarray  # (rows, kinds, 2): records true and false
    agencies: dict[str, np.ndarray]  # agency -> (rows, tallies by agency)
    abroad: dict[str, np.ndarray]  # host -> (rows, tallies of people abroad)
    acts: tuple[str, ...]
    firm_kinds: tuple[str, ...]
    since_start: np.ndarray  # (2, rows, scopes): person-weeks listed, wrongly listed
    ended: np.ndarray  # (rows, spans): false records that ended in the last 52 weeks
    bench: np.ndarray  # (rows, 2): person-weeks of pending appeals, hearings of the last 52 weeks
    visited: np.ndarray  # (rows, 4): of 52 weeks: visits, unjust ones, `visit_soon`, `visit_ever`
    left: np.ndarray  # (rows, 2): exits from wrong listings of 52 weeks, those paid for
    entries: np.ndarray  # (rows, 3): of 52 weeks by courts, of persons, of firms
    reported: Any  # `institutions.country.Reported`, of rows
    p: Any  # numbers by mechanism, or arrays (rows, 1)


def over(part: Any, whole: Any) -> Any:
    """Return part / whole, NaN where the whole is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)


def rest(of: np.ndarray) -> np.ndarray:
    """Return the whole minus each scope: everybody else."""
    return of[:, :1] - of
