"""Point schemes in the independent model: scores, grades, display, and lists by score."""

from __future__ import annotations

import numpy as np

from tests.replication.files import Files

BAD, GOOD = 850, 1030


class Scores(Files):
    """A society in which some cities keep a score of residents of 15 and over."""

    def stand(self) -> None:
        """Say who has a score, and where the scored of each city stand on average."""
        own = self.own
        self.scored = self.has_scheme[own.city].astype(bool) & own.adult
        count = np.maximum(self.by_city(self.scored), 1)
        self.mean_score = self.by_city(np.where(self.scored, self.score, 0.0)) / count

    def catching_up(self) -> np.ndarray:
        """Return how much more who stands behind others serves where points are shown."""
        c = self.scoring
        behind = np.clip((self.mean_score[self.own.city] - self.score) / 50, 0, 1)
        return c["display"] * c["catch_up"] * behind

    def scores_of_week(self) -> None:
        """Move scores, let a low one list, and say whom a grade touches."""
        own, c = self.own, self.scoring

        def reach(kind: str) -> np.ndarray:
            place = np.where(own.urban, c[f"{kind}_urban"], c[f"{kind}_rural"])
            return np.where(own.connected, c[f"{kind}_officials"], place)

        fed = self.draw() < c["own_view"] + (1 - c["own_view"]) * self.across[own.city]
        new_at_home = self.others_at_home(self.newly.any(axis=0))
        moved = (self.score + c["score_return"] * (1000 - self.score)
                 + reach("penalty") * self.points * fed
                 + reach("reward") * c["points_service"] * self.served
                 + c["points_assoc"] * new_at_home)
        moved = np.clip(moved, 0, 1300)
        moved = np.where(self.listed[0], np.minimum(moved, BAD - 1), moved)
        self.score = np.where(self.scored, moved, 1000.0)
        self.redlisted = (self.redlist >= 0) | (self.score > GOOD)
        low = self.scored & (self.score < BAD)
        touched = low | (self.scored & (self.score > GOOD))
        self.touched = self.by_city(touched) / self.by_city(own.adult)
        self.breadth = np.maximum(self.breadth, c["grade_closes"] * low)
        if c["list_below"] and self.lists["on"]:
            may = self.weeks_listed >= self.lists["removal_lag"]
            self.leave(-1, may & (self.score >= c["list_below"] + 50))
            just = self.score + self.points_lost()
            self.enter(-1, self.scored & (self.score < c["list_below"]), just > c["list_below"])
