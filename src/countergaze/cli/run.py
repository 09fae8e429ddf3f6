"""The main command: run a scenario and leave a folder with a report."""

from __future__ import annotations

import json
import signal
import sys
import textwrap
import threading
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.numbers import WHOLE
from countergaze.declare.integers import typed

HEADLINES = {"listed": ("on a list", "in 100,000"),
             "listed_wrongly": ("of them wrongly, by any cause", "in 100,000"),
             "listed_unable": ("  could not pay", "in 100,000"),
             "wrongful_listing": ("  on a false record", "in 100,000"),
             "refused_in_year": ("refused at least once a year", "in 100,000"),
             "silenced": ("self-censored dissent", "% of would-be dissent"),
             "dissent": ("dissent", "in 1,000 adults a week"),
             "support": ("private support", "points, -100 to 100"),
             "control_hours": ("control work", "hours per 1,000 a week")}
"""The numbers that come first, with their names and units as a line of a terminal holds them."""
KILLED, DIFFERENCE = 143, 4
CHECKPOINT = "checkpoint.npz"


@click.command()
@click.argument("scenario", default="baseline", metavar="[SCENARIO or FOLDER]")
@click.option("--people", type=WHOLE, help="Residents of each society, 5,000 at least; 20,000 "
              "unless given, 100,000 with one seed.")
@click.option("--weeks", default=260, type=WHOLE, show_default=True, help="Weeks to simulate.")
@click.option("--seeds", type=WHOLE, help="How many random seeds, so that the report can say how "
              "sure it is; 5 unless given.")
@click.option("--seed", type=WHOLE, help="The first random seed, 1 unless given; by itself: one "
              "run with this seed.")
@click.option("--threads", type=WHOLE, help="All processors unless given; results are the same.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE",
              help="Change a parameter, such as conduct.deterrence=0.5; may be repeated.")
@click.option("--tables", type=click.Path(path_type=Path), metavar="FILE",
              help="Places of another country, as a CSV file.")
@click.option("--mechanism", "mechanisms", type=click.Path(path_type=Path), multiple=True,
              metavar="FILE", help="A mechanism of your own that takes part; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder to write; runs/NAME-SEED unless given.")
@click.option("--checkpoint-every", "every", type=WHOLE, metavar="WEEKS",
              help="Keep the state every so many weeks, for --resume.")
@click.option("--resume", is_flag=True, help="Go on from the state that was kept last.")
@click.option("--on-disk", type=click.Path(path_type=Path), metavar="DIR",
              help="Keep people in files of this folder while the run lasts, for societies larger "
              "than memory; slower, the same result.")
@click.option("--no-report", is_flag=True, help="Leave out report.html.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--force", is_flag=True, help="Replace a run that is in the folder.")
def run(scenario: str, people: int | None, weeks: int, seeds: int | None, seed: int | None,
        threads: int | None,
        changes: tuple[str, ...], tables: Path | None, mechanisms: tuple[Path, ...],
        out: Path | None, every: int | None, resume: bool, on_disk: Path | None,
        no_report: bool, quiet: bool, as_json: bool, force: bool) -> int:
    """Run SCENARIO (a shipped name or a file; baseline unless given).

    The FOLDER of a run is run again: the same settings, people, weeks, seed and table unless
    others are given.  Several seeds are simulated together; every figure is their mean, and the
    report says how far they lie apart.
    """
    from countergaze.week import foreign

    with foreign.taking_part(*map(foreign.read, mechanisms)):
        return _run(scenario, people, weeks, seeds, seed, threads, changes, tables, out,
                    every, resume, on_disk, no_report, quiet, as_json, force)


