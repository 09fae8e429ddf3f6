"""The command that writes the page as a folder, which opens without a server."""

from __future__ import annotations

from pathlib import Path

import click

from countergaze.cli import terminal
from countergaze.cli.numbers import WHOLE


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--simulate", is_flag=True,
              help="Simulate the answers here, in place of those that come with this version.")
@click.option("--seeds", default=20, type=WHOLE, show_default=True,
              help="Pairs of runs a question, with --simulate.")
@click.option("--people", default=20_000, type=WHOLE, show_default=True,
              help="Residents, with --simulate.")
@click.option("--jobs", type=WHOLE, help="Processes; all processors unless given.")
def site(folder: Path, simulate: bool, seeds: int, people: int, jobs: int | None) -> None:
    """Write the page as a new folder DIR that opens without a server.

    It holds twelve questions, safeguards alone and together, and the story for a class. Put it on
    a web space or a USB stick and open index.html. With --simulate all its answers are simulated
    first, which takes a quarter of an hour on two cores; packages of safeguards get half of the
    people and two fifths of the pairs, and each question is also put to 32 plausible worlds.
    """
    from countergaze.api import numbers
    from countergaze.engine.simulation import processors
    from countergaze.experiments.progress import Progress
    from countergaze.results.store import check_free
    from countergaze.web import advance, shipped
    from countergaze.web.site import write

    check_free(folder)
    if simulate:
        seeds, people, _, _, jobs = numbers.check_pairs(
            seeds, people, 156, 52, processors() if jobs is None else jobs)
        with Progress() as progress:
            shipped.take(advance.answers(
                people, seeds, max(numbers.LEAST_PEOPLE, people // 2), max(2, 2 * seeds // 5), jobs,
                worlds=32, progress=progress))
    path, size = write(folder)
    terminal.say(f"written  {terminal.name(str(path))}, {size / 1e6:.2f} MB")
    terminal.say(f"open     {path / 'index.html'}")
