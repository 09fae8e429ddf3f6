"""What a rule may be written in, and the message for one that leaves it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

INSTEAD = {
    ast.Lambda: ("a lambda", "write a function with a name"),
    ast.ListComp: ("a list", "loop over people with `for i in each(n):`"),
    ast.SetComp: ("a set", "loop over people with `for i in each(n):`"),
    ast.DictComp: ("a dictionary", "use a named tuple"),
    ast.GeneratorExp: ("a generator", "loop over people with `for i in each(n):`"),
    ast.Dict: ("a dictionary", "use a named tuple"),
    ast.Set: ("a set", "compare with each value"),
    ast.List: ("a list", "use names, or a row of the block"),
    ast.JoinedStr: ("text", "return a number that says the same"),
    ast.Try: ("try", "test the condition before"),
    ast.Raise: ("raise", "check what comes from outside before the week"),
    ast.Assert: ("assert", "state it in a test of the rule"),
    ast.With: ("with", "do this outside the rule"),
    ast.Yield: ("yield", "return the value"),
    ast.Await: ("await", "do this outside the rule"),
    ast.Import: ("an import", "import at the head of the file"),
    ast.ImportFrom: ("an import", "import at the head of the file"),
    ast.Global: ("global", "hand the value over as an argument"),
    ast.Nonlocal: ("nonlocal", "hand the value over as an argument"),
    ast.ClassDef: ("a class", "define a named tuple at the head of the file"),
    ast.NamedExpr: (":=", "assign on a line of its own"),
    ast.Delete: ("del", "leave it out"),
    ast.Pow: ("**", "multiply, or use maths.exp"),
}


class DialectError(TypeError):
    """A rule uses what cannot be compiled: says file, line, what, and what to write instead."""

    def __init__(self, rule: Callable[..., Any], node: ast.AST | None, what: str,
                 instead: str) -> None:
        code = rule.__code__  # type: ignore[attr-defined]
        line = getattr(node, "lineno", code.co_firstlineno)
        super().__init__(f"{code.co_filename}:{line}: in the rule {rule.__name__}, {what}. "
                         f"Instead, {instead}.")


def check(rule: Callable[..., Any], tree: ast.Module) -> None:
    """Raise DialectError at the first place of a rule that leaves the dialect."""
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        raise DialectError(rule, function, "this is no function", "write one with def")
    given = function.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.defaults:
        raise DialectError(rule, function, "arguments have defaults or stars",
                           "name each argument, without a default")
    docstring = ast.get_docstring(function) is not None
    for statement in function.body[1 if docstring else 0:]:
        for node in ast.walk(statement):
            if type(node) in INSTEAD:
                what, instead = INSTEAD[type(node)]
                where = node if hasattr(node, "lineno") else statement
                raise DialectError(rule, where, f"{what} cannot be compiled", instead)
            if isinstance(node, ast.FunctionDef):
                raise DialectError(rule, node, "a function inside a rule cannot be compiled",
                                   "move it to the head of the file")
            if isinstance(node, ast.Call) and node.keywords:
                raise DialectError(rule, node, f"{ast.unparse(node.func)} is called by keyword",
                                   "hand arguments over in their order")
            if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes, complex)):
                raise DialectError(rule, node, f"{node.value!r} is no number",
                                   "use a form's number or a constant of the module")
