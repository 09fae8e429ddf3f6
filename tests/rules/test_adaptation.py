"""Adaptation by hand: what fear, support and hardship aim at, and what moves them at once."""

import numpy as np
import pytest

from countergaze.mechanisms import adaptation

def nothing_seen():
    """Return the sight of someone with twelve quiet ties."""
    return adaptation.Seen(*(column(v) for v in (0, 0, 0, 0, 0, 0, 12, 0)))


def one(value):
    """Return one float32 number in an array."""
    return np.full(1, value, np.float32)


def column(value, n=1):
    """Return n equal float32 numbers."""
    return np.full(n, value, np.float32)


def befell(**what):
    """Return what befell a person this week: nothing but what is named."""
    return adaptation.Hit(*(column(what.get(name, 0.0)) for name in adaptation.Hit._fields))


def saw(**what):
    """Return the sight of someone with twelve ties: nothing but what is named."""
    return adaptation.Seen(*(column({"ties": 12.0, **what}.get(name, 0.0))
                             for name in adaptation.Seen._fields))


def public(**what):
    """Return what a city offers: what people expect, but for what is named."""
    return adaptation.Public(*(column(what.get(name, 0.0)) for name in adaptation.Public._fields))


def test_one_wrong_listing_costs_support_and_it_comes_back():
    """It takes .18 off a = .2, and half of that has returned after 69 weeks."""
    p = adaptation.Parameters.defaults()
    hit = adaptation.Hit(*(column(v) for v in (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)))
    quiet = adaptation.Hit(*(column(0.0) for _ in range(7)))
    a = adaptation.next_support(p, column(0.2), column(0.2), public(), saw(), hit)
    assert 0.2 - a[0] == pytest.approx(0.18, abs=1e-3)
    for _ in range(69):
        a = adaptation.next_support(p, a, column(0.2), public(), saw(), quiet)
    assert 0.2 - a[0] == pytest.approx(0.09, abs=2e-3)


def test_stationary_hardship_and_fear():
    """Both settle at their targets: h0 + hard_list B, and f0 + the watch term."""
    p = adaptation.Parameters.defaults()
    hit = adaptation.Hit(*(column(v) for v in (0.0, 0.0, 0.0, 0.4, 0.0, 0.0, 0.0)))
    h, f = column(0.3), column(1.0)
    for _ in range(400):
        h = adaptation.next_hardship(p, h, column(0.3), 0.3, 0.1, 0.0, public(), saw(),
                                     hit)
        f = adaptation.next_fear(p, f, np.float32(0.25), 0.1, public(), saw(), hit)
    assert h[0] == pytest.approx(0.3 + 0.15 * 0.4, abs=1e-4)
    assert f[0] == pytest.approx(0.30 + 0.3 * 0.20, abs=1e-4)


def test_visits_frighten_and_unjust_ones_cost_support():
    """A visit adds fear_visit; an unjust one takes loss_visit of 1 + a."""
    p, calm = adaptation.Parameters.defaults(), adaptation.Public(0.0, 0.0, 0.0, 0.0, 0.0)
    fear = [adaptation.next_fear(p, column(0.3), np.float32(0.05), 0.1, calm, saw(),
                                 befell(visited=v))[0] for v in (0.0, 1.0)]
    assert fear[1] - fear[0] == pytest.approx(0.3, abs=1e-6)
    support = [adaptation.next_support(p, column(0.2), column(0.2), calm, saw(),
                                       befell(unjustly=v))[0] for v in (0.0, 1.0)]
    assert support[0] - support[1] == pytest.approx(0.05 * 1.2, abs=1e-6)


