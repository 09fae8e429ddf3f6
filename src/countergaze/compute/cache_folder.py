"""Where compiled kernels, burn-ins and results are kept: a folder that is this user's alone.

Kernels are code, so nothing is read from a folder that somebody else could have made.  A folder
is trusted by its owner, never by its name: where the one asked for belongs to somebody else, a
subfolder of one's own is used in it.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import platformdirs
from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from countergaze.declare.errors import CANNOT_WRITE, CountergazeError

VARIABLE = "COUNTERGAZE_CACHE"
KINDS = ("kernels", "burn-in", "results")
NAME = "countergaze"
LONGEST_WAIT = 600.0  # seconds; compiling takes less than that on a slow machine

_of_this_process: dict[int, Path] = {}
_passing: set[Path] = set()


class NoCacheFolder(CountergazeError, OSError):
    """There is no place at all where a kernel could be written."""

    exit_code = CANNOT_WRITE


def cache_folder() -> Path:
    """Return the folder of everything that is kept from one run to the next.

    It is the first that is this user's and can be written: the one that COUNTERGAZE_CACHE names,
    the user's cache folder, one named by the user's number in the temporary folder, and one that
    is gone with this process.
    """
    if os.getpid() in _of_this_process:
        return _of_this_process[os.getpid()]
    refused = []
    for wish in (_asked_for, _of_the_user, _in_the_temporary_folder):
        try:
            folder = wish()
            if folder is not None:
                folder = _usable(folder)
                if refused:
                    note(f"kernels and burn-ins are kept in {folder}, because {refused[0]}")
                return folder
        except (OSError, RuntimeError, KeyError) as fault:
            refused.append(" ".join(str(fault).split()) or type(fault).__name__)
    return _for_this_process()


def lasts() -> bool:
    """Return whether what is kept now is there for the next process."""
    return cache_folder() not in _passing


def use(folder: str | Path) -> None:
    """Use a folder in this process, whatever else is asked for; for processes that help others."""
    _of_this_process[os.getpid()] = Path(folder)


def _asked_for() -> Path | None:
    """Return the folder that the variable names, behind all links."""
    wish = os.environ.get(VARIABLE, "").strip()
    return Path(os.path.realpath(os.path.expanduser(wish))) if wish else None


def _of_the_user() -> Path:
    folder = Path(platformdirs.user_cache_dir(NAME, appauthor=False))
    if not folder.is_absolute():
        raise OSError("no home folder is known")
    return Path(os.path.realpath(folder))


def _in_the_temporary_folder() -> Path:
    """Return a folder with a name that others can guess, so that its owner is what counts."""
    number = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    folder = Path(tempfile.gettempdir()) / f"{NAME}{number}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if not mine(folder):
        raise OSError(f"{folder} belongs to another user")
    folder.chmod(0o700)
    return folder


def _for_this_process() -> Path:
    """Return a new folder, removed when this process ends."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{NAME}-"))
    except OSError as fault:
        raise NoCacheFolder(f"no folder for compiled kernels can be written ({fault.strerror}): "
                            f"let {VARIABLE} name one") from fault
    note(f"nothing is kept from this run for the next: no cache folder can be written; let "
         f"{VARIABLE} name one")
    use(folder)
    _passing.add(folder)
    atexit.register(_removed, folder, os.getpid())
    return folder


def _removed(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _usable(folder: Path) -> Path:
    """Return the folder, made if it is missing, or one's own in that of another user.

    Raise OSError where neither can be used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _ours(folder) and hasattr(os, "getuid"):
        folder = folder / f"uid-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
    if not _ours(folder):
        raise OSError(f"{folder} belongs to another user")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OSError(f"{folder} cannot be written")
    return folder


def _ours(folder: Path) -> bool:
    """Return whether a cache folder and what lies in it under known names are this user's."""
    return mine(folder) and all(mine(folder / kind) for kind in KINDS
                                if os.path.lexists(folder / kind))


def mine(path: Path) -> bool:
    """Return whether a path, and what it leads to if it is a link, belong to this user."""
    try:
        if not hasattr(os, "getuid"):
            return path.exists()
        return {os.lstat(path).st_uid, os.stat(path).st_uid} == {os.getuid()}
    except OSError:
        return False


def made(folder: Path) -> Path:
    """Make a folder that nobody else can write into; return it.  Raise OSError if it is not so."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not mine(folder):
        raise OSError(f"{folder} belongs to another user")
    if hasattr(os, "getuid") and stat.S_IMODE(folder.stat().st_mode) & 0o022:
        folder.chmod(0o700)
    return folder


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time do what follows in a folder; go on alone where locks fail."""
    lock = system_lock(folder / ".lock")
    try:
        if lock is not None:
            lock.acquire(timeout=LONGEST_WAIT)
    except (OSError, RuntimeError, Timeout):
        pass
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def system_lock(path: Path) -> BaseFileLock | None:
    """Return a lock that the system releases when its process ends, None where it has none.

    One that is only a file would bar every other process after its own was killed.
    """
    if FileLock is SoftFileLock:
        return None
    return FileLock(path, fallback_to_soft=False)


def running(process: int) -> bool:
    """Return whether a process with this number is alive on this machine."""
    if os.name == "nt":  # there, signal 0 is no question but an interrupt
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@cache
def note(text: str) -> None:
    """Tell the user something that is no mistake, once a process."""
    logging.getLogger("countergaze").warning("note: %s", text)


Write = Callable[[Path], None]


def replaced(path: Path, write: Write) -> None:
    """Write a file under another name, flush it to disk and rename it to `path`.

    A part that could not be finished is removed.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        write(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
