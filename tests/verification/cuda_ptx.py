"""Compile every pass for CUDA cards to PTX, the assembler's input; no card is needed.

Prints a line of JSON a pass: how many instructions round a product and a sum once, how many
products are rounded by themselves, and how many the assembler might still fuse with a sum.
Without libNVVM it prints nothing.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks" / "card"))
CAPABILITY = (8, 0)
os.environ["NUMBA_FORCE_CUDA_CC"] = ".".join(map(str, CAPABILITY))

import numba  # noqa: E402
import passes  # noqa: E402
from numba import cuda  # noqa: E402
from numba.cuda import dispatcher  # noqa: E402
from numba.cuda.cudadrv import nvvm  # noqa: E402


class Card:
    """Stands in for the card of which a device function asks what it can do."""

    compute_capability = CAPABILITY


def told(name: str, kinds: tuple[numba.types.Type, ...]) -> str:
    """Return what is counted in the PTX of one pass."""
    kernel = passes.executed(passes.text_for_cards(passes.PASSES[name]))
    text, _ = cuda.compile_ptx(kernel.py_func, kinds, cc=CAPABILITY)
    counts = {word: len(re.findall(rf"{pattern}\b", text)) for word, pattern in {
        "entries": r"\.entry", "fused": r"fma\.\w+\.f(?:32|64)", "apart": r"mul\.rn\.f(?:32|64)",
        "open": r"mul\.f(?:32|64)"}.items()}
    return json.dumps({"pass": name, **counts})


if __name__ == "__main__" and nvvm.is_available():
    dispatcher.get_current_device = Card
    cells = passes.made(1, 32)
    given = cells.given(cells.blocks, cells.fills, lambda array: array)
    for one in passes.PASSES:
        print(told(one, tuple(map(numba.typeof, given))), flush=True)