def test_service_propaganda_and_reward_move_support_and_hardship():
    """Stationary a - a0 is .04 at q - q_d = .1, about .04 (1 - a) / 0.9 at full propaganda; reward
    raises support, and bad service hardship by hard_service (q_ref - q)."""
    p, nothing = adaptation.Parameters.defaults(), adaptation.Public(0.0, 0.0, 0.0, 0.0, 0.0)

    def settled(public, **what):
        support = column(0.2)
        for _ in range(3000):
            support = adaptation.next_support(p, support, column(0.2), public, saw(),
                                              befell(**what))
        return support[0] - 0.2

    assert settled(adaptation.Public(0.1, 0.0, 0.0, 0.0, 0.0)) == pytest.approx(0.04, abs=1e-3)
    loud = settled(adaptation.Public(0.0, 0.0, 0.5, 0.0, 0.0))
    assert loud == pytest.approx(0.002 * 0.5 * (0.8 - loud) / 2.0 / 0.01, abs=1e-3)
    assert settled(nothing, rewarded=0.3) > 0.05
    poor = adaptation.Public(0.0, 0.1, 0.0, 0.0, 0.0)
    hardship = column(0.3)
    for _ in range(400):
        hardship = adaptation.next_hardship(p, hardship, column(0.3), 0.3, 0.1, 0.0, poor,
                                            saw(), befell())
    assert hardship[0] == pytest.approx(0.3 + 0.2 * 0.1, abs=1e-4)


def settled_fear(form: str, sight, warned: float = 0.0) -> float:
    """Return the fear of someone who keeps seeing the same, where a fifth of dissent is seen."""
    p = adaptation.Parameters.defaults(fear_form=form)
    befell = adaptation.Hit(*(column(v) for v in (warned, 0, 0, 0, 0, 0, 0)))
    fear = column(0.7)
    for _ in range(300):
        fear = adaptation.next_fear(p, fear, np.float32(0.25), np.float32(0.6), public(), sight,
                                    befell)
    return float(fear[0])


@pytest.mark.parametrize(("form", "quiet", "warned_tie", "listed_ties"), [
    ("coverage", 0.30 + 0.06, 0.30 + 0.06 + 0.4, 0.30 + 0.06 + 0.3 * 0.6 * 0.5),
    ("news", 0.30, 0.70, 0.30 + 0.3 * 0.6 * 0.5), ("own", 0.30, 0.30, 0.30),
    ("seen", 0.30, 2.0 * 2.0 / (1.0 / 0.15 + 1.0), 0.30)])
def test_where_fear_comes_from(form, quiet, warned_tie, listed_ties):
    """What fear settles at with quiet ties, one tie that dissents and is warned, and six listed."""
    assert settled_fear(form, saw()) == pytest.approx(quiet, abs=1e-4)
    warned = settled_fear(form, saw(dissenting=1.0, warned=1.0))
    assert warned == pytest.approx(warned_tie, abs=1e-4)
    assert settled_fear(form, saw(listed=6.0)) == pytest.approx(listed_ties, abs=1e-4)


def test_unpunished_dissent_calms_only_who_judges_by_what_is_seen():
    """Under "seen" fear falls with each dissenter who is not warned; elsewhere it does not."""
    assert settled_fear("seen", saw(dissenting=4.0)) < settled_fear("seen", saw())
    for form in ("coverage", "news", "own"):
        assert settled_fear(form, saw(dissenting=4.0)) == settled_fear(form, saw())
    for form in ("coverage", "news", "own", "seen"):
        assert settled_fear(form, saw(), warned=0.02) > settled_fear(form, saw())


@pytest.mark.parametrize(("form", "just", "wrong"), [
    ("injustice", 0.03, 0.15), ("any_sanction", 0.15, 0.15), ("deference", -0.03, 0.15),
    ("none", 0.0, 0.0)])
def test_what_a_listing_costs_in_support(form, just, wrong):
    """Part of 1 + a that a just and a wrong listing take; deference gives for a just one."""
    p = adaptation.Parameters.defaults(support_form=form)
    lost = [1.0 - (1.0 + adaptation.next_support(
        p, column(0.2), column(0.2), public(), saw(),
        adaptation.Hit(*(column(v) for v in (0, wronged, 1 - wronged, 0, 0, 0, 0))))[0]) / 1.2
        for wronged in (0, 1)]
    assert lost == pytest.approx([just, wrong], abs=1e-5)


