"""Economy and technology: what control costs, what unrest buys, what export control holds back.

1. output of a city, 1 at reference: Y' = Y + 0.02 (max(0, 1 - list_drag listed - control_drag
   (u - u0) + tech_gain (K - 1)) - Y); listed = share of adults on a list, u = control share of the
   budget (`governance`); in a week in which the grid mobilises (`grid`) the city makes max(0, Y -
   mobilise_cost), and Y is not lowered
2. technology of control of a city, 1 at reference: K' = K + tech_return (tech_level proc (1 -
   export_control exp(-t / substitute)) - K); t = weeks for which export control has held without
   a break: substitutes are found in time, and the clock starts anew after a break
3. procurement of a city: proc' = proc + 0.02 (1 + proc_response (min(unrest / 0.001, 5) - 1) -
   proc); unrest = local_buying times the city's mean intensity per 1,000 residents last week, and
   the rest the country's (`incidents`), never the count

Where it acts: a city's K multiplies what sensing adds (`sensing`, and so the delay of
`incidents`); Y multiplies the coverage that comes with city services (`sensing`); what a city
makes below 1 is hardship (`adaptation`).

Forms.  `procurement_form`: "unrest" is (3); "budget" lets proc move to u / u0, so that control
buys what it is paid for; "none" lets it move to 1: technology grows by itself.

Known limits: with all else at rest, Y = 1 - list_drag listed - control_drag (u - u0);
export_control 0.5 gives a trough of K = 0.84 at week 175.

Left out: prices, wages, sectors, firms (who innovates), trade in anything but technology, what
the state earns, and openness to the world: what it would add to output and take from control has no
source.

Sources: Beraja et al. 2023 (local unrest raises the procurement of facial recognition by local
police by 0.2 standard deviations; firms under contract innovate); sizes and speeds
are assumed.  tech_gain is 0: that technology of control raises output has no source, and an
assumed gain would lower hardship and so dissent by itself.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import chosen
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import NATION, CityState, carried, told, weekly

OUTPUT_RETURN, PROCUREMENT_RETURN = 0.02, 0.02
UNREST_REFERENCE = 0.001
MOST_UNREST = 5.0


class Parameters(Table, table="economy"):
    """Numbers of the economy and of technology."""

    on = switch(1.0, meaning="whether output and technology move")
    procurement_form = form("unrest", "budget", "none", source="Beraja et al. 2023 for unrest; "
                            "assumed", meaning="what the state buys technology for: unrest, what "
                            "the budget for control pays, or always the same")
    list_drag = uncertainty(0.3, "of output", range=(0.0, 1.0), bounds=(0.0, 1.0),
                            meaning="output of a listed adult that is lost",
                            expected_effects={"output": "-"})
    control_drag = uncertainty(0.2, "of output", range=(0.0, 0.5), bounds=(0.0, 1.0),
                               meaning="output lost where the whole budget goes to control, above "
                               "its reference", expected_effects={"output": "-"})
    tech_gain = uncertainty(0.0, "of output", range=(0.0, 0.05), bounds=(0.0, 1.0),
                            meaning="output gained where technology is twice the reference",
                            expected_effects={"output": "+"})
    tech_level = lever(1.0, "of the reference", range=(0.5, 3.0), bounds=(0.0, 10.0),
                       meaning="technology of control that the state aims at",
                       expected_effects={"technology": "+"})
    tech_return = uncertainty(0.005, "a week", scale="log", range=(0.002, 0.02), bounds=(0.0, 1.0),
                              meaning="how fast technology follows what is bought",
                              expected_effects={"technology": "+"})
    proc_response = uncertainty(0.2, "-", range=(0.0, 0.4), bounds=(0.0, 1.0),
                                source="assumed (Beraja et al. 2023: 0.2 standard deviations)",
                                meaning="procurement that unrest at twice its reference adds",
                                expected_effects={"procurement": "+"})
    local_buying = uncertainty(0.8, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                               source="assumed (Beraja et al. 2023: local police buy after local "
                               "unrest)", meaning="part of procurement that answers to the city's "
                               "own unrest")
    export_control = lever(0.0, "share", range=(0.0, 0.7), bounds=(0.0, 1.0),
                           meaning="technology that other countries hold back",
                           expected_effects={"technology": "-"})
    substitute = uncertainty(156.0, "weeks", scale="log", range=(52.0, 520.0),
                             bounds=(1.0, 10000.0), meaning="time in which substitutes for it are "
                             "found", expected_effects={"technology": "-"})


def next_output(p, output, listed, control, technology):
    """Return Y next week, equation (1); control: u - u0; on the shape of `output`."""
    aim = (1.0 - p.list_drag * listed - p.control_drag * control
           + p.tech_gain * (technology - 1.0))
    moved = output + OUTPUT_RETURN * (np.maximum(aim, 0.0) - output)
    return chosen(p.on > 0.0, moved, 1.0)


def made(p, output, cost):
    """Return the output of the week, equation (1); cost: of mobilisation in it."""
    return chosen(p.on > 0.0, np.maximum(output - cost, 0.0), 1.0)


def unrest_answered(p, local, country):
    """Return the unrest that a city's procurement answers to, equation (3)."""
    return p.local_buying * local + (1.0 - p.local_buying) * country


