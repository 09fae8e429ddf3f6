"""The screens as whole pages, the same for the server and for the folder without one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from countergaze import __version__
from countergaze.mechanisms import INDICATORS
from countergaze.web import answer, asked, rendering, shipped, words
from countergaze.web.questions import Question, every


@dataclass(frozen=True)
class Links:
    """Where things are; to: name of a screen, such as "question/audit", -> its address."""

    to: Callable[[str], str]
    style: str
    script: str
    icon: str
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
        guess={"title": about.title, "unit": about.unit, "ways": words.ways(about)},
        slider={"low": f"{low:g}", "high": f"{high:g}", "step": f"{step:g}",
                "value": f"{first:g}", "said": one.words_at(first), "words": json.dumps(names),
                "stops": [f"{stop:g}" for stop in (one.start, *one.stops)]},
        answer=in_advance(one, first, known),
        ready=[in_advance(one, value, shipped.answer(one, value)) for value in ready],
        questions=[{"href": links.to(f"question/{each.id}"), "question": each.question,
                    "here": each is one} for each in every()])


def in_advance(one: Question, value: float, known: Any) -> Any:
    """Return the view of an answer that was simulated in advance."""
    return answer.view(one, value, known, words.IN_ADVANCE, len(known.seeds))
