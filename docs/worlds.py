"""Ship a sample of worlds: `countergaze worlds --out DIR`, then `python docs/worlds.py DIR`.

Copies the plausible worlds and their manifest into the package, and writes the table of
docs/plausible_worlds.md, which says what the facts ruled out.
"""

from __future__ import annotations

import sys
from pathlib import Path

from countergaze.reports.worlds_page.markdown import table
from countergaze.worlds.folder import Sample, load, verify
from countergaze.worlds.sample import MANIFEST, SAMPLE

ROOT = Path(__file__).resolve().parents[1]
PAGE, MARK = ROOT / "docs" / "plausible_worlds.md", "<!-- the shipped sample -->"


def ship(folder: Path) -> Sample:
    """Copy a sample into the package and tell of it in the docs; return it."""
    wrong = verify(folder)
    if wrong:
        raise SystemExit("\n".join(wrong))
    room = ROOT / "src" / "countergaze" / "worlds"
    for name, there in (("plausible.parquet", SAMPLE), ("manifest.json", MANIFEST)):
        (room / there).write_bytes((folder / name).read_bytes())
    sample = load(folder)
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    PAGE.write_text(f"{head}{MARK}\n\n{table(sample)}", encoding="utf-8")
    return sample


if __name__ == "__main__":
    print(ship(Path(sys.argv[1])))
