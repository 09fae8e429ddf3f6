"""Firms week by week: NumPy on arrays (replicates, kinds, sizes, provinces), one cell a cohort."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from countergaze.compute import random
from countergaze.declare import Settings
from countergaze.engine import parameters, rulebook
from countergaze.mechanisms import firms
from countergaze.mechanisms.society_layout import host_code

Rows = dict[str, dict[str, Any]]


@dataclass
class Companies:
    """What firms carry from week to week, and where they and their workers are."""

    seeds: tuple[int, ...]
    words: np.ndarray  # uint64 (kinds, sizes, provinces): addresses of the draws
    people: np.ndarray  # (provinces,): share of residents
    workers: np.ndarray  # (replicates, provinces): share of workers
    aligned: np.ndarray
    gone: np.ndarray  # share of the firms of the cohort that has left
    grade: np.ndarray
    campaign: np.ndarray  # weeks left of a campaign
    connected: np.ndarray
    remaining: np.ndarray  # (replicates, provinces): share of workers at firms still there
    told: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)  # (indicator, scope)

    KEPT = ("aligned", "gone", "grade", "campaign")

    @classmethod
    def start(cls, settings: Settings, seeds: tuple[int, ...], codes: np.ndarray,
              people: np.ndarray, workers: np.ndarray) -> Companies:
        """Return firms at their first week: none aligned, none gone, all of the same grade.

        codes, people: of each province; workers: people of working age, (replicates, provinces).
        """
        words = _words(list(settings.rows["firm_kinds"]), list(settings.rows["firm_sizes"]), codes)
        shape = (len(seeds), *words.shape)
        connected = random.uniforms_by_seed(seeds, "firm", words) < firms.CONNECTED
        return cls(seeds, words, people / people.sum(),
                   workers / np.maximum(workers.sum(axis=1, keepdims=True), 1.0),
                   np.zeros(shape), np.zeros(shape), np.full(shape, firms.GRADE_START),
                   np.zeros(shape), connected * 1.0, np.ones(workers.shape))

    def saved(self) -> dict[str, np.ndarray]:
        """Return what changes, by name, to be saved with the people."""
        return {f"companies.{name}": getattr(self, name) for name in self.KEPT}

    def restore(self, saved: dict[str, np.ndarray]) -> None:
        """Take over what `saved` returned."""
        for name in self.KEPT:
            setattr(self, name, saved[f"companies.{name}"])

    def step(self, settings: Settings, week: int, records: np.ndarray,
             adults: np.ndarray) -> None:
        """Live a week; records (of last week) and adults: counts (replicates, provinces)."""
        p = parameters.values(settings, "firms")
        kinds, sizes = settings.rows["firm_kinds"], settings.rows["firm_sizes"]
        market = _column(kinds, "market_share")[:, None, None]
        home = _column(kinds, "home_cost")[:, None, None]
        linked = rulebook.of(settings).customs_within
        seen = np.where(_column(kinds, "customs") > 0.0, linked, 1.0)[:, None, None]
        about = firms.relative_records(records, adults)[:, None, None, :]
        self.grade = firms.next_grade(p, self.grade, about * seen, self.connected)
        self._call(p, sizes, week)
        asked = firms.demand(p, self.campaign > 0.0, self.grade)
        ever = _firms(kinds)[:, None, None] * _firms(sizes)[:, None] * self.people
        peers = np.nan_to_num(_mean(self.aligned, ever * (1.0 - self.gone), (2, 3)))
        cost = firms.cost_at_home(p, home, self.aligned)
        chance = firms.chance_to_align(p, market, cost, asked.credibility,
                                       peers[:, :, None, None],
                                       _column(kinds, "ties_abroad")[:, None, None])
        self.aligned = firms.next_aligned(p, self.aligned, asked.reach, chance)
        self.gone = self.gone + (1.0 - self.gone) * firms.exit_rate(p, market, cost, self.aligned)
        self.remaining = np.einsum("k,s,rksp->rp", _workers(kinds), _workers(sizes),
                                   1.0 - self.gone)
        self._tell(p, list(kinds), ever, asked.reach)
        self.told["firm_list_entries", "whole"] *= parameters.values(settings, "lists").on

    def _call(self, p, sizes: Rows, week: int) -> None:
        """Let campaigns run out and begin, equation (2)."""
        often = _column(sizes, "asked")
        often = often / max(_firms(sizes) @ often, 1e-12)
        luck = random.uniforms_by_seed(self.seeds, "campaign", self.words, week)
        self.campaign = np.maximum(self.campaign - 1.0, 0.0)
        begins = (self.campaign == 0.0) & (luck < p.campaign_rate * often[:, None])
        self.campaign = np.where(begins, firms.CAMPAIGN_WEEKS, self.campaign)

    def _tell(self, p, kinds: list[str], ever: np.ndarray, called: np.ndarray) -> None:
        """Work out what is reported of the week.

        ever: share of the firms at the start; called: share of a cohort that a demand is upon.
        """
        there = ever * (1.0 - self.gone)
        handed = firms.handed_over(p, self.remaining)
        self.told = {
            ("data_handed", "whole"): (handed * self.workers).sum(axis=1),
            ("firm_list_entries", "whole"): firms.entries(p, there.sum(axis=(1, 2, 3)))}
        shown = {"alignment": (self.aligned, there), "demands": (called, there),
                 "firm_grade": (self.grade, there),
                 "firms_gone": (p.on * self.gone, np.broadcast_to(ever, there.shape))}
        for name, (values, weight) in shown.items():
            self.told[name, "whole"] = _mean(values, weight, (1, 2, 3))
            by_kind = _mean(values, weight, (2, 3))
            self.told |= {(name, f"kind:{key}"): by_kind[:, k] for k, key in enumerate(kinds)
                          if ever[k].any()}

    def handed(self, settings: Settings) -> np.ndarray:
        """Return the share of workers whose data are handed over, (replicates, provinces)."""
        return firms.handed_over(parameters.values(settings, "firms"), self.remaining)


def _words(kinds: list[str], sizes: list[str], codes: np.ndarray) -> np.ndarray:
    """Return the addresses of cohorts, from names and codes, so that no order of rows matters."""
    keys = np.array([[host_code(f"{kind} {size}") for size in sizes] for kind in kinds],
                    np.uint64)
    return random.mix(random.mix(keys)[:, :, None] ^ random.cell_word(codes, 0, 0))


def _column(rows: Rows, name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows.values()])


def _firms(rows: Rows) -> np.ndarray:
    """Return the share of firms of each row."""
    share = _column(rows, "share")
    return share / share.sum()


def _workers(rows: Rows) -> np.ndarray:
    """Return the share of workers of each row; none work where there are no firms."""
    share = np.where(_column(rows, "share") > 0.0, _column(rows, "share_of_workers"), 0.0)
    return share / share.sum()


def _mean(values: np.ndarray, weight: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """Return a weighted mean over some axes, NaN where there is no weight."""
    total = weight.sum(axis=axes)
    return np.where(total > 0.0, (values * weight).sum(axis=axes)
                    / np.where(total > 0.0, total, 1.0), np.nan)
