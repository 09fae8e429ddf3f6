"""The state at home, week by week: NumPy on arrays (replicates, cities).

Order within a week: offices (integrity, misuse) -> output, technology -> links -> incidents,
capacity, unrest -> reports and what the centre believes -> budget, quality, demand -> attention
and drift, which hold for the people's week that follows.  All of it answers to what people did
last week.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from countergaze.compute import random
from countergaze.declare import Settings
from countergaze.engine import parameters
from countergaze.mechanisms import (
    economy, forecasting, governance, grid, incidents, integration, officials, sensing,
)

TABLES = ("incidents", "forecasting", "grid", "officials", "governance", "integration", "sensing",
          "society", "economy")


@dataclass
class Seen:
    """What people did last week, (replicates, cities), per 1,000 residents unless stated."""

    dissent: np.ndarray  # sum of chances
    latent: np.ndarray
    records: np.ndarray
    visits: np.ndarray
    appeals: np.ndarray
    listed: np.ndarray  # share of adults
    fear: np.ndarray  # (replicates,): mean of adults
    confirmed: np.ndarray  # (replicates,): visits followed by a record, running
    visited: np.ndarray  # (replicates,): visits, running


@dataclass
class Government:
    """What the state carries from week to week; arrays (replicates, cities) unless stated."""

    seeds: tuple[int, ...]
    words: np.ndarray  # uint64 (cities,)
    place: np.ndarray  # int64 (cities,): province
    people: np.ndarray  # (cities,)
    dissent: np.ndarray  # running mean per 1,000
    excited: np.ndarray
    backlog: np.ndarray
    late: np.ndarray  # weeks of late backlog
    load: np.ndarray
    attention: np.ndarray
    feedback: np.ndarray
    drift: np.ndarray
    gained: np.ndarray  # integrity by loyalty work
    lost: np.ndarray  # competence by it
    quality: np.ndarray
    demand: np.ndarray
    share: np.ndarray  # (replicates, 1): control share of the budget
    precision: np.ndarray  # (replicates, 1)
    erupted: np.ndarray  # 1 where unrest came last week
    output: np.ndarray
    technology: np.ndarray  # (replicates, 1), and so the next three
    procurement: np.ndarray
    held_back: np.ndarray  # weeks for which exports have been held back
    unrest: np.ndarray  # mean intensity over residents
    seen: Seen
    integrity: np.ndarray = field(default_factory=lambda: np.zeros(0))
    competence: np.ndarray = field(default_factory=lambda: np.zeros(0))
    misuse: np.ndarray = field(default_factory=lambda: np.zeros(0))
    made: np.ndarray = field(default_factory=lambda: np.zeros(0))  # output of the week
    told: dict[str, np.ndarray] = field(default_factory=dict)  # indicators of the week
    luck: dict[Any, np.ndarray] = field(default_factory=dict)

    KEPT = ("dissent", "excited", "backlog", "late", "load", "attention", "feedback", "drift",
            "gained", "lost", "quality", "demand", "share", "precision", "erupted", "output",
            "technology", "procurement", "held_back", "unrest")

    @classmethod
    def start(cls, settings: Settings, seeds: tuple[int, ...], words: np.ndarray,
              place: np.ndarray, people: np.ndarray) -> Government:
        """Return the state at its first week: reference load, budget and quality."""
        shape = (len(seeds), len(words))
        pv = parameters.values(settings, "governance")
        some = {name: np.zeros(shape) for name in cls.KEPT}
        some["load"] = np.full(shape, grid.REFERENCE_LOAD)
        some["attention"] = np.ones(shape)
        some["feedback"] = np.ones(shape)
        some["dissent"] = np.full(shape, incidents.DISSENT_REFERENCE)
        some["quality"] = np.full(shape, pv.q_ref)
        some["demand"] = np.full(shape, pv.q_ref)
        some["share"] = np.full((len(seeds), 1), pv.u0)
        some["precision"] = np.zeros((len(seeds), 1))
        some["output"] = np.ones(shape)
        some["technology"] = np.ones((len(seeds), 1))
        some["procurement"] = np.ones((len(seeds), 1))
        some["held_back"] = np.zeros((len(seeds), 1))
        some["unrest"] = np.full((len(seeds), 1), economy.UNREST_REFERENCE)
        one = np.zeros(len(seeds))
        seen = Seen(some["dissent"].copy(), np.full(shape, incidents.LATENT_REFERENCE),
                    np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape),
                    np.full(len(seeds), governance.FEAR_REFERENCE), one, one)
        return cls(seeds=seeds, words=words, place=place, people=people.astype(float), seen=seen,
                   **some)

    def saved(self) -> dict[str, np.ndarray]:
        """Return what changes, by name, to be saved with the people."""
        kept = {f"government.{name}": getattr(self, name) for name in self.KEPT}
        return kept | {f"seen.{f.name}": getattr(self.seen, f.name) for f in fields(Seen)}

    def restore(self, saved: dict[str, np.ndarray]) -> None:
        """Take over what `saved` returned."""
        for name in self.KEPT:
            setattr(self, name, saved[f"government.{name}"])
        self.seen = Seen(**{f.name: saved[f"seen.{f.name}"] for f in fields(Seen)})

    def staff(self, settings: Settings, week: int) -> None:
        """Say how honest and able each office is this week, and what it misuses."""
        po = parameters.values(settings, "officials")
        self.gained, self.lost = officials.moved_by_loyalty(po, self.gained, self.lost)
        self.integrity = np.clip(officials.start_of(
            po.integrity, po.integrity_spread, self._normal("integrity")) + self.gained, 0.0, 1.0)
        self.competence = np.clip(officials.start_of(
            po.competence, po.competence_spread, self._normal("competence")) + self.lost, 0.0, 1.0)
        self.misuse = officials.misuse(po, self.integrity)

    def produce(self, settings: Settings) -> None:
        """Move output, procurement and technology by what last week left."""
        pe, u0 = (parameters.values(settings, "economy"),
                  parameters.values(settings, "governance").u0)
        self.output = economy.next_output(pe, self.output, self.seen.listed, self.share - u0,
                                          self.technology)
        wanted = economy.procurement_target(pe, self.unrest, self.share / u0)
        self.procurement = economy.next_procurement(pe, self.procurement, wanted)
        self.technology = economy.next_technology(pe, self.technology, self.procurement,
                                                  self.held_back)
        self.held_back = economy.next_weeks(pe, self.held_back)

    def govern(self, settings: Settings, week: int, burn_in: int, offices) -> tuple[Any, Any]:
        """Live the state's week; return Heff before purpose limits, and Veff."""
        p = {name: parameters.values(settings, name) for name in TABLES}
        pi, po = p["integration"], p["officials"]
        linked = integration.across(pi, week, burn_in, self.integrity, self.load)
        upward = integration.upward(pi, week, burn_in, self.integrity, self.load)
        quality_of_office = sensing.organisation(p["sensing"], self.competence, self.integrity)
        sense = (p["sensing"].on * offices.smart * offices.technology * quality_of_office
                 / incidents.ORG_REFERENCE)
        self._handle(p, settings, week, sense, linked, offices.grid)
        self._pay(p)
        turnover = officials.in_turnover(week, self._uniform("turnover"))
        inflated = officials.inflation(po, self.integrity, turnover)
        reported = officials.report(po, self.load, inflated)
        believed = officials.belief(po, self.load, reported, upward, self.misuse)
        if not p["incidents"].on:  # nothing to believe in: the budget rests where it is
            believed = np.full_like(believed, governance.BELIEF_REFERENCE)
        self._spend(p, believed, linked, upward)
        self.attention = sensing.next_attention(self.attention, self.load)
        self.feedback = forecasting.next_feedback(
            p["forecasting"], self.feedback, self.seen.visits, self.people)
        self.drift = grid.next_drift(p["grid"], self.drift, self.misuse, upward,
                                     random.normal(self._uniform("drift", week)))
        self.told |= {
            "report": reported, "belief": believed, "misuse": self.misuse,
            "rule_drift": self.drift**2, "service_quality": self.quality,
            "service_demand": self.demand, "control_share": np.broadcast_to(
                self.share, self.load.shape),
            "output": self.made, "technology": np.broadcast_to(
                self.technology, self.load.shape), "procurement": np.broadcast_to(
                self.procurement, self.load.shape)}
        return linked, upward

    def _handle(self, p, settings: Settings, week: int, sense, linked, gridded) -> None:
        """Let incidents come and be served."""
        pk = p["incidents"]
        kinds = list(settings.rows["incident_kinds"].values())
        seen = self.seen
        self.dissent = self.dissent + incidents.DISSENT_WEIGHT * (seen.dissent - self.dissent)
        factor = grid.coordination(p["grid"], self.load)
        late = incidents.delay(pk, factor, sense, linked, gridded * p["grid"].on,
                               p["grid"].grid_delay)
        longer = np.exp(pk.grow * late)
        rate = pk.on * incidents.unrest_rate(pk, self.dissent, seen.latent, self.excited,
                                             self.backlog)
        unrest = incidents.count(rate, pk.district, self._uniform("unrest_count", week))
        urgent = longer * incidents.work_of(unrest, pk.district, pk.unrest_work,
                                            self._uniform("unrest_work", week))
        rates = np.array([float(row["rate"]) for row in kinds])
        works = np.array([float(row["work"]) for row in kinds])
        came = incidents.count(pk.on * rates, pk.district,
                               self._uniform("incident_count", week, len(kinds)))
        hours = incidents.work_of(came, pk.district, works,
                                  self._uniform("incident_work", week, len(kinds)))
        desk = pk.on * incidents.desk_work(pk, seen.records, seen.visits, seen.appeals, sense)
        new = longer * hours.sum(axis=2) + urgent + desk
        u0 = p["governance"].u0
        cap = incidents.capacity(pk, self.share / u0, self.competence)
        cap = cap * sensing.capacity_left(p["sensing"], self.attention)
        cap, carried = np.maximum(cap, 1e-9), self.backlog
        called = grid.mobilised(p["grid"], (carried + new) / cap, gridded)
        cap = cap * (1.0 + called)
        self.backlog, done = incidents.served(pk, carried, new, urgent, cap, self.place,
                                              self.people)
        self.load = new / cap
        self.excited = incidents.excitement(pk, self.excited, unrest)
        self.erupted = (unrest > 0.0) * 1.0
        self.late = np.where(self.backlog > incidents.LATE_BACKLOG * cap, self.late + 1.0, 0.0)
        self.told = {
            "over_capacity": (carried + new > cap) * 1.0, "load": self.load,
            "margin": 1.0 - self.load, "backlog": self.backlog,
            "breach": (self.late >= incidents.BREACH_WEEKS) * 1.0, "unrest_intensity": rate,
            "unrest": unrest, "delay": late, "done": done * new, "new": new,
            "control_hours": incidents.control_hours(pk, seen.records, seen.visits, seen.appeals,
                                                     sense),
            "mobilised": (called > 0.0) * 1.0,
            "mobilisation_cost": p["grid"].mobilise_cost * (called > 0.0)}

    def _pay(self, p) -> None:
        """Pay for mobilisation, and keep the unrest that procurement answers to."""
        self.made = economy.made(p["economy"], self.output, self.told["mobilisation_cost"])
        weight = self.people / self.people.sum()
        self.unrest = (self.told["unrest_intensity"] * weight).sum(axis=1)[:, None]
        if not p["incidents"].on:  # nothing to answer to: procurement rests where it is
            self.unrest = np.full_like(self.unrest, economy.UNREST_REFERENCE)

    def _spend(self, p, believed, linked, upward) -> None:
        """Move the budget, quality and demand."""
        pv = p["governance"]
        weight = self.people / self.people.sum()
        sight = (upward * linked * weight).sum(axis=1)[:, None]
        if pv.budget_form == 1.0:
            sight = (self.seen.confirmed / np.maximum(self.seen.visited, 1e-12))[:, None]
        self.precision = self.precision + governance.PRECISION_WEIGHT * (sight - self.precision)
        aim = governance.budget_target(pv, self.precision, (believed * weight).sum(axis=1)[:, None],
                                       self.seen.fear[:, None])
        self.share = governance.next_share(pv, self.share, aim)
        effort = officials.effort(p["officials"])
        target = governance.quality_target(pv, self.share, self.competence, effort, self.backlog,
                                           p["incidents"].cap0, self.misuse)
        self.quality = governance.next_quality(pv, self.quality, target)
        self.demand = governance.next_demand(pv, self.demand, self.quality)

    def _uniform(self, purpose: str, week: int = 0, kinds: int = 0) -> np.ndarray:
        """Return uniforms (replicates, cities) or, with kinds, (replicates, cities, kinds)."""
        words = self.words
        if kinds:
            words = words[:, None] ^ (np.arange(1, kinds + 1, dtype=np.uint64)
                                      * np.uint64(random.MIX_B))
        return random.uniforms_by_seed(self.seeds, purpose, words, week)

    def _normal(self, purpose: str) -> np.ndarray:
        """Return the standard normals of each office, drawn once."""
        if purpose not in self.luck:
            self.luck[purpose] = random.normal(self._uniform(purpose))
        return self.luck[purpose]
