"""Why a claim is undecided, in words: what is missing, what the worlds part on, what would tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from countergaze.claims.in_world import CLAIM_WORDS, NIL, REVERSED, SHOWN
from countergaze.claims.leanings import Clue, clue, lean, short_of
from countergaze.claims.outcomes import Outcome
from countergaze.claims.verdict import LEAST_A_SIDE, SUPPORTED, UNDECIDED, UNRESOLVED, plain_word
from countergaze.mechanisms import every_parameter
from countergaze.reports.claims_page import words
from countergaze.reports.claims_page.groups import SHORT, in_short
from countergaze.reports.phrases import listing

IS = {SHOWN: "holds", REVERSED: "is reversed", NIL: "has no effect"}


class Turn(NamedTuple):
    """What claims turn on: a parameter, its meaning, and each claim with how sure that is."""

    parameter: str
    meaning: str
    claims: tuple[tuple[Outcome, str], ...]


def missing(one: Outcome) -> str:
    """Return what is missing to the verdict towards which a claim leans, "" of others."""
    found, short = one.verdict.counts, short_of(one.verdict.counts)
    if one.verdict.word != UNDECIDED or short is None:
        return ""
    said = []
    if short.there < short.needed:
        said.append(f"{short.there} of {found.worlds} where the rule asks for {short.needed}")
    said += [f"{words.STATES[CLAIM_WORDS[state]]} in {count} where the rule allows "
             f"{short.allowed or 'none'}" for state, count in short.against]
    if not said and plain_word(found, SHOWN) == SUPPORTED:
        said.append("does not hold at the defaults")
    return f"Short of a verdict: {'; '.join(said)}." if said else ""


def decides(one: Outcome) -> str:
    """Return what would decide an undecided claim, one sentence or two; "" of others."""
    if one.verdict.word != UNDECIDED:
        return ""
    found, cut = one.verdict.counts, one.verdict.cut
    said = []
    if one.verdict.kind == UNRESOLVED:
        said.append("More seeds or people would help: "
                    f"{found.unclear} of {words.worlds(found.worlds)} are unclear.")
    hint = None if cut is not None else clue(one.states, one.hinges)
    if cut is not None:
        said.append(words.condition(cut))
    elif hint is not None:
        said.append(clue_line(hint))
    elif one.hinges and not said:
        said.append(f"None of its {len(one.hinges)} named unknowns alone goes with the answer."
                    if len(one.hinges) > 1 else "Its named unknown does not go with the answer.")
    return " ".join(said)


def clue_line(hint: Clue) -> str:
    """Return with what an answer goes, and that nothing confirmed it."""
    (a, b), (c, d) = hint.inside, hint.outside
    where = f"{hint.parameter} is {hint.side}"
    return (f"A clue: it {IS[hint.state]} in {a} of {b} where {where}, and in {c} of {d} "
            "elsewhere (seen after the run, not put to fresh worlds).")


def turns(outcomes: Iterable[Outcome]) -> list[Turn]:
    """Return every unknown that parts the worlds of a claim, with the claims, by name."""
    found: dict[str, list[tuple[Outcome, str]]] = defaultdict(list)
    for one in outcomes:
        cut = one.verdict.cut
        if cut is not None:
            found[cut.parameter].append((one, how_sure(one)))
        elif one.verdict.word == UNDECIDED and (hint := clue(one.states, one.hinges)):
            found[hint.parameter].append((one, "a clue"))
    about = dict(every_parameter())
    return [Turn(key, about[key].meaning, tuple(found[key])) for key in sorted(found)]


def how_sure(one: Outcome) -> str:
    """Return what fresh worlds say of the hinge of a claim."""
    cut = one.verdict.cut
    if cut is None or cut.fresh is None:
        return "to be put to fresh worlds"
    if cut.confirmed:
        return "confirmed"
    few = min(cut.fresh[0][1], cut.fresh[1][1])
    return (f"too few fresh worlds, {few} on a side where {LEAST_A_SIDE} are asked for"
            if few < LEAST_A_SIDE else "not so in fresh worlds")


def why(outcomes: Sequence[Outcome]) -> list[str]:
    """Return why claims are undecided: how they lean, how many lack seeds, how many a hinge."""
    here = [one for one in outcomes if one.verdict.word == UNDECIDED]
    if not here:
        return []
    n = len(here)
    tally = {leaning: sum(lean(one.verdict.counts) == leaning for one in here)
             for leaning in SHORT}
    said = [f"Undecided does not mean that nothing was found. Of these {n}, "
            + listing([in_short(leaning, count) for leaning, count in tally.items() if count])
            + "." if n > 1 else "Undecided does not mean that nothing was found."]
    short = [one.name for one in here if one.verdict.kind == UNRESOLVED]
    differ = n - len(short)
    if differ:
        said.append(f"In {differ} the answers are clear in most worlds and differ between them: "
                    "they hang on numbers and forms that nobody knows, and more seeds would not "
                    "settle them.")
    if short:
        said.append(f"In {len(short)} ({', '.join(short)}) more than a fifth of the worlds are "
                    "unclear: sampling noise hides the answer, and more seeds or people would "
                    "show more of it.")
    return said
