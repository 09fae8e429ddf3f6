"""Incidents: what comes, how much work it is, and what of it is served."""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import widened
from countergaze.mechanisms import grid as rules_of_grid
from countergaze.mechanisms import incidents, sensing as rules_of_sensing
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
    urgent, new = _work(country, sense)
    cap = incidents.capacity(p, country.governance.share / country.p.governance.u0,
                             country.officials.competence)
    cap = cap * rules_of_sensing.capacity_left(country.p.sensing, country.sensing.attention)
    cap, carried = np.maximum(cap, 1e-9), mine.backlog
    cap = cap * (1.0 + grid.mobilise(country, (carried + new) / cap))
    country.incidents.backlog, done = incidents.served(
        p, carried, new, urgent, cap, country.places.province, country.places.residents)
    country.incidents.load = new / cap
    country.incidents.excited = incidents.excitement(p, mine.excited, mine.unrest)
    country.incidents.erupted = (mine.unrest > 0.0) * 1.0
    late = mine.backlog > incidents.LATE_BACKLOG * cap
    country.incidents.late = np.where(late, mine.late + 1.0, 0.0)
    _recover(country, cap)
    country.incidents.over_capacity = (carried + new > cap) * 1.0
    country.incidents.margin = 1.0 - mine.load
    country.incidents.breach = (mine.late >= incidents.BREACH_WEEKS) * 1.0
    country.incidents.new, country.incidents.done = new, done * new
    country.incidents.control_hours = incidents.control_hours(
        p, country.sensing.records, country.forecasting.visits, country.appeals.heard, sense)


def _recover(country: Country, cap: np.ndarray) -> None:
    """Count the weeks of recovery from a shock, and keep the backlog that is usual without one."""
    mine = country.incidents
    country.incidents.recovering = incidents.recovery(
        mine.since_shock, mine.recovering, mine.backlog, mine.usual, cap)
    country.incidents.recovery = np.abs(mine.recovering)
    country.incidents.usual = incidents.usual_backlog(
        mine.since_shock, mine.recovering, mine.usual, mine.backlog)


def _work(country: Country, sense: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the work of unrest, and all new work with it, hours per 1,000 residents."""
    p, mine = country.p.incidents, country.incidents
    factor = rules_of_grid.coordination(country.p.grid, mine.load)
    country.incidents.delay = incidents.delay(
        p, factor, sense, country.integration.linked,
        country.sensing.gridded * country.p.grid.on, country.p.grid.grid_delay)
    longer = np.exp(p.grow * mine.delay)
    country.incidents.unrest_intensity = p.on * incidents.unrest_rate(
        p, mine.dissent, mine.latent, mine.excited, mine.backlog)
    country.incidents.unrest = incidents.count(mine.unrest_intensity, p.district,
                                               country.uniform("unrest_count"))
    urgent = longer * incidents.work_of(mine.unrest, p.district, p.unrest_work,
                                        country.uniform("unrest_work"))
    size = np.asarray(incidents.under_shock(p, mine.since_shock))[:, :, None]
    more = 1.0 + size * country.settings.column("incident_kinds", "shock")[:, None, :]
    rates = more * country.settings.column("incident_kinds", "rate")[:, None, :]
    works = country.settings.column("incident_kinds", "work")[:, None, :]
    by_kind, kinds = widened(p, 2), rates.shape[2]
    came = incidents.count(by_kind.on * rates, by_kind.district,
                           country.uniform("incident_count", kinds))
    hours = incidents.work_of(came, by_kind.district, works,
                              country.uniform("incident_work", kinds))
    at_desks = p.on * incidents.desk_work(p, country.sensing.records, country.forecasting.visits,
                                          country.appeals.heard, sense)
    return urgent, longer * hours.sum(axis=2) + urgent + at_desks


def learn(country: Country, totals: CityTotals) -> None:
    """Take in last week's chances of dissent."""
    residents = np.maximum(country.places.residents, 1.0)
    country.incidents.expected = 1e3 * totals.of(tally.expected_dissent) / residents
    country.incidents.latent = 1e3 * totals.of(tally.latent) / residents
