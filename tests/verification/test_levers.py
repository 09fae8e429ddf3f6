"""Every lever and every uncertainty moves a named indicator in its stated direction.

Safeguards are levers too; what each moves is in `test_safeguards`.
"""

import pytest

from countergaze.mechanisms import ROWS, TABLES
from tests.verification.worlds import base, means, paired_t, series

WITHOUT_EFFECT = {"society.abroad_share", "incidents.decay", "incidents.size_spread",
                  "officials.integrity_spread", "economy.local_buying"}
"""What moves no mean: of the sample, or how what happens is spread over weeks and cities."""

# Worlds for what cannot act, or hardly ever does, in the baseline with a short history: the world
# of `worlds`, and what is changed in it.
BUSY = ("busy", {})
NEEDS = {
    # the stake of a listing is in what people say only where opinions are in the tariff
    "expression.stake_of_listing": ("base", {"scoring.political": 1.0}),
    # recorded dissent lists people and so adds their stake: seen where listings are common
    "scoring.political": BUSY,
    # a price is paid by who opts out
    "sensing.opt_out_price": ("base", {"sensing.opt_out": 0.3}),
    "sensing.opt_out_support": ("base", {"sensing.opt_out": 0.3}),
    "sensing.opt_out_service": ("base", {"sensing.opt_out": 0.3}),
    # a shock is over within weeks of the first in which it is set
    "incidents.shock": ("base", {"society.burn_in": 0}),
    "incidents.shock_anger": ("base", {"society.burn_in": 0, "incidents.shock": 1.0}),
    # at first fear only rises to what is watched; a slow return keeps more of it in the long run
    "adaptation.fear_return": ("base", {"society.burn_in": 270}),
    # those who act often are listed by several agencies: seen where listings are common
    "society.z_shape": BUSY,
    # a way round a denial is open while identities are not linked
    "integration.bypass": ("busy", {"integration.identity_link": 0.0}),
    "integration.identity_link": BUSY,
    # denials in another sphere of life are counted where there are many listings
    "integration.purpose_limit": BUSY,
    # few false records are corrected, and those that are not take years to fade
    "integration.correction_reach": ("forgetful", {}),
    "integration.relapse": BUSY,
}
NEEDS |= {p.key: BUSY for table in ("scoring", "lists", "sanctions", "appeals", "access")
          for p in TABLES[table].fields.values() if p.expected_effects and p.key not in NEEDS}
