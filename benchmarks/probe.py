"""One figure of `paired.py`, in a process of its own; it runs in this checkout and in earlier ones.

    python benchmarks/probe.py ROW

Prints the figure.  Times of one thread are the processor's, so that other work on the machine
counts as little as can be; all others are of the clock on the wall.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

BURNT, WEEKS, LONG = 4, 10, 270


def made(people: int, threads: int):
    """Return the engine of one society in any version since 0.3.0."""
    from countergaze.data.tables import census_places
    from countergaze.engine.society import Society
    from countergaze.scenarios.scenario import default

    try:
        from countergaze.engine.step import Engine
    except ImportError:
        from countergaze.engine.run import Engine
    settings = default().settings
    return Engine(settings, Society.settle(settings, census_places(), people, (1,)), threads)


def simulated(weeks: int, seeds: tuple[int, ...], burn_in: float | None = None) -> None:
    """Simulate 20,000 people and measure every week, with nothing taken from a cache."""
    from countergaze.scenarios.scenario import default

    try:
        from countergaze.engine.simulation import simulate
    except ImportError:
        from countergaze.engine.run import simulate
    settings = default().settings
    if burn_in is not None:
        settings.values["society"]["burn_in"] = burn_in
    simulate(settings, people=20_000, weeks=weeks, seeds=seeds, cache=False)


def week(threads: int) -> float:
    """Return the least milliseconds of a week of a million people."""
    engine = made(1_000_000, threads)
    clock = time.process_time if threads == 1 else time.perf_counter
    least = float("inf")
    for number in range(-BURNT - WEEKS, 0):
        began = clock()
        engine.step(number)
        if number >= -WEEKS:
            least = min(least, clock() - began)
    engine.close()
    return 1e3 * least


def peak(people: int, weeks: int = 2) -> float:
    """Return the peak of bytes of a process that simulates so many people for some weeks."""
    code = ("import probe, resource, sys\n"
            f"engine = probe.made({people}, 1)\n"
            f"for week in range(-{weeks}, 0):\n    engine.step(week)\n"
            "print(1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)")
    done = subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {sys.path[0]!r})"
                           f"\n{code}"], capture_output=True, text=True, check=True)
    return float(done.stdout)


def timed(work, clock=time.process_time) -> float:
    """Return the seconds that work takes."""
    began = clock()
    work()
    return clock() - began


def first() -> float:
    """Return the seconds of the first command ever, from the start of its process."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "countergaze", "run", "--people", "20000", "--weeks",
                   "52", "--seed", "1", "--out", f"{out}/run"]
        return timed(lambda: subprocess.run(command, check=True, capture_output=True),
                     time.perf_counter)


FIGURES = {
    "warm": lambda: timed(lambda: simulated(1, (1,), 0.0)),
    "week": lambda: week(1),
    "threads": lambda: week(2),
    "replicates": lambda: timed(lambda: simulated(52, tuple(range(1, 9)), 0.0)),
    "run": lambda: timed(lambda: simulated(156, (1,))),
    "first": first,
    "memory": lambda: (peak(4_000_000) - peak(1_000_000)) / 3e6,
    "memory_later": lambda: (peak(4_000_000, LONG) - peak(1_000_000, LONG)) / 3e6,
}

if __name__ == "__main__":
    print(FIGURES[sys.argv[1]]())
