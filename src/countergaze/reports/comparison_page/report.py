"""The page of a comparison: one HTML file that opens offline, on paper and on phones."""

from __future__ import annotations

import shlex
from html import escape
from importlib import resources
from typing import Any

from countergaze.reports.comparison_page import parts
from countergaze.reports.comparison_page import words
from countergaze.reports.comparison_page import effects_rows
from countergaze.reports.comparison_page import settings as comparison_settings
from countergaze.reports.comparison_page.view import View
from countergaze.reports.comparison_page.words import FINDINGS, HEADLINE
from countergaze.reports.svg import MARK
from countergaze.reports.words import NOTICE, places, tables_option

TITLES = {
    "findings": "What changed, in words", "arms": "Arms side by side", "effects": "All effects",
    "groups": "By group", "weeks": "Over the weeks", "settings": "Every setting that differs",
    "sure": "How sure", "definitions": "Definitions", "reproduce": "Reproduce and cite",
}


def page(comparison: Any) -> str:
    """Return the page of a comparison.

    comparison: has arms (name, title, scenario, differences, settings), reference, seeds, people,
    weeks, window, effects, levels, weekly, failed and facts.
    """
    view = View(comparison)
    sections = {
        "findings": _findings(view), "arms": parts.side_by_side(view),
        "effects": effects_rows.section(view), "groups": effects_rows.by_group(view),
        "weeks": parts.over_weeks(view), "settings": comparison_settings.section(view),
        "sure": parts.how_sure(view),
    }
    sections |= {"definitions": _definitions(view, "".join(sections.values())),
                 "reproduce": _reproduce(view)}
    sections = {key: text for key, text in sections.items() if text}
    style = resources.files("countergaze.reports").joinpath("style.css").read_text("utf-8")
    names = words.listing([look.label for look in view.looks])
    title = escape(f"{names}, comparison {words.DOT} Countergaze")
    return ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{title}</title><style>{style}</style></head><body>"
            '<a class="skip" href="#main">Skip to the findings</a>'
            f'<div class="page">{_top(view)}{_contents(list(sections))}'
            f"{''.join(sections.values())}</main></div></body></html>\n")


def _top(view: View) -> str:
    comparison = view.comparison
    others = [look.html for look in view.others]
    pairs = len(comparison.seeds)
    eyebrow = f" {words.DOT} ".join((
        f"{len(comparison.arms):,} arm{'' if len(comparison.arms) == 1 else 's'}",
        f"{pairs:,} paired seed{'' if pairs == 1 else 's'}",
        f"{comparison.people:,} synthetic people", f"{comparison.weeks:,} weeks",
        f"means of {words.window_line(comparison.window, comparison.weeks)}"))
    return (f'<header><span class="mark">{MARK}Countergaze</span><span>Comparison</span></header>'
            f'<p class="notice">{NOTICE}</p><main id="main"><p class="eyebrow">{eyebrow}</p>'
            f"<h1>{escape(_headline(view))}</h1>"
            f'<p class="deck">{words.deck(others, view.reference.html, pairs) if others else ""}'
            f"</p>{_arms(view)}")


def _headline(view: View) -> str:
    """Return the finding in the first headline quantity in which an arm differs clearly."""
    first, pairs = "", 0
    for name in HEADLINE:
        sides, about = view.sides(name), view.about(name)
        if about is None or not sides:
            continue
        if any(side.clear for side in sides):
            return words.headline(name, sides, view.reference.label, about.digits)
        pairs = max(pairs, *(side.pairs for side in sides))
        if not first and view.somewhere(name):
            first = about.title
    if not first and pairs and not view.sides("listed"):
        first = "All quantities of this page"  # whether anybody is listed, nobody recorded
    return words.no_headline(first, [look.label for look in view.others],
                             view.reference.label, pairs)


