"""A table of another country, for tests that live worlds by it."""

from pathlib import Path

ROWS = {
    "code": ("1", "2"), "name": ("North", "South"), "short": ("N", "S"),
    "population": ("1200000", "4000000"), "urban_share": ("0.5", "0.7"),
    "share_0_14": ("0.2", "0.2"), "share_15_59": ("0.6", "0.6"), "share_60_plus": ("0.2", "0.2"),
    "household_count": ("450000", "1500000"), "household_size": ("2.5", "2.5"),
    "one_person_household_share": ("0.3", "0.3"), "minority_share": ("0.1", "0.05"),
    "share_registered_elsewhere": ("0.2", "0.1"), "tile_row": ("1", "2"), "tile_column": ("1", "1"),
}


def written(path: Path, with_map: bool = True, **changed) -> Path:
    """Write the table to a file; changed: column -> texts of the rows."""
    rows = {**ROWS, **changed}
    names = [name for name in rows if with_map or not name.startswith("tile")]
    lines = [",".join(names), *(",".join(cells) for cells in zip(*(rows[n] for n in names)))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
