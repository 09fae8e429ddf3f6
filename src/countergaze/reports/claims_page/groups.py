"""The claims by what the worlds say of them; the undecided by what more than half of them say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from countergaze.claims.in_world import NIL, REVERSED, SHOWN, UNCLEAR
from countergaze.claims.leanings import lean
from countergaze.claims.outcomes import Outcome
from countergaze.claims.verdict import (
    BY_CONSTRUCTION,
    CONDITIONAL,
    CONTRADICTED,
    FAILED,
    NO_EFFECT,
    OUT_OF_SCOPE,
    SUPPORTED,
    UNDECIDED,
)

LEANINGS = {
    SHOWN: ("Undecided: holds in most worlds",
            "In more than half of the worlds, but short of what the rule asks for."),
    REVERSED: ("Undecided: reversed in most worlds",
               "In more than half of the worlds, but short of what the rule asks for."),
    NIL: ("Undecided: no effect in most worlds",
          "In more than half of the worlds the effect is smaller than what would matter, but some "
          "worlds say otherwise."),
    None: ("Undecided: the worlds differ", "No answer comes out in more than half of the worlds."),
    UNCLEAR: ("Undecided: unclear in most worlds",
              "Two seeds of this many people, or four, do not tell the effect from sampling "
              "noise."),
}
SHORT = {SHOWN: "hold in most worlds", REVERSED: "are reversed in most",
         NIL: "have no effect that would matter in most", None: "have no answer in most",
         UNCLEAR: "are unclear in most"}
"""How many claims ..., of each leaning; "holds", "is", "has" of one: `in_short`."""
TITLES = {
    SUPPORTED: ("Supported", "In nearly all worlds, and at the defaults."),
    CONDITIONAL: ("Supported under a condition",
                  "On one side of a hinge that was named before the run, again so in fresh "
                  "worlds."),
    CONTRADICTED: ("Contradicted", "The opposite in nearly all worlds: a finding too."),
    NO_EFFECT: ("No effect that would matter",
                "Smaller than the smallest effect of interest in nearly all worlds."),
    BY_CONSTRUCTION: ("By construction: not counted",
                      "The sign follows from how the model is built, so that agreement would mean "
                      "nothing."),
    OUT_OF_SCOPE: ("Out of scope", "The model cannot speak of these."),
    FAILED: ("Failed", "No verdict could be given."),
}
ORDER = (SUPPORTED, CONDITIONAL, CONTRADICTED, NO_EFFECT, UNDECIDED, BY_CONSTRUCTION, OUT_OF_SCOPE,
         FAILED)


class Group(NamedTuple):
    """Claims of one verdict, the undecided of one leaning; leaning: None also of all others."""

    word: str
    leaning: int | None
    title: str
    says: str
    outcomes: tuple[Outcome, ...]


def groups(outcomes: Sequence[Outcome]) -> list[Group]:
    """Return the groups that are not empty, claims in the order of their ids."""
    out = []
    for word in ORDER:
        here = [one for one in outcomes if one.verdict.word == word]
        if word == UNDECIDED:
            out += [Group(word, leaning, title, says, tuple(
                one for one in here if lean(one.verdict.counts) == leaning))
                for leaning, (title, says) in LEANINGS.items()]
        else:
            out.append(Group(word, None, *TITLES[word], tuple(here)))
    return [group for group in out if group.outcomes]


def in_short(leaning: int | None, count: int) -> str:
    """Return how many undecided claims lean so: "6 hold in most worlds"."""
    text = SHORT[leaning]
    if count == 1:
        for many, one in (("hold ", "holds "), ("are ", "is "), ("have ", "has ")):
            text = text.replace(many, one, 1) if text.startswith(many) else text
    return f"{count} {text}"
