"""What a generated text was made of, so that a process can tell that it would be made again.

To make the text of the week takes a fifth of a second; to look up the thousand names that it was
made of takes a hundredth.  A name stands for a number, a function, a record with its places, or
nothing; files are told by their content.  Whatever differs, the text is made anew.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from countergaze.compute.records import Names, Record

DOOR = ("countergaze.compute.door.translate", "countergaze.compute.door.dialect",
        "countergaze.compute.door.prelude", "countergaze.compute.records")
"""Modules that have a say in every text."""
NOTHING = object()


class Ingredients:
    """Names that were looked up while a text was made, and the files that were read.

    names: (module, dotted name); modules: of the files; whole: False if something was used that
    no name leads to, such as a function within a function.
    """

    def __init__(self, names: Iterable[tuple[str, str]] = (),
                 modules: Iterable[str] = DOOR) -> None:
        self.names = dict.fromkeys(names)
        self.modules = dict.fromkeys(modules)
        self.whole = True

    def name(self, module: str, dotted: str) -> None:
        """Note a name that was looked up in a module, whether it is there or not."""
        self.names[module, dotted] = None

    def function(self, rule: Callable[..., Any]) -> None:
        """Note a function whose source was read."""
        self.whole = self.whole and "<locals>" not in rule.__qualname__
        self.name(rule.__module__, rule.__qualname__)
        self.modules[rule.__module__] = None

    def names_now(self) -> str | None:
        """Return a hash of all that the names stand for now, None where that cannot be told."""
        if not self.whole:
            return None
        words: dict[int, str] = {}
        try:
            return _hash(f"{module}:{dotted}={_told(_found(module, dotted), words)}".encode()
                         for module, dotted in sorted(self.names))
        except (KeyError, _Untold):
            return None

    def files_now(self) -> str | None:
        """Return a hash of the files as they are now, None where one cannot be read."""
        try:
            return _hash(Path(str(sys.modules[module].__file__)).read_bytes()
                         for module in sorted(self.modules))
        except (OSError, KeyError):
            return None

    def plain(self) -> dict[str, Any]:
        """Return the names by module and the modules of the files, to be written as JSON."""
        by_module: dict[str, list[str]] = {}
        for module, dotted in self.names:
            by_module.setdefault(module, []).append(dotted)
        return {"names": by_module, "modules": list(self.modules)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Ingredients:
        """Return what `plain` wrote."""
        return cls(((module, dotted) for module, names in plain["names"].items()
                    for dotted in names), plain["modules"])


class _Untold(Exception):
    """A name stands for something that a word cannot be given to."""


def _hash(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(f"{len(part)}\0".encode() + part)
    return total.hexdigest()


def _found(module: str, dotted: str) -> Any:
    first, *rest = dotted.split(".")
    at = vars(sys.modules[module]).get(first, NOTHING)
    for name in rest:
        at = getattr(at, name, NOTHING)
    return at


def _told(value: Any, words: dict[int, str]) -> str:
    """Return in words what the text of a rule takes from a value.

    words: those of classes so far, by identity, for there are few and they take long.
    """
    if value is NOTHING:
        return "nothing"
    if isinstance(value, (bool, int, float)):
        return repr(value)
    if inspect.isfunction(value):
        code, module = value.__code__, sys.modules[value.__module__]
        if value.__closure__ or code.co_filename != module.__file__:
            raise _Untold
        return (f"{value.__module__}.{value.__qualname__} at {code.co_firstlineno}"
                f"{' apart' if getattr(value, 'apart', False) else ''}")
    if isinstance(value, Names):
        return repr(value.numbers)
    if isinstance(value, type):
        if id(value) not in words:
            words[id(value)] = _told_of_class(value)
        return words[id(value)]
    if isinstance(value, ModuleType):
        return value.__name__
    return type(value).__name__


def _told_of_class(kind: type) -> str:
    name = f"{kind.__module__}.{kind.__qualname__}"
    if issubclass(kind, Record):
        groups = {key: _told_of_class(group) for key, group in kind.groups.items()}
        places = [(key, *vars(place).values()) for key, place in kind.places.items()]
        return f"{name}{places}{groups}"
    return f"{name}{getattr(kind, '_fields', '')}"
