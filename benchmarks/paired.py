"""Time this checkout beside an earlier commit: processes in turns, least and median, and ratios.

Run it from the root of a checkout:

    python benchmarks/paired.py COMMIT [--rounds 5] [--rows week,first]

Each figure is of a process of its own; those of the two checkouts alternate, so that a slow minute
hits both.  The week's machine code is made before anything is timed, but for the row `first`,
where each checkout starts with nothing but what its wheel would hold.  Python's bytecode is made
before, as an installer makes it.  Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parents[1]
PROBE = Path(__file__).with_name("probe.py")
OBJECTS = "src/countergaze/compute/door/objects"
ROWS = {
    "week": ("whole week, 1 million people, 1 thread", "ms a week"),
    "threads": ("whole week, 1 million people, 2 threads", "ms a week"),
    "replicates": ("8 replicates of 20,000 people, 52 measured weeks", "s"),
    "run": ("1 replicate of 20,000 people, burn-in and 156 weeks", "s"),
    "first": ("first run ever, 20,000 people x 52 weeks, one seed, report and all", "s"),
    "memory": ("memory a person, slope of the peak from 1 to 4 million", "bytes"),
    "memory_later": ("the same after 270 weeks", "bytes"),
}


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Yield a checkout of a commit that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="countergaze-") as folder:
        place = Path(folder) / "checkout"
        git = ["git", "-C", str(HERE), "worktree"]
        subprocess.run([*git, "add", "--detach", "-f", str(place), commit], check=True,
                       capture_output=True)
        try:
            yield place
        finally:
            subprocess.run([*git, "remove", "--force", str(place)], check=True,
                           capture_output=True)


def probed(checkout: Path, row: str, cache: Path, bytecode: Path) -> float:
    """Return one figure of a checkout, measured in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(checkout / "src"), "COUNTERGAZE_CACHE": str(cache),
           "PYTHONPYCACHEPREFIX": str(bytecode), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run([sys.executable, str(PROBE), row], env=env, capture_output=True,
                          text=True, cwd=cache)
    if done.returncode:
        raise RuntimeError(f"{row} in {checkout}: {done.stderr.strip().splitlines()[-1]}")
    return float(done.stdout.split()[-1])


def measured(commit: str, rows: list[str], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return the figures of each row, those before and those now."""
    found = {row: {"before": [], "now": []} for row in rows}
    with checked_out(commit) as before, tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PYTHONPATH": str(HERE / "src"), "COUNTERGAZE_CACHE": folder}
        subprocess.run([sys.executable, "-m", "countergaze.engine.ahead", str(HERE / OBJECTS)],
                       env=env, check=True, capture_output=True)
        sides = {"before": before, "now": HERE}
        caches = {}
        for side, checkout in sides.items():
            caches[side] = Path(folder) / side
            caches[side].mkdir()
            for row in ["warm", *(row for row in rows if row == "first")]:
                probed(checkout, row, caches[side], caches[side] / "bytecode")
        for turn in range(rounds):
            for row in rows:
                for side in sorted(sides, reverse=turn % 2 == 1):
                    with tempfile.TemporaryDirectory() as empty:
                        cache = Path(empty) if row == "first" else caches[side]
                        found[row][side].append(
                            probed(sides[side], row, cache, caches[side] / "bytecode"))
                print(row, json.dumps(found[row]), file=sys.stderr, flush=True)
    return found


def table(found: dict[str, dict[str, list[float]]], commit: str) -> str:
    """Return the figures as a table: least and median of each side, their ratios, how many."""
    lines = [f"| what | unit | {commit}: least, median | now: least, median | ratio of the least "
             "| ratio of medians | rounds |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for row, sides in found.items():
        before, now = sides["before"], sides["now"]
        lines.append(
            f"| {ROWS[row][0]} | {ROWS[row][1]} | {min(before):.3g}, {median(before):.3g} | "
            f"{min(now):.3g}, {median(now):.3g} | {min(before) / min(now):.2f} | "
            f"{median(before) / median(now):.2f} | {len(now)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure what is asked for and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("commit")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", default=",".join(ROWS))
    asked = parser.parse_args()
    rows = asked.rows.split(",")
    unknown = [row for row in rows if row not in ROWS]
    if unknown:
        parser.error(f"no row {', '.join(unknown)}; there are {', '.join(ROWS)}")
    print(table(measured(asked.commit, rows, asked.rounds), asked.commit))


if __name__ == "__main__":
    main()