NEEDS |= {
    # of the levers of lists, those of courts need court lists that others do not crowd out
    "lists.court_list_share": ("debtors", {}),
    "lists.cannot_pay_listed": ("debtors", {}),
    "lists.pay_wont": ("debtors", {}),
    # who cannot pay settles within years only: a longer history
    "lists.pay_cannot": ("debtors", {"society.burn_in": 200}),
    "lists.court_term": ("debtors", {}),
    # a bench that hears all is not under load
    "appeals.load_power": ("busy", {"appeals.seats": 0.5}),
    # repair is for listed people without a record for half a year: seen where acts are few
    "appeals.repair": ("base", {}),
}
SHOWN = ("busy", {"scoring.display": 1.0, "scoring.pilot": 1.0, "conduct.deterrence": 2.0})
NEEDS |= {
    # shame and catching up are where points are on display
    "scoring.display_stake": SHOWN,
    "scoring.catch_up": SHOWN,
    "scoring.aware_display": SHOWN,
}
LOADED = ("base", {"incidents.cap0": 5.5})
MADE_UP = ("base", {"officials.discretion": 0.8, "officials.fabricate": 0.0005})
NEEDS |= {
    # deciding at the centre delays more where there is more to decide
    "grid.coord_delay": LOADED,
    "grid.centre_cap": ("base", {"incidents.cap0": 3.0}),
    # a sensor without links is worth what dispatch alone is worth
    "incidents.dispatch_alone": ("base", {"integration.horizontal": 0.0}),
    # what is seen and not visited yet cannot be confirmed with nobody visited
    "forecasting.risk_noise": ("base", {"forecasting.visit": 0.005}),
    "forecasting.dissent_weight": ("base", {"forecasting.visit": 0.005}),
    # offenders take the place of who has spoken before where few are visited and links are complete
    "forecasting.record_weight": ("base", {"integration.start": -500,
                                           "integration.horizontal": 0.95}),
    "forecasting.feedback": ("base", {"forecasting.visit": 0.005}),
    "forecasting.feedback_return": ("base", {"forecasting.visit": 0.005}),
    "forecasting.discount": ("base", {"forecasting.visit": 0.005}),
    "adaptation.loss_visit": ("busy", {"forecasting.visit": 0.005,
                                       "forecasting.signal_form": "noise"}),
    "adaptation.fear_visit": ("base", {"forecasting.visit": 0.005}),
    # propaganda and expectations act off their middle
    "adaptation.support_media": ("base", {"governance.propaganda": 1.0}),
    "governance.demand_shape": ("base", {"governance.propaganda": 1.0}),
    # audit and openness turn effort where they are off their references
    "officials.eff_audit": ("base", {"officials.audit": 0.8}),
    **{f"officials.{name}": ("base", {"officials.independent_audit": 0.8})
       for name in ("independent_effect", "d_independent", "eff_independent")},
    "officials.eff_open": ("base", {"officials.transparency": 0.6}),
    "governance.effort_push": ("base", {"officials.transparency": 0.6}),
    "governance.comp_push": ("base", {"officials.competence": 0.8}),
    "governance.misuse_drag": ("base", {"officials.discretion": 0.8}),
    # loyalty work is done where there is some
    "officials.loyal_gain": ("base", {"officials.loyal": 1.0}),
    "officials.loyal_cost": ("base", {"officials.loyal": 1.0}),
    "officials.staff_return": ("base", {"officials.loyal": 1.0}),
    # sales and false records by quota are rare
    "officials.sell": BUSY,
    "officials.fabricate": ("base", {"officials.discretion": 0.8}),
    "officials.quota": MADE_UP,
    "officials.case_records": MADE_UP,
    # without links a file on the street must weigh more than twice what it does on average
    "officials.court_cases": ("base", {**MADE_UP[1], "integration.horizontal": 0.0}),
    # more evidence than usual is what false judgments fail
    "lists.court_check": ("debtors", {"lists.evidence_factor": 2.0}),
    # offices err and attend as those of reference unless load, staff, machines or links differ
    "sensing.error_load": LOADED,
    "sensing.error_skill": ("base", {"officials.competence": 0.8}),
    "sensing.error_machines": ("base", {"incidents.automation": 1.0}),
    "sensing.error_links": ("base", {"integration.start": -500, "integration.horizontal": 0.95}),
    "sensing.attention_half": LOADED,
    "sensing.attention_power": LOADED,
    # a load that comes and goes is felt by who feels it at once
    "sensing.attention_return": LOADED,
    "officials.recheck": BUSY,
    # drift by misuse is slow
    "grid.drift_bias": ("base", {"officials.discretion": 0.8}),
    # desks that nobody sits at have no work
    "incidents.desk_visits": ("base", {"forecasting.visit": 0.005}),
    "incidents.desk_appeals": BUSY,
    # backlog, and what it drags down, needs load
    "governance.backlog_drag": LOADED,
    "incidents.escalate": LOADED,
    # the centre answers to a load above what it is used to
    "governance.b_load": LOADED,
    # a power of dissent lowers unrest where dissent is below its reference
    "incidents.unrest_power": ("base", {"expression.focal_rate": 0.0}),
    "incidents.join": ("base", {"expression.focal_rate": 0.0}),
    "incidents.abandoned": LOADED,
    "incidents.pool": LOADED,
    "incidents.reserve": LOADED,
    "grid.mobilise": LOADED,
    "grid.mobilise_cost": LOADED,
    # the budget costs output where the load has drawn money to control
    "economy.control_drag": ("base", {"incidents.cap0": 3.0, "grid.mobilise_cost": 0.0}),
    # what is lost is hardship where much is lost
    "adaptation.hard_economy": ("base", {"grid.mobilise_cost": 0.2}),
    # technology raises output, and moves at all, off its reference
    "economy.tech_gain": ("base", {"economy.tech_level": 2.0}),
    "economy.tech_return": ("base", {"economy.tech_level": 2.0}),
    # unrest below its reference lowers procurement
    "economy.proc_response": ("base", {"incidents.unrest_base": 0.003}),
    # substitutes are found for what is held back
    "economy.substitute": ("base", {"economy.export_control": 0.5}),
}
FAR = ("base", {"society.abroad_share": 0.2})
NEEDS |= {p.key: FAR for p in TABLES["abroad"].fields.values() if p.expected_effects}
NEEDS |= {
    # visits to kin of people on file are few: more people abroad, more files, more visits
    "abroad.overseas_gain": ("base", {"society.abroad_share": 0.5, "abroad.source_rate": 0.02,
                                      "abroad.kin": 1.0, "forecasting.visit": 0.005}),
    # what hosts take over shows in files within years
    "abroad.export_rate": ("base", {"society.abroad_share": 0.2, "abroad.source_rate": 0.02}),
    "abroad.adopt_cost": ("base", {"society.abroad_share": 0.2, "abroad.source_rate": 0.02,
                                   "abroad.export_rate": 0.002}),
}
EMPEROR = ("base", {"conduct.peers_form": "emperor"})
NEEDS |= {f"conduct.{name}": EMPEROR for name in ("emperor_cost", "emperor_tips",
                                                  "believer_support")}
