"""What institutions draw in a week, and the words of all draws of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from countergaze.compute import normal_law, random
from countergaze.week.records import DRAWS

WEEKS_AHEAD = 52
OF_CITIES = {name: draw.number for name, draw in DRAWS.items() if not draw.people}


class Keys:
    """Words of purposes in the weeks of a year, worked out together.

    each: (purpose, a, b) of each, for its draws of week a week + b.
    """

    def __init__(self, seeds: Sequence[int], each: Sequence[tuple[int, int, int]]) -> None:
        self.seeds, self.each = seeds, np.array(each, np.int64).reshape(-1, 3).T
        self.first: int | None = None
        self.year = np.zeros(0, np.uint64)

    def of(self, week: int) -> np.ndarray:
        """Return the words of a week, uint64 (replicates, purposes)."""
        first = week - week % WEEKS_AHEAD
        if first != self.first:
            purposes, every, ahead = self.each
            weeks = first + np.arange(WEEKS_AHEAD)[:, None, None]
            self.first = first
            self.year = random.keys_of(self.seeds, purposes, weeks * every + ahead)
        return self.year[week % WEEKS_AHEAD]


class Part(NamedTuple):
    """Where the uniforms of a purpose stand among all of a week."""

    words: np.ndarray  # uint64: addresses
    first: int
    last: int


class Luck:
    """The uniforms of a week, by purpose.

    All purposes that were ever asked for are drawn together, since a draw costs little more than
    the call; what is not asked for in a week changes no other.
    """

    def __init__(self, seeds: Sequence[int], keys: np.ndarray | None = None) -> None:
        """keys: of the one week that is drawn for, as `keys_of_week`, if there is no other."""
        self.keys = Keys(seeds, [(number, 1, 0) for number in OF_CITIES.values()])
        self.keys_of_week = np.zeros((1, 0), np.uint64) if keys is None else keys
        self.week = 0
        self._parts: dict[str, Part] = {}
        self._words = np.zeros(0, np.uint64)
        self._places = np.zeros(0, np.int64)
        self._drawn: np.ndarray | None = None
        self._normals: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def begin(self, week: int) -> None:
        """Draw for another week from now on."""
        self.keys_of_week, self._drawn, self.week = self.keys.of(week), None, week

    def uniforms(self, purpose: str, words: np.ndarray) -> np.ndarray:
        """Return float64 uniforms in (0, 1), (replicates, *shape of words).

        words: uint64 addresses, the same object in every week.
        """
        part = self._parts.get(purpose)
        if part is None or part.words is not words:
            part = self._take_up(purpose, words)
        if self._drawn is None:
            self._drawn = random.uniforms_at(self.keys_of_week[:, self._places], self._words)
        return self._drawn[:, part.first:part.last].reshape(-1, *words.shape)

    def normals(self, purpose: str, words: np.ndarray) -> np.ndarray:
        """Return standard normal numbers, (replicates, *shape of words), made a year at a time.

        words: as of `uniforms`.
        """
        if not self.keys.year.size:
            return normal_law.inverse(self.uniforms(purpose, words))
        made_of, at, year = self._normals.get(purpose, (None, None, words))
        if made_of is not self.keys.year or at is not words:
            keys = self.keys.year[:, :, list(OF_CITIES).index(purpose)]
            year = normal_law.inverse(random.uniforms_of(keys, words)).reshape(
                *keys.shape, *words.shape)
            self._normals[purpose] = self.keys.year, words, year
        return year[self.week % WEEKS_AHEAD]

    def _take_up(self, purpose: str, words: np.ndarray) -> Part:
        """Give every purpose its place among the uniforms of a week, a new one too."""
        self._parts[purpose] = Part(words, 0, 0)
        first, self._drawn = 0, None
        for name, part in self._parts.items():
            self._parts[name] = Part(part.words, first, first + part.words.size)
            first += part.words.size
        self._words = np.concatenate([part.words.ravel() for part in self._parts.values()])
        self._places = np.repeat([list(OF_CITIES).index(name) for name in self._parts],
                                 [part.words.size for part in self._parts.values()])
        return self._parts[purpose]
