"""Lists by hand: who enters, who leaves, and which listing is wrong."""

import numpy as np
import pytest

from countergaze.mechanisms import lists, lists_wrong, scoring


def test_the_stock_of_listed_is_entries_times_duration():
    """Stationary listed = entries a week x mean duration, whatever the law of duration."""
    p = lists.Parameters.defaults(pay_wont=0.02, removal_lag=4.0)
    weeks = np.arange(2000)
    chance = np.array([lists.chance_of_exit(p, True, False, w) for w in weeks])
    alive = np.cumprod(1.0 - chance)
    mean = 1.0 + alive.sum()
    stock, entered = 0.0, 3.0
    cohort = np.zeros(2000)
    for _ in range(2000):
        cohort[1:] = cohort[:-1] * (1.0 - chance[:-1])
        cohort[0] = entered
        stock = cohort.sum()
    assert stock == pytest.approx(entered * (mean), rel=0.02)
    assert mean == pytest.approx(5.0 + 1.0 / (1.0 - np.exp(-0.02)), rel=0.03)


def test_terms_and_gates_of_lists():
    """Nobody leaves before the lag; other lists end with the term; evidence decides entry."""
    p = lists.Parameters.defaults()
    family = lists.Family(1, 2, 20.0, 0.0)
    assert lists.chance_of_exit(p, True, False, 3.0) == 0.0
    assert lists.chance_of_exit(p, False, False, 155.0) == 0.0
    assert lists.chance_of_exit(p, False, False, 156.0) == 1.0
    assert lists.chance_of_entry(p, family, False, True, 0.0, 1.0, 41.0) == 1.0
    assert lists.chance_of_entry(p, family, False, True, 0.0, 1.0, 39.0) == 0.0
    assert lists.entry_is_wrong(p, family, True, 0.0, 1.0, 39.0)
    assert not lists.entry_is_wrong(p, family, True, 0.0, 1.0, 41.0)


def test_a_single_record_lists_under_that_form():
    """Under "single_record" any copy of a record lists; the copy must be there."""
    p = lists.Parameters.defaults(entry_form="single_record")
    family = lists.Family(1, 2, 20.0, 0.0)
    assert lists.chance_of_entry(p, family, False, True, 0.0, 1.0, 1.0) == 1.0
    assert lists.chance_of_entry(p, family, False, True, 0.0, 1.0, 0.0) == 0.0
    assert not lists.entry_is_wrong(p, family, True, 0.0, 1.0, 1.0)
    assert lists.entry_is_wrong(p, family, False, 0.0, 1.0, 1.0)


def test_records_lose_weight_at_the_rate_of_retention():
    """1/retention of the weight is gone each week, so its mean lifetime is retention."""
    p = lists.Parameters.defaults(retention=50.0)
    assert lists.decayed(p, 10.0) == pytest.approx(9.8)
    kept = np.cumprod(np.full(2000, lists.decayed(p, 1.0)))
    assert 1.0 + kept.sum() == pytest.approx(50.0)


def test_a_court_lists_a_share_of_judgments_and_fewer_of_who_cannot_pay():
    """court_list_share, times cannot_pay_listed; links, drift and other records do not count."""
    p = lists.Parameters.defaults(court_list_share=0.4, cannot_pay_listed=0.25)
    assert lists.chance_of_court_listing(p, False, True) == pytest.approx(0.4)
    assert lists.chance_of_court_listing(p, True, True) == pytest.approx(0.1)
    court = lists.Family(0, 1, 0.0, 1.0)
    assert lists.chance_of_entry(p, court, True, True, 0.0, 9.0, 0.0) == pytest.approx(0.1)
    assert lists.chance_of_entry(p, court, False, True, 0.0, 9.0, 0.0) == pytest.approx(0.4)


@pytest.mark.parametrize(("asked", "check", "stands"), [(1.0, 1.0, 1.0), (1.5, 1.0, 1 / 1.5),
                                                        (1.5, 2.0, 0.5), (3.0, 0.0, 1.0),
                                                        (0.5, 1.0, 2.0)])
def test_a_false_judgment_stands_up_less_to_more_evidence(asked, check, stands):
    """Times 1 / (1 + court_check (evidence_factor - 1)); a true one stands whatever is asked for;
    no chance is above one."""
    p = lists.Parameters.defaults(court_list_share=0.4, evidence_factor=asked, court_check=check)
    assert lists.chance_of_court_listing(p, False, False) == pytest.approx(0.4 * stands)
    assert lists.chance_of_court_listing(p, False, True) == pytest.approx(0.4)
    loose = lists.Parameters.defaults(evidence_factor=0.0, court_check=1.0)
    assert lists.chance_of_court_listing(loose, False, False) == 1.0


def test_the_chance_that_false_records_list():
    """An error is one record; a case weighs uniformly up to twice its mean, one record at least."""
    def chance(missing, mean=40.0, by_error=0.01, made_up=0.001):
        return float(lists.chance_false_records_list(np.float32(missing), mean, by_error, made_up))

    assert chance(-5.0) == chance(0.99) == pytest.approx(0.011)
    assert chance(1.0) == pytest.approx(0.001 * (1.0 - 1.0 / 80.0))
    assert chance(40.0) == pytest.approx(0.0005)
    assert chance(80.0) == chance(500.0) == 0.0
    assert chance(0.5, mean=0.0) == pytest.approx(0.011) and chance(1.0, mean=0.0) == 0.0


