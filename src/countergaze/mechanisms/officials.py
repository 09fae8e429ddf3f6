"""Officials: how honest and able local offices are, what they bend, and what they tell the centre.

1. integ_c = clip(integrity + integrity_spread N), comp_c = clip(competence + competence_spread N),
   normal numbers drawn by city, in pairs of opposites; loyalty work moves integrity's target by
   loyal_gain loyal and competence's by -loyal_cost loyal, both at rate staff_return
2. misuse M_c = (1 - integ_c) discretion (1 - audit_effect audit)
   (1 - independent_effect independent_audit): upward audit is the centre's own, of targets;
   independent audit is by a body that answers to the public
3. fabricate: officials who need numbers make up a case on an unconnected adult with chance
   fabricate M quota a week; a share court_cases of these are claims that a court turns into a
   judgment, the rest files on acts in the street, which weigh case_records records on average
   (`conduct`): what a list needs.  Of each kind of act at most one case is made up of a person
   in a week, and none where `sensing` is off.  erase: records of acts of officials' households
   vanish with chance erase M (at most 1) as they are made, true ones only: false records of them
   stay, and records of dissent; sell: a listed person who can pay (hardship below 0.3) buys an
   exit from every list with chance sell M a week
4. report_c = true load (1 - d); what the centre believes = report + Veff direct_view (1 - min(1,
   bend M)) (true load - report); d = clip((d_base + d_turn [turnover] + d_sens sensitivity -
   d_audit audit - d_independent independent_audit) (1 - integ) / 0.3, 0, 0.9); turnover lasts 26
   weeks in 260, its phase by city
5. effort goes to targets by e_T = lgt(eff_audit (audit - 0.3) - eff_open (transparency - 0.1) +
   eff_independent independent_audit), and to service by eff = 1 - e_T (1 - overlap).  What an
   independent audit does to effort is not known, not even its sign: eff_independent is 0, and
   its range has both
6. re-checks (with independent_audit, G15): a share `recheck` of people on file is re-examined
   each week; false records found, with chance comp, are corrected (`integration`).  A listing
   that rests on one stays

Forms.  `reports_form`: "career" is (4); "target" reports min(truth, 0.6), as the target asks;
"honest" reports the truth.

Known limit: at the defaults mean M = 0.3 x 0.3 x 0.76 = 0.068.

Left out: single officials, factions, who is punished for what, the hours of audits (those of
re-checks are counted, `safeguards`).

Sources: Wallace 2016 (reports inflate around turnover: sign); audit and transparency as separate
levers after the report; independent audit as a third one, since upward audit fixes fidelity to
targets and no more; sizes are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import minimum
from countergaze.compute.replicates import chosen
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import CityState, carried, weekly
from countergaze.declare.state import (
    columns, count, draw, draws, person_draw, tallies, total, units,
)

CAN_BUY = 0.3
INTEGRITY_REFERENCE_LOSS = 0.3
MOST_INFLATION = 0.9
TURNOVER_WEEKS, TERM_WEEKS = 26, 260
TARGET = 0.6
AUDIT_REFERENCE, OPEN_REFERENCE = 0.3, 0.1


class Parameters(Table, table="officials"):
    """Numbers of officials."""

    on = switch(1.0, meaning="whether officials bend rules and reports")
    reports_form = form("career", "target", "honest", source="assumed; Wallace 2016 for career",
                        meaning="what shapes reports: career, the target, or the truth")
    integrity = lever(0.7, "-", range=(0.3, 0.95), bounds=(0.0, 1.0),
                      meaning="mean integrity of city offices", expected_effects={"misuse": "-"})
    competence = lever(0.6, "-", range=(0.4, 0.9), bounds=(0.0, 1.0),
                       meaning="mean competence of city offices",
                       expected_effects={"recorded_share": "+"})
    integrity_spread = uncertainty(0.10, "-", range=(0.05, 0.2), bounds=(0.0, 0.5),
                                   meaning="standard deviation of integrity between cities")
    competence_spread = uncertainty(0.08, "-", range=(0.04, 0.16), bounds=(0.0, 0.5),
                                    meaning="standard deviation of competence between cities",
                                    expected_effects={"load": "+"})
    discretion = lever(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                       meaning="what local offices may decide unseen",
                       expected_effects={"misuse": "+"})
    audit = lever(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  meaning="upward audit of local offices", expected_effects={"misuse": "-"})
    independent_audit = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                              meaning="audit of local offices by a body that does not answer to "
                              "them or to the centre", expected_effects={"misuse": "-"})
    transparency = lever(0.1, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                         meaning="what the public can see of local offices",
                         expected_effects={"service_quality": "+"})
    recheck = lever(0.0, "share of people on file a week", range=(0.0, 0.01), bounds=(0.0, 1.0),
                    meaning="people on file who are re-examined at random",
                    expected_effects={"wrong_records": "-"})
    audit_effect = uncertainty(0.8, "-", range=(0.4, 1.0), bounds=(0.0, 1.0),
                               meaning="misuse that full audit prevents",
                               expected_effects={"misuse": "-"})
    independent_effect = uncertainty(0.5, "-", range=(0.1, 0.9), bounds=(0.0, 1.0),
                                     meaning="misuse that full independent audit prevents",
                                     expected_effects={"misuse": "-"})
    fabricate = uncertainty(0.00005, "a week", scale="log", range=(0.000005, 0.0005),
                            bounds=(0.0, 0.1), meaning="cases that full misuse under a full "
                            "quota makes up on one adult",
                            expected_effects={"fabricated_cases": "+"})
    case_records = uncertainty(40.0, "records", range=(20.0, 80.0), bounds=(1.0, 1000.0),
                               source="assumed (about what the list of an agency needs at the "
                               "links of the baseline)", meaning="mean weight of a made-up case "
                               "of acts in the street, in records",
                               expected_effects={"wrongful_entries_expected": "+"})
    court_cases = uncertainty(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                              meaning="made-up cases that are claims of debt before a court",
                              expected_effects={"wrongful_entries_expected": "+"})
    erase = uncertainty(3.0, "-", range=(0.0, 6.0), bounds=(0.0, 100.0),
                        meaning="records of the connected that misuse makes vanish",
                        expected_effects={"erased": "+"})
    sell = uncertainty(0.02, "a week", range=(0.0, 0.05), bounds=(0.0, 1.0),
                       meaning="exits that full misuse sells to one listed person who can pay",
                       expected_effects={"sold_exits": "+"})
    quota = lever(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  meaning="pressure of quotas for cases",
                  expected_effects={"fabricated_cases": "+"})
    direct_view = uncertainty(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                              meaning="what the centre sees by itself through full vertical links",
                              expected_effects={"belief_error": "+"})
    bend = uncertainty(3.0, "-", range=(0.0, 10.0), bounds=(0.0, 100.0),
                       meaning="how far misuse turns data seen directly into an echo of the "
                       "report", expected_effects={"belief_error": "-"})
    d_base = uncertainty(0.1, "share", range=(0.0, 0.3), bounds=(-1.0, 1.0),
                         source="assumed (Wallace 2016: sign only)",
                         meaning="load that reports leave out",
                         expected_effects={"report_error": "-"})
    d_turn = uncertainty(0.1, "share", range=(0.0, 0.3), bounds=(-1.0, 1.0),
                         source="assumed (Wallace 2016: sign only)",
                         meaning="more of it near turnover", expected_effects={"report_error": "-"})
    d_sens = uncertainty(0.2, "share", range=(0.0, 0.3), bounds=(-1.0, 1.0),
                         source="assumed (Wallace 2016: sign only)",
                         meaning="more of it on sensitive matters",
                         expected_effects={"report_error": "-"})
    d_audit = uncertainty(0.3, "share", range=(0.0, 0.3), bounds=(-1.0, 1.0),
                          source="assumed (Wallace 2016: sign only)",
                          meaning="less of it under full audit",
                          expected_effects={"report_error": "+"})
    d_independent = uncertainty(0.2, "share", range=(0.0, 0.3), bounds=(-1.0, 1.0),
                                meaning="less of it under full independent audit, which "
                                "publishes errors", expected_effects={"report_error": "+"})
    sensitivity = uncertainty(0.7, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                              meaning="how sensitive load is to report",
                              expected_effects={"report_error": "-"})
    eff_audit = uncertainty(1.5, "-", scale="log", range=(0.5, 3.0), bounds=(0.0, 20.0),
                            meaning="how audit turns effort to targets",
                            expected_effects={"service_quality": "-"})
    eff_open = uncertainty(1.5, "-", scale="log", range=(0.5, 3.0), bounds=(0.0, 20.0),
                           meaning="how transparency turns effort to service",
                           expected_effects={"service_quality": "+"})
    eff_independent = uncertainty(0.0, "-", range=(-1.5, 1.5), bounds=(-20.0, 20.0),
                                  meaning="how independent audit turns effort: above 0 to "
                                  "targets, below to service",
                                  expected_effects={"service_quality": "-"})
    overlap = uncertainty(0.5, "share", range=(0.1, 0.9), bounds=(0.0, 1.0),
                          meaning="effort to targets that serves the public too",
                          expected_effects={"service_quality": "+"})
    loyal = lever(0.0, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  meaning="loyalty work with officials", expected_effects={"misuse": "-"})
    loyal_gain = uncertainty(0.2, "-", range=(0.0, 0.3), bounds=(-1.0, 1.0),
                             meaning="integrity that full loyalty work adds",
                             expected_effects={"misuse": "-"})
    loyal_cost = uncertainty(0.15, "-", range=(0.0, 0.3), bounds=(-1.0, 1.0),
                             meaning="competence that it costs",
                             expected_effects={"recorded_share": "-"})
    staff_return = uncertainty(0.01, "a week", scale="log", range=(0.002, 0.05), bounds=(0.0, 1.0),
                               meaning="how fast staff follow", expected_effects={"misuse": "-"})


def start_of(mean, width, normal):
    """Return integrity or competence of each office at the start, equation (1)."""
    return np.clip(mean + width * normal, 0.0, 1.0)


def moved_by_loyalty(p, gained, lost):
    """Return what loyalty work has added to integrity and to competence so far, equation (1)."""
    return (gained + p.staff_return * (p.loyal_gain * p.loyal - gained),
            lost + p.staff_return * (-p.loyal_cost * p.loyal - lost))


def misuse(p, integrity):
    """Return M of equation (2), of the shape of `integrity`."""
    audited = (1.0 - p.audit_effect * p.audit) * (
        1.0 - p.independent_effect * p.independent_audit)
    return p.on * (1.0 - integrity) * p.discretion * audited


def in_turnover(week, phase):
    """Return 1 in the weeks of turnover; phase (cities,): a uniform in [0, 1)."""
    at = (week + np.floor(phase * TERM_WEEKS)) % TERM_WEEKS
    return (at < TURNOVER_WEEKS) * 1.0


def inflation(p, integrity, turnover):
    """Return d of equation (4): the share of load that a report leaves out."""
    pressed = (p.d_base + p.d_turn * turnover + p.d_sens * p.sensitivity - p.d_audit * p.audit
               - p.d_independent * p.independent_audit)
    bent = np.clip(pressed * (1.0 - integrity) / INTEGRITY_REFERENCE_LOSS, 0.0, MOST_INFLATION)
    return chosen((p.on > 0.0) & (p.reports_form == 0.0), bent, 0.0)


def report(p, load, inflated):
    """Return the load that offices report, equation (4)."""
    as_asked = (p.on > 0.0) & (p.reports_form == 1.0)
    return chosen(as_asked, np.minimum(load, TARGET), load * (1.0 - inflated))


def belief(p, load, reported, upward, misused):
    """Return the load that the centre believes in, equation (4)."""
    direct = upward * p.direct_view * (1.0 - np.minimum(1.0, p.bend * misused))
    return reported + direct * (load - reported)


def effort(p):
    """Return the effort that goes to service, equation (5)."""
    pull = (p.eff_audit * (p.audit - AUDIT_REFERENCE)
            - p.eff_open * (p.transparency - OPEN_REFERENCE)
            + p.eff_independent * p.independent_audit)
    to_targets = 1.0 / (1.0 + np.exp(-pull))
    return 1.0 - to_targets * (1.0 - p.overlap)


def chance_to_fabricate(p, misused):
    """Return the chance that officials make up a case on an unconnected adult, equation (3)."""
    return p.fabricate * p.quota * misused


def share_of_cases(p, street, debt):
    """Return which share of made-up cases is of a kind of act, equation (3)."""
    return p.court_cases * debt + (1.0 - p.court_cases) * street


def chance_to_erase(p, misused):
    """Return the chance that a connected person's record vanishes as it is made, equation (3)."""
    return minimum(p.erase * misused, 1.0)


