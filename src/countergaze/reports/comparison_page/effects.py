"""All effects of a comparison: a row each, on a track whose left is less harm to people.

Rows stand open for the quantities that stand side by side and for those that differ; where these
are very many, for those of them that a run report draws.  The others are folded, family by family,
and those of them that differ are named.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from countergaze.declare import Indicator
from countergaze.reports import definitions
from countergaze.reports.comparison_page import words
from countergaze.reports.comparison_page.lookup import Effect, Lookup
from countergaze.reports.comparison_page.parts import SIDE_BY_SIDE
from countergaze.reports.emphasis import pieces
from countergaze.reports.numbers import MINUS, in_full
from countergaze.reports.phrases import by_pairs
from countergaze.reports.rendering import View
from countergaze.reports.words import FAMILY_TITLES

LANE, ROOM = 20, 2
"""Height of an arm's lane, that of a line of words beside it, and room above and below."""
MOST_TICKS = 40
REACH = 47.0
"""Half of a track, in 100 of its width, that a difference can take on either side."""
MOST_LANES = 40
"""Lanes of quantities that differ which stand open before those of less weight are folded."""


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


def track(effects: Sequence[Effect], end: float, sided: bool) -> View:
    """Return the marks of one row: the ground, zero, and for each arm ticks, bar and mean."""
    lanes = [_lane(effect, end, ROOM + LANE * (lane + 0.5))
             for lane, effect in enumerate(effects) if effect.side.pairs > 0]
    return {"height": LANE * len(effects) + 2 * ROOM, "sided": sided, "lanes": lanes}


def _lane(effect: Effect, end: float, y: float) -> View:
    side = effect.side
    bar = None
    if math.isfinite(side.low) and side.low < side.high:
        bar = [f"{min(max(50.0 + REACH * bound / end, 0.0), 100.0):.1f}"
               for bound in (side.low, side.high)]
    return {"k": effect.look.k, "y": f"{y:g}", "top": f"{y - 4:g}", "bar": bar,
            "ticks": [f"{10 * at:.0f}" for at in ticks(effect.differences, end)],
            "at": f"{place(side.effect, end):.1f}", "hollow": not side.clear}


def row(view: Lookup, title: str, effects: Sequence[Effect], end: float, sided: bool,
        **under: Any) -> View:
    """Return one row: its name, its track and what it says in words; under: below the name."""
    return {"title": title, "track": track(effects, end, sided),
            "said": [_said(view, effect) for effect in effects], **under}


def _said(view: Lookup, effect: Effect) -> View:
    other = ("" if effect.other is view.reference
             else f"{effect.look.label} minus {effect.other.label}")
    return {**effect.look.head, "text": by_pairs(effect.side), "other": other}


def scale(end: float) -> str:
    """Return the scale of a row in words."""
    return f"from {MINUS}{in_full(end)} to +{in_full(end)}"


def section(view: Lookup) -> View | None:
    """Return all effects on the whole, by family."""
    shown = _shown(view)
    families = [_family(view, family, names, shown) for family, names in view.families()]
    if not families:
        return None
    many = len(view.comparison.seeds) > MOST_TICKS
    return {"id": "effects", "kind": "effects", "title": "All effects",
            "reference": view.reference.label, "read": pieces(words.READ_EFFECTS),
            "scales": words.SCALES + (
                f" Of more than {MOST_TICKS} pairs, {MOST_TICKS} are drawn, evenly from the "
                "smallest difference to the largest." if many else ""),
            "marks": [look.head for look in view.others], **_tally(view), "families": families}


def _tally(view: Lookup) -> View:
    """Return how many quantities differ clearly, arm by arm: clear, less, more, tested, built."""
    found = {look.name: [0, 0, 0, 0, 0] for look in view.others}
    for _, names in view.families():
        for name, about in names:
            for effect in view.effects(name):
                if effect.other is not view.reference or effect.side.pairs < 2:
                    continue
                count = found[effect.look.name]
                if effect.side.built:
                    count[4] += not effect.side.same
                    continue
                count[3] += 1
                count[0] += effect.side.clear
                if about.harm and effect.side.clear:
                    count[1 if effect.side.effect < 0.0 else 2] += 1
    most = max((count[3] for count in found.values()), default=0)
    lines = [pieces(words.tally(look.coloured, *found[look.name])) for look in view.others]
    chance = words.by_chance(len(view.comparison.seeds), most) if most else ""
    return {"tally": lines if most else [], "chance": chance}


def _shown(view: Lookup) -> set[str]:
    """Return the indicators whose rows stand open."""
    differing = [(name, about) for _, names in view.families() for name, about in names
                 if any(effect.side.clear for effect in view.effects(name))]
    lanes = sum(len(view.effects(name)) for name, _ in differing)
    return {name for name, about in differing
            if lanes <= MOST_LANES or about.shown == "chart"}.union(SIDE_BY_SIDE)


def _family(view: Lookup, family: str, names: Sequence[tuple[str, Indicator]],
            shown: Collection[str]) -> View:
    """Return the rows of a family: those that stand open, then those that are folded."""
    every = {name: view.effects(name) for name, _ in names}
    same = [about for name, about in names if all(one.side.same for one in every[name])]
    apart = [(name, about) for name, about in names if about not in same]
    folded = [(name, about) for name, about in apart if name not in shown]
    differing = [about for name, about in folded if any(one.side.found for one in every[name])]
    built = [about for name, about in folded if about not in differing
             and any(one.side.built for one in every[name])]
    rest = len(folded) - len(differing) - len(built)
    return {"id": family, "title": FAMILY_TITLES[family],
            "blocks": _blocks(view, [(name, about) for name, about in apart if name in shown]),
            "folded": _blocks(view, folded), "count": len(folded) + len(same),
            "named": [{"lead": lead, "items": definitions.named(those)} for lead, those in
                      ((words.DIFFER_TOO, differing), (words.BUILT, built)) if those],
            "unclear": words.unclear(rest, len(same), len(view.comparison.seeds)),
            "same": definitions.named(same)}


def _blocks(view: Lookup, names: Sequence[tuple[str, Indicator]]) -> list[View]:
    """Return rows in blocks: those with a side first, then those without one."""
    sided: list[View] = []
    plain: list[View] = []
    for name, about in names:
        effects = view.effects(name)
        end = reach(effects)
        turned = about.harm < 0
        (sided if about.harm else plain).append(row(
            view, about.turned or about.title if turned else about.title, effects, end,
            bool(about.harm), unit=_unit(about.unit) + ", turned round" * turned,
            link=definitions.link(about), scale=scale(end)))
    return [{"noun": noun, "rows": rows}
            for rows, noun in ((sided, " harm"), (plain, "")) if rows]


def _unit(unit: str) -> str:
    """Return the unit of a difference, with what a share is of."""
    return f"percentage points ({unit})" if unit.startswith("%") else unit
