"""Countergaze: a laboratory of synthetic societies under social-credit-style governance.

The verbs: `scenario(name)` reads a scenario, `simulate(...)` runs one, `compare([...])` says what
changes do, `load(folder)` and `load_comparison(folder)` read results back.  They are imported
when first used, so that the command line starts at once.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from countergaze.results import pages as _pages

__version__ = "0.4.0"

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

_MAKERS = {
    "run_report": ("countergaze.reports.run_page.page", "report"),
    "run_chart": ("countergaze.reports.svg", "standalone"),
    "comparison_report": ("countergaze.reports.comparison_page.page", "report"),
    "comparison_chart": ("countergaze.reports.effects_picture", "picture"),
    "catalogue_report": ("countergaze.reports.catalogue.page", "report"),
    "catalogue_markdown": ("countergaze.reports.catalogue.words", "markdown"),
}
"""What makes each page of a result: results lie below reports and do not know them."""

__all__ = ["__version__", *_VERBS]


def _later(module: str, attribute: str) -> Callable[..., str]:
    """Return a function that is imported when it is first called."""
    def make(*of: Any) -> str:
        return getattr(import_module(module), attribute)(*of)

    return make


_pages.hand_in(**{page: _later(*where) for page, where in _MAKERS.items()})


def __getattr__(name: str) -> Any:
    """Return a verb or a type of the package, importing its module on first use."""
    if name not in _VERBS:
        raise AttributeError(f"module 'countergaze' has no attribute {name!r}")
    module, attribute = _VERBS[name]
    found = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_VERBS])
