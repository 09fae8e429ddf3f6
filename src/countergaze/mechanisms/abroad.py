"""People abroad: files kept on them, levers that reach them, and what they still say.

A person abroad lives in host country h, may have kin at home who can be reached, and may wish to
return; file is 1 where the state at home keeps one on them.

1. the protection that a host gives: protect_h = max(hosts.protect, least_protection) less
   adopt_cost adopted_h, at least 0
2. a file comes in a week with chance source_rate customs (1 - protect_h) from overseas sources
   (transport, e-commerce, institutes), plus kin_report Heff (1 - kin_protection protect_h) (1 +
   duty) where kin can be reached, Heff being that of the kin's city, duty the share of workers
   there whose firms hand over data (`firms`), customs what is linked within the customs offices;
   a file is dropped with chance purge
3. felt = file + (1 - file) rumour; fear moves to f* = ordinary_fear + felt (lever_kin B_home
   [kin] + lever_return [wishes to return] + lever_host (1 - protect_h)), B_home being what a
   listing would bring in the kin's city; how fast is `adaptation`'s fear_return
4. dissent abroad is that of `expression`, with safety in numbers among ties abroad and kin at
   home, ordinary occasions, and nothing to lose by a listing of one's own
5. what is on file abroad adds overseas_gain to the risk of kin at home (`forecasting`)
6. a host may take the technology over: adopted_h' = adopted_h + export_rate K (1 - adopted_h)

Support and hardship of people abroad stay at their own level: another government serves them.
Files start at their stationary share, fear at ordinary_fear.  `on = 0`: nobody abroad has a file,
none is looked for, and what they fear is ordinary_fear; they and their kin still hear each other.

Forms.  `lever_form`: "both" is (3); "kin" works through kin alone, "host" through the host alone;
"none" leaves ordinary fear.

Known limit: the share with a file is a / (a + purge), a being the chance of (2).

Left out: travel, return, violence abroad, associations, asylum; what a host's own government does
to its residents.

Sources: Freedom House 2025 (host authorities had a part in 780 of 1,219 incidents); Amnesty 2024
(relatives approached, fear of return); stylised facts C6; exports after NBER w31676 (counts only);
no figure exists for files: numbers are assumed.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import select, truth
from countergaze.declare import Indicator, Table, form, lever, switch, uncertainty
from countergaze.declare.city import HOST, CityState, carried, weekly
from countergaze.declare.state import (
    columns, count, draw, draws, person_draw, quantities, tallies, total, units,
)


class Parameters(Table, table="abroad"):
    """Numbers of people abroad."""

    on = switch(1.0, meaning="whether the state at home reaches people abroad")
    lever_form = form("both", "kin", "host", "none", meaning="what reaches a person abroad: kin, "
                      "return and host together, kin alone, the host alone, or nothing")
    source_rate = uncertainty(0.0003, "a week", scale="log", range=(0.0001, 0.0009),
                              bounds=(0.0, 1.0), meaning="chance that overseas sources bring a "
                              "file", expected_effects={"files_abroad": "+"})
    kin_report = uncertainty(0.001, "a week", scale="log", range=(0.0003, 0.003),
                             bounds=(0.0, 1.0), meaning="chance that kin at home bring a file, "
                             "with full links", expected_effects={"files_abroad": "+"})
    kin_protection = uncertainty(0.5, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                                 meaning="how much of a host's protection keeps kin at home from "
                                 "reporting", expected_effects={"files_abroad": "-"})
    purge = uncertainty(0.002, "a week", scale="log", range=(0.0006, 0.006), bounds=(0.0, 1.0),
                        meaning="chance that a file is dropped",
                        expected_effects={"files_abroad": "-"})
    least_protection = lever(0.0, "share", range=(0.0, 0.95), bounds=(0.0, 1.0),
                             source="assumed (Freedom House 2025: host authorities had a part in "
                             "64 % of incidents)", meaning="protection that every host sets "
                             "out from at least (G19); what it takes over lowers it",
                             expected_effects={"files_abroad": "-"})
    ordinary_fear = uncertainty(0.05, "fear", range=(0.0, 0.15), bounds=(0.0, 2.0),
                                meaning="fear abroad without a file or a rumour of one",
                                expected_effects={"fear_abroad": "+"})
    lever_kin = uncertainty(0.5, "fear", range=(0.0, 1.0), bounds=(0.0, 2.0),
                            source="assumed (Amnesty 2024: relatives approached)",
                            meaning="fear for kin at home, if they would lose everything",
                            expected_effects={"silenced_abroad": "+"})
    lever_return = uncertainty(0.3, "fear", range=(0.0, 1.0), bounds=(0.0, 2.0),
                               source="assumed (Amnesty 2024: nearly half of 32 students "
                               "afraid to return, no probability sample)",
                               meaning="fear of those who wish to return",
                               expected_effects={"silenced_abroad": "+"})
    lever_host = uncertainty(0.3, "fear", range=(0.0, 1.0), bounds=(0.0, 2.0),
                             source="assumed (Freedom House 2025: host authorities had a part in "
                             "64 % of incidents)", meaning="fear where the host does not protect",
                             expected_effects={"silenced_abroad": "+"})
    kin = uncertainty(0.5, "share", range=(0.2, 0.8), bounds=(0.0, 1.0),
                      meaning="people abroad whose kin at home can be reached",
                      expected_effects={"files_abroad": "+"})
    return_wish = uncertainty(0.3, "share", range=(0.1, 0.6), bounds=(0.0, 1.0),
                              meaning="people abroad who wish to return",
                              expected_effects={"silenced_abroad": "+"})
    rumour = uncertainty(0.3, "share", range=(0.0, 0.8), bounds=(0.0, 1.0),
                         meaning="how far those without a file feel watched all the same",
                         expected_effects={"silenced_abroad": "+"})
    overseas_gain = uncertainty(0.1, "risk", range=(0.0, 1.0), bounds=(0.0, 100.0),
                                source="assumed: size unknown",
                                meaning="risk that a file abroad adds to kin at home",
                                expected_effects={"kin_visits": "+"})
    export_rate = uncertainty(0.0005, "a week", range=(0.0001, 0.002), scale="log",
                              bounds=(0.0, 1.0), source="assumed (NBER w31676: 136 importers, "
                              "counts only)", meaning="how fast hosts take the technology over",
                              expected_effects={"files_abroad": "+"})
    adopt_cost = uncertainty(0.3, "share", range=(0.0, 0.8), bounds=(0.0, 1.0),
                             meaning="protection lost by a host that has taken it over",
                             expected_effects={"files_abroad": "+"})


def protection(p, protect, adopted):
    """Return what is left of each host's protection, equation (1), of the shape of `adopted`."""
    return np.maximum(np.maximum(protect, p.least_protection) - p.adopt_cost * adopted, 0.0)


