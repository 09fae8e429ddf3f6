"""Whether a compiled week does what the plain rules do: a small eventful society runs both ways.

The plain rules are the ones that can be read, so they are what is compared with, on the processor
at hand; nothing is asked of how NumPy or SciPy were built.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from countergaze.data.tables import Places, census_places
from countergaze.declare import Settings
from countergaze.engine import memory, parameters
from countergaze.engine.cells import Week, simulate_cells
from countergaze.engine.society import Society
from countergaze.week import order
from countergaze.week.records import CHANGING

PEOPLE, PLACES, WEEKS, FIRST_WEEK = 250, 2, 3, 10
OFTEN = {
    ("sensing", "false_rate"): 0.4, ("sensing", "coverage_dissent"): 0.8,
    ("sanctions", "travellers"): 0.6, ("lists", "pay_wont"): 0.3, ("lists", "removal_lag"): 1.0,
    ("sensing", "warn_share"): 0.8, ("lists", "pay_cannot"): 0.3, ("appeals", "repair"): 0.05,
    ("integration", "horizontal"): 0.7, ("integration", "correction_reach"): 0.8,
    ("conduct", "tip_base"): 2.0, ("scoring", "pilot"): 0.5, ("scoring", "political"): 1.0,
    ("appeals", "notice"): 0.5, ("appeals", "appeal_chance"): 0.6,
    ("sanctions", "redlist_chance"): 0.5, ("society", "abroad_share"): 0.2,
}
"""Numbers under which what is rare comes within three weeks."""


def agrees(week: Week) -> bool:
    """Return whether a compiled week leaves the same bytes as the plain one."""
    with np.errstate(all="ignore"):
        return _left_by(order.cells_week, True) == _left_by(week, False)


def arguments() -> tuple:
    """Return arguments of the week of the kinds that every run has."""
    society, settings = _society()
    terms = society.institutions.terms((settings,), FIRST_WEEK)
    return (0, 0, society.store, society.few.given(0, society.cells), society.last,
            society.following, society.geography, terms, society.institutions.network(),
            society.sums(settings), memory.scratch(1, society.cells))


def _left_by(week: Week, plain: bool) -> list[bytes]:
    """Return the state of everybody and the sums after some weeks, as bytes."""
    society, settings = _society()
    network, sums, scratch = (society.institutions.network(), society.sums(settings),
                              memory.scratch(1, society.cells))
    left = []
    for number in range(FIRST_WEEK, FIRST_WEEK + WEEKS):
        terms = society.institutions.terms((settings,), number)
        for part in (*sums, scratch.histogram, scratch.scores):
            part[...] = 0
        simulate_cells(week, plain, 0, society.cells, society, terms, network, sums, scratch)
        society.last, society.following = society.following, society.last
        society.institutions.histogram = scratch.histogram.copy()
        left += [part.tobytes() for part in sums]
        society.gather([sums])
    return [*left, society.last.tobytes(),
            *(getattr(society.state, name).tobytes() for name in CHANGING)]


def _society() -> tuple[Society, Settings]:
    settings = parameters.defaults()
    for (table, name), value in OFTEN.items():
        settings.values[table][name] = value
    for act in settings.rows["acts"].values():
        act["base"] *= 10.0
    for family in settings.rows["list_families"].values():
        family["evidence"] /= 6.0
    return Society.settle(settings, _few(census_places()), PEOPLE, (3,)), settings


def _few(places: Places) -> Places:
    """Return the first places of a table."""
    return replace(places, **{
        part.name: getattr(places, part.name)[:PLACES] for part in fields(places)
        if isinstance(getattr(places, part.name), (np.ndarray, list))})
