"""One week of people by the kernel in WebAssembly, under Node.js, beside the native one."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from countergaze.compute import door
from countergaze.compute.door import objects
from countergaze.data.tables import census_places
from countergaze.declare import Settings
from countergaze.declare.errors import CountergazeError
from countergaze.engine import memory, parameters, trial
from countergaze.engine.society import Society
from countergaze.engine.step import Engine
from countergaze.week import order

SCRIPT = Path(__file__).with_name("run_kernel.mjs")
PARTS = ("low", "high", "everybody", "few", "last", "following", "geography", "terms", "network",
         "sums", "scratch")
"""Arguments of the week."""
BASE, LINE = 1 << 22, 64
"""Where what is handed to the kernel begins in its memory, and what each array begins at."""
ADDRESS = 4
"""The word of an array that says where it is, see `compute.door.objects`."""
BEFORE, LONGEST = 26, 300
"""Weeks that pass first; seconds that Node.js may take."""
FEWEST, MOST, PERSON_WEEKS = 20, 400, 2_000_000
"""Rounds that are timed, and person-weeks of all of them.  Node.js begins with code that is made
quickly; what it makes better in the meantime is in use after a few hundred thousand of them."""


class NoNode(CountergazeError, RuntimeError):
    """The kernel cannot be run here; says why."""


def node() -> str:
    """Return the path of Node.js; raise NoNode if there is none."""
    command = shutil.which("node")
    if command is None:
        raise NoNode("the kernel cannot be tried: there is no Node.js (node) on this machine "
                     "(Debian, Ubuntu: apt install nodejs; macOS: brew install node)")
    return command


@dataclass(frozen=True)
class Tried:
    """What became of a week run both ways.

    changed, differ: bytes by part that the native week changed, and that the other left otherwise;
    native, node: milliseconds of each round; compiled: milliseconds Node.js took to load it.
    """

    people: int
    size: int
    changed: dict[str, int]
    differ: dict[str, int]
    native: list[float]
    node: list[float]
    compiled: float
    version: str

    @property
    def equal(self) -> bool:
        """Return whether both left the same bytes everywhere."""
        return not any(self.differ.values())

    def in_words(self) -> str:
        """Return the finding and the times as lines."""
        lines = [f"{sum(self.differ.values()):,} of {self.size:,} bytes differ from native; the "
                 f"week changed {sum(self.changed.values()):,}"]
        lines += [f"  {name}: {count:,} bytes differ" for name, count in self.differ.items()
                  if count]
        for name, times in (("native", self.native), (f"Node.js {self.version}", self.node)):
            least, half = (1e6 * found / self.people for found in (min(times), median(times)))
            lines.append(f"{name}: {least:.0f} ns a person-week at best, {half:.0f} in the median "
                         f"of {len(times)} rounds")
        return "\n".join([*lines, f"loaded in {self.compiled:.0f} ms"])


def week_of(people: int, settings: Settings | None = None) -> tuple[Any, ...]:
    """Return arguments of a week of a society of so many people, some weeks after its start."""
    settings = settings or parameters.defaults()
    society = Society.settle(settings, census_places(), people, (1,))
    engine = Engine(settings, society)
    for week in range(-BEFORE, 0):
        engine.step(week)
    terms = society.institutions.terms((settings,), 0)
    sums, scratch = engine.sums[0], memory.scratch(1, society.cells)
    for part in (*sums, scratch.histogram, scratch.scores):
        part[...] = 0
    return (0, society.cells, society.store, society.few.given(0, society.cells), society.last,
            society.following, society.geography, terms, society.institutions.network(), sums,
            scratch)


def tried(kernel: bytes, arguments: tuple[Any, ...]) -> Tried:
    """Run a week both ways, from the same memory; the arguments end as the native week left them.

    Raises NoNode where there is no Node.js, or where it refuses.
    """
    arrays = [leaf for leaf in objects._leaves(arguments) if isinstance(leaf, np.ndarray)]
    before = [array.copy() for array in arrays]
    people = int(arguments[PARTS.index("geography")].residents)
    rounds = min(max(PERSON_WEEKS // people, FEWEST), MOST)
    left, told = in_node(kernel, arguments, rounds)
    native = _native(arguments, arrays, before, rounds)
    changed, differ = compared(arguments, before, left)
    return Tried(people, sum(array.nbytes for array in arrays), changed,
                 differ, native, told["times"], told["compiled"], told["node"])


def in_node(kernel: bytes, arguments: tuple[Any, ...],
            rounds: int = 1) -> tuple[bytes, dict[str, Any]]:
    """Return the memory that a kernel leaves, see `image`, and what the script tells of its time.

    rounds: each from the same memory.  Raises NoNode where there is no Node.js, or where it
    refuses.
    """
    command = node()
    with tempfile.TemporaryDirectory(prefix="countergaze-") as name:
        folder = Path(name)
        (folder / "kernel.wasm").write_bytes(kernel)
        (folder / "before").write_bytes(image(arguments))
        files = [str(folder / one) for one in ("kernel.wasm", "before", "after")]
        try:
            done = subprocess.run([command, str(SCRIPT), *files, str(BASE), str(rounds)],
                                  capture_output=True, text=True, timeout=LONGEST)
        except subprocess.TimeoutExpired as fault:
            raise NoNode(f"the kernel ran for {LONGEST} seconds under Node.js and had not "
                         "ended") from fault
        if done.returncode:
            raise NoNode(f"the kernel does not run under Node.js: {done.stderr.strip()[-600:]}")
        told = json.loads(done.stdout)
        if told["status"]:
            raise NoNode(f"the kernel ended with status {told['status']} under Node.js")
        return (folder / "after").read_bytes(), told


def image(arguments: tuple[Any, ...]) -> bytes:
    """Return the memory that the kernel is handed, from BASE on: its table of words, the arrays.

    Raises ValueError if an array does not lie in memory as one piece.
    """
    leaves = list(objects._leaves(arguments))
    places = _places(leaves)
    words = []
    for leaf, place in zip(leaves, places):
        told = objects._words(leaf)
        if isinstance(leaf, np.ndarray):
            told[ADDRESS] = BASE + place
        words += told
    table = np.array(words, np.int64).tobytes()
    out = bytearray(max(place + leaf.nbytes for leaf, place in zip(leaves, places)
                        if isinstance(leaf, np.ndarray)))
    out[:len(table)] = table
    for leaf, place in zip(leaves, places):
        if isinstance(leaf, np.ndarray):
            if not leaf.flags.c_contiguous:
                raise ValueError("an array of the week is not one piece of memory")
            out[place:place + leaf.nbytes] = leaf.tobytes()
    return bytes(out)


def _places(leaves: list[Any]) -> list[int]:
    """Return where in the image each array begins, after the table; 0 for a number."""
    at = 8 * sum(len(objects._words(leaf)) for leaf in leaves)
    places = []
    for leaf in leaves:
        if not isinstance(leaf, np.ndarray):
            places.append(0)
            continue
        at += -at % LINE
        places.append(at)
        at += leaf.nbytes
    return places


def _native(arguments: tuple[Any, ...], arrays: list[np.ndarray], before: list[np.ndarray],
            rounds: int) -> list[float]:
    """Return milliseconds of each round of the native week."""
    week = door.load(order.cells_week, trial.agrees)
    times = []
    for _ in range(rounds):
        for array, start in zip(arrays, before):
            if array.flags.writeable:
                array[...] = start
        began = time.perf_counter()
        week(*arguments)
        times.append(1e3 * (time.perf_counter() - began))
    return times


def compared(arguments: tuple[Any, ...], before: list[np.ndarray],
             left: bytes) -> tuple[dict[str, int], dict[str, int]]:
    """Return by part how many bytes the native week changed, and how many the other left apart.

    arguments: as the native week left them; before: their arrays as they were; left: by `in_node`.
    """
    changed, differ = dict.fromkeys(PARTS, 0), dict.fromkeys(PARTS, 0)
    starts = iter(before)
    places = iter(_places(list(objects._leaves(arguments))))
    for name, argument in zip(PARTS, arguments, strict=True):
        for leaf in objects._leaves(argument):
            place = next(places)
            if isinstance(leaf, np.ndarray):
                native, other = _bytes(leaf.tobytes()), _bytes(left[place:place + leaf.nbytes])
                changed[name] += int((native != _bytes(next(starts).tobytes())).sum())
                differ[name] += int((native != other).sum())
    return changed, differ


def _bytes(content: bytes) -> np.ndarray:
    return np.frombuffer(content, np.uint8)

