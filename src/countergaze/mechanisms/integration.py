"""Who sees what: links between agencies and levels, copies of records, corrections that travel.

For city c, with integ_c the integrity of its offices:

1. across agencies H_c(t) = horizontal ramp(t; cross_start, cross_weeks); up the levels inside an
   agency V_c(t) = vertical ramp(t; 0, within_weeks); ramp = clip((t - start) / weeks, 0, 1), t
   counted from the start of burn-in, or from week `start` where set
2. what offices do with a mandate: Heff_c = H_c (1 - resistance (1 - integ_c)), the same for V;
   times (1 - purpose_limit) where the agency has no service in the record's sphere of life
3. who holds: a mask of agencies for a person's true records and one for false ones.  A new record
   goes to its home agency, and to each other agency with chance Heff.  Of people registered
   elsewhere the home agency's file is kept in another city: it gets the record with chance
   Veff within_g, the linkage of its own bureaux.  A mask is emptied when the weight of its
   records has faded below 0.25; false records end so "never corrected".  A mask does not know
   which record was copied: an agency that holds one weighs all of the person's.  Against records
   one by one, an agency that makes none of its own weighs 4.7 times too much at Heff 0.1, 2 times
   at 0.425 (the baseline), 1.15 times at 0.85; a weight by agency would double a person's memory.
   At the evidence that lists need by default true records list next to nobody there either way;
   at a quarter of it, more than ten times too many: lists of agencies other than a record's home
   are an upper bound
4. a correction clears each holder with chance correction_reach; while one still holds the false
   record, each cleared agency gets it back with chance relapse a week.  The weight of false
   records stays whole, at whoever still holds them, until the last holder is cleared
5. an attempt to get round a denial passes with chance bypass (1 - identity_link)

Forms.  `rollout_form`: "staged" is (1); "at_once" puts every ramp at its end from the first
week on, or from week `start`; under "resisted"
offices under load withhold more (resistance + 0.5 max(0, load - 0.8)).

Known limit: a record has 1 + (agencies - 1) Heff holders on average, and all of k copies are
corrected with chance correction_reach^k.

Left out: what each record says (only its weight), copies outside the state.

Sources: stylised facts C3 (81 % of cities share; effective less) and C1 (identity link of
2016-12); C8 (FTC 2012: 1 % of removed items came back); other numbers are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import chosen
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import CityState, weekly
from countergaze.declare.state import (
    byte, columns, count, draws, fields, half, person_draw, quantities, tallies, units,
    weeks_since,
)

LEAST_WEIGHT = 0.25
LOAD_RESISTANCE, FREE_LOAD = 0.5, 0.8


class Parameters(Table, table="integration"):
    """Numbers of integration."""

    on = switch(1.0, meaning="whether agencies and levels see each other's records")
    rollout_form = form("staged", "at_once", "resisted", meaning="links grow in stages, "
                        "inside agencies before across them; all at once; or in stages that "
                        "offices under load hold up")
    horizontal = lever(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                       source="stylised facts C3 (81 % of cities share; effective less)",
                       meaning="mandate to share across agencies",
                       expected_effects={"copies_per_record": "+"})
    vertical = lever(0.6, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                     meaning="mandate to share up the levels inside an agency",
                     expected_effects={"copies_per_record": "+"})
    resistance = uncertainty(0.5, "-", range=(0.0, 1.0), bounds=(0.0, 1.0),
                             meaning="how far offices without integrity withhold",
                             expected_effects={"copies_per_record": "-"})
    start = lever(None, "week", bounds=(-2000.0, 100000.0), whole=True, optional=True,
                  meaning="week from which the roll-out counts; none: the start of burn-in",
                  expected_effects={"copies_per_record": "-"})
    within_weeks = lever(52.0, "weeks", range=(0.0, 260.0), bounds=(0.0, 2000.0),
                         meaning="how long linking the levels takes",
                         expected_effects={"copies_per_record": "-"})
    cross_start = lever(52.0, "weeks", range=(0.0, 260.0), bounds=(0.0, 2000.0),
                        meaning="weeks before linking across agencies begins",
                        expected_effects={"copies_per_record": "-"})
    cross_weeks = lever(104.0, "weeks", range=(0.0, 260.0), bounds=(0.0, 2000.0),
                        meaning="how long linking across agencies takes",
                        expected_effects={"copies_per_record": "-"})
    purpose_limit = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                          meaning="links cut to agencies without a service in the record's "
                          "sphere of life", expected_effects={"cross_context": "-"})
    correction_reach = lever(0.6, "share", range=(0.3, 1.0), bounds=(0.0, 1.0),
                             source="assumed (stylised facts C8)",
                             meaning="chance that a correction reaches one holder",
                             expected_effects={"never_corrected": "-"})
    relapse = uncertainty(0.01, "a week", range=(0.001, 0.05), scale="log", bounds=(0.0, 1.0),
                          source="assumed: where it was followed, in credit files, 1 % of removed "
                          "items ever came back (stylised facts C8); among agencies unknown",
                          meaning="chance that a cleared holder gets the false record back",
                          expected_effects={"wrongful_share": "+"})
    bypass = uncertainty(0.3, "share", range=(0.0, 0.6), bounds=(0.0, 1.0),
                         meaning="attempts that get round a denial without linked identities",
                         expected_effects={"denied_transactions": "-"})
    identity_link = lever(1.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                          source="stylised facts C1 (passports linked from 2016-12-10)",
                          meaning="linkage of identities that closes ways round a denial",
                          expected_effects={"denied_transactions": "+"})


def ramp(p, week, burn_in, start, weeks):
    """Return how far a roll-out of `weeks` weeks has come, in [0, 1], equation (1)."""
    from_the_first = np.isnan(p.start)
    since = chosen(from_the_first, week + burn_in, week - p.start)
    staged = np.minimum(np.maximum((since - start) / np.maximum(weeks, 1e-9), 0.0), 1.0)
    at_once = from_the_first | (week >= p.start)
    return chosen(p.rollout_form == 1.0, at_once * 1.0, staged)


def _done(p, mandate, integrity, load):
    """Return what offices do with a mandate, equation (2)."""
    held_up = LOAD_RESISTANCE * np.maximum(0.0, load - FREE_LOAD)
    resistance = np.minimum(p.resistance + held_up * (p.rollout_form == 2.0), 1.0)
    return p.on * mandate * (1.0 - resistance * (1.0 - integrity))


def mandated(p, integrity):
    """Return Heff once every stage of the roll-out is done, of the shape of `integrity`."""
    return _done(p, p.horizontal, integrity, FREE_LOAD)


def across(p, week, burn_in, integrity, load):
    """Return Heff before purpose limits, of the shape of `integrity` and `load`."""
    stage = ramp(p, week, burn_in, p.cross_start, p.cross_weeks)
    return _done(p, p.horizontal * stage, integrity, load)


def upward(p, week, burn_in, integrity, load):
    """Return Veff, of the shape of `integrity` and `load`."""
    return _done(p, p.vertical * ramp(p, week, burn_in, 0.0, p.within_weeks), integrity, load)


def kept_links(p, contexts_of_kinds, contexts_of_agencies):
    """Return (kinds, agencies): the part of each link that purpose limits leave, equation (2).

    contexts_of_kinds: one word a kind; contexts_of_agencies: a set of words an agency.
    """
    foreign = np.array([[context not in own for own in contexts_of_agencies]
                        for context in contexts_of_kinds], float)
    return 1.0 - p.purpose_limit * foreign.reshape(len(contexts_of_kinds), -1)


def passes(p):
    """Return the chance that an attempt gets round a denial, equation (5)."""
    return p.bypass * (1.0 - p.identity_link)


CORRECTION_WEEKS = ("0-12", "13-26", "27-52", "53-104", "105-208", "209+", "never")
"""Spans of weeks after which false records end; the last: they faded, nobody corrected them."""


class Cities(CityState, mechanism="integration"):
    """How far city offices are linked this week."""

    linked = weekly("share", "Heff before purpose limits")
    upward = weekly("share", "Veff")


FIELDS = fields(
    holds_true=byte("mask of agencies that hold true records of the person"),
    holds_false=byte("mask of agencies that hold false records of the person", few=True),
    false_home=byte("those of them that made the false record", few=True),
    cleared=byte("mask of agencies that were told of a correction", few=True),
    weeks_false=half("weeks since the first false record still on file", few=True),
    since_record=weeks_since("weeks since the last record"),
)
QUANTITIES = quantities(
    on_file="1 if any agency holds a record of the person",
)
CITY_COLUMNS = columns(
    linked="share of records that cross agencies, before purpose limits",
    upward="share of records that reach the agency's own centre",
)
DRAWS = draws(
    copy=person_draw(48, "which agencies a new record reaches"),
    correction=person_draw(53, "which holders a correction reaches"),
    relapse=person_draw(54, "false records that come back"),
    learn=person_draw(80, "learning of a new false record"),
    recheck=person_draw(62, "re-examining false records at random"),
)
TALLIES = tallies(
    copies=count("copies of records sent"),
    copies_cleared=count("copies cleared by a correction"),
    false_held=count("adults of whom a false record is held"),
    on_file=units("on_file", "adults of whom a record is held"),
    **{f"corrected_{place}": count(f"false records ended after {span} weeks")
       for place, span in enumerate(CORRECTION_WEEKS)},
)

INDICATORS = (
    Indicator(name="copies_per_record", title="Agencies that get a record", family="control",
              unit="agencies per record", digits=2,
              definition="Agencies that received a new record, true or false, per record made.",
              shown="number"),
    Indicator(name="wrong_records", title="People with a false record", family="integrity",
              unit="in 100,000 residents", harm=1, digits=0,
              definition="Residents of whom at least one agency holds a false record.",
              shown="number"),
    Indicator(name="wrong_records_own", title="False records at the agency that made them",
              unit="in 100,000 residents", family="integrity", harm=1, digits=0,
              scopes=("agency",),
              definition="Residents of whom the agency holds a false record of its own."),
    Indicator(name="wrong_records_copied", title="False records copied from other agencies",
              unit="in 100,000 residents", family="integrity", harm=1, digits=0,
              scopes=("agency",),
              definition="Residents of whom the agency holds only false records made elsewhere."),
    Indicator(name="time_to_correction", title="False records by what became of them",
              unit="in 100,000 adults a year", family="integrity", metric="M08", digits=1,
              scopes=("weeks",),
              definition="False records that ended in the week, by weeks from the first of them "
              "to no holder; never: it faded without being corrected everywhere. Scaled to a "
              "year."),
    Indicator(name="never_corrected", title="False records never corrected", metric="M08",
              unit="% of those that ended", family="rights", harm=1,
              definition="Of the false records that ended in the last 52 weeks, the share that "
              "faded without being corrected at every holder.", shown="number"),
)
