"""What is said of safeguards and packages, in words; their order is that of their ids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from countergaze.claims import packages
from countergaze.claims.entries import guards
from countergaze.claims.packages import Effect, Package
from countergaze.mechanisms import INDICATORS
from countergaze.reports.numbers import number, signed
from countergaze.results.manifest import version

DECK = ("For each kind of harm the smallest package found that avoids four fifths of what all "
        "safeguards together avoid; then each alone, in the order of their ids, not of their "
        "worth: what looks weak alone can matter together.")
NOT_MEANT = ("Differences of these worlds, not of any real country. A package is the smallest that "
             "one search found; another of the same size may do as well.")
ALONE = ("In % of the level without safeguards, median over worlds; less or more by a thousandth "
         "of the level at least; hours are a mean.")
HOURS_TITLE = "Staff hours per 1,000 residents a week"


def title(harm: str) -> str:
    """Return the name of a kind of harm."""
    return INDICATORS[harm].title


def percent(value: float) -> str:
    """Return a difference in % of the level without safeguards."""
    if not math.isfinite(value):
        return "no value"
    return f"{signed(value, 0 if abs(value) >= 10 else 1)} %"


def in_worlds(one: Effect) -> str:
    """Return in how many worlds a harm is less or more, "" where it is in none."""
    told = [f"{word} in {count}" for word, count in (("less", one.less), ("more", one.more))
            if count]
    return f"{', '.join(told)} of {one.worlds}" if told else ""


def headline(made: Any) -> str:
    """Return how few safeguards reach four fifths of what all avoid, over the kinds of harm."""
    sizes = [len(one.members) for one in made.found if one.in_most]
    if not sizes:
        return ("No package avoids four fifths of what all safeguards together avoid in most "
                "worlds")
    low, high = min(sizes), max(sizes)
    span = f"{low}" if low == high else f"{low} to {high}"
    scenarios = len({one.scenario for one in made.found})
    return (f"Packages of {span} safeguards avoid four fifths of what all {len(packages.known())} "
            f"avoid in most worlds, in {len(sizes)} of {len(made.found)} cases: "
            f"{len(packages.HARMS)} kinds of harm in {scenarios} "
            f"scenario{'' if scenarios == 1 else 's'}")


def far_line(made: Any, scenario: str) -> str:
    """Return which worlds would sway means over worlds, "" where none does."""
    told = []
    for harm in packages.HARMS:
        far = made.far(scenario, harm)
        if far:
            told.append(f"{title(harm)}: world{'' if len(far) == 1 else 's'} "
                        f"{', '.join(map(str, far))}")
    return (f"Levels of more than {packages.FAR:.0f} times the median world, where a count over "
            f"all worlds is mostly theirs: {'; '.join(told)}." if told else "")


def package_line(one: Package) -> str:
    """Return what a package does."""
    if not one.members:
        return "all together avoid nothing of it that one search could build on"
    share = f"{number(100 * one.avoided, 0)} % of what all together avoid"
    reached = f"four fifths or more in {one.reached} of {one.worlds} worlds"
    short = "" if one.in_most else "; not in most worlds" if one.complete else (
        "; falls short of four fifths")
    return f"{share}, summed over worlds; {reached}; {signed(one.hours, 2)} hours{short}"


def members(names: Sequence[str]) -> str:
    """Return the safeguards of a package, with their titles."""
    return ", ".join(f"{key} {guards()[key].title.lower()}" for key in names) or "none"


def markdown(made: Any) -> str:
    """Return the page for the docs; made: a `claims.packages.Priced`."""
    parts = [f"# Safeguards with their price\n\n{headline(made)}.", DECK,
             f"In {len(made.worlds)} worlds that fit the facts, {made.people:,} synthetic people, "
             f"means of the last {packages.WINDOW} of {packages.WEEKS} weeks. Written by\n\n```sh\n"
             f"{made.command}\n```\n\nCountergaze {version()}, result `{made.result[:12]}`."]
    for scenario in dict.fromkeys(one.scenario for one in made.found):
        parts += [f"## In {scenario}", _packages(made, scenario),
                  *filter(None, [far_line(made, scenario)]), ALONE, _alone(made, scenario)]
    return "\n\n".join([*parts, NOT_MEANT]) + "\n"


def _alone(made: Any, scenario: str) -> str:
    head = ["safeguard", *map(title, packages.HARMS), HOURS_TITLE]
    rows = [head, ["---"] * len(head)]
    for name, arm in arms():
        cells = []
        for harm in packages.HARMS:
            effect = made.effect(scenario, arm, harm)
            worlds = in_worlds(effect)
            cells.append(percent(effect.middle) + f" ({worlds})" * bool(worlds))
        rows.append([name, *cells, signed(float(made.hours(scenario, arm).mean()), 2)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _packages(made: Any, scenario: str) -> str:
    rows = [["harm", "package", "what it does"], ["---"] * 3]
    rows += [[title(one.harm), members(one.members), package_line(one)]
             for one in made.found if one.scenario == scenario]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def arms() -> list[tuple[str, str]]:
    """Return (name, arm) of each safeguard alone in the order of the ids, then of all."""
    every = tuple(packages.known())
    return [(f"{key} {guards()[key].title}", packages.arm_of((key,))) for key in every] + [
        ("all together", packages.arm_of(every))]
