"""What only few people have, kept run of cells by run of cells, as long as it needs to be.

Each run is read by the compiled week and written anew (`week.few` says how it lies), so what is
kept grows with those who have any.  Here it is cut into runs, read and set by the name of a field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from countergaze.declare.state import BYTE, FLOAT, HALF
from countergaze.week.few import WRITTEN
from countergaze.week.records import FIELDS, Few, FewDesk, tables_of_few

KINDS = (FLOAT, HALF, BYTE)
SLOTS = KINDS.index(HALF)
"""Among what the slots of those who have any are."""
SAVED = ("few floats", "few halves", "few bytes", "few counts")

Turn = tuple[int, int]
Streams = tuple[np.ndarray, ...]


class FewKept:
    """What only few have of all cells of all replicates.

    first: int64 (cells + 1,): where people of each cell begin among everybody; at_home: bool
    (cells,): abroad nobody has any; room: makes arrays in files, for a society larger than memory.
    """

    def __init__(self, first: np.ndarray, at_home: np.ndarray,
                 room: Callable[..., np.ndarray] | None = None) -> None:
        self.tables = tables_of_few()
        self._first, self._at_home = first, at_home
        self._widths = widths(self.tables)
        self._counts = np.zeros((len(at_home), len(self.tables)), np.uint16)
        most = self._widths.sum(axis=0)
        self._files = None if room is None else [
            room((int(first[-1] * width),), np.dtype(kind)) for kind, width in zip(KINDS, most)]
        self._parts: dict[Turn, Streams] = {
            (0, len(at_home)): tuple(np.zeros(0, kind) for kind in KINDS)}

    @property
    def nbytes(self) -> int:
        """Return the bytes that are kept."""
        return self._counts.nbytes + sum(
            stream.nbytes for streams in self._parts.values() for stream in streams)

    def given(self, low: int, high: int) -> Few:
        """Return what the week of cells low to high - 1 is given."""
        if (low, high) not in self._parts:
            self.cut([turn for turn in ((0, low), (low, high), (high, len(self._counts)))
                      if turn[0] < turn[1]])
        floats, halves, bytes_ = self._parts[low, high]
        return Few(floats, halves, bytes_, self._counts)

    def keep(self, low: int, high: int, desk: FewDesk) -> None:
        """Keep what a thread has put together of cells low to high - 1."""
        used = desk.at[WRITTEN:WRITTEN + len(KINDS)]
        self._keep((low, high), tuple(stream[:size] for stream, size in zip(
            (desk.floats, desk.halves, desk.bytes), used)))

    def _keep(self, turn: Turn, streams: Streams) -> None:
        if self._files is None:
            self._parts[turn] = tuple(stream.copy() for stream in streams)
            return
        most = self._widths.sum(axis=0)
        held = []
        for file, width, stream in zip(self._files, most, streams):
            begins = int(self._first[turn[0]] * width)
            part = file[begins:begins + len(stream)]
            part[...] = stream
            held.append(part)
        self._parts[turn] = tuple(held)

    def cut(self, turns: Sequence[Turn]) -> None:
        """Keep what there is by other runs of cells; turns: all cells, in their order."""
        if list(self._parts) == list(turns):
            return
        parts = [tuple(stream.copy() for stream in self._streams(*turn)) for turn in turns]
        self._parts = {}
        for turn, streams in zip(turns, parts):
            self._keep(turn, streams)

    def read(self, name: str, low: int, high: int) -> np.ndarray:
        """Return a field of the people of cells low to high - 1."""
        kind, table, place = self._where(name)
        counts = self._counts[low:high].astype(np.int64)
        streams = self._streams(low, high)
        values = np.full(self._first[high] - self._first[low], FIELDS[name].start,
                         FIELDS[name].type)
        slots = streams[SLOTS][self._places(counts, SLOTS, table, 0)]
        begins = np.repeat(self._first[low:high] - self._first[low], counts[:, table])
        values[begins + slots] = streams[kind][self._places(counts, kind, table, place)]
        return values

    def put(self, name: str, values: np.ndarray) -> None:
        """Set a field of everybody.

        Raises ValueError if somebody abroad is not at the start of the field.
        """
        cells = len(self._counts)
        columns = {other: self.read(other, 0, cells) for table in self.tables for other in table}
        columns[name] = np.asarray(values, FIELDS[name].type)
        counts = np.zeros((cells, len(self.tables)), np.int64)
        of = []
        for table, names in enumerate(self.tables):
            some = np.flatnonzero(np.any(
                [columns[one] != np.array(FIELDS[one].start, FIELDS[one].type)
                 for one in names], axis=0))
            cell = np.searchsorted(self._first, some, "right") - 1
            counts[:, table] = np.bincount(cell, minlength=cells)
            of.append((some, some - self._first[cell]))
        if counts[~self._at_home].any():
            raise ValueError(f"nobody abroad can have {name}")
        sizes = (counts @ self._widths).sum(axis=0)
        streams = tuple(np.zeros(size, kind) for size, kind in zip(sizes, KINDS))
        for table, names in enumerate(self.tables):
            some, slots = of[table]
            streams[SLOTS][self._places(counts, SLOTS, table, 0)] = slots
            for one in names:
                kind, _, place = self._where(one)
                streams[kind][self._places(counts, kind, table, place)] = columns[one][some]
        self._counts[...] = counts
        self._whole(streams)

    def saved(self) -> dict[str, np.ndarray]:
        """Return all of it by the names of `SAVED`."""
        return dict(zip(SAVED, (*self._streams(0, len(self._counts)), self._counts)))

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `saved` returned of an equal society."""
        self._counts[...] = saved[SAVED[-1]]
        self._whole(tuple(saved[name] for name in SAVED[:-1]))

    def _whole(self, streams: Streams) -> None:
        self._parts = {}
        self._keep((0, len(self._counts)), streams)

    def _streams(self, low: int, high: int) -> Streams:
        """Return what is kept of cells low to high - 1."""
        found: list[list[np.ndarray]] = [[np.zeros(0, kind)] for kind in KINDS]
        for (begins, ends), streams in self._parts.items():
            if begins >= high or ends <= low:
                continue
            sizes = self._counts[begins:ends].astype(np.int64) @ self._widths
            edge = np.concatenate([np.zeros((1, len(KINDS)), np.int64), np.cumsum(sizes, axis=0)])
            one, other = edge[max(low, begins) - begins], edge[min(high, ends) - begins]
            for kind, stream in enumerate(streams):
                found[kind].append(stream[one[kind]:other[kind]])
        return tuple(parts[1] if len(parts) == 2 else np.concatenate(parts) for parts in found)

    def _where(self, name: str) -> tuple[int, int, int]:
        """Return of a field its kind, its table, and which number of that kind it is there."""
        table = next(k for k, names in enumerate(self.tables) if name in names)
        kind = KINDS.index(FIELDS[name].type)
        alike = [one for one in self.tables[table] if FIELDS[one].type == FIELDS[name].type]
        return kind, table, alike.index(name) + (kind == SLOTS)

    def _places(self, counts: np.ndarray, kind: int, table: int, place: int) -> np.ndarray:
        """Return where the numbers of one place of a table lie among those of a kind."""
        widths = self._widths[:, kind]
        of_cells = counts @ widths
        begins = np.cumsum(of_cells) - of_cells + counts[:, :table] @ widths[:table]
        many = counts[:, table]
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        return np.repeat(begins + place * many, many) + within


def widths(tables: Sequence[Sequence[str]]) -> np.ndarray:
    """Return int64 (tables, kinds): numbers of each kind of somebody in a table, slots included."""
    return np.array([[sum(FIELDS[name].type == kind for name in names) + (k == SLOTS)
                      for k, kind in enumerate(KINDS)] for names in tables],
                    np.int64).reshape(-1, len(KINDS))
