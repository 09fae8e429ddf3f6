"""How much memory and disk there is for a run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from countergaze.results.store import CannotWrite


def disk_available(folder: str | Path) -> int:
    """Return the free bytes of a folder's disk; raise CannotWrite where it cannot be used."""
    try:
        if not os.path.isdir(folder):
            raise NotADirectoryError(f"{folder} is no folder")
        if not os.access(folder, os.W_OK):
            raise PermissionError(f"{folder} may not be written")
        return shutil.disk_usage(folder).free
    except OSError as fault:
        raise CannotWrite(f"people cannot be kept on disk: {fault}") from None


def memory_available() -> int | None:
    """Return the bytes that this process may still take, or None where nobody says."""
    found = []
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            found += [int(line.split()[1]) * 1024 for line in file
                      if line.startswith("MemAvailable:")]
    except (OSError, ValueError):
        try:
            found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
        except (OSError, ValueError, AttributeError):
            pass
    group = Path("/sys/fs/cgroup")
    try:
        most = (group / "memory.max").read_text("ascii").strip()
        if most != "max":
            used = int((group / "memory.current").read_text("ascii"))
            stat = (group / "memory.stat").read_text("ascii").splitlines()
            kept = [int(line.split()[1]) for line in stat
                    if line.startswith("inactive_file ")]  # file cache, given back when asked
            found.append(max(int(most) - used + sum(kept), 0))
    except (OSError, ValueError):
        pass
    return min(found) if found else None
