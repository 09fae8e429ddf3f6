"""Make the week's objects of machine code ahead of time, each tried before it is kept.

    python -m countergaze.engine.ahead FOLDER [LEVEL ...]

A level is one of x86-64-v2, x86-64-v3 and x86-64-v4; without one, the best that this processor
can run.  Exits non-zero, with one line, where nothing could be made.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from countergaze.compute import bins
from countergaze.compute.cache_folder import VARIABLE
from countergaze.compute.door import objects, stem_of, texts
from countergaze.compute.door.ahead import machine_code
from countergaze.engine import trial
from countergaze.week import order


def make(folder: Path, levels: Sequence[str] = ()) -> list[Path]:
    """Write the week's objects for some levels into a folder; return what was written.

    Raises RuntimeError if an object that this processor can run fails its trial, or if no level
    is given and none fits this processor.
    """
    here = objects.levels_here()
    if not levels:
        levels = [objects.level_of(name) for name in here[:1]]
    if not levels:
        raise RuntimeError("there is no level of objects for this kind of processor")
    entry, arguments = order.cells_week, trial.arguments()
    stem = stem_of(entry)
    kinds = " ".join(map(objects.kinds_of, arguments))
    written = []
    for level, code in machine_code(entry, arguments, levels).items():
        name = objects.named(level)
        made = objects.keep(stem, name, code, kinds, folder)
        if name in here and not trial.agrees(objects.Ready(made)):
            for path in (made.path, made.path.with_suffix(".json")):
                path.unlink()
            raise RuntimeError(f"the object for {level} gives other numbers than the rules")
        written.append(made.path)
    texts.keep(entry, folder)
    bins.keep(folder)
    return written


def main(words: Sequence[str]) -> int:
    """Make objects as the command line asks; return the exit code."""
    if not words:
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="countergaze-") as kernels:
        os.environ[VARIABLE] = kernels
        try:
            for path in make(Path(words[0]), words[1:]):
                print(f"{path.name}: {path.stat().st_size:,} bytes")
        except (RuntimeError, ValueError, OSError, ImportError) as fault:
            print(f"no objects were made: {fault}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
