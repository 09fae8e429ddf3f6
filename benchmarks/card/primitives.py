"""What passes are written with on a CUDA card: `compute/door/prelude.py` for another compiler.

Imported by generated text.  One block of threads simulates one cell.  In Numba's simulator, where
this is plain Python, two of them are written otherwise.
"""

from __future__ import annotations

import numpy as np
from numba import config, cuda, types
from numba.np.numpy_support import as_dtype

f4 = np.float32
device = cuda.jit(device=True)


def product(a, b):
    """Return a * b, rounded by itself.

    Compilers for cards make one step of a product and a sum, rounded once, which the processor
    rounds twice; there is no option of `cuda.jit` against that.
    """
    return a * b


if config.ENABLE_CUDASIM:
    product = device(product)

    @device
    def float_of_bits(bits):
        """Return the float32 that has these bits."""
        return bits.view(np.float32)
else:
    from numba.cuda import libdevice

    try:  # NVIDIA's package numba-cuda
        from numba.cuda.extending import overload
        overloads = overload(product)
    except ImportError:  # what comes with Numba
        from numba.extending import overload
        overloads = overload(product, target="cuda")

    @overloads
    def _product(a, b):
        kind = np.result_type(*(as_dtype(types.unliteral(one)) for one in (a, b)))
        if kind == np.float32:
            return lambda a, b: libdevice.fmul_rn(np.float32(a), np.float32(b))
        if kind == np.float64:
            return lambda a, b: libdevice.dmul_rn(np.float64(a), np.float64(b))
        return lambda a, b: a * b

    @device
    def float_of_bits(bits):
        """Return the float32 that has these bits."""
        return libdevice.int_as_float(bits)


@device
def select(condition, one, other):
    """Return one of two numbers."""
    return f4(one) if condition else f4(other)


@device
def truth(value):
    """Return 1.0 where a condition holds, else 0.0."""
    return f4(1.0) if value else f4(0.0)


@device
def power_of_two(whole):
    """Return 2**whole."""
    return float_of_bits(np.int32((np.int32(whole) + np.int32(127)) << np.int32(23)))


@device
def as_float(word):
    """Return a whole number as a float32."""
    return f4(np.int32(word))


@device
def as_whole(value):
    """Return the whole part of a float32."""
    return np.int32(value)


@device
def row_of(block, number):
    """Return where a row begins."""
    return number


@device
def each(n):
    """Return the places that this thread of the block works on."""
    return range(cuda.threadIdx.x, n, cuda.blockDim.x)
