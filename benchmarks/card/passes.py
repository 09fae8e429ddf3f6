"""Passes of the week that need no sum over the people of a cell, for a CUDA card and without one.

A second emitter: the door writes the text of a pass, and what a compiler for cards takes otherwise
is rewritten.  `on_card` and `on_processor` are the same loop over cells about the same pass.
"""

from __future__ import annotations

import ast
import inspect
import sys
import types
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from countergaze.compute.door import prelude, translate
from countergaze.data.tables import census_places
from countergaze.engine.society import Society
from countergaze.engine.step import Engine
from countergaze.scenarios.scenario import defaults
from countergaze.week import adaptation, conduct, expression, lists, sanctions, scoring, sensing
from countergaze.week.records import ROWS, People, Terms, TermsArrays

PASSES = {f"{rule.__module__.split('.')[-1]}.{rule.__name__}": rule for rule in (
    scoring.stand, conduct.begin, lists.fade, sanctions.begin, conduct.err, conduct.expect_of_all,
    conduct.act_not, expression.speak, expression.without_rumour, conduct.serve,
    sensing.record_dissent, expression.age, conduct.enforce, sensing.remember, adaptation.adapt,
    sanctions.look_again, conduct.age, adaptation.look_again)}
"""In the order of the week."""

Desk = namedtuple("Desk", "words")
"""Of the scratch space, what these passes read."""
YES_OR_NO = {"adult", "aware", "dissent", "household_listed", "knows", "listed", "minority",
             "official", "opted_out", "scored", "service", "worker"}
LAWS = {"z": lambda rng, size: rng.gamma(0.3, 3.0, size),
        "exposure": lambda rng, size: rng.gamma(4.0, 0.25, size),
        "support": lambda rng, size: rng.normal(0.0, 1.0, size),
        "score": lambda rng, size: rng.normal(1_000.0, 30.0, size)}
KIND = 1
DEVICE, KERNEL = "@cuda.jit(device=True)", "@cuda.jit"
LOOP = "@njit(nogil=True, no_rewrites=True, _nrt=False, error_model='numpy')"
HEAD = """
import numpy as np
from numba import cuda

from primitives import (
    as_float, as_whole, each, f4, power_of_two, product, row_of, select, truth,
)

"""
WORDS = """
from collections import namedtuple

Desk = namedtuple("Desk", "words")
"""


class _ForCards(ast.NodeTransformer):
    """Rewrite what a compiler for cards takes otherwise."""

    def __init__(self, records: dict[str, type]) -> None:
        self.records = records

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Mult):
            return node
        return ast.Call(ast.Name("product", ast.Load()), [node.left, node.right], [])

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == "open_tuple":
            return self._opened(*node.args)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "uintp":
            return node  # whole numbers, which are never fused
        return self.generic_visit(node)

    def _opened(self, array: ast.expr, start: Any, made: Any) -> ast.AST:
        """Return a named tuple of places of one row, written out: start is row * width + first."""
        row, first = start.left.right, start.right.value
        places = [f"{ast.unparse(array)}[np.uintp({ast.unparse(row)}), {first + place}]"
                  for place in range(len(self.records[made.id]._fields))]
        return ast.parse(f"{made.id}({', '.join(places)})", mode="eval").body


class _Book(translate.Book):
    """The generated functions as a compiler for cards takes them."""

    def function(self, rule: Callable[..., Any], decorator: str = DEVICE) -> str:
        return super().function(rule, decorator)

    def text(self) -> str:
        """Return all of them."""
        rewritten = _ForCards({name: kind for kind, name in self.names.items()
                               if isinstance(kind, type)})
        return "\n".join(ast.unparse(rewritten.visit(ast.parse(part)))
                         for part in self.parts.values())


@dataclass(frozen=True)
class Cells:
    """Many cells in the middle of a week.

    blocks: float32 (cells, END), rows of a scratch block; words: uint64 (cells, people), addresses
    of draws; fills, cities: int64 (cells,), people and city of each; terms: of the week.
    """

    blocks: np.ndarray
    words: np.ndarray
    fills: np.ndarray
    cities: np.ndarray
    terms: TermsArrays

    def given(self, blocks: Any, order: Any, put: Callable[[np.ndarray], Any]) -> tuple[Any, ...]:
        """Return what the loop over cells is given, other arrays by way of `put`."""
        return (blocks, *map(put, (self.words, self.fills, self.cities)), order,
                *map(put, self.terms))


