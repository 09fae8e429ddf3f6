"""Sections of the run report on what reaches across the border: people by host, firms by kind."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from countergaze.mechanisms import INDICATORS
from countergaze.reports import words
from countergaze.reports.run_page.redress import note

if TYPE_CHECKING:
    from countergaze.results.run import Run

PEOPLE = ("host_protection", "adopted", "files_abroad", "fear_abroad", "silenced_abroad")
FIRMS = ("alignment", "firms_gone", "demands", "firm_grade")


def people(run: Run) -> str:
    """Return what is kept on people abroad, and what they say, by host; "" if nobody is abroad."""
    scopes = run.scopes("files_abroad", "host")
    if not scopes:
        return ""
    line = words.abroad_line(run.level("files_abroad"), run.level("silenced_abroad"))
    rows = {scope: words.host(scope.partition(":")[2]) for scope in scopes}
    return _part(run, words.HOSTS_TITLE, f"{line} {words.HOSTS_NOTE}", "Host", PEOPLE,
                 rows | {"whole": "all hosts"})


def firms(run: Run) -> str:
    """Return which firms give in and which leave, by kind; "" where none was recorded."""
    scopes = run.scopes("alignment", "kind")
    if not scopes:
        return ""
    rows = {scope: title(run, scope) for scope in scopes}
    line = words.kinds_line({rows[scope]: run.level("alignment", scope) for scope in scopes})
    return _part(run, words.BY_KIND, line, "Kind", FIRMS, rows | {"whole": "all firms"})


def title(run: Run, scope: str) -> str:
    """Return the name in words of "kind:KEY", safe in a page."""
    row = run.scenario.settings.rows.get("firm_kinds", {}).get(scope.partition(":")[2], {})
    return escape(str(row.get("title") or scope))


def _part(run: Run, heading: str, line: str, head: str, columns: tuple[str, ...],
          rows: dict[str, str]) -> str:
    """Return a heading, a finding and a table; rows: scope -> its name, safe in a page."""
    names = [name for name in columns if any(run.values(name, scope) is not None for scope in rows)]
    heads = "".join(f'<th scope="col" class="n">{INDICATORS[name].title}<small>'
                    f"{INDICATORS[name].unit}</small></th>" for name in names)
    body = "".join(f'<tr><th scope="row">{name}</th>' + "".join(
        f'<td class="n" data-head="{INDICATORS[at].title}">'
        f"{words.number(run.level(at, scope), INDICATORS[at].digits)}</td>" for at in names)
        + "</tr>" for scope, name in rows.items())
    return (f'<h3 class="next">{heading}</h3><p>{line}</p><p class="unit">Means of '
            f'{words.last_weeks(run.weeks)}</p><table class="wide"><thead><tr><th scope="col">'
            f"{head}</th>{heads}</tr></thead><tbody>{body}</tbody></table>{note(run, *names)}")
