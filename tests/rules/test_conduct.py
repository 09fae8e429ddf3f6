"""Conduct by hand: how often people offend, serve and tip off, what deters, what is recorded."""

import numpy as np
import pytest

from countergaze.mechanisms import conduct, conduct_peers


def kind(base=0.8, gravity=1.0, debt=0.0, street=1.0, coverage=0.3):
    """Return a kind of act without false records, points or speech."""
    return conduct.Kind(base, gravity, debt, street, coverage, 0.0, 0.0, 0.0)


def column(value, n=1):
    """Return n equal float32 numbers."""
    return np.full(n, value, np.float32)


def test_mean_acts_are_the_base_rate():
    """At mean hardship, without deterrence, an adult of heterogeneity 1 acts at the base rate."""
    p = conduct.Parameters.defaults()
    mean = conduct.mean_acts(p, kind(), column(1.0), column(0.286), column(0.0))
    assert 52.0 * mean[0] == pytest.approx(0.8, rel=1e-4)


def test_an_act_is_seen_by_all_that_covers_it():
    """Coverage of the kind, of firms' data and of reporting ties in the street add up."""
    p = conduct.Parameters.defaults(tip_reach=0.1)
    got = conduct.chance_of_record(p, kind(coverage=0.3), column(2.0), column(3.0), column(0.2))
    assert got[0] == pytest.approx(1.0 - np.exp(-2.0 * (0.3 + 0.2 + 0.1 * 3.0)), rel=1e-5)


def test_a_debt_is_expected_by_the_courts_share_and_an_act_by_its_chance():
    """What deters is the share that courts list for debts, and the chance of a record for acts."""
    p = conduct.Parameters.defaults(deterrence=1.0, cannot_pay=1.0)
    for debt, felt in ((1.0, 0.7), (0.0, 0.2)):
        got = conduct.expected_acts(p, kind(1.04, 1.0, debt, 0.0), column(1.0), column(1.0),
                                    column(0.286), column(0.5), column(1.0), column(0.4),
                                    np.float32(0.7), column(0.2))
        assert got[0] == pytest.approx(1.04 / 52.0 * np.exp(-0.4 * felt), rel=1e-5)


@pytest.mark.parametrize("form", ["stake", "certainty", "perceived", "none"])
def test_nobody_acts_or_is_recorded_above_what_is_screened(form):
    """Whoever has an act or a false record has a draw that `most_acts` or the two chances mark.

    The bound is close: of those marked for acts that nothing deters most act.
    """
    n, rng = 400_000, np.random.default_rng(2)

    def some(low, high):
        return rng.uniform(low, high, n).astype(np.float32)

    p = conduct.Parameters.defaults(deterrence_form=form, deterrence=1.0, tip_false=0.05)
    often = conduct.Kind(20.0, 1.0, 0.0, 1.0, 0.3, 0.0, 0.0, 0.0)
    z, hardship, u_act = rng.gamma(0.3, 3.0, n).astype(np.float32), some(0, 1), some(0, 1)
    false, reporting = some(0, 0.05), some(0, 3)
    by_error = conduct.chance_of_false(p, often, false, reporting)
    made_up = conduct.chance_of_case(p, some(0, 0.01))
    acts = conduct.step(p, often, column(1.0, n), z, hardship, some(0, 1), some(0, 1),
                        some(0, 3), some(0, 2), np.float32(0.4), by_error, made_up,
                        np.float32(40.0), reporting, some(0, 0.5), column(1.0, n), u_act,
                        some(0, 1))
    acting = u_act < conduct.most_acts(p, often, z, hardship)
    blamed = u_act > 1.0 - (by_error + made_up)
    assert acts.acts.sum() > 10_000 and acts.false.sum() > 10_000
    assert acting[acts.acts > 0].all() and blamed[acts.false > 0].all()
    if form == "none":
        assert (acts.acts > 0).sum() > 0.7 * acting.sum()


