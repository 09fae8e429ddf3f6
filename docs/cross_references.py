"""Where each rule of a mechanism stands: its source, the steps that use it, its tests."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

import countergaze.mechanisms
import countergaze.week

ROOT = Path(__file__).resolve().parents[1]
MECHANISMS = "countergaze.mechanisms."


def rules(modules: list[ModuleType]) -> Iterator[list[str]]:
    """Yield a row of a table for each rule of the modules of one mechanism, in their order."""
    for module in modules:
        for name, rule in vars(module).items():
            if isinstance(rule, FunctionType) and rule.__module__ == module.__name__ \
                    and not name.startswith("_"):
                told = " ".join((inspect.getdoc(rule) or "").split("\n\n")[0].split())
                yield [f"[`{name}`]({source(module)})", told.removeprefix("Return "),
                       ", ".join(f"`{step}`" for step in sorted(steps().get(rule, ()))),
                       ", ".join(f"[{path.stem}](../../{path.relative_to(ROOT).as_posix()})"
                                 for path in tests(module, name))]


def source(module: ModuleType) -> str:
    """Return the path of a module as a page in docs/mechanisms links it."""
    path = Path(str(module.__file__)).resolve()
    return f"../../{path.relative_to(ROOT).as_posix()}"


@cache
def steps() -> dict[FunctionType, set[str]]:
    """Return for each rule the functions that name it: steps of the week, or other rules."""
    found: dict[FunctionType, set[str]] = {}
    for module in modules_of(countergaze.week) + modules_of(countergaze.mechanisms):
        place = module.__name__.removeprefix("countergaze.").removeprefix("week.")
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.FunctionDef):
                for rule in named_in(node, module):
                    found.setdefault(rule, set()).add(f"{place}.{node.name}")
    return found


def modules_of(package: ModuleType) -> list[ModuleType]:
    """Return every module of a package."""
    return [importlib.import_module(about.name) for about in pkgutil.walk_packages(
        package.__path__, f"{package.__name__}.") if not about.ispkg]


def named_in(function: ast.FunctionDef, module: ModuleType) -> Iterator[FunctionType]:
    """Yield the rules of mechanisms that a function names."""
    for node in ast.walk(function):
        held: object = None
        if isinstance(node, ast.Name):
            held = vars(module).get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            held = getattr(vars(module).get(node.value.id), node.attr, None)
        if isinstance(held, FunctionType) and held.__module__.startswith(MECHANISMS):
            yield held


@cache
def test_files() -> dict[Path, frozenset[str]]:
    """Return the dotted and bare names in each file of rules, limits and patterns."""
    found = {}
    for path in sorted(ROOT.glob("tests/*/test_*.py")):
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                names.add(ast.unparse(node))
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(MECHANISMS):
                stem = (node.module or "").removeprefix(MECHANISMS)
                names |= {f"{stem}.{alias.name}" for alias in node.names}
        found[path] = frozenset(names)
    return found


def tests(module: ModuleType, name: str) -> list[Path]:
    """Return the test files that name a rule."""
    dotted = f"{module.__name__.rpartition('.')[2]}.{name}"
    return [path for path, names in test_files().items() if dotted in names]
