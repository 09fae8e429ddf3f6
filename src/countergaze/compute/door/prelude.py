"""The head of every generated module: primitives that rules share, written out for Numba."""

TEXT = '''"""Generated from the rules of the mechanisms; do not edit."""

import numpy as np
import numba
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from llvmlite import ir

f4 = np.float32


@intrinsic
def _as_float(typingctx, bits):
    def build(context, builder, signature, args):
        return builder.bitcast(args[0], ir.FloatType())
    return types.float32(types.int32), build


@intrinsic
def open_tuple(typingctx, array, start, kind):
    made = types.NamedUniTuple(types.float32, len(kind.instance_class._fields),
                               kind.instance_class)

    def build(context, builder, signature, args):
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        first = builder.gep(data, [args[1]])
        values = [builder.load(builder.gep(first, [context.get_constant(types.intp, k)]))
                  for k in range(len(made))]
        return context.make_tuple(builder, made, values)
    return made(array, types.intp, kind), build


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def select(condition, one, other):
    return f4(one) if condition else f4(other)


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def truth(value):
    return f4(1.0) if value else f4(0.0)


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def power_of_two(whole):
    return _as_float(np.int32((np.int32(whole) + 127) << 23))


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def as_float(word):
    return f4(np.int32(word))


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def as_whole(value):
    return np.int32(value)


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def each(n):
    return range(n)


@intrinsic
def _above_half(typingctx, block, start):
    def build(context, builder, signature, args):
        sixteen = ir.VectorType(ir.FloatType(), 16)
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        first = builder.bitcast(builder.gep(data, [args[1]]), sixteen.as_pointer())
        above = builder.fcmp_ordered(">", builder.load(first, align=4),
                                     ir.Constant(sixteen, [0.5] * 16))
        return builder.zext(builder.bitcast(above, ir.IntType(16)), ir.IntType(64))
    return types.int64(block, types.intp), build


@intrinsic
def _lowest(typingctx, bits):
    def build(context, builder, signature, args):
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))
    return types.int64(types.int64), build


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def pick(block, row, n, picked):
    # Sixteen people become the bits of a number, since few have one set: one by one would be
    # four steps for each of them.  Rows are long enough for the last sixteen.
    many = 0
    for first in range(0, n, 16):
        bits = _above_half(block, row + first) & ((1 << min(n - first, 16)) - 1)
        while bits != 0:
            picked[np.uintp(many)] = first + _lowest(bits)
            bits &= bits - 1
            many += 1
    return many


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def fixed_sum(block, row, weight, n):
    total = np.int32(0)
    for i in range(n):
        product = block[np.uintp(row + i)] * block[np.uintp(weight + i)]
        total = np.int32(total + np.int32(product * f4(262144.0) + f4(0.5)))
    return np.int64(total)


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def wide_sum(block, row, weight, n):
    total = np.int64(0)
    for i in range(n):
        product = block[np.uintp(row + i)] * block[np.uintp(weight + i)]
        total += np.int64(product * f4(262144.0) + f4(0.5))
    return total


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def sum_by_group(block, row, adult, minority, urban, elsewhere, official, n, sums, place):
    a, b, c, d, e = np.int32(0), np.int32(0), np.int32(0), np.int32(0), np.int32(0)
    for i in range(n):
        value = np.int32(block[np.uintp(row + i)] * f4(262144.0) + f4(0.5))
        a = np.int32(a + (value if block[np.uintp(adult + i)] > f4(0.5) else np.int32(0)))
        b = np.int32(b + (value if block[np.uintp(minority + i)] > f4(0.5) else np.int32(0)))
        c = np.int32(c + (value if block[np.uintp(urban + i)] > f4(0.5) else np.int32(0)))
        d = np.int32(d + (value if block[np.uintp(elsewhere + i)] > f4(0.5) else np.int32(0)))
        e = np.int32(e + (value if block[np.uintp(official + i)] > f4(0.5) else np.int32(0)))
    sums[np.uintp(place), 0] += np.int64(a)
    sums[np.uintp(place), 1] += np.int64(b)
    sums[np.uintp(place), 2] += np.int64(c)
    sums[np.uintp(place), 3] += np.int64(d)
    sums[np.uintp(place), 4] += np.int64(e)


# Sums of whole numbers below 2**24 have no error in float32, in whatever order they are taken.
@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False, fastmath={'reassoc', 'contract'})
def whole_sum(block, row, weight, n):
    total = f4(0.0)
    for i in range(n):
        total += block[np.uintp(row + i)] * block[np.uintp(weight + i)]
    return np.int64(total) * 262144


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False, fastmath={'reassoc', 'contract'})
def whole_sum_by_group(block, row, adult, minority, urban, elsewhere, official, n, sums, place):
    a, b, c, d, e = f4(0.0), f4(0.0), f4(0.0), f4(0.0), f4(0.0)
    for i in range(n):
        value = block[np.uintp(row + i)]
        a += value * block[np.uintp(adult + i)]
        b += value * block[np.uintp(minority + i)]
        c += value * block[np.uintp(urban + i)]
        d += value * block[np.uintp(elsewhere + i)]
        e += value * block[np.uintp(official + i)]
    sums[np.uintp(place), 0] += np.int64(a) * 262144
    sums[np.uintp(place), 1] += np.int64(b) * 262144
    sums[np.uintp(place), 2] += np.int64(c) * 262144
    sums[np.uintp(place), 3] += np.int64(d) * 262144
    sums[np.uintp(place), 4] += np.int64(e) * 262144


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def row_of(block, number):
    return number


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def field_of(fields, number):
    return number
'''
