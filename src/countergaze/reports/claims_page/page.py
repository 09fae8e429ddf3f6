"""The board of claims as a page: counts, why, one line a claim with its evidence folded."""

from __future__ import annotations

from typing import Any

from countergaze.claims import arms as claim_arms
from countergaze.claims.frozen import frozen
from countergaze.claims.in_world import CLAIM_WORDS
from countergaze.claims.outcomes import Outcome, PartOutcome
from countergaze.claims.verdict import (
    BY_CONSTRUCTION,
    CONTRADICTED,
    FAILED,
    OUT_OF_SCOPE,
    SUPPORTED,
    UNDECIDED,
    by_variant,
)
from countergaze.reports import rendering
from countergaze.reports.claims_page import deciding, strips, words
from countergaze.reports.claims_page.groups import ORDER, groups
from countergaze.reports.rendering import View
from countergaze.results.manifest import plain, version

NO_TRACK = (OUT_OF_SCOPE, FAILED)
TURNS_LEAD = ("The unknown numbers and forms on which claims turn, of those that each claim's file "
              "named before the run. Confirmed: fresh worlds part in the same way. A clue was seen "
              "after the run. Evidence on these would decide more than more simulations do.")


def report(board: Any) -> str:
    """Return the page."""
    return rendering.page(view(board))


def view(board: Any) -> View:
    """Return what the page shows, as JSON holds it; board: a `claims.board.Board`."""
    return plain({
        "page": "claims", "kind": "Claims board", "title": "Claims", "skip": "Skip to the board",
        "contents": [], "sections": [
            _top(board), _verdicts(board), _turns(board), _board(board), _reproduce(board)]})


def badge(one: Outcome) -> View:
    """Return the verdict as it is drawn: its mark, its name, its class."""
    word = one.verdict.word
    return {"mark": words.MARKS[word], "name": words.name(word), "kind": kind_of(word)}


def kind_of(word: str) -> str:
    """Return the class of a verdict in the style sheet."""
    return word.lower().replace("_", "-")


def _top(board: Any) -> View:
    sizes = sorted({one.claim.people for one in board.outcomes if one.claim.parts})
    people = (f"{sizes[0]:,}" if len(sizes) < 2 else f"{sizes[0]:,} to {sizes[-1]:,}") if (
        sizes) else "no"
    n = len(board.worlds)
    return {"id": "top", "kind": "top", "headline": words.headline(board.first),
            "about": [f"{len(board.first)} statements of a public report",
                      f"{words.worlds(n)} that fit the facts", f"{people} synthetic people"],
            "deck": words.DECK.format(worlds=words.worlds(n)), "few": words.first_look(n),
            "frozen": f"Frozen on {frozen().date}, before the first run." if frozen().date else
                      "Not frozen yet: files may still change before the run that counts."}


def _verdicts(board: Any) -> View:
    tally = [{"count": sum(one.verdict.word == word for one in board.first),
              "mark": words.MARKS[word], "name": words.name(word), "says": words.MEANINGS[word]}
             for word in ORDER]
    shaky = sum(one.verdict.stable < 900 for one in board.first
                if one.verdict.word not in (*NO_TRACK, BY_CONSTRUCTION))
    return {"id": "verdicts", "kind": "verdicts", "tally": [
        one for one in tally if one["count"] or one["name"] in (SUPPORTED, CONTRADICTED)],
            "why": deciding.why(board.first),
            "shaky": f"{shaky} of the verdicts would come out otherwise in more than a tenth of "
                     "resamples of the worlds; claims share worlds, so they would go wrong "
                     "together."}


def _turns(board: Any) -> View:
    return {"id": "turns", "kind": "turns", "lead": TURNS_LEAD, "rows": [
        {"parameter": turn.parameter, "meaning": turn.meaning,
         "claims": [{"name": one.name, "at": anchor(one), "sure": sure,
                     "side": words.side(one.verdict.cut) if one.verdict.cut else ""}
                    for one, sure in turn.claims]}
        for turn in deciding.turns(board.outcomes)]}


