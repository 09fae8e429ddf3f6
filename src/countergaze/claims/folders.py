"""Any folder of results, told apart by its manifest: run, comparison, claims or the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countergaze.results import run as runs

if TYPE_CHECKING:
    from types import ModuleType

    from countergaze.claims.board import Board
    from countergaze.claims.folder import Shown
    from countergaze.claims.packages import Priced
    from countergaze.claims.phase import Phase
    from countergaze.experiments.comparison import Comparison
    from countergaze.worlds.folder import Sample


def load(folder: str | Path) -> runs.Run | Comparison | Shown | Board | Phase | Priced | Sample:
    """Return what a folder holds: a `Run`, a `Comparison`, a `Board` of claims, a `Phase`
    diagram, `Priced` safeguards, a `Sample` of plausible worlds, or the `Shown` of the catalogue.

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
    if "claims" in manifest:
        from countergaze.claims import board

        return board
    if "phase" in manifest:
        from countergaze.claims import phase

        return phase
    if "packages" in manifest:
        from countergaze.claims import packages

        return packages
    if "catalogue" in manifest:
        from countergaze.claims import folder

        return folder
    if "sweep" in manifest:
        from countergaze.worlds.sweep import carry_out

        return carry_out
    if "worlds_tried" in manifest:
        from countergaze.worlds import folder as worlds

        return worlds
    if "arms" in manifest:
        from countergaze.experiments import comparison

        return comparison
    return runs
