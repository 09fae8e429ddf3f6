"""Section of the run report: sanctions by context and proportion, and the annex of law."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from countergaze.mechanisms import INDICATORS
from countergaze.reports import law, words
from countergaze.reports.numbers import number
from countergaze.reports.rendering import View
from countergaze.reports.run_page.redress import recorded_links

if TYPE_CHECKING:
    from countergaze.results.run import Run

NAMES = ("sanction_tests", "prohibited_share", "proportionality", "cross_context")


def met(detriment: bool, cross: bool | None, out_of_proportion: bool | None) -> bool:
    """Return whether a sanction meets the three tests together."""
    return detriment and bool(cross or out_of_proportion)


def tests(run: Run) -> View | None:
    """Return the table of yes and no by combination; None where it was not recorded."""
    shares = {key: run.level("sanction_tests", f"combination:{key}") for key in words.COMBINATIONS
              if run.values("sanction_tests", f"combination:{key}") is not None}
    if not shares or "sanction_tests" not in INDICATORS:
        return None
    some = any(value > 0.0 for value in shares.values())
    total = run.level("prohibited_share")
    if some and not math.isfinite(total):
        total = sum(value for key, value in shares.items() if met(*words.COMBINATIONS[key]))
    line = words.tests_line(total if some else math.nan, run.weeks)
    rows = [{"met": met(*words.COMBINATIONS[key]), "answers": words.COMBINATIONS[key],
             "shown": number(value)} for key, value in shares.items()]
    return {"id": "tests", "kind": "legal_tests", "title": "Context and proportion",
            "heading": words.TESTS_TITLE, "line": f"{line} {words.TESTS_NOTE}",
            "rows": rows if some else [], "total": number(total),
            "beside": _beside(run) if some else "", "beyond": law.BEYOND,
            "annex": [{"title": harm.title, "rules": "; ".join(harm.rules),
                       "modelled": harm.modelled, "left_out": harm.left_out,
                       "links": recorded_links(run, *harm.indicators)} for harm in law.HARMS],
            "links": recorded_links(run, *NAMES)}


def _beside(run: Run) -> str:
    parts = [f"{number(run.level(name))} {what}" for name, what in
             (("proportionality", "are out of proportion"),
              ("cross_context", "are in another sphere of life than the record"))
             if name in INDICATORS and math.isfinite(run.level(name))]
    return f"Of 100 denials, {' and '.join(parts)}; a denial can be both." if parts else ""
