"""How a difference over plausible worlds is said, on pages and in the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from countergaze.mechanisms import INDICATORS
from countergaze.reports.numbers import decimals, number, plus
from countergaze.reports.phrases import BY_CONSTRUCTION, HEADLINE
from countergaze.reports.rendering import View
from countergaze.reports.tracks import mark
from countergaze.reports.words import sentence as sentence_case

SHOWN = tuple(dict.fromkeys((*HEADLINE, "wrongful_listing", "listed", "silenced", "hardship",
                             "expected_dissent", "offences", "service_quality", "unrest_intensity",
                             "recorded_share", "control_hours")))
"""What is told over worlds, in this order."""
MEANING = ("A plausible world is a setting of the unknown numbers and forms that the published "
           "figures do not rule out. Their counts are no probabilities.")
OTHER_VERSION = ("these worlds were fitted to the facts by another version of the model; "
               "`countergaze worlds` makes them anew")


def sentence(row: Mapping[str, Any]) -> str:
    """Return a row of `over_worlds.effects` as one sentence without its unit.

    "lower in 61 of 64 worlds; −9 to −2 in nine of ten; sampling noise ±0.4"
    """
    below, above, worlds = int(row["below"]), int(row["above"]), int(row["worlds"])
    if worlds == 0:
        return "no world has a value"
    if below == above == 0:
        return f"the same in all {worlds} worlds"
    side, agree = ("lower", below) if below >= above else ("higher", above)
    first = f"{side} in {'all ' if agree == worlds else f'{agree} of '}{worlds} worlds"
    digits = decimals(row["low"], row["high"])
    said = f"{first}; {plus(row['low'], digits)} to {plus(row['high'], digits)} in nine of ten"
    noise = row["noise"]
    if noise == noise:
        said += f"; sampling noise ±{number(noise, max(digits, 1))}"
    return said + f"; {BY_CONSTRUCTION}" * bool(row.get("built"))


def rows(comparison: Any, shown: Sequence[str] = SHOWN) -> list[dict[str, Any]]:
    """Return the rows of the whole society for some indicators, in their order, arm by arm.

    built: whether what an arm does follows by construction.
    """
    effects = comparison.effects
    built = {(row.arm, row.reference, row.indicator)
             for row in effects[effects["built"]].itertuples(index=False)}
    table = comparison.over_worlds
    table = table[table["scope"] == "whole"]
    return [row | {"built": (row["arm"], row["reference"], row["indicator"]) in built}
            for name in shown
            for row in table[table["indicator"] == name].to_dict("records")]


def agreeing(comparison: Any, arm: str, indicator: str) -> str:
    """Return in how many worlds an arm is lower or higher, "" where none was simulated."""
    if comparison.worlds is None:
        return ""
    row = next((one for one in rows(comparison, [indicator])
                if one["arm"] == arm and one["worlds"]), None)
    if row is None:
        return ""
    side, agree = max(("lower", int(row["below"])), ("higher", int(row["above"])),
                      key=lambda one: one[1])
    worlds = int(row["worlds"])
    return (f"{side} in {'all ' if agree == worlds else f'{agree} of '}{worlds} plausible worlds"
            if agree else f"the same in all {worlds} plausible worlds")


def section(comparison: Any) -> View | None:
    """Return the section of a page; None without worlds."""
    found = rows(comparison)
    if not found:
        return None
    about = comparison.facts["worlds"]
    failed = about.get("failed") or {}
    return {"id": "worlds", "kind": "worlds",
            "title": f"Over {about['count']} plausible worlds",
            "lead": f"{MEANING} Each was simulated with {about['seeds']} seeds of "
                    f"{about['people']:,} people. The bar holds nine of ten worlds, the dot is the "
                    "middle one, the words beside it tell the sampling noise of one world.",
            "failed": f"{len(failed)} worlds failed." if failed else "",
            "other": "" if about.get("of_this_version", True)
            else f"{sentence_case(OTHER_VERSION)}.",
            "rows": [_row(row) for row in found]}


def _row(row: Mapping[str, Any]) -> View:
    about = INDICATORS[row["indicator"]]
    known = [abs(float(row[name])) for name in ("low", "high", "noise") if row[name] == row[name]]
    reach = max(known, default=0.0) or 1.0

    def at(value: float) -> float:
        return 50.0 + 48.0 * value / reach

    marks = [mark("all", 50.0), mark("range", at(row["low"]), at(row["high"]) - at(row["low"])),
             mark("dot", at(row["effect"]))]
    nearer = row["nearer"]
    near = f"half nearer to the facts: {plus(nearer, decimals(row['low'], row['high']))}" \
        if math.isfinite(nearer) else ""
    return {"title": about.title, "unit": about.unit, "arm": row["arm"], "marks": marks,
            "said": sentence(row), "nearer": near}
