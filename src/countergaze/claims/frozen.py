"""Claims as they stood before their first run: a hash of every file, kept beside them.

`countergaze claims --freeze`, in a checkout, writes it.  A file that differs from its hash must say
in its history what was changed after a result, and why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from countergaze.claims.claim_files import FOLDER, ClaimError, claims, texts
from countergaze.results.manifest import digest

FILE = "frozen.json"


class Frozen(NamedTuple):
    """date: of the freeze, "" before one; files: name -> SHA-256 as frozen."""

    date: str
    files: Mapping[str, str]


def frozen() -> Frozen:
    """Return what was frozen."""
    path = resources.files("countergaze.claims").joinpath(FOLDER, FILE)
    if not path.is_file():
        return Frozen("", {})
    told = json.loads(path.read_text("utf-8"))
    return Frozen(told["date"], told["files"])


def now() -> dict[str, str]:
    """Return the SHA-256 of every claim file as it is."""
    return {name: digest(text) for name, text in texts().items()}


def changed() -> list[str]:
    """Return the names of files that differ from those frozen."""
    before, after = frozen().files, now()
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name)
                  ) if before else []


def without_history() -> list[str]:
    """Return the claims that differ from the freeze and do not say why."""
    known = claims()
    return [name for name in changed() if name in known and not known[name].history]


def freeze(folder: Path | None = None) -> Path:
    """Write the hashes into the package's own folder; return the file.

    Raise ClaimError where claims were frozen before and now differ without saying why, or where
    the package is not a checkout that can be written.
    """
    place = folder or Path(str(resources.files("countergaze.claims").joinpath(FOLDER)))
    silent = without_history()
    if silent:
        raise ClaimError([f"{name}: differs from what was frozen on {frozen().date}; its file "
                          "has to say in [[history]] what was changed and why" for name in silent])
    path = place / FILE
    text = json.dumps({"date": datetime.now(UTC).strftime("%Y-%m-%d"), "files": now()}, indent=1)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as fault:
        raise ClaimError([f"{path} cannot be written ({fault.strerror}); claims are frozen in a "
                          "checkout"]) from fault
    return path
