"""Indicators of what listings deny and redlists give, and of the three tests."""

from __future__ import annotations

from countergaze.week.indicators.counted import WHOLE, Counted, Scoped, Values, over

COMBINATIONS = ("neither", "cross", "disproportionate", "both")
"""Axis of `Cities.denials`: which of the tests of context and of proportion a denial fails."""


def indicators(c: Counted) -> Values:
    """Return what is denied, who is hit by it, and M15 and M16."""
    got, people, listed, denials = c.got, c.people, c.got["listed"], c.reported.sanctions.denials
    total = denials.sum(1, keepdims=True)
    barred = denials[:, 1:].sum(1, keepdims=True)
    return {
        "refused_in_year": 1e5 * over(got["refused_in_year"], people),
        "denied_transactions": 1e5 * over(got["attempts"], people)[WHOLE],
        "domain_spread": 1e2 * over(got["breadth"], listed)[WHOLE],
        "collateral": 1e2 * over(got["collateral"], listed)[WHOLE],
        "redlisted": 1e5 * over(got["redlisted"], people),
        "proportionality": 1e2 * over(denials[:, 2:].sum(1, keepdims=True), total),
        "cross_context": 1e2 * over(denials[:, 1:2] + denials[:, 3:], total),
        "prohibited_share": 1e2 * over(barred, total + got["warned"][WHOLE]),
    }


def by_scope(c: Counted) -> Scoped:
    """Return the shares of sanctions by the three tests."""
    denials, warned = c.reported.sanctions.denials, c.got["warned"][:, 0]
    total = denials.sum(1) + warned
    out = {("sanction_tests", "combination:no_detriment"): 1e2 * over(warned, total)}
    for k, name in enumerate(COMBINATIONS):
        out["sanction_tests", f"combination:{name}"] = 1e2 * over(denials[:, k], total)
    return out
