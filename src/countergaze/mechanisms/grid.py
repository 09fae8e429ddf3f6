"""Decentralisation and grid management: who decides, how rules drift, who can be mobilised.

1. decisions taken at the centre load it: centre_load = (1 - local) load / centre_cap; the delay of
   incidents is multiplied by F = (1 + coord_delay (1 - local) min(centre_load, 3)) over its
   value at a load and a local share of 0.6
2. local rules drift: drift_c' = drift_c (1 - r) + drift_noise sqrt(local) N(0, 1) + local
   drift_bias M_c; r = drift_return (1 + rule_push rules_central V_c); the evidence that a list
   needs is multiplied by exp(drift_c)
3. where there is a grid and backlog and new work exceed capacity, mobilise adds that share of it;
   it costs mobilise_cost of output in the week (`economy`), in full where the grid is partial too
4. grid workers are at hand for reports: where there is a grid, tip-offs (`conduct`, under
   peers_form reward) are multiplied by 1 + tips, in a week in which it mobilises by 1 + 2 tips

Forms.  `rules_form`: "rules" is (2); "ad_hoc" leaves local rules to themselves (r = drift_return);
"none" has no drift.

Known limit: the standard deviation of drift is drift_noise sqrt(local) / sqrt(1 - (1 - r)^2).

Sources: stylised facts C3 (grids of about 1,000 residents; stability first, service folded into
security); numbers are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import chosen
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import CityState, carried, told, weekly
from countergaze.declare.state import columns, draw, draws

REFERENCE_LOAD, REFERENCE_LOCAL = 0.6, 0.6
MOST_CENTRE_LOAD = 3.0
WIDEST_DRIFT = 2.0


class Parameters(Table, table="grid"):
    """Numbers of decentralisation and grid management."""

    on = switch(1.0, meaning="whether decisions are delayed, rules drift and grids mobilise")
    rules_form = form("rules", "ad_hoc", "none", meaning="what holds local rules together: central "
                      "rules seen from above, their own habit, or perfectly everything")
    local = lever(0.6, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  meaning="decisions taken locally", expected_effects={"rule_drift": "+"})
    rules_central = lever(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                          meaning="rules set at the centre", expected_effects={"rule_drift": "-"})
    centre_cap = uncertainty(0.5, "share of cases", scale="log", range=(0.25, 1.0),
                             bounds=(0.01, 100.0), meaning="cases that the centre can decide in "
                             "time", expected_effects={"delay": "-"})
    coord_delay = uncertainty(0.5, "-", range=(0.0, 1.0), bounds=(0.0, 10.0),
                              meaning="delay that deciding at the centre adds",
                              expected_effects={"delay": "+"})
    drift_noise = uncertainty(0.02, "a week", range=(0.0, 0.05), bounds=(0.0, 1.0),
                              meaning="how fast local rules wander",
                              expected_effects={"rule_drift": "+"})
    drift_return = uncertainty(0.02, "a week", scale="log", range=(0.005, 0.1),
                               bounds=(0.0001, 1.0), meaning="how fast they return",
                               expected_effects={"rule_drift": "-"})
    rule_push = uncertainty(4.0, "-", range=(0.0, 8.0), bounds=(0.0, 100.0),
                            meaning="how far central rules speed that",
                            expected_effects={"rule_drift": "-"})
    drift_bias = uncertainty(0.01, "a week", range=(0.0, 0.05), bounds=(-1.0, 1.0),
                             meaning="drift that misuse causes",
                             expected_effects={"rule_drift": "+"})
    grid_delay = uncertainty(0.3, "-", range=(0.0, 1.0), bounds=(0.0, 10.0),
                             meaning="how far grid workers shorten the delay",
                             expected_effects={"delay": "-"})
    mobilise = uncertainty(0.3, "share of capacity", range=(0.0, 0.5), bounds=(0.0, 5.0),
                           source="assumed (stylised facts C3: 1,000 residents a grid)",
                           meaning="capacity that a grid adds in a crisis",
                           expected_effects={"over_capacity": "-"})
    tips = uncertainty(0.3, "-", range=(0.0, 1.0), bounds=(0.0, 20.0),
                       meaning="tip-offs that a grid worker at hand adds",
                       expected_effects={"tips": "+"})
    mobilise_cost = uncertainty(0.05, "share of output", range=(0.0, 0.2), bounds=(0.0, 1.0),
                                meaning="output lost in a week of mobilisation",
                                expected_effects={"mobilisation_cost": "+", "output": "-"})


def _stretch(p, local, load):
    centre_load = (1.0 - local) * load / p.centre_cap
    return 1.0 + p.coord_delay * (1.0 - local) * np.minimum(centre_load, MOST_CENTRE_LOAD)


def centre_load(p, load):
    """Return cases that come to the centre over those that it can decide, equation (1)."""
    return p.on * (1.0 - p.local) * load / p.centre_cap


def tips_raised(p, grid, mobilised):
    """Return what tip-offs are multiplied by, equation (4); grid, mobilised: shares of a city."""
    return 1.0 + p.on * p.tips * grid * (1.0 + mobilised)


def coordination(p, load):
    """Return F of equation (1), of the shape of `load`."""
    stretched = _stretch(p, p.local, load) / _stretch(p, REFERENCE_LOCAL, REFERENCE_LOAD)
    return chosen(p.on > 0.0, stretched, 1.0)


def next_drift(p, drift, misuse, upward, normal):
    """Return drift next week, equation (2), of the shape of `drift`."""
    push = chosen(p.rules_form == 1.0, 1.0, 1.0 + p.rule_push * p.rules_central * upward)
    pull = np.minimum(p.drift_return * push, 1.0)
    moved = (drift * (1.0 - pull) + p.drift_noise * np.sqrt(p.local) * normal
             + p.local * p.drift_bias * misuse)
    on = (p.on > 0.0) & (p.rules_form != 2.0)
    return chosen(on, np.clip(moved, -WIDEST_DRIFT, WIDEST_DRIFT), 0.0)


def mobilised(p, pressed, grid):
    """Return the share of capacity that is mobilised, equation (3).

    pressed: backlog and new work over the capacity there is without it.
    """
    return p.on * p.mobilise * grid * (pressed > 1.0)


class Cities(CityState, mechanism="grid"):
    """What cities carry of local rules, and report of mobilisation."""

    drift = carried(0.0, "logarithm", "drift of local rules")
    drift_square = told("logarithm, squared", "square of the drift")
    mobilised = weekly("share of districts", "where the grid adds capacity", reported=True)
    centre_load = told("share of cases", "load of the centre")
    mobilisation_cost = weekly("share of output", "what that costs in the week", reported=True)


CITY_COLUMNS = columns(
    tips_raised="what tip-offs are multiplied by where there is a grid",
)
DRAWS = draws(
    drift=draw(68, "how far practice drifts from the rule"),
)

INDICATORS = (
    Indicator(name="rule_drift", title="Drift of local rules", unit="points of 100, root mean "
              "square", family="integrity", harm=1, digits=2,
              definition="How far the evidence that local offices ask for wanders from the rule, "
              "in logarithms.", shown="number"),
    Indicator(name="centre_load", title="Load of the centre", unit="% of the cases that it can "
              "decide in time", family="stability", digits=1,
              definition="Share of decisions taken at the centre times the load, over the cases "
              "that the centre can decide in time, mean over residents.", shown="number"),
    Indicator(name="mobilised", title="Cities mobilised", unit="% of cities, by residents",
              family="stability", digits=2,
              definition="Cities in which the grid adds capacity in the week.", shown="number"),
    Indicator(name="mobilisation_cost", title="Output lost to mobilisation", family="cost",
              unit="in 10,000 of output", digits=2,
              definition="Output that mobilisation takes in the week.", shown="number"),
)
