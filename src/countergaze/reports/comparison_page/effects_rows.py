"""All effects of a comparison: a row each, on a track whose left is less harm to people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import numpy as np

from countergaze.declare import Indicator
from countergaze.reports.comparison_page import words
from countergaze.reports import svg
from countergaze.reports.comparison_page.view import Effect, View
from countergaze.reports.comparison_page.differences import MINUS
from countergaze.reports.words import FAMILY_TITLES, GROUP_TITLES

LANE, ROOM = 21, 3
"""Height of an arm's lane, that of a line of words beside it, and room above and below."""
MOST_TICKS = 40
REACH = 47.0
"""Half of a track, in 100 of its width, that a difference can take on either side."""
MARKS = ('<path d="M-1.5-6h3v12h-3z"/>', '<circle r="5"/>', '<path d="M-4.5-4.5h9v9h-9z"/>',
         '<path d="M0-5.5L5.5 4.5h-11z"/>',
         '<path d="M0-6L6 0 0 6-6 0z"/>')
BY_GROUP = ("listed", "wrongful_listing", "silenced")


def round_up(value: float) -> float:
    """Return the smallest round number at or above `value`."""
    if not value > 0.0 or not math.isfinite(value):
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    for factor in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0):
        if unit * factor >= value * (1.0 - 1e-9):
            return unit * factor
    return 10.0 * unit


def reach(effects: Sequence[Effect]) -> float:
    """Return the end of a row's scale: it holds every pair and every mean."""
    most = [0.0]
    for effect in effects:
        most += [abs(effect.side.effect), *np.abs(effect.differences)]
    return round_up(max(value for value in most if math.isfinite(value)))


def place(value: float, end: float) -> float:
    """Return where a difference stands on a track, in 100 of its width; ends are kept clear."""
    return 50.0 + REACH * min(max(value / end, -1.0), 1.0)


def ticks(differences: np.ndarray, end: float) -> list[float]:
    """Return the places of the pairs; of very many, some evenly through their order."""
    known = np.sort(differences)
    if len(known) > MOST_TICKS:
        known = known[np.linspace(0, len(known) - 1, MOST_TICKS).round().astype(int)]
    return sorted({round(place(float(value), end), 1) for value in known})


def track(effects: Sequence[Effect], end: float, sided: bool) -> str:
    """Return the marks of one row: the ground, zero, and for each arm ticks, bar and mean."""
    height = LANE * len(effects) + 2 * ROOM
    parts = [f'<svg class="fx" height="{height}" aria-hidden="true">']
    if sided:
        parts.append('<rect class="less" width="50%" height="100%"/>'
                     '<rect class="more" x="50%" width="50%" height="100%"/>')
    parts.append('<line class="zero" x1="50%" x2="50%" y2="100%"/>')
    for lane, effect in enumerate(effects):
        parts.append(_lane(effect, end, ROOM + LANE * (lane + 0.5)))
    return "".join(parts) + "</svg>"


def _lane(effect: Effect, end: float, y: float) -> str:
    side = effect.side
    if side.pairs == 0:
        return ""
    marks = "".join(f"M{10 * at:.0f} 0v8" for at in ticks(effect.differences, end))
    parts = [f'<g class="k{effect.look.k}"><svg y="{y - 4:g}" height="8" viewBox="0 0 1000 8" '
             f'preserveAspectRatio="none"><path class="tick" d="{marks}"/></svg>']
    if math.isfinite(side.low) and side.low < side.high:
        low, high = (min(max(50.0 + REACH * bound / end, 0.0), 100.0)
                     for bound in (side.low, side.high))
        parts.append(f'<line class="bar" x1="{low:.1f}%" x2="{high:.1f}%" y1="{y:g}" y2="{y:g}"/>')
    hollow = "" if side.clear else " hollow"
    parts.append(f'<svg class="at{hollow}" x="{place(side.effect, end):.1f}%" y="{y:g}">'
                 f"{MARKS[effect.look.k]}</svg></g>")
    return "".join(parts)


def row(view: View, title: str, under: str, effects: Sequence[Effect], end: float,
        sided: bool) -> str:
    """Return one row: its name, its track and what it says in words."""
    lines = "".join(f"<div>{_said(view, effect)}</div>" for effect in effects)
    return (f'<div class="effect"><div>{title}<small>{under}</small></div>'
            f'{track(effects, end, sided)}<div class="said">{lines}</div></div>')


def _said(view: View, effect: Effect) -> str:
    look = effect.look
    other = ("" if effect.other is view.reference
             else f" <small>{escape(look.label)} minus {escape(effect.other.label)}</small>")
    return (f'<span class="k{look.k} arm"><span aria-hidden="true">{look.shape}</span> '
            f'<span class="unseen">{escape(look.label)}: </span>{words.said(effect.side)}</span>'
            f"{other}")