def next_adopted(p, adopted, technology):
    """Return the share of each host's state that has taken over the technology, equation (6)."""
    return adopted + p.on * np.minimum(p.export_rate * technology, 1.0) * (1.0 - adopted)


def rate_from_sources(p, customs, protected):
    """Return the chance that overseas sources bring a file, equation (2)."""
    return p.on * p.source_rate * customs * (1.0 - protected)


def rate_from_kin(p, protected):
    """Return the chance that kin bring a file where links are full, equation (2)."""
    return p.on * p.kin_report * (1.0 - p.kin_protection * protected)


def fear_of_host(p, protected):
    """Return what the host adds to fear, equation (3)."""
    reaches = (p.lever_form == 0.0) | (p.lever_form == 2.0)
    return p.on * p.lever_host * (1.0 - protected) * reaches


def has_kin(p, luck_code):
    """Return 1 if a person abroad has kin at home who can be reached."""
    return truth(luck_code < 256.0 * p.kin)


def wishes_to_return(p, code):
    """Return 1 if a person abroad wishes to return."""
    return truth(code < 256.0 * p.return_wish)


def chance_of_file(from_sources, from_kin, kin, linked, duty):
    """Return the chance that a file comes in a week, equation (2)."""
    return from_sources + from_kin * kin * linked * (1.0 + duty)


def stationary_share(p, chance):
    """Return the share with a file in the long run at a weekly chance of one."""
    return chance / np.maximum(chance + p.purge, 1e-12)


