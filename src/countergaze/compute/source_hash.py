"""Hashes over files of the package."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]
RULES = ("compute", "data", "declare", "mechanisms", "week")
"""The folders of the package from which the text of the compiled week is made."""


def hash_of(root: Path, paths: Iterable[Path]) -> str:
    """Return the SHA-256 over files and their names below a folder."""
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.relative_to(root).as_posix()):
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def hash_of_entry(entry: Callable[..., Any]) -> str:
    """Return a hash of an entry's name and of all files that its generated text hangs on."""
    about = f"{entry.__module__} {entry.__qualname__} {_hash_of_rules(PACKAGE)}"
    return hashlib.sha256(about.encode()).hexdigest()


@cache
def _hash_of_rules(root: Path) -> str:
    return hash_of(root, (path for folder in RULES for path in (root / folder).rglob("*")
                          if path.suffix in (".py", ".csv", ".toml")))
