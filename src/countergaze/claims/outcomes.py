"""From window means of arms to what each world says of each claim, and to its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from countergaze.claims.arms import own_value
from countergaze.claims.claim import Claim, Measure, Part
from countergaze.claims.in_world import (
    Estimates,
    all_of,
    any_of,
    contrast_of,
    estimates,
    states_of,
)
from countergaze.claims.verdict import (
    BY_CONSTRUCTION,
    FAILED,
    OUT_OF_SCOPE,
    UNRESOLVED,
    Counts,
    Verdict,
    counts,
    verdict,
)
from countergaze.claims.work import DEFAULTS, Size, by_size, size_of, worlds_of
from countergaze.scenarios import Scenario


@dataclass(frozen=True)
class Measured:
    """A measure in each world of the run, and at the defaults.

    other: the effect on the other scale where it is an interaction, else None.
    """

    measure: Measure
    found: Estimates
    states: np.ndarray
    at_defaults: Estimates
    other: np.ndarray | None

    @property
    def sign_turns(self) -> bool:
        """Whether the median effect over worlds has another sign on the other scale."""
        if self.other is None or np.isnan(self.other).all() or np.isnan(self.found.effect).all():
            return False
        return bool(np.nanmedian(self.found.effect) * np.nanmedian(self.other) < 0.0)


@dataclass(frozen=True)
class PartOutcome:
    """A part of a claim in each world of the run, and at the defaults."""

    part: Part
    measured: tuple[Measured, ...]
    states: np.ndarray
    at_defaults: int

    @property
    def counts(self) -> Counts:
        """In how many worlds it is shown, reversed, nil, unclear."""
        return counts(self.states)


@dataclass(frozen=True)
class Outcome:
    """A reading of a claim: its verdict, and what that rests on.

    worlds: numbers of the worlds asked; hinges: parameter -> value in each; why: of FAILED and
    OUT_OF_SCOPE.
    """

    claim: Claim
    reading: str
    verdict: Verdict
    parts: tuple[PartOutcome, ...]
    states: np.ndarray
    worlds: tuple[int, ...] = ()
    hinges: Mapping[str, np.ndarray] = field(default_factory=dict)
    why: str = ""

    @property
    def name(self) -> str:
        """The id, with the reading where there are several."""
        return self.claim.id + (f" {self.reading}" if self.claim.readings else "")

    @property
    def first(self) -> bool:
        """Whether this is the claim's own reading."""
        return self.reading == self.claim.its_readings[0]

    @property
    def open_parts(self) -> tuple[PartOutcome, ...]:
        """The parts on which the verdict rests."""
        return tuple(one for one in self.parts if not one.part.built_in)

    @property
    def built_in(self) -> tuple[PartOutcome, ...]:
        """The parts that follow by construction."""
        return tuple(one for one in self.parts if one.part.built_in)


class Means:
    """Window means by size of society, ready to be looked up."""

    def __init__(self, means: pd.DataFrame) -> None:
        self._wide = {size: rows.set_index(["world", "seed", "arm", "indicator", "scope"])
                      ["value"].unstack(["arm", "indicator", "scope"])
                      for size, rows in by_size(means)}

    def values(self, size: Size, arm: str, of: Sequence[str], scope: str, worlds: Sequence[int],
               seeds: Sequence[int]) -> np.ndarray:
        """Return (worlds, seeds) of an indicator, or of the ratio of two; NaN where missing."""
        wide = self._wide.get(size)
        rows = pd.MultiIndex.from_product([worlds, seeds], names=["world", "seed"])
        parts = []
        for name in of:
            there = wide is not None and (arm, name, scope) in wide.columns
            column = wide[arm, name, scope].reindex(rows).to_numpy(float) if (  # type: ignore
                there) else np.full(len(rows), np.nan)
            parts.append(column)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = parts[0] / parts[1] if len(parts) == 2 else parts[0]
        return found.reshape(len(worlds), len(seeds))


