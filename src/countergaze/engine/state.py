"""What is stored: one array a field a person, and what each week's sums are called.

Arrays are dense: replicate r, cell c at home holds people r n_total + first[c] onwards.  A person
takes 38 bytes: 22 that change and 16 that do not or that are shown to others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

CELL = 1024

OWNERS = {
    "support": "adaptation", "hardship": "adaptation", "fear": "adaptation",
    "true_amount": "lists", "false_amount": "lists", "listing": "lists", "wrong": "lists",
    "weeks_listed": "lists", "since_dissent": "expression", "since_refused": "sanctions",
    "refusals": "sanctions", "z_code": "society", "a_code": "society", "h_code": "society",
    "x_code": "society", "r_code": "society", "bits": "society", "worker_slot": "society",
}
"""The one mechanism that changes each field of a person."""


class State(NamedTuple):
    """Every person's state; see `OWNERS`. Arrays of replicates x people, flat."""

    support: np.ndarray
    hardship: np.ndarray
    fear: np.ndarray
    true_amount: np.ndarray
    false_amount: np.ndarray
    listing: np.ndarray
    wrong: np.ndarray
    weeks_listed: np.ndarray
    since_dissent: np.ndarray
    since_refused: np.ndarray
    refusals: np.ndarray
    z_code: np.ndarray
    a_code: np.ndarray
    h_code: np.ndarray
    x_code: np.ndarray
    r_code: np.ndarray
    bits: np.ndarray
    worker_slot: np.ndarray


TYPES = {
    "support": np.float32, "hardship": np.float32, "fear": np.float32,
    "true_amount": np.float32, "false_amount": np.float32, "weeks_listed": np.uint16,
    "worker_slot": np.uint16,
}
"""Types of the fields; every other field is one byte."""

CHANGING = ("support", "hardship", "fear", "true_amount", "false_amount", "listing", "wrong",
            "weeks_listed", "since_dissent", "since_refused", "refusals")
STATIC = tuple(name for name in State._fields if name not in CHANGING)

BYTES_A_PERSON = 2 + sum(np.dtype(TYPES.get(name, np.uint8)).itemsize for name in State._fields)


def type_of(field: str) -> np.dtype:
    """Return the NumPy type of a field of `State`."""
    return np.dtype(TYPES.get(field, np.uint8))


def _spread() -> np.ndarray:
    """Return for each visible byte its eight counters of eight bits, as one uint64.

    The byte: expression in bits 0 and 1 (silent, affirm, dissent, dissent and warned), list in
    2 and 3 (none, listed, newly justly, newly wrongly), household listed 6, reporting 7.
    Counters: dissenting, affirming, listed, warned, newly listed, reporting, ties.
    """
    table = np.zeros(256, np.uint64)
    for byte in range(256):
        says, lists = byte & 3, byte >> 2 & 3
        counts = (says >= 2, says == 1, lists >= 1, says == 3, lists >= 2, byte >> 7 & 1, 1)
        table[byte] = sum(int(count) << 8 * place for place, count in enumerate(counts))
    return table


SPREAD = _spread()

GROUP_ROWS = ("whole", "minority", "urban", "registered_elsewhere", "officials_household")

METRICS = (
    "hardship", "fear", "support", "latent", "expected_dissent", "listed", "wrongful_listing",
    "refused_in_year", "dissent", "affirm", "falsified", "stated_positive", "private_positive",
    "collateral", "service", "tips", "acts",
    "entries", "wrong_entries", "exits", "wrongful_expected", "cannot_pay_listed", "breadth",
    "attempts",
)
"""Weekly sums in fixed point at 2**-18, each for the whole and, where grouped, by group."""

AGENCY_METRICS = ("entries", "listed", "wrongful_listing")
KIND_METRICS = ("records", "false_records")
