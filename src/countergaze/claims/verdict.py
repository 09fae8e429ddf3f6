"""From states of a claim over worlds to its verdict.

| verdict | over the worlds that fit the facts |
|---|---|
| SUPPORTED | holds in >= 80 %, fails in <= 5 %, and holds at the defaults |
| CONTRADICTED | fails in >= 80 %, holds in <= 5 % |
| NO_EFFECT | nil in >= 80 %, holds and fails in <= 5 % each |
| CONDITIONAL | holds in >= 20 %, does not in >= 20 %, and a named hinge parts these |
| UNDECIDED | else: unresolved where more than 20 % are unclear, mixed otherwise |

A hinge parts the worlds where the claim holds in >= 80 % on one side of a cut and in <= 20 % on the
other: the cut is chosen on the worlds of the run, and has to do so again on fresh ones, at least
LEAST_A_SIDE on each side.  Shares are of these worlds, which are a spread and not a sample: counts,
never a probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from countergaze.claims.in_world import NIL, REVERSED, SHOWN, UNCLEAR

SUPPORTED, CONTRADICTED, NO_EFFECT = "SUPPORTED", "CONTRADICTED", "NO_EFFECT"
CONDITIONAL, UNDECIDED = "CONDITIONAL", "UNDECIDED"
BY_CONSTRUCTION, OUT_OF_SCOPE, FAILED = "BY_CONSTRUCTION", "OUT_OF_SCOPE", "FAILED"
VERDICTS = (SUPPORTED, CONTRADICTED, NO_EFFECT, CONDITIONAL, UNDECIDED, BY_CONSTRUCTION,
            OUT_OF_SCOPE, FAILED)
MIXED, UNRESOLVED = "mixed", "unresolved"
MOST, FEW, SOME = 0.8, 0.05, 0.2
LEAST_A_SIDE = 8
RESAMPLES = 1_000


class Counts(NamedTuple):
    """In how many worlds a claim holds, fails, is nil, is unclear."""

    holds: int
    fails: int
    nil: int
    unclear: int

    @property
    def worlds(self) -> int:
        """All of them."""
        return sum(self)


@dataclass(frozen=True)
class Cut:
    """A hinge and where it parts the worlds.

    parameter: its full name; low: the variants, or () for a number below `at`, on whose side
    the claim holds or not; holds_low: whether it is there that it holds; inside, outside: (holds,
    worlds) of the side on which it holds and of the other; fresh: the same of fresh worlds, None
    before they are run.
    """

    parameter: str
    low: tuple[str, ...]
    at: float
    holds_low: bool
    inside: tuple[int, int]
    outside: tuple[int, int]
    fresh: tuple[tuple[int, int], tuple[int, int]] | None = None

    def side(self, values: np.ndarray) -> np.ndarray:
        """Return which worlds are on the side on which the claim is said to hold."""
        below = np.isin(values, self.low) if self.low else values.astype(float) < self.at
        return below if self.holds_low else ~below

    @property
    def confirmed(self) -> bool:
        """Whether fresh worlds part in the same way."""
        return self.fresh is not None and parts(*self.fresh, least=LEAST_A_SIDE)


@dataclass(frozen=True)
class Verdict:
    """word: one of VERDICTS; kind: of UNDECIDED; cut: the hinge that parts the worlds, also where
    it is not confirmed; stable: in how many of RESAMPLES the same word comes out."""

    word: str
    counts: Counts
    kind: str = ""
    cut: Cut | None = None
    stable: int = 0
    at_defaults: int = UNCLEAR


def counts(states: np.ndarray) -> Counts:
    """Return the four counts of states."""
    return Counts(*(int((states == state).sum()) for state in (SHOWN, REVERSED, NIL, UNCLEAR)))


def parts(inside: tuple[int, int], outside: tuple[int, int], least: int) -> bool:
    """Return whether a claim holds in most worlds of one side and in few of the other."""
    return (min(inside[1], outside[1]) >= least and inside[0] >= MOST * inside[1]
            and outside[0] <= SOME * outside[1])


def plain_word(found: Counts, at_defaults: int) -> str:
    """Return the verdict that counts alone give, UNDECIDED where they give none."""
    n = found.worlds
    if n == 0:
        return UNDECIDED
    holds, fails, nil = (count / n for count in found[:3])
    if holds >= MOST and fails <= FEW and at_defaults == SHOWN:
        return SUPPORTED
    if fails >= MOST and holds <= FEW:
        return CONTRADICTED
    if nil >= MOST and holds <= FEW and fails <= FEW:
        return NO_EFFECT
    return UNDECIDED


def verdict(states: np.ndarray, at_defaults: int, hinges: Mapping[str, np.ndarray],
            confirm: tuple[np.ndarray, Mapping[str, np.ndarray]] | None = None) -> Verdict:
    """Return the verdict of states over worlds.

    hinges: parameter -> its value in each world, forms first; confirm: states and hinges of fresh
    worlds, if they were run.
    """
    found = counts(states)
    word = plain_word(found, at_defaults)
    cut = best_cut(states, hinges) if word == UNDECIDED else None
    if cut is not None and confirm is not None:
        fresh, values = confirm
        cut = replace(cut, fresh=_sides(fresh, cut.side(values[cut.parameter])))
    if cut is not None and cut.confirmed:
        word = CONDITIONAL
    kind = "" if word != UNDECIDED else UNRESOLVED if (
        found.unclear > SOME * found.worlds) else MIXED
    return Verdict(word, found, kind, cut, _stable(states, at_defaults, hinges, word, cut),
                   at_defaults)


def best_cut(states: np.ndarray, hinges: Mapping[str, np.ndarray]) -> Cut | None:
    """Return the cut of a named hinge that parts the worlds best, None where none does."""
    holds, n = int((states == SHOWN).sum()), len(states)
    if not SOME * n <= holds <= (1.0 - SOME) * n:
        return None
    found = [cut for name, values in hinges.items() for cut in _cuts(name, values, states)
             if parts(cut.inside, cut.outside, least=max(1, int(np.ceil(SOME * n))))]
    return max(found, key=lambda cut: cut.inside[0] / cut.inside[1]
               - cut.outside[0] / cut.outside[1], default=None)


def _cuts(name: str, values: np.ndarray, states: np.ndarray) -> list[Cut]:
    """Return every cut of one hinge, each with the side on which the claim holds more often."""
    out = []
    for low, at in _places(values, states):
        one = Cut(name, low, at, True, (0, 0), (0, 0))
        inside, outside = _sides(states, one.side(values))
        if inside[0] * outside[1] < outside[0] * inside[1]:
            one, inside, outside = replace(one, holds_low=False), outside, inside
        out.append(replace(one, inside=inside, outside=outside))
    return out


def _places(values: np.ndarray, states: np.ndarray) -> list[tuple[tuple[str, ...], float]]:
    """Return where a hinge can be cut: sets of variants in the order of their shares, or numbers
    half-way between neighbours."""
    if values.dtype.kind in "OUS":
        shares = {str(v): float((states[values == v] == SHOWN).mean()) for v in set(values)}
        order = sorted(shares, key=lambda v: (-shares[v], v))
        return [(tuple(order[:k]), 0.0) for k in range(1, len(order))]
    there = np.unique(values.astype(float))
    return [((), float(middle)) for middle in (there[1:] + there[:-1]) / 2.0]


def _sides(states: np.ndarray, side: np.ndarray) -> tuple[tuple[int, int], tuple[int, int]]:
    return tuple((int((states[at] == SHOWN).sum()), int(at.sum()))  # type: ignore[return-value]
                 for at in (side, ~side))


def _stable(states: np.ndarray, at_defaults: int, hinges: Mapping[str, np.ndarray], word: str,
            cut: Cut | None) -> int:
    """Return in how many resamples of the worlds the same word comes out.

    A conditional verdict is asked again with its own cut; the state at the defaults stays.
    """
    draws = np.random.default_rng(len(states)).integers(0, len(states),
                                                        (RESAMPLES, len(states)))
    same = 0
    for draw in draws:
        again = states[draw]
        made = plain_word(counts(again), at_defaults)
        if made == UNDECIDED and cut is not None and cut.confirmed:
            sides = _sides(again, cut.side(hinges[cut.parameter][draw]))
            made = CONDITIONAL if parts(*sides, least=1) else made
        same += made == word
    return same


def by_variant(states: np.ndarray, values: np.ndarray) -> list[tuple[str, Counts]]:
    """Return counts by variant of a form, or in the lower and the upper half of a number."""
    return [(name, counts(states[at])) for name, at in sides(values)]


def sides(values: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Return the variants of a form, or the lower and the upper half of a number, each with the
    worlds that have it."""
    if values.dtype.kind in "OUS":
        return [(str(v), values == v) for v in sorted(set(values))]
    numbers = values.astype(float)
    middle = float(np.median(numbers))
    return [(f"below {middle:.3g}", numbers < middle), (f"{middle:.3g} and above",
                                                        numbers >= middle)]
