"""What a listing takes away, what a redlist gives, and what is out of context or proportion.

Services are rows (agency, sphere of life, severity).  Let m be the agencies that list a person.

1. breadth B of a listed person = sanction times the severity-weighted share of services denied:
   a service counts 1 if its agency is in m, Heff if it only sees the listing (times what
   `integration.purpose_limit` leaves).  B = 0 in the first `grace` weeks, and, where appeals
   suspend, while one is pending.  Under `graded` a listing counts 0.3, 0.6 or 1 by the gravity
   of the records it rests on (below 2, below 4, others)
2. B_c, what a new listing would bring, = the mean over agencies, weighted by last week's entries
   of the city, of that breadth for a listing by the agency; a city without an entry takes the
   entries of the country, a country without one every agency that can deny something alike
3. each denial is a pair (record kind, service): it is a detriment (a warning is none); it is
   cross-context if the record's sphere of life is not the service's; it is disproportionate if
   severity / gravity > proportion_bound.  Art. 5(1)(c) of the EU's AI Act bars detriment that is
   cross-context or disproportionate, where it rests on rating people; read here for lists
4. blocked attempts in a week ~ Poisson(ln(1 + giving_up attempts r) / giving_up) for travellers
   whom a travel service refuses, r = exp(-giving_up blocked so far): people stop trying; times
   the chance that the attempt does not get round the denial; one in four is let pass under
   `graded`
5. redlists: at an act of service, with chance redlist_chance, one agency redlists a person of
   whom it has seen no record for redlist_weeks.  Never both listed and redlisted; a new record
   that the agency sees ends it, and all of a person's end redlist_term weeks after the last was
   given: one clock runs for them, and starts anew with each.  A score above 1030 counts as a
   redlisting too
6. M10 counts those with a listed household member while assoc > 0; hardship of association and
   what rewards do is in `adaptation`

Sources: stylised facts C1 (8.7 attempts a blocked person in the first month); Regulation (EU)
2024/1689, Art. 5(1)(c), for the three tests; services, severities and grades are assumed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.compute.maths import exp
from countergaze.declare import (
    Indicator, Row, Table, lever, name_of, switch, text, uncertainty,
)
from countergaze.declare.city import CITY_AND_LIST, TEST, CityState, told, weekly
from countergaze.declare.state import (
    byte, count, draws, fields, person_draw, quantities, tallies, units, weeks_since,
)

GRADES = (0.3, 0.6, 1.0)
LIFTED = 0.25
SCORE_BIT = 7


class Parameters(Table, table="sanctions"):
    """Numbers of sanctions."""

    on = switch(1.0, meaning="whether a listing is enforced")
    sanction = lever(1.0, "-", range=(0.0, 1.5), bounds=(0.0, 10.0),
                     meaning="how hard a denial is felt against the reference",
                     expected_effects={"domain_spread": "+"})
    reward = lever(0.3, "-", range=(0.0, 1.0), bounds=(0.0, 1.0),
                   meaning="how much good standing brings, against the most it could",
                   expected_effects={"performative": "+"})
    grace = lever(0.0, "weeks", range=(0.0, 26.0), bounds=(0.0, 520.0),
                  meaning="weeks before a listing bites", expected_effects={"domain_spread": "-"})
    graded = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                   source="assumed (stylised facts C1: later practice)",
                   meaning="how far sanctions follow the gravity of the record",
                   expected_effects={"domain_spread": "-"})
    assoc = lever(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  meaning="part of a sanction that reaches the household",
                  expected_effects={"hardship": "+"})
    travellers = uncertainty(0.10, "share of adults", range=(0.05, 0.2), scale="log",
                             bounds=(0.0, 1.0), may_change=False, source="assumed, tuned to "
                             "blocked attempts (stylised facts C1)", meaning="adults who travel "
                             "by air or fast rail", expected_effects={"denied_transactions": "+"})
    attempts = uncertainty(8.7, "a week", range=(4.0, 16.0), bounds=(0.0, 20.0),
                           source="assumed, so that a blocked traveller is refused about 8 times "
                           "in the first month (stylised facts C1: 8.7 a month, most at first)",
                           meaning="attempts of a traveller who was never refused",
                           expected_effects={"denied_transactions": "+"})
    giving_up = uncertainty(0.30, "per refusal", range=(0.1, 0.9), scale="log", bounds=(0.01, 5.0),
                            source="assumed, tuned to blocked attempts (stylised facts C1)",
                            meaning="how fast people stop trying",
                            expected_effects={"denied_transactions": "-"})
    proportion_bound = uncertainty(1.0, "severity per gravity", range=(0.7, 2.0),
                                   bounds=(0.0, 100.0), meaning="ratio above which a denial is "
                                   "out of proportion", expected_effects={"proportionality": "-"})
    redlist_weeks = lever(156.0, "weeks", range=(52.0, 250.0), bounds=(0.0, 250.0),
                          meaning="weeks without a record before an agency redlists",
                          expected_effects={"redlisted": "-"})
    redlist_chance = lever(0.02, "per act of service", range=(0.005, 0.1), bounds=(0.0, 1.0),
                           meaning="chance that an act of service is rewarded by a redlisting",
                           expected_effects={"redlisted": "+"})
    redlist_term = lever(104.0, "weeks", range=(52.0, 250.0), bounds=(1.0, 250.0),
                         meaning="length of a redlisting", expected_effects={"redlisted": "+"})


class Service(Row, table="services"):
    """One service that an agency can deny."""

    title = text("in words")
    agency = name_of("agencies", "the agency that can deny it")
    context = text("sphere of life")
    severity = uncertainty(1.0, "-", range=(0.5, 2.0), relative=True, scale="log",
                           bounds=(0.0, 100.0), meaning="how much its denial takes away")
    travel = switch(0.0, meaning="refused attempts are counted here")
    rows = {
        "travel_seats": {"title": "Air and rail seats", "agency": "courts", "context": "travel",
                         "severity": 2.0, "travel": 1.0},
        "loans": {"title": "Loans", "agency": "market_and_customs", "context": "finance",
                  "severity": 2.0},
        "licences": {"title": "Licences and tenders", "agency": "market_and_customs",
                     "context": "market", "severity": 3.0},
        "inspections": {"title": "Freedom from extra inspections",
                        "agency": "market_and_customs", "context": "market",
                        "severity": 1.0},
        "schools": {"title": "Better schools", "agency": "civil_affairs", "context": "education",
                    "severity": 3.0},
        "posts": {"title": "Public posts", "agency": "public_security", "context": "state",
                  "severity": 3.0},
        "name": {"title": "A name not made public", "agency": "propaganda", "context": "public",
                 "severity": 2.0},
        "accounts": {"title": "Network accounts", "agency": "industry_and_it",
                     "context": "communication", "severity": 2.0},
    }


class Reach(NamedTuple):
    """What listings bring, by the mask of listing agencies (256 of each).

    own: share of services that the listing agencies deny themselves; seen: share that others
    deny in proportion to Heff; own_travel, seen_travel: the same for services of travel, 0 or 1
    and 0 to 1.
    """

    own: np.ndarray
    seen: np.ndarray
    own_travel: np.ndarray
    seen_travel: np.ndarray


def service_shares(agencies, services):
    """Return each agency's severity-weighted share of all services, in the order of agencies."""
    total = sum(row["severity"] for row in services.values()) or 1.0
    return np.array([sum(row["severity"] for row in services.values() if row["agency"] == key)
                     for key in agencies]) / total


