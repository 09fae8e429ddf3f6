"""Expression: focal spells of cities, and what a city is like as far as speech goes."""

from __future__ import annotations

import numpy as np

from countergaze.mechanisms import expression
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import City, tally


def focus(country: Country) -> None:
    """Let focal spells run out and begin."""
    p, mine = country.p.expression, country.expression
    left = np.maximum(mine.focal_left - 1.0, 0.0)
    shocked = country.incidents.since_shock == 1.0
    starts = shocked | ((left == 0.0) & (country.uniform("focal") < p.focal_rate))
    country.expression.focal_left = np.where(starts, p.focal_weeks, left)
    of_shock = country.p.incidents.shock_anger * country.p.incidents.shock
    mean = np.where(shocked, of_shock, p.anger_mean)
    anger = -mean * np.log(country.uniform("focal_anger"))
    country.expression.anger = np.where(starts, anger, mine.anger)


def bring(country: Country, city: City) -> None:
    """Bring the climate of speech in cities."""
    p, mine, scheme = country.p.expression, country.expression, country.p.scoring
    spell = mine.focal_left > 0.0
    focal = np.where(spell, 1.0, country.incidents.erupted)
    city.climate[...] = expression.Climate(
        occasion=np.minimum(p.occasion_rate * (1.0 + focal * (p.focal_multiplier - 1.0)), 1.0),
        log_no_occasion_by_tie=np.log1p(-p.occasion_by_tie),
        anger=np.where(spell, mine.anger, 0.0),
        safety=np.maximum(0.0, 1.0 - mine.dissent / p.tipping_share),
        breadth=country.sanctions.breadth * scheme.political * scheme.on)


def bring_abroad(country: Country, hosts: City) -> None:
    """Bring the climate of speech abroad: ordinary occasions, and nothing to lose by a listing."""
    p = country.p.expression
    if country.anew:
        hosts.climate[...] = expression.Climate(
            occasion=p.occasion_rate, log_no_occasion_by_tie=np.log1p(-p.occasion_by_tie),
            anger=0.0, safety=1.0, breadth=0.0)


def learn(country: Country, totals: CityTotals) -> None:
    """Take in the share of residents who dissented last week."""
    country.expression.dissent = (totals.of(tally.dissent)
                                  / np.maximum(country.places.residents, 1.0))
