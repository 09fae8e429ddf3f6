"""What the report got right: its statements by what the model says of them, from the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from countergaze.claims.in_world import REVERSED, SHOWN
from countergaze.claims.leanings import lean
from countergaze.claims.outcomes import Outcome
from countergaze.claims.verdict import (
    BY_CONSTRUCTION,
    CONDITIONAL,
    CONTRADICTED,
    FAILED,
    NO_EFFECT,
    OUT_OF_SCOPE,
    RESAMPLES,
    SUPPORTED,
    UNDECIDED,
)
from countergaze.mechanisms import every_parameter
from countergaze.reports import rendering
from countergaze.reports.claims_page import deciding, words
from countergaze.reports.claims_page.groups import Group, groups
from countergaze.reports.phrases import listing
from countergaze.reports.rendering import View
from countergaze.results.manifest import plain, version

SECTIONS = (
    ("supported", (SUPPORTED,), "What the model supports",
     "In these statements the report and the model agree in nearly all worlds that fit the facts."),
    ("conditional", (CONDITIONAL,), "What it supports under a condition",
     "These hold on one side of a hinge that was named before the run, and not on the other."),
    ("contradicted", (CONTRADICTED,), "What it reverses",
     "Here the model says the opposite in nearly all worlds that fit the facts."),
    ("no-effect", (NO_EFFECT,), "Where it finds no effect that would matter",
     "The effect is smaller than what would matter in nearly all worlds."),
    ("undecided", (UNDECIDED,), "Where the worlds differ",
     "The facts allow worlds in which these hold and worlds in which they do not, or the answer is "
     "hidden by sampling noise. What most worlds say is said, and what would decide."),
    ("silent", (BY_CONSTRUCTION, OUT_OF_SCOPE, FAILED), "What it cannot speak of",
     "These follow from how the model is built, or lie outside of it: agreement would mean "
     "nothing."),
)
SAYING = (SUPPORTED, CONDITIONAL, CONTRADICTED, NO_EFFECT)
LEAST_TRUSTED, NEAREST = 5, 4


def report(board: Any) -> str:
    """Return the page."""
    return rendering.page(view(board))


def view(board: Any) -> View:
    """Return what the page shows, as JSON holds it; board: a `claims.board.Board`."""
    return plain({
        "page": "claims", "kind": "Claims", "title": "What the report got right",
        "skip": "Skip to the findings",
        "contents": [{"id": key, "title": title} for key, _, title, _ in SECTIONS]
        + [{"id": "least", "title": LEAST_TITLE}],
        "sections": [_top(board), *(_listed(board, *one) for one in SECTIONS), _least(board),
                     {"id": "reproduce", "kind": "reproduce", "command": board.order.command,
                      "version": version(), "result": board.result, "fresh": "",
                      "not_meant": words.NOT_MEANT}]})


LEAST_TITLE = "The verdicts to trust least"


def markdown(board: Any) -> str:
    """Return the page for the docs."""
    parts = [f"# What the report got right\n\n{headline(board.first)}.",
             words.DECK.format(worlds=words.worlds(len(board.worlds))),
             *filter(None, [words.first_look(len(board.worlds))]), made_by(board)]
    for key, verdicts, title, lead in SECTIONS:
        parts.append(f"## {title}")
        found = _groups(board, verdicts)
        parts.append(lead if found else _none(board, key))
        for group in found:
            parts += [f"### {_under(group)}"] * (group.word == UNDECIDED)
            parts.append("\n".join(f"- **{one.name}** {one.claim.statement} {_line(board, one)}"
                                   for one in group.outcomes))
    parts += [f"## {LEAST_TITLE}", LEAST_LEAD]
    parts += ["\n".join(f"- **{one.name}** {words.name(one.verdict.word)}. {why}"
                        for one, why in least_trusted(board.first)) or "None."]
    return "\n\n".join([*parts, words.NOT_MEANT]) + "\n"


def _groups(board: Any, verdicts: Sequence[str]) -> list[Group]:
    return [group for group in groups(board.first) if group.word in verdicts]


def _under(group: Group) -> str:
    """Return the heading of a leaning, without the word that the section's heading says."""
    rest = group.title.partition(": ")[2]
    return rest[:1].upper() + rest[1:]


def _none(board: Any, key: str) -> str:
    """Return that a section has no claim and, where a verdict is a count, which come nearest."""
    state = {"supported": SHOWN, "contradicted": REVERSED}.get(key)
    if state is None:
        return "None."
    near = sorted((one for one in board.first if one.verdict.word == UNDECIDED
                   and lean(one.verdict.counts) == state),
                  key=lambda one: -one.verdict.counts[state] / one.verdict.counts.worlds)
    told = [f"{one.name} (in {one.verdict.counts[state]} of {one.verdict.counts.worlds})"
            for one in near[:NEAREST]]
    return f"None in nearly all worlds. Nearest to it: {listing(told)}." if told else "None."


