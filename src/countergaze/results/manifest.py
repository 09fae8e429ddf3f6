"""What a run was made of and what it left: the content of manifest.json, and its check."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import metadata as packages
from pathlib import Path
from typing import Any

import numpy as np

from countergaze.data.tables import Places
from countergaze.engine.provenance import cpu_type, model_hash, package_hash
from countergaze.results.crate import CRATE, metadata
from countergaze.results.strays import is_stray
from countergaze.scenarios.recorded import TABLE

FORMAT = 1
UNSEALED = "0" * 64
PACKAGES = ("numpy", "numba", "llvmlite", "pandas", "pyarrow", "scipy")


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def hash_of_series(series: Iterable[tuple[str, str, np.ndarray]]) -> str:
    """Return the SHA-256 over names, scopes and float64 bytes; nothing in it hangs on time."""
    total = hashlib.sha256()
    for name, scope, values in series:
        numbers = np.array(values, dtype="<f8")
        numbers[np.isnan(numbers)] = np.nan  # one bit pattern for every missing value
        total.update(f"{name}\0{scope}\0{numbers.size}\0".encode())
        total.update(numbers.tobytes())
    return total.hexdigest()


def tables(table: Mapping[str, Any]) -> dict[str, str]:
    """Return file name -> SHA-256 of the tables that were read; table: see `Places.record`."""
    return {str(table["file"]): str(table["sha256"])} if table else {}


def own_table(places: Places | None) -> dict[str, bytes]:
    """Return the user's own table as a file beside the manifest; nothing for the shipped one."""
    return {TABLE: places.content} if places is not None and places.own else {}


MADE_WITH = ("versions", "source", "model", "cpu")


def made_with() -> dict[str, Any]:
    """Return what results could hang on beside the scenario: asked for when they are made."""
    return dict(zip(MADE_WITH, (versions(), package_hash(), model_hash(), cpu_type())))


def version() -> str:
    """Return the version of the package that is running."""
    import countergaze

    return str(getattr(countergaze, "__version__", None) or _installed("countergaze"))


def _installed(name: str) -> str:
    try:
        return packages.version(name)
    except packages.PackageNotFoundError:
        return "not installed"


def versions() -> dict[str, str]:
    """Return the versions that results could hang on."""
    return {"countergaze": version(), "python": platform.python_version(),
            **{name: _installed(name) for name in PACKAGES}}


def memory_peak() -> int | None:
    """Return the most bytes this process has held so far, or None where nobody counts.

    What `getrusage` tells may be the peak of the process that started this one; Linux has a
    better count.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file
                        if line.startswith("VmHWM:"))
    except (OSError, ValueError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def processor_seconds() -> float:
    """Return the processor time of this process so far, all threads together."""
    used = os.times()
    return round(used.user + used.system, 2)


def plain(value: Any) -> Any:
    """Return `value` as JSON holds it: numpy numbers as numbers, a missing number as None."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry) for entry in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def written_now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sealed(content: dict[str, Any]) -> bytes:
    """Return the manifest as bytes, with a seal: the SHA-256 of itself before the seal."""
    text = json.dumps({**plain(content), "seal": UNSEALED}, indent=1, ensure_ascii=False,
                      allow_nan=False) + "\n"
    seal = digest(text.encode())
    head, _, tail = text.rpartition(UNSEALED)
    return (head + seal + tail).encode()


def with_manifest(files: Mapping[str, bytes], content: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of a folder, its metadata as a research object, and its manifest.

    The manifest knows the hash and size of each.
    """
    def about(named: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
        return {name: {"sha256": digest(data), "bytes": len(data)} for name, data in named.items()}

    known = plain(content)
    whole = {**files, CRATE: metadata(about(files), known)}
    return {**whole, "manifest.json": sealed({**known, "files": about(whole)})}


def seal_holds(content: bytes) -> bool:
    """Return whether the bytes of a manifest are those that were sealed."""
    try:
        seal = json.loads(content)["seal"]
        head, mark, tail = content.rpartition(str(seal).encode())
    except (ValueError, KeyError, TypeError):
        return False
    return len(mark) == 64 and digest(head + UNSEALED.encode() + tail) == seal


def differing_files(root: Path, content: dict[str, Any]) -> list[str]:
    """Return what differs between a folder's files and its manifest, one sentence each."""
    try:
        found = [] if seal_holds((root / "manifest.json").read_bytes()) else [
            "manifest.json was changed after it was written"]
        listed = {str(name): str(about["sha256"]) for name, about in content["files"].items()}
        held = {entry.name for entry in root.iterdir() if not is_stray(entry.name)}
    except (OSError, AttributeError, KeyError, TypeError) as fault:
        return [f"manifest.json cannot be read: {fault}"]
    found += [f"{name} is not in the manifest" for name in
              sorted(held - listed.keys() - {"manifest.json"})]
    for name, told in listed.items():
        if name not in held or Path(name).name != name:
            found.append(f"{name} is missing")
        elif digest((root / name).read_bytes()) != told:
            found.append(f"{name} was changed after it was written")
    return found
