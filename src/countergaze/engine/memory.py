"""Memory of a run, made from what the mechanisms declare: state, scratch space, weekly sums."""

from __future__ import annotations

import mmap
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from countergaze.compute.records import STRIDE, WIDTH, Place
from countergaze.declare.state import BYTE, FLOAT, HALF, KINDS_AT_MOST, Tally
from countergaze.engine.few import KINDS, widths
from countergaze.mechanisms.forecasting import BINS
from countergaze.mechanisms.scoring import SCORE_BINS
from countergaze.week import few
from countergaze.week.forecasting import TURNS
from countergaze.week.records import (
    ABROAD_TALLIES, AGENCY_TALLIES, FIELDS, GROUPS, KIND_TALLIES, ROWS, TALLIES, Everybody,
    FewDesk, People, Scratch, Store, StoreArrays, SumsArrays, of_a_cell, of_everybody,
    tables_of_few, tally,
)
from countergaze.week.ties import FEW_CELLS, RING

CELLS_A_TURN = 64
"""Cells of a turn of one thread at most."""
MOST_AT_WORK = 16
"""People of a workplace at most; two at least."""
LINE = 64
"""Bytes of a line of the cache."""
SIZES = {FLOAT: 4, HALF: 2, BYTE: 1}


def bytes_a_person() -> int:
    """Return how many bytes are kept of everybody, what the last two weeks showed included."""
    return 2 + sum(SIZES[kind] * len(of_everybody(kind)) for kind in SIZES)


def empty(people: int, folder: Path | None = None) -> StoreArrays:
    """Return the memory of `people` people, all zeros.

    folder: where to keep it in files, for a society larger than memory; cells pass one after the
    other, so the system reads ahead and writes behind.  The files have no name and end with the
    process, whatever ends it.  Raises OSError where there is no room.
    """
    room = np.zeros if folder is None else files(folder)
    return StoreArrays(*(room((len(of_everybody(kind)), people), np.dtype(kind))
                         for kind in (FLOAT, HALF, BYTE)))


def files(folder: Path):
    """Return what makes arrays of zeros in files of a folder; what is never written takes no room.

    Raises OSError where there is no room.
    """
    def zeros(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        size = int(np.prod(shape)) * dtype.itemsize
        with tempfile.TemporaryFile(dir=folder) as file:
            file.truncate(max(size, 1))
            return np.frombuffer(mmap.mmap(file.fileno(), max(size, 1)), dtype,
                                 size // dtype.itemsize).reshape(shape)

    return zeros


def scratch(replicates: int, cells: int = CELLS_A_TURN) -> Scratch:
    """Return the scratch space of one thread; cells: of a turn at most."""
    return Scratch(
        on_lines(ROWS["END"], FLOAT),
        StoreArrays(*(on_lines((len(of_a_cell(kind)), STRIDE), kind)
                      for kind in (FLOAT, HALF, BYTE))), _desk_of_few(cells),
        on_lines(WIDTH, np.uint64), on_lines(WIDTH, np.uint64),
        on_lines(WIDTH, np.uint64), on_lines(WIDTH, np.uint64), np.zeros(WIDTH + 1, np.uint64),
        on_lines(WIDTH + 2 * RING, np.uint64), on_lines((2, WIDTH), np.int32),
        np.zeros(WIDTH + 1, np.int64), np.zeros(1, np.int64),
        on_lines((MOST_AT_WORK, WIDTH // 2), np.int32),
        np.zeros(FEW_CELLS * WIDTH // 2, np.uint64),
        np.zeros(2 * KINDS_AT_MOST, np.int64),
        _dense(FLOAT), _dense(BYTE), _brought(),
        _summed(lambda word: word.groups and not word.units),
        _summed(lambda word: word.groups and word.units),
        _summed(lambda word: not word.groups and not word.everyone and not word.units),
        _summed(lambda word: not word.groups and not word.everyone and word.units),
        _summed(lambda word: word.everyone),
        np.zeros((replicates, BINS), np.int64),
        np.zeros((replicates, TURNS, BINS + 1), np.int64),
        np.zeros((replicates, 2, SCORE_BINS), np.int64))


def on_lines(shape: int | tuple[int, ...], kind: Any) -> np.ndarray:
    """Return zeros that begin where a line of the cache does.

    Vectors are as long as half a line or one: across two lines they take twice as long.
    """
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    room = np.zeros(size + LINE, np.uint8)
    first = -room.ctypes.data % LINE
    return room[first:first + size].view(kind).reshape(shape)


def _dense(kind: str) -> np.ndarray:
    """Return int64 (fields, 2): rows and fields of one type that everybody's week needs."""
    found = [(ROWS[name], Everybody.places[name].first) for name in of_everybody(kind)
             if FIELDS[name].dense]
    return np.array(found, np.int64).reshape(-1, 2)


def _brought() -> np.ndarray:
    """Return int64 (fields, 3): bytes, places in a cell's store and in everybody's, of both."""
    found = [(SIZES[kind], Store.places[name].first, Everybody.places[name].first)
             for kind in SIZES for name in of_everybody(kind) if not FIELDS[name].dense]
    return np.array(found, np.int64).reshape(-1, 3)


def _desk_of_few(cells: int) -> FewDesk:
    """Return the means to take apart and put together what few have; cells: of a turn at most."""
    tables = tables_of_few()
    ends = np.cumsum([len(names) for names in tables])
    most = widths(tables).sum(axis=0) * cells * WIDTH
    names = [name for table in tables for name in table]
    floats, halves, bytes_ = (np.zeros(size, kind) for size, kind in zip(most, KINDS))
    return FewDesk(
        floats, halves, bytes_, np.zeros(6, np.int64),
        np.stack([ends - [len(names) for names in tables], ends], axis=1).astype(np.int64),
        np.array([_lies(name) for name in names], np.int64).reshape(-1, 2),
        np.array([FIELDS[name].start for name in names], np.float32),
        np.zeros(WIDTH, np.uint16), np.zeros(WIDTH + 1, np.int64))


def _lies(name: str) -> tuple[int, int]:
    """Return in what a field that few have lies during the week, and where in that."""
    kind = FIELDS[name].type
    if FIELDS[name].dense:
        return (few.FLOAT_ROW if kind == FLOAT else few.BYTE_ROW), ROWS[name]
    return {FLOAT: few.STORED_FLOAT, HALF: few.STORED_HALF,
            BYTE: few.STORED_BYTE}[kind], Store.places[name].first


def _summed(which) -> np.ndarray:
    """Return int64 (tallies, 2): rows that are added up as they stand, and their tallies."""
    found = [(_row_of(word), tally.numbers[name]) for name, word in TALLIES.items()
             if word.of and which(word)]
    return np.array(found, np.int64).reshape(-1, 2)


def _row_of(word: Tally) -> int:
    place: Place = People.places[word.of]
    return place.first * place.stride


def sums(cities: int, cities_abroad: int, agencies: int, kinds: int) -> SumsArrays:
    """Return the sums of a week, all nothing.

    cities: at home over all replicates, and so abroad; agencies: without the list by score.
    """
    return SumsArrays(
        np.zeros((cities, len(TALLIES), len(GROUPS)), np.int64),
        np.zeros((cities, agencies + 1, len(AGENCY_TALLIES)), np.int64),
        np.zeros((cities, kinds, len(KIND_TALLIES)), np.int64),
        np.zeros((cities_abroad, len(ABROAD_TALLIES)), np.int64))
