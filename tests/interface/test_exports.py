"""Exports are right in other people's libraries: null where undefined, units beside the values."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from countergaze.declare import Indicator
from countergaze.experiments import comparison
from countergaze.mechanisms import INDICATORS
from countergaze.results import columns
from countergaze.results import run as runs
from countergaze.results.derived import DERIVED
from tests.interface.made_runs import made

TIME_UNITS = {"days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"}
"""Units that xarray reads as lengths of time, whatever they measure."""
UNDEFINED = "appeal_wait"


@pytest.fixture(scope="module")
def run():
    """Return a run in which one indicator is undefined in every other week."""
    whole = made(10.0, weeks=6)
    series = whole.series.copy()
    odd = (series["indicator"] == UNDEFINED) & (series["week"] % 2 == 1)
    assert odd.any()
    series.loc[odd, "value"] = np.nan
    return replace(whole, series=series)


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    return run.save(tmp_path_factory.mktemp("exports") / "r")


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Return the folder of a comparison of two small worlds."""
    import countergaze

    out = tmp_path_factory.mktemp("exports") / "c"
    countergaze.compare(["no-system", "silos"], seeds=2, people=5000, weeks=2, window=1, jobs=1,
                        out=out)
    return out


def expected(run):
    """Return the values of the undefined indicator, None where there is none."""
    return [None if np.isnan(value) else value for value in run.values(UNDEFINED)]


def test_undefined_values_are_null_in_every_table(folder, compared):
    """No table of ours holds a NaN."""
    tables = [folder / "indicators.parquet", *sorted(compared.glob("*.parquet"))]
    assert len(tables) == 4
    for path in tables:
        table = pq.read_table(path)
        for name in table.column_names:
            column = table.column(name)
            if column.type in ("double", "float"):
                assert not np.isnan(column.drop_null().to_numpy()).any(), (path.name, name)
    assert pq.read_table(tables[0]).column("value").null_count == 3


def test_reading_back_gives_the_result(run, folder):
    """Null is read as NaN here, and the hash of the result is that of the series."""
    read = runs.load(folder)
    assert read.result == run.result and runs.verify(folder) == []
    assert np.array_equal(read.values(UNDEFINED), run.values(UNDEFINED), equal_nan=True)


def test_pandas_reads_it(run, folder):
    """Values, missing ones and types."""
    frame = pd.read_parquet(folder / "indicators.parquet")
    rows = frame[(frame["indicator"] == UNDEFINED) & (frame["scope"] == "whole")]
    assert [None if pd.isna(value) else value for value in rows["value"]] == expected(run)
    assert frame["week"].dtype == np.int32 and len(frame) == len(run.series)


def test_duckdb_reads_it(run, folder):
    """Averages, counts and comparisons skip what is undefined; units are in the metadata."""
    duckdb = pytest.importorskip("duckdb")
    path = (folder / "indicators.parquet").as_posix()
    where = f"from '{path}' where indicator = '{UNDEFINED}' and scope = 'whole'"
    with duckdb.connect() as base:
        (mean, count, above), = base.execute(
            f"select avg(value), count(value), count(*) filter (value > 0.0) {where}").fetchall()
        rows = base.execute(f"select value {where} order by week").fetchall()
        held = dict(base.execute(
            f"select key, value from parquet_kv_metadata('{path}')").fetchall())
    assert (mean, count, above) == (10.0, 3, 3)
    assert [value for value, in rows] == expected(run)
    told = json.loads(held[columns.UNITS.encode()])
    assert told[UNDEFINED] == INDICATORS[UNDEFINED].unit == "weeks"


def test_polars_reads_it(run, folder):
    """Null counts and means skip what is undefined; units are in the metadata."""
    polars = pytest.importorskip("polars")
    path = folder / "indicators.parquet"
    frame = polars.read_parquet(path).filter(
        (polars.col("indicator") == UNDEFINED) & (polars.col("scope") == "whole")).sort("week")
    assert frame["value"].null_count() == 3 and frame["value"].mean() == 10.0
    assert frame["value"].to_list() == expected(run)
    told = json.loads(polars.read_parquet_metadata(path)[columns.UNITS])
    assert told == columns.units()


def test_every_table_tells_its_units(folder, compared):
    """In the schema, for every indicator, and for every column of numbers by itself."""
    for path in [folder / "indicators.parquet", *sorted(compared.glob("*.parquet"))]:
        schema = pq.read_schema(path)
        told = json.loads(schema.metadata[columns.UNITS.encode()])
        assert set(INDICATORS) | set(DERIVED) == set(told) and all(told.values())
        for one in schema:
            words = str(one.type) in ("string", "large_string")
            assert words or (one.metadata or {}).get(b"unit"), (path.name, one.name)
    effects = pq.read_table(compared / "effects.parquet").to_pandas()
    assert set(effects["unit"]) <= set(columns.units().values())
    assert comparison.verify(compared) == []


@pytest.mark.parametrize("about", [*INDICATORS.values(), *DERIVED.values()], ids=lambda i: i.name)
def test_no_unit_reads_as_a_time(about: Indicator):
    """xarray takes "... since ..." for a date and bare "hours" for a span; no unit is one."""
    assert " since " not in about.unit and about.unit.strip().lower() not in TIME_UNITS
    assert about.unit == about.unit.strip() and about.unit.isprintable()


@pytest.mark.parametrize("engine", ["scipy", "netcdf4"])
def test_xarray_reads_its_netcdf_back_equal(run, tmp_path, engine):
    """Written and opened without any option: values, names, units and the run's own facts."""
    xarray = pytest.importorskip("xarray")
    if engine == "netcdf4":
        pytest.importorskip("netCDF4")
    given = replace(run, seeds=(2**62,)).to_xarray()
    given.to_netcdf(tmp_path / "r.nc", engine=engine)
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        with xarray.open_dataset(tmp_path / "r.nc", engine=engine) as read:
            read.load()
    xarray.testing.assert_equal(read, given)
    assert set(read.variables) == set(given.variables)
    for name in given.data_vars:
        assert read[name].attrs["units"] == given[name].attrs["units"]
        assert read[name].dtype == np.float64, name
    assert read["week"].attrs["long_name"] == columns.WEEKS
    assert read.attrs["seed"] == str(2**62) and read.attrs["result"] == run.result
    assert [None if np.isnan(v) else v for v in read[UNDEFINED].values[0]] == expected(run)


def test_csv_and_json_of_the_frames_hold_no_nan_words(run):
    """A frame written as JSON or CSV leaves undefined values empty, as pandas does for missing."""
    rows = run.to_pandas().query("indicator == @UNDEFINED and scope == 'whole'")
    assert json.loads(rows["value"].to_json(orient="values")) == expected(run)
    assert "nan" not in rows.to_csv().lower()
