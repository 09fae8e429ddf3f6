"""The screens as whole pages, the same for the server and for the folder without one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from countergaze import __version__
from countergaze.api.life import IN_WORDS
from countergaze.mechanisms import INDICATORS
from countergaze.reports import citing
from countergaze.scenarios.scenario import SHIPPED
from countergaze.web import (
    answer,
    asked,
    in_worlds,
    lives,
    made_before,
    rendering,
    shipped,
    story,
    surface,
    words,
)
from countergaze.web import bench as tables
from countergaze.web.questions import Question, every


@dataclass(frozen=True)
class Links:
    """Where things are.

    to: name of a screen, such as "question/audit", -> its address; table: name of a table of a
    screen -> its address; live: not "" where there is a server that simulates.
    """

    to: Callable[[str], str]
    style: str
    script: str
    icon: str
    table: Callable[[str], str]
    live: str = ""

    @property
    def bench(self) -> str:
        """The address of the bench."""
        return self.to("bench")


def page(template: str, kind: str, title: str, links: Links, places: Sequence[tuple[str, str]],
         here: str, **view: Any) -> str:
    """Return a page; places: (name, title) of the screens in its head; here: the one it is."""
    return rendering.page(
        template, kind=kind, title=title, links=links, skip="Skip to the page",
        version=__version__, **view,
        places=[{"href": links.to(name), "title": shown, "here": name == here}
                for name, shown in places])


def question(one: Question, links: Links, places: Sequence[tuple[str, str]],
             ready: Sequence[float] = ()) -> str:
    """Return screen 1; ready: values of which the answer is laid into the page."""
    first = one.stops[-1]
    known = shipped.answer(one, first)
    assert known is not None, f"{one.id} was not simulated in advance"
    low, high = one.parameter.bounds or (0.0, 1.0)
    names = [[stop, one.words_at(stop)] for stop in (one.start, *one.stops)]
    about = INDICATORS[one.harm[0]]
    step = one.step if links.live else (high - low) / max(1, len(one.stops))
    return page(
        "question.html", "question", one.question, links, places, "",
        question=one, number=every().index(one) + 1, pairs=asked.USUAL["seeds"],
        worlds=in_worlds.choices(),
        guess={"title": about.title, "unit": about.unit, "ways": words.ways(about)},
        slider={"low": f"{low:g}", "high": f"{high:g}", "step": f"{step:g}",
                "value": f"{first:g}", "said": one.words_at(first), "words": json.dumps(names),
                "stops": [f"{stop:g}" for stop in (one.start, *one.stops)]},
        answer=in_advance(one, first, known),
        ready=[in_advance(one, value, shipped.answer(one, value)) for value in ready
               if value != first],
        questions=[{"href": links.to(f"question/{each.id}"), "question": each.question,
                    "here": each is one} for each in every()])


def in_advance(one: Question, value: float, known: Any) -> Any:
    """Return the view of an answer that was simulated in advance."""
    return answer.view(one, value, known, words.IN_ADVANCE, len(known.seeds))


def bench(links: Links, places: Sequence[tuple[str, str]], figures: Any) -> str:
    """Return screen 2, which opens with two arms; figures: charts to begin with."""
    count = sum(len(group["rows"]) for group in tables.levers()["groups"])
    return page(
        "bench.html", "bench", "The bench", links, places, "bench", eyebrow="Up to four arms",
        deck="Arms stand beside each other, with the same synthetic people and common random "
             "numbers. Change one thing, and see what moves.",
        edits=True, count=count, pairs=asked.USUAL["seeds"], figures=figures,
        worlds=in_worlds.choices(),
        form=rendering.fragment("results.html", "form", tables.form(tables.FIRST)))


def effects(links: Links, places: Sequence[tuple[str, str]]) -> str:
    """Return screen 3: every indicator, by family, of the arms of the link."""
    return page(
        "bench.html", "effects", "All effects", links, places, "effects",
        eyebrow="Every indicator, by family", edits=False, count=0, figures=[],
        worlds=in_worlds.choices(),
        deck="What the arms of the link do to everything that is measured. They are chosen on the "
             "bench.", pairs=asked.USUAL["seeds"],
        form=rendering.fragment("results.html", "arms", tables.form(tables.FIRST)))


def follow(links: Links, places: Sequence[tuple[str, str]]) -> str:
    """Return screen 4."""
    return page("follow.html", "follow", "One life in two worlds", links, places, "life",
                kinds=IN_WORDS, most=f"{asked.USUAL['people'] - 1:,}", shipped=SHIPPED,
                first=Markup(lives.written(story.in_advance(story.LISTED))))


def package(links: Links, places: Sequence[tuple[str, str]]) -> str:
    """Return the screen of safeguards together."""
    return page("package.html", "packages", "Safeguards together", links, places, "package",
                choices=surface.choices(), rows=surface.rows(), data=surface.data(),
                cite=f"{citing.AUTHORS}. {citing.TITLE}. Version {__version__}.",
                not_said=[*words.NOT_SAID, "anything of a package that is estimated, until it is "
                          "simulated"])


def lesson(links: Links, places: Sequence[tuple[str, str]]) -> str:
    """Return the story for a class."""
    return page("story.html", "story", "A story for a class", links, places, "story",
                steps=story.steps(), sentences=story.SENTENCES, sheet=links.to("sheet"),
                quiet=Markup(story.life(story.QUIET)), listed=Markup(story.life(story.LISTED)),
                choices=surface.choices(), rows=surface.rows(), data=surface.data())


def sheet(links: Links, places: Sequence[tuple[str, str]]) -> str:
    """Return the teacher's sheet, which prints on two pages."""
    return page("sheet.html", "sheet", "Teacher's sheet", links, places, "",
                steps=story.steps(), sentences=story.SENTENCES, made=story.made())


def before(name: str, links: Links, places: Sequence[tuple[str, str]]) -> str:
    """Return the screen of an experiment that was carried out before: claims, or phase."""
    first, rest = made_before.shown(name)
    return page("made_before.html", name, made_before.TITLES[name], links, places, name,
                first=Markup(first), rest=Markup(rest), cite=made_before.cite(name),
                table=links.table(name),
                squares=made_before.squares() if name == "phase" else None)
