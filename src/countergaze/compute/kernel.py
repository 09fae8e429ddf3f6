"""The only door to Numba.

Rules are plain functions in the mechanisms' files.  `load(entry)` collects `entry` and everything
that it calls, writes compiled copies of them into one generated module in the user's cache folder
(named by a hash of the text, so an edited rule can never meet an old kernel), imports it and
returns the compiled entry.  On the way float literals become float32, so that compiled and plain
arithmetic agree to the last bit.  A function marked `maths.apart` is compiled by itself, which
keeps the whole quick to compile; every other is forced inline, so that loops become vector code.
Nothing else in the package imports Numba.
"""

from __future__ import annotations

import ast
import copy
import getpass
import hashlib
import importlib.util
import inspect
import os
import re
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import platformdirs

from countergaze.compute import maths

PRIMITIVES = (maths.select, maths.truth, maths.power_of_two, maths.as_float, maths.as_whole,
              maths.each, maths.fixed_sum, maths.wide_sum)

PRELUDE = '''"""Generated from the rules of the mechanisms; do not edit."""
import numpy as np
import numba
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from llvmlite import ir

f4 = np.float32


@intrinsic
def _as_float(typingctx, bits):
    def build(context, builder, signature, args):
        return builder.bitcast(args[0], ir.FloatType())
    return types.float32(types.int32), build


@intrinsic
def open_tuple(typingctx, array, start, kind):
    made = types.NamedUniTuple(types.float32, len(kind.instance_class._fields),
                               kind.instance_class)

    def build(context, builder, signature, args):
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        first = builder.gep(data, [args[1]])
        values = [builder.load(builder.gep(first, [context.get_constant(types.intp, k)]))
                  for k in range(len(made))]
        return context.make_tuple(builder, made, values)
    return made(array, types.intp, kind), build


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def select(condition, one, other):
    return f4(one) if condition else f4(other)


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def truth(value):
    return f4(1.0) if value else f4(0.0)


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def power_of_two(whole):
    return _as_float(np.int32((np.int32(whole) + 127) << 23))


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def as_float(word):
    return f4(np.int32(word))


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def as_whole(value):
    return np.int32(value)


@njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def each(n):
    return range(n)


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def fixed_sum(block, row, weight, n):
    total = np.int32(0)
    for i in range(n):
        product = block[np.uintp(row + i)] * block[np.uintp(weight + i)]
        total = np.int32(total + np.int32(product * f4(262144.0) + f4(0.5)))
    return np.int64(total)


@njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
def wide_sum(block, row, weight, n):
    total = np.int64(0)
    for i in range(n):
        product = block[np.uintp(row + i)] * block[np.uintp(weight + i)]
        total += np.int64(product * f4(262144.0) + f4(0.5))
    return total

'''

BARE = "no_cpython_wrapper=True, no_cfunc_wrapper=True, no_rewrites=True, _nrt=False"
INLINE = f"@njit(forceinline=True, {BARE}, error_model='numpy')"
APART = f"@njit({BARE}, error_model='numpy')"
ENTRY = "@njit(nogil=True, cache=True, no_rewrites=True, _nrt=False, error_model='numpy')"
"""Nothing in the week allocates, so no counting of references; only the entry is called from
Python, so only it needs a wrapper.  Both halve the time to compile."""


ENTRY_MARK = "__entry"
_INNER: set[str] = set()
"""Names of generated functions that are only ever part of an entry."""


def _optimise_once(names: Iterable[str]) -> None:
    """Have Numba optimise only the whole of an entry.

    It would optimise each function by itself first, and again in all that it becomes part of;
    that takes a third of the time to compile and changes nothing.  Where Numba is built
    otherwise this does nothing.
    """
    _INNER.update(name for name in names if not name.endswith(ENTRY_MARK))
    try:
        from numba.core.codegen import CPUCodeLibrary

        whole = CPUCodeLibrary._optimize_final_module
    except (ImportError, AttributeError):
        return
    if getattr(whole, "once", False):
        return

    def once(library: Any) -> None:
        if library.name not in _INNER:
            whole(library)

    once.once = True  # type: ignore[attr-defined]
    CPUCodeLibrary._optimize_final_module = once


