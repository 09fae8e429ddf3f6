"""The page of systems or safeguards that were shown: one HTML file that opens offline."""

from __future__ import annotations

from typing import Any

from countergaze.claims.entries import System, entry
from countergaze.claims.significance import Found
from countergaze.mechanisms import INDICATORS
from countergaze.reports import over_worlds, rendering
from countergaze.reports.catalogue import in_worlds, tracks, words
from countergaze.reports.rendering import View
from countergaze.reports.words import places, sentence
from countergaze.results.manifest import plain


def report(shown: Any) -> str:
    """Return the page."""
    return rendering.page(view(shown))


def view(shown: Any) -> View:
    """Return what the page shows, as JSON holds it.

    shown: kind, found, seeds, people, weeks, trials, made, command, result and version.
    """
    rows = [{**_section(shown.kind, place, one), "worlds": _over_worlds(shown, one)}
            for place, one in enumerate(shown.found)]
    drawn = tracks.section(shown.kind, shown.found)
    return plain({
        "page": "catalogue", "kind": shown.kind.capitalize(), "title": words.TITLES[shown.kind],
        "skip": "Skip to the rows", "contents": [],
        "sections": [_top(shown), *_in_worlds(shown), *([drawn] if drawn else []),
                     _overview(shown), *rows, _method(), _reproduce(shown)]})


def _top(shown: Any) -> View:
    return {"id": "top", "kind": "top", "headline": _headline(shown),
            "about": [f"{len(shown.seeds):,} paired seeds", f"{shown.people:,} synthetic people",
                      f"{shown.weeks:,} weeks", f"means of {words.window_of(shown)}"],
            "deck": words.LEADS[shown.kind]}


def _in_worlds(shown: Any) -> list[View]:
    """Return the section on what helps in which worlds; none without worlds."""
    told = in_worlds.lines(shown)
    return [{"id": "in-worlds", "kind": "in_worlds", "title": in_worlds.title(shown),
             "lines": told, "note": in_worlds.NOTE}] if told else []


def _method() -> View:
    return {"id": "method", "kind": "method", "title": "How to read and how it was done",
            "line": words.READ}


def _headline(shown: Any) -> str:
    """Return how many of the systems or safeguards move something that could be seen."""
    asked = len({one.trial.id for one in shown.found})
    moving = len({one.trial.id for one in shown.found if one.moved})
    what = {"systems": "systems, taken out alone,", "safeguards": "safeguards, put in alone,"}
    return (f"{moving} of {asked} {what[shown.kind]} move something that these runs can see"
            if moving else f"None of {asked} {what[shown.kind]} moves anything that these runs "
            "can see")


def _overview(shown: Any) -> View:
    rows = []
    for place, one in enumerate(shown.found):
        row = {"place": place, "id": one.trial.id, "title": one.trial.title,
               "scenario": one.trial.scenario}
        if shown.kind == "systems":
            # a piece of code each, so that lines can break
            row |= {"changes": one.trial.change.split(", "), "count": words.count_line(one),
                    "first": [f"{words.title_of(effect)} {words.said(effect)}"
                              for effect in one.leading[:words.LARGEST]]
                    or [words.least_seen(one)]}
        else:
            row["cells"] = [_core(one, key) for key in words.COLUMNS]
        rows.append(row)
    about = [INDICATORS[key] for key in words.COLUMNS]
    return {"id": "overview", "kind": f"overview_of_{shown.kind}", "rows": rows,
            "heads": [{"title": one.title, "unit": one.unit} for one in about]}


def _core(one: Found, key: str) -> str:
    row = one.of(key)
    return words.said(row) if row and row["significant"] else words.short(row)


def _section(kind: str, number: int, one: Found) -> View:
    """Return the section of a row: what it is, what was changed, what moved."""
    trial, about = one.trial, entry(kind, one.trial.id)
    core = [row for key in words.COLUMNS if kind == "safeguards" and (row := one.of(key))]
    named = one.named + [row for row in core if not row["named"]]
    others = [row for row in one.moved if not row["named"] and row not in core]
    return {"id": f"r{number}", "kind": "row", "heading": f"{trial.id} {trial.title}",
            "meaning": sentence(about.meaning).rstrip(".") + ".", "note": trial.note,
            "mechanisms": list(about.mechanisms) if isinstance(about, System) else [],
            "where": list(about.where) if isinstance(about, System) else [],
            "scenario": trial.scenario, "change": trial.change,
            "count": words.count_line(one).capitalize(),
            "named": [_effect(row) for row in named], "others": [_effect(row) for row in others]}


def _over_worlds(shown: Any, one: Found) -> list[View]:
    """Return what holds over plausible worlds, of the row's own indicators and the common ones."""
    table = shown.over_worlds
    mine = table[(table["arm"] == one.trial.arm) & (table["reference"] == one.trial.reference)
                 & (table["scope"] == "whole")]
    names = dict.fromkeys((*one.trial.named, *in_worlds.HARMS, *words.COLUMNS))
    return [{"title": INDICATORS[name].title, "unit": INDICATORS[name].unit,
             "said": over_worlds.sentence(row)}
            for name in names for row in mine[mine["indicator"] == name].to_dict("records")]


def _effect(row: dict[str, Any]) -> View:
    return {"title": words.title_of(row), "cells": [row["unit"], words.level(row),
                                                    words.said(row), words.how_large(row)]}


def _reproduce(shown: Any) -> View:
    return {"id": "reproduce", "kind": "reproduce", "command": shown.command,
            "version": shown.version, "places": places(shown.made.table),
            "result": shown.result, "not_meant": words.NOT_MEANT}
