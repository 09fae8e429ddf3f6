"""The state of the independent model: offices, records, who holds them, and who is on a list."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.replication.society import CITIES, Society, found

YEAR = 52
EPSTEIN = 2.3
WARNED, DISSENT, AFFIRM, LISTED, NEW, TIPPED = range(6)


def hit(x: Any) -> Any:
    """Return the chance of at least one event where x are expected."""
    return 1.0 - np.exp(-x)


def lgt(x: Any) -> Any:
    """Return the logistic function, without overflow."""
    return 1.0 / (1.0 + np.exp(-np.clip(x, -60, 60)))


class Files:
    """A society and what agencies keep on it; every array has one entry a person."""

    def __init__(self, settings: Any, people: int, seed: int) -> None:
        v = settings.values
        self.rows_of_society = dict(v["society"])
        self.scored = np.zeros(people, bool)
        self.seed, self.week = seed, 0
        self.own: Society = found(people, seed, v["society"], v["sanctions"]["travellers"],
                                  v["conduct"]["know_list"])
        self.rng = np.random.default_rng([seed, 2])
        city = np.random.default_rng([seed, 3])
        self.quota = {name: city.permutation(CITIES) for name in ("smart", "grid", "pilot")}
        half = city.standard_normal((2, CITIES // 2))
        self.luck_of_offices = np.concatenate([half, -half, np.zeros((2, CITIES % 2))], axis=1)
        n = people
        self.a, self.h = self.own.a0.copy(), self.own.h0.copy()
        self.f = np.full(n, v["adaptation"]["f0"])
        self.q, self.q_demand = np.full(CITIES, 0.5), np.full(CITIES, 0.5)
        self.last = np.zeros((6, n), bool)
        self.true, self.false = np.zeros(n), np.zeros(n)
        self.agencies = list(settings.rows["agencies"])
        k = len(self.agencies)
        self.holds_true, self.holds_false = np.zeros((k, n), bool), np.zeros((k, n), bool)
        self.cleared, self.made_by = np.zeros((k, n), bool), np.zeros((k, n), bool)
        self.knows_record, self.waits = np.zeros(n, bool), np.zeros(n, bool)
        self.refused_once = np.zeros(n, bool)
        self.dissent_on_file, self.since_visit = np.zeros(n), np.full(n, 999)
        # one row more than there are agencies: the list of the point scheme
        self.listed, self.wrong = np.zeros((k + 1, n), bool), np.zeros((k + 1, n), bool)
        self.weeks_listed, self.refusals = np.zeros(n), np.zeros(n)
        self.knows, self.pending = np.zeros(n, bool), np.zeros(n, bool)
        self.leaving = np.full((k + 1, n), -1)
        self.queue = self.filings = 0.0
        self.redlist, self.honoured_for = np.full(n, -1), np.zeros(n)
        self.since_record, self.since_dissent = np.full(n, 999), np.full(n, 999)
        self.score = np.full(n, 1000.0)
        self.heard_of, self.touched = np.zeros(CITIES), np.zeros(CITIES)
        self.found, self.feedback = np.zeros(CITIES), np.ones(CITIES)
        self.noise_ahead, self.gate = np.zeros(n), np.inf
        self.visits_of_year: list[np.ndarray] = []
        self.rate = {kind: np.zeros(CITIES) for kind in settings.rows["acts"]}
        self.dissent_of_city, self.excited = np.zeros(CITIES), np.zeros(CITIES)
        self.expected = np.zeros(CITIES)
        self.focal, self.anger = np.zeros(CITIES, int), np.zeros(CITIES)
        self.entries = np.zeros((k, CITIES))
        self.take(settings)

    def take(self, settings: Any) -> None:
        """Live under these settings from now on."""
        self.rows = settings.rows
        for name in ("conduct", "expression", "sensing", "integration", "scoring", "lists",
                     "sanctions", "appeals", "access", "officials", "governance", "adaptation",
                     "incidents", "forecasting", "grid", "firms"):
            setattr(self, name, dict(settings.values[name]))
        severity = {agency: 0.0 for agency in self.agencies}
        for service in self.rows["services"].values():
            severity[service["agency"]] += service["severity"]
        whole = sum(severity.values())
        self.severity = np.array([severity[agency] / whole for agency in self.agencies])
        if not self.sanctions["on"]:
            self.sanctions.update(sanction=0.0, reward=0.0, redlist_chance=0.0, assoc=0.0)
        if not self.integration["on"]:
            self.integration.update(horizontal=0.0, vertical=0.0)
        self.has_scheme = np.round(self.chosen("pilot", self.scoring["pilot"]
                                               * self.scoring["on"]))
        even, smart = self.sensing["smart_evenness"], self.sensing["smart"]
        self.smart = even * smart + (1 - even) * self.chosen("smart", smart)
        self.gridded = self.chosen("grid", self.sensing["grid"])
        self.political = bool(self.scoring["political"])
        handed = self.firms["on"] * self.firms["localisation"]
        self.by_firms = handed * self.firms["localisation_coverage"] * self.own.works

    def chosen(self, name: str, share: float) -> np.ndarray:
        """Return how far each city is in a quota: the same first, and a part in the last."""
        return np.clip(share * CITIES - self.quota[name], 0, 1)

    def draw(self) -> np.ndarray:
        """Return a uniform a person; the same draw in every world of a seed and a week."""
        return self.rng.random(self.own.people)

    def of_ties(self) -> np.ndarray:
        """Return how many ties of each person showed each flag last week, as [flag, person]."""
        packed = np.zeros(self.own.people + 1, np.int64)
        for flag, shown in enumerate(self.last):
            packed[:-1] |= shown.astype(np.int64) << (8 * flag)
        total = packed[self.own.ties].sum(axis=1)
        return np.array([(total >> (8 * flag)) & 255 for flag in range(len(self.last))])

    def others_at_home(self, flag: np.ndarray) -> np.ndarray:
        """Return who lives with somebody else of whom the flag is true."""
        count = np.bincount(self.own.household, weights=flag)
        return count[self.own.household] - flag > 0

    def by_city(self, flag: np.ndarray) -> np.ndarray:
        """Return the sum of something over the people of each city."""
        return np.bincount(self.own.city, weights=flag, minlength=CITIES)

    def offices(self) -> None:
        """Set what offices are, what they bend, how far they link and what they see."""
        o, i, s = self.officials, self.integration, self.sensing
        self.integrity = np.clip(o["integrity"] + o["integrity_spread"]
                                 * self.luck_of_offices[0], 0, 1)
        self.competence = np.clip(o["competence"] + o["competence_spread"]
                                  * self.luck_of_offices[1], 0, 1)
        self.misuse = ((1 - self.integrity) * o["discretion"]
                       * (1 - o["audit_effect"] * o["audit"])
                       * (1 - o["independent_effect"] * o["independent_audit"]))
        ramp = min(max((self.week - i["cross_start"]) / max(i["cross_weeks"], 1), 0), 1)
        inside = min(self.week / max(i["within_weeks"], 1), 1)
        passed = 1 - i["resistance"] * (1 - self.integrity)
        self.across = i["horizontal"] * ramp * passed
        self.up = i["vertical"] * inside * passed
        organised = self.competence * (1 - 0.5 * (1 - self.integrity))
        base = s["grid_gain"] * self.gridded
        self.tech = s["smart_gain"] * self.smart * organised / 0.5 + base
        self.tech_elsewhere = base
        self.follow_what_is_found()
        self.see_dissent = self.feedback * (s["coverage_dissent"] * self.competence / 0.6
                                            + s["dissent_sensors"] * self.tech)
        # what one more listing would bring: by the agencies that made last week's entries
        bite = self.severity[:, None] * (1 - self.across) + self.across
        weight = np.where(self.entries.any(axis=0), self.entries,
                          self.entries.sum(axis=1, keepdims=True))
        weight = weight if weight.any() else np.ones_like(weight)
        listing = (weight * bite).sum(axis=0) / weight.sum(axis=0) * self.lists["on"]
        self.new_listing = self.sanctions["sanction"] * listing
        self.aware = self.own.luck < self.know_of_scheme()[self.own.city]
        self.break_out()
        self.govern()

    def break_out(self) -> None:
        """Let unrest come where there is dissent: in which share of the districts of a city.

        Its mean stands for what is drawn, and no backlog adds to it.
        """
        p = self.incidents
        self.dissent_of_city = 0.75 * self.dissent_of_city + 0.25 * self.expected
        rate = p["on"] * (p["unrest_base"] * (self.dissent_of_city / 5.5) ** p["unrest_power"]
                          + self.excited)
        kept = np.exp(-p["decay"])
        self.excited = kept * self.excited + p["branching"] * (1 - kept) * rate
        self.in_unrest = hit(p["district"] * rate)

    def follow_what_is_found(self) -> None:
        """Let attention go to the cities in which forecasts find most; its mean stays one."""
        p = self.forecasting
        if not p["on"] or not p["visit"] or not self.found.any():
            return
        found = np.maximum(self.found, 0.01 * self.found.mean()) / self.feedback ** p["discount"]
        drawn = found ** p["feedback"]
        drawn = drawn / drawn.mean()
        self.feedback = self.feedback + p["feedback_return"] * (drawn - self.feedback)

    def know_of_scheme(self) -> np.ndarray:
        """Return the share of each city who know of rewards and of a scheme, by contact too."""
        c, s = self.scoring, self.rows_of_society
        knowing = 1 - np.exp(-(s["neighbours"] + s["workplace_ties"] + s["bridge_ties"])
                             * self.touched)
        gain = c["aware_contact"] * knowing + c["aware_display"] * c["display"]
        self.heard_of = (self.heard_of + gain * (1 - self.heard_of)
                         - c["aware_fade"] * self.heard_of) * (self.has_scheme > 0)
        aware = self.conduct["aware"]
        return aware + (1 - aware) * self.heard_of

    def govern(self) -> None:
        """Move the quality of service and the demand for it, city by city."""
        g, o = self.governance, self.officials
        to_targets = lgt(o["eff_audit"] * (o["audit"] - 0.3)
                         - o["eff_open"] * (o["transparency"] - 0.1)
                        + o["eff_independent"] * o["independent_audit"])
        effort = 1 - to_targets * (1 - o["overlap"])
        aim = np.clip(g["q_ref"] + g["comp_push"] * (self.competence - 0.6)
                      + g["effort_push"] * (effort - 0.75)
                      - g["misuse_drag"] * (self.misuse - 0.068), 0, 1)
        want = np.clip(g["q_ref"] + g["demand_adapt"] * (self.q - g["q_ref"])
                       - g["demand_shape"] * (g["propaganda"] - 0.5), 0, 1)
        self.q = self.q + g["q_return"] * (aim - self.q)
        self.q_demand = self.q_demand + 0.02 * (want - self.q_demand)

    def fade(self) -> None:
        """Let weights of records fade, empty files that weigh nothing, let corrections relapse."""
        keep = 1 - 1 / self.lists["retention"]
        self.true *= keep
        self.false *= keep
        self.dissent_on_file *= keep
        self.holds_true[:, self.true < 0.25] = False
        self.close_file(self.false < 0.25)
        back = (self.rng.random(self.cleared.shape) < self.integration["relapse"]) \
            & self.cleared & self.holds_false.any(axis=0)
        self.holds_false |= back
        self.cleared &= ~back
        self.since_record += 1
        self.since_dissent += 1
        self.since_visit += 1

    def close_file(self, gone: np.ndarray) -> None:
        """Forget all about the false records of these people: their case is over."""
        for row in (self.holds_false, self.cleared, self.made_by):
            row[:, gone] = False
        for flag in (self.knows_record, self.waits, self.refused_once):
            flag[gone] = False

    def correct(self, whose: np.ndarray) -> None:
        """Let a correction run: each holder is cleared by chance, and all may be."""
        reach = self.rng.random(self.holds_false.shape) < self.integration["correction_reach"]
        clears = self.holds_false & whose & reach
        self.holds_false &= ~clears
        self.cleared |= clears
        done = whose & ~self.holds_false.any(axis=0)
        back = np.minimum(1000, self.score + self.points_lost())
        self.score = np.where(done & self.scored, np.maximum(self.score, back), self.score)
        self.false[done] = 0.0
        self.close_file(done)

    def points_lost(self) -> np.ndarray:
        """Return the points that false records cost, by weight, as far as a scheme sees them."""
        own_view = self.scoring["own_view"]
        acts = [a for a in self.rows["acts"].values() if not a["spoken"] or self.political]
        a_gravity = float(np.mean([-a["points"] / a["gravity"] for a in acts]))
        return a_gravity * self.false * (
            own_view + (1 - own_view) * self.across[self.own.city])

    def file(self, kind: str, count: np.ndarray, false: bool, size: Any = 1.0) -> None:
        """Put `count` new records of a kind on people: at home, across, and on lists.

        size: what each of them weighs, in ordinary records.
        """
        own, act = self.own, self.rows["acts"][kind]
        home = self.agencies.index(act["home"])
        vanish = np.minimum(1.0, self.officials["erase"] * self.misuse)[own.city]
        spared = false or bool(act["spoken"])
        lost = own.connected & (self.draw() < vanish) & (not spared)
        reaches = self.rng.random((len(self.agencies), own.people))
        listing = self.draw()
        made = np.where(lost, 0, count)
        new = made > 0
        self.made["erased"] += float((count - made).sum())
        self.made["records"] += float(made.sum())
        self.made["false" if false else "true"] += float(made.sum())
        weight = self.false if false else self.true
        weight += act["gravity"] * made * size
        got = (reaches < self.across[own.city]) & new
        inside = self.up[own.city] * self.rows["agencies"][act["home"]]["within"]
        got[home] = new & (~own.elsewhere | (reaches[home] < inside))
        self.made["copies"] += float((got * made).sum())
        holds = self.holds_false if false else self.holds_true
        holds |= got
        if false:
            self.new_false |= new
            self.cleared &= ~got
            self.made_by[home] |= new
        self.new_record |= new
        self.points += np.where(new, act["points"] * made * size, 0.0)
        self.redlist[got.any(axis=0) & (self.redlist >= 0)
                     & got[np.maximum(self.redlist, 0), np.arange(own.people)]] = -1
        if self.lists["on"]:
            self.consider(kind, got, new, listing, false)

    def consider(self, kind: str, got: np.ndarray, new: np.ndarray, luck: np.ndarray,
                 false: bool) -> None:
        """Let each agency list whom the new record brings above what it asks for."""
        rule = self.lists
        cannot = self.h > self.conduct["cannot_pay"]
        view = rule["own_view"] + (1 - rule["own_view"]) * self.across[self.own.city]
        for name, family in self.rows["list_families"].items():
            if kind not in family["kinds"]:
                continue
            g = self.agencies.index(name)
            if family["court"]:
                chance = rule["court_list_share"] * np.where(cannot, rule["cannot_pay_listed"], 1)
                if false:
                    chance = chance / (1 + rule["court_check"] * (rule["evidence_factor"] - 1))
                enters, wrong = new & (luck < chance), np.full(len(new), false)
            else:
                bar = family["evidence"] * rule["evidence_factor"]
                true = view * self.true * self.holds_true[g]
                enters = got[g] & (true + view * self.false * self.holds_false[g] > bar)
                wrong = true <= bar
            self.enter(g, enters, wrong)

    def enter(self, g: int, enters: np.ndarray, wrong: np.ndarray) -> None:
        """Put people on the list of an agency, and start their clock where it starts."""
        enters = enters & self.own.adult & ~self.listed[g]
        anew = enters & (~self.listed.any(axis=0) | (g != 0))
        self.weeks_listed[anew] = 0
        self.listed[g] |= enters
        self.wrong[g] = np.where(enters, wrong, self.wrong[g])
        self.newly[g] |= enters

    def leave(self, g: int, goes: np.ndarray) -> None:
        """Take people off the list of an agency; who is on none forgets the case."""
        goes = goes & self.listed[g]
        self.exits += float(goes.sum())
        self.listed[g] &= ~goes
        self.wrong[g] &= ~goes
        free = goes & ~self.listed.any(axis=0)
        for flag in (self.knows, self.pending):
            flag[free] = False
        self.leaving[g][goes] = -1
        self.weeks_listed[free] = self.refusals[free] = 0

    def cover_of(self, act: dict[str, Any]) -> np.ndarray:
        """Return the coverage of a kind of act, city by city."""
        s = self.sensing
        cover = act["coverage"] + act["sensors"] * self.tech
        if act["street"]:
            channel = s["channel_gain"] * self.by_city(self.own.urban) / self.by_city(
                np.ones(self.own.people))
            moved = s["displace"] * self.smart
            there = act["coverage"] + act["sensors"] * self.tech_elsewhere
            cover = ((1 - moved) * cover + moved * there + channel) * self.feedback
        return cover * self.sensing["on"]

    def make_false(self, kind: str, bias: np.ndarray, tips: np.ndarray, did: np.ndarray,
                   true: np.ndarray) -> np.ndarray:
        """Make records of what nobody did, by error, by tip-off and by fabrication; say of whom.

        did: who did such a thing this week, of whom no false record comes; true: records that
        were made or expected of each person, which errors go with.
        """
        own, c, o, s = self.own, self.conduct, self.officials, self.sensing
        act = self.rows["acts"][kind]
        errs = np.exp(s["error_machines"] * self.incidents["automation"]
                      - s["error_skill"] * (self.competence - 0.6)
                      + s["error_links"] * (self.across - 0.425))
        chance = s["on"] * s["false_rate"] * bias * (self.rate[kind] * errs)[own.city]
        share = o["court_cases"] if act["debt"] else (1 - o["court_cases"]) * act["street"]
        made_up = (s["on"] * o["fabricate"] * o["quota"] * share
                   * self.misuse[own.city] * ~own.connected)
        if act["street"]:
            chance = chance + c["tip_false"] * tips
        luck, weight = self.draw(), 2 * o["case_records"] * self.draw() * act["street"]
        size = np.where(luck < made_up, np.maximum(1.0, weight), 1.0)
        whom = (luck < made_up + chance) & own.adult & ~did
        if not act["spoken"] or self.political:
            self.file(kind, whom.astype(int), True, size)
        fresh = self.by_city(true * own.adult) / self.by_city(own.adult)
        self.rate[kind] = 0.9 * self.rate[kind] + 0.1 * fresh
        return whom
