"""What cities and agencies bring to a week: NumPy on arrays (replicates, cities, ...).

A week's terms come from last week's sums, so institutions and people see each other one week
late.  New mechanisms of the state's side take their step here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from countergaze.compute import random
from countergaze.declare import Settings
from countergaze.engine import parameters, rulebook
from countergaze.engine.companies import Companies
from countergaze.engine.government import Government, Seen
from countergaze.engine.hosts import Hosts
from countergaze.mechanisms import (
    adaptation, appeals, expression, forecasting, governance, sanctions, scoring, sensing,
)
from countergaze.week import records
from countergaze.week.records import Network, TermsArrays, city_columns
from countergaze.week.ties import SPREAD


@dataclass
class Institutions:
    """State of the institutions and the fixed facts they work with.

    What the last weeks left: focal_left, anger (replicates, cities); level (.., kinds) running
    records a head; entries (.., agencies) of last week; dissent (..) share of residents last
    week; curve (.., 2) mean and spread of scores; bench (replicates, 2) running means of appeals
    pending and filed per 1000 residents.
    """

    seeds: tuple[int, ...]
    burn_in: int
    city_words: np.ndarray  # uint64 (cities,): the same for all seeds
    city_people: np.ndarray  # (replicates, cities)
    city_adults: np.ndarray  # (replicates, cities)
    urban: np.ndarray  # (cities,)
    tie_words: np.ndarray  # uint64 (replicates, cities and hosts)
    plans: np.ndarray  # int64 (replicates, permutations, words)
    workers: np.ndarray  # int32 (replicates, cells)
    kin: np.ndarray  # int32 (replicates, 3, people abroad), see `records.Network`
    kin_first: np.ndarray  # int32 (replicates, home cells + 1)
    focal_left: np.ndarray
    anger: np.ndarray
    level: np.ndarray
    entries: np.ndarray
    dissent: np.ndarray
    curve: np.ndarray
    bench: np.ndarray
    denials: np.ndarray  # (replicates, 4): last week's denials by test, see `sanctions`
    linked: np.ndarray  # (replicates, cities): Heff of this week
    histogram: np.ndarray  # (replicates, bins): adults by risk last week, see `forecasting`
    government: Government
    hosts: Hosts
    companies: Companies
    concentration: np.ndarray  # (replicates,): M17 of last week
    offices_made: dict = field(default_factory=dict)

    def saved(self) -> dict[str, np.ndarray]:
        """Return what changes, to be saved with the people."""
        kept = {name: getattr(self, name) for name in
                ("focal_left", "anger", "level", "entries", "dissent", "curve", "bench",
                 "histogram")}
        return (kept | self.government.saved() | self.companies.saved()
                | {"hosts.adopted": self.hosts.adopted})

    def restore(self, saved: dict[str, np.ndarray]) -> None:
        """Take over what `saved` returned."""
        for name in ("focal_left", "anger", "level", "entries", "dissent", "curve", "bench",
                     "histogram"):
            setattr(self, name, saved[name])
        self.government.restore(saved)
        self.hosts.adopted = saved["hosts.adopted"]
        self.companies.restore(saved)

    def terms(self, each_settings: Sequence[Settings], week: int) -> TermsArrays:
        """Return what holds in `week`, and move the cities' focal spells on."""
        settings = each_settings[0]
        p = {name: parameters.values(settings, name) for name in
             ("expression", "sensing", "scoring", "lists", "sanctions", "appeals", "officials",
              "governance", "forecasting", "firms")}
        rules = rulebook.of(settings)
        self.government.staff(settings, week)
        self.government.produce(settings)
        offices = self.offices(p["sensing"], p["scoring"])
        self.linked, upward = self.government.govern(settings, week, self.burn_in, offices)
        self.companies.step(
            settings, week, self._by_place(self.government.seen.records / 1e3 * self.city_people),
            self._by_place(self.city_adults))
        self.hosts.live(settings, self.government.technology)
        city = self._cities(p, rules, offices, upward, week)
        home = self.urban.size
        handed = self.companies.handed(settings)[:, self.government.place]
        here = city_columns(city[:, :home])
        here.handed[...] = handed
        here.localised[...] = p["firms"].localisation_coverage * handed
        self.hosts.fill(settings, city[:, home:], rules.customs_within)
        def each(array: np.ndarray) -> np.ndarray:
            return np.repeat(array[None], len(self.seeds), axis=0)

        return TermsArrays(
            numbers=each(rules.numbers), city_columns=city,
            act_columns=self._coverage(settings, p["sensing"], offices),
            tables=each(rules.tables), links=each(rules.links), homes=each(rules.homes),
            families=each(rules.families), keys=keys(self.seeds, week))

    def network(self) -> Network:
        """Return whom people see; the same in every week."""
        return Network(self.tie_words, self.plans, self.workers, self.kin, self.kin_first, SPREAD)

    def _coverage(self, settings: Settings, pn, offices) -> np.ndarray:
        """Return the kinds of act as each city has them, (replicates, cities, kinds, 8)."""
        acts = list(settings.rows["acts"].values())

        def column(name: str) -> np.ndarray:
            return np.array([float(row[name]) for row in acts])

        paid = sensing.attention_paid(pn, self.government.attention)
        covered = sensing.coverage_of_acts(pn, offices, column("coverage"), column("sensors"),
                                           column("street"), self.urban, paid,
                                           self._moved(settings))
        kinds = np.empty((*covered.shape, 8), np.float32)
        fixed = [column("base"), column("gravity"), column("debt"), column("street")]
        for place, values in enumerate([*fixed, covered, self.level, column("points"),
                                        column("spoken")]):
            kinds[..., place] = values
        return kinds

    def _by_place(self, counts: np.ndarray) -> np.ndarray:
        """Return counts of cities, (replicates, cities), by province."""
        first = np.flatnonzero(np.diff(self.government.place, prepend=-1))
        return np.add.reduceat(counts, first, axis=1)

    def _moved(self, settings: Settings) -> np.ndarray:
        """Return what forecasting's feedback multiplies coverage by, (replicates, cities)."""
        return forecasting.attention_moved(parameters.values(settings, "forecasting"),
                                           self.government.feedback)

    def _cities(self, p, rules, offices, upward, week: int) -> np.ndarray:
        """Return the cities' climate and what the state brings there, see `terms`."""
        pe = p["expression"]
        luck = random.uniforms_by_seed(self.seeds, "focal", self.city_words, week)
        size = random.uniforms_by_seed(self.seeds, "focal_anger", self.city_words, week)
        self.focal_left = np.maximum(self.focal_left - 1.0, 0.0)
        starts = (self.focal_left == 0.0) & (luck < pe.focal_rate)
        self.focal_left = np.where(starts, pe.focal_weeks, self.focal_left)
        self.anger = np.where(starts, -pe.anger_mean * np.log(size), self.anger)
        told = self.government
        focal = (self.focal_left > 0.0) | (told.erupted > 0.0)
        breadth = p["lists"].on * sanctions.expected_breadth(
            rules.own_alone, rules.seen_alone, self.linked, self.entries)
        paid = sensing.attention_paid(p["sensing"], told.attention)
        moved = forecasting.attention_moved(p["forecasting"], told.feedback)
        dissent = sensing.coverage_of_dissent(p["sensing"], offices, paid, moved)
        persuasion, show = governance.media(p["governance"])
        hosts = len(self.hosts.names)
        every = np.zeros((len(breadth), breadth.shape[1] + hosts, records.numbers_of("city")),
                         np.float32)
        city = city_columns(every[:, :breadth.shape[1]])
        city.climate[...] = expression.Climate(
            occasion=np.minimum(
                pe.occasion_rate * np.where(focal, pe.focal_multiplier, 1.0), 1.0),
            log_no_occasion_by_tie=np.log1p(-pe.occasion_by_tie),
            anger=np.where(self.focal_left > 0.0, self.anger, 0.0),
            safety=np.maximum(0.0, 1.0 - self.dissent / pe.tipping_share),
            breadth=breadth * p["scoring"].political * p["scoring"].on)
        city.public[...] = adaptation.Public(
            service_gap=told.quality - told.demand,
            quality_lost=p["governance"].q_ref - told.quality,
            persuasion=persuasion, show=show, output_lost=1.0 - told.made)
        city.coverage_dissent[...] = dissent
        city.watched[...] = -np.expm1(-dissent)
        city.breadth[...] = breadth
        city.linked[...] = self.linked
        city.upward[...] = upward
        city.foresight[...] = upward * rules.police_within
        city.attention[...] = paid
        city.fabricated[...] = (p["officials"].fabricate * p["officials"].quota * told.misuse)
        city.misuse[...] = told.misuse
        city.drift[...] = np.exp(told.drift)
        city.competence[...] = told.competence
        gate_bin, gate_share = forecasting.gate(p["forecasting"], self.histogram,
                                                 self.city_adults.sum(axis=1, keepdims=True))
        city.gate_bin[...] = gate_bin
        city.gate_share[...] = gate_share
        city.pilot[...] = offices.pilot * p["scoring"].on
        city.score_mean[...] = self.curve[..., 0]
        city.score_spread[...] = self.curve[..., 1]
        city.hearing[...] = appeals.chance_of_hearing(p["appeals"], self.bench[:, 0])[:, None]
        city.quality[...] = appeals.quality(p["appeals"], self.bench[:, 1])[:, None]
        return every

    def offices(self, pn, po) -> sensing.Offices:
        """Return the offices of all cities; which have sensing is a quota drawn by seed."""
        key = (pn.smart, pn.grid, po.pilot)
        if key not in self.offices_made:
            def quota(purpose: str, share: float) -> np.ndarray:
                drawn = random.uniforms_by_seed(self.seeds, purpose, self.city_words)
                order = drawn.argsort(axis=1).argsort(axis=1)
                return (order < round(share * order.shape[1])) * 1.0

            self.offices_made[key] = (quota("smart_quota", pn.smart),
                                      quota("grid_quota", pn.grid),
                                      quota("pilot_quota", po.pilot))
        smart, gridded, pilot = self.offices_made[key]
        told = self.government
        return sensing.Offices(smart, gridded, pilot, told.competence, told.integrity,
                               told.technology, told.output)

    def learn(self, settings: Settings, told: Told) -> None:
        """Take in last week's sums."""
        self.level = sensing.running_records(
            self.level, told.records / np.maximum(self.city_adults, 1.0)[:, :, None])
        self.entries = told.entries
        self.dissent = told.dissent / np.maximum(self.city_people, 1.0)
        mean, spread = scoring.city_curve(*told.scores)
        self.curve = np.stack([mean, spread], axis=-1)
        cases = 1e3 * told.cases / self.city_people.sum(axis=1)[:, None]
        self.bench = appeals.running_cases(self.bench, cases)
        self.denials = rulebook.of(settings).denials(told.listed, self.linked)
        self.concentration = concentration(told.records.sum(axis=2) + told.visits, told.acts)
        people = np.maximum(self.city_people, 1.0)
        seen, weight = self.government.seen, KEPT_A_WEEK
        self.government.seen = Seen(
            dissent=1e3 * told.expected / people, latent=1e3 * told.latent / people,
            records=1e3 * told.records.sum(axis=2) / people, visits=1e3 * told.visits / people,
            appeals=(1e3 * told.heard / people.sum(axis=1))[:, None] * np.ones_like(people),
            listed=told.on_a_list / np.maximum(self.city_adults, 1.0),
            fear=told.fear, confirmed=weight * seen.confirmed + told.confirmed,
            visited=weight * seen.visited + told.visits.sum(axis=1))