@pytest.mark.parametrize("mean", [0.01, 0.1, 0.3])
def test_counts_of_acts_keep_the_mean_and_the_chance_of_two(mean):
    """Counts of 0, 1 or 2 have the mean exactly and a Poisson law's chance of two or more."""
    u = ((np.arange(1_000_000) + 0.5) / 1_000_000).astype(np.float32)
    acts = conduct.count_of_acts(column(mean), u)
    assert acts.mean() == pytest.approx(mean, rel=2e-3)
    assert (acts == 2.0).mean() == pytest.approx(1 - np.exp(-mean) * (1 + mean), rel=0.02)


def test_who_cannot_pay_is_not_deterred():
    """For a debt, D is 0 above the hardship at which it cannot be paid, and positive below."""
    p = conduct.Parameters.defaults(cannot_pay=0.5)
    debt = kind(0.0064, 3.0, 1.0, 0.0, 0.0)
    hardship = np.array([0.4, 0.6], np.float32)
    got = conduct.deterred(p, debt, column(0.8), column(0.4), column(1.0), column(0.5), hardship)
    assert got[0] == pytest.approx(0.5 * 0.8 * 0.4) and got[1] == 0.0


@pytest.mark.parametrize(("name", "size"), [("stake", 0.12), ("certainty", 0.4),
                                            ("perceived", 0.24), ("none", 0.0)])
def test_forms_of_deterrence(name, size):
    """Each form is its own formula: stake p, knows p, stake times the perceived chance, nothing."""
    p = conduct.Parameters.defaults(deterrence_form=name, deterrence=1.0)
    got = conduct.deterred(p, kind(), column(0.3), column(0.4), column(1.0), column(0.8),
                           column(0.2))
    assert got[0] == pytest.approx(size, abs=1e-6)


def falsely_enforcing(believers: np.ndarray, look, ties: float, seed: int) -> float:
    """Return the share of those who do not hold the norm that comes to enforce it."""
    p = conduct.Parameters.defaults(peers_form="emperor")
    n = len(believers)
    nerve = np.random.default_rng(seed).random(n).astype(np.float32)
    support = np.where(believers, 1.0, 0.0).astype(np.float32)
    comply, enforce = believers.astype(np.float32), np.zeros(n, np.float32)
    for _ in range(100):
        norm = conduct_peers.norm(p, support, nerve, look(enforce), look(comply), ties)
        comply, enforce = norm.comply, norm.enforce
    return float((enforce[~believers] > 0.5).mean())


SIDE = 40


def neighbours(values: np.ndarray) -> np.ndarray:
    """Return the sum over the eight neighbours on a lattice without edges."""
    grid = values.reshape(SIDE, SIDE)
    total = -grid
    for down in (-1, 0, 1):
        for along in (-1, 0, 1):
            total = total + np.roll(np.roll(grid, down, 0), along, 1)
    return total.ravel()


def everybody(values: np.ndarray) -> np.ndarray:
    """Return the sum over all others."""
    return values.sum() - values


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_few_believers_start_false_enforcement_only_where_ties_are_local(seed):
    """Forty-nine believers of 1,600 in one block make most others enforce what they do not hold;
    where everybody sees everybody they make nobody do so (Centola, Willer and Macy 2005)."""
    believers = np.zeros((SIDE, SIDE), bool)
    believers[:7, :7] = True
    believers = believers.ravel()
    assert falsely_enforcing(believers, neighbours, 8.0, seed) > 0.5
    assert falsely_enforcing(believers, everybody, SIDE * SIDE - 1.0, seed) == 0.0


def test_an_emperor_without_believers_is_naked():
    """Where nobody holds the norm and nobody enforces it, nobody complies."""
    assert falsely_enforcing(np.zeros(SIDE * SIDE, bool), neighbours, 8.0, 1) == 0.0


