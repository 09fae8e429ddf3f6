"""What agencies come to see: coverage by city and kind, records true and false, warnings.

For city c and a kind of act k:

1. tech_c = smart_gain smart_c K_c org_c / 0.5 + grid_gain grid_c; smart_c = smart_evenness smart +
   (1 - smart_evenness) o_c, o_c being 1 in cities that come first, up to a share `smart` of
   residents, 0 in those after, and a part in the one between; grid_c likewise, without evenness;
   org_c = comp_c (1 - 0.5 (1 - integ_c)); K_c, Y_c: technology and output (`economy`)
2. C_k = coverage_k + sensors_k tech_c, plus channel_gain Y_c times the urban share for acts in
   the street (services bundled with sensing: with growth they reach further);
   C_dissent = coverage_dissent comp_c / 0.6 + dissent_sensors tech_c
3. an act leaves a record with chance 1 - exp(-C_k x b) (`conduct`); a court sees every judgment
4. a false record comes with chance false_rate b r_kc err_c a week, of acts and of dissent alike.
   r_kc is the city's running mean (weight 0.1) of true records of that kind a head, of judgments
   and of dissent of the chances of them, since there are few; err_c = exp(error_load (w_c - 0.6)
   - error_skill (comp_c - 0.6) + error_machines automation + error_links (Heff_c - 0.425)):
   offices, courts included, err more under load and with less competence; machines and links may
   add errors or catch them
5. displacement: in the street, C_k -> (1 - displace smart_c) C_k + displace smart_c C_k(smart 0)
6. a dissenter whose dissent is recorded is warned with chance warn_share.  Records of dissent,
   true and false, are on file until they fade at 1/retention a week, as all records (`lists`);
   since_dissent_record counts the weeks since the last
7. who opts out of city services has exposure x (1 - 0.7), at the price of hardship (`adaptation`);
   a person opts out with chance opt_out (1 - opt_out_support a + opt_out_service (q_ref - q_c)),
   the same person first: those who support the state less, and those whom the city serves worse,
   do so sooner (q: `governance`)

Forms.  `coupling_form`: "multiply" is (1); "bypass" lets technology work whatever the office,
org = 0.55; "weakest" is org = min(comp_c, integ_c).  `attention_form`: "load" is (8); "fixed" has
att = 1; under "control_first" att = 1, and handling capacity falls in its place (`incidents`).

8. attention falls under load: att_c = (1 + (0.6 / attention_half)^attention_power) / (1 + (w_c /
   attention_half)^attention_power), w_c the running mean of the load (attention_return a week);
   it is one at the load of the baseline and has no floor.  Coverage of street acts and of dissent
   is multiplied by att_c fb_c, that of other acts and the chance of a warning by att_c (fb_c:
   `forecasting`); what reporting ties (`conduct`) and data of firms (`firms`) add is not.  Under
   "control_first" a city has nowhere to rest above a load of 0.77 at full capacity, at the
   defaults, and collapses for good (docs/model/one_state.md)

Left out: a warning for dissent that never was; correcting a false record of dissent where opinions
are in no tariff.

The minority's records are multiplied by bias b. Which cities come first is drawn by seed.
comp_c and integ_c are those of the city's offices (`officials`).

Sources: stylised facts C3 and C7 (platforms, pilots); the rest is assumed; no false record rate
is published anywhere (C8).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.compute.maths import clip, hit, minimum, truth
from countergaze.compute.replicates import chosen, raised
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import CITY_AND_ACT, NATION, CityState, carried, told, weekly
from countergaze.declare.state import (
    columns, draw, draws, fields, number, person_draw, quantities, tallies, total, units,
    weeks_since,
)

RUNNING_WEIGHT = 0.1
ORG_REFERENCE = 0.5
COMPETENCE_REFERENCE = 0.6
BYPASS_QUALITY = 0.55
OPTED_OUT = 0.7
LOAD_REFERENCE, LINKED_REFERENCE = 0.6, 0.425
MOST_ERROR = 5.0
"""Of the power of e by which offices err more or less: far beyond what any shipped world has."""
MOST_FALSE = 0.5


class Parameters(Table, table="sensing"):
    """Numbers of sensing."""

    on = switch(1.0, meaning="whether anything but judgments is recorded, rightly or wrongly")
    coupling_form = form("multiply", "bypass", "weakest",
                         meaning="how the quality of an office turns technology into use: by "
                         "product, not at all, or as its weaker part allows")
    attention_form = form("load", "fixed", "control_first", meaning="what gives way under load: "
                          "attention, nothing, or the handling of incidents")
    smart = lever(0.3, "share of residents", range=(0.0, 1.0), bounds=(0.0, 1.0),
                  source="stylised facts C7 (200 to 800 pilots)",
                  meaning="residents of cities with area sensing",
                  expected_effects={"recorded_share": "+"})
    grid = lever(0.3, "share of residents", range=(0.0, 1.0), bounds=(0.0, 1.0),
                 source="stylised facts C3 (grids, uneven)",
                 meaning="residents of cities in which grid workers are active",
                 expected_effects={"recorded_share": "+"})
    smart_evenness = uncertainty(0.3, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                                 meaning="part of area sensing that every city has alike; the rest "
                                 "is in some cities wholly, in others not at all",
                                 expected_effects={"scrutiny_concentration": "-"})
    smart_gain = uncertainty(0.6, "coverage", scale="log", range=(0.15, 1.2), bounds=(0.0, 20.0),
                             meaning="coverage that sensing adds in a city of reference quality",
                             expected_effects={"recorded_share": "+"})
    grid_gain = uncertainty(0.15, "coverage", range=(0.0, 0.4), bounds=(0.0, 20.0),
                            meaning="coverage that grid workers add",
                            expected_effects={"recorded_share": "+"})
    channel_gain = uncertainty(0.05, "coverage", range=(0.0, 0.2), bounds=(0.0, 10.0),
                               meaning="coverage that comes with city services",
                               expected_effects={"recorded_share": "+"})
    coverage_dissent = uncertainty(0.045, "observer-weeks per act", scale="log",
                                   range=(0.015, 0.12), bounds=(0.0, 10.0), meaning="ordinary "
                                   "coverage of dissent", expected_effects={"fear": "+"})
    dissent_sensors = uncertainty(0.25, "share", range=(0.06, 1.0), scale="log",
                                  bounds=(0.0, 10.0), meaning="how much of a city's sensing "
                                  "reaches what people say", expected_effects={"fear": "+"})
    bias = uncertainty(1.0, "-", range=(0.8, 2.0), bounds=(0.0, 10.0),
                       source="assumed: no source, swept",
                       meaning="records of the minority group against the majority's, at equal "
                       "conduct", expected_effects={"records": "+"})
    false_rate = uncertainty(0.03, "false records per true record", scale="log",
                             range=(0.005, 0.15), bounds=(0.0, 1.0), source="assumed: no figure "
                             "exists (stylised facts C8)", meaning="how many false records come "
                             "with true ones", expected_effects={"false_records": "+"})
    error_load = uncertainty(1.0, "per unit of load", range=(0.0, 2.0), bounds=(-10.0, 10.0),
                             meaning="how much more offices err under load",
                             expected_effects={"false_records": "+"})
    error_skill = uncertainty(2.0, "per unit of competence", range=(0.0, 4.0),
                              bounds=(-20.0, 20.0), meaning="how much less able offices err",
                              expected_effects={"false_records": "-"})
    error_machines = uncertainty(0.5, "at full automation", range=(-0.5, 2.0),
                                 bounds=(-5.0, 5.0), source="assumed (stylised facts C8: MiDAS "
                                 "and Robodebt decided by machine)", meaning="errors that "
                                 "machines at the desks add, or catch where it is below zero",
                                 expected_effects={"false_records": "+"})
    error_links = uncertainty(0.5, "at full links", range=(-0.5, 1.5), bounds=(-5.0, 5.0),
                              meaning="errors of identity that links across agencies add, or "
                              "catch where it is below zero",
                              expected_effects={"false_records": "+"})
    attention_half = uncertainty(1.3, "load", range=(1.0, 1.8), bounds=(0.1, 20.0),
                                 meaning="load that takes half of the attention of an idle "
                                 "office", expected_effects={"recorded_share": "+"})
    attention_power = uncertainty(4.0, "-", range=(2.0, 8.0), bounds=(0.1, 50.0),
                                  meaning="how steeply attention falls about that load",
                                  expected_effects={"recorded_share": "+"})
    attention_return = uncertainty(0.1, "a week", scale="log", range=(0.03, 0.5),
                                   bounds=(0.001, 1.0), meaning="how fast offices feel a load",
                                   expected_effects={"recorded_share": "-"})
    warn_share = lever(0.15, "share", range=(0.05, 0.4), bounds=(0.0, 1.0),
                       meaning="recorded dissenters who are warned", expected_effects={"fear": "+"})
    displace = uncertainty(0.2, "share", range=(0.0, 0.5), bounds=(0.0, 1.0),
                           meaning="street acts that move to where nothing senses them",
                           expected_effects={"recorded_share": "-"})
    opt_out = lever(0.0, "share", range=(0.0, 0.5), bounds=(0.0, 1.0),
                    meaning="adults who do without city services that sense",
                    expected_effects={"recorded_share": "-"})
    opt_out_support = uncertainty(1.0, "per unit of support", range=(0.0, 2.0),
                                  bounds=(-10.0, 10.0), meaning="how much sooner who supports "
                                  "the state less does without",
                                  expected_effects={"opted_out": "-"})
    opt_out_service = uncertainty(1.0, "per unit of quality", range=(0.0, 4.0),
                                  bounds=(-10.0, 10.0), meaning="how much sooner who is served "
                                  "worse does without", expected_effects={"opted_out": "+"})
    opt_out_price = uncertainty(0.02, "hardship", range=(0.0, 0.05), bounds=(0.0, 1.0),
                                meaning="hardship of doing without them",
                                expected_effects={"hardship": "+"})


class Offices(NamedTuple):
    """City offices: arrays (replicates, cities). smart and grid are 0 to 1, pilot is 0 or 1.

    technology and output are K and Y of `economy`, 1 without it.
    """

    smart: np.ndarray
    grid: np.ndarray
    pilot: np.ndarray
    competence: np.ndarray
    integrity: np.ndarray
    technology: np.ndarray | float = 1.0
    output: np.ndarray | float = 1.0


def smart(p, degree):
    """Return how far a city is sensed, equation (1); degree: by the order in which cities come."""
    return p.smart_evenness * p.smart + (1.0 - p.smart_evenness) * degree


def organisation(p, competence, integrity):
    """Return org of equation (1): what quality of office turns technology into use."""
    weakest = np.minimum(competence, integrity)
    product = competence * (1.0 - 0.5 * (1.0 - integrity))
    return chosen(p.coupling_form == 1.0, BYPASS_QUALITY,
                    chosen(p.coupling_form == 2.0, weakest, product))


def technology(p, offices, smart):
    """Return tech of equation (1), (replicates, cities)."""
    quality = organisation(p, offices.competence, offices.integrity)
    smart_gain = p.smart_gain * offices.technology
    return smart_gain * smart * quality / ORG_REFERENCE + p.grid_gain * offices.grid


def next_workload(p, workload, load):
    """Return w next week, equation (8), of the shape of `load`."""
    return workload + p.attention_return * (load - workload)


def attention(p, workload):
    """Return att of equation (8), of the shape of `workload`."""
    at_rest = raised(LOAD_REFERENCE / p.attention_half, p.attention_power)
    return (1.0 + at_rest) / (1.0 + raised(workload / p.attention_half, p.attention_power))


def error(p, workload, competence, automation, linked):
    """Return err of equation (4): how much more offices err than those of reference."""
    power = (p.error_load * (workload - LOAD_REFERENCE)
             - p.error_skill * (competence - COMPETENCE_REFERENCE)
             + p.error_machines * automation + p.error_links * (linked - LINKED_REFERENCE))
    return np.exp(np.clip(power, -MOST_ERROR, MOST_ERROR))


def attention_paid(p, attention):
    """Return what attention multiplies coverage by, equation (8)."""
    return chosen(p.attention_form == 0.0, attention, 1.0)


def capacity_left(p, attention):
    """Return what is left of handling capacity, under attention_form control_first."""
    return chosen(p.attention_form == 2.0, attention, 1.0)


def coverage_of_acts(p, offices, base, sensors, street, urban_share, attention, feedback):
    """Return C of equations (2), (5) and (8), (replicates, cities, kinds).

    base, sensors, street: one value a kind, or (replicates, 1, kinds); urban_share: one a city;
    attention, feedback: (replicates, cities).
    """
    channel = (p.channel_gain * urban_share[None, :] * offices.output)[:, :, None] * street
    sensed = base + sensors * technology(p, offices, offices.smart)[:, :, None] + channel
    unsensed = base + sensors * (p.grid_gain * offices.grid)[:, :, None] + channel
    away = (p.displace * offices.smart)[:, :, None] * street
    paid = (p.on * attention)[:, :, None] * np.where(street > 0.0, feedback[:, :, None], 1.0)
    return paid * ((1.0 - away) * sensed + away * unsensed)


def coverage_of_dissent(p, offices, attention, feedback):
    """Return C_dissent of equations (2) and (8), (replicates, cities)."""
    ordinary = p.coverage_dissent * offices.competence / COMPETENCE_REFERENCE
    sensed = ordinary + p.dissent_sensors * technology(p, offices, offices.smart)
    return p.on * attention * feedback * sensed


def running_records(level, records_a_head):
    """Return r of equation (4) after one more week."""
    return level + RUNNING_WEIGHT * (records_a_head - level)


def misheard(dissent, chance, uniform):
    """Return 1 if dissent is recorded of someone who did not dissent, equation (4)."""
    return (1.0 - dissent) * truth(uniform > 1.0 - minimum(chance, MOST_FALSE))


def chance_of_dissent_record(coverage_dissent, exposure):
    """Return the chance that one act of dissent leaves a record, equation (3)."""
    return hit(coverage_dissent * exposure)


def chance_to_opt_out(p, support, quality_lost):
    """Return the chance that a person has opted out, equation (7); quality_lost: q_ref - q."""
    leaning = 1.0 - p.opt_out_support * support + p.opt_out_service * quality_lost
    return p.on * clip(p.opt_out * leaning, 0.0, 1.0)


def kept_exposure(opted_out):
    """Return the part of exposure that is left to a person, equation (7)."""
    return 1.0 - OPTED_OUT * opted_out


def recorded(dissent, chance, uniform):
    """Return 1 if the person's dissent left a record, equation (3)."""
    return dissent * truth(uniform < chance)


