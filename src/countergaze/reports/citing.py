"""How to cite Countergaze and what a run rests on: sources of its numbers, tables, literature."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module, resources
from typing import Any

from countergaze import __version__, mechanisms
from countergaze.compute import random
from countergaze.data import literature
from countergaze.data.literature import Facts, Work
from countergaze.data.tables import census_places
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


@dataclass(frozen=True)
class Used:
    """What was used, as a manifest tells it; without one, what this version would use.

    version: of Countergaze; table: see `Places.record`, empty for the shipped table.
    """

    version: str = __version__
    table: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Used:
        """Return what a manifest tells."""
        return cls(str((told.get("versions") or {}).get("countergaze")), told.get("table") or {})


def sources(*worlds: Settings) -> Sources:
    """Return what runs of some settings rest on; what is switched on later in one counts."""
    on = tuple(name for name in TABLES if any(is_on(name, settings) for settings in worlds))
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
    counted = [p for _, p in numbers_used(worlds)]
    return Sources(
        on=on, off=tuple(name for name in TABLES if name not in on), sourced=sourced,
        assumed=sum(p.assumed for p in counted), total=len(counted),
        works=tuple((work, named[work]) for work in literature.works() if work in named),
        facts=tuple(part for part in literature.facts() if part in facts))


def numbers_used(worlds: Sequence[Settings]) -> list[tuple[str, Parameter]]:
    """Return (key, parameter) of the numbers that some worlds rest on: what is counted as assumed.

    Those of mechanisms that are on in any of them, rows of tables included; no switches and forms,
    and nothing that worlds of an earlier version do not hold.
    """
    on = [name for name in TABLES if any(is_on(name, settings) for settings in worlds)]
    return [(key, p) for key, p in _parameters(tuple(on))
            if p.kind in ("lever", "uncertainty", "constant")
            and any(_holds(settings, p) for settings in worlds)]


def _holds(settings: Settings, p: Parameter) -> bool:
    if p.table in settings.values:
        return p.name in settings.values[p.table]
    return any(p.name in row for row in settings.rows.get(p.table, {}).values())


def is_on(name: str, settings: Settings) -> bool:
    """Return whether a mechanism is on at any time: by its switch, or by any of its levers.

    A mechanism without a switch, such as `safeguards`, is on where a number is not its default.
    """
    table = TABLES[name]
    if name not in settings.values:
        return False
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


def tables_used(used: Used) -> list[tuple[str, str]]:
    """Return (file, where it comes from) of the tables of places that were used."""
    if used.table.get("own"):
        return [(str(used.table["file"]), own_table(used.table))]
    told = used.table.get("sha256")
    version = "" if told in (None, census_places().digest) else \
        f" As shipped with version {used.version}, SHA-256 {told}."
    return [(name, source_of_table(body) + version) for name, body in tables()]


def own_table(table: Mapping[str, Any]) -> str:
    """Return how the user's own table of places is told: whose, how large, which bytes."""
    return (f"Your own table, not one of Countergaze: {table['places']:,} places, "
            f"{table['residents']:,} residents, SHA-256 {table['sha256']}. Cite where it comes "
            "from.")


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


def bibtex(found: Sources, about: Mapping[str, Any], used: Used) -> str:
    """Return Countergaze, the run's tables and the works it rests on, as BibTeX."""
    note = ", ".join(f"{key} {value}" for key, value in about.items())
    entries = [_entry("software", "countergaze", {
        "author": f"{{{AUTHORS}}}", "title": TITLE, "version": used.version, "note": note})]
    whose = "" if used.table.get("own") else " of Countergaze"
    for name, source in tables_used(used):
        key = "".join(c if c.isalnum() else "-" for c in name.rpartition(".")[0] or name)
        entries.append(_entry("misc", f"table-{key}", {
            "title": f"Table {name}{whose}", "note": source}))
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
