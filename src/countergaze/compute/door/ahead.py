"""Make objects of machine code of an entry, for levels of processors that need not be this one's.

Numba types and lowers the entry and all that it calls; its module is taken as it is linked, before
anything is optimised, and given one function that reads the arguments from a table of words.  So
the way in which an object is called is ours, and does not hang on Numba's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from countergaze.compute.door.cache import entry_of
from countergaze.compute.door.objects import CALLED, LEVELS
from countergaze.compute.door.texts import text_of
from countergaze.compute.door.translate import ENTRY_MARK
from countergaze.compute.door.whole import WHOLE_REGISTERS, whole_only


class _Linked(Exception):
    """Numba has linked the module of the entry, which is all that is wanted of it."""

    def __init__(self, bitcode: bytes) -> None:
        super().__init__()
        self.bitcode = bitcode


def machine_code(entry: Callable[..., Any], arguments: tuple[Any, ...],
                 levels: Iterable[str]) -> dict[str, bytes]:
    """Return the machine code of an entry by level, for arguments of the types of these.

    levels: of `objects.LEVELS`, for the system of this process.
    Raises ValueError if a level is not known.
    """
    from llvmlite import binding

    levels = tuple(levels)
    unknown = [level for level in levels if level not in LEVELS]
    if unknown:
        raise ValueError(f"no level {', '.join(unknown)}; there are {', '.join(LEVELS)}")
    bitcode = _bitcode(entry, arguments)
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return {level: _emitted(bitcode, level) for level in levels}


def _bitcode(entry: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    import numba

    text, _ = text_of(entry)
    whole_only(name for name in re.findall(r"^def (\w+)\(", text, re.M)
               if not name.endswith(ENTRY_MARK))
    with _caught():
        try:
            entry_of(entry).compile(tuple(numba.typeof(argument) for argument in arguments))
        except _Linked as linked:
            return linked.bitcode
    raise RuntimeError("this Numba does not link an entry in the way that is known here")


@contextmanager
def _caught() -> Iterator[None]:
    """Within the block, let Numba stop where the module of an entry is linked."""
    from numba.core.codegen import CPUCodeLibrary

    before = CPUCodeLibrary._optimize_final_module

    def caught(library: Any) -> None:
        if library.name.endswith(ENTRY_MARK):
            raise _Linked(library._final_module.as_bitcode())
        before(library)

    CPUCodeLibrary._optimize_final_module = caught
    try:
        yield
    finally:
        CPUCodeLibrary._optimize_final_module = before


def _emitted(bitcode: bytes, level: str) -> bytes:
    """Return the module optimised for a level, as an object that shows only the entry."""
    from llvmlite import binding

    triple = binding.get_process_triple()
    machine = binding.Target.from_triple(triple).create_target_machine(
        cpu=level, features=WHOLE_REGISTERS if "avx512f" in LEVELS[level] else "", opt=3,
        reloc="pic", codemodel="small")
    module = binding.parse_bitcode(bitcode)
    module.triple, module.data_layout = triple, str(machine.target_data)
    called = binding.parse_assembly(_called(module))
    called.triple, called.data_layout = module.triple, module.data_layout
    module.link_in(called)
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name == CALLED else "internal"
    tuning = binding.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization, tuning.slp_vectorization = True, False
    passes = binding.create_pass_builder(machine, tuning)
    passes.getModulePassManager().run(module, passes)
    return machine.emit_object(module)


def _called(module: Any) -> str:
    """Return a function, as LLVM's text, that calls the entry with words from a table."""
    entry = next(function for function in module.functions
                 if ENTRY_MARK in function.name and not function.is_declaration
                 and not function.name.startswith(("cfunc.", "_ZN7cpython")))
    returned, failed, *kinds = (str(argument.type) for argument in entry.arguments)
    lines, values = [], []
    for k, kind in enumerate(kinds):
        lines += [f"  %p{k} = getelementptr i64, ptr %words, i64 {k}",
                  f"  %w{k} = load i64, ptr %p{k}"]
        if kind != "i64":
            lines.append(f"  %v{k} = inttoptr i64 %w{k} to {kind}")
        values.append(f"{kind} %{'w' if kind == 'i64' else 'v'}{k}")
    given = ", ".join([returned, failed, *kinds])
    passed = ", ".join([f"{returned} %r", f"{failed} %f", *values])
    return "\n".join([
        f'declare i32 @"{entry.name}"({given})',
        f"define i32 @{CALLED}(ptr %words) {{", "  %r = alloca i64, i32 2",
        "  %f = alloca i64, i32 2", *lines, f'  %s = call i32 @"{entry.name}"({passed})',
        "  ret i32 %s", "}"])
