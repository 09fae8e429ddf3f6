"""Section of the run report: sanctions by the three tests of Art. 5(1)(c) of the EU AI Act."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from countergaze.mechanisms import INDICATORS
from countergaze.reports import words
from countergaze.reports.run_page.redress import note

if TYPE_CHECKING:
    from countergaze.results.run import Run

NAMES = ("sanction_tests", "prohibited_share", "proportionality", "cross_context")


def met(detriment: bool, cross: bool | None, out_of_proportion: bool | None) -> bool:
    """Return whether a sanction meets the three tests together."""
    return detriment and bool(cross or out_of_proportion)


def tests(run: Run) -> str:
    """Return the table of yes and no by combination; "" where it was not recorded."""
    shares = {key: run.level("sanction_tests", f"combination:{key}") for key in words.COMBINATIONS
              if run.values("sanction_tests", f"combination:{key}") is not None}
    if not shares or "sanction_tests" not in INDICATORS:
        return ""
    any_ = any(value > 0.0 for value in shares.values())
    total = run.level("prohibited_share")
    if any_ and not math.isfinite(total):
        total = sum(value for key, value in shares.items() if met(*words.COMBINATIONS[key]))
    line = words.tests_line(total if any_ else math.nan, run.weeks)
    table = _table(shares, total) + _beside(run) if any_ else ""
    return (f'<section id="tests"><h2>{words.TESTS_TITLE}</h2><p>{line} {words.TESTS_NOTE}</p>'
            f"{table}{note(run, *NAMES)}</section>")


def _table(shares: dict[str, float], total: float) -> str:
    rows = "".join(
        f'<tr><th scope="row">{"met" if met(*words.COMBINATIONS[key]) else "not met"}</th>'
        + "".join(f"<td>{_mark(answer)}</td>" for answer in words.COMBINATIONS[key])
        + f'<td class="n">{words.number(value)}</td></tr>' for key, value in shares.items())
    return ('<table class="tests"><thead><tr><th scope="col">Art. 5(1)(c)</th>'
            '<th scope="col">detriment</th><th scope="col">other context</th>'
            '<th scope="col">out of proportion</th><th scope="col" class="n">of 100 sanctions</th>'
            f'</tr></thead><tbody>{rows}</tbody><tfoot><tr><th scope="row" colspan="4">met, in all'
            f'</th><td class="n"><b>{words.number(total)}</b></td></tr></tfoot></table>')


def _mark(answer: bool | None) -> str:
    if answer is None:
        return "\N{EN DASH} not asked"
    return "\N{BLACK CIRCLE} <b>yes</b>" if answer else "\N{WHITE CIRCLE} no"


def _beside(run: Run) -> str:
    parts = [f"{words.number(run.level(name))} {what}" for name, what in
             (("proportionality", "are out of proportion"),
              ("cross_context", "are in another sphere of life than the record"))
             if name in INDICATORS and math.isfinite(run.level(name))]
    if not parts:
        return ""
    return f'<p class="next">Of 100 denials, {" and ".join(parts)}; a denial can be both.</p>'
