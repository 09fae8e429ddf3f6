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
        self.seed, self.week = seed, 0
        self.own: Society = found(people, seed, v["society"], v["sanctions"]["travellers"],
                                  v["conduct"]["know_list"])
        self.rng = np.random.default_rng([seed, 2])
        city = np.random.default_rng([seed, 3])
        self.quota = {name: city.permutation(CITIES) for name in ("smart", "grid", "pilot")}
        self.luck_of_offices = city.standard_normal((2, CITIES))
        n = people
        self.a, self.h = self.own.a0.copy(), self.own.h0.copy()
        self.f = np.full(n, v["adaptation"]["f0"])
        self.q, self.q_demand = np.full(CITIES, 0.5), np.full(CITIES, 0.5)
        self.last = np.zeros((6, n), bool)
        self.true, self.false = np.zeros(n), np.zeros(n)
        self.agencies = list(settings.rows["agencies"])
        k = len(self.agencies)
        self.holds_true, self.holds_false = np.zeros((k, n), bool), np.zeros((k, n), bool)
        self.cleared = np.zeros((k, n), bool)
        self.corrected = np.zeros(n, bool)
        # one row more than there are agencies: the list of the point scheme
        self.listed, self.wrong = np.zeros((k + 1, n), bool), np.zeros((k + 1, n), bool)
        self.weeks_listed, self.refusals = np.zeros(n), np.zeros(n)
        self.knows, self.pending = np.zeros(n, bool), np.zeros(n, bool)
        self.leaving = np.full(n, -1)
        self.queue = self.filings = 0.0
        self.redlist, self.honoured_for = np.full(n, -1), np.zeros(n)
        self.since_record, self.since_dissent = np.full(n, 999), np.full(n, 999)
        self.score = np.full(n, 1000.0)
        self.rate = {kind: np.zeros(CITIES) for kind in settings.rows["acts"]}
        self.focal, self.anger = np.zeros(CITIES, int), np.zeros(CITIES)
        self.entries = np.zeros((k, CITIES))
        self.take(settings)

    def take(self, settings: Any) -> None:
        """Live under these settings from now on."""
        self.rows = settings.rows
        for name in ("conduct", "expression", "sensing", "integration", "scoring", "lists",
                     "sanctions", "appeals", "officials", "governance", "adaptation",
                     "incidents"):
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
        self.has_scheme = self.chosen("pilot", self.scoring["pilot"] * self.scoring["on"])
        self.smart = self.chosen("smart", self.sensing["smart"])
        self.grid = self.chosen("grid", self.sensing["grid"])
        self.political = bool(self.scoring["political"])

    def chosen(self, name: str, share: float) -> np.ndarray:
        """Return the cities of a quota: the same ones first, whatever the share."""
        return (self.quota[name] < round(share * CITIES)).astype(float)

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
                       * (1 - o["audit_effect"] * o["audit"]))
        ramp = min(max((self.week - i["cross_start"]) / max(i["cross_weeks"], 1), 0), 1)
        inside = min(self.week / max(i["within_weeks"], 1), 1)
        passed = 1 - i["resistance"] * (1 - self.integrity)
        self.across = i["horizontal"] * ramp * passed
        self.up = i["vertical"] * inside * passed
        organised = self.competence * (1 - 0.5 * (1 - self.integrity))
        base = s["grid_gain"] * self.grid
        self.tech = s["smart_gain"] * self.smart * organised / 0.5 + base
        self.tech_elsewhere = base
        self.see_dissent = s["coverage_dissent"] * self.competence / 0.6 + 0.25 * self.tech
        # what one more listing would bring: by the agencies that made last week's entries
        bite = self.severity[:, None] * (1 - self.across) + self.across
        weight = self.entries.sum(axis=1)
        weight = weight / weight.sum() if weight.sum() else np.eye(len(weight))[0]
        listing = weight @ bite * self.lists["on"]
        self.new_listing = self.sanctions["sanction"] * listing
        self.govern()

    def govern(self) -> None:
        """Move the quality of service and the demand for it, city by city."""
        g, o = self.governance, self.officials
        to_targets = lgt(o["eff_audit"] * (o["audit"] - 0.3)
                         - o["eff_open"] * (o["transparency"] - 0.1))
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
        self.holds_true[:, self.true < 0.25] = False
        gone = self.false < 0.25
        self.holds_false[:, gone] = self.cleared[:, gone] = False
        self.corrected &= ~gone
        back = (self.rng.random(self.cleared.shape) < self.integration["relapse"]) \
            & self.cleared & self.holds_false.any(axis=0)
        self.holds_false |= back
        self.cleared &= ~back
        self.since_record += 1
        self.since_dissent += 1

    def file(self, kind: str, count: np.ndarray, false: bool, size: Any = 1.0) -> None:
        """Put `count` new records of a kind on people: at home, across, and on lists.

        size: what each of them weighs, in ordinary records.
        """
        own, act = self.own, self.rows["acts"][kind]
        home = self.agencies.index(act["home"])
        vanish = np.minimum(1.0, self.officials["erase"] * self.misuse)[own.city]
        lost = own.connected & (self.draw() < vanish)
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
        self.new_record |= new
        self.points += np.where(new, act["points"] * made * size, 0.0)
        self.redlist[got.any(axis=0) & (self.redlist >= 0)
                     & got[np.maximum(self.redlist, 0), np.arange(own.people)]] = -1
        if not false:
            self.rate_of_week[kind] = self.rate_of_week.get(kind, 0) + self.by_city(made)
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
        self.leaving[free] = -1
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
            cover = (1 - moved) * cover + moved * there + channel
        return cover

    def make_false(self, kind: str, bias: np.ndarray, tips: np.ndarray) -> None:
        """Make records of what nobody did: by error, by tip-off and by fabrication."""
        own, c, o, s = self.own, self.conduct, self.officials, self.sensing
        act = self.rows["acts"][kind]
        errs = np.exp(s["error_machines"] * self.incidents["automation"]
                      - s["error_skill"] * (self.competence - 0.6)
                      + s["error_links"] * (self.across - 0.425))
        chance = s["false_rate"] * bias * (self.rate[kind] * errs)[own.city]
        share = o["court_cases"] if act["debt"] else (1 - o["court_cases"]) * act["street"]
        made_up = o["fabricate"] * o["quota"] * share * self.misuse[own.city] * ~own.connected
        if act["street"]:
            chance = chance + c["tip_false"] * tips
        luck, weight = self.draw(), 2 * o["case_records"] * self.draw() * act["street"]
        size = np.where(luck < made_up, np.maximum(1.0, weight), 1.0)
        self.file(kind, ((luck < made_up + chance) & own.adult).astype(int), True, size)
        fresh = self.rate_of_week[kind] / self.by_city(own.adult)
        self.rate[kind] = 0.9 * self.rate[kind] + 0.1 * fresh
