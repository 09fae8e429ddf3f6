"""Series of a run, one a seed, indicator and scope: as one long table, and their means."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from countergaze.results.manifest import plain

COLUMNS = ["seed", "week", "indicator", "scope", "value"]
TYPES = {"seed": pa.int64(), "week": pa.int32(), "indicator": pa.string(), "scope": pa.string(),
         "value": pa.float64()}
SUMMED = ("adults", "abroad", "provinces", "groups")
"""Facts that are numbers of people: of all seeds together."""


def mean(values: np.ndarray) -> np.ndarray:
    """Return the mean over the first axis of what there is; NaN where there is nothing."""
    if len(values) == 1:
        return values[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmean(values, axis=0)


def seeds_in_words(seeds: Sequence[int]) -> str:
    """Return which random seeds: "seed 1", "5 seeds, 1 to 5", "2 seeds, 3 and 9"."""
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"{len(seeds):,} seeds, {named(seeds)}"


def named(seeds: Sequence[int]) -> str:
    """Return random seeds by their numbers: "1", "1 to 5", "3 and 9"."""
    if len(seeds) == 1:
        return str(seeds[0])
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"{seeds[0]} to {seeds[-1]}"
    return f"{', '.join(map(str, seeds[:-1]))} and {seeds[-1]}"


def facts(results: Sequence[Any]) -> dict[str, Any]:
    """Return the facts of a run from those of its seeds; numbers of people are summed."""
    first = plain(results[0].facts)
    if len(results) == 1:
        return first
    for name in SUMMED:
        if name in first:
            first[name] = _summed([plain(one.facts)[name] for one in results])
    if "state_hash" in first:
        whole = "".join(str(one.facts["state_hash"]) for one in results)
        first["state_hash"] = hashlib.sha256(whole.encode()).hexdigest()
    return first


def _summed(parts: list[Any]) -> Any:
    if isinstance(parts[0], Mapping):
        return {key: sum(part[key] for part in parts) for key in parts[0]}
    return sum(parts)


def long(results: Sequence[Any]) -> pd.DataFrame:
    """Return the series of the engine, seed after seed, as one long table."""
    rows = [(one.seed, *row) for one in results for row in one.series]
    lengths = [len(values) for *_, values in rows]
    seeds = np.repeat(np.array([row[0] for row in rows], np.int64), lengths)
    weeks = [np.arange(length, dtype=np.int32) for length in lengths]
    numbers = [np.asarray(values, np.float64) for *_, values in rows]
    return _table(seeds, np.concatenate(weeks or [np.array([], np.int32)]),
                  *(np.repeat(np.array([row[at] for row in rows], object), lengths)
                    for at in (1, 2)), np.concatenate(numbers or [np.array([])]))


def read(path: Path, seeds: Sequence[int]) -> pd.DataFrame:
    """Return the table of a file; one that was written before 0.5 has no column of seeds."""
    file = pq.ParquetFile(path)
    known = [name for name in COLUMNS if name in file.schema_arrow.names]
    table = pq.read_table(path, columns=known if known[:1] == ["seed"] else COLUMNS[1:],
                          page_checksum_verification=True)
    of_seed = (table["seed"].to_numpy() if "seed" in table.column_names
               else np.full(len(table), seeds[0], np.int64))
    return _table(of_seed, table["week"].to_numpy(), _words(table["indicator"]),
                  _words(table["scope"]), table["value"].to_numpy())


def _table(*held: np.ndarray) -> pd.DataFrame:
    """Return columns as a table; words stay objects, so that equal ones share their memory."""
    return pd.DataFrame({name: pd.Series(column, dtype=column.dtype, copy=False)
                         for name, column in zip(COLUMNS, held)}, copy=False)


def _words(column: pa.ChunkedArray) -> np.ndarray:
    """Return a column of words as objects, each word once in memory."""
    whole = column.combine_chunks().dictionary_encode()
    return whole.dictionary.to_numpy(zero_copy_only=False).astype(object)[
        whole.indices.to_numpy()]
