"""Part of the run report: firms by kind, beside what else reaches across the border."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from countergaze.mechanisms import INDICATORS
from countergaze.outputs import words
from countergaze.outputs.run_page.redress import note

if TYPE_CHECKING:
    from countergaze.outputs.run import Run

COLUMNS = ("alignment", "firms_gone", "demands", "firm_grade")


def by_kind(run: Run) -> str:
    """Return the table of firms by kind; "" where none was recorded."""
    names = [name for name in COLUMNS if name in INDICATORS and run.scopes(name, "kind")]
    if "alignment" not in names:
        return ""
    shares = {scope: run.level("alignment", scope) for scope in run.scopes("alignment", "kind")}
    heads = "".join(f'<th scope="col" class="n">{INDICATORS[name].title}<small>'
                    f"{INDICATORS[name].unit}</small></th>" for name in names)
    rows = "".join(_row(run, scope, title(run, scope), names) for scope in shares)
    line = words.kinds_line({title(run, scope): share for scope, share in shares.items()})
    return (f'<h3 class="next">{words.BY_KIND}</h3><p>{line}</p><p class="unit">Means of '
            f'{words.last_weeks(run.weeks)}</p><table class="wide"><thead><tr><th scope="col">'
            f"Kind</th>{heads}</tr></thead><tbody>{rows}"
            f'{_row(run, "whole", "all firms", names)}</tbody></table>{note(run, *names)}')


def title(run: Run, scope: str) -> str:
    """Return the name in words of "kind:KEY", safe in a page."""
    row = run.scenario.settings.rows.get("firm_kinds", {}).get(scope.partition(":")[2], {})
    return escape(str(row.get("title") or scope))


def _row(run: Run, scope: str, name: str, names: list[str]) -> str:
    cells = "".join(f'<td class="n" data-head="{INDICATORS[at].title}">'
                    f"{words.number(run.level(at, scope), INDICATORS[at].digits)}</td>"
                    for at in names)
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'
