"""Every sentence of the page that is not a report's, computed: each reads true at none and many."""

from __future__ import annotations

import math

import numpy as np

from countergaze.declare import Indicator
from countergaze.reports.numbers import number
from countergaze.reports.phrases import NOT_CLEAR, Difference, by_direction, than

IN_ADVANCE, ESTIMATED, UNDER_WAY, DONE = "advance", "estimated", "under-way", "done"
"""How deep an answer goes: see `depth`."""
FEWEST_EVENTS = 5.0
"""With fewer people than this in all pairs together, counts are told and no interval."""
NOT_SAID = (
    "what any real system does to real people: the people are synthetic, and the system is a model "
    "of a public report",
    "what will happen: nothing here is a forecast",
    "whether the rule is lawful or right",
)
COST_TITLE, HARM_TITLE = "What it costs, and what the state gets", "Harm to people"
RESIDENTS = "in 100,000 residents"


def depth(kind: str, pairs: int, wanted: int, made: str = "") -> str:
    """Return how deep an answer goes, in words; made: version that it was made with."""
    by = f", Countergaze {made}" if made else ""
    if kind == ESTIMATED:
        return (f"Estimated between simulations made in advance ({pairs:,} pairs each{by}); "
                "no simulation of this value itself")
    if kind == IN_ADVANCE:
        return f"Simulated in advance: {pairs:,} of {wanted:,} pairs{by}"
    if kind == UNDER_WAY:
        return f"Being simulated: {pairs:,} of {wanted:,} pairs so far"
    return f"Simulated here: {pairs:,} of {wanted:,} pairs"


def headline(name: str, harm: tuple[Indicator, Difference | None],
             cost: tuple[Indicator, Difference | None]) -> str:
    """Return the finding: what becomes of the first harm, and of the first cost."""
    first, second = _moved(*harm), _moved(*cost)
    return f"{name}: {first}; {second}"


def _moved(about: Indicator, side: Difference | None) -> str:
    """Return what becomes of a quantity: its name, both levels and its unit."""
    what = about.title[:1].lower() + about.title[1:]
    if side is None or side.pairs == 0:
        return f"nothing is recorded of {what}"
    if side.same:
        return f"{what} the same in every pair"
    digits = about.digits
    while digits < 4 and number(side.value, digits) == number(side.reference, digits):
        digits += 1
    levels = (f"{what} from {number(side.reference, digits)} to {number(side.value, digits)} "
              f"{about.unit}")
    return levels if side.clear or side.single else f"{NOT_CLEAR} in {what}"


def said(about: Indicator, side: Difference, people: int) -> str:
    """Return a difference in words; rare things are counted, not put into an interval."""
    events = (side.value + side.reference) * side.pairs * people / 1e5
    if about.unit == RESIDENTS and not side.same and events < FEWEST_EVENTS:
        return (f"about {number(events, 0)} synthetic people in all {side.pairs:,} pairs together, "
                "on an average week: too few to tell")
    return by_direction(side, about.unit, side.value == 0.0 == side.reference)


def way(side: Difference | None) -> str:
    """Return which way a quantity goes: "less", "more" or "same" where none is detected."""
    if side is None or not (side.clear or side.single) or side.effect == 0.0:
        return "same"
    return "less" if side.effect < 0.0 else "more"


def ways(about: Indicator) -> dict[str, str]:
    """Return the three guesses about a quantity, in words."""
    less, more = than(about.unit, -1.0), than(about.unit, 1.0)
    return {"less": less.capitalize(), "same": "About the same", "more": more.capitalize()}


def in_pairs(about: Indicator, side: Difference | None) -> str:
    """Return in how many pairs the first harm goes which way."""
    if side is None or side.pairs == 0:
        return "No pair has a value in both worlds."
    if side.same:
        return f"The same in all {side.pairs:,} pairs."
    word = than(about.unit, side.effect)
    alike = f", the same in {side.alike:,}" if side.alike else ""
    return (f"{about.title}: {word} in {side.agreeing:,} of {side.pairs:,} pair"
            f"{'' if side.pairs == 1 else 's'}{alike}.")


def in_worlds(about: Indicator, differences: np.ndarray) -> str:
    """Return in how many plausible worlds the first harm goes which way; "" without any world."""
    count = int(np.isfinite(differences).sum())
    if not count:
        return ""
    parts = [(than(about.unit, -1.0), int((differences < 0.0).sum())),
             (than(about.unit, 1.0), int((differences > 0.0).sum())),
             ("the same", int((differences == 0.0).sum()))]
    told = ", ".join(f"{word} in {number:,}" for word, number in parts if number)
    return f"In {count:,} worlds that fit the facts: {told}."


def sure(side: Difference, mde: float, saved: float) -> list[str]:
    """Return how sure a number is, one sentence a line."""
    if side.pairs < 2 or not math.isfinite(side.low):
        return ["One pair of runs: nothing can be told of how sure it is."]
    lines = [f"Mean difference {side.amount} {side.interval}: 95 % interval over {side.pairs:,} "
             f"pairs; in {side.agreeing:,} of them the difference has this sign."]
    if math.isfinite(mde) and mde > 0.0:
        lines.append(f"Minimum detectable effect with 80 % power: {number(mde, 3)}.")
    if math.isfinite(saved):
        lines.append("Common random numbers take "
                     f"{number(100.0 * max(saved, 0.0), 0)} % out of the variance.")
    return lines
