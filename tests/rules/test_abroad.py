"""People abroad by hand: protection, files, fear, technology that hosts take over."""

import numpy as np
import pytest

from countergaze.mechanisms import abroad, expression


def column(value, n=1):
    """Return n equal float32 numbers."""
    return np.full(n, value, np.float32)


@pytest.mark.parametrize(("protect", "share"), [(0.3, 0.16), (0.8, 0.09)])
def test_the_share_on_file_is_the_stationary_one(protect, share):
    """a / (a + purge): 16 % at protection .3 and 9 % at .8, with half having kin, Heff .425."""
    p = abroad.Parameters.defaults()
    a = abroad.chance_of_file(abroad.rate_from_sources(p, 1.0, protect),
                              abroad.rate_from_kin(p, protect), p.kin, 0.425, 0.0)
    assert abroad.stationary_share(p, a) == pytest.approx(share, abs=0.006)


def test_files_settle_at_their_stationary_share():
    """Started from nobody, twenty thousand files come and go to a / (a + purge)."""
    p = abroad.Parameters.defaults(purge=0.05)
    rng, file = np.random.default_rng(1), column(0.0, 20_000)
    for _ in range(200):
        file = abroad.next_file(p, file, np.float32(0.02), rng.random(len(file), np.float32))
    assert file.mean() == pytest.approx(0.02 / 0.07, abs=0.01)


def test_fear_aims_at_what_reaches_a_person():
    """By hand: on file, with kin, no wish to return: .05 + .5 x .4 + .3 x .7 = .46; without a
    file the rumour makes .3 of it; a host that protects wholly leaves the kin's part."""
    p = abroad.Parameters.defaults()
    of_host = abroad.fear_of_host(p, 0.3)
    aim = abroad.fear_aimed_at(p, column(1.0), column(1.0), 0.4, column(0.0), of_host)
    rumoured = abroad.fear_aimed_at(p, column(0.0), column(1.0), 0.4, column(0.0), of_host)
    kept = abroad.fear_aimed_at(p, column(1.0), column(1.0), 0.4, column(0.0),
                                abroad.fear_of_host(p, 1.0))
    assert aim[0] == pytest.approx(0.46)
    assert rumoured[0] == pytest.approx(0.05 + 0.3 * 0.41)
    assert kept[0] == pytest.approx(0.25)


@pytest.mark.parametrize(("form", "aim"), [("both", 0.76), ("kin", 0.25), ("host", 0.26),
                                           ("none", 0.05)])
def test_each_form_of_leverage_reaches_by_its_own_way(form, aim):
    """Kin .5 x .4, return .3, host .3 x .7, over ordinary fear of .05, for one on file."""
    p = abroad.Parameters.defaults(lever_form=form)
    got = abroad.fear_aimed_at(p, column(1.0), column(1.0), 0.4, column(1.0),
                               abroad.fear_of_host(p, 0.3))
    assert got[0] == pytest.approx(aim)


def test_numbers_protect_abroad_too():
    """What levers take from dissent is half with three dissenting ties of what it is alone."""
    p, calm = abroad.Parameters.defaults(), column(0.05, 200_000)
    pe = expression.Parameters.defaults()
    rng = np.random.default_rng(3)
    risk = rng.random(len(calm), np.float32)
    felt = np.clip(rng.normal(0.22, 0.1, len(calm)), 0, 1).astype(np.float32)
    file = (rng.random(len(calm)) < 0.16).astype(np.float32)
    pressed = abroad.fear_aimed_at(p, file, (rng.random(len(calm)) < 0.5).astype(np.float32), 0.4,
                                   (rng.random(len(calm)) < 0.3).astype(np.float32),
                                   abroad.fear_of_host(p, 0.3))
    climate = expression.Climate(*column(0.0, 5))

    def cut(seen):
        said = [expression.chance_to_speak(pe, felt - risk * pe.stake_at_liberty
                                           * expression.chance_of_sanction(pe, climate, fear, seen))
                .mean() for fear in (calm, pressed)]
        return 1.0 - said[1] / said[0]

    assert cut(np.float32(0.0)) > 1.5 * cut(np.float32(3.0)) > 0.0


def test_hosts_take_over_technology_and_protect_less():
    """1 - (1 - rate)^weeks is taken over; protection is the host's or the least, minus its cost."""
    p = abroad.Parameters.defaults(export_rate=0.01, least_protection=0.5)
    adopted = np.zeros((1, 2))
    for _ in range(50):
        adopted = abroad.next_adopted(p, adopted, np.ones((1, 1)))
    assert adopted == pytest.approx(1.0 - 0.99**50)
    left = abroad.protection(p, np.array([0.3, 0.7]), adopted)
    assert left[0] == pytest.approx(np.array([0.5, 0.7]) - 0.3 * adopted[0])
    bare = abroad.protection(p, np.array([0.1, 0.1]), np.full((1, 2), 3.0))
    assert (bare == 0.0).all(), "protection is never below nothing"


