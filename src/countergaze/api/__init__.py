"""Run a scenario, or compare several: check that it can be done, do it, hand back the record."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from countergaze.api.mistakes import Mistakes
from countergaze.api.numbers import (
    MOST_ARMS,
    BadRequest,
    check_pairs,
    check_request,
    typed_number,
    window_of,
)
from countergaze.api.room import disk_available, memory_available
from countergaze.api.seeds import seeds_asked, usual_people
from countergaze.compute.door import already_compiled
from countergaze.data.tables import Places, in_use
from countergaze.declare import Settings, whole
from countergaze.engine.memory_estimate import bytes_of_job, bytes_of_run, bytes_on_disk
from countergaze.engine.simulation import processors
from countergaze.engine.simulation import simulate as live
from countergaze.experiments.progress import Progress, Told
from countergaze.mechanisms import ROWS, TABLES
from countergaze.results.run import Run
from countergaze.scenarios import DEFAULT, Scenario, default, links, load
from countergaze.scenarios.acting import notes
from countergaze.scenarios.arms import read_arms
from countergaze.scenarios.recorded import check as check_record
from countergaze.week import foreign
from countergaze.week.foreign import read, taking_part
from countergaze.week.order import cells_week

if TYPE_CHECKING:
    from countergaze.experiments.comparison import Comparison

class Remark(UserWarning):
    """Something about a request that its asker should know before it is run."""


class DoesNotFit(BadRequest):
    """A society larger than the memory of this machine."""


def simulate(scenario: str | Path | Scenario = DEFAULT, *, people: int | None = None,
             weeks: int | None = None, seed: int | None = None,
             seeds: int | Sequence[int] | None = None, threads: int | None = None,
             changes: Mapping[str, Any] | None = None,
             tables: str | Path | Places | None = None,
             progress: Told | bool | None = None,
             mechanisms: Sequence[ModuleType | str | Path] = (),
             checkpoint: str | Path | None = None, every: int | None = None,
             resume: bool = False, on_disk: str | Path | None = None) -> Run:
    """Return the run of a scenario: societies of `people`, one a random seed, over `weeks` weeks.

    scenario: a shipped name, a path (a file, or the folder of a run: simulated again), or a
    `Scenario`; seeds: how many random seeds, from `seed` on, or which; one where `seed` alone is
    given, else 5 from 1 on; people: of each, 20,000 of several and 100,000 of one; people, weeks,
    seeds, tables: those of the run that the scenario was read back from, else as said, 260 weeks
    and the shipped census, unless given; changes: full name -> value,
    such as {"conduct.deterrence": 0.3}; threads: all processors unless given, results do not
    depend on it; tables: places of another country (a CSV file); progress: a
    function called with (weeks done, weeks in all, phase), or False for none; unless given, a bar
    in a notebook or a terminal, else now and then a line on standard error; mechanisms: modules or
    files of mechanisms from outside that take part (see `week.foreign`); the manifest and the
    report say so; checkpoint: a file that is written `every` so many weeks, from which a run that
    was ended goes on with `resume`; on_disk: a folder in whose files people are kept, for a society
    larger than memory: slower, the same result.  Raises DoesNotFit where memory or disk is too
    small.
    """
    with taking_part(*(one if isinstance(one, ModuleType) else read(one) for one in mechanisms)):
        return _simulate(scenario, people, weeks, seed, seeds, threads, changes, tables, progress,
                         checkpoint, every, resume, on_disk)


def _simulate(scenario: str | Path | Scenario, people: int | None, weeks: int | None,
              seed: int | None, seeds: int | Sequence[int] | None, threads: int | None,
              changes: Mapping[str, Any] | None,
              tables: str | Path | Places | None,
              progress: Told | bool | None,
              checkpoint: str | Path | None, every: int | None, resume: bool,
              on_disk: str | Path | None) -> Run:
    """Return `simulate` with the mechanisms that take part now."""
    threads = processors() if threads is None else threads
    chosen, (people, weeks, *chosen_seeds, threads), places = asked_for(
        scenario, people, weeks, seed, seeds, threads, changes, tables)
    check_memory(people, weeks, chosen, places, len(chosen_seeds), on_disk)
    told = remarks(people, weeks, chosen, places)
    for line in told:
        warnings.warn(line, Remark, stacklevel=3)
    with told_by(progress, weeks) as say:
        results = live(chosen.settings, people=people, weeks=weeks, seeds=chosen_seeds,
                       threads=threads, tables=places, progress=say, checkpoint=checkpoint,
                       every=every, resume=resume, on_disk=on_disk)
    return Run.from_results(chosen, results, people, weeks, threads, places, told)


def asked_for(scenario: str | Path | Scenario, people: int | None, weeks: int | None,
              seed: int | None, seeds: int | Sequence[int] | None, threads: int,
              changes: Mapping[str, Any] | None, tables: str | Path | Places | None,
              found: Sequence[str] = ()) -> tuple[Scenario, tuple[int, ...], Places]:
    """Return the scenario with its changes; people, weeks, each seed and threads; the places.

    Raise every mistake at once; found: sentences of some that were seen before.  Of a scenario
    that cannot be had, changes of rows are not checked: they may be of rows of its own.
    """
    mistakes, given = Mistakes(), changes or {}
    chosen: Scenario | None = None
    numbers: tuple[int, ...] = ()
    places: Places | None = None
    with mistakes:
        chosen = with_every_table(readable(scenario))
    known = [] if chosen is None else [chosen]
    with mistakes:
        asked, wrong = seeds_asked(seed, seeds, chosen.record if chosen else None)
        numbers = check_request(
            recorded("people", people, known, usual_people(asked)),
            recorded("weeks", weeks, known, 260), asked, threads, [*found, *wrong])
    with mistakes:
        places = places_for(tables, known)
    with mistakes:
        if chosen is None:
            given = {key: value for key, value in given.items()
                     if str(key).partition(".")[0] not in ROWS}
        chosen = (chosen or default()).with_changes(given)
    mistakes.tell()
    assert chosen is not None and places is not None
    return chosen, numbers, places


def told_by(progress: Told | bool | None, weeks: int | None = None) -> Progress:
    """Return what tells how far a simulation is; raise BadRequest for what cannot be asked."""
    if progress is None or isinstance(progress, bool) or callable(progress):
        return Progress(progress, weeks)
    raise BadRequest("progress must be a function of (done, in all, phase), or False for none, "
                     f"not {progress!r}")


def with_every_table(scenario: Scenario) -> Scenario:
    """Return a scenario with the parameters of every mechanism that takes part now."""
    missing = {name: {key: p.default for key, p in table.fields.items()}
               for name, table in TABLES.items() if name not in scenario.settings.values}
    if not missing:
        return scenario
    settings, base = (Settings({**one.values, **missing}, one.rows, one.changes)
                      for one in (scenario.settings, scenario.base))
    return replace(scenario, settings=settings, base=base)


def remarks(people: int, weeks: int, scenario: Scenario, places: Places) -> tuple[str, ...]:
    """Return what is to be said of a run before it: settings that cannot act, odd tables."""
    return (*foreign.notes(), *notes(scenario.settings, scenario.differences, weeks),
            *places.remarks(people))


def readable(scenario: str | Path | Scenario) -> Scenario:
    """Return the scenario asked for; one read back from a run is checked to fit this version."""
    if not isinstance(scenario, Scenario):
        return load(scenario)
    if scenario.record is not None:
        check_record(scenario.settings, scenario.record.folder, scenario.record.version)
    return scenario


def recorded(name: str, value: Any, scenarios: Sequence[Scenario], usual: int) -> Any:
    """Return a number as given, else the one of the runs that scenarios were read back from.

    Raise BadRequest where these differ.
    """
    if value is not None:
        return value
    found = {s.record.folder: getattr(s.record, name) for s in scenarios if s.record}
    if len(set(found.values())) > 1:
        told = ", ".join(f"{folder} {number:,}" for folder, number in found.items())
        raise BadRequest(f"{name} must be given: the runs have different ones ({told})")
    return next(iter(found.values()), usual)


def places_for(tables: str | Path | Places | None, scenarios: Sequence[Scenario]) -> Places:
    """Return the table as given, else the one of the runs that scenarios were read back from.

    Raise BadTable, or BadRequest where these differ.
    """
    if tables is not None:
        return in_use(tables)
    found = {s.record.folder: s.record.places() for s in scenarios if s.record}
    if len({places.digest for places in found.values()}) > 1:
        told = ", ".join(f"{folder} by {places.file}" for folder, places in found.items())
        raise BadRequest(f"tables must be given: the runs were made with different ones ({told})")
    return next(iter(found.values()), None) or in_use(None)


def compare(scenarios: Sequence[str | Path | Scenario], *, seeds: int | None = None,
            people: int | None = None, weeks: int | None = None, window: int | None = None,
            jobs: int | None = None, tables: str | Path | Places | None = None,
            out: str | Path | None = None,
            progress: Told | bool | None = None,
            force: bool = False, executor: Any = None, worlds: int = 0) -> Comparison:
    """Return what each scenario does against the first: same people, common random numbers.

    scenarios: two or more shipped names, paths (files, folders of runs), `Scenario` objects, or
    "NAME:table.key=value,..." for a scenario that is changed at week 0; or the folder of one
    comparison, which is simulated again, or a link of the page.  seeds: how many pairs, 20 unless
    given; people, weeks, tables: those of the runs read back, else 20,000, 156 and the shipped
    census, unless given; window: how many of the last weeks the means are taken over, 52 unless
    given; jobs: processes, all processors unless given (results do not depend on it), none besides
    this one if 1; out: a folder to write, which may hold a part of the same comparison; progress:
    a function called with (runs done, runs in all, phase), False for none, a bar or lines unless
    given; force: replace a run that is in the folder;
    executor: a `concurrent.futures.Executor` to hand jobs to; worlds: plausible worlds to show the
    answer in as well (`over_worlds`).

    Processes are started afresh and never import the script that calls this, so no
    `if __name__ == "__main__":` is needed around it.
    """
    from countergaze.experiments.compare import carry_out
    from countergaze.worlds.comparing import add_worlds, check_count

    wish = processors() if jobs is None else jobs
    plan = plan_of(scenarios, seeds, people, weeks, window, wish, tables)
    if wrong := check_count(worlds):
        raise BadRequest("; ".join(wrong))
    for line in plan.notes:
        warnings.warn(line, Remark, stacklevel=2)
    jobs, most = check_jobs(plan, whole(wish), may_be_fewer=jobs is None)

    with told_by(progress) as say:
        def shown(made: Comparison) -> Comparison:
            return add_worlds(made, worlds, jobs=jobs, executor=executor, progress=say) \
                if worlds and made.any_run else made

        return carry_out(plan, shown, jobs, most, out, say, force, executor)


def plan_of(scenarios: Sequence[str | Path | Scenario], seeds: int | None, people: int | None,
            weeks: int | None, window: int | None, jobs: int,
            tables: str | Path | Places | None = None) -> Any:
    """Return the plan of a comparison; raise BadRequest or ScenarioError with all mistakes."""
    from countergaze.experiments.again import plan_again
    from countergaze.experiments.plan import Plan, arms_from

    if isinstance(scenarios, (str, Path, Scenario)):
        scenarios = [scenarios]
    if len(scenarios) == 1 and isinstance(scenarios[0], str) and links.is_link(scenarios[0]):
        scenarios, given = links.read(scenarios[0])
        seeds, people, weeks, window = (
            typed_number(name, given[name]) if value is None and name in given else value
            for name, value in (("seeds", seeds), ("people", people), ("weeks", weeks),
                                ("window", window)))
    again = plan_again(scenarios[0]) if len(scenarios) == 1 else None
    if again is not None:
        pairs, people, weeks, window, _ = check_pairs(
            len(again.seeds) if seeds is None else seeds,
            again.people if people is None else people,
            again.weeks if weeks is None else weeks,
            again.window if window is None else window, jobs)
        chosen = again.seeds if seeds is None else tuple(range(1, pairs + 1))
        places = again.places if tables is None else in_use(tables)
        return Plan(again.arms, chosen, people, weeks, window, places)
    wrong = [] if len(scenarios) >= 2 else [
        "a comparison needs two scenarios or more, such as baseline and safeguarded"]
    if len(scenarios) > MOST_ARMS:
        wrong.append(f"a comparison has at most {MOST_ARMS} scenarios, not {len(scenarios)}")
    mistakes, found = Mistakes(), None
    worlds: list[tuple[str, str, Scenario]] = []
    with mistakes:
        worlds = read_arms([readable(s) if isinstance(s, Scenario) else s for s in scenarios]
                           if len(scenarios) <= MOST_ARMS else [])
    asked = [scenario for _, _, scenario in worlds]
    with mistakes:
        pairs, people, weeks, window, _ = check_pairs(
            20 if seeds is None else seeds, recorded("people", people, asked, 20_000),
            recorded("weeks", weeks, asked, 156), window_of(window, weeks), jobs, wrong)
    with mistakes:
        found = places_for(tables, asked)
    mistakes.tell()
    assert people is not None and weeks is not None and window is not None
    assert found is not None
    return Plan(arms_from(worlds), tuple(range(1, pairs + 1)), people, weeks, window, found)


def check_jobs(plan: Any, jobs: int, may_be_fewer: bool) -> tuple[int, int]:
    """Return (processes, seeds that each may live at a time) that fit in the memory."""
    from countergaze.experiments.plan import SEEDS_A_JOB

    free = memory_available()

    def a_process(replicates: int) -> int:
        return max(bytes_of_job(arm.settings, plan.people, plan.weeks, len(plan.places),
                                replicates) for arm in plan.arms)

    for processes in range(jobs, 0 if may_be_fewer else jobs - 1, -1):
        for most in range(SEEDS_A_JOB, 0, -1):
            needed = processes * a_process(most)
            if free is None or needed <= free:
                return processes, most
    one = a_process(1)
    fit = (free or 0) // one
    raise DoesNotFit(
        f"{plan.people:,} people need about {one / 1e9:,.1f} GB of memory in each of {jobs:,} "
        f"processes; {(free or 0) / 1e9:,.1f} GB are available. "
        + (f"Use at most {fit} jobs" if fit and not may_be_fewer else "Run fewer people"))


def check_memory(people: int, weeks: int, scenario: Scenario, places: Places,
                 seeds: int = 1, on_disk: str | Path | None = None) -> int:
    """Return the estimated bytes of a run; raise DoesNotFit where they are not there.

    on_disk: the folder that keeps people, where memory is to hold the rest only.
    """
    settings, compiles = scenario.settings, not already_compiled(cells_week)
    needed = bytes_of_run(settings, people, weeks, len(places), compiles, seeds,
                          on_disk is not None)
    free = memory_available()
    what = f"{people:,} people over {weeks:,} weeks in {len(places):,} places need about "
    if free is not None and needed > free:
        least = bytes_of_run(settings, people, weeks, len(places), compiles, seeds, True)
        fewer = "fewer people" if weeks * len(places) < 10 * people else \
            "fewer weeks, by fewer places or with fewer people"
        fewer += "" if least > free or on_disk else \
            ", or keep people in files: --on-disk DIR, on_disk= in Python"
        raise DoesNotFit(f"{what}{needed / 1e9:,.1f} GB of memory; {free / 1e9:,.1f} GB are "
                         f"available. Run {fewer}")
    if on_disk is not None:
        stored = bytes_on_disk(settings, people, seeds)
        room = disk_available(on_disk)
        if stored > room:
            raise DoesNotFit(f"{what}{stored / 1e9:,.1f} GB in {on_disk}; {room / 1e9:,.1f} GB "
                             "are free there. Name another folder, or run fewer people")
    return needed
