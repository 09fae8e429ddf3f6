"""What no row of a table of places shows by itself: totals among places, and units of thousands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

TOTALS = frozenset((
    "total", "totals", "all", "overall", "sum", "grand total", "whole country", "country", "nation",
    "national", "all places", "all regions", "all provinces", "gesamt", "insgesamt", "summe",
    "totale", "totaal", "totalt", "razem", "suma", "toplam", "jumlah", "gesamtsumme", "ensemble",
    "всего", "итого", "总计", "合计", "全国", "總計", "合計", "전국", "합계",
    "المجموع", "कुल",
))
"""Names that a row of totals has, in lower case."""
NEARLY = 0.02
LEAST_IN_HOUSEHOLDS = 0.3
FEW = 10
"""Residents to a synthetic person, below which the units of a table are asked about."""


def totals_among(rows: Sequence[int], names: Sequence[str], population: np.ndarray,
                 households: np.ndarray) -> list[str]:
    """Return a sentence for each row that is the sum of others.

    rows: the numbers of the rows in the file.  A row is taken for a sum where both its residents
    and its households are those of all other rows, or of two or more rows in one piece before or
    after it; or where its name says so and its residents nearly are.
    """
    found = []
    for place, name in enumerate(names):
        summed = _piece(place, population, households)
        all_others = population.sum() - population[place]
        if summed is None and name.strip().lower() in TOTALS and len(names) > 1 and abs(
                population[place] - all_others) <= NEARLY * all_others:
            summed = "all other rows"
        elif isinstance(summed, tuple):
            summed = f"rows {rows[summed[0]]} to {rows[summed[1]]}"
        if summed:
            found.append(f"row {rows[place]} ({name.strip()[:60]}): its residents are the sum of "
                         f"those of {summed}; each row is a place, so leave totals out")
    return found


def _piece(place: int, population: np.ndarray, households: np.ndarray
           ) -> str | tuple[int, int] | None:
    """Return which rows a row is the sum of: (first, last), or all others, or None."""
    count = len(population)
    if count >= 3 and all(abs(2 * column[place] - column.sum()) <= count
                          for column in (population, households)):
        return "all other rows"
    for piece in (range(place + 1, count), range(place - 1, -1, -1)):
        order = list(piece)
        sums = np.cumsum(population[order])
        at = int(np.searchsorted(sums, population[place] - len(order)))
        while at < len(order) and sums[at] <= population[place] + at + 1:
            enough = at >= 2 or (at == 1 and population[place] % 1000)  # round numbers add up
            if enough and abs(sums[at] - population[place]) <= at + 1 and abs(
                    households[order[:at + 1]].sum() - households[place]) <= at + 1:
                return min(order[0], order[at]), max(order[0], order[at])
            at += 1
    return None


def units_of(residents: int, people: int) -> list[str]:
    """Return what is to be said where a table has few residents for so many synthetic people."""
    if residents >= FEW * people:
        return []
    fewer = "fewer than" if residents < people else f"not {FEW} for each of"
    return [f"The table of places has {residents:,} residents, {fewer} the {people:,} synthetic "
            "people: are its numbers in thousands? They are taken as single residents."]
