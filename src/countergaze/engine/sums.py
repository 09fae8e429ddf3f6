"""Count: the weekly sums of a cell, in whole numbers, so that their order does not matter.

Sums are in units of 2**-18; metrics are named in `state.METRICS`.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute import maths
from countergaze.compute.maths import apart, each, fixed_sum, truth, wide_sum
from countergaze.engine.parameters import ASSOC
from countergaze.engine.rows import (
    ACTS, ADULT, AFFIRM, COLLATERAL, CONFIRMED, COUNTS, DISSENT, DISSENT_CHANCE, ELSEWHERE, ERASED,
    EVERYONE, FALSE, FALSIFIED, FEAR, GRAVITY, HARDSHIP, HOME, KIN_FILE, KIN_VISITED, LATENT,
    LISTED, MEAN_ACTS, MINORITY, OFFICIAL, ON_FILE, PERFORMATIVE, POSITIVE, PRIVATE, RECORDS,
    REDLISTED, REFUSED, REPORTS, SCORE, SCORED, SERVICE, SERVICE_CHANCE, SINCE_ACT, SPARE, SPARE_2,
    SUPPORT, TIE_CHANCE, TIE_COUNT, TIE_WITHOUT, UNJUST, URBAN, VISITED, WARNED, WIDTH, WRONG,
)
from countergaze.engine.state import CORRECTION_WEEKS, METRICS
from countergaze.engine.terms import PILOT
from countergaze.mechanisms import scoring

def places_of(*names: str) -> tuple[int, ...]:
    """Return where metrics stand in the sums of a week."""
    return tuple(METRICS.index(name) for name in names)


(SCORE_SUM, SCORED_SUM, CLEAN_SCORE_SUM, CLEAN_SUM, SCORE_SQUARE, CONDUCT_SUM,
 CONDUCT_SQUARE, SCORE_CONDUCT, SCORED_SUPPORT, SUPPORT_SQUARE, SCORE_SUPPORT, GOOD_SUM,
 BAD_SUM, SCORED_ACTS, TIE_CHANCE_SUM, TIE_WITHOUT_SUM, TIE_COUNT_SUM) = places_of(
    "score", "scored", "clean_score", "clean", "score_square", "conduct", "conduct_square",
    "score_conduct", "scored_support", "support_square", "score_support", "score_good",
    "score_bad", "scored_acts", "tie_chance", "tie_without", "tie_count")
(ENTRIES, WRONG_ENTRIES, EXITS, WRONGFUL_EXPECTED, CANNOT_PAY, BREADTH_SUM, ATTEMPTS, COPIES,
 COPIES_CLEARED, REPAIRS, CONSIDERED, COURT_CASES, FILED, HEARD, GRANTED, PENDING_SUM,
 WRONG_KNOW, WRONG_FILE, WRONG_HEARD, WRONG_GRANTED, WRONG_CLEARED, FALSE_HELD,
 LISTED_CHANCE, LISTED_WITHOUT, MEETS, MISSED, SOLD) = places_of(
    "entries", "wrong_entries", "exits", "wrongful_expected", "cannot_pay_listed", "breadth",
    "attempts", "copies", "copies_cleared", "repairs", "considered", "court_cases", "filed",
    "heard", "granted", "pending", "wrong_know", "wrong_file", "wrong_heard", "wrong_granted",
    "wrong_cleared", "false_held", "listed_chance", "listed_without", "meets", "missed", "sold")
CORRECTED = METRICS.index(f"corrected_{CORRECTION_WEEKS[0]}")
NEVER = CORRECTION_WEEKS.index("never")
"""The last of the spans that begin at CORRECTED."""

ONE = 262144
CONDUCT_SCALE = 4.0
"""Of the gravity of a week's expected acts, so that its square keeps enough digits."""


BY_GROUP = {
    "hardship": HARDSHIP, "fear": FEAR, "support": SUPPORT, "latent": LATENT,
    "expected_dissent": DISSENT_CHANCE, "listed": LISTED, "wrongful_listing": WRONG,
    "refused_in_year": REFUSED, "warned": WARNED, "redlisted": REDLISTED, "visits": VISITED,
    "unjust_visits": UNJUST,
}
FOR_THE_WHOLE = {
    "dissent": DISSENT, "affirm": AFFIRM, "falsified": FALSIFIED, "stated_positive": POSITIVE,
    "private_positive": PRIVATE, "collateral": COLLATERAL, "service": SERVICE,
    "service_expected": SERVICE_CHANCE, "performative": PERFORMATIVE, "tips": REPORTS,
    "acts": ACTS, "erased": ERASED, "on_file": ON_FILE, "confirmed": CONFIRMED,
    "kin_on_file": KIN_FILE, "kin_visited": KIN_VISITED,
}
"""Metric -> the row that is added up for it as it stands."""


def tally(rows: dict[str, int]) -> np.ndarray:
    """Return int64 (metrics, 2): each row and the place of its metric, for the compiled week."""
    return np.array([(row, METRICS.index(name)) for name, row in rows.items()], np.int64)


