"""Firms by hand: what is demanded, who gives in, who leaves, grades, lists of firms."""

import numpy as np
import pytest

from countergaze.mechanisms import firms


KINDS = [firms.FirmKind.rows[key] for key in ("domestic", "joint", "foreign")]


MARKET = np.array([row["market_share"] for row in KINDS])


HOME = np.array([row["home_cost"] for row in KINDS])


def logistic(x):
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + np.exp(-np.asarray(x)))


@pytest.mark.parametrize(("standing", "open_upon", "chances"), [
    (0.0, True, (0.88, 0.38, 0.03)), (1.0, False, (0.999, 0.88, 0.08)),
    (1.0, True, (0.999, 0.88, 0.08)), (0.0, False, (0.27, 0.12, 0.02))])
def test_chances_to_align_at_the_defaults(standing, open_upon, chances):
    """Domestic, joint and foreign firms under a demand, of grade 1 under a rating, and when
    nothing is demanded."""
    p = firms.Parameters.defaults(standing=standing)
    believed = firms.credibility(p, np.array([open_upon]), np.ones(1), 0.0)
    got = firms.chance_to_align(p, MARKET, HOME, believed, 1.0)
    assert got == pytest.approx(chances, abs=0.005)


def test_how_far_a_threat_is_believed():
    """Without a demand and standing not at all; a rating of a low grade leaves a demand as it is,
    one of any grade is believed at most wholly."""
    p = firms.Parameters.defaults(standing=1.0)
    none = firms.credibility(firms.Parameters.defaults(), np.zeros(1, bool), np.ones(1), 1.0)
    assert none == 0.0
    got = firms.credibility(p, np.array([True, True, False]), np.array([0.25, 1.0, 1.5]), 0.0)
    assert got == pytest.approx([0.3, 0.8, 1.0])


def test_demands_come_as_often_as_a_cohort_is_asked():
    """A rate of 0.02 at 3 times the mean is 0.06; at most one comes; none where firms are off."""
    p = firms.Parameters.defaults()
    assert firms.chance_of_demand(p, np.array([3.0, 0.0, 99.0])) == pytest.approx([0.06, 0.0, 1.0])
    assert firms.chance_of_demand(firms.Parameters.defaults(on=0.0), 3.0) == 0.0


def answers(p, peers=0.0, weeks=8):
    """Return the share of firms that answer in each week up to the deadline."""
    left, got = 1.0, []
    for week in range(weeks, 0, -1):
        share = float(firms.share_that_answers(p, np.array(float(week)), peers))
        got.append(left * share)
        left -= got[-1]
    assert left == pytest.approx(0.0), "all have answered by the deadline"
    return np.array(got)


def test_firms_answer_sooner_as_the_deadline_nears_and_as_others_comply():
    """At a pace of 1 evenly over 8 weeks, 4.5 on average; slower firms wait for the last week;
    with half of the others complying they are 1.5 times as fast; without a pull they are not."""
    even = answers(firms.Parameters.defaults(answer_pace=1.0, peer_pull=0.0))
    assert even == pytest.approx(np.full(8, 0.125))
    slow = firms.Parameters.defaults(answer_pace=0.5, peer_pull=1.0)
    alone, among = answers(slow), answers(slow, peers=0.5)
    assert alone[:-1] == pytest.approx(np.cumprod([1.0, *(1.0 - 0.5 / w for w in range(8, 2, -1))])
                                       * 0.5 / np.arange(8, 1, -1))
    assert alone[-1] == alone.max() > 0.25
    weeks = np.arange(1, 9)
    assert even @ weeks == pytest.approx(4.5) and alone @ weeks > among @ weeks > 4.5
    assert among[0] / alone[0] == pytest.approx(1.5)


def test_a_blocking_statute_lowers_alignment():
    """At full force the fine of 0.05 is one width of the law: logit falls by exactly 1."""
    free, fined = (firms.chance_to_align(firms.Parameters.defaults(blocking=b), MARKET, HOME, 0.3,
                                         1.0) for b in (0.0, 1.0))
    assert (fined < free).all()
    assert np.log(free / (1 - free)) - np.log(fined / (1 - fined)) == pytest.approx(1.0)


def cohort(aligned=0.0, refused=0.0, weighing=0.0):
    """Return a cohort of one."""
    return firms.Cohort(np.array([aligned]), np.array([refused]), np.array([weighing]))


