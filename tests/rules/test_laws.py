"""Laws that codes and draws stand for: SciPy's, without the time that SciPy takes to import."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import special

from countergaze.compute import bins, normal_law

EXTREME = [0.0, -0.0, 1.0, -1.0, 8.0 * 2**0.5, 37.0, -37.0, 38.6, -38.6, np.inf, -np.inf, np.nan]


def test_the_normal_law_is_scipy_s():
    """To the last digit but two, in the middle and in both tails."""
    draw = np.random.default_rng(5)
    chances = np.concatenate([draw.random(100_000), 10.0 ** -draw.uniform(0, 300, 20_000),
                              1.0 - 10.0 ** -draw.uniform(0, 15, 20_000)])
    chances = chances[(chances > 0.0) & (chances < 1.0)]
    np.testing.assert_allclose(normal_law.inverse(chances), special.ndtri(chances), rtol=1e-15)
    numbers = np.concatenate([draw.normal(size=100_000), draw.uniform(-45, 45, 20_000), EXTREME])
    np.testing.assert_allclose(normal_law.below(numbers), special.ndtr(numbers), rtol=1e-13)


def test_the_normal_law_turns_back():
    """What is known of it: symmetric, 0.975 below 1.959964, and each function undoes the other."""
    at = np.linspace(-5.0, 5.0, 2001).reshape(3, -1)
    np.testing.assert_allclose(normal_law.inverse(normal_law.below(at)), at, atol=1e-9)
    np.testing.assert_allclose(normal_law.below(at) + normal_law.below(-at), 1.0, rtol=1e-15)
    assert normal_law.inverse(0.975) == pytest.approx(1.959963984540054, rel=1e-15)
    assert normal_law.inverse(0.975).shape == () and normal_law.below(at).shape == at.shape


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Let a folder be the package's, in which the bins of one law are told wrongly."""
    monkeypatch.setattr(bins, "FOLDER", tmp_path)
    monkeypatch.setattr(bins, "_WORKED_OUT", {})
    bins._WORKED_OUT[f"gamma {2.5!r}"] = np.full(bins.BINS, 7.0)
    bins.keep(tmp_path)
    bins._WORKED_OUT.clear()
    bins._shipped.cache_clear()
    yield tmp_path
    bins._shipped.cache_clear()


def test_a_law_that_comes_with_the_package_is_not_worked_out_again(package):
    """Any other law is."""
    assert (bins.gamma_bins(2.5) == 7.0).all()
    assert bins.gamma_bins(2.0).mean() == pytest.approx(1.0)


@pytest.mark.parametrize("change", ["another SciPy", "another file", "cut", "no file"])
def test_laws_of_another_version_are_worked_out(package, monkeypatch, change):
    """So are those of files that are damaged."""
    if change == "another SciPy":
        monkeypatch.setattr(bins.scipy, "__version__", "0.0")
    elif change == "another file":
        told = (package / bins.LAWS).read_text()
        (package / bins.LAWS).write_text(told.replace("equally likely", "equal"))
    elif change == "cut":
        (package / bins.MEANS).write_bytes((package / bins.MEANS).read_bytes()[:200])
    else:
        (package / bins.MEANS).unlink()
    assert bins.gamma_bins(2.5).mean() == pytest.approx(1.0)


def test_a_process_that_tries_many_laws_forgets_them(monkeypatch):
    """A worker that simulates thousands of worlds keeps no more of them than it did."""
    monkeypatch.setattr(bins, "_WORKED_OUT", {})
    monkeypatch.setattr(bins, "MOST_HELD", 3)
    for k in range(10):
        assert bins.gamma_bins(1.0 + k).mean() == pytest.approx(1.0)
        assert len(bins._WORKED_OUT) <= 3


def test_a_week_needs_no_special_functions_of_scipy(tmp_path):
    """Where laws came with the package, no process waits for their import."""
    made = f"""
import sys
from pathlib import Path
from countergaze.compute import bins
from countergaze.engine import trial
bins.FOLDER = Path({str(tmp_path)!r})
trial.arguments()
"""
    for then in ("bins.keep(bins.FOLDER); assert len(bins._WORKED_OUT) > 60",
                 "assert 'scipy.special' not in sys.modules"):
        subprocess.run([sys.executable, "-c", made + then], check=True)
