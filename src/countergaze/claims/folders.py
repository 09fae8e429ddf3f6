"""Any folder of results, told apart by its manifest: one run, a comparison, or the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countergaze.results import run as runs

if TYPE_CHECKING:
    from types import ModuleType

    from countergaze.claims.folder import Shown
    from countergaze.experiments.comparison import Comparison
    from countergaze.worlds.folder import Sample


def load(folder: str | Path) -> runs.Run | Comparison | Shown | Sample:
    """Return what a folder holds: `Run`, `Comparison`, `Shown` (catalogue) or `Sample` (worlds).

    Raise NotARun where it holds nothing that can be read.
    """
    read: Callable[[str | Path], Any] = _reader(runs.read_manifest(folder)).load
    return read(folder)


def verify(folder: str | Path) -> list[str]:
    """Return what differs between a folder and its manifest, one sentence each."""
    try:
        told = runs.read_manifest(folder)
    except runs.NotARun as fault:
        return [str(fault)]
    found: list[str] = _reader(told).verify(folder)
    return found


def _reader(manifest: dict[str, Any]) -> ModuleType:
    """Return the module that reads such a folder; the others are not imported."""
    if "catalogue" in manifest:
        from countergaze.claims import folder

        return folder
    if "worlds_tried" in manifest:
        from countergaze.worlds import folder as worlds

        return worlds
    if "arms" in manifest:
        from countergaze.experiments import comparison

        return comparison
    return runs
