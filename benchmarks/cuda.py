"""Time passes of the week on a CUDA card beside one thread of the processor, where a card is.

    python benchmarks/cuda.py [--cells 512] [--threads 256] [--rounds 20] [--passes NAME ...]

One block of threads simulates one cell, all cells at once.  Passes only, not a week: what needs a
sum over the people of a cell, or looks up somebody else, is not among them.  Numba must find a
CUDA toolkit.  Prints a table in Markdown; without a card it says so and exits with 1.
NUMBA_ENABLE_CUDASIM=1 runs all of it in Numba's simulator, whose times mean nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

sys.path[0] = str(Path(__file__).resolve().with_name("card"))
"""In place of this folder, since NVIDIA's own package is called cuda too."""

IDLE = 100_000
"""Steps for which the card is kept busy, some milliseconds, so that a pass is queued before it may
begin and the time to queue it is not counted."""
NUMBERS = {"cells": (512, 100_000, "cells, each of 0.6 MB, twice on the card"),
           "people": (1_024, 1_024, "people of a cell"),
           "threads": (256, 1_024, "threads of a block"),
           "rounds": (20, 10_000, "rounds after one to warm up")}
"""What may be asked for: usual, most, and what it is."""
COLUMNS = ("pass", "card: least, median (ms)", "processor: least, median (ms)", "ratio",
           "ratio, cell in cache", "numbers written", "other than plain")


def card() -> str:
    """Return the card's name; exits where there is none, or no compiler for it."""
    try:
        if is_simulated():
            return "Numba's simulator, no card"
        from numba import cuda
        if cuda.is_available():
            name = cuda.get_current_device().name
            return name.decode() if isinstance(name, bytes) else str(name)
        why = "Numba finds no CUDA card with its driver, or no libNVVM"
    except (ImportError, OSError) as fault:
        why = f"Numba's CUDA cannot be loaded ({fault})"
    raise SystemExit(f"Nothing was measured: {why}.")


def on_processor(loop: Any, cells: Any, order: np.ndarray, rounds: int) -> list[float]:
    """Return the milliseconds of each round of a compiled pass over cells, on one thread."""
    taken = []
    blocks = cells.blocks.copy()
    for _ in range(rounds + 1):
        blocks[:] = cells.blocks
        given = cells.given(blocks, order, lambda array: array)
        began = time.perf_counter()
        loop(*given)
        taken.append(1e3 * (time.perf_counter() - began))
    return taken[1:]  # the first compiles


def on_card(kernel: Any, cells: Any, threads: int, rounds: int) -> tuple[np.ndarray, list[float]]:
    """Return the blocks as the card leaves them, and the milliseconds of each round."""
    from numba import cuda

    start, blocks = cuda.to_device(cells.blocks), cuda.to_device(cells.blocks)
    order = cuda.to_device(np.arange(len(cells.blocks)))
    given = cells.given(blocks, order, cuda.to_device)
    launch = kernel[len(cells.blocks), threads]
    launch(*given)
    left = blocks.copy_to_host()
    idle, word = idling(), cuda.to_device(np.ones(1, np.uint64))
    taken = []
    for _ in range(rounds):
        begun, done = cuda.event(), cuda.event()
        blocks.copy_to_device(start)
        idle[1, 1](word, 1 if is_simulated() else IDLE)
        begun.record()
        launch(*given)
        done.record()
        done.synchronize()
        taken.append(begun.elapsed_time(done))
    return left, taken


def is_simulated() -> bool:
    """Return whether this runs in Numba's simulator."""
    from numba import config

    return bool(config.ENABLE_CUDASIM)


def idling() -> Any:
    """Return a kernel that keeps the card busy for a number of steps."""
    from numba import cuda

    @cuda.jit
    def idle(word, steps):
        for _ in range(steps):
            word[0] = word[0] * word[0] + word[0]

    return idle


def row(name: str, cells: Any, threads: int, rounds: int) -> tuple[str, ...]:
    """Return what was found of one pass, as the columns of the table."""
    import passes

    rule = passes.PASSES[name]
    left, card_took = on_card(passes.executed(passes.text_for_cards(rule)), cells, threads, rounds)
    loop = passes.executed(passes.text_for_processors(rule))
    many = len(cells.blocks)
    took = on_processor(loop, cells, np.arange(many), rounds)
    near = on_processor(loop, cells, np.zeros(many, np.int64), rounds)
    expected = passes.plain(rule, cells)
    before, one, other = (blocks.view(np.int32) for blocks in (cells.blocks, expected, left))
    least = min(card_took)
    ratios = [f"{min(taken) / least:.2f}" if least > 0.0 else "none" for taken in (took, near)]
    return (name, f"{least:.4f}, {median(card_took):.4f}", f"{min(took):.4f}, {median(took):.4f}",
            *ratios, str(int((before != one).sum())), str(int((one != other).sum())))


def main() -> None:
    """Time the passes that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for word, (usual, most, about) in NUMBERS.items():
        asked.add_argument(f"--{word}", type=int, default=usual, help=f"{about}, 1 to {most:,}")
    asked.add_argument("--passes", nargs="+", help="names as in the table; all if left out")
    wish = asked.parse_args()
    wrong = [f"--{word} is {value}, but may be 1 to {most:,}"
             for word, (_, most, _) in NUMBERS.items()
             if not 1 <= (value := getattr(wish, word)) <= most]
    name = card()
    warnings.simplefilter("ignore")  # Numba's, of few blocks and of the simulator's times
    import passes

    if unknown := set(wish.passes or ()) - set(passes.PASSES):
        wrong.append(f"no pass {', '.join(sorted(unknown))}; there are {', '.join(passes.PASSES)}")
    if wrong:
        asked.error("; ".join(wrong))
    cells = passes.made(wish.cells, wish.people)
    print(f"Card: {name}. {wish.cells} cells of {wish.people} people, "
          f"{wish.threads} threads a block, {wish.rounds} rounds after one to warm up.\n")
    print("Passes only, not a week: the ratio is the least time of one processor thread to that of "
          "the card on the same cells;\n`cell in cache` is the same with one cell taken again and "
          "again, as the week of people finds it.\n")
    print("| " + " | ".join(COLUMNS) + " |")
    print("| " + " | ".join("---" for _ in COLUMNS) + " |")
    for one in wish.passes or passes.PASSES:
        print("| " + " | ".join(row(one, cells, wish.threads, wish.rounds)) + " |", flush=True)


if __name__ == "__main__":
    main()
