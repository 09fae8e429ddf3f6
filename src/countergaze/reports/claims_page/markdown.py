"""The board of claims for the docs: a table of each group, then a paragraph a claim."""

from __future__ import annotations

from typing import Any

from countergaze.claims.outcomes import Outcome
from countergaze.claims.verdict import UNDECIDED
from countergaze.reports.claims_page import deciding, words
from countergaze.reports.claims_page.groups import groups
from countergaze.reports.claims_page.right import made_by

HEAD = ("| id | claim | worlds | condition, or what would decide |\n"
        "| --- | --- | --- | --- |")


def markdown(board: Any) -> str:
    """Return the page; board: a `claims.board.Board`."""
    n = len(board.worlds)
    told = [f"# Claims\n\n{words.headline(board.first)}.",
            words.DECK.format(worlds=words.worlds(n)),
            *filter(None, [words.first_look(n)]), made_by(board), *deciding.why(board.first)]
    for group in groups(board.outcomes):
        rows = [f"| [{one.name}](#{one.name.lower().replace(' ', '-')}) | {_said(one)} | "
                f"{_cell(words.board_line(one)[0])} | {_cell(_told(one))} |"
                for one in group.outcomes]
        told += [f"## {words.MARKS[group.word]} {group.title} ({len(rows)})", group.says,
                 "\n".join([HEAD, *rows])]
    return "\n\n".join([*told, "## Evidence", *map(_paragraph, board.outcomes),
                        words.NOT_MEANT]) + "\n"


def _told(one: Outcome) -> str:
    if one.verdict.word != UNDECIDED:
        return words.board_line(one)[1]
    return " ".join(filter(None, [deciding.missing(one), deciding.decides(one)]))


def _said(one: Outcome) -> str:
    reading = one.claim.readings.get(one.reading, "")
    return _cell(one.claim.statement + (f" ({reading})" if reading else ""))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _paragraph(one: Outcome) -> str:
    lines = [f"### {one.name}", f"{one.claim.statement} **{words.name(one.verdict.word)}.** "
             f"{words.verdict_line(one)}"]
    lines += ["\n".join(
        f"- {part.part.says}: shown in {part.counts.holds}, reversed in {part.counts.fails}, "
        f"no effect in {part.counts.nil}, unclear in {part.counts.unclear}"
        + (" (built in)" if part.part.built_in else "") for part in one.parts)] * bool(one.parts)
    lines.append(f"Would be false if: {one.claim.false_if}")
    if one.claim.scope:
        lines.append(one.claim.scope)
    return "\n\n".join(lines)
