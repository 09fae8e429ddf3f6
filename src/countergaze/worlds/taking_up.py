"""Take up the means that are kept, have the other bundles simulated, and keep what they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from countergaze.compute.cache_folder import note
from countergaze.data.tables import census_places
from countergaze.engine.simulation import processors
from countergaze.results import kept
from countergaze.worlds.bundle import Bundle, Simulated
from countergaze.worlds.handing_out import Say, hand_out


class Left(NamedTuple):
    """What bundles left.

    means: world -> arm -> means of each window; failed: world -> why; seconds: of a processor,
    spent now; taken: arms that were kept.
    """

    means: dict[int, dict[str, list[kept.Means]]]
    failed: dict[int, str]
    seconds: float
    taken: int


def simulated(bundles: Sequence[Bundle], *, jobs: int | None = None,
              executor: Executor | None = None, progress: Say | None = None,
              folder: str | Path | None = None) -> Left:
    """Return the means of every bundle; worlds are told apart by their number.

    folder: where means are kept in place of the cache.
    """
    store = None if folder is None else kept.InFolder(folder)
    means: dict[int, dict[str, list[kept.Means]]] = {one.world: {} for one in bundles}
    asked = {one.world: one for one in bundles}
    missing, taken, seconds = [], 0, 0.0
    for bundle in bundles:
        found = {arm: kept.means_kept(_key(bundle, arm), store) for arm in bundle.arms}
        there = {arm: one for arm, one in found.items() if one is not None}
        means[bundle.world].update(there)
        taken += len(there)
        left = {arm: settings for arm, settings in bundle.arms.items() if arm not in there}
        if left:
            missing.append(replace(bundle, arms=left))

    def take(done: Simulated) -> None:
        nonlocal seconds
        seconds += done.seconds
        for arm, windows in done.means.items():
            means[done.world][arm] = windows
            key = _key(asked[done.world], arm, done.made)
            if not kept.keep_means(key, windows, store):
                note("means of worlds cannot be kept: what is stopped begins anew")

    count = len(bundles) - len(missing)
    failed = hand_out(missing, take, processes=processors() if jobs is None else jobs,
                      executor=executor, say=None if progress is None else
                      lambda done, total, phase: progress(count + done, count + total, phase))
    return Left({world: arms for world, arms in means.items()
                 if len(arms) == len(asked[world].arms)}, failed, seconds, taken)


def _key(bundle: Bundle, arm: str, made: Mapping[str, str] | None = None) -> str:
    return kept.key_of_means(bundle.arms[arm], bundle.seeds, bundle.people, bundle.weeks,
                             bundle.windows, bundle.places or census_places(), made)