@apart
def count(b, n, flat, r, place, terms, sums, desk):
    """Add up the week of the cell."""
    associated = truth(terms.numbers[ASSOC] > 0.0)
    for i in each(n):
        b[COLLATERAL + i] = b[HOME + i] * (1.0 - b[LISTED + i]) * associated
        b[SUPPORT + i] = b[SUPPORT + i] + 1.0
        b[EVERYONE + i] = 1.0
    rows = sums.metrics[flat]
    for k in range(len(desk.grouped)):
        by_group(b, n, desk.grouped[k, 0], desk.grouped[k, 1], rows)
    for k in range(len(desk.whole)):
        row = desk.whole[k, 0]
        weight = EVERYONE if row == COLLATERAL else ADULT
        rows[desk.whole[k, 1], 0] += fixed_sum(b, row, weight, n)
    rows[TIE_CHANCE_SUM, 0] += fixed_sum(b, TIE_CHANCE, TIE_COUNT, n)
    rows[TIE_WITHOUT_SUM, 0] += fixed_sum(b, TIE_WITHOUT, TIE_COUNT, n)
    rows[TIE_COUNT_SUM, 0] += fixed_sum(b, TIE_COUNT, TIE_COUNT, n)
    for k in range(terms.kinds.shape[2]):
        sums.kinds[flat, k, 0] += fixed_sum(b, RECORDS + k * WIDTH, ADULT, n)
        sums.kinds[flat, k, 1] += fixed_sum(b, FALSE + k * WIDTH, ADULT, n)
    if terms.city[r, place, PILOT] > 0.0:
        count_scores(b, n, rows)


@apart
def count_scores(b, n, rows):
    """Add up what describes the scores of a cell whose city has a scheme."""
    for i in each(n):
        b[SPARE + i] = (b[SCORE + i] - scoring.START) / scoring.SCALE * b[SCORED + i]
        b[SPARE_2 + i] = b[SCORED + i] * truth(b[SINCE_ACT + i] >= scoring.CLEAN_WEEKS)
    by_group(b, n, SCORED, SCORED_SUM, rows)
    by_group(b, n, SPARE_2, CLEAN_SUM, rows)
    for i in each(n):
        b[SPARE + i] = b[SPARE + i] + 2.0 * b[SCORED + i]
        b[SPARE_2 + i] = b[SPARE + i] * b[SPARE_2 + i]
    by_group(b, n, SPARE, SCORE_SUM, rows)
    by_group(b, n, SPARE_2, CLEAN_SCORE_SUM, rows)
    for i in each(n):
        b[SPARE + i] = b[SPARE + i] - 2.0 * b[SCORED + i]
        b[SPARE_2 + i] = CONDUCT_SCALE * b[GRAVITY + i] * b[SCORED + i]
        b[SUPPORT + i] = b[SUPPORT + i] * b[SCORED + i]
    rows[SCORE_SQUARE, 0] += fixed_sum(b, SPARE, SPARE, n)
    rows[CONDUCT_SUM, 0] += wide_sum(b, SPARE_2, SCORED, n)
    rows[CONDUCT_SQUARE, 0] += wide_sum(b, SPARE_2, SPARE_2, n)
    rows[SCORED_SUPPORT, 0] += fixed_sum(b, SUPPORT, SCORED, n)
    rows[SUPPORT_SQUARE, 0] += fixed_sum(b, SUPPORT, SUPPORT, n)
    rows[SCORED_ACTS, 0] += fixed_sum(b, MEAN_ACTS, SCORED, n)
    for i in each(n):
        b[SPARE + i] = b[SPARE + i] + 2.0 * b[SCORED + i]
    rows[SCORE_CONDUCT, 0] += wide_sum(b, SPARE, SPARE_2, n)
    rows[SCORE_SUPPORT, 0] += fixed_sum(b, SPARE, SUPPORT, n)
    for i in each(n):
        b[SPARE + i] = b[SCORED + i] * truth(b[COUNTS + i] >= scoring.GOOD)
        b[SPARE_2 + i] = b[SCORED + i] * truth(b[COUNTS + i] < scoring.BAD)
    rows[GOOD_SUM, 0] += fixed_sum(b, SPARE, SCORED, n)
    rows[BAD_SUM, 0] += fixed_sum(b, SPARE_2, SCORED, n)


@apart
def by_group(b, n, row, metric, rows):
    """Add up one row over the adults of the cell, and over those of each group."""
    rows[metric, 0] += fixed_sum(b, row, ADULT, n)
    rows[metric, 1] += fixed_sum(b, row, MINORITY, n)
    rows[metric, 2] += fixed_sum(b, row, URBAN, n)
    rows[metric, 3] += fixed_sum(b, row, ELSEWHERE, n)
    rows[metric, 4] += fixed_sum(b, row, OFFICIAL, n)


@apart
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
