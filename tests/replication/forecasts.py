"""Forecasts in the independent model: whom the centre thinks likely to speak, and visits."""

from __future__ import annotations

import numpy as np

from tests.replication.access import Requests
from tests.replication.files import YEAR

PAUSE, SOON = 12, 12


class Forecasts(Requests):
    """A society in which the centre visits those whom it ranks highest."""

    def forecasts_of_week(self) -> None:
        """Rank adults by what is on file, and visit those above last week's gate."""
        own, p = self.own, self.forecasting
        places = p["visit"] * p["on"] * own.adult.sum()
        seen = self.noise_ahead + self.seen_risk()
        self.visited = own.adult & (self.since_visit > PAUSE) & (seen > self.gate) & (places > 0)
        self.since_visit[self.visited] = 0
        soon = 1 - (1 - self.speaks) ** SOON
        self.random = np.array([self.aggrieved[own.adult].mean(), soon[own.adult].mean()])
        self.visits_of_year.append(np.array([self.visited.sum(), (
            self.visited & self.aggrieved).sum(), soon[self.visited].sum()]))
        del self.visits_of_year[:-YEAR]
        self.look_ahead(places)

    def look_ahead(self, places: float) -> None:
        """Set next week's gate by what is on file now and the noise of then."""
        self.noise_ahead = self.forecasting["risk_noise"] * self.rng.standard_normal(
            self.own.people)
        may = self.own.adult & (self.since_visit >= PAUSE)
        risks = (self.noise_ahead + self.seen_risk())[may]
        self.gate = float(np.quantile(risks, 1 - min(1.0, places / len(risks))))

    def seen_risk(self) -> np.ndarray:
        """Return the risk of each person that the centre sees, before its noise."""
        own, p = self.own, self.forecasting
        inside = self.rows["agencies"]["public_security"]["within"]
        others = p["record_weight"] * (self.true + self.false) * self.across[own.city]
        return (p["dissent_weight"] * self.dissent_on_file + others) * (
            self.up * inside)[own.city]
