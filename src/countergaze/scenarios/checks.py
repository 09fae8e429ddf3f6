"""Every mistake of a scenario file at once, in words, with near names and line numbers."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from countergaze.declare import Parameter, Row, Table
from countergaze.declare.renamed import new_name
from countergaze.declare.state import KINDS_AT_MOST
from countergaze.mechanisms import ROWS, TABLES
from countergaze.scenarios.schema import FIRST_WEEK, KEY, LAST_WEEK, file_model
from countergaze.scenarios.source import Place, Problem, line_at, lines_of, printable

MOST_ROWS = {"acts": KINDS_AT_MOST, "agencies": 7}
"""Agencies are bits of one byte in the state of a person; the eighth is the list by score."""
WORDS = ("title", "summary", "extends")


def shown(value: Any) -> str:
    """Return a value as in the file, short, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{printable(value, 40)}"'
    if isinstance(value, int) and abs(value) > 10**15:
        return "a very large number"
    if isinstance(value, (int, float)):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    if isinstance(value, (list, tuple)):
        return "[" + printable(", ".join(map(shown, value[:8])), 60) + "]" if all(
            isinstance(v, (str, int, float)) for v in value[:8]) else "a list"
    return "a table" if isinstance(value, dict) else printable(value, 40)


def problems_of(content: dict[str, Any], text: str, file: str) -> list[Problem]:
    """Return what is wrong with one file taken by itself, in the order of its lines."""
    lines = lines_of(text)
    try:
        file_model(content).model_validate(content)
    except ValidationError as fault:
        found: dict[Place, Problem] = {}
        for error in fault.errors(include_url=False, include_context=False):
            place, why = _explained(content, error["loc"], error["type"])
            found.setdefault(place, Problem(file, line_at(lines, place),
                                            _subject(content, place), why))
        return sorted(found.values(), key=lambda problem: problem.line)
    return []


def _inside(content: Any, place: Place) -> Any:
    """Return what stands at a place of a file, or None."""
    for part in place:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _subject(content: dict[str, Any], place: Place) -> str:
    """Return the key at a place as it would be written, with its value."""
    value = _inside(content, place)
    inner = [printable(part, 40) for part in place]
    if place[:1] == ("changes",) and len(place) >= 2 and isinstance(place[1], int):
        inner = ["changes", *inner[2:]]
    if isinstance(value, dict):
        return f"[{'.'.join(inner)}]" if len(inner) > 1 or place[0] != "changes" else \
            "[[changes]]"
    table = f"[{'.'.join(inner[:-1])}] " if len(inner) > 1 else ""
    return f"{table}{inner[-1]} = {shown(value)}" if inner else ""


def _explained(content: dict[str, Any], loc: Place, kind: str) -> tuple[Place, str]:
    """Return the place of a mistake and why it is one."""
    head: Place = ()
    rest = tuple(part for part in loc if part != "[key]")
    known = [*WORDS, "burn_in", "changes", *TABLES, *ROWS]
    if rest[:1] == ("changes",):
        head, rest = rest[:2], rest[2:]
        known = ["week", *TABLES, *ROWS]
        if not rest:
            return head, "must be a [[changes]] table."
    name = str(rest[0])
    if name not in known:
        return (*head, name), _unknown(name, known, "a table or key of a scenario", name)
    if name in TABLES:
        return _explained_field(content, (*head, name), rest[1:], TABLES[name])
    if name in ROWS:
        return _explained_row(content, (*head, name), rest[1:], ROWS[name])
    place = (*head, name)
    if name == "week":
        missing = kind == "missing"
        return (head if missing else place), (
            "needs a week." if missing else
            f"must be a whole number, {FIRST_WEEK:,} to {LAST_WEEK:,}.")
    if name in WORDS:
        return place, "must be text, at most 2,000 characters."
    return place, "must be \"own\" or \"shared\"." if name == "burn_in" else \
        "must be written as [[changes]] tables."


