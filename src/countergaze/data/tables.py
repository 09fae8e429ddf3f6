"""Tables of places: the shipped 2020 census aggregates, or those of another country.

A table is a CSV file, one row a place of at least 1,000 residents, at most 5,000 rows, with
exactly the columns of `COLUMNS` (the last two may be left out together).  It holds totals and
shares only: any other column is refused, so that no file about persons can be read by mistake.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from countergaze.data.checks import WHOLE, BadTable, problems_of
from countergaze.data.remarks import units_of

COLUMNS = {
    "code": "a whole number that names the place for good (draws hang on it)",
    "name": "name of the place in reports, at most 60 characters",
    "short": "short code for maps, 1 to 4 characters",
    "population": "residents, at least 1,000",
    "urban_share": "share of residents in urban areas",
    "share_0_14": "share of residents aged 0 to 14",
    "share_15_59": "share of residents aged 15 to 59",
    "share_60_plus": "share of residents aged 60 and over",
    "household_count": "households, without collective quarters",
    "household_size": "mean persons in a household, 1 to 7",
    "one_person_household_share": "share of households that hold one person",
    "minority_share": "share of residents in ethnic minorities",
    "share_registered_elsewhere": "share registered in another county or province",
    "tile_row": "row in the tile map, 1 to 40",
    "tile_column": "column in the tile map, 1 to 40",
}
OPTIONAL = ("tile_row", "tile_column")
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
MOST_BYTES = 4 * 2**20
SHIPPED = "provinces.csv"
MADE = "a table made in Python"


@dataclass(frozen=True)
class Places:
    """The columns of a table, one entry a place, in the order of the place codes.

    Fields are named as the columns; numbers are float64 arrays, but `code`, `tile_row` and
    `tile_column` int64 (0 without a map).  `file` is the name of the file, `content` its bytes,
    `digest` their SHA-256, `notes` what was passed over in it; see `in_use` for columns that
    come from elsewhere.
    """

    code: np.ndarray
    name: list[str]
    short: list[str]
    population: np.ndarray
    urban_share: np.ndarray
    share_0_14: np.ndarray
    share_15_59: np.ndarray
    share_60_plus: np.ndarray
    household_count: np.ndarray
    household_size: np.ndarray
    one_person_household_share: np.ndarray
    minority_share: np.ndarray
    share_registered_elsewhere: np.ndarray
    tile_row: np.ndarray
    tile_column: np.ndarray
    digest: str
    file: str = SHIPPED
    content: bytes = field(default=b"", repr=False)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.name)

    @property
    def in_households(self) -> np.ndarray:
        """Return the share of residents who live in households, not in collective quarters."""
        return np.minimum(self.household_count * self.household_size / self.population, 1.0)


    @property
    def own(self) -> bool:
        """Return whether it is the user's own table, not the shipped one."""
        return self.digest != _shipped_digest()

    @property
    def record(self) -> dict[str, Any]:
        """What a manifest holds of it, and a citation tells."""
        return {"file": self.file, "sha256": self.digest, "own": self.own, "places": len(self),
                "residents": int(self.population.sum())}

    def remarks(self, people: int) -> tuple[str, ...]:
        """Return what is to be said of it before so many synthetic people are made by it."""
        asked = units_of(int(self.population.sum()), people) if self.own else []
        return (*self.notes, *asked)


def _shipped_content() -> bytes:
    return resources.files("countergaze.data").joinpath(SHIPPED).read_bytes()


@cache
def _shipped_digest() -> str:
    return hashlib.sha256(_shipped_content()).hexdigest()


def census_places() -> Places:
    """Return the shipped table: the 31 provinces of mainland China in 2020."""
    return _places(_shipped_content(), SHIPPED)


def in_use(tables: str | Path | Places | None) -> Places:
    """Return the table to live by: a file, columns in memory, or the shipped one where None.

    Columns in memory are what counts: where they are not those of the file that they were read
    from, they are written as one and are a table of their own.  Raise BadTable.
    """
    if tables is None:
        return census_places()
    if not isinstance(tables, Places):
        return read_places(tables)
    try:
        if _columns(_places(tables.content, tables.file)) == _columns(tables):
            return replace(tables, digest=hashlib.sha256(tables.content).hexdigest())
    except BadTable:
        pass
    return _places(_written(tables), MADE)


def _columns(places: Places) -> list[list[Any]]:
    return [list(getattr(places, name)) for name in COLUMNS]


