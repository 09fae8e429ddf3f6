"""Sensing by hand: coverage, attention, records of dissent, warnings."""

import numpy as np
import pytest

from countergaze.compute import maths
from countergaze.mechanisms import sensing

RNG = np.random.default_rng(5)


def one(value):
    """Return the value of one city in one replicate."""
    return np.full((1, 1), float(value))


@pytest.mark.parametrize(("coverage", "share"), [(0.3, 0.25), (0.15, 0.14), (1.0, 0.59)])
def test_recorded_share_over_exposure(coverage, share):
    """Over exposure x ~ gamma(4, mean 1) the recorded share is 1 - (1 + C/4)^-4."""
    x = RNG.gamma(4.0, 0.25, 400_000).astype(np.float32)
    got = maths.hit(coverage * x).mean()
    assert got == pytest.approx(1.0 - (1.0 + coverage / 4.0) ** -4, rel=0.01)
    assert got == pytest.approx(share, abs=0.01)


def test_displacement_moves_acts_out_of_sight():
    """In a smart city displacement lowers coverage of street acts, and of no others."""
    offices = sensing.Offices(*(np.full((1, 1), v) for v in (1.0, 0.0, 0.0, 0.6, 0.7)))
    got = [sensing.coverage_of_acts(sensing.Parameters.defaults(displace=d), offices,
                                    np.array([0.3, 0.3]), np.array([1.0, 1.0]),
                                    np.array([1.0, 0.0]), np.array([0.5]), np.ones((1, 1)),
                                    np.ones((1, 1)))[0, 0]
           for d in (0.0, 0.5)]
    assert got[1][0] < got[0][0] and got[1][1] == got[0][1]


def cities(value, n=1):
    """Return the value of n cities in one replicate."""
    return np.full((1, n), float(value))


def test_forms_of_attention():
    """Attention gives way to load, or nothing does, or capacity does in its place."""
    tired = cities(0.3)
    for form, paid, left in (("load", 0.3, 1.0), ("fixed", 1.0, 1.0), ("control_first", 1.0, 0.3)):
        p = sensing.Parameters.defaults(attention_form=form)
        assert sensing.attention_paid(p, tired)[0, 0] == pytest.approx(paid)
        assert sensing.capacity_left(p, tired)[0, 0] == pytest.approx(left)


@pytest.mark.parametrize(("form", "quality"), [("multiply", (0.6 * 0.85, 0.9 * 0.65)),
                                               ("bypass", (0.55, 0.55)), ("weakest", (0.6, 0.3))])
def test_what_an_office_makes_of_technology(form, quality):
    """The product of competence and integrity, a constant, or the weaker of the two."""
    p = sensing.Parameters.defaults(coupling_form=form)
    competence, integrity = np.array([[0.6, 0.9]]), np.array([[0.7, 0.3]])
    got = sensing.organisation(p, competence, integrity)
    assert got[0] == pytest.approx(quality)
    offices = sensing.Offices(np.ones((1, 2)), np.zeros((1, 2)), np.zeros((1, 2)), competence,
                              integrity)
    assert sensing.technology(p, offices, offices.smart)[0] == pytest.approx(
        np.array(quality) * 0.6 / 0.5)


def test_technology_multiplies_what_sensors_add_and_growth_what_services_do():
    """K acts on smart cities only, Y on the coverage that comes with services in the street."""
    p = sensing.Parameters.defaults(displace=0.0, channel_gain=0.1)

    def coverage(smart, technology, output):
        offices = sensing.Offices(one(smart), one(0.0), one(0.0), one(0.6), one(0.7),
                                  one(technology), one(output))
        return sensing.coverage_of_acts(p, offices, np.zeros(2), np.array([1.0, 0.0]),
                                        np.array([0.0, 1.0]), np.array([0.5]), one(1.0),
                                        one(1.0))[0, 0]

    sensed = 0.6 * 0.6 * 0.85 / 0.5
    assert coverage(1.0, 1.5, 0.8) == pytest.approx([1.5 * sensed, 0.1 * 0.5 * 0.8])
    assert coverage(0.0, 1.5, 1.0) == pytest.approx([0.0, 0.1 * 0.5])


def offices(smart=0.0, grid=0.0, competence=0.6, integrity=0.7, technology=1.0, output=1.0):
    """Return the offices of one city."""
    return sensing.Offices(one(smart), one(grid), one(0.0), one(competence), one(integrity),
                           one(technology), one(output))