def test_evidence_is_scaled_by_the_rule_and_by_local_drift():
    """evidence_g evidence_factor exp(drift), nothing under "single_record"."""
    family = lists.Family(1, 2, 20.0, 0.0)
    strict = lists.Parameters.defaults(evidence_factor=1.5)
    assert lists.weight_needed(strict, family, 1.2) == pytest.approx(36.0)
    single = lists.Parameters.defaults(entry_form="single_record", evidence_factor=1.5)
    assert lists.weight_needed(single, family, 1.2) == 0.0


@pytest.mark.parametrize(("linked", "needed"), [(0.0, 40.0), (0.5, 20.0 / 0.75), (1.0, 20.0)])
def test_links_let_an_agency_see_the_other_half(linked, needed):
    """It sees own_view of the weight by itself and the rest through links: what it needs to see is
    more than the threshold, the threshold itself is not enough; the same for what is wrong."""
    p, family = lists.Parameters.defaults(own_view=0.5), lists.Family(1, 2, 20.0, 0.0)
    assert lists.view(p, linked) == pytest.approx(20.0 / needed)
    assert lists.chance_of_entry(p, family, False, True, linked, 1.0, needed * 0.999) == 0.0
    assert lists.chance_of_entry(p, family, False, True, linked, 1.0, needed * 1.001) == 1.0
    assert lists.entry_is_wrong(p, family, True, linked, 1.0, needed * 0.999)
    assert not lists.entry_is_wrong(p, family, True, linked, 1.0, needed * 1.001)
    assert lists.chance_of_entry(p, family, False, True, 0.0, 1.0, 40.0) == 0.0
    assert lists.entry_is_wrong(p, family, True, 0.0, 1.0, 40.0)
    assert lists.chance_of_entry(p, family, False, True, 0.0, 2.0, 79.0) == 0.0, "drift doubles it"


def test_an_entry_on_a_false_record_is_wrong_whatever_else_there_is():
    """For a court only the judgment counts; another agency needs the new record to be true as
    well."""
    p, court = lists.Parameters.defaults(), lists.Family(0, 1, 0.0, 1.0)
    other = lists.Family(1, 2, 20.0, 0.0)
    assert lists.entry_is_wrong(p, court, False, 1.0, 1.0, 99.0)
    assert not lists.entry_is_wrong(p, court, True, 0.0, 1.0, 0.0)
    assert lists.entry_is_wrong(p, other, False, 1.0, 1.0, 99.0)


def test_nobody_leaves_before_the_lag_and_courts_let_go_by_payment_or_term():
    """In the weeks before removal_lag no exit; from it on the chance to settle, less for who
    cannot pay; at the court's term all; a term of other agencies means nothing to a court."""
    p = lists.Parameters.defaults(removal_lag=4.0, court_term=104.0, term=52.0)
    assert lists.chance_of_exit(p, True, False, 3.0) == 0.0
    settles = lists.chance_of_exit(p, True, False, 4.0)
    assert settles == pytest.approx(1.0 - np.exp(-0.0055), rel=1e-3)
    slow = lists.chance_of_exit(p, True, True, 4.0)
    assert slow == pytest.approx(1.0 - np.exp(-0.0015), rel=1e-3)
    assert lists.chance_of_exit(p, True, False, 103.0) == settles
    assert lists.chance_of_exit(p, True, False, 104.0) == 1.0
    assert lists.chance_of_exit(p, False, False, 51.0) == 0.0
    assert lists.chance_of_exit(p, False, False, 52.0) == 1.0
    short = lists.Parameters.defaults(term=2.0, removal_lag=4.0)
    assert lists.chance_of_exit(short, False, False, 3.0) == 0.0
    assert lists.chance_of_exit(short, False, False, 4.0) == 1.0
    forever = lists.Parameters.defaults()
    assert lists.chance_of_exit(forever, True, False, 5000.0) == settles


def test_an_agency_is_linked_within_as_its_row_says():
    """The bureaux of an agency without a row are one office."""
    rows = {"courts": {"within": 0.4}, "transport": {}}
    assert lists.within(rows, "courts") == 0.4
    assert lists.within(rows, "transport") == lists.within(rows, "nobody") == 1.0


def test_terms_by_hand():
    """A court's listing is over at court_term, another's at term; none means never."""
    p = lists.Parameters.defaults(term=156.0)
    assert lists_wrong.over(p, 0.0, 156) and not lists_wrong.over(p, 0.0, 155)
    assert not lists_wrong.over(p, 1.0, 5000)
    assert lists_wrong.over(lists.Parameters.defaults(court_term=104.0), 1.0, 104)
    assert lists_wrong.unable(1.0, True) and not lists_wrong.unable(0.0, True)


def test_a_score_that_only_the_household_brought_down():
    """Below the limit by ten points taken for a household member: through them; by 30, not."""
    p = scoring.Parameters.defaults(points_assoc=-10.0, list_below=600.0)
    assert lists_wrong.through_another(p, 595.0, 1.0, p.list_below)
    assert not lists_wrong.through_another(p, 570.0, 1.0, p.list_below)
    assert not lists_wrong.through_another(p, 595.0, 0.0, p.list_below)


def test_notice_and_hearing_are_due_where_a_rule_demands_them():
    """Notice before the grace ends, a hearing within 8 weeks; neither where nothing demands it."""
    assert lists_wrong.without_notice(1.0, 4.0, 4.0, False)
    assert not lists_wrong.without_notice(1.0, 4.0, 3.0, False)
    assert not lists_wrong.without_notice(1.0, 4.0, 9.0, True)
    assert not lists_wrong.without_notice(0.0, 4.0, 9.0, False)
    assert not lists_wrong.without_hearing(1.0, 8) and lists_wrong.without_hearing(1.0, 9)
    assert not lists_wrong.without_hearing(0.0, 200)
