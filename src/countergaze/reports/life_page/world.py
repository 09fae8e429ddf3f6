"""One synthetic life in one world: what happened in its weeks, by lanes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from countergaze.engine import parameters
from countergaze.engine.trace import Life
from countergaze.mechanisms.appeals import PENDING
from countergaze.reports.life_page.events import Event, events, heard, refusals


class Span(NamedTuple):
    """Weeks in a row, from `first` to `last`, with one ground or outcome."""

    first: int
    last: int
    ground: str


@dataclass(frozen=True)
class World:
    """One person's life in one world, by lanes."""

    name: str
    life: Life
    differences: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def weeks(self) -> int:
        """Return how many weeks were simulated."""
        return len(self.life.weeks["listing"])

    @cached_property
    def events(self) -> list[Event]:
        """Return what happened, in order."""
        return events(self.life)

    @cached_property
    def ground(self) -> list[str]:
        """Return for each week "wrong", "just", "household" (someone close is listed) or ""."""
        weeks, out = self.life.weeks, []
        settings, made = self.life.settings, -1
        reaches = False
        for week in range(self.weeks):
            count = sum(when <= week for when, _, _ in settings.changes)
            if count != made:
                ps = parameters.values(parameters.in_force(settings, week), "sanctions")
                made, reaches = count, ps.on * ps.assoc > 0.0
            out.append("wrong" if weeks["wrong"][week] else "just" if weeks["listing"][week]
                       else "household" if reaches and weeks["home"][week] > 0.5 else "")
        return out

    @cached_property
    def listed(self) -> list[Span]:
        """Return the spells on a list, and those through the household."""
        return _spans(self.ground)

    @cached_property
    def says(self) -> list[str]:
        """Return for each week W warned, D dissents, A affirms, - silent by fear, . silent."""
        weeks, back = self.life.weeks, self.life.held_back()
        return ["W" if weeks["warned"][w] > 0.5 else "D" if weeks["dissents"][w] > 0.5
                else "A" if weeks["affirms"][w] > 0.5 else "-" if back[w] else "."
                for w in range(self.weeks)]

    @cached_property
    def refused(self) -> np.ndarray:
        """Return how often something was refused in each week."""
        return refusals(self.life)

    @cached_property
    def appeals(self) -> list[Span]:
        """Return the weeks in which an appeal was pending, each with what became of it.

        "granted" and "turned down" end in the week after the last one of waiting.
        """
        life = self.life
        waits = [bool(int(case) & PENDING) for case in life.weeks["case"]]
        out = []
        for span in _spans(["waits" if wait else "" for wait in waits]):
            end = span.last + 1
            outcome = "waits"
            if end < self.weeks:
                outcome = heard(life, end, _week(life, end - 1), _week(life, end)) or "falls away"
            out.append(Span(span.first, span.last, outcome))
        if int(life.before["case"]) & PENDING and not waits[0]:
            outcome = heard(life, 0, life.before, _week(life, 0))
            out.insert(0, Span(0, 0, outcome or "falls away"))
        return out

    def marks(self, kind: str) -> list[int]:
        """Return the weeks with a "true" or "false" record, or in which "household" begins.

        A false record that is on file at week 0, or comes back, has its mark as well.
        """
        if kind == "household":
            return [s.first for s in self.listed if s.ground == "household"]
        made = self.life.records if kind == "true" else self.life.false
        weeks = {int(week) for week in np.flatnonzero(made.sum(axis=1) > 0.5)}
        if kind == "false":
            weeks |= {event.week for event in self.events if event.mark == "held"}
        return sorted(weeks)


def _week(life: Life, week: int) -> dict[str, float]:
    return {name: values[week] for name, values in life.weeks.items()}


def _spans(grounds: Sequence[str]) -> list[Span]:
    """Return runs of equal grounds, empty ones left out."""
    out: list[Span] = []
    for week, ground in enumerate(grounds):
        if out and out[-1] == (out[-1].first, week - 1, ground):
            out[-1] = out[-1]._replace(last=week)
        elif ground:
            out.append(Span(week, week, ground))
    return out
