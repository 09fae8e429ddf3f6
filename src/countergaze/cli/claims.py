"""Commands that put the report's claims to plausible worlds, and say what each turns on."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.compare import CLUSTER, INTERRUPTED, simulated, workers, written_files
from countergaze.cli.numbers import WHOLE
from countergaze.cli.run import check_folder

SOME_FAILED = 6
MOST_WORLDS = 256


@click.command()
@click.argument("ids", nargs=-1, metavar="[C01 C02 ...]")
@click.option("--worlds", type=WHOLE, help="Worlds that fit the facts, 2 to 256; 40 unless given.")
@click.option("--quick", is_flag=True, help="8 worlds: a first look, no verdict to cite.")
@click.option("--resolve", is_flag=True, help="Two more seeds where many worlds are unclear.")
@click.option("--confirm", is_flag=True, help="24 fresh worlds for hinges that part the others.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder to write; runs/claims unless given.")
@click.option("--jobs", type=WHOLE, help="Processes; all processors unless given.")
@click.option("--cluster", metavar="WHERE", help=CLUSTER)
@click.option("--force", is_flag=True, help="Replace claims that are in the folder.")
@click.option("--list", "as_list", is_flag=True, help="List the claims, and run nothing.")
@click.option("--freeze", is_flag=True, help="In a checkout: hash every claim file before a run.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
def claims(ids: tuple[str, ...], worlds: int | None, quick: bool, resolve: bool, confirm: bool,
           out: Path | None, jobs: int | None, cluster: str | None, force: bool, as_list: bool,
           freeze: bool, quiet: bool, as_json: bool) -> int:
    """Put the claims of the report, all 42 unless some are named, to plausible worlds.

    Each gets a verdict by a rule that was written before the run. Runs that are done are kept:
    the same command goes on from there.
    """
    from countergaze.claims import board, frozen
    from countergaze.claims.work import DEFAULTS
    from countergaze.engine.simulation import processors
    from countergaze.worlds import World, plausible, simulate_arms
    from countergaze.worlds.sample import nearer

    asked = _ids(ids)
    if as_list:
        return _list(asked, as_json)
    if freeze:
        terminal.say(f"frozen: {frozen.freeze()}")
        return 0
    if quick and worlds is not None:
        raise click.UsageError("--quick is --worlds 8; give one of the two")
    count = board.QUICK if quick else board.WORLDS if worlds is None else worlds
    _check_worlds(count, board.FRESH if confirm else 0)
    order = board.Order(tuple(asked), count, resolve, confirm)
    processes = jobs if jobs is not None else processors()
    folder = out if out is not None else Path("runs") / "claims"
    check_folder(folder, force)
    if not quiet and not as_json:
        _head(order, processes)
    with workers(cluster, processes) as executor:
        done = simulated(quiet, lambda progress: board.carry_out(
            order, plausible, World(DEFAULTS, {}), simulate_arms, progress, nearer,
            jobs=processes, executor=executor))
    if done is None:
        return INTERRUPTED
    done.save(folder, force)
    if as_json:
        terminal.say(json.dumps(done.record(), indent=1, ensure_ascii=False))
    elif not quiet:
        _tail(done, folder)
    return _ended(done)


@click.command()
@click.argument("key", metavar="C01")
@click.option("--worlds", type=WHOLE, default=16, show_default=True,
              help="Worlds that fit the facts, 2 to 256.")
@click.option("--jobs", type=WHOLE, help="Processes; all processors unless given.")
@click.option("--cluster", metavar="WHERE", help=CLUSTER)
@click.option("--quiet", is_flag=True, help="Print nothing but the result.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def hinges(key: str, worlds: int, jobs: int | None, cluster: str | None, quiet: bool,
           as_json: bool) -> int:
    """Say what a claim turns on: every hinge that its file names, set to each end or variant."""
    from countergaze.claims import hinges as turning
    from countergaze.claims.claim_files import claims as all_claims
    from countergaze.claims.work import DEFAULTS
    from countergaze.engine.simulation import processors
    from countergaze.worlds import World, plausible, simulate_arms

    claim = all_claims()[_ids((key,))[0]]
    if claim.out_of_scope:
        raise click.UsageError(f"{claim.id} is out of scope: {claim.out_of_scope}")
    _check_worlds(worlds, 0)
    processes = jobs if jobs is not None else processors()
    with workers(cluster, processes) as executor:
        found = simulated(quiet or as_json, lambda progress: turning.turn(
            claim, plausible, World(DEFAULTS, {}), simulate_arms, worlds, progress,
            jobs=processes, executor=executor))
    if found is None:
        return INTERRUPTED
    if as_json:
        terminal.say(json.dumps([{
            "hinge": one.hinge, "setting": one.setting, "readings": {
                outcome.reading: outcome.verdict.counts._asdict() for outcome in one.outcomes}}
            for one in found], indent=1))
        return 0
    _turned(claim, found)
    return 0


def _turned(claim: Any, found: Any) -> None:
    """Print a table of a hinge's settings, a column each of the four counts."""
    terminal.say("\n".join(textwrap.wrap(f"{claim.id}  {claim.statement}", 79)))
    for reading in claim.its_readings:
        if claim.readings:
            terminal.say(f"{reading}: {claim.readings[reading]}")
        rows = [("hinge", "set to", "holds", "reversed", "no effect", "unclear")]
        for one in found:
            counts = next(o for o in one.outcomes if o.reading == reading).verdict.counts
            rows.append((one.hinge or "worlds", one.setting, *map(str, counts)))
        terminal.say(terminal.table(rows))
    terminal.say("Worlds of this model, not of any real country; counts, not chances.")


