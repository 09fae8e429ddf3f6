"""The run report: one HTML page that opens offline, with scripts blocked, on paper and phones."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from countergaze.declare import FAMILIES, Indicator
from countergaze.mechanisms import INDICATORS, TABLES
from countergaze.reports import svg, words
from countergaze.reports.svg import MARK
from countergaze.reports.run_page import across, harm, legal_tests, redress, tiles

if TYPE_CHECKING:
    from countergaze.results.run import Run

EVERY = 26
FOUR = (
    ("listed", "in 100,000 on a list", "Residents on at least one blacklist in an average week."),
    ("wrongful_listing", "in 100,000 wrongly listed",
     "The criterion of a list they are on is not met on true "
     "records alone. The simulated agencies do not know it."),
    ("cannot_pay_share", "in 100 listed cannot pay",
     "Listed people whose hardship is above the level at which a debt can be paid."),
    ("over_capacity", "in 100 city-weeks over capacity",
     "Cities, by residents, with more to handle in the week than they have the staff for."),
)


def report(run: Run) -> str:
    """Return the page."""
    families = [family for family in FAMILIES if run.recorded(family)]
    people = [("wrong", "Who was wrongly listed", harm.wrong(run)),
              ("groups", words.BY_GROUP, harm.by_group(run)),
              ("appeals", "Appeals", redress.appeals(run)),
              ("false", "Where wrong records sit", redress.records(run)),
              ("tests", "Three tests of the AI Act", legal_tests.tests(run))]
    people = [part for part in people if part[2]]
    body = "".join([
        _top(run), _contents(families, [part[:2] for part in people]), _what(), _four(run),
        _run(run), _family(run, "rights"), *(part[2] for part in people), tiles.section(run),
        *(_family(run, family) for family in families if family != "rights"),
        _assumed(run), _definitions(run), _reproduce(run),
    ])
    style = resources.files("countergaze.reports").joinpath("style.css").read_text("utf-8")
    title = escape(f"{run.scenario.title}, run report \N{MIDDLE DOT} Countergaze")
    return ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{title}</title><style>{style}</style></head><body>"
            '<a class="skip" href="#main">Skip to the findings</a>'
            f'<div class="page">{body}</main></div></body></html>\n')


def _top(run: Run) -> str:
    scenario = run.scenario
    return (f'<header><span class="mark">{MARK}Countergaze</span><span>Run report</span></header>'
            f'<p class="notice">{words.NOTICE}</p><main id="main">'
            f'<p class="eyebrow">Scenario <b>{escape(scenario.name)}</b> \N{MIDDLE DOT} seed '
            f"{run.seed} \N{MIDDLE DOT} {run.people:,} people \N{MIDDLE DOT} "
            f"{run.weeks:,} weeks</p>"
            f"<h1>{words.headline(run.level('listed'), run.level('wrongful_share'))}</h1>"
            f'<p class="deck">{escape(words.deck(scenario.title, run.people, run.weeks))}</p>')


def _contents(families: list[str], people: list[tuple[str, str]]) -> str:
    links = [("what", "What this is"), ("four", "Four numbers"), ("run", "What was run"),
             ("rights", "Rights and harm"), *people, ("places", "Places")]
    links += [(family, words.FAMILY_TITLES[family]) for family in families if family != "rights"]
    links += [("assumed", "What is assumed"), ("definitions", "Definitions"),
              ("reproduce", "Reproduce and cite")]
    items = "".join(f'<li><a href="#{key}">{title}</a></li>' for key, title in links)
    return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'


def _what() -> str:
    def column(title: str, lines: tuple[str, ...]) -> str:
        return f"<div><h2>{title}</h2><ul>{''.join(f'<li>{x}</li>' for x in lines)}</ul></div>"

    return (f'<section id="what"><div class="two">{column("What this is", words.IS)}'
            f'{column("What this is not", words.IS_NOT)}</div></section>')


def _four(run: Run) -> str:
    cards = []
    counted = redress.steps(run)
    for name, short, line in FOUR:
        if name == "wrongful_listing" and {"entered", "cleared"} <= counted.keys():
            cleared = words.funnel_headline(counted["entered"], counted["cleared"], run.weeks)
            line = f'{line} <a href="#appeals">{cleared[0].upper()}{cleared[1:]}</a>.'
        about, value = INDICATORS[name], run.level(name)
        shown = words.number(value, about.digits)
        cards.append(f'<div><span class="big">{shown}</span><b>{short}</b>'
                     f"<p>{line}</p><code>{_id(about)}</code></div>")
    return ('<section id="four"><h2>Four numbers first</h2><p class="unit">Means of '
            f'{words.last_weeks(run.weeks)}</p><div class="four">{"".join(cards)}</div></section>')


def _run(run: Run) -> str:
    differences = "".join(
        f"<li><code>{escape(key)}</code>: {escape(_shown(new))} (base: {escape(_shown(old))})</li>"
        for key, old, new in run.scenario.differences)
    base = run.scenario.extends or "the defaults"
    facts = run.facts
    rows = [
        ("Scenario", escape(f"{run.scenario.name}: {run.scenario.title}")),
        (f"Differs from {escape(base)} in",
         f"<ul>{differences}</ul>" if differences else "nothing"),
        ("Society", f"{run.people:,} synthetic people at home, {facts.get('abroad', 0):,} abroad; "
         f"{len(facts.get('provinces', {}))} places, {facts.get('cities', 0):,} cities"),
        ("Time", f"{run.weeks:,} weeks after {facts.get('burn_in', 0):,} weeks of burn-in"),
        ("Luck", f"seed {run.seed}"),
        ("Made with", f"Countergaze {_version()}, {facts.get('seconds', 0.0):.1f} s on "
         f"{run.threads} thread{'s' if run.threads != 1 else ''}, result "
         f"<code>{run.result[:12]}</code>"),
    ]
    listing = "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in rows)
    return f'<section id="run"><h2>What was run</h2><dl>{listing}</dl></section>'


def _family(run: Run, family: str) -> str:
    names = run.recorded(family)
    figures = "".join(_figure(run, name) for name in names if INDICATORS[name].shown == "chart")
    rows = "".join(
        f'<tr><td>{INDICATORS[name].title}</td><td class="n"><b>'
        f"{words.number(run.level(name), INDICATORS[name].digits)}</b></td>"
        f'<td>{INDICATORS[name].unit}</td><td><a href="#d-{name}"><code>{_id(INDICATORS[name])}'
        "</code></a></td></tr>" for name in names
        if INDICATORS[name].shown == "number")
    also = ('<h3 class="next">Also recorded</h3><p class="unit">Means of '
            f'{words.last_weeks(run.weeks)}</p><table class="wide"><thead><tr><th scope="col">'
            'Quantity</th><th scope="col" class="n">Mean</th><th scope="col">Unit</th>'
            f'<th scope="col">Definition</th></tr></thead><tbody>{rows}</tbody></table>')
    parts = across.people(run) + across.firms(run) if family == "abroad" else ""
    return (f'<section id="{family}"><h2>{words.FAMILY_TITLES[family]}</h2>'
            f'<p>{words.FAMILY_LINES[family]}</p><div class="charts">{figures}</div>'
            f"{also if rows else ''}{parts}</section>")


def _figure(run: Run, name: str) -> str:
    """Return one small multiple: finding, unit, chart, definition and table."""
    about, values = INDICATORS[name], run.values(name)
    assert values is not None
    title = words.chart_title(about.title, values[np.isfinite(values)], about.digits)
    _, from_zero = svg.bounds(values)
    axis = "" if from_zero else " (axis runs below zero)"
    rows = "".join(f"<tr><td>{week}</td><td>{words.number(values[week], about.digits)}</td></tr>"
                   for week in range(0, len(values), EVERY))
    return (f"<figure><h3>{title}</h3><div class=\"unit\">{about.unit}, by week{axis}</div>"
            f"{svg.line_chart(values, f'{title}; {about.unit}')}<figcaption class=\"note\"><code>"
            f'{_id(about)}</code> \N{MIDDLE DOT} <a href="#d-{name}">definition</a><details>'
            "<summary>Table behind this chart</summary><table><thead><tr><th scope=\"col\">Week"
            f'</th><th scope="col">{about.unit}</th></tr></thead><tbody>{rows}</tbody>'
            "</table></details></figcaption></figure>")


def _assumed(run: Run) -> str:
    values = run.scenario.settings.at(0).values
    found = [p for table in TABLES.values() for p in table.fields.values()
             if p.kind in ("lever", "uncertainty", "constant")]
    assumed = [p for p in found if p.assumed]
    rows = "".join(
        f"<tr><td><code>{p.key}</code></td><td class=\"n\">{_shown(values[p.table][p.name])}</td>"
        f"<td>{_shown(list(p.range)) if p.range else 'held fixed'}</td><td>{escape(p.unit)}</td>"
        f"<td>{escape(p.meaning)}</td></tr>" for p in assumed)
    return ('<section id="assumed"><h2>What is assumed</h2>'
            f"<p>{len(assumed)} of {len(found)} numbers of the mechanisms have no source and are "
            "assumed. How far the four numbers above move over their ranges takes many runs; this "
            'page is of one.</p><details><summary>All of them</summary><table class="wide"><thead>'
            '<tr><th scope="col">Parameter</th><th scope="col" class="n">Value</th>'
            '<th scope="col">Plausible range</th><th scope="col">Unit</th>'
            f'<th scope="col">Meaning</th></tr></thead><tbody>{rows}</tbody></table></details>'
            "</section>")


def _definitions(run: Run) -> str:
    recorded = set(run.series["indicator"].unique())
    items = "".join(f'<dt id="d-{name}"><code>{_id(about)}</code></dt>'
                    f"<dd>{escape(about.definition)} ({about.unit})</dd>"
                    for name, about in INDICATORS.items() if name in recorded)
    return f'<section id="definitions"><h2>Definitions</h2><dl>{items}</dl></section>'


def _reproduce(run: Run) -> str:
    name = run.scenario.name
    command = (f"countergaze run {name} --people {run.people} --weeks {run.weeks} "
               f"--seed {run.seed}")
    own = "" if _as_shipped(run) else f"<p>{words.OWN_SETTINGS}</p>"
    return ('<section id="reproduce"><h2>Reproduce and cite</h2><p>The same scenario, seed and '
            "version give the same bytes on any number of threads of one type of processor. "
            "<code>manifest.json</code> beside this page holds the whole resolved scenario.</p>"
            f"<pre>{escape(command)}\ncountergaze verify FOLDER</pre>{own}"
            f"<p>Result <code>{run.result}</code></p><p>Cite as: Countergaze {_version()}, "
            f"scenario {escape(name)}, seed {run.seed}, result {run.result[:12]}.</p>"
            '<p class="note">What this does not mean: nothing here says what any real system does '
            "to real people. It says what follows in this model from what is assumed."
            "</p></section>")


def _as_shipped(run: Run) -> bool:
    """Return whether the command with a scenario's name alone gives this run's settings."""
    from countergaze.scenarios.scenario import load, shipped

    name = run.scenario.name
    return name in shipped() and load(name).settings == run.scenario.settings


def _id(about: Indicator) -> str:
    return f"{about.metric} {about.name}".strip()


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return " to ".join(_shown(part) for part in value)
    if isinstance(value, float) and not isinstance(value, bool):
        return f"{value:g}"
    return str(value)


def _version() -> str:
    from countergaze import __version__

    return __version__
