"""A life in two worlds, followed by a warm process for a page."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from countergaze.api import BadRequest
from countergaze.api.life import IN_WORDS, Worlds
from countergaze.reports.life_page import page
from countergaze.reports.life_page.world import World
from countergaze.scenarios.scenario import SHIPPED
from countergaze.web import asked, rendering
from countergaze.web.warm import watching


@dataclass(frozen=True)
class Follow:
    """Whom to follow: a number, or the lowest to whom `find` happens, in two shipped scenarios."""

    number: int
    find: str
    person: int
    arms: tuple[str, str]
    people: int
    weeks: int

    def done(self, pipe: Connection) -> dict[str, Any]:
        """Return the view of the life; called in the warm process."""
        say = watching(pipe, self.number)
        both = Worlds.of(self.arms, self.people, self.weeks, 1, 1, {}, None)
        try:
            who = both.find(self.find, say) if self.find else self.person
        except BadRequest as fault:
            return {"nobody": str(fault)}
        return view(tuple(both.world(place, who, say) for place in range(2)), self.command(who))

    def command(self, who: int) -> str:
        """Return the command that follows the same life."""
        parts = ["countergaze", "person", str(who), self.arms[0], "--against", self.arms[1],
                 "--people", str(self.people), "--weeks", str(self.weeks), "--seed", "1"]
        return shlex.join(parts)


def view(worlds: tuple[World, ...], command: str) -> dict[str, Any]:
    """Return what a page shows of a life in two worlds, as JSON holds it."""
    return page.view(worlds, command)


def read(told: Mapping[str, str]) -> dict[str, Any]:
    """Return whom a page asks for; raise BadRequest with every mistake."""
    wrong = []
    people, weeks = asked.USUAL["people"], asked.USUAL["weeks"]
    find, number = told.get("find", ""), told.get("number", "0").strip() or "0"
    arms = told.get("first", "baseline"), told.get("other", "safeguarded")
    if find and find not in IN_WORDS:
        wrong.append(f"find must be one of {', '.join(IN_WORDS)}, not {find[:40]!r}")
    if not find and not (number.isascii() and number.isdigit() and int(number[:9]) < people):
        wrong.append(f"there is no person {number[:40]}: numbers go from 0 to {people - 1:,}")
    wrong += [f"{name[:40]!r} is not a shipped scenario: {', '.join(SHIPPED)}" for name in arms
              if name not in SHIPPED]
    if wrong:
        raise BadRequest("; ".join(wrong))
    return {"find": find, "person": 0 if find else int(number), "arms": arms, "people": people,
            "weeks": weeks}


def written(view: Mapping[str, Any]) -> str:
    """Return a life as HTML for a page, or that there is nobody."""
    if "nobody" in view:
        return str(rendering.fragment("answer.html", "nobody", view))
    html = "".join(rendering.section_of_report(view, section["id"])
                   for section in view["sections"])
    return html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")  # the screen has its own first