def _explained_row(content: Any, place: Place, rest: Place,
                   row: type[Row]) -> tuple[Place, str]:
    if not rest:
        return place, f"must hold rows, written [{row.table}.KEY]."
    place = (*place, rest[0])
    if not isinstance(_inside(content, place), dict):
        return place, f"must be a row, written [{row.table}.KEY]."
    if len(rest) == 1:
        return place, f"must have a key of letters, digits, _ and -: {KEY}"
    return _explained_field(content, place, rest[1:], row)


def _explained_field(content: Any, place: Place, rest: Place,
                     table: type[Table] | type[Row]) -> tuple[Place, str]:
    if not rest:
        return place, f"must be a table, written [{table.table}]."
    name = str(rest[0])
    place = (*place, name)
    if name not in table.fields:
        what = "a parameter" if issubclass(table, Table) else f"a field of [{table.table}]"
        return place, _unknown(name, list(table.fields), what, f"{table.table}.{name}")
    return place, why_not(table.fields[name], _inside(content, place))


def _unknown(name: str, known: list[str], what: str, key: str = "") -> str:
    """Return why a name is none of the `known`; key: what `new_name` may know it by."""
    if new := new_name(key):
        return f"has another name now: write {new}."
    near = difflib.get_close_matches(name[:60], known, 1, 0.6)
    if near:
        return f"is not {what}. Did you mean {near[0]}?"
    return f"is not {what}. There are: {', '.join(known[:12])}{', ...' * (len(known) > 12)}"


def why_not(parameter: Parameter, value: Any) -> str:
    """Return why `value` cannot be a value of `parameter`, and what could be."""
    p = parameter
    if p.kind == "form":
        near = difflib.get_close_matches(str(value)[:60], p.choices, 1)
        return f"must be one of {', '.join(p.choices)}." + (
            f" Did you mean {near[0]}?" if near else "")
    if p.kind == "names":
        return f'must be a list of {p.unit}, such as ["one", "two"].'
    if p.kind in ("text", "name"):
        return "must be text, at most 400 characters."
    if p.kind == "switch":
        return "must be true or false, or 1 or 0."
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"must be a number ({p.unit}; default {shown(p.default)})."
    if value != value:
        return f"is not a finite number ({p.unit}; default {shown(p.default)})."
    if p.bounds and not p.bounds[0] <= value <= p.bounds[1]:
        low, high = (f"{bound:g}" for bound in p.bounds)
        return f"is outside {low} to {high} ({p.unit}; default {shown(p.default)})."
    return f"must be a whole number ({p.unit}; default {shown(p.default)})."


def names_that_lead_nowhere(rows: dict[str, dict[str, dict[str, Any]]]
                            ) -> Iterator[tuple[Place, str]]:
    """Yield the place and the mistake of each name of a row that no table has."""
    for table in ("firm_kinds", "firm_sizes"):
        there = [row for row in rows[table].values() if row["share"] > 0.0]
        if not any(row["share_of_workers"] > 0.0 for row in there):
            yield (table,), ("needs a row with a share_of_workers above 0." if there else
                             "needs a row with a share above 0: without firms, use firms.on = 0.")
    for table, keyed in rows.items():
        if len(keyed) > MOST_ROWS.get(table, 200):
            yield (table,), f"has {len(keyed)} rows; at most {MOST_ROWS.get(table, 200)} fit."
        for key, row in keyed.items():
            if table == "list_families" and key not in rows["agencies"]:
                yield (table, key), "is the list of an agency: " + _unknown(
                    key, list(rows["agencies"]), "a row of [agencies]")
            for field, p in ROWS[table].fields.items():
                if p.kind not in ("name", "names"):
                    continue
                targets = rows[p.choices[0]]
                value = row[field]
                for name in (value if p.kind == "names" else [value] if value else []):
                    if name not in targets:
                        yield (table, key, field), (f'"{printable(name, 40)}" ' + _unknown(
                            name, list(targets), f"a row of [{p.choices[0]}]"))
