"""How results come by their pages and figures: whoever stands above hands in what makes them.

Results know nothing of HTML.  The top of the package names the makers once, and `Run.report()` and
the like find theirs here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_makers: dict[str, Callable[..., Any]] = {}


def hand_in(**makers: Callable[..., Any]) -> None:
    """Take up what makes the pages of these names."""
    _makers.update(makers)


def make(page: str, result: Any, *about: Any) -> Any:
    """Return a page of a result as text, or a figure; about: what else its maker asks for."""
    return _makers[page](result, *about)