def test_only_one_form_tips_off_for_reward():
    """Under "emperor" and "none" reward and fear move no tip-off; enforcers alone do."""
    incentive = conduct.Incentive(1.0, 0.0)
    rates = {form: float(conduct.rate_of_reports(
        conduct.Parameters.defaults(peers_form=form), incentive, column(1.0), column(0.5),
        column(0.5), column(0.5), column(1.0))[0]) for form in ("reward", "emperor", "none")}
    assert rates["reward"] == pytest.approx(0.05 * 1.5 * (1.0 + 3.0 + 2.0 * 0.25) / 52.0)
    assert rates["emperor"] == rates["none"] == 0.0
    p = conduct.Parameters.defaults(peers_form="emperor")
    tips = [float(conduct_peers.reports(p, 1.0, e, np.float32(0.01))) for e in (-1.0, 0.0, 1.0)]
    assert tips == [0.0, 0.0, 1.0]


def test_hardship_raises_offences_from_its_mean_on_and_never_below_none():
    """Strain is 1 at mean hardship, falls by the slope below it, and is held at 0; rates are
    yearly, heterogeneity multiplies them, D lowers them as exp(-D), and a week has at most one."""
    p = conduct.Parameters.defaults(hardship_slope=2.0)

    def yearly(z, hardship, deterrent, base=0.8):
        return 52.0 * conduct.mean_acts(p, kind(base), column(z), column(hardship),
                                        column(deterrent))[0]

    assert yearly(1.0, 0.386, 0.0) == pytest.approx(0.8 * 1.2, rel=1e-4)
    assert yearly(1.0, 0.186, 0.0) == pytest.approx(0.8 * 0.8, rel=1e-4)
    assert yearly(3.0, 0.286, 0.5) == pytest.approx(0.8 * 3.0 * np.exp(-0.5), rel=1e-4)
    steep = conduct.Parameters.defaults(hardship_slope=5.0)
    assert conduct.mean_acts(steep, kind(), column(1.0), column(0.0), column(0.0))[0] == 0.0
    assert yearly(50.0, 1.0, 0.0, 50.0) == 52.0


@pytest.mark.parametrize(("knows", "aware", "scored", "reward", "can_list", "at_stake"), [
    (1, 0, 0, 0.3, 0, 0.4), (0, 0, 0, 0.3, 1, 0.0), (0, 1, 0, 0.3, 1, 0.0), (0, 0, 1, 0.3, 1, 0.0),
    (0, 1, 1, 0.0, 0, 0.5 * 0.3), (0, 1, 1, 0.0, 1, 0.5), (0, 1, 1, 0.5, 0, 0.15 + 0.1),
    (1, 1, 1, 1.0, 1, 0.4 + 0.5 + 0.2)])
def test_what_is_at_stake(knows, aware, scored, reward, can_list, at_stake):
    """A listing weighs on who knows of lists; the scheme on who is scored and aware of it, by the
    doors that a score opens alone, by the list that it can lead to, and by reward."""
    p = conduct.Parameters.defaults()
    got = conduct.stake(p, conduct.Incentive(reward, can_list), column(knows), column(aware),
                        column(scored), column(0.4), 0.0)
    assert got[0] == pytest.approx(at_stake)
    graded = conduct.stake(p, conduct.Incentive(reward, can_list), column(knows), column(aware),
                           column(scored), column(0.4), 0.25)
    assert graded[0] == pytest.approx(at_stake + 0.25 * aware * scored)


def test_only_a_debt_that_cannot_be_paid_is_beyond_deterrence():
    """At the very limit a debt can be paid; above it other acts are still deterred."""
    p = conduct.Parameters.defaults(cannot_pay=0.5, deterrence=2.0)

    def size(debt, hardship):
        return conduct.deterred(p, kind(debt=debt), column(0.3), column(0.4), column(1.0),
                                column(0.8), column(hardship))[0]

    assert size(1.0, 0.5) == size(0.0, 0.9) == pytest.approx(2.0 * 0.3 * 0.4)
    assert size(1.0, 0.51) == 0.0


def test_certainty_deters_only_who_knows():
    """Under "certainty" somebody who does not know what a listing brings is not deterred."""
    p = conduct.Parameters.defaults(deterrence_form="certainty")
    got = conduct.deterred(p, kind(), column(0.3, 2), column(0.4, 2),
                           np.array([0.0, 1.0], np.float32), column(0.8, 2), column(0.2, 2))
    assert got == pytest.approx([0.0, 0.5 * 0.4])


