"""Governance: what the centre pays for, and what quality of service comes of it."""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import chosen
from countergaze.mechanisms import governance, officials
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import tally

KEPT_A_WEEK = 51.0 / 52.0
"""What stays of running counts of visits from one week to the next."""


def spend(country: Country) -> None:
    """Move the budget, quality and demand."""
    p, mine, of = country.p.governance, country.governance, country.officials
    weight = country.weight
    seen = (country.integration.upward * country.integration.linked * weight).sum(
        axis=1, keepdims=True)
    sight = chosen(p.budget_form == 1.0,
                   mine.confirmed / np.maximum(mine.visited, 1e-12), seen)
    country.governance.precision = mine.precision + governance.PRECISION_WEIGHT * (
        sight - mine.precision)
    aim = governance.budget_target(
        p, mine.precision, (of.belief * weight).sum(axis=1, keepdims=True), mine.fear)
    country.governance.share = governance.next_share(p, mine.share, aim)
    target = governance.quality_target(
        p, mine.share, of.competence, officials.effort(country.p.officials),
        country.incidents.backlog, country.p.incidents.cap0, of.misuse)
    country.governance.quality = governance.next_quality(p, mine.quality, target)
    country.governance.demand = governance.next_demand(p, mine.demand, mine.quality)


def learn(country: Country, totals: CityTotals) -> None:
    """Take in fear, and visits with and without a record that followed."""
    mine = country.governance
    adults = np.maximum(country.once(
        "all adults", lambda: country.places.adults.sum(axis=1, keepdims=True)), 1.0)
    country.governance.fear = totals.in_all(tally.fear) / adults
    country.governance.confirmed = (KEPT_A_WEEK * mine.confirmed
                                    + totals.in_all(tally.confirmed))
    country.governance.visited = KEPT_A_WEEK * mine.visited + totals.in_all(tally.visits)


def tell(country: Country) -> None:
    """Tell the share of the budget that goes to control, the same in every city."""
    mine = country.governance
    country.governance.control_share = np.broadcast_to(mine.share, mine.quality.shape)
