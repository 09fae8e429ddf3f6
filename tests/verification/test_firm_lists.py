"""Entries on lists of persons and firms, and the part that courts make of them."""

import numpy as np
import pytest

from countergaze.engine.measure import courts, entries
from countergaze.engine.simulation import simulate
from countergaze.scenarios.scenario import defaults
from countergaze.week.indicators import firms
from tests.verification.test_measures import counted


def test_the_share_of_courts_by_hand():
    """Courts made 6 of 8 entries of persons, and 2 of firms came: 6 of 10.  A rate of 0.104 a
    resident is 10,400 in 100,000 a year."""
    at = counted()._replace(entries=np.array([[6.0, 8.0, 2.0]]))
    at.reported.firms.entries[:] = 0.104
    got = firms.by_scope(at)
    assert got["court_share", "whole"] == pytest.approx(60.0)
    assert got["firm_list_entries", "whole"] == pytest.approx(10_400.0)


def test_entries_are_counted_by_who_makes_them():
    """Courts are the agencies whose family lists on a judgment; the list by score counts too; of
    1,000 residents at 104 entries of firms a year there are 2 a week."""
    settings = defaults()
    keys = list(settings.rows["agencies"])
    made = (np.arange(len(keys) + 1) + 1.0)[None, None]
    of_firms = np.array([[0.104 / 52.0 * 1e3]])
    assert entries(made, courts(settings).mask, of_firms)[0, 0] == pytest.approx([1.0, 28.0, 2.0])
    settings.rows["list_families"]["civil_affairs"]["court"] = 1.0
    assert entries(made, courts(settings).mask, of_firms)[0, 0] == pytest.approx([5.0, 28.0, 2.0])


def test_the_share_of_courts_is_that_of_the_last_52_weeks():
    """A year of entries is added up, so that a week without any leaves the share as it was."""
    world = defaults()
    world.values["society"]["burn_in"] = 0
    run = simulate(world, people=6000, weeks=80, cache=False)[0]
    got = {(name, scope): values for name, scope, values in run.series}
    courts, persons = (got["list_entries", scope] * run.facts["adults"] / 1e5 / 52.0 for scope in
                       ("agency:courts", "whole"))
    listed = got["firm_list_entries", "whole"] * 6000 / 1e5 / 52.0
    for week in (0, 30, 79):
        last = slice(max(0, week - 51), week + 1)
        total = persons[last].sum() + listed[last].sum()
        assert got["court_share", "whole"][week] == pytest.approx(
            100.0 * courts[last].sum() / total)
    assert got["court_share", "whole"][79] > 20.0