def test_who_is_not_aligned_weighs_a_new_demand():
    """Those who refused the last one too; elsewhere nothing changes."""
    got = firms.asked_anew(cohort(0.3, 0.5, 0.1), np.array([True]))
    assert np.ravel(got) == pytest.approx([0.3, 0.0, 0.7])
    assert np.ravel(firms.asked_anew(cohort(0.3, 0.5, 0.1), np.array([False]))) == pytest.approx(
        [0.3, 0.5, 0.1])


def test_who_answers_gives_in_or_refuses():
    """Of 80 % weighing half answer, 30 % of them give in: 12 % align, 28 % refuse, 40 % weigh."""
    p = firms.Parameters.defaults(reverse_rate=0.0)
    got = firms.next_cohort(p, cohort(0.2, 0.0, 0.8), 0.5, 0.3)
    assert np.ravel(got) == pytest.approx([0.32, 0.28, 0.4])


def test_alignment_falls_where_no_reason_is_left():
    """At reverse_rate 0.02 and P 0.25 by 1.5 % a week, to half in 46 weeks, into refusal; at P 1
    it stays."""
    p = firms.Parameters.defaults(reverse_rate=0.02)
    held = cohort(aligned=0.8)
    for _ in range(46):
        held = firms.next_cohort(p, held, 0.0, 0.25)
    assert held.aligned == pytest.approx(0.8 * 0.985**46) and held.aligned[0] < 0.401
    assert held.aligned + held.refused == pytest.approx(0.8)
    assert firms.next_cohort(p, cohort(aligned=0.8), 0.0, 1.0).aligned == pytest.approx(0.8)


def test_a_standing_demand_draws_all_towards_its_chance():
    """The distance to P falls by 0.95 a week, from above as from below; who weighs is let be."""
    p = firms.Parameters.defaults(standing=1.0, standing_rate=0.05, reverse_rate=0.0)
    for start in (0.0, 1.0):
        held = cohort(aligned=start)
        for _ in range(10):
            held = firms.next_cohort(p, held, 0.0, 0.6)
        assert held.aligned == pytest.approx(0.6 + (start - 0.6) * 0.95**10)
    got = firms.next_cohort(p, cohort(weighing=0.5), 0.0, 0.6)
    assert np.ravel(got) == pytest.approx([0.05 * 0.3, 0.05 * 0.2, 0.5])


def test_who_refuses_loses_sales_where_threats_are_carried_out():
    """A firm with half of its sales at stake, a threat of 0.5 carried out once in ten: 2.5 %."""
    p = firms.Parameters.defaults()
    assert firms.sales_lost(p, 0.5, np.array([1.0])) == pytest.approx(0.025)
    assert not firms.sales_lost(firms.Parameters.defaults(carried_out=0.0), MARKET, 1.0).any()


def test_in_a_herd_who_sees_others_align_believes_more():
    """With all others aligned credibility is 0.2 higher, with none as without a herd; at most 1;
    a threat that nobody makes is not believed.  Elsewhere others make no difference."""
    herd = firms.Parameters.defaults(alignment_form="herd")
    plain, upon = firms.Parameters.defaults(), np.array([True])
    sure = firms.Parameters.defaults(alignment_form="herd", credibility_ad_hoc=0.9)
    for p, peers, believed in ((herd, 0.0, 0.3), (herd, 1.0, 0.5), (sure, 1.0, 1.0),
                               (plain, 1.0, 0.3)):
        assert firms.credibility(p, upon, np.ones(1), peers) == pytest.approx(believed)
    assert firms.credibility(herd, ~upon, np.ones(1), 1.0) == 0.0


def test_buyers_punish_who_has_given_in_where_firms_are_defiant():
    """At rest the share of defiant firms solves a = lgt((gain - home_cost (1 + a)) / 0.05)."""
    p = firms.Parameters.defaults(alignment_form="defiant", standing=1.0, reverse_rate=0.0,
                                  credibility_rated=0.3)
    held = firms.Cohort(np.zeros(3), np.zeros(3), np.zeros(3))
    for _ in range(400):
        cost = firms.cost_at_home(p, HOME, held.aligned)
        held = firms.next_cohort(p, held, 0.0, firms.chance_to_align(p, MARKET, cost, 0.3, 1.0))
    rest = logistic((MARKET * 0.5 * 0.3 - HOME * (1.0 + held.aligned)) / 0.05)
    assert held.aligned == pytest.approx(rest, abs=1e-4)
    assert (held.aligned < logistic((MARKET * 0.5 * 0.3 - HOME) / 0.05)).all()


def test_none_aligns_under_the_form_none():
    """Whatever is demanded, however firmly."""
    p = firms.Parameters.defaults(alignment_form="none", threat=1.0)
    assert not firms.chance_to_align(p, MARKET, HOME, 1.0, 1.0).any()


