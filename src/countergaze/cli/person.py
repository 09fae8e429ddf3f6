"""One synthetic life, week by week, in two worlds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from countergaze.cli import terminal
from countergaze.cli.numbers import WHOLE
from countergaze.cli.run import settings_of, say_notes
from countergaze.declare.integers import typed

FOUND = ("listed", "wrongly-listed", "refused", "warned", "visited", "appeals")


@click.command()
@click.argument("words", nargs=-1, metavar="[N] [SCENARIO]")
@click.option("--against", default="no-system", show_default=True, metavar="SCENARIO",
              help="The world to lay beside it.")
@click.option("--find", "kind", type=click.Choice(FOUND),
              help="In place of N: the lowest number to whom this happens in SCENARIO.")
@click.option("--people", default=20_000, type=WHOLE, show_default=True,
              help="Residents; 5,000 at least.")
@click.option("--weeks", default=156, type=WHOLE, show_default=True, help="Weeks to simulate.")
@click.option("--seed", default=1, type=WHOLE, show_default=True,
              help="Random seed of both worlds (non-negative integer).")
@click.option("--threads", type=WHOLE, help="All processors unless given; results are the same.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE",
              help="Change a parameter in both worlds; may be repeated.")
@click.option("--tables", type=click.Path(path_type=Path), metavar="FILE",
              help="Places of another country, as a CSV file.")
@click.option("--worlds", type=WHOLE, metavar="N",
              help="Follow the same person in N plausible worlds as well.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE",
              help="Write a page with both worlds.")
@click.option("--force", is_flag=True, help="Replace the page if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Print every week as JSON.")
def person(words: tuple[str, ...], against: str, kind: str | None, people: int, weeks: int,
           seed: int, threads: int | None, changes: tuple[str, ...],
           tables: Path | None, worlds: int | None, html: Path | None, force: bool,
           as_json: bool) -> None:
    """Follow synthetic person N (0 on) through SCENARIO and another world.

    The person is nobody: a number in a society drawn from census totals. Both worlds have
    common random numbers. Most lives are quiet; --find listed looks for one that is not.

    \b
    countergaze person 4711 baseline --against safeguarded
    countergaze person --find refused --html life.html
    countergaze person --find wrongly-listed --worlds 16
    """
    from countergaze import api
    from countergaze.api.life import IN_WORDS, Person, Worlds
    from countergaze.cli.in_worlds import how_many
    from countergaze.experiments.duration import in_words
    from countergaze.experiments.progress import Progress

    number, scenario, wrong = _asked(words, kind, people)
    settings, more = settings_of(changes)
    mistakes, count = api.Mistakes(), 0
    with mistakes:
        count = how_many(worlds, 0)
    with mistakes:
        both = Worlds.of((scenario, against), people, weeks, seed, threads, settings, tables,
                         [*wrong, *more])
    mistakes.tell()
    if html is not None:
        check_file(html, force)
    if kind is not None:
        with Progress(False if as_json else None, weeks) as progress:
            number = both.find(kind, progress)
        if not as_json:
            terminal.say(f"person {number:,} is the lowest number that is {IN_WORDS[kind]} in "
                         f"{both.arms[0][0]}\n")
    if not as_json:
        say_notes(both.notes)
    shown = []
    for place in range(len(both.arms)):
        with Progress(False if as_json else None, weeks) as progress:
            shown.append(both.world(place, int(number or 0), progress))
    each = None
    if count:
        if not as_json:
            terminal.say(f"worlds    {count:,} plausible ones, about "
                         f"{in_words(both.seconds(count))} on one processor\n")
        with Progress(False if as_json else None) as progress:
            each = both.in_plausible(count, int(number or 0), shown, progress)
    life = Person(tuple(shown), each)
    if html is not None:
        _write(html, life.report(_command(number, (scenario, against), people, weeks, seed,
                                          changes, tables, count)), force)
    if as_json:
        text = json.dumps(life.record(), indent=1)
        terminal.say(re.sub(r"\[[^][{}]*\]", lambda found: re.sub(r"\n *", " ", found[0]), text))
        return
    terminal.say(str(life))
    if html is not None:
        terminal.say(f"written {terminal.name(str(html))}")


def _asked(words: tuple[str, ...], kind: str | None, people: int
           ) -> tuple[int | None, str, list[str]]:
    """Return the number and the scenario asked for, and sentences for what is wrong with them."""
    left = list(words)
    wrong, number = [], _number(left[0]) if left else None
    if number is not None:
        del left[0]
        if kind is not None:
            wrong.append("give a number or --find, not both")
        elif not 0 <= number < people:
            wrong.append(f"there is no person {number:,}: numbers go from 0 to {people - 1:,}; "
                         "--people makes more")
    elif kind is None:
        first = f", not {left[0]!r}" if left else ""
        wrong.append(f"say whom to follow: a number from 0 to {people - 1:,}{first}, or --find "
                     "listed")
        left = left[1:]
    if len(left) > 1:
        wrong.append(f"one scenario after the number, not {len(left)}; another world goes after "
                     "--against")
    return number, left[0] if left else "baseline", wrong


def _number(word: str) -> int | None:
    """Return the number that a word is, None where it is another word."""
    try:
        return typed(word)
    except ValueError:
        return None


def check_file(path: Path, force: bool) -> None:
    """Raise FolderInUse or CannotWrite before the run, not after it."""
    from countergaze.results.store import CannotWrite, FolderInUse

    if path.is_dir():
        raise FolderInUse(f"{path} is a folder; --html wants the name of a file")
    if path.exists() and not force:
        raise FolderInUse(f"{path} is there already; nothing was overwritten. Give another name, "
                          "or --force to replace it")
    if not path.absolute().parent.is_dir():
        raise CannotWrite(f"{path} cannot be written: there is no folder {path.parent}")


def _command(number: int | None, arms: tuple[str, str], people: int, weeks: int, seed: int,
             changes: tuple[str, ...], tables: Path | None, worlds: int) -> str:
    """Return the command that makes the same life again."""
    from shlex import quote

    parts = [str(number), arms[0], "--against", arms[1], "--people", str(people),
             "--weeks", str(weeks), "--seed", str(seed)]
    parts += [part for change in changes for part in ("--set", change)]
    parts += ["--tables", str(tables)] if tables is not None else []
    parts += ["--worlds", str(worlds)] if worlds else []
    return "countergaze person " + " ".join(map(quote, parts))


def _write(path: Path, page: str, force: bool) -> None:
    """Write the page, whole or not at all."""
    import os
    import secrets

    from countergaze.results.store import CannotWrite

    check_file(path, force)
    partial = path.with_name(f".{path.name}.partial-{secrets.token_hex(4)}")
    try:
        partial.write_text(page, encoding="utf-8")
        os.replace(partial, path)
    except OSError as fault:
        raise CannotWrite(f"{path} cannot be written: {fault.strerror or fault}") from None
    finally:
        partial.unlink(missing_ok=True)
