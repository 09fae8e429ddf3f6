"""One week of all the people of a run of cells: the order of events, on one screen.

The order is a modelling assumption.  Everyone reads ties and city as of last week; nothing writes
to another person.  `cells_week` runs plain (all people of a cell at once, as NumPy arrays) and
compiled (one by one, as vector code) from the same lines: `each` is what differs.
"""

from __future__ import annotations

import numpy as np

from countergaze.week import (
    abroad, adaptation, conduct, counts, expression, forecasting, integration, lists, sanctions,
    scoring, sensing, society, ties,
)
from countergaze.week.affected import affected
from countergaze.week.records import (
    Everybody, Few, Geography, Network, Scratch, Sums, Terms,
)


def cells_week(low, high, everybody: Everybody, few: Few, last, following, geography: Geography,
               terms: Terms, network: Network, sums: Sums, scratch: Scratch):
    """Simulate one week in cells low to high - 1 of all replicates, each at home, then abroad."""
    for k in range(len(scratch.few.at)):
        scratch.few.at[k] = 0
    scratch.added[0] = 0
    for number in range(low, high):
        r = number // geography.cells
        c = number - r * geography.cells
        if c < geography.home_cells:
            cell_week(r, c, everybody, few, last, following, geography, terms, network, sums,
                      scratch)
        else:
            week_abroad(r, c, everybody, last, following, geography, terms, network, sums,
                        scratch)
    forecasting.add_up_ranks(low // geography.cells, (high - 1) // geography.cells, scratch)


def cell_week(r, c, everybody: Everybody, few: Few, last, following, geography: Geography,
              terms: Terms, network: Network, sums: Sums, scratch: Scratch):
    """Simulate one week in cell c of replicate r at home."""
    me, store = scratch.me, scratch.store
    n = np.int64(geography.fill[c])
    first = np.int64(geography.first[c]) + r * geography.people  # of everybody
    start = np.int64(0)  # and of those in `store`
    city = np.int64(geography.city[c])
    at = r * geography.home_cities + city  # where the sums of the city are
    society.draw_people(n, r, geography.word[c], terms, scratch)
    society.load_people(me, n, first, r, c, everybody, store, few, geography, terms, scratch)
    scoring.stand(me, n, r, city, terms)
    ties.look_home_and_near(me, n, first, r, c, last, geography, network, scratch)
    ties.look_at_work(r, c, last, geography, network, scratch)
    ties.look_far(n, first, r, last, geography, network, scratch)
    ties.look_abroad(me, n, first, r, c, last, geography, terms, network, scratch)
    ties.count_what_is_seen(me, n, scratch)
    conduct.begin(me, n, r, city, terms)
    lists.fade(me, n, r, terms)
    sanctions.begin(me, n, r, terms)
    for k in range(terms.act_columns.shape[2]):
        if terms.acts.base[r, city, k] + terms.acts.street[r, city, k] > 0.0 or (
                terms.acts.false_level[r, city, k] > 0.0):
            conduct.err(me, n, r, city, k, terms)
            lists.expect(me, n, start, r, city, k, store, terms)
            conduct.expect(me, n, r, city, k, terms)
            many = conduct.act(me, n, at, r, city, k, terms, sums, scratch)
            lists.weigh(me, many, k, terms.acts.gravity[r, city, k], scratch)
            if terms.acts.debt[r, city, k] > 0.0:
                conduct.expect_debts(me, n, at, r, city, k, terms, sums)
        else:
            conduct.act_not(me, n, k)
    expression.speak(me, n, r, city, terms, scratch)
    expression.compare_bystanders(me, n, at, r, city, terms, sums, scratch)
    conduct.serve(me, n, r, city, terms, scratch)
    sensing.record_dissent(me, n, r, city, terms, scratch)
    expression.age(me, n)
    if terms.conduct[r].peers_form == 1.0:
        conduct.enforce(me, n, r, terms, scratch)
    sensing.file_dissent(me, n, start, at, r, city, store, terms, sums)
    sensing.remember(me, n, r, terms)
    forecasting.forecast(me, n, at, r, city, terms, sums, scratch)
    affected(me, n, start, at, r, city, store, terms, sums, scratch)
    scoring.move(me, n, r, city, terms, scratch.words)
    sanctions.honours(me, n, r, store, start, terms)
    scoring.close(me, n, r, city, terms)
    adaptation.adapt(me, n, r, city, terms)
    lists.look_again(me, n, store, start)
    sanctions.look_again(me, n, r, terms)
    ties.show(me, n, first, following)
    integration.age(me, n, store, start)
    conduct.age(me, n)
    society.keep_people(me, n, first, r, c, everybody, store, few, geography, scratch)
    adaptation.look_again(me, n)
    counts.count(me, n, at, sums, scratch)
    lists.count_expected(me, n, at, sums)
    scoring.count_scores(me, n, at, r, city, terms, sums, scratch)


def week_abroad(r, c, everybody: Everybody, last, following, geography: Geography, terms: Terms,
                network: Network, sums: Sums, scratch: Scratch):
    """Simulate one week in cell c of replicate r abroad."""
    me = scratch.me
    n = np.int64(geography.fill[c])
    first = np.int64(geography.first[c]) + r * geography.people
    host = np.int64(geography.city[c])
    number = np.int64(geography.first[c]) - geography.residents
    at = r * (geography.cities - geography.home_cities) + host - geography.home_cities
    society.draw_people(n, r, geography.word[c], terms, scratch)
    abroad.load_abroad(me, n, first, r, number, everybody, last, terms, network, scratch)
    ties.look_home_and_near(me, n, first, r, c, last, geography, network, scratch)
    ties.look_at_work(r, c, last, geography, network, scratch)
    abroad.look_home(me, n, r, number, last, geography, network, scratch)
    ties.count_what_is_seen(me, n, scratch)
    expression.speak(me, n, r, host, terms, scratch)
    expression.age(me, n)
    abroad.keep_files(me, n, r, host, terms, scratch.words)
    adaptation.move_fear(me, n, r, terms)
    abroad.show_abroad(me, n, first, everybody, following)
    abroad.count_abroad(me, n, at, sums)
