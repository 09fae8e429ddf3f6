"""Blacklists: who enters, who leaves, and who is on one wrongly.

An agency keeps at most one list (a row of `list_families`). Lists are separate from scores.

1. A court lists on a judgment record, true or false, with chance court_list_share, times
   cannot_pay_listed where the person cannot pay, wherever the debtor is registered; a false one
   stands up to the evidence asked for with chance 1 / (1 + court_check (evidence_factor - 1))
2. Another agency g lists when it receives a new record of its kinds and
   (own_view + (1 - own_view) Heff) (Tr + Fa) > evidence_g evidence_factor exp(drift), where Tr
   and Fa are the gravity-weighted true and false records of the person of which it holds a copy,
   decaying at 1/retention a week; own_view is the part that the agency sees by itself
3. Exits: from the court list by settling (pay_wont or pay_cannot a week), and after court_term
   where there is one; from other lists after `term` weeks; by appeal or repair (`appeals`); by
   sale (`officials`); from a list by score when the score has recovered (`scoring`); none but a
   sale before removal_lag
4. A listing is wrong if its criterion is not met on true records alone. The laboratory knows
   this, the simulated agencies do not.  Its expected number is the sum over adults on no list of
   chance(false record of the kind) chance(it reaches the agency) chance(it lists), before any of
   them is drawn; lists by score and copies that come back are not in it
5. An unpaid judgment stays open until it is settled, at pay_wont or pay_cannot a week, listed or
   not.  Who is on the court's list on a false record may settle too, and so pay a debt that they
   never owed: such exits are counted

A listing on a false record is one of five that are wrong (`lists_wrong`). One clock runs for all
listings of a person: it starts with the first of those in force, and anew when an agency other
than a court lists the person too.

Forms.  `entry_form`: "evidence" is (2); "single_record" lists on the first record of the kind.

Sources: stylised facts C1 and C2 (entries, exits, terms); evidence thresholds are assumed and
tuned to the courts' share of all subjects put on lists in 2018, firms included (`firms`).
"""

from __future__ import annotations

from typing import NamedTuple

from countergaze.compute.maths import clip, hit, maximum, minimum, select, truth
from countergaze.declare import (
    Indicator, Row, Table, form, lever, name_of, switch, text, uncertainty,
)
from countergaze.declare.city import CITY_AND_AGENCY, CityState, carried
from countergaze.declare.state import (
    by_list, byte, columns, count, draws, fields, half, number, person_draw, quantities, tallies,
    units,
)
from countergaze.mechanisms import lists_wrong

QUIET_WEEKS = 51.0
"""Weeks without an act, before this one, of who counts as having committed none for a year."""
SCORE_LIST = 7
"""Bit of the list by score in masks of listing agencies, of which there are at most seven."""


CHANCES = 4096.0
"""Chances of wrong entries are added up in parts of this: sums have 2**-18 as their unit."""
LEAST_CHECK = 0.05


class Parameters(Table, table="lists"):
    """Numbers of lists."""

    on = switch(1.0, meaning="whether any agency keeps a list")
    entry_form = form("evidence", "single_record", meaning="whether an agency weighs evidence or "
                      "lists on the first record of its kind")
    court_list_share = uncertainty(0.40, "share", range=(0.2, 0.6), bounds=(0.0, 1.0),
                                   source="assumed, tuned to court entries (stylised facts C1)",
                                   meaning="judgment records that lead to a listing",
                                   expected_effects={"list_entries": "+"})
    cannot_pay_listed = uncertainty(0.5, "share", range=(0.2, 1.0), bounds=(0.0, 1.0),
                                    source="assumed, tuned (stylised facts C1)",
                                    meaning="of those who cannot pay, how many are listed against "
                                    "those who will not",
                                    expected_effects={"cannot_pay_share": "+"})
    evidence_factor = lever(1.0, "-", range=(0.5, 2.0), bounds=(0.0, 100.0),
                            meaning="evidence that agencies other than courts need, against "
                            "their own rows", expected_effects={"list_entries": "-"})
    court_check = uncertainty(1.0, "-", range=(0.0, 2.0), bounds=(0.0, 10.0),
                              meaning="how fast false judgments fail as courts ask for more "
                              "evidence", expected_effects={"wrongful_entries_expected": "-"})
    own_view = uncertainty(0.5, "share", range=(0.2, 0.9), bounds=(0.0, 1.0),
                           meaning="part of a person's records that one agency sees by itself",
                           expected_effects={"list_entries": "+"})
    pay_wont = uncertainty(0.0055, "a week", range=(0.00137, 0.022), scale="log",
                           bounds=(0.0, 1.0), source="assumed, tuned to exit/entry 0.6 to 0.9 "
                           "(stylised facts C1, C2)", meaning="chance that a listed person who "
                           "can pay settles", expected_effects={"listed": "-"})
    pay_cannot = uncertainty(0.0015, "a week", range=(0.00037, 0.006), scale="log",
                             bounds=(0.0, 1.0), source="assumed, tuned to exit/entry 0.6 to 0.9 "
                             "(stylised facts C1)", meaning="chance that a listed person who "
                             "cannot pay settles", expected_effects={"cannot_pay_share": "-"})
    term = lever(156.0, "weeks", range=(26.0, 520.0), bounds=(1.0, 5200.0),
                 meaning="length of a listing by agencies other than courts",
                 expected_effects={"listed": "+"})
    court_term = lever(None, "weeks", range=(26.0, 520.0), bounds=(1.0, 5200.0), optional=True,
                       source="stylised facts C1 (none before later practice)",
                       meaning="length of a listing by a court; none: until it is settled",
                       expected_effects={"listed": "+"})
    removal_lag = lever(4.0, "weeks", range=(0.0, 26.0), bounds=(0.0, 250.0),
                        meaning="weeks before any listing can end",
                        expected_effects={"listed": "+"})
    retention = lever(156.0, "weeks", range=(26.0, 520.0), bounds=(1.0, 5200.0),
                      meaning="mean lifetime of a record's weight",
                      expected_effects={"list_entries": "+"})


