"""The main command: run a scenario and leave a folder with a report."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.progress import Progress

HEADLINES = {"listed": "", "wrongful_listing": "", "cannot_pay_share": "", "refused_in_year": "",
             "silenced": "in 100 who would dissent", "falsification_gap": "", "dissent": "",
             "support": ""}
"""The numbers that come first, and a shorter unit where the full one does not fit a line."""
KILLED = 143


@click.command()
@click.argument("scenario", default="baseline")
@click.option("--people", default=100_000, show_default=True, help="Residents; 5,000 at least.")
@click.option("--weeks", default=260, show_default=True, help="Weeks to live.")
@click.option("--seed", default=1, show_default=True, help="The luck of this run, 0 or more.")
@click.option("--threads", type=int, help="All processors unless given; results are the same.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE",
              help="Change a parameter, such as conduct.deterrence=0.5; may be repeated.")
@click.option("--tables", type=click.Path(path_type=Path), metavar="FILE",
              help="Places of another country, as a CSV file.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder to write; runs/NAME-SEED unless given.")
@click.option("--no-report", is_flag=True, help="Leave out report.html.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--force", is_flag=True, help="Replace a run that is in the folder.")
def run(scenario: str, people: int, weeks: int, seed: int, threads: int | None,
        changes: tuple[str, ...], tables: Path | None, out: Path | None, no_report: bool,
        quiet: bool, as_json: bool, force: bool) -> None:
    """Run SCENARIO (a shipped name or a file; baseline unless given)."""
    from countergaze import api
    from countergaze.engine.simulation import processors
    from countergaze.scenarios import load

    threads = processors() if threads is None else threads
    api.check_request(people, weeks, seed, threads)
    chosen = load(scenario).with_changes(dict(pair(text) for text in changes))
    needed = api.check_memory(people, chosen)
    folder = out if out is not None else Path("runs") / f"{chosen.name}-{seed}"
    check_folder(folder, force)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
    if not quiet and not as_json:
        head(chosen, people, seed, threads, needed)
    with Progress(weeks, quiet) as progress:
        done = api.simulate(chosen, people, weeks, seed, threads, tables=tables,
                               progress=progress)
    path = done.save(folder, report=not no_report, force=force)
    if as_json:
        terminal.say(json.dumps(_record(done, path, folder), indent=1))
    elif not quiet:
        tail(done, folder, chosen)


def pair(text: str) -> tuple[str, str]:
    """Return the key and the value of one --set."""
    key, mark, value = text.partition("=")
    if not mark or not key.strip() or not value.strip():
        raise click.BadParameter(f"{text!r} is not KEY=VALUE, such as conduct.deterrence=0.5",
                                 param_hint="--set")
    return key.strip(), value.strip()


def end(number: int, frame: Any) -> None:
    """End at a request to stop, so that files under way are removed on the way out."""
    sys.exit(KILLED)


def check_folder(folder: Path, force: bool, own: str = "") -> None:
    """Raise FolderInUse or CannotWrite before the run, not after it; `own` may be there."""
    from countergaze.results.store import CannotWrite, FolderInUse, check_free

    try:
        check_free(folder, force, own)
    except FolderInUse as fault:
        hint = "" if force else ". Give another --out, or --force to replace a run"
        raise FolderInUse(f"{fault}{hint}") from None
    try:
        there = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
        above = there.parent if there == folder.absolute() else there
        Path(tempfile.mkdtemp(prefix=".countergaze-", dir=above)).rmdir()
    except OSError as fault:
        raise CannotWrite(f"{folder} cannot be written: {fault.strerror}") from None


def head(scenario: Any, people: int, seed: int, threads: int, needed: int) -> None:
    """Print what is going to be run."""
    count = len(scenario.differences)
    bold = terminal.bold
    changes = f"{count} change{'' if count == 1 else 's'}"
    on = f"{threads} thread{'' if threads == 1 else 's'}"
    terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
    terminal.say(f"scenario  {f'{scenario.name}, {changes}':<26} people  {bold(f'{people:,}')}")
    terminal.say(f"seed      {seed:<26} needs   about {needed / 1e6:,.0f} MB, {on}")


def headlines(run: Any) -> list[tuple[str, str, str, str]]:
    """Return (what, number, unit, id) of the few numbers that come first."""
    from countergaze.mechanisms import INDICATORS

    rows = []
    for key, unit in HEADLINES.items():
        about = INDICATORS[key]
        value = run.level(key)
        title, name = about.title.lower(), about.metric or key
        if value != value:
            rows.append((title, "-", "no value", name))
            continue
        number = f"{value:,.{about.digits}f}" if value else "0"
        number = number[1:] if float(number.replace(",", "")) == 0 and value < 0 else number
        rows.append((title, number.replace("-", "−"), unit or about.unit, name))
    return rows


def tail(run: Any, folder: Path, scenario: Any) -> None:
    """Print the headline numbers, the files and what to do next."""
    from countergaze.mechanisms import every_parameter

    facts = run.facts
    last = min(run.weeks, 52)
    terminal.say(f"society   {facts.get('cities', 0):,} cities; lived in "
                 f"{facts.get('seconds', 0.0):.1f} s")
    terminal.say()
    terminal.say(f"Mean of the last {last} weeks" if last > 1 else "The one week")
    rows = headlines(run)
    wide, number, long = (max(len(row[at]) for row in rows) for at in range(3))
    for title, value, unit, key in rows:
        terminal.say(f"  {title:<{wide}}  {terminal.bold(value.rjust(number))} {unit:<{long}}  "
                     f"{terminal.name(key)}")
    every = every_parameter()
    assumed = sum(p.assumed for _, p in every)
    terminal.say("One run shows what can happen, not how sure it is.")
    terminal.say(f"{assumed} of {len(every)} parameters are assumed:  "
                 "countergaze parameters --assumed")
    terminal.say("Written")
    notes = {"report.html": "read this first"}
    names = sorted((p.name for p in folder.iterdir()), key=lambda n: n != "report.html")
    sizes = [f"{-(-(folder / key).stat().st_size // 1000):,} kB" for key in names]
    rows = [(f"  {folder / key}", size, notes.get(key, "")) for key, size in zip(names, sizes)]
    terminal.say(terminal.table(rows))
    pair = "no-system baseline" if scenario.name == "no-system" else "baseline safeguarded"
    terminal.say(f"result {run.result[:12]}          next:  countergaze compare {pair}")


def _record(run: Any, path: Path, folder: Path) -> dict[str, Any]:
    """Return what `--json` prints."""
    summary = run.summary().reset_index()
    rows = [{key: None if value != value else value for key, value in row.items()}
            for row in summary.to_dict("records")]
    return {"scenario": run.scenario.name, "seed": run.seed, "people": run.people,
            "weeks": run.weeks, "threads": run.threads, "result": run.result,
            "differences": [list(row) for row in run.scenario.differences],
            "folder": str(folder), "files": sorted(p.name for p in path.iterdir()),
            "summary": rows}
