"""Sections of the run report on what reaches across the border: people by host, firms by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countergaze.mechanisms import INDICATORS
from countergaze.reports import words
from countergaze.reports.numbers import number
from countergaze.reports.rendering import View
from countergaze.reports.run_page.redress import recorded_links

if TYPE_CHECKING:
    from countergaze.results.run import Run

PEOPLE = ("host_protection", "adopted", "files_abroad", "fear_abroad", "silenced_abroad")
FIRMS = ("alignment", "defiance", "reversals", "answer_delay", "firms_gone", "demands",
         "firm_grade")


def people(run: Run) -> View | None:
    """Return what is kept on people abroad, and what they say, by host; None if nobody is."""
    scopes = run.scopes("files_abroad", "host")
    if not scopes:
        return None
    line = words.abroad_line(run.level("files_abroad"), run.level("silenced_abroad"))
    rows = {scope: words.host(scope.partition(":")[2]) for scope in scopes}
    return _part(run, words.HOSTS_TITLE, f"{line} {words.HOSTS_NOTE}", "Host", PEOPLE,
                 rows | {"whole": "all hosts"})


def firms(run: Run) -> View | None:
    """Return which firms give in and which leave, by kind; None where none was recorded."""
    scopes = run.scopes("alignment", "kind")
    if not scopes:
        return None
    rows = {scope: title(run, scope) for scope in scopes}
    line = words.kinds_line({rows[scope]: run.level("alignment", scope) for scope in scopes})
    return _part(run, words.BY_KIND, line, "Kind", FIRMS, rows | {"whole": "all firms"})


def title(run: Run, scope: str) -> str:
    """Return the name in words of "kind:KEY"."""
    row = run.scenario.settings.rows.get("firm_kinds", {}).get(scope.partition(":")[2], {})
    return str(row.get("title") or scope)


def _part(run: Run, heading: str, line: str, head: str, columns: tuple[str, ...],
          rows: dict[str, str]) -> View:
    """Return a heading, a finding and a table; rows: scope -> its name."""
    shown = [INDICATORS[name] for name in columns
             if any(run.values(name, scope) is not None for scope in rows)]
    return {"heading": heading, "line": line, "head": head,
            "window": words.last_weeks(run.weeks),
            "columns": [{"title": about.title, "unit": about.unit} for about in shown],
            "rows": [{"name": name, "cells": [number(run.level(about.name, scope), about.digits)
                                              for about in shown]}
                     for scope, name in rows.items()],
            "links": recorded_links(run, *(about.name for about in shown))}