def _board(board: Any) -> View:
    return {"id": "board", "kind": "board", "every": len(board.outcomes),
            "groups": [{"title": group.title, "says": group.says, "kind": kind_of(group.word),
                        "badge": badge(group.outcomes[0]),
                        "rows": [_row(board, one) for one in group.outcomes]}
                       for group in groups(board.outcomes)]}


def _row(board: Any, one: Outcome) -> View:
    found, word = one.verdict.counts, one.verdict.word
    bar = [] if not found.worlds or word in NO_TRACK else [
        {"kind": state, "style": f"width:{100 * count / found.worlds:.1f}%"}
        for state, count in zip(CLAIM_WORDS, found) if count]
    first, second = words.board_line(one)
    told = [f"{second[:1].upper()}{second[1:]}." * bool(second)] if word != UNDECIDED else [
        deciding.missing(one), deciding.decides(one)]
    return {"name": one.name, "at": anchor(one), "statement": _said(one), "bar": bar,
            "first": first, "second": " ".join(filter(None, told)),
            "own": words.STATES[CLAIM_WORDS[one.verdict.at_defaults]] if bar else "",
            "evidence": _evidence(board, one)}


def _said(one: Outcome) -> str:
    reading = one.claim.readings.get(one.reading, "")
    return one.claim.statement + (f" ({reading})" if reading else "")


def anchor(one: Outcome) -> str:
    """Return the id of a claim's evidence on the page."""
    return one.claim.id if one.first else f"{one.claim.id}{one.reading}"


def _evidence(board: Any, one: Outcome) -> View:
    claim = one.claim
    used = {arm for part in one.parts for m in part.measured for arm in m.measure.arms}
    about = [("Would be false if", claim.false_if),
             ("Scope", claim.scope), ("How the report hedges", claim.hedged)]
    if one.parts:
        about += [("Worlds", words.counts_line(one.verdict.counts)
                   + f"; at the defaults: {words.STATES[CLAIM_WORDS[one.verdict.at_defaults]]}"),
                  ("The half nearer to the facts", words.nearer_line(one, board.nearer)),
                  ("Simulated with", words.could_see(claim, len(board.seeds)))]
    if one.open_parts and one.verdict.word not in NO_TRACK:
        about.append(("Stability", words.stable(one)))
    about.append(("Run it", ""))
    return {
        "badge": badge(one), "systems": words.systems(claim), "line": words.verdict_line(one),
        "arms": [{"name": name, "told": claim_arms.told(text.arm)}
                 for name, text in claim.arms.items() if name in used],
        "open": [_part(part) for part in one.open_parts],
        "built_in": [_part(part) for part in one.built_in],
        "about": [{"title": title, "text": code(text)} for title, text in about
                  if text or title == "Run it"],
        "hinges": [_hinge(one, key) for key in one.hinges] if one.open_parts else [],
        "command": f"countergaze claims {claim.id}",
        "history": [{"date": told.date, "what": told.what, "why": told.why}
                    for told in claim.history]}


def code(text: str) -> list[View]:
    """Return a text with names between backticks as pieces of a sentence."""
    return [{"kind": "c" if k % 2 else "", "text": piece}
            for k, piece in enumerate(text.split("`")) if piece]


def _part(part: PartOutcome) -> View:
    found = part.counts
    return {"says": part.part.says, "because": part.part.because, "why": part.part.built_in,
            "counts": f"shown in {found.holds}, reversed in {found.fails}, no effect in "
                      f"{found.nil}, unclear in {found.unclear}",
            "strips": [strips.strip(measured) for measured in part.measured
                       if not part.part.built_in]}


def _hinge(one: Outcome, key: str) -> View:
    return {"key": key, "sides": [{"name": name, "said": words.short_line(found)}
                                  for name, found in by_variant(one.states, one.hinges[key])
                                  if found.worlds]}


def _reproduce(board: Any) -> View:
    return {"id": "reproduce", "kind": "reproduce", "command": board.order.command,
            "version": version(), "result": board.result, "not_meant": words.NOT_MEANT,
            "fresh": words.worlds(len(board.fresh)) if board.fresh else ""}
