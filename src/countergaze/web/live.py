"""What a page is told while something is simulated for it: marks by the week, then answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import numpy as np

from countergaze.experiments.comparison import Comparison
from countergaze.experiments.outcomes import Outcome
from countergaze.experiments.plan import Plan, arms_from
from countergaze.mechanisms import INDICATORS
from countergaze.reports import arms_charts, svg
from countergaze.reports.comparison_page import page as report
from countergaze.scenarios import links
from countergaze.scenarios.arms import read_arms
from countergaze.web import answer, asked, lives, rendering, shipped, words
from countergaze.web import bench as tables
from countergaze.web import in_worlds as worlds
from countergaze.web.desk import Asked, Desk, Errand
from countergaze.web.questions import REFERENCE, Question

FEWEST = 4
"""Pairs that are simulated before a question may end because its intervals are narrow."""
ENDED = "The last pair is there. "
Told = dict[str, Any]


def written(told: Told) -> bytes:
    """Return one message of a stream."""
    return f"data: {json.dumps(told)}\n\n".encode()


async def question(desk: Desk, visitor: str, one: Question, value: float, now: bool,
                   keep: Callable[[str, Comparison], None]) -> AsyncIterator[bytes]:
    """Yield the answer known in advance, then that of runs made now, pair by pair.

    now: simulate even where the value was simulated in advance; keep: called with the link and
    the whole comparison at the end.
    """
    known = await asyncio.to_thread(shipped.answer, one, value)
    exact = known is not None and shipped.is_stop(one, value)
    figures: list[Any] = []
    if known is not None:
        view = answer.view(one, value, known, words.IN_ADVANCE if exact else words.ESTIMATED,
                           len(known.seeds))
        figures = view["figures"]
        yield written({"html": {"answer": str(rendering.fragment("answer.html", "answer", view))}})
        if exact and not now:
            yield written({"said": view["headline"], "done": True})
            return
    plan = shipped.plan_for(one, value, {**asked.USUAL,
                                         "seeds": range(1, asked.USUAL["seeds"] + 1)})
    wanted = Asked(plan, one.charts)
    lines = Lines(plan.weeks, one.charts)
    pairs = 0
    async with aclosing(desk.simulate(visitor, wanted)) as events:
        async for event in events:
            if event.kind == "phase":
                yield written({"phase": phase(event.about)})
            elif event.kind == "weeks":
                lines.take(*event.about)
                yield written({"marks": lines.marks(figures),
                               "phase": f"Being simulated: week {event.about[1] + 1} of "
                                        f"{plan.weeks} of the first pair."})
            elif event.kind in ("failed", "late"):
                yield written({"problem": problem(event)})
                return
            found = first_pairs(desk, wanted)
            if len(found) // 2 > pairs:
                pairs = len(found) // 2
                slim = await asyncio.to_thread(_slim, plan, found, one)
                enough = pairs == len(plan.seeds) or (
                    pairs >= FEWEST and answer.narrow(one, slim))
                if enough:
                    yield written(await asyncio.to_thread(
                        _last, one, value, slim, found, keep))
                    return
                view = answer.view(one, value, slim, words.UNDER_WAY, len(plan.seeds))
                figures = view["figures"]
                yield written({"html": {"answer": str(
                    rendering.fragment("answer.html", "answer", view))}})


async def bench(desk: Desk, visitor: str, link: str, screen: str,
                keep: Callable[[str, Comparison], None]) -> AsyncIterator[bytes]:
    """Yield the results of the arms of a link, pair by pair.

    screen: "bench" or "effects"; keep: called with the link and the whole comparison at the end.
    """
    plan = await asyncio.to_thread(asked.plan_of, link)
    wanted = Asked(plan, tables.CHARTS)
    lines = Lines(plan.weeks, tables.CHARTS)
    figures: list[Any] = []
    pairs = 0
    async with aclosing(desk.simulate(visitor, wanted)) as events:
        async for event in events:
            if event.kind == "phase":
                yield written({"phase": phase(event.about)})
            elif event.kind == "weeks":
                lines.take(*event.about)
                yield written({"marks": lines.marks(figures or waiting()),
                               "phase": f"Being simulated: week {event.about[1] + 1} of "
                                        f"{plan.weeks} of the first pair."})
            elif event.kind in ("failed", "late"):
                yield written({"problem": problem(event)})
                return
            found = first_pairs(desk, wanted)
            done = len(found) // len(plan.arms)
            if done <= pairs:
                continue
            pairs = done
            last = pairs == len(plan.seeds)
            made = await asyncio.to_thread(tables.comparison, plan, found, seeds_of(found), last)
            figures = tables.figures(made)
            if not last:
                html = await asyncio.to_thread(
                    tables.results, made, link, len(plan.seeds), words.UNDER_WAY, screen)
                yield written({"html": {"results": html}})
                continue
            whole = await asyncio.to_thread(Comparison.of, plan, found, {}, {})
            keep(link, whole)
            html = await asyncio.to_thread(tables.results, made, link, len(plan.seeds),
                                           words.DONE, screen, whole.result)
            yield written({"html": {"results": html}, "done": True, "said":
                           f"{ENDED}{report.headline(made)}"})
            return


async def in_worlds(desk: Desk, visitor: str, link: str, count: int) -> AsyncIterator[bytes]:
    """Yield which plausible world a process is at, then what the arms of a link came to in all."""
    plan = tables.lettered(await asyncio.to_thread(asked.plan_of, link))
    errand = Errand(lambda number: worlds.errand(plan, count, number))
    command = f"{tables.command(links.read(link)[0], plan)} --worlds {count}"
    async with aclosing(desk.simulate(visitor, errand)) as events:
        async for event in events:
            if event.kind == "phase":
                yield written({"phase": phase(event.about)})
            elif event.kind in ("failed", "late"):
                yield written({"problem": problem(event)})
                return
            elif errand.result is not None:
                html = await asyncio.to_thread(worlds.written, plan, count, errand.result, command)
                yield written({"html": {"over-worlds": html}, "done": True,
                               "said": f"The last of {count:,} plausible worlds is there."})
                return


def waiting() -> list[Any]:
    """Return the charts that the bench shows before anything is simulated: the reference alone."""
    made = shipped.reference(tables.CHARTS)
    if made is None:
        return []
    return [{**figure, "title": f"{INDICATORS[figure['link']['name']].title}, {REFERENCE}"}
            for figure in tables.figures(made)]


async def life(desk: Desk, visitor: str, about: Mapping[str, Any]) -> AsyncIterator[bytes]:
    """Yield what a process is at that follows a life, then the life."""
    errand = Errand(lambda number: lives.Follow(number=number, **about))
    async with aclosing(desk.simulate(visitor, errand)) as events:
        async for event in events:
            if event.kind == "phase":
                yield written({"phase": phase(event.about) or "Following."})
            elif event.kind in ("failed", "late"):
                yield written({"problem": problem(event)})
                return
            elif errand.result is not None:
                yield written({"html": {"results": lives.written(errand.result)}, "done": True,
                               "said": "The life is there."})
                return


def phase(text: str) -> str:
    """Return what a process is at, as a sentence; nothing for the weeks that are told anyway."""
    return "" if text == "weeks" else f"{text[:1].upper()}{text[1:]}."


def problem(event: Any) -> str:
    """Return what is said of a question that came to no end."""
    if event.kind == "late":
        return ("It took more than ten minutes, which is as long as a page waits. The command "
                "has no such limit.")
    return f"It could not be simulated: {event.about}."


def first_pairs(desk: Desk, one: Asked) -> dict[tuple[int, int], Outcome]:
    """Return the runs of the first pairs, without a gap, so that a command can ask for as many."""
    found = desk.outcomes(one)
    first: dict[tuple[int, int], Outcome] = {}
    for seed in one.plan.seeds:
        if (0, seed) not in found:
            break
        first |= {(arm, seed): found[arm, seed] for arm in range(len(one.plan.arms))}
    return first


def seeds_of(found: Mapping[tuple[int, int], Outcome]) -> tuple[int, ...]:
    """Return the seeds of some runs in their order."""
    return tuple(sorted({seed for _, seed in found}))


def _slim(plan: Plan, found: Mapping[tuple[int, int], Outcome], one: Question) -> Comparison:
    """Return the comparison of a question's indicators alone, quick to make."""
    outcomes = {key: part_of(outcome, one.indicators, one.charts)
                for key, outcome in found.items()}
    return Comparison.of(replace(plan, seeds=seeds_of(found)), outcomes, {}, {})


