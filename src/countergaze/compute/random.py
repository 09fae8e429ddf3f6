"""Addressed random numbers: a draw is a function of (seed, purpose, week, address).

Nothing is consumed, so one more draw by one person changes nobody else's draws, and two worlds
with one seed share their random numbers.  Two mixed 64-bit words, one for (seed, purpose, week)
and one for the address, meet in a 64-bit mix (Steele, Lea and Flood 2014, the finaliser of
SplitMix64); its upper 48 bits give two uniforms of 24 bits each.

The functions here are plain NumPy and take arrays of any shape; institutions use them as they
are, and the people's week uses compiled copies of the same lines.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import as_float
from countergaze.declare.state import PURPOSES

GOLDEN = 0x9E3779B97F4A7C15
MIX_A = 0xBF58476D1CE4E5B9
MIX_B = 0x94D049BB133111EB
SCALE = 2.0**-24


def mix(word):
    """Return uint64 words mixed to 64 well-spread bits (SplitMix64's finaliser)."""
    word = (word ^ (word >> np.uint64(30))) * np.uint64(MIX_A)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(MIX_B)
    return word ^ (word >> np.uint64(31))


def key_of(seed: int, purpose: int, week: int):
    """Return the uint64 word of (seed, purpose, week) as an array of shape (1,).

    seed: 0 to 2**63 - 1; purpose: a value of `PURPOSES`, which the mechanisms declare; week: may
    be negative (burn-in).
    """
    word = np.array([seed % 2**64], np.uint64)
    word = mix(word + np.uint64(GOLDEN))
    word = mix(word ^ np.uint64(purpose * MIX_B % 2**64))
    return mix(word ^ np.uint64((week + 2**32) * GOLDEN % 2**64))


def keys_of(seeds, purposes, week):
    """Return the uint64 words of every seed and purpose in a week, (..., seeds, purposes).

    week: a whole number, or an array (..., 1, 1 or purposes) of them.
    """
    word = mix(np.array([seed % 2**64 for seed in seeds], np.uint64) + np.uint64(GOLDEN))
    purpose = np.array(purposes, np.uint64) * np.uint64(MIX_B)
    word = mix(word[:, None] ^ purpose[None, :])
    return mix(word ^ (np.atleast_1d(week) + 2**32).astype(np.uint64) * np.uint64(GOLDEN))


def cell_word(place, city, cell):
    """Return the uint64 words of cells; arrays broadcast.

    `place` is the code of the province or host, not its row, so the order of rows in a table
    does not matter; city counts within the place, cell within the city (below 2**20).
    """
    place = np.asarray(place).astype(np.uint64)
    inner = np.asarray(city).astype(np.uint64) << np.uint64(20)
    inner = inner | np.asarray(cell).astype(np.uint64)
    with np.errstate(over="ignore"):  # words wrap; NumPy warns of it for single numbers
        return mix(mix(place + np.uint64(GOLDEN)) ^ inner * np.uint64(GOLDEN))


def person_word(word, slot):
    """Return the uint64 addresses of people from their cell's word and their slot in it."""
    slot = np.asarray(slot).astype(np.uint64)
    with np.errstate(over="ignore"):
        return slot_word(word, slot)


def slot_word(word, slot):
    """Return `person_word` for a slot that is a uint64 already; compiled for the week."""
    return mix(word ^ (slot + np.uint64(1)) * np.uint64(GOLDEN))


def uniforms(key, address):
    """Return two float32 uniforms in [0, 1), each of 24 bits, of the shape of key and address."""
    word = mix(key ^ address)
    first = as_float(word >> np.uint64(40)) * SCALE
    second = as_float((word >> np.uint64(16)) & np.uint64(0xFFFFFF)) * SCALE
    return first, second


def uniform(seed: int, purpose: str, address, week: int = 0):
    """Return one float64 uniform in (0, 1) an address, for institutions and set-up."""
    return uniforms_by_seed((seed,), purpose, address, week)[0]


def uniforms_by_seed(seeds, purpose: str, address, week: int = 0):
    """Return `uniform` of every seed at once: (seeds, *shape of the addresses)."""
    address = np.atleast_1d(np.asarray(address, np.uint64))
    return uniforms_of(keys_of(seeds, (PURPOSES[purpose],), week), address)


def uniforms_of(keys, address):
    """Return float64 uniforms in (0, 1), one a key and address: (keys, *shape of addresses)."""
    return uniforms_at(keys.reshape(-1, *(1,) * address.ndim), address)


def uniforms_at(keys, address):
    """Return float64 uniforms in (0, 1) of the shape of keys and addresses together."""
    return ((mix(keys ^ address) >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
