"""Officials by hand: offices, what they bend, what they tell, where effort goes."""

import numpy as np
import pytest

from countergaze.mechanisms import officials

RNG = np.random.default_rng(11)


def test_misuse_and_reports_at_the_defaults():
    """M = 0.068 and reports lie 15 % below the truth on average; turnover adds 10 points."""
    p = officials.Parameters.defaults()
    assert officials.misuse(p, np.array(0.7)) == pytest.approx(0.0684)
    quiet = officials.inflation(p, np.array(0.7), 0.0)
    near = officials.inflation(p, np.array(0.7), 1.0)
    assert near - quiet == pytest.approx(0.1)
    assert 0.9 * quiet + 0.1 * near == pytest.approx(0.16, abs=0.01)
    honest = officials.Parameters.defaults(reports_form="honest")
    assert officials.inflation(honest, np.array(0.2), 1.0) == 0.0
    aimed = officials.Parameters.defaults(reports_form="target")
    assert officials.report(aimed, np.array([0.4, 1.3]), 0.0).tolist() == [0.4, 0.6]


def test_the_centre_sees_by_itself_what_is_not_bent():
    """Belief lies between report and truth, nearer to the truth with vertical links, and misuse
    turns direct data into an echo."""
    p = officials.Parameters.defaults()
    blind, sees, bent = (officials.belief(p, 1.0, 0.8, v, m)
                         for v, m in ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5)))
    assert blind == 0.8 and sees == pytest.approx(0.9) and bent == pytest.approx(0.8)


def test_turnover_comes_26_weeks_in_260():
    """Whatever its phase a city is near turnover a tenth of the time."""
    phase = RNG.random(50)
    share = np.mean([officials.in_turnover(week, phase) for week in range(-260, 260)])
    assert share == pytest.approx(0.1)


def test_audit_serves_targets_and_openness_serves_people():
    """Two levers: audit lowers the effort left for service, transparency raises it."""
    base = officials.effort(officials.Parameters.defaults())
    assert base == pytest.approx(0.75)
    assert officials.effort(officials.Parameters.defaults(audit=0.8)) < base
    assert officials.effort(officials.Parameters.defaults(transparency=0.8)) > base


def test_independent_audit_is_another_lever_than_upward_audit():
    """It prevents misuse and finds what reports leave out by its own effects, on top of upward
    audit; what it does to effort is none by default, and whatever its uncertainty says else."""
    p = officials.Parameters.defaults(independent_audit=0.8, audit=0.3)
    assert officials.misuse(p, 0.7) == pytest.approx(0.3 * 0.3 * 0.76 * 0.6)
    assert officials.inflation(p, np.array(0.7), 0.0) == pytest.approx(
        0.1 + 0.2 * 0.7 - 0.3 * 0.3 - 0.2 * 0.8 if 0.1 + 0.14 - 0.09 - 0.16 > 0.0 else 0.0)
    assert officials.effort(p) == officials.effort(officials.Parameters.defaults())
    for pull, sign in ((1.5, -1.0), (-1.5, 1.0)):
        turned = officials.Parameters.defaults(independent_audit=1.0, eff_independent=pull)
        to_targets = 1.0 / (1.0 + np.exp(-pull))
        assert officials.effort(turned) == pytest.approx(1.0 - 0.5 * to_targets)
        assert sign * (officials.effort(turned) - officials.effort(p)) > 0.0


def test_offices_start_around_their_mean_within_bounds():
    """Mean plus width times a normal draw, held in 0 to 1."""
    got = officials.start_of(0.7, 0.1, np.array([0.0, 1.0, -2.0, 9.0, -9.0]))
    assert got == pytest.approx([0.7, 0.8, 0.5, 1.0, 0.0])


def test_loyalty_work_buys_integrity_and_costs_competence():
    """Both tend to their sizes at staff_return a week, with opposite signs."""
    p = officials.Parameters.defaults(loyal=0.5, staff_return=0.1)
    first = officials.moved_by_loyalty(p, 0.0, 0.0)
    assert first == pytest.approx((0.1 * 0.1, -0.1 * 0.075))
    gained = lost = 0.0
    for _ in range(300):
        gained, lost = officials.moved_by_loyalty(p, gained, lost)
    assert (gained, lost) == pytest.approx((0.1, -0.075))


