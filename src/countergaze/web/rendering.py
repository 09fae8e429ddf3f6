"""HTML of the page, by templates that escape: whole pages, and fragments that a page takes in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from countergaze.reports import arms_charts, rendering, svg
from countergaze.reports.words import NOTICE

STYLES = (("countergaze.reports", "style.css"), ("countergaze.reports", "life.css"),
          ("countergaze.reports", "claims.css"), ("countergaze.reports", "phase.css"),
          ("countergaze.web", "page.css"))
SCRIPTS = ("marks", "live", "sharing", "question", "bench", "life", "packages", "story", "phase",
           "page")
"""Modules of the script of all pages, each after those that it imports."""
LINKAGE = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n|^export (?=\w)', re.MULTILINE)
"""What binds the modules to each other, which one script of all of them does not need."""


@cache
def _environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader([PackageLoader("countergaze.web"),
                             PackageLoader("countergaze.reports")]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"line_chart": svg.line_chart, "arms_chart": arms_charts.chart,
                     "mark": svg.MARK, "notice": NOTICE}
    return made


@cache
def style() -> str:
    """Return the style sheet of all pages: that of the reports, then what only pages need."""
    return "".join(resources.files(package).joinpath(name).read_text("utf-8")
                   for package, name in STYLES)


@cache
def script() -> str:
    """Return the script of all pages: the modules as one classic script.

    A browser loads no modules from file:.
    """
    folder = resources.files("countergaze.web").joinpath("scripts")
    made = "\n".join(LINKAGE.sub("", folder.joinpath(f"{name}.js").read_text("utf-8"))
                     for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{made}}})();\n'


def page(template: str, **view: Any) -> str:
    """Return a whole page from a template of this folder."""
    return _environment().get_template(template).render(view) + "\n"


def fragment(template: str, macro: str, view: Mapping[str, Any]) -> Markup:
    """Return what a macro of a template makes of a view."""
    return getattr(_environment().get_template(template).module, macro)(view)


def section_of_report(view: Mapping[str, Any], name: str) -> str:
    """Return a section of a report for a page whose policy allows no styles in its marks.

    Styles are named otherwise, and set by the script.
    """
    return str(rendering.fragment(view, name)).replace(' style="', ' data-style="')