def warned(p, dissent, chance, attention, uniform):
    """Return 1 if the person's dissent was recorded and brought a warning, equation (6)."""
    return dissent * truth(uniform < chance * p.warn_share * attention)


class Cities(CityState, mechanism="sensing"):
    """What cities carry of attention and records, and sense this week."""

    workload = carried(LOAD_REFERENCE, "share of capacity", "w of equation (8)")
    attention = carried(1.0, "relative", "att of equation (8)")
    level = carried(0.0, "records a head a week", "running mean by kind of act", CITY_AND_ACT)
    dissent_level = carried(0.0, "records a head a week", "running mean of records of dissent")
    error = weekly("relative", "how much offices err, err of equation (4)")
    records = carried(0.0, "per 1,000 residents", "records last week")
    smart = weekly("share", "how far the city has area sensing")
    gridded = weekly("share", "how far grid workers are active")
    paid = weekly("relative", "what attention multiplies coverage by")
    coverage = weekly("observer-weeks per act", "coverage of acts", CITY_AND_ACT)
    coverage_dissent = weekly("observer-weeks per act", "coverage of dissent")
    acts = weekly("acts", "acts last week")
    true_records = weekly("records", "true records last week")
    sensed_adults = told("people", "adults of smart cities", NATION)
    sensed_acts = told("acts", "acts of the week in smart cities", NATION)
    sensed_records = told("records", "true records of the week in smart cities", NATION)


