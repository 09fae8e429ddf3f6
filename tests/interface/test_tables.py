"""Tables of another country: what is accepted, and how mistakes are told."""

from __future__ import annotations

import numpy as np
import pytest

from countergaze.data.checks import BadTable
from countergaze.data.tables import COLUMNS, census_places, read_places
from countergaze.mechanisms import society

GOOD = {
    "code": "1", "name": "North", "short": "N", "population": "1200000", "urban_share": "0.5",
    "share_0_14": "0.2", "share_15_59": "0.6", "share_60_plus": "0.2",
    "household_count": "450000", "household_size": "2.5", "one_person_household_share": "0.3",
    "minority_share": "0.1", "share_registered_elsewhere": "0.2", "tile_row": "1",
    "tile_column": "1",
}
SOUTH = {**GOOD, "code": "2", "name": "South", "short": "S", "population": "4000000",
         "household_count": "1500000", "tile_row": "2"}


def write(tmp_path, rows, columns=tuple(GOOD)):
    path = tmp_path / "places.csv"
    lines = [",".join(columns), *(",".join(row.get(c, "") for c in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def problems(path):
    with pytest.raises(BadTable) as caught:
        read_places(path)
    assert isinstance(caught.value, ValueError)
    return caught.value.problems


def test_the_shipped_table_is_the_census():
    """31 provinces, 1,409,778,724 residents, 63.84 % urban, each with its own tile."""
    places = census_places()
    assert len(places) == 31 and places.population.sum() == 1_409_778_724
    assert places.urban_share @ places.population / places.population.sum() == pytest.approx(
        0.6384, abs=1e-4)
    assert len(set(zip(places.tile_row, places.tile_column))) == 31
    covered = places.in_households @ places.population / places.population.sum()
    assert covered == pytest.approx(0.917, abs=0.001)


def test_a_table_of_another_country_is_accepted(tmp_path):
    """Two provinces without a map make a society with their shares."""
    columns = [c for c in GOOD if not c.startswith("tile")]
    places = read_places(write(tmp_path, [SOUTH, GOOD], columns))
    assert places.name == ["North", "South"] and not places.tile_row.any()
    layout = society.lay_out(places, society.Host.rows, 5_200, society.Parameters.defaults())
    assert layout.place_people[:2].tolist() == [1_200, 4_000]


def test_five_thousand_places_fit(tmp_path):
    """The most rows that a table may have make one city and cell a place."""
    rows = [{**GOOD, "code": str(i), "name": f"Place {i}", "short": f"{i:x}",
             "population": str(500_000 + i), "household_count": "150000"} for i in range(5000)]
    columns = [c for c in GOOD if not c.startswith("tile")]
    places = read_places(write(tmp_path, rows, columns))
    layout = society.lay_out(places, {}, 5_000, society.Parameters.defaults())
    assert np.array_equal(layout.cell_fill, np.ones(5000))
    assert "at most 5,000" in problems(write(tmp_path, [*rows, SOUTH], columns))[0]


def test_any_other_column_is_refused(tmp_path):
    """A file about persons cannot be read by mistake: only the documented columns pass."""
    rows = [{**GOOD, "identity_number": "x"}]
    assert "identity_number" in problems(write(tmp_path, rows, (*GOOD, "identity_number")))[0]
    columns = tuple("urban_shar" if c == "urban_share" else c for c in GOOD)
    told = problems(write(tmp_path, [GOOD], columns))
    assert "did you mean 'urban_share'" in told[0] and "missing columns: urban_share" in told[1]
    assert set(COLUMNS) == set(GOOD)


@pytest.mark.parametrize(("field", "value", "says"), [
    ("population", "999", "1,000 residents"), ("population", "5e6", "whole number"),
    ("urban_share", "1.2", "outside [0, 1]"), ("urban_share", "nan", "finite"),
    ("minority_share", "a few", "not a number"), ("code", "-3", "outside"),
    ("share_0_14", "0.3", "add to 1.1"), ("household_count", "500000", "more than"),
    ("household_size", "1.2", "mean household_size"), ("name", "", "characters"),
    ("short", "NORTH", "characters"), ("code", "1_0", "not a number"),
    ("tile_row", "", "not a number"), ("population", "inf", "finite"),
])
def test_a_bad_value_is_told_with_its_row(tmp_path, field, value, says):
    """Each mistake names the row and the column and says why."""
    told = problems(write(tmp_path, [SOUTH, {**GOOD, field: value}]))
    assert len(told) == 1 and told[0].startswith("row 3") and says in told[0]


def test_all_mistakes_are_told_at_once(tmp_path):
    """Two bad values and a repeated name are three lines of one message."""
    told = problems(write(tmp_path, [{**GOOD, "urban_share": "7"},
                                     {**SOUTH, "name": "North", "household_size": "9"}]))
    assert len(told) == 3
    many = [{**GOOD, "code": "x", "name": f"P{i}", "short": str(i), "tile_row": "x"}
            for i in range(100)]
    with pytest.raises(BadTable, match=r"and \d+ more"):
        read_places(write(tmp_path, many))


@pytest.mark.parametrize("content", [
    b"", b"\xff\xfe\x00", b"code\n", b'code,"name\n', b"\0" * 50, b"code,name\n1,2,3\n",
    b"a" * 300_000, b",".join(c.encode() for c in GOOD) + b"\n",
    b",".join(c.encode() for c in GOOD) + b"\n1,2\n", b"x" * (4 * 2**20 + 1),
])
def test_files_that_are_no_tables_are_refused(tmp_path, content):
    """Empty, binary, cut, ragged and huge files end in a message, never a crash."""
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert all(len(line) < 400 and line for line in problems(path))


def test_a_missing_file_or_a_folder_is_refused(tmp_path):
    """A path that is no file is named."""
    assert "not a file" in problems(tmp_path)[0]
    assert "not a file" in problems(tmp_path / "none.csv")[0]
