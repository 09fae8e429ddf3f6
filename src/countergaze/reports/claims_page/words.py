"""What is said of verdicts, in words: sober for every one of them, and counts, never a chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from countergaze.claims.claim import Claim, Measure
from countergaze.claims.claim_files import least_of
from countergaze.claims.in_world import CLAIM_WORDS, PART_WORDS
from countergaze.claims.outcomes import Outcome
from countergaze.claims.verdict import (
    BY_CONSTRUCTION,
    CONDITIONAL,
    CONTRADICTED,
    FAILED,
    LEAST_A_SIDE,
    NO_EFFECT,
    OUT_OF_SCOPE,
    RESAMPLES,
    SUPPORTED,
    UNDECIDED,
    Counts,
    Cut,
    counts,
)
from countergaze.claims.work import WHOLE
from countergaze.mechanisms import INDICATORS, every_parameter
from countergaze.reports.numbers import number
from countergaze.reports.phrases import listing

MARKS = {SUPPORTED: "●", CONTRADICTED: "✕", NO_EFFECT: "=", CONDITIONAL: "◐", UNDECIDED: "○",
         BY_CONSTRUCTION: "▣", OUT_OF_SCOPE: "–", FAILED: "!"}
MEANINGS = {
    SUPPORTED: "holds in at least 80 % of the worlds, is reversed in at most 5 %, and holds at the "
               "defaults",
    CONTRADICTED: "reversed in at least 80 %, holds in at most 5 %",
    NO_EFFECT: "in at least 80 % the effect is smaller than what would matter",
    CONDITIONAL: "holds on one side of a hinge that was named before the run, confirmed on fresh "
                 "worlds",
    UNDECIDED: "the worlds differ and no named hinge is confirmed to part them, or too many are "
               "unclear",
    BY_CONSTRUCTION: "cannot fail in this model, so it counts for nothing",
    OUT_OF_SCOPE: "the model cannot speak of it",
    FAILED: "no verdict could be given",
}
STATES = dict(zip(CLAIM_WORDS, ("holds", "reversed", "no effect", "unclear")))
PART_STATES = dict(zip(PART_WORDS, ("shown", "reversed", "no effect", "unclear")))
NOT_MEANT = ("A verdict is about this model and these worlds, not about any country. Worlds are "
             "settings that the facts do not rule out; they are a spread and no sample, so that a "
             "count of worlds is no probability. Contradicted is a finding as much as supported.")
DECK = ("Each claim was written down, with what would make it false, before it was run in {worlds} "
        "that fit the facts: settings of the numbers that nobody knows and of the forms on which "
        "the literature disagrees. A verdict is about this model, not about any country.")


def name(word: str) -> str:
    """Return a verdict as it is written."""
    return word.replace("_", " ")


def first_look(count: int) -> str:
    """Return what is to be said of a run in fewer worlds than the rule asks for, "" of others."""
    if count >= WHOLE:
        return ""
    return (f"A first look: the rule asks for {WHOLE} worlds and these are {count}, so no verdict "
            "here is one to cite.")


def worlds(count: int) -> str:
    """Return a number of worlds in words."""
    return f"{count:,} world{'' if count == 1 else 's'}"


def headline(outcomes: Sequence[Outcome]) -> str:
    """Return of how many claims the model says what; the undecided are said as what they are."""
    n = len(outcomes)
    if n == 1:
        return f"{outcomes[0].claim.id}: {name(outcomes[0].verdict.word).lower()}"
    told = [(SUPPORTED, "{} hold{s} in nearly all worlds"),
            (CONDITIONAL, "{} hold{s} under a stated condition"),
            (CONTRADICTED, "{} {is_} reversed in nearly all"),
            (NO_EFFECT, "{} {has} no effect that would matter")]
    tally = {word: sum(one.verdict.word == word for one in outcomes) for word in MARKS}
    said = [text.format(tally[word], s="s" * (tally[word] == 1), is_=_is(tally[word]),
                        has="has" if tally[word] == 1 else "have")
            for word, text in told if tally[word]]
    if tally[UNDECIDED]:
        said_of = f"on {tally[UNDECIDED]} the worlds that fit the facts differ or are too noisy"
        return f"Of {n} claims {listing(said)}; {said_of}" if said else f"Of {n} claims, {said_of}"
    return f"Of {n} claims {listing(said)}" if said else f"Of {n} claims the model can judge none"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def counts_line(found: Counts) -> str:
    """Return the four counts."""
    return (f"holds in {found.holds}, reversed in {found.fails}, no effect in {found.nil}, "
            f"unclear in {found.unclear} of {worlds(found.worlds)}")


def short_line(found: Counts) -> str:
    """Return the counts that are not zero, as a label."""
    return _counted(found, ("holds in", "reversed in", "no effect in", "unclear in"), ", ")


def sentence(found: Counts) -> str:
    """Return the counts that are not zero, as what is said of a claim."""
    return _counted(found, ("holds in", "is reversed in", "has no effect in", "is unclear in"))


def _counted(found: Counts, verbs: Sequence[str], between: str = "") -> str:
    told = [f"{verb} {count}" for verb, count in zip(verbs, found) if count]
    return f"{between.join(told) if between else listing(told)} of {found.worlds}"


def verdict_line(one: Outcome) -> str:
    """Return what a verdict says, in a sentence or three."""
    made, found = one.verdict, one.verdict.counts
    if made.word in (OUT_OF_SCOPE, FAILED):
        return one.why
    if made.word == BY_CONSTRUCTION:
        return f"Its sign follows from how the model is built, so it is not counted. {seen(found)}"
    fit = f"of {worlds(found.worlds)} that fit the facts"
    first = {
        CONTRADICTED: f"In this model the opposite is so in {found.fails} {fit}; the claim holds "
                      f"in {found.holds}.",
        NO_EFFECT: f"In this model the effect is smaller than what would matter in {found.nil} "
                   f"{fit}.",
        UNDECIDED: f"The claim {sentence(found)} worlds.",
    }.get(made.word, f"In this model the claim {sentence(found)} worlds that fit the facts.")
    return " ".join([condition(made.cut) if made.word == CONDITIONAL and made.cut else "",
                     first, *remarks(one)]).strip()


def seen(found: Counts) -> str:
    """Return in how many worlds a sign that is built in is large enough to be seen."""
    hidden = found.nil + found.unclear
    if not hidden:
        return f"It is seen in all {worlds(found.worlds)}."
    return (f"It is large enough to be seen in {found.holds} of {worlds(found.worlds)} and too "
            f"small or too noisy in {hidden}; it is reversed in none.")


def condition(cut: Cut) -> str:
    """Return where a claim holds and where not, with the counts of both sides."""
    told = (f"It holds where {side(cut)} ({cut.inside[0]} of {worlds(cut.inside[1])}, against "
            f"{cut.outside[0]} of {cut.outside[1]} elsewhere")
    if cut.fresh is None:
        return told + "); fresh worlds have yet to confirm it."
    (a, b), (c, d) = cut.fresh
    fresh = f"{a} of {b} against {c} of {d}"
    if not cut.confirmed and min(b, d) < LEAST_A_SIDE:
        return told + (f"). Fresh worlds: {fresh}, too few on one side to confirm it "
                       f"({LEAST_A_SIDE} are asked for).")
    said = "confirmed on fresh ones" if cut.confirmed else "but not so on fresh ones"
    return told + f"; {said}: {fresh})."


def side(cut: Cut) -> str:
    """Return the side of a hinge on which a claim holds: "`x` is below 0.5"."""
    if cut.low:
        every = list(dict(every_parameter())[cut.parameter].choices)
        named = list(cut.low) if cut.holds_low else [v for v in every if v not in cut.low]
        return f"{cut.parameter} is {' or '.join(sorted(named))}"
    return f"{cut.parameter} is {'below' if cut.holds_low else 'above'} {number(cut.at, 3)}"


def remarks(one: Outcome) -> list[str]:
    """Return what weakens a verdict: scales, unsourced numbers, parts that are not built in."""
    made, said = one.verdict, []
    turned = [part for part in one.open_parts if any(m.sign_turns for m in part.measured)]
    if turned:
        said.append("On the other scale the sign of an interaction is another: "
                    + "; ".join(part.part.says for part in turned) + ".")
    if made.cut is not None and made.word == CONDITIONAL:
        about = dict(every_parameter())[made.cut.parameter]
        what = "form" if made.cut.low else "number"
        said.append(f"One {'assumed ' * about.assumed}{what} decides it ({about.meaning}).")
    odd = [part for part in one.built_in if part.counts.fails]
    said += [f"A part that its file takes to follow by construction comes out the other way in "
             f"{part.counts.fails} of {worlds(part.counts.worlds)}: {part.part.says}."
             for part in odd]
    return said


def board_line(one: Outcome) -> tuple[str, str]:
    """Return what the board says beside a track: counts, and a condition or hinge."""
    made = one.verdict
    if made.word in (OUT_OF_SCOPE, FAILED):
        return one.why, ""
    if made.cut is None:
        return short_line(made.counts), ""
    state = ("confirmed" if made.cut.confirmed else "not confirmed" if made.cut.fresh
             else "to be confirmed")
    return short_line(made.counts), f"holds where {side(made.cut)} ({state})"


def nearer_line(one: Outcome, nearer: frozenset[int]) -> str:
    """Return the counts in the half of the worlds that is nearer to the facts, "" if unknown."""
    there = np.array([number in nearer for number in one.worlds], bool)
    if not there.any():
        return ""
    found = counts(one.states[there])
    return f"{short_line(found)} worlds nearer to the facts"


def stable(one: Outcome) -> str:
    """Return how often another verdict comes out of other draws of the same worlds."""
    if one.verdict.stable == RESAMPLES:
        return f"the same verdict in all {RESAMPLES:,} resamples of these worlds"
    return (f"another verdict in {RESAMPLES - one.verdict.stable:,} of {RESAMPLES:,} resamples of "
            "these worlds" + ("" if one.verdict.stable >= 0.9 * RESAMPLES
                              else " (not to be leant on)"))


def title_of(measure: Measure) -> str:
    """Return what is measured, with its unit."""
    titles = [INDICATORS[key].title for key in measure.indicators]
    units = [INDICATORS[key].unit for key in measure.indicators]
    whose = "" if measure.scope == "whole" else f", {measure.scope.replace(':', ' ')}"
    if len(titles) == 2:
        return f"{titles[0]} / {titles[1]}{whose}"
    return f"{titles[0]}, {units[0]}{whose}"


def asked_of(measure: Measure) -> str:
    """Return what counts as shown: "smart1 - smart0: + by 2 or more"."""
    scale = {"difference": "", "log": " of logarithms",
             "closed": " of the share that is closed"}[measure.scale]
    least = least_of(measure)
    wanted = {"+": f"more by {least:g} or more" if least else "",
              "-": f"less by {least:g} or more" if least else "",
              "0": f"within plus or minus {least:g}" if least else ""}
    said = wanted.get(measure.sign) or f"{measure.sign} {number(float(measure.limit or 0.0), 2)}"
    return f"{measure.contrast.replace(' - ', ' − ')}{scale}: {said}"


def could_see(claim: Claim, seeds: int) -> str:
    """Return the size of the runs."""
    last = f"the last {claim.window}" if claim.window < claim.weeks else "all"
    return (f"{claim.people:,} synthetic people, {claim.weeks} weeks, means of {last} weeks, "
            f"{seeds} seeds a world")


def systems(claim: Claim) -> str:
    """Return which systems and mechanisms a claim is about."""
    return f"systems {', '.join(claim.systems)}; mechanisms {listing(claim.mechanisms)}"