def _written(places: Places) -> bytes:
    """Return columns in memory as the bytes of a file."""
    names = [name for name in COLUMNS if name not in OPTIONAL or np.any(places.tile_row)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in range(len(places)):
        cells = [getattr(places, name)[row] for name in names]
        writer.writerow([int(cell) if name in WHOLE and float(cell).is_integer() else
                         cell if isinstance(cell, str) else repr(float(cell))
                         for name, cell in zip(names, cells)])
    return out.getvalue().encode()


def read_places(path: str | Path) -> Places:
    """Return the places of a table of another country; raise BadTable with all its mistakes."""
    path = Path(path)
    if not path.is_file():
        raise BadTable([f"{path} is not a file"])
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise BadTable([f"{path} cannot be read: {fault.strerror}"]) from None
    if len(content) > MOST_BYTES:
        raise BadTable([f"{path.name} is larger than {MOST_BYTES // 2**20} MiB"])
    return _places(content, path.name)


def _places(content: bytes, file: str) -> Places:
    """Return the places of the bytes of a CSV file of that name."""
    header, rows, numbers, notes = _lines(content)
    problems = _header_problems(header)
    if problems:
        raise BadTable(problems)
    columns = {name: [row[i] if i < len(row) else "" for row in rows]
               for i, name in enumerate(header)}
    for name in OPTIONAL:
        columns.setdefault(name, ["0"] * len(rows))
    uneven = [f"row {number}: {len(row)} fields, not {len(header)}"
              for number, row in zip(numbers, rows) if len(row) != len(header)]
    problems = uneven or problems_of(columns, "tile_row" in header, numbers)
    if problems:
        raise BadTable(problems)
    code = np.array([int(text) for text in columns["code"]], np.int64)
    order = np.argsort(code)
    fields: dict[str, Any] = {"code": code[order]}
    for name, values in columns.items():
        if name in ("name", "short"):
            fields[name] = [values[i].strip() for i in order]
        elif name != "code":
            kind = np.int64 if name in OPTIONAL else np.float64
            fields[name] = np.array([float(text) for text in values])[order].astype(kind)
    return Places(**fields, digest=hashlib.sha256(content).hexdigest(), file=file,
                  content=content, notes=tuple(notes))


def _lines(content: bytes) -> tuple[list[str], list[list[str]], list[int], list[str]]:
    """Return the header, the rows that are not empty, their numbers, and what was passed over."""
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as fault:
        raise BadTable([f"the table is not UTF-8 text (byte {fault.start})"]) from None
    except csv.Error as fault:
        raise BadTable([f"the table is not CSV: {fault}"]) from None
    held = [(number, row) for number, row in enumerate(lines, 1)
            if any(cell.strip() for cell in row)]
    if not held:
        raise BadTable(["the table is empty"])
    (_, first), *rows = held
    _other_separator(first)
    wide = max(at + 1 for _, row in held for at, cell in enumerate(row) if cell.strip())
    empty = len(lines) - len(held)
    notes = [f"{empty} empty row{'s were' if empty > 1 else ' was'} passed over in the table of "
             "places."] if empty else []
    header = [name.strip() for name in first[:wide]]
    return header, [row[:wide] for _, row in rows], [number for number, _ in rows], notes


def _other_separator(first: list[str]) -> None:
    """Raise BadTable where the columns are parted by something else than commas."""
    line = ",".join(first).strip()
    if line.lower().startswith("sep="):
        raise BadTable([f"the first line, {line[:20]!r}, is a mark for a spreadsheet: leave it "
                        "out, and separate the columns by commas"])
    for sign, name in SEPARATORS.items():
        parts = [part.strip().strip('"').lower() for part in line.split(sign)]
        if len(first) < 3 and len(parts) >= 3 and sum(part in COLUMNS for part in parts) >= 3:
            raise BadTable([f"the columns are separated by {name}, not by commas: save the table "
                            "as CSV with commas and with points in numbers"])


def _header_problems(header: list[str]) -> list[str]:
    """Return what is wrong with the names of the columns."""
    problems = []
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            near = difflib.get_close_matches(name[:60], COLUMNS, 1)
            problems.append(f"column {name[:60]!r} is not one of the documented columns"
                            + (f" (did you mean {near[0]!r}?)" if near else "")
                            + "; a table holds places, and these columns only")
        elif header.count(name) > 1:
            problems.append(f"column {name!r} stands {header.count(name)} times")
    missing = [name for name in COLUMNS if name not in header and name not in OPTIONAL]
    if missing:
        problems.append(f"missing columns: {', '.join(missing)}")
    if len([name for name in OPTIONAL if name in header]) == 1:
        problems.append("tile_row and tile_column are given together or not at all")
    return problems
