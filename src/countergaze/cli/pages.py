"""Pages of a folder: written again, opened, or as a brief for somebody with ten minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from countergaze.cli import terminal
from countergaze.cli.numbers import WHOLE

REPORT = "report.html"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def report(folder: Path) -> None:
    """Write report.html of FOLDER again, with the words and pictures of this version.

    Results stay as they are; the manifest notes the new page.
    """
    from countergaze.results import manifest as records
    from countergaze.results.crate import CRATE
    from countergaze.results.run import NotARun, read_manifest
    from countergaze.results.store import write_whole

    made = _held(folder)
    if not hasattr(made, "report"):
        raise NotARun(f"{folder} has no {REPORT}: its pages are written with its results")
    told = read_manifest(folder)
    files = {name: (folder / name).read_bytes() for name in told["files"]
             if name not in (CRATE, REPORT)}
    files[REPORT] = made.report().encode()
    content = {key: value for key, value in told.items() if key not in ("files", "seal")}
    write_whole(folder, records.with_manifest(files, content), force=True)
    terminal.say(f"{folder / REPORT}  {-(-len(files[REPORT]) // 1000):,} kB")


def _held(folder: Path) -> Any:
    """Return what a folder holds; raise NotARun where its results are not what was written."""
    from countergaze.claims.folders import load, verify
    from countergaze.results.run import NotARun

    made = load(folder)
    wrong = [line for line in verify(folder) if not line.startswith(f"{REPORT} ")]
    if wrong:
        raise NotARun(f"{folder} is not as it was written: {'; '.join(wrong)}")
    return made


@click.command(name="open")
@click.argument("folder", type=click.Path(path_type=Path))
def open_page(folder: Path) -> int:
    """Open the report of FOLDER in the browser; it needs no network."""
    from countergaze.results.run import NotARun

    page = folder / REPORT if folder.is_dir() else folder
    if not page.is_file():
        raise NotARun(f"{folder} holds no {REPORT}: `countergaze report {folder}` writes it")
    terminal.say(str(page))
    return click.launch(str(page.resolve()))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="What to write: .pdf, .docx or .html; FOLDER-brief.html unless given.")
@click.option("--population", type=WHOLE, help="People of the country that hours and posts are "
              "told for; those of the table of places unless given.")
@click.option("--wage", type=float, help="Money for an hour of staff, to tell the cost in money.")
@click.option("--money", default="", help="In which money the wage is, such as EUR.")
@click.option("--worlds", type=WHOLE, metavar="N", help="Show it in N plausible worlds as well; "
              "those that a comparison holds unless given. Nothing in FOLDER changes.")
@click.option("--force", is_flag=True, help="Replace the file.")
def brief(folder: Path, out: Path | None, population: int | None, wage: float | None, money: str,
          worlds: int | None, force: bool) -> None:
    """Write a brief of a run or a comparison: two pages for somebody with ten minutes.

    Where there are plausible worlds it tells two ranges apart: what random seeds give, and what is
    not known.
    """
    from countergaze.experiments.comparison import Comparison
    from countergaze.reports.brief import content, cost, files
    from countergaze.results.run import NotARun, Run
    from countergaze.results.store import CannotWrite
    from countergaze.worlds.comparing import check_count
    from countergaze.worlds.sample import of_this_version

    path = out if out is not None else folder.with_name(f"{folder.resolve().name}-brief.html")
    wrong = []
    if path.suffix.lower() not in files.WRITERS:
        wrong.append(f"--out must end in {', '.join(files.WRITERS)}, not "
                     f"{path.suffix or path.name!r}")
    if population is not None and population < 1:
        wrong.append(f"--population must be at least 1, not {population:,}")
    if wage is not None and not 0.0 <= wage < float("inf"):
        wrong.append(f"--wage must be 0 or more, not {wage:g}")
    if path.exists() and not force:
        wrong.append(f"{path} is there already: give another --out, or --force")
    if worlds is not None:
        wrong += check_count(worlds)
    if wrong:
        raise click.UsageError("; ".join(wrong))
    made = _held(folder)
    if not isinstance(made, (Run, Comparison)):
        raise NotARun(f"{folder} holds neither a run nor a comparison, and briefs are of these")
    people = population or int((made.table or {}).get("residents") or made.people)
    made, levels = in_worlds(made, worlds)
    told = content.of(made, cost.Country(people, wage, money), levels, of_this_version())
    data = files.WRITERS[path.suffix.lower()](told)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        raise CannotWrite(f"{path} cannot be written: {fault.strerror}") from fault
    terminal.say(f"{path}  {-(-len(data) // 1000):,} kB")


def in_worlds(made: Any, count: int | None) -> tuple[Any, Any]:
    """Return a result shown in so many plausible worlds, and the levels of a run in each.

    count: None leaves a comparison as it is; 0 takes its worlds away.
    """
    from dataclasses import replace

    from countergaze.engine.simulation import processors
    from countergaze.experiments.duration import in_words
    from countergaze.experiments.progress import Progress
    from countergaze.reports.brief.uncertainty import OF_RUN
    from countergaze.results.run import Run
    from countergaze.worlds import comparing, of_run

    if count is None or (not isinstance(made, Run)
                         and count == (made.facts.get("worlds") or {}).get("asked")):
        return made, None
    if not count:
        return (made if isinstance(made, Run) else replace(
            made, worlds=None, facts={**made.facts, "worlds": None})), None
    seconds = (of_run if isinstance(made, Run) else comparing).seconds(made, count)
    terminal.say(f"worlds    {count:,} plausible ones, about "
                 f"{in_words(seconds / processors())} if none is kept")
    with Progress() as progress:
        if isinstance(made, Run):
            return made, of_run.levels(made, count, OF_RUN, progress=progress)
        return comparing.add_worlds(made, count, progress=progress), None
