"""Tables of places whose rows are right one by one and wrong together are told in words."""

from __future__ import annotations

import numpy as np
import pytest

from countergaze.data.checks import BadTable
from countergaze.data.remarks import totals_among, units_of
from countergaze.data.tables import census_places, read_places
from tests.interface.own_tables import ROWS, written


def extended(path, name, population, households, first=False):
    """Write the table with one more row, first or last."""
    more = {**{key: cells[0] for key, cells in ROWS.items()}, "code": "99", "name": name,
            "short": "T", "population": str(population), "household_count": str(households),
            "tile_row": "9"}
    rows = {key: (more[key], *cells) if first else (*cells, more[key])
            for key, cells in ROWS.items()}
    return written(path, **rows)


def problems(path):
    with pytest.raises(BadTable) as told:
        read_places(path)
    return told.value.problems


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(("name", "population", "households"), [
    ("Total", 5_200_000, 1_950_000), ("Atlantis", 5_200_000, 1_950_000),
    ("Total", 5_230_000, 1_960_000), ("INSGESAMT", 5_200_001, 1_900_000),
    ("\u5168\u56fd", 5_200_000, 1_950_000), ("Atlantis", 5_200_001, 1_950_001),
])
def test_a_row_that_is_the_sum_of_the_others_is_refused(tmp_path, name, population, households,
                                                        first):
    """By its numbers whatever its name, or by its name where its numbers nearly are the sum."""
    told = problems(extended(tmp_path / "t.csv", name, population, households, first))
    row = 2 if first else 4
    assert len(told) == 1 and told[0].startswith(f"row {row} ({name})")
    assert "sum of" in told[0] and "leave totals out" in told[0]


def test_a_country_beside_one_place_is_refused_by_its_name(tmp_path):
    """Two rows that are equal are two places, unless one of them is called a total."""
    same = {key: (cells[0], cells[0]) for key, cells in ROWS.items()}
    same |= {"code": ("1", "2"), "short": ("a", "b"), "tile_row": ("1", "2")}
    same["name"] = ("North", "South")
    assert len(read_places(written(tmp_path / "t.csv", **same))) == 2
    same["name"] = ("North", "Overall")
    assert "sum of" in problems(written(tmp_path / "t.csv", **same))[0]


def test_a_subtotal_in_the_middle_is_refused():
    """A region above its provinces, or below them, among other regions."""
    population = 1000 * np.array([9.0, 600, 100, 200, 300, 50, 70.001, 120.001])
    households = population / 2 + np.array([0, 1, 1, -1, 0, 0, 0, 0])
    told = totals_among(range(2, 10), [f"P{k}" for k in range(8)], population, households)
    assert [line.split(":")[0] for line in told] == ["row 3 (P1)", "row 9 (P7)"]
    assert "rows 4 to 6" in told[0] and "rows 7 to 8" in told[1]


def test_places_that_are_no_totals_pass():
    """The census, 5,000 made places, and sums in residents alone are taken for places."""
    shipped = census_places()
    assert not totals_among(range(31), shipped.name, shipped.population, shipped.household_count)
    rng = np.random.default_rng(0)
    for size in (3, 10, 300, 5000):
        population = np.round(rng.lognormal(13, 1, size)) + 1000
        households = np.round(population / rng.uniform(2, 4, size))
        names = [f"P{k}" for k in range(size)]
        assert not totals_among(range(size), names, population, households)
    population = np.array([1000.0, 2000.0, 3000.0])
    assert not totals_among(range(3), "abc", population, np.array([400.0, 700.0, 1300.0]))
    assert not totals_among(range(1), ["Total"], population[:1], population[:1])


def test_thousands_are_asked_about():
    """Few residents for many synthetic people are told with both numbers; many are not."""
    few, = units_of(5_200, 20_000)
    assert "5,200 residents, fewer than the 20,000" in few and "thousands" in few
    assert "not 10 for each" in units_of(140_977, 100_000)[0]
    assert units_of(1_409_778_724, 100_000) == [] == units_of(200_000, 20_000)


def test_households_in_thousands_are_refused(tmp_path):
    """A population in persons beside households in thousands leaves nearly nobody a home."""
    told = problems(written(tmp_path / "t.csv", household_count=("450", "1500")))
    assert len(told) == 2 and all("household_count in thousands?" in line for line in told)
    assert "0.094 %" in told[0]


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs"),
                                            ("|", "upright strokes")])
def test_another_separator_is_named(tmp_path, sign, name):
    """Columns parted by semicolons, tabs or strokes end in one sentence that says so."""
    path = written(tmp_path / "t.csv")
    path.write_text(path.read_text().replace(",", sign), encoding="utf-8")
    told = problems(path)
    assert len(told) == 1 and f"separated by {name}, not by commas" in told[0]
    path.write_text(path.read_text().replace("0.5", "0,5").upper(), encoding="utf-8")
    assert name in problems(path)[0]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_line_for_a_spreadsheet_is_named(tmp_path, sign):
    """`sep=;` before the header is told as what it is."""
    path = written(tmp_path / "t.csv")
    path.write_text(f"sep={sign}\n" + path.read_text().replace(",", sign), encoding="utf-8")
    told = problems(path)
    assert len(told) == 1 and "mark for a spreadsheet" in told[0]


@pytest.mark.parametrize("blank", [",,,,,,,,,,,,,,", "", " , , ", ",", '"",""'])
def test_empty_rows_are_passed_over_and_told(tmp_path, blank):
    """At the end, in the middle and before the header; the rows keep their numbers."""
    path = written(tmp_path / "t.csv")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([blank, lines[0], lines[1], blank, lines[2], blank, blank]) + "\n")
    places = read_places(path)
    assert places.name == ["North", "South"]
    assert places.notes == ("4 empty rows were passed over in the table of places.",)
    lines[2] = lines[2].replace("0.7", "7")
    path.write_text("\n".join([lines[0], lines[1], blank, lines[2]]) + "\n")
    assert problems(path)[0].startswith("row 4 (South)")


def test_empty_columns_at_the_end_are_passed_over(tmp_path):
    """What a spreadsheet writes for cells that were touched once; a filled one is a column."""
    path = written(tmp_path / "t.csv")
    lines = path.read_text().splitlines()
    path.write_text("\n".join(f"{line},," for line in lines) + "\n")
    assert read_places(path).name == ["North", "South"]
    path.write_text("\n".join([f"{lines[0]},,", f"{lines[1]},,x", f"{lines[2]},,"]) + "\n")
    assert "not one of the documented columns" in problems(path)[0]
