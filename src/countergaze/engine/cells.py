"""The week of a run of cells of a society, by a compiled week or by the plain one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from countergaze.engine.society import Society
from countergaze.week.records import (
    Everybody, Network, People, Scratch, Store, Sums, SumsArrays, Terms, TermsArrays,
)

Week = Callable[..., Any]


def simulate_cells(week: Week, plain: bool, low: int, high: int, society: Society,
                   terms: TermsArrays, network: Network, sums: SumsArrays,
                   scratch: Scratch) -> None:
    """Simulate a week in cells low to high - 1; plain: the week takes records, not arrays."""
    given = society.few.given(low, high)
    if plain:
        week(low, high, Everybody(society.store), given, society.last, society.following,
             society.geography, Terms(terms), network, Sums(sums),
             scratch._replace(me=People(scratch.me),  # type: ignore[arg-type]
                              store=Store(scratch.store)))  # type: ignore[arg-type]
    else:
        week(low, high, society.store, given, society.last, society.following, society.geography,
             terms, network, sums, scratch)
    society.few.keep(low, high, scratch.few)
