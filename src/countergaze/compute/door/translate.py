"""From rules in plain Python to the text of one module for Numba.

`source_of(entry)` collects `entry` and everything that it calls and writes copies of them, each
name resolved: constants become numbers, names of records become places in arrays, float literals
become float32, so that compiled and plain arithmetic agree to the last bit.  A function marked
`maths.apart` is compiled by itself, which keeps the whole quick to compile; every other is forced
inline, so that loops become vector code.  A rule that leaves the dialect gets a `DialectError`.
"""

from __future__ import annotations

import ast
import copy
import inspect
import linecache
import sys
import textwrap
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from countergaze.compute import maths
from countergaze.compute.door import prelude
from countergaze.compute.door.dialect import DialectError, check
from countergaze.compute.door.made_of import Ingredients
from countergaze.compute.records import ByteField, FloatField, Names, Place, Record, Row

PRIMITIVES = (maths.select, maths.truth, maths.power_of_two, maths.as_float,
              maths.as_whole, maths.each, maths.pick, maths.fixed_sum,
              maths.wide_sum, maths.sum_by_group, maths.whole_sum, maths.whole_sum_by_group,
              maths.row_of, maths.field_of)
BARE = "no_cpython_wrapper=True, no_cfunc_wrapper=True, no_rewrites=True, _nrt=False"
INLINE = f"@njit(forceinline=True, {BARE}, error_model='numpy')"
APART = f"@njit({BARE}, error_model='numpy')"
ENTRY = "@njit(nogil=True, cache=True, no_rewrites=True, _nrt=False, error_model='numpy')"
"""Nothing in the week allocates, so no counting of references; only the entry is called from
Python, so only it needs a wrapper.  Both halve the time to compile."""

ENTRY_MARK = "__entry"
UNKNOWN = object()


def source_of(entry: Callable[..., Any]) -> tuple[str, str, Ingredients]:
    """Return the text of the generated module, the name of its entry, and what it was made of."""
    book = Book()
    name = book.function(entry, ENTRY)
    return prelude.TEXT + "\n\n" + "\n".join(book.parts.values()), name, book.made_of


def shown(rule: Callable[..., Any]) -> tuple[str, str]:
    """Return the source of a rule and the text that the door makes of it."""
    book = Book()
    name = book.function(rule)
    return textwrap.dedent(inspect.getsource(rule)), book.parts[name]


def functions_of(rule: Callable[..., Any]) -> dict[int, ast.FunctionDef]:
    """Return the functions in a rule's file by their first line, decorators included."""
    name = rule.__code__.co_filename  # type: ignore[attr-defined]
    linecache.checkcache(name)
    tree = ast.parse("".join(linecache.getlines(name, vars(sys.modules[rule.__module__]))))
    nodes = ast.walk(tree) if "<locals>" in rule.__qualname__ else tree.body
    return {min([node.lineno, *(one.lineno for one in node.decorator_list)]): node
            for node in nodes if isinstance(node, ast.FunctionDef)}


