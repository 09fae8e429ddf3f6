"""Run a scenario, or compare several: check that it can be done, do it, hand back the record."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countergaze.data.tables import Places, read_places
from countergaze.engine.simulation import bytes_needed, processors
from countergaze.engine.simulation import simulate as live
from countergaze.results.run import Run
from countergaze.scenarios import DEFAULT, Scenario, load

if TYPE_CHECKING:
    from countergaze.experiments.comparison import Comparison

LEAST_PEOPLE = 5_000
MOST_WEEKS = 100_000
MOST_THREADS = 1_024
MOST_SEED = 2**63 - 1
MOST_PAIRS = 1_000
MOST_ARMS = 100


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


def compare(scenarios: Sequence[str | Path | Scenario], seeds: int = 20, people: int = 20_000,
            weeks: int = 156, window: int = 52, jobs: int | None = None,
            out: str | Path | None = None,
            progress: Callable[[float, int, str], None] | None = None,
            force: bool = False, executor: Any = None) -> Comparison:
    """Return what each scenario does against the first, lived by the same people with same luck.

    scenarios: two or more shipped names, paths, `Scenario` objects, or
    "NAME:table.key=value,..." for a scenario that is changed at week 0; seeds: how many pairs;
    window: how many of the last weeks the means are taken over; jobs: processes, all processors
    unless given (results do not depend on it); out: a folder to write, in which a comparison that
    was stopped goes on; progress: called with (runs done, runs in all, phase); force: replace a
    run that is in the folder; executor: a `concurrent.futures.Executor` to hand jobs to.

    Processes are started afresh and never import the script that calls this, so no
    `if __name__ == "__main__":` is needed around it.
    """
    from countergaze.experiments.compare import compare as carry_out

    wish = processors() if jobs is None else jobs
    plan = plan_of(scenarios, seeds, people, weeks, window, wish)
    jobs, most = check_jobs(plan, wish, may_be_fewer=jobs is None)
    return carry_out(plan, jobs, most, out, progress, force, executor)


def plan_of(scenarios: Sequence[str | Path | Scenario], seeds: int, people: int, weeks: int,
            window: int, jobs: int) -> Any:
    """Return the plan of a comparison; raise BadRequest or ScenarioError with all mistakes."""
    from countergaze.experiments.plan import Plan, arms_of

    if isinstance(scenarios, (str, Path)):
        scenarios = [scenarios]
    wrong = [] if len(scenarios) >= 2 else [
        "a comparison needs two scenarios or more, such as baseline and safeguarded"]
    if len(scenarios) > MOST_ARMS:
        wrong.append(f"a comparison has at most {MOST_ARMS} scenarios, not {len(scenarios)}")
    check_pairs(seeds, people, weeks, window, jobs, wrong)
    return Plan(arms_of(scenarios), tuple(range(1, seeds + 1)), people, weeks, window)


def check_pairs(seeds: int, people: int, weeks: int, window: int, jobs: int,
                found: Sequence[str] = ()) -> None:
    """Raise BadRequest with what was found wrong and every number out of its bounds."""
    wrong = [*found, *wrong_numbers(
        ("people", people, LEAST_PEOPLE, 10**10), ("weeks", weeks, 1, MOST_WEEKS),
        ("seeds", seeds, 2, MOST_PAIRS), ("window", window, 1, MOST_WEEKS),
        ("jobs", jobs, 1, MOST_THREADS))]
    if not wrong and window > weeks:
        wrong.append(f"window must be at most the {weeks:,} weeks that are run, not {window:,}")
    if wrong:
        raise BadRequest("; ".join(wrong))


def check_jobs(plan: Any, jobs: int, may_be_fewer: bool) -> tuple[int, int]:
    """Return (processes, seeds that each may live at a time) that fit in the memory."""
    from countergaze.experiments.plan import SEEDS_A_JOB

    free = memory_available()
    abroad = max(float(arm.settings.values["society"]["abroad_share"] or 0.0)
                 for arm in plan.arms)
    for processes in range(jobs, 0 if may_be_fewer else jobs - 1, -1):
        for most in range(SEEDS_A_JOB, 0, -1):
            needed = processes * bytes_needed(plan.people, most, abroad)
            if free is None or needed <= free:
                return processes, most
    one = bytes_needed(plan.people, 1, abroad)
    fit = (free or 0) // one
    raise DoesNotFit(
        f"{plan.people:,} people need about {one / 1e9:,.1f} GB of memory in each of {jobs:,} "
        f"processes; {(free or 0) / 1e9:,.1f} GB are available. "
        + (f"Use at most {fit} jobs" if fit and not may_be_fewer else "Run fewer people"))


def check_request(people: int, weeks: int, seed: int, threads: int) -> None:
    """Raise BadRequest with every number that is out of its bounds."""
    wrong = wrong_numbers(
        ("people", people, LEAST_PEOPLE, 10**10), ("weeks", weeks, 1, MOST_WEEKS),
        ("seed", seed, 0, MOST_SEED), ("threads", threads, 1, MOST_THREADS))
    if wrong:
        raise BadRequest("; ".join(wrong))


def wrong_numbers(*asked: tuple[str, Any, int, int]) -> list[str]:
    """Return a sentence for each (name, value, least, most) that is out of its bounds."""
    wrong = []
    for name, value, low, high in asked:
        if isinstance(value, bool) or not isinstance(value, int):
            wrong.append(f"{name} must be a whole number")
        elif value < low:
            wrong.append(f"{name} must be at least {low:,}, not {value:,}")
            if name == "people":
                wrong[-1] += " (in a smaller society most numbers are luck)"
        elif value > high:
            wrong.append(f"{name} must be at most {high:,}, not {value:,}")
    return wrong


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
