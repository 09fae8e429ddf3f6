"""What a listing takes away: services denied, attempts refused, households hit.

Services are rows (agency, severity). Without links between agencies, a listing by g is
enforced by g alone.

1. breadth B of a listed person = sanction times the severity-weighted share of services that the
   listing agencies deny
2. B_c, what a new listing would bring, = the mean over agencies, weighted by last week's entries
   of the city, of sanction times the agency's own share
3. blocked attempts in a week ~ Poisson(ln(1 + giving_up attempts r) / giving_up) for travellers
   whom a travel service refuses, r = exp(-giving_up blocked so far): people stop trying
4. M10 counts those with a listed household member while assoc > 0; hardship of association is in
   `adaptation`

Left out until their mechanisms exist: integration (other agencies enforcing), rewards, appeals,
grace periods.

Sources: stylised facts C1 (8.7 attempts a blocked person in the first month); services and
severities are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import exp
from countergaze.declare import (
    Indicator, Row, Table, constant, lever, name_of, switch, text, uncertainty,
)


class Parameters(Table, table="sanctions"):
    """Numbers of sanctions."""

    on = switch(1.0, meaning="whether a listing is enforced")
    sanction = lever(1.0, "-", range=(0.0, 1.5), bounds=(0.0, 10.0),
                     meaning="how hard a denial is felt against the reference",
                     moves={"domain_spread": "+"})
    assoc = lever(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  meaning="part of a sanction that reaches the household",
                  moves={"hardship": "+"})
    travellers = constant(0.10, "share of adults", bounds=(0.0, 1.0),
                          source="assumed, tuned to blocked attempts (stylised facts C1)",
                          meaning="adults who travel by air or fast rail")
    attempts = constant(8.7, "a week", bounds=(0.0, 100.0),
                        source="stylised facts C1 (8.7 attempts a blocked person in a month, "
                        "most at first)", meaning="attempts of a person who was never refused")
    giving_up = uncertainty(0.30, "per refusal", range=(0.2, 0.5), bounds=(0.01, 5.0),
                            source="assumed, tuned to blocked attempts (stylised facts C1)",
                            meaning="how fast people stop trying",
                            moves={"denied_transactions": "-"})


class Service(Row, table="services"):
    """One service that an agency can deny."""

    title = text("in words")
    agency = name_of("agencies", "the agency that can deny it")
    severity = constant(1.0, "-", bounds=(0.0, 100.0), meaning="how much its denial takes away")
    travel = switch(0.0, meaning="refused attempts are counted here")
    rows = {
        "travel_seats": {"title": "Air and rail seats", "agency": "courts", "severity": 2.0,
                         "travel": 1.0},
        "loans": {"title": "Loans", "agency": "market_and_customs", "severity": 2.0},
        "licences": {"title": "Licences and tenders", "agency": "market_and_customs",
                     "severity": 3.0},
        "inspections": {"title": "Freedom from extra inspections",
                        "agency": "market_and_customs", "severity": 1.0},
        "schools": {"title": "Better schools", "agency": "civil_affairs", "severity": 3.0},
        "posts": {"title": "Public posts", "agency": "public_security", "severity": 3.0},
        "name": {"title": "A name not made public", "agency": "propaganda", "severity": 2.0},
        "accounts": {"title": "Network accounts", "agency": "industry_and_it",
                     "severity": 2.0},
    }


def own_share(agencies, services):
    """Return each agency's severity-weighted share of all services, in the order of agencies."""
    total = sum(row["severity"] for row in services.values()) or 1.0
    return np.array([sum(row["severity"] for row in services.values() if row["agency"] == key)
                     for key in agencies]) / total


def breadth_of_lists(p, share):
    """Return B of equation (1) for every mask of listing agencies, shape (256,)."""
    masks = np.arange(256)[:, None] >> np.arange(len(share)) & 1
    return p.on * p.sanction * (masks * share).sum(axis=1)


def expected_breadth(p, share, entries):
    """Return B_c of equation (2), (replicates, cities); entries (replicates, cities, agencies).

    A city without an entry last week takes the mean over the society, and a society without one
    the plain mean over agencies that have something to deny.
    """
    pooled = entries.sum(axis=1, keepdims=True)
    weights = np.where(entries.sum(axis=2, keepdims=True) > 0, entries, pooled)
    weights = np.where(weights.sum(axis=2, keepdims=True) > 0, weights, (share > 0) * 1.0)
    total = np.maximum(weights.sum(axis=2), 1e-12)
    return p.on * p.sanction * (weights * share).sum(axis=2) / total


def mean_blocked(p, blocked_so_far):
    """Return the mean of equation (3) for an array of refusals so far."""
    willing = np.exp(-p.giving_up * blocked_so_far)
    return p.on * np.log1p(p.giving_up * p.attempts * willing) / p.giving_up


def poisson(mean, uniform):
    """Return a Poisson count by inversion, at most 40."""
    chance = exp(0.0 - mean)
    total = chance
    count = 0.0
    while uniform > total and count < 40.0:
        count = count + 1.0
        chance = chance * mean / count
        total = total + chance
    return count


INDICATORS = (
    Indicator(name="refused_in_year", title="Refused at least once a year", metric="M12",
              unit="in 100,000 residents", family="rights", harm=1, digits=0,
              definition="Residents refused a seat at least once in the last 52 weeks.",
              scopes=("whole", "province", "group")),
    Indicator(name="denied_transactions", title="Blocked attempts", metric="M12",
              unit="in 100,000 residents a week", family="rights", harm=1,
              definition="Attempts to travel that a listing blocked in the week."),
    Indicator(name="domain_spread", title="Services denied to a listed person", metric="M11",
              unit="in 100, by severity", family="rights", harm=1,
              definition="Mean breadth of sanctions over listed residents; 100 is every service "
              "at reference strength."),
    Indicator(name="collateral", title="Hit through the household", metric="M10",
              unit="per 100 listed", family="rights", harm=1,
              definition="Residents who are not listed but live with someone who is, while "
              "association is on."),
)
