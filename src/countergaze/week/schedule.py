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
from countergaze.week.institutions import order as institutions
from countergaze.week.institutions.country import CARRYING
from countergaze.week.records import FIELDS, City, People

PARTS = {"Institutions, all cities at once": institutions.institutions_week,
         "What institutions bring to people": institutions.bring,
         "At home, a cell after another": order.cell_week,
         "One person at a time, of those affected": order.affected,
         "Abroad, a cell after another": order.week_abroad,
         "What institutions learn of the week": institutions.learn,
         "What is only reported": institutions.tell}
HELD = {f"{name}.{field}" for name, declared in CARRYING.items() for field in declared.fields}


@dataclass(frozen=True)
class Step:
    """One line of the week.

    call: as in the file of the order; mechanism: whose step it is; purpose: its first sentence;
    reads, changes: names of fields, quantities and columns of cities, those of functions that it
    calls included; fields come first.
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
    reads, changes = of_institutions(_tree(step))
    for node in ast.walk(_tree(step)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
            if ast.unparse(node.value) in ("me", "store", "everybody") and (
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


def of_institutions(step: ast.AST) -> tuple[set[str], set[str]]:
    """Return what a step reads and changes of what institutions carry, as `officials.integrity`.

    `city NAME` and `hosts NAME` are columns that it brings to people, `count NAME` what people
    did.
    """
    other_names = {target.id: ast.unparse(value) for assigned in ast.walk(step)
                   if isinstance(assigned, ast.Assign)
                   for target, value in _pairs(assigned.targets[0], assigned.value)}
    reads: set[str] = set()
    changes: set[str] = set()
    for node in ast.walk(step):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "totals.by_agency":
            reads.add(f"count {ast.literal_eval(node.args[0])} by agency")
        if not isinstance(node, ast.Attribute):
            continue
        whole, _, field = ast.unparse(node).rpartition(".")
        whole = other_names.get(whole, whole)
        name = f"{whole.removeprefix('country.')}.{field}"
        if whole.startswith("country.") and name in HELD:
            (changes if isinstance(node.ctx, ast.Store) else reads).add(name)
        elif whole in ("city", "hosts") and field in City.places:
            changes.add(f"{whole} {field}")
        elif whole == "tally":
            reads.add(f"count {field}")
    return reads, changes


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.Name, ast.expr]]:
    """Return each plain name that an assignment gives another name to, tuples taken apart."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [pair for one in zip(target.elts, value.elts) for pair in _pairs(*one)]
    return [(target, value)] if isinstance(target, ast.Name) else []


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