def part_of(outcome: Outcome, names: tuple[str, ...], charts: tuple[str, ...]) -> Outcome:
    """Return some indicators of a run, for the whole."""
    keys = [(name, "whole") for name in names if (name, "whole") in outcome.names]
    drawn = [name for name in charts if name in outcome.weekly_names]
    return Outcome(keys, outcome.means[[outcome.names.index(key) for key in keys]], drawn,
                   outcome.weekly[[outcome.weekly_names.index(name) for name in drawn]],
                   outcome.facts)


def _last(one: Question, value: float, slim: Comparison,
          found: Mapping[tuple[int, int], Outcome],
          keep: Callable[[str, Comparison], None]) -> Told:
    """Return the last message of a question: the answer, with the hash of its whole result."""
    arms = arms_from(read_arms(one.arms(value), files=False))
    whole = Comparison.of(Plan(arms, slim.seeds, slim.people, slim.weeks, slim.window),
                          found, {}, {})
    view = answer.view(one, value, slim, words.DONE, len(slim.seeds), whole.result)
    keep(f"#{view['whole']}", whole)
    return {"html": {"answer": str(rendering.fragment("answer.html", "answer", view))},
            "said": f"{ENDED}{view['headline']}", "done": True}


class Lines:
    """The weeks of the run that is told as it passes, as marks in the charts that are shown."""

    def __init__(self, weeks: int, names: tuple[str, ...]) -> None:
        self.values = {name: np.full(weeks, np.nan) for name in names}
        self.until = 0

    def take(self, first: int, week: int, part: Mapping[str, np.ndarray]) -> None:
        """Take up some weeks of the first replicate."""
        self.until = week + 1
        for name, values in part.items():
            self.values[name][first:week + 1] = values[0]

    def marks(self, figures: list[Any]) -> dict[str, str]:
        """Return the path of each chart, in the axes that it is shown with."""
        return {figure["link"]["name"]: path(figure["lines"],
                                             self.values[figure["link"]["name"]][:self.until])
                for figure in figures if figure["link"]["name"] in self.values}


def path(lines: list[Any], values: np.ndarray) -> str:
    """Return the path of weekly values within a chart of `arms_charts`."""
    marks = arms_charts.axis(lines)
    low, high = marks[0], marks[-1]
    last = max([float(line["weeks"][-1]) for line in lines] or [1.0]) or 1.0
    width = arms_charts.WIDTH - arms_charts.LEFT - arms_charts.RIGHT
    height = arms_charts.HEIGHT - arms_charts.TOP - arms_charts.BOTTOM
    kept = [(week, float(value)) for week, value in enumerate(np.clip(values, low, high))
            if week <= last]
    return svg.path(kept, lambda week: arms_charts.LEFT + width * week / last,
                    lambda value: arms_charts.TOP + height * (1.0 - (value - low) / (high - low)))
