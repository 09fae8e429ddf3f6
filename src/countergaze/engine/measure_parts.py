"""Measure, part two: each family of indicators as a function of what was counted in a week."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from countergaze.mechanisms import safeguards, scoring
from countergaze.mechanisms.integration import CORRECTION_WEEKS
from countergaze.week.records import ABROAD_TALLIES, AGENCY_TALLIES

YEAR = 52.0
SPANS = [f"corrected_{place}" for place in range(len(CORRECTION_WEEKS))]
BY_AGENCY = {
    "list_entries": AGENCY_TALLIES.index("entries"),
    "listed": AGENCY_TALLIES.index("listed"),
    "wrongful_listing": AGENCY_TALLIES.index("wrongful_listing"),
    "wrong_records_own": AGENCY_TALLIES.index("wrong_own"),
    "wrong_records_copied": AGENCY_TALLIES.index("wrong_copied"),
}
STEPS = {"entered": "wrong_entries", "know": "wrong_know", "file": "wrong_file",
         "heard": "wrong_heard", "granted": "wrong_granted", "cleared": "wrong_cleared"}
COMBINATIONS = ("neither", "cross", "disproportionate", "both")
WHOLE = np.s_[:, :1]
LEAST_VARIANCE = 1e-5
"""Below it, sums in units of 2**-18 are more rounding than difference between people."""
Values = dict[str, np.ndarray]
Scoped = dict[tuple[str, str], np.ndarray]


class Counted(NamedTuple):
    """What was counted in a week; arrays (replicates, scopes) unless stated, in people or acts."""

    got: dict[str, np.ndarray]  # metric -> sums
    people: np.ndarray
    adults: np.ndarray
    kinds: np.ndarray  # (replicates, kinds, 2): records true and false
    since_start: np.ndarray  # (2, replicates, scopes): person-weeks listed, wrongly listed
    ended: np.ndarray  # (replicates, spans): false records that ended in the last 52 weeks
    denials: np.ndarray  # (replicates, 4) by `COMBINATIONS`
    safeguards: Any  # `safeguards.Parameters.Values`
    told: dict[str, np.ndarray]  # (replicates, 1 + places): means over residents of cities
    concentration: np.ndarray  # (replicates,)
    visited: np.ndarray  # (replicates, 2): visits and unjust ones of the last 52 weeks
    heard: np.ndarray  # (replicates, 1): chance that an appeal is heard in a week
    recheck: float
    abroad: dict[str, np.ndarray]  # host -> (replicates, metrics of people abroad)
    hosts: dict[str, np.ndarray]  # (replicates, hosts): what hosts do
    firms: dict[tuple[str, str], np.ndarray]  # (indicator, scope) -> (replicates,), shares
    entries: np.ndarray  # (replicates, 3): of 52 weeks by courts, of persons, of firms


def over(part: Any, whole: Any) -> Any:
    """Return part / whole, NaN where the whole is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)


def rest(of: np.ndarray) -> np.ndarray:
    """Return the whole minus each scope: everybody else."""
    return of[:, :1] - of


def of_lists(c: Counted) -> Values:
    """Return indicators of lists and of what a listing denies."""
    got, people, adults = c.got, c.people, c.adults
    listed, wrong = got["listed"], got["wrongful_listing"]
    missed = over(got["missed"], got["meets"])
    return {
        "listed": 1e5 * over(listed, people),
        "wrongful_listing": 1e5 * over(wrong, people),
        "wrongful_share": 1e3 * over(wrong, listed)[WHOLE],
        "cannot_pay_share": 1e2 * over(got["cannot_pay_listed"], listed)[WHOLE],
        "refused_in_year": 1e5 * over(got["refused_in_year"], people),
        "denied_transactions": 1e5 * over(got["attempts"], people)[WHOLE],
        "domain_spread": 1e2 * over(got["breadth"], listed)[WHOLE],
        "collateral": 1e2 * over(got["collateral"], listed)[WHOLE],
        "list_entries": 1e5 * YEAR * over(got["entries"], adults),
        "wrongful_entries_expected": 1e5 * YEAR * over(got["wrongful_expected"], adults)[WHOLE],
        "list_exits": 1e5 * YEAR * over(got["exits"], adults)[WHOLE],
        "missed_share": 1e2 * missed[WHOLE],
        "false_omission": 1e5 * over(got["missed"], people - listed)[WHOLE],
        "listing_ratio": over(over(listed, people), over(rest(listed), rest(people))),
        "wrongful_gap": 1e5 * (over(wrong, people) - over(rest(wrong), rest(people))),
        "missed_gap": 1e2 * (missed - over(rest(got["missed"]), rest(got["meets"]))),
        "person_weeks_listed": 1e5 * over(c.since_start[0], people),
        "wrongful_person_weeks": 1e5 * over(c.since_start[1], people),
        "redlisted": 1e5 * over(got["redlisted"], people),
    }


