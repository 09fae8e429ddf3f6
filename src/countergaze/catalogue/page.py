"""The page of systems or safeguards that were shown: one HTML file that opens offline."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import Any

from countergaze.catalogue import words
from countergaze.catalogue.entries import System, entry
from countergaze.catalogue.found import Found
from countergaze.outputs.svg import MARK
from countergaze.outputs.words import NOTICE


def page(shown: Any) -> str:
    """Return the page; shown: kind, found, seeds, people, weeks, window_words, command, result."""
    style = resources.files("countergaze.outputs").joinpath("style.css").read_text("utf-8")
    title = words.TITLES[shown.kind]
    eyebrow = (f"{len(shown.seeds):,} paired seeds \N{MIDDLE DOT} {shown.people:,} synthetic "
               f"people \N{MIDDLE DOT} {shown.weeks:,} weeks \N{MIDDLE DOT} means of "
               f"{shown.window_words}")
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
    """Return how many rows move something, and how many nothing that could be seen."""
    moving = sum(bool(one.moved) for one in shown.found)
    rows = len(shown.found)
    what = {"systems": "systems, taken out alone,", "safeguards": "safeguards, put in alone,"}
    return (f"{moving} of {rows} {what[shown.kind]} move something that these runs can see"
            if moving else f"None of {rows} {what[shown.kind]} moves anything that these runs "
            "can see")


def _overview(shown: Any) -> str:
    rows = [f'<tr><th scope="row"><a href="#r{place}">{one.trial.id}</a></th>'
            f"<td>{escape(one.trial.title)}</td><td>{escape(one.trial.scenario)}</td>"
            f"<td><code>{escape(one.trial.change)}</code></td>"
            f"<td>{escape(words.count_line(one))}</td></tr>"
            for place, one in enumerate(shown.found)]
    change = "without it" if shown.kind == "systems" else "with it"
    return _table(["id", shown.kind[:-1], "in", change, "indicators"], rows)


def _section(kind: str, number: int, one: Found) -> str:
    """Return the section of a row: what it is, what was changed, what moved."""
    trial, about = one.trial, entry(kind, one.trial.id)
    meaning = about.meaning[:1].upper() + about.meaning[1:].rstrip(".") + "."
    lines = [f"<p>{escape(meaning)}</p>",
             f'<p class="note">{escape(trial.note)}</p>' if trial.note else "", _place(about),
             f"<p>In {escape(trial.scenario)}: <code>{escape(trial.change)}</code>. "
             f"{escape(words.count_line(one).capitalize())}.</p>"]
    named = [_effect(row) for row in one.named]
    others = [_effect(row) for row in one.moved if not row["named"]]
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


def _table(head: list[str], rows: list[str]) -> str:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    return (f'<table class="wide"><thead><tr>{cells}</tr></thead><tbody>{"".join(rows)}</tbody>'
            "</table>")


def _reproduce(shown: Any) -> str:
    return (f'<section id="reproduce"><h2>Reproduce and cite</h2><pre>{escape(shown.command)}\n'
            "countergaze verify DIR</pre>"
            f"<p>Made with Countergaze {escape(shown.version)}.</p>"
            f"<p>Result <code>{escape(shown.result)}</code></p>"
            f'<p class="note">{words.NOT_MEANT}</p></section>')
