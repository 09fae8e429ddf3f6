"""Calibration of the baseline: what it is held against, what it gives, what was moved for it.

Targets used to tune parameters (`calibrate`) are kept apart from those that only test the result
(`validate`).  A figure outside its band is reported as unmet, with the reason; two sources that
contradict each other are not both forced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from countergaze.engine.simulation import Result, processors, simulate
from countergaze.scenarios import load

SEEDS = (1, 2, 3, 4)
PEOPLE = 100_000
WEEKS = 52

Levels = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Target:
    """One figure that the baseline is held against.

    use: "calibrate" or "validate"; band: (low, high) in `unit`; got: from mean levels of the
    last year by (scenario or indicator, scope); moved: parameters tuned for it; unmet: why the
    figure lies outside its band, "" where it should lie within.
    """

    name: str
    use: str
    unit: str
    band: tuple[float, float]
    source: str
    got: Callable[[dict[str, Levels]], float]
    moved: tuple[str, ...] = ()
    unmet: str = ""


def _base(name: str, scope: str = "whole") -> Callable[[dict[str, Levels]], float]:
    return lambda levels: levels["baseline"][name, scope]


def _exit_ratio(levels: dict[str, Levels]) -> float:
    base = levels["baseline"]
    return base["list_exits", "whole"] / base["list_entries", "whole"]


def _blocked_per_entry(levels: dict[str, Levels]) -> float:
    base = levels["baseline"]
    entries = base["list_entries", "whole"] * base["adults", "share"]
    return 52.0 * base["denied_transactions", "whole"] / entries


def _court_share(levels: dict[str, Levels]) -> float:
    base = levels["baseline"]
    return 100.0 * base["list_entries", "agency:courts"] / base["list_entries", "whole"]


def _chilled(levels: dict[str, Levels]) -> float:
    """Return by how many in 100 expected dissent falls against the world without the system."""
    free = levels["no-system"]["expected_dissent", "whole"]
    return 100.0 * (1.0 - levels["baseline"]["expected_dissent", "whole"] / free)


TARGETS = (
    Target("Court entries", "calibrate", "in 100,000 adults a year", (200.0, 255.0),
           "stylised facts C1: 2.614 million in 2018, persons 0.226 % of adults",
           _base("list_entries", "agency:courts"),
           ("acts.judgment.base", "lists.court_list_share", "lists.cannot_pay_listed")),
    Target("All entries of persons", "calibrate", "in 100,000 adults a year", (230.0, 300.0),
           "stylised facts C2: about 0.26 % of people of 15 and over in 2018",
           _base("list_entries"), ("list_families.*.evidence",)),
    Target("Courts among all subjects put on lists", "calibrate", "% of entries", (68.0, 78.0),
           "stylised facts C2: 72.7 % in 2018, revoked firms 26.7 %; with persons at 0.26 % of "
           "adults and firms at their number courts cannot have more than about 70 %",
           _base("court_share"), ("list_families.*.evidence",)),
    Target("Exits over entries", "calibrate", "ratio", (0.6, 0.9),
           "stylised facts C1, C2: 0.61 in 2018, 0.65 in 2023, 0.93 in one month", _exit_ratio,
           ("lists.pay_wont", "lists.pay_cannot")),
    Target("Blocked attempts per entry", "calibrate", "attempts per listing", (1.2, 2.4),
           "stylised facts C1: 22.9 million air and rail denials over 12.8 million listings by "
           "the end of 2018", _blocked_per_entry,
           ("sanctions.travellers", "sanctions.giving_up")),
    Target("Say that they support", "calibrate", "% of adults", (76.0, 84.0),
           "stylised facts C5: Kostka 2019, about 80 % positive", _base("stated_support"),
           ("expression.survey_fear",)),
    Target("Say that they support, students shown pros and cons", "validate", "% of adults",
           (41.0, 57.0), "stylised facts C5: MERICS 2020", _base("stated_support"),
           unmet="contradicts Kostka 2019, which is fitted; approval hangs on information that "
           "the model does not hold"),
    Target("Scores at 960 and above", "validate", "% of the scored", (80.0, 99.5),
           "stylised facts C4: a large majority (recalled, weak)", _base("score_good")),
    Target("Scores below 850", "validate", "% of the scored", (0.3, 2.0),
           "stylised facts C4: about 1 % (recalled, weak)", _base("score_bad")),
    Target("Courts among entries of persons", "validate", "% of entries", (70.0, 100.0),
           "stylised facts C2: 73 % of all subjects, firms included: a lower bound for persons",
           _court_share),
    Target("Fall of expected dissent against a world without the system", "validate",
           "%", (10.0, 30.0), "Penney 2016: about 20 % fewer readers of watched topics",
           _chilled,
           unmet="ordinary police and ordinary fear, which stay in the world without the system, "
           "silence most of those who would speak; what the system adds at 2018 levels of "
           "sensing is small beside them"),
)


def levels() -> dict[str, Levels]:
    """Return mean levels of the last year by scenario, over the seeds."""
    return {name: _levels(simulate(load(name).settings, people=PEOPLE, weeks=WEEKS, seeds=SEEDS,
                                   threads=processors()))
            for name in ("baseline", "no-system")}


def _levels(results: list[Result]) -> Levels:
    with np.errstate(invalid="ignore"):
        found = {(name, scope): float(np.mean([
            np.nanmean(series) if np.isfinite(series).any() else np.nan
            for result in results for found, at, series in result.series
            if (found, at) == (name, scope)])) for name, scope, _ in results[0].series
            if scope == "whole" or scope.startswith("agency:")}
    adults = float(np.mean([result.facts["adults"] for result in results]))
    return {**found, ("adults", "share"): adults / PEOPLE}


def rows(found: dict[str, Levels] | None = None) -> list[tuple[Target, float, bool]]:
    """Return each target, what the model gives, and whether that lies in its band."""
    given = levels() if found is None else found
    return [(target, got, target.band[0] <= got <= target.band[1])
            for target, got in ((t, t.got(given)) for t in TARGETS)]


def table(made: list[tuple[Target, float, bool]]) -> str:
    """Return the page docs/calibration.md."""
    lines = ["# Calibration of the baseline", "",
             f"Means of weeks 0 to {WEEKS - 1} over {len(SEEDS)} seeds of {PEOPLE:,} people. "
             "Written by `python docs/calibrate.py`; the slow tests compute it again and fail when "
             "a figure leaves its band without being marked unmet. Numbers of a state are taken "
             "as reported by it.", ""]
    for use, title in (("calibrate", "Targets that parameters were tuned to"),
                       ("validate", "Targets that only test the result")):
        lines += [f"## {title}", "", "| target | unit | band | got | met | moved | source |",
                  "| --- | --- | --- | --- | --- | --- | --- |"]
        for target, got, met in made:
            if target.use == use:
                moved = ", ".join(f"`{name}`" for name in target.moved) or "-"
                said = "yes" if met else f"no: {target.unmet or 'out of its band'}"
                lines.append(f"| {target.name} | {target.unit} | {target.band[0]:g} to "
                             f"{target.band[1]:g} | {got:.3g} | {said} | {moved} | "
                             f"{target.source} |")
        lines.append("")
    return "\n".join(lines)
