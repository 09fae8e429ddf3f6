"""Count: the weekly sums of a cell, in whole numbers, so that their order does not matter.

Sums are in units of 2**-18; metrics are named in `state.METRICS`, in the order below.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute import maths
from countergaze.compute.maths import each, fixed_sum, truth
from countergaze.engine.rows import (
    ACTS, ADULT, AFFIRM, COLLATERAL, DISSENT, DISSENT_CHANCE, ELSEWHERE, FALSE, FALSIFIED,
    FEAR, HARDSHIP, HOME, LATENT, LISTED, MINORITY, OFFICIAL, POSITIVE, PRIVATE, RARE, RECORDS,
    REFUSED, REPORTS, SERVICE, SUPPORT, URBAN, WIDTH, WRONG,
)


(HARDSHIP_SUM, FEAR_SUM, SUPPORT_SUM, LATENT_SUM, EXPECTED_SUM, LISTED_SUM, WRONG_SUM,
 REFUSED_SUM, DISSENT_SUM, AFFIRM_SUM, FALSIFIED_SUM, POSITIVE_SUM, PRIVATE_SUM, COLLATERAL_SUM,
 SERVICE_SUM, TIPS_SUM, ACTS_SUM, ENTRIES, WRONG_ENTRIES, EXITS, WRONGFUL_EXPECTED, CANNOT_PAY,
 BREADTH_SUM, ATTEMPTS) = range(24)

ONE = 262144


def count(b, n, flat, terms, sums):
    """Add up the week of the cell."""
    associated = truth(terms.assoc[0] > 0.0)
    for i in each(n):
        b[COLLATERAL + i] = b[HOME + i] * (1.0 - b[LISTED + i]) * associated
    by_group(b, n, flat, HARDSHIP, HARDSHIP_SUM, sums)
    by_group(b, n, flat, FEAR, FEAR_SUM, sums)
    by_group(b, n, flat, LATENT, LATENT_SUM, sums)
    by_group(b, n, flat, DISSENT_CHANCE, EXPECTED_SUM, sums)
    by_group(b, n, flat, LISTED, LISTED_SUM, sums)
    by_group(b, n, flat, WRONG, WRONG_SUM, sums)
    by_group(b, n, flat, REFUSED, REFUSED_SUM, sums)
    for i in each(n):
        b[SUPPORT + i] = b[SUPPORT + i] + 1.0
    by_group(b, n, flat, SUPPORT, SUPPORT_SUM, sums)
    rows = sums.metrics[flat]
    rows[DISSENT_SUM, 0] += fixed_sum(b, DISSENT, ADULT, n)
    rows[AFFIRM_SUM, 0] += fixed_sum(b, AFFIRM, ADULT, n)
    rows[FALSIFIED_SUM, 0] += fixed_sum(b, FALSIFIED, ADULT, n)
    rows[POSITIVE_SUM, 0] += fixed_sum(b, POSITIVE, ADULT, n)
    rows[PRIVATE_SUM, 0] += fixed_sum(b, PRIVATE, ADULT, n)
    rows[SERVICE_SUM, 0] += fixed_sum(b, SERVICE, ADULT, n)
    rows[TIPS_SUM, 0] += fixed_sum(b, REPORTS, ADULT, n)
    rows[ACTS_SUM, 0] += fixed_sum(b, ACTS, ADULT, n)
    rows[COLLATERAL_SUM, 0] += fixed_sum(b, COLLATERAL, COLLATERAL, n)
    for k in range(terms.kinds.shape[2]):
        sums.kinds[flat, k, 0] += fixed_sum(b, RECORDS + k * WIDTH, ADULT, n)
        sums.kinds[flat, k, 1] += fixed_sum(b, FALSE + k * WIDTH, ADULT, n)


def by_group(b, n, flat, row, metric, sums):
    """Add up one row over the adults of the cell, and over those of each group."""
    for i in each(n):
        b[RARE + i] = b[row + i] * b[ADULT + i]
    sums.metrics[flat, metric, 0] += fixed_sum(b, RARE, ADULT, n)
    sums.metrics[flat, metric, 1] += fixed_sum(b, RARE, MINORITY, n)
    sums.metrics[flat, metric, 2] += fixed_sum(b, RARE, URBAN, n)
    sums.metrics[flat, metric, 3] += fixed_sum(b, RARE, ELSEWHERE, n)
    sums.metrics[flat, metric, 4] += fixed_sum(b, RARE, OFFICIAL, n)


def add(b, i, flat, metric, amount, sums):
    """Count an amount for one person, for the whole and for each of their groups."""
    whole = np.int64(amount * maths.FIXED + 0.5)
    sums.metrics[flat, metric, 0] += whole
    if b[MINORITY + i] > 0.5:
        sums.metrics[flat, metric, 1] += whole
    if b[URBAN + i] > 0.5:
        sums.metrics[flat, metric, 2] += whole
    if b[ELSEWHERE + i] > 0.5:
        sums.metrics[flat, metric, 3] += whole
    if b[OFFICIAL + i] > 0.5:
        sums.metrics[flat, metric, 4] += whole
