"""The order of the week as data, read from `order.py`: what each line does, reads and may change.

The command `week` prints it and the docs' schedule is made from it, so neither can be stale.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from countergaze.week import order
from countergaze.week.records import FIELDS, City, People

PARTS = {"At home, a cell after another": order.cell_week,
         "One person at a time, of those affected": order.affected,
         "Abroad, a cell after another": order.week_abroad}


@dataclass(frozen=True)
class Step:
    """One line of the week.

    call: as in `order.py`; mechanism: whose step it is; purpose: its first sentence; reads,
    changes: names of fields, quantities and columns of cities, those of functions that it calls
    included; fields come first.
    """

    call: str
    mechanism: str
    purpose: str
    reads: tuple[str, ...]
    changes: tuple[str, ...]


def lines() -> dict[str, list[Step]]:
    """Return the steps of each part of the week, in their order."""
    return {title: list(steps_of(part)) for title, part in PARTS.items()}


def steps_of(part: Callable[..., Any]):
    """Yield the steps that a function of the order calls."""
    for node in ast.walk(_tree(part)):
        if isinstance(node, ast.Call):
            step = _target(node.func, part)
            if step is not None:
                reads, changes = touched(step)
                document = " ".join((inspect.getdoc(step) or "").split("\n\n")[0].split())
                yield Step(ast.unparse(node.func), step.__module__.split(".")[-1], document,
                           _sorted(reads), _sorted(changes))


def touched(step: Callable[..., Any], seen: frozenset = frozenset()) -> tuple[set, set]:
    """Return the names that a step reads and those that it changes, by itself or through others."""
    reads: set[str] = set()
    changes: set[str] = set()
    for node in ast.walk(_tree(step)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
            if ast.unparse(node.value) in ("me", "store") and (
                    node.attr in People.places or node.attr in FIELDS):
                reads.add(node.attr)
            elif ast.unparse(node.value) == "terms.city" and node.attr in City.places:
                reads.add(f"city {node.attr}")
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            name = ast.unparse(node.value)
            if name.startswith(("me.", "store.")):
                changes.add(name.split(".")[1])
        if isinstance(node, ast.Call):
            other = _target(node.func, step)
            if other is not None and other not in seen:
                more, changed = touched(other, seen | {step, other})
                reads |= more
                changes |= changed
    return reads - changes, changes


def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _target(called: ast.expr, inside: Callable[..., Any]) -> Callable[..., Any] | None:
    """Return the step of the week that a call names, or None."""
    scope = inside.__globals__  # type: ignore[attr-defined]
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        module = scope.get(called.value.id)
        found = getattr(module, called.attr, None) if isinstance(module, ModuleType) else None
    else:
        found = scope.get(called.id) if isinstance(called, ast.Name) else None
    inner = getattr(found, "__module__", "").startswith("countergaze.week.")
    return found if inner and hasattr(found, "__code__") else None


def _sorted(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name not in FIELDS, name)))
