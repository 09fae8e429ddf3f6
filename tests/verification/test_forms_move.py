"""Every form, put in the place of the reference, moves a named indicator in a whole run."""

import numpy as np
import pytest

from countergaze.declare import Settings
from countergaze.engine.simulation import simulate
from countergaze.mechanisms import TABLES
from countergaze.scenarios.scenario import defaults

SEEDS = tuple(range(1, 7))
CRITICAL = 2.571
"""Of Student's t with five degrees of freedom, two-sided, 95 %."""

Changes = dict[str, float | str]
OPINIONS_COUNT: Changes = {"scoring.pilot": 1.0, "scoring.political": 1.0}
ROLLING_OUT: Changes = {"integration.start": 0.0}
MANY_APPEALS: Changes = {"lists.entry_form": "single_record", "sensing.false_rate": 0.3,
                         "appeals.notice": 0.9, "appeals.appeal_chance": 0.3,
                         "appeals.seats": 0.5}
SEATS_FOR_ALL: Changes = {**MANY_APPEALS, "appeals.seats": 10.0}

FORMS: list[tuple[str, str, str, Changes]] = [
    ("conduct.deterrence_form", "certainty", "offences", {}),
    ("conduct.deterrence_form", "perceived", "offences", {}),
    ("conduct.deterrence_form", "none", "offences", {}),
    ("conduct.peers_form", "emperor", "tips", {}),
    ("conduct.peers_form", "none", "tips", {}),
    ("expression.safety_form", "epstein", "silenced", {}),
    ("expression.safety_form", "kuran", "silenced", {}),
    ("expression.safety_form", "alone", "silenced", {}),
    ("expression.contagion_form", "threshold", "expected_dissent", {}),
    ("expression.contagion_form", "complex", "expected_dissent", {}),
    ("expression.contagion_form", "none", "expected_dissent", {}),
    ("expression.stake_form", "spent", "silenced", OPINIONS_COUNT),
    ("sensing.coupling_form", "bypass", "recorded_share", {}),
    ("sensing.coupling_form", "weakest", "recorded_share", {}),
    ("integration.rollout_form", "at_once", "copies_per_record", ROLLING_OUT),
    ("scoring.tariff_form", "relative", "score_bad", {}),
    ("lists.entry_form", "single_record", "list_entries", {}),
    ("appeals.decision_form", "anchored", "appeals_granted", SEATS_FOR_ALL),
    ("appeals.decision_form", "fixed", "appeals_granted", MANY_APPEALS),
    ("sensing.attention_form", "fixed", "recorded_share", {}),
    ("sensing.attention_form", "control_first", "load", {}),
    ("integration.rollout_form", "resisted", "copies_per_record", {"incidents.cap0": 4.0}),
    ("incidents.unrest_form", "latent", "unrest_intensity", {"adaptation.f0": 0.9}),
    ("incidents.unrest_form", "exogenous", "unrest_intensity", {"adaptation.f0": 0.9}),
    ("incidents.handling_form", "priority", "handled", {"incidents.unrest_base": 0.01}),
    ("incidents.handling_form", "pooled", "backlog", {}),
    ("forecasting.signal_form", "noise", "visit_precision", {}),
    ("forecasting.signal_form", "acts", "visit_precision", {"forecasting.visit": 0.005}),
    ("grid.rules_form", "ad_hoc", "rule_drift", {}),
    ("grid.rules_form", "none", "rule_drift", {}),
    ("officials.reports_form", "target", "report_error", {}),
    ("officials.reports_form", "honest", "report_error", {}),
    ("governance.budget_form", "confirmed", "control_share", {}),
    ("governance.budget_form", "reactive", "control_share", {}),
    ("governance.budget_form", "fixed", "control_share", {}),
    ("governance.budget_form", "insecure", "control_share", {"adaptation.f0": 0.5}),
    ("governance.propaganda_form", "signal", "fear", {"governance.propaganda": 1.0}),
    ("governance.propaganda_form", "none", "support", {"governance.propaganda": 1.0}),
    ("economy.procurement_form", "budget", "procurement", {"incidents.unrest_base": 0.003}),
    ("economy.procurement_form", "none", "procurement", {"incidents.unrest_base": 0.003}),
    ("abroad.lever_form", "kin", "silenced_abroad", {}),
    ("abroad.lever_form", "host", "silenced_abroad", {}),
    ("abroad.lever_form", "none", "silenced_abroad", {}),
    ("firms.alignment_form", "herd", "alignment", {}),
    ("firms.alignment_form", "defiant", "alignment", {}),
    ("firms.alignment_form", "none", "alignment", {}),
    ("adaptation.fear_form", "news", "fear", {}),
    ("adaptation.fear_form", "seen", "fear", {}),
    ("adaptation.fear_form", "own", "fear", {}),
    ("adaptation.support_form", "any_sanction", "support", {}),
    ("adaptation.support_form", "deference", "support", {}),
    ("adaptation.support_form", "none", "support", {}),
]
"""Form, its value, an indicator that it moves, and the world if not the baseline: where the
mechanism is idle in the baseline (links that still grow, opinions in the tariff, more appeals,
offices under load, more unrest or visits, propaganda off its middle)."""


def world(changes: Changes) -> Settings:
    """Return the defaults with some numbers changed."""
    settings = defaults()
    settings.values["society"]["burn_in"] = 60
    for key, value in changes.items():
        table, name = key.split(".")
        settings.values[table][name] = value
    return settings


def window_means(settings: Settings, indicator: str) -> np.ndarray:
    """Return the mean of an indicator over forty weeks, one a seed."""
    runs = simulate(settings, people=20_000, weeks=40, seeds=SEEDS, cache=False)
    return np.array([np.nanmean(next(v for name, scope, v in run.series
                                     if (name, scope) == (indicator, "whole"))) for run in runs])


def moved(form: str, value: str, indicator: str, changes: Changes) -> float:
    """Return the paired mean difference from the reference in standard errors."""
    table, name = form.split(".")
    settings = world(changes)
    reference = window_means(settings, indicator)
    settings.values[table][name] = value
    difference = window_means(settings, indicator) - reference
    spread = difference.std(ddof=1) / np.sqrt(len(difference))
    return float(difference.mean() / max(spread, 1e-12))


@pytest.mark.slow
@pytest.mark.parametrize(("form", "value", "indicator", "changes"), FORMS,
                         ids=[f"{form}={value}" for form, value, _, _ in FORMS])
def test_a_form_moves_what_it_should(form, value, indicator, changes):
    """Beyond the paired interval over six seeds."""
    assert abs(moved(form, value, indicator, changes)) > CRITICAL


def test_every_form_is_tried():
    """Each value of each form but the reference stands in the table above."""
    tried = {(form, value) for form, value, _, _ in FORMS}
    declared = {(p.key, value) for table in TABLES.values() for p in table.fields.values()
                if p.kind == "form" for value in p.choices[1:]}
    assert tried == declared