def test_output_below_the_reference_is_hardship():
    """h rests at h0 + hard_economy (1 - Y)."""
    p, poor = adaptation.Parameters.defaults(), adaptation.Public(0.0, 0.0, 0.0, 0.0, 0.2)
    sight = adaptation.Seen(*(np.float32(v) for v in (0, 0, 0, 0, 0, 0, 12, 0)))
    befell = adaptation.Hit(*(np.zeros(1, np.float32) for _ in adaptation.Hit._fields))
    hardship = np.full(1, 0.3, np.float32)
    for _ in range(400):
        hardship = adaptation.next_hardship(p, hardship, np.float32(0.3), 0.3, 0.1, 0.0, poor,
                                            sight, befell)
    assert hardship[0] == pytest.approx(0.3 + 0.3 * 0.2, abs=1e-4)


def fear_after(fear=0.3, watched=0.05, breadth=0.0, city=None, sight=None, event=None, **numbers):
    """Return fear next week; nothing happens but what is named."""
    return adaptation.next_fear(adaptation.Parameters.defaults(**numbers), column(fear),
                                np.float32(watched), column(breadth), city or public(),
                                sight or saw(), event or befell())[0]


def test_fear_goes_a_twentieth_of_the_way_to_what_is_seen():
    """To f0 where 5 % of dissent is seen; a warning or a visit adds its own at once."""
    assert fear_after() == pytest.approx(0.3)
    assert fear_after(fear=1.3) == pytest.approx(1.3 - 0.05)
    assert fear_after(watched=0.45) == pytest.approx(0.3 + 0.05 * 0.3 * 0.4)
    assert fear_after(event=befell(warned=1.0)) == pytest.approx(0.7)
    assert fear_after(event=befell(visited=1.0)) == pytest.approx(0.6)
    assert fear_after(city=public(show=0.1)) == pytest.approx(0.3 + 0.05 * 0.1)


def test_fear_keeps_its_bounds_and_rests_where_nobody_adapts():
    """Never above 2 or below 0; without adaptation it stays, whatever happens."""
    assert fear_after(fear=1.9, event=befell(warned=1.0)) == 2.0
    assert fear_after(fear=0.0, city=public(show=-5.0)) == 0.0
    assert fear_after(fear=0.9, event=befell(warned=1.0), on=0.0) == np.float32(0.9)


def test_one_warned_tie_frightens_as_much_as_three():
    """fear_warned counts once; listed ties count by their share and by what a listing brings."""
    one_tie, three = (fear_after(sight=saw(warned=v)) for v in (1.0, 3.0))
    assert one_tie == three == pytest.approx(0.3 + 0.05 * 0.4)
    p = adaptation.Parameters.defaults()
    assert adaptation.rumour(p, 0.5, 3.0, 12.0) == pytest.approx(0.3 * 0.5 * 0.25)
    assert adaptation.rumour(p, 0.0, 3.0, 12.0) == 0.0
    assert fear_after(breadth=0.5, sight=saw(listed=3.0)) == pytest.approx(0.3 + 0.05 * 0.0375)


@pytest.mark.parametrize(("form", "heeds"), [("coverage", 1.0), ("news", 1.0), ("seen", 0.0),
                                             ("own", 0.0)])
def test_whose_fear_heeds_the_rumour_of_a_listing(form, heeds):
    """Under the forms in which news frightens; elsewhere a listed tie does nothing to take away."""
    p = adaptation.Parameters.defaults(fear_form=form)
    assert adaptation.rumour_felt(p, 0.5, 3.0, 12.0) == pytest.approx(heeds * 0.0375)


def test_fear_abroad_follows_its_aim_at_the_same_speed_and_bounds():
    """A twentieth of the way a week, in 0 to 2, and not at all where nobody adapts."""
    p = adaptation.Parameters.defaults()
    assert adaptation.fear_moved(p, column(0.5), column(0.9))[0] == pytest.approx(0.52)
    assert adaptation.fear_moved(p, column(1.99), column(9.0))[0] == 2.0
    off = adaptation.Parameters.defaults(on=0.0)
    assert adaptation.fear_moved(off, column(0.5), column(0.9))[0] == 0.5


