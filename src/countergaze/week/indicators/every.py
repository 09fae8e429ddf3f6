"""Every indicator of every mechanism, from what was counted."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

import numpy as np

from countergaze.mechanisms import INDICATORS, MODULES
from countergaze.week.indicators.counted import Counted, Scoped


def _part(name: str) -> ModuleType:
    """Return the file that computes what a mechanism reports: of this folder, or its step's."""
    for room in ("countergaze.week.indicators", "countergaze.week"):
        if importlib.util.find_spec(f"{room}.{name}") is not None:
            return importlib.import_module(f"{room}.{name}")
    return MODULES[name]


PARTS: dict[str, ModuleType] = {name: _part(name) for name in MODULES}
"""Mechanism -> the file that computes what it reports."""

ORDER = (*"""
listed wrongful_listing wrongful_share cannot_pay_share refused_in_year denied_transactions
domain_spread collateral list_entries wrongful_entries_expected list_exits missed_share
false_omission listing_ratio wrongful_gap missed_gap person_weeks_listed wrongful_person_weeks
redlisted silenced falsification_gap stated_support hardship fear support dissent
expected_dissent latent affirm falsified warned backfire_listed backfire_ties offences service
tips performative recorded_share false_records records copies_per_record wrong_records
never_corrected scored score score_good score_bad equal_conduct_gap score_conduct_correlation
score_support_correlation offences_scored appeals_filed appeals_heard appeals_granted
appeals_pending appeal_wait safeguard_hours proportionality cross_context prohibited_share
over_capacity margin load backlog breach unrest_intensity unrest delay handled control_hours
mobilised mobilisation_cost misuse report_error belief_error rule_drift service_quality
service_demand control_share output technology procurement appeals_in_time visits unjust_visits
visit_precision scrutiny_concentration erased sold_exits rechecks sanction_tests appeal_funnel
time_to_correction
""".split(),
    "data_handed firm_list_entries alignment demands "
    "firm_grade firms_gone court_share",
    "files_abroad silenced_abroad expected_dissent_abroad fear_abroad "
    "host_protection adopted kin_visits")
BY_AGENCY = ("list_entries", "listed", "wrongful_listing", "wrong_records_own",
             "wrong_records_copied")
RANK = {name: place for place, names in enumerate(ORDER) for name in names.split()}
"""In which order series are written, so that the hash of a result stays what it was; a new
indicator comes after all of these, and those by agency last."""


def every(c: Counted, scopes: list[str]) -> Scoped:
    """Return (indicator, scope) -> (rows,); scopes: the whole, provinces, groups, as counted."""
    out: Scoped = {}
    for part in PARTS.values():
        for name, values in getattr(part, "indicators", _nothing)(c).items():
            if "whole" in INDICATORS[name].scopes:
                out[name, "whole"] = values[:, 0]
            out.update({(name, scopes[k]): values[:, k] for k in range(1, values.shape[1])})
        out.update(getattr(part, "by_scope", _nothing)(c))
    agencies = {f"agency:{key}": place for place, key in enumerate(c.agencies)}

    def rank(key: tuple[str, str]) -> tuple[int, int]:
        if key[1] in agencies:
            return len(ORDER) + 1 + agencies[key[1]], BY_AGENCY.index(key[0]) if (
                key[0] in BY_AGENCY) else len(BY_AGENCY)
        return RANK.get(key[0], len(ORDER)), 0

    keys = sorted(out, key=rank)
    return {key: out[key] for key in keys if recorded(*key)}


def recorded(name: str, scope: str) -> bool:
    """Return whether the registry says that an indicator is recorded for a scope."""
    return scope.split(":")[0] in INDICATORS[name].scopes


def _nothing(c: Counted) -> dict[str, np.ndarray]:
    return {}
