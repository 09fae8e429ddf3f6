"""Firms: who is called upon, who aligns, who leaves; a cohort is a kind and size in a province.

Arrays are (replicates, kinds, sizes, provinces) unless stated.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from countergaze.compute import random
from countergaze.compute.replicates import widened
from countergaze.declare import Settings
from countergaze.mechanisms import firms
from countergaze.mechanisms.society_layout import host_code
from countergaze.week.institutions.country import Country
from countergaze.week.records import City


class Cohorts(NamedTuple):
    """What rows of firms say, to go with arrays of cohorts."""

    kinds: np.ndarray  # (kinds,): share of firms
    sizes: np.ndarray  # (sizes,)
    workers_by_kind: np.ndarray  # (kinds,): share of workers
    workers_by_size: np.ndarray  # (sizes,)
    market: np.ndarray  # (kinds, 1, 1), and so the next three
    home_cost: np.ndarray
    customs: np.ndarray
    ties_abroad: np.ndarray
    asked: np.ndarray  # (sizes, 1): how often a campaign asks, against the mean of firms


def cohorts(settings: Settings) -> Cohorts:
    """Return what the rows of firms say."""
    kinds, sizes = (settings.rows[table] for table in ("firm_kinds", "firm_sizes"))

    def column(rows, name: str) -> np.ndarray:
        return np.array([float(row[name]) for row in rows.values()])

    def share(rows) -> np.ndarray:
        given = column(rows, "share")
        return given / given.sum()

    def of_workers(rows) -> np.ndarray:  # nobody works where there are no firms
        given = np.where(column(rows, "share") > 0.0, column(rows, "share_of_workers"), 0.0)
        return given / given.sum()

    asked = column(sizes, "asked")
    asked = asked / max(share(sizes) @ asked, 1e-12)
    def by_kind(name: str) -> np.ndarray:
        return column(kinds, name)[:, None, None]

    return Cohorts(share(kinds), share(sizes), of_workers(kinds), of_workers(sizes),
                   market=by_kind("market_share"), home_cost=by_kind("home_cost"),
                   customs=by_kind("customs"), ties_abroad=by_kind("ties_abroad"),
                   asked=asked[:, None])


def words(kinds: list[str], sizes: list[str], codes: np.ndarray) -> np.ndarray:
    """Return the addresses of cohorts, from names and codes, so that no order of rows matters."""
    keys = np.array([[host_code(f"{kind} {size}") for size in sizes] for kind in kinds],
                    np.uint64)
    return random.mix(random.mix(keys)[:, :, None] ^ random.cell_word(codes, 0, 0))


def addresses(country: Country) -> np.ndarray:
    """Return the addresses of the cohorts of a country."""
    rows = country.settings.each[0].rows
    return country.once("cohorts", lambda: words(
        list(rows["firm_kinds"]), list(rows["firm_sizes"]), country.places.province_codes))


def connected(country: Country) -> np.ndarray:
    """Return 1 for cohorts that are connected to officials, drawn once."""
    return country.once("connected", lambda: 1.0 * (random.uniforms_by_seed(
        country.seeds, "firm", addresses(country)) < firms.CONNECTED))


def live(country: Country) -> None:
    """Let firms be graded, called upon, align and leave."""
    p, mine = widened(country.p.firms, 3), country.firms
    rows = country.settings.made(cohorts)
    records = country.by_province(country.sensing.records / 1e3 * country.places.residents)
    adults = country.by_province(country.places.adults)
    about = firms.relative_records(records, adults)[:, None, None, :]
    seen = np.where(rows.customs > 0.0, country.rules.customs_within[:, :, None, None], 1.0)
    country.firms.grade = firms.next_grade(p, mine.grade, about * seen, connected(country))
    call(country, rows.asked)
    asked = firms.demand(p, mine.campaign > 0.0, mine.grade)
    ever = (rows.kinds[:, :, None, None] * rows.sizes[:, None, :, None]
            * country.places.province_people)
    peers = np.nan_to_num(_mean(mine.aligned, ever * (1.0 - mine.gone), (2, 3)))
    cost = firms.cost_at_home(p, rows.home_cost, mine.aligned)
    chance = firms.chance_to_align(p, rows.market, cost, asked.credibility,
                                   peers[:, :, None, None], rows.ties_abroad)
    country.firms.aligned = firms.next_aligned(p, mine.aligned, asked.reach, chance)
    country.firms.gone = mine.gone + (1.0 - mine.gone) * firms.exit_rate(
        p, rows.market, cost, mine.aligned)
    country.firms.remaining = np.einsum("rk,rs,rksp->rp", rows.workers_by_kind,
                                        rows.workers_by_size, 1.0 - mine.gone)
    country.firms.handed = firms.handed_over(country.p.firms, mine.remaining)
    _report(country, ever, asked.reach)


def call(country: Country, often: np.ndarray) -> None:
    """Let campaigns run out and begin, equation (2); often: (replicates or 1, sizes, 1)."""
    p = widened(country.p.firms, 3)
    luck = country.uniform_at("campaign", addresses(country))
    left = np.maximum(country.firms.campaign - 1.0, 0.0)
    begins = (left == 0.0) & (luck < p.campaign_rate * often[:, None])
    country.firms.campaign = np.where(begins, firms.CAMPAIGN_WEEKS, left)


def _report(country: Country, ever: np.ndarray, called: np.ndarray) -> None:
    """Report the week.

    ever: share of the firms at the start; called: share of a cohort that a demand is upon.
    """
    p, mine = country.p.firms, country.firms
    there = ever * (1.0 - mine.gone)
    ever = np.broadcast_to(ever, there.shape)
    country.firms.there = (ever.any(axis=(2, 3))) * 1.0
    country.firms.data_handed = (mine.handed * country.places.workers).sum(axis=1, keepdims=True)
    country.firms.entries = country.p.lists.on * firms.entries(
        p, there.sum(axis=(1, 2, 3))[:, None])
    gone = widened(p, 3).on * mine.gone
    country.firms.alignment, country.firms.alignment_by_kind = _means(mine.aligned, there)
    country.firms.demands, country.firms.demands_by_kind = _means(called, there)
    country.firms.firm_grade, country.firms.firm_grade_by_kind = _means(mine.grade, there)
    country.firms.firms_gone, country.firms.firms_gone_by_kind = _means(gone, ever)


def bring(country: Country, city: City) -> None:
    """Bring the share of workers whose data are handed over, and the coverage that it adds."""
    handed = country.firms.handed[:, country.places.province]
    city.handed[...] = handed
    city.localised[...] = country.p.firms.localisation_coverage * handed


def _means(values: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean over all cohorts (replicates, 1), and over those of each kind."""
    return _mean(values, weight, (1, 2, 3))[:, None], _mean(values, weight, (2, 3))


def _mean(values: np.ndarray, weight: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """Return a weighted mean over some axes, NaN where there is no weight."""
    total = weight.sum(axis=axes)
    return np.where(total > 0.0, (values * weight).sum(axis=axes)
                    / np.where(total > 0.0, total, 1.0), np.nan)
