"""The page of a sweep: what each outcome hangs on, one HTML file that opens offline."""

from __future__ import annotations

from typing import Any

from countergaze.mechanisms import INDICATORS
from countergaze.reports import rendering
from countergaze.reports.numbers import number
from countergaze.reports.over_worlds import SHOWN
from countergaze.reports.rendering import View
from countergaze.reports.tracks import mark
from countergaze.results.manifest import plain

FIRST = 8
"""Numbers and forms told of an outcome."""
READ = {
    "lhs": "Rank correlations over all points with their 95 % intervals; of forms and worlds the "
           "share of the variance of ranks between variants.",
    "morris": "mu* of Morris: the mean absolute effect of a step of one number through its "
              "range, with its 95 % interval.",
    "sobol": "Sobol: S1 is the share of the variance due to a number by itself, ST with all it "
             "interacts with, with their 95 % intervals.",
}


def report(swept: Any) -> str:
    """Return the page of a `Swept`."""
    return rendering.page(view(swept))


def view(swept: Any) -> View:
    """Return what the page shows, as JSON holds it."""
    names = dict.fromkeys((*(name for name in SHOWN if name in swept.outcomes), *swept.outcomes))
    sections = [one for one in (_outcome(swept, str(name)) for name in names) if one["rows"]]
    about = swept.about
    against = f", minus {about['against']}" if about["against"] else ""
    top = {"id": "top", "kind": "top", "title": "",
           "headline": f"{len(swept.samples):,} points of {about['scenario']}{against}",
           "about": [f"{about['seeds']} seeds", f"{about['people']:,} synthetic people",
                     f"{about['weeks']:,} weeks", f"what is not known: {about['uncertain']}"],
           "read": READ[about["method"]],
           "failed": f"{len(about['failed']):,} points failed." if about["failed"] else ""}
    end = {"id": "reproduce", "kind": "reproduce", "title": "Reproduce",
           "command": about["command"], "result": swept.result}
    return plain({"page": "sweep", "kind": "Sweep", "title": f"Sweep of {about['scenario']}",
                  "skip": "Skip to the outcomes", "sections": [top, *sections, end],
                  "contents": [{"id": one["id"], "title": one["title"]}
                               for one in [*sections[:len(SHOWN)], end]]})


def _outcome(swept: Any, name: str) -> View:
    indicator, _, scope = name.partition(" ")
    table = swept.sensitivity
    rows = table[(table["indicator"] == indicator) & (table["scope"] == (scope or "whole"))]
    rows = rows.reindex(rows["value"].abs().sort_values(ascending=False).index)
    levels = swept.outcomes[name].dropna()
    about = INDICATORS[indicator]
    low, middle, high = levels.quantile([0.05, 0.5, 0.95]) if len(levels) else (float("nan"),) * 3
    most = max(rows["value"].abs().max(), 1e-12) if len(rows) else 1.0
    return {"id": f"o-{name.replace(' ', '-').replace(':', '-')}", "kind": "outcome",
            "title": about.title + (f", {scope}" if scope else ""), "unit": about.unit,
            "spread": f"{number(low, 2)} to {number(high, 2)} in nine of ten points, middle "
                      f"{number(middle, 2)}",
            "rows": [{"key": row["key"], "measure": row["measure"],
                      "said": number(row["value"], 3) + (
                          f" ({number(row['low'], 3)} to {number(row['high'], 3)})"
                          if row["low"] == row["low"] else ""),
                      "marks": [mark("bar", 0.0, 100.0 * abs(row["value"]) / most)]}
                     for row in rows.head(FIRST).to_dict("records")]}