def grade(p, gravity):
    """Return what a listing counts by the gravity of its records, equation (1)."""
    step = np.where(gravity < 2.0, GRADES[0], np.where(gravity < 4.0, GRADES[1], GRADES[2]))
    return 1.0 - p.graded * (1.0 - step)


def reach(p, shares, travel, sees, grades):
    """Return the `Reach` of every mask of listing agencies, equation (1).

    shares (agencies,): of services; travel (agencies,): 0 or 1; sees (listing, agencies): what
    is left of the link by which an agency sees another's listing; grades (listing,).  Bit 7 is
    the list by score: the last row of sees and grades.
    """
    agencies = len(shares)
    bits = [*range(agencies), SCORE_BIT]
    member = (np.arange(256)[:, None] >> np.array(bits) & 1).astype(float)
    direct = member[:, :agencies] * grades[:agencies]
    others = 1.0 - member[:, :agencies]
    linked = (member[:, :, None] * sees[None]).max(axis=1) * others
    graded = (member[:, :, None] * (sees * grades[:, None])[None]).max(axis=1) * others
    scale = p.on * p.sanction
    bites = p.on * (p.sanction > 0.0)
    return Reach(scale * (direct * shares).sum(1), scale * (graded * shares).sum(1),
                 bites * (member[:, :agencies] * travel).max(axis=1, initial=0.0),
                 bites * (linked * travel).max(axis=1, initial=0.0))


