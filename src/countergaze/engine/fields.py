"""Where each field of a person lies in the three blocks of `state.Store`.

Fields of one type share a block of shape (fields, people), so that the compiled week is handed
three arrays, not thirty.
"""

from __future__ import annotations

import numpy as np

FLOATS = ("support", "hardship", "fear", "true_amount", "false_amount", "score")
HALVES = ("weeks_listed", "weeks_false", "worker_slot")
BYTES = ("listing", "wrong", "holds_true", "holds_false", "false_home", "cleared",
         "since_record", "redlist", "since_refused", "refusals", "case", "leaving", "since_act",
         "since_dissent", "spoken_records", "since_spoken", "since_visit", "z_code", "a_code",
         "h_code", "x_code", "r_code", "luck_code", "nerve_code", "bits")

SUPPORT, HARDSHIP, FEAR, TRUE_AMOUNT, FALSE_AMOUNT, SCORE = range(6)
WEEKS_LISTED, WEEKS_FALSE, WORKER_SLOT = range(3)
(LISTING, WRONG, HOLDS_TRUE, HOLDS_FALSE, FALSE_HOME, CLEARED, SINCE_RECORD, REDLIST,
 SINCE_REFUSED, REFUSALS, CASE, LEAVING, SINCE_ACT, SINCE_DISSENT, SPOKEN_RECORDS, SINCE_SPOKEN,
 SINCE_VISIT, Z_CODE, A_CODE, H_CODE, X_CODE, R_CODE, LUCK_CODE, NERVE_CODE, BITS) = range(25)


def byte(store, field, who):
    """Return one person's field of one byte as a whole number."""
    return np.int64(store.bytes[field, who])


def half(store, field, who):
    """Return one person's field of two bytes as a whole number."""
    return np.int64(store.halves[field, who])
