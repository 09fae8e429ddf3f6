"""Passes of the week as a second emitter writes them, for CUDA, run in Numba's simulator.

    python cuda_twin.py PASS

One block simulates one cell: `each(n)` is the strided range of one of its threads.  Prints how many
numbers the plain pass writes and how many the other leaves otherwise, in any bit.  A process of its
own, since Numba asks for the simulator as it is imported.
"""

from __future__ import annotations

import os
import sys
import types

os.environ["NUMBA_ENABLE_CUDASIM"] = "1"

import numpy as np  # noqa: E402

from countergaze.compute.door import translate  # noqa: E402
from countergaze.data.tables import census_places  # noqa: E402
from countergaze.engine.society import Society  # noqa: E402
from countergaze.engine.step import Engine  # noqa: E402
from countergaze.scenarios.scenario import defaults  # noqa: E402
from countergaze.week import adaptation, conduct, expression, lists, sensing  # noqa: E402
from countergaze.week.records import ROWS, People, Terms  # noqa: E402

DEVICE, KERNEL = "@cuda.jit(device=True)", "@cuda.jit"
PRELUDE = '''
import numpy as np
from numba import cuda

f4 = np.float32


@cuda.jit(device=True)
def select(condition, one, other):
    return f4(one) if condition else f4(other)


@cuda.jit(device=True)
def truth(value):
    return f4(1.0) if value else f4(0.0)


@cuda.jit(device=True)
def power_of_two(whole):
    return np.int32((np.int32(whole) + np.int32(127)) << np.int32(23)).view(np.float32)


@cuda.jit(device=True)
def as_float(word):
    return f4(np.int32(word))


@cuda.jit(device=True)
def as_whole(value):
    return np.int32(value)


@cuda.jit(device=True)
def row_of(block, number):
    return number


@cuda.jit(device=True)
def each(n):
    return range(cuda.threadIdx.x, n, cuda.blockDim.x)


@cuda.jit(device=True)
def open_tuple(array, start, kind):
    width = array.shape[1]
    return kind(*[array[start // width, start % width + k] for k in range(len(kind._fields))])
'''


class CudaBook(translate.Book):
    """The generated functions as CUDA's compiler takes them."""

    def function(self, rule, decorator=DEVICE):
        return super().function(rule, decorator)


PASSES = {
    "err": (conduct.err, lambda n, terms, desk: (n, 0, 0, 1, terms)),
    "expect": (conduct.expect_of_all, lambda n, terms, desk: (n, 0, 0, 1, terms)),
    "speak": (expression.speak, lambda n, terms, desk: (n, 0, 0, terms, desk)),
    "serve": (conduct.serve, lambda n, terms, desk: (n, 0, 0, terms, desk)),
    "record": (sensing.record_dissent, lambda n, terms, desk: (n, 0, 0, terms, desk)),
    "fade": (lists.fade, lambda n, terms, desk: (n, 0, terms)),
    "adapt": (adaptation.adapt, lambda n, terms, desk: (n, 0, 0, terms)),
}
"""Passes that need no sum over the people of a cell, and their arguments after the block."""


def kernel_of(rule):
    """Return a pass as a CUDA kernel."""
    book = CudaBook()
    name = book.function(rule, KERNEL)
    module = types.ModuleType("cuda_text")
    sys.modules["cuda_text"] = module
    exec(compile(PRELUDE + "\n\n" + "\n".join(book.parts.values()), "cuda_text", "exec"),
         module.__dict__)
    return getattr(module, name)


def compared(name: str) -> tuple[int, int]:
    """Return how many numbers a pass writes, and how many its CUDA twin leaves otherwise."""
    settings = defaults()
    society = Society.settle(settings, census_places(), 3_000, (1,))
    engine = Engine(settings, society, plain=True)
    for week in range(2):
        engine.step(week)
    terms, desk = society.institutions.terms((settings,), 2), engine.desks[0]
    n = int(society.layout.cell_fill[0])
    rng = np.random.default_rng(1)
    start = desk.me.copy()
    for row, values in {"z": rng.gamma(0.3, 3.0, n), "exposure": rng.gamma(4.0, 0.25, n),
                        "fear": rng.random(n), "hardship": rng.random(n),
                        "adult": rng.random(n) < 0.8, "stake": rng.random(n)}.items():
        start[ROWS[row]:ROWS[row] + n] = values
    desk.words[:n] = rng.integers(0, 2**63, n).astype(np.uint64)
    rule, given = PASSES[name]
    plain, cuda = start.copy(), start.copy()
    with np.errstate(all="ignore"):
        rule(People(plain), *given(n, Terms(terms), desk))
        kernel_of(rule)[1, 32](cuda, *given(n, terms, desk))
    one, other, before = (block.view(np.int32) for block in (plain, cuda, start))
    return int((one != before).sum()), int((one != other).sum())


if __name__ == "__main__":
    print(*compared(sys.argv[1]))