def procurement_target(p, unrest, budget):
    """Return what proc moves to, equation (3); budget: u / u0; of the shape of `unrest`."""
    answer = chosen(p.procurement_form == 2.0, 0.0, p.proc_response)
    wanted = 1.0 + answer * (np.minimum(unrest / UNREST_REFERENCE, MOST_UNREST) - 1.0)
    return chosen(p.procurement_form == 1.0, budget, wanted)


def next_procurement(p, procurement, target):
    """Return proc next week, equation (3)."""
    moved = procurement + PROCUREMENT_RETURN * (target - procurement)
    return chosen(p.on > 0.0, moved, 1.0)


def next_technology(p, technology, procurement, weeks):
    """Return K next week, equation (2); weeks: t, for which exports have been held back."""
    held_back = p.export_control * np.exp(-weeks / p.substitute)
    aim = p.tech_level * procurement * (1.0 - held_back)
    return chosen(p.on > 0.0, technology + p.tech_return * (aim - technology), 1.0)


def next_weeks(p, weeks):
    """Return t of equation (2) for next week."""
    return chosen((p.on > 0.0) & (p.export_control > 0.0), weeks + 1.0, 0.0)


class Cities(CityState, mechanism="economy"):
    """What cities make, and what the state has of technology."""

    output = carried(1.0, "of the reference", "Y of equation (1)")
    made = weekly("of the reference", "output of the week", reported=True)
    technology = carried(1.0, "of the reference", "K of equation (2)", reported=True)
    procurement = carried(1.0, "of the reference", "proc of equation (3)", reported=True)
    sensing = told("of the reference", "K times how far the city is sensed")
    held_back = carried(0.0, "weeks", "for how long exports have been held back", NATION)
    unrest = carried(UNREST_REFERENCE, "cases per 1,000 residents a week",
                     "unrest last week that procurement answers to")


INDICATORS = (
    Indicator(name="output", title="Output", unit="points of 100 of the reference",
              family="governance", harm=-1, turned="Output lost", digits=2,
              definition="Mean over residents of what their city makes in the week, after what "
              "mobilisation costs.", scopes=("whole", "province"), shown="number"),
    Indicator(name="technology", title="Technology of control", family="control", digits=1,
              unit="% of the reference",
              definition="What sensing can do with the same offices, mean over residents of what "
              "their city has.", scopes=("whole", "province"), shown="number"),
    Indicator(name="sensing", title="Area sensing", family="control", digits=1,
              unit="% of full sensing at the reference", definition="Mean over residents of how "
              "far their city is sensed, times its technology.", scopes=("whole", "province"),
              shown="number"),
    Indicator(name="procurement", title="Procurement of technology", family="cost", digits=1,
              unit="% of the reference",
              definition="What is bought of technology of control, mean over residents of what "
              "their city buys.", scopes=("whole", "province"), shown="number"),
)
