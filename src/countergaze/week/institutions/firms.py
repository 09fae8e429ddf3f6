"""Firms: of whom something is demanded, who gives in, who leaves.

A cohort is a kind and size in a province; arrays are (replicates, kinds, sizes, provinces) unless
stated.
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
    asked: np.ndarray  # (kinds, sizes, 1): how often a demand comes, against `campaign_rate`


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
                   asked=by_kind("asked") * asked[:, None])


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
    adults = country.once("adults by province",
                          lambda: country.by_province(country.places.adults))
    about = firms.relative_records(records, adults)[:, None, None, :]
    seen = country.settled("seen of firms", lambda: np.where(
        rows.customs > 0.0, country.rules.customs_within[:, :, None, None], 1.0))
    country.firms.grade = firms.next_grade(p, mine.grade, about * seen, connected(country))
    began = call(country, country.settled("demands", lambda: firms.chance_of_demand(
        p, rows.asked)))
    ever = _shares(country)
    held = firms.asked_anew(firms.Cohort(mine.aligned, mine.refused, mine.weighing), began)
    country.firms.were, country.firms.asked = held.aligned, held.weighing
    upon = mine.left > 0.0
    peers = _mean(held.aligned, ever * (1.0 - mine.gone) * np.maximum(upon, p.standing), (2, 3),
                  0.0)[:, :, None, None]
    cost = firms.cost_at_home(p, rows.home_cost, held.aligned)
    country.firms.chance = firms.chance_to_align(p, rows.market, cost, firms.credibility(
        p, upon, mine.grade, peers), rows.ties_abroad)
    country.firms.answering = firms.share_that_answers(p, mine.left, peers)
    following = firms.next_cohort(p, held, mine.answering, mine.chance)
    country.firms.aligned, country.firms.refused, country.firms.weighing = following
    country.firms.gone = mine.gone + (1.0 - mine.gone) * firms.exit_rate(
        p, rows.market, cost, following)
    country.firms.remaining = np.einsum("rk,rs,rksp->rp", rows.workers_by_kind,
                                        rows.workers_by_size, 1.0 - mine.gone)
    country.firms.handed = firms.handed_over(country.p.firms, mine.remaining)


def tell(country: Country) -> None:
    """Tell how firms stand, all and by kind."""
    p, mine = widened(country.p.firms, 3), country.firms
    market, ever = country.settings.made(cohorts).market, _shares(country)
    there = ever * (1.0 - mine.gone)
    _tell_of_all(country, there, ever)
    over_all, by_kind = _means(
        (mine.aligned, there), (mine.refused, there), (mine.grade, there),
        (p.on * mine.gone, ever),
        (p.on * np.where(mine.left > 0.0, 1.0, p.standing * p.standing_rate), there),
        (p.on * p.reverse_rate * (1.0 - mine.chance), there * mine.were),
        (p.deadline - mine.left + 1.0, there * mine.asked * mine.answering),
        (firms.sales_lost(p, market, mine.refused), there))
    (country.firms.alignment, country.firms.defiance, country.firms.firm_grade,
     country.firms.firms_gone, country.firms.demands, country.firms.reversals,
     country.firms.answer_delay, country.firms.market_lost) = over_all
    (country.firms.alignment_by_kind, country.firms.defiance_by_kind,
     country.firms.firm_grade_by_kind, country.firms.firms_gone_by_kind,
     country.firms.demands_by_kind, country.firms.reversals_by_kind,
     country.firms.answer_delay_by_kind, country.firms.market_lost_by_kind) = by_kind


def call(country: Country, chance: np.ndarray) -> np.ndarray:
    """Let deadlines come nearer and demands come, equation (2); return where one comes.

    chance: of a demand, (replicates or 1, kinds, sizes, 1).
    """
    uniform = country.luck.uniforms("campaign", addresses(country))
    left = np.maximum(country.firms.left - 1.0, 0.0)
    begins = (left == 0.0) & (uniform < chance)
    country.firms.left = np.where(begins, widened(country.p.firms, 3).deadline, left)
    return begins


def _shares(country: Country) -> np.ndarray:
    """Return the share of the firms at the start that each cohort is."""
    rows = country.settings.made(cohorts)
    return country.settled("firms at the start", lambda: (
        rows.kinds[:, :, None, None] * rows.sizes[:, None, :, None]
        * country.places.province_people))


def _tell_of_all(country: Country, there: np.ndarray, ever: np.ndarray) -> None:
    """Tell of data and lists; ever: share of the firms at the start, there: of those left."""
    mine = country.firms
    country.firms.there = np.broadcast_to(ever, there.shape).any(axis=(2, 3)) * 1.0
    country.firms.data_handed = (mine.handed * country.places.workers).sum(axis=1, keepdims=True)
    country.firms.entries = country.p.lists.on * firms.entries(
        country.p.firms, there.sum(axis=(1, 2, 3))[:, None])


def bring(country: Country, city: City) -> None:
    """Bring the share of workers whose data are handed over, and the coverage that it adds."""
    handed = country.firms.handed[:, country.places.province]
    city.handed[...] = handed
    city.localised[...] = country.p.firms.localisation_coverage * handed


def _means(*of: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return weighted means (quantities, replicates, 1), and by kind (.., replicates, kinds).

    of: values and weights of cohorts of each quantity.
    """
    parts = np.stack(np.broadcast_arrays(*(part for one in of for part in one)))
    values, weights = parts[::2], parts[1::2]
    return _mean(values, weights, (2, 3, 4))[:, :, None], _mean(values, weights, (3, 4))


def _mean(values: np.ndarray, weight: np.ndarray, axes: tuple[int, ...],
          without: float = np.nan) -> np.ndarray:
    """Return a weighted mean over some axes, and `without` where there is no weight."""
    total = weight.sum(axis=axes)
    some = total > 0.0
    return np.where(some, (values * weight).sum(axis=axes) / np.where(some, total, 1.0), without)
