"""Put pages of claims, phase diagram and packages into docs/claims: `python docs/claims.py DIR`.

Each DIR, of several, is a folder that `countergaze claims`, `phase` or `packages` wrote; it is
checked first. The verdicts go into the package too, where pages read them.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from countergaze.claims import board, folders

DOCS = Path(__file__).resolve().parent
PACKAGE = DOCS.parent / "src" / "countergaze" / "claims"


def ship(folder: Path) -> list[str]:
    """Copy the pages of one folder; return their names. Exit where it is not what it says."""
    wrong = folders.verify(folder)
    if wrong:
        sys.exit(f"{folder}: {'; '.join(wrong)}")
    made = folders.load(folder)
    if isinstance(made, board.Board):
        text = json.dumps(made.record(), indent=1, ensure_ascii=False) + "\n"
        (PACKAGE / board.SHIPPED).write_text(text, encoding="utf-8", newline="\n")
    names = [path.name for path in sorted(folder.iterdir()) if path.suffix in (".md", ".html",
                                                                               ".svg")]
    for name in names:
        shutil.copyfile(folder / name, DOCS / "claims" / name)
    return names


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for asked in sys.argv[1:]:
        print("\n".join(f"docs/claims/{name} written" for name in ship(Path(asked))))