def _run(scenario: str, people: int | None, weeks: int, seeds: int | None, seed: int | None,
         threads: int | None,
         changes: tuple[str, ...], tables: Path | None, out: Path | None, every: int | None,
         resume: bool, on_disk: Path | None, no_report: bool, quiet: bool, as_json: bool,
         force: bool) -> int:
    """Carry out `run` with the mechanisms that take part."""
    from countergaze import api
    from countergaze.engine.simulation import processors
    from countergaze.experiments.progress import Progress
    from countergaze.results.store import PARTS

    asked = {"people": people, "weeks": only_if_given("weeks", weeks), "seeds": seeds,
             "seed": seed}
    settings, wrong = settings_of(changes)
    if every is not None and every < 1:
        wrong.append(f"--checkpoint-every must be at least 1 week, not {every:,}")
    chosen, numbers, places = api.asked_for(
        scenario, people, asked["weeks"], seed, seeds,
        processors() if threads is None else threads, settings, tables, wrong)
    people, weeks, *chosen_seeds, threads = numbers
    record = chosen.record
    needed = api.check_memory(people, weeks, chosen, places, len(chosen_seeds), on_disk)
    usual = (f"{Path(record.folder).resolve().name}-again" if record
             else f"{chosen.name}-{chosen_seeds[0]}")
    folder = out if out is not None else Path("runs") / usual
    own = PARTS if resume or every is not None else ""
    check_folder(folder, force, own)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
    if not quiet and not as_json:
        head(chosen, people, chosen_seeds, threads, needed)
        say_table(places)
        say_notes(api.remarks(people, weeks, chosen, places))
    with Progress(False if quiet else None, weeks) as progress, warnings.catch_warnings():
        warnings.simplefilter("ignore", api.Remark)  # told above, and in the report
        done = api.simulate(chosen, people=people, weeks=weeks, seeds=list(chosen_seeds),
                            threads=threads, tables=places, progress=progress, every=every,
                            checkpoint=folder / PARTS / CHECKPOINT if own else None,
                            resume=resume, on_disk=on_disk)
    path = done.save(folder, report=not no_report, force=force, own=own)
    if as_json:
        terminal.say(json.dumps(_record(done, path, folder), indent=1))
    elif not quiet:
        tail(done, folder, chosen)
    alike = not changes and tables is None and not any(
        value is not None for value in asked.values())
    return again(record, done, quiet or as_json) if record and alike else 0


def only_if_given(name: str, value: Any) -> Any:
    """Return the value of an option that was typed, None for one left at its default."""
    source = click.get_current_context().get_parameter_source(name)
    return None if source is click.core.ParameterSource.DEFAULT else value


def say_table(places: Any) -> None:
    """Print which table of places is used, where it is not the shipped one."""
    if places.own:
        about = places.record
        terminal.say(f"places    {about['file']}, {about['places']:,} places, "
                     f"{about['residents']:,} residents (your own table, SHA-256 "
                     f"{about['sha256'][:12]})")


def say_notes(notes: Iterable[str]) -> None:
    """Print what the user should know before the run."""
    for note in notes:
        for line in textwrap.wrap(note, 78, initial_indent="note      ",
                                  subsequent_indent=" " * 10, break_long_words=False,
                                  break_on_hyphens=False):
            terminal.say(line)


def again(record: Any, done: Any, quiet: bool) -> int:
    """Say whether a run repeated came to the same; return the exit code."""
    if done.result == record.result:
        if not quiet:
            terminal.say(f"the same result as in {record.folder}")
        return 0
    terminal.complain(f"result {done.result[:12]} differs from {record.result[:12]} in "
                      f"{record.folder}, which Countergaze {record.version} wrote; this is "
                      f"{__version__}")
    return DIFFERENCE