def test_files_come_from_overseas_where_customs_are_linked_and_the_host_lets_them():
    """source_rate times what customs link times what the host does not protect from."""
    p = abroad.Parameters.defaults(source_rate=0.01)
    assert abroad.rate_from_sources(p, 0.5, 0.3) == pytest.approx(0.01 * 0.5 * 0.7)
    assert abroad.rate_from_sources(p, 0.0, 0.3) == abroad.rate_from_sources(p, 1.0, 1.0) == 0.0


def test_a_host_keeps_kin_from_reporting_by_half():
    """Half of its protection counts: full protection halves what kin bring."""
    p = abroad.Parameters.defaults(kin_report=0.01)
    assert abroad.rate_from_kin(p, 0.0) == pytest.approx(0.01)
    assert abroad.rate_from_kin(p, 1.0) == pytest.approx(0.005)


def test_kin_bring_files_only_through_links_and_more_under_duty():
    """Sources always; kin where there are any, through links, twice as much under a full duty."""
    assert abroad.chance_of_file(0.01, 0.02, 0.0, 0.5, 1.0) == 0.01
    assert abroad.chance_of_file(0.01, 0.02, 1.0, 0.0, 1.0) == 0.01
    assert abroad.chance_of_file(0.01, 0.02, 1.0, 0.5, 0.0) == pytest.approx(0.02)
    assert abroad.chance_of_file(0.01, 0.02, 1.0, 0.5, 1.0) == pytest.approx(0.03)


def test_a_share_of_the_luck_codes_has_kin_and_another_wishes_to_return():
    """Of 256 codes the first share * 256."""
    codes = np.arange(256)
    p = abroad.Parameters.defaults(kin=0.25, return_wish=0.75)
    assert abroad.has_kin(p, codes).sum() == 64.0 and abroad.has_kin(p, 64) == 0.0
    assert abroad.wishes_to_return(p, codes).sum() == 192.0
    assert abroad.wishes_to_return(p, 191) == 1.0 and abroad.wishes_to_return(p, 192) == 0.0


def test_a_file_stays_until_it_is_dropped():
    """Who has one loses it with luck below purge, who has none gets one below the chance; off,
    nobody has any."""
    p = abroad.Parameters.defaults(purge=0.1)

    def after(file, luck, p=p):
        return float(abroad.next_file(p, column(file), np.float32(0.3), column(luck))[0])

    assert after(1.0, 0.09) == 0.0 and after(1.0, 0.1) == 1.0 and after(1.0, 0.2) == 1.0
    assert after(0.0, 0.29) == 1.0 and after(0.0, 0.3) == 0.0
    off = abroad.Parameters.defaults(on=0.0)
    assert after(1.0, 0.9, off) == after(0.0, 0.0, off) == 0.0


def test_switched_off_nothing_reaches_anybody_abroad():
    """No file from anywhere, no technology taken over, ordinary fear."""
    off = abroad.Parameters.defaults(on=0.0)
    assert abroad.rate_from_sources(off, 1.0, 0.0) == abroad.rate_from_kin(off, 0.0) == 0.0
    assert abroad.next_adopted(off, 0.2, 1.0) == 0.2 and abroad.fear_of_host(off, 0.0) == 0.0
    aim = abroad.fear_aimed_at(off, column(1.0), column(1.0), 1.0, column(1.0), 1.0)
    assert aim[0] == pytest.approx(0.05)


def test_technology_spreads_faster_the_more_there_is_of_it():
    """By export_rate K of what is not yet taken over, at most all of it in a week."""
    p = abroad.Parameters.defaults(export_rate=0.1)
    assert abroad.next_adopted(p, 0.2, 2.0) == pytest.approx(0.2 + 0.2 * 0.8)
    assert abroad.next_adopted(p, 0.2, 99.0) == 1.0


@pytest.mark.parametrize(("form", "reaches"), [("both", 1.0), ("kin", 0.0), ("host", 1.0),
                                               ("none", 0.0)])
def test_where_the_host_frightens(form, reaches):
    """By what it does not protect from, under the forms in which the host has a part."""
    p = abroad.Parameters.defaults(lever_form=form)
    assert abroad.fear_of_host(p, 0.2) == pytest.approx(reaches * 0.3 * 0.8)


def test_nobody_is_on_file_for_good_where_nothing_brings_or_drops_a_file():
    """The long-run share is 0 without a chance of one, and all without a purge."""
    p = abroad.Parameters.defaults(purge=0.0)
    assert abroad.stationary_share(p, 0.0) == 0.0
    assert abroad.stationary_share(p, 0.01) == 1.0
