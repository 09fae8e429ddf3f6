"""Tables of effects as they stand in a folder: read back, and held against the runs beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import countergaze
from countergaze.results import manifest as records
from countergaze.results.run import NotARun, read_manifest

KEYS = ("row", "id", "indicator", "scope", "arm", "reference")
DIFFERENCES = ["effect", "low", "high", "pairs"]
"""What tells rows of effects apart, and what in them follows from the runs in every version."""


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """Return one table of a folder; raise what the system or Arrow raises."""
    frame = pq.read_table(folder / name, page_checksum_verification=True).to_pandas()
    return frame.astype({column: object for column in frame
                         if not pd.api.types.is_numeric_dtype(frame[column])})


def differing(folder: str | Path, load: Callable[[Path], Any],
              effects: Callable[[Any], pd.DataFrame], numbers: Sequence[str]) -> list[str]:
    """Return what `verify` tells; load: reads the folder; effects: those that follow from it.

    numbers: columns of the effects that may differ in their last bits.
    """
    root = Path(folder)
    try:
        content = read_manifest(root)
        found = records.differing_files(root, content)
        read = load(root)
        if read.result != content.get("result"):
            found.append("runs.parquet and weekly.parquet do not give the result of the manifest")
        stored, made = read_table(root, "effects.parquet"), effects(read)
        of_this = (content.get("versions") or {}).get("countergaze") == countergaze.__version__
        if not (same(stored, made, numbers) if of_this else follows(stored, made)):
            found.append("effects.parquet does not follow from runs.parquet")
    except NotARun as fault:
        return [str(fault)]
    except (OSError, pa.ArrowException, KeyError) as fault:
        found.append(f"effects.parquet cannot be read: {fault}")
    return found


def same(one: pd.DataFrame, other: pd.DataFrame, numbers: Sequence[str]) -> bool:
    """Return whether two tables say the same, but for the last bits of another machine's sums."""
    if list(one.columns) != list(other.columns) or len(one) != len(other):
        return False
    numbers = list(numbers)
    words = [column for column in one.columns if column not in numbers]
    return bool((one[words].to_numpy() == other[words].to_numpy()).all() and np.allclose(
        one[numbers].to_numpy(float), other[numbers].to_numpy(float), 1e-9, 1e-12, True))


def follows(stored: pd.DataFrame, made: pd.DataFrame) -> bool:
    """Return whether a table of effects by another version agrees with the runs it came from.

    Every stored row must be there with the same differences; units, verdicts, further columns and
    rows are those of the version that wrote or reads them.
    """
    keys = [name for name in KEYS if name in stored]
    joined = stored.merge(made.drop_duplicates(keys), "left", keys, suffixes=("", " made"))
    return len(joined) == len(stored) and np.allclose(
        joined[DIFFERENCES].to_numpy(float),
        joined[[f"{name} made" for name in DIFFERENCES]].to_numpy(float), 1e-9, 1e-12, True)
