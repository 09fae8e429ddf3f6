"""How fast the week is, as ratios to two reference loops run beside it.

Machines differ and are noisy, so a row gives person-weeks a second together with the speed of a
triad over the same bytes and of the same number of bare draws, measured in the same minute.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import numpy as np

from countergaze.compute import door, random
from countergaze.compute.maths import each
from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine.memory import bytes_a_person
from countergaze.engine.society import Society
from countergaze.engine.step import Engine
from countergaze.week.order import cells_week

DRAWS_A_WEEK = 10
"""Words mixed a person-week: three for kinds of act, two for speech, two for service, three for
forecasts."""


def triad(a, b, c, low, high):
    """Add b and c times a constant into a: the reference for bandwidth."""
    for i in range(low, high):
        a[i] = b[i] + np.float32(3.0) * c[i]


def bare_draws(words, out, key, rounds, low, high):
    """Draw for every address as often as a week does: the reference for arithmetic."""
    for k in range(rounds):
        for i in each(high - low):
            u, v = random.uniforms(key + np.uint64(k), words[low + i])
            out[low + i] = out[low + i] + u * v


def rows(settings: Settings, sizes: Sequence[int], threads: Sequence[int],
         weeks: int = 12) -> list[dict[str, Any]]:
    """Return one row a size and number of threads.

    person_weeks_per_second counts residents at home; bytes_per_person is the memory of the
    arrays; ratio_to_bandwidth and ratio_to_draws are the time of the reference loops over the
    time of a week (1 would be a week as fast as its loop).
    """
    fresh = not door.already_compiled(cells_week)
    out = []
    compile_seconds = 0.0
    for people in sizes:
        society = Society.settle(settings, census_places(), people, (1,))
        for count in threads:
            engine = Engine(settings, society, count)
            began = time.perf_counter()
            engine.step(-2)
            if fresh:
                compile_seconds, fresh = time.perf_counter() - began, False
            engine.step(-1)
            week = median(_timed(lambda e=engine, w=w: e.step(w)) for w in range(weeks))
            engine.close()
            out.append({
                "people": people, "threads": count,
                "person_weeks_per_second": round(people / week),
                "bytes_per_person": round(_bytes(society) / people, 1),
                "compile_seconds": round(compile_seconds, 1),
                "ratio_to_bandwidth": round(_triad_seconds(people, count) / week, 3),
                "ratio_to_draws": round(_draw_seconds(people, count) / week, 3),
            })
    return out


def _bytes(society: Society) -> int:
    arrays = [*society.store, society.last, society.following,
              *(part for part in society.geography if isinstance(part, np.ndarray))]
    return sum(array.nbytes for array in arrays)


def _timed(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _triad_seconds(people: int, threads: int) -> float:
    size = people * bytes_a_person() // 12
    arrays = [np.ones(size, np.float32) for _ in range(3)]
    return _shared(door.load(triad), arrays, size, threads)


def _draw_seconds(people: int, threads: int) -> float:
    words = random.person_word(np.uint64(1), np.arange(people))
    out = np.zeros(people, np.float32)
    return _shared(door.load(bare_draws), [words, out, np.uint64(7), DRAWS_A_WEEK], people,
                   threads)


def _shared(loop, arguments: list[Any], size: int, threads: int) -> float:
    """Return the median time of five of a loop over `size` places shared between threads."""
    turn = -(-size // threads)
    loop(*arguments, 0, min(size, 8))
    with ThreadPoolExecutor(threads) as pool:
        def once() -> None:
            jobs = [pool.submit(loop, *arguments, low, min(low + turn, size))
                    for low in range(0, size, turn)]
            for job in jobs:
                job.result()
        return median(_timed(once) for _ in range(5))