class Asked:
    """Claims, the means of their arms, and the worlds: every outcome follows from these."""

    def __init__(self, claims: Iterable[Claim], means: pd.DataFrame, worlds: Sequence[Any],
                 fresh: Sequence[Any], base: Scenario, seeds: Sequence[int]) -> None:
        """worlds, fresh: have number and changes; fresh may be empty."""
        self.claims, self.table = tuple(claims), means
        self.worlds, self.fresh = tuple(worlds), tuple(fresh)
        self.base, self.seeds = base, tuple(seeds)
        self._means = Means(means)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every reading of every claim, in the order of their ids."""
        return tuple(self.outcome(claim, reading) for claim in self.claims
                     for reading in claim.its_readings)

    def outcome(self, claim: Claim, reading: str) -> Outcome:
        """Return what the worlds say of one reading of a claim."""
        none = np.array([], int)
        if claim.out_of_scope:
            return Outcome(claim, reading, Verdict(OUT_OF_SCOPE, counts(none)), (), none,
                           why=claim.out_of_scope)
        here = self.worlds[:worlds_of(claim, len(self.worlds))]
        parts = self._parts(claim, reading, here)
        opened = [one for one in parts if not one.part.built_in]
        deciding = opened or parts
        states = all_of([one.states for one in deciding])
        at_defaults = int(all_of([np.array([one.at_defaults]) for one in deciding])[0])
        hinges = {key: self._hinge(key, here) for key in claim.hinges}
        why = _why_failed(parts, bool(opened))
        if why or not opened:
            word = FAILED if why else BY_CONSTRUCTION
            made = Verdict(word, counts(states), at_defaults=at_defaults)
        else:
            made = verdict(states, at_defaults, hinges, self._again(claim, reading))
        return Outcome(claim, reading, made, tuple(parts), states,
                       tuple(int(world.number) for world in here), hinges, why)

    def _again(self, claim: Claim, reading: str
               ) -> tuple[np.ndarray, dict[str, np.ndarray]] | None:
        """Return states and hinges in the fresh worlds, None where they were not run."""
        if not self.fresh:
            return None
        parts = self._parts(claim, reading, self.fresh)
        if all(np.isnan(one.found.effect).all() for part in parts for one in part.measured):
            return None
        states = all_of([one.states for one in parts if not one.part.built_in])
        return states, {key: self._hinge(key, self.fresh) for key in claim.hinges}

    def _hinge(self, key: str, worlds: Sequence[Any]) -> np.ndarray:
        own = own_value(self.base, key)
        values = [world.changes.get(key, own) for world in worlds]
        return np.array(values, dtype=object if isinstance(own, str) else float)

    def _parts(self, claim: Claim, reading: str, worlds: Sequence[Any]) -> list[PartOutcome]:
        numbers = [int(world.number) for world in worlds]
        out = []
        for part in claim.parts:
            if part.reading != reading:
                continue
            measured = tuple(self._measured(claim, measure, numbers) for measure in part.measures)
            at = [states_of(one.measure, one.at_defaults) for one in measured]
            if part.any_of:
                states, here = any_of([one.states for one in measured]), any_of(at)
            else:
                states, here = measured[0].states, at[0]
            out.append(PartOutcome(part, measured, states, int(here[0])))
        return out

    def _measured(self, claim: Claim, measure: Measure, worlds: Sequence[int]) -> Measured:
        """Return a measure in these worlds and at the defaults, which share their variance."""
        arms = [self._means.values(size_of(claim), arm, measure.indicators, measure.scope,
                                   [*worlds, DEFAULTS], self.seeds) for arm in measure.arms]
        contrast = contrast_of(measure.scale, arms)
        ran = ~np.isnan(contrast[:-1]).all(axis=0)
        contrast = contrast[:, ran] if ran.sum() >= 2 else np.full((len(contrast), 2), np.nan)
        found = estimates(contrast)
        own = Estimates(*(values[:-1] for values in found))
        other = None
        if measure.is_interaction and ran.any():
            scale = "log" if measure.scale == "difference" else "difference"
            with np.errstate(invalid="ignore"):
                other = contrast_of(scale, arms)[:-1, ran].mean(axis=1)
        return Measured(measure, own, states_of(measure, own),
                        Estimates(*(values[-1:] for values in found)), other)


def _why_failed(parts: Sequence[PartOutcome], opened: bool) -> str:
    """Return why no verdict can be given, "" where one can."""
    for one in parts:
        if all(np.isnan(measured.found.effect).all() for measured in one.measured):
            return f"no world has a value for this part: {one.part.says}"
        if not opened and one.counts.fails:
            return (f"a part that its file calls built in is reversed in {one.counts.fails} of "
                    f"{one.counts.worlds} worlds: {one.part.says}")
    return ""


def unsure(outcomes: Iterable[Outcome]) -> list[Claim]:
    """Return the claims that more seeds could settle."""
    return list({one.claim.id: one.claim for one in outcomes
                 if one.verdict.kind == UNRESOLVED}.values())


def to_confirm(outcomes: Iterable[Outcome]) -> list[Claim]:
    """Return the claims with a hinge that parts the worlds and has to do so again."""
    return list({one.claim.id: one.claim for one in outcomes
                 if one.verdict.cut is not None and one.verdict.cut.fresh is None}.values())


def effects(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """Return one row a claim, reading, part, measure and world."""
    rows = []
    for one in outcomes:
        for number, part in enumerate(one.parts, 1):
            for measured in part.measured:
                for place, world in enumerate(one.worlds):
                    found = measured.found
                    rows.append((
                        one.claim.id, one.reading, number, measured.measure.of,
                        measured.measure.contrast, bool(part.part.built_in), world,
                        found.effect[place], found.low[place], found.high[place],
                        int(measured.states[place])))
    return pd.DataFrame(rows, columns=["claim", "reading", "part", "of", "contrast", "built_in",
                                       "world", "effect", "low", "high", "state"])
