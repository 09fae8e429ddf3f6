"""Settings that are shown as a difference and cannot act, told before a run and in its report.

A setting cannot act where its mechanism is off, what it needs is not so (`mechanisms.needs`), a
safeguard holds the number anyway, another change of the same week takes its place, or its week
comes after the last one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from countergaze.declare import Settings
from countergaze.declare.settings import Values
from countergaze.mechanisms import ROWS, TABLES, safeguards
from countergaze.mechanisms.needs import (
    ACT_FOR_A_WHILE,
    ACT_WHEN_OFF,
    NEEDS,
    ROWS_OF,
    ROWS_THAT_ACT_WHEN_OFF,
)

Difference = tuple[str, Any, Any]
WORDS = ("text",)
"""Kinds of fields that are for readers: they change words of reports only."""


def idle(settings: Settings, differences: Sequence[Difference], weeks: int | None = None
         ) -> list[str]:
    """Return a sentence for each difference that cannot act, in their order.

    weeks: how many are to be run, where that is known.
    """
    first = -int(settings.values["society"]["burn_in"] or 0)
    times = sorted({first, *(max(week, first) for week, _, _ in settings.changes)})
    states = {at: settings.at(at) for at in times}
    found = []
    for key, old, new in differences:
        week, name = _parted(key, first)
        if key == name and _held(states[first], name) != new:
            continue  # a change older than the burn-in holds from the first week, as documented
        why = None
        if weeks is not None and week >= weeks:
            why = f"the run ends after {weeks:,} weeks"
        elif not _is_words(name):
            lasts = ".".join((name.split(".")[0], name.split(".")[-1])) in ACT_FOR_A_WHILE
            why = _never([states[at] for at in times if at >= week] or [settings.at(week)],
                         name, old, new)
            if why and lasts and not all(why_not(state, name) for state in states.values()):
                why = None
        if why:
            found.append(f"{key} = {shown(new)} cannot act here: {why}.")
    return found


def notes(settings: Settings, differences: Sequence[Difference], weeks: int | None = None
          ) -> tuple[str, ...]:
    """Return the same without repeats, several keys of one reason in one sentence."""
    by_reason: dict[str, list[str]] = {}
    for line in idle(settings, differences, weeks):
        key, _, why = line.partition(" cannot act here: ")
        by_reason.setdefault(why, []).append(key)
    return tuple(f"{', '.join(keys)} cannot act here: {why}" for why, keys in by_reason.items())


def shown(value: Any) -> str:
    """Return a value as in a file."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(shown, value)) + "]"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _parted(key: str, first: int) -> tuple[int, str]:
    """Return the week from which a difference holds, and its full name."""
    if not key.startswith("week "):
        return first, key
    week, _, name = key[5:].partition(": ")
    return int(week), name


def _is_words(name: str) -> bool:
    parts = name.split(".")
    table = TABLES.get(parts[0]) or ROWS.get(parts[0])
    field = table.fields.get(parts[-1]) if table else None
    return field is None or field.kind in WORDS


def _never(states: Sequence[Settings], name: str, old: Any, new: Any) -> str | None:
    """Return why a setting acts in none of the states that hold from its week on."""
    reasons = []
    for state in states:
        held = _held(state, name)
        if held != new and state is not states[0]:
            continue  # another change has taken its place by then
        why = f"another change holds from then on ({shown(held)})" if held != new else \
            why_not(state, name) or _protected(state, name, old)
        if why is None:
            return None
        reasons.append(why)
    return reasons[0] if reasons else None


def why_not(settings: Settings, name: str) -> str | None:
    """Return why a number cannot act under settings that do not change, None where it can."""
    table, *inner = name.split(".")
    if table == "safeguards":
        return _sets_nothing(settings, inner[0])
    owner = ROWS_OF.get(table, table)
    acts_anyway = name in ACT_WHEN_OFF or f"{table}.{inner[-1]}" in ROWS_THAT_ACT_WHEN_OFF
    on = settings.values.get(owner, {}).get("on")
    if on is not None and not on and not acts_anyway and inner != ["on"]:
        return f"{owner}.on = 0"
    if inner == ["on"]:
        return None
    row = inner[0] if table in ROWS else ""
    general = f"{table}.*.{inner[-1]}" if row else f"{table}.*"
    for condition in (*NEEDS.get(name, ()), *NEEDS.get(general, ())):
        if not _holds(settings, condition.replace(".*.", f".{row}.")):
            return _told(settings, condition.replace(".*.", f".{row}."))
    return None


def _holds(settings: Settings, condition: str) -> bool:
    key, sign, *wanted = condition.replace(",", "").split(" ")
    held = _held(settings, key)
    if held is None:
        return True  # a row that is not there is not what keeps a setting from acting
    if sign in ("=", "!="):
        alike = any(held == word if isinstance(held, str) else float(held) == float(word)
                    for word in wanted)
        return alike == (sign == "=")
    return float(held) > float(wanted[0]) if sign == ">" else float(held) < float(wanted[0])


def _told(settings: Settings, condition: str) -> str:
    key, sign, rest = condition.split(" ", 2)
    words = {"=": "", "!=": "another value than ", ">": "a value above ", "<": "a value below "}
    return (f"it needs {words[sign]}{rest.replace(', ', ' or ')} for {key}, which is "
            f"{shown(_held(settings, key))}")


def _held(settings: Settings, name: str) -> Any:
    table, *inner = name.split(".")
    held: Any = settings.values.get(table) or settings.rows.get(table) or {}
    for part in inner:
        held = held.get(part) if isinstance(held, dict) else None
    return held


def _protected(settings: Settings, name: str, old: Any) -> str | None:
    """Return which safeguard holds a number where it is, whatever is set."""
    table, *inner = name.split(".")
    if table not in TABLES or len(inner) != 1:
        return None
    other: Values = {**settings.values, table: {**settings.values[table], inner[0]: old}}
    if old == settings.values[table][inner[0]] or not _alike(
            safeguards.applied(other), safeguards.applied(settings.values), name):
        return None
    which = next(_safeguards_of(settings, name), "")
    if not which or _sets_nothing(settings, which):
        return None
    return f"safeguards.{which} holds {name} where it is"


def _alike(one: Values, other: Values, name: str) -> bool:
    """Return whether two settings hold the same number, as the week reads it."""
    table, field = name.split(".")
    mine, theirs = one[table][field], other[table][field]
    if mine is None or theirs is None or isinstance(mine, str):
        return mine == theirs
    return bool(np.float32(mine) == np.float32(theirs))


def _safeguards_of(settings: Settings, name: str) -> Iterator[str]:
    for guard, targets in safeguards.SETS.items():
        if name in targets and float(settings.values["safeguards"][guard] or 0.0) > 0.0:
            yield guard


def _sets_nothing(settings: Settings, guard: str) -> str | None:
    """Return why a safeguard changes nothing: its numbers protect as much, or cannot act."""
    without: Values = {**settings.values,
                       "safeguards": {**settings.values["safeguards"], guard: 0.0}}
    if float(settings.values["safeguards"][guard] or 0.0) <= 0.0:
        return None
    before, after = safeguards.applied(without), safeguards.applied(settings.values)
    moved = [key for key in safeguards.SETS[guard] if not _alike(before, after, key)]
    counted = guard in safeguards.HOURS
    if not moved:
        return None if counted else "what it sets protects as much without it"
    reasons = [why_not(settings, key) for key in moved]
    if counted or any(why is None for why in reasons):
        return None
    return f"what it sets cannot act ({moved[0]}: {reasons[0]})"