FIELDS = fields(
    dissent_amount=number("weight of records of dissent, true and false, fading", few=True),
    since_dissent_record=weeks_since("weeks since the last record of dissent", few=True),
)
QUANTITIES = quantities(
    opted_out="1 if the person has opted out of sensing",
    dissent_on_record="1 if this week's dissent is recorded",
    misheard="1 if dissent that never was is recorded this week",
    dissent_seen="chance of a true record of dissent",
    recorded_before="weeks since the last record of dissent before this week",
    spoken="1 if it counts as a record of an act",
    warned="1 if the person is warned for dissent",
    warned_ties="ties that were warned last week",
    reporting_ties="ties that tipped off last week",
)
CITY_COLUMNS = columns(
    coverage_dissent="records of dissent at mean exposure",
    watched="share of dissent that is seen at mean exposure",
    attention="attention that the city pays",
    misheard_chance="chance that dissent is recorded of one who did not dissent",
)
DRAWS = draws(
    warned=person_draw(35, "a record and a warning for dissent, and being proposed for honours"),
    smart_quota=draw(6, "which cities are smart"),
    grid_quota=draw(9, "which cities have grid management"),
    pilot_quota=draw(10, "which cities have a point scheme"),
)
TALLIES = tallies(
    warned=units("warned", "warnings", groups=True),
    misheard=units("misheard", "false records of dissent"),
    dissent_records_expected=total("dissent_seen", "chances of true records of dissent"),
    opted_out=units("opted_out", "adults who have opted out"),
)