def test_sensing_is_in_degrees():
    """Three tenths of it even, at a share of 0.3: 0.09 where there are no pilots, 0.79 where there
    are; the mean over residents is the share, whatever the evenness."""
    p = sensing.Parameters.defaults(smart=0.3, smart_evenness=0.3)
    assert sensing.smart(p, np.array([0.0, 1.0])) == pytest.approx([0.09, 0.79])
    assert sensing.smart(p, np.array([1.0] * 3 + [0.0] * 7)).mean() == pytest.approx(0.3)


def test_grid_workers_add_their_coverage_whatever_the_technology():
    """grid_gain where there is a grid, on top of sensors, which technology scales."""
    p = sensing.Parameters.defaults()
    assert sensing.technology(p, offices(), 0.0)[0, 0] == 0.0
    assert sensing.technology(p, offices(grid=1.0, technology=3.0), 0.0)[0, 0] == 0.15
    both = sensing.technology(p, offices(smart=1.0, grid=1.0, technology=2.0), one(1.0))[0, 0]
    assert both == pytest.approx(0.15 + 2.0 * 0.6 * 0.51 / 0.5)


def test_attention_gives_way_to_load_without_a_floor_or_a_lid():
    """One at the load of reference, half of an idle office's at attention_half, less and less
    beyond; steeper with the power; a load is felt a tenth a week."""
    p = sensing.Parameters.defaults()
    loads = np.array([[0.0, 0.3, 0.6, 1.0, 1.3, 2.0, 4.0, 8.0]])
    paid = sensing.attention(p, loads)[0]
    assert paid[2] == pytest.approx(1.0) and paid[4] == pytest.approx(paid[0] / 2.0)
    assert (np.diff(paid) < 0.0).all() and 0.0 < paid[-1] < 0.01
    steep = sensing.attention(sensing.Parameters.defaults(attention_power=8.0), loads)[0]
    assert steep[3] > paid[3] and steep[5] < paid[5]
    assert sensing.next_workload(p, one(0.6), one(1.6))[0, 0] == pytest.approx(0.7)


def test_offices_err_under_load_and_less_with_competence():
    """One at the reference; exp of each term; machines and links may add errors or catch them."""
    p = sensing.Parameters.defaults(error_load=1.5, error_skill=2.0, error_machines=0.5,
                                    error_links=-0.4)

    def err(load=0.6, skill=0.6, machines=0.0, linked=0.425):
        return float(sensing.error(p, load, skill, machines, linked))

    assert err() == 1.0
    assert err(load=1.0) == pytest.approx(np.exp(0.6))
    assert err(skill=0.8) == pytest.approx(np.exp(-0.4))
    assert err(machines=1.0) == pytest.approx(np.exp(0.5))
    assert err(linked=0.925) == pytest.approx(np.exp(-0.2))
    assert err(load=1e6) == pytest.approx(np.exp(5.0)) and err(load=-1e6) > 0.0


def test_dissent_that_never_was_is_recorded_of_who_did_not_dissent():
    """With its chance; never beside real dissent of the same week."""
    luck = ((np.arange(10_000) + 0.5) / 10_000).astype(np.float32)
    chance = np.float32(0.02)
    assert sensing.misheard(0.0, chance, luck).mean() == pytest.approx(0.02)
    assert not sensing.misheard(1.0, chance, luck).any()
    assert not sensing.misheard(0.0, np.float32(0.0), luck).any()
    assert sensing.misheard(0.0, np.float32(9.0), luck).mean() == pytest.approx(0.5)


def covers(street, attention=1.0, feedback=1.0, smart=1.0, p=None):
    """Return the coverage of one kind that sensors reach wholly, half of the city being urban."""
    return sensing.coverage_of_acts(
        p or sensing.Parameters.defaults(displace=0.0), offices(smart=smart), np.array([0.3]),
        np.array([1.0]), np.array([street]), np.array([0.5]), one(attention),
        one(feedback))[0, 0, 0]


def test_attention_is_paid_to_all_acts_and_follows_visits_in_the_street_alone():
    """att multiplies all coverage; fb that of acts in the street; services add to these alone."""
    sensed = 0.3 + 0.6 * 0.51 / 0.5
    assert covers(0.0) == pytest.approx(sensed)
    assert covers(1.0) == pytest.approx(sensed + 0.05 * 0.5)
    assert covers(0.0, attention=0.5, feedback=2.0) == pytest.approx(0.5 * sensed)
    assert covers(1.0, attention=0.5, feedback=3.0) == pytest.approx(1.5 * (sensed + 0.025))
    assert covers(1.0, p=sensing.Parameters.defaults(on=0.0)) == 0.0


