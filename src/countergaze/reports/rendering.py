"""Pages from views: one shell, and for each kind of page a template of its sections.

A view is plain data, as JSON holds it: which page it is, what it links to, and its sections in
order, the top first.  Templates escape whatever they are given; `fragment` gives one section by
itself, as a page that is open can take it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from countergaze.reports import arms_charts, svg
from countergaze.reports.words import NOTICE

View = dict[str, Any]
STYLES = {"life": ("style.css", "life.css"), "brief": ("brief.css",),
          "claims": ("style.css", "claims.css"),
          "phase": ("style.css", "phase.css"), "packages": ("style.css", "packages.css")}
"""Style sheets of the pages that need more than the first."""


@cache
def _environment() -> Environment:
    made = Environment(loader=PackageLoader("countergaze.reports"), autoescape=True,
                       undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"line_chart": svg.line_chart, "arms_chart": arms_charts.chart}
    return made


@cache
def _style(page: str) -> Markup:
    folder = resources.files("countergaze.reports")
    return Markup("".join(folder.joinpath(name).read_text("utf-8")
                          for name in STYLES.get(page, ("style.css",))))


def page(view: Mapping[str, Any]) -> str:
    """Return the whole page of a view: HTML that opens offline, without scripts."""
    parts = [_made(view, section) for section in view["sections"]]
    return _environment().get_template("shell.html").render(
        view=view, parts=parts, style=_style(view["page"]), mark=svg.MARK, notice=NOTICE) + "\n"


def block(view: Mapping[str, Any]) -> str:
    """Return a result as a notebook shows it; view: title, about, heads, rows, more."""
    return _environment().get_template("notebook.html").render(view)


def brief(view: Mapping[str, Any]) -> str:
    """Return a brief as a whole page; view: `brief`, whose picture is drawn by this package."""
    return _environment().get_template("brief.html").render(
        view, picture=Markup(view["brief"].picture), style=_style("brief")) + "\n"


def alone(picture: str) -> str:
    """Return a page that holds one picture, drawn by this package, and nothing else."""
    return _environment().get_template("picture.html").render(picture=Markup(picture))


def fragment(view: Mapping[str, Any], name: str) -> Markup:
    """Return one section of a page as HTML; raise KeyError where the view has none so named."""
    for section in view["sections"]:
        if section["id"] == name:
            return _made(view, section)
    raise KeyError(f"{name!r} is not a section of this page: "
                   f"{', '.join(section['id'] for section in view['sections'])}")


def _made(view: Mapping[str, Any], section: Mapping[str, Any]) -> Markup:
    sections = _environment().get_template(f"{view['page']}.html").module
    return getattr(sections, section["kind"])(section)