def of_speech(c: Counted) -> Values:
    """Return indicators of what people say, fear and believe."""
    got, adults = c.got, c.adults
    near, listed = got["tie_count"], got["listed"]
    return {
        "silenced": 1e2 * over(got["latent"] - got["expected_dissent"], got["latent"]),
        "falsification_gap": 1e2 * over(
            got["stated_positive"] - got["private_positive"], adults)[WHOLE],
        "stated_support": 1e2 * over(got["stated_positive"], adults)[WHOLE],
        "hardship": 1e2 * over(got["hardship"], adults),
        "fear": 1e2 * over(got["fear"], adults),
        "support": 1e2 * (over(got["support"], adults) - 1.0),
        "dissent": 1e3 * over(got["dissent"], adults)[WHOLE],
        "expected_dissent": 1e3 * over(got["expected_dissent"], adults)[WHOLE],
        "latent": 1e3 * over(got["latent"], adults)[WHOLE],
        "affirm": 1e3 * over(got["affirm"], adults)[WHOLE],
        "falsified": 1e3 * over(got["falsified"], adults)[WHOLE],
        "warned": 1e5 * YEAR * over(got["warned"], adults),
        "backfire_listed": 1e3 * over(got["listed_chance"] - got["listed_without"],
                                      listed)[WHOLE],
        "backfire_ties": 1e3 * over(got["tie_chance"] - got["tie_without"], near)[WHOLE],
    }


def of_conduct(c: Counted) -> Values:
    """Return indicators of acts, service, records and copies."""
    got, adults = c.got, c.adults
    acts = got["acts"][WHOLE]
    made = c.kinds.sum((1, 2))[:, None]
    return {
        "offences": 1e2 * YEAR * over(got["acts"], adults)[WHOLE],
        "service": 1e2 * YEAR * over(got["service"], adults)[WHOLE],
        "tips": 1e3 * YEAR * over(got["tips"], adults)[WHOLE],
        "performative": 1e2 * over(got["performative"], got["service_expected"])[WHOLE],
        "recorded_share": 1e2 * over(c.kinds[:, :, 0].sum(1, keepdims=True), acts),
        "false_records": 1e5 * YEAR * over(c.kinds[:, :, 1].sum(1, keepdims=True),
                                           adults[WHOLE]),
        "records": 1e3 * over(made, adults[WHOLE]),
        "copies_per_record": over(got["copies"][WHOLE], made),
        "wrong_records": 1e5 * over(got["false_held"], c.people)[WHOLE],
        "never_corrected": 1e2 * over(c.ended[:, -1:], c.ended.sum(1, keepdims=True)),
    }


def of_scores(c: Counted) -> Values:
    """Return indicators of city point schemes; sums of scores are of (s - 1000) / 500 + 2."""
    got, adults = c.got, c.adults
    scored, clean = got["scored"], got["clean"]
    mean = over(got["score"], scored) - 2.0
    clean_mean = over(got["clean_score"], clean)
    gap = clean_mean - over(rest(got["clean_score"]), rest(clean))
    squares = over(got["score_square"], scored)[WHOLE] - mean[WHOLE] ** 2
    against = correlation(got["score_conduct"], got["score"], got["conduct"],
                          got["conduct_square"], squares, scored)
    support = correlation(got["score_support"], got["score"], got["scored_support"],
                          got["support_square"], squares, scored)
    return {
        "scored": 1e2 * over(scored, adults)[WHOLE],
        "score": scoring.START + scoring.SCALE * mean,
        "score_good": 1e2 * over(got["score_good"], scored)[WHOLE],
        "score_bad": 1e2 * over(got["score_bad"], scored)[WHOLE],
        "equal_conduct_gap": scoring.SCALE * gap,
        "score_conduct_correlation": -1e2 * against,
        "score_support_correlation": 1e2 * support,
        "offences_scored": 1e2 * YEAR * over(got["scored_acts"], scored)[WHOLE],
    }


