"""Commands of the catalogue: what there is by id, and what each system and safeguard does."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import click

from countergaze import __version__
from countergaze.cli import terminal
from countergaze.cli.compare import (
    INTERRUPTED, ended, files_in, over_worlds, places_to_work, say_simulated, say_size, simulated,
    workers, written_files,
)
from countergaze.cli.in_worlds import how_many, say_worlds, with_worlds
from countergaze.cli.run import check_folder, only_if_given

WIDTH = 79
ONE_A_LINE = ("arms", "patch", "sets", "where", "holds_if", "built_in")
"""What has a line of its own for each of its entries."""


@click.command()
@click.argument("kind")
@click.argument("key", required=False, metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def catalogue(kind: str, key: str | None, as_json: bool) -> None:
    """List the entries of KIND (systems, claims, safeguards, metrics), or tell one by its ID."""
    from countergaze.claims import entries

    try:
        found = entries.kind(kind)
        one = entries.entry(kind, key) if key is not None else None
    except entries.NoEntry as fault:
        raise click.UsageError(str(fault)) from None
    if as_json:
        told: Any = entries.record(one) if one else [entries.record(e) for e in found.values()]
        terminal.say(json.dumps(told, indent=1, ensure_ascii=False))
    elif one:
        for line in _one(entries.record(one)):
            terminal.say(line)
    else:
        for entry in found.values():
            for line in _listed(entries.record(entry)):
                terminal.say(line)
        terminal.say(f"{len(found)} {kind}; more about one: countergaze catalogue {kind} "
                     f"{next(iter(found))}")


SHORT = {"systems": "systems", "mechanisms": "mechanisms", "indicators": "shows in",
         "patch": "without", "against": "without: the scenario", "sets": "sets",
         "hours": "staff hours"}
"""What of an entry a list tells, and how it is introduced there."""


def _listed(told: dict[str, Any]) -> list[str]:
    """Return the lines of one entry in a list: its meaning, what carries it, what removes it."""
    title, meaning = told.get("title", ""), told.get("meaning", "")
    head = f"{title}: {meaning}" if title and meaning else title or told.get("statement", "")
    if told.get("hours"):
        told["hours"] = "{} for each of {}".format(*told["hours"])
    rest = [f"{SHORT[key]}: {_words(told[key])}" for key in SHORT if told.get(key)]
    lines = textwrap.wrap(head, WIDTH, initial_indent=f"{told['id']}  ",
                          subsequent_indent=" " * 5)
    return lines + textwrap.wrap("; ".join(rest), WIDTH, initial_indent=" " * 5,
                                 subsequent_indent=" " * 5, break_on_hyphens=False)


def _one(told: dict[str, Any]) -> list[str]:
    """Return the lines about one entry: what is said of it, then lists under their names."""
    lines = [f"{terminal.name(told.pop('id'))}  {told.pop('title', '')}".rstrip()]
    for key, value in told.items():
        if value in ("", False, None, [], {}):
            continue
        name = key.replace("_", " ")
        if key in ONE_A_LINE:
            lines.append(f"  {name}")
            for part in _parts(value):
                lines += textwrap.wrap(_words(part), WIDTH, initial_indent=" " * 4,
                                       subsequent_indent=" " * 6, break_long_words=False,
                                       break_on_hyphens=False)
            continue
        lines += textwrap.wrap(_words(value), WIDTH, initial_indent=f"  {name:<12}",
                               subsequent_indent=" " * 14, break_long_words=False,
                               break_on_hyphens=False)
    return lines


def _parts(value: Any) -> list[Any]:
    return [{key: at} for key, at in value.items()] if isinstance(value, dict) else list(value)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} = {terminal.written(at)}" for key, at in value.items())
    if isinstance(value, list):
        return ", ".join(_words(part) for part in value)
    return value if isinstance(value, str) else "yes" if value is True else str(value)


_only = click.option("--only", default="", metavar="IDS", help="Some ids, such as S07,S08.")


@click.command()
@over_worlds(10, 50_000, "runs/systems")
@_only
def systems(**asked: Any) -> int:
    """Show what each system of the report does: take it out, and say what moves."""
    return _show("systems", **asked)


@click.command()
@over_worlds(10, 50_000, "runs/safeguards")
@_only
def safeguards(**asked: Any) -> int:
    """Show what each safeguard does by itself: put it in force, and say what moves."""
    return _show("safeguards", **asked)


def _show(kind: str, seeds: int, people: int, weeks: int, window: int,
          tables: Path | None, out: Path | None, only: str, worlds: int | None, jobs: int | None,
          cluster: str | None, force: bool, quiet: bool, as_json: bool) -> int:
    from countergaze import api
    from countergaze.claims.folder import show
    from countergaze.claims.trials import PLANS
    from countergaze.data.tables import in_use
    from countergaze.engine.simulation import processors
    from countergaze.experiments.under_way import continues
    from countergaze.results.store import PARTS

    wish = processors() if jobs is None else jobs
    ids, wrong = _ids(kind, only)
    window = api.window_of(only_if_given("window", window), weeks)
    api.check_pairs(seeds, people, weeks, window, wish, wrong)
    plan, rows = PLANS[kind](ids, seeds, people, weeks, window, in_use(tables))
    count = how_many(worlds, 0)
    processes, most = places_to_work(cluster, plan, wish, jobs is None)
    folder = out if out is not None else Path("runs") / kind
    check_folder(folder, force or continues(plan, folder, kind), PARTS)
    if not quiet and not as_json:
        _head(kind, plan, rows, processes)
        say_worlds(plan, count, processes)
    with workers(cluster, processes) as executor:
        done = simulated(quiet, lambda progress: show(
            kind, plan, rows, processes, most, folder, progress, force, executor,
            with_worlds(count, processes, executor, progress)))
    if done is None:
        return INTERRUPTED
    if as_json:
        terminal.say(json.dumps(_record(done, folder), indent=1))
    elif not quiet and done.made.any_run:
        _tail(done, folder)
    return ended(done.made, seeds)


def _ids(kind: str, only: str) -> tuple[list[str], list[str]]:
    """Return the ids asked for, and what is wrong with them."""
    from countergaze.claims import entries

    try:
        return entries.ids_of(kind, only) if only else list(entries.kind(kind)), []
    except entries.NoEntry as fault:
        return [], [str(fault)]


def _head(kind: str, plan: Any, rows: Any, processes: int) -> None:
    """Print what is going to be shown."""
    terminal.say(f"Countergaze {__version__}  synthetic people; not a forecast")
    count = len({row.id for row in rows})
    what = f"{kind}, each alone," if count > 1 else kind[:-1]
    terminal.say(f"show      {terminal.bold(str(count))} {what} in {len(plan.arms)} worlds")
    say_size(plan, processes)


def _tail(done: Any, folder: Path) -> None:
    """Print the rows, the files and what to do next."""
    from countergaze.reports.catalogue import in_worlds, words

    say_simulated(done.made.facts)
    terminal.say(terminal.paragraph(f"{words.LEADS[done.kind]} Means of {words.window_of(done)}; "
                                    "95 % intervals, corrected for looking at many.", 0))
    for line in words.in_terminal(done.kind, done.found):
        terminal.say(line)
    if done.kind == "safeguards":
        terminal.say(terminal.paragraph(words.under_the_table(), 0))
    if told := in_worlds.lines(done):
        terminal.say(f"\n{in_worlds.title(done)}")
        for line in (*told, in_worlds.NOTE):
            terminal.say(terminal.paragraph(line, 2))
    terminal.say("Differences of these worlds, not of any real one.")
    written_files(folder)
    terminal.say(f"result {done.result[:12]}          next:  countergaze verify {folder}")


def _record(done: Any, folder: Path) -> dict[str, Any]:
    """Return what `--json` prints."""
    made = done.made
    return {"kind": done.kind, "seeds": list(made.seeds), "people": made.people,
            "weeks": made.weeks, "window": made.window, "result": done.result,
            "folder": str(folder), "files": files_in(folder),
            "failed": [{"arm": arm, "seeds": list(lost), "message": why}
                       for arm, lost, why in made.failed],
            "rows": [{"id": one.trial.id, "title": one.trial.title,
                      "scenario": one.trial.scenario, "change": one.trial.change,
                      "looked_at": one.tested, "significant": len(one.moved),
                      "effects": [{key: None if value != value else value
                                   for key, value in row.items()
                                   if key not in ("row", "id", "scenario")}
                                  for row in one.rows]} for one in done.found]}
