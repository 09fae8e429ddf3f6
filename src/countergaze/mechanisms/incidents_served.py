"""Incidents, part three: which work is served, and who helps; `incidents` (4).

Left out and sources: see `incidents`.
"""

from __future__ import annotations

import numpy as np

from countergaze.compute.replicates import chosen


class Pools:
    """Which places share a province's pool.

    place (places,): the province of each; people (places,): weights, since all is per 1,000
    residents.
    """

    def __init__(self, place, people, replicates):
        self.people, self._provinces = people, int(place.max()) + 1
        self._at = place + self._provinces * np.arange(replicates)[:, None]
        self.people_of_province = self.total(np.broadcast_to(people, self._at.shape))

    def total(self, values):
        """Return for each place the sum of values over its province, (replicates, places)."""
        total = np.bincount(self._at.ravel(), weights=values.ravel(),
                            minlength=self._provinces * len(self._at))
        return total[self._at]


def served(p, carried, new, urgent, cap, pools):
    """Return (carried, done at once): hours left over, and hours of new work served, (4).

    carried, new, urgent, cap (replicates, places): backlog of last week, new work, unrest's part
    of it, capacity; pools: `Pools` of these places.
    """
    people, all_pooled = pools.people, p.handling_form == 2.0
    shared = pools.total(cap * people) / pools.people_of_province
    cap = chosen(all_pooled, shared, cap)
    own = cap * chosen(all_pooled, 1.0 - p.reserve, 1.0 - p.pool - p.reserve)
    pooled = chosen(all_pooled, 0.0, shared * p.pool)
    first = chosen(p.handling_form == 1.0, np.minimum(urgent, own), 0.0)
    left = own - first
    waiting = np.maximum(carried - left, 0.0)
    done = first + np.minimum(new - first, np.maximum(left - carried, 0.0))
    waiting = _helped(waiting, pooled * pools.people_of_province, pools.total(waiting * people))
    waiting = _helped(waiting, (cap * people).sum(axis=1, keepdims=True) * p.reserve,
                      (waiting * people).sum(axis=1, keepdims=True))
    return np.maximum(waiting * (1.0 - p.abandoned) + new - done, 0.0), done


def _helped(waiting, help_there_is, needed):
    """Return what waits after help has gone to all in proportion."""
    return waiting * (1.0 - np.minimum(help_there_is / np.maximum(needed, 1e-12), 1.0))


def share_done(new, done):
    """Return the share of new work that was served at once; all of it where there was none."""
    return np.where(new > 0.0, done / np.maximum(new, 1e-12), 1.0)
