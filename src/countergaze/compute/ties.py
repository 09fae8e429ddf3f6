"""Who sees whom beyond the household: neighbours, workmates, acquaintances, kin abroad.

Ties are worked out, not stored.  Every tie is symmetric and nobody is tied to themselves; where
a tie has no one at its other end (a small loss at the edges of a society) it is nobody.

1. Neighbours: slots 8, 9, ... before and after one's own, round the cell.  Households have at
   most seven members, so a neighbour is never of one's own household.  Cells of 32 people or
   fewer do not close the ring.  The last of an odd number of ties is the slot with bit 4
   turned (16 before or after).
2. Workplaces: the workers of a cell are ranked by slot; group g is ranks g size to g size +
   size - 1.  Member m of the workplace that starts in cell j0 of a city works from cell
   j0 + offset(g, m), round the city, so that workmates come from all over it.
3. Acquaintances: person i knows p(i) and its inverse, for keyed permutations p; the last of an
   odd number is p^-1(p(i) xor 1), which pairs people off.
4. Kin abroad: person k abroad belongs to the home person p^-1(k); home person i has kin abroad
   where p(i) is below the number abroad.

The permutation is a Feistel network on numbers l width + r with r below `width`, a power of two
near the root of n, and l below `rows`, the least that covers n: four rounds add a hash of one
half to the other, modulo its size, and are undone by subtraction.  Results of n or more are
nobody: their share is below 1 / (2 root n).

Functions take and return whole numbers only and use no other state, so that they run as they
are in plain Python and compiled, with the same results.  Permutations are in 32 bits throughout:
twice as many at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.compute.random import PURPOSES, key_of, mix
from countergaze.declare.state import draw, draws

DRAWS = draws(tie_permutation=draw(7, "who is acquainted with whom"))
PLAN = 8
FIRST_OFFSET = 8
NO_RING = 32
LARGEST_SOCIETY = 2**31 - 2**16


def permutation_plan(n: int, key: int) -> np.ndarray:
    """Return int64[8]: rows, width, width's power of two, n, and four round keys below 2**31.

    key: a 64-bit number, see `tie_key`.
    """
    if not 2 <= n <= LARGEST_SOCIETY:
        raise ValueError(f"a permutation of {n} people is outside [2, {LARGEST_SOCIETY}]")
    middle = (n.bit_length() + 1) // 2
    power = min(range(max(middle - 2, 1), min(middle + 1, 15) + 1),
                key=lambda k: (-(-n // 2**k) << k, abs(k - middle)))
    words = mix(np.arange(1, 5, dtype=np.uint64) ^ mix(np.array([key % 2**64], np.uint64)))
    rounds = (words >> np.uint64(33)).astype(np.int64)
    return np.array([-(-n // 2**power), 2**power, power, n, *rounds], np.int64)


def acquaintance_plans(n: int, ties: int, seed: int) -> np.ndarray:
    """Return int64[ceil(ties / 2), 8], the plans of the acquaintances of n people."""
    made = [permutation_plan(n, tie_key(seed, number)) for number in range((ties + 1) // 2)]
    return np.array(made, np.int64).reshape(-1, PLAN)


def tie_key(seed: int, number: int) -> int:
    """Return the key of permutation `number`: 0 and up for acquaintances, -1 for kin abroad."""
    return int(key_of(seed, PURPOSES["tie_permutation"], number)[0])


class Plan(NamedTuple):
    """A permutation as uint32 numbers: of a row of `permutation_plan`."""

    rows: np.uint32
    power: np.uint32
    mask: np.uint32
    people: np.uint32
    key_a: np.uint32
    key_b: np.uint32
    key_c: np.uint32
    key_d: np.uint32


def opened(plan):
    """Return the `Plan` of a row of `permutation_plan`."""
    return Plan(np.uint32(plan[0]), np.uint32(plan[2]), np.uint32(plan[1] - 1),
                np.uint32(plan[3]), np.uint32(plan[4]), np.uint32(plan[5]), np.uint32(plan[6]),
                np.uint32(plan[7]))


def scatter(half, key):
    """Return 16 well-spread bits of a number below 2**31 and a key below 2**31, all uint32."""
    word = np.uint32((half ^ key) * np.uint32(0x9E3779B1))
    word = np.uint32((word ^ np.uint32(word >> np.uint32(15))) * np.uint32(0x2C1B3C6D))
    return np.uint32(word >> np.uint32(16))


def part(half, key, rows):
    """Return a hash of one half, below `rows`."""
    return np.uint32(np.uint32(scatter(half, key) * rows) >> np.uint32(16))


def shift(plan):
    """Return the power of two of the width: plainly below 32, or it would be shifted in 64 bits."""
    return np.uint32(plan.power & np.uint32(31))


def forward(i, plan):
    """Return where the permutation takes i, a uint32 below rows width; plan: a `Plan`."""
    rows, power, mask = plan.rows, shift(plan), plan.mask
    left, right = np.uint32(i >> power), np.uint32(i & mask)
    right = np.uint32(np.uint32(right + scatter(left, plan.key_a)) & mask)
    left = np.uint32(left + part(right, plan.key_b, rows))
    left = np.uint32(left - np.uint32(rows * np.uint32(left >= rows)))
    right = np.uint32(np.uint32(right + scatter(left, plan.key_c)) & mask)
    left = np.uint32(left + part(right, plan.key_d, rows))
    left = np.uint32(left - np.uint32(rows * np.uint32(left >= rows)))
    return np.uint32(np.uint32(left << power) | right)


def backward(i, plan):
    """Return what the permutation takes to i, a uint32 below rows width; plan: a `Plan`."""
    rows, power, mask = plan.rows, shift(plan), plan.mask
    left, right = np.uint32(i >> power), np.uint32(i & mask)
    by = part(right, plan.key_d, rows)
    left = np.uint32(np.uint32(left + np.uint32(rows * np.uint32(left < by))) - by)
    right = np.uint32(np.uint32(right - scatter(left, plan.key_c)) & mask)
    by = part(right, plan.key_b, rows)
    left = np.uint32(np.uint32(left + np.uint32(rows * np.uint32(left < by))) - by)
    right = np.uint32(np.uint32(right - scatter(left, plan.key_a)) & mask)
    return np.uint32(np.uint32(left << power) | right)


def kin_at_home(abroad, n, seed):
    """Return int64[abroad]: the home person whom each person abroad belongs to, or -1.

    n: people at home; where they are fewer than those abroad, the rest abroad have nobody.
    """
    kin = np.full(abroad, -1, np.int64)
    if n >= 2 and abroad > 0:
        some = np.arange(min(abroad, n), dtype=np.uint32)
        home = backward(some, opened(permutation_plan(n, tie_key(seed, -1))))
        kin[:len(some)] = np.where(home < n, home.astype(np.int64), -1)
    return kin


def paired(i, plan):
    """Return the one whom person i is paired with; pairing twice leads back to i."""
    return backward(np.uint32(forward(i, plan) ^ np.uint32(1)), plan)


def or_nobody(other, i, plan):
    """Return acquaintance `other` of home person i as an int32, or -1 where that is nobody."""
    nobody = np.int32(other >= plan.people) | np.int32(other == i)
    return np.int32(np.int32(other) | np.int32(0 - nobody))


def neighbour_slot(slot, number, ties, fill):
    """Return the slot of neighbour `number` (below `ties`) of a person in a cell, or -1."""
    offset = FIRST_OFFSET + (number >> 1)
    if number & 1:
        other = slot - offset
    elif number == ties - 1:
        other = slot ^ 16
        return other if other < fill else -1
    else:
        other = slot + offset
    if fill > NO_RING:
        other = other - fill if other >= fill else other
        other = other + fill if other < 0 else other
    return other if 0 <= other < fill else -1


def workplace_offset(member, group, word, cells):
    """Return how many cells after the workplace's first a member lives, below `cells`."""
    place = np.uint32((group * 16 + member) & 0x7FFFFFFF)
    high = np.int64(scatter(place, np.uint32(word)))
    low = np.int64(scatter(place, np.uint32(word ^ 0x5BD1E995)))
    return (((high << 16) | low) * cells) >> 32


def shifted(cell, by, cells):
    """Return the cell that lies `by` further on, round the city; -cells < by < cells."""
    place = cell + by
    place = place + cells if place < 0 else place
    return place - cells if place >= cells else place


def workmate_cell(cell, member, other, group, word, cells):
    """Return the cell, within the city, of member `other` of a workplace.

    cell: of the one who asks, within the city; member: their rank modulo the workplace's size;
    group: their rank over that size; word: of the city, below 2**31; cells: of the city.  The
    workmate's rank is group size + other: nobody where that cell has no such worker.
    """
    start = cell - workplace_offset(member, group, word, cells)
    start = start + cells if start < 0 else start
    place = start + workplace_offset(other, group, word, cells)
    return place - cells if place >= cells else place
