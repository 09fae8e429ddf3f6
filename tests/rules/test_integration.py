"""Integration by hand: roll-outs, what offices do with a mandate, purpose limits."""

import numpy as np
import pytest

from countergaze.mechanisms import integration


def test_roll_outs_end_where_they_should():
    """Staged links start at nothing and end at their mandate; at once, they are there at once."""
    p = integration.Parameters.defaults()
    full = np.ones(1)
    assert integration.across(p, -270, 270, full, 0.6)[0] == 0.0
    assert integration.across(p, -270 + 104, 270, full, 0.6)[0] == pytest.approx(0.25)
    assert integration.across(p, 0, 270, full, 0.6)[0] == 0.5
    assert integration.upward(p, -270 + 26, 270, full, 0.6)[0] == pytest.approx(0.3)
    assert integration.across(p, 0, 270, np.array([0.7]), 0.6)[0] == pytest.approx(0.5 * 0.85)
    at_once = integration.Parameters.defaults(rollout_form="at_once")
    assert integration.across(at_once, -270, 270, full, 0.6)[0] == 0.5
    dated = integration.Parameters.defaults(start=0.0)
    assert integration.across(dated, 52, 270, full, 0.6)[0] == 0.0
    assert integration.across(dated, 156, 270, full, 0.6)[0] == 0.5


def test_offices_under_load_hold_up_links_only_where_the_form_says_so():
    """Resistance grows by half of the load above 0.8 under "resisted"."""
    got = {form: integration.across(integration.Parameters.defaults(
        rollout_form=form), 0, 270, np.array([0.7]), np.array([1.2]))[0]
        for form in ("staged", "resisted")}
    assert got["staged"] == pytest.approx(0.5 * (1.0 - 0.5 * 0.3))
    assert got["resisted"] == pytest.approx(0.5 * (1.0 - 0.7 * 0.3))


def test_purpose_limits_cut_links_into_other_spheres_of_life():
    """An agency without a service in the record's sphere keeps 1 - purpose_limit of its link."""
    p = integration.Parameters.defaults(purpose_limit=0.8)
    kept = integration.kept_links(p, ["finance", "street"], [{"finance"}, {"travel", "street"}])
    assert kept == pytest.approx(np.array([[1.0, 0.2], [0.2, 1.0]]))


def test_a_roll_out_goes_in_a_straight_line_between_its_ends():
    """Nothing before its start, half at half time, all from its end; with no duration at once."""
    p = integration.Parameters.defaults()
    got = [integration.ramp(p, week, 270, 52.0, 100.0) for week in (-270, -218, -168, -118, 500)]
    assert got == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])
    assert integration.ramp(p, -218, 270, 52.0, 0.0) == 0.0
    assert integration.ramp(p, -217, 270, 52.0, 0.0) == 1.0


def test_a_dated_roll_out_counts_from_its_week():
    """Under "at_once" all is there from the week `start` on, and nothing before it; staged, the
    stages count from it."""
    at_once = integration.Parameters.defaults(rollout_form="at_once", start=10.0)
    assert [integration.ramp(at_once, week, 270, 52.0, 100.0) for week in (9, 10)] == [0.0, 1.0]
    staged = integration.Parameters.defaults(start=10.0)
    assert integration.ramp(staged, 60, 270, 0.0, 100.0) == pytest.approx(0.5)


def test_what_offices_do_with_a_mandate():
    """Offices of full integrity carry it out, others withhold resistance times what they lack; off,
    nothing is linked; resistance never exceeds 1."""
    p = integration.Parameters.defaults(horizontal=0.8, vertical=0.4, resistance=0.5)
    integrity = np.array([1.0, 0.6, 0.0])
    assert integration.mandated(p, integrity) == pytest.approx([0.8, 0.64, 0.4])
    done = integration.upward(p, 999, 270, integrity, np.full(3, 0.6))
    assert done == pytest.approx([0.4, 0.32, 0.2])
    off = integration.Parameters.defaults(on=0.0)
    assert not integration.mandated(off, integrity).any()
    assert not integration.across(off, 999, 270, integrity, 0.6).any()
    pressed = integration.Parameters.defaults(rollout_form="resisted", resistance=0.9,
                                              horizontal=0.8)
    assert integration.across(pressed, 999, 270, np.array([0.0]), 9.0)[0] == 0.0
    assert integration.across(pressed, 999, 270, np.array([0.0]), 0.8)[0] == pytest.approx(0.08)


def test_a_way_round_a_denial_closes_with_linked_identities():
    """bypass without a link, nothing with a full one, and in proportion between."""
    for link, open_ways in ((0.0, 0.3), (0.5, 0.15), (1.0, 0.0)):
        p = integration.Parameters.defaults(identity_link=link)
        assert integration.passes(p) == pytest.approx(open_ways)
