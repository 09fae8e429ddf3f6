"""Where the rule gives no verdict: towards what a claim leans, what is missing, what it turns on.

None of this changes a verdict.  A claim leans towards the state that more than half of its worlds
are in.  A clue is a side of a hinge named before the run, a variant of a form or half of a
number, on which a state is more frequent or rarer than elsewhere: Fisher's exact test (1922),
corrected after Bonferroni for every side that was looked at.  Unlike the cut of a condition it is
not put to fresh worlds.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import NamedTuple

import numpy as np
from scipy.stats import fisher_exact

from countergaze.claims.in_world import NIL, REVERSED, SHOWN, UNCLEAR
from countergaze.claims.verdict import FEW, MOST, SOME, Counts, sides

CHANCE = 0.05


class Clue(NamedTuple):
    """A side of a hinge with which a state goes.

    side: as `by_variant` names it; state: SHOWN, REVERSED or NIL; inside, outside: worlds in that
    state and worlds, on that side and elsewhere.
    """

    parameter: str
    side: str
    state: int
    inside: tuple[int, int]
    outside: tuple[int, int]


class Short(NamedTuple):
    """What is missing to the verdict of a state: it has `there` worlds of `needed`, and of each
    state that stands against it `against` worlds where `allowed` are the most."""

    there: int
    needed: int
    against: tuple[tuple[int, int], ...]
    allowed: int


def lean(found: Counts) -> int | None:
    """Return the state that more than half of the worlds are in, None without one."""
    return next((state for state, count in enumerate(found) if 2 * count > found.worlds), None)


def short_of(found: Counts) -> Short | None:
    """Return what is missing to the verdict towards which a claim leans, None without one."""
    state = lean(found)
    if state is None or state == UNCLEAR:
        return None
    rivals = {SHOWN: (REVERSED,), REVERSED: (SHOWN,), NIL: (SHOWN, REVERSED)}[state]
    allowed = floor(FEW * found.worlds)
    return Short(found[state], ceil(MOST * found.worlds), tuple(
        (rival, found[rival]) for rival in rivals if found[rival] > allowed), allowed)


def clue(states: np.ndarray, hinges: Mapping[str, np.ndarray]) -> Clue | None:
    """Return the side of a hinge with which a state goes most clearly, None where none does.

    hinges: parameter -> its value in each world.  The state asked is the first of holds, reversed
    and no effect that a fifth to four fifths of the worlds are in.
    """
    n = len(states)
    state = next((one for one in (SHOWN, REVERSED, NIL)
                  if SOME * n <= (states == one).sum() <= (1.0 - SOME) * n), None)
    if state is None:
        return None
    found = []
    for parameter, values in hinges.items():
        for name, at in sides(values):
            if at.any() and not at.all():
                there = [(int((states[where] == state).sum()), int(where.sum()))
                         for where in (at, ~at)]
                chance = fisher_exact([[yes, every - yes] for yes, every in there]).pvalue
                found.append((float(chance), Clue(parameter, name, state, *there)))
    best = min(found, key=lambda one: one[0], default=None)
    return best[1] if best is not None and best[0] * len(found) < CHANCE else None
