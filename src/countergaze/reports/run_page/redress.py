"""Sections of the run report on repair: the appeal funnel, and where wrong records sit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from countergaze.mechanisms import INDICATORS
from countergaze.reports import definitions, words
from countergaze.reports.numbers import count, number
from countergaze.reports.rendering import View
from countergaze.reports.run_page.wrong import agency_title
from countergaze.reports.tracks import mark

if TYPE_CHECKING:
    from countergaze.results.run import Run

YEAR = 52


def happened(run: Run, name: str, scope: str, people: float) -> float:
    """Return how often something scaled to a year happened in the last 52 weeks, in all runs.

    people: of how many in all the rate in 100,000 is; weeks without a value count as none.
    """
    each = run.each(name, scope)
    if each is None:
        return math.nan
    return float(np.nansum(each[:, -YEAR:])) / len(each) / YEAR * people / 1e5


def steps(run: Run) -> dict[str, float]:
    """Return the people at each step of the appeal funnel, in the last 52 weeks; {} if none."""
    if "appeal_funnel" not in INDICATORS:
        return {}
    return {key: happened(run, "appeal_funnel", f"step:{key}", run.people * len(run.seeds))
            for key in words.STEPS if run.values("appeal_funnel", f"step:{key}") is not None}


def appeals(run: Run) -> View | None:
    """Return what becomes of the wrongly listed; None where it was not recorded."""
    counted = steps(run)
    if "ended" not in counted:
        return None
    top = max(counted.values()) or 1.0
    rows, above = [], ""
    for key, value in counted.items():
        share = words.step_share(value, counted[above], above) if above else "all"
        rows.append({"name": words.STEPS[key][0], "shown": count(value), "share": share,
                     "marks": [mark("bar", width=100 * value / top)]})
        above = key
    beside = []
    if _known(run, "appeals_pending"):
        beside.append(words.wait_line(run.level("appeals_pending"), run.level("appeal_wait")))
    if all(_known(run, name) for name in ("appeals_filed", "appeals_heard", "appeals_granted")):
        beside.append(words.appeals_line(run.level("appeals_filed"), run.level("appeals_heard"),
                                         run.level("appeals_granted")))
    headline = words.funnel_headline(counted["ended"], counted.get("cleared", math.nan),
                                     run.weeks)
    return {"id": "appeals", "kind": "appeals", "title": "Appeals",
            "heading": words.sentence(headline), "line": words.funnel_line(counted),
            "window": words.last_weeks(run.weeks), "rows": rows, "beside": beside,
            "note": words.FUNNEL_NOTE,
            "links": recorded_links(run, "appeal_funnel", "appeals_pending", "appeal_wait")}


def _known(run: Run, name: str) -> bool:
    return name in INDICATORS and run.values(name) is not None


def recorded_links(run: Run, *names: str) -> list[dict[str, str]]:
    """Return the links to the definitions of those of `names` that the run recorded."""
    recorded = set(run.series["indicator"].unique())
    return definitions.links(name for name in names if name in recorded)


def records(run: Run) -> View | None:
    """Return which agencies hold false records, and how long one lasts; None if not recorded."""
    held, ended = _by_agency(run), _corrections(run)
    if held is None and ended is None:
        return None
    own, copied = (_sum(run, f"wrong_records_{kind}") for kind in ("own", "copied"))
    share = 100.0 * copied / (own + copied) if own + copied > 0.0 else math.nan
    line = (words.records_line(run.level("wrong_records"), share, run.weeks)
            if _known(run, "wrong_records") else "")
    if run.values("rectification_funnel", "step:made") is not None:
        adults = run.facts.get("adults", run.people)
        made, asked, granted, cleared = (
            happened(run, "rectification_funnel", f"step:{step}", adults)
            for step in ("made", "ask", "granted", "cleared"))
        line += " " + words.requests_line(made, asked, granted, cleared, run.weeks)
    return {"id": "false", "kind": "false_records", "title": "Where wrong records sit",
            "line": line, "held": held, "ended": ended, "links": recorded_links(
                run, "wrong_records", "wrong_records_own", "wrong_records_copied",
                "time_to_correction", "never_corrected", "rectification_funnel", "rectified")}


def _sum(run: Run, name: str) -> float:
    levels = [run.level(name, scope) for scope in run.scopes(name, "agency")]
    return sum(value for value in levels if math.isfinite(value))


def _by_agency(run: Run) -> View | None:
    names = ("wrong_records_own", "wrong_records_copied")
    if not all(name in INDICATORS and run.scopes(name, "agency") for name in names):
        return None
    levels = {scope: [run.level(name, scope) for name in names]
              for scope in run.scopes(names[0], "agency")}
    top = max([sum(x for x in pair if math.isfinite(x)) for pair in levels.values()]) or 1.0
    rows = []
    for scope, (own, copied) in levels.items():
        at, width = (100 * x / top if math.isfinite(x) else 0.0 for x in (own, copied))
        rows.append({"name": agency_title(run, scope), "own": number(own),
                     "copied": number(copied),
                     "marks": [mark("bar", width=at), mark("bar copied", at, width)]})
    return {"rows": rows}


def _corrections(run: Run) -> View | None:
    scopes = run.scopes("time_to_correction", "weeks")
    if not scopes or "time_to_correction" not in INDICATORS:
        return None
    adults = run.facts.get("adults", run.people * len(run.seeds))
    counts = {scope.partition(":")[2]: happened(run, "time_to_correction", scope, adults)
              for scope in scopes}
    total = sum(counts.values())
    top = max(counts.values()) or 1.0
    rows = [{"name": words.span(key), "shown": count(value),
             "share": f"{number(100 * value / total)} %",
             "marks": [mark("bar copied" if key == "never" else "bar", width=100 * value / top)]}
            for key, value in counts.items()] if total > 0.0 else []
    return {"rows": rows, "window": words.last_weeks(run.weeks),
            "line": words.corrections_line(total, counts.get("never", 0.0), run.weeks)}