def week_of(act, n=100_000, p=None, adult=1.0, exposure=1.0, at_stake=0.0, court_share=0.4,
            false_chance=0.0, fabricated=0.0, reporting=0.0, localised=0.0, kept=1.0,
            hardship=0.286):
    """Return the `Acts` of n people alike, over evenly spread luck."""
    even = ((np.arange(n) + 0.5) / n).astype(np.float32)
    other = np.random.default_rng(3).permutation(even)
    p = p or conduct.Parameters.defaults()
    by_error = adult * conduct.chance_of_false(p, act, false_chance, reporting)
    made_up = adult * conduct.chance_of_case(p, fabricated)
    return conduct.step(
        p, act, column(adult, n), column(1.0, n), column(hardship, n), column(0.0, n),
        column(1.0, n), column(exposure, n), column(at_stake, n), column(court_share, n),
        column(by_error, n), column(made_up, n), np.float32(40.0), column(reporting, n),
        column(localised, n), column(kept, n), even, other)


def test_two_acts_leave_two_records_with_the_square_of_the_chance():
    """Each of two acts is recorded apart: none with (1 - q)^2, both with q^2."""
    got = week_of(kind(base=50.0, coverage=0.7))
    two = got.acts > 1.5
    q = 1.0 - np.exp(-0.7)
    assert two.sum() > 20_000
    assert (got.records[two] == 0.0).mean() == pytest.approx((1.0 - q) ** 2, abs=0.01)
    assert (got.records[two] == 2.0).mean() == pytest.approx(q**2, abs=0.01)
    assert not got.records[got.acts < 0.5].any() and (got.records <= got.acts).all()


def test_a_court_sees_every_judgment_and_deters_by_what_it_lists():
    """A debt leaves a record whatever the coverage; what deters is the share that courts list, for
    other acts the chance of a record; who cannot pay owes as often as without a list."""
    debt = kind(base=5.0, gravity=3.0, debt=1.0, street=0.0, coverage=0.0)
    assert (week_of(debt).records == week_of(debt).acts).all()
    free = week_of(debt).mean[0]
    assert week_of(debt, at_stake=1.0).mean[0] / free == pytest.approx(np.exp(-0.5 * 0.4), rel=1e-4)
    poor = week_of(debt, at_stake=1.0, hardship=0.6).mean[0]
    assert poor == week_of(debt, at_stake=0.0, hardship=0.6).mean[0]
    act, unlisted = week_of(kind(), at_stake=1.0), week_of(kind(), at_stake=1.0, court_share=0.0)
    assert act.mean[0] == unlisted.mean[0]
    assert act.mean[0] / week_of(kind()).mean[0] == pytest.approx(
        np.exp(-0.5 * (1.0 - np.exp(-0.3))), rel=1e-4)


def test_false_records_come_by_error_and_by_tip_off():
    """A chance of error, and tip_false for each reporting tie in the street; at most a half."""
    p = conduct.Parameters.defaults(tip_false=0.05)
    assert week_of(kind(), p=p, false_chance=0.1).false.mean() == pytest.approx(0.1, abs=1e-3)
    assert week_of(kind(), p=p, false_chance=0.1, reporting=3.0).false.mean() == pytest.approx(
        0.25, abs=1e-3)
    assert week_of(kind(street=0.0), p=p, false_chance=0.1, reporting=3.0).false.mean() == (
        pytest.approx(0.1, abs=1e-3))
    assert week_of(kind(), p=p, false_chance=0.9).false.mean() == pytest.approx(0.5, abs=1e-3)


