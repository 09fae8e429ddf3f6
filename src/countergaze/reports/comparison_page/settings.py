"""Every setting in which the arms of a comparison differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from countergaze.declare import Settings
from countergaze.mechanisms import ROWS, TABLES
from countergaze.reports.comparison_page import words
from countergaze.reports.comparison_page.view import View
from countergaze.reports.comparison_page.differences import MINUS

NOT_THERE = "\N{EN DASH}"


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


def section(view: View) -> str:
    """Return every setting that differs from the reference."""
    before = dated_before([look.arm.settings for look in view.looks])
    known = {look.name: flattened(look.arm.settings, before) for look in view.looks}
    base = known[view.reference.name]
    keys = list(dict.fromkeys(key for values in known.values() for key in values))
    differing = [key for key in keys if any(
        known[look.name].get(key, NOT_THERE) != base.get(key, NOT_THERE)
        for look in view.others)]
    counts = [(look.html, sum(known[look.name].get(key, NOT_THERE) != base.get(key, NOT_THERE)
                              for key in differing)) for look in view.others]
    heads = "".join(f'<th scope="col" class="n">{escape(look.label)}</th>' for look in view.looks)
    rows = "".join(_setting(view, known, key) for key in differing)
    table = (f'<table class="wide settings"><thead><tr><th scope="col">Setting</th>'
             f'<th scope="col">Meaning</th>{heads}</tr></thead><tbody>{rows}</tbody></table>')
    return ('<section id="settings"><h2>Every setting that differs</h2>'
            f"<p>{words.changed(counts, len(base), view.reference.html)} {_history(view)}</p>"
            f"{_notes(view)}{table if differing else ''}</section>")


def _notes(view: View) -> str:
    """Return what was said before the runs, such as settings that cannot act."""
    notes = view.comparison.facts.get("notes") or ()
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<ul>{items}</ul>" if items else ""


def _setting(view: View, known: dict[str, dict[str, Any]], key: str) -> str:
    base = known[view.reference.name].get(key, NOT_THERE)
    cells = ""
    for look in view.looks:
        value = known[look.name].get(key, NOT_THERE)
        same = look is not view.reference and value == base
        text = "same" if same else f"<b>{escape(shown(value))}</b>" if look.k else \
            escape(shown(value))
        cells += f'<td class="n" data-head="{escape(look.label)}">{text}</td>'
    return f"<tr><td><code>{escape(key)}</code></td><td>{escape(meaning(key))}</td>{cells}</tr>"


def shown(value: Any) -> str:
    """Return a setting in words."""
    if value is None:
        return "none"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(part) for part in value) or "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(part)}" for key, part in value.items()) or "nothing"
    if isinstance(value, float):
        return f"{value:g}".replace("-", MINUS)
    return str(value)


def _history(view: View) -> str:
    base = view.reference.arm.settings
    shared, own = [], []
    for look in view.others:
        same = look.arm.settings.history() == base.history()
        (shared if same else own).append(look.html)
    return words.history(shared, own, view.reference.html)
