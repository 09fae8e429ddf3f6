"""Compiled entries: made ahead of time, or compiled once and kept in the user's cache folder.

A generated module is named by a hash of its text, so an edited rule can never meet an old kernel.
Nothing but the door imports Numba.
"""

from __future__ import annotations

import platform
import re
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from countergaze.compute.cache_folder import note
from countergaze.compute.door import objects, trials
from countergaze.compute.door.kernel_files import KernelFiles
from countergaze.compute.door.texts import stem_of, text_of
from countergaze.compute.door.translate import ENTRY_MARK
from countergaze.compute.door.whole import whole_only

Trial = Callable[[Callable[..., Any]], bool]

_LOADED: dict[str, Callable[..., Any]] = {}


def load(entry: Callable[..., Any], trial: Trial | None = None) -> Callable[..., Any]:
    """Return the compiled copy of `entry`; `already_compiled(entry)` tells if it will be fast.

    trial: returns whether a callable does what the entry does.  With it, an object made ahead of
    time is used where one fits and has passed the trial on this machine.
    """
    stem = stem_of(entry)
    if stem not in _LOADED:
        given = None if trial is None else objects.fitting(stem)
        _LOADED[stem] = (entry_of(entry) if given is None or trial is None
                         else Chosen(entry, given, trial))
    return _LOADED[stem]


def entry_of(entry: Callable[..., Any]) -> Compiled:
    """Return the copy of `entry` that Numba compiles, whatever was made ahead of time."""
    text, name = text_of(entry)
    whole_only(name for name in re.findall(r"^def (\w+)\(", text, re.M)
               if not name.endswith(ENTRY_MARK))
    return Compiled(KernelFiles(text, _compiler()), name)


class Chosen:
    """An entry of which an object was made ahead of time: at its first call that is tried.

    What the trial found is kept for this processor, since it takes longer than loading.
    """

    def __init__(self, entry: Callable[..., Any], given: objects.Object, trial: Trial) -> None:
        self.entry, self.given, self.trial = entry, given, trial
        self.guard = threading.Lock()
        self.chosen: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Call the entry."""
        if self.chosen is None:
            with self.guard:
                if self.chosen is None:
                    self.chosen = self._choose(arguments)
        return self.chosen(*arguments)

    def _choose(self, arguments: tuple[Any, ...]) -> Callable[..., Any]:
        given = self.given
        why = "it is damaged"
        if " ".join(map(objects.kinds_of, arguments)) != given.kinds:
            why = "it was made for other arguments"
        elif given.whole():
            try:
                ready = objects.Ready(given)
                why = "it gives other numbers than the rules on this processor"
                if trials.passed(given, lambda: self.trial(ready)):
                    return ready
            except (OSError, RuntimeError) as fault:
                why = f"it cannot be loaded ({fault})"
        trials.keep(given, False)
        note(f"the compiled week that came with Countergaze is not used, because {why}; it is "
             "compiled here, once")
        return entry_of(self.entry)


class Compiled:
    """A compiled entry: at its first call read from the cache if that is whole, else compiled."""

    def __init__(self, files: KernelFiles, name: str) -> None:
        self.files, self.guard, self.sealed = files, threading.Lock(), 0
        self.entry = _executed(files, name)

    def __call__(self, *arguments: Any) -> Any:
        """Call the entry."""
        if not self.sealed:
            self._prepare(arguments)
        left = self.entry(*arguments)
        if len(self.entry.overloads) != self.sealed:
            self._seal()
        return left

    def __getattr__(self, name: str) -> Any:
        return getattr(self.entry, name)

    def _prepare(self, arguments: tuple[Any, ...]) -> None:
        """Have the entry ready for arguments of these types, and what is kept of it sealed."""
        import numba

        with self.guard, self.files.one_at_a_time():
            if self.sealed:
                return
            kinds = tuple(numba.typeof(argument) for argument in arguments)
            if not self.files.whole():
                self.files.clear()
            try:
                self.entry.compile(kinds)
            except Exception:
                if not self.files.kept():
                    raise
                self.files.clear()  # whole, and yet not to be read by this Numba
                self.entry.compile(kinds)
            self._seal()
            self.files.touch()

    def _seal(self) -> None:
        if self.entry.stats.cache_misses:
            self.files.seal()
        self.sealed = len(self.entry.overloads)


def _executed(files: KernelFiles, name: str) -> Any:
    """Return an entry of a generated module; Numba keeps it beside the module and nowhere else."""
    from numba import config

    places = {name: getattr(config, name) for name in ("CACHE_DIR", "CACHE_LOCATOR_CLASSES")
              if hasattr(config, name)}
    try:
        for place in places:
            setattr(config, place, "")
        return getattr(files.module(), name)
    finally:
        for place, wish in places.items():
            setattr(config, place, wish)


def already_compiled(entry: Callable[..., Any]) -> bool:
    """Return whether a compiled copy of `entry` came with the package or lies whole in the cache.

    One that came with the package counts until a trial finds that it cannot be used.
    """
    given = objects.fitting(stem_of(entry))
    if given is not None and trials.found(given) is not False:
        return True
    text, _ = text_of(entry)
    return KernelFiles(text, _compiler()).whole()


def _compiler() -> str:
    """Return the versions and the processor that compiled code hangs on."""
    import llvmlite
    import numba
    from llvmlite import binding

    asked = [str(getattr(numba.config, name, None)) for name in ("CPU_NAME", "CPU_FEATURES")]
    return "\n".join([numba.__version__, llvmlite.__version__, np.__version__,
                      *platform.python_version_tuple()[:2], binding.get_host_cpu_name(), *asked])