def test_firms_leave_only_where_costs_are_above_profits():
    """Costs and profits by hand: with both duties a joint venture bears 0.1 aligned + 0.15 and
    earns 0.15, a foreign firm 0.2 aligned + 0.15 against 0.06; domestic firms never leave."""
    def leave(aligned, refused=0.0, **changed):
        held = firms.Cohort(np.array(aligned), np.full(3, refused), np.zeros(3))
        return firms.exit_rate(firms.Parameters.defaults(**changed), MARKET, HOME, held)

    assert not leave([0.0, 0.0, 0.0]).any() and not leave([1.0, 1.0, 0.3]).any()
    assert leave([1.0, 0.5, 0.5], standing=1.0, localisation=1.0) == pytest.approx(
        [0.0, 0.001 * 0.05 / 0.1, 0.001 * 0.19 / 0.1])
    assert leave([0.5, 0.5, 0.5], standing=1.0) == pytest.approx([0.0, 0.0, 0.001 * 0.09 / 0.1])
    harsh = leave([0.0, 0.0, 0.0], refused=1.0, carried_out=1.0)
    assert harsh == pytest.approx(
        0.001 * np.maximum(MARKET * 0.5 - MARKET * 0.3, 0.0) / 0.1), "refusing costs sales"


def test_a_grade_tends_to_its_aim():
    """At mean records 0.9, with connections 1.0, at three times the mean 0.7; half the distance
    is gone in 34 weeks."""
    p = firms.Parameters.defaults()
    for records, connected, aim in ((1.0, 0.0, 0.9), (1.0, 1.0, 1.0), (3.0, 0.0, 0.7)):
        grade = np.full(1, 2.0)
        for week in range(1000):
            grade = firms.next_grade(p, grade, records, connected)
            if week == 33:
                assert (grade - aim) / (2.0 - aim) == pytest.approx(0.5, abs=0.005)
        assert grade == pytest.approx(aim)


def test_records_are_taken_against_the_mean():
    """Two records of 10 adults and two of 30: 0.2 and 0.067 against 0.1; none of none is 0."""
    got = firms.relative_records(np.array([[2.0, 2.0]]), np.array([[10.0, 30.0]]))
    assert got == pytest.approx(np.array([[2.0, 2.0 / 3.0]]))
    assert not firms.relative_records(np.zeros((1, 2)), np.array([[10.0, 30.0]])).any()


def test_what_a_rating_costs_and_what_buyers_add():
    """home_cost by itself, twice that under "defiant" where all have given in."""
    plain = firms.Parameters.defaults()
    defiant = firms.Parameters.defaults(alignment_form="defiant")
    assert firms.cost_at_home(plain, 0.1, 1.0) == pytest.approx(0.1)
    assert firms.cost_at_home(defiant, 0.1, 0.5) == pytest.approx(0.15)


def test_switched_off_firms_are_left_alone():
    """Nothing is demanded, nobody aligns, leaves, is listed or hands over; a grade is 1."""
    off = firms.Parameters.defaults(on=0.0, standing=1.0, localisation=1.0)
    assert firms.chance_of_demand(off, 9.0) == 0.0
    assert not np.any(firms.next_cohort(off, cohort(0.5, 0.2, 0.3), 1.0, 0.9))
    assert not firms.exit_rate(off, MARKET, HOME, cohort(aligned=1.0)).any()
    assert firms.handed_over(off, 0.9) == 0.0 and firms.entries(off, 0.9) == 0.0
    assert firms.next_grade(off, np.array([0.3]), 1.0, 0.0)[0] == 1.0


def test_what_is_handed_over_and_listed_goes_with_who_is_left():
    """Localisation times the workers of firms still there; revoked firms a resident likewise."""
    p = firms.Parameters.defaults(localisation=0.8)
    assert firms.handed_over(p, 0.9) == pytest.approx(0.72)
    assert firms.entries(p, 0.5) == pytest.approx(p.firms_per_1000 / 1000.0 * p.firm_revoked * 0.5)


def test_a_grade_is_never_below_nothing():
    """Records at twenty times the mean leave an aim of 0, not less."""
    p = firms.Parameters.defaults()
    assert firms.next_grade(p, np.array([0.0]), 20.0, 0.0)[0] == 0.0


def test_at_most_everybody_leaves():
    """However large the loss, a week takes no more than all."""
    p = firms.Parameters.defaults(localisation=1.0, standing=1.0, exit_base=1.0)
    assert firms.exit_rate(p, 0.0, 9.0, cohort(aligned=1.0))[0] == 1.0
