"""Tables of results as other programs read them: null where undefined, units in the schema.

The schema of every Parquet file holds `countergaze.units`, JSON from indicator to unit, and each
column holds its own `unit`, so that readers of any language find them in the file's metadata.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from countergaze.mechanisms import INDICATORS
from countergaze.results import store
from countergaze.results.derived import DERIVED

UNITS = "countergaze.units"
WEEKS = "weeks from Monday 1 January 2018"
OF_ITS_INDICATOR = f"the unit of the row's indicator, see {UNITS}"
COLUMNS = {
    "week": WEEKS, "seed": "none, a name", "value": OF_ITS_INDICATOR, "mean": OF_ITS_INDICATOR,
    "effect": "the column `unit`", "low": "the column `unit`", "high": "the column `unit`",
    "mde": "the column `unit`", "pairs": "pairs of runs", "lower": "pairs of runs",
    "variance_reduction": "share of variance",
}
"""Column -> unit; columns of words have none."""


def units() -> dict[str, str]:
    """Return indicator -> unit."""
    return {name: about.unit for name, about in {**INDICATORS, **DERIVED}.items()}


def parquet(frame: pd.DataFrame, types: Mapping[str, pa.DataType] | None = None) -> bytes:
    """Return a table as the bytes of a Parquet file; types: of columns that are not as held."""
    known = pa.schema(types) if types else pa.Schema.from_pandas(frame, preserve_index=False)
    schema = pa.schema([one.with_metadata({"unit": COLUMNS[one.name]}) if one.name in COLUMNS
                        else one for one in known])
    table = pa.Table.from_pandas(frame, schema, preserve_index=False)
    told = {UNITS: json.dumps(units(), ensure_ascii=False)}
    return store.parquet(table.replace_schema_metadata(told))
