"""Time what the state's side adds to the people's week, and replicates in one call.

Run it from the root of a checkout: `python benchmarks/state.py`. Rows: the whole week over the
compiled pass through the people alone, at several sizes; person-weeks a second of 8 replicates of
20,000 people in one call on one thread.
"""

from __future__ import annotations

import json
import time
from statistics import median

from countergaze.data.tables import census_places
from countergaze.engine.simulation import Engine
from countergaze.engine.society import Society
from countergaze.scenarios.scenario import default

WEEKS = 15


def timed(people: int, seeds: tuple[int, ...]) -> dict[str, float]:
    """Return seconds of a whole week and of the pass through the people in it."""
    settings = default().settings
    engine = Engine(settings, Society.settle(settings, census_places(), people, seeds))
    inside: list[float] = []
    live = engine.live

    def watched(*arguments) -> None:
        began = time.perf_counter()
        live(*arguments)
        inside.append(time.perf_counter() - began)

    engine.live = watched
    whole = []
    for week in range(-WEEKS, 0):
        began = time.perf_counter()
        engine.step(week)
        whole.append(time.perf_counter() - began)
    return {"week": median(whole[2:]), "people": median(inside[2:])}


if __name__ == "__main__":
    for people, count in ((20_000, 1), (20_000, 8), (1_000_000, 1)):
        got = timed(people, tuple(range(1, count + 1)))
        print(json.dumps({
            "people": people, "replicates": count,
            "person_weeks_per_second": round(people * count / got["week"]),
            "week_over_people": round(got["week"] / got["people"], 3)}))