def next_file(p, file, chance, uniform):
    """Return 1 if the person has a file next week, equation (2)."""
    kept = truth(uniform >= p.purge)
    return p.on * select(file > 0.5, kept, truth(uniform < chance))


def fear_aimed_at(p, file, kin, breadth_at_home, wish, of_host):
    """Return f* of equation (3)."""
    felt = file + (1.0 - file) * p.rumour
    through_kin = p.lever_kin * breadth_at_home * kin * truth(p.lever_form < 2.0)
    through_return = p.lever_return * wish * truth(p.lever_form < 1.0)
    return p.ordinary_fear + p.on * felt * (through_kin + through_return + of_host)


class Cities(CityState, mechanism="abroad"):
    """What hosts carry."""

    adopted = carried(0.0, "share", "technology that the host took over", HOST, reported=True)
    protected = weekly("share", "what is left of the host's protection", HOST, reported=True)


SCOPES = ("whole", "host")

QUANTITIES = quantities(
    kin_on_file="1 if kin abroad is on file",
    kin="of people abroad: 1 if kin at home can be reached",
    kin_links="of people abroad: links in the city of kin",
    kin_breadth="of people abroad: breadth of what listings deny there",
    kin_duty="of people abroad: share of workers there whose data are handed over",
    fear_aimed_at="of people abroad: the fear that theirs is drawn to",
    wishes_to_return="of people abroad: 1 if they wish to return",
)
CITY_COLUMNS = columns(
    from_sources="of hosts: files that sources abroad make",
    from_kin="of hosts: files that kin at home bring",
    of_host="of hosts: fear that the host's protection leaves",
)
DRAWS = draws(
    abroad_file=person_draw(75, "files on people abroad that come and go"),
    abroad_start=draw(76, "who abroad is on file at the first week"),
)
TALLIES = tallies(
    kin_on_file=units("kin_on_file", "adults with kin abroad on file"),
    kin_visited=count("visits to them", groups=False),
)
ABROAD_TALLIES = tallies(
    adults=total("adult", "adults abroad"),
    dissent=total("dissent", "dissent abroad"),
    expected_dissent=total("dissent_chance", "chances of dissent abroad"),
    latent=total("latent", "chances of dissent abroad without fear"),
    affirm=total("affirm", "affirmation abroad"),
    files=total("on_file", "adults abroad on file"),
    fear=total("fear", "fear abroad"),
)
"""Weekly sums over adults abroad."""

INDICATORS = (
    Indicator(name="files_abroad", title="Files kept on people abroad", family="abroad",
              unit="% of adults abroad", metric="M22", harm=1, scopes=SCOPES,
              definition="Adults abroad on whom the state at home keeps a file."),
    Indicator(name="silenced_abroad", title="Self-censored dissent abroad", family="abroad",
              metric="M22", harm=1, unit="% of those abroad who would dissent without fear",
              scopes=SCOPES, definition="Share of latent dissent abroad that is not voiced, from "
              "sums of chances."),
    Indicator(name="expected_dissent_abroad", title="Expected dissent abroad", family="abroad",
              unit="in 1,000 adults abroad a week", digits=2, scopes=SCOPES,
              definition="Sum of the chances of dissent of adults abroad.", shown="number"),
    Indicator(name="fear_abroad", title="Fear abroad", family="abroad", harm=1, digits=2,
              unit="points (100 = one unit of perceived enforcement)", scopes=SCOPES,
              definition="Mean perceived enforcement of adults abroad.", shown="number"),
    Indicator(name="host_protection", title="Protection that hosts give", family="abroad",
              harm=-1, turned="Protection that hosts do not give", unit="% of full "
              "protection", scopes=SCOPES, definition="Mean over adults abroad of how far the host "
              "keeps the state at home from them.", shown="number"),
    Indicator(name="adopted", title="Technology taken over by hosts", family="abroad",
              unit="% of it", scopes=SCOPES, definition="Mean over adults abroad of how far "
              "the host's own state has taken the technology over.", shown="number"),
    Indicator(name="kin_visits", title="Visits to kin of people on file abroad", family="abroad",
              harm=1, unit="in 1,000 such kin a year", digits=1, definition="Visits to adults at "
              "home whose kin abroad are on file, scaled to a year.", shown="number"),
)
