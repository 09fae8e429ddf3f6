"""Effects within groups of people: small multiples, a column a quantity, on one scale each."""

from __future__ import annotations

from countergaze.reports import definitions
from countergaze.reports.comparison_page import effects, words
from countergaze.reports.comparison_page.lookup import Lookup
from countergaze.reports.phrases import apart_in, by_pairs, in_brief
from countergaze.reports.rendering import View
from countergaze.reports.words import GROUP_TITLES

BY_GROUP = ("listed", "listed_wrongly", "silenced")


def section(view: Lookup) -> View | None:
    """Return the effects within groups of people; None where there are none."""
    sizes = view.comparison.facts.get("groups") or {}
    blocks, table = [], []
    for name in BY_GROUP:
        about = view.about(name)
        found = [(scope, those) for scope in view.groups
                 if (those := view.effects(name, scope))]
        if about is None or not found:
            continue
        end = effects.reach([effect for _, those in found for effect in those])
        rows = [{"title": GROUP_TITLES[scope.split(":", 1)[1]],
                 "people": f"{sizes[scope]:,} people" if scope in sizes else "",
                 "track": effects.track(those, end, True),
                 "said": [{**one.look.head, "text": in_brief(one.side)} for one in those]}
                for scope, those in found]
        blocks.append({"title": about.title, "unit": apart_in(about.unit), "rows": rows,
                       "scale": effects.scale(end), "link": definitions.link(about)})
        table += [{"title": about.title, "group": GROUP_TITLES[scope.split(":", 1)[1]],
                   "said": [{**one.look.head, "text": by_pairs(one.side)} for one in those]}
                  for scope, those in found]
    if not blocks:
        return None
    return {"id": "groups", "kind": "groups", "title": "By group", "line": words.BY_GROUP,
            "reference": view.reference.label, "marks": [look.head for look in view.others],
            "blocks": blocks, "table": table}
