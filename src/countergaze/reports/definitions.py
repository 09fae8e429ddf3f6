"""How an indicator is named in a page: by its id, with a link to its definition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from countergaze.declare import Indicator
from countergaze.mechanisms import INDICATORS


def link(about: Indicator) -> dict[str, str]:
    """Return what links to a definition: name and id, such as M01 wrongful_listing."""
    return {"name": about.name, "id": f"{about.metric} {about.name}".strip()}


def links(names: Iterable[str]) -> list[dict[str, str]]:
    """Return the links of those of `names` that are indicators."""
    return [link(INDICATORS[name]) for name in names if name in INDICATORS]


def named(every: Iterable[Indicator]) -> list[dict[str, Any]]:
    """Return indicators as a sentence names them: title and link."""
    return [{"title": about.title, "link": link(about)} for about in every]


def section(shown: Iterable[Indicator]) -> dict[str, Any]:
    """Return the section that defines the indicators of a page."""
    return {"id": "definitions", "kind": "definitions", "title": "Definitions",
            "items": [{**link(about), "text": about.definition, "unit": about.unit}
                      for about in shown]}


def linked(part: Any) -> set[str]:
    """Return the names of all indicators that a part of a view links to."""
    if isinstance(part, dict):
        own = {part["name"]} if part.keys() == {"name", "id"} else set()
        return own.union(*map(linked, part.values()))
    return set().union(*map(linked, part)) if isinstance(part, (list, tuple)) else set()