def test_officials_who_need_numbers_make_up_cases():
    """fabricate M quota on one unconnected adult; a share of the cases goes to court, the rest are
    files on the street, other kinds are not made up."""
    p = officials.Parameters.defaults(fabricate=0.001, quota=0.5, court_cases=0.25)
    assert officials.chance_to_fabricate(p, np.array([0.0, 0.4])) == pytest.approx([0.0, 0.0002])
    assert officials.share_of_cases(p, 1.0, 0.0) == 0.75
    assert officials.share_of_cases(p, 0.0, 1.0) == 0.25
    assert officials.share_of_cases(p, 0.0, 0.0) == 0.0
    idle = officials.Parameters.defaults(quota=0.0)
    assert officials.chance_to_fabricate(idle, np.array([0.9])) == 0.0


def test_misuse_by_hand():
    """What integrity lacks, times discretion, times what audit leaves; off, none."""
    p = officials.Parameters.defaults(discretion=0.5, audit=0.5, audit_effect=0.8)
    assert officials.misuse(p, np.array([1.0, 0.6])) == pytest.approx([0.0, 0.4 * 0.5 * 0.6])
    assert officials.misuse(officials.Parameters.defaults(on=0.0), np.array(0.0)) == 0.0


def test_turnover_lasts_exactly_26_weeks_and_starts_by_phase():
    """Weeks 0 to 25 of a term of 260; a city of phase 0.5 is half a term ahead."""
    got = [officials.in_turnover(week, np.array([0.0]))[0] for week in (0, 25, 26, 259, 260)]
    assert got == [1.0, 1.0, 0.0, 0.0, 1.0]
    ahead = [officials.in_turnover(week, np.array([0.5]))[0] for week in (129, 130, 155, 156)]
    assert ahead == [0.0, 1.0, 1.0, 0.0]


def test_reports_leave_out_what_pays_and_audit_dares_less():
    """(d_base + d_turn + d_sens sensitivity - d_audit audit) (1 - integ) / 0.3, in 0 to 0.9."""
    p = officials.Parameters.defaults(d_base=0.2, d_sens=0.1, sensitivity=0.5, d_audit=0.3,
                                      audit=0.4, d_turn=0.1)
    assert officials.inflation(p, np.array([0.7, 0.85, 1.0]), 0.0) == pytest.approx(
        [0.13, 0.065, 0.0])
    assert officials.inflation(p, np.array(0.7), 1.0) == pytest.approx(0.23)
    heavy = officials.Parameters.defaults(d_base=0.9, audit=0.0)
    assert officials.inflation(heavy, np.array(0.0), 1.0) == 0.9
    watched = officials.Parameters.defaults(d_base=0.0, d_sens=0.0, audit=1.0)
    assert officials.inflation(watched, np.array(0.0), 0.0) == 0.0
    off = officials.Parameters.defaults(on=0.0)
    assert officials.inflation(off, np.array(0.2), 1.0) == 0.0


def test_what_is_reported():
    """The true load less what is left out; the target at most under "target", which officials off
    do not know."""
    p = officials.Parameters.defaults()
    assert officials.report(p, np.array([1.2]), 0.25)[0] == pytest.approx(0.9)
    off = officials.Parameters.defaults(reports_form="target", on=0.0)
    assert officials.report(off, np.array([1.3]), 0.0)[0] == 1.3


def test_misuse_bends_direct_sight_in_proportion_until_nothing_is_left():
    """direct_view V (1 - bend M) of what the report leaves out is seen; never less than nothing."""
    p = officials.Parameters.defaults(direct_view=0.5, bend=3.0)
    assert officials.belief(p, 1.0, 0.6, 0.8, 0.1) == pytest.approx(0.6 + 0.8 * 0.5 * 0.7 * 0.4)
    assert officials.belief(p, 1.0, 0.6, 0.8, 0.9) == 0.6


def test_effort_by_hand():
    """e_T = lgt(eff_audit (audit - 0.3) - eff_open (transparency - 0.1)); effort is 1 less what of
    it does not serve the public."""
    p = officials.Parameters.defaults(audit=0.8, transparency=0.5, eff_audit=2.0, eff_open=1.0,
                                      overlap=0.25)
    to_targets = 1.0 / (1.0 + np.exp(-(2.0 * 0.5 - 1.0 * 0.4)))
    assert officials.effort(p) == pytest.approx(1.0 - 0.75 * to_targets)


def test_what_vanishes_and_what_is_sold():
    """Records of the connected with erase M, at most surely; exits with sell M to who has the
    money, hardship below 0.3."""
    p = officials.Parameters.defaults(erase=3.0, sell=0.02)
    assert officials.chance_to_erase(p, 0.1) == pytest.approx(0.3)
    assert officials.chance_to_erase(p, 0.9) == 1.0
    assert officials.chance_to_buy(p, 0.5, 0.29) == pytest.approx(0.01)
    assert officials.chance_to_buy(p, 0.5, 0.3) == 0.0
