"""Every rule of a mechanism is called by hand in the fast tests of rules, without a run."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = sorted(path for path in (ROOT / "src" / "countergaze" / "mechanisms").glob("*.py")
               if path.stem not in ("__init__", "safeguards", "society_layout"))
NOT_SCALAR = {"populate", "workplace_words"}
"""They lay out a whole society; tests/rules and tests/verification hold its totals."""


def hand_tests(path: Path) -> Path:
    """Return the file that tests a mechanism; `conduct_peers` counts as a part of `conduct`."""
    return ROOT / "tests" / "rules" / f"test_{path.stem.split('_')[0]}.py"


def named(tree: ast.Module) -> set[str]:
    """Return the bare and dotted names that a file uses, each by its last part."""
    return {node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(tree) if isinstance(node, (ast.Attribute, ast.Name))}


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_every_rule_is_called_by_hand(path):
    """A rule that only whole runs reach is held by frozen numbers, which give no reason."""
    rules = {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body
             if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")} - NOT_SCALAR
    tests = [hand_tests(path)] if hand_tests(path).is_file() else sorted(
        (ROOT / "tests" / "rules").glob("test_*.py"))
    used = set().union(*(named(ast.parse(one.read_text(encoding="utf-8"))) for one in tests))
    assert not rules - used, f"{tests[0].name} calls none of {sorted(rules - used)}"