def support_after(support=0.2, own=0.2, city=None, sight=None, event=None, **numbers):
    """Return support next week; nothing happens but what is named."""
    return adaptation.next_support(adaptation.Parameters.defaults(**numbers), column(support),
                                   column(own), city or public(), sight or saw(),
                                   event or befell())[0]


def test_support_drifts_to_its_own_level_and_with_what_the_city_offers():
    """A hundredth of the way home; service counts by its rate; propaganda persuades by what is left
    to gain, (1 - a)/2."""
    assert support_after(0.6) == pytest.approx(0.6 - 0.01 * 0.4)
    assert support_after(city=public(service_gap=0.5)) == pytest.approx(0.2 + 0.004 * 0.5)
    assert support_after(city=public(persuasion=0.5)) == pytest.approx(0.2 + 0.002 * 0.5 * 0.4)
    assert support_after(1.0, 1.0, city=public(persuasion=0.5)) == 1.0


def test_ties_pull_support_where_they_are_heard():
    """By support_peers times the surplus of affirming ties over dissenting ones, of all ties; less
    the surer a person is, on either side; at the default not at all."""
    heard = saw(affirming=4.0, dissenting=1.0)
    for a in (0.2, -0.2):
        assert support_after(a, a, sight=heard, support_peers=0.01) == pytest.approx(
            a + 0.01 * 0.25 * 0.8)
    down = saw(affirming=1.0, dissenting=4.0)
    assert support_after(sight=down, support_peers=0.01) == pytest.approx(0.2 - 0.01 * 0.25 * 0.8)
    assert support_after(sight=heard) == pytest.approx(0.2)


@pytest.mark.parametrize(("event", "seen_of_ties", "loss"), [
    ({"warned": 1.0}, {}, 0.1), ({"wronged": 1.0}, {}, 0.15), ({"newly_just": 1.0}, {}, 0.03),
    ({"unjustly": 1.0}, {}, 0.05), ({"visited": 1.0}, {}, 0.0), ({}, {"newly_listed": 1.0}, 0.01),
    ({}, {"newly_listed": 4.0}, 0.01), ({}, {"listed": 4.0}, 0.0),
    ({"warned": 1.0, "wronged": 1.0}, {"newly_listed": 1.0}, 0.26)])
def test_what_costs_support(event, seen_of_ties, loss):
    """Parts of 1 + a, added up; a just visit and ties long on a list cost nothing."""
    got = support_after(event=befell(**event), sight=saw(**seen_of_ties))
    assert got == pytest.approx(1.2 * (1.0 - loss) - 1.0, abs=1e-6)


def test_losses_of_support_leave_a_tenth_at_least():
    """All losses of a week together take at most 0.9 of 1 + a; support stays in -1 to 1; without
    adaptation it stays where it is."""
    heavy = {"loss_warned": 0.9, "loss_wrong": 0.9}
    both = befell(warned=1.0, wronged=1.0)
    assert support_after(event=both, **heavy) == pytest.approx(0.1 * 1.2 - 1.0, abs=1e-6)
    assert support_after(1.0, 1.0, city=public(service_gap=1.0), support_service=1.0) == 1.0
    assert support_after(event=both, on=0.0) == np.float32(0.2)


def test_reward_raises_support_by_a_part_of_what_is_left_to_gain():
    """1 - a shrinks by gain_reward times reward; at full support there is nothing left."""
    assert support_after(event=befell(rewarded=0.5)) == pytest.approx(
        1.0 - 0.8 * (1.0 - 0.004 * 0.5), abs=1e-6)
    assert support_after(1.0, 1.0, event=befell(rewarded=1.0)) == 1.0


def hardship_aim(own=0.3, assoc=0.3, city_breadth=0.0, price=0.0, city=None, sight=None, event=None,
                 **numbers):
    """Return what hardship aims at: it is reached in a week."""
    p = adaptation.Parameters.defaults(hard_return=1.0, **numbers)
    return adaptation.next_hardship(p, column(0.8), column(own), column(assoc),
                                    column(city_breadth), column(price), city or public(),
                                    sight or saw(), event or befell())[0]


