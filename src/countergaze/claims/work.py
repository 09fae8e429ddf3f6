"""What has to be simulated to put claims to worlds: every arm once, whoever asks for it.

Claims of one size (people, weeks, window) share their arms.  A claim may ask for fewer worlds than
the run has; then the first worlds simulate all arms of its size, the others only those that are
asked of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any

import pandas as pd

from countergaze.claims.arms import in_world
from countergaze.claims.claim import Arm, Claim
from countergaze.scenarios import Scenario
from countergaze.worlds.cost import seconds_of

SIZE = ["people", "weeks", "window"]
COLUMNS = [*SIZE, "world", "arm", "seed", "indicator", "scope", "value"]
WHOLE, LEAST = 40, 4
"""Worlds of a whole run, and the fewest that a claim is asked in, if there are as many."""
DEFAULTS = -1
"""The number of the world in which every number and form is as shipped."""
Size = tuple[int, int, int]
Simulate = Callable[..., pd.DataFrame]
Say = Callable[[float, int, str], None]


@dataclass(frozen=True)
class Block:
    """Worlds in which the same arms are simulated.

    first, last: places of the worlds, last excluded; defaults: whether the default world is
    simulated with them; indicators: "NAME", or "NAME SCOPE" for another scope than the whole.
    """

    size: Size
    first: int
    last: int
    defaults: bool
    arms: Mapping[str, Arm]
    indicators: tuple[str, ...]

    @property
    def worlds(self) -> int:
        """How many worlds there are."""
        return self.last - self.first + self.defaults

    @property
    def histories(self) -> int:
        """How many histories a world has: its own, and one for each arm from the start."""
        return sum(arm.from_start for arm in self.arms.values()) + any(
            not arm.from_start for arm in self.arms.values())


def size_of(claim: Claim) -> Size:
    """Return people, weeks and window of a claim's runs."""
    return claim.people, claim.weeks, claim.window


def worlds_of(claim: Claim, worlds: int) -> int:
    """Return in how many of the worlds of a run a claim is asked.

    A claim that asks for fewer than a whole run has takes the same share of a smaller one.
    """
    if not claim.worlds:
        return worlds
    return min(claim.worlds, worlds, max(LEAST, ceil(claim.worlds * worlds / WHOLE)))


def blocks(claims: Iterable[Claim], worlds: int, first: int = 0) -> list[Block]:
    """Return what to simulate, the many arms of the small societies first.

    worlds: the most that any claim is asked in; first: how many of these are done already.
    """
    asked = [claim for claim in claims if claim.arms]
    out = []
    for size in sorted({size_of(claim) for claim in asked}):
        mine = [claim for claim in asked if size_of(claim) == size]
        edges = sorted({max(first, worlds_of(claim, worlds)) for claim in mine} - {first})
        for low, high in zip([first, *edges], edges):
            here = [claim for claim in mine if worlds_of(claim, worlds) >= high]
            arms = {name: text.arm for claim in here for name, text in claim.arms.items()}
            indicators = dict.fromkeys(name for claim in here for name in measured(claim))
            out.append(Block(size, low, high, low == 0, arms, tuple(indicators)))
    return out


def measured(claim: Claim) -> list[str]:
    """Return what is measured, "NAME" or "NAME SCOPE"."""
    return [name if measure.scope == "whole" else f"{name} {measure.scope}"
            for part in claim.parts for measure in part.measures for name in measure.indicators]


def estimate(todo: Sequence[Block], seeds: int, burn_in: int, jobs: int) -> float:
    """Return about how many seconds the blocks take on so many processes."""
    total = 0.0
    for block in todo:
        people, weeks, _ = block.size
        per_world = seconds_of(people, seeds, block.histories * burn_in + len(block.arms) * weeks)
        total += block.worlds * per_world
    return total / max(1, jobs)


def simulate(todo: Sequence[Block], worlds: Sequence[Any], defaults: Any, seeds: Sequence[int],
             simulate_arms: Simulate, progress: Say | None = None, **options: Any) -> pd.DataFrame:
    """Return the window means of all blocks, see COLUMNS; worlds that failed in `attrs["failed"]`.

    worlds, defaults: as `countergaze.worlds` has them; progress: called with (runs done, runs in
    all, phase); options: handed on to `simulate_arms`.
    """
    frames: list[pd.DataFrame] = []
    failed: dict[int, str] = {}
    whole, done = sum(map(_runs, todo)), 0
    for block in todo:
        people, weeks, window = block.size
        here = [defaults] * block.defaults + list(worlds[block.first:block.last])
        arms: dict[str, Callable[[Scenario], Scenario]] = {
            name: partial(in_world, arm) for name, arm in block.arms.items()}
        got = simulate_arms(here, arms, seeds=seeds, people=people, weeks=weeks, window=window,
                            indicators=block.indicators,
                            progress=progress and _within(progress, done, _runs(block), whole),
                            **options)
        failed |= got.attrs.get("failed", {})
        frames.append(got.assign(people=people, weeks=weeks, window=window)[COLUMNS])
        done += _runs(block)
    made = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)
    made.attrs["failed"] = {int(world): str(why) for world, why in failed.items()}
    return made


def _within(say: Say, before: int, runs: int, whole: int) -> Say:
    """Return what tells of one block as a part of all."""
    return lambda done, total, phase: say(before + runs * done / max(1, total), whole, phase)


def _runs(block: Block) -> int:
    return block.worlds * len(block.arms)


def by_size(means: pd.DataFrame) -> Iterator[tuple[Size, pd.DataFrame]]:
    """Yield the means of each size of society by themselves."""
    for size, rows in means.groupby(SIZE):
        yield (int(size[0]), int(size[1]), int(size[2])), rows  # type: ignore[index]
