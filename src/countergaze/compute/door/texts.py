"""The generated text of an entry: made once, and again whenever what it is made of has changed.

Text names all that is compiled of it, by a hash.  Where an object came with the package, what its
text was made of came too: while all of that still holds, the hash is known and the text need not
be made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countergaze.compute.door import objects
from countergaze.compute.door.made_of import Ingredients
from countergaze.compute.door.translate import source_of

_KNOWN: dict[Any, Known] = {}


@dataclass(frozen=True)
class Known:
    """The hash of a text, and a hash of what its names stood for; text: and entry, once made."""

    stem: str
    names: str | None
    made_of: Ingredients
    text: tuple[str, str] | None = None

    def holds(self) -> bool:
        """Return whether the same text would be made now, source files as they were read."""
        return self.names is not None and self.names == self.made_of.names_now()


def text_of(entry: Callable[..., Any]) -> tuple[str, str]:
    """Return the text of the generated module and the name of the compiled entry in it."""
    known = _KNOWN.get(entry)
    if known is None or known.text is None or not known.holds():
        known = _KNOWN[entry] = _made(entry)
    assert known.text is not None
    return known.text


def stem_of(entry: Callable[..., Any]) -> str:
    """Return the first part of the names of objects of an entry, a hash of its text."""
    known = _KNOWN.get(entry)
    if known is None or not known.holds():
        known = _KNOWN[entry] = _shipped(entry) or _made(entry)
    return known.stem


def hash_of(text: str) -> str:
    """Return the hash by which objects of a text are named."""
    return hashlib.sha256(f"{objects.VERSION}\n{text}".encode()).hexdigest()[:16]


def keep(entry: Callable[..., Any], folder: Path) -> None:
    """Write what the text of an entry was made of beside its objects."""
    text_of(entry)
    known = _KNOWN[entry]
    told = {"stem": known.stem, "names": known.names, "files": known.made_of.files_now(),
            "made_of": known.made_of.plain()}
    _path(entry, folder).write_text(json.dumps(told), encoding="utf-8")


def _made(entry: Callable[..., Any]) -> Known:
    text, name, made_of = source_of(entry)
    return Known(hash_of(text), made_of.names_now(), made_of, (text, name))


def _shipped(entry: Callable[..., Any]) -> Known | None:
    """Return what came with the package, if files and names are as they were then."""
    try:
        told = json.loads(_path(entry, objects.FOLDER).read_bytes())
        known = Known(told["stem"], told["names"], Ingredients.of(told["made_of"]))
        same = told["files"] is not None and told["files"] == known.made_of.files_now()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return known if same and known.holds() else None


def _path(entry: Callable[..., Any], folder: Path) -> Path:
    return folder / f"{entry.__module__}.{entry.__qualname__}.made-of.json"