def test_a_made_up_case_weighs_what_a_list_needs():
    """In the street uniformly up to twice case_records, one record at least; of a debt one; no more
    cases than the chance says, and an error beside them is one record."""
    got = week_of(kind(), fabricated=0.1, false_chance=0.05)
    assert (got.false > 0.0).mean() == pytest.approx(0.15, abs=1e-3)
    cases = got.false[got.false > 1.0]
    assert cases.mean() == pytest.approx(40.0, rel=0.03) and cases.max() <= 80.0
    assert (cases < 20.0).mean() == pytest.approx(0.25, abs=0.02)
    debt = week_of(kind(debt=1.0, street=0.0), fabricated=0.1)
    assert set(np.unique(debt.false)) == {0.0, 1.0}
    assert conduct.size_of_case(kind(), np.float32(40.0), np.float32(0.0)) == 1.0


def test_expected_debts_are_the_mean_of_the_judgments_that_come():
    """Rate, hardship and deterrence as for an act, before luck."""
    p, debt = conduct.Parameters.defaults(), kind(base=5.0, debt=1.0)
    args = (column(v) for v in (1.0, 0.286, 0.0, 1.0, 0.3, 0.4))
    assert conduct.expected_debts(p, debt, *args)[0] == pytest.approx(
        week_of(debt, at_stake=0.3).mean[0], rel=1e-5)


@pytest.mark.parametrize("without", [{"adult": 0.0}, {"p": conduct.Parameters.defaults(on=0.0)}])
def test_children_and_a_world_without_conduct_do_nothing(without):
    """No act, no record, no false one, no service, no tip-off."""
    got = week_of(kind(base=50.0), false_chance=0.4, fabricated=0.1, reporting=5.0, **without)
    assert not any(part.any() for part in got)
    p, adult = without.get("p", conduct.Parameters.defaults()), column(without.get("adult", 1.0))
    assert conduct.rate_of_service(p, adult, column(0.5))[0] == 0.0
    assert conduct.rate_of_reports(p, conduct.Incentive(1.0, 0.0), adult, column(0.5), column(0.5),
                                   column(0.5), column(1.0))[0] == 0.0


def test_service_grows_with_support_and_points_add_a_share_of_it():
    """service_base a year without support or against it, 1 + a times that with; rewards raise it
    for who knows of them, by reward times service_for_points."""
    p = conduct.Parameters.defaults(service_for_points=2.0)
    got = conduct.rate_of_service(p, column(1.0, 3), np.array([-0.5, 0.0, 0.5], np.float32))
    assert 52.0 * got == pytest.approx([0.5, 0.5, 0.75], rel=1e-5)
    knows = np.array([0.0, 1.0], np.float32)
    added = conduct.for_points(p, conduct.Incentive(0.3, 0.0), knows, 0.0)
    assert added == pytest.approx([0.0, 0.6])
    assert conduct.for_points(p, conduct.Incentive(0.3, 0.0), knows, 0.25) == pytest.approx(
        [0.0, 0.85])


def test_fear_reward_and_support_each_raise_tip_offs_by_their_own_term():
    """tip_base (1 + max(a, 0)) (1 + reward's term for the aware + fear's term by risk aversion)."""
    p = conduct.Parameters.defaults()

    def yearly(support, risk, dread, aware, reward=0.5):
        return 52.0 * conduct.rate_of_reports(
            p, conduct.Incentive(reward, 0.0), column(1.0), column(support), column(risk),
            column(dread), column(aware))[0]

    assert yearly(-0.5, 0.0, 0.8, 0.0) == pytest.approx(0.05, rel=1e-4)
    assert yearly(0.4, 0.0, 0.8, 0.0) == pytest.approx(0.05 * 1.4, rel=1e-4)
    assert yearly(0.0, 0.5, 0.8, 0.0) == pytest.approx(0.05 * 1.8, rel=1e-4)
    assert yearly(0.0, 0.0, 0.8, 1.0) == pytest.approx(0.05 * 2.5, rel=1e-4)


def norm_of(support, enforcing=0.0, complying=0.0, nerve=0.0, ties=10.0):
    """Return (comply, enforce) of one person under the emperor's dilemma."""
    p = conduct.Parameters.defaults(peers_form="emperor")
    got = conduct_peers.norm(p, column(support), column(nerve), column(enforcing),
                             column(complying), column(ties))
    return float(got.comply[0]), float(got.enforce[0])


