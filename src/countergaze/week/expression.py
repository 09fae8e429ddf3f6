"""Speech: dissent, affirmation, silence, and what listing makes of it."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import apart, as_float, each, fixed_sum, minimum, truth
from countergaze.mechanisms import adaptation, expression
from countergaze.week.counts import add
from countergaze.week.records import People, Sums, Terms, tally


@apart
def speak(me: People, n, r, city, terms: Terms, words):
    """Let people dissent, affirm or stay silent."""
    pe, pa = terms.expression[r], terms.adaptation[r]
    climate = terms.city.climate[r, city]
    breadth = terms.city.breadth[r, city]
    reward = terms.policy.reward[r]
    key, key_affirm = terms.draws.expression[r], terms.draws.expression_affirm[r]
    for i in each(n):
        u_occasion, u_mood = random.uniforms(key, words[i])
        u_affirm, u_lie = random.uniforms(key_affirm, words[i])
        said = expression.step(
            pe, climate, me.adult[i], me.support[i], me.hardship[i], me.fear[i],
            me.dread[i], me.risk_tolerance[i], me.listed[i], me.since_dissent[i],
            me.dissenting_ties[i], me.affirming_ties[i], me.ties[i], me.threshold[i],
            reward * me.aware[i], u_occasion, u_mood, u_affirm, u_lie)
        me.dissent[i] = said.dissent
        me.affirm[i] = said.affirm
        me.falsified[i] = said.falsified
        me.latent[i] = said.latent_chance
        me.dissent_chance[i] = said.dissent_chance
        me.stated_positive[i] = said.positive_answer
        me.private_positive[i] = me.adult[i] * truth(me.support[i] >= 0.0)
        me.occasion[i] = said.occasion
        # M23 for bystanders: the same week without the fear that listed ties have left.
        calm = me.fear[i] - adaptation.rumour_felt(pa, breadth, me.listed_ties[i], me.ties[i])
        near = me.adult[i] * truth(me.listed_ties[i] > 0.5) * (1.0 - me.listed[i])
        me.tie_count[i] = near
        me.tie_chance[i] = said.dissent_chance
        me.tie_without[i] = expression.chance_without(
            pe, climate, said.occasion, me.support[i], me.hardship[i], calm, me.risk_tolerance[i],
            me.listed[i], me.dissenting_ties[i])


@apart
def age(me: People, n):
    """Count the weeks since the last dissent."""
    for i in each(n):
        me.since_dissent[i] = (1.0 - me.dissent[i]) * minimum(me.since_dissent[i] + 1.0, 255.0)


def backfire(me: People, i, cell, r, city, breadth, weeks, wrong, terms: Terms, sums: Sums):
    """Compare a listed person's chance of dissent with that without the listing, for M23."""
    pe, pa = terms.expression[r], terms.adaptation[r]
    climate = terms.city.climate[r, city]
    for_weeks = as_float(weeks)
    chance = expression.chance_without(
        pe, climate, me.occasion[i], me.support[i], me.hardship[i], me.fear[i],
        me.risk_tolerance[i], np.float32(1.0), me.dissenting_ties[i])
    hardship = me.hardship[i] - adaptation.hardship_of_listing(pa, breadth, for_weeks)
    support = me.support[i] + adaptation.support_lost(pa, me.support[i], wrong, for_weeks)
    without = expression.chance_without(
        pe, climate, me.occasion[i], support, hardship, me.fear[i], me.risk_tolerance[i],
        np.float32(0.0), me.dissenting_ties[i])
    add(me, i, cell, tally.listed_chance, chance, sums)
    add(me, i, cell, tally.listed_without, without, sums)


@apart
def count_bystanders(me: People, n, cell, sums: Sums):
    """Add up the chances of dissent of those with listed ties, with the fear and without."""
    rows = sums.tallies[cell]
    rows[tally.tie_chance, 0] += fixed_sum(me, me.tie_chance, me.tie_count, n)
    rows[tally.tie_without, 0] += fixed_sum(me, me.tie_without, me.tie_count, n)
    rows[tally.tie_count, 0] += fixed_sum(me, me.tie_count, me.tie_count, n)
