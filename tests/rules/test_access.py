"""Access and rectification by hand: who sees the file, who asks, and what is granted."""

import pytest

from countergaze.mechanisms import access


def test_a_file_is_seen_by_who_asks_and_is_answered():
    """Two chances multiply; off, nobody sees theirs."""
    p = access.Parameters.defaults(request=0.01, answered=0.3)
    assert access.chance_to_see(p) == pytest.approx(0.003)
    assert access.chance_to_see(access.Parameters.defaults(on=0.0, request=1.0)) == 0.0


def test_a_refusal_discourages():
    """Who was refused asks again at a part of the rate; off, nobody asks."""
    p = access.Parameters.defaults(ask=0.1, ask_again=0.2)
    assert access.chance_to_ask(p, False) == pytest.approx(0.1)
    assert access.chance_to_ask(p, True) == pytest.approx(0.02)
    assert access.chance_to_ask(access.Parameters.defaults(on=0.0), False) == 0.0


def test_who_must_prove_the_error_gets_a_correction_as_often_as_there_is_proof():
    """With the whole burden on the person it is granted comp proof, with none granted comp."""
    whole = access.Parameters.defaults(granted=0.8, burden=1.0, proof=0.25)
    none = access.Parameters.defaults(granted=0.8, burden=0.0, proof=0.25)
    assert access.chance_of_correction(whole, 0.5) == pytest.approx(0.8 * 0.5 * 0.25)
    assert access.chance_of_correction(none, 0.5) == pytest.approx(0.8 * 0.5)
    half = access.Parameters.defaults(granted=0.8, burden=0.5, proof=0.25)
    assert access.chance_of_correction(half, 0.5) == pytest.approx(0.4 * (1.0 - 0.5 * 0.75))