def test_displaced_acts_are_seen_as_where_nothing_senses_them():
    """A share displace of street acts in a smart city gets the coverage without sensors; in a
    city without any nothing moves."""
    p = sensing.Parameters.defaults(displace=0.25)
    gone = 0.25 * 0.6 * 0.51 / 0.5
    assert covers(1.0) - covers(1.0, p=p) == pytest.approx(gone)
    assert covers(0.0) == covers(0.0, p=p) and covers(1.0, smart=0.0) == covers(1.0, smart=0.0, p=p)


def test_coverage_of_dissent_by_hand():
    """coverage_dissent at competence 0.6, in proportion to it, and a quarter of the technology;
    times attention and what follows visits."""
    p = sensing.Parameters.defaults()

    def covered(attention=1.0, feedback=1.0, **office):
        return sensing.coverage_of_dissent(p, offices(**office), one(attention),
                                           one(feedback))[0, 0]

    assert covered() == pytest.approx(0.045)
    assert covered(competence=0.9) == pytest.approx(0.045 * 1.5)
    assert covered(smart=1.0) == pytest.approx(0.045 + 0.25 * 0.6 * 0.51 / 0.5)
    assert covered(0.5, 3.0) == pytest.approx(0.045 * 1.5)
    off = sensing.Parameters.defaults(on=0.0)
    assert sensing.coverage_of_dissent(off, offices(), one(1.0), one(1.0))[0, 0] == 0.0


def test_records_of_a_city_are_a_running_mean_of_ten_weeks():
    """A tenth of the way to the week's records a head."""
    assert sensing.running_records(0.2, 0.7) == pytest.approx(0.25)


def test_a_record_of_dissent_needs_dissent_and_luck_below_its_chance():
    """hit(C x); who has opted out keeps 0.3 of exposure; luck at the chance leaves no record."""
    chance = sensing.chance_of_dissent_record(np.float32(0.2), np.float32(1.5))
    assert chance == pytest.approx(1.0 - np.exp(-0.3), rel=1e-5)
    assert sensing.kept_exposure(1.0) == pytest.approx(0.3) and sensing.kept_exposure(0.0) == 1.0
    half = np.float32(0.5)
    assert sensing.recorded(1.0, half, np.float32(0.49)) == 1.0
    assert sensing.recorded(1.0, half, half) == sensing.recorded(0.0, half, np.float32(0.1)) == 0.0


def test_only_recorded_dissent_is_warned_and_less_of_it_by_tired_offices():
    """A warning has the chance of a record times warn_share times attention, one luck for both:
    nobody is warned whose dissent left no record."""
    p = sensing.Parameters.defaults(warn_share=0.4)
    luck = ((np.arange(10_000) + 0.5) / 10_000).astype(np.float32)
    for attention in (1.0, 0.5):
        warned = sensing.warned(p, 1.0, np.float32(0.5), np.float32(attention), luck)
        assert warned.mean() == pytest.approx(0.5 * 0.4 * attention, abs=2e-4)
        assert (warned <= sensing.recorded(1.0, np.float32(0.5), luck)).all()
    assert sensing.warned(p, 0.0, np.float32(1.0), np.float32(1.0), luck).sum() == 0.0
    edge = np.float32(0.5)
    assert sensing.warned(sensing.Parameters.defaults(warn_share=1.0), 1.0, edge, 1.0, edge) == 0.0


def test_who_does_without_services():
    """opt_out (1 - opt_out_support a + opt_out_service (q_ref - q)), held in 0 to 1."""
    p = sensing.Parameters.defaults(opt_out=0.2, opt_out_support=1.0, opt_out_service=2.0)
    assert sensing.chance_to_opt_out(p, 0.0, 0.0) == pytest.approx(0.2)
    assert sensing.chance_to_opt_out(p, 0.5, 0.1) == pytest.approx(0.2 * 0.7)
    assert sensing.chance_to_opt_out(p, -1.0, 0.0) == pytest.approx(0.4)
    assert sensing.chance_to_opt_out(p, 1.0, -0.2) == 0.0
    assert sensing.chance_to_opt_out(sensing.Parameters.defaults(), -1.0, 0.5) == 0.0