def breadth(own, seen, linked, suspended):
    """Return B of one listed person, equation (1); suspended: part that does not bite now."""
    return (own + linked * seen) * (1.0 - suspended)


def expected_breadth(own, seen, linked, entries):
    """Return B_c of equation (2), (replicates, cities).

    own, seen (agencies,): of a listing by each agency alone; linked (replicates, cities): Heff;
    entries (replicates, cities, agencies).  A city without an entry last week takes the mean over
    the society, and a society without one the plain mean over agencies that could deny something.
    """
    pooled = entries.sum(axis=1, keepdims=True)
    weights = np.where(entries.sum(axis=2, keepdims=True) > 0, entries, pooled)
    weights = np.where(weights.sum(axis=2, keepdims=True) > 0, weights, (own > 0) * 1.0)
    total = np.maximum(weights.sum(axis=2), 1e-12)
    brought = own + linked[:, :, None] * seen
    return (weights * brought).sum(axis=2) / total


def tests_of_denials(p, families, acts, services, agencies, sees):
    """Return float (agencies + 1, 2, 4): denials that one listing by an agency brings, by test.

    The middle axis: denied by the listing agency itself, denied by others (to be multiplied by
    Heff).  The last: neither, cross-context, disproportionate, both (equation 3).  A list that
    rests on several kinds of record counts each in equal parts; the last row is the list by
    score, which rests on all.  A service whose denial takes nothing away (severity 0) is never
    denied.  Grace, suspension and grading are not in it: it is the rule that is tested, not the
    week.
    """
    out = np.zeros((len(agencies) + 1, 2, 4))
    on_score = {"": {"kinds": list(acts)}}
    for key, family in {**families, **on_score}.items():
        g = agencies.index(key) if key else len(agencies)
        for kind in family["kinds"]:
            record = acts[kind]
            for service in (row for row in services.values() if row["severity"] > 0.0):
                k = agencies.index(service["agency"])
                cross = service["context"] != record["context"]
                heavy = service["severity"] / record["gravity"] > p.proportion_bound
                weight = 1.0 if k == g else float(sees[g, k])
                out[g, int(k != g), cross + 2 * heavy] += weight / len(family["kinds"])
    return p.on * (p.sanction > 0.0) * out


def redlist_lasts(p, weeks):
    """Return whether redlistings still stand, equation (5); weeks: since the last was given."""
    return weeks < p.redlist_term


def denials(tests, listed, linked):
    """Return (replicates, 4): denials of the week by test, equation (3).

    tests: of `tests_of_denials`, with a leading axis; listed (replicates, cities, agencies and
    the list by score); linked (replicates, cities): Heff.
    """
    own = listed.sum(axis=1)[:, :, None] * tests[:, :, 0]
    seen = (listed * linked[:, :, None]).sum(axis=1)[:, :, None] * tests[:, :, 1]
    return (own + seen).sum(axis=1)


def mean_blocked(p, blocked_so_far, passes):
    """Return the mean of equation (4) for an array of refusals so far.

    passes: chance that an attempt gets round the denial.
    """
    willing = np.exp(-p.giving_up * blocked_so_far)
    mean = np.log1p(p.giving_up * p.attempts * willing) / p.giving_up
    return mean * (1.0 - passes) * (1.0 - LIFTED * p.graded)


