"""Reading a scenario file that may be anything: size, kind, text, and the line of each key."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countergaze.declare.errors import CountergazeError

MOST_BYTES = 2**20
MOST_DEPTH = 12
MOST_SHOWN = 20
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake: the file, the line (0 where there is none), what stands there, why not."""

    file: str
    line: int
    subject: str
    text: str

    def __str__(self) -> str:
        """Return two lines for a terminal, as wide as 80 columns allow."""
        where = f"line {self.line}" if self.line else ""
        if not self.subject:
            return f"{where:<9}{self.text}"
        return f"{where:<9}{self.subject}\n{'':<9}{self.text}"


class ScenarioError(CountergazeError, ValueError):
    """A scenario that cannot be used; `problems` holds every mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        count = len(problems)
        head = f"{count} mistake{'' if count == 1 else 's'} in {problems[0].file}"
        parts = []
        for problem in problems[:MOST_SHOWN]:
            other = f"in {problem.file}:\n" if problem.file != problems[0].file else ""
            parts.append(f"{other}{problem}")
        if count > MOST_SHOWN:
            parts.append(f"         and {count - MOST_SHOWN} more")
        self.head, self.body = head, "\n".join(parts)
        super().__init__(f"{head}\n\n{self.body}")

    def message(self) -> str:
        """Return the mistakes, under a line that says that nothing came of them."""
        return f"{self.head}; nothing was run, nothing was written\n\n{self.body}"


def fail(file: str, text: str, line: int = 0) -> ScenarioError:
    """Return the error of a file that cannot be read at all."""
    return ScenarioError([Problem(file, line, "", text)])


def printable(text: object, most: int = 60) -> str:
    """Return one short line without control characters, safe for a terminal."""
    line = str(text)[:most + 1]
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= most else line[:most - 3] + "..."


def read_text(path: Path) -> str:
    """Return the text of a regular file of at most 1 MiB; never wait for a device or a pipe."""
    name = printable(path, 200)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
                         | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)) \
            if stat.S_ISREG(os.stat(path).st_mode) else -1
    except FileNotFoundError:
        raise fail(name, "There is no such file.") from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise fail(name, f"It cannot be read: {why}.") from None
    if handle < 0:
        what = "a directory" if path.is_dir() else "not a regular file"
        raise fail(name, f"It is {what}; a scenario is a TOML file.")
    with os.fdopen(handle, "rb") as file:
        size = os.fstat(handle).st_size
        content = file.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    if max(size, len(content)) > MOST_BYTES:
        raise fail(name, f"It has {max(size, len(content)) / 2**20:.1f} MiB; a scenario file "
                   "has at most 1 MiB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[:fault.start].count(b"\n") + 1
        raise fail(name, f"It is not UTF-8 text (byte {fault.start}).", line) from None


def parse(text: str, name: str) -> dict[str, Any]:
    """Return the tables of a TOML text; raise ScenarioError with the line where it breaks."""
    try:
        content = tomllib.loads(text)
    except RecursionError:
        raise fail(name, "It is nested too deeply.") from None
    except ValueError as fault:
        words = printable(fault, 200)
        found = re.search(r" ?\(at line (\d+), column (\d+)\)", words)
        why = words.replace(found[0], f", at column {found[2]}") if found else words
        raise fail(name, f"It is not TOML: {why}.", int(found[1]) if found else 0) from None
    if _too_deep(content):
        raise fail(name, f"It is nested more than {MOST_DEPTH} levels deep.")
    return content


def _too_deep(content: Any) -> bool:
    """Return whether tables and lists stand in each other beyond what a scenario needs."""
    level = [content]
    for _ in range(MOST_DEPTH):
        level = [inner for outer in level if isinstance(outer, (dict, list))
                 for inner in (outer.values() if isinstance(outer, dict) else outer)]
    return bool(level)


_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_\-]+))\s*(\.?)""")


def _dotted(text: str) -> tuple[list[str], int]:
    """Return the parts of the dotted key that `text` begins with, and where it ends."""
    parts, at = [], 0
    while found := _PART.match(text, at):
        parts.append(next(part for part in found.groups()[:3] if part is not None))
        at = found.end()
        if not found[4]:
            break
    return parts, at


def lines_of(text: str) -> dict[Place, int]:
    """Return the line of each key and table; keys of `[[changes]]` hold their number."""
    lines: dict[Place, int] = {}
    table: Place = ()
    counts: dict[Place, int] = {}
    quote = ""
    for number, line in enumerate(text.split("\n"), 1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        stripped = line.strip()
        if stripped.startswith("["):
            double = stripped.startswith("[[")
            parts, _ = _dotted(stripped.lstrip("["))
            table = _numbered(tuple(parts), counts, double)
            lines.setdefault(table, number)
        elif stripped and not stripped.startswith("#"):
            parts, end = _dotted(stripped)
            if parts and stripped[end:end + 1] == "=":
                for length in range(1, len(parts) + 1):
                    lines.setdefault((*table, *parts[:length]), number)
            for mark in ('"""', "'''"):
                if stripped.count(mark) % 2:
                    quote = mark
    return lines


def _numbered(parts: Place, counts: dict[Place, int], opens: bool) -> Place:
    """Return the place of a table, with the number of the array element that it is in."""
    if opens:
        counts[parts] = counts.get(parts, -1) + 1
    for length in range(len(parts), 0, -1):
        if parts[:length] in counts:
            return (*parts[:length], counts[parts[:length]], *parts[length:])
    return parts


def line_at(lines: dict[Place, int], place: Place) -> int:
    """Return the line of a place, or of the nearest thing that holds it; 0 where unknown."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return 0
