"""The first picture of systems and safeguards: two tracks a row, harm and staff time.

Rows stand in the order of their ids: a scatter of the same numbers would become a ranking.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from countergaze.claims.significance import Found
from countergaze.mechanisms import INDICATORS
from countergaze.reports.numbers import in_full
from countergaze.reports.phrases import Difference, in_brief
from countergaze.reports.rendering import View
from countergaze.reports.tracks import mark

REACH = 47.0
"""Half of a track, in 100 of its width, that a difference can take on either side."""
HARM = "listed_wrongly"
STAFF = {"systems": "control_hours", "safeguards": "safeguard_hours"}


def section(kind: str, found: Sequence[Found]) -> View | None:
    """Return the rows with a track of harm and one of staff time; None where none was told."""
    names = [name for name in (HARM, STAFF[kind]) if any(one.of(name) for one in found)]
    if not names:
        return None
    ends = {name: _end([one.of(name) for one in found]) for name in names}
    rows = [{"place": place, "id": one.trial.id, "title": one.trial.title,
             "scenario": one.trial.scenario,
             "cells": [_cell(one.of(name), ends[name]) for name in names]}
            for place, one in enumerate(found)]
    heads = [{"title": INDICATORS[name].title, "unit": INDICATORS[name].unit,
              "harm": name == HARM, "end": in_full(ends[name])} for name in names]
    return {"id": "tracks", "kind": "two_tracks", "title": "Harm and staff time", "heads": heads,
            "rows": rows, "line": "Left of each line is less, right is more; on the tinted ground "
            "left is less harm. A hollow dot says that no difference is detected; the bar is the "
            "95\N{NO-BREAK SPACE}% interval, cut where it leaves the scale. Rows are in the order "
            "of their ids and are not ranked."}


def _end(rows: Sequence[dict[str, Any] | None]) -> float:
    """Return the end of a scale that holds every mean, in two figures."""
    most = max([abs(row["effect"]) for row in rows
                if row is not None and math.isfinite(row["effect"])] or [0.0])
    if not most > 0.0:
        return 1.0
    unit = 10.0 ** (math.floor(math.log10(most)) - 1)
    return math.ceil(most / unit) * unit


def _cell(row: dict[str, Any] | None, end: float) -> View:
    marks = [{"kind": "all", "style": "left:50%"}]
    if row is None or not math.isfinite(row["effect"]):
        return {"marks": marks, "said": _said(row)}
    at, low, high = (50.0 + REACH * min(max(value / end, -1.0), 1.0)
                     for value in (row["effect"], row["low"], row["high"]))
    if math.isfinite(low) and low < high:
        marks.append(mark("range", low, high - low))
    marks.append(mark("dot" if row["significant"] else "dot open", at))
    return {"marks": marks, "said": _said(row)}


def _said(row: dict[str, Any] | None) -> str:
    return "no value" if row is None else in_brief(Difference.of(row))