def poisson(mean, uniform):
    """Return a Poisson count by inversion, at most 40, for equation (4)."""
    chance = exp(0.0 - mean)
    total = chance
    count = 0.0
    while uniform > total and count < 40.0:
        count = count + 1.0
        chance = chance * mean / count
        total = total + chance
    return count


class Cities(CityState, mechanism="sanctions"):
    """What a listing would bring, and what listings deny."""

    breadth = weekly("share", "what a new listing would bring, equation (2)")
    listed = weekly("people", "on each list last week", CITY_AND_LIST)
    denials = told("denials", "denials of the week by test, equation (3)", TEST)


FIELDS = fields(
    redlist=byte("mask of agencies that honour the person", few=True),
    since_refused=weeks_since("weeks since a purchase of travel was refused", few=True),
    since_redlisted=weeks_since("weeks since an agency last honoured the person", few=True),
    refusals=byte("refused attempts since the listing began", few=True),
)
QUANTITIES = quantities(
    redlisted="1 if the person is honoured, by an agency or by score",
    refused_in_year="1 if an attempt was refused in the last 52 weeks",
    redlist_candidate="1 if an act of service is proposed for honours",
    breadth="breadth of what the listing denies, 0 to 1",
    collateral="1 if hit through the household",
)
DRAWS = draws(
    blocked=person_draw(55, "attempts to travel that are refused"),
    redlist=person_draw(58, "which agency honours an act of service"),
)
TALLIES = tallies(
    refused_in_year=units("refused_in_year", "adults refused in the last 52 weeks", groups=True),
    redlisted=units("redlisted", "adults who are honoured", groups=True),
    collateral=units("collateral", "residents hit through the household", everyone=True),
    breadth=count("breadth of what listings deny"),
    attempts=count("refused attempts to travel"),
)

INDICATORS = (
    Indicator(name="refused_in_year", title="Refused at least once a year", metric="M12",
              unit="in 100,000 residents", family="rights", harm=1, digits=0,
              definition="Residents refused a seat at least once in the last 52 weeks.",
              scopes=("whole", "province", "group")),
    Indicator(name="denied_transactions", title="Blocked attempts", metric="M12",
              unit="in 100,000 residents a week", family="rights", harm=1,
              definition="Attempts to travel that a listing blocked in the week."),
    Indicator(name="domain_spread", title="Services denied to a listed person", metric="M11",
              unit="%, by severity", family="rights", harm=1,
              definition="Mean breadth of sanctions over listed residents; 100 is every service "
              "at reference strength.", shown="number"),
    Indicator(name="collateral", title="Household members affected", metric="M10",
              unit="per 100 listed", family="rights", harm=1,
              definition="Residents who are not listed but live with someone who is, while "
              "association is on.", shown="number"),
    Indicator(name="redlisted", title="In good standing", unit="in 100,000 residents",
              family="control", digits=0, scopes=("whole", "province", "group"),
              definition="Residents whom an agency redlists, or whose score is above 1030."),
    Indicator(name="proportionality", title="Denials out of proportion", metric="M15",
              unit="% of denials", family="rights", harm=1,
              definition="Denials whose severity over the gravity of the record exceeds the "
              "bound.", shown="number"),
    Indicator(name="cross_context", title="Denials in another sphere of life", metric="M16",
              unit="% of denials", family="rights", harm=1,
              definition="Denials of a service in a sphere of life in which the record did not "
              "arise.", shown="number"),
    Indicator(name="prohibited_share", title="Sanctions out of context or out of proportion",
              unit="% of sanctions", family="rights", harm=1, metric="M16",
              definition="Sanctions, warnings included, that are a detriment and either in another "
              "sphere of life than the record or disproportionate to its gravity: facts that Art. "
              "5(1)(c) of the EU AI Act asks about, not a finding under it.", shown="number"),
    Indicator(name="sanction_tests", title="Sanctions by the three tests", metric="M15",
              unit="% of sanctions", family="rights", scopes=("combination",),
              definition="Sanctions of the week by detriment (a warning is none), by whether they "
              "are cross-context, and by whether they are disproportionate."),
)
