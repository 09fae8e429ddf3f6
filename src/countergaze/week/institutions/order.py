"""The week of the institutions: the order of events, on one screen.

It comes before the week of the people and answers to what people did last week.  The order is a
modelling assumption; each line is one call, named for its mechanism.  What nothing in a later week
hangs on is told in the end.
"""

from __future__ import annotations

from countergaze.week.institutions import (
    abroad, adaptation, appeals, conduct, economy, expression, firms, forecasting, governance, grid,
    incidents, integration, lists, officials, sanctions, scoring, sensing,
)
from countergaze.week.institutions.country import Country
from countergaze.week.institutions.totals import CityTotals
from countergaze.week.records import Acts, City


def institutions_week(country: Country) -> None:
    """Simulate one week of the institutions of all replicates."""
    officials.staff(country)
    economy.produce(country)
    sensing.equip(country)
    scoring.equip(country)
    integration.link(country)
    incidents.handle(country)
    economy.pay(country)
    officials.report(country)
    governance.spend(country)
    sensing.attend(country)
    forecasting.feed_back(country)
    grid.drift(country)
    firms.live(country)
    abroad.live(country)
    expression.focus(country)
    sanctions.weigh(country)
    sensing.cover(country)


def bring(country: Country, city: City, hosts: City, acts: Acts) -> None:
    """Write what cities and hosts bring to the week of their people."""
    expression.bring(country, city)
    adaptation.bring(country, city)
    sensing.bring(country, city)
    integration.bring(country, city)
    forecasting.bring(country, city)
    grid.bring(country, city)
    officials.bring(country, city)
    lists.bring(country, city)
    scoring.bring(country, city)
    appeals.bring(country, city)
    firms.bring(country, city)
    expression.bring_abroad(country, hosts)
    abroad.bring(country, hosts)
    conduct.bring(country, acts)


def learn(country: Country, totals: CityTotals) -> None:
    """Take in what people did in the week."""
    sensing.learn(country, totals)
    lists.learn(country, totals)
    expression.learn(country, totals)
    scoring.learn(country, totals)
    appeals.learn(country, totals)
    sanctions.learn(country, totals)
    forecasting.learn(country, totals)
    incidents.learn(country, totals)
    governance.learn(country, totals)


def tell(country: Country) -> None:
    """Work out what is only reported; of many weeks at once, each a replicate more."""
    incidents.tell(country)
    economy.tell(country)
    governance.tell(country)
    grid.tell(country)
    firms.tell(country)
    sensing.tell(country)
    scoring.tell(country)
    sanctions.tell(country)
    forecasting.tell(country)