class Agency(Row, table="agencies"):
    """One agency of the state."""

    title = text("in words")
    within = lever(1.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                   source="assumed (the Golden projects linked bureaux first)",
                   meaning="how far its own bureaux are linked, of what `integration.vertical` "
                   "asks")
    rows = {
        "courts": {"title": "Courts"},
        "public_security": {"title": "Public security"},
        "market_and_customs": {"title": "Market and customs"},
        "civil_affairs": {"title": "Civil affairs"},
        "propaganda": {"title": "Culture and propaganda"},
        "industry_and_it": {"title": "Industry and information technology"},
    }


POLICE = "public_security"
"""The agency through whose links the centre forecasts; without it they are whole."""
CUSTOMS = "market_and_customs"
"""The agency through whose links files on people abroad and records of firms that trade come;
without it they are whole."""


class ListFamily(Row, table="list_families"):
    """The blacklist of one agency; its key is the agency's key."""

    kinds = name_of("acts", "kinds of record that can lead to this list", many=True)
    evidence = uncertainty(1.0, "gravity", range=(0.5, 3.5), relative=True, scale="log",
                           bounds=(0.0, 1000.0), meaning="weight of records above which the "
                           "agency lists", expected_effects={"list_entries": "-"})
    court = switch(0.0, meaning="lists on a judgment by chance, not on the weight of records")
    rows = {
        "courts": {"kinds": ["judgment"], "court": 1.0, "evidence": 0.0},
        "public_security": {"kinds": ["order"], "evidence": 28.0},
        "market_and_customs": {"kinds": ["fraud"], "evidence": 20.0},
        "civil_affairs": {"kinds": ["order"], "evidence": 28.0},
        "propaganda": {"kinds": ["dissent"], "evidence": 6.0},
        "industry_and_it": {"kinds": ["fraud"], "evidence": 20.0},
    }


class Family(NamedTuple):
    """One row of `list_families` as the week reads it; kinds is a mask of rows of `acts`."""

    agency: int
    kinds: int
    evidence: float
    court: float


def within(agencies, key):
    """Return how far the bureaux of an agency are linked; wholly where there is no such row."""
    return float(agencies.get(key, {}).get("within", 1.0))


def decayed(p, amount):
    """Return the weight of records that is left after a week."""
    return amount * (1.0 - 1.0 / p.retention)


def chance_of_court_listing(p, cannot_pay, is_true):
    """Return the chance that one judgment record leads to a listing, equation (1)."""
    stands = 1.0 / maximum(1.0 + p.court_check * (p.evidence_factor - 1.0), LEAST_CHECK)
    listed = p.court_list_share * select(cannot_pay, p.cannot_pay_listed, 1.0)
    return minimum(listed * select(is_true, 1.0, stands), 1.0)


def weight_needed(p, family, drift):
    """Return the weight of records that an agency needs, equation (2)."""
    return 0.0 if p.entry_form == 1.0 else family.evidence * p.evidence_factor * drift


def view(p, linked):
    """Return which part of the weight of records an agency sees, equation (2)."""
    return p.own_view + (1.0 - p.own_view) * linked


def chance_of_entry(p, family, cannot_pay, new_true, linked, drift, seen_amount):
    """Return the chance that a new record of the family's kinds lists a person, (1) and (2).

    new_true: whether a true one is among the new; linked: Heff of the city; drift: what local
    rules make of the evidence needed (`grid`); seen_amount: weight of the records of which the
    agency has a copy.
    """
    if family.court > 0.0:
        return chance_of_court_listing(p, cannot_pay, new_true)
    return truth(view(p, linked) * seen_amount > weight_needed(p, family, drift))


