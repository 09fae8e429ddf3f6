"""The economy by hand: output, procurement, technology under export control."""

import numpy as np
import pytest

from countergaze.mechanisms import economy


def one(value: float) -> np.ndarray:
    """Return the value of one city in one replicate."""
    return np.full((1, 1), value)


def technology_over(p, weeks: int, procurement: float = 1.0) -> np.ndarray:
    """Return K of each of `weeks` weeks with procurement as it is."""
    held, level, out = one(0.0), one(1.0), []
    for _ in range(weeks):
        level = economy.next_technology(p, level, one(procurement), held)
        held = economy.next_weeks(p, held)
        out.append(level[0, 0])
    return np.array(out)


def settled_output(p, listed: float, control: float, technology: float = 1.0) -> float:
    """Return Y after so long that it moves no more."""
    output = one(1.0)
    for _ in range(2000):
        output = economy.next_output(p, output, listed, control, technology)
    return float(output[0, 0])


def test_a_city_answers_to_its_own_unrest_and_to_the_country_s():
    """Four parts in five to its own at the default: 0.8 x 0.004 + 0.2 x 0.001."""
    p = economy.Parameters.defaults()
    assert economy.unrest_answered(p, 0.004, 0.001) == pytest.approx(0.0034)
    p = economy.Parameters.defaults(local_buying=0.0)
    assert economy.unrest_answered(p, 0.004, 0.001) == pytest.approx(0.001)


def test_export_control_has_a_trough_until_substitutes_are_found():
    """At 0.5 K falls to 0.84 at week 175, and is 1 again in the end."""
    got = technology_over(economy.Parameters.defaults(export_control=0.5), 4000)
    assert got.argmin() == pytest.approx(175, abs=2)
    assert got.min() == pytest.approx(0.84, abs=0.003)
    assert got[-1] == pytest.approx(1.0, abs=1e-6)


def test_export_control_of_everything_with_no_substitute_leaves_what_decays():
    """K = (1 - tech_return)^t where nothing can be bought and nothing replaces it."""
    p = economy.Parameters.defaults(export_control=1.0, substitute=1e12)
    assert technology_over(p, 100)[-1] == pytest.approx(0.995**100, rel=1e-6)


def test_technology_comes_to_what_is_aimed_at_and_bought():
    """K rests at tech_level proc, half of the way after ln 2 / 0.005 weeks."""
    p = economy.Parameters.defaults(tech_level=2.0)
    got = technology_over(p, 4000, procurement=1.2)
    assert got[-1] == pytest.approx(2.4, abs=1e-6)
    assert got[138] == pytest.approx(1.0 + 1.4 / 2.0, abs=0.005)


def test_weeks_of_export_control_count_from_its_start():
    """0 in its first week, one more each week, and 0 again when it is lifted."""
    held, control = one(0.0), economy.Parameters.defaults(export_control=0.3)
    seen = []
    for p in [economy.Parameters.defaults()] * 2 + [control] * 3 + [economy.Parameters.defaults()]:
        seen.append(held[0, 0])
        held = economy.next_weeks(p, held)
    assert seen == [0.0, 0.0, 0.0, 1.0, 2.0, 3.0] and held[0, 0] == 0.0


def test_output_rests_where_lists_and_control_leave_it():
    """Y = 1 - list_drag listed - control_drag (u - u0), and never below nothing."""
    p = economy.Parameters.defaults(list_drag=0.4, control_drag=0.2)
    assert settled_output(p, 0.05, 0.1) == pytest.approx(1.0 - 0.4 * 0.05 - 0.2 * 0.1)
    assert settled_output(p, 0.0, -0.1) == pytest.approx(1.02)
    heavy = economy.Parameters.defaults(list_drag=1.0, control_drag=1.0)
    assert settled_output(heavy, 1.0, 0.2) == pytest.approx(0.0, abs=1e-9)
    first = economy.next_output(p, one(1.0), 0.05, 0.1, 1.0)[0, 0]
    assert first == pytest.approx(1.0 - 0.02 * (0.4 * 0.05 + 0.2 * 0.1))


def test_technology_may_raise_output():
    """By tech_gain (K - 1); what export control leaves open is no part of it."""
    p = economy.Parameters.defaults(tech_gain=0.04, export_control=0.4)
    assert settled_output(p, 0.0, 0.0, 1.5) == pytest.approx(1.0 + 0.04 * 0.5)


@pytest.mark.parametrize(("form", "at_rest", "doubled", "crisis", "paid"), [
    ("unrest", 1.0, 1.2, 1.8, 1.0), ("budget", 1.0, 1.0, 1.0, 1.4), ("none", 1.0, 1.0, 1.0, 1.0)])
def test_what_technology_is_bought_for(form, at_rest, doubled, crisis, paid):
    """Unrest at its reference, twice and 20 times that (held at 5), and 1.4 of the budget."""
    p = economy.Parameters.defaults(procurement_form=form)
    cases = ((0.001, 1.0), (0.002, 1.0), (0.02, 1.0), (0.001, 1.4))
    got = [economy.procurement_target(p, one(unrest), one(budget))[0, 0]
           for unrest, budget in cases]
    assert got == pytest.approx([at_rest, doubled, crisis, paid])
    assert economy.next_procurement(p, one(1.0), one(1.5))[0, 0] == pytest.approx(1.01)


def test_mobilisation_costs_the_week_and_never_more_than_is_made():
    """A twentieth is lost in the week; without an economy nothing is."""
    p = economy.Parameters.defaults()
    assert economy.made(p, one(0.9), one(0.05))[0, 0] == pytest.approx(0.85)
    assert economy.made(p, one(0.3), one(0.5))[0, 0] == 0.0
    assert economy.made(economy.Parameters.defaults(on=0.0), one(1.0), one(0.5))[0, 0] == 1.0



def test_switched_off_the_economy_is_at_its_reference():
    """Output, technology and procurement are 1 and no clock runs, whatever they were."""
    off = economy.Parameters.defaults(on=0.0, export_control=0.5)
    assert economy.next_output(off, one(0.5), 1.0, 0.2, 3.0)[0, 0] == 1.0
    assert economy.next_technology(off, one(0.5), one(2.0), one(0.0))[0, 0] == 1.0
    assert economy.next_procurement(off, one(0.5), one(2.0))[0, 0] == 1.0
    assert economy.next_weeks(off, one(7.0))[0, 0] == 0.0


def test_a_week_of_technology_by_hand():
    """tech_return of the way to tech_level proc (1 - control exp(-t / substitute))."""
    p = economy.Parameters.defaults(export_control=0.4, substitute=100.0, tech_level=2.0,
                                    tech_return=0.1)
    got = economy.next_technology(p, one(1.0), one(1.5), one(50.0))[0, 0]
    assert got == pytest.approx(1.0 + 0.1 * (3.0 * (1.0 - 0.4 * np.exp(-0.5)) - 1.0))
