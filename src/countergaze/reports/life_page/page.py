"""The page of one synthetic life: the same lanes for each world, and a table that tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from countergaze.reports import rendering
from countergaze.reports.life_page import lanes, over_worlds
from countergaze.reports.life_page import words as life_words
from countergaze.reports.life_page.events import Event
from countergaze.reports.life_page.world import World
from countergaze.reports.rendering import View
from countergaze.reports.svg import week_ticks
from countergaze.results.manifest import plain

Row = tuple[Event | None, ...]
NO_BREAK = "\N{NON-BREAKING HYPHEN}"
MOST_ROWS = 120
MOST_KEYS = 8
SIGNS = (("true", "true record"), ("false", "false record"), ("close", "someone close is listed"),
         ("spell wrong", "wrongly listed"))


def report(worlds: Sequence[World], command: str = "", each: pd.DataFrame | None = None) -> str:
    """Return the page; command: what makes it again; each: the life in plausible worlds."""
    return rendering.page(view(worlds, command, each))


def view(worlds: Sequence[World], command: str = "", each: pd.DataFrame | None = None) -> View:
    """Return what the page shows, as JSON holds it; arguments as of `report`."""
    rows = table_rows(worlds)
    return plain({
        "page": "life", "kind": "One synthetic life", "title": "One synthetic life",
        "skip": "Skip to the findings", "contents": [], "sections": [
            _top(worlds), {"id": "signs", "kind": "signs", "signs": [
                {"kind": kind, "title": title} for kind, title in SIGNS]},
            *(_world(world, k, rows, worlds) for k, world in enumerate(worlds)),
            _told(worlds, rows), *([] if each is None else [over_worlds.section(each)]),
            _last(worlds, command)]})


def _top(worlds: Sequence[World]) -> View:
    life = worlds[0].life
    about = life_words.about(life.facts)
    return {"id": "top", "kind": "top", "person": f"{life.person:,}", "people": f"{life.people:,}",
            "seed": life.seed, "weeks": f"{worlds[0].weeks:,}", "both": len(worlds) > 1,
            "headline": life_words.headline(worlds).replace("-", NO_BREAK),
            "deck": f"{about[:1].lower()}{about[1:]} {life_words.common(worlds)}"}


def table_rows(worlds: Sequence[World]) -> list[Row]:
    """Return the events of all worlds in order, those that match in one row."""
    rows: list[list[Event | None]] = []
    for k, world in enumerate(worlds):
        for event in world.events:
            free = next((row for row in rows if row[k] is None and any(
                other and _alike(other, event) for other in row)), None)
            if free is None:
                free = [None] * len(worlds)
                rows.append(free)
            free[k] = event
    rows.sort(key=lambda row: min((e.week, e.last) for e in row if e))
    return [tuple(row) for row in rows]


def _alike(one: Event, other: Event) -> bool:
    return (one.week, one.bureau, one.lane, one.mark) == (
        other.week, other.bureau, other.lane, other.mark) and (
        one.text == other.text or one.lane == "listed")


def _world(world: World, place: int, rows: list[Row], worlds: Sequence[World]) -> View:
    """Return the lanes of one world; place: which of the worlds it is."""
    numbers = {id(event): n for n, row in enumerate(rows[:MOST_ROWS], 1)
               if (event := row[place])}
    return {"id": f"world-{place}", "kind": "world", "second": place > 0, "name": world.name,
            "summary": life_words.summary(world),
            "weeks": world.weeks, "ticks": [{"week": week, "left": lanes.at(world, week)}
                                             for week in week_ticks(world.weeks)],
            "lanes": lanes.of(world, numbers, worlds)}


def _told(worlds: Sequence[World], rows: list[Row]) -> View:
    """Return the table that tells the lanes in words, with the bureau that acted."""
    lines = []
    for number, row in enumerate(rows[:MOST_ROWS], 1):
        first = next(event for event in row if event)
        last = max(event.last for event in row if event)
        lines.append({"number": number, "cells": [_cell(event, k, row[0])
                                                  for k, event in enumerate(row)],
                      "when": f"{first.week}" if last == first.week else f"{first.week} to {last}"})
    more = len(rows) - MOST_ROWS
    return {"id": "told", "kind": "told", "heads": [world.name for world in worlds],
            "rows": lines, "more": f"{more:,}" if more > 0 else ""}


def _cell(event: Event | None, place: int, first: Event | None) -> View:
    """Return what one world tells of a row; first: what the first world has there."""
    if event is None:
        return {"absent": True, "bureau": "", "text": "\N{EN DASH}"}
    if place > 0 and first is not None and event.words == first.words:
        return {"absent": False, "bureau": "", "text": "the same"}
    return {"absent": False, "bureau": event.bureau, "text": event.words}


def _last(worlds: Sequence[World], command: str) -> View:
    """Return what the worlds are, how to make the page again, and what it does not mean."""
    said = []
    for world in worlds:
        changed: list[Any] = [key for key, _, _ in world.differences]
        said.append({"name": world.name, "changed": changed[:MOST_KEYS],
                     "more": max(len(changed) - MOST_KEYS, 0)})
    return {"id": "reproduce", "kind": "reproduce", "worlds": said, "command": command,
            "not_a_person": life_words.NOT_A_PERSON}