INDICATORS = (
    Indicator(name="recorded_share", title="Acts that leave a record", unit="% of acts",
              family="control", definition="True records made per 100 acts of every kind."),
    Indicator(name="offences_by_sensing", title="Offences in sensed and other cities",
              unit="acts per 100 adults a year", family="control", scopes=("cities",),
              definition="Acts of every kind by residents of 15 and over of cities with area "
              "sensing in the week, and of the others, scaled to a year. People act where they "
              "live; what `sensing.displace` moves is where it is seen, so compare with recorded "
              "shares."),
    Indicator(name="recorded_share_by_sensing", title="Acts that leave a record in sensed and "
              "other cities", unit="% of acts", family="control", scopes=("cities",),
              definition="True records made per 100 acts, in cities with area sensing in the week "
              "and in the others."),
    Indicator(name="opted_out", title="Doing without services that sense", family="control",
              unit="% of adults", definition="Adults who have opted out of city services that "
              "sense.", shown="number"),
    Indicator(name="false_records", title="False records", unit="in 100,000 adults a year",
              family="integrity", harm=1, metric="M01",
              definition="Records of acts that the person did not commit, scaled to a year.",
              shown="number"),
    Indicator(name="false_dissent_records", title="False records of dissent", metric="M01",
              unit="in 100,000 adults a year", family="integrity", harm=1,
              definition="Records of dissent by people who did not dissent, scaled to a year.",
              shown="number"),
    Indicator(name="records", title="Records made", unit="per 1,000 adults a week",
              family="cost", definition="Records of every kind, true and false.", shown="number"),
    Indicator(name="warned", title="Warned for dissent", unit="in 100,000 adults a year",
              family="rights", harm=1, definition="Adults whose dissent was recorded and brought "
              "a warning, scaled to a year.", scopes=("whole", "group"), digits=0),
)
