"""Safeguards: what each one sets in the other mechanisms, and the staff hours that it costs.

A safeguard is a switch (or, where what it sets is a number, an intensity between 0 and 1).  At
intensity u a number that it sets goes from its own value v to v + u (target - v); a number that
is "none" without it takes the target at once; one that protects more than the target stays as it
is.  Safeguards change nothing else, so whatever one does can also be set by hand; `SETS` lists it
all.

| id | safeguard | sets | staff hours |
|---|---|---|---|
| G01 | prior_notice | notice 0.9 a week, grace 4 weeks | 0.25 a listing |
| G02 | appeal_bench | seats 0.5, appeal_chance 0.2 | 3 a case heard |
| G03 | suspensive_effect | no sanction while an appeal is pending | - (longer queues) |
| G04 | travelling_correction | correction_reach 0.98 | 0.25 a copy cleared |
| G05 | repair_path | repair 0.01 a week after 26 weeks without a record | 1 an exit |
| G06 | retention_limit | retention, term and court_term 52 weeks | - |
| G07 | purpose_limitation | purpose_limit 0.8 | - |
| G08 | minimum_evidence | evidence_factor 1.5 | 0.5 an entry considered |
| G09 | ability_to_pay | cannot_pay_listed 0 | 1 a case before the court |
| G10 | human_review | grant_true 0.55 | 3 a case heard |
| G11 | no_association | assoc 0, points_assoc 0 | - |
| G12 | consent | only who consents has a score | - |
| G13 | score_only_rewards | list_below none, score_alone 0 | - |
| G14 | graded_terms | sanctions by gravity, one denial in four lifted | 0.5 an entry |
| G15 | independent_audit | audit 0.8, recheck 0.002 of people on file a week | 1 a file |
| G16 | update_discounting | discovered incidents are discounted: feedback 1 | - |
| G17 | disclosure | aware 0.5 | - |
| G18 | blocking_statute | blocking 1 | - |
| G19 | host_protection | least_protection 0.8 | - |
| G20 | export_control | export_control 0.5 | - |
| G21 | scoring_ban | pilot 0, political 0, list_below none, purpose_limit 1 | - |

G18 to G20 are for other countries to bring in, all others for the one that has the system.  G13 and
G21, and G07 and G21, set a number in common: of two in force the one that protects more holds.
G07 and G21 bind lists and denials; forecasts, and kin who report on people abroad, still reach what
other agencies hold.

Sources: facts on safeguards (MiDAS and Robodebt reviews; FTC 2012; repair measures of 2023; EU
AI Act; Green 2022; Cohen et al. 2024); sizes and hours are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from countergaze.declare import Indicator, Table, lever

NONE = None


class Parameters(Table, table="safeguards"):
    """How far each safeguard is in force."""

    prior_notice = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                         meaning="G01: notice with reasons before a listing bites",
                         moves={"domain_spread": "-"})
    appeal_bench = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                         meaning="G02: an appeal with a deadline and a staffed bench",
                         moves={"appeals_heard": "+"})
    suspensive_effect = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                              meaning="G03: no sanction while an appeal is pending",
                              moves={"domain_spread": "-"})
    travelling_correction = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                                  meaning="G04: a correction that travels to every holder",
                                  moves={"never_corrected": "-"})
    repair_path = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                        meaning="G05: a way out after half a year without a record",
                        moves={"listed": "-"})
    retention_limit = lever(0.0, "0 or 1", range=(0.0, 1.0), bounds=(0.0, 1.0), whole=True,
                            meaning="G06: records and listings end after a year",
                            moves={"listed": "-"})
    purpose_limitation = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                               meaning="G07: records stay in the sphere of life they are about",
                               moves={"copies_per_record": "-"})
    minimum_evidence = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                             meaning="G08: more evidence before a listing",
                             moves={"list_entries": "-"})
    ability_to_pay = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                           meaning="G09: who cannot pay is not listed for it",
                           moves={"cannot_pay_share": "-"})
    human_review = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                         meaning="G10: a human reviews every appeal again",
                         moves={"appeals_granted": "+"})
    no_association = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                           meaning="G11: nobody is sanctioned through somebody else",
                           moves={"collateral": "-"})
    consent = lever(0.0, "0 or 1", range=(0.0, 1.0), bounds=(0.0, 1.0), whole=True,
                    meaning="G12: only who consents has a score", moves={"scored": "-"})
    score_only_rewards = lever(0.0, "0 or 1", range=(0.0, 1.0), bounds=(0.0, 1.0), whole=True,
                               meaning="G13: a score is never a ground for penalty",
                               moves={"offences_scored": "+"})
    graded_terms = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                         meaning="G14: sanctions graded by the gravity of the record",
                         moves={"domain_spread": "-"})
    independent_audit = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                              meaning="G15: independent audit with random re-checks",
                              moves={"misuse": "-"})
    update_discounting = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                               meaning="G16: what was found by looking is discounted",
                               moves={"scrutiny_concentration": "-"})
    disclosure = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                       meaning="G17: the rules are partly disclosed",
                       moves={"performative": "+"})
    blocking_statute = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                             meaning="G18: a statute at home that fines firms which give in",
                             moves={"alignment": "-"})
    host_protection = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                            meaning="G19: hosts protect the data of people from abroad",
                            moves={"files_abroad": "-"})
    export_control = lever(0.0, "0 to 1", range=(0.0, 1.0), bounds=(0.0, 1.0),
                           meaning="G20: other countries hold technology of sensing back",
                           moves={"technology": "-"})
    scoring_ban = lever(0.0, "0 or 1", range=(0.0, 1.0), bounds=(0.0, 1.0), whole=True,
                        meaning="G21: no scores, and no sanction across spheres of life",
                        moves={"scored": "-"})


SETS: dict[str, dict[str, float | None]] = {
    "prior_notice": {"appeals.notice": 0.9, "sanctions.grace": 4.0},
    "appeal_bench": {"appeals.seats": 0.5, "appeals.appeal_chance": 0.2},
    "suspensive_effect": {"appeals.suspensive": 1.0},
    "travelling_correction": {"integration.correction_reach": 0.98},
    "repair_path": {"appeals.repair": 0.01},
    "retention_limit": {"lists.retention": 52.0, "lists.term": 52.0, "lists.court_term": 52.0},
    "purpose_limitation": {"integration.purpose_limit": 0.8},
    "minimum_evidence": {"lists.evidence_factor": 1.5},
    "ability_to_pay": {"lists.cannot_pay_listed": 0.0},
    "human_review": {"appeals.grant_true": 0.55},
    "no_association": {"sanctions.assoc": 0.0, "scoring.points_assoc": 0.0},
    "consent": {"scoring.consent": 1.0},
    "score_only_rewards": {"scoring.list_below": NONE, "conduct.score_alone": 0.0},
    "graded_terms": {"sanctions.graded": 1.0},
    "independent_audit": {"officials.audit": 0.8, "officials.recheck": 0.002},
    "update_discounting": {"forecasting.discount": 1.0},
    "disclosure": {"conduct.aware": 0.5},
    "blocking_statute": {"firms.blocking": 1.0},
    "host_protection": {"abroad.least_protection": 0.8},
    "export_control": {"economy.export_control": 0.5},
    "scoring_ban": {"scoring.pilot": 0.0, "scoring.political": 0.0, "scoring.list_below": NONE,
                    "integration.purpose_limit": 1.0},
}
"""Safeguard -> full name of what it sets -> target at full intensity."""

LESS = frozenset({"lists.retention", "lists.term", "lists.court_term", "lists.cannot_pay_listed",
                  "sanctions.assoc", "conduct.score_alone", "scoring.pilot", "scoring.political"})
"""What protects more where it is less; of all others more protects more."""

IDS = {"G01": "prior_notice", "G02": "appeal_bench", "G03": "suspensive_effect",
       "G04": "travelling_correction", "G05": "repair_path", "G06": "retention_limit",
       "G07": "purpose_limitation", "G08": "minimum_evidence", "G09": "ability_to_pay",
       "G10": "human_review", "G11": "no_association", "G12": "consent",
       "G13": "score_only_rewards", "G14": "graded_terms",
       "G15": "independent_audit", "G16": "update_discounting", "G17": "disclosure",
       "G18": "blocking_statute", "G19": "host_protection", "G20": "export_control",
       "G21": "scoring_ban"}

HOURS = {"prior_notice": (0.25, "entries"), "appeal_bench": (3.0, "heard"),
         "travelling_correction": (0.25, "copies_cleared"), "repair_path": (1.0, "repairs"),
         "minimum_evidence": (0.5, "considered"), "ability_to_pay": (1.0, "court_cases"),
         "independent_audit": (1.0, "rechecks"), "human_review": (3.0, "heard"),
         "graded_terms": (0.5, "entries")}
"""Safeguard -> hours at full intensity for each of what is counted."""


COUNTED_BY_INTENSITY = frozenset({"repair_path", "independent_audit"})
"""Their events come in proportion to the intensity already: each costs its full hours."""


def applied(values: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the values of all tables with the safeguards of `values["safeguards"]` in force."""
    out = {table: dict(fields) for table, fields in values.items()}
    for name, targets in SETS.items():
        intensity = float(values["safeguards"][name] or 0.0)
        if intensity <= 0.0:
            continue
        for key, target in targets.items():
            table, field = key.split(".")
            own = out[table][field]
            if own is None or target is None:
                out[table][field] = target
            elif (float(own) > target) == (key in LESS):
                out[table][field] = float(own) + intensity * (target - float(own))
    return out


def hours(p, counts: Mapping[str, Any]) -> Any:
    """Return the staff hours of a week from what was counted in it (see `HOURS`)."""
    return sum(((getattr(p, name) > 0.0) * 1.0 if name in COUNTED_BY_INTENSITY
                else getattr(p, name)) * each * counts[what]
               for name, (each, what) in HOURS.items())


INDICATORS = (
    Indicator(name="safeguard_hours", title="Staff hours of safeguards", family="cost",
              unit="hours per 1,000 residents a week", digits=3,
              definition="Hours that staff spend on safeguards in force: notices, benches, "
              "reviews, corrections, repairs, evidence, ability to pay, grading.", shown="number"),
)
