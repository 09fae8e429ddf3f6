"""What a brief says: question, answer, one picture, whom it hits, cost, how sure, how to cite."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from countergaze.mechanisms import INDICATORS
from countergaze.reports import phrases, spread, svg, words
from countergaze.reports.brief import uncertainty
from countergaze.reports.brief.cost import Country, control_line, extra_line
from countergaze.reports.citing import AUTHORS, TITLE, numbers_used
from countergaze.reports.comparison_page.lookup import Lookup
from countergaze.reports.effects_picture import picture
from countergaze.reports.emphasis import pieces
from countergaze.reports.numbers import count, number
from countergaze.reports.run_page import wrong
from countergaze.reports.run_page.groups import TOO_FEW, group_name, group_sizes
from countergaze.results.run import Run

PICTURED = ("listed_wrongly", "listed", "silenced")
MOVED = {"listed", "list_entries", "cannot_pay_share", "false_records", "control_hours"}
MOST_ASSUMED, FEW_ASSUMED = 10, 5
"""Assumed numbers that are named; where plausible worlds stand beside them, the fewer."""
ASSUMPTIONS = "Ranges over random seeds do not hold what is unsure because it is assumed."
NOT_MEANT = ("Synthetic people made from census totals. Not a forecast, and nothing here says what "
             "any real system does to real people: it is what follows in this model from what is "
             "assumed.")


@dataclass(frozen=True)
class Brief:
    """The words of a brief; picture: an SVG that stands alone; rows: a table with heads.

    both, both_rows: random seeds and plausible worlds beside each other, where there are worlds.
    """

    title: str
    question: str
    answers: Sequence[str]
    picture_title: str
    picture: str
    whom: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    cost: Sequence[str]
    sure: Sequence[str]
    assumed: Sequence[str]
    cite: str
    not_meant: str = NOT_MEANT
    both: str = ""
    both_heads: Sequence[str] = uncertainty.HEADS
    both_rows: Sequence[Sequence[str]] = ()


def of(result: Any, country: Country, levels: pd.DataFrame | None = None,
       of_this_version: bool = True) -> Brief:
    """Return the brief of a `Run` or a `Comparison`; country: for whom cost is told.

    levels: means of a run in plausible worlds, see `worlds.of_run`; a comparison holds its own;
    of_this_version: whether these worlds were made by this version.
    """
    if not isinstance(result, Run):
        worlds = result.facts.get("worlds") or {}
        line, rows = uncertainty.told(uncertainty.of_arms(result), worlds.get("count", 0),
                                      worlds.get("of_this_version", True))
        return _with_both(_of_arms(result, country), line, rows)
    made = _of_run(result, country)
    if levels is None:
        return made
    line, rows = uncertainty.told(uncertainty.of_run(result, levels), levels["world"].nunique(),
                                  of_this_version)
    return _with_both(made, line, rows)


def _with_both(made: Brief, line: str, rows: Sequence[Sequence[str]]) -> Brief:
    return replace(made, both=line, both_rows=rows,
                   assumed=made.assumed[:FEW_ASSUMED]) if line else made


def _of_run(run: Run, country: Country) -> Brief:
    runs = len(run.seeds)
    name = wrong.told_of(run)
    silenced = run.level("silenced")
    speech = (f"Of 100 who would dissent without fear, {number(silenced)} stay silent"
              f"{_in_brackets(spread.over_runs(run.levels('silenced')))}; in the shipped worlds "
              "most of it is ordinary fear, put in by hand, which the world without the system "
              "has too: see the difference from \N{LEFT DOUBLE QUOTATION MARK}no-system"
              "\N{RIGHT DOUBLE QUOTATION MARK}." if math.isfinite(silenced) else
              "Nobody would dissent, with fear or without.")
    refused = run.level("refused_in_year")
    travel = (f"{number(refused, 0)} in 100,000 residents were refused a seat in the last year"
              f"{_in_brackets(spread.over_runs(run.levels('refused_in_year'), 0))}."
              if refused > 0.0 else "Nobody was refused a seat in the last year.")
    each = run.each(name)
    return Brief(
        f"{run.scenario.title}: a brief",
        f"What does the world \N{LEFT DOUBLE QUOTATION MARK}{run.scenario.title}"
        "\N{RIGHT DOUBLE QUOTATION MARK} do to people, and what does it cost?",
        [f"{wrong.headline(run)}.", travel, speech],
        f"{INDICATORS[name].title}, week by week",
        svg.standalone(INDICATORS[name], np.full((1, run.weeks), np.nan) if each is None else each),
        "People on a list, and wrongly on one, per 100,000 of each group. Rows stand in a fixed "
        "order; where fewer than 5 people are to be expected nothing is told.",
        ["Group", "On a list", "Wrongly", "Range of chance"], _groups(run, name),
        [control_line(run.level("control_hours"), run.level("safeguard_hours"), country)],
        [_runs_line(run.people, runs, run.weeks), _assumed_line([run.scenario.settings])],
        _assumed([run.scenario.settings]),
        _cite(str((run.made.get("versions") or {}).get("countergaze")),
              f"scenario {run.scenario.name}, {run.seeds_in_words}, {run.people:,} people, "
              f"{run.weeks:,} weeks", run.result))


def _groups(run: Run, name: str) -> list[list[str]]:
    whole, rows = run.level(name), []
    for scope, size in {"whole": run.people * len(run.seeds), **group_sizes(run)}.items():
        level = run.level(name, scope)
        if not whole * size / 1e5 >= TOO_FEW:
            rows.append([group_name(scope), number(run.level("listed", scope), 0), words.TOO_FEW,
                         ""])
            continue
        low, high = (1e5 * edge / size for edge in wrong.interval(level * size / 1e5))
        rows.append([group_name(scope), number(run.level("listed", scope), 0), number(level, 0),
                     f"{number(low, 0)} to {number(high, 0)}"])
    return rows


def _of_arms(made: Any, country: Country) -> Brief:
    found = Lookup(made)
    others = [look for look in found.others]
    reference = found.reference.label
    answers = []
    for names in phrases.FINDINGS:
        told = next((name for name in names if found.sides(name) and found.somewhere(name)), "")
        if told:
            answers.append(_plain(phrases.finding(told, found.sides(told), reference)))
    drawn = [name for name in PICTURED if found.sides(name)]
    drawn = drawn[:2 if len(made.arms) <= uncertainty.FEW_ARMS else 1]
    rows = []
    for scope in ["whole", *found.groups]:
        cells = [phrases.in_short(effect.side) for effect in found.effects("listed_wrongly", scope)
                 if effect.other is found.reference]
        name = "All residents" if scope == "whole" else words.GROUP_TITLES[scope.split(":")[1]]
        rows.append([name, *cells] if len(cells) == len(others) else [name, *["-"] * len(others)])
    cost = [extra_line(look.label, _effect(found, look, "control_hours"),
                       _effect(found, look, "safeguard_hours"), country) for look in others]
    return Brief(
        f"{phrases.listing([look.label for look in others])} against {reference}: a brief",
        f"What changes against {reference} under {phrases.listing([k.label for k in others])}?",
        answers or ["No pair of runs has a value in both."],
        "Differences, with 95 % intervals", picture(made, drawn) if drawn else "",
        "Wrongly listed in 100,000 of each group, against the reference; a dot where no difference "
        "is detected.", ["Group", *(look.label for look in others)], rows, cost,
        [f"{len(made.seeds):,} pairs of runs of {made.people:,} synthetic people over "
         f"{made.weeks:,} weeks, with common random numbers; corrected for all looks. "
         + ASSUMPTIONS, _assumed_line([arm.settings for arm in made.arms])],
        _assumed([arm.settings for arm in made.arms]),
        _cite(str((made.facts.get("versions") or {}).get("countergaze")),
              f"comparison of {' and '.join(arm.name for arm in made.arms)}, "
              f"{len(made.seeds)} seeds", made.result))


def _effect(found: Lookup, look: Any, name: str) -> tuple[float, float, float]:
    """Return mean, low and high of the difference of an arm; zeros where there is none."""
    for effect in found.effects(name, turn=False):
        if effect.look is look and effect.other is found.reference and effect.side.pairs:
            return effect.side.effect, effect.side.low, effect.side.high
    return 0.0, 0.0, 0.0


def _plain(sentence: str) -> str:
    return "".join(str(piece["text"]) for piece in pieces(sentence))


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _runs_line(people: int, runs: int, weeks: int) -> str:
    if runs == 1:
        return (f"One run of {people:,} synthetic people over {weeks:,} weeks: it shows what can "
                "happen, not how sure it is.")
    return (f"{runs:,} runs, each of {people:,} synthetic people over {weeks:,} weeks with random "
            f"numbers of its own; ranges go from the lowest run to the highest. {ASSUMPTIONS}")


def _assumed_line(worlds: Sequence[Any]) -> str:
    numbers = numbers_used(worlds)
    assumed = sum(p.assumed for _, p in numbers)
    return (f"{count(assumed)} of the {count(len(numbers))} numbers behind it are assumed, the "
            "rest have a source. Those that are named as moving who is listed, what is on file or "
            "what it takes:")


def _assumed(worlds: Sequence[Any]) -> list[str]:
    """Return the assumed numbers that are said to move what a brief tells, with their ranges."""
    found = [(key, p) for key, p in numbers_used(worlds)
             if p.assumed and p.plausible and MOVED & set(p.expected_effects)]
    return [f"{p.meaning} ({key}: {p.plausible} {p.unit})" for key, p in found[:MOST_ASSUMED]]


def _cite(version: str, what: str, result: str) -> str:
    return f"{AUTHORS}. {TITLE}. Version {version}. {what}, result {result[:12]}."


