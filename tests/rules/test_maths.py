"""Float32 mathematics that every rule is written with, against exact values."""

import numpy as np

from countergaze.compute import maths


def test_the_exponential_is_close_to_the_true_one():
    """maths.exp has a relative error below 2e-6 over its range, alone or in an array."""
    x = np.linspace(-80.0, 80.0, 100_001).astype(np.float32)
    true = np.exp(x.astype(np.float64))
    assert np.max(np.abs(maths.exp(x) / true - 1.0)) < 2e-6
    assert maths.exp(np.float32(1.5)) == maths.exp(np.array([1.5], np.float32))[0]


def test_chances_of_an_event_and_of_a_choice():
    """hit is 0 at nothing and 1 - 1/e at one expected event; the logistic is a half at 0 and
    symmetric about it."""
    assert maths.hit(np.float32(0.0)) == 0.0
    assert abs(maths.hit(np.float32(1.0)) - (1.0 - np.exp(-1.0))) < 1e-6
    x = np.linspace(-20.0, 20.0, 81).astype(np.float32)
    np.testing.assert_allclose(maths.logistic(x) + maths.logistic(-x), 1.0, atol=1e-6)
    np.testing.assert_allclose(maths.logistic(x), 1.0 / (1.0 + np.exp(-x.astype(float))), rtol=1e-5)


def test_bounds_and_choices():
    """clip holds what is inside and the nearer bound of what is not; select takes by condition."""
    x = np.array([-2.0, 0.5, 3.0], np.float32)
    assert maths.clip(x, 0.0, 1.0).tolist() == [0.0, 0.5, 1.0]
    assert maths.minimum(x, 0.5).tolist() == [-2.0, 0.5, 0.5]
    assert maths.maximum(x, 0.5).tolist() == [0.5, 0.5, 3.0]
    assert maths.select(x > 0.0, 1.0, x).tolist() == [-2.0, 1.0, 1.0]
    assert maths.truth(x > 0.5).tolist() == [0.0, 0.0, 1.0]
    assert maths.exp(np.float32(-100.0)) > 0.0 and np.isfinite(maths.exp(np.float32(100.0)))
