"""An independent model of the core, in plain NumPy, written from the documentation pages alone.

In it: offices and what they bend, sensing by degrees, records and links, conduct, expression,
forecasts and visits, access to files, lists, sanctions, appeals, point schemes with grades and
display, quality and demand of service, adaptation; of incidents the unrest that brings occasions
to speak, and of firms the data that they hand over.  Left out: all other incidents and load
(nobody is under more of it than the reference, nothing waits, and no grid mobilises), drift of
rules, the budget (its share for control stays at its reference), output and technology (both at
reference), what firms do, people abroad, opting out, loyalty work, audits by re-checks, safeguards
by grade or consent, and every form but the first.  Numbers are read from the scenario, so that
both models have the same ones.
"""

from __future__ import annotations

import numpy as np

from tests.replication.files import (
    AFFIRM, CITIES, DISSENT, EPSTEIN, LISTED, NEW, TIPPED, WARNED, YEAR, hit, lgt,
)
from tests.replication.forecasts import Forecasts
from tests.replication.scores import Scores


class Lived(Scores, Forecasts):
    """One society that lives week after week under settings that may be replaced."""

    def live(self) -> None:
        """Live one week."""
        self.rng = np.random.default_rng([self.seed, 4, self.week])
        self.offices()
        ties = self.of_ties()
        self.made = {name: 0.0 for name in ("records", "true", "false", "copies", "erased")}
        self.new_record = np.zeros(self.own.people, bool)
        self.new_false = np.zeros(self.own.people, bool)
        self.points = np.zeros(self.own.people)
        self.newly = np.zeros_like(self.listed)
        self.fade()
        self.conduct_of_week(ties)
        self.expression_of_week(ties)
        self.forecasts_of_week()
        self.access_of_week()
        self.lists_of_week()
        self.sanctions_of_week()
        self.appeals_of_week()
        self.scores_of_week()
        self.adapt(ties)
        self.week += 1

    def conduct_of_week(self, ties: np.ndarray) -> None:
        """Let people offend, serve and tip off; let agencies record, rightly and wrongly."""
        own, c, s = self.own, self.conduct, self.sensing
        bias = np.where(own.minority, s["bias"], 1.0)
        self.stand()
        lists_by_score = bool(self.scoring["list_below"])
        stake = own.knows_list * self.new_listing[own.city] + self.scored * self.aware * (
            c["score_stake"] * (c["score_alone"] + (1 - c["score_alone"]) * lists_by_score)
            + c["reward_stake"] * self.sanctions["reward"] + self.scoring["grade_closes"]
            + self.scoring["display"] * self.scoring["display_stake"])
        cannot = self.h > c["cannot_pay"]
        strain = own.z * np.maximum(0, 1 + c["hardship_slope"] * (self.h - c["hardship_mean"]))
        tips = ties[TIPPED]
        self.acts = 0.0
        for kind, act in self.rows["acts"].items():
            if act["spoken"]:
                continue
            cover = self.cover_of(act)[own.city] + self.by_firms
            if act["street"]:
                cover = cover + c["tip_reach"] * tips
            seen = np.ones(own.people) if act["debt"] else s["on"] * hit(
                cover * own.exposure * bias)
            risked = np.full(own.people, self.lists["court_list_share"] * self.lists["on"]) \
                if act["debt"] else seen
            deterred = c["deterrence"] * stake * risked * ~(bool(act["debt"]) & cannot)
            mean = act["base"] / YEAR * strain * np.exp(-deterred) * own.adult
            luck, one, two = self.draw(), self.draw(), self.draw()
            both = 1 - np.exp(-mean) * (1 + mean)
            done = (luck < both).astype(int) + (luck < mean - both)
            self.acts += float(done.sum())
            made = (done > 0) * (one < seen) + (done > 1) * (two < seen)
            self.file(kind, made, False)
            self.make_false(kind, bias, tips, done > 0, mean if act["debt"] else made)
        self.serve_and_tip(self.aware, self.sanctions["reward"])

    def serve_and_tip(self, aware: np.ndarray, reward: float) -> None:
        """Let people serve and tip off the authorities about ties."""
        own, c = self.own, self.conduct
        willing = (1 + np.maximum(self.a, 0)) * own.adult / YEAR
        serve = c["service_base"] * willing * (1 + aware * (
            c["service_for_points"] * reward + self.scored * self.catching_up()))
        self.served = self.draw() < serve
        feared = own.risk_aversion * hit(EPSTEIN * self.f)
        self.tip = self.draw() < c["tip_base"] * willing * (
            1 + c["tip_reward"] * aware * reward + c["tip_fear"] * feared) * (
            1 + self.grid["on"] * self.grid["tips"] * self.gridded[own.city])

    def expression_of_week(self, ties: np.ndarray) -> None:
        """Let people dissent, keep silent or affirm; let some dissent be recorded and warned."""
        own, e = self.own, self.expression
        city, n = own.city, np.maximum(own.tie_count, 1)
        begins = (self.rng.random(CITIES) < e["focal_rate"]) & (self.focal == 0)
        self.anger = np.where(begins, self.rng.exponential(1, CITIES) * e["anger_mean"],
                              self.anger)
        self.focal = np.where(begins, int(e["focal_weeks"]), np.maximum(self.focal - 1, 0))
        hot = (self.focal > 0)[city]
        v = ties[DISSENT]
        spell = np.where(hot, 1.0, self.in_unrest[city])
        rate = np.minimum(1, e["occasion_rate"] * (1 + (e["focal_multiplier"] - 1) * spell))
        occasion = 1 - (1 - rate) * (1 - e["occasion_by_tie"]) ** v
        occasion = occasion * np.where(self.since_dissent <= e["cool_weeks"], e["cool_share"], 1)
        grievance = self.h * (1 - self.a) / 2 + np.where(hot, self.anger[city], 0)
        on_list = self.listed.any(axis=0)
        stake = e["stake_at_liberty"] + (e["stake_of_listing"] * self.new_listing[city]
                                         * ~on_list * self.political)
        caught = hit(EPSTEIN * self.f / (1 + v))
        scale = e["noise"] / 1.814
        threshold = e["grievance_threshold"]
        latent = lgt((grievance - threshold) / scale)
        voiced = lgt((grievance - own.risk_aversion * caught * stake - threshold) / scale)
        self.aggrieved = grievance > threshold
        self.speaks = occasion * voiced * own.adult
        self.sum_latent = float((occasion * latent * own.adult).sum())
        self.sum_dissent = float(self.speaks.sum())
        self.expected = 1000 * self.by_city(self.speaks) / self.by_city(np.ones(own.people))
        called = (self.draw() < occasion) & own.adult
        self.dissents = called & (self.draw() < voiced)
        self.since_dissent[self.dissents] = 0
        feared = own.risk_aversion * hit(EPSTEIN * self.f)
        mood = (self.draw() - 0.5) * e["noise"] * np.sqrt(12)
        lie = (e["lie_reward"] * self.sanctions["reward"] * self.aware
               + e["lie_fear"] * feared + e["lie_peers"] * ties[AFFIRM] / n + mood)
        willing = (self.a > e["sincere_support"]) | (lie > e["lie_cost"] * (1 - self.a) / 2)
        asked = own.adult & (self.draw() < e["occasion_to_affirm"])
        self.affirms = asked & willing & ~self.dissents
        self.positive = (self.a >= 0) | (e["survey_fear"] * feared > -self.a)
        bias = np.where(own.minority, self.sensing["bias"], 1.0)
        leaves = self.sensing["on"] * hit(
            (self.see_dissent[city] + self.by_firms) * own.exposure * bias)
        seen = self.dissents & (self.draw() < leaves)
        self.warned = seen & (self.draw() < self.sensing["warn_share"])
        self.file("dissent", (seen & self.political).astype(int), False)
        expected = self.speaks * leaves
        misheard = self.make_false("dissent", bias, ties[TIPPED], self.dissents, expected)
        self.dissent_on_file += seen.astype(float) + misheard
        weight = self.forecasting["feedback_return"]
        self.found = (1 - weight) * self.found + weight * self.by_city(
            expected) / self.by_city(np.ones(own.people))

    def lists_of_week(self) -> None:
        """Let people leave lists: by settling, by the end of a term, by buying an exit."""
        own, rule = self.own, self.lists
        self.exits = 0.0
        sold = self.draw() < self.officials["sell"] * self.misuse[own.city]
        sold &= self.h < 0.3
        settles = self.draw() < np.where(self.h > self.conduct["cannot_pay"],
                                         rule["pay_cannot"], rule["pay_wont"])
        may = self.weeks_listed >= rule["removal_lag"]
        for g, name in enumerate(self.agencies):
            if self.rows["list_families"].get(name, {"court": 0})["court"]:
                over = settles & may
                if rule["court_term"]:
                    over |= may & (self.weeks_listed >= rule["court_term"])
            else:
                over = may & (self.weeks_listed >= rule["term"])
            self.leave(g, (over | sold) & ~self.newly[g])
        for g in range(len(self.listed)):
            self.leave(g, self.leaving[g] == 0)
        if self.appeals["repair"]:
            clean = may & (self.since_record > 26)
            for g in range(len(self.listed)):
                self.leave(g, clean & (self.draw() < self.appeals["repair"]))
        self.leaving = np.maximum(self.leaving - 1, -1)
        self.weeks_listed += self.listed.any(axis=0)

    def sanctions_of_week(self) -> None:
        """Deny services to the listed, count blocked attempts, redlist some who serve."""
        own, t = self.own, self.sanctions
        on_list = self.listed.any(axis=0)
        across = self.across[own.city]
        denied = np.where(self.listed[:-1], 1.0, across) * on_list
        bites = on_list & (self.weeks_listed >= t["grace"])
        self.breadth = t["sanction"] * (self.severity @ denied) * bites
        self.breadth = self.breadth * (1 - self.appeals["suspensive"] * self.pending)
        refused = np.minimum(1, t["sanction"] * denied[0]) * own.traveller * own.adult
        wish = np.log1p(t["giving_up"] * t["attempts"] * np.exp(-t["giving_up"] * self.refusals))
        way_round = self.integration["bypass"] * (1 - self.integration["identity_link"])
        mean = wish / t["giving_up"] * refused * (1 - way_round)
        self.blocked = self.rng.poisson(mean)
        self.refusals += self.blocked
        self.honoured_for += 1
        self.redlist[self.honoured_for >= t["redlist_term"]] = -1
        which = (self.draw() * len(self.agencies)).astype(int)
        on_file = (self.holds_true | self.holds_false)[which, np.arange(own.people)]
        clean = ~on_file | (self.since_record >= t["redlist_weeks"])
        praised = (self.served & clean & ~on_list & (self.redlist < 0)
                   & (self.draw() < t["redlist_chance"]))
        self.redlist = np.where(praised, which, self.redlist)
        self.honoured_for = np.where(praised, 0, self.honoured_for)
        self.redlist[on_list] = -1

    def appeals_of_week(self) -> None:
        """Let the listed learn of it, file, be heard and be granted; let corrections run."""
        own, p = self.own, self.appeals
        on_list = self.listed.any(axis=0)
        unjust = self.wrong.any(axis=0)
        thousand = own.people / 1000
        waiting = self.pending.copy()
        self.queue += (waiting.sum() / thousand - self.queue) / 26
        hearing = min(1.0, p["seats"] / self.queue) if self.queue > 0 else 1.0
        quality = min(1.0, p["seats"] / self.filings) ** p["load_power"] \
            if self.filings > 0 else 1.0
        heard = waiting & (self.draw() < hearing) & on_list
        granted = heard & (self.draw() < np.where(unjust, p["grant_true"] * quality,
                                                  p["grant_false"]))
        told = self.draw() < p["notice"]
        self.knows |= on_list & ((self.blocked > 0) | told | self.shown_file)
        chance = p["appeal_chance"] * np.where(unjust, 1.0, 0.2)
        granted_before = (self.leaving >= 0).any(axis=0)
        files = self.knows & on_list & ~waiting & ~granted_before & (self.draw() < chance)
        self.pending = (self.pending & ~heard) | files
        self.filings += (files.sum() / thousand - self.filings) / 26
        ends = self.listed & granted & (~unjust | self.wrong) & (self.leaving < 0)
        self.leaving[ends] = int(self.lists["removal_lag"])
        self.count_filed, self.count_granted = float(files.sum()), float(granted.sum())
        self.count_heard = float(heard.sum())
        self.correct(granted)

    def adapt(self, ties: np.ndarray) -> None:
        """Move fear, support and hardship by what the week brought."""
        own, d, t, g = self.own, self.adaptation, self.sanctions, self.governance
        city, n = own.city, np.maximum(own.tie_count, 1)
        listing = self.new_listing[city]
        aim = (d["f0"] + d["fear_watch"] * (hit(self.see_dissent)[city] - 0.05)
               + d["fear_warned"] * (ties[WARNED] > 0)
               + d["fear_rumour"] * listing * ties[LISTED] / n)
        self.f = np.clip(self.f + d["fear_return"] * (aim - self.f)
                         + d["fear_own"] * self.warned + d["fear_visit"] * self.visited, 0, 2)
        moved = (self.a + d["support_return"] * (own.a0 - self.a)
                 + d["support_service"] * (self.q - self.q_demand)[city]
                 + d["support_media"] * (g["propaganda"] - 0.5) * (1 - self.a) / 2
                 + d["support_peers"] * (ties[AFFIRM] - ties[DISSENT]) / n
                 * (1 - np.abs(self.a)))
        new = self.newly.any(axis=0)
        unjust = (self.newly & self.wrong).any(axis=0) | self.learnt
        loss = np.minimum(0.9, d["loss_warned"] * self.warned + d["loss_wrong"] * unjust
                          + d["loss_just"] * (new & ~unjust) + d["loss_tie"] * (ties[NEW] > 0)
                          + d["loss_visit"] * (self.visited & ~self.aggrieved))
        moved = (1 + moved) * (1 - loss) - 1
        praised = self.redlisted
        self.a = np.where(praised, 1 - (1 - moved) * (1 - d["gain_reward"] * t["reward"]), moved)
        self.a = np.clip(self.a, -1, 1)
        on_list = self.listed.any(axis=0)
        self.listed_at_home = self.others_at_home(on_list)
        aim = np.clip(own.h0 + d["hard_list"] * self.breadth
                      + d["hard_assoc"] * t["assoc"] * listing * self.listed_at_home
                      - d["hard_reward"] * t["reward"] * praised
                      + d["hard_service"] * (g["q_ref"] - self.q)[city], 0, 1)
        self.h = self.h + d["hard_return"] * (aim - self.h)
        self.since_record[self.new_record] = 0
        self.last = np.array([own.adult & flag for flag in (
            self.warned, self.dissents, self.affirms, on_list, new, self.tip)])
        self.entries = np.array([self.by_city(row) for row in self.newly[:-1]])