def settings_of(changes: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Return key -> value of every --set, and a sentence for each that is none."""
    found, wrong = {}, []
    for text in changes:
        key, mark, value = (part.strip() for part in text.partition("="))
        if key and mark and value:
            found[key] = _without_commas(value)
        else:
            wrong.append(f"--set {text!r} is not KEY=VALUE, such as conduct.deterrence=0.5")
    return found, wrong


def _without_commas(value: str) -> str:
    """Return 1,000 as 1000, and anything else as it is."""
    try:
        return str(typed(value)) if "," in value else value
    except ValueError:
        return value


def end(number: int, frame: Any) -> None:
    """End at a request to stop, so that files under way are removed on the way out."""
    sys.exit(KILLED)


def check_folder(folder: Path, force: bool, own: str = "") -> None:
    """Raise FolderInUse or CannotWrite before the run, not after it; `own` may be there."""
    from countergaze.results.store import FolderInUse, check_free, check_ready

    try:
        check_ready(folder, force, own)
    except FolderInUse as fault:
        hint = ". Give another --out"
        try:
            check_free(folder, True, own)
            hint += ", or --force to replace a run"
        except FolderInUse:
            pass  # --force would not help
        raise FolderInUse(f"{fault}{'' if force else hint}") from None


def head(scenario: Any, people: int, seeds: Sequence[int], threads: int, needed: int) -> None:
    """Print what is going to be run."""
    from countergaze.results.series import seeds_in_words

    each = " each" if len(seeds) > 1 else ""
    on = f"{threads} thread{'' if threads == 1 else 's'}"
    terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
    terminal.say(f"scenario  {f'{scenario.name}, {changes_of(scenario)}':<26} people  "
                 f"{terminal.bold(f'{people:,}')}{each}")
    terminal.say(f"random    {seeds_in_words(seeds):<26} needs   about {needed / 1e6:,.0f} MB, "
                 f"{on}")


def changes_of(scenario: Any) -> str:
    """Return what the user changed: of a shipped scenario against itself, else against its base."""
    from countergaze.scenarios.scenario import load, shipped

    own = {key: value for key, _, value in scenario.differences}
    as_shipped = {key: value for key, _, value in load(scenario.name).differences} if (
        scenario.name in shipped()) else {}
    count = sum(own.get(key) != as_shipped.get(key) for key in {*own, *as_shipped})
    if scenario.name in shipped() and not count:
        return "as shipped"
    of = "" if scenario.name in shipped() else f" of {scenario.extends or 'the defaults'}"
    return f"{count} change{'' if count == 1 else 's'}{of}"


def headlines(run: Any) -> list[tuple[str, str, str, str]]:
    """Return (what, number, unit, range over runs) of the few numbers that come first."""
    from countergaze.mechanisms import INDICATORS
    from countergaze.reports.spread import between

    rows = []
    for key, (title, unit) in HEADLINES.items():
        about = INDICATORS[key]
        value = run.level(key)
        if value != value:
            rows.append((title, "-", "no value", ""))
            continue
        number = f"{value:,.{about.digits}f}" if value else "0"
        number = number[1:] if float(number.replace(",", "")) == 0 and value < 0 else number
        rows.append((title, number.replace("-", "−"), unit,
                     between(run.levels(key), about.digits)))
    return rows


def tail(run: Any, folder: Path, scenario: Any) -> None:
    """Print the headline numbers, the files and what to do next."""
    from countergaze.reports.citing import numbers_used

    facts = run.facts
    last = min(run.weeks, 52)
    terminal.say(f"society   {facts.get('cities', 0):,} cities; simulated in "
                 f"{facts.get('seconds', 0.0):.1f} s")
    terminal.say()
    runs = len(run.seeds)
    over = f" over {runs} runs, and the lowest and highest run" if runs > 1 else ""
    terminal.say(f"Mean of the last {last} weeks{over}" if last > 1 else f"The one week{over}")
    rows = headlines(run)
    wide, number, long = (max(len(row[at]) for row in rows) for at in range(3))
    for title, value, unit, range_ in rows:
        terminal.say(f"  {title:<{wide}}  {terminal.bold(value.rjust(number))} {unit:<{long}}  "
                     f"{range_}".rstrip())
    every = numbers_used([run.scenario.settings])
    if runs == 1:
        terminal.say("One run shows what can happen, not how sure it is: run with --seeds 5.")
    terminal.say(f"{sum(p.assumed for _, p in every)} of the {len(every)} numbers behind it are "
                 "assumed:  countergaze cite")
    terminal.say("Written")
    notes = {"report.html": "read this first"}
    names = sorted((p.name for p in folder.iterdir()), key=lambda n: n != "report.html")
    sizes = [f"{-(-(folder / key).stat().st_size // 1000):,} kB" for key in names]
    files = [(f"  {folder / key}", size, notes.get(key, "")) for key, size in zip(names, sizes)]
    terminal.say(terminal.table(files))
    pair = "no-system baseline" if scenario.name == "no-system" else "baseline safeguarded"
    terminal.say(f"result {run.result[:12]}          next:  countergaze compare {pair}")


def _record(run: Any, path: Path, folder: Path) -> dict[str, Any]:
    """Return what `--json` prints."""
    summary = run.summary().reset_index()
    rows = [{key: None if value != value else value for key, value in row.items()}
            for row in summary.to_dict("records")]
    return {"scenario": run.scenario.name, "seeds": list(run.seeds), "people": run.people,
            "weeks": run.weeks, "threads": run.threads, "result": run.result,
            "differences": [list(row) for row in run.scenario.differences],
            "notes": list(run.notes),
            "folder": str(folder), "files": sorted(p.name for p in path.iterdir()),
            "summary": rows}
