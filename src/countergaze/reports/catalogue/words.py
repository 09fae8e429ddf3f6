"""Every sentence and table about systems and safeguards, in plain text and in Markdown."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from countergaze.claims.entries import guards, systems
from countergaze.claims.significance import Found
from countergaze.mechanisms import INDICATORS
from countergaze.reports.catalogue import in_worlds
from countergaze.reports.numbers import MINUS, decimals, number, plus, size, visible
from countergaze.reports.phrases import NOT_CLEAR, Difference, by_what_could_be_seen, in_short
from countergaze.reports.words import NOTICE, last_weeks

LARGEST = 3
MOST_MOVED = 12
LEAST_SIZE = 0.1
MOST_PERCENT = 999.0
"""Beyond it the reference is so near to nothing that a share of it says nothing."""
COLUMNS = {
    "wrongful_person_weeks": "wrongful", "silenced": "silenced", "hardship": "hardship",
    "expected_dissent": "dissent", "recorded_share": "recorded", "safeguard_hours": "hours",
}
"""What is shown of every safeguard, people first: rights, control, cost."""
TITLES = {"systems": "What each system does", "safeguards": "What each safeguard does"}
LEADS = {
    "systems": "Each system is taken out of a world alone, and the world without it is held "
               "against the one with it. A number is the world without the system minus the world "
               "with it.",
    "safeguards": "Each safeguard is put in force alone, in full, from week 0. A number is the "
                  "world with it minus the world without it.",
}
READ = ("Both worlds of a row have the same people and common random numbers. A range is "
        "the 95 % interval of the mean difference over the pairs. An indicator is said to move "
        "where its difference stays clear of zero after correction for the number of indicators "
        "looked at in the row (Benjamini and Hochberg, 5 %), and is at least a thousandth of "
        "the reference or a hundredth of a between-seed SD. A system's or safeguard's "
        "own indicators come first, then the largest of the others. The standardised effect is in "
        "between-seed SD: the standard deviation between seeds in the reference. The minimum "
        "detectable effect is the difference that one look by itself finds with 80 % power at "
        "5 %. Some of what moves restates the change itself: without point schemes nobody has a "
        "score. Rows stand in the order of their ids and are not ranked.")
NOT_MEANT = ("What this does not mean: nothing here says what any real system does to real "
             "people. It says what follows in this model from what is assumed.")


def title_of(row: dict[str, Any]) -> str:
    """Return the reader's name of an indicator, with its scope where that is not the whole."""
    about = INDICATORS.get(row["indicator"])
    name = about.title if about else row["indicator"]
    if row["scope"] == "whole":
        return name
    return f"{name}, {row['scope'].partition(':')[2].replace('_', ' ') or row['scope']}"


def said(row: dict[str, Any]) -> str:
    """Return a difference with its interval, or the minimum detectable effect."""
    return by_what_could_be_seen(Difference.of(row))


def how_large(row: dict[str, Any]) -> str:
    """Return the standardised effect in between-seed SD, and the % of the reference."""
    parts = []
    if math.isfinite(row["size"]):
        count = abs(row["size"])
        parts.append(f"{number(count)} between-seed SD" if count >= LEAST_SIZE
                     else "under 0.1 between-seed SD")
    if abs(row["percent"]) <= MOST_PERCENT:
        parts.append(f"{plus(row['percent'], 1 if abs(row['percent']) < 10.0 else 0)} %")
    return ", ".join(parts)


def moved_line(row: dict[str, Any]) -> str:
    """Return title, difference, unit and size of what moves."""
    large = how_large(row)
    return f"{title_of(row)} {said(row)} {row['unit']}" + (f" [{large}]" if large else "")


def count_line(found: Found) -> str:
    """Return how many indicators move of those looked at."""
    moved = len(found.moved)
    if not found.tested:
        return "nothing can be told"
    return f"{moved if moved else 'none'} of {found.tested} move{'s' * (moved == 1)}"


def least_seen(found: Found) -> str:
    """Return, for a row that moves nothing, the minimum detectable effects of its own."""
    seen = [f"{title_of(row)} {visible(row['mde'])}" for row in found.named
            if row["mde"] == row["mde"] and row["mde"] > 0.0]
    alike = [title_of(row) for row in found.named if row["mde"] == row["effect"] == 0.0]
    parts = [f"minimum detectable effects (80 % power): {'; '.join(seen)}"] if seen else []
    parts += [f"the same in all pairs: {', '.join(alike)}"] if alike else []
    return "; ".join([NOT_CLEAR, *parts])


def in_terminal(kind: str, found: Sequence[Found]) -> list[str]:
    """Return the table as lines of at most 80 columns."""
    return _systems_text(found) if kind == "systems" else _safeguards_text(found)


def _systems_text(found: Sequence[Found]) -> list[str]:
    lines = []
    for one in found:
        trial = one.trial
        lines += _wrapped(f"{trial.id}  {trial.title} ({trial.scenario}): {count_line(one)}", 0)
        lines += _wrapped(f"without: {trial.change}", 5)
        if not one.moved:
            lines += _wrapped(least_seen(one), 5)
        for row in one.leading[:LARGEST]:
            lines += _wrapped(moved_line(row), 5)
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(text, 79, initial_indent=" " * indent, subsequent_indent=" " * (
        indent + 2 if indent else 5), break_on_hyphens=False)