NEEDS |= {
    "conduct.score_stake": ("busy", {"scoring.list_below": 700.0, "conduct.aware": 1.0}),
    "expression.tipping_share": ("base", {"expression.safety_form": "kuran"}),
    "expression.threshold_mean": ("base", {"expression.contagion_form": "threshold"}),
    "expression.threshold_sd": ("base", {"expression.contagion_form": "threshold"}),
    "firms.herd": ("base", {"firms.alignment_form": "herd"}),
    "incidents.w_appeal": BUSY,
}
RATED = ("base", {"firms.standing": 1.0, "firms.campaign_rate": 0.0})
COSTLY = ("base", {"firms.standing": 1.0, "firms.localisation": 1.0})
NEEDS |= {"firms.burden": COSTLY, "firms.profit": COSTLY}
NEEDS |= {
    # a rating counts where demands hang on it, and apart from campaigns
    "firms.credibility_rated": RATED,
    "firms.standing_rate": RATED,
    # the fine is that of a statute, and firms leave where duties cost them more than they earn
    "firms.fine": ("base", {"firms.blocking": 1.0}),
    "firms.exit_base": COSTLY,
    "firms.localisation_coverage": COSTLY,
}
MOVES = [(p, name, sign) for key, table in TABLES.items() if key != "safeguards"
         for p in table.fields.values() for name, sign in p.expected_effects.items()]


@pytest.mark.slow
@pytest.mark.parametrize(("p", "indicator", "sign"), MOVES, ids=[p.key for p, _, _ in MOVES])
def test_a_lever_moves_what_it_says(p, indicator, sign):
    """From the low to the high end of its range, beyond the noise of paired seeds."""
    low, high = p.range or p.bounds
    world, changes = NEEDS.get(p.key, ("base", {}))
    at_low, at_high = (means(world, tuple({**changes, p.key: value}.items()))[indicator]
                       for value in (low, high))
    t = paired_t(at_high - at_low)
    assert (t if sign == "+" else -t) > 2.5, f"{p.key}: {indicator} moved {t:.1f} standard errors"


def test_worlds_are_chosen_for_levers_that_exist():
    """A key in `NEEDS` that no parameter has would go unnoticed."""
    assert NEEDS.keys() <= {p.key for p, _, _ in MOVES}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "field"), [("order", "base"), ("fraud", "base"),
                                             ("judgment", "base"), ("order", "coverage"),
                                             ("fraud", "coverage")])
def test_a_row_of_acts_moves_what_it_says(kind, field):
    """Doubling the base rate of a kind raises offences, doubling coverage raises records."""
    indicator = "offences" if field == "base" else "recorded_share"
    got = []
    for factor in (1.0, 2.0):
        world = base()
        world.rows["acts"][kind][field] *= factor
        got.append(series(world)[indicator, "whole"].mean(axis=1))
    assert paired_t(got[1] - got[0]) > 2.5


@pytest.mark.slow
@pytest.mark.parametrize(("field", "low", "high"), [("market_share", 0.4, 1.0),
                                                    ("home_cost", 0.025, 0.1)])
def test_a_row_of_kinds_of_firm_moves_what_it_says(field, low, high):
    """What domestic firms can lose makes more of them align, what it costs them fewer."""
    p, got = ROWS["firm_kinds"].fields[field], []
    for value in (low, high):
        world = base()
        world.rows["firm_kinds"]["domestic"][field] = value
        got.append(series(world)["alignment", "whole"].mean(axis=1))
    t = paired_t(got[1] - got[0])
    assert (t if p.expected_effects["alignment"] == "+" else -t) > 2.5


def test_every_lever_and_uncertainty_says_what_it_moves():
    """A number that can be chosen, or that is swept, names at least one indicator it moves."""
    silent = [p.key for table in TABLES.values() for p in table.fields.values()
              if p.kind in ("lever", "uncertainty") and not p.expected_effects
              and p.key not in WITHOUT_EFFECT]
    assert not silent, silent
    assert ROWS["acts"].fields["coverage"].expected_effects
