"""A mechanism from a file outside the package takes part in a simulation.

It is a module with `class Parameters(Table, table="NAME")`, whatever of `FIELDS`, `QUANTITIES`,
`DRAWS` (numbers of 1000 and above), `TALLIES` and `INDICATORS` it needs, `AFTER` (the line of
`cell_week` in `order.py` after which it comes), `step(me, n, start, r, city, store, terms, words)`
and, if it reports anything, `indicators(counted)`.  Its step reads any record by name and assigns
only to its own; it is compiled through the same door, and runs plain from the same lines.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import inspect
import linecache
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from countergaze import mechanisms
from countergaze.declare import Indicator, Table
from countergaze.declare.errors import CountergazeError
from countergaze.week import order, records
from countergaze.week.indicators.every import PARTS

LEAST_NUMBER = 1000
"""Of a purpose of draws of a mechanism from outside, so that none of ours is ever taken."""
ARGUMENTS = ("me", "n", "start", "r", "city", "store", "terms", "words")
_TAKING_PART: dict[str, ModuleType] = {}
_ORDERS: dict[tuple[str, ...], ModuleType] = {}


class BadMechanism(CountergazeError, ValueError):
    """A mechanism from outside that cannot take part; says every reason at once."""


@dataclass(frozen=True)
class Taken:
    """What is recorded of a mechanism from outside: its name, file, SHA-256 and place."""

    name: str
    file: str
    sha256: str
    after: str


def read(file: str | Path) -> ModuleType:
    """Return the mechanism in a Python file.

    Raises BadMechanism if the file is not there or does not run.
    """
    path = Path(file).expanduser()
    if not path.is_file():
        raise BadMechanism(f"{path}: there is no such file")
    stem = re.sub(r"\W", "_", path.stem)
    name = f"countergaze_mechanism_{stem}_{_hash_of(path)[:12]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise BadMechanism(f"{path} is no Python file: its name must end in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as fault:
        del sys.modules[name]
        raise BadMechanism(f"{path} does not run: {type(fault).__name__}: {fault}") from fault
    return module


def taken() -> tuple[Taken, ...]:
    """Return what is recorded of the mechanisms that take part now."""
    return tuple(Taken(name, Path(str(module.__file__)).name,
                       _hash_of(Path(str(module.__file__))), module.AFTER)
                 for name, module in _TAKING_PART.items())


def week() -> Callable[..., Any]:
    """Return the week of a run of cells, with the steps of those who take part now."""
    key = tuple(module.__name__ for module in _TAKING_PART.values())
    if not key:
        return order.cells_week
    if key not in _ORDERS:
        _ORDERS[key] = _order_with(tuple(_TAKING_PART.values()))
    return _ORDERS[key].cells_week


def recorded() -> list[dict[str, Any]]:
    """Return what a manifest tells of the mechanisms that take part, indicators declared whole."""
    return [{**asdict(one), "indicators": [asdict(indicator) for indicator in getattr(
        _TAKING_PART[one.name], "INDICATORS", ())]} for one in taken()]


def notes() -> tuple[str, ...]:
    """Return a sentence for each mechanism that takes part, for terminal and report."""
    return tuple(f"A mechanism that is not part of Countergaze took part: {one.name}, from "
                 f"{one.file} (SHA-256 {one.sha256[:12]}), after {one.after}."
                 for one in taken())


def know_again(told: Sequence[dict[str, Any]]) -> None:
    """Know the indicators of mechanisms that a manifest tells of, to show them."""
    for one in told:
        for declared in one.get("indicators", ()):
            about = {**declared, "scopes": tuple(declared["scopes"])}
            mechanisms.INDICATORS.setdefault(about["name"], Indicator(**about))


@contextmanager
def taking_part(*modules: ModuleType) -> Iterator[None]:
    """Let mechanisms from outside take part within the block.

    What it declares to report stays known, so that its results can be shown afterwards.
    Raises BadMechanism with every mistake.
    """
    if not modules:
        yield
        return
    wrong = [text for module in modules for text in mistakes(module)]
    if wrong:
        raise BadMechanism("; ".join(wrong))
    names = [module.Parameters.table for module in modules]
    try:
        for name, module in zip(names, modules):
            _TAKING_PART[name] = mechanisms.MODULES[name] = module
            mechanisms.TABLES[name] = module.Parameters
            for indicator in getattr(module, "INDICATORS", ()):
                mechanisms.INDICATORS[indicator.name] = indicator
            PARTS[name] = module
        records.lay_out(mechanisms.MODULES)
        yield
    finally:
        for name in names:
            for registry in (_TAKING_PART, mechanisms.MODULES, mechanisms.TABLES, PARTS):
                registry.pop(name, None)
        records.lay_out(mechanisms.MODULES)


def mistakes(module: ModuleType) -> list[str]:
    """Return why a module cannot take part, each reason as a clause."""
    at = Path(str(getattr(module, "__file__", module.__name__))).name
    found = []
    table = getattr(module, "Parameters", None)
    if not (isinstance(table, type) and issubclass(table, Table)):
        return [f"{at} has no class Parameters(Table, table=\"NAME\")"]
    if table.table in mechanisms.MODULES:
        found.append(f"{at}: [{table.table}] is the table of another mechanism")
    if "on" not in table.fields:
        found.append(f"{at}: Parameters has no switch `on`")
    lines = _lines()
    if getattr(module, "AFTER", None) not in lines:
        found.append(f"{at}: AFTER is {getattr(module, 'AFTER', None)!r}, not one of "
                     f"{', '.join(lines)}")
    step = getattr(module, "step", None)
    if not inspect.isfunction(step):
        found.append(f"{at} has no function step({', '.join(ARGUMENTS)})")
    elif tuple(inspect.signature(step).parameters) != ARGUMENTS:
        found.append(f"{at}: step takes {', '.join(inspect.signature(step).parameters)}, not "
                     f"{', '.join(ARGUMENTS)}")
    found += [f"{at}: {word.name} is declared by {owner}"
              for word, owner in _names_taken(module)]
    found += [f"{at}: the draw {draw.name} has number {draw.number}, below {LEAST_NUMBER}"
              for draw in getattr(module, "DRAWS", ()) if draw.number < LEAST_NUMBER]
    found += [f"{at}: the indicator {indicator.name} is reported by another mechanism"
              for indicator in getattr(module, "INDICATORS", ())
              if mechanisms.INDICATORS.get(indicator.name, indicator) != indicator]
    if inspect.isfunction(step):
        found += [f"{at}: step assigns to {name}, which {owner} owns"
                  for name, owner in _not_its_own(module, step)]
    return found


def _names_taken(module: ModuleType) -> Iterator[tuple[Any, str]]:
    for kind in ("FIELDS", "QUANTITIES", "TALLIES"):
        for word in getattr(module, kind, ()):
            for name, other in mechanisms.MODULES.items():
                if any(word.name == one.name for one in getattr(other, kind, ())):
                    yield word, name


def _not_its_own(module: ModuleType, step: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    own = {word.name for kind in ("FIELDS", "QUANTITIES") for word in getattr(module, kind, ())}
    for node in ast.walk(ast.parse(inspect.getsource(step))):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            owner, _, name = ast.unparse(node.value).partition(".")
            if owner in ("me", "store") and name not in own:
                yield name, records.OWNERS.get(name, "another mechanism")


def _lines() -> list[str]:
    """Return the calls of the week at home, in their order."""
    tree = ast.parse(inspect.getsource(order.cell_week))
    return [ast.unparse(node.value.func) for node in tree.body[0].body  # type: ignore[attr-defined]
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]


def _order_with(modules: Sequence[ModuleType]) -> ModuleType:
    """Return a copy of `order` in which the steps of the modules stand after their lines."""
    tree = ast.parse(inspect.getsource(order))
    cell_week = next(node for node in tree.body
                     if isinstance(node, ast.FunctionDef) and node.name == "cell_week")
    for number, module in reversed(list(enumerate(modules))):
        at = next(k for k, node in enumerate(cell_week.body)
                  if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
                  and ast.unparse(node.value.func) == module.AFTER)
        call = f"foreign_{number}(me, n, start, r, city, store, terms, scratch.words)"
        cell_week.body[at + 1:at + 1] = ast.parse(call).body
    text = ast.unparse(tree)
    name = f"countergaze.week.order_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    file = f"<{name}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    made = ModuleType(name, order.__doc__)
    made.__file__ = file
    for number, module in enumerate(modules):
        setattr(made, f"foreign_{number}", module.step)
    sys.modules[name] = made
    exec(compile(text, file, "exec"), made.__dict__)
    return made


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

