"""Float32 mathematics that gives the same bits in plain Python, NumPy and compiled code.

Every rule of a person's week is written with these.  They take arrays or numbers; the door
(`compute/door`) compiles copies.  What a compiled counterpart is written out for in
`door/prelude.py` is named in `door/translate.py`; all others are compiled from the lines below.
"""

from __future__ import annotations

import numpy as np

LOG2_E = 1.4426950408889634
LN2_HIGH = 0.693359375
LN2_LOW = -2.12194440e-4
ROUND = 12582912.0
FIXED = 262144.0


def apart(rule):
    """Mark a function to be compiled by itself and called, not inlined where it is used.

    For passes over the people of a cell, and for what is used in many places: a call costs more
    the more arrays it is given.
    """
    rule.apart = True
    return rule


def select(condition, one, other):
    """Return `one` where `condition` holds, else `other`, as float32."""
    return np.where(condition, one, other).astype(np.float32)


def truth(value):
    """Return 1.0 where a condition holds, else 0.0, as float32."""
    return np.asarray(value).astype(np.float32)


def power_of_two(whole):
    """Return 2**whole for whole numbers held as float32, -126 to 127."""
    bits = (np.asarray(whole, np.float32).astype(np.int32) + np.int32(127)) << np.int32(23)
    return bits.view(np.float32)


def as_float(word):
    """Return a whole number below 2**31 as a float32."""
    return np.asarray(word).astype(np.float32)


def as_whole(value):
    """Return the whole part of a float32 from 0 to 2**31 as an int32."""
    return np.asarray(value).astype(np.int32)


def each(n):
    """Return what a vector loop runs over: all n places at once here, one by one compiled."""
    return (np.arange(n),)


def row_of(people, number):
    """Return the row of the scratch block with a number; see `records.WIDTH`."""
    return people.row(number)


def field_of(fields, number):
    """Return the stored field with a number, of one of the arrays of the store."""
    return fields[number]


def pick(people, row, n, picked):
    """List those of n people whose row is above 0.5 in `picked`, in order; return how many."""
    found = np.flatnonzero(row[:n] > 0.5)
    picked[:len(found)] = found
    return len(found)


def fixed_sum(people, row, weight, n):
    """Return the sum over n people of row[i] weight[i] in units of 2**-18.

    Whole numbers do not depend on the order in which they are added.  Compiled, a sum over a cell
    stays below 2**31: products are below 8 on average.
    """
    product = row[:n] * weight[:n] * np.float32(FIXED)
    return int(np.sum((product + np.float32(0.5)).astype(np.int64)))


def wide_sum(people, row, weight, n):
    """Return `fixed_sum` of products that may be of any size: slower, where compiled."""
    return fixed_sum(people, row, weight, n)


def sum_by_group(people, row, adult, minority, urban, elsewhere, official, n, sums, place):
    """Add `fixed_sum` of row[i] over the n people of each group to sums[place].

    adult and the following: rows of 1 for who is in a group and else 0; one pass for all five.
    """
    for group, member in enumerate((adult, minority, urban, elsewhere, official)):
        sums[place, group] += fixed_sum(people, row, member, n)


def whole_sum(people, row, weight, n):
    """Return `fixed_sum` of whole numbers below 2**14 times 0 or 1: faster, where compiled."""
    return fixed_sum(people, row, weight, n)


def whole_sum_by_group(people, row, adult, minority, urban, elsewhere, official, n, sums, place):
    """Add up whole numbers below 2**14 as `sum_by_group` does: faster, where compiled."""
    sum_by_group(people, row, adult, minority, urban, elsewhere, official, n, sums, place)


def minimum(a, b):
    """Return the smaller of two numbers."""
    return select(a < b, a, b)


def maximum(a, b):
    """Return the larger of two numbers."""
    return select(a > b, a, b)


def clip(x, low, high):
    """Return x held inside [low, high]."""
    return minimum(maximum(x, low), high)


def exp(x):
    """Return e**x, relative error below 1e-6, for x in [-87, 88]; clipped outside."""
    x = clip(x, -87.0, 88.0)
    n = (x * LOG2_E + ROUND) - ROUND
    r = (x - n * LN2_HIGH) - n * LN2_LOW
    p = r * 1.9875691500e-4 + 1.3981999507e-3
    p = p * r + 8.3334519073e-3
    p = p * r + 4.1665795894e-2
    p = p * r + 1.6666665459e-1
    p = p * r + 5.0000001201e-1
    return (p * r * r + r + 1.0) * power_of_two(n)


def hit(x):
    """Return 1 - exp(-x): the chance of at least one event when x are expected."""
    return 1.0 - exp(0.0 - x)


def logistic(x):
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exp(0.0 - x))
