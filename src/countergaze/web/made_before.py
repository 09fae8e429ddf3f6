"""Screens of experiments that were carried out before: the board of claims, the phase diagram.

A screen is there once its view lies beside this file, as the report of the experiment makes it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from countergaze.claims import folders, phase
from countergaze.reports import citing
from countergaze.reports.claims_page import page as claims_page
from countergaze.reports.phase_page import page as phase_page
from countergaze.web import rendering

TITLES = {"claims": "Claims", "phase": "Phase diagram"}
VIEWS = {"claims": claims_page.view, "phase": phase_page.view}
UNTIL = {"claims": "board", "phase": "diagram"}
"""The section after which a screen has a place for what only a page can do."""


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


def shown(name: str) -> tuple[str, str]:
    """Return a screen's sections as HTML, in two parts, see `UNTIL`."""
    made = view(name)
    ids = [section["id"] for section in made["sections"]]
    until = ids.index(UNTIL[name]) + 1
    first, rest = ("".join(rendering.section_of_report(made, one) for one in part)
                   for part in (ids[:until], ids[until:]))
    return first, rest


def table(name: str) -> pd.DataFrame:
    """Return what a screen shows as a table: a row a claim, or a square of the diagram."""
    made = {section["id"]: section for section in view(name)["sections"]}
    if name == "claims":
        return pd.DataFrame([{
            "claim": row["name"], "statement": row["statement"],
            "verdict": group["badge"]["name"], "worlds": row["first"],
            "at_the_defaults": row["own"], "remarks": row["second"]}
            for group in made["board"]["groups"] for row in group["rows"]])
    return pd.DataFrame([{
        "links": one["links"], "integrity": one["integrity"], "region": one["region"],
        "false_records_in_100_000": one["harm"], "over_capacity": one["full"],
        "differs_between_worlds": one["soft"]} for one in made["diagram"]["squares"]])


def cite(name: str) -> str:
    """Return how to cite a screen, in a line."""
    made = next(one for one in view(name)["sections"] if one["id"] == "reproduce")
    return (f"{citing.AUTHORS}. {citing.TITLE}. Version {made['version']}, {TITLES[name].lower()}, "
            f"result {made['result'][:12]}.")


def of_folder(folder: Path) -> tuple[str, str]:
    """Return the name of the screen that an experiment's folder makes, and its view as a file.

    Raises NotARun, or ValueError where it holds something else.
    """
    found = folders.load(folder)
    name = {"Board": "claims", "Phase": "phase"}.get(type(found).__name__, "")
    if not name:
        raise ValueError(f"{folder} holds neither claims nor a phase diagram")
    return name, json.dumps(VIEWS[name](found), separators=(",", ":")) + "\n"


def squares() -> dict[str, Any]:
    """Return the squares of the diagram, as JSON holds them, and how they were simulated.

    options: what a link to one of them ends with; reference: the arm that it is held against.
    """
    made = next(one for one in view("phase")["sections"] if one["id"] == "diagram")
    held = made["squares"]
    mandates = ("integration.horizontal", "integration.vertical")
    return {
        "links": [*dict.fromkeys(one["links"] for one in held)],
        "integrity": [*dict.fromkeys(one["integrity"] for one in held)], "harm": made["harm"],
        "told": [[one["region"], one["harm"], one["full"], one["soft"]] for one in held],
        "keys": [*mandates, "officials.integrity"],
        "reference": f"baseline:{','.join(f'{key}=0' for key in mandates)}",
        "options": {"seeds": len(phase.SEEDS), "people": _number("people"), "weeks": phase.WEEKS}}


def _number(name: str) -> int:
    """Return a number of the command that the diagram was made by."""
    made = next(one for one in view("phase")["sections"] if one["id"] == "reproduce")
    words = str(made["command"]).split()
    return int(words[words.index(f"--{name}") + 1]) if f"--{name}" in words else phase.PEOPLE
