"""The command that makes a sample of plausible worlds: what the facts rule out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.compare import INTERRUPTED, SOME_FAILED, simulated, workers, written_files
from countergaze.cli.numbers import WHOLE
from countergaze.cli.run import check_folder


@click.command()
@click.option("--tried", default=256, type=WHOLE, show_default=True,
              help="Settings to try; a longer sample begins with the shorter one.")
@click.option("--first", default=0, type=WHOLE, metavar="INTEGER",
              help="Number the worlds of so many settings as a sample of these alone does, so "
                   "that a longer sample keeps their numbers.")
@click.option("--seed", default=1, type=WHOLE, show_default=True,
              help="Random seed of the settings.")
@click.option("--people", default=10_000, type=WHOLE, show_default=True,
              help="Residents; 5,000 at least.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder to write; runs/worlds unless given.")
@click.option("--jobs", type=WHOLE, help="Processes; all processors unless given.")
@click.option("--cluster", metavar="WHERE", help="Workers elsewhere, see docs/clusters.md.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done, and how long it takes.")
@click.option("--force", is_flag=True, help="Replace a sample that is in the folder.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def worlds(tried: int, first: int, seed: int, people: int, out: Path | None, jobs: int | None,
           cluster: str | None, dry_run: bool, force: bool, quiet: bool) -> int:
    """Draw settings of all that is not known, fit them to the facts, and rule out the others.

    Every simulation is kept as soon as it is done: the same command goes on from there.
    """
    from countergaze.engine.simulation import processors
    from countergaze.results.manifest import made_with
    from countergaze.worlds.folder import Sample
    from countergaze.worlds.making import Design, make

    _check(tried, first, seed, people, jobs)
    design = Design(tried=tried, seed=seed, people=people, first=first)
    folder = out if out is not None else Path("runs") / "worlds"
    wish = processors() if jobs is None else jobs
    if not quiet:
        _head(design, wish)
    if dry_run:
        return 0
    check_folder(folder, force)
    began, facts = time.perf_counter(), made_with()

    def carry_out(progress: Any) -> Sample:
        with workers(cluster, wish) as executor:
            made = make(design, jobs=wish, executor=executor, progress=progress)
        return Sample(design, made, {
            **facts, "seconds": round(time.perf_counter() - began, 1), "processes": wish})

    done = simulated(quiet, carry_out)
    if done is None:
        return INTERRUPTED
    done.save(folder, force)
    if not quiet:
        _tail(done, folder)
    failed = done.counts["failed"]
    if failed:
        terminal.complain(f"{failed} of {tried} settings FAILED, see tried.parquet; the same "
                          "command with --force tries these again, and no others")
    return SOME_FAILED if failed else 0


def _check(tried: int, first: int, seed: int, people: int, jobs: int | None) -> None:
    from countergaze.api.numbers import MOST_THREADS, BadRequest, whole_numbers

    _, wrong = whole_numbers(
        ("tried", tried, 1, 100_000), ("first", first, 0, max(tried, 0)),
        ("seed", seed, 0, 2**31), ("people", people, 5_000, 10**7),
        ("jobs", 1 if jobs is None else jobs, 1, MOST_THREADS))
    if wrong:
        raise BadRequest("; ".join(wrong))


def _head(design: Any, jobs: int) -> None:
    """Print what is going to be done, and for how long."""
    from countergaze.scenarios import default
    from countergaze.experiments.duration import in_words
    from countergaze.worlds.cost import seconds_of
    from countergaze.worlds.space import Form, space

    burn_in = int(default().settings.values["society"]["burn_in"] or 0)
    each = [seconds_of(design.people, len(design.seeds(turn)), burn_in + 52 * design.years(turn))
            for turn in range(design.rounds)]
    least = sum(each[:design.fit_rounds + 1])
    forms = sum(isinstance(one, Form) for one in space())
    terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
    terminal.say(f"draw      {terminal.bold(f'{design.tried:,}')} settings of "
                 f"{len(space()) - forms} numbers and {forms} forms")
    terminal.say(f"fit       {design.fit_rounds} rounds, then 1 to {design.checks} checks, "
                 f"{design.people:,} people, {design.fit_seeds} and {design.check_seeds} seeds")
    terminal.say(f"takes     {in_words(design.tried * least / jobs)} to "
                 f"{in_words(design.tried * sum(each) / jobs)} in {jobs} "
                 f"process{'' if jobs == 1 else 'es'} of a free machine")


def _tail(done: Any, folder: Path) -> None:
    """Print what the facts ruled out, by which figure, and the files."""
    from countergaze.worlds.findings import figures_found

    counts = done.counts
    tried = len(done.tried)
    terminal.say(f"simulated in {done.facts['seconds']:,.0f} s\n")
    for name, count in counts.items():
        terminal.say(f"  {name:<12}{count:>6,}  {100 * count / tried:.0f} %")
    rows = [("figure", "facts", "plausible worlds", "miss it")]
    rows += [(one.target.title, f"{one.target.value:g}", f"{one.low:.3g} to {one.high:.3g}",
              f"{one.missed:,}") for one in figures_found(done.tried)]
    terminal.say(terminal.table(rows))
    terminal.say("Plausible: not ruled out by these figures. No probability.")
    written_files(folder)
    terminal.say(f"result {done.result[:12]}          next:  countergaze verify {folder}")