def chance_to_buy(p, misused, hardship):
    """Return the chance that a listed person buys an exit this week, equation (3)."""
    return p.sell * misused if hardship < CAN_BUY else 0.0


class Cities(CityState, mechanism="officials"):
    """What city offices are like, and what they tell the centre."""

    gained = carried(0.0, "share", "integrity that loyalty work has added")
    lost = carried(0.0, "share", "competence that loyalty work has added, below zero")
    integrity = weekly("share", "integrity of the city's offices")
    competence = weekly("share", "competence of the city's offices")
    misuse = weekly("share", "misuse, M of equation (2)", reported=True)
    report = weekly("share of capacity", "load that the city reports", reported=True)
    belief = weekly("share of capacity", "load that the centre believes in", reported=True)


CITY_COLUMNS = columns(
    fabricated="chance that officials make up a case on one unconnected adult",
    misuse="misuse by officials, 0 to 1",
    competence="competence of the city's offices, 0 to 1",
)
DRAWS = draws(
    sale=person_draw(57, "buying off a listing"),
    integrity=draw(69, "integrity of offices"),
    competence=draw(70, "competence of offices"),
    turnover=draw(71, "turnover of leaders"),
)
TALLIES = tallies(
    sold=count("listings bought off"),
    fabricated=units("fabricated", "cases that officials make up"),
    erased=total("erased", "records of officials' households that vanish"),
)

