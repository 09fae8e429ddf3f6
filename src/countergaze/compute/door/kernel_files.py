"""The files of one generated module: its text, what was compiled of it, and their seal.

What Numba keeps is code that is run as it is read, so it is only read where a seal names each
file with its size and hash, and where all of them are this user's.  Whatever is not so is removed
and compiled anew.  The text of the module is never read back at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from countergaze.compute.cache_folder import cache_folder, locked, made, mine, note, replaced

SEAL = "seal.json"


class KernelFiles:
    """The folder of a generated module, named by a hash of its text and of what compiles it."""

    def __init__(self, text: str, compiler: str) -> None:
        """compiler: the versions and the processor that compiled code hangs on."""
        self.text = text
        key = hashlib.sha256(f"{compiler}\n{text}".encode()).hexdigest()[:16]
        self.folder = cache_folder() / "kernels" / key
        self.path = self.folder / "kernel.py"

    def module(self) -> ModuleType:
        """Return the module, executed from the text, with the text beside what Numba keeps."""
        made(self.folder.parent)
        if os.path.lexists(self.folder) and not mine(self.folder):
            shutil.rmtree(self.folder)
        made(self.folder)
        if not (mine(self.path) and self._read() == self.text.encode()):
            replaced(self.path, lambda part: _write(part, self.text))
        module = ModuleType(f"countergaze_kernel_{self.folder.name}")
        module.__file__ = str(self.path)
        sys.modules[module.__name__] = module  # what Numba keeps refers to it by name
        exec(compile(self.text, str(self.path), "exec"), module.__dict__)
        return module

    def _read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError:
            return b""

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Let one process at a time compile, so that the others find it done."""
        with locked(self.folder):
            yield

    def kept(self) -> list[Path]:
        """Return the files of compiled code."""
        return sorted(path for path in self.folder.glob("__pycache__/*")
                      if path.suffix in (".nbi", ".nbc"))

    def whole(self) -> bool:
        """Return whether compiled code is there, as it was sealed, and this user's."""
        try:
            told = json.loads((self.folder / SEAL).read_bytes())
            ours = all(map(mine, (self.folder, self.folder / SEAL, *self.kept())))
            return bool(told) and ours and told == self._record()
        except (OSError, ValueError):
            return False

    def _record(self) -> dict[str, Any]:
        return {path.name: [path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()]
                for path in self.kept()}

    def seal(self) -> None:
        """Note the compiled code as it is; without a seal it is compiled again the next time."""
        try:
            replaced(self.folder / SEAL, lambda part: _write(part, json.dumps(self._record())))
        except OSError:
            pass

    def clear(self) -> None:
        """Remove compiled code that is not as it was sealed; say so where there was some."""
        if self.kept():
            note(f"compiled code in {self.folder} was damaged or incomplete; it is compiled anew")
        for path in (*self.kept(), self.folder / SEAL):
            path.unlink(missing_ok=True)

    def touch(self) -> None:
        """Note that the compiled code was of use."""
        try:
            os.utime(self.folder / SEAL)
        except OSError:
            pass


def _write(part: Path, text: str) -> None:
    part.write_text(text, encoding="utf-8", newline="\n")
