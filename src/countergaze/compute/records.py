"""Records: names for places in arrays, so that no rule addresses a row or a column by number.

A rule takes a record by the annotation of its argument and writes `me.fear[i]`,
`terms.city.watched[r, city]` or `store.listing[who]`.  Compiled, the door writes the array and the
number in place of the name.  Plain, `Record.of(arrays)` gives the same names as NumPy views.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

WIDTH = 1024
"""People of a cell at most."""
STRIDE = WIDTH + 16
"""Numbers from one row of a scratch block to the next.

Rows a multiple of 256 bytes apart fall into few sets of the first cache, and may push each other
out; how much that costs hangs on the processor, from nothing that could be seen to half a week.
"""


@dataclass(frozen=True)
class Place:
    """Where a name lies.

    array: the array of the record, "" where the record is the array itself; axis: which index is
    the place, from the left or, if negative, from the right; first, span: places; many: the place
    counts from `first` by one more index; stride: numbers from one place to the next where the
    array is flat, else 0; made: the named tuple that `span` places make.
    """

    array: str
    axis: int
    first: int
    span: int = 1
    many: bool = False
    stride: int = 0
    made: Any = None


class Names:
    """Whole numbers by name: the door writes the number."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self.numbers = numbers

    def __getattr__(self, name: str) -> int:
        try:
            return self.__dict__["numbers"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self):
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)


class Record:
    """Base of records; `places` is filled from what the mechanisms declare.

    groups: names that stand for a further record over the same arrays.
    """

    places: ClassVar[dict[str, Place]] = {}
    groups: ClassVar[dict[str, type[Record]]] = {}

    if TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any: ...
        def __getitem__(self, index: Any) -> Any: ...
        def __setitem__(self, index: Any, value: Any) -> None: ...

    def __init__(self, arrays: Any, **others: Any) -> None:
        """arrays: a named tuple, or the array itself for a record that is one array."""
        self.arrays = arrays
        for name in getattr(arrays, "_fields", ()):
            setattr(self, name, getattr(arrays, name))
        for name, place in self.places.items():
            setattr(self, name, _view(arrays, place))
        for name, group in self.groups.items():
            setattr(self, name, group(arrays))
        for name, value in others.items():
            setattr(self, name, value)


class Row(Record):
    """One row of the scratch block, handed to a function: `row[i]`."""


class ByteField(Record):
    """One stored field of a byte, handed to a function: `field[who]`."""

    array = "bytes"


class FloatField(Record):
    """One stored field of four bytes, handed to a function: `field[who]`."""

    array = "floats"


class _Tuples:
    """Named tuples made of the last places of an array."""

    def __init__(self, array: np.ndarray, made: Any) -> None:
        self.array, self.made = array, made

    def __getitem__(self, index: Any) -> Any:
        return self.made(*np.moveaxis(self.array[index], -1, 0))

    def __setitem__(self, index: Any, values: Any) -> None:
        for place, value in enumerate(values):
            self.array[..., place][index] = value


def _view(arrays: Any, place: Place) -> Any:
    array = getattr(arrays, place.array) if place.array else arrays
    last = place.first + place.span
    if place.stride:
        rows = array[place.first * place.stride:last * place.stride]
        return rows.reshape(place.span, place.stride) if place.many else rows
    whole = [slice(None)] * array.ndim
    several = place.many or place.made is not None
    whole[place.axis] = slice(place.first, last) if several else place.first
    view = array[tuple(whole)]
    return _Tuples(view, place.made) if place.made is not None else view
