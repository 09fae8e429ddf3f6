"""Incidents: what comes, how much work it is, and what of it is served."""

from __future__ import annotations

import numpy as np

from countergaze.compute import normal_law
from countergaze.compute.replicates import widened
from countergaze.mechanisms import grid as rules_of_grid
from countergaze.mechanisms import incidents, incidents_drawn, incidents_served
from countergaze.mechanisms import sensing as rules_of_sensing
from countergaze.week.institutions import grid, sensing
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import tally


def handle(country: Country) -> None:
    """Let incidents come and be served."""
    p, mine = country.p.incidents, country.incidents
    country.incidents.dissent = mine.dissent + incidents.DISSENT_WEIGHT * (
        mine.expected - mine.dissent)
    country.incidents.since_shock = incidents.next_since_shock(p, mine.since_shock)
    sense = sensing.sense(country)
    at_desks = p.on * incidents.desk_work(p, country.sensing.records, country.forecasting.visits,
                                          country.appeals.heard, sense)
    urgent, came, expected = _work(country, sense)
    country.incidents.new_work = new = came + country.by_district(at_desks)
    cap = incidents.capacity(p, country.governance.share / country.p.governance.u0,
                             country.officials.competence)
    cap = cap * rules_of_sensing.capacity_left(country.p.sensing, country.sensing.attention)
    cap, carried = np.maximum(country.by_district(cap), 1e-9), mine.waiting
    country.incidents.to_do = carried + new
    country.incidents.capacity = cap = cap * (1.0 + grid.mobilise(country, mine.to_do / cap))
    country.incidents.waiting, country.incidents.at_once = incidents_served.served(
        p, carried, new, urgent, cap, pools(country))
    mean_cap = country.mean_of_districts(cap)
    country.incidents.load = (expected + at_desks) / mean_cap
    late = mine.waiting > incidents.LATE_BACKLOG * cap
    country.incidents.late = np.where(late, mine.late + 1.0, 0.0)
    country.incidents.backlog = country.mean_of_districts(mine.waiting)
    _recover(country, mean_cap)
    country.incidents.control_hours = incidents.control_hours(
        p, country.sensing.records, country.forecasting.visits, country.appeals.heard, sense)


def pools(country: Country) -> incidents_served.Pools:
    """Return which districts share a province's pool, the same in all weeks."""
    return country.once("pools", lambda: incidents_served.Pools(
        country.by_district(country.places.province),
        country.by_district(country.places.residents / country.districts), len(country.seeds)))


def _recover(country: Country, cap: np.ndarray) -> None:
    """Count the weeks of recovery from a shock, and keep the backlog that is usual without one."""
    mine = country.incidents
    country.incidents.recovering = incidents.recovery(
        mine.since_shock, mine.recovering, mine.backlog, mine.usual, cap)
    country.incidents.usual = incidents.usual_backlog(
        mine.since_shock, mine.recovering, mine.usual, mine.backlog)


def _work(country: Country, sense: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return work of unrest and of all incidents by district, and what a city expects of them.

    Hours per 1,000 residents.
    """
    p, mine = country.p.incidents, country.incidents
    factor = rules_of_grid.coordination(country.p.grid, mine.load)
    country.incidents.delay = incidents.delay(
        p, factor, sense, country.integration.linked,
        country.sensing.gridded * country.p.grid.on, country.p.grid.grid_delay)
    longer = np.exp(p.grow * mine.delay)
    unrest = _unrest(country)
    urgent = incidents_drawn.work_of(p, unrest, p.district, p.unrest_work,
                               country.uniform_of_districts("unrest_work"))
    size = np.asarray(incidents.under_shock(p, mine.since_shock))[:, :, None]
    more = 1.0 + size * country.settings.column("incident_kinds", "shock")[:, None, :]
    rates = more * country.settings.column("incident_kinds", "rate")[:, None, :]
    works = country.settings.column("incident_kinds", "work")[:, None, :]
    by_kind, kinds = widened(p, 2), rates.shape[2]
    if country.settled("weeks differ", lambda: np.any(p.week_spread > 0.0)):
        rates_here = by_kind.on * rates * incidents_drawn.busy(
            p, country.uniform_of_districts("busy_week"))[:, :, None]
    else:
        rates_here = by_kind.on * rates
    came = incidents_drawn.count(rates_here, by_kind.district,
                                 country.uniform_of_districts("incident_count", kinds))
    hours = incidents_drawn.work_of(by_kind, came, by_kind.district, works,
                              country.uniform_of_districts("incident_work", kinds)).sum(axis=2)
    expected = p.on * (rates * works).sum(axis=2) + mine.unrest_intensity * p.unrest_work
    here = country.by_district(longer)
    return here * urgent, here * (hours + urgent), longer * expected


def _unrest(country: Country) -> np.ndarray:
    """Let unrest come; return cases per 1,000 residents by district."""
    p, mine = country.p.incidents, country.incidents
    rate = p.on * incidents.unrest_rate(
        p, country.by_district(mine.dissent), country.by_district(mine.latent), mine.excited,
        mine.waiting)
    country.incidents.came = came = incidents_drawn.count(
        rate, p.district, country.uniform_of_districts("unrest_count"))
    country.incidents.excited = incidents.excitement(p, mine.excited, came)
    country.incidents.unrest_intensity = country.mean_of_districts(rate)
    country.incidents.erupted = country.mean_of_districts(came > 0.0)
    country.incidents.mean_participants = incidents_drawn.mean_participants(p, mine.expected)
    return came


def learn(country: Country, totals: CityTotals) -> None:
    """Take in last week's chances of dissent."""
    residents = np.maximum(country.places.residents, 1.0)
    country.incidents.expected = 1e3 * totals.of(tally.expected_dissent) / residents
    country.incidents.latent = 1e3 * totals.of(tally.latent) / residents


def tell(country: Country) -> None:
    """Tell what came of unrest and of all work, who took part, and how recovery goes."""
    mine, mean = country.incidents, country.mean_of_districts
    country.incidents.over_capacity = mean(mine.to_do > mine.capacity)
    country.incidents.margin = 1.0 - mine.load
    country.incidents.breach = mean(mine.late >= incidents.BREACH_WEEKS)
    country.incidents.new = mean(mine.new_work)
    share = incidents_served.share_done(mine.new_work, mine.at_once)
    country.incidents.done = mean(share * mine.new_work)
    country.incidents.recovery = np.abs(mine.recovering)
    country.incidents.unrest = mean(mine.came)
    _take_part(country)


def _take_part(country: Country) -> None:
    """Tell how many took part in unrest, and in cases of which size."""
    p, mine = country.p.incidents, country.incidents
    # Sizes count where unrest came, in few districts; the middle of the law costs next to nothing.
    normal = normal_law.inverse(np.where(
        mine.came > 0.0, country.uniform_of_districts("unrest_size"), 0.5))
    country.incidents.participants_expected = mine.unrest_intensity * mine.mean_participants
    country.incidents.participants = country.mean_of_districts(
        mine.came * incidents_drawn.participants(
            p, country.by_district(mine.mean_participants), normal))
    country.incidents.event_sizes = (
        (mine.unrest_intensity * country.weight)[:, :, None]
        * incidents_drawn.share_of_sizes(widened(p, 2), mine.mean_participants)).sum(axis=1)
