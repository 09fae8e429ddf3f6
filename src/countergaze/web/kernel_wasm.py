"""Make the week of people as WebAssembly, from the module that Numba makes of the rules.

    python -m countergaze.web.kernel_wasm FOLDER [--try PEOPLE]

Writes kernel.wasm, and kernel.json that tells the types of its arguments.  It needs a linker for
WebAssembly: wasm-ld, which comes with LLVM's lld (Debian: `apt install lld`), and about 40 seconds
of one processor.  With --try, one week of a society of so many people runs under Node.js and
natively, and every byte is compared.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from countergaze.compute.cache_folder import VARIABLE
from countergaze.compute.door import ahead, objects
from countergaze.declare.errors import CANNOT_WRITE, CountergazeError
from countergaze.declare.integers import typed
from countergaze.engine import trial
from countergaze.web import kernel_in_node
from countergaze.week import order

TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+nontrapping-fptoint,+sign-ext"
"""Of WebAssembly that the code uses; every browser since 2023 and Node.js since 16.4 has them."""
STACK = 1 << 20
"""Bytes of the stack; it lies first in memory, so that growing beyond it is an error."""
LINKERS = re.compile(r"wasm-ld(-\d+)?")
LEAST, MOST = 5_000, 1_000_000
"""People of a society with which a kernel is tried."""
LONGEST = 300  # seconds for the linker, which takes less than one


class NoKernel(CountergazeError, RuntimeError):
    """The kernel cannot be made here; says why."""


def linker() -> str:
    """Return the path of a linker for WebAssembly, of several versions the newest.

    Raises NoKernel if there is none.
    """
    plain = shutil.which("wasm-ld")
    if plain:
        return plain
    found = {path.name: str(path) for folder in os.get_exec_path() if Path(folder).is_dir()
             for path in Path(folder).glob("wasm-ld-*")
             if LINKERS.fullmatch(path.name) and os.access(path, os.X_OK)}
    if not found:
        raise NoKernel("no kernel was made: there is no linker for WebAssembly (wasm-ld) on this "
                       "machine; it comes with LLVM's lld (Debian, Ubuntu: apt install lld; "
                       "macOS: brew install lld)")
    return found[max(found, key=lambda name: int(name.rpartition("-")[2]))]


def kernel(entry: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    """Return an entry as a module of WebAssembly, for arguments of the types of these.

    It imports nothing.  It exports its memory, `__heap_base` (what lies below is its own) and
    `countergaze_entry`, which takes the address of the table of words that `compute.door.objects`
    describes, and returns 0.  Raises NoKernel if a linker is not there, or anything refuses.
    """
    command = linker()
    try:
        with _nothing_kept():
            code = _object(ahead._bitcode(entry, arguments))
    except RuntimeError as fault:  # of another Numba, or of LLVM without WebAssembly
        raise NoKernel(f"no kernel was made: {fault}") from fault
    with tempfile.TemporaryDirectory(prefix="countergaze-") as folder:
        given, made = Path(folder) / "kernel.o", Path(folder) / "kernel.wasm"
        given.write_bytes(code)
        linked = [command, "--no-entry", f"--export={objects.CALLED}", "--export=__heap_base",
                  "--strip-all", "--stack-first", "-z", f"stack-size={STACK}", "-o", str(made),
                  str(given)]
        try:
            done = subprocess.run(linked, capture_output=True, text=True, timeout=LONGEST)
        except subprocess.TimeoutExpired as fault:
            raise NoKernel(f"no kernel was made: {command} had not ended after {LONGEST} "
                           "seconds") from fault
        if done.returncode:
            raise NoKernel(f"no kernel was made: {command} says: {done.stderr.strip()[-600:]}")
        return made.read_bytes()


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """Within the block, use an empty cache folder: of what is kept compiled there is no module."""
    before = os.environ.get(VARIABLE)
    with tempfile.TemporaryDirectory(prefix="countergaze-") as folder:
        os.environ[VARIABLE] = folder
        try:
            yield
        finally:
            os.environ.pop(VARIABLE)
            if before is not None:
                os.environ[VARIABLE] = before


def _object(bitcode: bytes) -> bytes:
    """Return Numba's module, made for this processor's layout, as an object for WebAssembly."""
    from llvmlite import binding

    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    machine = binding.Target.from_triple(TRIPLE).create_target_machine(
        cpu="generic", features=FEATURES, opt=3)
    module = _aimed(binding.parse_bitcode(bitcode), machine)
    module.link_in(_aimed(binding.parse_assembly(ahead._called(module)), machine))
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name == objects.CALLED else "internal"
    for name in module.global_variables:
        if not name.is_declaration:
            name.linkage = "internal"  # WebAssembly has no common symbols, which Numba makes
    tuning = binding.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization, tuning.slp_vectorization = True, False
    passes = binding.create_pass_builder(machine, tuning)
    passes.getModulePassManager().run(module, passes)
    return machine.emit_object(module)


def _aimed(module: Any, machine: Any) -> Any:
    """Return a module without this processor, for that of a machine."""
    from llvmlite import binding

    text = re.sub(r'"(target-cpu|target-features|tune-cpu)"="[^"]*"', "", str(module))
    aimed = binding.parse_assembly(text)
    aimed.triple, aimed.data_layout = TRIPLE, str(machine.target_data)
    return aimed


def write(folder: Path) -> bytes:
    """Write the week's kernel and what tells of it into a folder; return the kernel.

    Raises NoKernel if it cannot be made.
    """
    arguments = trial.arguments()
    made = kernel(order.cells_week, arguments)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kernel.wasm").write_bytes(made)
    told = {"kinds": " ".join(map(objects.kinds_of, arguments)),
            "sha256": hashlib.sha256(made).hexdigest()}
    (folder / "kernel.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return made


def _people(text: str) -> int:
    try:
        people = typed(text)
        if LEAST <= people <= MOST:
            return people
        fault = f"between {LEAST:,} and {MOST:,}, not {people:,}"
    except ValueError as wrong:
        fault = str(wrong)
    raise argparse.ArgumentTypeError(f"it must be {fault}")


def main(words: Sequence[str]) -> int:
    """Make the kernel as the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m countergaze.web.kernel_wasm", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="where kernel.wasm and kernel.json are written")
    parser.add_argument("--try", type=_people, metavar="PEOPLE", dest="people",
                        help="run a week of so many people under Node.js and natively, and compare")
    asked = parser.parse_args(words)
    try:
        if asked.people is not None:
            kernel_in_node.node()
        made = write(asked.folder)
        print(f"{asked.folder / 'kernel.wasm'}: {len(made):,} bytes, "
              f"{len(gzip.compress(made, 9, mtime=0)):,} compressed by gzip")
        if asked.people is not None:
            tried = kernel_in_node.tried(made, kernel_in_node.week_of(asked.people))
            print(tried.in_words())
            return 0 if tried.equal else 1
    except CountergazeError as fault:
        print(fault.message(), file=sys.stderr)
        return fault.exit_code
    except OSError as fault:
        print(f"no kernel was written: {fault}", file=sys.stderr)
        return CANNOT_WRITE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
