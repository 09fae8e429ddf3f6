"""One synthetic life over plausible worlds: in how many something ever happens, and how much."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from countergaze.reports.life_page.world import World
from countergaze.reports.numbers import number
from countergaze.reports.over_worlds import MEANING
from countergaze.reports.rendering import View

MEASURES = {
    "listed": ("On a list", "weeks"),
    "listed_on_false_record": ("Listed, false record", "weeks"),
    "household_listed": ("Someone close listed", "weeks"),
    "false_records": ("False records made", "records"),
    "refused": ("Refused something", "times"),
    "warned": ("Warned", "weeks"),
    "visited": ("Visited", "weeks"),
    "appeals": ("Appeals", "appeals"),
    "silent": ("Silent for fear alone", "weeks"),
    "dissents": ("Dissents", "weeks"),
    "fear": ("Fear, mean, hundredths", "hundredths"),
}
"""Name -> words and unit."""
FACTS = {"minority": "group", "official": "an official in the household",
         "elsewhere": "place of registration", "knows": "knowing of the court's list",
         "travels": "travelling", "aware": "awareness", "opted_out": "opting out",
         "household": "household", "age": "age", "place": "place", "urban": "town or country",
         "quarters": "collective quarters"}
"""What sets a person apart, in words."""
SHIPPED = -1
"""In place of the number of a world: under the shipped numbers."""
EACH = ["world", "arm", *MEASURES, "differs"]
COLUMNS = ["arm", "measure", "unit", "reference", "worlds", "ever", "low", "middle", "high"]
HEADS = ("shipped", "ever in", "range")


def measured(world: World) -> dict[str, float]:
    """Return what a life in one world comes to, by the names of `MEASURES`."""
    weeks, grounds, says = world.life.weeks, world.ground, world.says
    return {"listed": grounds.count("wrong") + grounds.count("just"),
            "listed_on_false_record": grounds.count("wrong"),
            "household_listed": grounds.count("household"),
            "false_records": float(world.life.false.sum()), "refused": float(world.refused.sum()),
            "warned": says.count("W"), "visited": float((weeks["visited"] > 0.5).sum()),
            "appeals": len(world.appeals), "silent": says.count("-"),
            "dissents": says.count("D") + says.count("W"),
            "fear": float(100.0 * weeks["fear"].mean())}


def differs(world: World, reference: World) -> str:
    """Return in which lasting traits the person is another one than in the reference, in words."""
    one, other = world.life.facts, reference.life.facts
    return ", ".join(FACTS[name] for name in one if one[name] != other[name])


def summary(each: pd.DataFrame) -> pd.DataFrame:
    """Return a row an arm and measure, see `COLUMNS`.

    each: a row a world and arm (`EACH`), the shipped numbers among them.  reference: in these;
    ever: worlds in which it is not zero; low, middle, high: the lowest, median and highest world.
    """
    rows = []
    for arm, part in each.groupby("arm", sort=False):
        shipped, worlds = part[part["world"] == SHIPPED], part[part["world"] != SHIPPED]
        for name, (_, unit) in MEASURES.items():
            values = worlds[name].to_numpy(float)
            rows.append((arm, name, unit, float(shipped[name].iloc[0]), len(values),
                         int((values != 0.0).sum()), values.min(), float(np.median(values)),
                         values.max()))
    return pd.DataFrame(rows, columns=COLUMNS)


def text(each: pd.DataFrame) -> list[str]:
    """Return the table as lines of at most 80 columns, for the terminal."""
    table = summary(each)
    arms = list(dict.fromkeys(table["arm"]))
    count = int(table["worlds"].iloc[0])
    lines = textwrap.wrap(f"The same person in {count} plausible worlds. {MEANING}", 78)
    rows = [("", [HEADS] * len(arms)), *_cells(table)]
    first = max(len(name) for name, _ in rows)
    widths = [[max(len(cells[at][k]) for _, cells in rows) for k in range(len(HEADS))]
              for at in range(len(arms))]

    def line(name: str, parts: Sequence[str]) -> str:
        return "  ".join([name.ljust(first), *parts]).rstrip()

    blocks = [sum(wide) + len(wide) - 1 for wide in widths]
    lines += ["", line("", [arm[:wide].ljust(wide) for arm, wide in zip(arms, blocks)])]
    lines += [line(name, [" ".join(cell.ljust(w) for cell, w in zip(cells[at], widths[at]))
                          for at in range(len(arms))]) for name, cells in rows]
    return [*lines, "", *textwrap.wrap(_below(each), 78)]


def section(each: pd.DataFrame) -> View:
    """Return the section of the page."""
    table = summary(each)
    return {"id": "worlds", "kind": "over_worlds", "lead": MEANING, "note": _below(each),
            "title": f"The same person in {int(table['worlds'].iloc[0])} plausible worlds",
            "heads": ["Shipped numbers", "Ever, in worlds", "Range"],
            "arms": list(dict.fromkeys(table["arm"])),
            "rows": [{"name": name, "cells": cells} for name, cells in _cells(table)]}


def record(each: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the summary as JSON holds it."""
    return summary(each).to_dict("records")


def _cells(table: pd.DataFrame) -> list[tuple[str, Sequence[tuple[str, str, str]]]]:
    """Return each measure with (shipped, in how many worlds ever, range) of each arm."""
    found: list[tuple[str, Sequence[tuple[str, str, str]]]] = []
    for name, rows in table.groupby("measure", sort=False):
        cells = [(number(row.reference, 0),
                  "" if name == "fear" else f"{row.ever} of {row.worlds}",
                  number(row.low, 0) if number(row.low, 0) == number(row.high, 0) else
                  f"{number(row.low, 0)} to {number(row.high, 0)}")
                 for row in rows.itertuples()]
        found.append((MEASURES[str(name)][0], cells))
    return found


def _below(each: pd.DataFrame) -> str:
    other = each[(each["world"] != SHIPPED) & (each["differs"] != "")]
    ways = sorted({way for line in other["differs"] for way in line.split(", ")})
    apart = (f" In {other['world'].nunique()} of the worlds some lasting trait is another one, for "
             f"its share is not known either: {', '.join(ways)}." if len(other) else "")
    return ("Weeks, or how many refusals, records and appeals; the range goes from the lowest "
            f"world to the highest. Number, place, home and random numbers are the same.{apart}")
