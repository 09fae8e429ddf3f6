"""Sections of the run report on repair: the appeal funnel, and where wrong records sit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from countergaze.mechanisms import INDICATORS
from countergaze.reports import words
from countergaze.reports.run_page.harm import agency_title, definitions

if TYPE_CHECKING:
    from countergaze.results.run import Run

YEAR = 52


def happened(run: Run, name: str, scope: str, people: float) -> float:
    """Return how often something scaled to a year happened in the last 52 weeks of a run.

    people: of how many the rate in 100,000 is; weeks without a value count as none.
    """
    values = run.values(name, scope)
    if values is None:
        return math.nan
    return float(np.nansum(values[-YEAR:])) / YEAR * people / 1e5


def steps(run: Run) -> dict[str, float]:
    """Return the people at each step of the appeal funnel, in the last 52 weeks; {} if none."""
    if "appeal_funnel" not in INDICATORS:
        return {}
    return {key: happened(run, "appeal_funnel", f"step:{key}", run.people)
            for key in words.STEPS if run.values("appeal_funnel", f"step:{key}") is not None}


def appeals(run: Run) -> str:
    """Return what becomes of the wrongly listed; "" where it was not recorded."""
    counted = steps(run)
    if "entered" not in counted:
        return ""
    top = max(counted.values()) or 1.0
    rows, above = "", ""
    for key, value in counted.items():
        share = words.step_share(value, counted[above], above) if above else "all"
        rows += (f'<div class="row"><div>{words.STEPS[key][0]}</div><div class="track" '
                 f'aria-hidden="true"><i class="bar" style="width:{100 * value / top:.1f}%"></i>'
                 f"</div><div><b>{words.count(value)}</b><small>{share}</small></div></div>")
        above = key
    beside = ""
    if _known(run, "appeals_pending"):
        wait = words.wait_line(run.level("appeals_pending"), run.level("appeal_wait"))
        beside += f"<p>{wait}</p>"
    if all(_known(run, name) for name in ("appeals_filed", "appeals_heard", "appeals_granted")):
        line = words.appeals_line(run.level("appeals_filed"), run.level("appeals_heard"),
                                  run.level("appeals_granted"))
        beside += f"<p>{line}</p>"
    headline = words.funnel_headline(counted["entered"], counted.get("cleared", math.nan),
                                     run.weeks)
    return (f'<section id="appeals"><h2>{headline[0].upper()}{headline[1:]}</h2>'
            f'<p>{words.funnel_line(counted)}</p><div class="beside"><div>'
            f'<p class="unit">Wrongly listed people, {words.last_weeks(run.weeks)}; one scale</p>'
            f'{rows}</div><div>{beside}<p class="note">{words.FUNNEL_NOTE}</p></div></div>'
            f"{note(run, 'appeal_funnel', 'appeals_pending', 'appeal_wait')}</section>")


def _known(run: Run, name: str) -> bool:
    return name in INDICATORS and run.values(name) is not None


def note(run: Run, *names: str) -> str:
    """Return the links to the definitions of those of `names` that the run recorded."""
    recorded = set(run.series["indicator"].unique())
    return definitions(*(name for name in names if name in recorded))


def records(run: Run) -> str:
    """Return which agencies hold false records, and how long one lasts; "" if not recorded."""
    held, ended = _by_agency(run), _corrections(run)
    if not held and not ended:
        return ""
    own, copied = (_sum(run, f"wrong_records_{kind}") for kind in ("own", "copied"))
    share = 100.0 * copied / (own + copied) if own + copied > 0.0 else math.nan
    line = (f"<p>{words.records_line(run.level('wrong_records'), share, run.weeks)}</p>"
            if _known(run, "wrong_records") else "")
    below = note(run, "wrong_records", "wrong_records_own", "wrong_records_copied",
                 "time_to_correction", "never_corrected")
    return (f'<section id="false"><h2>Where wrong records sit</h2>{line}<div class="two">'
            f"{held}{ended}</div>{below}</section>")


def _sum(run: Run, name: str) -> float:
    levels = [run.level(name, scope) for scope in run.scopes(name, "agency")]
    return sum(value for value in levels if math.isfinite(value))


def _by_agency(run: Run) -> str:
    names = ("wrong_records_own", "wrong_records_copied")
    if not all(name in INDICATORS and run.scopes(name, "agency") for name in names):
        return ""
    levels = {scope: [run.level(name, scope) for name in names]
              for scope in run.scopes(names[0], "agency")}
    top = max([sum(x for x in pair if math.isfinite(x)) for pair in levels.values()]) or 1.0
    rows = ""
    for scope, (own, copied) in levels.items():
        at, width = (100 * x / top if math.isfinite(x) else 0.0 for x in (own, copied))
        rows += (f'<div class="row"><div>{agency_title(run, scope)}</div>'
                 f'<div class="track" aria-hidden="true"><i class="bar" style="width:{at:.1f}%">'
                 f'</i><i class="bar copied" style="left:{at:.1f}%;width:{width:.1f}%"></i></div>'
                 f"<div><b>{words.number(own)}</b> own<small>{words.number(copied)} copied</small>"
                 "</div></div>")
    return ('<div><h3>By agency</h3><p class="unit">Residents of whom the agency holds a false '
            "record, in 100,000; solid: its own, hatched: only copies from others</p>"
            f"{rows}</div>")


def _corrections(run: Run) -> str:
    scopes = run.scopes("time_to_correction", "weeks")
    if not scopes or "time_to_correction" not in INDICATORS:
        return ""
    adults = run.facts.get("adults", run.people)
    counts = {scope.partition(":")[2]: happened(run, "time_to_correction", scope, adults)
              for scope in scopes}
    total = sum(counts.values())
    top = max(counts.values()) or 1.0
    rows = "".join(
        f'<div class="row"><div>{words.span(key)}</div><div class="track" aria-hidden="true">'
        f'<i class="bar{" copied" if key == "never" else ""}" style="width:'
        f'{100 * value / top:.1f}%"></i></div><div><b>{words.count(value)}</b>'
        f"<small>{words.number(100 * value / total)} in 100</small></div></div>"
        for key, value in counts.items()) if total > 0.0 else ""
    line = words.corrections_line(total, counts.get("never", 0.0), run.weeks)
    return ('<div><h3>From a false record to no holder</h3><p class="unit">False records that '
            f"ended in {words.last_weeks(run.weeks)}, by their age in weeks</p><p>{line}</p>"
            f"{rows}</div>")
