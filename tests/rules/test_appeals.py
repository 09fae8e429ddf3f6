"""Appeals by hand: who files, who is heard, what is granted, and repair."""

import numpy as np
import pytest

from countergaze.mechanisms import appeals


def queue(p, filed, weeks):
    """Return appeals pending and heard after some weeks of steady filings, per 1000 residents."""
    pending = heard = 0.0
    for _ in range(weeks):
        heard = pending * float(appeals.chance_of_hearing(p, np.float64(pending)))
        pending += filed - heard
    return pending, heard


def test_a_queue_below_its_seats_waits_a_week_and_above_them_grows():
    """Below the seats what comes in goes out a week later; above, the queue gains the excess."""
    p = appeals.Parameters.defaults(seats=0.05)
    assert queue(p, 0.04, 500) == pytest.approx((0.04, 0.04))
    pending, heard = queue(p, 0.06, 201)
    assert heard == pytest.approx(0.05) and pending == pytest.approx(0.06 + 200 * 0.01, rel=0.02)


def test_quality_of_review_falls_with_the_load():
    """Twice as many filings as seats halve the quality; anchored reviewers halve it again."""
    filed = np.array([0.0, 0.05, 0.10])
    got = [appeals.quality(appeals.Parameters.defaults(decision_form=form), filed)
           for form in ("load", "anchored", "fixed")]
    assert got[0] == pytest.approx([1.0, 1.0, 0.5])
    assert got[1] == pytest.approx([0.5, 0.5, 0.25])
    assert (got[2] == 1.0).all()
    square = appeals.quality(appeals.Parameters.defaults(load_power=2.0), filed)
    assert square[2] == pytest.approx(0.25)


def test_who_files_and_whose_appeal_is_granted():
    """The rightly listed file a fifth as often; quality helps only the wrongly listed."""
    p = appeals.Parameters.defaults()
    assert appeals.chance_to_file(p, False) == pytest.approx(0.2 * appeals.chance_to_file(p, True))
    assert appeals.chance_to_file(appeals.Parameters.defaults(on=0.0), True) == 0.0
    assert appeals.chance_of_grant(p, True, 0.5) == pytest.approx(0.2)
    assert appeals.chance_of_grant(p, False, 0.5) == appeals.chance_of_grant(p, False, 1.0) == 0.05


def test_a_listing_is_learnt_of_by_notice_or_from_the_file():
    """Two independent ways: neither comes with (1 - notice) (1 - shown)."""
    p = appeals.Parameters.defaults(notice=0.08)
    assert appeals.chance_to_learn(p, 0.0) == pytest.approx(0.08)
    assert appeals.chance_to_learn(p, 0.5) == pytest.approx(1.0 - 0.92 * 0.5)


def test_repair_waits_half_a_year():
    """A listing ends by repair with its chance a week, from the 26th week without a record on."""
    p = appeals.Parameters.defaults(repair=0.01)
    assert appeals.chance_of_repair(p, 25.0) == 0.0
    assert appeals.chance_of_repair(p, 26.0) == 0.01
    assert appeals.chance_of_repair(appeals.Parameters.defaults(), 255.0) == 0.0


def test_cases_of_the_bench_are_a_mean_over_half_a_year():
    """A 26th of the way to the week's cases, so that one week's luck hardly moves the bench."""
    assert appeals.running_cases(0.2, 2.8) == pytest.approx(0.3)


def test_the_bench_hears_everybody_up_to_its_seats():
    """With nobody or no more than its seats waiting the chance is 1, above it seats / pending."""
    p = appeals.Parameters.defaults(seats=0.05)
    got = appeals.chance_of_hearing(p, np.array([0.0, 0.04, 0.05, 0.2]))
    assert got == pytest.approx([1.0, 1.0, 1.0, 0.25])


def test_the_switch_of_appeals_holds_filing_and_repair():
    """Off, nobody files and nothing is repaired; on, the wrongly listed file at appeal_chance."""
    assert appeals.chance_to_file(appeals.Parameters.defaults(), True) == 0.05
    assert appeals.chance_of_repair(appeals.Parameters.defaults(repair=0.5, on=0.0), 99.0) == 0.0


def test_load_counts_by_its_power():
    """With power 0 a crowded bench decides as well as an idle one."""
    p = appeals.Parameters.defaults(load_power=0.0, seats=0.05)
    assert appeals.quality(p, np.array([5.0]))[0] == 1.0
