"""Speech: dissent, affirmation, silence, and what listing makes of it."""

from __future__ import annotations

import numpy as np

from countergaze.compute.maths import apart, as_float, each, fixed_sum, minimum, pick, truth
from countergaze.mechanisms import adaptation, expression
from countergaze.week.counts import add
from countergaze.week.records import People, Scratch, Sums, Terms, tally
from countergaze.week.society import draw


@apart
def speak(me: People, n, r, city, terms: Terms, scratch: Scratch):
    """Let people dissent, affirm or stay silent."""
    pe = terms.expression[r]
    climate = terms.city.climate[r, city]
    reward = terms.policy.reward[r]
    draw(me, terms.draws.expression[r], n, me.draw_1, me.draw_2, scratch)
    draw(me, terms.draws.expression_affirm[r], n, me.draw_3, me.draw_4, scratch)
    for i in each(n):
        said = expression.step(
            pe, climate, me.adult[i], me.support[i], me.hardship[i], me.fear[i],
            me.dread[i], me.risk_tolerance[i], me.listed[i], me.since_dissent[i],
            me.dissenting_ties[i], me.affirming_ties[i], me.ties[i], me.threshold[i],
            reward * me.aware[i], me.draw_1[i], me.draw_2[i], me.draw_3[i], me.draw_4[i])
        me.dissent[i] = said.dissent
        me.affirm[i] = said.affirm
        me.falsified[i] = said.falsified
        me.latent[i] = said.latent_chance
        me.dissent_chance[i] = said.dissent_chance
        me.stated_positive[i] = said.positive_answer
        me.private_positive[i] = me.adult[i] * truth(me.support[i] >= 0.0)
        me.occasion[i] = said.occasion


@apart
def compare_bystanders(me: People, n, at, r, city, terms: Terms, sums: Sums,
                       scratch: Scratch):
    """Compare chances of dissent of those with a listed tie with those without that, for M23.

    They are put side by side first, since they are few.
    """
    for i in each(n):
        me.spare[i] = me.adult[i] * me.listed_ties[i] * (1.0 - me.listed[i])
    m = pick(me, me.spare, n, scratch.picked)
    for j in range(m):
        i = scratch.picked[j]
        me.by_adult[j] = me.adult[i]
        me.by_chance[j] = me.dissent_chance[i]
        me.by_occasion[j] = me.occasion[i]
        me.by_support[j] = me.support[i]
        me.by_hardship[j] = me.hardship[i]
        me.by_fear[j] = me.fear[i]
        me.by_risk[j] = me.risk_tolerance[i]
        me.by_dissenting[j] = me.dissenting_ties[i]
        me.by_listed[j] = me.listed_ties[i]
        me.by_ties[j] = me.ties[i]
    without_rumour(me, m, r, city, terms)
    rows = sums.tallies[at]
    rows[tally.tie_chance, 0] += fixed_sum(me, me.by_chance, me.by_adult, m)
    rows[tally.tie_without, 0] += fixed_sum(me, me.by_without, me.by_adult, m)
    rows[tally.tie_count, 0] += fixed_sum(me, me.by_adult, me.by_adult, m)


@apart
def without_rumour(me: People, m, r, city, terms: Terms):
    """Work out m bystanders' chances without the fear that listed ties have left."""
    pe, pa = terms.expression[r], terms.adaptation[r]
    climate, breadth = terms.city.climate[r, city], terms.city.breadth[r, city]
    for i in each(m):
        calm = me.by_fear[i] - adaptation.rumour_felt(pa, breadth, me.by_listed[i], me.by_ties[i])
        me.by_without[i] = expression.chance_without(
            pe, climate, me.by_occasion[i], me.by_support[i], me.by_hardship[i], calm,
            me.by_risk[i], 0.0, me.by_dissenting[i])


@apart
def age(me: People, n):
    """Count the weeks since the last dissent."""
    for i in each(n):
        me.since_dissent[i] = (1.0 - me.dissent[i]) * minimum(me.since_dissent[i] + 1.0, 255.0)


def backfire(me: People, i, at, r, city, breadth, weeks, wrong, terms: Terms, sums: Sums):
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
    add(me, i, at, tally.listed_chance, chance, sums)
    add(me, i, at, tally.listed_without, without, sums)
