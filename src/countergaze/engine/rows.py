"""Rows of the scratch block of a cell: row k starts at k * 1024.

All that a vector loop reads or writes lies in one flat block at constant distances, which is what
lets the compiler prove that rows do not overlap.
"""

WIDTH = 1024
KINDS_AT_MOST = 8

STATE_ROWS = 24
(SUPPORT, HARDSHIP, FEAR, TRUE_AMOUNT, FALSE_AMOUNT, SCORE, SINCE_DISSENT, SINCE_REFUSED,
 SINCE_RECORD, SINCE_ACT, Z, A0, H0, X, RISK, NERVE, AWARE, OPTED_OUT, SCORED,
 THRESHOLD, COUNTS, SPOKEN_RECORDS, SINCE_SPOKEN,
 SINCE_VISIT) = (k * WIDTH for k in range(STATE_ROWS))
"""What a person brings: state, attributes, and what counts of a score."""

FLAG_ROWS = 11
(ADULT, MINORITY, URBAN, ELSEWHERE, OFFICIAL, KNOWS, LISTED, WRONG, REDLISTED,
 REFUSED, WORKER) = ((STATE_ROWS + k) * WIDTH for k in range(FLAG_ROWS))

SEEN = STATE_ROWS + FLAG_ROWS
SEEN_ROWS = 18
(DREAD, DISSENTING, AFFIRMING, LISTED_TIES, WARNED_TIES, NEW_TIES, REPORTING_TIES, ENFORCING,
 COMPLYING, TIES, HOME, HOME_NEW, KIN_FILE, KIN, KIN_LINKS, KIN_BREADTH,
 KIN_DUTY, WISHES) = ((SEEN + k) * WIDTH for k in range(SEEN_ROWS))
"""What a person sees of ties; KIN_FILE: kin abroad on file.  Of people abroad, the last five:
whether kin at home can be reached; Heff, B_c and data handed over in their city; whether they wish
to return."""

DONE = SEEN + SEEN_ROWS
DONE_ROWS = 43
(STAKE, ACTS, MEAN_ACTS, GRAVITY, POINTS, RECORDED, OCCASION, DISSENT, SPOKEN, AFFIRM, FALSIFIED,
 LATENT, DISSENT_CHANCE, POSITIVE, PRIVATE, SERVICE, SERVICE_CHANCE, PERFORMATIVE, REPORTS, NORM,
 WARNED, RARE, CANDIDATE, NEW_JUST, NEW_WRONG, WRONGED, BREADTH, ON_COURT, COLLATERAL,
 TIE_CHANCE, TIE_WITHOUT, TIE_COUNT, SPARE,
 SPARE_2, EVERYONE, ON_RECORD, RISKS, VISITED, UNJUST, CONFIRMED, ERASED,
 ON_FILE, KIN_VISITED) = ((DONE + k) * WIDTH for k in range(DONE_ROWS))
"""What came of the week."""

RECORDS = (DONE + DONE_ROWS) * WIDTH
FALSE = RECORDS + KINDS_AT_MOST * WIDTH
BLOCK = FALSE + KINDS_AT_MOST * WIDTH
