"""What is wrong with the rows of a table of places; every mistake is named at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from countergaze.data.remarks import LEAST_IN_HOUSEHOLDS, totals_among
from countergaze.declare.errors import CountergazeError

MOST_ROWS = 5000
LEAST_RESIDENTS = 1000
MOST_SHOWN = 20
SHARES = (
    "urban_share", "share_0_14", "share_15_59", "share_60_plus", "one_person_household_share",
    "minority_share", "share_registered_elsewhere",
)
LIMITS = {
    "code": (0, 2**31 - 1), "population": (LEAST_RESIDENTS, 1e10), "household_count": (1, 1e10),
    "household_size": (1, 7), "tile_row": (1, 40), "tile_column": (1, 40),
    **{name: (0, 1) for name in SHARES},
}
WHOLE = ("code", "population", "household_count", "tile_row", "tile_column")


class BadTable(CountergazeError, ValueError):
    """A table of places that cannot be used; `problems` lists every mistake, one a line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        shown = problems[:MOST_SHOWN]
        if len(problems) > MOST_SHOWN:
            shown = [*shown, f"and {len(problems) - MOST_SHOWN} more"]
        super().__init__("\n".join(shown))


def problems_of(columns: dict[str, list[str]], with_map: bool, numbers: Sequence[int]
                ) -> list[str]:
    """Return the mistakes in the values of a table whose columns are right.

    columns: name -> texts, one a row; with_map: whether the tile columns are given; numbers: of
    the rows in the file.
    """
    rows = len(columns["code"])
    if rows == 0:
        return ["the table has no rows"]
    if rows > MOST_ROWS:
        return [f"the table has {rows:,} rows; a row is a place, and at most {MOST_ROWS:,} fit"]
    problems: list[str] = []
    for row in range(rows):
        where = f"row {numbers[row]} ({columns['name'][row].strip()[:60] or 'no name'})"
        values = {}
        for name, (low, high) in LIMITS.items():
            if name.startswith("tile_") and not with_map:
                continue
            value, fault = _number(columns[name][row], low, high, name in WHOLE)
            values[name] = value
            if fault:
                text = columns[name][row].strip()[:40]
                problems.append(f"{where}: {name} = {text!r} {fault}")
        if not any(value is None for value in values.values()):
            problems += [f"{where}: {fault}" for fault in _together(values)]
    problems += _names(columns, numbers) + _repeats(columns, with_map)
    if not problems:
        held = {name: np.array([float(text) for text in columns[name]])
                for name in ("population", "household_count")}
        problems = totals_among(numbers, columns["name"], *held.values())
    return problems


def _number(text: str, low: float, high: float, whole: bool) -> tuple[float | None, str]:
    """Return the number in `text`, or None and why it cannot be used."""
    try:
        value = float(text if text.isascii() and "_" not in text else "none")
    except ValueError:
        return None, "is not a number"
    if not math.isfinite(value):
        return None, "is not a finite number"
    if not low <= value <= high:
        if low == LEAST_RESIDENTS and value < low:
            return None, "is below 1,000 residents; a row is a place"
        return None, f"is outside [{low:,.10g}, {high:,.10g}]"
    if whole and (value != int(value) or not text.strip().isdigit()):
        return None, "is not a whole number written in digits"
    return value, ""


def _together(value: dict) -> list[str]:
    """Return numbers of one row that cannot hold at once."""
    faults = []
    ages = value["share_0_14"] + value["share_15_59"] + value["share_60_plus"]
    if abs(ages - 1.0) > 0.002:
        faults.append(f"the three age shares add to {ages:.4f}, not 1")
    people = value["household_count"] * value["household_size"]
    if people > 1.02 * value["population"]:
        faults.append(f"households hold {people:,.0f} people, more than the population")
    if people < LEAST_IN_HOUSEHOLDS * value["population"]:
        faults.append(f"households hold only {100 * people / value['population']:.2g} % of the "
                      "population; is household_count in thousands?")
        return faults
    one, mean = value["one_person_household_share"], value["household_size"]
    if not one + 2 * (1 - one) <= mean + 0.005 or not mean - 0.005 <= one + 7 * (1 - one):
        faults.append(f"with {one:.4f} of households of one person, and none above seven, the "
                      f"mean household_size lies in [{2 - one:.2f}, {7 - 6 * one:.2f}]")
    room = min(people / value["population"], 1.0) * (1.0 - 1.0 / mean)
    if not faults and value["share_0_14"] > room:
        faults.append(f"households leave room for a share_0_14 of {room:.4f} beside one adult "
                      "each")
    return faults


def _names(columns: dict[str, list[str]], numbers: Sequence[int]) -> list[str]:
    """Return names that are empty, too long or not printable."""
    problems = []
    for name, longest in (("name", 60), ("short", 4)):
        for row, text in enumerate(columns[name]):
            if not 1 <= len(text.strip()) <= longest or not text.strip().isprintable():
                problems.append(f"row {numbers[row]}: {name} {text.strip()[:60]!r} does not have "
                                f"1 to {longest} printable characters")
    return problems


def _repeats(columns: dict[str, list[str]], with_map: bool) -> list[str]:
    """Return values that must differ between rows and do not."""
    problems = []
    unique = {name: [text.strip() for text in columns[name]]
              for name in ("code", "name", "short")}
    unique["code"] = [text.lstrip("0") for text in unique["code"]]
    if with_map:
        unique["tile (row, column)"] = [
            f"{row.strip()}, {column.strip()}"
            for row, column in zip(columns["tile_row"], columns["tile_column"], strict=True)
        ]
    for name, texts in unique.items():
        for text, times in Counter(texts).items():
            if times > 1:
                problems.append(f"{name} {text!r} stands in {times} rows; it must be unique")
    return problems
