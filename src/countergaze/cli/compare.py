"""The command that says what a change does: worlds with common random numbers compared."""

from __future__ import annotations

import json
import re
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.in_worlds import WORLDS, how_many, say_worlds, with_worlds, worlds_lines
from countergaze.cli.numbers import WHOLE
from countergaze.cli.run import (
    HEADLINES, check_folder, end, only_if_given, say_notes, say_table,
)

SOME_FAILED, INTERRUPTED = 6, 130
NAME = 28
"""Letters of an arm's name in a terminal of 80 columns; more where it is wider."""
ADDED = ("listed_wrongly", "listed", "silenced", "hardship", "control_hours", "safeguard_hours")
"""Indicators in which a package is taken apart."""
CLUSTER = ("Workers elsewhere: local, mpi, the path of a Dask scheduler file (.json), or "
           "tcp://HOST:PORT.")


def over_worlds(seeds: int, people: int, out: str, worlds: int = 0
                ) -> Callable[[Callable], Callable]:
    """Return what gives a command the options of a run over many worlds; out: its own folder."""
    options = (
        click.option("--seeds", default=seeds, type=WHOLE, show_default=True,
                     help="Pairs of runs, 2 to 1,000."),
        click.option("--people", default=people, type=WHOLE, show_default=True,
                     help="Residents; 5,000 at least."),
        click.option("--weeks", default=156, type=WHOLE, show_default=True,
                     help="Weeks to simulate."),
        click.option("--window", default=52, type=WHOLE,
                     help="How many of the last weeks the means are taken over; 52, or all of "
                     "fewer, unless given."),
        click.option("--tables", type=click.Path(path_type=Path), metavar="FILE",
                     help="Places of another country, as a CSV file."),
        click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
                     help=f"Folder to write; {out} unless given."),
        click.option("--worlds", type=WHOLE, help="Plausible worlds to show it in as well; "
                     f"{worlds} unless given."),
        click.option("--jobs", type=WHOLE, help="Processes; all processors unless given."),
        click.option("--cluster", metavar="WHERE", help=CLUSTER),
        click.option("--force", is_flag=True, help="Replace a run that is in the folder."),
        click.option("--quiet", is_flag=True, help="Print nothing but errors."),
        click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."))

    def given(command: Callable) -> Callable:
        for option in reversed(options):
            command = option(command)
        return command

    return given


@click.command()
@click.argument("arms", nargs=-1, metavar="ARM ARM ...")
@click.option("--package", "packages", multiple=True, metavar="NAME=ARM+ARM",
              help="Arms together, and what each adds to the others; may be repeated.")
@over_worlds(20, 20_000, "runs/compare-A-B", WORLDS)
def compare(arms: tuple[str, ...], packages: tuple[str, ...], seeds: int, people: int,
            weeks: int, window: int, tables: Path | None, out: Path | None, worlds: int | None,
            jobs: int | None, cluster: str | None, force: bool, quiet: bool, as_json: bool) -> int:
    """Compare each ARM with the first one: the same people, another world.

    Seed by seed both have common random numbers.

    An ARM is a shipped scenario, a file, the folder of a run, or any of these with changes at
    week 0, such as baseline:appeals.seats=2,lists.on=false. A name of your own stands before
    it: bench=baseline:safeguards.appeal_bench=1. The folder of one comparison is run again.

    \b
      countergaze compare baseline bench=baseline:safeguards.appeal_bench=1 \\
        repair=baseline:safeguards.repair_path=1 --package both=bench+repair
    """
    from countergaze import api
    from countergaze.engine.simulation import processors
    from countergaze.experiments.compare import carry_out
    from countergaze.experiments.under_way import continues
    from countergaze.results.store import PARTS
    from countergaze.scenarios.joined import with_packages

    wish = processors() if jobs is None else jobs
    arms = tuple(with_packages(arms, packages)) if packages else arms
    mistakes, count = api.Mistakes(), 0
    with mistakes:
        plan = api.plan_of(arms, only_if_given("seeds", seeds), only_if_given("people", people),
                           only_if_given("weeks", weeks), only_if_given("window", window), wish,
                           tables)
    with mistakes:
        count = how_many(worlds, WORLDS)
    mistakes.tell()
    processes, most = places_to_work(cluster, plan, wish, jobs is None)
    folder = out if out is not None else Path("runs") / folder_name(plan)
    check_folder(folder, force or continues(plan, folder), PARTS)
    if not quiet and not as_json:
        head(plan, processes)
        say_worlds(plan, count, processes)
    with workers(cluster, processes) as executor:
        done = simulated(quiet, lambda progress: carry_out(
            plan, with_worlds(count, processes, executor, progress), processes, most, folder,
            progress, force, executor))
    if done is None:
        return INTERRUPTED
    if as_json:
        terminal.say(json.dumps(_record(done, folder), indent=1))
    elif not quiet and done.any_run:
        tail(done, folder)
    return ended(done, len(plan.seeds))


