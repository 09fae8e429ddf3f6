"""What a result hangs on beside its settings: the model's source, libraries and processor."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np
import scipy

from countergaze.week import foreign

MODEL = ("declare", "data", "compute", "mechanisms", "week", "engine")
"""The folders of the package that can move a number of a run."""
SOURCES = (".py", ".csv", ".toml", ".css", ".html", ".js", ".md")


@cache
def model_hash() -> str:
    """Return the SHA-256 over the source and data of the model, file names included.

    Pages, commands, words and styles are no part of it: what is kept under it stays of use when
    they change.
    """
    root = _package()
    return hash_of(root, (path for path in root.rglob("*")
                          if path.relative_to(root).parts[0] in MODEL
                          and path.suffix in (".py", ".csv", ".toml")))


@cache
def package_hash() -> str:
    """Return the SHA-256 over all source, data, styles and templates of the package."""
    root = _package()
    return hash_of(root, (path for path in root.rglob("*") if path.suffix in SOURCES))


def hash_of(root: Path, paths: Iterable[Path]) -> str:
    """Return the SHA-256 over files and their names below a folder."""
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.relative_to(root).as_posix()):
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def _package() -> Path:
    return Path(__file__).parents[1]


@cache
def cpu_type() -> str:
    """Return the name of the processor, as far as the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine() or "unknown"


def made_by() -> dict[str, str]:
    """Return all that can move the last digit of a result, whatever its settings."""
    return {"model": model_hash(), "processor": cpu_type(), "numpy": np.__version__,
            "scipy": scipy.__version__, "numba": metadata.version("numba"),
            "foreign": ", ".join(one.sha256 for one in foreign.taken())}
