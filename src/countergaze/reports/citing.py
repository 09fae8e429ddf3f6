"""How to cite Countergaze and what a run rests on: sources of its numbers, tables, literature."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module, resources
from typing import Any

from countergaze import __version__, mechanisms
from countergaze.compute import random
from countergaze.data import literature
from countergaze.data.literature import Facts, Work
from countergaze.declare import Parameter, Settings
from countergaze.mechanisms import ROWS, TABLES

AUTHORS = "The Countergaze contributors"
TITLE = "Countergaze: a laboratory of synthetic societies under social-credit-style governance"
LICENCE = "Apache-2.0"


@dataclass(frozen=True)
class Sources:
    """What a run rests on.

    on, off: mechanisms; sourced: source -> keys of the parameters that it gives; assumed, total:
    how many parameters of the mechanisms that are on have no source, and how many there are;
    works: each with the mechanisms that name it; facts: collections of stylised facts.
    """

    on: tuple[str, ...]
    off: tuple[str, ...]
    sourced: Mapping[str, tuple[str, ...]]
    assumed: int
    total: int
    works: tuple[tuple[Work, tuple[str, ...]], ...]
    facts: tuple[Facts, ...]


def sources(settings: Settings) -> Sources:
    """Return what a run of some settings rests on; what is switched on later in it counts."""
    on = tuple(name for name in TABLES if is_on(name, settings))
    used = _parameters(on)
    sourced: dict[str, tuple[str, ...]] = {}
    for key, p in used:
        if p.source and not p.assumed:
            sourced[p.source] = (*sourced.get(p.source, ()), key)
    texts = {name: _text(name, used) for name in on}
    texts["random numbers"] = random.__doc__ or ""
    named: dict[Work, tuple[str, ...]] = {}
    for name, text in texts.items():
        for work in literature.named_in(text):
            named[work] = (*named.get(work, ()), name)
    facts = {part for name, text in texts.items() for part in literature.facts_in(text)}
    counted = [p for _, p in used if p.kind in ("lever", "uncertainty", "constant")]
    return Sources(
        on=on, off=tuple(name for name in TABLES if name not in on), sourced=sourced,
        assumed=sum(p.assumed for p in counted), total=len(counted),
        works=tuple((work, named[work]) for work in literature.works() if work in named),
        facts=tuple(part for part in literature.facts() if part in facts))


def is_on(name: str, settings: Settings) -> bool:
    """Return whether a mechanism is on at any time: by its switch, or by any of its levers.

    A mechanism without a switch, such as `safeguards`, is on where a number is not its default.
    """
    table = TABLES[name]
    held = [settings.values[name], *(values[name] for _, values, _ in settings.changes
                                     if name in values)]
    if "on" in table.fields:
        return any(bool(values.get("on", False)) for values in held)
    if name == "society":
        return True
    return any(value != table.fields[key].default for values in held
               for key, value in values.items())


def _parameters(on: tuple[str, ...]) -> list[tuple[str, Parameter]]:
    """Return (key, parameter) of the mechanisms that are on, fields of their rows included."""
    found = [(p.key, p) for name in on for p in TABLES[name].fields.values()]
    homes = {TABLES[name].__module__ for name in on}
    return found + [(f"{row.table}.{p.name}", p) for row in ROWS.values()
                    if row.__module__ in homes for p in row.fields.values()
                    if p.kind not in ("text", "name", "names")]


def _text(name: str, used: list[tuple[str, Parameter]]) -> str:
    """Return all that a mechanism says: its modules' docstrings and its parameters' sources."""
    home = TABLES[name].__module__.rpartition(".")[2]
    parts = [import_module(f"countergaze.mechanisms.{found.name}").__doc__ or ""
             for found in pkgutil.iter_modules(mechanisms.__path__)
             if found.name.split("_")[0] == home]
    rows = [row.table for row in ROWS.values() if row.__module__ == TABLES[name].__module__]
    parts += [p.source for key, p in used if key.split(".")[0] in (name, *rows)]
    return "\n\n".join(parts)


def tables() -> list[tuple[str, str]]:
    """Return (file, what SOURCES.md says of it), each as one paragraph a point."""
    text = resources.files("countergaze.data").joinpath("SOURCES.md").read_text("utf-8")
    found = []
    for part in text.split("\n## ")[1:]:
        name, _, body = part.partition("\n")
        found.append((name.strip(), " ".join(body.split())))
    return found


def source_of_table(body: str) -> str:
    """Return the source and date among the points of a table."""
    points = [point.strip() for point in body.split("- ") if point.strip()]
    kept = [point for point in points if point.startswith(("Source:", "Date:"))]
    return " ".join(kept) or body


def written(work: Work) -> str:
    """Return a work as a bibliography writes it."""
    title = f" {work.title}{'' if work.title.endswith('?') else '.'}" if work.title else ""
    doi = f" doi {work.doi}" if work.doi else ""
    return f"{_names(work.authors)} ({work.year}).{title} {work.venue}.{doi}"


def _names(authors: tuple[str, ...]) -> str:
    return authors[0] if len(authors) == 1 else f"{', '.join(authors[:-1])} and {authors[-1]}"


def bibtex(found: Sources, about: Mapping[str, Any]) -> str:
    """Return Countergaze, the run's tables and the works it rests on, as BibTeX."""
    note = ", ".join(f"{key} {value}" for key, value in about.items())
    entries = [_entry("software", "countergaze", {
        "author": f"{{{AUTHORS}}}", "title": TITLE, "version": __version__, "note": note})]
    for name, body in tables():
        entries.append(_entry("misc", f"table-{name.split('.')[0]}", {
            "title": f"Table {name} of Countergaze", "note": source_of_table(body)}))
    for work, _ in found.works:
        entries.append(_entry("article" if "(" in work.venue else "misc", work.key, {
            "author": " and ".join(_author(name) for name in work.authors), "year": work.year,
            "title": work.title, "howpublished" if "(" not in work.venue else "journal":
            work.venue, "doi": work.doi, "note": f"read: {work.read}"}))
    return "\n\n".join(entries)


def _author(name: str) -> str:
    """Return an author; an institution is kept whole."""
    return name if ", " in name else f"{{{name}}}"


def _entry(kind: str, key: str, fields: Mapping[str, Any]) -> str:
    lines = [f"  {name} = {{{_tex(str(value))}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    """Return a text with what TeX reads as a command made plain."""
    for sign in "&%#_$":
        text = text.replace(sign, f"\\{sign}")
    return text
