"""What a setting needs to act: what is off, not chosen or at its reference keeps it from acting.

A mechanism that is off keeps its own parameters and rows from acting, but for `ACT_WHEN_OFF`, which
others read too.  `NEEDS` holds what else a parameter needs, as conditions "KEY SIGN VALUE" on the
settings of the same week; all of them have to hold.  `*` is the row's own key.  A test finds by
brute force what is said wrongly here; what it leaves undecided it lists.
"""

from __future__ import annotations

ACT_WHEN_OFF = frozenset((
    "conduct.cannot_pay", "conduct.aware",
    "expression.grievance_threshold", "expression.noise", "expression.focal_rate",
    "expression.focal_weeks", "expression.anger_mean", "expression.survey_fear",
    "sensing.attention_form", "sensing.grid", "sensing.opt_out", "sensing.opt_out_price",
    "integration.correction_reach", "integration.relapse", "integration.identity_link",
    "integration.bypass",
    "lists.pay_wont", "lists.pay_cannot", "lists.retention", "appeals.notice",
    "incidents.delay0", "incidents.sense_delay", "incidents.dispatch_alone",
    "incidents.dispatch_linked", "incidents.alarm", "incidents.w_record", "incidents.w_visit",
    "incidents.w_appeal", "incidents.automation",
    "officials.integrity", "officials.competence", "officials.integrity_spread",
    "officials.competence_spread", "officials.audit", "officials.transparency",
    "officials.recheck", "officials.overlap", "officials.loyal", "officials.loyal_gain",
    "officials.loyal_cost", "officials.staff_return", "officials.eff_audit", "officials.eff_open",
    "officials.independent_audit", "officials.eff_independent",
    "governance.u0", "governance.q_ref",
    "abroad.least_protection", "abroad.ordinary_fear", "abroad.kin", "abroad.adopt_cost",
    "adaptation.fear_form", "adaptation.support_form", "adaptation.fear_rumour",
    "adaptation.support_return", "adaptation.loss_wrong", "adaptation.loss_just",
    "adaptation.hard_return", "adaptation.hard_list", "adaptation.f0",
))
"""Parameters of mechanisms that others read while the mechanism is off."""

ROWS_OF = {
    "acts": "conduct", "services": "sanctions", "incident_kinds": "incidents",
    "firm_kinds": "firms", "firm_sizes": "firms", "list_families": "lists",
}
"""Keyed table -> the mechanism without which none of its numbers act."""
ROWS_THAT_ACT_WHEN_OFF = frozenset((
    "acts.gravity", "acts.spoken", "acts.context", "acts.home", "acts.points", "services.context",
    "services.agency", "list_families.kinds", "list_families.evidence", "list_families.court",
))

ACT_FOR_A_WHILE = frozenset((
    "acts.base", "conduct.tip_reach", "conduct.tip_false", "lists.term", "lists.court_term",
    "lists.removal_lag",
    *(f"appeals.{name}" for name in (
        "decision_form", "appeal_chance", "grant_true", "grant_false", "seats", "load_power",
        "suspensive", "repair")),
    "incidents.cap0", "incidents.pool", "incidents.reserve", "incidents.abandoned",
    "forecasting.feedback", "forecasting.discount", "governance.budget_return",
))
"""What goes on acting after its mechanism is switched off, while what was begun comes to its end:
these are kept from acting only by what was so from the first week on."""