class Told(NamedTuple):
    """A week's sums that institutions learn, in people."""

    records: np.ndarray  # (replicates, cities, kinds)
    entries: np.ndarray  # (replicates, cities, agencies)
    listed: np.ndarray  # (replicates, cities, agencies and the list by score)
    on_a_list: np.ndarray  # (replicates, cities)
    dissent: np.ndarray  # (replicates, cities)
    scores: tuple[np.ndarray, ...]  # sums of (s - 1000) / 500, its square, people scored
    cases: np.ndarray  # (replicates, 2): appeals pending, filed
    expected: np.ndarray  # (replicates, cities): sum of chances of dissent
    latent: np.ndarray  # (replicates, cities)
    acts: np.ndarray  # (replicates, cities)
    visits: np.ndarray  # (replicates, cities)
    heard: np.ndarray  # (replicates,): appeals heard
    fear: np.ndarray  # (replicates,): mean of adults
    confirmed: np.ndarray  # (replicates,): visits followed by a record


KEPT_A_WEEK = 51.0 / 52.0
"""What stays of running counts of visits from one week to the next."""


def concentration(scrutiny: np.ndarray, acts: np.ndarray) -> np.ndarray:
    """Return M17: the share of scrutiny in the tenth of cities with most, minus that of acts.

    Both (replicates, cities); at least one city.
    """
    most = max(1, scrutiny.shape[1] // 10)
    top = np.argsort(-scrutiny, axis=1, kind="stable")[:, :most]

    def share(values: np.ndarray) -> np.ndarray:
        inside = np.take_along_axis(values, top, axis=1).sum(axis=1)
        return inside / np.maximum(values.sum(axis=1), 1e-12)

    return share(scrutiny) - share(acts)


def keys(seeds: tuple[int, ...], week: int) -> np.ndarray:
    """Return the words of the week's draws, uint64 (replicates, purposes)."""
    return np.concatenate([random.keys_of(seeds, [purpose], when)
                           for purpose, when in records.purposes(week)], axis=1)
