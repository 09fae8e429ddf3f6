"""Means of 256 equally likely bins of a law: what a one-byte code of a person stands for.

A bin is represented by its mean, not by its middle quantile, so that the mean over all codes is
the mean of the law and as little variance as possible is lost.  With f the density and F(q) the
chance below q, the mean of a bin is 256 times the integral of x f(x) over it.
"""

from __future__ import annotations

import numpy as np
from scipy import special

BINS = 256


def gamma_bins(shape: float) -> np.ndarray:
    """Return float32[256], bin means of a gamma law with this shape and mean 1."""
    edges = special.gammaincinv(shape, np.linspace(0.0, 1.0, BINS + 1))
    return _means(special.gammainc(shape + 1.0, edges))


def beta_bins(a: float, b: float) -> np.ndarray:
    """Return float32[256], bin means of a beta(a, b) law on [0, 1]."""
    edges = special.betaincinv(a, b, np.linspace(0.0, 1.0, BINS + 1))
    return _means(special.betainc(a + 1.0, b, edges) * a / (a + b))


def normal_bins() -> np.ndarray:
    """Return float32[256], bin means of the standard normal law."""
    edges = special.ndtri(np.linspace(0.0, 1.0, BINS + 1))
    return _means(-np.exp(-0.5 * edges**2) / np.sqrt(2.0 * np.pi))


def uniform_bins() -> np.ndarray:
    """Return float32[256], bin means of the uniform law on [0, 1]."""
    return ((np.arange(BINS) + 0.5) / BINS).astype(np.float32)


def _means(partial: np.ndarray) -> np.ndarray:
    """Return bin means from the integral of x f(x) up to each edge."""
    return (BINS * np.diff(partial)).astype(np.float32)
