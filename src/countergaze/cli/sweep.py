"""The command that varies levers over what is not known, and says what the outcomes hang on."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.compare import INTERRUPTED, SOME_FAILED, simulated, workers, written_files
from countergaze.cli.numbers import WHOLE
from countergaze.cli.run import HEADLINES, check_folder

FIRST = 3


@click.command()
@click.argument("scenario", default="baseline", metavar="[SCENARIO]")
@click.option("--against", metavar="OTHER", help="Outcomes are differences from this scenario.")
@click.option("--vary", multiple=True, metavar="KEY=LOW:HIGH",
              help="From week 0 on: a range, LOW:HIGH:LEVELS, values A,B,C, or a bare KEY for its "
                   "plausible range; may be repeated.")
@click.option("--uncertain", default="nothing", show_default=True,
              help="What is not known: nothing (as shipped), worlds (plausible ones), or ranges.")
@click.option("--method", default="lhs", show_default=True,
              help="lhs (Latin hypercube); morris or sobol (with SALib).")
@click.option("--samples", default=256, type=WHOLE, show_default=True,
              help="Points; with morris trajectories, with sobol the base number.")
@click.option("--seeds", default=2, type=WHOLE, show_default=True, help="Random seeds of a point.")
@click.option("--people", default=10_000, type=WHOLE, show_default=True,
              help="Residents; 5,000 at least.")
@click.option("--weeks", default=104, type=WHOLE, show_default=True, help="Weeks to simulate.")
@click.option("--window", default=52, type=WHOLE, show_default=True,
              help="How many of the last weeks the means are taken over.")
@click.option("--seed", default=1, type=WHOLE, show_default=True,
              help="Random seed of the design.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder to write; runs/sweep-SCENARIO unless given.")
@click.option("--jobs", type=WHOLE, help="Processes; all processors unless given.")
@click.option("--cluster", metavar="WHERE", help="Workers elsewhere, see docs/clusters.md.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done, and how long it takes.")
@click.option("--force", is_flag=True, help="Replace a sweep that is in the folder.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def sweep(scenario: str, against: str | None, vary: tuple[str, ...], uncertain: str, method: str,
          samples: int, seeds: int, people: int, weeks: int, window: int, seed: int,
          out: Path | None, jobs: int | None, cluster: str | None, dry_run: bool, force: bool,
          quiet: bool) -> int:
    """Vary levers of SCENARIO, and what is not known, by a design; say what each outcome hangs on.

    Every point is kept as soon as it is done: the same command goes on from there.
    """
    from countergaze.api import Mistakes
    from countergaze.engine.simulation import processors
    from countergaze.mechanisms import ROWS
    from countergaze.scenarios import default, load
    from countergaze.worlds.space import space
    from countergaze.worlds.sweep import carry_out
    from countergaze.worlds.sweep.levers import read
    from countergaze.worlds.sweep.plan import Sweep, Varied

    mistakes, other = Mistakes(), None
    base = default()  # these two stand in where what was asked for cannot be had
    varied: tuple[Varied, ...] = tuple(space()[:1])
    known = tuple(text for text in vary if text.partition(".")[0].strip() not in ROWS)
    with mistakes:
        base, known = load(scenario), vary
    with mistakes:
        other = load(against) if against else None
    with mistakes:
        varied = tuple(read(known, base))
    plan = Sweep(base, varied, other, uncertain, method, samples, seeds, people, weeks, window,
                 seed)
    with mistakes:
        plan.check()
    mistakes.tell()
    folder = out if out is not None else Path("runs") / f"sweep-{base.name}"
    wish = processors() if jobs is None else jobs
    if not quiet:
        _head(plan, wish)
    if dry_run:
        return 0
    check_folder(folder, force)
    with workers(cluster, wish) as executor:
        done = simulated(quiet, lambda progress: carry_out.carry_out(
            plan, jobs=wish, executor=executor, progress=progress, command=_command(plan)))
    if done is None:
        return INTERRUPTED
    done.save(folder, force)
    if not quiet:
        _tail(done, folder)
    failed = done.about["failed"]
    for sample, why in list(failed.items())[:8]:
        terminal.complain(f"point {sample} FAILED: {why}")
    return SOME_FAILED if failed else 0


def _command(plan: Any) -> str:
    """Return the command that carries out a plan, as it was typed."""
    context = click.get_current_context()
    words = ["countergaze", "sweep", context.params["scenario"]]
    for name in ("against", "vary", "uncertain", "method", "samples", "seeds", "people", "weeks",
                 "window", "seed"):
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            value = context.params[name]
            for one in value if isinstance(value, tuple) else (value,):
                words += [f"--{name}", str(one)]
    return shlex.join(words) + " --out DIR"


def _head(plan: Any, jobs: int) -> None:
    """Print what is going to be done, and for how long."""
    from countergaze.experiments.duration import in_words

    points = len(plan.places())
    against = f" against {plan.against.name}" if plan.against else ""
    terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
    terminal.say(f"sweep     {terminal.bold(f'{points:,}')} points of {plan.scenario.name}"
                 f"{against}, {len(plan.dimensions):,} numbers and forms; not known: "
                 f"{plan.uncertain}")
    terminal.say(f"people    {plan.people:,}, {plan.weeks:,} weeks, {plan.seeds} seeds of each")
    terminal.say(f"takes     about {in_words(plan.seconds() / jobs)} in {jobs} "
                 f"process{'' if jobs == 1 else 'es'} of a free machine")


def _tail(done: Any, folder: Path) -> None:
    """Print what the first outcomes hang on, and the files."""
    from countergaze.mechanisms import INDICATORS

    table = done.sensitivity
    for name in HEADLINES:
        rows = table[(table["indicator"] == name) & (table["scope"] == "whole")]
        rows = rows.reindex(rows["value"].abs().sort_values(ascending=False).index)
        if len(rows):
            terminal.say(f"  {INDICATORS[name].title}")
            for row in rows.head(FIRST).to_dict("records"):
                terminal.say(f"    {row['key']:<40} {row['measure']} {row['value']:.2f}")
    written_files(folder)
    terminal.say(f"result {done.result[:12]}          next:  countergaze verify {folder}")