def test_who_does_not_believe_yields_to_pressure_and_enforces_under_more_of_it():
    """With strength 0.01 + 0.37 nerve: pressure above it makes comply, above it and the cost of
    0.125 enforce what is not believed; below, the breach is kept."""
    assert norm_of(0.0, enforcing=2.0, complying=2.0, nerve=0.5) == (1.0, 0.0)
    assert norm_of(0.0, enforcing=4.0, complying=4.0, nerve=0.5) == (1.0, 1.0)
    assert norm_of(0.0, enforcing=1.0, complying=0.0, nerve=0.5) == (0.0, 0.0)
    assert norm_of(0.0, enforcing=1.0, complying=8.0, nerve=1.0) == (0.0, -1.0)
    assert norm_of(0.0, enforcing=3.0, nerve=1.0) == (0.0, 0.0), "strength reaches 0.38"
    assert norm_of(0.0, enforcing=4.0, nerve=1.0)[0] == 1.0


def test_what_others_see_of_the_norm():
    """Neither, complies, complies and enforces, enforces the breach."""
    cases = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, -1.0)]
    assert [float(conduct_peers.shown(conduct_peers.Norm(*(column(v) for v in case)))[0])
            for case in cases] == [0.0, 1.0, 2.0, 3.0]


def test_enforcers_tip_off_at_their_own_rate():
    """emperor_tips a year, by adults where there is conduct."""
    p = conduct.Parameters.defaults(peers_form="emperor", emperor_tips=26.0)
    luck = ((np.arange(10_000) + 0.5) / 10_000).astype(np.float32)
    assert conduct_peers.reports(p, 1.0, column(1.0, 10_000), luck).mean() == 0.5
    assert conduct_peers.reports(p, 0.0, column(1.0, 10_000), luck).mean() == 0.0
    off = conduct.Parameters.defaults(peers_form="emperor", emperor_tips=26.0, on=0.0)
    assert conduct_peers.reports(off, 1.0, column(1.0, 10_000), luck).mean() == 0.0


def test_the_chance_of_a_record_adds_what_ties_and_offices_see():
    """Equation (3): 1 - exp(-(C + own sensing + reach x ties on the street) x exposure)."""
    p = conduct.Parameters.defaults(tip_reach=0.2)
    got = conduct.chance_of_record(p, kind(coverage=0.3), column(2.0), column(1.5), column(0.1))
    assert got[0] == pytest.approx(1.0 - np.exp(-2.0 * (0.3 + 0.1 + 0.2 * 1.5)), rel=1e-5)
    indoors = conduct.chance_of_record(p, kind(coverage=0.3, street=0.0), column(2.0),
                                       column(1.5), column(0.1))
    assert indoors[0] == pytest.approx(1.0 - np.exp(-2.0 * 0.4), rel=1e-5)


def test_expected_acts_are_deterred_by_the_court_for_debts_and_by_records_else():
    """A debt that courts see is deterred by the share listed; children and a model that is
    switched off commit nothing."""
    p = conduct.Parameters.defaults(deterrence=1.0)
    known = (column(1.0), column(0.286), column(0.5), column(1.0), column(2.0))

    def acts(about, share, chance, adult=1.0, p=p):
        return conduct.expected_acts(p, about, column(adult), *known, np.float32(share),
                                     column(chance))[0]

    assert acts(kind(debt=1.0), 0.4, 0.9) == acts(kind(debt=1.0), 0.4, 0.0)
    assert acts(kind(), 0.4, 0.9) < acts(kind(), 0.4, 0.1) == acts(kind(), 0.9, 0.1)
    assert acts(kind(), 0.4, 0.0) == pytest.approx(0.8 / 52.0, rel=1e-3)
    assert acts(kind(), 0.4, 0.1, adult=0.0) == 0.0
    assert acts(kind(), 0.4, 0.1, p=conduct.Parameters.defaults(on=0.0)) == 0.0
