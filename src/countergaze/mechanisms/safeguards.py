"""Safeguards: what each one sets in the other mechanisms, and the staff hours that it costs.

A safeguard is a switch (or, where what it sets is a number, an intensity between 0 and 1).  At
intensity u a number that it sets goes from its own value v to v + u (target - v); a number that
is "none" without it takes the target at once; one that protects more than the target stays as it
is.  Safeguards change nothing else, so whatever one does can also be set by hand.

G18 to G20 are for other countries to bring in, all others for the one that has the system.  G13
and G21, G07 and G21, and G04 and G22 set a number in common: of two in force the one that protects
more holds.  G07 and G21 bind lists and denials; forecasts, and kin who report on people abroad,
still reach what other agencies hold.

Sources: facts on safeguards (MiDAS and Robodebt reviews; FTC 2012; repair measures of 2023; EU
AI Act; Green 2022; Cohen et al. 2024); sizes and hours are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from countergaze.declare import ASSUMED, Indicator, Parameter, Table

NONE = None


class Most(float):
    """A target that protects where a number is no more than it."""


def most(target: float) -> Most:
    """Return a target of a number that protects more where it is less."""
    return Most(target)


@dataclass(frozen=True, kw_only=True)
class Safeguard(Parameter):
    """One safeguard: the whole of it.

    id: G01 and on; sets: full name of what it sets -> target at full intensity; hours: staff
    hours at full intensity for each of what is counted, and what that is; hours_by_events: what is
    counted comes in proportion to the intensity already, and each costs its full hours.
    """

    id: str = ""
    sets: Mapping[str, float | None] = field(default_factory=dict)
    hours: tuple[float, str] | None = None
    hours_by_events: bool = False


def safeguard(id: str, meaning: str, *, sets: Mapping[str, float | None],
              expected_effects: dict[str, str],
              hours: tuple[float, str] | None = None, whole: bool = False,
              hours_by_events: bool = False) -> Safeguard:
    """Return a safeguard, not in force unless a scenario says so."""
    return Safeguard(
        default=0.0, unit="0 or 1" if whole else "0 to 1", bounds=(0.0, 1.0), range=(0.0, 1.0),
        kind="lever", source=ASSUMED, meaning=f"{id}: {meaning}",
        expected_effects=expected_effects, whole=whole, id=id,
        sets=sets, hours=hours, hours_by_events=hours_by_events)


class Parameters(Table, table="safeguards"):
    """How far each safeguard is in force."""

    prior_notice = safeguard(
        "G01", "notice with reasons before a listing bites",
        sets={"appeals.notice": 0.9, "sanctions.grace": 4.0},
        expected_effects={"domain_spread": "-"}, hours=(0.25, "entries"))
    appeal_bench = safeguard(
        "G02", "an appeal with a deadline and a staffed bench",
        sets={"appeals.seats": 0.5, "appeals.appeal_chance": 0.2},
        expected_effects={"appeals_heard": "+"}, hours=(3.0, "heard"))
    suspensive_effect = safeguard(
        "G03", "no sanction while an appeal is pending",
        sets={"appeals.suspensive": 1.0},
        expected_effects={"domain_spread": "-"})
    travelling_correction = safeguard(
        "G04", "a correction that travels to every holder",
        sets={"integration.correction_reach": 0.98},
        expected_effects={"never_corrected": "-"}, hours=(0.25, "copies_cleared"))
    repair_path = safeguard(
        "G05", "a way out after half a year without a record",
        sets={"appeals.repair": 0.01},
        expected_effects={"listed": "-"}, hours=(1.0, "repairs"), hours_by_events=True)
    retention_limit = safeguard(
        "G06", "records and listings end after a year",
        sets={"lists.retention": most(52.0), "lists.term": most(52.0),
              "lists.court_term": most(52.0)},
        expected_effects={"listed": "-"}, whole=True)
    purpose_limitation = safeguard(
        "G07", "records stay in the sphere of life they are about",
        sets={"integration.purpose_limit": 0.8},
        expected_effects={"copies_per_record": "-"})
    minimum_evidence = safeguard(
        "G08", "more evidence before a listing",
        sets={"lists.evidence_factor": 1.5},
        expected_effects={"list_entries": "-"}, hours=(0.5, "considered"))
    ability_to_pay = safeguard(
        "G09", "who cannot pay is not listed for it",
        sets={"lists.cannot_pay_listed": most(0.0)},
        expected_effects={"cannot_pay_share": "-"}, hours=(1.0, "court_cases"))
    human_review = safeguard(
        "G10", "a human reviews every appeal again",
        sets={"appeals.grant_true": 0.55},
        expected_effects={"appeals_granted": "+"}, hours=(3.0, "heard"))
    no_association = safeguard(
        "G11", "nobody is sanctioned through somebody else",
        sets={"sanctions.assoc": most(0.0), "scoring.points_assoc": 0.0},
        expected_effects={"collateral": "-"})
    consent = safeguard(
        "G12", "only who consents has a score",
        sets={"scoring.consent": 1.0},
        expected_effects={"scored": "-"}, whole=True)
    score_only_rewards = safeguard(
        "G13", "a score is never a ground for penalty",
        sets={"scoring.list_below": NONE, "conduct.score_alone": most(0.0),
              "scoring.grade_closes": most(0.0)},
        expected_effects={"offences_scored": "+"}, whole=True)
    graded_terms = safeguard(
        "G14", "sanctions graded by the gravity of the record",
        sets={"sanctions.graded": 1.0},
        expected_effects={"domain_spread": "-"}, hours=(0.5, "entries"))
    independent_audit = safeguard(
        "G15", "independent audit with random re-checks",
        sets={"officials.independent_audit": 0.8, "officials.recheck": 0.002},
        expected_effects={"misuse": "-"}, hours=(1.0, "rechecks"), hours_by_events=True)
    update_discounting = safeguard(
        "G16", "what was found by looking is discounted",
        sets={"forecasting.discount": 1.0},
        expected_effects={"scrutiny_concentration": "-"})
    disclosure = safeguard(
        "G17", "the rules are partly disclosed",
        sets={"conduct.aware": 0.5},
        expected_effects={"performative": "+"})
    blocking_statute = safeguard(
        "G18", "a statute at home that fines firms which give in",
        sets={"firms.blocking": 1.0},
        expected_effects={"alignment": "-"})
    host_protection = safeguard(
        "G19", "hosts protect the data of people from abroad",
        sets={"abroad.least_protection": 0.8},
        expected_effects={"files_abroad": "-"})
    export_control = safeguard(
        "G20", "other countries hold technology of sensing back",
        sets={"economy.export_control": 0.5},
        expected_effects={"technology": "-"})
    scoring_ban = safeguard(
        "G21", "no scores, and no sanction across spheres of life",
        sets={"scoring.pilot": most(0.0), "scoring.political": most(0.0),
              "scoring.list_below": NONE, "integration.purpose_limit": 1.0},
        expected_effects={"scored": "-"}, whole=True)
    access_right = safeguard(
        "G22", "a right to see one's file and have it corrected, and recipients are told",
        sets={"access.request": 0.002, "access.answered": 0.95, "access.burden": most(0.2),
              "access.decided": 0.25, "integration.correction_reach": 0.9},
        expected_effects={"rectified": "+"}, hours=(0.5, "file_cases"))


ALL: dict[str, Safeguard] = {name: word for name, word in Parameters.fields.items()
                             if isinstance(word, Safeguard)}
"""The safeguards by name."""
SETS = {name: dict(word.sets) for name, word in ALL.items()}
"""Safeguard -> full name of what it sets -> target at full intensity."""
LESS = frozenset(key for targets in SETS.values() for key, target in targets.items()
                 if isinstance(target, Most))
"""What protects more where it is less; of all others more protects more."""
IDS = {word.id: name for name, word in ALL.items()}
HOURS = {name: word.hours for name, word in ALL.items() if word.hours}
"""Safeguard -> hours at full intensity for each of what is counted."""


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
    return sum(((getattr(p, name) > 0.0) * 1.0 if ALL[name].hours_by_events
                else getattr(p, name)) * each * counts[what]
               for name, (each, what) in HOURS.items())


INDICATORS = (
    Indicator(name="safeguard_hours", title="Staff hours of safeguards", family="cost",
              unit="hours per 1,000 residents a week", digits=3,
              definition="Hours that staff spend on safeguards in force: notices, benches, "
              "reviews, corrections, repairs, evidence, ability to pay, grading.", shown="number"),
)
