"""Fear, support and hardship move."""

from __future__ import annotations

from countergaze.compute.maths import apart, each
from countergaze.mechanisms import adaptation
from countergaze.week.records import People, Terms


@apart
def adapt(me: People, n, r, city, terms: Terms):
    """Let fear, support and hardship move."""
    pa, pn = terms.adaptation[r], terms.sensing[r]
    watched = terms.city.watched[r, city]
    breadth = terms.city.breadth[r, city]
    assoc, reward = terms.policy.assoc[r], terms.policy.reward[r]
    public = terms.city.public[r, city]
    for i in each(n):
        seen = adaptation.Seen(
            me.dissenting_ties[i], me.affirming_ties[i], me.listed_ties[i], me.warned_ties[i],
            me.newly_listed_ties[i], me.reporting_ties[i], me.ties[i], me.household_listed[i])
        hit_by = adaptation.Hit(me.warned[i], me.wronged[i], me.newly_listed[i], me.breadth[i],
                                reward * me.redlisted[i], me.visited[i], me.unjust_visit[i])
        price = pn.opt_out_price * me.opted_out[i] * me.adult[i]
        me.fear[i] = adaptation.next_fear(pa, me.fear[i], watched, breadth, public, seen, hit_by)
        me.support[i] = adaptation.next_support(
            pa, me.support[i], me.own_support[i], public, seen, hit_by)
        me.hardship[i] = adaptation.next_hardship(
            pa, me.hardship[i], me.own_hardship[i], assoc, breadth, price, public, seen, hit_by)


@apart
def move_fear(me: People, n, r, terms: Terms):
    """Let the fear of people abroad move to where it is drawn."""
    pa = terms.adaptation[r]
    for i in each(n):
        me.fear[i] = adaptation.fear_moved(pa, me.fear[i], me.fear_aimed_at[i])


@apart
def rest(me: People, n):
    """Put people abroad at their own levels, which nothing moves."""
    for i in each(n):
        me.support[i] = me.own_support[i]
        me.hardship[i] = me.own_hardship[i]


@apart
def look_again(me: People, n):
    """Make ready what is counted of support, which must not be below nothing."""
    for i in each(n):
        me.support_above[i] = me.support[i] + 1.0