def test_what_hardship_aims_at():
    """One's own level, and each cause by its number: sanctions on oneself, the price of opting out,
    bad service, lost output; good standing takes some away."""
    assert hardship_aim() == pytest.approx(0.3)
    assert hardship_aim(event=befell(breadth=0.5)) == pytest.approx(0.3 + 0.15 * 0.5)
    assert hardship_aim(price=0.02) == pytest.approx(0.32)
    assert hardship_aim(city=public(quality_lost=0.2)) == pytest.approx(0.3 + 0.2 * 0.2)
    assert hardship_aim(city=public(output_lost=0.2)) == pytest.approx(0.3 + 0.3 * 0.2)
    assert hardship_aim(event=befell(rewarded=1.0)) == pytest.approx(0.3 - 0.03)


def test_the_household_shares_hardship_by_association_and_by_what_a_listing_brings():
    """hard_assoc assoc B_c for who lives with somebody listed: none without association, none where
    a listing brings nothing, none without anybody listed at home."""
    home = saw(home_listed=1.0)
    assert hardship_aim(assoc=0.5, city_breadth=0.4, sight=home) == pytest.approx(
        0.3 + 0.1 * 0.5 * 0.4)
    assert hardship_aim(assoc=0.0, city_breadth=0.4, sight=home) == pytest.approx(0.3)
    assert hardship_aim(assoc=0.5, city_breadth=0.0, sight=home) == pytest.approx(0.3)
    assert hardship_aim(assoc=0.5, city_breadth=0.4) == pytest.approx(0.3)


def test_hardship_keeps_its_bounds_and_its_speed():
    """The aim is held in 0 to 1, after reward too; a twentieth of the way a week; still where
    nobody adapts."""
    assert hardship_aim(own=0.95, event=befell(breadth=1.0)) == 1.0
    assert hardship_aim(own=0.01, event=befell(rewarded=1.0)) == 0.0
    for on, after in ((1.0, 0.8 - 0.05 * 0.5), (0.0, 0.8)):
        p = adaptation.Parameters.defaults(on=on)
        got = adaptation.next_hardship(p, column(0.8), column(0.3), 0.3, 0.0, 0.0, public(), saw(),
                                       befell())
        assert got[0] == pytest.approx(after)


def test_what_a_listing_did_is_the_solution_of_the_weekly_rules():
    """M23 takes away the hardship and the support that the listing brought: as the weekly rules
    leave them after some weeks, to first order in the speed of return."""
    weeks, p = 40, adaptation.Parameters.defaults()
    hardship, support = column(0.3), column(0.2)
    for week in range(weeks):
        event = befell(breadth=0.4, wronged=float(week == 0))
        hardship = adaptation.next_hardship(p, hardship, column(0.3), 0.3, 0.0, 0.0, public(),
                                            saw(), befell(breadth=0.4))
        support = adaptation.next_support(p, support, column(0.2), public(), saw(), event)
    added = adaptation.hardship_of_listing(p, 0.4, np.float32(weeks))
    assert added == pytest.approx(hardship[0] - 0.3, rel=0.03)
    lost = adaptation.support_lost(p, np.float32(0.2), True, np.float32(weeks))
    assert lost == pytest.approx(0.2 - support[0], rel=0.03)


@pytest.mark.parametrize(("form", "just", "wrong"), [
    ("injustice", 0.03, 0.15), ("any_sanction", 0.15, 0.15), ("deference", -0.03, 0.15),
    ("none", 0.03, 0.0)])
def test_support_lost_by_form(form, just, wrong):
    """What a listing of this week costs, of 1 + a; a just one costs nothing under "none" too."""
    p = adaptation.Parameters.defaults(support_form=form)
    assert adaptation.loss_when_just(p) == pytest.approx(just)
    now = np.float32(0.0)
    assert adaptation.support_lost(p, np.float32(0.2), True, now) == pytest.approx(1.2 * wrong)
    assert adaptation.support_lost(p, np.float32(0.2), False, now) == pytest.approx(
        1.2 * just * (form != "none"))
