"""Indicators of appeals."""

from __future__ import annotations

from countergaze.week.indicators.counted import WHOLE, YEAR, Counted, Scoped, Values, over

STEPS = {"ended": "wrong_ended", "know": "wrong_know", "file": "wrong_file",
         "heard": "wrong_heard", "granted": "wrong_granted", "cleared": "wrong_cleared"}
"""Step of the funnel -> tally of those whose listing on a false record ended in the week."""


def indicators(c: Counted) -> Values:
    """Return appeals filed, heard, granted and pending."""
    got, people, a_year = c.got, c.people, 1e5 * YEAR
    return {
        "appeals_filed": a_year * over(got["filed"], people)[WHOLE],
        "appeals_heard": a_year * over(got["heard"], people)[WHOLE],
        "appeals_granted": a_year * over(got["granted"], people)[WHOLE],
        "appeals_pending": 1e5 * over(got["pending"], people)[WHOLE],
        "appeal_wait": over(c.bench[:, :1], c.bench[:, 1:]),
    }


def by_scope(c: Counted) -> Scoped:
    """Return how far those came whose listing on a false record ended, in 100,000 a year."""
    return {("appeal_funnel", f"step:{step}"): 1e5 * YEAR * over(c.got[name], c.people)[:, 0]
            for step, name in STEPS.items()}