def places_to_work(cluster: str | None, plan: Any, wish: int, may_be_fewer: bool
                   ) -> tuple[int, int]:
    """Return (processes, seeds that each may take at a time); the memory is that of where it is."""
    from countergaze import api
    from countergaze.experiments.plan import SEEDS_A_JOB

    if cluster in (None, "local"):
        return api.check_jobs(plan, wish, may_be_fewer)
    return wish, SEEDS_A_JOB


@contextmanager
def workers(where: str | None, processes: int) -> Iterator[Any]:
    """Give the workers of a cluster, None for processes of this machine."""
    if where is None:
        yield None
        return
    from countergaze.experiments.cluster import cluster

    with cluster(where, processes) as found:
        terminal.say(f"cluster   {where}, {found.slots} at a time")
        yield found


def simulated(quiet: bool, carry_out: Callable[[Any], Any]) -> Any:
    """Return what `carry_out` comes to; None where it is interrupted, and say how to go on."""
    from countergaze.compute.cache_folder import lasts
    from countergaze.experiments.progress import Progress

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
    try:
        with Progress(False if quiet else None) as progress:
            return carry_out(progress)
    except KeyboardInterrupt:
        click.echo("interrupted; " + (
            "finished runs are kept: the same command goes on from there" if lasts() else
            "nothing is kept, because no cache folder can be written"), err=True)
        return None


def ended(done: Any, seeds: int) -> int:
    """Say which runs of a comparison failed; return the exit code."""
    for arm, lost, why in done.failed:
        terminal.complain(f"{len(lost)} of {seeds} runs of {arm} FAILED (seed "
                          f"{', '.join(map(str, lost[:8]))}{', ...' * (len(lost) > 8)}): {why}")
    if done.failed:
        terminal.complain("the same command tries these runs again, and no others" + (
            "" if done.any_run else "; no run went well, so no comparison was written"))
    return SOME_FAILED if done.failed else 0


def folder_name(plan: Any) -> str:
    """Return the name of the folder of a comparison: its arms, as a file system takes them."""
    parts = [re.sub(r"[^\w.]+", "-", arm.name).strip("-") for arm in plan.arms]
    return "-".join(["compare", *parts])[:100].rstrip("-.")


def head(plan: Any, processes: int) -> None:
    """Print what is going to be compared."""
    terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
    for number, arm in enumerate(plan.arms):
        what = "compare   " if not number else "          "
        terminal.say(f"{what}{short(arm.name, 56)}{'' if number else '  (reference)'}")
    say_size(plan, processes)


def say_size(plan: Any, processes: int) -> None:
    """Print how many people live how long, in how many runs, and by which table if not ours."""
    from countergaze.experiments.yardstick import too_few

    say_table(plan.places)
    few = too_few(len(plan.seeds))
    say_notes([*plan.notes, *([few] if few else [])])
    processes = min(processes, plan.runs)
    terminal.say(f"people    {terminal.bold(f'{plan.people:,}')}, {plan.weeks:,} weeks; "
                 f"{plan.runs:,} runs ({len(plan.seeds):,} of each) in {processes} "
                 f"process{'' if processes == 1 else 'es'}")


def say_simulated(facts: Mapping[str, Any]) -> None:
    """Print how long it took, and how much of it was there."""
    terminal.say(f"simulated in {facts['seconds']:.1f} s"
                 + (f", {facts['runs_before']} runs were there already"
                    if facts.get("runs_before") else "") + "\n")


def short(text: str, most: int | None = None) -> str:
    """Return a name that fits its place in a line."""
    most = NAME + max(terminal.columns() - 80, 0) if most is None else most
    return text if len(text) <= most else text[:most - 3] + "..."


def tail(done: Any, folder: Path) -> None:
    """Print the findings, the files and what to do next."""
    last = f"the last {done.window} weeks" if done.window > 1 else "the last week"
    say_simulated(done.facts)
    terminal.say(f"Means of {last}; differences with their 95 % intervals")
    for line in findings(done):
        terminal.say(line)
    for line in added_lines(done):
        terminal.say(line)
    for line in worlds_lines(done):
        terminal.say(line)
    saved = done.effects["variance_reduction"].median() if len(done.effects) else float("nan")
    if saved == saved:
        terminal.say(f"Median variance reduction by pairing: {100 * max(saved, 0):.0f} %.")
    terminal.say("Differences of these worlds, not of any real one.")
    written_files(folder)
    terminal.say(f"result {done.result[:12]}          next:  countergaze verify {folder}")