def correlation(product: np.ndarray, first: np.ndarray, second: np.ndarray, square: np.ndarray,
                first_variance: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Return the correlation over `count` people, NaN where one of the two does not vary."""
    mean, other = over(first, count)[WHOLE], over(second, count)[WHOLE]
    common = over(product, count)[WHOLE] - mean * other
    variance = over(square, count)[WHOLE] - other**2
    known = (first_variance > LEAST_VARIANCE) & (variance > LEAST_VARIANCE)
    found = common / np.sqrt(np.where(known, first_variance * variance, 1.0))
    return np.where(known, np.clip(found, -1.0, 1.0), np.nan)


def of_appeals(c: Counted) -> Values:
    """Return indicators of appeals, and the hours that safeguards cost."""
    got, people = c.got, c.people
    a_year = 1e5 * YEAR
    counts = {name: got[name][WHOLE] for _, name in safeguards.HOURS.values()
              if name != "rechecks"}
    counts["rechecks"] = c.recheck * got["on_file"][WHOLE]
    return {
        "appeals_filed": a_year * over(got["filed"], people)[WHOLE],
        "appeals_heard": a_year * over(got["heard"], people)[WHOLE],
        "appeals_granted": a_year * over(got["granted"], people)[WHOLE],
        "appeals_pending": 1e5 * over(got["pending"], people)[WHOLE],
        "appeal_wait": over(got["pending"], got["heard"])[WHOLE],
        "safeguard_hours": 1e3 * over(safeguards.hours(c.safeguards, counts), people[WHOLE]),
    }


def of_denials(c: Counted) -> Values:
    """Return M15 and M16: shares of denials and of sanctions that fail the tests."""
    denials = c.denials
    total = denials.sum(1, keepdims=True)
    barred = denials[:, 1:].sum(1, keepdims=True)
    return {
        "proportionality": 1e2 * over(denials[:, 2:].sum(1, keepdims=True), total),
        "cross_context": 1e2 * over(denials[:, 1:2] + denials[:, 3:], total),
        "prohibited_share": 1e2 * over(barred, total + c.got["warned"][WHOLE]),
    }


def of_the_state(c: Counted) -> Values:
    """Return indicators of stability, officials and governance: means over residents."""
    got, adults, told = c.got, c.adults, c.told
    a_year = 1e5 * YEAR
    in_time = 1.0 - (1.0 - c.heard) ** 8
    waiting = (got["pending"][WHOLE] > 0.0) | (got["heard"][WHOLE] > 0.0)
    return {
        "over_capacity": 1e2 * told["over_capacity"],
        "margin": 1e2 * told["margin"][WHOLE],
        "load": 1e2 * told["load"],
        "backlog": told["backlog"][WHOLE],
        "breach": 1e2 * told["breach"][WHOLE],
        "unrest_intensity": 1e3 * told["unrest_intensity"],
        "unrest": 1e3 * told["unrest"][WHOLE],
        "delay": told["delay"][WHOLE],
        "handled": 1e2 * over(told["done"], told["new"])[WHOLE],
        "control_hours": told["control_hours"][WHOLE],
        "mobilised": 1e2 * told["mobilised"][WHOLE],
        "mobilisation_cost": 1e4 * told["mobilisation_cost"][WHOLE],
        "misuse": 1e2 * told["misuse"],
        "report_error": 1e2 * over(told["report"] - told["load"], told["load"]),
        "belief_error": 1e2 * over(told["belief"] - told["load"], told["load"]),
        "rule_drift": 1e2 * np.sqrt(told["rule_drift"][WHOLE]),
        "service_quality": 1e2 * told["service_quality"],
        "service_demand": 1e2 * told["service_demand"][WHOLE],
        "control_share": 1e2 * told["control_share"][WHOLE],
        "output": 1e2 * told["output"],
        "technology": 1e2 * told["technology"][WHOLE],
        "procurement": 1e2 * told["procurement"][WHOLE],
        "appeals_in_time": 1e2 * np.where(waiting, in_time, np.nan),
        "visits": a_year * over(got["visits"], adults),
        "unjust_visits": a_year * over(got["unjust_visits"], adults),
        "visit_precision": 1e2 * over(c.visited[:, :1] - c.visited[:, 1:], c.visited[:, :1]),
        "scrutiny_concentration": 1e2 * c.concentration[:, None],
        "erased": a_year * over(got["erased"], adults)[WHOLE],
        "sold_exits": a_year * over(got["sold"], adults)[WHOLE],
        "rechecks": a_year * over(c.recheck * got["on_file"], adults)[WHOLE],
    }


def tests(c: Counted) -> Scoped:
    """Return the shares of sanctions by the three tests."""
    warned = c.got["warned"][:, 0]
    total = c.denials.sum(1) + warned
    out = {("sanction_tests", "combination:no_detriment"): 1e2 * over(warned, total)}
    for k, name in enumerate(COMBINATIONS):
        out["sanction_tests", f"combination:{name}"] = 1e2 * over(c.denials[:, k], total)
    return out


def funnel(c: Counted) -> Scoped:
    """Return the steps of appeals of the wrongly listed, in 100,000 residents a year."""
    return {("appeal_funnel", f"step:{step}"):
            1e5 * YEAR * over(c.got[name], c.people)[:, 0] for step, name in STEPS.items()}


def corrections(c: Counted) -> Scoped:
    """Return what became of false records, in 100,000 adults a year."""
    return {("time_to_correction", f"weeks:{span}"):
            1e5 * YEAR * over(c.got[f"corrected_{place}"], c.adults)[:, 0]
            for place, span in enumerate(CORRECTION_WEEKS)}


def of_people_abroad(c: Counted) -> Scoped:
    """Return what is kept on people abroad and what they still say, by host and for all."""
    out: Scoped = {}
    if not c.abroad:
        return out
    by_host = np.stack(list(c.abroad.values()), axis=1)
    adults = by_host[:, :, list(ABROAD_TALLIES).index("adults")]
    for scope, part in {"whole": by_host.sum(1),
                        **{f"host:{name}": row for name, row in c.abroad.items()}}.items():
        got = {name: part[:, k] for k, name in enumerate(ABROAD_TALLIES)}
        silent = got["latent"] - got["expected_dissent"]
        out["files_abroad", scope] = 1e2 * over(got["files"], got["adults"])
        out["silenced_abroad", scope] = 1e2 * over(silent, got["latent"])
        out["expected_dissent_abroad", scope] = 1e3 * over(got["expected_dissent"], got["adults"])
        out["fear_abroad", scope] = 1e2 * over(got["fear"], got["adults"])
    for name, values in c.hosts.items():
        out[name, "whole"] = 1e2 * over((values * adults).sum(1), adults.sum(1))
        out.update({(name, f"host:{host}"): 1e2 * values[:, k]
                    for k, host in enumerate(c.abroad)})
    visits, kin = c.got["kin_visited"][:, 0], c.got["kin_on_file"][:, 0]
    out["kin_visits", "whole"] = 1e3 * YEAR * over(visits, kin)
    return out


def of_firms(c: Counted) -> Scoped:
    """Return indicators of firms, and of courts among all who list persons and firms."""
    out = {key: 1e2 * share for key, share in c.firms.items()}
    out["firm_list_entries", "whole"] = 1e5 * c.firms["firm_list_entries", "whole"]
    out["court_share", "whole"] = 1e2 * over(c.entries[:, 0], c.entries[:, 1:].sum(1))
    return out


PARTS = (of_lists, of_speech, of_conduct, of_scores, of_appeals, of_denials, of_the_state)
SCOPED = (tests, funnel, corrections, of_firms, of_people_abroad)
