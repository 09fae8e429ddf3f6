"""The command of the headline experiment: links against integrity, cell by cell."""

from __future__ import annotations

from pathlib import Path

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.compare import CLUSTER, INTERRUPTED, simulated, workers, written_files
from countergaze.cli.numbers import WHOLE
from countergaze.cli.run import check_folder

SOME_FAILED = 6
MOST_CELLS, MOST_WORLDS, LEAST_PEOPLE = 40, 64, 5_000


@click.command()
@click.option("--cells", type=WHOLE, default=15, show_default=True,
              help="Settings along each axis, 3 to 40.")
@click.option("--worlds", type=WHOLE, default=8, show_default=True,
              help="Worlds that fit the facts, beside the defaults; 0 to 64.")
@click.option("--people", type=WHOLE, default=10_000, show_default=True,
              help="Residents; 5,000 at least.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder to write; runs/phase unless given.")
@click.option("--jobs", type=WHOLE, help="Processes; all processors unless given.")
@click.option("--cluster", metavar="WHERE", help=CLUSTER)
@click.option("--force", is_flag=True, help="Replace a diagram that is in the folder.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def phase(cells: int, worlds: int, people: int, out: Path | None, jobs: int | None,
          cluster: str | None, force: bool, quiet: bool) -> int:
    """Draw where links control, harm or overload, over how honest officials are."""
    from countergaze.claims import phase as experiment
    from countergaze.claims.work import DEFAULTS
    from countergaze.engine.simulation import processors
    from countergaze.worlds import World, plausible, simulate_arms

    wrong = [f"--{name} {value:,} is outside {low:,} to {high:,}" for name, value, low, high in (
        ("cells", cells, 3, MOST_CELLS), ("worlds", worlds, 0, MOST_WORLDS),
        ("people", people, LEAST_PEOPLE, 1_000_000)) if not low <= value <= high]
    if wrong:
        raise click.UsageError("; ".join(wrong))
    folder = out if out is not None else Path("runs") / "phase"
    check_folder(folder, force)
    processes = jobs if jobs is not None else processors()
    if not quiet:
        terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
        terminal.say(f"phase     {cells} x {cells} settings, at the defaults and in {worlds} "
                     f"worlds; {people:,} people, {processes} processes")
    with workers(cluster, processes) as executor:
        made = simulated(quiet, lambda progress: experiment.carry_out(
            cells, lambda count: plausible(count) if count else (), World(DEFAULTS, {}),
            simulate_arms, worlds, people, progress, jobs=processes, executor=executor))
    if made is None:
        return INTERRUPTED
    made.save(folder, force)
    if not quiet:
        from countergaze.reports.phase_page import words

        for line in (f"{words.headline(made)}.", words.edges(made), words.agreement(made)):
            terminal.say(terminal.paragraph(line, 0))
        written_files(folder)
        terminal.say(f"result {made.result[:12]}          next:  open {folder / 'phase.html'}")
    for world, why in made.facts["failed"].items():
        terminal.complain(f"world {world} FAILED: {why}")
    return SOME_FAILED if made.facts["failed"] else 0