def added_lines(done: Any) -> list[str]:
    """Return what each part of a package adds to the others, in the first numbers."""
    from countergaze.mechanisms import INDICATORS
    from countergaze.reports.phrases import Difference, in_short
    from countergaze.scenarios.joined import parts_of

    lines = []
    for package, parts in parts_of([arm.name for arm in done.arms]).items():
        rows = [("", *parts)]
        tables = {part: done.effects_against(arm) for part, arm in parts.items()}
        for key in ADDED:
            cells = []
            for table in tables.values():
                row = table[(table["arm"] == package) & (table["scope"] == "whole")
                            & (table["indicator"] == key)].to_dict("records")
                cells.append(in_short(Difference.of(row[0])) if row else "-")
            rows.append((f"  {short(INDICATORS[key].title, 34)}", *cells))
        lines += ["", f"What each adds to {package} (a dot: no difference detected)",
                  *terminal.table(rows).split("\n")]
    return lines


def files_in(folder: Path) -> list[str]:
    """Return the names of the files that a comparison left."""
    from countergaze.results.store import PARTS

    return sorted(path.name for path in folder.iterdir() if path.name != PARTS
                  ) if folder.exists() else []


def written_files(folder: Path) -> None:
    """Print the files of a folder, each with its size."""
    terminal.say("Written")
    names = sorted((p.name for p in folder.iterdir()), key=lambda n: n != "report.html")
    rows = [(f"  {folder / key}", f"{-(-(folder / key).stat().st_size // 1000):,} kB",
             "read this first" if key == "report.html" else "") for key in names]
    terminal.say(terminal.table(rows))


def findings(done: Any) -> list[str]:
    """Return one line for the reference and one an arm, for each of the first numbers.

    Arms that are there to take a package apart are told by `added_lines`.
    """
    from countergaze.results.derived import DERIVED
    from countergaze.mechanisms import INDICATORS
    from countergaze.scenarios.joined import WITHOUT

    lines = []
    effects = done.effects[(done.effects["scope"] == "whole")
                           & ~done.effects["arm"].str.contains(WITHOUT, regex=False)]
    width = max(len(short(arm.name)) for arm in done.arms if WITHOUT not in arm.name)
    for key in [*HEADLINES, *DERIVED]:
        about = INDICATORS.get(key) or DERIVED[key]
        rows = [row for row in effects[effects["indicator"] == key].to_dict("records")
                if row["pairs"] > 0]
        value = done.level(key, done.reference)
        if not rows and value != value:
            continue
        unit = HEADLINES[key][1] if key in HEADLINES else about.unit
        lines.append(short(f"  {about.title}, {unit}", terminal.columns()))
        if key not in DERIVED:
            shown = f"{value:,.{about.digits}f}" if value == value else "no value"
            shown = none_in(done.seeds) if value == 0.0 else minus(shown)
            lines.append(f"    {short(done.reference):<{width}}  {terminal.bold(shown)}")
        lines += [_finding(done, key, about, row, width) for row in rows]
    return lines


def _finding(done: Any, key: str, about: Any, row: dict[str, Any], width: int) -> str:
    """Return the line of one arm: the difference, its interval, and how many pairs agree."""
    from countergaze.reports.phrases import Difference, by_direction
    from countergaze.results.derived import MADE_FROM

    made = MADE_FROM.get(key, key)
    apart = done.pairs(made, "whole", row["arm"], row["reference"])
    one = Difference.of(row, below=int((apart < 0.0).sum()), above=int((apart > 0.0).sum()))
    said = by_direction(one, about.unit, nothing=done.level(made, row["arm"]) == 0.0,
                        bold=terminal.bold)
    points = one.clear and not one.same and about.unit.startswith("%")
    line = f"    {short(row['arm']):<{width}}  {said}{' (points)' * points}"
    return line if len(line) <= terminal.columns() else line.replace("; ", ";\n      ", 1)


def minus(text: str) -> str:
    """Return a number with the true minus sign."""
    return text.replace("-", "−")


def none_in(seeds: tuple[int, ...]) -> str:
    """Return what is said of an event that no run saw."""
    return f"none in {len(seeds):,} runs"


def _record(done: Any, folder: Path) -> dict[str, Any]:
    """Return what `--json` prints."""
    rows = done.effects[done.effects["scope"] == "whole"].to_dict("records")
    return {"arms": [{"name": arm.name, "scenario": arm.scenario,
                      "differences": [list(row) for row in arm.differences]}
                     for arm in done.arms],
            "reference": done.reference, "seeds": list(done.seeds), "people": done.people,
            "weeks": done.weeks, "window": done.window, "result": done.result,
            "notes": list(done.facts.get("notes") or ()),
            "over_worlds": [{key: None if value != value else value for key, value in row.items()}
                            for row in done.over_worlds.to_dict("records")],
            "folder": str(folder), "files": files_in(folder),
            "failed": [{"arm": arm, "seeds": list(lost), "message": why}
                       for arm, lost, why in done.failed],
            "effects": [{key: None if value != value else value for key, value in row.items()}
                        for row in rows]}