def made(cells: int, people: int) -> Cells:
    """Return cells of so many people, their rows filled at random within what they may hold.

    Terms are those of a simulated week.
    """
    settings = defaults()
    society = Society.settle(settings, census_places(), 3_000, (1,))
    engine = Engine(settings, society, plain=True)
    engine.step(0)
    rng = np.random.default_rng(1)
    blocks = rng.random((cells, ROWS["END"]), np.float32)
    for name, place in People.places.items():
        if place.span == 1:
            blocks[:, ROWS[name]:ROWS[name] + people] = _drawn(name, rng, (cells, people))
    words = rng.integers(0, 2**64, (cells, people), np.uint64)
    whole = TermsArrays(*(np.array(array, order="C")
                          for array in society.institutions.terms((settings,), 1)))
    cities = rng.integers(0, whole.act_columns.shape[1], cells)
    return Cells(blocks, words, np.full(cells, people, np.int64), cities, whole)


def _drawn(name: str, rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Return what people might have in a row: weeks, ties, yes or no, or a number by its law."""
    if name.startswith("since_"):
        return rng.integers(0, 256, shape)
    if name.endswith("ties"):
        return rng.integers(1, 6, shape)
    if name in YES_OR_NO:
        return rng.random(shape) < 0.5
    return LAWS.get(name, np.random.Generator.random)(rng, size=shape)


def _names(rule: Callable[..., Any]) -> list[str]:
    """Return what a pass is given after the people of a cell."""
    return list(inspect.signature(rule).parameters)[1:]


def plain(rule: Callable[..., Any], cells: Cells) -> np.ndarray:
    """Return the blocks as the plain pass leaves them, cell by cell."""
    blocks, terms = cells.blocks.copy(), Terms(cells.terms)
    with np.errstate(all="ignore"):
        for cell, block in enumerate(blocks):
            n = int(cells.fills[cell])
            known = {"n": n, "m": n, "r": 0, "city": int(cells.cities[cell]), "k": KIND,
                     "terms": terms, "scratch": Desk(cells.words[cell])}
            rule(People(block), *(known[name] for name in _names(rule)))
    return blocks


def _loop(rule: Callable[..., Any], called: str, terms: str, before: str) -> str:
    n = "fills[cell]"
    known = {"n": n, "m": n, "r": "0", "city": "cities[cell]", "k": str(KIND),
             "terms": f"{terms}({', '.join(TermsArrays._fields)})",
             "scratch": "Desk(words[cell])"}
    given = ", ".join(known[name] for name in _names(rule))
    return (f"def over_cells(blocks, words, fills, cities, order, "
            f"{', '.join(TermsArrays._fields)}):\n{before}{called}(blocks[cell], {given})\n")


def text_for_cards(rule: Callable[..., Any]) -> str:
    """Return the text of a module whose kernel `over_cells` runs a pass, one block a cell."""
    book = _Book()
    called, terms = book.function(rule), book.record(TermsArrays)
    loop = _loop(rule, called, terms, "    cell = order[cuda.blockIdx.x]\n    ")
    return "\n".join([HEAD, WORDS, book.text(), KERNEL, loop])


def text_for_processors(rule: Callable[..., Any]) -> str:
    """Return the text of a module whose `over_cells` runs a pass on one cell after the other."""
    book = translate.Book()
    called, terms = book.function(rule), book.record(TermsArrays)
    loop = _loop(rule, called, terms, "    for cell in order:\n        ")
    return "\n".join([prelude.TEXT, WORDS, *book.parts.values(), LOOP, loop])


def executed(text: str) -> Any:
    """Return `over_cells` of a text."""
    module = types.ModuleType("text_of_pass")
    sys.modules[module.__name__] = module
    exec(compile(text, module.__name__, "exec"), module.__dict__)
    return module.over_cells
