"""Commands about files: write a new scenario, check one, verify a run."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import click

from countergaze.cli import terminal
from countergaze.declare import Settings

DIFFERENCE = 4


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--extends", "base", default="baseline", show_default=True,
              help="A shipped scenario, or the path of a file.")
def new(file: Path, base: str) -> None:
    """Write a scenario FILE to edit: every parameter is in it, switched off by a #."""
    from countergaze.results.store import CannotWrite, FolderInUse
    from countergaze.scenarios import load, shipped

    scenario = load(base)
    named = base if base in shipped() else Path(
        os.path.relpath(base, file.parent or ".")).as_posix()
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(template(scenario, file.stem, named))
    except FileExistsError:
        raise FolderInUse(f"{file} is there already; nothing was overwritten") from None
    except OSError as fault:
        raise CannotWrite(f"{file} cannot be written: {fault.strerror}") from None
    terminal.say(f"written {terminal.name(str(file))}, which extends {base}")
    terminal.say(f"next:  edit it, then  countergaze check {file}")


def template(scenario, title: str, base: str) -> str:
    """Return the text of a new scenario that differs in nothing from the one it extends."""
    from countergaze.mechanisms import ROWS, TABLES

    lines = [f"title = {_quoted(title)}", f"extends = {_quoted(base)}", "",
             "# Take the # from a line to change it; a table needs its [name] line too.",
             "# What each number means and where it comes from: countergaze explain TABLE.NAME"]
    for name, table in TABLES.items():
        lines += ["", f"# [{name}]"]
        for key, p in table.fields.items():
            held = scenario.settings.values[name][key]
            value = _as_in_a_file(held)
            note = ", ".join(p.choices) if p.kind == "form" else p.unit
            lines.append(f"# {key} = {value}  # {note}")
    lines += ["", "# Rows: change a field of one, or add one by giving all its fields."]
    for name in ROWS:
        for key, row in scenario.settings.rows[name].items():
            lines += ["", f"# [{name}.{key}]"]
            lines += [f"# {at} = {terminal.written(value)}" for at, value in row.items()]
    if scenario.settings.changes:
        lines += ["", "# Changes of the base. A value set above drops those of its key: write "
                  "them again."]
    for week, changed, rows in scenario.settings.changes:
        lines += ["", "# [[changes]]", f"# week = {week}"]
        tables = {**changed, **{f"{name}.{key}": row for name, keyed in rows.items()
                                for key, row in keyed.items()}}
        for name, fields in tables.items():
            lines += [f"# [changes.{name}]", *(f"# {key} = {_as_in_a_file(value)}"
                                               for key, value in fields.items())]
    lines += ["", "# What changes on a date; week 0 is the first of 2018, weeks before it are "
              "negative:", "", "# [[changes]]", "# week = 104", "# [changes.sensing]",
              "# smart = 0.6", ""]
    return "\n".join(lines)


def _as_in_a_file(value) -> str:
    return '"none"' if value is None else terminal.written(value)


def _quoted(text: str) -> str:
    """Return text as a TOML string."""
    import json

    return json.dumps("".join(c if c.isprintable() else "?" for c in text), ensure_ascii=False)


@click.command()
@click.argument("file")
def check(file: str) -> None:
    """Check a scenario FILE; say what differs from its base, and what of it cannot act."""
    from countergaze.cli.run import say_notes
    from countergaze.scenarios import DEFAULT, load
    from countergaze.scenarios.acting import notes

    scenario = load(file)
    base = f"what it extends ({scenario.chain[0]})" if scenario.chain else "the defaults"
    terminal.say(f"{scenario.name}: {scenario.title}. No mistakes.")
    terminal.say(differences_text(scenario.differences, base))
    if DEFAULT in scenario.chain[1:]:
        apart = apart_in_week_0(scenario.settings, load(DEFAULT).settings)
        tables = Counter(key.partition(".")[0] for key in apart)
        terminal.say(f"From {DEFAULT} it differs in week 0 by {len(apart)} values, in "
                     f"{len(tables)} table{'s' * (len(tables) != 1)} ("
                     + ", ".join(f"{table} {count}" for table, count in tables.items()) + ").")
    say_notes(notes(scenario.settings, scenario.differences))


def apart_in_week_0(one: Settings, other: Settings) -> list[str]:
    """Return the full names of the settings in which two worlds differ in week 0."""
    mine, theirs = (
        {f"{table}.{key}": value for held in (at.values, at.rows) for table, fields in held.items()
         for key, value in fields.items()} for at in (one.at(0), other.at(0)))
    return [key for key in {**theirs, **mine} if mine.get(key) != theirs.get(key)]


def differences_text(differences, base: str) -> str:
    """Return a table of what differs, or a sentence that nothing does."""
    if not differences:
        return f"It differs in nothing from {base}."
    rows = [("key", "in the base", "here")]
    rows += [(key, "-" if old is None else terminal.written(old), terminal.written(value))
             for key, old, value in differences]
    count = len(differences)
    tables = len({_table(key) for key, _, _ in differences})
    return (f"{count} value{' differs' if count == 1 else 's differ'} from {base}, in {tables} "
            f"table{'s' * (tables > 1)}:\n" + terminal.table(rows))


def _table(key: str) -> str:
    """Return the table of a difference, dated or not: sensing of "week 0: sensing.smart"."""
    return key.rpartition(": ")[2].partition(".")[0]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def verify(folder: Path) -> int:
    """Check that nothing in the FOLDER of a run or comparison changed since it was written."""
    from countergaze.claims.folders import verify as differences
    from countergaze.results.run import NotARun
    from countergaze.results.store import PARTS

    if not (folder / "manifest.json").exists():
        raise NotARun(f"{folder} holds an unfinished comparison: the command that began it goes on"
                      if (folder / PARTS).exists() else
                      f"{folder} holds no run (there is no manifest.json in it)")
    found = differences(folder)
    if not found:
        terminal.say(f"{folder}: every file is as it was written")
        return 0
    count = len(found)
    terminal.complain(f"{count} difference{'' if count == 1 else 's'} in {folder}\n\n"
                      + "\n".join(f"  {line}" for line in found))
    return DIFFERENCE
