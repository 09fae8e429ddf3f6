"""The page of systems or safeguards that were shown: one HTML file that opens offline."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import Any

from countergaze.reports.catalogue import words
from countergaze.claims.entries import System, entry
from countergaze.claims.significance import Found
from countergaze.reports.svg import MARK
from countergaze.reports.words import NOTICE


def page(shown: Any) -> str:
    """Return the page; shown: kind, found, seeds, people, weeks, trials, made, command, result."""
    style = resources.files("countergaze.reports").joinpath("style.css").read_text("utf-8")
    title = words.TITLES[shown.kind]
    eyebrow = (f"{len(shown.seeds):,} paired seeds \N{MIDDLE DOT} {shown.people:,} synthetic "
               f"people \N{MIDDLE DOT} {shown.weeks:,} weeks \N{MIDDLE DOT} means of "
               f"{words.window_of(shown)}")
    parts = "".join(_section(shown.kind, place, one) for place, one in enumerate(shown.found))
    return ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{title} \N{MIDDLE DOT} Countergaze</title><style>{style}</style></head><body>"
            '<a class="skip" href="#main">Skip to the rows</a><div class="page">'
            f'<header><span class="mark">{MARK}Countergaze</span>'
            f"<span>{shown.kind.capitalize()}</span></header>"
            f'<p class="notice">{NOTICE}</p><main id="main"><p class="eyebrow">{eyebrow}</p>'
            f"<h1>{_headline(shown)}</h1>"
            f'<p class="deck">{escape(words.LEADS[shown.kind])}</p><p>{escape(words.READ)}</p>'
            f"{_overview(shown)}{parts}{_reproduce(shown)}</main></div></body></html>\n")


def _headline(shown: Any) -> str:
    """Return how many of the systems or safeguards move something that could be seen."""
    asked = len({one.trial.id for one in shown.found})
    moving = len({one.trial.id for one in shown.found if one.moved})
    what = {"systems": "systems, taken out alone,", "safeguards": "safeguards, put in alone,"}
    return (f"{moving} of {asked} {what[shown.kind]} move something that these runs can see"
            if moving else f"None of {asked} {what[shown.kind]} moves anything that these runs "
            "can see")


def _overview(shown: Any) -> str:
    if shown.kind == "systems":
        return _table(["id", "system, and what takes it out", "indicators", "first of these"], [
            _row(place, one, f"<small>{_change(one)}</small>", "".join(
                f"<td>{cell}</td>" for cell in (escape(words.count_line(one)), _first(one))))
            for place, one in enumerate(shown.found)], {1: 30, 2: 10})
    about = [words.INDICATORS[key] for key in words.COLUMNS]
    units = "".join(f"<br>{escape(one.title)}: {escape(one.unit)}" for one in about)
    return _table(["id", "safeguard", *(one.title for one in about)], [
        _row(place, one, "", "".join(
            f'<td class="n" data-head="{escape(name.title)}">{_core(one, name.name)}</td>'
            for name in about)) for place, one in enumerate(shown.found)]) + (
        '<p class="note">A dot: no clear difference; how small a one could have been seen is told '
        f"below.{units}</p>")


def _row(place: int, one: Found, more: str, cells: str) -> str:
    """Return a row of the overview; more (under the title) and cells: safe in a page."""
    return (f'<tr><th scope="row"><a href="#r{place}">{one.trial.id}</a></th>'
            f"<td>{escape(one.trial.title)}<small>in {escape(one.trial.scenario)}</small>{more}"
            f"</td>{cells}</tr>")


def _change(one: Found) -> str:
    """Return what makes the other world, a piece of code each, so that lines can break."""
    return " ".join(f"<code>{escape(part)}</code>" for part in one.trial.change.split(", "))


def _core(one: Found, key: str) -> str:
    row = one.of(key)
    return escape(words.said(row) if row and row["moves"] else words.short(row))


def _first(one: Found) -> str:
    """Return what leads the row, one a line."""
    lines = [f"{words.title_of(row)} {words.said(row)}" for row in one.leading[:words.LARGEST]]
    return "<br>".join(map(escape, lines or [words.least_seen(one)]))


def _section(kind: str, number: int, one: Found) -> str:
    """Return the section of a row: what it is, what was changed, what moved."""
    trial, about = one.trial, entry(kind, one.trial.id)
    meaning = about.meaning[:1].upper() + about.meaning[1:].rstrip(".") + "."
    lines = [f"<p>{escape(meaning)}</p>",
             f'<p class="note">{escape(trial.note)}</p>' if trial.note else "", _place(about),
             f"<p>In {escape(trial.scenario)}: <code>{escape(trial.change)}</code>. "
             f"{escape(words.count_line(one).capitalize())}.</p>"]
    core = [row for key in words.COLUMNS if kind == "safeguards" and (row := one.of(key))]
    named = [_effect(row) for row in one.named + [r for r in core if not r["named"]]]
    others = [_effect(row) for row in one.moved if not row["named"] and row not in core]
    place = f"{trial.id} {escape(trial.title)}"
    head = ["indicator", "unit", "reference", "difference", "size"]
    more = (f"<details><summary>Others that move ({len(others)})</summary>"
            f"{_table(head, others)}</details>" if others else "")
    return (f'<section id="r{number}"><h2>{place}</h2>{"".join(lines)}'
            f"{_table(head, named)}{more}</section>")


def _place(about: Any) -> str:
    """Return in which mechanisms a system lies, and where in the week it acts."""
    if not isinstance(about, System):
        return ""
    where = ", ".join(f"<code>src/countergaze/{escape(at)}</code>" for at in about.where)
    return f'<p class="note">Mechanisms: {", ".join(about.mechanisms)}. In the week: {where}.</p>'


def _effect(row: dict[str, Any]) -> str:
    cells = [row["unit"], words.level(row), words.said(row), words.how_large(row)]
    return (f'<tr><th scope="row">{escape(words.title_of(row))}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")


def _table(head: list[str], rows: list[str], widths: dict[int, int] | None = None) -> str:
    """Return a table; widths: of columns by their place, in 100 of the table."""
    wide = {place: f' style="width:{share}%"' for place, share in (widths or {}).items()}
    cells = "".join(f'<th scope="col"{wide.get(place, "")}>{escape(name)}</th>'
                    for place, name in enumerate(head))
    return (f'<table class="wide"><thead><tr>{cells}</tr></thead><tbody>{"".join(rows)}</tbody>'
            "</table>")


def _reproduce(shown: Any) -> str:
    return (f'<section id="reproduce"><h2>Reproduce and cite</h2><pre>{escape(shown.command)}\n'
            "countergaze verify DIR</pre>"
            f"<p>Made with Countergaze {escape(shown.version)}.</p>"
            f"<p>Result <code>{escape(shown.result)}</code></p>"
            f'<p class="note">{words.NOT_MEANT}</p></section>')