def scale(end: float) -> str:
    """Return the scale of a row in words."""
    text = svg.label(end)
    return f"from {MINUS}{text} to +{text}"


def section(view: View) -> str:
    """Return all effects on the whole, by family."""
    families = "".join(_family(view, family, names) for family, names in view.families())
    if not families:
        return ""
    return (f'<section id="effects"><h2>All effects, against {escape(view.reference.label)}</h2>'
            f"<p>{words.READ_EFFECTS}</p><p>{words.SCALES}{_many(view)}</p>{key(view)}"
            f"{_tally(view)}{families}</section>")


def _many(view: View) -> str:
    many = len(view.comparison.seeds) > MOST_TICKS
    return (f" Of more than {MOST_TICKS} pairs, {MOST_TICKS} are drawn, evenly from the smallest "
            "difference to the largest." if many else "")


def key(view: View) -> str:
    """Return the line that names the marks."""
    reference = escape(view.reference.label)
    marks = "".join(f'<span><b class="arm k{look.k}">{look.shape}</b> {escape(look.label)} minus '
                    f"{reference}</span>" for look in view.others)
    return (f'<p class="marks">{marks}<span><b>\N{WHITE CIRCLE}</b> hollow: the bar touches zero'
            "</span></p>")


def _tally(view: View) -> str:
    """Return how many quantities differ clearly, arm by arm: clear, less, more, compared."""
    found = {look.name: [0, 0, 0, 0] for look in view.others}
    for _, names in view.families():
        for name, about in names:
            for effect in view.effects(name):
                if effect.other is not view.reference or effect.side.pairs < 2:
                    continue
                count = found[effect.look.name]
                count[3] += 1
                count[0] += effect.side.clear
                if about.harm and effect.side.clear:
                    count[1 if effect.side.effect < 0.0 else 2] += 1
    lines = "".join(f"<li>{words.tally(look.html, *found[look.name])}</li>"
                    for look in view.others)
    most = max((count[3] for count in found.values()), default=0)
    return f"<ul>{lines}</ul><p>{words.by_luck(most)}</p>" if most else ""


def _family(view: View, family: str, names: Sequence[tuple[str, Indicator]]) -> str:
    """Return the rows of a family: those with a side first, then those without one."""
    same, sided, plain = [], [], []
    for name, about in names:
        effects = view.effects(name)
        if all(effect.side.same for effect in effects):
            same.append(f'<a href="#d-{name}">{escape(about.title)}</a>')
            continue
        end = reach(effects)
        turned = about.harm < 0
        title = escape(about.turned or about.title if turned else about.title)
        under = (f'{escape(about.unit)}{", turned round" if turned else ""} {words.DOT} '
                 f'<a href="#d-{name}">{_id(about)}</a> {words.DOT} {scale(end)}')
        (sided if about.harm else plain).append(
            row(view, title, under, effects, end, bool(about.harm)))
    text = ""
    for rows, noun in ((sided, " harm"), (plain, "")):
        if rows:
            text += _ends(view, noun) + "".join(rows)
    if same:
        text += (f'<p class="note">No difference in any pair: {words.listing(same)}.</p>')
    return f'<h3 class="family" id="{family}">{FAMILY_TITLES[family]}</h3>{text}'


def _ends(view: View, noun: str) -> str:
    """Return the line above tracks that says what left and right are."""
    return (f'<div class="effect ends"><span></span><div><span>\N{LEFTWARDS ARROW} less{noun} than '
            f"{escape(view.reference.label)}</span><span>more{noun} \N{RIGHTWARDS ARROW}</span>"
            "</div></div>")


def _id(about: Indicator) -> str:
    return f"{about.metric} {about.name}".strip()


def by_group(view: View) -> str:
    """Return the effects within groups of people, on one scale a quantity."""
    blocks = []
    for name in BY_GROUP:
        about = view.about(name)
        found = [(scope, effects) for scope in view.groups
                 if (effects := view.effects(name, scope))]
        if about is None or not found:
            continue
        end = reach([effect for _, effects in found for effect in effects])
        sizes = view.comparison.facts.get("groups") or {}
        rows = "".join(
            row(view, GROUP_TITLES[scope.split(":", 1)[1]],
                f"{sizes[scope]:,} people" if scope in sizes else "", effects, end, True)
            for scope, effects in found)
        blocks.append(
            f'<h3 class="family">{escape(about.title)}</h3><p class="unit">{escape(about.unit)}, '
            f'within the group {words.DOT} <a href="#d-{name}">{_id(about)}</a> {words.DOT} '
            f'{scale(end)}</p>{_ends(view, " harm")}{rows}')
    if not blocks:
        return ""
    return (f'<section id="groups"><h2>By group</h2><p>{words.BY_GROUP}</p>{key(view)}'
            f"{''.join(blocks)}</section>")
