"""The works and collections of facts that mechanisms name, read from `literature.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Work:
    """One work; name: the words by which sources name it; read: what of it was read."""

    name: str
    authors: tuple[str, ...]
    year: int
    title: str
    venue: str
    doi: str
    read: str
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return a key for BibTeX: the first author's name and the year."""
        first = re.sub(r"[^A-Za-z]", "", self.authors[0].split(",")[0])
        return f"{first.lower()}{self.year}"


@dataclass(frozen=True)
class Facts:
    """One collection of stylised facts: key C1 to C8."""

    key: str
    title: str
    sources: str


@cache
def _content() -> dict:
    text = resources.files("countergaze.data").joinpath("literature.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def works() -> tuple[Work, ...]:
    """Return all works, in the order of the file."""
    return tuple(Work(name=name, authors=tuple(row["authors"]), year=row["year"],
                      title=row["title"], venue=row["venue"], doi=row["doi"], read=row["read"],
                      also=tuple(row.get("also", ()))) for name, row in _content()["works"].items())


@cache
def facts() -> tuple[Facts, ...]:
    """Return all collections of facts, in the order of the file."""
    return tuple(Facts(key, row["title"], row["sources"])
                 for key, row in _content()["facts"].items())


def named_in(text: str) -> list[Work]:
    """Return the works that a text names, however its lines are broken."""
    flat = _flat(text)
    return [work for work in works()
            if any(re.search(rf"(?<![\w-]){re.escape(_flat(name))}(?!\d)", flat)
                   and not _longer(name, flat) for name in (work.name, *work.also))]


def _longer(name: str, flat: str) -> bool:
    """Return whether a text has a name only as the end of a longer one."""
    ends = [other for work in works() for other in (work.name, *work.also)
            if other != name and _flat(other).endswith(f" {_flat(name)}")]
    left = flat
    for other in ends:
        left = left.replace(_flat(other), "")
    return _flat(name) not in left


def facts_in(text: str) -> list[Facts]:
    """Return the collections of facts that a text names ("stylised facts C1 and C2")."""
    return [part for part in facts() if re.search(rf"\b{part.key}\b", text)]


def _flat(text: str) -> str:
    """Return a text in one line, with "Epstein (2002)" as "Epstein 2002"."""
    return re.sub(r"\((\d{4})", r"\1", " ".join(text.split()))
