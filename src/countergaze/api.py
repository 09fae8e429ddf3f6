"""One scenario, one seed: check that it can run, run it, and hand back the record."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from countergaze.data.tables import Places, read_places
from countergaze.engine.run import bytes_needed, processors
from countergaze.engine.run import simulate as live
from countergaze.outputs.run import Run
from countergaze.scenarios import DEFAULT, Scenario, load

LEAST_PEOPLE = 5_000
MOST_WEEKS = 100_000
MOST_THREADS = 1_024
MOST_SEED = 2**63 - 1


class BadRequest(ValueError):
    """A number of people, weeks, threads or a seed that no run can have; says all at once."""


class DoesNotFit(BadRequest):
    """A society larger than the memory of this machine."""


def simulate(scenario: str | Path | Scenario = DEFAULT, people: int = 100_000,
             weeks: int = 260, seed: int = 1, threads: int | None = None,
             changes: Mapping[str, Any] | None = None,
             tables: str | Path | Places | None = None,
             progress: Callable[[int, int, str], None] | None = None) -> Run:
    """Return the run of a scenario: a society of `people` living `weeks` weeks.

    scenario: a shipped name, a path, or a `Scenario`; changes: full name -> value, such as
    {"conduct.deterrence": 0.3}; threads: all processors unless given, results do not depend on
    it; tables: places of another country (a CSV file); progress: called with (weeks done, weeks
    in all, phase).
    """
    threads = processors() if threads is None else threads
    check_request(people, weeks, seed, threads)
    chosen = scenario if isinstance(scenario, Scenario) else load(scenario)
    chosen = chosen.with_changes(changes)
    check_memory(people, chosen)
    places = read_places(tables) if isinstance(tables, (str, Path)) else tables
    result, = live(chosen.settings, people=people, weeks=weeks, seeds=(seed,), threads=threads,
                   tables=places, progress=progress)
    return Run.from_result(chosen, result, people, weeks, seed, threads)


def check_request(people: int, weeks: int, seed: int, threads: int) -> None:
    """Raise BadRequest with every number that is out of its bounds."""
    wrong = []
    for name, value, low, high in (
            ("people", people, LEAST_PEOPLE, 10**10), ("weeks", weeks, 1, MOST_WEEKS),
            ("seed", seed, 0, MOST_SEED), ("threads", threads, 1, MOST_THREADS)):
        if isinstance(value, bool) or not isinstance(value, int):
            wrong.append(f"{name} must be a whole number")
        elif value < low:
            wrong.append(f"{name} must be at least {low:,}, not {value:,}")
            if name == "people":
                wrong[-1] += " (in a smaller society most numbers are luck)"
        elif value > high:
            wrong.append(f"{name} must be at most {high:,}, not {value:,}")
    if wrong:
        raise BadRequest("; ".join(wrong))


def check_memory(people: int, scenario: Scenario) -> int:
    """Return the estimated bytes of a run; raise DoesNotFit where they are not there."""
    abroad = float(scenario.settings.values["society"]["abroad_share"] or 0.0)
    needed = bytes_needed(people, 1, abroad)
    free = memory_available()
    if free is not None and needed > free:
        raise DoesNotFit(f"{people:,} people need about {needed / 1e9:,.1f} GB of memory; "
                         f"{free / 1e9:,.1f} GB are available. Run fewer people")
    return needed


def memory_available() -> int | None:
    """Return the bytes that this process may still take, or None where nobody says."""
    found = []
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            found += [int(line.split()[1]) * 1024 for line in file
                      if line.startswith("MemAvailable:")]
    except (OSError, ValueError):
        try:
            found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
        except (OSError, ValueError, AttributeError):
            pass
    group = Path("/sys/fs/cgroup")
    try:
        most = (group / "memory.max").read_text().strip()
        if most != "max":
            used = int((group / "memory.current").read_text())
            kept = [int(line.split()[1]) for line in (group / "memory.stat").open()
                    if line.startswith("inactive_file ")]  # file cache, given back when asked
            found.append(max(int(most) - used + sum(kept), 0))
    except (OSError, ValueError):
        pass
    return min(found) if found else None