NEEDS: dict[str, tuple[str, ...]] = {
    "conduct.deterrence": ("conduct.deterrence_form != none",),
    "conduct.score_stake": ("conduct.deterrence_form = stake, perceived",),
    "conduct.reward_stake": ("conduct.deterrence_form = stake, perceived",),
    "conduct.tip_base": ("conduct.peers_form = reward",),
    "conduct.tip_reward": ("conduct.peers_form = reward",),
    "conduct.tip_fear": ("conduct.peers_form = reward",),
    "conduct.tip_reach": ("conduct.peers_form != none",),
    "conduct.tip_false": ("conduct.peers_form != none",),
    "conduct.emperor_cost": ("conduct.peers_form = emperor",),
    "conduct.emperor_tips": ("conduct.peers_form = emperor",),
    "conduct.believer_support": ("conduct.peers_form = emperor",),
    "expression.tipping_share": ("expression.safety_form = kuran",),
    "expression.threshold_mean": ("expression.contagion_form = threshold",),
    "expression.threshold_sd": ("expression.contagion_form = threshold",),
    "expression.occasion_by_tie": ("expression.contagion_form = occasion, complex",),
    **{f"expression.{name}": ("expression.contagion_form != threshold",) for name in (
        "occasion_rate", "cool_weeks", "cool_share", "focal_multiplier")},
    "sensing.opt_out_price": ("sensing.opt_out > 0",),
    "integration.bypass": ("integration.identity_link < 1",),
    "integration.identity_link": ("integration.bypass > 0",),
    **{f"integration.{name}": ("integration.rollout_form != at_once",) for name in (
        "within_weeks", "cross_start", "cross_weeks")},
    "lists.evidence_factor": ("lists.entry_form = evidence",),
    "lists.own_view": ("lists.entry_form = evidence",),
    "appeals.load_power": ("appeals.decision_form != fixed",),
    "incidents.shock_anger": ("incidents.shock > 0",),
    "incident_kinds.*.shock": ("incidents.shock > 0",),
    **{f"sensing.{name}": ("sensing.opt_out > 0",) for name in (
        "opt_out_support", "opt_out_service")},
    **{f"scoring.{name}": ("scoring.pilot > 0", "scoring.display > 0") for name in (
        "display_stake", "catch_up", "aware_display")},
    **{f"scoring.{name}": ("scoring.pilot > 0",) for name in (
        "grade_closes", "display")},
    "scoring.own_view": ("scoring.pilot > 0",),
    "grid.tips": ("sensing.grid > 0", "conduct.peers_form = reward"),
    "incidents.unrest_power": ("incidents.unrest_form != exogenous",),
    "incidents.pool": ("incidents.handling_form != pooled",),
    "grid.rules_central": ("grid.rules_form = rules",),
    "grid.rule_push": ("grid.rules_form = rules",),
    **{f"grid.{name}": ("grid.rules_form != none",) for name in (
        "drift_noise", "drift_return", "drift_bias")},
    "officials.direct_view": ("officials.reports_form != honest",),
    "officials.bend": ("officials.reports_form != honest",),
    "list_families.*.evidence": ("list_families.*.court = 0", "lists.entry_form = evidence"),
    "officials.d_base": ("officials.reports_form = career",),
    "officials.d_turn": ("officials.reports_form = career",),
    "officials.d_sens": ("officials.reports_form = career",),
    "officials.d_audit": ("officials.reports_form = career",),
    "officials.sensitivity": ("officials.reports_form = career", "officials.d_sens != 0"),
    "officials.eff_audit": ("officials.audit != 0.3",),
    **{f"officials.{name}": ("officials.independent_audit > 0",) for name in (
        "independent_effect", "eff_independent")},
    "officials.d_independent": ("officials.reports_form = career",
                                "officials.independent_audit > 0"),
    "officials.eff_open": ("officials.transparency != 0.1",),
    "governance.propaganda_form": ("governance.propaganda != 0.5",),
    "governance.demand_shape": ("governance.propaganda != 0.5",),
    "governance.b_precision": ("governance.budget_form != fixed, reactive",),
    "governance.b_load": ("governance.budget_form != fixed",),
    "adaptation.support_media": ("governance.on = 1", "governance.propaganda_form = persuade",
                                 "governance.propaganda != 0.5"),
    "economy.proc_response": ("economy.procurement_form = unrest",),
    "economy.substitute": ("economy.export_control > 0",),
    "firms.fine": ("firms.alignment_form != none", "firms.blocking > 0"),
    "firms.blocking": ("firms.alignment_form != none", "firms.fine > 0"),
    "firms.credibility_rated": ("firms.alignment_form != none", "firms.standing = 1"),
    "firms.standing_rate": ("firms.standing = 1",),
    "firms.localisation_coverage": ("firms.localisation > 0",),
    "firms.threat": ("firms.alignment_form != none",),
    "firms.credibility_ad_hoc": ("firms.alignment_form != none", "firms.campaign_rate > 0"),
    "firms.deadline": ("firms.campaign_rate > 0",),
    "firms.answer_pace": ("firms.campaign_rate > 0",),
    "firms.peer_pull": ("firms.campaign_rate > 0",),
    "firms.reverse_rate": ("firms.alignment_form != none",),
    "firms.carried_out": ("firms.threat > 0",),
    "firms.herd": ("firms.alignment_form = herd",),
    "firms.burden": ("firms.localisation > 0",),
    "firm_kinds.*.asked": ("firms.campaign_rate > 0",),
    "firm_sizes.*.asked": ("firms.campaign_rate > 0",),
    "firm_kinds.*.ties_abroad": ("firms.alignment_form != none", "firms.blocking > 0",
                                 "firms.fine > 0"),
    "firm_kinds.*.customs": ("agencies.market_and_customs.within < 1",),
    "acts.*.coverage": ("acts.*.debt = 0", "acts.*.spoken = 0"),
    "acts.*.sensors": ("acts.*.debt = 0", "acts.*.spoken = 0"),
    "acts.*.debt": ("acts.*.spoken = 0",),
    "appeals.*": ("lists.on = 1",),
}
"""Full name -> conditions; a name that ends in `.*` is of every parameter of a mechanism."""