def _ids(asked: tuple[str, ...]) -> list[str]:
    """Return the ids asked for in the order of the catalogue; refuse what is none."""
    from countergaze.claims import entries

    try:
        return entries.ids_of("claims", ",".join(asked)) if asked else list(entries.claims())
    except entries.NoEntry as fault:
        raise click.UsageError(str(fault)) from None


def _check_worlds(count: int, fresh: int) -> None:
    """Refuse numbers of worlds out of bounds."""
    if not 2 <= count <= MOST_WORLDS - fresh:
        raise click.UsageError(f"--worlds {count} is outside 2 to {MOST_WORLDS - fresh}")


def _list(asked: list[str], as_json: bool) -> int:
    from countergaze.claims import entries

    found = entries.claims()
    if as_json:
        terminal.say(json.dumps([entries.claim_record(found[key]) for key in asked], indent=1,
                                ensure_ascii=False))
        return 0
    for key in asked:
        claim = found[key]
        what = ("out of scope" if claim.out_of_scope else "by construction" if not any(
            claim.open_parts(reading) for reading in claim.its_readings) else
            f"{len(claim.arms)} arms, {claim.people:,} people, {len(claim.hinges)} hinges")
        for line in textwrap.wrap(f"{claim.statement} ({what})", 79,
                                  initial_indent=f"{key}  ", subsequent_indent=" " * 5):
            terminal.say(line)
    terminal.say(f"{len(asked)} claims; one in full: countergaze catalogue claims {asked[0]}")
    return 0


def _head(order: Any, processes: int) -> None:
    """Print what is going to be put to how many worlds, and about how long it takes."""
    from countergaze.claims import board, frozen, work
    from countergaze.experiments.duration import in_words

    todo = board.blocks(order)
    seconds = work.estimate(todo, len(board.SEEDS), 270, processes)
    runs = sum(block.worlds * len(block.arms) for block in todo)
    terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
    terminal.say(f"claims    {terminal.bold(str(len(order.claims)))} in {order.worlds} worlds "
                 f"that fit the facts, and the one of the defaults")
    terminal.say(f"size      {runs:,} simulations of {len(board.SEEDS)} seeds each, in "
                 f"{processes} process{'' if processes == 1 else 'es'}; about "
                 f"{in_words(seconds)} if none is kept")
    told = frozen.frozen()
    changed = frozen.changed()
    terminal.say(f"frozen    {told.date or 'not yet'}"
                 + (f"; changed since: {', '.join(changed)}" if changed else ""))
    terminal.say()


def _tail(done: Any, folder: Path) -> None:
    """Print a line a claim, the files and what to do next."""
    from countergaze.reports.claims_page import words
    from countergaze.experiments.duration import in_words

    terminal.say(f"done in {in_words(done.facts['seconds'])}\n")
    rows = [(terminal.name(one.name), f"{words.MARKS[one.verdict.word]} "
             f"{words.name(one.verdict.word)}", _short(one, words)) for one in done.outcomes]
    terminal.say(terminal.table(rows))
    terminal.say()
    terminal.say(terminal.paragraph(f"{words.headline(done.first)}, in {len(done.worlds)} worlds "
                                    f"that fit the facts. {words.first_look(len(done.worlds))}", 0))
    written_files(folder)
    terminal.say(f"result {done.result[:12]}          next:  open {folder / 'claims.html'}")


def _short(one: Any, words: Any) -> str:
    first, second = words.board_line(one)
    text = f"{first}; {second}" if second else first
    return text if len(text) <= 55 else text[:52] + "..."


def _ended(done: Any) -> int:
    """Say which worlds failed; return the exit code."""
    for world, why in done.facts["failed"].items():
        terminal.complain(f"world {world} FAILED: {why}")
    return SOME_FAILED if done.facts["failed"] else 0
