"""Objects of machine code that are made ahead of time and shipped: which fits, and its calling.

An object holds one entry for one level of processors.  It is named by a hash of the generated
text and of the way it is called, so that an edited rule can never meet an old object; what stands
beside it names the types of the arguments and its own hash.  Loading one takes a few hundredths of
a second and needs no Numba.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "objects"
CALLED = "countergaze_entry"
VERSION = 1
"""Of the way in which an object is called; to be raised whenever that changes."""
LEVELS = {
    "x86-64-v4": ("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"),
    "x86-64-v3": ("avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe"),
    "x86-64-v2": ("sse3", "ssse3", "sse4.1", "sse4.2", "popcnt"),
}
"""Levels of x86-64 processors, the best first, and what each needs beyond those after it."""


@dataclass(frozen=True)
class Object:
    """A file of machine code; kinds: of the arguments, as `kinds_of` tells them."""

    path: Path
    kinds: str
    sha256: str

    def whole(self) -> bool:
        """Return whether the file is as it was made."""
        try:
            return hashlib.sha256(self.path.read_bytes()).hexdigest() == self.sha256
        except OSError:
            return False


def fitting(stem: str) -> Object | None:
    """Return the best object of a generated text that this processor can run, if there is one.

    stem: of the text, see `texts`.
    """
    folder = FOLDER
    if not any(folder.glob(f"{stem}-*.json")):
        return None
    for name in levels_here():
        try:
            told = json.loads((folder / f"{stem}-{name}.json").read_bytes())
            return Object(folder / f"{stem}-{name}.o", told["kinds"], told["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def keep(stem: str, name: str, code: bytes, kinds: str, folder: Path) -> Object:
    """Write an object and what stands beside it; name: of its level, see `named`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{name}.o"
    path.write_bytes(code)
    told = {"kinds": kinds, "sha256": hashlib.sha256(code).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")
    return Object(path, told["kinds"], told["sha256"])


@cache
def levels_here() -> tuple[str, ...]:
    """Return the names of levels that this processor and system can run, the best first."""
    from llvmlite import binding

    if not named("").startswith("x86_64"):
        return ()
    have = {name for name, there in binding.get_host_cpu_features().items() if there}
    needed: set[str] = set()
    found: list[str] = []
    for level, more in reversed(LEVELS.items()):
        needed |= set(more)
        if needed <= have:
            found.insert(0, named(level))
    return tuple(found)


def named(level: str) -> str:
    """Return the name of a level on this system, such as x86_64-linux.x86-64-v3."""
    from llvmlite import binding

    triple = binding.get_process_triple()
    family, *rest = triple.split("-")
    system = next((name for name in ("linux", "windows", "darwin") if name in triple), rest[-1])
    return f"{family}-{system}.{level}"


def level_of(name: str) -> str:
    """Return the level that `named` made a name of."""
    return name.partition(".")[2]


def kinds_of(value: Any) -> str:
    """Return the type of an argument, such as (float32[2] int64): arrays, tuples, whole numbers."""
    if isinstance(value, tuple):
        return f"({' '.join(map(kinds_of, value))})"
    if isinstance(value, np.ndarray):
        return f"{value.dtype}[{value.ndim}]{'' if value.flags.c_contiguous else '?'}"
    return "int64" if isinstance(value, (int, np.int64)) else type(value).__name__


class Ready:
    """The entry of an object: called with its arguments laid out as 64-bit words."""

    def __init__(self, given: Object) -> None:
        """Raise RuntimeError or OSError if the object cannot be loaded."""
        from llvmlite import binding

        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        machine = binding.Target.from_default_triple().create_target_machine(
            codemodel="jitdefault", jit=True)
        self.engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
        self.engine.add_object_file(str(given.path))
        self.engine.finalize_object()
        address = self.engine.get_function_address(CALLED)
        if not address:
            raise RuntimeError(f"{given.path.name} holds no entry")
        self.call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)(address)
        self.known = threading.local()

    def __call__(self, *arguments: Any) -> None:
        """Call the entry; arguments: of the kinds that it was made for."""
        known = vars(self.known).setdefault("words", {})
        words = []
        for place, value in enumerate(arguments):
            leaves = tuple(_leaves(value))
            before = known.get(place)
            if before is None or not before.of(leaves):
                before = known[place] = _Words(leaves)
            words.append(before.words)
        table = np.concatenate(words)
        status = self.call(table.ctypes.data)
        if status not in (0, -2):
            raise RuntimeError(f"compiled code ended with status {status}")


class _Words:
    """An argument as Numba hands it on, for as long as its arrays are there.

    An array is seven words and more, of which the first two say who owns it, which nothing in the
    week asks; a tuple is its parts.
    """

    def __init__(self, leaves: tuple[Any, ...]) -> None:
        self.leaves = [weakref.ref(leaf) if isinstance(leaf, np.ndarray) else leaf
                       for leaf in leaves]
        self.words = np.array([word for leaf in leaves for word in _words(leaf)], np.int64)

    def of(self, leaves: tuple[Any, ...]) -> bool:
        """Return whether these are the arrays and numbers that the words were made of."""
        return len(leaves) == len(self.leaves) and all(
            mine() is leaf if isinstance(mine, weakref.ref) else mine == leaf
            for mine, leaf in zip(self.leaves, leaves))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _words(leaf: Any) -> list[int]:
    if isinstance(leaf, np.ndarray):
        return [0, 0, leaf.size, leaf.itemsize, leaf.ctypes.data, *leaf.shape, *leaf.strides]
    return [int(leaf)]
