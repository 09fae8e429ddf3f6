"""One synthetic life in one or two worlds: lanes of weeks, as text and as JSON.

The lanes and their weeks are the same for every world, so that they can be laid under each other.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from countergaze.reports.life_page import words
from countergaze.reports.life_page.events import Event, as_record
from countergaze.reports.life_page.world import World
from countergaze.reports.svg import week_ticks

COLUMNS, NAME, INDENT = 66, 12, 2
EVENTS_SHOWN = 24


def text(worlds: Sequence[World]) -> str:
    """Return the life as plain text of at most 80 columns, to be pasted anywhere."""
    first = worlds[0]
    each = max(1, -(-first.weeks // COLUMNS))
    lines = [*_wrapped(words.who(first.life)), "", *_wrapped(words.headline(worlds) + "."), "",
             _scale(first.weeks, each)]
    lanes = [dict(_lanes(world, each)) for world in worlds]
    shown = [name for name in lanes[0]
             if name not in words.OPTIONAL or any(own[name].strip() for own in lanes)]
    for world, own in zip(worlds, lanes, strict=True):
        lines.append(world.name)
        lines += [f"{' ' * INDENT}{name:<{NAME - INDENT}}{own[name]}".rstrip() for name in shown]
    lines += [*words.legend(each), ""]
    for world in worlds:
        lines += _wrapped(f"What happened in {world.name}: {words.summary(world)}.")
        lines += [part for event in world.events[:EVENTS_SHOWN] for part in _told(event)]
        more = len(world.events) - EVENTS_SHOWN
        if more > 0:
            lines.append(f"  and {more} more; --json gives all")
        lines.append("")
    lines += _wrapped(words.NOT_A_PERSON)
    return "\n".join(lines)


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, 78, break_on_hyphens=False)


def _told(event: Event) -> list[str]:
    """Return one event as lines: weeks, bureau, deed."""
    when = str(event.week) if event.week == event.last else f"{event.week} to {event.last}"
    who = f"{event.bureau}: " if event.bureau else ""
    return textwrap.wrap(f"{who}{event.words}", 79, initial_indent=f"  week {when:<11}",
                         subsequent_indent=" " * 18, break_on_hyphens=False)


def _scale(weeks: int, each: int) -> str:
    """Return the line of week numbers above the lanes."""
    line = ""
    for week in week_ticks(weeks):
        place = NAME + week // each
        if place >= len(line) + (1 if line else 0):
            line = line.ljust(place) + str(week)
    return line


def _lanes(world: World, each: int) -> list[tuple[str, str]]:
    """Return (name, one sign for every `each` weeks) of each lane."""
    weeks = range(world.weeks)
    records = [""] * world.weeks
    for kind, sign in (("true", "o"), ("household", "&"), ("false", "x")):
        for week in world.marks(kind):
            records[week] += sign
    listed = [{"wrong": "x", "just": "o", "household": "&"}.get(g, "") for g in world.ground]
    appeal = [""] * world.weeks
    for span in world.appeals:
        for week in range(span.first, span.last + 1):
            appeal[week] = "="
        end = {"granted": "+", "turned down": "/"}.get(span.ground, "")
        if end:
            at = span.last if span.last + 1 >= world.weeks else span.last + 1
            appeal[at] += end
    fear = world.life.weeks["fear"]
    visited = ["v" if world.life.weeks["visited"][w] > 0.5 else "" for w in weeks]
    refused = ["" if n == 0 else str(min(n, 9)) for n in world.refused]
    return [
        ("records", _columns(records, each, "x&o")), ("listed", _columns(listed, each, "xo&")),
        ("refused", _columns(refused, each, "987654321")),
        ("appeal", _columns(appeal, each, "+/=")), ("visited", _columns(visited, each, "v")),
        ("says", _columns(world.says, each, "WDA-.")),
        ("fear", "".join(str(min(9, int(10.0 * fear[w:w + each].mean())))
                         for w in range(0, world.weeks, each))),
    ]


def _columns(signs: Sequence[str], each: int, first: str) -> str:
    """Return one sign for every `each` weeks: the first of `first` that is among theirs."""
    out = ""
    for start in range(0, len(signs), each):
        inside = "".join(signs[start:start + each])
        out += next((sign for sign in first if sign in inside), " ")
    return out


def record(worlds: Sequence[World]) -> dict[str, Any]:
    """Return the life as JSON holds it: every week of every lane, and every event."""
    life = worlds[0].life
    return {
        "notice": words.NOT_A_PERSON, "person": life.person, "people": life.people,
        "seed": life.seed, "weeks": worlds[0].weeks, "finding": words.headline(worlds),
        "worlds": [{
            "name": world.name, "facts": world.life.facts,
            "differences": [list(row) for row in world.differences],
            "summary": words.summary(world),
            "lanes": {
                "true_records": world.life.records.sum(axis=1).astype(int).tolist(),
                "false_records": world.life.false.sum(axis=1).astype(int).tolist(),
                "listed": world.ground, "refused": world.refused.tolist(),
                "appeals": [span._asdict() for span in world.appeals], "says": world.says,
                "fear": [round(float(x), 3) for x in world.life.weeks["fear"]],
                "support": [round(float(x), 3) for x in world.life.weeks["support"]],
                "hardship": [round(float(x), 3) for x in world.life.weeks["hardship"]],
                "score": [round(float(x), 1) if s > 0.5 else None for x, s in zip(
                    world.life.weeks["score"], world.life.weeks["scored"], strict=True)],
            },
            "events": [as_record(event) for event in world.events],
        } for world in worlds],
    }
