"""What a page may ask to be simulated: the arms of a link, within limits, and never a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from countergaze import api
from countergaze.declare import typed
from countergaze.experiments.plan import Plan, arms_from
from countergaze.scenarios import links
from countergaze.scenarios.arms import read_arms

MOST = {"seeds": 50, "people": 100_000, "weeks": 520, "window": 520}
"""The largest numbers that a page may ask for."""
USUAL = {"seeds": 20, "people": 20_000, "weeks": 156, "window": 52}
"""The numbers of `countergaze compare`, which a link leaves out."""
MOST_ARMS = 4


@lru_cache(maxsize=256)
def plan_of(link: str) -> Plan:
    """Return the plan of a link; raise BadRequest or ScenarioError with every mistake.

    Nothing is opened: arms are shipped scenarios, changed at week 0 or not.
    """
    arms, typed_numbers = links.read(link)
    numbers, wrong = numbers_of(typed_numbers)
    if not 2 <= len(arms) <= MOST_ARMS:
        wrong.append(f"a page compares two to {MOST_ARMS} arms, not {len(arms)}")
    if wrong:
        raise api.BadRequest("; ".join(wrong))
    worlds = read_arms(arms, files=False)
    return Plan(arms_from(worlds), tuple(range(1, numbers["seeds"] + 1)), numbers["people"],
                numbers["weeks"], numbers["window"])


def whole_link(text: str) -> str:
    """Return a link from its "#" on, put there where it is missing."""
    return text if links.is_link(text) else f"#{text}"


def numbers_of(words: Mapping[str, str]) -> tuple[dict[str, int], list[str]]:
    """Return the numbers of a comparison, and a sentence for each mistake in them."""
    found, wrong = dict(USUAL), []
    for name, word in words.items():
        try:
            found[name] = typed(word)
        except ValueError as fault:
            wrong.append(f"{name} must be {fault}")
            continue
        if found[name] > MOST[name]:
            wrong.append(f"{name} must be at most {MOST[name]:,} on a page, not {found[name]:,}; "
                         "the command has no such limit")
    found["window"] = min(found["window"], found["weeks"])
    if not wrong:
        try:
            api.check_pairs(found["seeds"], found["people"], found["weeks"], found["window"], 1)
        except api.BadRequest as fault:
            wrong.append(str(fault))
    return found, wrong


def link_of(arms: Sequence[str], plan: Plan | None = None) -> str:
    """Return the link of some arms, with the numbers of a plan where they are not the usual."""
    numbers = {} if plan is None else {
        "seeds": len(plan.seeds), "people": plan.people, "weeks": plan.weeks,
        "window": plan.window}
    return links.written(arms, {name: value for name, value in numbers.items()
                                if value != USUAL[name]})
