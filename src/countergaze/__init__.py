"""Countergaze: a laboratory of synthetic societies under social-credit-style governance.

`simulate(...)` runs a scenario, `compare([...])` says what changes do, `person(...)` follows one
synthetic life, `Simulation` moves a society week by week; `load(folder)` reads back whatever a
folder of results holds.  `parameters()`, `indicators()`, `systems()` and `safeguards()` are tables.
Everything is imported when first used, so that the command line starts at once.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from countergaze.results import pages as _pages

if TYPE_CHECKING:
    from countergaze.api import BadRequest, DoesNotFit, Remark, compare, simulate
    from countergaze.api.life import Person, person
    from countergaze.claims.folder import Shown
    from countergaze.claims.folders import load
    from countergaze.claims.tables import indicators, parameters, safeguards, systems
    from countergaze.data.checks import BadTable
    from countergaze.declare.errors import CountergazeError
    from countergaze.engine.simulation import Simulation
    from countergaze.experiments.comparison import Comparison
    from countergaze.results.lookup import UnknownIndicator
    from countergaze.results.run import NotARun, Run
    from countergaze.results.store import CannotWrite, FolderInUse
    from countergaze.scenarios import Scenario, ScenarioError
    from countergaze.scenarios import load as scenario
    from countergaze.week.foreign import BadMechanism

__version__ = "0.5.0"

__all__ = [
    "BadMechanism", "BadRequest", "BadTable", "CannotWrite", "Comparison", "CountergazeError",
    "DoesNotFit", "FolderInUse", "NotARun", "Person", "Remark", "Run", "Scenario",
    "ScenarioError", "Shown", "Simulation", "UnknownIndicator", "__version__", "compare",
    "indicators", "load", "parameters", "person", "safeguards", "scenario", "simulate", "systems",
]

_HOMES = {
    "countergaze.api": ("BadRequest", "DoesNotFit", "Remark", "compare", "simulate"),
    "countergaze.api.life": ("Person", "person"),
    "countergaze.claims.folder": ("Shown",),
    "countergaze.claims.folders": ("load",),
    "countergaze.claims.tables": ("indicators", "parameters", "safeguards", "systems"),
    "countergaze.data.checks": ("BadTable",),
    "countergaze.declare.errors": ("CountergazeError",),
    "countergaze.engine.simulation": ("Simulation",),
    "countergaze.experiments.comparison": ("Comparison",),
    "countergaze.results.lookup": ("UnknownIndicator",),
    "countergaze.results.run": ("NotARun", "Run"),
    "countergaze.results.store": ("CannotWrite", "FolderInUse"),
    "countergaze.scenarios": ("Scenario", "ScenarioError"),
    "countergaze.week.foreign": ("BadMechanism",),
}
"""Where each public name is, as the imports above tell editors; a test holds both together."""

_EXPORTS = {name: (home, name) for home, names in _HOMES.items() for name in names}
_EXPORTS["scenario"] = ("countergaze.scenarios", "load")

_RENAMED = {"load_comparison": "load"}
"""Names of version 0.3, understood until the next version."""

_MAKERS = {
    "run_report": ("countergaze.reports.run_page.page", "report"),
    "run_chart": ("countergaze.reports.svg", "standalone"),
    "run_plot": ("countergaze.reports.figures.axes", "run"),
    "run_altair": ("countergaze.reports.figures.vega", "run"),
    "run_in_notebook": ("countergaze.reports.notebook", "run"),
    "comparison_report": ("countergaze.reports.comparison_page.page", "report"),
    "comparison_chart": ("countergaze.reports.effects_picture", "picture"),
    "comparison_plot": ("countergaze.reports.figures.axes", "comparison"),
    "comparison_altair": ("countergaze.reports.figures.vega", "comparison"),
    "comparison_in_notebook": ("countergaze.reports.notebook", "comparison"),
    "catalogue_report": ("countergaze.reports.catalogue.page", "report"),
    "catalogue_markdown": ("countergaze.reports.catalogue.words", "markdown"),
    "claims_board": ("countergaze.reports.claims_page.page", "report"),
    "claims_markdown": ("countergaze.reports.claims_page.markdown", "markdown"),
    "claims_right": ("countergaze.reports.claims_page.right", "report"),
    "claims_right_markdown": ("countergaze.reports.claims_page.right", "markdown"),
    "phase_page": ("countergaze.reports.phase_page.page", "report"),
    "phase_picture": ("countergaze.reports.phase_page.page", "picture"),
    "phase_markdown": ("countergaze.reports.phase_page.words", "markdown"),
    "packages_page": ("countergaze.reports.packages_page.page", "report"),
    "packages_markdown": ("countergaze.reports.packages_page.words", "markdown"),
    "sweep_report": ("countergaze.reports.sweep_page", "report"),
    "worlds_report": ("countergaze.reports.worlds_page.page", "report"),
    "catalogue_in_notebook": ("countergaze.reports.notebook", "catalogue"),
}
"""What makes each page or figure of a result: results lie below reports and do not know them."""


def _later(module: str, attribute: str) -> Callable[..., Any]:
    """Return a function that is imported when it is first called."""
    def make(*of: Any) -> Any:
        return getattr(import_module(module), attribute)(*of)

    return make


_pages.hand_in(**{page: _later(*where) for page, where in _MAKERS.items()})


def __getattr__(name: str) -> Any:
    """Return a public name, importing its module on first use."""
    if name in _RENAMED:
        new = _RENAMED[name]
        warnings.warn(f"countergaze.{name} is now countergaze.{new}", DeprecationWarning,
                      stacklevel=2)
        return getattr(import_module("countergaze"), new)
    if name not in _EXPORTS:
        raise AttributeError(f"module 'countergaze' has no attribute {name!r}")
    module, attribute = _EXPORTS[name]
    found = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_EXPORTS})
