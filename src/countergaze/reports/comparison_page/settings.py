"""Every setting in which the arms of a comparison differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from countergaze.declare import Settings
from countergaze.mechanisms import ROWS, TABLES
from countergaze.reports.comparison_page import words
from countergaze.reports.comparison_page.lookup import Look, Lookup
from countergaze.reports.emphasis import pieces
from countergaze.reports.numbers import setting
from countergaze.reports.rendering import View

NOT_THERE = "\N{EN DASH}"
MOST_OPEN = 8
"""Settings that stand open; where more differ the others are folded."""


def named(settings: Settings) -> dict[str, Any]:
    """Return every value and field of a row by its full name."""
    found: dict[str, Any] = {f"{table}.{name}": value for table, fields in settings.values.items()
                             for name, value in fields.items()}
    return found | {f"{table}.{key}.{name}": value for table, keyed in settings.rows.items()
                    for key, row in keyed.items() for name, value in row.items()}


def dated_before(settings: Sequence[Settings]) -> dict[int, set[str]]:
    """Return what any of the worlds changes before week 0, by week."""
    found: dict[int, set[str]] = {}
    for week, values, rows in sorted((change for one in settings for change in one.changes
                                      if change[0] < 0), key=lambda change: change[0]):
        found.setdefault(week, set()).update(named(Settings(values, rows)))
    return found


def flattened(settings: Settings, before: Mapping[int, set[str]]) -> dict[str, Any]:
    """Return every setting in force in week 0 by its full name, then what holds at other times.

    before: keys by week before week 0; what a world holds of them is told as well.
    """
    found, first = named(settings.at(0)), named(settings.start())
    found |= {f"at first: {key}": first.get(key, NOT_THERE)
              for key in sorted(set().union(*before.values()))}
    for week, keys in before.items():
        now = named(settings.at(week))
        found |= {f"week {week}: {key}": now.get(key, NOT_THERE) for key in sorted(keys)}
    for week, values, rows in settings.changes:
        if week > 0:
            found |= {f"week {week}: {key}": value
                      for key, value in named(Settings(values, rows)).items()}
    return found


def meaning(key: str) -> str:
    """Return what a setting means, "" where nobody declared it."""
    parts = key.rpartition(": ")[2].split(".")
    table = TABLES.get(parts[0]) if len(parts) == 2 else ROWS.get(parts[0])
    about = table.fields.get(parts[-1]) if table else None
    return about.meaning if about else ""


def section(view: Lookup) -> View:
    """Return every setting that differs from the reference."""
    before = dated_before([look.arm.settings for look in view.looks])
    known = {look.name: flattened(look.arm.settings, before) for look in view.looks}
    base = known[view.reference.name]
    keys = list(dict.fromkeys(key for values in known.values() for key in values))
    differing = [key for key in keys if any(
        known[look.name].get(key, NOT_THERE) != base.get(key, NOT_THERE)
        for look in view.others)]
    counts = [(look.coloured, sum(known[look.name].get(key, NOT_THERE)
                                  != base.get(key, NOT_THERE) for key in differing))
              for look in view.others]
    rows = [{"key": key, "meaning": meaning(key), "cells": [
        _cell(look, known[look.name].get(key, NOT_THERE), base.get(key, NOT_THERE))
        for look in view.looks]} for key in differing]
    line = words.changed(counts, len(base), view.reference.coloured)
    return {"id": "settings", "kind": "settings", "title": "Every setting that differs",
            "line": pieces(f"{line} {_history(view)}"),
            "notes": list(view.comparison.facts.get("notes") or ()),
            "heads": [look.label for look in view.looks],
            "rows": rows[:MOST_OPEN], "folded": rows[MOST_OPEN:]}


def _cell(look: Look, value: Any, base: Any) -> View:
    same = look.k > 0 and value == base
    return {"text": "same" if same else setting(value), "changed": look.k > 0 and not same}


def _history(view: Lookup) -> str:
    base = view.reference.arm.settings
    shared: list[Any] = []
    own: list[Any] = []
    for look in view.others:
        same = look.arm.settings.history() == base.history()
        (shared if same else own).append(look.coloured)
    return words.history(shared, own, view.reference.coloured)
