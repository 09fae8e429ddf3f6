"""The command that prices safeguards: alone, together, and the smallest package a harm needs."""

from __future__ import annotations

from pathlib import Path

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.compare import CLUSTER, INTERRUPTED, simulated, workers, written_files
from countergaze.cli.numbers import WHOLE
from countergaze.cli.run import check_folder

SOME_FAILED = 6
MOST_WORLDS, LEAST_PEOPLE = 256, 5_000


@click.command()
@click.option("--worlds", type=WHOLE, default=64, show_default=True,
              help="Worlds that fit the facts, 2 to 256.")
@click.option("--people", type=WHOLE, default=10_000, show_default=True,
              help="Residents; 5,000 at least.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder to write; runs/packages unless given.")
@click.option("--jobs", type=WHOLE, help="Processes; all processors unless given.")
@click.option("--cluster", metavar="WHERE", help=CLUSTER)
@click.option("--force", is_flag=True, help="Replace a search that is in the folder.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def packages(worlds: int, people: int, out: Path | None, jobs: int | None, cluster: str | None,
             force: bool, quiet: bool) -> int:
    """Price every safeguard, alone and together, and find the smallest package for each harm."""
    from countergaze.claims import packages as search
    from countergaze.engine.simulation import processors
    from countergaze.worlds import plausible, simulate_arms

    wrong = [f"--{name} {value:,} is outside {low:,} to {high:,}" for name, value, low, high in (
        ("worlds", worlds, 2, MOST_WORLDS), ("people", people, LEAST_PEOPLE, 1_000_000))
        if not low <= value <= high]
    if wrong:
        raise click.UsageError("; ".join(wrong))
    folder = out if out is not None else Path("runs") / "packages"
    check_folder(folder, force)
    processes = jobs if jobs is not None else processors()
    if not quiet:
        terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
        terminal.say(f"packages  {len(search.known())} safeguards, alone and together, in "
                     f"{worlds} worlds and {len(search.SCENARIOS)} scenarios; {people:,} people, "
                     f"{processes} processes")
    with workers(cluster, processes) as executor:
        made = simulated(quiet, lambda progress: search.carry_out(
            plausible, simulate_arms, worlds, people, progress=progress, jobs=processes,
            executor=executor))
    if made is None:
        return INTERRUPTED
    made.save(folder, force)
    if not quiet:
        from countergaze.reports.packages_page import words

        for one in made.found:
            terminal.say(terminal.paragraph(
                f"{one.scenario}, {words.title(one.harm).lower()}: "
                f"{'+'.join(one.members) or 'none'}; {words.package_line(one)}", 0))
        written_files(folder)
        terminal.say(f"result {made.result[:12]}          next:  open {folder / 'packages.html'}")
    for world, why in made.facts["failed"].items():
        terminal.complain(f"world {world} FAILED: {why}")
    return SOME_FAILED if made.facts["failed"] else 0
