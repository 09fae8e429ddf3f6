"""Compiled entries: written to the user's cache folder, loaded, kept.

A generated module is named by a hash of its text, so an edited rule can never meet an old kernel.
Nothing else in the package imports Numba.
"""

from __future__ import annotations

import getpass
import hashlib
import importlib.util
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from countergaze.compute.door.translate import ENTRY_MARK, source_of

_INNER: set[str] = set()
"""Names of generated functions that are only ever part of an entry."""
_LOADED: dict[str, Any] = {}
_TEXTS: dict[Any, tuple[str, str]] = {}


def forget_texts() -> None:
    """Forget the generated texts, because places of names have changed."""
    _TEXTS.clear()


def text_of(entry: Callable[..., Any]) -> tuple[str, str]:
    """Return `source_of(entry)`, made once for as long as places of names stay."""
    if entry not in _TEXTS:
        _TEXTS[entry] = source_of(entry)
    return _TEXTS[entry]


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
    text, name = text_of(entry)
    if text not in _LOADED:
        _LOADED[text] = getattr(_module(text), name)
    return _LOADED[text]


def _module(text: str) -> Any:
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
    return module


def already_compiled(entry: Callable[..., Any]) -> bool:
    """Return whether a compiled copy of `entry` lies in the cache folder."""
    path = _module_path(text_of(entry)[0])
    return any(path.parent.glob("**/*.nbc"))


def _module_path(text: str) -> Path:
    import numba

    key = hashlib.sha256(f"{numba.__version__}\n{np.__version__}\n{text}".encode()).hexdigest()
    return cache_folder() / "kernels" / key[:16] / "kernel.py"
