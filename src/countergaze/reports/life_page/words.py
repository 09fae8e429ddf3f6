"""The sentences about one synthetic life: who it is not, what differs, how to read the lanes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from countergaze.engine.trace import Life
from countergaze.reports.life_page.world import World

OPTIONAL = ("visited",)
"""Lanes that are left out where they are empty in every world."""

ALSO = ("visited", "case", "redlist", "holds_true", "holds_false")
"""What else must be equal for a week to be the same in two worlds."""

NOT_A_PERSON = ("This is nobody: a number in a society drawn from census totals. One life shows "
                "what can happen in a world, not how often it does; for that, compare worlds over "
                "many seeds.")
SAME_LUCK = ("The same number and common random numbers in both worlds: what differs comes from "
             "the worlds.")


def who(life: Life) -> str:
    """Return who the synthetic person is: never a name."""
    return f"Synthetic person {life.person:,} of {life.people:,}: nobody. {about(life.facts)}"


def about(facts: dict[str, Any]) -> str:
    """Return what sets a synthetic person apart for good, as sentences."""
    home = "in collective quarters" if facts["quarters"] else (
        "living alone" if facts["household"] == 1
        else f"{_count(facts['household'])} in the household")
    parts = [f"Aged {facts['age']}" if facts["age"] != "under 15" else "Under 15",
             f"{'in a town' if facts['urban'] else 'in the country'} in {facts['place']}",
             "registered elsewhere" if facts["elsewhere"] else "registered there",
             "of a minority group" if facts["minority"] else "of the majority group"]
    if facts["official"]:
        parts.append("in an official's household")
    text = ", ".join([*parts, home]) + "."
    if facts["age"] == "under 15":
        return f"{text} Children are neither recorded nor listed in this model."
    knows = "Knows" if facts["knows"] else "Does not know"
    travels = "travels" if facts["travels"] else "does not travel"
    return f"{text} {knows} of the court's list; {travels} by air or fast rail."


def _count(number: int) -> str:
    names = ("no one", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return names[number] if number < len(names) else str(number)


def common(worlds: Sequence[World]) -> str:
    """Return for how long the lanes are the same, or that the person differs between worlds."""
    if len(worlds) < 2:
        return ""
    a, b = worlds[0], worlds[1]
    if a.life.facts != b.life.facts:
        return ("The two worlds are settled differently, so the number is not the same person in "
                "both.")
    lanes = [[(w.ground[k], w.says[k], int(w.refused[k]), tuple(w.life.records[k]),
               tuple(w.life.false[k]), *(float(w.life.weeks[name][k]) for name in ALSO))
              for k in range(w.weeks)] for w in (a, b)]
    apart = next((k for k, (x, y) in enumerate(zip(*lanes, strict=True)) if x != y), None)
    if apart is None:
        return f"Apart from fear, all {weeks(a.weeks)} are the same in both worlds."
    if apart == 0:
        return SAME_LUCK
    return f"{SAME_LUCK} The first {weeks(apart)} {'is' if apart == 1 else 'are'} the same."


def weeks(number: int) -> str:
    """Return a number of weeks in words."""
    return f"{number:,} week{'' if number == 1 else 's'}"


def _amounts(world: World) -> list[tuple[str, str, int]]:
    """Return (before the number, after it, number) of what a life is told by, weightiest first."""
    grounds = world.ground
    return [
        ("", "on a list on a false record", grounds.count("wrong")),
        ("", "on a list", grounds.count("wrong") + grounds.count("just")),
        ("refused", "", int(world.refused.sum())),
        ("warned", "", world.says.count("W")),
        ("visited", "", int((world.life.weeks["visited"] > 0.5).sum())),
        ("", "with someone close on a list", grounds.count("household")),
        ("", "silent for fear alone", world.says.count("-")),
        ("", "of dissent", world.says.count("D") + world.says.count("W")),
    ]


def headline(worlds: Sequence[World]) -> str:
    """Return the finding: the weightiest thing in which the worlds differ, both named."""
    told = [_amounts(world) for world in worlds]
    rows = list(zip(*told, strict=True))
    some = [row for row in rows if any(number for _, _, number in row)]
    apart = [row for row in some if len({number for _, _, number in row}) > 1]
    if not some:
        return "No list, no refusal, no dissent, nothing unsaid for fear: a quiet life" + (
            " in both worlds" if len(worlds) > 1 else "")
    row = (apart or some)[0]
    if len(worlds) == 1:
        return _first(_amount(*row[0]))
    if not apart:
        return f"{_first(_amount(*row[0]))} in both worlds"
    parts = [f"{_amount(*row[0])} in {worlds[0].name}"]
    for (before, _, number), world in zip(row[1:], worlds[1:], strict=True):
        short = times(number) if before else str(number or "none")
        parts.append(f"{short} in {world.name}")
    return _first(", ".join(parts))


def _amount(before: str, after: str, number: int) -> str:
    if before:
        return f"{before} {times(number)}" if number else f"never {before}"
    return f"{weeks(number) if number else 'no week'} {after}"


def times(number: int) -> str:
    """Return how often, in words."""
    return ("never", "once", "twice")[number] if number < 3 else f"{number:,} times"


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def summary(world: World) -> str:
    """Return what happened in one world, in one line."""
    grounds = world.ground
    wrong, on = grounds.count("wrong"), grounds.count("wrong") + grounds.count("just")
    parts = []
    if on:
        wrongly = "" if not wrong else ", all of them on a false record" if wrong == on else (
            f", {wrong} of them on a false record")
        parts.append(f"on a list for {on} of {weeks(world.weeks)}{wrongly}")
    elif int(world.life.before["listing"]):
        parts.append("on a list until week 0, on none from then on")
    else:
        parts.append("on no list in these weeks")
    for before, after, number in _amounts(world)[2:]:
        if number:
            parts.append(f"{before} {times(number)}" if before else f"{weeks(number)} {after}")
    return "; ".join(parts)


def legend(each: int) -> list[str]:
    """Return what the signs of the lanes mean, in lines of at most 80 columns."""
    scale = "a column is one week" if each == 1 else f"a column is {each} weeks"
    return ["o true record, listed on it   x false record, listed on it   & someone close",
            "= appeal waits   + granted   / turned down   1 to 9 times refused   v visited",
            "D dissents   W and is warned   A affirms   . silent",
            f"- silent, would speak without fear   fear in tenths; {scale}"]
