"""Indicators of what people say and what they keep to themselves."""

from __future__ import annotations

from countergaze.week.indicators.counted import WHOLE, Counted, Values, over


def indicators(c: Counted) -> Values:
    """Return dissent, silence, affirmation and backfire."""
    got, adults = c.got, c.adults
    near, listed = got["tie_count"], got["listed"]
    return {
        "silenced": 1e2 * over(got["latent"] - got["expected_dissent"], got["latent"]),
        "falsification_gap": 1e2 * over(
            got["stated_positive"] - got["private_positive"], adults)[WHOLE],
        "stated_support": 1e2 * over(got["stated_positive"], adults)[WHOLE],
        "dissent": 1e3 * over(got["dissent"], adults)[WHOLE],
        "expected_dissent": 1e3 * over(got["expected_dissent"], adults)[WHOLE],
        "latent": 1e3 * over(got["latent"], adults)[WHOLE],
        "affirm": 1e3 * over(got["affirm"], adults)[WHOLE],
        "falsified": 1e3 * over(got["falsified"], adults)[WHOLE],
        "backfire_listed": 1e3 * over(got["listed_chance"] - got["listed_without"],
                                      listed)[WHOLE],
        "backfire_ties": 1e3 * over(got["tie_chance"] - got["tie_without"], near)[WHOLE],
    }
