"""Screens of experiments that were carried out before: the board of claims, the phase diagram.

A screen is there once its view lies beside this file, as the report of the experiment makes it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from countergaze.claims import folders, phase
from countergaze.reports.claims_page import page as claims_page
from countergaze.reports.phase_page import page as phase_page
from countergaze.web import rendering

TITLES = {"claims": "Claims", "phase": "Phase diagram"}
VIEWS = {"claims": claims_page.view, "phase": phase_page.view}
AXES = {"links": ("integration.horizontal", "integration.vertical"),
        "integrity": ("officials.integrity",)}
"""What the axes of the phase diagram set."""


def there() -> tuple[tuple[str, str], ...]:
    """Return (name, title) of the screens of which the view is there."""
    return tuple((name, title) for name, title in TITLES.items() if _file(name).is_file())


def _file(name: str) -> Any:
    return resources.files("countergaze.web").joinpath(f"{name}.json")


@cache
def view(name: str) -> dict[str, Any]:
    """Return the view of a screen."""
    found: dict[str, Any] = json.loads(_file(name).read_text("utf-8"))
    return found


def shown(name: str) -> str:
    """Return a screen's sections as HTML."""
    made = view(name)
    return "".join(rendering.section_of_report(made, section["id"])
                   for section in made["sections"])


def of_folder(folder: Path) -> tuple[str, str]:
    """Return the name of the screen that an experiment's folder makes, and its view as a file.

    Raises NotARun, or ValueError where it holds something else.
    """
    found = folders.load(folder)
    name = {"Board": "claims", "Phase": "phase"}.get(type(found).__name__, "")
    if not name:
        raise ValueError(f"{folder} holds neither claims nor a phase diagram")
    return name, json.dumps(VIEWS[name](found), separators=(",", ":")) + "\n"


def axes() -> list[dict[str, Any]]:
    """Return the axes of the phase diagram: what each sets, from where to where."""
    spans = {"links": phase.LINKS, "integrity": phase.INTEGRITY}
    return [{"name": name, "keys": " ".join(keys), "low": spans[name][0], "high": spans[name][1]}
            for name, keys in AXES.items()]
