"""What is stored: one array a field a person, and what each week's sums are called.

Arrays are dense: replicate r, cell c at home holds people r n_total + first[c] onwards.  Masks have
a bit an agency, in the order of the rows of `agencies`; bit 7 of `listing` is the list by score.
`case` holds KNOWS_OF_LISTING, PENDING and OWES; `leaving` counts the weeks until a granted appeal
ends the listing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.engine import fields

KNOWS_OF_LISTING, PENDING, OWES = 1, 2, 4
"""Bits of `case`."""

FILE_BIT = 64
"""Of the visible byte of people abroad: on file; at home the same bit: household listed."""

OWNERS = {
    "support": "adaptation", "hardship": "adaptation", "fear": "adaptation",
    "true_amount": "lists", "false_amount": "lists", "score": "scoring",
    "listing": "lists", "wrong": "lists", "weeks_listed": "lists",
    "holds_true": "integration", "holds_false": "integration", "false_home": "integration",
    "cleared": "integration", "weeks_false": "integration", "since_record": "integration",
    "redlist": "sanctions", "since_refused": "sanctions", "refusals": "sanctions",
    "case": "appeals", "leaving": "appeals", "since_act": "conduct",
    "since_dissent": "expression", "spoken_records": "sensing", "since_spoken": "sensing",
    "since_visit": "forecasting", "z_code": "society", "a_code": "society",
    "h_code": "society", "x_code": "society", "r_code": "society", "luck_code": "society",
    "nerve_code": "society", "bits": "society", "worker_slot": "society",
}
"""The one mechanism that changes each field of a person."""


class State(NamedTuple):
    """Every person's state; see `OWNERS`. Arrays of replicates x people, flat."""

    support: np.ndarray
    hardship: np.ndarray
    fear: np.ndarray
    true_amount: np.ndarray
    false_amount: np.ndarray
    score: np.ndarray
    listing: np.ndarray
    wrong: np.ndarray
    weeks_listed: np.ndarray
    holds_true: np.ndarray
    holds_false: np.ndarray
    false_home: np.ndarray
    cleared: np.ndarray
    weeks_false: np.ndarray
    since_record: np.ndarray
    redlist: np.ndarray
    since_refused: np.ndarray
    refusals: np.ndarray
    case: np.ndarray
    leaving: np.ndarray
    since_act: np.ndarray
    since_dissent: np.ndarray
    spoken_records: np.ndarray
    since_spoken: np.ndarray
    since_visit: np.ndarray
    z_code: np.ndarray
    a_code: np.ndarray
    h_code: np.ndarray
    x_code: np.ndarray
    r_code: np.ndarray
    luck_code: np.ndarray
    nerve_code: np.ndarray
    bits: np.ndarray
    worker_slot: np.ndarray


class Store(NamedTuple):
    """The same memory as three blocks (fields, people), as the compiled week is handed it."""

    floats: np.ndarray  # float32
    halves: np.ndarray  # uint16
    bytes: np.ndarray  # uint8


STATIC = ("z_code", "a_code", "h_code", "x_code", "r_code", "luck_code", "nerve_code", "bits",
          "worker_slot")
CHANGING = tuple(name for name in State._fields if name not in STATIC)

BYTES_A_PERSON = 2 + 4 * len(fields.FLOATS) + 2 * len(fields.HALVES) + len(fields.BYTES)


def type_of(field: str) -> np.dtype:
    """Return the NumPy type of a field of `State`."""
    return np.dtype(np.float32 if field in fields.FLOATS else
                    np.uint16 if field in fields.HALVES else np.uint8)


def empty(people: int) -> tuple[Store, State]:
    """Return the memory of `people` people, as blocks and as fields."""
    store = Store(np.zeros((len(fields.FLOATS), people), np.float32),
                  np.zeros((len(fields.HALVES), people), np.uint16),
                  np.zeros((len(fields.BYTES), people), np.uint8))
    views = {name: block[k] for names, block in zip(
        (fields.FLOATS, fields.HALVES, fields.BYTES), store) for k, name in enumerate(names)}
    return store, State(**views)


def _spread() -> np.ndarray:
    """Return for each visible byte its nine counters of seven bits, as one uint64.

    The byte: expression in bits 0 and 1 (silent, affirm, dissent, dissent and warned), list in
    2 and 3 (none, listed, newly justly, newly wrongly), norm in 4 and 5 (neither, complies,
    enforces it, enforces its breach), household listed 6, reporting 7.
    Counters: dissenting, affirming, listed, warned, newly listed, reporting, ties, enforcing
    (1 + E, so that it counts up from 0), complying.
    """
    table = np.zeros(256, np.uint64)
    for byte in range(256):
        says, lists, norm = byte & 3, byte >> 2 & 3, byte >> 4 & 3
        counts = (says >= 2, says == 1, lists >= 1, says == 3, lists >= 2, byte >> 7 & 1, 1,
                  (1, 1, 2, 0)[norm], norm in (1, 2))
        table[byte] = sum(int(count) << 7 * place for place, count in enumerate(counts))
    return table


SPREAD = _spread()

GROUP_ROWS = ("whole", "minority", "urban", "registered_elsewhere", "officials_household")

GROUPED = (
    "hardship", "fear", "support", "latent", "expected_dissent", "listed", "wrongful_listing",
    "refused_in_year", "warned", "redlisted", "visits", "unjust_visits", "score",
    "scored", "clean_score", "clean",
)
WHOLE = (
    "dissent", "affirm", "falsified", "stated_positive", "private_positive", "collateral",
    "service", "service_expected", "performative", "tips", "acts", "erased", "on_file",
    "confirmed", "kin_on_file", "kin_visited", "score_square", "conduct",
    "conduct_square", "score_conduct", "scored_support", "support_square", "score_support",
    "score_good", "score_bad", "scored_acts", "tie_chance", "tie_without", "tie_count",
)
RARE = (
    "entries", "wrong_entries", "exits", "wrongful_expected", "cannot_pay_listed", "breadth",
    "attempts", "copies", "copies_cleared", "repairs", "considered", "court_cases", "filed",
    "heard", "granted", "pending", "wrong_know", "wrong_file", "wrong_heard", "wrong_granted",
    "wrong_cleared", "false_held", "listed_chance", "listed_without", "meets", "missed",
    "sold",
)
CORRECTION_WEEKS = ("0-12", "13-26", "27-52", "53-104", "105-208", "209+", "never")
METRICS = (*GROUPED, *WHOLE, *RARE, *(f"corrected_{span}" for span in CORRECTION_WEEKS))
"""Weekly sums in fixed point at 2**-18: grouped ones and rare ones also by group."""

ABROAD_METRICS = ("adults", "dissent", "expected_dissent", "latent", "affirm", "files", "fear")
"""Weekly sums of people abroad."""

AGENCY_METRICS = ("entries", "listed", "wrongful_listing", "wrong_own", "wrong_copied")