class Book:
    """The generated functions so far, by name, in the order in which they can be defined."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.names: dict[Any, str] = {}
        self.files: dict[str, dict[int, ast.FunctionDef]] = {}
        self.made_of = Ingredients()

    def tree(self, rule: Callable[..., Any]) -> ast.Module:
        """Return the tree of a rule, to be rewritten; each file is read once for all its rules.

        Raises OSError if the source is not to be had.
        """
        self.made_of.function(rule)
        code = rule.__code__  # type: ignore[attr-defined]
        found = self.files.get(code.co_filename, {}).pop(code.co_firstlineno, None)
        if found is None:
            self.files[code.co_filename] = functions_of(rule)
            found = self.files[code.co_filename].pop(code.co_firstlineno, None)
        if found is None or found.name != code.co_name:
            raise OSError(f"no function {code.co_name} at line {code.co_firstlineno}")
        return ast.Module([found], [])

    def function(self, rule: Callable[..., Any], decorator: str = INLINE) -> str:
        """Return the generated name of a rule, writing it (and what it calls) first."""
        if rule in self.names:
            return self.names[rule]
        name = f"{rule.__module__.split('.')[-1]}__{rule.__name__}"
        name = self._free(name + (ENTRY_MARK if decorator == ENTRY else ""))
        self.names[rule] = name
        if decorator == INLINE and getattr(rule, "apart", False):
            decorator = APART
        tree = _Translate(rule, self).translated()
        tree.body[0].name = name  # type: ignore[attr-defined]
        self.parts[name] = f"{decorator}\n{ast.unparse(tree)}\n"
        return name

    def record(self, kind: type) -> str:
        """Return the generated name of a named tuple class, importing it first."""
        if kind not in self.names:
            name = f"{kind.__module__.split('.')[-1]}__{kind.__qualname__.replace('.', '_')}"
            self.names[kind] = name
            outer = kind.__qualname__.split(".")[0]
            self.parts[name] = (
                f"from {kind.__module__} import {outer} as _outer\n"
                f"{name} = {'.'.join(['_outer', *kind.__qualname__.split('.')[1:]])}\n")
        return self.names[kind]

    def _free(self, name: str) -> str:
        """Return the name, or one like it if two modules of one name both have it."""
        taken = set(self.names.values())
        return name if name not in taken else self._free(name + "_")


class _Translate(ast.NodeTransformer):
    """Rewrite one function."""

    def __init__(self, rule: Callable[..., Any], book: Book) -> None:
        self.rule, self.book = rule, book
        self.scope = dict(vars(sys.modules[rule.__module__])) | _closed_over(rule)
        self.local: set[str] = set()
        self.kinds: dict[str, type[Record]] = {}

    def translated(self) -> ast.Module:
        """Return the tree of the rewritten function."""
        try:
            tree = self.book.tree(self.rule)
        except (OSError, SyntaxError):
            raise DialectError(self.rule, None, "its source is not to be had",
                               "define it in a file") from None
        check(self.rule, tree)
        return self.visit(tree)

    def wrong(self, node: ast.AST, what: str, instead: str) -> DialectError:
        """Return the error for a place in the rule."""
        return DialectError(self.rule, node, what, instead)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.local = {a.arg for a in node.args.args}
        self.local |= {n.id for n in ast.walk(node)
                       if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for argument in node.args.args:
            kind = self._annotated(argument.annotation)
            if kind is not None:
                self.kinds[argument.arg] = kind
            argument.annotation = None
        node.decorator_list, node.returns = [], None
        if isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant):
            node.body = node.body[1:]
        return self.generic_visit(node)

    def _annotated(self, annotation: ast.expr | None) -> type[Record] | None:
        kind = self._in_scope(annotation.id) if isinstance(annotation, ast.Name) else None
        return kind if isinstance(kind, type) and issubclass(kind, Record) else None

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Write places for names; make indices unsigned: nothing counts from the end."""
        if isinstance(node.value, ast.Name) and node.value.id in self.kinds:
            kind = self.kinds[node.value.id]
            if kind in (Row, ByteField, FloatField):
                return self._handed_on(node, kind)
        found = self._place(node.value)
        if found is not None:
            return self._at(node, *found)
        node = self.generic_visit(node)  # type: ignore[assignment]
        return _indexed(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        target = self._resolve(node)
        if target is not UNKNOWN:
            return self._emit(target, node)
        found = self._place(node)
        if found is not None:
            place = found[1]
            return ast.Constant(place.first * (place.stride or 1))
        return self.generic_visit(node)

    def _place(self, node: ast.expr) -> tuple[ast.expr, Place] | None:
        """Return the record's own expression and the place of `record.name`, if it is one."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if not names or not isinstance(node, ast.Name) or node.id not in self.kinds:
            return None
        kind = self.kinds[node.id]
        while len(names) > 1 and names[0] in kind.groups:
            kind = kind.groups[names.pop(0)]
        if len(names) == 1 and names[0] in kind.places:
            return node, kind.places[names[0]]
        return None

    def _at(self, node: ast.Subscript, root: ast.expr, place: Place) -> ast.AST:
        """Return `record.name[...]` as a place in an array, or as a tuple of places."""
        index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        array = ast.Attribute(root, place.array, ast.Load()) if place.array else root
        if place.stride:
            return self._in_block(node, array, list(index), place)
        if place.made is not None:
            return self._made(node, array, list(index), place)
        first: ast.expr = ast.Constant(place.first)
        index = list(index)
        if place.many:
            at = place.axis if place.axis >= 0 else len(index) + place.axis
            first = ast.BinOp(first, ast.Add(), index.pop(at))
        at = place.axis if place.axis >= 0 else len(index) + 1 + place.axis
        index.insert(at, first)
        return self.visit_Subscript(ast.copy_location(
            ast.Subscript(array, ast.Tuple(index, ast.Load()), node.ctx), node))

    def _in_block(self, node: ast.Subscript, array: ast.expr, index: list[ast.expr],
                  place: Place) -> ast.AST:
        start: ast.expr = ast.Constant(place.first * place.stride)
        if place.many:
            start = ast.BinOp(start, ast.Add(),
                              ast.BinOp(index.pop(0), ast.Mult(), ast.Constant(place.stride)))
        if not index:  # one row of many, handed on
            return self.visit(start)
        return self.visit_Subscript(ast.copy_location(
            ast.Subscript(array, ast.BinOp(start, ast.Add(), index[0]), node.ctx), node))

    def _made(self, node: ast.Subscript, array: ast.expr, index: list[ast.expr],
              place: Place) -> ast.AST:
        """Return a named tuple of places; one index: loaded in one step from a flat row."""
        name = ast.Name(self.book.record(place.made), ast.Load())
        if len(index) == 1 and place.axis == -1 and place.array == "numbers":
            row = ast.BinOp(ast.Attribute(array, "shape", ast.Load()), ast.Mult(), index[0])
            row.left = ast.Subscript(row.left, ast.Constant(1), ast.Load())
            start = ast.BinOp(row, ast.Add(), ast.Constant(place.first))
            return ast.Call(ast.Name("open_tuple", ast.Load()),
                            [self.visit(array), self.visit(start), name], [])
        parts = [self.visit_Subscript(ast.Subscript(
            copy.deepcopy(array),
            ast.Tuple([*copy.deepcopy(index), ast.Constant(place.first + k)], ast.Load()),
            ast.Load())) for k in range(place.span)]
        return ast.Call(name, parts, [])

    def _handed_on(self, node: ast.Subscript, kind: type[Record]) -> ast.AST:
        """Return `row[i]` or `field[who]` as a place in the block or store of the function."""
        owner = next((name for name, other in self.kinds.items()
                      if other.__name__ == ("People" if kind is Row else "Store")), None)
        if owner is None:
            raise self.wrong(node, f"{ast.unparse(node.value)} is a place, but of what",
                             f"take the {'People' if kind is Row else 'Store'} as an argument too")
        if kind is Row:
            index: ast.expr = ast.BinOp(node.value, ast.Add(), node.slice)
            array: ast.expr = ast.Name(owner, ast.Load())
        else:
            index = ast.Tuple([node.value, node.slice], ast.Load())
            block = kind.array  # type: ignore[attr-defined]
            array = ast.Attribute(ast.Name(owner, ast.Load()), block, ast.Load())
        return self.visit_Subscript(ast.copy_location(
            ast.Subscript(array, index, node.ctx), node))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, float):
            return ast.Call(ast.Name("f4", ast.Load()), [node], [])
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        spread: list[ast.expr] = []
        for argument in node.args:
            spread += self._spread(argument) if isinstance(argument, ast.Starred) else [argument]
        node.args = spread
        return self.generic_visit(node)

    def _spread(self, starred: ast.Starred) -> list[ast.expr]:
        """Return x[..., a], ..., x[..., b - 1] for *x[..., a:b] with known a and b."""
        item = starred.value
        index = (list(item.slice.elts) if isinstance(item.slice, ast.Tuple) else [item.slice]
                 ) if isinstance(item, ast.Subscript) else []
        if not index or not isinstance(index[-1], ast.Slice):
            raise self.wrong(starred, f"*{ast.unparse(item)} has no known length",
                             "open a slice with known ends, as in *row[0:4]")
        assert isinstance(item, ast.Subscript)
        low, high = self._whole(index[-1].lower), self._whole(index[-1].upper)
        return [
            ast.Subscript(
                copy.deepcopy(item.value),
                ast.Tuple([*copy.deepcopy(index[:-1]), ast.Constant(k)], ast.Load())
                if len(index) > 1 else ast.Constant(k), ast.Load())
            for k in range(low, high)
        ]

    def _whole(self, node: ast.expr | None) -> int:
        value = node.value if isinstance(node, ast.Constant) else self._resolve(node)
        if not isinstance(value, int):
            raise self.wrong(node or ast.Pass(), "a slice with an end that is not known",
                             "use whole numbers or constants of a module")
        return value

    def visit_Name(self, node: ast.Name) -> ast.AST:
        target = self._resolve(node)
        return node if target is UNKNOWN else self._emit(target, node)

    def _resolve(self, node: ast.AST | None) -> Any:
        if isinstance(node, ast.Name):
            return UNKNOWN if node.id in self.local else self._in_scope(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._resolve(node.value)
            if isinstance(owner, Names):
                if node.attr not in owner.numbers:
                    raise self.wrong(node, f"{ast.unparse(node)} is declared nowhere",
                                     "declare it in a mechanism")
                return owner.numbers[node.attr]
            if isinstance(owner, (ModuleType, type)) and owner is not np:
                of_class = isinstance(owner, type)
                self.book.made_of.name(
                    owner.__module__ if of_class else owner.__name__,
                    f"{owner.__qualname__}.{node.attr}" if of_class else node.attr)
                return getattr(owner, node.attr, UNKNOWN)
        return UNKNOWN

    def _in_scope(self, name: str) -> Any:
        """Return what a name stands for in the rule's module or around the rule."""
        self.book.made_of.name(self.rule.__module__, name)
        return self.scope.get(name, UNKNOWN)

    def _emit(self, target: Any, node: ast.AST) -> ast.AST:
        if target in PRIMITIVES if callable(target) else False:
            return ast.Name(target.__name__, ast.Load())
        if isinstance(target, (bool, int)):
            return ast.Constant(target)
        if isinstance(target, float):
            return self.visit_Constant(ast.Constant(target))
        if inspect.isfunction(target):
            return ast.Name(self.book.function(target), ast.Load())
        if isinstance(target, type) and issubclass(target, tuple):
            return ast.Name(self.book.record(target), ast.Load())
        if isinstance(target, ModuleType) and target is not np and not isinstance(node, ast.Name):
            raise self.wrong(node, f"{ast.unparse(node)} is no rule", "use compute.maths")
        return node


def _closed_over(rule: Callable[..., Any]) -> dict[str, Any]:
    code, cells = rule.__code__, rule.__closure__ or ()  # type: ignore[attr-defined]
    return {name: cell.cell_contents for name, cell in zip(code.co_freevars, cells)}


def _indexed(node: ast.Subscript) -> ast.Subscript:
    if isinstance(node.slice, ast.Tuple):
        node.slice.elts = [_unsigned(index) for index in node.slice.elts]
    else:
        node.slice = _unsigned(node.slice)
    return node


def _unsigned(index: ast.expr) -> ast.expr:
    """Make an index unsigned, once: signs keep loops scalar."""
    if isinstance(index, (ast.Slice, ast.Constant)):
        return index
    if (isinstance(index, ast.Call) and isinstance(index.func, ast.Attribute)
            and index.func.attr == "uintp"):
        return index
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "uintp", ast.Load()), [index], [])