class _Translate(ast.NodeTransformer):
    """Rewrite one function: names to generated names, constants to literals, floats to float32."""

    def __init__(self, scope: dict[str, Any], door: _Door) -> None:
        self.scope, self.door = scope, door
        self.local: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.local = {a.arg for a in node.args.args}
        self.local |= {n.id for n in ast.walk(node)
                       if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        node.decorator_list = []
        node.returns = None
        for a in node.args.args:
            a.annotation = None
        if isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant):
            node.body = node.body[1:]
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Make indices unsigned: nothing counts from the end, and signs keep loops scalar."""
        node = self.generic_visit(node)
        if isinstance(node.slice, ast.Tuple):
            node.slice.elts = [_unsigned(index) for index in node.slice.elts]
        else:
            node.slice = _unsigned(node.slice)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, float):
            return ast.Call(ast.Name("f4", ast.Load()), [node], [])
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
            opened = self._opened(node)
            if opened is not None:
                return opened
        spread: list[ast.expr] = []
        for argument in node.args:
            spread += self._spread(argument) if isinstance(argument, ast.Starred) else [argument]
        node.args = spread
        return self.generic_visit(node)

    def _opened(self, node: ast.Call) -> ast.AST | None:
        """Return Kind(*numbers[a:b]) as one step that loads all fields, where it is one."""
        kind, item = self._resolve(node.func), node.args[0].value  # type: ignore[attr-defined]
        if not (isinstance(kind, type) and issubclass(kind, tuple)
                and isinstance(item, ast.Subscript) and isinstance(item.slice, ast.Slice)):
            return None
        low, high = self._whole(item.slice.lower), self._whole(item.slice.upper)
        assert high - low == len(kind._fields), kind  # type: ignore[attr-defined]
        return ast.Call(ast.Name("open_tuple", ast.Load()),
                        [self.visit(item.value), ast.Constant(low),
                         ast.Name(self.door.record(kind), ast.Load())], [])

    def _spread(self, starred: ast.Starred) -> list[ast.expr]:
        """Return x[..., a], ..., x[..., b - 1] for *x[..., a:b] with known a and b."""
        item = starred.value
        assert isinstance(item, ast.Subscript)
        index = list(item.slice.elts) if isinstance(item.slice, ast.Tuple) else [item.slice]
        last = index[-1]
        assert isinstance(last, ast.Slice) and last.lower and last.upper
        low, high = self._whole(last.lower), self._whole(last.upper)
        return [
            ast.Subscript(
                copy.deepcopy(item.value),
                ast.Tuple([*copy.deepcopy(index[:-1]), ast.Constant(k)], ast.Load())
                if len(index) > 1 else ast.Constant(k), ast.Load())
            for k in range(low, high)
        ]

    def _whole(self, node: ast.expr) -> int:
        value = node.value if isinstance(node, ast.Constant) else self._resolve(node)
        assert isinstance(value, int), ast.dump(node)
        return value

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        target = self._resolve(node)
        if target is not _UNKNOWN:
            return self._emit(target, node)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        target = self._resolve(node)
        if target is not _UNKNOWN:
            return self._emit(target, node)
        return node

    def _resolve(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Name):
            if node.id in self.local or node.id not in self.scope:
                return _UNKNOWN
            return self.scope[node.id]
        if isinstance(node, ast.Attribute):
            owner = self._resolve(node.value)
            if isinstance(owner, (ModuleType, type)) and owner is not np:
                return getattr(owner, node.attr, _UNKNOWN)
        return _UNKNOWN

    def _emit(self, target: Any, node: ast.AST) -> ast.AST:
        if target in PRIMITIVES if callable(target) else False:
            return ast.Name(target.__name__, ast.Load())
        if isinstance(target, bool) or isinstance(target, int):
            return ast.Constant(target)
        if isinstance(target, float):
            return self.visit_Constant(ast.Constant(target))
        if inspect.isfunction(target) and target.__module__.startswith("countergaze"):
            return ast.Name(self.door.function(target), ast.Load())
        if isinstance(target, type) and issubclass(target, tuple):
            return ast.Name(self.door.record(target), ast.Load())
        return node


_UNKNOWN = object()


def _unsigned(index: ast.expr) -> ast.expr:
    if isinstance(index, (ast.Slice, ast.Constant)):
        return index
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "uintp", ast.Load()), [index], [])


class _Door:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.names: dict[Any, str] = {}

    def function(self, rule: Callable[..., Any], decorator: str = INLINE) -> str:
        """Return the generated name of a rule, writing it (and what it calls) first."""
        if rule in self.names:
            return self.names[rule]
        name = f"{rule.__module__.split('.')[-1]}__{rule.__name__}"
        name += ENTRY_MARK if decorator == ENTRY else ""
        self.names[rule] = name
        tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
        if decorator == INLINE and getattr(rule, "apart", False):
            decorator = APART
        scope = dict(vars(sys.modules[rule.__module__]))
        tree = _Translate(scope, self).visit(tree)
        tree.body[0].name = name
        self.parts.append(f"{decorator}\n{ast.unparse(ast.fix_missing_locations(tree))}\n")
        return name

    def record(self, kind: type) -> str:
        """Return the generated name of a named tuple class, importing it first."""
        if kind not in self.names:
            name = f"{kind.__module__.split('.')[-1]}__{kind.__qualname__.replace('.', '_')}"
            self.names[kind] = name
            outer = kind.__qualname__.split(".")[0]
            self.parts.append(
                f"from {kind.__module__} import {outer} as _outer\n"
                f"{name} = {'.'.join(['_outer', *kind.__qualname__.split('.')[1:]])}\n"
            )
        return self.names[kind]


def source_of(entry: Callable[..., Any]) -> tuple[str, str]:
    """Return the text of the generated module and the name of the compiled entry in it."""
    door = _Door()
    name = door.function(entry, ENTRY)
    return PRELUDE + "\n" + "\n".join(door.parts), name


def cache_folder() -> Path:
    """Return a writable folder for kernels and saved burn-ins; COUNTERGAZE_CACHE overrides it."""
    wish = os.environ.get("COUNTERGAZE_CACHE") or platformdirs.user_cache_dir("countergaze")
    for folder in (Path(wish), Path(tempfile.gettempdir()) / f"countergaze-{getpass.getuser()}"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="countergaze-"))


def load(entry: Callable[..., Any]) -> Any:
    """Return the compiled copy of `entry`; `already_compiled(entry)` tells if it will be fast."""
    if entry in _LOADED:
        return _LOADED[entry]
    text, name = source_of(entry)
    path = _module_path(text)
    _optimise_once(re.findall(r"^def (\w+)\(", text, re.M))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    spec = importlib.util.spec_from_file_location(f"countergaze_kernel_{path.parent.name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    _LOADED[entry] = getattr(module, name)
    return _LOADED[entry]


def already_compiled(entry: Callable[..., Any]) -> bool:
    """Return whether a compiled copy of `entry` lies in the cache folder."""
    path = _module_path(source_of(entry)[0])
    return any(path.parent.glob("**/*.nbc"))


def _module_path(text: str) -> Path:
    import numba

    key = hashlib.sha256(f"{numba.__version__}\n{np.__version__}\n{text}".encode()).hexdigest()
    return cache_folder() / "kernels" / key[:16] / "kernel.py"


_LOADED: dict[Any, Any] = {}
