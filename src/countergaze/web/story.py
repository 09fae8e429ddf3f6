"""The story for a class: six steps, each a rule, a guess, a reveal and a question to discuss."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from countergaze.reports.numbers import number
from countergaze.web import lives, rendering, shipped
from countergaze.web.questions import REFERENCE, asked

FILE = "lives.json"
QUIET, LISTED = "quiet", "refused"
"""The lives of the first two steps, by what was looked for."""
POOR = "cannot_pay_share"


@cache
def _lives() -> dict[str, Any]:
    text = resources.files("countergaze.web").joinpath(FILE).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def in_advance(name: str) -> dict[str, Any]:
    """Return the view of a life that was followed in advance."""
    found: dict[str, Any] = _lives()[name]
    return found


def life(name: str) -> str:
    """Return the lanes of a life that was followed in advance, as HTML."""
    view = _lives()[name]
    return "".join(rendering.section_of_report(view, section["id"])
                   for section in view["sections"] if section["kind"] in ("signs", "world"))


def made() -> str:
    """Return how the numbers of the story were made, in words."""
    about = shipped.shipped()["questions"].about
    version = about["made_with"]["versions"]["countergaze"]
    return (f"{len(about['seeds'])} runs of {about['people']:,} synthetic people over "
            f"{about['weeks']} weeks, Countergaze {version}")


def steps() -> list[dict[str, str]]:
    """Return the steps: title, rule, reveal, what to discuss.  Numbers are those of the answers."""
    level, other = _baseline, _with
    listed, poor = level("listed"), level(POOR)
    left, mended = level("never_corrected"), other("correction", "never_corrected")
    return [
        {"title": "Nobody",
         "rule": "In this model a state keeps lists of people who broke a rule. To how many people "
                 "does anything happen?",
         "reveal": f"On an average week {number(listed)} of every 100,000 are on a list. This is "
                   "one of all the others: the laboratory follows one synthetic person, and "
                   "nothing happens.",
         "discuss": "If nothing happens to most people, can a list still change how they behave?"},
        {"title": "One listing",
         "rule": "This synthetic person is refused a seat on a train because a court has put them "
                 "on its list. How long are they on it?",
         "reveal": f"In the baseline this person is {_summary(LISTED, 0)}. Under safeguards, with "
                   f"common random numbers, the same person is {_summary(LISTED, 1)}.",
         "discuss": "What would this person have to do to be taken off the list, and who would "
                    "tell them?"},
        {"title": "Who cannot pay",
         "rule": "A court lists people who do not pay what it ordered. Some of them cannot pay, "
                 "whatever they do.",
         "reveal": f"In the baseline {number(poor)} of every hundred listed cannot pay. With a "
                   f"test of ability to pay it is {number(other('ability-to-pay', POOR))}.",
         "discuss": "Is a sanction that nobody can escape by behaving better still a sanction?"},
        {"title": "The copy",
         "rule": "One office makes a false record of a person. Other offices copy it. Then the "
                 "first office corrects its own.",
         "reveal": f"In the baseline {number(left)} of every hundred false records that end were "
                   "never corrected at every office; with a correction that travels to every "
                   f"holder it is {number(mended)}.",
         "discuss": "Who should have to find out where the copies are?"},
        {"title": "The challenge",
         "rule": "Halve the number of people who are wrongly listed, with at most half an hour "
                 "more of work a week for every 1,000 residents.",
         "reveal": "There is more than one way. Look at what else each of them moves, and whom it "
                   "leaves out.",
         "discuss": "Which numbers did you look at first, and which did you forget?"},
        {"title": "What may you write?",
         "rule": "You are a journalist. Which of these sentences does the model let you write?",
         "reveal": "A model says what follows from its assumptions. It cannot say what happens.",
         "discuss": "What would one have to measure to write the others?"},
    ]


SENTENCES = (
    {"text": "In a model with synthetic people, a staffed appeal bench lowers how many are wrongly "
             "listed.", "may": "yes", "why": "It says that it is a model, and which way it goes."},
    {"text": "A study proves that appeal benches work.", "may": "no",
     "why": "a model proves nothing about real courts."},
    {"text": "If listings follow the rules assumed here, some of the listed cannot pay.",
     "may": "yes", "why": "It names the condition."},
    {"text": "Next year fewer people will be listed.", "may": "no",
     "why": "nothing here is a forecast."},
    {"text": "The result rests on numbers that nobody knows; the authors list them.", "may": "yes",
     "why": "Each is marked as assumed."},
    {"text": "Most people in that country live like the person in step 1.", "may": "no",
     "why": "nobody in the model is a real person, and no real life was looked at."},
)


def _baseline(indicator: str) -> float:
    return float(shipped.shipped()["questions"].mean(REFERENCE, indicator).mean())


def _with(question: str, indicator: str) -> float:
    one = asked(question)
    return float(shipped.shipped()["questions"].mean(one.arm(one.stops[-1]), indicator).mean())


def _summary(name: str, place: int) -> str:
    """Return the line under the name of a world of a life; place: 0 the baseline, 1 the other."""
    worlds = [section for section in _lives()[name]["sections"] if section["kind"] == "world"]
    return str(worlds[place]["summary"])


def written_lives(people: int, weeks: int) -> str:
    """Return the lives of the story as a file: followed now, in the baseline and beside it."""
    from countergaze.api.life import Worlds

    both = Worlds.of((REFERENCE, "safeguarded"), people, weeks, 1, None, {}, None)
    found = {}
    for name in (QUIET, LISTED):
        who = both.find(LISTED) if name == LISTED else _quiet(both)
        worlds = tuple(both.world(place, who) for place in range(2))
        follow = lives.Follow(0, "", who, (REFERENCE, "safeguarded"), people, weeks)
        found[name] = lives.view(worlds, follow.command(who))
    return json.dumps(found, indent=None, separators=(",", ":")) + "\n"


def _quiet(both: Any) -> int:
    """Return the lowest number to whom nothing happens in either world."""
    for who in range(both.people):
        worlds = [both.world(place, who) for place in range(2)]
        if not any(world.events for world in worlds):
            return who
    raise ValueError("something happens to everybody")
