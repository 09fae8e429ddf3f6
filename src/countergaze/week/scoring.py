"""Who has a score, what counts of it, and how it moves."""

from __future__ import annotations

import numpy as np

from countergaze.compute import random
from countergaze.compute.maths import (
    apart, each, fixed_sum, maximum, minimum, truth, whole_sum, wide_sum,
)
from countergaze.mechanisms import scoring
from countergaze.week.counts import by_group, units_by_group
from countergaze.week.records import People, Scratch, Sums, Terms, tally

CONDUCT_SCALE = 4.0
"""Of the gravity of a week's expected acts, so that its square keeps enough digits."""


@apart
def stand(me: People, n, r, city, terms: Terms):
    """Say who has a score, and what counts of it."""
    po, mean_support = terms.scoring[r], terms.society[r].a0_mean
    pilot = terms.city.pilot[r, city]
    mean, spread = terms.city.score_mean[r, city], terms.city.score_spread[r, city]
    can_list = terms.policy.score_can_list[r]
    for i in each(n):
        has = me.adult[i] * pilot * scoring.consents(po, me.since_record[i], me.support[i],
                                                        mean_support)
        me.scored[i] = has
        me.standing[i] = scoring.standing(po, me.score[i], mean, spread)
        me.affected[i] = me.affected[i] + can_list * has * truth(me.standing[i] < po.list_below)


@apart
def move(me: People, n, r, city, terms: Terms, words):
    """Let scores move where there is a scheme, by the records that reach it."""
    po = terms.scoring[r]
    if terms.city.pilot[r, city] > 0.0:
        key = terms.draws.seen_by_scheme[r]
        reaches = scoring.view(po, terms.city.linked[r, city])
        for i in each(n):
            u_seen, unused = random.uniforms(key, words[i])
            me.score[i] = scoring.next_score(
                po, me.score[i], me.scored[i], me.urban[i], me.official[i],
                me.points[i] * truth(u_seen < reaches), me.service[i],
                me.household_newly_listed[i], me.on_court[i])


@apart
def close(me: People, n, r, city, terms: Terms):
    """Let the lowest grade close services, where there is a scheme."""
    closes = terms.scoring[r].grade_closes
    if terms.city.pilot[r, city] > 0.0:
        for i in each(n):
            closed = closes * scoring.closed_by_grade(me.scored[i], me.standing[i])
            me.breadth[i] = maximum(me.breadth[i], closed)


def points_lost(me: People, i, r, city, terms: Terms):
    """Return the points that a person's false records are expected to have cost, below nothing."""
    reaches = scoring.view(terms.scoring[r], terms.city.linked[r, city])
    return reaches * terms.policy.points_per_gravity[r] * me.false_amount[i]


def restore(me: People, i, lost):
    """Give back the points that a corrected record took, up to where everybody starts."""
    restored = minimum(me.score[i] - lost, scoring.START)
    if restored > me.score[i]:
        me.score[i] = restored


@apart
def count_scores(me: People, n, at, r, city, terms: Terms, sums: Sums, scratch: Scratch):
    """Add up what describes the scores of a cell whose city has a scheme."""
    if terms.city.pilot[r, city] > 0.0:
        closes = truth(terms.scoring[r].grade_closes > 0.0)
        opens = truth(terms.policy.reward[r] > 0.0)
        count_scheme(me, n, closes, opens, sums.tallies[at])
        for i in range(n):
            if me.scored[i] > 0.5:
                loyal = np.int64(me.support[i] >= 0.0)
                scratch.scores[r, loyal, np.int64(scoring.bin_of(me.score[i]))] += 1


@apart
def count_scheme(me: People, n, closes, opens, rows):
    """Add up scores, conduct and support of those who have a score."""
    for i in each(n):
        me.spare[i] = (me.score[i] - scoring.START) / scoring.SCALE * me.scored[i]
        me.spare_2[i] = me.scored[i] * truth(me.since_act[i] >= scoring.CLEAN_WEEKS)
    units_by_group(me, me.scored, n, rows, tally.scored)
    units_by_group(me, me.spare_2, n, rows, tally.clean)
    for i in each(n):
        me.spare[i] = me.spare[i] + 2.0 * me.scored[i]
        me.spare_2[i] = me.spare[i] * me.spare_2[i]
    by_group(me, me.spare, n, rows, tally.score)
    by_group(me, me.spare_2, n, rows, tally.clean_score)
    for i in each(n):
        me.spare[i] = me.spare[i] - 2.0 * me.scored[i]
        me.spare_2[i] = CONDUCT_SCALE * me.gravity[i] * me.scored[i]
        me.scored_support[i] = me.support_above[i] * me.scored[i]
    rows[tally.score_square, 0] += fixed_sum(me, me.spare, me.spare, n)
    rows[tally.conduct, 0] += wide_sum(me, me.spare_2, me.scored, n)
    rows[tally.conduct_square, 0] += wide_sum(me, me.spare_2, me.spare_2, n)
    rows[tally.scored_support, 0] += fixed_sum(me, me.scored_support, me.scored, n)
    rows[tally.support_square, 0] += fixed_sum(me, me.scored_support, me.scored_support, n)
    rows[tally.scored_acts, 0] += fixed_sum(me, me.mean_acts, me.scored, n)
    for i in each(n):
        me.spare[i] = me.spare[i] + 2.0 * me.scored[i]
    rows[tally.score_conduct, 0] += wide_sum(me, me.spare, me.spare_2, n)
    rows[tally.score_support, 0] += fixed_sum(me, me.spare, me.scored_support, n)
    for i in each(n):
        me.spare[i] = me.scored[i] * truth(me.standing[i] >= scoring.GOOD)
        me.spare_2[i] = me.scored[i] * truth(me.standing[i] < scoring.BAD)
    rows[tally.score_good, 0] += whole_sum(me, me.spare, me.scored, n)
    rows[tally.score_bad, 0] += whole_sum(me, me.spare_2, me.scored, n)
    for i in each(n):
        opened = me.scored[i] * truth(me.standing[i] > scoring.REDLIST_ABOVE)
        me.spare[i] = closes * me.spare_2[i] + opens * opened
    rows[tally.touched, 0] += whole_sum(me, me.spare, me.scored, n)
    rows[tally.scored_aware, 0] += whole_sum(me, me.aware, me.scored, n)