def _line(board: Any, one: Outcome) -> str:
    return " ".join(filter(None, [words.verdict_line(one), deciding.missing(one),
                                  deciding.decides(one), *_otherwise_read(board, one)]))


def _otherwise_read(board: Any, one: Outcome) -> list[str]:
    """Return what comes out where a claim can be read in another way as well."""
    return [f"Read otherwise ({one.claim.readings[other.reading]}; {other.name}, "
            f"{words.name(other.verdict.word)}), it {words.sentence(other.verdict.counts)} worlds."
            for other in board.outcomes if other.claim.id == one.claim.id and other is not one]


def made_by(board: Any) -> str:
    """Return the lines of a page of the docs that say how it was made."""
    return (f"Written by\n\n```sh\n{board.order.command}\n```\n\nCountergaze {version()}, result "
            f"`{board.result[:12]}`.")


def headline(outcomes: Sequence[Outcome]) -> str:
    """Return the finding: with how many statements the model agrees, and why not with more."""
    tally = {word: sum(one.verdict.word == word for one in outcomes) for word in (
        SUPPORTED, CONDITIONAL, CONTRADICTED, NO_EFFECT, UNDECIDED)}
    silent = sum(one.verdict.word in (BY_CONSTRUCTION, OUT_OF_SCOPE, FAILED) for one in outcomes)
    told = {word: count or "none" for word, count in tally.items()}
    return (f"Of {len(outcomes)} statements the model agrees with {told[SUPPORTED]} in nearly all "
            f"worlds and with {told[CONDITIONAL]} under a condition, reverses "
            f"{told[CONTRADICTED]}, finds no effect in {told[NO_EFFECT]}; "
            f"on {tally[UNDECIDED]} the worlds differ or are too noisy, and of {silent} it cannot "
            "speak")


def _top(board: Any) -> View:
    return {"id": "top", "kind": "top", "headline": headline(board.first),
            "about": ["What the report got right", f"{len(board.first)} statements",
                      f"{words.worlds(len(board.worlds))} that fit the facts"],
            "deck": words.DECK.format(worlds=words.worlds(len(board.worlds))),
            "few": words.first_look(len(board.worlds)),
            "frozen": "Computed from the verdicts of the claims board."}


def _listed(board: Any, key: str, verdicts: Sequence[str], title: str, lead: str) -> View:
    found = _groups(board, verdicts)
    return {"id": key, "kind": "listed", "title": title,
            "lead": lead if found else _none(board, key),
            "groups": [{"title": _under(group) * (group.word == UNDECIDED),
                        "rows": [{"name": one.name, "statement": one.claim.statement,
                                  "line": _line(board, one) + (
                                      f" How the report hedges it: {one.claim.hedged}."
                                      if one.claim.hedged else "")}
                                 for one in group.outcomes]} for group in found]}


LEAST_LEAD = ("Of the verdicts that say something, those that would most easily have come out "
              "otherwise, and why.")


def _least(board: Any) -> View:
    rows = [{"name": one.name, "statement": f"{words.name(one.verdict.word)}: "
             f"{one.claim.statement}", "line": why} for one, why in least_trusted(board.first)]
    return {"id": "least", "kind": "listed", "title": LEAST_TITLE,
            "lead": LEAST_LEAD if rows else "None.",
            "groups": [{"title": "", "rows": rows}] * bool(rows)}


def least_trusted(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, str]]:
    """Return the verdicts to trust least, each with the reasons; those that say nothing left out.

    Ordered by how often resamples of the worlds agree, less a tenth for each further reason.
    """
    rated = [(one.verdict.stable - 0.1 * RESAMPLES * (len(why) - 1), one, why)
             for one in outcomes if one.verdict.word in SAYING for why in [reasons(one)]]
    rated.sort(key=lambda entry: (entry[0], entry[1].name))
    return [(one, f"{'; '.join(why)[:1].upper()}{'; '.join(why)[1:]}.")
            for _, one, why in rated[:LEAST_TRUSTED]]


def reasons(one: Outcome) -> list[str]:
    """Return why a verdict may be wrong, the resamples of the worlds first."""
    made, found = one.verdict, one.verdict.counts
    said = [words.stable(one)]
    if found.unclear:
        said.append(f"{found.unclear} of {words.worlds(found.worlds)} "
                    f"{'is' if found.unclear == 1 else 'are'} unclear")
    if any(measured.sign_turns for part in one.open_parts for measured in part.measured):
        said.append("an interaction has another sign on the other scale")
    if made.cut is not None and made.word == CONDITIONAL:
        about = dict(every_parameter())[made.cut.parameter]
        said.append(f"it hinges on {made.cut.parameter}" + ", which is assumed" * about.assumed)
    if found.worlds < 30:
        said.append(f"it was put to {words.worlds(found.worlds)} only")
    odd = sum(part.counts.fails > 0 for part in one.built_in)
    if odd:
        said.append("a part that its file takes to follow by construction comes out the other way "
                    "in some worlds")
    return said