def chance_false_records_list(missing, case_records, by_error, made_up):
    """Return the chance that a false record comes and lists a person, equation (4).

    missing: records that an agency lacks to list; by_error: chance of a record by error;
    made_up: of a case whose weight in records is max(1, uniform in 0 to 2 case_records).
    """
    one_is_enough = truth(missing < 1.0)
    heavy_enough = clip(1.0 - missing / maximum(2.0 * case_records, 0.5), 0.0, 1.0)
    return by_error * one_is_enough + made_up * maximum(one_is_enough, heavy_enough)


def entry_is_wrong(p, family, new_true, linked, drift, true_amount):
    """Return whether the criterion is unmet on true records alone, equation (4)."""
    if family.court > 0.0:
        return not new_true
    return not new_true or view(p, linked) * true_amount <= weight_needed(p, family, drift)


def chance_of_exit(p, court, cannot_pay, weeks_listed):
    """Return the chance that a listing ends this week, equation (3)."""
    if weeks_listed < p.removal_lag:
        return 0.0
    if court:
        if weeks_listed >= p.court_term:
            return 1.0
        return hit(p.pay_cannot if cannot_pay else p.pay_wont)
    return 1.0 if weeks_listed >= p.term else 0.0


PLACES = ("whole", "province", "group")

REASONS = ("settled", "term", "repaired", "appeal", "recovered", "sold", "abolished", "unowed")
"""Why a listing ends; unowed: by settling a debt that the person never owed."""
SETTLED, TERM, REPAIRED, APPEALED, RECOVERED, SOLD, ABOLISHED, UNOWED = range(len(REASONS))


class Cities(CityState, mechanism="lists"):
    """What cities carry of entries and listings."""

    entries = carried(0.0, "people", "entries on lists last week by agency", CITY_AND_AGENCY)
    listed = carried(0.0, "share of adults", "adults on a list last week")


FIELDS = (*fields(
    true_amount=number("weight of true records, fading"),
    false_amount=number("weight of false records, fading", few=True),
    listing=byte("mask of the lists the person is on, a bit an agency; bit 7: by score", few=True),
    wrong=byte("those of them whose criterion true records alone do not meet", few=True),
    weeks_listed=half("weeks since the last entry", few=True),
), *lists_wrong.FIELDS)
QUANTITIES = quantities(
    listed="1 if the person is on a list",
    wrongly_listed="1 if any of the listings is wrong",
    newly_listed="1 if the person came on a list this week, rightly",
    newly_wronged="1 if the person came on a list this week, wrongly",
    wronged="1 if newly listed wrongly, or learnt of a false record",
    on_court="1 if the person is on a list of the courts",
    wrong_chance="chance of a wrong entry, in parts of `CHANCES`",
    ended=by_list("why a listing that ended this week ended: place in `REASONS`"),
    quiet_critic="1 if of support below zero and without an act for a year",
    quiet_supporter="1 if of another support and without an act for a year",
    listed_critic="1 if one of the first and on a list",
    listed_supporter="1 if one of the second and on a list",
    listed_ties="ties that were on a list last week",
    newly_listed_ties="ties that came on a list last week",
)
CITY_COLUMNS = columns(
    drift="what evidence needed is multiplied by",
)
DRAWS = draws(
    listing=person_draw(49, "entries on lists"),
    exit=person_draw(50, "exits from lists, and repair"),
    settlement=person_draw(79, "settling a debt while on no list"),
)
TALLIES = (*tallies(
    listed=units("listed", "adults on a list", groups=True),
    wrongful_listing=units("wrongly_listed", "adults wrongly on a list", groups=True),
    quiet_critics=units("quiet_critic", "adults of support below zero, no act for a year"),
    quiet_supporters=units("quiet_supporter", "other adults without an act for a year"),
    listed_critics=units("listed_critic", "the first of them who are on a list"),
    listed_supporters=units("listed_supporter", "the second of them who are on a list"),
    entries=count("entries on lists"),
    wrong_entries=count("wrong entries on lists"),
    exits=count("exits from lists"),
    wrong_exits=count("exits from wrong listings", groups=False),
    paid_unowed=count("those of them by paying a debt that was never owed", groups=False),
    wrongful_expected=count("chances of a wrong entry, in parts of 4096", groups=False),
    cannot_pay_listed=count("listed adults who cannot pay"),
    considered=count("cases considered by agencies that are no courts"),
    court_cases=count("cases considered by courts"),
    meets=count("adults who owe and could pay"),
    missed=count("those of them who are on no list of the courts"),
), *lists_wrong.TALLIES)

