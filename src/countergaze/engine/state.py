"""What is stored of people, by name: kept of everybody or of the few, or drawn again when asked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from countergaze.engine.few import FewKept
from countergaze.mechanisms import society as rules
from countergaze.week.records import FIELDS, Everybody, StoreArrays

CELLS_AT_ONCE = 1 << 10
"""Cells whose people are worked out at once, so that what is worked out on the way stays small."""


class State:
    """Fields of everybody of all replicates: `state.fear`, `state.z_code`, each (people,).

    What is kept of everybody is shown as it lies in memory and may be written to; all else is a
    copy, and `put` sets what is kept of the few.
    """

    def __init__(self, store: StoreArrays, few: FewKept, layout: rules.Layout,
                 seeds: tuple[int, ...]) -> None:
        self._kept, self._few = Everybody(store), few
        self._layout, self._seeds = layout, seeds

    def __getattr__(self, name: str) -> np.ndarray:
        if name not in FIELDS:
            raise AttributeError(f"people have no {name}; they have {', '.join(FIELDS)}")
        if name in Everybody.places:
            return getattr(self._kept, name)
        return np.concatenate([part for r in range(len(self._seeds))
                               for part in self.parts(name, r)])

    def put(self, name: str, values: np.ndarray) -> None:
        """Set a field of everybody; values: (people,).

        Raises ValueError for a field that is drawn, or where nobody abroad can have what is given.
        """
        if FIELDS[name].drawn:
            raise ValueError(f"{name} is drawn from people's addresses")
        if FIELDS[name].few:
            self._few.put(name, values)
        else:
            getattr(self._kept, name)[...] = values

    def parts(self, name: str, replicate: int) -> Iterator[np.ndarray]:
        """Yield a field of one replicate as parts, one after the other, each of few people."""
        for low in range(0, len(self._layout.cell_fill), CELLS_AT_ONCE):
            yield self.of_cells(name, replicate, low,
                                min(low + CELLS_AT_ONCE, len(self._layout.cell_fill)))

    def of_cells(self, name: str, replicate: int, low: int, high: int) -> np.ndarray:
        """Return a field of the people of cells low to high - 1 of a replicate."""
        layout = self._layout
        if FIELDS[name].drawn:
            words = rules.words_of(layout, self._seeds[replicate], low, high)
            return rules.code_in(words, rules.CODE.numbers[name]).astype(FIELDS[name].type)
        if FIELDS[name].few:
            before = replicate * len(layout.cell_fill)
            return self._few.read(name, before + low, before + high)
        first = replicate * layout.n_total
        return getattr(self._kept, name)[first + layout.first[low]:first + layout.first[high]]