def _safeguards_text(found: Sequence[Found]) -> list[str]:
    rows = [("", "", *COLUMNS.values())]
    for before, one in zip([None, *found], found):
        again = before is not None and before.trial.id == one.trial.id
        name = f"in {one.trial.scenario}" if again else one.trial.title
        rows.append((one.trial.id, name, *(short(one.of(key)) for key in COLUMNS)))
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [" ".join([f"{row[0]:<3} {row[1]:<{widths[1]}}",
                       *(f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:]))])
             for row in rows]
    for place, one in reversed(list(enumerate(found, 1))):
        lines[place + 1:place + 1] = [
            line for row in one.named for line in _wrapped(
                moved_line(row) if row["significant"] else f"{title_of(row)} {said(row)}", 4)]
    return lines


def under_the_table() -> str:
    """Return how to read the table of safeguards in a terminal."""
    units = "; ".join(f"{name}: {INDICATORS[key].title.lower()}, {INDICATORS[key].unit}"
                      for key, name in COLUMNS.items())
    return ("A dot: no difference detected. Under each row stands its own indicator. "
            f"{units[:1].upper()}{units[1:]}. Intervals, what else moves, and minimum "
            "detectable effects are in the files.")


def short(row: dict[str, Any] | None) -> str:
    """Return a difference alone; a dot where it is not clear, a dash where there is no value."""
    return in_short(None if row is None else Difference.of(row))


def window_of(shown: Any) -> str:
    """Return over which weeks means are taken."""
    made = shown.made
    words = last_weeks(made.weeks) if made.window == made.weeks or (
        made.window == 52 < made.weeks) else (
        f"the last {made.window} week{'s' * (made.window > 1)}")
    own = [trial.id for trial in shown.trials if trial.window not in (0, made.window)]
    return f"{words} ({', '.join(own)}: the whole run)" if own else words


def markdown(shown: Any) -> str:
    """Return the page that goes to the docs; shown: rows of the catalogue, simulated."""
    kind, found = shown.kind, shown.found
    about = (f"{len(shown.seeds)} pairs of runs, {shown.people:,} synthetic people, "
             f"{shown.weeks:,} weeks; means of {window_of(shown)}.")
    parts = [f"# {TITLES[kind]}", f"{NOTICE} {LEADS[kind]}", READ, about,
             f"Written by\n\n```sh\n{shown.command}\n```\n\nCountergaze "
             f"{shown.version}, result `{shown.result[:12]}`."]
    if told := in_worlds.lines(shown):
        parts += [f"## {in_worlds.title(shown)}", "\n".join(f"- {line}" for line in told),
                  in_worlds.NOTE]
    parts += _systems_pages(found) if kind == "systems" else _safeguards_pages(found)
    return "\n\n".join([*parts, NOT_MEANT]) + "\n"


def _systems_pages(found: Sequence[Found]) -> list[str]:
    head = ["id", "system", "shown in", "without it", "moves", "first of these"]
    overview = [[f"[{one.trial.id}](#{one.trial.id.lower()})", one.trial.title,
                 one.trial.scenario, f"`{one.trial.change}`", count_line(one),
                 "; ".join(f"{title_of(row)} {said(row)}" for row in one.leading[:LARGEST])
                 or least_seen(one)] for one in found]
    parts = [grid(head, overview)]
    for one in found:
        system = systems()[one.trial.id]
        lines = [f"### {one.trial.id}", f"**{system.title}** ({one.trial.scenario}). "
                 f"{system.meaning}" + (f" {system.note}" if system.note else ""),
                 f"Mechanisms: {', '.join(system.mechanisms)}. In the week: "
                 + ", ".join(f"`src/countergaze/{at}`" for at in system.where)
                 + f". Without it: `{one.trial.change}`."]
        parts += ["\n\n".join(lines), *_details(one)]
    return parts


def _safeguards_pages(found: Sequence[Found]) -> list[str]:
    head = ["id", "safeguard", "in", *(INDICATORS[key].title for key in COLUMNS), "its own"]
    table = [[one.trial.id, one.trial.title, one.trial.scenario, *(
        said(row) if (row := one.of(key)) else "-" for key in COLUMNS),
        "; ".join(f"{title_of(row)} {said(row)}" for row in one.named)] for one in found]
    units = "; ".join(f"{INDICATORS[key].title}: {INDICATORS[key].unit}" for key in COLUMNS)
    parts = [grid(head, table), f"Units. {units}."]
    for one in found:
        parts += [f"### {one.trial.id} in {one.trial.scenario}\n\n**{one.trial.title}**: "
                  f"{guards()[one.trial.id].meaning}. Set: `{one.trial.change}`.", *_details(one)]
    return parts


def _details(one: Found) -> list[str]:
    """Return what a row says of its own indicators, of the others that move, and of the rest."""
    rows = [[title_of(row), row["unit"], level(row), said(row), how_large(row)]
            for row in one.named]
    others = [row for row in one.moved if not row["named"]]
    rows += [[title_of(row), row["unit"], level(row), said(row), how_large(row)]
             for row in others[:MOST_MOVED]]
    line = f"{count_line(one)[:1].upper()}{count_line(one)[1:]}"
    line += f"; {len(others) - MOST_MOVED} smaller ones are left out here" * (
        len(others) > MOST_MOVED)
    gone = sorted(set(one.gone))
    line += f". In one of the two worlds only: {', '.join(f'`{name}`' for name in gone)}" * bool(
        gone)
    return [grid(["indicator", "unit", "reference", "difference", "size"], rows), f"{line}."]


def level(row: dict[str, Any]) -> str:
    """Return the mean in the reference, in as many digits as the difference."""
    if row["level"] != row["level"]:
        return "none"
    digits = decimals(row["low"], row["high"]) if row["low"] == row["low"] else 1
    sign = MINUS if row["level"] < 0.0 else ""
    return f"{sign}{size(row['level'], max(digits, 0))}"


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
                     for line in lines)
