"""The page of a comparison: one HTML file that opens offline, on paper and on phones."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from countergaze.reports import definitions, over_worlds, phrases, rendering
from countergaze.reports.comparison_page import by_group, effects, parts, settings, weeks, words
from countergaze.reports.comparison_page.lookup import Lookup
from countergaze.reports.emphasis import pieces
from countergaze.reports.phrases import FINDINGS, HEADLINE
from countergaze.reports.rendering import View
from countergaze.reports.words import places, tables_option
from countergaze.results.manifest import plain

AT_WEEK_0 = "week 0: "
"""What stands before the name of a setting that an arm changes at week 0."""


def report(comparison: Any) -> str:
    """Return the page of a comparison."""
    return rendering.page(view(comparison))


def view(comparison: Any) -> View:
    """Return what the page shows, as JSON holds it; sections that have nothing are left out.

    comparison: has arms (name, title, scenario, differences, settings), reference, seeds, people,
    weeks, window, effects, levels, weekly, failed and facts.
    """
    found = Lookup(comparison)
    made = [section for section in (
        _findings(found), over_worlds.section(comparison), parts.side_by_side(found),
        parts.added(found),
        effects.section(found), by_group.section(found), weeks.section(found),
        settings.section(found), parts.how_sure(found)) if section is not None]
    shown = definitions.linked(made)
    if shown:
        made.append(definitions.section(about for name, about in found.declared()
                                        if name in shown))
    made.append(_reproduce(found))
    names = phrases.listing([look.label for look in found.looks])
    return plain({
        "page": "comparison", "kind": "Comparison", "title": f"{names}, comparison",
        "skip": "Skip to the findings", "sections": [_top(found), *made],
        "contents": [{"id": section["id"], "title": section["title"]} for section in made]})


def _top(found: Lookup) -> View:
    comparison = found.comparison
    others = [look.coloured for look in found.others]
    arms, pairs = len(comparison.arms), len(comparison.seeds)
    return {
        "id": "top", "kind": "top",
        "about": [f"{arms:,} arm{'' if arms == 1 else 's'}",
                  f"{pairs:,} paired seed{'' if pairs == 1 else 's'}",
                  f"{comparison.people:,} synthetic people", f"{comparison.weeks:,} weeks",
                  f"means of {words.window_line(comparison.window, comparison.weeks)}"],
        "headline": _headline(found),
        "deck": pieces(words.deck(others, found.reference.coloured, pairs) if others else ""),
        "arms": [{**look.head, "full": "" if look.label == look.name else look.name,
                  "title": str(look.arm.title), "reference": look is found.reference}
                 for look in found.looks],
        "more": pieces(words.left_out(found.left_out))}


def headline(comparison: Any) -> str:
    """Return the finding, as the page begins with it."""
    return _headline(Lookup(comparison))


def _headline(found: Lookup) -> str:
    """Return the finding in the first headline quantity in which an arm differs clearly.

    One that was tested comes before one that follows by construction.
    """
    first, pairs = "", 0
    built: list[str] = []
    for name in HEADLINE:
        sides, about = found.sides(name), found.about(name)
        if about is None or not sides:
            continue
        if any(side.clear for side in sides):
            said = phrases.headline(name, sides, found.reference.label, about.digits)
            if any(side.found for side in sides):
                return said + _worlds(found, name, sides)
            built.append(said)
        pairs = max(pairs, *(side.pairs for side in sides))
        if not first and found.somewhere(name):
            first = about.title
    if built:
        return built[0]
    if not first and pairs and not found.sides("listed"):
        first = "All quantities of this page"  # whether anybody is listed, nobody recorded
    return phrases.no_headline(first, [look.label for look in found.others],
                               found.reference.label, pairs)


def _worlds(found: Lookup, name: str, sides: Sequence[phrases.Difference]) -> str:
    """Return in how many plausible worlds the one arm that differs does so, "" without any."""
    clear = [side.arm for side in sides if side.clear]
    arms = [look.name for look in found.others if look.label in clear]
    said = over_worlds.agreeing(found.comparison, arms[0], name) if len(arms) == 1 else ""
    return f"; {said}" if said else ""


def _findings(found: Lookup) -> View | None:
    """Return three sentences: on listing, on silence, on what the state gets and spends."""
    lines = []
    for names in FINDINGS:
        there = [name for name in names if found.sides(name)]
        told = next((name for name in there if found.somewhere(name)), (there or [""])[0])
        if told:
            labels = {look.label: look.coloured for look in found.looks}
            sides = [side._replace(arm=labels[side.arm]) for side in found.sides(told)]
            lines.append(pieces(phrases.finding(told, sides, found.reference.coloured)))
    if not lines:
        return None
    return {"id": "findings", "kind": "findings", "title": "What changed, in words",
            "lines": lines}


def _reproduce(found: Lookup) -> View:
    comparison, facts = found.comparison, found.comparison.facts
    arms = " ".join(shlex.quote(typed(arm)) for arm in comparison.arms)
    seeds = list(comparison.seeds)
    seconds = facts.get("seconds")
    took = f", {seconds:,.0f} s" if isinstance(seconds, (int, float)) else ""
    version = str((facts.get("versions") or {}).get("countergaze") or _version())
    result = str(getattr(comparison, "result", "") or "")
    ordinary = seeds == list(range(1, len(seeds) + 1))
    names = phrases.listing([arm.name for arm in comparison.arms])
    return {
        "id": "reproduce", "kind": "reproduce", "title": "Reproduce and cite",
        "lead": pieces(words.REPRODUCE),
        "command": f"countergaze compare {arms} --seeds {len(seeds)} --people "
                   f"{comparison.people} --weeks {comparison.weeks} --window {comparison.window} "
                   f"--worlds {(facts.get('worlds') or {}).get('count', 0)}"
                   f"{tables_option(facts.get('table') or {})}",
        "places": places(facts.get("table") or {}),
        "own_seeds": [] if ordinary else pieces(words.OWN_SEEDS),
        "own_files": pieces(words.OWN_FILES),
        "made": f"Countergaze {version}{took}", "source": str(facts.get("source") or "")[:12],
        "result": result,
        "cite": f"Countergaze {version}, comparison of {names}, {len(seeds):,} "
                f"seed{'' if len(seeds) == 1 else 's'}"
                + (f", result {result[:12]}" if result else ""),
        "not_meant": words.NOT_MEANT}


def typed(arm: Any) -> str:
    """Return an arm as it is typed: one with a name of its own with what it changes at week 0."""
    if ":" in arm.name or arm.name.partition(" (")[0] == arm.scenario:
        return str(arm.name)
    changes = [f"{key.removeprefix(AT_WEEK_0)}={_written(value)}"
               for key, _, value in arm.differences if key.startswith(AT_WEEK_0)]
    return f"{arm.name}={arm.scenario}{':' if changes else ''}{','.join(changes)}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else "none" if value is None else str(value)


def _version() -> str:
    from countergaze import __version__

    return __version__