def _arms(view: View) -> str:
    """Return what each arm is: its sign, its label and its scenario's title."""
    rows = []
    for look in view.looks:
        full = "" if look.label == look.name else f"<code>{escape(look.name)}</code>, "
        role = ", the reference" if look is view.reference else ""
        rows.append(f'<dt><span class="arm k{look.k}" aria-hidden="true">{look.shape}</span> '
                    f"{look.html}</dt><dd>{full}{escape(str(look.arm.title))}"
                    f"{role}</dd>")
    more = words.left_out(view.left_out)
    return f'<dl class="arms">{"".join(rows)}</dl>{f"<p>{more}</p>" if more else ""}'


def _contents(keys: list[str]) -> str:
    items = "".join(f'<li><a href="#{key}">{TITLES[key]}</a></li>' for key in keys)
    return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'


def _findings(view: View) -> str:
    """Return three sentences: on listing, on silence, on what the state gets and spends."""
    lines = []
    for names in FINDINGS:
        there = [name for name in names if view.sides(name)]
        told = next((name for name in there if view.somewhere(name)), (there or [""])[0])
        if told:
            labels = {look.label: look.html for look in view.looks}
            sides = [side._replace(arm=labels[side.arm]) for side in view.sides(told)]
            lines.append(f"<li>{words.finding(told, sides, view.reference.html)}</li>")
    if not lines:
        return ""
    return (f'<section id="findings"><h2>{TITLES["findings"]}</h2><ul>{"".join(lines)}</ul>'
            "</section>")


def _definitions(view: View, shown: str) -> str:
    """Return the definition of each indicator that the page links to."""
    items = "".join(
        f'<dt id="d-{name}"><code>{f"{about.metric} {name}".strip()}</code></dt>'
        f"<dd>{escape(about.definition)} ({escape(about.unit)})</dd>"
        for name, about in view.declared() if f'href="#d-{name}"' in shown)
    return (f'<section id="definitions"><h2>Definitions</h2><dl>{items}</dl></section>'
            if items else "")


def _reproduce(view: View) -> str:
    comparison = view.comparison
    arms = " ".join(shlex.quote(arm.name) for arm in comparison.arms)
    seeds = list(comparison.seeds)
    command = (f"countergaze compare {arms} --seeds {len(seeds)} --people {comparison.people} "
               f"--weeks {comparison.weeks} --window {comparison.window}"
               f"{tables_option(comparison.facts.get('table') or {})}")
    own = "" if seeds == list(range(1, len(seeds) + 1)) else f"<p>{words.OWN_SEEDS}</p>"
    facts = comparison.facts
    seconds = facts.get("seconds")
    took = f", {seconds:,.0f} s" if isinstance(seconds, (int, float)) else ""
    source = str(facts.get("source") or "")[:12]
    version = escape(str((facts.get("versions") or {}).get("countergaze") or _version()))
    made = f"Countergaze {version}{took}"
    made += f", source <code>{escape(source)}</code>" if source else ""
    result = str(getattr(comparison, "result", "") or "")
    return (f'<section id="reproduce"><h2>{TITLES["reproduce"]}</h2><p>{words.REPRODUCE}</p>'
            f"<pre>{escape(command)}\ncountergaze verify FOLDER</pre>{own}"
            f"<p>{words.OWN_FILES}</p><p>Made with {made}; places: "
            f"{escape(places(facts.get('table') or {}))}.</p>"
            f"{f'<p>Result <code>{escape(result)}</code></p>' if result else ''}"
            f"<p>Cite as: Countergaze {version}, comparison of "
            f"{escape(words.listing([arm.name for arm in comparison.arms]))}, "
            f"{len(seeds):,} seed{'' if len(seeds) == 1 else 's'}"
            f"{f', result {escape(result[:12])}' if result else ''}.</p>"
            f'<p class="note">{words.NOT_MEANT}</p></section>')


def _version() -> str:
    from countergaze import __version__

    return __version__
