"""Countergaze: a laboratory of synthetic societies under social-credit-style governance.

The verbs: `scenario(name)` reads a scenario, `simulate(...)` runs one, `compare([...])` says what
changes do, `load(folder)` and `load_comparison(folder)` read results back.  They are imported
when first used, so that the command line starts at once.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.3.0"

_VERBS = {
    "scenario": ("countergaze.scenarios", "load"),
    "simulate": ("countergaze.api", "simulate"),
    "compare": ("countergaze.api", "compare"),
    "load": ("countergaze.results.run", "load"),
    "load_comparison": ("countergaze.experiments.comparison", "load"),
    "Comparison": ("countergaze.experiments.comparison", "Comparison"),
    "Run": ("countergaze.results.run", "Run"),
    "Scenario": ("countergaze.scenarios", "Scenario"),
    "ScenarioError": ("countergaze.scenarios", "ScenarioError"),
}

__all__ = ["__version__", *_VERBS]


def __getattr__(name: str) -> Any:
    """Return a verb or a type of the package, importing its module on first use."""
    if name not in _VERBS:
        raise AttributeError(f"module 'countergaze' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _VERBS[name]
    found = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_VERBS])
