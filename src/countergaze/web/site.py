"""The folder without a server: the same screens over answers simulated in advance."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from countergaze.reports import svg
from countergaze.results import store
from countergaze.web import made_before, rendering, screens, shipped, tables
from countergaze.web.questions import every

PLACES = (("question", "Questions"), ("package", "Safeguards together"), *made_before.there(),
          ("story", "Story"))
FIRST = "index.html"
MOST_BYTES = 2_000_000
"""What the whole folder may weigh."""


def address(name: str) -> str:
    """Return the file of a screen."""
    if name in ("question", f"question/{every()[0].id}"):
        return FIRST
    return f"{name.rpartition('/')[2]}.html"


LINKS = screens.Links(address, "page.css", "page.js", "icon.svg", "{}.csv".format)
STILL: dict[str, Callable[..., str]] = {
    "package": screens.package, "story": screens.lesson, "sheet": screens.sheet,
    **{name: partial(screens.before, name) for name, _ in made_before.there()}}


def files() -> dict[str, bytes]:
    """Return name -> content of every file of the folder."""
    pages = {address(f"question/{one.id}"): screens.question(one, LINKS, PLACES,
                                                             shipped.stops(one))
             for one in every()}
    pages |= {address(name): made(LINKS, PLACES) for name, made in STILL.items()}
    texts = {**pages, "page.css": rendering.style(), "page.js": rendering.script(),
             "icon.svg": svg.standing_mark(),
             **{LINKS.table(name): tables.csv(made) for name, made in tables.ready().items()}}
    return {name: text.encode() for name, text in texts.items()}


def write(folder: str | Path) -> tuple[Path, int]:
    """Write the folder, whole or not at all; return it and its bytes.

    Raises FolderInUse unless it is new or empty.
    """
    made = files()
    return store.write_whole(folder, made), sum(map(len, made.values()))