INDICATORS = (
    Indicator(name="misuse", title="Misuse by officials", unit="%", family="integrity",
              harm=1, digits=2, scopes=("whole", "province"),
              definition="Mean over residents of what local offices bend: lack of integrity times "
              "discretion times what audit leaves.", shown="number"),
    Indicator(name="fabricated_cases", title="Cases made up by officials", family="integrity",
              unit="in 100,000 adults a year", harm=1, digits=2, metric="M01",
              definition="Files on people who did nothing, made up by officials to meet a quota, "
              "scaled to a year.", shown="number"),
    Indicator(name="erased", title="Records of the connected that vanish", family="integrity",
              unit="in 100,000 adults a year", harm=1, digits=1,
              definition="Records of officials' households erased as they were made, scaled to a "
              "year.", shown="number"),
    Indicator(name="sold_exits", title="Exits sold", unit="in 100,000 adults a year",
              family="integrity", harm=1, digits=2,
              definition="Listings that officials ended for money, scaled to a year.",
              shown="number"),
    Indicator(name="report_error", title="Reports against the truth", family="integrity",
              unit="% of the true load", metric="M18", digits=1,
              definition="Load that cities report minus their true load, as % of it: below zero "
              "reports look better than the truth.", scopes=("whole", "province")),
    Indicator(name="belief_error", title="What the centre believes against the truth",
              unit="% of the true load", metric="M18", family="integrity", digits=1,
              definition="Load that the centre believes in minus the true load, as % of it.",
              scopes=("whole", "province")),
    Indicator(name="rechecks", title="Files re-examined", unit="in 100,000 adults a year",
              family="cost", digits=0, definition="People on file whose records were re-examined "
              "at random, scaled to a year.", shown="number"),
)
