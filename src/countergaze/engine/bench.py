"""How fast the week is, part by part, and as ratios to three reference loops run beside it.

Machines differ and are noisy, so a row gives person-weeks a second together with the speed of a
triad over the same bytes, of the same number of bare draws and of exponentials, measured in the
same minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import numpy as np

from countergaze.compute import door, random
from countergaze.compute.maths import each, exp
from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.engine.measure import Measure
from countergaze.engine.memory import bytes_a_person
from countergaze.engine.provenance import cpu_type
from countergaze.engine.society import Society
from countergaze.engine.step import Engine
from countergaze.week.order import cells_week

DRAWS_A_WEEK = 11
"""Words mixed a person-week: one for the address, three for kinds of act, two for speech, two for
service and honours, three for forecasts."""
EXPONENTIALS_A_WEEK = 10
"""Taken a person-week, nearly: five for speech, two for fear, one for dread, the rest for forecasts
and records."""
PARTS = ("people", "institutions", "gathering", "measuring")
"""Of a week: the compiled week of people; institutions; adding up by place; indicators."""


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


def bare_exponentials(values, out, rounds, low, high):
    """Take as many exponentials as a week does: the reference for vector arithmetic."""
    for k in range(rounds):
        for i in each(high - low):
            out[low + i] = out[low + i] + exp(values[low + i]) * np.float32(k)


class Parts:
    """Seconds of each part of the weeks of an engine since `begin`."""

    def __init__(self, engine: Engine, measure: Measure) -> None:
        self.engine, self.measure = engine, measure
        self.spent = dict.fromkeys((*PARTS, "learning"), 0.0)
        society, offices = engine.society, engine.society.institutions
        for part, owner, name in (("gathering", society, "gather"),
                                  ("institutions", offices, "terms"),
                                  ("learning", offices, "learn")):
            setattr(owner, name, self._clocked(part, getattr(owner, name)))

    def _clocked(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def clocked(*given: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*given)
            finally:
                self.spent[part] += time.perf_counter() - began
        return clocked

    def week(self, number: int) -> dict[str, float]:
        """Simulate a week and keep its sums to be measured; return the seconds of its parts."""
        self.spent = dict.fromkeys(self.spent, 0.0)
        whole = time.perf_counter()
        gathered = self.engine.step(number)
        whole = time.perf_counter() - whole
        began = time.perf_counter()
        self.measure.keep(gathered, self.engine.in_force(number))
        spent = dict(self.spent)
        learning = spent.pop("learning")
        spent["measuring"] = time.perf_counter() - began
        spent["people"] = whole - spent["institutions"] - spent["gathering"]
        spent["institutions"] += learning
        spent["gathering"] -= learning
        return spent


def rows(settings: Settings, sizes: Sequence[int], threads: Sequence[int],
         weeks: int = 12) -> list[dict[str, Any]]:
    """Return one row a size and number of threads.

    person_weeks_per_second counts residents at home; ms_people, ms_institutions, ms_gathering
    and ms_measuring are milliseconds of a week, medians; bytes_per_person is the memory of the
    arrays; ratio_to_bandwidth, ratio_to_draws and ratio_to_exponentials are the time of the
    reference loops over the time of a week (1 would be a week as fast as its loop).
    """
    fresh = not door.already_compiled(cells_week)
    out = []
    compile_seconds = 0.0
    places = census_places()
    for people in sizes:
        for count in threads:
            society = Society.settle(settings, places, people, (1,))
            engine = Engine(settings, society, count)
            began = time.perf_counter()
            engine.step(-2)
            if fresh:
                compile_seconds, fresh = time.perf_counter() - began, False
            parts = Parts(engine, Measure(
                *society.people_by_scope(), list(places.name), list(settings.rows["agencies"]),
                society.institutions.country.places.hosts))
            parts.week(-1)
            found = [parts.week(week) for week in range(weeks)]
            began = time.perf_counter()
            parts.measure.series()
            at_the_end = (time.perf_counter() - began) / (weeks + 1)
            engine.close()
            ms = {part: median(week[part] for week in found) for part in PARTS}
            ms["measuring"] += at_the_end
            week = sum(ms.values())
            out.append({
                "people": people, "threads": count, "processor": cpu_type(),
                "person_weeks_per_second": round(people / week),
                **{f"ms_{part}": round(1e3 * seconds, 3) for part, seconds in ms.items()},
                "bytes_per_person": round(_bytes(society) / people, 1),
                "compile_seconds": round(compile_seconds, 1),
                "ratio_to_bandwidth": round(_triad_seconds(people, count) / week, 3),
                "ratio_to_draws": round(_draw_seconds(people, count) / week, 3),
                "ratio_to_exponentials": round(_exponential_seconds(people, count) / week, 3),
            })
    return out


def _bytes(society: Society) -> int:
    arrays = [*society.store, society.last, society.following,
              *(part for part in society.geography if isinstance(part, np.ndarray))]
    return sum(array.nbytes for array in arrays) + society.few.nbytes


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


def _exponential_seconds(people: int, threads: int) -> float:
    values = np.linspace(-4.0, 1.0, people, dtype=np.float32)
    out = np.zeros(people, np.float32)
    return _shared(door.load(bare_exponentials), [values, out, EXPONENTIALS_A_WEEK], people,
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
