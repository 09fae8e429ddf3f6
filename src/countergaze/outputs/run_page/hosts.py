"""Section of the run report: people abroad, by host country."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from countergaze.mechanisms import INDICATORS
from countergaze.outputs import words
from countergaze.outputs.run_page.redress import note

if TYPE_CHECKING:
    from countergaze.outputs.run import Run

COLUMNS = ("host_protection", "adopted", "files_abroad", "fear_abroad", "silenced_abroad")


def section(run: Run) -> str:
    """Return the table of hosts; "" where nobody lives abroad."""
    scopes = run.scopes("files_abroad", "host")
    if not scopes:
        return ""
    names = [name for name in COLUMNS if run.scopes(name, "host")]
    heads = "".join(f'<th scope="col" class="n">{INDICATORS[name].title}<small>'
                    f"{INDICATORS[name].unit}</small></th>" for name in names)
    rows = "".join(
        f'<tr><th scope="row">Host {escape(scope.partition(":")[2])}</th>' + "".join(
            f'<td class="n" data-head="{INDICATORS[name].title}">'
            f"{words.number(run.level(name, scope), INDICATORS[name].digits)}</td>"
            for name in names) + "</tr>" for scope in scopes)
    line = words.abroad_line(run.level("files_abroad"), run.level("silenced_abroad"))
    return (f'<section id="hosts"><h2>{words.HOSTS_TITLE}</h2><p>{line} {words.HOSTS_NOTE}</p>'
            f'<p class="unit">Means of {words.last_weeks(run.weeks)}</p><table class="wide hosts">'
            f'<thead><tr><th scope="col">Host</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
            f"{note(run, *names)}</section>")
