"""Who may change what, and who draws what, read from the syntax trees of the week."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from countergaze.week import records

WEEK = Path(__file__).resolve().parents[2] / "src" / "countergaze" / "week"
STEPS = sorted(WEEK.glob("*.py"))
MEMORY = {"society.load_float", "society.load_byte", "society.keep_float", "society.keep_byte",
          "society.look_up", "society.flag", "society.copy"}
"""Functions that copy between memory and scratch space, whatever the field."""
ALTERNATIVES = {"service": "tip-offs are drawn once, whatever form decides on them",
                "act": "whom the draw could bring an act is asked for it again, one by one",
                "forecast_noise": "that of the week before is asked for again in this week"}
"""Draws of two steps: only one takes place, or the second asks for the same number again."""


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)]


def stored_in(function: ast.FunctionDef) -> set[str]:
    """Return the names x of every `me.x[...]`, `store.x[...]` that a function assigns to."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            owner = node.value
            if isinstance(owner, ast.Attribute) and isinstance(owner.value, ast.Name) and (
                    owner.value.id in ("me", "store", "everybody")):
                found.add(owner.attr)
    return found


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_a_step_assigns_only_to_fields_that_its_mechanism_owns(path):
    """Anything else is a request: a function of the owner, called where the wish arises."""
    wrong = [f"{path.stem}.{function.name} assigns to {field}, which {records.OWNERS[field]} owns"
             for function in functions(path) if f"{path.stem}.{function.name}" not in MEMORY
             for field in sorted(stored_in(function) & records.FIELDS.keys())
             if records.OWNERS[field] != path.stem]
    assert not wrong, wrong


def drawn_in(tree: ast.AST) -> set[str]:
    """Return the names x of every `terms.draws.x`."""
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute) and node.value.attr == "draws"}


def test_every_purpose_of_people_is_drawn_by_one_step():
    """Two steps that draw for one purpose would share their luck without anybody saying so."""
    by = defaultdict(set)
    for path in STEPS:
        for function in functions(path):
            for name in drawn_in(function):
                by[name.removesuffix("_ahead")].add(f"{path.stem}.{function.name}")
    declared = {name for name, draw in records.DRAWS.items() if draw.people}
    assert declared == by.keys()
    shared = {name: steps for name, steps in by.items()
              if len(steps) > 1 and name not in ALTERNATIVES}
    assert not shared, shared


def test_every_purpose_of_cities_and_of_setting_up_is_drawn():
    """A purpose that nobody draws is a number wasted, or a draw under a wrong name."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in WEEK.parent.rglob("*.py"))
    unused = [name for name, draw in records.DRAWS.items()
              if not draw.people and source.count(f'"{name}"') == 0]
    assert not unused, unused


def test_a_number_of_a_purpose_is_given_once():
    """A purpose with a number or a name that is taken is refused when it is declared."""
    from countergaze.declare.state import draw, draws

    with pytest.raises(ValueError, match="belongs to another purpose"):
        draws(another=draw(20, "inside the span of the kinds of act"))
    with pytest.raises(ValueError, match="belongs to another purpose"):
        draws(visit=draw(9999, "a name that is taken"))
