"""The settings of every replicate of a call, as institutions read them: numbers and arrays."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from countergaze.declare import Settings
from countergaze.week.records import PARAMETERS


class SettingsByReplicate:
    """The settings in force of each replicate, worked out once for as long as they hold.

    p: by mechanism, named numbers; a number that differs between replicates is an array
    (replicates, 1).
    """

    def __init__(self, each: Sequence[Settings]) -> None:
        self.each = tuple(each)
        self.alike = all(one is self.each[0] for one in self.each)
        self.p = SimpleNamespace(**{name: self._values(table)
                                    for name, table in PARAMETERS.items()})
        self._made: dict[Callable[..., Any], Any] = {}
        self._columns: dict[tuple[Any, ...], np.ndarray] = {}

    def holds(self, each: Sequence[Settings]) -> bool:
        """Return whether these are the same settings, object by object."""
        return len(each) == len(self.each) and all(map(lambda a, b: a is b, each, self.each))

    def column(self, table: str, field: str, keys: tuple[str, ...] | None = None) -> np.ndarray:
        """Return a field of rows of a keyed table, all or those named, (replicates or 1, rows)."""
        asked = table, field, keys
        if asked not in self._columns:
            of = [settings.rows[table] for settings in (self.each[:1] if self.alike
                                                        else self.each)]
            self._columns[asked] = np.array([
                [float(rows[key][field]) for key in (rows if keys is None else keys)]
                for rows in of])
        return self._columns[asked]

    def made(self, make: Callable[[Settings], Any]) -> Any:
        """Return a named tuple of arrays made of settings alone, (replicates or 1, *shape)."""
        if make not in self._made:
            parts = {id(settings): settings for settings in self.each}
            made = {key: make(settings) for key, settings in parts.items()}
            stacked = [made[id(settings)] for settings in self.each]
            stacked = stacked[:1] if self.alike else stacked
            self._made[make] = type(stacked[0])(*map(np.stack, zip(*stacked)))
        return self._made[make]

    def over(self, weeks: int) -> SettingsByReplicate:
        """Return the settings of some weeks in which these hold, each week with its replicates."""
        out = copy.copy(self)
        out.each = self.each * weeks
        if not self.alike:
            out._columns, out._made = {}, {make: type(made)(*(
                np.tile(part, (weeks, *(1,) * (part.ndim - 1))) for part in made))
                for make, made in self._made.items()}
        out.p = SimpleNamespace(**{name: type(values)(*(
            np.tile(value, (weeks, 1)) if isinstance(value, np.ndarray) else value
            for value in values)) for name, values in vars(self.p).items()})
        return out

    def _values(self, table: Any) -> Any:
        distinct = self.each[:1] if self.alike else self.each
        rows = [table.of(settings) for settings in distinct]
        return table.Values(*(_shared(column) for column in zip(*rows)))


def _shared(numbers: tuple[float, ...]) -> Any:
    """Return the number that all replicates have, or all of them as an array (replicates, 1)."""
    first = numbers[0]
    if all(one == first or one != one and first != first for one in numbers):
        return first
    return np.array(numbers)[:, None]
