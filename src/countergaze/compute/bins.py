"""Means of 256 equally likely bins of a law: what a one-byte code of a person stands for.

A bin is represented by its mean, not by its middle quantile, so that the mean over all codes is
the mean of the law and as little variance as possible is lost.  With f the density and F(q) the
chance below q, the mean of a bin is 256 times the integral of x f(x) over it.

Gamma and beta laws are SciPy's, which takes a fifth of a second to import.  What a trial of the
week needs, and so the default settings, is worked out when a package is built and comes with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import scipy

from countergaze.compute import normal_law
from countergaze.compute.door.objects import FOLDER

BINS = 256
EDGES = np.arange(BINS + 1) / BINS
LAWS, MEANS = "laws.json", "laws.npy"
MOST_HELD = 512
"""Laws that a process remembers, two kilobytes each; it forgets all and goes on at that many."""

_WORKED_OUT: dict[str, np.ndarray] = {}


def gamma_bins(shape: float) -> np.ndarray:
    """Return float64[256], bin means of a gamma law with this shape and mean 1."""
    def worked_out() -> np.ndarray:
        from scipy import special

        edges = special.gammaincinv(shape, EDGES)
        return _means(special.gammainc(shape + 1.0, edges))

    return _known(f"gamma {shape!r}", worked_out)


def beta_bins(a: float, b: float) -> np.ndarray:
    """Return float64[256], bin means of a beta(a, b) law on [0, 1]."""
    def worked_out() -> np.ndarray:
        from scipy import special

        edges = special.betaincinv(a, b, EDGES)
        return _means(special.betainc(a + 1.0, b, edges) * a / (a + b))

    return _known(f"beta {a!r} {b!r}", worked_out)


@cache
def normal_bins() -> np.ndarray:
    """Return float64[256], bin means of the standard normal law."""
    edges = np.array([-np.inf, *normal_law.inverse(EDGES[1:-1]), np.inf])
    return _means(-np.exp(-0.5 * edges**2) / np.sqrt(2.0 * np.pi))


def uniform_bins() -> np.ndarray:
    """Return float64[256], bin means of the uniform law on [0, 1]."""
    return (np.arange(BINS) + 0.5) / BINS


def _means(partial: np.ndarray) -> np.ndarray:
    """Return bin means from the integral of x f(x) up to each edge."""
    return BINS * np.diff(partial)


def _known(law: str, worked_out: Callable[[], np.ndarray]) -> np.ndarray:
    """Return the bin means of a law, from the package if they came with it."""
    if law not in _WORKED_OUT:
        shipped = _shipped(FOLDER)
        if len(_WORKED_OUT) == MOST_HELD:
            _WORKED_OUT.clear()
        _WORKED_OUT[law] = shipped[law] if law in shipped else worked_out()
    return _WORKED_OUT[law]


def keep(folder: Path) -> None:
    """Write the bin means of all laws of this process into the folder of a package."""
    laws = sorted(_WORKED_OUT)
    np.save(folder / MEANS, np.stack([_WORKED_OUT[law] for law in laws]))
    told = {"made_by": _made_by(), "laws": laws}
    (folder / LAWS).write_text(json.dumps(told), encoding="utf-8")


@cache
def _shipped(folder: Path) -> dict[str, np.ndarray]:
    """Return the bin means in a folder, by law, if this file and SciPy made them."""
    try:
        told = json.loads((folder / LAWS).read_bytes())
        if told["made_by"] != _made_by():
            return {}
        return dict(zip(told["laws"], np.load(folder / MEANS), strict=True))
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _made_by() -> list[str]:
    return [scipy.__version__, Path(__file__).read_text("utf-8")]
