"""Ship how far numbers go with indicators: `python docs/moves.py DIR` of a sample of worlds.

DIR is what `countergaze worlds --out DIR` wrote.  The baseline is simulated under every setting in
it that is neither degenerate nor failed (2 seeds of 10,000 people, the second of two years; kept
as soon as it is done), and the table that `countergaze explain` reads is written into the package.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from countergaze.experiments.progress import Progress
from countergaze.results.columns import parquet
from countergaze.results.manifest import made_with, plain
from countergaze.worlds import moves
from countergaze.worlds.arms import simulate_arms
from countergaze.worlds.folder import load, verify

ROOM = Path(__file__).resolve().parents[1] / "src" / "countergaze" / "worlds"
SIZE = {"seeds": 2, "people": 10_000, "weeks": 104, "window": 52}


def ship(folder: Path) -> str:
    """Write the table and what is told of it; return a line about both."""
    wrong = verify(folder)
    if wrong:
        raise SystemExit("\n".join(wrong))
    sample = load(folder)
    worlds = moves.settings_tried(sample.tried)
    with Progress() as progress:
        levels = simulate_arms(worlds, {"baseline": {}}, indicators=moves.HEADLINES,
                               progress=progress, **SIZE)
    if levels.attrs["failed"]:
        raise SystemExit(f"{len(levels.attrs['failed'])} settings failed: nothing was written")
    table = moves.moves(sample.tried, levels)
    about = {"settings": len(worlds), "tried": len(sample.tried), "looks": len(table),
             "sample": sample.command, "result": sample.result, **SIZE,
             "versions": made_with()["versions"]}
    (ROOM / moves.TABLE).write_bytes(parquet(table))
    (ROOM / moves.ABOUT).write_text(json.dumps(plain(about), indent=1) + "\n", encoding="utf-8")
    return (f"{table['key'].nunique()} numbers and forms, {len(worlds)} settings: "
            f"{int(table['told'].sum())} of {len(table)} pairs are told")


if __name__ == "__main__":
    print(ship(Path(sys.argv[1])))
