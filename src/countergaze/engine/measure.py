"""From weeks' sums to indicators for the whole, provinces, groups, agencies, hosts and firms.

Definitions stand beside each mechanism (`INDICATORS`), formulas in `week/indicators`; units there
are what is computed here.  Weeks are kept and worked out many at a time, since a week alone costs
as much as fifty together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from countergaze.compute.maths import FIXED
from countergaze.declare import Settings
from countergaze.mechanisms.integration import CORRECTION_WEEKS
from countergaze.week.indicators.counted import YEAR, Counted
from countergaze.week.indicators.every import every
from countergaze.week.institutions.reported import Reported, of_weeks
from countergaze.week.institutions.settings_by_replicate import SettingsByReplicate
from countergaze.week.records import AGENCY_TALLIES, TALLIES

GROUPS = {
    "group:minority": (1, False), "group:majority": (1, True),
    "group:urban": (2, False), "group:rural": (2, True),
    "group:registered_elsewhere": (3, False), "group:registered_here": (3, True),
    "group:officials_household": (4, False),
}
"""Scope -> column of the sums, and whether it is the rest of the whole."""
WEEKS_KEPT = 52
ENTRIES = AGENCY_TALLIES.index("entries")
SPANS = [f"corrected_{place}" for place in range(len(CORRECTION_WEEKS))]

VISITS = ("visits", "unjust_visits", "visit_soon", "visit_ever")
LEFT = ("wrong_exits", "paid_unowed")

Values = dict[tuple[str, str], np.ndarray]


class Courts(NamedTuple):
    """Which agencies list on a judgment, 1 or 0; the list by score is last."""

    mask: np.ndarray


def courts(settings: Settings) -> Courts:
    """Return which agencies are courts."""
    families = settings.rows["list_families"]
    return Courts(np.array([key in families and families[key]["court"] > 0.0
                            for key in (*settings.rows["agencies"], "")], float))


def entries(made: np.ndarray, courts: np.ndarray, of_firms: np.ndarray) -> np.ndarray:
    """Return list entries (weeks, replicates, 3): by courts, of persons, of firms.

    made: (weeks, replicates, agencies and the list by score); courts: 1 for those of them that
    are, (replicates or 1, ...); of_firms: (weeks, replicates).
    """
    return np.stack([(made * courts).sum(axis=2), made.sum(axis=2), of_firms], axis=2)


class Waiting(NamedTuple):
    """A week that is kept until many are worked out; parts of `society.Gathered`."""

    by_scope: np.ndarray  # (replicates, scopes, tallies)
    agencies: np.ndarray
    kinds: np.ndarray
    abroad: np.ndarray
    reported: Reported


class Measure:
    """The indicators of each week of each replicate, from the first week that is kept."""

    def __init__(self, residents: np.ndarray, adults: np.ndarray, places: list[str],
                 agencies: list[str], hosts: Sequence[str] = ()) -> None:
        """residents, adults: (replicates, scopes of `self.scopes`)."""
        self.agencies, self.hosts = agencies, hosts
        self.scopes = ["whole", *(f"province:{name}" for name in places), *GROUPS]
        self.residents, self.adults = residents, adults
        self.settings: SettingsByReplicate | None = None
        self.since_start = np.zeros((2, *residents.shape))
        self.last_year: dict[str, np.ndarray] = {}
        self.waiting: list[Waiting] = []
        self.done: list[Values] = []
        self.weeks_done: list[int] = []

    def week(self, gathered, each: Sequence[Settings]) -> Values:
        """Return (indicator, scope) -> (replicates,) of a week that is kept with those before."""
        self._work_out()
        self.keep(gathered, each)
        self._work_out()
        return {key: values[-1] for key, values in self.done[-1].items()}

    def keep(self, gathered, each: Sequence[Settings]) -> None:
        """Keep the sums of a week; each: the settings in force in it, one a replicate."""
        if self.settings is None or not self.settings.holds(each):
            self._work_out()
            self.settings = SettingsByReplicate(each)
        self.waiting.append(Waiting(
            by_scope(gathered.by_place, gathered.by_group), gathered.agencies,
            gathered.kinds, gathered.abroad, gathered.reported))
        if len(self.waiting) == WEEKS_KEPT:
            self._work_out()

    def series(self) -> Values:
        """Return (indicator, scope) -> (replicates, weeks kept); NaN where there was no value."""
        self._work_out()
        out: Values = {}
        weeks = sum(self.weeks_done)
        first = 0
        for values, count in zip(self.done, self.weeks_done):
            for key, got in values.items():
                if key not in out:
                    out[key] = np.full((len(self.residents), weeks), np.nan)
                out[key][:, first:first + count] = got.T
            first += count
        return out

    def take_up(self, series: Values, since_start: np.ndarray,
                last_year: dict[str, np.ndarray]) -> None:
        """Go on from what another measure of an equal society had counted.

        series: as of `series`; since_start, last_year: its attributes of these names.
        """
        self.done = [{key: values.T for key, values in series.items()}]
        self.weeks_done = [len(next(iter(self.done[0].values())))]
        self.since_start, self.last_year = since_start, last_year

    def _work_out(self) -> None:
        """Turn the weeks that wait, all under the same settings, into indicators."""
        if not self.waiting:
            return
        weeks, replicates = len(self.waiting), len(self.residents)
        found = every(self._counted(), self.scopes)
        self.done.append({key: values.reshape(weeks, replicates)
                          for key, values in found.items()})
        self.weeks_done.append(weeks)
        self.waiting = []

    def _counted(self) -> Counted:
        """Return what was counted in the weeks that wait, a row a week and replicate."""
        assert self.settings is not None
        settings, weeks = self.settings, len(self.waiting)
        sums = np.moveaxis(np.stack([week.by_scope for week in self.waiting]), -1, 0) / FIXED
        got = {name: _rows(sums[place]) for place, name in enumerate(TALLIES)}
        people, adults = (np.tile(part, (weeks, 1)) for part in (self.residents, self.adults))
        agencies = np.stack([week.agencies for week in self.waiting]) / FIXED
        abroad = _rows(np.stack([week.abroad for week in self.waiting]) / FIXED)
        reported = of_weeks([week.reported for week in self.waiting])
        of_firms = reported.firms.entries.reshape(weeks, -1)
        entered = entries(agencies[..., ENTRIES], settings.made(courts).mask,
                          of_firms / YEAR * self.residents[:, 0])
        return Counted(
            got=got, people=people, adults=adults, reported=reported,
            kinds=_rows(np.stack([week.kinds for week in self.waiting]) / FIXED),
            agencies=dict(zip(self.agencies, np.moveaxis(_rows(agencies), 1, 0))),
            abroad=dict(zip(self.hosts, np.moveaxis(abroad, 1, 0))),
            acts=tuple(settings.each[0].rows["acts"]),
            firm_kinds=tuple(settings.each[0].rows["firm_kinds"]),
            since_start=self._since_start(got),
            ended=self._over_a_year("ended", self._of_whole(got, SPANS)),
            bench=self._over_a_year("bench", self._of_whole(got, ("pending", "heard"))),
            visited=self._over_a_year("visited", self._of_whole(got, VISITS)),
            left=self._over_a_year("left", self._of_whole(got, LEFT)),
            entries=self._over_a_year("entered", entered), p=settings.over(weeks).p)

    def _of_whole(self, got, names: Sequence[str]) -> np.ndarray:
        """Return tallies of the whole country, (weeks, replicates, names)."""
        return np.stack([got[name][:, 0].reshape(-1, len(self.residents)) for name in names],
                        axis=2)

    def _since_start(self, got) -> np.ndarray:
        """Return person-weeks listed and wrongly listed so far, (2, rows, scopes)."""
        shape = 2, -1, *self.residents.shape
        listed = np.stack([got["listed"], got["wrongful_listing"]]).reshape(shape)
        running = self.since_start[:, None] + np.cumsum(listed, axis=1)
        self.since_start = running[:, -1]
        return running.reshape(2, -1, self.residents.shape[1])

    def _over_a_year(self, name: str, weekly: np.ndarray) -> np.ndarray:
        """Return sums over the last 52 weeks, those before included, (rows, ...)."""
        before = self.last_year.get(name, weekly[:0])
        every_week = np.concatenate([before, weekly])
        first = len(before)
        self.last_year[name] = every_week[-51:]
        return _rows(np.stack([np.add.reduce(every_week[max(0, first + k - 51):first + k + 1])
                               for k in range(len(weekly))]))


def by_scope(by_place: np.ndarray, by_group: np.ndarray) -> np.ndarray:
    """Return sums (replicates, scopes, tallies): whole, places, groups; see `society.Gathered`."""
    whole = by_group[:, :, 0]
    groups = [whole - by_group[:, :, column] if rest else by_group[:, :, column]
              for column, rest in GROUPS.values()]
    return np.concatenate([whole[:, None], by_place, np.stack(groups, axis=1)], axis=1)


def _rows(array: np.ndarray) -> np.ndarray:
    """Return (weeks, replicates, ...) as (rows, ...)."""
    return array.reshape(array.shape[0] * array.shape[1], *array.shape[2:])