INDICATORS = (
    Indicator(name="listed", title="On a list", unit="in 100,000 residents", family="rights",
              definition="Residents on at least one blacklist.", harm=1, digits=0,
              scopes=("whole", "province", "group", "agency")),
    lists_wrong.BY_ANY_CAUSE,
    Indicator(name="wrongful_listing", title="Listed on a false record",
              unit="in 100,000 residents", family="rights", metric="M01", harm=1, digits=1,
              definition="Residents on a list whose criterion is not met on true records alone: "
              "one of the causes of wrong listing.",
              scopes=("whole", "province", "group", "agency")),
    *lists_wrong.OTHER_CAUSES,
    Indicator(name="wrongful_share", title="Listed on a false record, of the listed",
              unit="in 1,000 listed", family="rights", metric="M01", harm=1,
              definition="Residents listed on a false record among 1,000 listed.", shown="number"),
    Indicator(name="cannot_pay_share", title="Listed, on any list, and cannot pay",
              unit="% of the listed", family="rights", metric="M02", harm=1,
              definition="Listed residents whose hardship is above the level at which a debt "
              "can be paid."),
    Indicator(name="list_entries", title="Entries on lists", family="control",
              unit="in 100,000 adults a year",
              definition="New listings, scaled to a year.",
              scopes=(*PLACES, "agency"), digits=0),
    Indicator(name="wrongful_entries_expected", title="Expected entries on a false record",
              unit="in 100,000 adults a year", family="rights", metric="M01", harm=1, digits=2,
              definition="Sum over adults on no list of their chance of a listing on a false "
              "record in the week, before any record is drawn, scaled to a year; lists by score "
              "are not in it.", shown="number"),
    Indicator(name="paid_unowed", title="Paid a debt never owed, to leave a list", metric="M01",
              unit="in 100,000 adults a year", family="rights", harm=1, digits=2,
              definition="Residents listed on a false record who leave the court's list by "
              "settling a debt that they never owed, scaled to a year.", shown="number"),
    Indicator(name="paid_unowed_share", title="Exits from false listings by paying",
              unit="% of exits of the last 52 weeks", family="rights", metric="M01", harm=1,
              digits=0, definition="Of the listings on a false record that ended in the last 52 "
              "weeks, the share that ended because the person paid a debt never owed.",
              shown="number"),
    Indicator(name="list_exits", title="Exits from lists", family="control", digits=0,
              unit="in 100,000 adults a year", definition="Listings that end, scaled to a year.",
              shown="number"),
    Indicator(name="missed_share", title="Meet the court's criterion, not listed",
              metric="M03", unit="% of those who meet it", family="control",
              definition="Of residents with an open unpaid judgment who can pay, the share that "
              "the court does not list.", shown="number"),
    Indicator(name="false_omission", title="Unlisted who meet the court's criterion",
              metric="M03", unit="in 100,000 unlisted", family="control", digits=0,
              definition="Residents off the court's list with an open unpaid judgment who can "
              "pay, among all who are on no list.", shown="number"),
    Indicator(name="listing_ratio", title="Listing rate ratio, group to rest", metric="M04",
              unit="ratio, group over the rest", family="rights", digits=2, scopes=("group",),
              definition="Listed share of a group over the listed share of everybody else."),
    Indicator(name="wrongful_gap", title="Listed on a false record, against the rest", metric="M05",
              unit="in 100,000, group minus the rest", family="rights", scopes=("group",),
              definition="Residents of a group listed on a false record minus those among "
              "everybody else, each per 100,000."),
    Indicator(name="listing_gap_support", title="Listing gap of critics at equal conduct",
              metric="M06", unit="in 100,000, critics minus supporters", family="rights",
              digits=1, definition="Listed share of adults whose private support is below zero "
              "minus that of the others, among those who committed no act for 52 weeks: what "
              "lists make of opinion, and being listed of opinion, so compare worlds.",
              shown="number"),
    Indicator(name="missed_gap", title="Missed by the court against everybody else",
              metric="M05", unit="percentage points, group minus the rest", family="rights",
              scopes=("group",), definition="Share of those who meet the court's criterion that "
              "is not listed, in a group minus among everybody else."),
    Indicator(name="person_weeks_listed", title="Person-weeks on lists", metric="M07",
              unit="in 100,000 residents, from week 0 on", family="rights", harm=1, digits=0,
              scopes=("whole", "group"), definition="Weeks that residents spent on a list since "
              "week 0, added up.", shown="number"),
    Indicator(name="wrongful_person_weeks", title="Person-weeks on lists on a false record",
              metric="M07", unit="in 100,000 residents, from week 0 on", family="rights",
              harm=1, digits=0,
              scopes=("whole", "group"), definition="Weeks that residents spent on a list on a "
              "false record since week 0, added up.", shown="number"),
)
